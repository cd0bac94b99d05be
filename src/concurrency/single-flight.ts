import { abortedError, throwIfAborted } from '../spec/index.ts';

interface Flight<T> {
  readonly promise: Promise<T>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * Runs a piece of work once for all who ask for it by the same key while it is under way. The work is aborted only when the last of
 * them has left. Nothing is kept: who comes after the end starts anew.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** @throws OciError `ABORTED` as soon as the caller's own signal is aborted; otherwise what `work` throws */
  async run(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    throwIfAborted(signal);
    const flight = this.#flights.get(key) ?? this.#start(key, work);
    flight.waiting++;
    try {
      return await orAborted(flight.promise, signal);
    } finally {
      flight.waiting--;
      if (flight.waiting === 0 && this.#forget(key, flight)) flight.stop.abort(signal?.reason);
    }
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const stop = new AbortController();
    const flight: Flight<T> = { promise: work(stop.signal), stop, waiting: 0 };
    this.#flights.set(key, flight);
    const forget = (): boolean => this.#forget(key, flight);
    // When all have left nobody looks at the outcome any more; it must not count as unhandled.
    flight.promise.then(forget, forget);
    return flight;
  }

  /** Whether it was still under way. */
  #forget(key: string, flight: Flight<T>): boolean {
    return this.#flights.get(key) === flight && this.#flights.delete(key);
  }
}

/** The promise's outcome, or `ABORTED` as soon as `signal` is aborted; what the promise does then is no longer looked at. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(abortedError(signal));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
