import { describe, expect, it } from 'vitest';
import { TimeSlice } from '../../src/concurrency/index.ts';

describe('TimeSlice', () => {
  it('lets other work run after each slice of time, and not before', async () => {
    let now = 0;
    const slice = new TimeSlice(() => now);
    const pauses: number[] = [];
    for (let step = 1; step <= 40; step++) {
      now += 3;
      let isOtherWorkDone = false;
      setImmediate(() => (isOtherWorkDone = true));
      await slice.pause();
      if (isOtherWorkDone) pauses.push(step);
      else await new Promise(setImmediate);
    }
    expect(pauses).toEqual([4, 8, 12, 16, 20, 24, 28, 32, 36, 40]);
  });
});
