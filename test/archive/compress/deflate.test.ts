import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deflateChecksum } from '../../../scripts/compile-deflate.ts';
import { deflateCode } from '../../../src/archive/compress/deflate-code.ts';
import {
  deflateMemory,
  instantiateDeflate,
  DeflateThread,
  DeflateThreads,
  deflateWindow,
} from '../../../src/archive/compress/deflate-threads.ts';
import { digestOf } from '../../../src/spec/index.ts';
import { noise } from '../tar/blocks.ts';

const blockSize = 1024 * 1024;
const { memory, slots } = deflateMemory(2, blockSize);
const deflate = instantiateDeflate(memory);
const lastBlock = Uint8Array.of(0x03, 0x00);

function deflated(bytes: Uint8Array, history: Uint8Array = new Uint8Array(0), slot = slots[0]): Buffer {
  if (slot === undefined) throw new Error('no slot');
  const all = new Uint8Array(memory.buffer);
  all.set(history, slot.input - history.byteLength);
  all.set(bytes, slot.input);
  const size = deflate(slot.input, history.byteLength, bytes.byteLength, slot.output);
  return Buffer.from(all.slice(slot.output, slot.output + size));
}

function inflated(bytes: Uint8Array, dictionary?: Uint8Array): Buffer {
  return inflateRawSync(
    Buffer.concat([bytes, lastBlock]),
    dictionary === undefined || dictionary.byteLength === 0 ? {} : { dictionary },
  );
}

