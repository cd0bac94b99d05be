import { describe, expect, it } from 'vitest';
import {
  compress,
  encodingName,
  zlibVersion,
  type Compression,
  type CompressOptions,
} from '../../../src/archive/compress/compress.ts';
import { SharedCompressor } from '../../../src/archive/compress/shared-compressor.ts';
import { decompress } from '../../../src/archive/unpack/decompress.ts';
import { isOciError } from '../../../src/spec/index.ts';
import { inChunks, concatChunks, noise } from '../tar/blocks.ts';

async function compressed(bytes: Uint8Array, options: CompressOptions, chunkSize = 64 * 1024): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(compress(inChunks(bytes, chunkSize), options)));
}

async function decompressed(bytes: Uint8Array, compression: Compression): Promise<Buffer> {
  return await concatChunks(decompress(inChunks(bytes, 50_000), { compression }));
}

const text = Buffer.from('the quick brown fox jumps over the lazy dog\n'.repeat(40_000));
const mixed = Buffer.concat([text, noise(2_500_000, 3), text.subarray(0, 900_001)]);
const compressions = ['gzip', 'zstd'] as const;

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'nothing was thrown';
  } catch (error) {
    return isOciError(error) ? error.code : String(error);
  }
}

for (const compression of compressions) {
  describe(`compress with ${compression}`, () => {
    it('writes the same bytes for any number of threads and any chunks', async () => {
      const expected = await compressed(mixed, { compression, threads: 1 });
      expect(expected.byteLength).toBeLessThan(mixed.byteLength * 0.6);
      for (const threads of [2, 8]) {
        for (const chunkSize of [7_777, 1024 * 1024, mixed.byteLength]) {
          expect((await compressed(mixed, { compression, threads }, chunkSize)).equals(expected)).toBe(true);
        }
      }
    });

    it('writes the same bytes with threads that several contents share', async () => {
      const contents = [mixed, text, Buffer.alloc(0), mixed.subarray(1, 1_500_000), Buffer.alloc(9_000_000, 'abc')];
      await using compressor = new SharedCompressor(3, 2);
      const together = await Promise.all(contents.map((each) => compressed(each, { compression, compressor })));
      for (const [index, each] of contents.entries())
        expect(together[index]?.equals(await compressed(each, { compression }))).toBe(true);
    });

    it('writes content that decompress restores, for sizes around the block size', async () => {
      const blockSize = compression === 'gzip' ? 1024 * 1024 : 4 * 1024 * 1024;
      const random = noise(blockSize + 1);
      for (const size of [0, 1, 65_535, 65_536, blockSize - 1, blockSize, blockSize + 1]) {
        for (const content of [random.subarray(0, size), Buffer.alloc(size, 'ab')]) {
          expect((await decompressed(await compressed(content, { compression }), compression)).equals(content)).toBe(
            true,
          );
        }
      }
    });

    it('rejects a level out of range and zero threads', async () => {
      for (const options of [{ level: 20 }, { level: -1 }, { level: 1.5 }, { threads: 0 }]) {
        expect(await codeOf(compressed(text, { compression, ...options }))).toBe('INPUT_INVALID');
      }
    });

    it('throws the error of the source', async () => {
      const failure = new Error('the source failed');
      async function* failing(): AsyncGenerator<Uint8Array, void, undefined> {
        for (let index = 0; index < 10; index++) yield text;
        await Promise.resolve();
        throw failure;
      }
      await expect(Array.fromAsync(compress(failing(), { compression, threads: 2 }))).rejects.toBe(failure);
    });

    it('closes the source when the consumer stops, and reads at most 24 MiB ahead', async () => {
      let closed = false;
      let read = 0;
      async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
        try {
          for (;;) {
            await Promise.resolve();
            read += text.byteLength;
            yield text;
          }
        } finally {
          closed = true;
        }
      }
      for await (const chunk of compress(endless(), { compression, threads: 2 })) {
        if (chunk.byteLength > 0) break;
      }
      expect(closed).toBe(true);
      expect(read).toBeLessThan(6 * 4 * 1024 * 1024);
    });

    it('fails with ABORTED immediately, also while the source does not respond', async () => {
      const stop = new AbortController();
      const silence = Promise.withResolvers<undefined>();
      async function* silent(): AsyncGenerator<Uint8Array, void, undefined> {
        yield text;
        await silence.promise;
      }
      const work = codeOf(Array.fromAsync(compress(silent(), { compression, signal: stop.signal })));
      setTimeout(() => stop.abort(), 20);
      expect(await work).toBe('ABORTED');
      silence.resolve(undefined);
    });
  });
}

describe('compress with none', () => {
  it('yields the chunks unchanged', async () => {
    const chunks = [Buffer.from('a'), Buffer.from('b')];
    async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
      yield* chunks;
    }
    const result = await Array.fromAsync(compress(content(), { compression: 'none' }));
    expect(result).toHaveLength(2);
    expect(result[0]).toBe(chunks[0]);
  });
});

describe('encodingName', () => {
  it('differs for each compression and level, whose layers must not replace each other in a cache', () => {
    const encodings: readonly CompressOptions[] = [
      ...([undefined, 0, 1, 9] as const).map((level) => ({ compression: 'gzip', level }) as const),
      ...([undefined, 1, 3, 19] as const).map((level) => ({ compression: 'zstd', level }) as const),
      { compression: 'none' },
    ];
    expect(new Set(encodings.map(encodingName)).size).toBe(encodings.length);
    expect(encodings.map(encodingName)).toEqual(encodings.map((encoding) => encodingName({ ...encoding })));
  });
});

describe('zlibVersion', () => {
  it('is the version of the zlib in Node', () => {
    expect(zlibVersion).toBe(process.versions.zlib);
  });
});
