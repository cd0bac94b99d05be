import { backoffMs, pause } from '../concurrency/index.ts';
import { isOciError, throwIfAborted } from '../spec/index.ts';
import type { LargeSettings } from './large-options.ts';

const backoff = { baseMs: 250, maxMs: 10_000, random: Math.random };

/**
 * The attempts of one range or upload. Only attempts without a new byte are limited, because each other attempt leaves
 * less to transfer. (The client retries single requests by itself.)
 */
export class LargeRetries {
  readonly #settings: LargeSettings;
  readonly #signal: AbortSignal | undefined;
  #failures = 0;

  constructor(settings: LargeSettings, signal: AbortSignal | undefined) {
    this.#settings = settings;
    this.#signal = signal;
  }

  /**
   * Waits until the next attempt.
   *
   * @param progressed whether the failed attempt transferred any byte
   * @returns false when no attempt is left
   * @throws `error` when a retry cannot help; OciError `ABORTED`
   */
  async afterFailure(error: unknown, progressed: boolean): Promise<boolean> {
    throwIfAborted(this.#signal);
    if (!isTransient(error)) throw error;
    this.#failures = progressed ? 1 : this.#failures + 1;
    if (this.#failures >= this.#settings.attempts) return false;
    await pause(backoffMs(this.#failures, backoff), this.#signal, this.#settings.sleep);
    return true;
  }
}

function isTransient(error: unknown): boolean {
  if (isOciError(error, 'UNKNOWN')) return error.status >= 500;
  return isOciError(error, 'UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE', 'TOOMANYREQUESTS', 'SIZE_MISMATCH', 'PROTOCOL');
}
