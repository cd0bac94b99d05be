import { backoffMs, pause, type Sleep } from '../concurrency/index.ts';
import { checkNumbers, OciError, printable, throwIfAborted, withMessage } from '../spec/index.ts';
import { redactUrl } from './redact.ts';
import { classifyResponse, RetryableError, type ClassifiedResponse } from './retryable.ts';
import type { HttpResponse, OnHttpEvent, Transport } from './transport.ts';

/** Limits and delays of retries. */
export interface RetryOptions {
  /** Maximum number of attempts of one operation, including the first. @default 5 */
  readonly attempts?: number | undefined;
  /**
   * Wait before the second attempt, milliseconds. The wait doubles for each later attempt. A random part of up to one
   * half is subtracted.
   *
   * @default 500
   */
  readonly baseDelayMs?: number | undefined;
  /** Maximum of that wait, milliseconds. @default 30_000 */
  readonly maxDelayMs?: number | undefined;
  /** Maximum wait that a server may request, milliseconds. A longer one ends the operation. @default 120_000 */
  readonly maxRetryAfterMs?: number | undefined;
  /** Maximum number of retries of all operations together. A success returns one retry to the budget. @default 100 */
  readonly retryBudget?: number | undefined;
  /** Receives each retry. */
  readonly onEvent?: OnHttpEvent | undefined;
  /** Waits; rejects when the signal is aborted. @default a timer */
  readonly sleep?: Sleep | undefined;
  /** Returns a number from 0 (inclusive) to 1 (exclusive). @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Clock for dates in `Retry-After`, milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/**
 * Bytes of progress after which earlier failures do not count any more, so that a long transfer over a poor connection
 * continues as long as it makes progress.
 */
const progressBytes = 16 * 1024 * 1024;

/** The retry options with their defaults, and the retry budget that all operations share. */
export class RetryPolicy {
  readonly attempts: number;
  readonly maxRetryAfterMs: number;
  readonly random: () => number;
  readonly now: () => number;
  readonly onEvent: OnHttpEvent | undefined;
  readonly #backoff: { readonly baseMs: number; readonly maxMs: number };
  readonly #sleep: Sleep | undefined;
  readonly #maxBudget: number;
  #budget: number;

  /** @throws OciError `INPUT_INVALID` for an invalid number */
  constructor(options: RetryOptions = {}) {
    checkNumbers(options, { attempts: 1, baseDelayMs: 0, maxDelayMs: 0, maxRetryAfterMs: 0, retryBudget: 0 });
    this.attempts = options.attempts ?? 5;
    this.maxRetryAfterMs = options.maxRetryAfterMs ?? 120_000;
    this.random = options.random ?? Math.random;
    this.now = options.now ?? Date.now;
    this.onEvent = options.onEvent;
    this.#backoff = { baseMs: options.baseDelayMs ?? 500, maxMs: options.maxDelayMs ?? 30_000 };
    this.#sleep = options.sleep;
    this.#maxBudget = options.retryBudget ?? 100;
    this.#budget = this.#maxBudget;
  }

  get isBudgetExhausted(): boolean {
    return this.#budget <= 0;
  }

  /** Calls {@link classifyResponse}. A success returns one retry to the budget. */
  async classify(response: HttpResponse): Promise<ClassifiedResponse> {
    if (response.status < 400) this.#budget = Math.min(this.#maxBudget, this.#budget + 1);
    return classifyResponse(response, this.now);
  }

  /** Takes one retry from the budget, and returns the wait before it, milliseconds. */
  takeRetry(failures: number): number {
    this.#budget--;
    return backoffMs(failures, { ...this.#backoff, random: this.random });
  }

  /** @throws OciError `ABORTED`, `TIMEOUT` */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return pause(ms, signal, this.#sleep);
  }
}

/**
 * The attempts of one operation. An operation is one request or all requests of one transfer. They share the attempts,
 * so that retries do not multiply. No other code waits and repeats a request. The only exception is `dispatch`, which
 * immediately replaces a connection that the server closed while it was idle.
 */
export class Retries {
  readonly #policy: RetryPolicy;
  readonly #signal: AbortSignal | undefined;
  readonly #attempts: number;
  #failures = 0;
  #progress = 0;

  constructor(policy: RetryPolicy, signal: AbortSignal | undefined, attempts: number = policy.attempts) {
    this.#policy = policy;
    this.#signal = signal;
    this.#attempts = attempts;
  }

  /** Whether the current attempt is the last one. */
  get isLast(): boolean {
    return this.#failures + 1 >= this.#attempts || this.#policy.isBudgetExhausted;
  }

  /**
   * Calls `attempt` until it succeeds. A retry may first check the result of the previous attempt, for example request
   * the offset of an upload session.
   *
   * @throws what {@link afterFailure} throws
   */
  async run<T>(attempt: (isRetry: boolean) => Promise<T>): Promise<T> {
    for (let isRetry = false; ; isRetry = true) {
      try {
        return await attempt(isRetry);
      } catch (error) {
        await this.afterFailure(error);
      }
    }
  }

  /** Counts bytes that a retry does not transfer again. */
  recordProgress(bytes: number): void {
    this.#progress += bytes;
    if (this.#progress < progressBytes) return;
    this.#progress = 0;
    this.#failures = 0;
  }

  /**
   * Waits before the next attempt: for the time that the server requests, but at least for the backoff.
   *
   * @throws OciError `ABORTED`; `error` itself if it is not a {@link RetryableError}; an error with its code after the
   *   last attempt, and when the server requests too long a wait
   */
  async afterFailure(error: unknown): Promise<void> {
    throwIfAborted(this.#signal);
    if (!(error instanceof RetryableError)) throw error;
    const isLast = this.isLast;
    const failures = ++this.#failures;
    const { method, url, message, hint } = error;
    if (isLast) throw withMessage(error, failures === 1 ? message : `${message} (given up after ${failures} attempts)`);
    const { maxRetryAfterMs, onEvent } = this.#policy;
    const { wait, reason } = hint;
    if (wait !== undefined && wait.ms > maxRetryAfterMs) {
      const limit = `longer than the limit of ${Math.floor(maxRetryAfterMs / 1000)} s`;
      throw withMessage(
        error,
        `${message} (the server requests a wait of "${printable(wait.text, 100)}", ${limit}; try again later)`,
      );
    }
    const delayMs = Math.max(Math.ceil(wait?.ms ?? 0), this.#policy.takeRetry(failures));
    onEvent?.({ kind: 'retry', method, url, attempt: failures, attempts: this.#attempts, delayMs, reason });
    await this.#policy.sleep(delayMs, this.#signal);
  }
}

/**
 * Repeats a request while its failures are transient. The last response is returned unchanged. A request with
 * `attempts: 1` is sent once, because its caller runs the attempts of a larger operation.
 */
export function retry(transport: Transport, policy: RetryPolicy): Transport {
  return async (request) => {
    throwIfAborted(request.signal);
    const attempts = request.attempts ?? policy.attempts;
    if (attempts <= 1) return transport(request);
    const retries = new Retries(policy, request.signal, attempts);
    return retries.run(async () => {
      const { response, hint } = await policy.classify(await transport(request));
      if (hint === undefined || retries.isLast) return response;
      await response.body.discard();
      const { status } = response;
      const { method, url } = request;
      const code = status === 429 || status === 403 ? 'TOOMANYREQUESTS' : 'UNAVAILABLE';
      const error = new OciError(code, `${method} ${redactUrl(url)} failed: ${hint.reason}`, { status });
      throw new RetryableError(error, { ...hint, method, url, hasResponse: true });
    });
  };
}
