import { OciError, printable, throwIfAborted } from '../spec/index.ts';
import { peek } from './download.ts';
import type { OnHttpEvent } from './event.ts';
import { NetworkError } from './network-error.ts';
import { redactUrl } from './redact.ts';
import { retryAfter, retryAfterInBody, saysSecondaryRateLimit, type RetryAfter } from './retry-after.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

export interface RetryOptions {
  /** Tries in all of a request that does not say itself. */
  readonly attempts: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  /** The longest wait that a server may ask for; more fails at once. */
  readonly maxRetryAfterMs: number;
  /** Retries without a success in between, of all requests together. */
  readonly budget: number;
  readonly onEvent: OnHttpEvent | undefined;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How much of a refusal is read to find out whether it is a rate limit. Bytes. */
const peekBytes = 64 * 1024;

interface Failure {
  readonly reason: string;
  readonly wait: RetryAfter | undefined;
  readonly code: 'TOOMANYREQUESTS' | 'UNAVAILABLE';
}

/**
 * Sends again what failed for a reason that passes: network errors, stalls, 408, 425, 429, 5xx but 501 and 505, and GHCR's 403 that is a
 * rate limit. Waits a random part of a bound that doubles, and at least what the server asks for. This is the only place that
 * repeats a request for such reasons. The last response is returned, the last error thrown with the number of tries.
 *
 * @throws OciError `TOOMANYREQUESTS`, `UNAVAILABLE` when the server asks for a longer wait than is allowed
 */
export function retry(transport: Transport, options: RetryOptions): Transport {
  let budget = options.budget;
  return async (request) => {
    const attempts = Math.max(1, request.attempts ?? options.attempts);
    for (let attempt = 1; ; attempt++) {
      throwIfAborted(request.signal);
      const last = attempt >= attempts || budget <= 0;
      let failure: Failure;
      try {
        const result = await send(transport, request, last, options.now);
        if (result.failure === undefined) {
          if (result.response.status < 400) budget = Math.min(options.budget, budget + 1);
          return result.response;
        }
        failure = result.failure;
        await result.response.body.discard();
      } catch (error) {
        if (!isTransient(error)) throw error;
        if (last) throw error.after(attempt);
        failure = { reason: error.problem, wait: undefined, code: 'UNAVAILABLE' };
      }
      const what = `${request.method} ${redactUrl(request.url)}`;
      if (failure.wait !== undefined && failure.wait.ms > options.maxRetryAfterMs) {
        throw new OciError(
          failure.code,
          `${what} failed: ${failure.reason}, and the server asks to wait "${printable(failure.wait.text, 100)}", longer than the ${options.maxRetryAfterMs / 1000} s that are allowed; tried ${attempt === 1 ? 'once' : `${attempt} times`}; run it again later`,
        );
      }
      const bound = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** (attempt - 1));
      const delayMs = Math.max(Math.ceil(failure.wait?.ms ?? 0), Math.round(options.random() * bound));
      budget--;
      options.onEvent?.({
        kind: 'retry',
        method: request.method,
        url: redactUrl(request.url),
        attempt,
        attempts,
        delayMs,
        reason: failure.reason,
      });
      await pause(options, delayMs, request.signal);
    }
  };
}

interface Sent {
  readonly response: HttpResponse;
  readonly failure: Failure | undefined;
}

async function send(transport: Transport, request: HttpRequest, last: boolean, now: () => number): Promise<Sent> {
  const response = await transport(request);
  const { status } = response;
  if (last || !isRetryableStatus(status)) return { response, failure: undefined };
  const reason = `status ${status}`;
  const code = status === 429 || status === 403 ? 'TOOMANYREQUESTS' : 'UNAVAILABLE';
  const wait = retryAfter(response.headers, now);
  if (status !== 403 && (wait !== undefined || status !== 429)) return { response, failure: { reason, wait, code } };
  const { text, body } = await peek(response.body, peekBytes);
  const whole: HttpResponse = { ...response, body };
  if (status === 403 && !saysSecondaryRateLimit(text)) return { response: whole, failure: undefined };
  return {
    response: whole,
    failure: {
      reason: status === 403 ? `${reason}, secondary rate limit` : reason,
      wait: wait ?? retryAfterInBody(text),
      code,
    },
  };
}

function isRetryableStatus(status: number): boolean {
  return (
    status === 403 ||
    status === 408 ||
    status === 425 ||
    status === 429 ||
    (status >= 500 && status !== 501 && status !== 505)
  );
}

function isTransient(error: unknown): error is NetworkError {
  return error instanceof NetworkError && error.transient;
}

async function pause(options: RetryOptions, ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await options.sleep(ms, signal);
  } catch (error) {
    // A sleep that is interrupted throws an error of its own kind.
    throwIfAborted(signal);
    throw error;
  }
}
