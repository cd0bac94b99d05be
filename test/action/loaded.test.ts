import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { runAction, workspace } from './spawned.ts';

const example = join(import.meta.dirname, '../../examples/bundle');
const recorder = pathToFileURL(join(import.meta.dirname, 'loaded-record.ts')).href;

interface Loaded {
  /** Packages with code in a loaded file. */
  readonly packages: readonly string[];
  /** Modules of `src/` with code in a loaded file. */
  readonly modules: readonly string[];
  /** Modules of Node, imported by the program or by Node itself. */
  readonly builtins: ReadonlySet<string>;
}

/**
 * Runs an action against an empty registry, and lists the loaded code. Comments in the bundles name the sources.
 */
async function loadedBy(
  bundle: string,
  inputs: (host: string, place: string) => Readonly<Record<string, string>>,
): Promise<Loaded> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await listen(new MemoryRegistry()));
  const place = stack.use(await workspace());
  const directory = await mkdtemp(join(tmpdir(), 'loaded-test-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const record = join(directory, 'record');
  await runAction(
    place,
    { ...inputs(new URL(server.url).host, place.path), 'plain-http': 'true' },
    { bundle, env: { NODE_OPTIONS: `--import=${recorder}`, LOADED_RECORD: record } },
  );
  const lines = (await readFile(record, 'utf8')).trim().split('\n');
  const files = lines.filter((line) => line.startsWith('file:')).map((url) => fileURLToPath(url));
  expect(files.some((file) => file.endsWith(`${bundle}.js`))).toBe(true);
  const sources = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
  const named = (pattern: RegExp): readonly string[] =>
    [...new Set([...sources.matchAll(pattern)].map((match) => match[1] ?? ''))].sort();
  return {
    packages: named(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm),
    modules: named(/^\/\/ src\/([^/]+)\//gm),
    builtins: new Set(
      lines.filter((line) => line.startsWith('NativeModule ')).map((line) => line.slice('NativeModule '.length)),
    ),
  };
}

/** Each takes as long to load as the whole program. */
const costly = ['http2', 'child_process', 'https', 'internal/deps/undici/undici', 'sqlite'];

it('loads only the modules that a push uses', async () => {
  const { packages, modules, builtins } = await loadedBy('push', (host) => ({
    'source-dir': example,
    target: `oci://${host}/acme/bundle:v1`,
  }));
  expect(packages).toEqual(['@actions/core', 'lru-cache', 'undici', 'valibot']);
  expect(modules).not.toContain('server');
  expect(modules).not.toContain('memory');
  expect(modules).not.toContain('cli');
  expect(modules).not.toContain('sif');
  // Only for a cache.
  expect(modules).not.toContain('artifact-cache');
  expect(modules).not.toContain('wrappers');
  expect(costly.filter((name) => builtins.has(name))).toEqual([]);
});

it('loads only the modules that a pull uses', async () => {
  const { packages, modules, builtins } = await loadedBy('pull', (host, place) => ({
    reference: `${host}/acme/bundle:v1`,
    'output-dir': join(place, 'out'),
  }));
  expect(packages).toEqual(['@actions/core', 'lru-cache', 'undici', 'valibot']);
  expect(modules).not.toContain('server');
  expect(modules).not.toContain('cli');
  expect(costly.filter((name) => builtins.has(name))).toEqual([]);
});
