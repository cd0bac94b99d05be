import { untilAborted } from './abortable.ts';

interface WaitingJob {
  readonly priority: number;
  readonly start: () => void;
}

/** Runs at most `limit` jobs at a time, in the order of their priorities, and of the calls for equal priorities. */
export class Semaphore {
  #free: number;
  readonly #waiting: WaitingJob[] = [];

  /** @param limit whole number from 1 */
  constructor(limit: number) {
    this.#free = limit;
  }

  /** @param priority a waiting job with a higher priority starts first */
  async run<T>(work: () => Promise<T>, priority = 0): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await this.#wait(priority);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next.start();
    }
  }

  #wait(priority: number): Promise<void> {
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#waiting[middle]?.priority ?? priority) < priority) high = middle;
      else low = middle + 1;
    }
    const position = low;
    return new Promise((resolve) => {
      this.#waiting.splice(position, 0, { priority, start: resolve });
    });
  }
}

/** Runs jobs with the same key one after the other, in the order of the calls. */
export class KeyedMutex {
  /** For each key, a promise that settles when the last job has ended. */
  readonly #tails = new Map<string, Promise<void>>();

  /** @throws OciError `ABORTED` when the signal is aborted before the work starts; errors of `work` */
  async run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const { promise: tail, resolve: release } = Promise.withResolvers<void>();
    this.#tails.set(key, tail);
    try {
      await untilAborted(before, signal);
      return await work();
    } finally {
      // A caller that stopped waiting still has its position, so that later callers do not overtake earlier ones.
      void before.then(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
        release();
      });
    }
  }
}
