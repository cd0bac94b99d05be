import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const src = join(root, 'src');

const levels: readonly (readonly string[])[] = [
  ['spec'],
  ['fs', 'concurrency', 'streams'],
  ['registry'],
  ['http', 'credentials', 'archive'],
  ['auth'],
  ['memory', 'layout', 'files', 'client', 'server', 'wrappers'],
  ['cache', 'output'],
  ['transfer'],
  ['formats', 'connect'],
  ['operations'],
  ['aicr', 'sif'],
  ['commands'],
  ['action', 'cli', 'library'],
];

/** Rooms that see less, or more, than everything below their level. */
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
  files: [...base, 'registry', 'archive'],
  client: [...base, 'registry', 'http'],
  server: [...base, 'registry'],
  wrappers: [...base, 'registry'],
  transfer: [...base, 'registry', 'archive', 'layout', 'files', 'cache'],
  cache: [...base, 'registry', 'layout', 'wrappers'],
  output: ['spec'],
};

/** Packages that one room alone may import. */
const homes: Readonly<Record<string, readonly string[]>> = {
  undici: ['http'],
  'tar-stream': [],
  ignore: ['archive'],
  tldts: ['auth'],
  bcryptjs: ['server'],
  '@actions/core': ['action'],
  '@actions/cache': ['action'],
};

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
}

function sourceFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(directory, name));
}

function roomOf(file: string): string {
  const [first = ''] = relative(src, file).split(sep);
  return first.endsWith('.ts') ? '' : first;
}

const imports: readonly Import[] = sourceFiles(src).flatMap((file) => {
  const text = readFileSync(file, 'utf8');
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  return specifiers.map((target) => ({ file, room: roomOf(file), target }));
});

function allowedRooms(room: string): readonly string[] {
  const level = levels.findIndex((rooms) => rooms.includes(room));
  return mayImport[room] ?? levels.slice(0, level).flat();
}

describe('rooms', () => {
  it('are all on the map', () => {
    const rooms = readdirSync(src, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(rooms.filter((room) => !levels.flat().includes(room))).toEqual([]);
  });

  it('look only at the rooms that the map allows, through their index', () => {
    const wrong = imports
      .filter(({ room, target }) => room !== '' && target.startsWith('.'))
      .flatMap(({ file, room, target }) => {
        const other = resolve(dirname(file), target);
        const otherRoom = roomOf(other);
        if (otherRoom === room) return [];
        const allowed = allowedRooms(room).includes(otherRoom) && other === join(src, otherRoom, 'index.ts');
        return allowed ? [] : [`${relative(root, file)} imports ${target}`];
      });
    expect(wrong).toEqual([]);
  });

  it('inside a room, import the file and not the index', () => {
    const wrong = imports
      .filter(
        ({ file, room, target }) =>
          target.startsWith('.') && resolve(dirname(file), target) === join(src, room, 'index.ts'),
      )
      .map(({ file }) => relative(root, file));
    expect(wrong).toEqual([]);
  });

  it('are the only home of the packages that are theirs', () => {
    const wrong = imports
      .filter(({ room, target }) =>
        Object.entries(homes).some(
          ([name, rooms]) => (target === name || target.startsWith(`${name}/`)) && !rooms.includes(room),
        ),
      )
      .map(({ file, target }) => `${relative(root, file)} imports ${target}`);
    expect(wrong).toEqual([]);
  });
});

describe('source files', () => {
  it('have no default export and no name that says nothing', () => {
    const files = sourceFiles(src);
    expect(files.filter((file) => /^export default/m.test(readFileSync(file, 'utf8')))).toEqual([]);
    expect(files.filter((file) => /[\\/](?:utils?|helpers|common|misc|types)\.ts$/.test(file))).toEqual([]);
  });

  it('rename files only by renameOver, which repeats an attempt that Windows refuses for a moment', () => {
    const wrong = sourceFiles(src)
      .filter((file) => roomOf(file) !== 'fs')
      .filter((file) =>
        /import \{[^}]*\brename(?:Sync)?\b[^}]*\} from 'node:fs(?:\/promises)?'/.test(readFileSync(file, 'utf8')),
      );
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });

  it('below the entry points, leave console and exit code alone', () => {
    const wrong = sourceFiles(src)
      .filter((file) => !['action', 'cli', ''].includes(roomOf(file)))
      .filter((file) =>
        /\bconsole\.|\bprocess\.(?:exit|exitCode|argv|stdout|stderr)\b/.test(readFileSync(file, 'utf8')),
      );
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });

  it('read the process environment only at the entry points, and in connect as a default', () => {
    const wrong = sourceFiles(src)
      .filter((file) => !['action', 'cli', 'connect', ''].includes(roomOf(file)))
      .filter((file) => /\bprocess\.env\b/.test(readFileSync(file, 'utf8')));
    expect(wrong.map((file) => relative(root, file))).toEqual([]);
  });
});
