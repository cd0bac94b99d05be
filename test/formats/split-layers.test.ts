import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { asyncProperty, array, assert, constantFrom, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTrees } from '../../src/commands/compare-trees.ts';
import { selectFormat, type PlanOptions, type Source } from '../../src/formats/index.ts';
import { buildLayout, pullArtifact, type ArtifactPlan, type LayerPlan } from '../../src/transfer/index.ts';
import { create, items } from '../archive/random-tree.ts';
import { sourceTree, type SourceTree } from '../archive/source-tree.ts';

async function plan(source: Source, options: PlanOptions, format?: string): Promise<ArtifactPlan> {
  const planned = await (await selectFormat(source, format)).plan(source, options);
  if ('manifests' in planned) throw new Error('it is an index');
  return planned;
}

/** One line for each layer: its kind and title. */
function describeLayers(layers: readonly LayerPlan[]): readonly string[] {
  return layers.map((layer) =>
    layer.kind === 'descriptor' ? '' : `${layer.kind} ${layer.annotations?.['org.opencontainers.image.title']}`,
  );
}

async function layersOf(tree: SourceTree, options: PlanOptions): Promise<readonly string[]> {
  return describeLayers((await plan({ path: tree.path }, options)).layers);
}

/** Differences between a source and a pull of its artifact. */
async function differences(tree: SourceTree, options: PlanOptions, source: Source): Promise<readonly string[]> {
  const out = join(tree.outside, 'out');
  const { store, manifest } = await buildLayout(await plan(source, options), join(tree.outside, 'layout'));
  await pullArtifact(store, manifest.digest, out, { preservePermissions: true });
  return compareTrees(tree.path, out);
}

const kib = (count: number): string => 'x'.repeat(count * 1024);

describe('layers: entries', () => {
  it('makes each entry of the source a layer, and packs links with the source', async () => {
    await using tree = await sourceTree({ 'b.txt': '1', 'a/x/y': '2', 'empty/': '', 'c/z': '3' });
    expect(await layersOf(tree, { layers: 'entries' })).toEqual([
      'directory a',
      'file b.txt',
      'directory c',
      'directory empty',
    ]);
    await tree.link('link', 'a/x');
    expect(await layersOf(tree, { layers: 'entries', exclude: ['c', 'empty'] })).toEqual([
      'directory .',
      'directory a',
      'file b.txt',
    ]);
  });

  it('takes the entries of a sub-directory', async () => {
    await using tree = await sourceTree({ 'a/b/c/x': '1', 'a/b/y': '2', 'a/other/z': '3' });
    expect(await layersOf(tree, { layers: 'entries', subDir: 'a/b' })).toEqual(['directory a/b/c', 'file a/b/y']);
  });

  it('records the modes that a reader would not restore', async () => {
    await using tree = await sourceTree({ plain: '', private: '', 'a/x': '' });
    chmodSync(tree.in('private'), 0o600);
    chmodSync(tree.path, 0o700);
    const { layers } = await plan({ path: tree.path }, { layers: 'entries' });
    expect(describeLayers(layers)).toEqual(['directory .', 'directory a', 'file plain', 'file private']);
    expect(layers.map((layer) => 'annotations' in layer && layer.annotations?.['io.oci-artifact.file.mode'])).toEqual([
      undefined,
      undefined,
      undefined,
      '0600',
    ]);
  });
});

describe('layers: auto', () => {
  it.each([
    ['a small source is one layer', 100, ['directory .']],
    ['a large source is split', 12, ['directory .', 'directory a', 'directory b']],
    [
      'a large directory in it is split, and a large file is a layer',
      7,
      ['directory .', 'directory a', 'directory a/deep', 'directory b', 'file b/big'],
    ],
    [
      'every directory with files is split',
      0,
      [
        'directory .',
        'directory a',
        'directory a/deep',
        'file a/deep/d',
        'file a/x',
        'file a/y',
        'directory b',
        'file b/big',
        'file b/c',
        'file top',
      ],
    ],
  ])('%s', async (_, size, expected) => {
    await using tree = await sourceTree({
      top: kib(1),
      'a/x': kib(3),
      'a/y': kib(2),
      'a/deep/d': kib(3),
      'a/none/': '',
      'b/big': kib(10),
      'b/c': kib(1),
    });
    await tree.link('b/link', 'c');
    await tree.link('a/deep/link', 'd');
    await tree.link('link', 'top');
    expect(await layersOf(tree, { layers: 'auto', layerSize: size * 1024 })).toEqual(expected);
  });

  it('packs a link that leaves its layer with the directory of both ends', async () => {
    await using tree = await sourceTree({ 'a/p/x': kib(2), 'a/q/y': kib(2), 'b/z': kib(2) });
    await tree.link('a/p/to-q', '../q/y');
    await tree.link('a/p/deep/to-b', '../../../b/z');
    await tree.link('a/bin/tool', '../p/x');
    const options: PlanOptions = { layers: 'auto', layerSize: 2048, compression: 'none' };
    const { layers } = await plan({ path: tree.path }, options);
    expect(describeLayers(layers)).toEqual([
      'directory .',
      'directory a',
      'directory a/p',
      'directory a/q',
      'directory b',
    ]);
    expect(await differences(tree, options, { path: tree.path })).toEqual([]);
  });
});

