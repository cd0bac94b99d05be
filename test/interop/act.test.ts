import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { act, project } from './act.ts';
import { must, temporaryDirectory } from './processes.ts';
import { distribution } from './registries.ts';
import { repositoryRoot } from './run-action.ts';

it('the next run restores the registry of a job from the cache', async () => {
  await using work = await temporaryDirectory();
  const storage = join(work.path, 'storage');
  const directory = join(work.path, 'project');
  await project(
    directory,
    `name: publish
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: registry
        uses: ./serve
        with:
          storage: ${storage}
      - run: oras repo ls --plain-http \${{ steps.registry.outputs.registry }} >> ${work.path}/found
      - uses: ./
        with:
          source-dir: examples/bundle
          target: oci://\${{ steps.registry.outputs.registry }}/acme/bundle:v1
          plain-http: true
`,
  );
  const cache = ['--cache-server-path', join(work.path, 'act-cache'), '--cache-server-addr', '127.0.0.1'];
  const first = await act(directory, { home: work.path, args: cache });
  expect(first.code, first.stdout + first.stderr).toBe(0);
  expect(first.stdout).toContain('the cache has no entry');
  await rm(storage, { recursive: true });
  const second = await act(directory, { home: work.path, args: cache });
  expect(second.code, second.stdout + second.stderr).toBe(0);
  expect(second.stdout).toMatch(/restored 3 blobs.*each blob was hashed/);
  expect(await readFile(join(work.path, 'found'), 'utf8')).toBe('acme/bundle\n');
});

it('a pull restores downloads from the cache, and fetches them again after manipulation of the cache', async () => {
  await using work = await temporaryDirectory();
  await using registry = await distribution();
  const layout = join(work.path, 'source');
  await mkdir(layout);
  const content = randomBytes(300_000);
  await writeFile(join(layout, 'data'), content);
  await must(process.execPath, [
    join(repositoryRoot, 'dist/cli.js'),
    'push',
    layout,
    `oci://${registry.host}/acme/data:v1`,
    '--plain-http',
    '--compression',
    'none',
  ]);
  const directory = join(work.path, 'project');
  const output = join(work.path, 'output');
  const temporary = join(work.path, 'runner-temp');
  await mkdir(temporary);
  await project(
    directory,
    `name: pull
on: push
jobs:
  pull:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: ./pull
        env:
          RUNNER_TEMP: ${temporary}
        with:
          reference: ${registry.host}/acme/data:v1
          output-dir: ${output}
          plain-http: true
          cache: true
`,
  );
  const storage = join(work.path, 'act-cache');
  const pull = async (): Promise<string> => {
    await rm(output, { recursive: true, force: true });
    const { code, stdout, stderr } = await act(directory, {
      home: work.path,
      args: ['--cache-server-path', storage, '--cache-server-addr', '127.0.0.1'],
    });
    expect(code, stdout + stderr).toBe(0);
    expect(await readFile(join(output, 'data'))).toEqual(content);
    expect(await readdir(temporary)).not.toContain('oci-artifact-pull-cache');
    return stdout;
  };
  expect(await pull()).toMatch(
    /the cache has no entry for[^]*saved .* in the cache as oci-artifact-pull-sha256-\S+-1\n/,
  );
  const second = await pull();
  expect(second).toMatch(/restored oci-artifact-pull-sha256-\S+-1 from the cache/);
  expect(second).not.toContain('::warning');
  // Incompressible bytes are unchanged in the archive, with any compression.
  let poisoned = 0;
  for (const name of await readdir(storage, { recursive: true })) {
    const path = join(storage, name);
    if (!(await stat(path)).isFile()) continue;
    const bytes = await readFile(path);
    const at = bytes.indexOf(content.subarray(150_000, 150_032));
    if (at < 0) continue;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(path, bytes);
    poisoned++;
  }
  expect(poisoned).toBe(1);
  const third = await pull();
  expect(third).toMatch(/the content comes from the registry|Failed to restore/);
  expect(third).toMatch(/saved .* in the cache as oci-artifact-pull-sha256-\S+-2\n/);
  expect(await pull()).toMatch(/restored oci-artifact-pull-sha256-\S+-2 from the cache/);
});
