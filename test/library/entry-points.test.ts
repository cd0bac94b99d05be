import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { functions, otherNumbers } from './numeric-options.ts';

const root = join(import.meta.dirname, '../..');
const src = join(root, 'src').replaceAll('\\', '/');

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

/** Subpaths of the package, and the source file of each. */
const entryPoints: ReadonlyMap<string, string> = new Map(
  Object.entries(manifest.exports)
    .filter(([, target]) => typeof target !== 'string')
    .map(([subpath]) => [subpath, `${src}/library/${subpath === '.' ? 'index' : basename(subpath)}.ts`]),
);

const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')).config as {
  compilerOptions: object;
};
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
// The declarations of other packages are not needed, and reading them takes longer than all tests.
const compilerOptions: ts.CompilerOptions = { ...options, types: [], noLib: true };
const host = ts.createCompilerHost(compilerOptions);
host.resolveModuleNameLiterals = (literals, importer, _redirected, resolving) =>
  literals.map(({ text }) =>
    text.startsWith('.') ? ts.resolveModuleName(text, importer, resolving, host) : { resolvedModule: undefined },
  );
const program = ts.createProgram([...entryPoints.values()], compilerOptions, host);
const checker = program.getTypeChecker();

interface Exported {
  readonly name: string;
  readonly symbol: ts.Symbol;
  /** The entry point exports a class without its constructor and static members: `export { type Name }`. */
  readonly typeOnly: boolean;
}

function exportsOf(file: string): readonly Exported[] {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} exports nothing`);
  return checker.getExportsOfModule(module).map((symbol) => {
    const [specifier] = symbol.declarations ?? [];
    return {
      name: symbol.name,
      symbol: original(symbol),
      typeOnly: specifier !== undefined && ts.isTypeOnlyExportDeclaration(specifier),
    };
  });
}

function original(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The declarations of this project that the signature of an exported name refers to. */
function referencesOf({ symbol, typeOnly }: Exported): ReadonlySet<ts.Symbol> {
  const found = new Set<ts.Symbol>();
  const visit = (node: ts.Node | undefined): void => {
    if (node === undefined) return;
    if (ts.isIdentifier(node)) {
      const referenced = checker.getSymbolAtLocation(node);
      if (referenced !== undefined && isImportable(original(referenced))) found.add(original(referenced));
    } else ts.forEachChild(node, visit);
  };
  const visitSignature = (node: ts.SignatureDeclaration): void => {
    for (const each of [...(node.typeParameters ?? []), ...node.parameters.map(({ type }) => type), node.type])
      visit(each);
  };
  for (const declaration of symbol.declarations ?? []) {
    if (ts.isFunctionDeclaration(declaration)) visitSignature(declaration);
    else if (ts.isVariableDeclaration(declaration)) visit(declaration.type);
    else if (ts.isClassDeclaration(declaration)) {
      for (const clause of declaration.heritageClauses ?? []) visit(clause);
      for (const member of declaration.members.filter((each) => isPublic(each, typeOnly))) {
        if (ts.isPropertyDeclaration(member)) visit(member.type);
        else if (ts.isFunctionLike(member)) visitSignature(member);
      }
    } else visit(declaration);
  }
  found.delete(symbol);
  return found;
}

function isPublic(member: ts.ClassElement, typeOnly: boolean): boolean {
  if (member.name !== undefined && ts.isPrivateIdentifier(member.name)) return false;
  const flags = ts.getCombinedModifierFlags(member);
  if (flags & ts.ModifierFlags.Private) return false;
  return !typeOnly || !(ts.isConstructorDeclaration(member) || flags & ts.ModifierFlags.Static);
}

/**
 * Declared at the top level of a source file. The symbols that brand a type and the table of error codes are private on
 * purpose.
 */
function isImportable(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined || !declaration.getSourceFile().fileName.startsWith(src)) return false;
  if (ts.isVariableDeclaration(declaration))
    return symbol.name !== 'statusByCode' && !(declaration.type && ts.isTypeOperatorNode(declaration.type));
  return (
    ts.isInterfaceDeclaration(declaration) ||
    ts.isTypeAliasDeclaration(declaration) ||
    ts.isClassDeclaration(declaration) ||
    ts.isFunctionDeclaration(declaration)
  );
}

function hasComment({ symbol }: Exported): boolean {
  return (symbol.declarations ?? []).some((declaration) => ts.getJSDocCommentsAndTags(declaration).length > 0);
}

/** The options of an exported interface that are numbers. */
function numbersOf({ name, symbol }: Exported): readonly string[] {
  return (symbol.declarations ?? []).filter(ts.isInterfaceDeclaration).flatMap((declaration) =>
    declaration.members.flatMap((member) => {
      const type = checker.getNonNullableType(checker.getTypeAtLocation(member));
      const isNumber = ts.isPropertySignature(member) && type.flags & ts.TypeFlags.NumberLike;
      return isNumber ? [`${name}.${member.name.getText()}`] : [];
    }),
  );
}

it('every number in an option is checked', () => {
  const checked = new Set(Object.values(functions).flatMap(([names]) => names));
  const options = [...entryPoints.values()].flatMap(exportsOf).filter(({ name }) => /(?:Options|Rules)$/.test(name));
  const numbers = new Set(options.flatMap(numbersOf));
  expect(numbers.size).toBeGreaterThan(40);
  const unchecked = [...numbers].filter((name) => !otherNumbers.has(name) && !checked.has(name.split('.')[1] ?? ''));
  expect(unchecked).toEqual([]);
});

describe.each([...entryPoints])('the entry point %s', (_subpath, file) => {
  const exported = exportsOf(file);

  it('exports every type that its signatures refer to', () => {
    const own = new Set(exported.map(({ symbol }) => symbol));
    const missing = exported.flatMap((each) =>
      [...referencesOf(each)].filter((type) => !own.has(type)).map((type) => `${each.name} refers to ${type.name}`),
    );
    expect(missing).toEqual([]);
  });

  it('exports only names with a doc comment', () => {
    expect(exported.filter((each) => !hasComment(each)).map(({ name }) => name)).toEqual([]);
  });
});

it('the main entry point has at most 130 names, types included', () => {
  expect(exportsOf(entryPoints.get('.') ?? '').length).toBeLessThanOrEqual(130);
});

it('the library imports every package in dependencies and peerDependencies, and no other package', () => {
  const imported = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(src))
    .flatMap(({ text }) => ts.preProcessFile(text).importedFiles)
    .map(({ fileName }) => fileName)
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:'));
  const packages = Object.keys({ ...manifest.peerDependencies, ...manifest.dependencies });
  expect(new Set(imported)).toEqual(new Set(packages.filter((name) => !name.startsWith('@types/'))));
});