describe('files with layers', () => {
  it('auto splits the directories among them', async () => {
    await using tree = await sourceTree({ 'a/p/x': kib(2), 'a/q/y': kib(2), 'a/z': kib(1), file: '1', 'b/one': '1' });
    const source = { path: tree.path, files: [{ path: 'a' }, { path: 'b' }, { path: 'file' }] };
    const { layers } = await plan(source, { layers: 'auto', layerSize: 2048 });
    expect(describeLayers(layers)).toEqual([
      'directory a',
      'directory a/p',
      'directory a/q',
      'directory b',
      'file file',
    ]);
    expect(await differences(tree, { layers: 'auto', layerSize: 2048 }, source)).toEqual([]);
    expect(await differences(tree, { layers: 'entries' }, source)).toEqual([]);
  });

  it('refuses a directory that is a layer twice', async () => {
    await using tree = await sourceTree({ 'a/p/x': kib(2), 'a/q/y': kib(2) });
    const source = { path: tree.path, files: [{ path: 'a' }, { path: 'a/p' }] };
    await expect(plan(source, { layers: 'auto', layerSize: 2048 })).rejects.toThrow(/"a\/p" has the same title as "a"/);
  });
});

describe('options that contradict several layers', () => {
  it.each<readonly [string, PlanOptions, string | undefined, RegExp]>([
    ['a format with one layer', { layers: 'auto' }, 'flux', /`layers`: "auto" does not apply to the format "flux"/],
    ['a format with its own layers', { layers: 'entries' }, 'modelpack', /does not apply to the format "modelpack"/],
    [
      'a zip',
      { layers: 'entries', archive: 'zip' },
      undefined,
      /`layers`: "entries" needs tar archives; set `archive`/,
    ],
    [
      'an image with an unchanged file',
      { layers: 'entries', config: { kind: 'image' }, platform: { os: 'linux', architecture: 'arm64' } },
      undefined,
      /an image cannot have the unchanged file "a" as layer; set `layers` to single/,
    ],
  ])('%s', async (_, options, format, message) => {
    await using tree = await sourceTree({ a: '1' });
    await expect(plan({ path: tree.path }, options, format)).rejects.toThrow(message);
  });

  it('names a size that gives at most 500 layers', async () => {
    const files = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`d/d${index}/file`, kib(1)]));
    await using tree = await sourceTree({ ...files, 'e/file': kib(100) });
    await expect(plan({ path: tree.path }, { layers: 'auto', layerSize: 1024 })).rejects.toThrow(
      /`layers`: "auto" gives 502 layers, but registries accept at most 500; set `layerSize` to 524288 or more bytes/,
    );
    expect(await layersOf(tree, { layers: 'auto', layerSize: 524_288 })).toEqual(['directory d', 'directory e']);
    await expect(plan({ path: tree.in('d') }, { layers: 'entries' })).rejects.toThrow(
      /"entries" gives 501 layers, but registries accept at most 500; set it to auto or single, or exclude entries/,
    );
  });
});

describe('any tree', () => {
  const options = record({
    layers: constantFrom('single' as const, 'entries' as const, 'auto' as const),
    layerSize: constantFrom(0, 1, 600, 200_000, 4_000_000),
    compression: constantFrom('gzip' as const, 'none' as const),
    directoryModes: array(constantFrom(0o755, 0o700, 0o555), { maxLength: 5 }),
  });

  it('packs the entries of one walk as a walk of each layer packs them', { timeout: 120_000 }, async () => {
    await assert(
      asyncProperty(items, options, async (tree, { directoryModes, ...each }) => {
        await using source = await sourceTree();
        create(source.path, tree, directoryModes);
        const listed = await plan({ path: source.path }, each);
        const layers = listed.layers.map((layer) =>
          layer.kind === 'directory' ? { ...layer, pack: { ...layer.pack, entries: undefined } } : layer,
        );
        const digests = await Promise.all(
          [listed, { ...listed, layers }].map(async (variant, index) => {
            const { manifest } = await buildLayout(variant, join(source.outside, `layout-${index}`));
            return manifest.digest;
          }),
        );
        expect(digests[0]).toBe(digests[1]);
      }),
      { numRuns: 10, seed: 2 },
    );
  });

  it('survives a push and a pull with any layers', { timeout: 120_000 }, async () => {
    await assert(
      asyncProperty(items, options, async (tree, { directoryModes, ...each }) => {
        await using source = await sourceTree();
        create(source.path, tree, directoryModes);
        expect(await differences(source, each, { path: source.path })).toEqual([]);
      }),
      { numRuns: Number(process.env['ROUND_TRIP_RUNS'] ?? 15), seed: 1 },
    );
  });
});