/** Bytes with runs, random parts, hexadecimal parts, and repetitions at small and large distances. */
const content: fc.Arbitrary<Buffer> = fc
  .array(
    fc.oneof(
      fc.record({ kind: fc.constant('run' as const), byte: fc.nat(255), count: fc.integer({ min: 1, max: 700 }) }),
      fc.record({ kind: fc.constant('noise' as const), seed: fc.nat(1000), count: fc.integer({ min: 1, max: 5000 }) }),
      fc.record({ kind: fc.constant('hex' as const), seed: fc.nat(1000), count: fc.integer({ min: 1, max: 5000 }) }),
      fc.record({
        kind: fc.constant('repeat' as const),
        back: fc.integer({ min: 1, max: 40_000 }),
        count: fc.integer({ min: 1, max: 600 }),
      }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => {
    let result = Buffer.alloc(0);
    for (const part of parts) {
      let more: Buffer;
      if (part.kind === 'run') more = Buffer.alloc(part.count, part.byte);
      else if (part.kind === 'noise') more = noise(part.count, part.seed);
      else if (part.kind === 'hex') more = Buffer.from(noise(part.count, part.seed).toString('hex'));
      else more = Buffer.from(result.subarray(Math.max(0, result.byteLength - part.back)).subarray(0, part.count));
      result = Buffer.concat([result, more]);
    }
    return result;
  });

describe('deflate', () => {
  it('is compiled from the current source', async () => {
    const code = readFileSync(join(import.meta.dirname, '../../../src/archive/compress/deflate-code.ts'), 'utf8');
    expect(code, 'run "npm run build:deflate"').toContain(`SHA-256 ${await deflateChecksum(deflateCode)}\n`);
  });

  it('writes data that inflate restores, for any content and history', () => {
    fc.assert(
      fc.property(content, content, (before, bytes) => {
        const history = before.subarray(-deflateWindow);
        expect(inflated(deflated(bytes, history), history).equals(bytes)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('writes data that inflate restores, for all sizes up to 300 bytes', () => {
    for (let size = 0; size <= 300; size++) {
      for (const bytes of [noise(size, size), Buffer.alloc(size), Buffer.alloc(size, 'ab')]) {
        expect(inflated(deflated(bytes)).equals(bytes)).toBe(true);
        expect(inflated(deflated(bytes, noise(size, size)), noise(size, size)).equals(bytes)).toBe(true);
      }
    }
  });

  it('writes data that inflate restores and that fits the output, for different kinds of content', () => {
    const random = noise(blockSize, 5);
    const words = Buffer.from(
      Array.from({ length: 400_000 }, (_, index) => `word${random.readUInt8(index) % 91} `).join(''),
    ).subarray(0, blockSize);
    const far = Buffer.concat([
      random.subarray(0, deflateWindow),
      random.subarray(0, deflateWindow),
      random.subarray(0, deflateWindow - 1),
      random.subarray(0, 1000),
    ]);
    for (const bytes of [
      random,
      words,
      far,
      Buffer.alloc(blockSize),
      Buffer.from(random.toString('hex')).subarray(0, blockSize),
      Buffer.from(random.toString('base64')).subarray(0, blockSize),
    ]) {
      const result = deflated(bytes);
      expect(inflated(result).equals(bytes)).toBe(true);
      // RFC 1951, section 3.2.4: a stored block has at most 65,535 bytes and 5 additional bytes.
      expect(result.byteLength).toBeLessThan(bytes.byteLength + 200);
    }
  });

  it('writes the bytes of the second revision of the encoder', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `  if (value === ${(index * 7919) % 4096}) return;\n`);
    const mixed = Buffer.concat([
      Buffer.from(lines.join('')),
      noise(30_000, 7),
      Buffer.alloc(3000),
      Buffer.from(noise(100_000, 8).toString('hex')),
      Buffer.from(lines.toReversed().join('')),
    ]).subarray(0, blockSize);
    expect(digestOf(deflated(mixed))).toBe('sha256:81abc034d838473f745f61881d0d411a7ed00ea3aa328e7fc8f9367a500ec724');
    expect(digestOf(deflated(mixed.subarray(200_000, 700_000), mixed.subarray(167_232, 200_000)))).toBe(
      'sha256:820407235d297cf8bf6b5f7ab7f07711be34196bb53bd62daca74d0379701823',
    );
  });

  it('ends on a byte boundary, so that consecutive results form one stream', () => {
    const text = Buffer.from(
      Array.from({ length: 60_000 }, (_, index) => `${index} ${(index * 7919) % 1000}\n`).join(''),
    );
    const pieces: Buffer[] = [];
    for (let at = 0; at < text.byteLength; at += 100_000) {
      pieces.push(
        deflated(
          text.subarray(at, at + 100_000),
          text.subarray(Math.max(0, at - deflateWindow), at),
          slots[pieces.length % 2],
        ),
      );
    }
    expect(inflated(Buffer.concat(pieces)).equals(text)).toBe(true);
    const sizesWithoutHistory = Array.from(
      { length: pieces.length },
      (_, index) => deflated(text.subarray(index * 100_000, (index + 1) * 100_000)).byteLength,
    );
    // The history makes the result smaller.
    expect(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(
      sizesWithoutHistory.reduce((sum, size) => sum + size, 0),
    );
  });

  it('writes the same bytes for the same content in another slot and another instance', () => {
    const [first, second] = [noise(50_000, 1), Buffer.from(noise(50_000, 2).toString('hex'))];
    const [deflatedFirst, deflatedSecond] = [deflated(first), deflated(second)];
    const other = deflateMemory(1, blockSize);
    const otherDeflate = instantiateDeflate(other.memory);
    const slot = other.slots[0];
    if (slot === undefined) throw new Error('no slot');
    for (const [bytes, expected] of [
      [second, deflatedSecond],
      [first, deflatedFirst],
      [second, deflatedSecond],
    ] as const) {
      expect(deflated(bytes, undefined, slots[1]).equals(expected)).toBe(true);
      new Uint8Array(other.memory.buffer).set(bytes, slot.input);
      const size = otherDeflate(slot.input, 0, bytes.byteLength, slot.output);
      expect(
        Buffer.from(new Uint8Array(other.memory.buffer).slice(slot.output, slot.output + size)).equals(expected),
      ).toBe(true);
    }
  });

  it('compresses source code and lines of JSON better than zlib at level 4', () => {
    const directory = join(import.meta.dirname, '../../../src/archive');
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('deflate-code.ts'),
    );
    const code = Buffer.concat(files.map((name) => readFileSync(join(directory, name))));
    const lineOf = (index: number): string => {
      const state = index % 3 === 0 ? 'open' : 'closed';
      return `{"id":"${noise(16, index).toString('hex')}","n":${index},"state":"${state}"}\n`;
    };
    const lines = Buffer.from(Array.from({ length: 8000 }, (_, index) => lineOf(index)).join(''));
    expect(deflated(code).byteLength).toBeLessThan(deflateRawSync(code, { level: 4 }).byteLength);
    expect(deflated(lines).byteLength).toBeLessThan(deflateRawSync(lines, { level: 4 }).byteLength);
  });
});

describe('DeflateThreads', () => {
  it('returns the same bytes with and without threads', async () => {
    const blocks = Array.from({ length: 6 }, (_, index) => Buffer.from(noise(200_000, index).toString('hex')));
    const run = async (threads: number, useThreads: boolean): Promise<Buffer> => {
      const encoder = new DeflateThreads(blockSize, threads);
      try {
        const results = blocks.map(
          async (block, index) =>
            await encoder.deflate(
              { pieces: [block.subarray(0, 999), block.subarray(999)], size: block.byteLength },
              blocks[index - 1]?.subarray(-deflateWindow) ?? Buffer.alloc(0),
              useThreads,
            ),
        );
        return Buffer.concat(await Promise.all(results));
      } finally {
        await encoder.close();
      }
    };
    const expected = await run(1, false);
    expect(inflated(expected).equals(Buffer.concat(blocks))).toBe(true);
    for (const threads of [1, 2, 5]) expect((await run(threads, true)).equals(expected)).toBe(true);
  });
});

describe('DeflateThreads, the number of workers', () => {
  // The main thread compresses too, and a worker takes long to start.
  for (const [threads, expected] of [
    [1, 1],
    [2, 1],
    [3, 2],
    [5, 4],
  ] as const)
    it(`starts ${expected} for ${threads} threads`, async () => {
      const block = noise(1000, 1);
      let workers = 0;
      const count = (): void => void workers++;
      process.on('worker', count);
      const encoder = new DeflateThreads(blockSize, threads);
      try {
        const results = await Promise.all(
          Array.from({ length: 20 }, () =>
            encoder.deflate({ pieces: [block], size: block.byteLength }, Buffer.alloc(0), true),
          ),
        );
        expect(workers).toBe(expected);
        for (const result of results) expect(deflated(block).equals(result)).toBe(true);
      } finally {
        await encoder.close();
        process.off('worker', count);
      }
    });
});

describe('DeflateThread', () => {
  it('rejects pending and later blocks after the worker ended', async () => {
    const thread = new DeflateThread(blockSize);
    const [slot] = thread.freeSlots;
    if (slot === undefined) throw new Error('no slot');
    const pending = expect(thread.deflate(slot, 0, 1000)).rejects.toThrow('ended unexpectedly');
    await thread.close();
    await pending;
    await expect(thread.deflate(slot, 0, 1000)).rejects.toThrow('ended unexpectedly');
  });
});
