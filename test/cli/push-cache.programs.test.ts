import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryPlace } from './spawned.ts';

describe('push --cache', () => {
  it('uses the cached layer in the second run, with a cache that the cache command maintains', async () => {
    await using place = await temporaryPlace();
    await mkdir(join(place.path, 'source'));
    await writeFile(join(place.path, 'source/a.txt'), 'a');
    const push = (out: string): ReturnType<typeof runCli> =>
      runCli(place, ['push', 'source', `./${out}`, '--cache', 'kept', '--cache-size', '1GiB', '--json']);
    const [first, second] = [await push('one'), await push('two')];
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(first.stderr).not.toContain('reused');
    expect(second.stderr).toContain('reused the layer from the cache kept');
    const { 'layer-digest': layer } = JSON.parse(second.stdout) as { readonly 'layer-digest': string };
    expect((JSON.parse(first.stdout) as { readonly 'layer-digest': string })['layer-digest']).toBe(layer);
    const listed = JSON.parse((await runCli(place, ['cache', 'list', 'kept', '--json'])).stdout) as {
      readonly entries: readonly { readonly digest: string }[];
    };
    expect(listed.entries.map(({ digest }) => digest)).toContain(layer);
    expect((await runCli(place, ['cache', 'verify', 'kept'])).code).toBe(0);
    expect((await runCli(place, ['cache', 'clean', 'kept'])).code).toBe(0);
    const third = await push('three');
    expect([third.code, third.stderr.includes('reused')]).toEqual([0, false]);
  });

  it('rejects a size without a cache, and a directory with other content', async () => {
    await using place = await temporaryPlace();
    await mkdir(join(place.path, 'source'));
    await writeFile(join(place.path, 'source/a.txt'), 'a');
    expect((await runCli(place, ['push', 'source', './out', '--cache-size', '1GiB'])).stderr).toContain('--cache-size');
    const other = await runCli(place, ['push', 'source', './out', '--cache', 'source']);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('is not a cache');
    expect(existsSync(join(place.path, 'out'))).toBe(false);
  });
});
