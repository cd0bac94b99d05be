import { describe, expect, it } from 'vitest';
import { backoffMs, pause } from '../../src/concurrency/index.ts';
import { isOciError } from '../../src/spec/index.ts';

describe('pause', () => {
  it.each([1, 20, 100])('waits for %i ms', async (ms) => {
    const start = performance.now();
    await pause(ms, undefined);
    // Timers may fire up to a millisecond early.
    expect(performance.now() - start).toBeGreaterThanOrEqual(ms - 1);
  });

  it('ends when the signal is aborted, before or during the wait', async () => {
    const stop = new AbortController();
    const waiting = pause(3_600_000, stop.signal);
    stop.abort();
    for (const each of [waiting, pause(3_600_000, stop.signal)])
      await expect(each).rejects.toSatisfy((error) => isOciError(error, 'ABORTED'));
  });
});

describe('backoffMs', () => {
  it('doubles with each failure up to the limit, and up to half of it is random', () => {
    const waits = (random: number): number[] =>
      [1, 2, 3, 4, 5].map((failures) => backoffMs(failures, { baseMs: 100, maxMs: 1000, random: () => random }));
    expect(waits(0)).toEqual([100, 200, 400, 800, 1000]);
    expect(waits(1)).toEqual([50, 100, 200, 400, 500]);
  });
});
