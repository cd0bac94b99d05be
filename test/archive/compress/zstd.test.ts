import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compressZstd, zstdFrameSize } from '../../../src/archive/compress/zstd.ts';
import { inChunks, noise } from '../tar/blocks.ts';

const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

async function frames(bytes: Uint8Array, level?: number): Promise<Uint8Array[]> {
  return await Array.fromAsync(compressZstd(inChunks(bytes, 300_000), { level }));
}

describe('zstd', () => {
  it('writes independent frames', async () => {
    const content = Buffer.concat([Buffer.alloc(zstdFrameSize + 5, 'frame '), noise(100)]);
    const parts = await frames(content);
    expect(parts).toHaveLength(2);
    for (const part of parts) expect(Buffer.from(part.subarray(0, 4)).equals(magic)).toBe(true);
    expect(Buffer.concat(parts.map((part) => zstdDecompressSync(part))).equals(content)).toBe(true);
  });

  it('writes one empty frame for empty content', async () => {
    const parts = await frames(Buffer.alloc(0));
    expect(parts).toHaveLength(1);
    expect(zstdDecompressSync(parts[0] ?? magic).byteLength).toBe(0);
  });

  it('compresses better at a higher level', async () => {
    const content = Buffer.from(Array.from({ length: 60_000 }, (_, index) => `${index * 7919} `).join(''));
    const size = async (level: number): Promise<number> => Buffer.concat(await frames(content, level)).byteLength;
    expect(await size(19)).toBeLessThan(await size(1));
  });
});
