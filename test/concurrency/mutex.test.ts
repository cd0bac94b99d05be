import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { KeyedMutex, Semaphore } from '../../src/concurrency/index.ts';

describe('Semaphore', () => {
  it('runs at most the limit at a time, also after a failure', async () => {
    const semaphore = new Semaphore(2);
    let inside = 0;
    let most = 0;
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        semaphore.run(async () => {
          most = Math.max(most, ++inside);
          await sleep(1);
          inside--;
          if (index % 3 === 0) throw new Error('failed');
        }),
      ),
    );
    expect(most).toBe(2);
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(4);
  });
});

describe('KeyedMutex', () => {
  it('runs work with the same key in order, and other work concurrently', async () => {
    const mutex = new KeyedMutex();
    const order: string[] = [];
    const work = (name: string, ms: number) => async (): Promise<void> => {
      await sleep(ms);
      order.push(name);
    };
    await Promise.all([
      mutex.run('a', work('first', 30)),
      mutex.run('a', work('second', 0)),
      mutex.run('b', work('other', 10)),
    ]);
    expect(order).toEqual(['other', 'first', 'second']);
  });

  it('preserves the order when a caller stops waiting', async () => {
    const mutex = new KeyedMutex();
    const end = Promise.withResolvers<void>();
    const stop = new AbortController();
    const order: string[] = [];
    const first = mutex.run('a', () => end.promise);
    const second = mutex.run('a', async () => order.push('second'), stop.signal);
    const third = mutex.run('a', async () => order.push('third'));
    stop.abort();
    await expect(second).rejects.toMatchObject({ code: 'ABORTED' });
    expect(order).toEqual([]);
    end.resolve();
    await Promise.all([first, third]);
    expect(order).toEqual(['third']);
  });
});
