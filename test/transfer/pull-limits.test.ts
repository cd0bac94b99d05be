import { chmod, lstat, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pullArtifact, type PullArtifactOptions } from '../../src/transfer/pull.ts';
import { isOciError } from '../../src/spec/index.ts';
import { noise } from '../archive/tar/blocks.ts';
import { connected, serveArtifact } from './pull-registry.ts';
import { archiveLayer, fileLayer, PullPlace, title, type Layer, type Packing } from './pull-artifact.ts';

const onWindows = process.platform === 'win32';
const packings: readonly Packing[] = ['gzip', 'zstd', 'none'];
const mebibyte = 1024 * 1024;
const quarter = mebibyte / 4;

/** The same content with several titles. */
function titled(layer: Layer, titles: readonly string[]): readonly Layer[] {
  return titles.map((name) => ({
    ...layer,
    descriptor: { ...layer.descriptor, annotations: { ...layer.descriptor.annotations, [title]: name } },
  }));
}

/** Pulls over HTTP. Returns the tree or the error, and the number of requests for blobs. */
async function pullOverHttp(
  layers: readonly Layer[],
  options: PullArtifactOptions = {},
  check: (place: PullPlace) => Promise<void> = async () => {},
): Promise<{ readonly outcome: readonly string[] | string; readonly blobs: number }> {
  await using server = await serveArtifact(layers, ({ content }) => ({ body: content }));
  await using client = await connected(server.origin);
  await using place = await PullPlace.create();
  const blobs = (): number => server.requests.filter(({ path }) => path.includes('/blobs/')).length;
  try {
    await pullArtifact(client.repository, 'v1', place.out, options);
    await check(place);
    return { outcome: await place.tree(), blobs: blobs() };
  } catch (error) {
    if (!isOciError(error)) throw error;
    expect(await place.tree()).toEqual([]);
    return { outcome: `${error.code}: ${error.message}`, blobs: blobs() };
  }
}

describe('the limit of a pull', () => {
  const zeros = { name: 'z', content: Buffer.alloc(quarter) };

  it.each(packings)('applies to all layers of an artifact together: %s (EX-12)', async (packing) => {
    const different = Array.from({ length: 5 }, (_, index) =>
      archiveLayer(`d${index}`, [zeros, { name: 'index', content: String(index) }], packing),
    );
    const same = titled(archiveLayer('d', [zeros], packing), ['d0', 'd1', 'd2', 'd3', 'd4']);
    for (const layers of [different, same]) {
      const { outcome } = await pullOverHttp(layers, { maxUnpackedSize: 4 * quarter + 5 });
      expect(outcome).toMatch(/^SIZE_LIMIT: cannot write the layer sha256:.* more than 1048581 bytes/);
      const pulled = await pullOverHttp(layers, { maxUnpackedSize: 5 * quarter + 5 });
      expect(pulled.outcome).toContain('out/d4/z (262144)');
    }
  });

  it('applies to files before any download, and to files and archives together (EX-12)', async () => {
    const file = fileLayer('f', noise(1000, 1));
    const archive = archiveLayer('d', [{ name: 'x', content: noise(1000, 2) }]);
    const copies = titled(file, ['f0', 'f1', 'f2']);
    for (const layers of [[file, fileLayer('g', noise(1000, 3))], copies, [fileLayer('g', noise(1600, 3))]])
      expect(await pullOverHttp(layers, { maxUnpackedSize: 1500 })).toEqual({
        outcome: expect.stringMatching(/^SIZE_LIMIT: /) as string,
        blobs: 0,
      });
    expect((await pullOverHttp([file, archive], { maxUnpackedSize: 1999 })).outcome).toMatch(/^SIZE_LIMIT: /);
    expect((await pullOverHttp([file, archive], { maxUnpackedSize: 2000 })).outcome).toEqual(
      ['out/', 'out/d/', 'out/d/x (1000)', 'out/f (1000)'].toSorted(),
    );
  });

  it('is the free disk space by default, which allows content of any ratio', async () => {
    for (const packing of ['gzip', 'zstd'] as const) {
      const large = archiveLayer('d', [{ name: 'z', content: Buffer.alloc(16 * mebibyte) }], packing);
      expect((await pullOverHttp([large])).outcome).toContain(`out/d/z (${16 * mebibyte})`);
    }
    // An archive that states a file of 4 PiB. The file is never begun.
    const size = Buffer.from([0x80, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0]);
    expect((await pullOverHttp([archiveLayer('d', [{ name: 'z', size, content: 'z' }])])).outcome).toMatch(
      /^SIZE_LIMIT: .*free disk space/,
    );
  });
});

