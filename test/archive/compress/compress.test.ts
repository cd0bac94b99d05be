import { describe, expect, it } from 'vitest';
import { mapConcurrentOrdered } from '../../../src/concurrency/index.ts';
import {
  compress,
  zlibVersion,
  type Compression,
  type CompressOptions,
} from '../../../src/archive/compress/compress.ts';
import { decompress } from '../../../src/archive/unpack/decompress.ts';
import { isOciError } from '../../../src/spec/index.ts';
import { inPieces, joined, noise } from '../tar/blocks.ts';

async function compressed(bytes: Uint8Array, options: CompressOptions, pieceSize = 64 * 1024): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(compress(inPieces(bytes, pieceSize), options)));
}

async function decompressed(bytes: Uint8Array, compression: Compression): Promise<Buffer> {
  return await joined(decompress(inPieces(bytes, 50_000), { compression }));
}

const text = Buffer.from('the quick brown fox jumps over the lazy dog\n'.repeat(40_000));
const mixed = Buffer.concat([text, noise(2_500_000, 3), text.subarray(0, 900_001)]);
const parallel = ['gzip', 'zstd'] as const;

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'nothing was thrown';
  } catch (error) {
    return isOciError(error) ? error.code : String(error);
  }
}

describe('compress', () => {
  for (const compression of parallel) {
    it(`${compression}: writes the same bytes for any number of threads and any chunks`, async () => {
      const expected = await compressed(mixed, { compression, threads: 1 });
      expect(expected.byteLength).toBeLessThan(mixed.byteLength * 0.6);
      for (const threads of [2, 8]) {
        for (const piece of [7_777, 1024 * 1024, mixed.byteLength]) {
          expect((await compressed(mixed, { compression, threads }, piece)).equals(expected)).toBe(true);
        }
      }
    });

    it(`${compression}: restores content of sizes around its block size`, async () => {
      const unit = compression === 'gzip' ? 1024 * 1024 : 4 * 1024 * 1024;
      const random = noise(unit + 1);
      for (const size of [0, 1, 65_535, 65_536, unit - 1, unit, unit + 1]) {
        for (const content of [random.subarray(0, size), Buffer.alloc(size, 'ab')]) {
          expect((await decompressed(await compressed(content, { compression }), compression)).equals(content)).toBe(
            true,
          );
        }
      }
    });

    it(`${compression}: rejects a level out of range and zero threads`, async () => {
      for (const options of [{ level: 20 }, { level: -1 }, { level: 1.5 }, { threads: 0 }]) {
        expect(await codeOf(compressed(text, { compression, ...options }))).toBe('INPUT_INVALID');
      }
    });

    it(`${compression}: closes a failing source and passes on its error`, async () => {
      const failure = new Error('the disk is on fire');
      async function* failing(): AsyncGenerator<Uint8Array, void, undefined> {
        for (let index = 0; index < 10; index++) yield text;
        await Promise.resolve();
        throw failure;
      }
      await expect(Array.fromAsync(compress(failing(), { compression, threads: 2 }))).rejects.toBe(failure);
    });

    it(`${compression}: closes the source when the consumer stops, and reads only little ahead`, async () => {
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

    it(`${compression}: ends with ABORTED at once, also while the source does not respond`, async () => {
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
  }

  it('throws a failure at the position of its item, and never leaves it unhandled', async () => {
    const failure = new Error('second');
    const started: number[] = [];
    async function* items(): AsyncGenerator<number, void, undefined> {
      await Promise.resolve();
      yield* [0, 1, 2, 3, 4, 5];
    }
    const results: number[] = [];
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => {
      unhandled.push(error);
    };
    process.on('unhandledRejection', note);
    try {
      const ordered = mapConcurrentOrdered(items(), 2, 4, async (item) => {
        started.push(item);
        await new Promise((resolve) => setTimeout(resolve, item === 0 ? 60 : 1));
        if (item === 1) throw failure;
        return item;
      });
      await expect(
        (async (): Promise<void> => {
          for await (const result of ordered) {
            results.push(result);
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        })(),
      ).rejects.toBe(failure);
    } finally {
      process.off('unhandledRejection', note);
    }
    expect(unhandled).toEqual([]);
    expect(results).toEqual([0]);
    expect(started.length).toBeLessThan(6);
  });

  it('none: passes the chunks through unchanged', async () => {
    const chunks = [Buffer.from('a'), Buffer.from('b')];
    async function* content(): AsyncGenerator<Uint8Array, void, undefined> {
      yield* chunks;
    }
    const passed = await Array.fromAsync(compress(content(), { compression: 'none' }));
    expect(passed).toHaveLength(2);
    expect(passed[0]).toBe(chunks[0]);
  });

  it('exports the version of zlib', () => {
    expect(zlibVersion).toBe(process.versions.zlib);
  });
});
