import { throwIfAborted } from '../spec/index.ts';
import { anySignal } from './abortable.ts';

/**
 * Runs `work` on each item, in order, with at most `limit` runs at a time. The first failure aborts the other runs and
 * prevents new ones. The function throws it after all runs have ended.
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
