import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../../src/archive/compress/blocks.ts';
import { looksIncompressible } from '../../../src/archive/compress/incompressible.ts';
import { compressGzip, gzipBlockSize } from '../../../src/archive/compress/gzip.ts';
import { inChunks, noise } from '../tar/blocks.ts';

async function gzip(bytes: Uint8Array, level?: number): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(compressGzip(inChunks(bytes, 100_000), { level })));
}

async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** JSON lines, as in the log of a service. */
function logLines(size: number): Buffer {
  const random = noise(1024 * 1024, 11);
  const lines: string[] = [];
  for (let length = 0, index = 0; length < size; index++) {
    const at = (index * 13) % (random.byteLength - 16);
    const trace = `"time":${1_700_000_000 + index},"trace":"${random.toString('hex', at, at + 8)}"`;
    const path = `"path":"/api/v1/items/${random.readUInt16LE(at)}"`;
    const line = `{${trace},${path},"status":${200 + (index % 3) * 100},"ms":${random.readUInt8(at)}}\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join('')).subarray(0, size);
}

const text = logLines(3_500_000);

describe('gzip', () => {
  it('writes one member, without a time, name or operating system in its header', async () => {
    const bytes = await gzip(text);
    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
    // The trailer contains the size of the complete content, so the stream has only one member.
    expect(bytes.readUInt32LE(bytes.byteLength - 4)).toBe(text.byteLength);
    expect(gunzipSync(bytes).equals(text)).toBe(true);
  });

  it('writes content that the gzip program decodes', async () => {
    for (const content of [text, Buffer.alloc(0), noise(1_200_000)]) {
      const decoded = execFileSync('gzip', ['-dc'], { input: await gzip(content), maxBuffer: 2 ** 24 });
      expect(decoded.equals(content)).toBe(true);
    }
  });

  it('compresses JSON lines to at most 2 % more than zlib at level 6', async () => {
    expect((await gzip(text)).byteLength).toBeLessThan(gzipSync(text, { level: 6 }).byteLength * 1.02);
  });

  it('supports every level, and stores the content at level 0', async () => {
    const sizes: number[] = [];
    for (let level = 0; level <= 9; level++) {
      const bytes = await gzip(text.subarray(0, 1_200_000), level);
      expect(gunzipSync(bytes).equals(text.subarray(0, 1_200_000))).toBe(true);
      sizes.push(bytes.byteLength);
    }
    expect(sizes[0]).toBeGreaterThan(1_200_000);
    expect(sizes[1]).toBeLessThan(600_000);
    expect(sizes[9]).toBeLessThan(sizes[1] ?? 0);
  });

  it('writes the same bytes when Node may not create threads', async () => {
    const moduleUrl = new URL('../../../src/archive/compress/gzip.ts', import.meta.url).href;
    const program = `
      import { createHash } from 'node:crypto';
      import { compressGzip } from ${JSON.stringify(moduleUrl)};
      const block = Buffer.from('no threads, the same bytes\\n'.repeat(40_000));
      const hash = createHash('sha256');
      for await (const chunk of compressGzip([block, block, block, block])) hash.update(chunk);
      console.log(hash.digest('hex'));
    `;
    const printed = async (...flags: readonly string[]): Promise<string> =>
      (await promisify(execFile)(process.execPath, [...flags, '--no-warnings', '--input-type=module', '-e', program]))
        .stdout;
    expect(await printed('--permission', '--allow-fs-read=*')).toBe(await printed());
  });

  it('adds at most 0.02 % to incompressible content', async () => {
    const random = noise(2 * gzipBlockSize);
    const bytes = await gzip(random);
    expect(bytes.byteLength - random.byteLength).toBeLessThan(300);
    expect(gunzipSync(bytes).equals(random)).toBe(true);
  });

  it('passes each chunk once to release', async () => {
    const chunks = Array.from({ length: 5 }, (_, index) => new Uint8Array(gzipBlockSize).fill(index));
    const released: Uint8Array[] = [];
    const release = (bytes: Uint8Array): unknown => released.push(bytes);
    await Array.fromAsync(compressGzip(streamOf(chunks), { release }));
    expect(new Set(released.map((bytes) => bytes[0]))).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(released).toHaveLength(5);
    expect(released.every(({ byteLength }) => byteLength === gzipBlockSize)).toBe(true);
  });

  it('releases the memory of owned chunks only', async () => {
    const chunksOf = (): Uint8Array[] =>
      [0, 1, 2, 3].map((index) =>
        Uint8Array.from(index % 2 === 0 ? text.subarray(0, gzipBlockSize) : noise(gzipBlockSize, index)),
      );
    const compressed = async (chunks: readonly Uint8Array[], owned: boolean): Promise<Buffer> =>
      Buffer.concat(await Array.fromAsync(compressGzip(streamOf(chunks), { owned })));
    const [borrowed, owned] = [chunksOf(), chunksOf()];
    const expected = await compressed(borrowed, false);
    expect(borrowed.map(({ byteLength }) => byteLength)).toEqual(Array(4).fill(gzipBlockSize));
    expect(expected.equals(await compressed(owned, true))).toBe(true);
    expect(owned.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0, 0]);
  });

  it('recognizes incompressible blocks by samples, for any chunks', async () => {
    const areIncompressible = async (bytes: Buffer, chunkSize: number): Promise<boolean[]> => {
      const results: boolean[] = [];
      for await (const block of blocksOf(inChunks(bytes, chunkSize), gzipBlockSize))
        results.push(looksIncompressible(block));
      return results;
    };
    const random = noise(gzipBlockSize);
    const counting = Buffer.from(Uint8Array.from({ length: gzipBlockSize }, (_, index) => index));
    const base64 = Buffer.from(random.toString('base64')).subarray(0, gzipBlockSize);
    for (const chunkSize of [999, 65_536, gzipBlockSize]) {
      expect(await areIncompressible(random, chunkSize)).toEqual([true]);
      expect(await areIncompressible(text.subarray(0, gzipBlockSize), chunkSize)).toEqual([false]);
      expect(await areIncompressible(counting, chunkSize)).toEqual([false]);
      expect(await areIncompressible(base64, chunkSize)).toEqual([false]);
      expect(
        await areIncompressible(
          Buffer.concat([random.subarray(0, gzipBlockSize - 70_000), text.subarray(0, 70_000)]),
          chunkSize,
        ),
      ).toEqual([false]);
    }
  });
});
