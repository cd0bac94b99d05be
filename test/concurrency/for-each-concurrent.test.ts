import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { forEachConcurrent } from '../../src/concurrency/index.ts';
import { OciError } from '../../src/spec/index.ts';

describe('forEachConcurrent', () => {
  it('runs all items and at most the limit at a time', async () => {
    let running = 0;
    let most = 0;
    const seen: number[] = [];
    await forEachConcurrent(
      Array.from({ length: 20 }, (_, index) => index),
      3,
      async (item) => {
        most = Math.max(most, ++running);
        await sleep(2);
        running--;
        seen.push(item);
      },
    );
    expect(most).toBe(3);
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it('aborts the other runs at the first failure and waits for them', async () => {
    const started: number[] = [];
    let stopped = 0;
    const work = forEachConcurrent([0, 1, 2, 3, 4, 5], 3, async (item, signal) => {
      started.push(item);
      if (item === 2) throw new OciError('DENIED', 'two');
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      await sleep(5);
      stopped++;
    });
    await expect(work).rejects.toThrow('two');
    expect(started).toEqual([0, 1, 2]);
    expect(stopped).toBe(2);
  });

  it('throws the first failure when the other runs fail later', async () => {
    const first = new OciError('DENIED', 'first');
    const ended: number[] = [];
    const work = forEachConcurrent([0, 1, 2], 3, async (item, signal) => {
      if (item === 2) throw first;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      ended.push(item);
      throw new OciError('ABORTED', `run ${item} was aborted`);
    });
    await expect(work).rejects.toBe(first);
    expect(ended).toEqual([0, 1]);
  });

  it('throws the failure of the items after the runs that it aborts have failed', async () => {
    const failure = new Error('the list is incomplete');
    const ended: number[] = [];
    function* items(): Generator<number> {
      yield 0;
      yield 1;
      throw failure;
    }
    const work = forEachConcurrent(items(), 3, async (item, signal) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      ended.push(item);
      throw new OciError('ABORTED', `run ${item} was aborted`);
    });
    await expect(work).rejects.toBe(failure);
    expect(ended).toEqual([0, 1]);
  });

  it('throws ABORTED when the signal is aborted', async () => {
    const controller = new AbortController();
    const work = forEachConcurrent([1, 2, 3], 1, () => sleep(5), controller.signal);
    controller.abort();
    await expect(work).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
