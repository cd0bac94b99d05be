import { backoffMs, pause } from '../concurrency/index.ts';
import { isOciError, throwIfAborted } from '../spec/index.ts';
import type { LargeSettings } from './large-options.ts';

const backoff = { baseMs: 250, maxMs: 10_000, random: Math.random };

/**
 * Retries of one range or upload. Only the number of attempts without a new byte is limited, because every other
 * attempt reduces the remaining bytes. (The HTTP client also retries single requests.)
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
   * Waits before the next attempt.
   *
   * @param progressed whether the failed attempt transferred any byte
   * @returns false when the limit of attempts is reached
   * @throws `error` when a retry cannot help; OciError `ABORTED`
   */
  async waitBeforeRetry(error: unknown, progressed: boolean): Promise<boolean> {
    throwIfAborted(this.#signal);
    if (!isRetryable(error)) throw error;
    this.#failures = progressed ? 1 : this.#failures + 1;
    if (this.#failures >= this.#settings.attempts) return false;
    await pause(backoffMs(this.#failures, backoff), this.#signal, this.#settings.sleep);
    return true;
  }
}

function isRetryable(error: unknown): boolean {
  if (isOciError(error, 'UNKNOWN')) return error.status >= 500;
  return isOciError(error, 'UNREACHABLE', 'TIMEOUT', 'UNAVAILABLE', 'TOOMANYREQUESTS', 'SIZE_MISMATCH', 'PROTOCOL');
}
