import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. Much more than a loaded machine needs, and much less than the time limit of a test. */
const limitMs = 30_000;
const intervalMs = 5;

/**
 * Waits until a condition holds. Tests have no other loops that poll.
 *
 * @param condition returns a value other than false and undefined when it holds
 * @param expected completes the sentence of the error: "waited 30 s for …"
 * @returns the value of the condition
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  expected: string,
  timeoutMs: number = limitMs,
): Promise<Exclude<T, false | undefined>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== undefined) return value as Exclude<T, false | undefined>;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${expected}`);
    await sleep(intervalMs);
  }
}

/** Runs work again and again until it is disposed, which throws the error of the work. */
export function inBackground(work: () => Promise<unknown>): AsyncDisposable {
  const stop = new AbortController();
  const running = (async (): Promise<void> => {
    while (!stop.signal.aborted) await work();
  })();
  // The error of the work is thrown when it is disposed.
  running.catch(() => undefined);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
