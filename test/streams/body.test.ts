import { describe, expect, it } from 'vitest';
import { borrowedChunks, BufferPool, collect, once } from '../../src/streams/index.ts';

const text = async (chunks: AsyncIterable<Uint8Array>): Promise<string> =>
  Buffer.from(await collect(chunks, 100, 'x')).toString();

describe('borrowedChunks', () => {
  it('opens a body without a borrowed form in normal chunks', async () => {
    expect(await text(borrowedChunks(() => once(Buffer.from('plain'))))).toBe('plain');
  });

  it('opens the borrowed form of a body', async () => {
    const body = Object.assign(() => once(Buffer.from('plain')), { borrowed: () => once(Buffer.from('borrowed')) });
    expect(await text(borrowedChunks(body))).toBe('borrowed');
  });

  it('opens the borrowed form of an iterable', async () => {
    const content = Object.assign(once(Buffer.from('plain')), { borrowed: () => once(Buffer.from('borrowed')) });
    expect(await text(borrowedChunks(content))).toBe('borrowed');
  });
});

describe('BufferPool', () => {
  it('reuses released buffers', () => {
    const pool = new BufferPool(10);
    const [first, second] = [pool.acquire(), pool.acquire()];
    expect([first.byteLength, second.byteLength]).toEqual([10, 10]);
    pool.release(first, second);
    expect(new Set([pool.acquire(), pool.acquire()])).toEqual(new Set([first, second]));
    expect(pool.acquire()).not.toBe(first);
  });

  it('retains at most eight idle buffers', () => {
    const pool = new BufferPool(1);
    const buffers = Array.from({ length: 10 }, () => pool.acquire());
    pool.release(...buffers);
    expect(buffers.filter((buffer) => buffer === pool.acquire())).toHaveLength(0);
    const reused = new Set<Buffer>();
    pool.release(...buffers);
    for (let count = 0; count < 10; count++) reused.add(pool.acquire());
    expect(buffers.filter((buffer) => reused.has(buffer))).toHaveLength(8);
  });
});
