import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { descriptorOf, isOciError } from '../../src/spec/index.ts';
import { pullArtifact, type PullArtifactOptions } from '../../src/transfer/pull.ts';
import { archive, type RawEntry } from '../archive/tar/blocks.ts';
import { fileLayer, newRepository, PullPlace, pushArtifact, type Layer } from './pull-artifact.ts';

const ociType = 'application/vnd.oci.image.layer.v1.tar';

function layer(...entries: readonly RawEntry[]): Layer {
  return typedLayer(`${ociType}+gzip`, gzipSync(archive(...entries)));
}

function typedLayer(mediaType: string, content: Uint8Array): Layer {
  return { descriptor: descriptorOf(mediaType, content), content };
}

const file = (name: string, content = name): RawEntry => ({ name, content });
const directory = (name: string, mode = 0o755): RawEntry => ({ name, type: '5', mode });
const link = (name: string, linkName: string): RawEntry => ({ name, type: '2', linkName });

/** Entries of a tree. Unlike a recursive `readdir`, it does not follow links. */
async function treeOf(root: string, below = ''): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const name = `${below}${entry.name}`;
    if (entry.isDirectory()) lines.push(`${name}/`, ...(await treeOf(root, `${name}/`)));
    else if (entry.isSymbolicLink()) lines.push(`${name} -> ${await readlink(join(root, name))}`);
    else lines.push(`${name} = ${await readFile(join(root, name), 'utf8')}`);
  }
  return lines.sort();
}

async function unpacked(layers: readonly Layer[], options: PullArtifactOptions = {}): Promise<readonly string[]> {
  const source = newRepository();
  await pushArtifact(source, layers);
  await using place = await PullPlace.create();
  await pullArtifact(source, 'v1', place.out, { format: 'image', ...options });
  return await treeOf(place.out);
}

async function refusal(layers: readonly Layer[]): Promise<string> {
  const source = newRepository();
  await pushArtifact(source, layers);
  await using place = await PullPlace.create({ secret: 'secret' });
  try {
    await pullArtifact(source, 'v1', place.out, { format: 'image' });
  } catch (error) {
    if (!isOciError(error)) throw error;
    expect(await place.tree()).toEqual(['secret = secret']);
    return `${error.code}: ${error.message}`;
  }
  throw new Error(`it was not refused: ${(await place.tree()).join(', ')}`);
}

describe('the root file system of an image', () => {
  it('has the files of all layers in their order', async () => {
    const layers = [
      layer(directory('etc/'), file('etc/a', 'old'), file('etc/b')),
      typedLayer('application/vnd.docker.image.rootfs.diff.tar.gzip', gzipSync(archive(file('etc/a', 'new')))),
      typedLayer(`${ociType}+zstd`, zstdCompressSync(archive(file('c')))),
      typedLayer(ociType, archive(file('c', 'last'))),
    ];
    expect(await unpacked(layers)).toEqual(['c = last', 'etc/', 'etc/a = new', 'etc/b = etc/b']);
  });

  it('does not have the entries that whiteouts remove from the layers below', async () => {
    const layers = [
      layer(file('a'), file('d/x'), file('d/sub/y'), file('e/z'), file('keep')),
      layer(file('.wh.a', ''), file('d/.wh.x', ''), file('d/sub/n'), file('.wh.e', ''), file('.wh.none', '')),
      layer(file('a', 'again')),
    ];
    expect(await unpacked(layers)).toEqual([
      'a = again',
      'd/',
      'd/sub/',
      'd/sub/n = d/sub/n',
      'd/sub/y = d/sub/y',
      'keep = keep',
    ]);
  });

  it('has only the new entries of an opaque directory, wherever the marker is in the archive', async () => {
    const below = layer(file('d/x'), file('d/sub/y'), link('l', 'd'), file('keep'));
    for (const entries of [
      [directory('d/'), file('d/.wh..wh..opq', ''), file('d/n')],
      [directory('d/'), file('d/n'), file('d/.wh..wh..opq', '')],
    ])
      expect(await unpacked([below, layer(...entries)])).toEqual(['d/', 'd/n = d/n', 'keep = keep', 'l -> d']);
    const overLink = layer(directory('l/'), file('l/.wh..wh..opq', ''), file('l/n'));
    expect(await unpacked([below, overLink])).toEqual([
      'd/',
      'd/sub/',
      'd/sub/y = d/sub/y',
      'd/x = d/x',
      'keep = keep',
      'l/',
      'l/n = l/n',
    ]);
  });

  it('never has markers, also in the first layer and in new directories', async () => {
    const layers = [
      layer(file('.wh.x', ''), file('new/.wh.y', ''), file('new/.wh..wh..opq', ''), file('.wh..wh.plnk', '')),
      layer(directory('.wh.deep/'), file('.wh.deep/in', ''), file('f')),
    ];
    expect(await unpacked(layers)).toEqual(['f = f', 'new/']);
  });

  it('has the later one of two entries of different kinds', async () => {
    const layers = [
      layer(file('a/in'), file('b'), file('c/in'), link('d', 'b')),
      layer(file('a', 'file'), file('b/in'), link('c', 'b'), file('d', 'file')),
    ];
    expect(await unpacked(layers)).toEqual(['a = file', 'b/', 'b/in = b/in', 'c -> b', 'd = file']);
  });

  it('has links with absolute targets as links inside the directory', async () => {
    const layers = [
      layer(
        file('usr/bin/sh'),
        link('bin', '/usr/bin'),
        link('usr/lib/root', '/'),
        link('usr/lib/sh', '/usr/bin/sh'),
        link('mtab', '/proc/mounts'),
      ),
    ];
    expect(await unpacked(layers)).toEqual([
      'bin -> usr/bin',
      'mtab -> proc/mounts',
      'usr/',
      'usr/bin/',
      'usr/bin/sh = usr/bin/sh',
      'usr/lib/',
      'usr/lib/root -> ../..',
      'usr/lib/sh -> ../../usr/bin/sh',
    ]);
  });

  it('has links whose targets go through directories of other layers', async () => {
    const layers = [layer(file('a/b/c')), layer(link('l', 'a/b/../b/c'))];
    expect(await unpacked(layers)).toContain('l -> a/b/../b/c');
  });

  it('changes directories without permissions for their owner', async () => {
    const source = newRepository();
    const first = layer(
      directory('d/', 0o755),
      file('d/a'),
      file('d/b'),
      directory('d/s/', 0o555),
      directory('d/', 0o555),
    );
    const second = layer(directory('d/', 0o555), file('d/.wh.a', ''), file('d/c'), file('d/s/t'));
    await pushArtifact(source, [first, second]);
    await using place = await PullPlace.create();
    await pullArtifact(source, 'v1', place.out, { format: 'image' });
    expect((await place.tree()).filter((line) => line.includes('='))).toEqual([
      'out/d/b = d/b',
      'out/d/c = d/c',
      'out/d/s/t = d/s/t',
    ]);
    if (process.platform !== 'win32') expect((await stat(join(place.out, 'd'))).mode & 0o777).toBe(0o555);
  });

  it('has only the paths that match include', async () => {
    const layers = [layer(file('etc/a'), file('b')), layer(file('etc/.wh.a', ''), file('etc/c'))];
    expect(await unpacked(layers, { include: ['etc'] })).toEqual(['etc/', 'etc/c = etc/c']);
  });

  it('uses a layer that the manifest lists twice', async () => {
    const twice = layer(file('a'));
    expect(await unpacked([twice, layer(file('.wh.a', '')), twice])).toEqual(['a = a']);
  });
});

