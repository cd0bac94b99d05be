import { throwIfAborted } from '../spec/index.ts';
import { anySignal } from './abortable.ts';

/**
 * Runs `work` on each item, at most `limit` at a time, in order of arrival. The first failure aborts the signal that the other runs
 * were given, starts nothing new, waits until all have stopped and is then thrown.
 *
 * @param limit whole number from 1
 */
export async function forEachConcurrent<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T, signal: AbortSignal) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const inner = anySignal(stop.signal, signal);
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    stop.abort(error);
  };
  try {
    for await (const item of items) {
      throwIfAborted(inner);
      const run: Promise<void> = work(item, inner)
        .catch(fail)
        .finally(() => running.delete(run));
      running.add(run);
      while (running.size >= limit) await Promise.race(running);
      if (failure !== undefined) break;
    }
  } catch (error) {
    fail(error);
  }
  await Promise.all(running);
  if (failure !== undefined) throw failure.error;
}

/** Lets at most `limit` holders in at a time, first come first served. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}
