import { appendFile, rename, rm } from 'node:fs/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { HashThread } from '../../src/archive/hash-thread.ts';
import { describeLayer, HashThreads, walk, type PackOptions } from '../../src/archive/index.ts';
import { fromLatin1 } from '../../src/fs/index.ts';
import { sourceTree, type SourceTree } from './source-tree.ts';

const large = 1024 ** 3;

async function threads(processors = 2): Promise<HashThreads> {
  const created = new HashThreads(large, 3, processors);
  onTestFinished(async () => created[Symbol.asyncDispose]());
  return created;
}

async function source(): Promise<{ readonly tree: SourceTree; readonly options: PackOptions }> {
  const tree = await sourceTree({
    'a/one': 'one',
    'a/two': new Uint8Array(700_000).fill(7),
    'b/\u00e9': 'two',
    empty: '',
    [`${'long/'.repeat(30)}name`]: 'three',
  });
  onTestFinished(async () => tree[Symbol.asyncDispose]());
  await tree.link('b/link', '../a/one');
  const entries = await Array.fromAsync(walk({ sourceDir: tree.path }));
  return { tree, options: { sourceDir: tree.path, compression: 'gzip', entries } };
}

it('describes listed, renamed and walked sources in workers as in the calling thread', async () => {
  const { options } = await source();
  const hashing = await threads(3);
  const hash = vi.spyOn(HashThread.prototype, 'hash');
  onTestFinished(() => hash.mockRestore());
  const variants: readonly PackOptions[] = [
    options,
    { ...options, mapEntry: (entry) => ({ ...entry, name: fromLatin1(`x/${entry.name}`) }) },
    { ...options, mapEntry: (entry) => (entry.name.startsWith('a/') ? undefined : entry) },
    { ...options, entries: undefined },
    { ...options, archive: 'zip' },
  ];
  const expected = await Promise.all(variants.map((each) => describeLayer(each)));
  expect(await Promise.all(variants.map((each) => hashing.describe(each)))).toEqual(expected);
  const entries: number[] = [];
  const again = await hashing.describe({ ...options, onProgress: (_bytes, count) => entries.push(count) });
  expect(again).toEqual(expected[0]);
  expect(entries.at(-1)).toBe(options.entries?.length);
  const inWorkers = await Promise.all(hash.mock.results.map(({ value }) => value as unknown));
  expect(inWorkers).toEqual([expected[0], expected[1], expected[0]]);
});

it.each([
  ['changed', async (tree: SourceTree) => appendFile(tree.in('a/two'), 'more'), undefined],
  ['removed', async (tree: SourceTree) => rm(tree.in('a/one')), 'FILE_CHANGED'],
  ['replaced', async (tree: SourceTree) => rename(tree.in('empty'), tree.in('a/one')), 'FILE_CHANGED'],
])('describes a source with a %s file in a worker as in the calling thread', async (_name, change, code) => {
  const { tree, options } = await source();
  await change(tree);
  const hashing = await threads();
  const [here, there] = await Promise.allSettled([describeLayer(options), hashing.describe(options)]);
  expect(there).toEqual(here);
  if (code !== undefined) expect(there).toMatchObject({ status: 'rejected', reason: { code } });
});

it('stops waiting for a worker when the signal aborts, and hashes the next source', async () => {
  const { options } = await source();
  const hashing = await threads();
  const aborted = hashing.describe({ ...options, signal: AbortSignal.abort() });
  await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await hashing.describe(options)).toEqual(await describeLayer(options));
});
