import { errorCodeHeader, OciError } from '../spec/index.ts';
import { peek } from './download.ts';
import { redactUrl } from './redact.ts';
import { isRateLimitExhausted, rateLimitReset, retryAfter, retryAfterInBody, type RetryAfter } from './retry-after.ts';
import type { HttpMethod, HttpResponse, HttpResponseHeaders } from './transport.ts';

/** The reason why another attempt may succeed. */
export interface RetryHint {
  /** Reason for a log, without method, URL and remedy. */
  readonly reason: string;
  /** The wait that the server requests. */
  readonly wait?: RetryAfter | undefined;
}

/** The request that failed. */
export interface FailedRequest extends RetryHint {
  readonly method: HttpMethod;
  readonly url: URL;
  /** Whether the server answered with a transient status. Otherwise the connection failed. */
  readonly hasResponse: boolean;
}

/**
 * The error of an attempt after which another attempt may succeed: the connection failed, or the server answered with a
 * transient status.
 */
export class RetryableError extends OciError {
  readonly method: HttpMethod;
  /** Redacted, because inspecting an error prints its properties. */
  readonly url: string;
  readonly hint: RetryHint;
  readonly hasResponse: boolean;

  constructor(error: OciError, { method, url, hasResponse, reason, wait }: FailedRequest) {
    const { code, message, cause, detail, status, wireCode, reason: serverReason, remedy } = error;
    super(code, message, { cause, detail, status, wireCode, reason: serverReason, remedy });
    this.method = method;
    this.url = redactUrl(url);
    this.hint = { reason, wait };
    this.hasResponse = hasResponse;
  }
}

/** Maximum bytes of an error body in which a rate limit is searched. */
const peekBytes = 64 * 1024;

/** A response, and the reason why another attempt may succeed. */
export interface ClassifiedResponse {
  /** Its body has the complete content, even if the check read a part of it. */
  readonly response: HttpResponse;
  /** Undefined if another attempt would get the same answer. */
  readonly hint: RetryHint | undefined;
}

/**
 * Decides whether another attempt may succeed: after 408, 425, 429, 5xx except 501 and 505, and after a 403 that
 * reports a rate limit. The wait comes from `Retry-After` or `x-ratelimit-reset`, or from the body of a 403 or 429,
 * where GHCR writes it.
 *
 * @param now milliseconds since 1970
 */
export async function classifyResponse(response: HttpResponse, now: () => number): Promise<ClassifiedResponse> {
  const { status, headers } = response;
  if (!isRetryableStatus(status)) return { response, hint: undefined };
  const reason = `status ${status}`;
  const isLimited = status === 403 || status === 429;
  const wait = retryAfter(headers, now) ?? (isLimited ? rateLimitReset(headers, now) : undefined);
  if (status !== 403 && (status !== 429 || wait !== undefined)) return { response, hint: { reason, wait } };
  const { text, body } = await peek(response.body, peekBytes);
  const complete: HttpResponse = { ...response, body };
  const hint: RetryHint = { reason, wait: wait ?? retryAfterInBody(text) };
  if (status === 429) return { response: complete, hint };
  // Other 403 responses report a missing permission.
  if (!isRateLimit(headers, text)) return { response: complete, hint: undefined };
  const kind = secondaryRateLimit.test(text) ? 'secondary rate limit' : 'rate limit';
  return { response: complete, hint: { ...hint, reason: `${reason}, ${kind}` } };
}

const secondaryRateLimit = /secondary rate limit/i;

/**
 * Whether a response with status 403 reports a rate limit instead of a missing permission. A response to HEAD has no
 * body, so only its headers can report it.
 */
export function isRateLimit(headers: HttpResponseHeaders, body: string): boolean {
  return (
    headers.get('retry-after') !== undefined ||
    isRateLimitExhausted(headers) ||
    headers.get(errorCodeHeader) === 'TOOMANYREQUESTS' ||
    /"code"\s*:\s*"TOOMANYREQUESTS"/i.test(body) ||
    secondaryRateLimit.test(body)
  );
}

function isRetryableStatus(status: number): boolean {
  const isServerError = status >= 500 && status !== 501 && status !== 505;
  return isServerError || status === 403 || status === 408 || status === 425 || status === 429;
}
