import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, truncate, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describeLayer, packLayer, shapeOf } from '../../src/archive/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { failureOf, pack, sourceTree } from './source-tree.ts';

interface Outcome {
  readonly contentDigest: string;
  readonly contentSize: number;
  readonly files: number;
  readonly directories: number;
  readonly bytes: number;
  readonly peakKiB: number;
}

/** Packs in a separate process. `setup` is a shell command that configures the process. */
async function packInProcess(
  sourceDir: string,
  setup: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const program = fileURLToPath(new URL('pack-program.ts', import.meta.url));
  const child = spawn('sh', ['-c', `${setup}; exec "$0" "$@"`, process.execPath, program, sourceDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  return JSON.parse((await child.stdout.setEncoding('utf8').toArray()).join(''));
}

const files = { 'a/b': 'content', 'a-b': 'x', 'a.txt': 'x', ä: 'x', 'bin/tool': '#!/bin/sh\n', 'empty/': '' };

describe('packLayer', () => {
  it('returns the digest and size of the content, and the numbers of entries', async () => {
    await using tree = await sourceTree({ ...files, 'x.log': '', '.npmrc': '', README: '', readme: '' });
    await tree.link('link', 'a');
    const { bytes, layer } = await pack({ sourceDir: tree.path, exclude: ['*.log'] });
    const expected = {
      contentDigest: digestOf(bytes),
      contentSize: bytes.byteLength,
      files: 8,
      directories: 4,
      symlinks: 1,
      excluded: 1,
      warnings: [expect.stringContaining('"README" and "readme"')],
      credentialFiles: ['.npmrc'],
      shape: await shapeOf({ sourceDir: tree.path, exclude: ['*.log'] }),
    };
    expect(layer).toEqual(expected);
    expect(await describeLayer({ sourceDir: tree.path, exclude: ['*.log'] })).toEqual(expected);
  });

  it('returns a shape that depends on names, modes, sizes and links, but not on contents', async () => {
    await using tree = await sourceTree(files);
    await tree.link('link', 'a');
    const shape = await shapeOf({ sourceDir: tree.path });
    await tree.put({ 'a/b': 'CONTENT' });
    expect(await shapeOf({ sourceDir: tree.path })).toBe(shape);
    const shapes = new Set([shape]);
    for (const change of [
      () => tree.put({ 'a/b': 'more content' }),
      () => tree.put({ new: '' }),
      () => chmod(tree.in('a.txt'), 0o755),
      () => unlink(tree.in('link')).then(() => tree.link('link', 'a.txt')),
    ]) {
      await change();
      shapes.add(await shapeOf({ sourceDir: tree.path }));
    }
    expect(shapes.size).toBe(5);
  });

  it('throws the same error in describeLayer', async () => {
    await using tree = await sourceTree(files);
    await tree.link('link', '../outside');
    const failure = await failureOf(pack({ sourceDir: tree.path }));
    expect(await failureOf(describeLayer({ sourceDir: tree.path }))).toMatchObject({
      code: 'INPUT_INVALID',
      message: failure.message,
    });
  });

  it('compresses without changing the content', async () => {
    await using tree = await sourceTree({ ...files, large: Buffer.alloc(3_000_000, 'large ') });
    const plain = await pack({ sourceDir: tree.path });
    const gzip = await pack({ sourceDir: tree.path, compression: 'gzip', compressionLevel: 1, threads: 2 });
    const zstd = await pack({ sourceDir: tree.path, compression: 'zstd' });
    expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true);
    expect(zstdDecompressSync(zstd.bytes).equals(plain.bytes)).toBe(true);
    expect([gzip.layer, zstd.layer]).toEqual([plain.layer, plain.layer]);
    expect(gzip.bytes.byteLength).toBeLessThan(plain.bytes.byteLength);
  });

  it.each(['gzip', 'zstd'] as const)('reuses memory without changing the content (%s)', async (compression) => {
    // More content than the compressor reads ahead. Each part is different.
    const parts = Array.from({ length: 100 }, (_, part) => [`part-${part}`, Buffer.alloc(250_000, `${part}, `)]);
    await using tree = await sourceTree(Object.fromEntries(parts));
    const plain = await pack({ sourceDir: tree.path });
    const { bytes, layer } = await pack({ sourceDir: tree.path, compression, threads: 2 });
    expect((compression === 'gzip' ? gunzipSync : zstdDecompressSync)(bytes).equals(plain.bytes)).toBe(true);
    expect(layer).toEqual(plain.layer);
    expect(await describeLayer({ sourceDir: tree.path })).toEqual(plain.layer);
  });

  it.each([
    ['a large file', { large: Buffer.alloc(3_000_000, 'large ') }],
    ['small files', Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`f${at}`, Buffer.alloc(100_000, at)]))],
    ['both', { large: Buffer.alloc(1_500_000, 'large '), small: Buffer.alloc(200_000), z: Buffer.alloc(900_000) }],
  ])('hashes %s in chunks that fit into the cache of a processor', async (_, content) => {
    await using tree = await sourceTree(content);
    const { layer } = await pack({ sourceDir: tree.path });
    const done = [0];
    expect(await describeLayer({ sourceDir: tree.path, onProgress: (bytes) => done.push(bytes) })).toEqual(layer);
    const steps = done.slice(1).map((bytes, at) => bytes - (done[at] ?? 0));
    // The last step is the end, and the rest of a chunk comes with it.
    expect(Math.max(...steps)).toBeLessThanOrEqual(512 * 1024);
    expect(steps.length).toBeGreaterThan(6);
  });

  it('reports progress', async () => {
    await using tree = await sourceTree({ large: Buffer.alloc(3_000_000) });
    const progress: [number, number][] = [];
    const { layer } = await pack({
      sourceDir: tree.path,
      compression: 'gzip',
      onProgress: (bytes, entries) => progress.push([bytes, entries]),
    });
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.at(-1)).toEqual([layer.contentSize, 2]);
  });

  it('rejects the content and the result with the same error, also when the result is not awaited', async () => {
    await using tree = await sourceTree();
    const packing = packLayer({ sourceDir: tree.path, compression: 'gzip' });
    const error = await failureOf(Array.fromAsync(packing.content));
    expect(error).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('`sourceDir`') });
    await expect(packing.result).rejects.toBe(error);
    const wrongLevel = packLayer({ sourceDir: tree.path, compression: 'gzip', compressionLevel: 99 });
    await expect(Array.fromAsync(wrongLevel.content)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(wrongLevel.result).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('rejects the result when the consumer stops early', async () => {
    await using tree = await sourceTree({ large: Buffer.alloc(5_000_000) });
    const packing = packLayer({ sourceDir: tree.path, compression: 'none' });
    await packing.content.next();
    await packing.content.return();
    await expect(packing.result).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('fails with ABORTED when the signal is aborted', async () => {
    await using tree = await sourceTree({ large: Buffer.alloc(5_000_000) });
    const controller = new AbortController();
    const packing = packLayer({
      sourceDir: tree.path,
      compression: 'gzip',
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(Array.fromAsync(packing.content)).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(packing.result).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('returns the same digest when the output directory is in the source and skipped (PK-06)', async () => {
    await using tree = await sourceTree(files);
    const { contentDigest } = (await pack({ sourceDir: tree.path })).layer;
    await tree.put({ 'zz-out/oci-layout/blobs/x': 'growing' });
    expect((await pack({ sourceDir: tree.path, skip: [tree.in('zz-out')] })).layer.contentDigest).toBe(contentDigest);
    expect((await pack({ sourceDir: tree.path })).layer.contentDigest).not.toBe(contentDigest);
  });
});

describe('the content digest', () => {
  it('equals the digest that oras-go computes (PK-08)', async () => {
    await using tree = await sourceTree(files);
    await tree.link('link', 'a/b');
    const { layer } = await pack({ sourceDir: tree.path, modes: 'normalize' });
    // Computed by oras-go v2.7.0 from the same tree.
    expect(layer.contentDigest).toBe('sha256:c6fc80a5ea918afa2b1dae67df56ab274d5192e2f01a712597cfd98b6a32f2d6');
  });

  it('does not depend on umask, locale, time zone, location, times and creation order (PK-08)', async () => {
    await using tree = await sourceTree(files);
    await using other = await sourceTree(Object.fromEntries(Object.entries(files).toReversed()));
    await mkdir(join(other.outside, 'deeper/down'), { recursive: true });
    const copy = join(other.outside, 'deeper/down/copy');
    await cp(other.path, copy, { recursive: true });
    for (const path of [copy, join(copy, 'a/b')]) await utimes(path, 1, 1);
    const original = await packInProcess(tree.path, 'umask 022', { TZ: 'UTC', LC_ALL: 'C' });
    const copied = await packInProcess(copy, 'umask 077', {
      TZ: 'Pacific/Auckland',
      LC_ALL: 'sv_SE.UTF-8',
      LANG: 'sv_SE.UTF-8',
    });
    expect(copied.contentDigest).toBe(original.contentDigest);
    const gzip = await pack({ sourceDir: tree.path, compression: 'gzip' });
    expect((await pack({ sourceDir: copy, compression: 'gzip', threads: 1 })).bytes.equals(gzip.bytes)).toBe(true);
  });
});

describe('packLayer in a process with 64 file descriptors', () => {
  it('packs a large file in less than 256 MiB of memory (PK-07)', async () => {
    await using tree = await sourceTree({ large: '' });
    // A sparse file uses no disk space, but all its bytes are read.
    await truncate(tree.in('large'), 300 * 1024 * 1024);
    const outcome = await packInProcess(tree.path, 'ulimit -n 64');
    expect(outcome.bytes).toBe(300 * 1024 * 1024 + 512 * 4);
    expect(outcome.peakKiB).toBeLessThan(256 * 1024);
  });

  it('packs nested directories and many files completely in less than 256 MiB of memory (PK-07)', async () => {
    await using tree = await sourceTree();
    const deep = 'd/'.repeat(200);
    await tree.put({ [`${deep}end`]: '' });
    for (let file = 0; file < 500; file++) await tree.put({ [`${'d/'.repeat(file % 200)}file-${file}`]: `${file}` });
    const outcome = await packInProcess(tree.path, 'ulimit -n 64');
    expect(outcome).toMatchObject({ files: 501, directories: 201 });
    expect(outcome.peakKiB).toBeLessThan(256 * 1024);
  });
});
