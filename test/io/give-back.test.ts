import { expect, it } from 'vitest';
import { giveBack, giveBackWhole } from '../../src/io/index.ts';

it('memory is given back at once, but not that of the pool, and not what others share', () => {
  const own = Buffer.alloc(1_000_000);
  const part = own.subarray(10);
  giveBackWhole(part);
  expect(own.byteLength).toBe(1_000_000);
  giveBack(part);
  expect([own.byteLength, part.byteLength]).toEqual([0, 0]);
  // A second time finds nothing.
  giveBack(part);
  giveBackWhole(part);
  const whole = new Uint8Array(1_000_000);
  giveBackWhole(whole);
  expect(whole.byteLength).toBe(0);
  const pooled = Buffer.from('a few bytes');
  giveBack(pooled);
  giveBackWhole(pooled);
  expect(pooled.toString()).toBe('a few bytes');
  const shared = new Uint8Array(new SharedArrayBuffer(1_000_000));
  giveBackWhole(shared);
  expect(shared.byteLength).toBe(1_000_000);
});
