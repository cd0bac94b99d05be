import { spawnSync } from 'node:child_process';
import { appendFile, chmod, readdir, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tarStream, walk, WalkReport, type WalkEntry, type WalkOptions } from '../../../src/archive/index.ts';
import { chunkBytes } from '../../../src/archive/chunks.ts';
import { inBackground } from '../../eventually.ts';
import { findCanaries, newCanary } from '../../faults/kit/index.ts';
import { failureOf, pack, sourceTree, unprivileged } from '../source-tree.ts';

const mebibyte = 1024 * 1024;

/** The archive of a directory. Runs `beforeReading` after an entry was listed and before it is read. */
async function* archive(
  options: WalkOptions,
  beforeReading: (entry: WalkEntry) => unknown = () => undefined,
): AsyncGenerator<Uint8Array> {
  const report = new WalkReport(options.sourceDir);
  async function* entries(): AsyncGenerator<WalkEntry> {
    for await (const entry of walk({ ...options, report })) {
      await beforeReading(entry);
      yield entry;
    }
  }
  yield* tarStream(entries(), { report, signal: options.signal });
}

/** Reads an archive. Runs `afterFirst` after the first chunk. */
async function read(chunks: AsyncIterable<Uint8Array>, afterFirst?: () => Promise<unknown>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) {
    all.push(chunk);
    if (all.length === 1) await afterFirst?.();
  }
  return Buffer.concat(all);
}

async function openDescriptors(): Promise<number> {
  return (await readdir('/dev/fd')).length;
}

describe('tarStream', () => {
  it('writes an archive that GNU tar lists and unpacks to the same tree (PK-07)', async () => {
    await using tree = await sourceTree({
      'a/b': 'content',
      empty: '',
      'e/': '',
      big: Buffer.alloc(3 * mebibyte + 7, 'big '),
      [`${'d'.repeat(120)}/${'ü'.repeat(100)}`]: 'long',
    });
    await tree.link('link', `a/${'l'.repeat(150)}`);
    await chmod(tree.in('a/b'), 0o751);
    const { bytes, layer } = await pack({ sourceDir: tree.path });
    const { status, stderr, stdout } = spawnSync('tar', ['tf', '-'], { input: bytes, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toHaveLength(layer.files + layer.directories + layer.symlinks);
    const unpacked = join(tree.outside, 'unpacked');
    expect(spawnSync('sh', ['-c', `mkdir "$0" && tar xpf - -C "$0"`, unpacked], { input: bytes }).status).toBe(0);
    expect(spawnSync('diff', ['-r', '--no-dereference', tree.path, unpacked], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stdout: '',
    });
    expect((await pack({ sourceDir: unpacked })).layer.contentDigest).toBe(layer.contentDigest);
  });

  it('yields chunks of 1 MiB that the consumer owns', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, file) => [`file-${file}`, Buffer.alloc(file * 10_007, `${file},`)]),
    );
    await using tree = await sourceTree({ ...files, large: Buffer.alloc(2 * mebibyte + 5, 'x') });
    const chunks = await Array.fromAsync(archive({ sourceDir: tree.path }));
    expect(chunks.slice(0, -1).every((chunk) => chunk.byteLength === chunkBytes)).toBe(true);
    expect(new Set(chunks.map((chunk) => chunk.buffer)).size).toBe(chunks.length);
    const whole = Buffer.concat(chunks);
    expect(whole.byteLength % 512).toBe(0);
    expect(whole.subarray(-1024).every((byte) => byte === 0)).toBe(true);
    expect(whole.subarray(-1536, -1024).every((byte) => byte === 0)).toBe(false);
    const { stdout } = spawnSync('tar', ['xOf', '-', 'file-39'], { input: whole, maxBuffer: 64 * mebibyte });
    expect(stdout.equals(Buffer.alloc(39 * 10_007, '39,'))).toBe(true);
  });

  it('reports the numbers of bytes and entries', async () => {
    await using tree = await sourceTree({ a: Buffer.alloc(3 * mebibyte), b: 'x' });
    const report = new WalkReport(tree.path);
    const progress: [number, number][] = [];
    const size = (
      await read(
        tarStream(walk({ sourceDir: tree.path, report }), {
          report,
          onProgress: (bytes, entries) => progress.push([bytes, entries]),
        }),
      )
    ).byteLength;
    expect(progress.map(([, entries]) => entries)).toEqual([1, 1, 1, 3]);
    expect(progress.at(-1)).toEqual([size, 3]);
    expect(progress.every(([bytes], index) => index === 0 || bytes >= (progress[index - 1]?.[0] ?? 0))).toBe(true);
  });
});

