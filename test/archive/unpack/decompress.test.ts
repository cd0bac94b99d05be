import { execFileSync } from 'node:child_process';
import { crc32, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompress, type DecompressOptions } from '../../../src/archive/unpack/decompress.ts';
import { isOciError } from '../../../src/spec/index.ts';
import { inChunks, concatChunks, inReusedBuffer, noise } from '../tar/blocks.ts';

async function read(bytes: Uint8Array, options?: DecompressOptions, chunkSize = 40_000): Promise<Buffer> {
  return await concatChunks(decompress(inReusedBuffer(bytes, chunkSize), options));
}

async function failure(bytes: Uint8Array, options?: DecompressOptions, chunkSize?: number): Promise<string> {
  try {
    await read(bytes, options, chunkSize);
    return 'no error';
  } catch (error) {
    return isOciError(error) ? `${error.code}: ${error.message}` : String(error);
  }
}

// This content is small, because some tests read it in chunks of one byte.
const content = Buffer.concat([Buffer.from('some content '.repeat(900)), noise(400)]);
const large = Buffer.concat([Buffer.from('some content '.repeat(9_000)), noise(70_000)]);
const compressed = [
  { name: 'gzip', bytes: gzipSync(content) },
  { name: 'zstd', bytes: zstdCompressSync(content) },
] as const;

