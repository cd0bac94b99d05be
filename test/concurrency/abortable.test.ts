import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { abortable, anySignal, untilAborted } from '../../src/concurrency/index.ts';
import { isOciError } from '../../src/spec/index.ts';

const never = new Promise<never>(() => undefined);
const isAborted = (error: unknown): boolean => isOciError(error, 'ABORTED');

describe('untilAborted', () => {
  it('returns the result of work and of a promise', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(async () => 1, signal)).toBe(1);
    expect(await untilAborted(Promise.resolve(2), signal)).toBe(2);
    expect(await untilAborted(Promise.resolve(3), undefined)).toBe(3);
  });

  it('stops waiting when the signal is aborted', async () => {
    const stop = new AbortController();
    const pending = untilAborted(never, stop.signal);
    stop.abort();
    await expect(pending).rejects.toSatisfy(isAborted);
  });

  it('does not start work for an aborted signal', async () => {
    let started = false;
    const work = async (): Promise<void> => {
      started = true;
    };
    await expect(untilAborted(work, AbortSignal.abort())).rejects.toSatisfy(isAborted);
    expect(started).toBe(false);
  });

  it('handles the failure of a promise that it does not wait for', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    try {
      const failing = Promise.reject(new Error('failed'));
      await expect(untilAborted(failing, AbortSignal.abort())).rejects.toSatisfy(isAborted);
      await nextTurn();
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });

  it('throws TIMEOUT when the time limit of the signal passes', async () => {
    await expect(untilAborted(never, AbortSignal.timeout(1))).rejects.toSatisfy((error) =>
      isOciError(error, 'TIMEOUT'),
    );
  });
});

describe('abortable', () => {
  it('ends a pending read and closes the source', async () => {
    const stop = new AbortController();
    const closed = Promise.withResolvers<void>();
    const source: AsyncIterableIterator<number> = {
      next: () => never,
      return: async () => {
        closed.resolve();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => source,
    };
    const reading = abortable(source, stop.signal).next();
    stop.abort();
    await expect(reading).rejects.toSatisfy(isAborted);
    await closed.promise;
  });
});

describe('a signal that is not aborted', () => {
  it('has no listener of work that has ended', async () => {
    const { signal } = new AbortController();
    const listeners = (): number => getEventListeners(signal, 'abort').length;
    const pending = Promise.withResolvers<void>();
    const waiting = untilAborted(pending.promise, signal);
    expect(listeners()).toBe(1);
    pending.resolve();
    await waiting;
    await expect(untilAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
    const source = async function* (): AsyncGenerator<number> {
      for (let item = 0; item < 100; item++) yield item;
    };
    let most = 0;
    for await (const item of abortable(source(), signal)) {
      most = Math.max(most, listeners());
      if (item === 50) break;
    }
    await nextTurn();
    expect(listeners()).toBe(0);
    // The listener of one item may still be there when the next one is read.
    expect(most).toBeLessThanOrEqual(2);
  });
});

describe('anySignal', () => {
  it('aborts when one of the signals aborts', () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const signal = anySignal(first.signal, second.signal);
    second.abort();
    expect(signal.aborted).toBe(true);
  });

  it('returns a single signal unchanged', () => {
    const { signal } = new AbortController();
    expect(anySignal(signal, undefined)).toBe(signal);
  });
});
