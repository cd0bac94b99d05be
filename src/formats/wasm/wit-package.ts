import { readDescription, readName, type ComponentExport } from './component-sections.ts';
import type { SectionReader } from './section-reader.ts';

/** Codes of types (Component Model, `Binary.md`, "Type Definitions"). */
const componentType = 0x41;
const instanceType = 0x42;
const functionTypes: ReadonlySet<number> = new Set([0x40, 0x43]);
/** The first of the primitive types, without `error-context`. */
const firstPrimitive = 0x73;
const lastPrimitive = 0x7f;
const errorContext = 0x64;

/** The types of a package are nested less than ten times. */
const maxDepth = 50;

/**
 * The names of the interfaces and worlds in a type section of a package of WIT definitions, and of the exports of the
 * worlds: each type is a component that exports one interface or world under its full name (Component Model, `WIT.md`,
 * "Package format").
 *
 * @throws OciError `INPUT_INVALID`
 */
export function readPackageTypes(section: SectionReader): readonly string[] {
  const names: string[] = [];
  for (let count = section.unsigned(); count > 0; count--) {
    const { exports, worlds } = readType(section, 0);
    names.push(...exports.map(({ name }) => name), ...worlds);
  }
  if (!section.isAtEnd) throw section.invalid('has bytes after its last entry');
  return names;
}

interface PackageType {
  readonly exports: readonly ComponentExport[];
  /** Names of the exports of the component types in this type. */
  readonly worlds: readonly string[];
}

const noExports: PackageType = { exports: [], worlds: [] };

function readType(section: SectionReader, depth: number): PackageType {
  if (depth > maxDepth) throw section.invalid('has types that are nested too deeply');
  const code = section.byte();
  if (code === componentType || code === instanceType) return readDeclarations(section, depth);
  if (functionTypes.has(code)) skipFunction(section);
  else skipValueType(section, code);
  return noExports;
}

/** Declarations of a component or an instance. */
function readDeclarations(section: SectionReader, depth: number): PackageType {
  const exports: ComponentExport[] = [];
  const worlds: string[] = [];
  for (let count = section.unsigned(); count > 0; count--) {
    const kind = section.byte();
    switch (kind) {
      case 1: {
        const isComponent = section.peek() === componentType;
        const { exports: inner } = readType(section, depth + 1);
        if (isComponent) worlds.push(...inner.filter(({ isType }) => !isType).map(({ name }) => name));
        break;
      }
      case 2:
        skipAlias(section);
        break;
      case 3:
        readName(section);
        readDescription(section);
        break;
      case 4:
        exports.push({ name: readName(section), isType: readDescription(section) });
        break;
      default:
        throw section.invalid(`has the unknown declaration ${kind}`);
    }
  }
  return { exports, worlds };
}

function skipAlias(section: SectionReader): void {
  if (section.byte() === 0) section.byte();
  const target = section.byte();
  if (target > 2) throw section.invalid(`has the unknown alias ${target}`);
  section.unsigned();
  if (target === 2) section.unsigned();
  else section.text();
}

function skipFunction(section: SectionReader): void {
  skipFields(section);
  // One result without a name, or a list of named results.
  if (section.byte() === 0) section.skipSigned();
  else skipFields(section);
}

/** Names with types. */
function skipFields(section: SectionReader): void {
  for (let count = section.unsigned(); count > 0; count--) {
    section.text();
    section.skipSigned();
  }
}

function skipOptional(section: SectionReader): void {
  if (section.byte() !== 0) section.skipSigned();
}

function skipValueType(section: SectionReader, code: number): void {
  switch (code) {
    case 0x72: // record
      skipFields(section);
      return;
    case 0x71: // variant
      for (let count = section.unsigned(); count > 0; count--) {
        section.text();
        skipOptional(section);
        section.byte();
      }
      return;
    case 0x6f: // tuple
      for (let count = section.unsigned(); count > 0; count--) section.skipSigned();
      return;
    case 0x6e: // flags
    case 0x6d: // enum
      for (let count = section.unsigned(); count > 0; count--) section.text();
      return;
    case 0x70: // list
    case 0x6b: // option
      section.skipSigned();
      return;
    case 0x69: // own
    case 0x68: // borrow
      section.unsigned();
      return;
    case 0x6a: // result
      skipOptional(section);
      skipOptional(section);
      return;
    case 0x66: // stream
    case 0x65: // future
      skipOptional(section);
      return;
    case 0x67: // list with a fixed length
      section.skipSigned();
      section.unsigned();
      return;
    case 0x63: // map
      section.skipSigned();
      section.skipSigned();
      return;
  }
  if (code === errorContext || (code >= firstPrimitive && code <= lastPrimitive)) return;
  throw section.invalid(`has the unknown type 0x${code.toString(16)}`);
}
