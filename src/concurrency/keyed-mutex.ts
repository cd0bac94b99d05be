import { orAborted } from './single-flight.ts';

/** Runs works of one key one after the other, in the order they were asked for. */
export class KeyedMutex {
  /** The end of the last work under each key. */
  readonly #tails = new Map<string, Promise<void>>();

  /** @throws OciError `ABORTED` as soon as the signal is aborted while others are before it; otherwise what `work` throws */
  async run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const { promise: tail, resolve: release } = Promise.withResolvers<void>();
    this.#tails.set(key, tail);
    try {
      await orAborted(before, signal);
      return await work();
    } finally {
      // Who gave up waiting must not let those behind it overtake those before it.
      void before.then(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
        release();
      });
    }
  }
}
