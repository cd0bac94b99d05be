import { Semaphore } from '../../concurrency/index.ts';

/**
 * Works on several items at a time and gives the results in the order of the items. At most `ahead` items are under way or waiting to be taken,
 * which bounds the memory. Only one more than `threads` of them is handed to libuv's pool, whose queue is first come first served: reading
 * the next piece of a file must not stand in line behind them all.
 *
 * A failure is thrown at the place of its item. However the generator ends, it first waits for the work that has begun and closes `items`,
 * so that nothing runs on and no rejection is left unhandled.
 *
 * @param threads whole number from 1
 * @param ahead whole number from `threads`
 */
export async function* mapConcurrentOrdered<Item, Result>(
  items: AsyncIterable<Item>,
  threads: number,
  ahead: number,
  work: (item: Item, index: number, gate: Semaphore) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const gate = new Semaphore(threads + 1);
  const begun: Promise<Result>[] = [];
  let index = 0;
  try {
    for await (const item of items) {
      const run = work(item, index++, gate);
      // It is awaited when its turn comes; until then a rejection must not count as unhandled.
      run.catch(() => {});
      begun.push(run);
      if (begun.length >= ahead) {
        const first = begun.shift();
        if (first !== undefined) yield await first;
      }
    }
    for (let first = begun.shift(); first !== undefined; first = begun.shift()) yield await first;
  } finally {
    await Promise.allSettled(begun);
  }
}
