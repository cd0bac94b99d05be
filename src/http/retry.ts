import { backoffMs, pause, type Sleep } from '../concurrency/index.ts';
import { OciError, printable, throwIfAborted, withMessage } from '../spec/index.ts';
import { redactUrl } from './redact.ts';
import { classifyResponse, RetryableError, type ClassifiedResponse } from './retryable.ts';
import type { HttpResponse, OnHttpEvent, Transport } from './transport.ts';

/** Limits and delays of retries. */
export interface RetryOptions {
  /** Attempts of one operation, the first included. @default 5 */
  readonly attempts?: number | undefined;
  /**
   * Milliseconds before the second attempt; doubled for each later one, less a random part of up to one half.
   *
   * @default 500
   */
  readonly baseDelayMs?: number | undefined;
  /** Upper limit of that wait, milliseconds. @default 30_000 */
  readonly maxDelayMs?: number | undefined;
  /** Longest wait that a server may ask for, milliseconds; a longer one ends the operation. @default 120_000 */
  readonly maxRetryAfterMs?: number | undefined;
  /** Retries of all operations together before one succeeds again. @default 100 */
  readonly retryBudget?: number | undefined;
  /** Receives each retry. */
  readonly onEvent?: OnHttpEvent | undefined;
  /** Waits; rejects when the signal is aborted. @default a timer */
  readonly sleep?: Sleep | undefined;
  /** From 0 up to, not including, 1. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Milliseconds since 1970, to read dates in `Retry-After`. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/**
 * Bytes of progress after which earlier failures no longer count: a long transfer over a poor line goes on while it
 * advances.
 */
const progressBytes = 16 * 1024 * 1024;

/** How operations are retried, with all defaults filled in, and the retries that they share. */
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

  /** @throws OciError `INPUT_INVALID` when `attempts` is not a whole number from 1 */
  constructor(options: RetryOptions = {}) {
    this.attempts = options.attempts ?? 5;
    if (!Number.isInteger(this.attempts) || this.attempts < 1)
      throw new OciError('INPUT_INVALID', `attempts is ${this.attempts}; it must be a whole number from 1`);
    this.maxRetryAfterMs = options.maxRetryAfterMs ?? 120_000;
    this.random = options.random ?? Math.random;
    this.now = options.now ?? Date.now;
    this.onEvent = options.onEvent;
    this.#backoff = { baseMs: options.baseDelayMs ?? 500, maxMs: options.maxDelayMs ?? 30_000 };
    this.#sleep = options.sleep;
    this.#maxBudget = options.retryBudget ?? 100;
    this.#budget = this.#maxBudget;
  }

  get isBudgetSpent(): boolean {
    return this.#budget <= 0;
  }

  /** As {@link classifyResponse}. A success gives one retry back to the budget. */
  async classify(response: HttpResponse): Promise<ClassifiedResponse> {
    if (response.status < 400) this.#budget = Math.min(this.#maxBudget, this.#budget + 1);
    return classifyResponse(response, this.now);
  }

  /** Takes one retry from the budget. @returns the wait before the retry, milliseconds */
  spend(failures: number): number {
    this.#budget--;
    return backoffMs(failures, { ...this.#backoff, random: this.random });
  }

  /** @throws OciError `ABORTED`, `TIMEOUT` */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return pause(ms, signal, this.#sleep);
  }
}

/**
 * The attempts of one operation. An operation is one request, or the requests that one transfer consists of: they share
 * the attempts, so that retries never multiply. No other code waits for a registry and repeats a request. (A connection
 * that the server closed while it was idle is replaced at once, see `dispatch`.)
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
    return this.#failures + 1 >= this.#attempts || this.#policy.isBudgetSpent;
  }

  /**
   * Calls `attempt` until it succeeds. A retry may first look at the result of the attempt before, for example ask an
   * upload session for its offset.
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

  /** Counts bytes that need not be transferred again. */
  progressed(bytes: number): void {
    this.#progress += bytes;
    if (this.#progress < progressBytes) return;
    this.#progress = 0;
    this.#failures = 0;
  }

  /**
   * Waits until the next attempt: as long as the server asks, and at least for the backoff.
   *
   * @throws OciError `ABORTED`; `error` when it is no {@link RetryableError}; its code when no attempt is left or the
   *   server asks for too long a wait
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
      const limit = `longer than the ${Math.floor(maxRetryAfterMs / 1000)} s that are allowed`;
      throw withMessage(
        error,
        `${message} (the server asks to wait "${printable(wait.text, 100)}", ${limit}; run it again later)`,
      );
    }
    const delayMs = Math.max(Math.ceil(wait?.ms ?? 0), this.#policy.spend(failures));
    onEvent?.({ kind: 'retry', method, url, attempt: failures, attempts: this.#attempts, delayMs, reason });
    await this.#policy.sleep(delayMs, this.#signal);
  }
}

/**
 * Sends a request again while the failure is transient. The last response is returned as it is. A request with
 * `attempts: 1` passes through: its caller runs the attempts of a larger operation.
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
