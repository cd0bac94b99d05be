import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { packLayer } from '../../src/archive/index.ts';
import { PackingTotal } from '../../src/transfer/packing-total.ts';
import type { LayerPlan } from '../../src/transfer/plan.ts';
import { eventually } from '../eventually.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'packing-total-'));
  await mkdir(join(root, 'source/sub'), { recursive: true });
  await writeFile(join(root, 'source/a.bin'), Buffer.alloc(700));
  await writeFile(join(root, 'source/sub/b.bin'), Buffer.alloc(512));
  await writeFile(join(root, 'source/sub/empty'), '');
  await symlink('a.bin', join(root, 'source/link'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const directory = (exclude: readonly string[] = []): LayerPlan => ({
  kind: 'directory',
  pack: { sourceDir: join(root, 'source'), compression: 'gzip', exclude },
});

async function packedSize(exclude: readonly string[] = []): Promise<number> {
  const { content, result } = packLayer({ sourceDir: join(root, 'source'), compression: 'none', exclude });
  for await (const _ of content);
  return (await result).contentSize;
}

it('is the size of the archive, without what patterns exclude', async () => {
  for (const exclude of [[], ['sub'], ['*.bin']]) {
    using total = new PackingTotal([directory(exclude)], [], 0);
    const expected = await packedSize(exclude);
    expect(await eventually(() => total.atLeast(0), 'the total')).toBe(expected);
  }
});

it('is the sum of all layers, and at least what was packed', async () => {
  const file: LayerPlan = { kind: 'file', path: join(root, 'source/a.bin'), mediaType: 'a/b' };
  using total = new PackingTotal([directory(), file], [join(root, 'source/sub')], 0);
  const expected = (await packedSize(['sub'])) + 700;
  expect(await eventually(() => total.atLeast(0), 'the total')).toBe(expected);
  expect(total.atLeast(1_000_000)).toBe(1_000_000);
});

it.each<[string, () => LayerPlan]>([
  ['a stream', () => ({ kind: 'stream', content: (async function* () {})(), mediaType: 'a/b' })],
  ['a missing file', () => ({ kind: 'file', path: join(root, 'none'), mediaType: 'a/b' })],
  ['a zip', () => ({ kind: 'directory', pack: { sourceDir: root, compression: 'none', archive: 'zip' } })],
])('is unknown for %s', async (_, layer) => {
  using total = new PackingTotal([layer()], [], 0);
  using known = new PackingTotal([directory()], [], 0);
  total.atLeast(0);
  await eventually(() => known.atLeast(0), 'the total of another layer');
  expect(total.atLeast(0)).toBeUndefined();
});

it('is not counted for a short packing', () => {
  using total = new PackingTotal([directory()], []);
  expect(total.atLeast(0)).toBeUndefined();
});
