import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { KeyedMutex, Semaphore } from '../../src/concurrency/index.ts';

describe('Semaphore', () => {
  it.each([1, 2, 5])('runs as many as the limit again after all of them ended (%i)', async (limit) => {
    const semaphore = new Semaphore(limit);
    for (let round = 0; round < 3; round++) {
      let inside = 0;
      const all = Promise.withResolvers<void>();
      // Each job waits for the others.
      const job = (): Promise<void> => {
        if (++inside === limit) all.resolve();
        return all.promise;
      };
      const jobs = Array.from({ length: limit }, () => semaphore.run(job));
      await vi.waitFor(() => expect(inside).toBe(limit), { timeout: 5000, interval: 1 });
      await Promise.all(jobs);
    }
  });

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

  it('starts waiting jobs by priority, and equal priorities in the order of the calls', async () => {
    const semaphore = new Semaphore(1);
    const order: string[] = [];
    const jobs = ['0 a', '1 a', '0 b', '2 a', '1 b', '2 b', '0.5 a', '0 c'];
    await Promise.all(
      jobs.map((job) => semaphore.run(async () => void order.push(job), Number(job.slice(0, job.indexOf(' '))))),
    );
    expect(order).toEqual(['0 a', '2 a', '2 b', '1 a', '1 b', '0.5 a', '0 b', '0 c']);
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

  it('runs one job at a time when jobs arrive while others wait', async () => {
    const mutex = new KeyedMutex();
    let inside = 0;
    let most = 0;
    const job = (): Promise<void> =>
      mutex.run('a', async () => {
        most = Math.max(most, ++inside);
        await sleep(5);
        inside--;
      });
    const first = job();
    const others = [job(), job()];
    await first;
    await Promise.all([...others, job(), job()]);
    expect(most).toBe(1);
  });
});
