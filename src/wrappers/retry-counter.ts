import { backoffMs, pause } from '../concurrency/index.ts';
import { isOciError, throwIfAborted } from '../spec/index.ts';
import type { LargeSettings } from './large-options.ts';

/** Milliseconds; the longest pause between two tries. */
const longestPauseMs = 10_000;

/** Counts the tries in which nothing came: a connection that breaks often but brings something each time goes on. */
export class RetryCounter {
  readonly #settings: LargeSettings;
  readonly #signal: AbortSignal | undefined;
  #inVain = 0;

  constructor(settings: LargeSettings, signal: AbortSignal | undefined) {
    this.#settings = settings;
    this.#signal = signal;
  }

  /**
   * Waits until the next try.
   *
   * @param moved whether this try brought anything
   * @returns false when there were enough
   * @throws the error itself when another try is of no use; OciError `ABORTED`
   */
  async after(error: unknown, moved: boolean): Promise<boolean> {
    throwIfAborted(this.#signal);
    if (!isPassing(error)) throw error;
    this.#inVain = moved ? 1 : this.#inVain + 1;
    if (this.#inVain >= this.#settings.attempts) return false;
    const { baseDelayMs, sleep } = this.#settings;
    const delayMs = backoffMs(this.#inVain, { baseMs: baseDelayMs, maxMs: longestPauseMs, random: () => 0 });
    await pause(delayMs, this.#signal, sleep);
    return true;
  }
}

/** Whether the same may go well at another time. */
function isPassing(error: unknown): boolean {
  if (isOciError(error, 'UNKNOWN')) return error.status >= 500;
  return isOciError(error, 'UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE', 'TOOMANYREQUESTS', 'SIZE_MISMATCH', 'PROTOCOL');
}
