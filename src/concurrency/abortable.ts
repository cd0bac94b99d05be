import { abortedError, throwIfAborted } from '../spec/index.ts';

/** Combines two signals. The result aborts as soon as one of them aborts. */
export function anySignal(signal: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? signal : AbortSignal.any([signal, other]);
}

/**
 * Waits for work that does not accept a signal, until `signal` aborts. It does not start the work when the signal is
 * already aborted. It ignores the outcome of work that is still running at the abort.
 *
 * @param work a promise, or a function that starts the work
 * @throws OciError `ABORTED`, or `TIMEOUT` when the time limit of the signal passed; errors of the work
 */
export function untilAborted<T>(work: Promise<T> | (() => Promise<T>), signal: AbortSignal | undefined): Promise<T> {
  const start = (): Promise<T> => (typeof work === 'function' ? work() : work);
  if (signal === undefined) return start();
  // One listener per call: a race against one long-lived promise would leak a reaction for every call.
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(abortedError(signal));
    if (signal.aborted) {
      abort();
      // The promise must not cause an unhandled rejection.
      if (typeof work !== 'function') work.catch(() => undefined);
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    start()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Passes items through until `signal` aborts. Then it throws `ABORTED` immediately, even during a pending read, and
 * closes the source.
 *
 * @throws OciError `ABORTED`, or `TIMEOUT` when the time limit of the signal passed
 */
export async function* abortable<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  throwIfAborted(signal);
  if (signal === undefined) {
    yield* source;
    return;
  }
  const iterator = source[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const step = await untilAborted(() => iterator.next(), signal);
      if (step.done === true) {
        ended = true;
        return;
      }
      yield step.value;
    }
  } catch (error) {
    // A source that threw is already closed. An interrupted source may respond late or never, so it is not awaited.
    ended = true;
    if (signal.aborted) void closeQuietly(iterator);
    throw error;
  } finally {
    if (!ended) await iterator.return?.();
  }
}

async function closeQuietly<T>(iterator: AsyncIterator<T>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // The reader has its error already.
  }
}