describe('decompress', () => {
  it('detects the compression, or uses the option compression', async () => {
    for (const { bytes } of compressed) {
      for (const chunkSize of [1, 3, 40_000, bytes.byteLength])
        expect((await read(bytes, {}, chunkSize)).equals(content)).toBe(true);
    }
    for (const bytes of [gzipSync(large), zstdCompressSync(large)]) {
      for (const chunkSize of [999, 40_000, bytes.byteLength])
        expect((await read(bytes, {}, chunkSize)).equals(large)).toBe(true);
    }
    expect((await read(content)).equals(content)).toBe(true);
    expect(await read(Buffer.alloc(0))).toHaveLength(0);
    expect(await failure(content, { compression: 'gzip' })).toMatch(/^ARCHIVE_INVALID: .*magic number of gzip/);
    expect(await failure(content, { compression: 'zstd' })).toMatch(/^ARCHIVE_INVALID: .*magic number of zstd/);
    // Empty content is neither gzip nor zstd. An empty zstd frame has content.
    for (const compression of ['gzip', 'zstd'] as const)
      expect(await failure(Buffer.alloc(0), { compression })).toMatch(/^ARCHIVE_INVALID: /);
    expect(await read(zstdCompressSync(Buffer.alloc(0)), { compression: 'zstd' })).toHaveLength(0);
    expect((await read(compressed[0].bytes, { compression: 'none' })).equals(compressed[0].bytes)).toBe(true);
  });

  it('decodes every member and frame from chunks of any size (EX-13)', async () => {
    const parts = [content.subarray(0, 5), Buffer.alloc(0), content.subarray(5, 9_000), content.subarray(9_000)];
    for (const compressPart of [gzipSync, zstdCompressSync]) {
      const members = parts.map((part) => compressPart(part));
      const bytes = Buffer.concat(members);
      for (const chunkSize of [1, 7, members[0]?.byteLength ?? 0, 512, bytes.byteLength]) {
        expect((await read(bytes, {}, chunkSize)).equals(content)).toBe(true);
      }
    }
  });

  it('ignores zeros after gzip and rejects other bytes (EX-13)', async () => {
    const { bytes } = compressed[0];
    for (const chunkSize of [1, bytes.byteLength, 2 * bytes.byteLength]) {
      expect((await read(Buffer.concat([bytes, Buffer.alloc(3000)]), {}, chunkSize)).equals(content)).toBe(true);
      for (const rest of [
        Buffer.from('x'),
        Buffer.from([0x1f]),
        Buffer.concat([Buffer.alloc(600), Buffer.from('x')]),
        compressed[1].bytes,
      ]) {
        expect(await failure(Buffer.concat([bytes, rest]), {}, chunkSize)).toMatch(
          /^ARCHIVE_INVALID: .*(follow its end|header)/,
        );
      }
    }
  });

  it('rejects bytes after zstd (EX-13)', async () => {
    const { bytes } = compressed[1];
    for (const chunkSize of [1, bytes.byteLength, 2 * bytes.byteLength]) {
      for (const rest of [Buffer.from('xyzw'), Buffer.alloc(16), compressed[0].bytes]) {
        expect(await failure(Buffer.concat([bytes, rest]), {}, chunkSize)).toMatch(/^ARCHIVE_INVALID: /);
      }
    }
  });

  it('ignores skippable frames of zstd', async () => {
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    expect((await read(Buffer.concat([compressed[1].bytes, skippable, compressed[1].bytes]), {}, 9)).byteLength).toBe(
      2 * content.byteLength,
    );
  });

  it.each([undefined, 'zstd'] as const)(
    'reads zstd that begins with a skippable frame, as of pzstd (%s)',
    async (compression) => {
      const frame = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);
      const { bytes } = compressed[1];
      expect((await read(Buffer.concat([frame, bytes]), { compression })).equals(content)).toBe(true);
      expect((await read(Buffer.concat([frame, bytes, frame, bytes, frame]), { compression })).byteLength).toBe(
        2 * content.byteLength,
      );
    },
  );

  it('rejects truncated content', async () => {
    for (const { bytes } of compressed) {
      for (const length of [3, 9, 12, 100, bytes.byteLength - 9, bytes.byteLength - 8, bytes.byteLength - 1]) {
        const compression = bytes === compressed[0].bytes ? 'gzip' : 'zstd';
        expect(await failure(bytes.subarray(0, length), { compression })).toMatch(/^ARCHIVE_INVALID: /);
      }
    }
  });

  it('rejects a changed bit in the content, checksum, length or header', async () => {
    const { bytes } = compressed[0];
    for (const at of [0, 1, 2, 100, bytes.byteLength - 8, bytes.byteLength - 4]) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      expect(await failure(damaged, { compression: 'gzip' })).toMatch(/^ARCHIVE_INVALID: /);
    }
  });

  it('reads gzip headers with all optional fields', async () => {
    const plain = gzipSync(content);
    const fields = Buffer.concat([
      plain.subarray(0, 10),
      Buffer.from([4, 0, 1, 2, 3, 4]),
      Buffer.from('name\0'),
      Buffer.from('comment\0'),
    ]);
    fields[3] = 4 + 8 + 16 + 2;
    const check = Buffer.alloc(2);
    check.writeUInt16LE(crc32(fields) & 0xffff);
    const bytes = Buffer.concat([fields, check, plain.subarray(10)]);
    for (const chunkSize of [1, 11, 40_000]) expect((await read(bytes, {}, chunkSize)).equals(content)).toBe(true);
    check.writeUInt16LE((crc32(fields) & 0xffff) ^ 1);
    expect(await failure(Buffer.concat([fields, check, plain.subarray(10)]))).toMatch(/checksum of its header/);
    expect(await failure(Buffer.concat([plain.subarray(0, 3), Buffer.from([0x20]), plain.subarray(4)]))).toMatch(
      /unknown method or flag/,
    );
  });

  it('reads the output of the gzip program', async () => {
    expect((await read(execFileSync('gzip', ['-c'], { input: content }))).equals(content)).toBe(true);
  });

  it('stops at maxSize, and has no limit without it (EX-12)', async () => {
    const mebibyte = 1024 * 1024;
    const zeros = Buffer.alloc(17 * mebibyte);
    for (const bytes of [gzipSync(zeros, { level: 1 }), zstdCompressSync(zeros), zeros]) {
      let size = 0;
      const unpacking = async (maxSize?: number): Promise<void> => {
        size = 0;
        for await (const chunk of decompress(inChunks(bytes, 16_384), { maxSize })) size += chunk.byteLength;
      };
      await expect(unpacking(8 * mebibyte - 1)).rejects.toMatchObject({ code: 'SIZE_LIMIT' });
      expect(size).toBeLessThan(8 * mebibyte);
      await unpacking();
      expect(size).toBe(zeros.byteLength);
      await unpacking(zeros.byteLength);
      expect(size).toBe(zeros.byteLength);
    }
  });

  it('rejects a file of many empty members (EX-12)', async () => {
    const member = gzipSync(Buffer.alloc(0));
    expect(await failure(Buffer.concat(Array<Buffer>(1001).fill(member)))).toMatch(/^SIZE_LIMIT: /);
  });

  it('closes the source when the consumer stops, and throws errors of the source', async () => {
    let closed = 0;
    const error = new Error('connection reset');
    async function* source(rounds: number): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        for (let round = 0; round < rounds; round++) yield* inChunks(compressed[0].bytes, 10_000);
        throw error;
      } finally {
        closed++;
      }
    }
    for await (const chunk of decompress(source(Infinity))) {
      if (chunk.byteLength > 0) break;
    }
    expect(closed).toBe(1);
    await expect(Array.fromAsync(decompress(source(5)))).rejects.toBe(error);
    expect(closed).toBe(2);
  });

  it('fails with TIMEOUT when the signal times out while the source does not respond', async () => {
    const silence = Promise.withResolvers<undefined>();
    async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
      yield compressed[0].bytes.subarray(0, 200);
      await silence.promise;
    }
    await expect(Array.fromAsync(decompress(source(), { signal: AbortSignal.timeout(30) }))).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    silence.resolve(undefined);
  });
});
