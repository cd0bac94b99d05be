import { Semaphore } from './mutex.ts';

/**
 * Runs `work` on several items concurrently and yields the results in the order of the items. At most `ahead` items are
 * running or have unread results, which bounds the memory. `work` gets a semaphore that limits its jobs in libuv's
 * thread pool to `threads + 1`: the pool is a FIFO queue, and the next read of a file must not wait behind all items.
 *
 * The generator throws a failure at the position of its item. It ends only after all started work has ended and `items`
 * is closed.
 *
 * @param threads whole number from 1
 * @param ahead whole number from `threads`
 * @param semaphore shared with other calls. @default an own one
 */
export async function* mapConcurrentOrdered<Item, Result>(
  items: AsyncIterable<Item>,
  threads: number,
  ahead: number,
  work: (item: Item, semaphore: Semaphore) => Promise<Result>,
  semaphore: Semaphore = new Semaphore(threads + 1),
): AsyncGenerator<Result, void, undefined> {
  const started: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const run = work(item, semaphore);
      // The run is awaited later. Until then a rejection must not count as unhandled.
      run.catch(() => {});
      started.push(run);
      if (started.length >= ahead) {
        const first = started.shift();
        if (first !== undefined) yield await first;
      }
    }
    for (let first = started.shift(); first !== undefined; first = started.shift()) yield await first;
  } finally {
    await Promise.allSettled(started);
  }
}