describe('tarStream, for a file that changes', () => {
  const size = 4 * mebibyte;

  it.each([
    ['grows', (path: string) => appendFile(path, 'more'), /was written to while it was read/],
    ['shrinks', (path: string) => truncate(path, mebibyte + 3), /became shorter while it was read/],
    ['is emptied', (path: string) => truncate(path, 0), /became shorter while it was read/],
    [
      'is overwritten in place',
      (path: string) => writeFile(path, Buffer.alloc(size, 'new'), { flag: 'r+' }),
      /was written to while it was read/,
    ],
    ['only gets a new time', (path: string) => utimes(path, 1, 1), /was written to while it was read/],
  ])(
    'fails with the name of a file that %s while it is read, and closes all files (PK-04)',
    async (_, change, reason) => {
      await using tree = await sourceTree({ a: 'x', 'b/large': Buffer.alloc(size, 'old') });
      const before = await openDescriptors();
      const error = await failureOf(read(archive({ sourceDir: tree.path }), () => change(tree.in('b/large'))));
      expect(error).toMatchObject({ code: 'FILE_CHANGED' });
      expect(error.message).toContain('"b/large" in `sourceDir`');
      expect(error.message).toMatch(reason);
      expect(await openDescriptors()).toBe(before);
    },
  );

  it('fails when data is appended to a file all the time (PK-04)', async () => {
    await using tree = await sourceTree({ log: Buffer.alloc(size) });
    await using _writer = inBackground(() => appendFile(tree.in('log'), 'line\n'));
    await expect(read(archive({ sourceDir: tree.path }))).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  });

  it('archives the content of the opened file when another file replaces it (PK-04)', async () => {
    const old = Buffer.alloc(size, 'old');
    await using tree = await sourceTree({ large: old });
    const bytes = await read(archive({ sourceDir: tree.path }), async () => {
      await writeFile(join(tree.outside, 'new'), Buffer.alloc(size, 'new'));
      await rename(join(tree.outside, 'new'), tree.in('large'));
    });
    expect(bytes.includes('new')).toBe(false);
    expect(spawnSync('tar', ['xOf', '-', 'large'], { input: bytes, maxBuffer: 2 * size }).stdout.equals(old)).toBe(
      true,
    );
  });

  const secret = newCanary();
  it.each([
    [
      'a link to a secret',
      async (path: string, outside: string) => {
        await rm(path);
        await symlink(join(outside, 'secret'), path);
      },
      /was replaced/,
    ],
    ['the secret itself', (path: string, outside: string) => rename(join(outside, 'secret'), path), /was replaced/],
    [
      'a link to itself after a rename',
      async (path: string, outside: string) => {
        await rename(path, join(outside, 'moved'));
        await symlink(join(outside, 'moved'), path);
      },
      /was replaced/,
    ],
    [
      'a FIFO',
      async (path: string) => {
        await rm(path);
        spawnSync('mkfifo', [path]);
      },
      /was replaced/,
    ],
    ['no file', (path: string) => rm(path), /disappeared/],
  ])(
    'fails immediately when a file is replaced by %s between listing and reading (PK-04)',
    async (_, exchange, reason) => {
      await using tree = await sourceTree({ a: 'x', z: 'x' });
      await writeFile(join(tree.outside, 'secret'), secret);
      const before = await openDescriptors();
      const chunks: Uint8Array[] = [];
      const error = await failureOf(
        (async () => {
          const packed = archive({ sourceDir: tree.path }, ({ name }) =>
            name === 'a' ? exchange(tree.in('a'), tree.outside) : undefined,
          );
          for await (const chunk of packed) chunks.push(chunk);
        })(),
      );
      expect(error).toMatchObject({ code: 'FILE_CHANGED' });
      expect(error.message).toMatch(/"a" /);
      expect(error.message).toMatch(reason);
      expect(findCanaries([secret], { archive: Buffer.concat(chunks), error })).toEqual([]);
      expect(await openDescriptors()).toBe(before);
    },
  );

  it.each([
    ['grows', (path: string) => appendFile(path, ' and longer')],
    ['grows to a large file', (path: string) => appendFile(path, Buffer.alloc(size, 'large'))],
    ['shrinks', (path: string) => truncate(path, 5)],
    ['is emptied', (path: string) => truncate(path, 0)],
    ['is overwritten', (path: string) => writeFile(path, Buffer.alloc(2000, 'new'), { flag: 'r+' })],
    ['only gets a new time', (path: string) => utimes(path, 1, 1)],
  ])('archives all bytes of a file that %s between listing and opening (PK-04)', async (_, change) => {
    // With these sizes the header, the content or the padding of the file is at the end of a chunk.
    for (const sizeBefore of [mebibyte - 2048, mebibyte - 2560, mebibyte - 3072, mebibyte - 4096, 1]) {
      const files = { a: Buffer.alloc(sizeBefore, 'before'), b: Buffer.alloc(2000, 'old'), c: 'after' };
      await using tree = await sourceTree(files);
      const bytes = await read(
        archive({ sourceDir: tree.path }, ({ name }) => (name === 'b' ? change(tree.in('b')) : undefined)),
      );
      expect(bytes.equals(await read(archive({ sourceDir: tree.path })))).toBe(true);
      expect(spawnSync('tar', ['tf', '-'], { input: bytes, encoding: 'utf8' }).stdout).toBe('.\na\nb\nc\n');
    }
  });
});

