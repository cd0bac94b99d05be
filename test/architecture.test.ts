import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const src = join(root, 'src');

const levels: readonly (readonly string[])[] = [
  ['spec'],
  ['fs', 'concurrency', 'streams'],
  ['registry'],
  ['http', 'credentials', 'archive', 'output'],
  ['auth', 'page'],
  ['memory', 'layout', 'bucket', 'files', 'client', 'github', 'server', 'wrappers'],
  ['artifact-cache'],
  ['transfer'],
  ['formats', 'connect', 'verification'],
  ['operations'],
  ['aicr', 'sif'],
  ['commands'],
  ['action', 'cli', 'library'],
];

/** The allowed imports of modules that may not import all lower levels. */
const base = ['spec', 'fs', 'concurrency', 'streams'] as const;
const mayImport: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  fs: ['spec', 'concurrency', 'streams'],
  concurrency: ['spec'],
  streams: ['spec', 'concurrency'],
  registry: base,
  http: base,
  credentials: base,
  archive: base,
  auth: [...base, 'http', 'credentials'],
  memory: [...base, 'registry'],
  layout: [...base, 'registry'],
  bucket: [...base, 'registry', 'http'],
  files: [...base, 'registry', 'archive'],
  client: [...base, 'registry', 'http'],
  github: [...base, 'http'],
  page: [...base, 'registry', 'archive', 'output'],
  server: [...base, 'registry', 'page'],
  wrappers: [...base, 'registry'],
  transfer: [...base, 'registry', 'archive', 'layout', 'files', 'artifact-cache', 'client'],
  'artifact-cache': [...base, 'registry', 'layout', 'wrappers'],
  output: ['spec'],
};

/** The modules that may import a package or its subpaths. */
const packageUsers: Readonly<Record<string, readonly string[]>> = {
  undici: ['http'],
  'tar-stream': [],
  ignore: ['archive'],
  tldts: ['auth'],
  bcryptjs: ['server'],
  aws4fetch: ['bucket'],
  '@aws-sdk': ['connect'],
  '@actions': ['action'],
  '@sigstore': ['verification'],
};

interface Import {
  readonly file: string;
  readonly module: string;
  readonly target: string;
}

function sourceFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(directory, name));
}

function moduleOf(file: string): string {
  const [first = ''] = relative(src, file).split(sep);
  return first.endsWith('.ts') ? '' : first;
}

const imports: readonly Import[] = sourceFiles(src).flatMap((file) => {
  const text = readFileSync(file, 'utf8');
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  return specifiers.map((target) => ({ file, module: moduleOf(file), target }));
});

/** The files that a file imports, also for types. An `import()` at run time is not counted. */
function staticImportsOf(file: string): readonly string[] {
  const matches = readFileSync(file, 'utf8').matchAll(/\bfrom\s*'(\.[^']+)'/g);
  return Array.from(matches, ([, target = '']) => resolve(dirname(file), target));
}

function allowedModules(module: string): readonly string[] {
  const level = levels.findIndex((modules) => modules.includes(module));
  return mayImport[module] ?? levels.slice(0, level).flat();
}

describe('the modules', () => {
  it('all have a level', () => {
    const modules = readdirSync(src, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(modules.filter((module) => !levels.flat().includes(module))).toEqual([]);
  });

  it('import only allowed modules, through their index', () => {
    const wrong = imports
      .filter(({ module, target }) => module !== '' && target.startsWith('.'))
      .flatMap(({ file, module, target }) => {
        const other = resolve(dirname(file), target);
        const otherModule = moduleOf(other);
        if (otherModule === module) return [];
        const allowed = allowedModules(module).includes(otherModule) && other === join(src, otherModule, 'index.ts');
        return allowed ? [] : [`${relative(root, file)} imports ${target}`];
      });
    expect(wrong).toEqual([]);
  });

  it('do not import their own index', () => {
    const wrong = imports
      .filter(
        ({ file, module, target }) =>
          target.startsWith('.') && resolve(dirname(file), target) === join(src, module, 'index.ts'),
      )
      .map(({ file }) => relative(root, file));
    expect(wrong).toEqual([]);
  });

  it('have no cycle of imports', () => {
    const graph = new Map(sourceFiles(src).map((file) => [file, staticImportsOf(file)]));
    // Removes files without remaining imports until only cycles, and the files that import them, are left.
    for (let before = -1; before !== graph.size;) {
      before = graph.size;
      for (const [file, targets] of graph) if (!targets.some((target) => graph.has(target))) graph.delete(file);
    }
    expect([...graph.keys()].map((file) => relative(root, file))).toEqual([]);
  });

  it('import a package only where it is allowed', () => {
    const wrong = imports
      .filter(({ module, target }) =>
        Object.entries(packageUsers).some(
          ([name, users]) => (target === name || target.startsWith(`${name}/`)) && !users.includes(module),
        ),
      )
      .map(({ file, target }) => `${relative(root, file)} imports ${target}`);
    expect(wrong).toEqual([]);
  });
});

describe('source files', () => {
  it('have no default export and no generic name', () => {
    const files = sourceFiles(src);
    expect(files.filter((file) => /^export default/m.test(readFileSync(file, 'utf8')))).toEqual([]);
    expect(files.filter((file) => /[\\/](?:utils?|helpers|common|misc|types)\.ts$/.test(file))).toEqual([]);
  });

  it('rename files only with renameOver, which repeats attempts that fail temporarily on Windows', () => {
    const wrong = sourceFiles(src)
      .filter((file) => moduleOf(file) !== 'fs')
      .filter((file) =>
        /import \{[^}]*\brename(?:Sync)?\b[^}]*\} from 'node:fs(?:\/promises)?'/.test(readFileSync(file, 'utf8')),
      );
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });

  it('use console, arguments and exit code only in action and cli', () => {
    const wrong = sourceFiles(src)
      .filter((file) => !['action', 'cli', ''].includes(moduleOf(file)))
      .filter((file) =>
        /\bconsole\.|\bprocess\.(?:exit|exitCode|argv|stdout|stderr)\b/.test(readFileSync(file, 'utf8')),
      );
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });

  it('read the process environment only in action, cli and, as a default, in connect', () => {
    const wrong = sourceFiles(src)
      .filter((file) => !['action', 'cli', 'connect', ''].includes(moduleOf(file)))
      .filter((file) => /\bprocess\.env\b/.test(readFileSync(file, 'utf8')));
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });
});

describe('tests', () => {
  /** Their loops end with their input, or wait for an event. */
  const otherLoops: ReadonlySet<string> = new Set([
    'archive/tar/blocks.ts',
    'client/streamed-upload.test.ts',
    'eventually.ts',
    'faults/kit/request-reader.ts',
    'faults/kit/scripted-server.ts',
    'interop/bucket-kill.test.ts',
    'interop/kill-pushes.ts',
    'mutants/concurrency.ts',
    'workflow-yaml.ts',
  ]);

  it('wait for a condition only with eventually, which fails within seconds', () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll(sep, '/'))
      .filter((name) => name.endsWith('.ts') && !otherLoops.has(name));
    const loops = /\bwhile \(|\bfor \(;;\)(?![^]{0,200}yield)|\bfor \(;[^;]+;\)/;
    expect(files.filter((name) => loops.test(readFileSync(join(import.meta.dirname, name), 'utf8')))).toEqual([]);
  });
});
