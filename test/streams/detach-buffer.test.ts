import { expect, it } from 'vitest';
import { detachBuffer, detachWholeBuffer } from '../../src/streams/index.ts';

it('detaches whole buffers, but not the pool or shared memory', () => {
  const own = Buffer.alloc(1_000_000);
  const part = own.subarray(10);
  detachWholeBuffer(part);
  expect(own.byteLength).toBe(1_000_000);
  detachBuffer(part);
  expect([own.byteLength, part.byteLength]).toEqual([0, 0]);
  // A second call changes nothing.
  detachBuffer(part);
  detachWholeBuffer(part);
  const whole = new Uint8Array(1_000_000);
  detachWholeBuffer(whole);
  expect(whole.byteLength).toBe(0);
  const pooled = Buffer.from('a few bytes');
  detachBuffer(pooled);
  detachWholeBuffer(pooled);
  expect(pooled.toString()).toBe('a few bytes');
  const shared = new Uint8Array(new SharedArrayBuffer(1_000_000));
  detachWholeBuffer(shared);
  expect(shared.byteLength).toBe(1_000_000);
});