describe('tarStream, for files that cannot be read', () => {
  it('lists these files and all other problems in the error (PK-09)', async () => {
    await using tree = await sourceTree({ a: 'x', 'b/c': 'x', d: 'x', e: 'x', f: Buffer.alloc(3 * mebibyte) });
    for (const name of ['a', 'b/c', 'e']) await chmod(tree.in(name), 0o000);
    await tree.link('g', '/outside');
    let bytes = 0;
    const error = await unprivileged(() =>
      failureOf(
        (async () => {
          for await (const chunk of archive({ sourceDir: tree.path })) bytes += chunk.byteLength;
        })(),
      ),
    );
    expect(error).toMatchObject({ code: 'FILE_SYSTEM' });
    expect(error.message).toMatch(/"a" cannot be read: permission denied \(EACCES\); "b\/c" cannot be read/);
    expect(error.message).toMatch(/"b\/c" cannot be read.*; "e" cannot be read.*; "g" is a link out of the source/);
    // No file is read after the first problem.
    expect(bytes).toBe(0);
  });
});

describe('tarStream, when it ends early', () => {
  it('fails with ABORTED while it reads a large file', async () => {
    await using tree = await sourceTree({ large: Buffer.alloc(8 * mebibyte) });
    const before = await openDescriptors();
    const controller = new AbortController();
    let chunks = 0;
    await expect(
      (async () => {
        for await (const chunk of archive({ sourceDir: tree.path, signal: controller.signal })) {
          chunks += chunk.byteLength / chunkBytes;
          controller.abort();
        }
      })(),
    ).rejects.toMatchObject({ code: 'ABORTED' });
    expect(chunks).toBe(1);
    expect(await openDescriptors()).toBe(before);
  });

  it('closes all files when the consumer stops', async () => {
    await using tree = await sourceTree({ large: Buffer.alloc(8 * mebibyte) });
    const before = await openDescriptors();
    for await (const chunk of archive({ sourceDir: tree.path })) {
      expect(chunk.byteLength).toBe(chunkBytes);
      break;
    }
    expect(await openDescriptors()).toBe(before);
  });
});
