import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { loadedBy } from '../loaded.ts';
import { entry, start, temporaryPlace } from './spawned.ts';

function words(text: string): string {
  return [...new Set(text.split(' ').filter((word) => word !== ''))].sort().join(' ');
}

const example = join(import.meta.dirname, '../../examples/bundle');

it('prints the version with no other module', async () => {
  expect(await loadedBy('cli', ['--version'])).toMatchObject({
    packages: '',
    modules: 'cli concurrency',
    builtins: '',
  });
});

it.each([
  [['--help'], 'Commands:'],
  [['push', '--help'], 'oci-artifact push'],
  [['help', 'sif', 'push'], 'oci-artifact sif push'],
  [['cache', '-h'], 'Verbs:'],
])('%j prints the help without loading a command', async (args, text) => {
  const { stdout, ...loaded } = await loadedBy('cli', args);
  expect(stdout).toContain(text);
  expect(loaded.packages + loaded.builtins).toBe('');
  // The help of one command needs no module that the overview does not need, except for one.
  expect(words(`${loaded.modules} spec`)).toBe('cli commands concurrency output registry spec streams');
});

describe('a command loads only the code that it needs', () => {
  let directory: string;
  let server: Listening;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'loaded-test-'));
    await writeFile(join(directory, 'sbom.json'), '{}');
    server = await listen(new MemoryRegistry());
    await loadedBy('cli', ['push', example, `oci://${repository()}:v1`, '--plain-http']);
  });
  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });
  const repository = (): string => `${new URL(server.url).host}/acme/bundle`;

  /** Modules that every command about a registry loads. */
  const always =
    'archive auth cli client commands concurrency connect credentials fs http output registry spec streams transfer';

  it.each<[string, (tag: string) => readonly string[], string, string]>([
    ['resolve', (tag) => ['resolve', tag], '', ''],
    ['tag', (tag) => ['tag', tag, 'v2'], '', 'crypto'],
    ['copy', (tag) => ['copy', tag, `${repository()}/copy`], 'operations', 'crypto'],
    ['pull', (tag) => ['pull', tag, '-o', join(directory, 'out')], 'formats operations', 'crypto'],
    [
      'attach',
      (tag) => ['attach', tag, join(directory, 'sbom.json'), '--artifact-type', 'text/plain'],
      'formats operations',
      'crypto',
    ],
    ['push', () => ['push', example, `oci://${repository()}:v3`], 'files formats operations', 'crypto'],
  ])('%s', async (_, args, modules, builtins) => {
    const loaded = await loadedBy('cli', [...args(`${repository()}:v1`), '--plain-http']);
    expect(loaded.packages).toBe('lru-cache undici');
    expect(loaded.modules).toBe(words(`${always} ${modules}`));
    expect(loaded.builtins).toBe(words(`fs/promises ${builtins}`));
  });

  it('pull compiles the parser of responses only once', async () => {
    await using place = await temporaryPlace();
    const args = ['pull', `${repository()}:v1`, '--output-dir', place.path, '--plain-http'];
    const { stdout } = await promisify(execFile)(process.execPath, ['--trace-wasm-compilation-times', entry, ...args]);
    expect(stdout).toContain('using Liftoff');
    expect(stdout).not.toContain('using TurboFan');
  });
});

it('serve loads the page only when a browser requests it', async () => {
  await using place = await temporaryPlace();
  const record = join(place.path, 'record');
  const recorder = join(import.meta.dirname, '../loaded-record.cts');
  const child = start(place, ['serve'], { NODE_OPTIONS: `--require=${recorder}`, LOADED_RECORD: record });
  const closed = once(child, 'close');
  try {
    const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const url = line.toString().trim();
    const hasPage = async (): Promise<boolean> => (await readFile(record, 'utf8')).includes('/chunks/page.js');
    for (const path of ['/v2/', '/v2/_catalog', '/']) await (await fetch(url + path)).text();
    expect(await hasPage()).toBe(false);
    const reply = await fetch(url, { headers: { accept: 'text/html' } });
    expect(await reply.text()).toContain('No repositories');
    expect(await hasPage()).toBe(true);
  } finally {
    child.kill();
    await closed;
  }
});