describe('the same layer with several titles', () => {
  it.each(packings)('is downloaded and unpacked once: %s', async (packing) => {
    const entries = [
      { name: 'sub/', type: '5', mode: 0o755 },
      { name: 'sub/run', content: '#!', mode: 0o755, mtime: 86_400 },
      { name: 'l', type: '2', linkName: 'sub/run' },
      { name: 'h', type: '1', linkName: 'sub/run' },
      { name: 'closed/', type: '5', mode: 0o500 },
      { name: 'closed/secret', content: 'x', mode: 0 },
    ];
    const layers = titled(archiveLayer('d', entries, packing), ['a', 'b/c', 'd']);
    const names: string[] = [];
    const { outcome, blobs } = await pullOverHttp(
      layers,
      { preservePermissions: true, onLayer: (_, path) => names.push(path) },
      async ({ out }) => {
        for (const name of ['a', 'b/c', 'd']) {
          const run = await stat(join(out, name, 'sub/run'));
          expect(run.mtimeMs).toBe(86_400_000);
          expect((await stat(join(out, name, 'h'))).ino).toBe(run.ino);
          if (onWindows) continue;
          expect(run.mode & 0o777).toBe(0o755);
          expect((await lstat(join(out, name, 'closed'))).mode & 0o777).toBe(0o500);
          expect((await lstat(join(out, name, 'closed/secret'))).mode & 0o777).toBe(0);
          await chmod(join(out, name, 'closed/secret'), 0o600);
        }
        expect((await stat(join(out, 'a/sub/run'))).ino).not.toBe((await stat(join(out, 'd/sub/run'))).ino);
      },
    );
    expect(blobs).toBe(1);
    expect(names).toEqual(['a/', 'b/c/', 'd/']);
    const below = ['closed/', 'closed/secret = x', 'h = #!', 'l -> sub/run', 'sub/', 'sub/run = #!'];
    expect(outcome).toEqual(
      [
        'out/',
        'out/b/',
        ...['a', 'b/c', 'd'].flatMap((name) => ['', ...below].map((line) => `out/${name}/${line}`)),
      ].toSorted(),
    );
  });

  it('is downloaded once as a file, and again as an archive', async () => {
    const archive = archiveLayer('d', [{ name: 'x', content: 'x' }]);
    const file = fileLayer('f.tgz', archive.content);
    const { outcome, blobs } = await pullOverHttp(
      [archive, ...titled(file, ['f.tgz', 'dir/g.tgz'])],
      {},
      async ({ out }) => {
        for (const name of ['f.tgz', 'dir/g.tgz']) expect(await readFile(join(out, name))).toEqual(archive.content);
      },
    );
    expect(outcome).toContain('out/d/x = x');
    expect(blobs).toBe(2);
  });

  it('keeps the order of layers with one title', async () => {
    const first = archiveLayer('d', [{ name: 'x', content: 'first' }]);
    const second = archiveLayer('d', [{ name: 'x', content: 'second' }]);
    for (const [layers, content] of [
      [[first, second, first], 'first'],
      [[first, first, second], 'second'],
      [[second, first, first, second], 'second'],
    ] as const)
      expect((await pullOverHttp(layers)).outcome).toContain(`out/d/x = ${content}`);
  });
});
