import { orAborted } from '../io/index.ts';

/** The end of the last work under each key. Of the whole process, because two clients of one registry change the same tag. */
const tails = new Map<string, Promise<void>>();

/** Runs works of one key one after the other, in the order they were asked for. */
export async function inTurn<T>(key: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  const before = tails.get(key) ?? Promise.resolve();
  const { promise: tail, resolve: release } = Promise.withResolvers<void>();
  tails.set(key, tail);
  try {
    await orAborted(before, signal);
    return await work();
  } finally {
    // Who gave up waiting must not let those behind it overtake those before it.
    void before.then(() => {
      if (tails.get(key) === tail) tails.delete(key);
      release();
    });
  }
}
