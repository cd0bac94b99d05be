import { abortedError, throwIfAborted } from '../spec/index.ts';

/** A signal that is aborted as soon as one of the given ones is. */
export function anySignal(signal: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? signal : AbortSignal.any([signal, other]);
}

/**
 * Passes a body through until `signal` is aborted; then the reader gets `ABORTED` at once, also while the source has nothing to give,
 * and the source is told to close.
 *
 * @throws OciError `ABORTED`, `TIMEOUT` when the signal's own time limit passed
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
    // A source that threw is closed already; one that was interrupted may answer late or never, so nobody waits for it.
    ended = true;
    if (signal.aborted) void closeQuietly(iterator);
    throw error;
  } finally {
    if (!ended) await iterator.return?.();
  }
}

/**
 * Waits for work that knows no signal, and no longer when `signal` is aborted; what the work comes to then is nobody's concern.
 *
 * @throws OciError `ABORTED`, `TIMEOUT` when the signal's own time limit passed; what the work throws
 */
export function untilAborted<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work();
  // One listener per piece of work: racing against one long-lived promise would keep a record of every piece that ever was.
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(abortedError(signal));
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    const settled = (): void => {
      signal.removeEventListener('abort', abort);
    };
    work().then(resolve, reject).finally(settled);
  });
}

async function closeQuietly<T>(iterator: AsyncIterator<T>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // The reader has its error already.
  }
}
