import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { readOnly } from '../../src/wrappers/index.ts';
import { listen } from '../../src/server/index.ts';
import { runCli, temporaryPlace, type Place, type Run } from './spawned.ts';

/** A directory with a source, which is also the temporary directory of the programs. */
async function workplace(): Promise<Place> {
  const place = await temporaryPlace();
  await mkdir(join(place.path, 'src/sub'), { recursive: true });
  await writeFile(join(place.path, 'src/a.txt'), 'content');
  await writeFile(join(place.path, 'src/sub/b.txt'), 'more');
  return place;
}

function storePath(run: Run): unknown {
  return (JSON.parse(run.stdout) as Readonly<Record<string, unknown>>)['store-path'];
}

describe('the layout of a push', () => {
  it.each([
    ['a directory', ['src']],
    ['files', ['src/a.txt', 'src/sub/b.txt']],
    ['several layers', ['src', '--layers', 'entries']],
  ])('is removed after a push of %s, also if it is already there', async (_, source) => {
    await using server = await listen(new MemoryRegistry());
    await using place = await workplace();
    const args = ['push', ...source, `oci://${new URL(server.url).host}/a/b:v1`, '--plain-http'];
    const first = await runCli(place, args);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).not.toMatch(/^ {2}layout/m);
    const again = await runCli(place, [...args, '--json']);
    expect([again.code, storePath(again)], again.stderr).toEqual([0, '']);
    expect(await readdir(place.path)).toEqual(['src']);
  });

  it('is removed after a failure', async () => {
    await using server = await listen(readOnly(new MemoryRegistry()));
    await using place = await workplace();
    const { code } = await runCli(place, ['push', 'src', `oci://${new URL(server.url).host}/a/b:v1`, '--plain-http']);
    expect(code).toBe(1);
    expect(await readdir(place.path)).toEqual(['src']);
  });

  it('is removed after a push to a registry and a layout', async () => {
    await using server = await listen(new MemoryRegistry());
    await using place = await workplace();
    const target = `oci://${new URL(server.url).host}/a/b:v1`;
    const { code, stderr } = await runCli(place, ['push', 'src', target, './copy:v1', '--plain-http']);
    expect(code, stderr).toBe(0);
    expect((await readdir(place.path)).sort()).toEqual(['copy', 'src']);
  });

  it.each([
    ['--output-dir', ['--output-dir', 'out']],
    ['--no-push', ['--no-push']],
  ])('remains with %s', async (_, options) => {
    await using server = await listen(new MemoryRegistry());
    await using place = await workplace();
    const target = `oci://${new URL(server.url).host}/a/b:v1`;
    const pushed = await runCli(place, ['push', 'src', target, '--plain-http', '--json', ...options]);
    expect(pushed.code, pushed.stderr).toBe(0);
    expect(await readdir(String(storePath(pushed)))).toContain('index.json');
  });
});
