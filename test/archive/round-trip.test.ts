import { mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { assert, asyncProperty } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxDepth, packLayer, unpackLayer, type Compression } from '../../src/archive/index.ts';
import { compareTrees } from '../../src/commands/compare-trees.ts';
import { create, items, onLinux, pathIn } from './random-tree.ts';
import { sourceTree, type SourceTree } from './source-tree.ts';

const compressions: readonly Compression[] = ['gzip', 'zstd', 'none'];

/** Unpacks what was packed. Returns the differences. */
async function differences(tree: SourceTree, compression: Compression): Promise<readonly string[]> {
  const packing = packLayer({ sourceDir: tree.path, compression });
  await using layer = await unpackLayer(packing.content, join(tree.outside, 'out'), { preservePermissions: true });
  const { files, directories, symlinks } = await packing.result;
  expect(layer.result).toMatchObject({ files, directories, symlinks });
  return await compareTrees(tree.path, layer.directory);
}

describe('packing and unpacking', () => {
  it('gives an equal tree for any tree that can be packed', { timeout: 120_000 }, async () => {
    await assert(
      asyncProperty(items, async (tree) => {
        await using source = await sourceTree();
        create(source.path, tree);
        for (const compression of compressions) expect(await differences(source, compression)).toEqual([]);
      }),
      { numRuns: Number(process.env['ROUND_TRIP_RUNS'] ?? 20), seed: 1 },
    );
  });

  it('gives an equal tree for content of any ratio of compression', async () => {
    const size = 9 * 1024 * 1024;
    await using tree = await sourceTree({
      'app.log': Buffer.alloc(size, '2026-01-01 INFO health check ok status=200 path=/healthz duration=1ms\n'),
      'bits.csv': Buffer.alloc(size, '0,0,0,0,0,0,0,1\n'),
      sparse: '',
    });
    truncateSync(tree.in('sparse'), size);
    for (const compression of ['gzip', 'zstd'] as const) expect(await differences(tree, compression)).toEqual([]);
  });

  it('has the same limit for nested directories and the length of names', async () => {
    // Other systems have a lower limit for complete paths.
    await using tree = await sourceTree({ [`${'d/'.repeat(onLinux ? maxDepth : 300)}f`]: 'x' });
    if (onLinux) mkdirSync(pathIn(Buffer.from(tree.path), Buffer.alloc(255, 0xff)));
    expect(await differences(tree, 'none')).toEqual([]);
  });
});
