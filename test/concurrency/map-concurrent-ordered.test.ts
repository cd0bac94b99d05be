import { describe, expect, it } from 'vitest';
import { mapConcurrentOrdered } from '../../src/concurrency/index.ts';

describe('mapConcurrentOrdered', () => {
  it('throws an error at the position of its item, without an unhandled rejection', async () => {
    const failure = new Error('second');
    const started: number[] = [];
    async function* items(): AsyncGenerator<number, void, undefined> {
      await Promise.resolve();
      yield* [0, 1, 2, 3, 4, 5];
    }
    const results: number[] = [];
    const unhandled: unknown[] = [];
    const onUnhandled = (error: unknown): void => {
      unhandled.push(error);
    };
    process.on('unhandledRejection', onUnhandled);
    try {
      const ordered = mapConcurrentOrdered(items(), 2, 4, async (item) => {
        started.push(item);
        await new Promise((resolve) => setTimeout(resolve, item === 0 ? 60 : 1));
        if (item === 1) throw failure;
        return item;
      });
      await expect(
        (async (): Promise<void> => {
          for await (const result of ordered) {
            results.push(result);
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        })(),
      ).rejects.toBe(failure);
    } finally {
      process.off('unhandledRejection', onUnhandled);
    }
    expect(unhandled).toEqual([]);
    expect(results).toEqual([0]);
    expect(started.length).toBeLessThan(6);
  });
});
