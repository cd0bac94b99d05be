import { NetworkError, redactUrl, type HttpMethod, type RetryAfter } from '../http/index.ts';
import { abortedError, OciError, printable, throwIfAborted } from '../spec/index.ts';
import type { Settings } from './options.ts';

/** A try that failed in a way that another try may mend: the connection broke, or the server said 408, 425, 429 or 5xx. */
export class RetryableError extends Error {
  readonly error: OciError;
  /** Whether there was an answer at all. */
  readonly answered: boolean;
  /** What the registry asked to wait. */
  readonly wait: RetryAfter | undefined;

  constructor(error: OciError, answered: boolean, wait?: RetryAfter) {
    super(error.message, { cause: error });
    this.error = error;
    this.answered = answered;
    this.wait = wait;
  }
}

/** Bytes that must have moved before a failure is forgiven: a long transfer over a poor line goes on as long as it gets on. */
export const forgivingBytes: number = 16 * 1024 * 1024;

/**
 * The tries of one blob, manifest or page. Every request of a transfer that resumes by itself draws on the same budget, so that retries
 * never multiply.
 */
export class Budget {
  readonly #settings: Settings;
  readonly #signal: AbortSignal | undefined;
  #failures = 0;
  #moved = 0;

  constructor(settings: Settings, signal: AbortSignal | undefined) {
    this.#settings = settings;
    this.#signal = signal;
  }

  /** Counts bytes that need not be sent or read again. */
  moved(bytes: number): void {
    this.#moved += bytes;
    if (this.#moved < forgivingBytes) return;
    this.#moved = 0;
    this.#failures = 0;
  }

  /** All tries are left again: what went before is done. */
  renew(): void {
    this.#failures = 0;
  }

  /**
   * Waits until the next try. Throws at once what is not a {@link RetryableError}, and the failure's error when the tries are used up or the
   * registry asks for too long a pause.
   */
  async afterFailure(failure: unknown, method: HttpMethod, url: URL): Promise<void> {
    throwIfAborted(this.#signal);
    if (!(failure instanceof RetryableError)) throw failure;
    const { attempts, maxRetryAfterMs, onEvent, sleep } = this.#settings;
    this.#failures++;
    if (this.#failures >= attempts)
      throw attempts === 1 ? failure.error : noted(failure.error, `given up after ${attempts} tries`);
    const { wait } = failure;
    if (wait !== undefined && wait.ms > maxRetryAfterMs) {
      throw noted(
        failure.error,
        `the registry asks to wait "${printable(wait.text, 100)}", longer than the ${Math.floor(maxRetryAfterMs / 1000)} s that are allowed; run it again later`,
      );
    }
    const delayMs = Math.max(wait?.ms ?? 0, this.#backoff());
    // The event names method and address itself, and advice is for the last failure.
    const reason = failure.error instanceof NetworkError ? failure.error.problem : failure.error.message;
    onEvent({ kind: 'retry', method, url: redactUrl(url), attempt: this.#failures, attempts, delayMs, reason });
    try {
      await sleep(delayMs, this.#signal);
    } catch (error) {
      if (this.#signal?.aborted === true) throw abortedError(this.#signal);
      throw error;
    }
    throwIfAborted(this.#signal);
  }

  /** Doubles with each failure; up to half of it is left to chance, so that many clients do not come back in step. */
  #backoff(): number {
    const { baseDelayMs, maxDelayMs, random } = this.#settings;
    const full = Math.min(maxDelayMs, baseDelayMs * 2 ** (this.#failures - 1));
    return Math.round(full * (1 - random() / 2));
  }
}

/** The same error with something added to its message. */
export function noted(error: OciError, note: string): OciError {
  return new OciError(error.code, `${error.message} (${note})`, {
    cause: error,
    detail: error.detail,
    status: error.status,
    wireCode: error.wireCode,
  });
}
