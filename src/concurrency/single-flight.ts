import { throwIfAborted } from '../spec/index.ts';
import { untilAborted } from './abortable.ts';

interface Flight<T> {
  readonly promise: Promise<T>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * Runs work once for all concurrent callers with the same key. The work is aborted when the last caller has stopped
 * waiting. Results are not cached: a call after the end starts the work again.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** @throws OciError `ABORTED` as soon as the caller's own signal is aborted; errors of `work` */
  async run(key: string, work: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    throwIfAborted(signal);
    const flight = this.#flights.get(key) ?? this.#start(key, work);
    flight.waiting++;
    try {
      return await untilAborted(flight.promise, signal);
    } finally {
      flight.waiting--;
      if (flight.waiting === 0 && this.#remove(key, flight)) flight.stop.abort(signal?.reason);
    }
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const stop = new AbortController();
    const flight: Flight<T> = { promise: work(stop.signal), stop, waiting: 0 };
    this.#flights.set(key, flight);
    const remove = (): boolean => this.#remove(key, flight);
    // A failure without remaining callers must not count as an unhandled rejection.
    flight.promise.then(remove, remove);
    return flight;
  }

  /** @returns whether the work was still running */
  #remove(key: string, flight: Flight<T>): boolean {
    return this.#flights.get(key) === flight && this.#flights.delete(key);
  }
}
