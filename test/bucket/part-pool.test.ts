import { expect, it } from 'vitest';
import { PartBuffer, partBytes, PartPool } from '../../src/bucket/part-pool.ts';
import { noise } from '../contract/content.ts';

/** More than the buffers of a pool. */
const count = 20;

it('slow uploads do not keep buffers from others, and lose no bytes', async () => {
  const pool = new PartPool();
  const first = noise(1000, 1);
  const second = noise(2000, 2);
  const parts = Array.from({ length: count }, () => new PartBuffer(pool));
  // Without a rest of the pool, the last parts wait until the first ones are moved.
  await Promise.all(parts.map((part) => part.append(first)));
  for (const part of parts) {
    await part.append(second);
    expect(Buffer.from(part.pin())).toEqual(Buffer.concat([first, second]));
    part.release();
  }
});

it('a part is sent from its place, also after it was moved', async () => {
  const pool = new PartPool();
  const bytes = noise(5000, 3);
  const parts = Array.from({ length: count }, () => new PartBuffer(pool));
  await Promise.all(parts.map((part) => part.append(bytes)));
  const taken = parts.map((part) => part.take());
  for (const part of taken) expect(Buffer.from(part?.bytes ?? [])).toEqual(Buffer.from(bytes));
  for (const part of taken) part?.release();
  expect(parts[0]?.take()).toBeUndefined();
});

it('bytes that are being sent are not moved', async () => {
  const pool = new PartPool();
  const pinned = new PartBuffer(pool);
  await pinned.append(noise(100, 4));
  const bytes = pinned.pin();
  const others = Array.from({ length: count }, () => new PartBuffer(pool));
  await Promise.all(others.map((part) => part.append(new Uint8Array(partBytes).fill(7, 0, 10).subarray(0, 10))));
  expect(Buffer.from(bytes)).toEqual(Buffer.from(noise(100, 4)));
  const rest = await pinned.append(new Uint8Array(partBytes));
  expect(rest).toBe(partBytes - 100);
  expect(pinned.isFull).toBe(true);
});