describe('an image is refused', () => {
  it.each<readonly [string, readonly RawEntry[], readonly RawEntry[]]>([
    ['a whiteout of its parent', [file('a')], [file('.wh...', '')]],
    ['a whiteout of its directory', [file('a/b')], [file('a/.wh..', '')]],
    ['a whiteout without a name', [file('a')], [file('.wh.', '')]],
    ['a whiteout of a name that leaves', [file('a')], [file('../.wh.secret', '')]],
    ['a link that leaves', [link('l', '../secret')], []],
    ['an absolute link that leaves', [link('d/l', '/../secret')], []],
    ['a device', [{ name: 'null', type: '3' }], []],
    ['a file below a link of a lower layer', [link('l', 'd'), file('d/x')], [file('l/x')]],
    ['a whiteout below a link of a lower layer', [link('l', 'd'), file('d/x')], [file('l/.wh.x', '')]],
    [
      '".." after a link of a later layer',
      [file('a/x'), link('l', 'a/../secret')],
      [file('.wh.a', ''), link('a', '.')],
    ],
    ['".." after a link of an earlier layer', [link('a', '.')], [link('l', 'a/../secret')]],
  ])('for %s', async (_, first, second) => {
    expect(await refusal([layer(...first), layer(...second)])).toMatch(/^ARCHIVE_INVALID: /);
  });

  it.each([
    ['application/octet-stream', 'content'],
    ['application/vnd.cncf.helm.chart.content.v1.tar+gzip', 'content'],
    ['application/vnd.in-toto+json', '{}'],
  ])('for a layer of type %s', async (mediaType, content) => {
    const layers = [layer(file('a')), fileLayer('name', content, { mediaType })];
    expect(await refusal(layers)).toMatch(/^UNSUPPORTED: cannot unpack the artifact as an image: .*is not a layer/);
  });

  it('when its files exceed the maximum size, without a change of an existing directory', async () => {
    const root = await mkdtemp(join(tmpdir(), 'pull-image-'));
    try {
      await writeFile(join(root, 'existing'), 'e');
      const source = newRepository();
      await pushArtifact(source, [layer(file('existing', 'x'.repeat(600))), layer(file('existing', 'y'.repeat(600)))]);
      await expect(pullArtifact(source, 'v1', root, { format: 'image', maxUnpackedSize: 1000 })).rejects.toMatchObject({
        code: 'SIZE_LIMIT',
      });
      expect(await readFile(join(root, 'existing'), 'utf8')).toBe('e');
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});
