import type { HttpResponseHeaders } from './transport.ts';

/** The wait that a server requests. */
export interface RetryAfter {
  /** May be Infinity. */
  readonly ms: number;
  /** The text of the server, for messages. */
  readonly text: string;
}

/**
 * Parses `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). A date is compared with the response's own
 * `Date`, because the clocks of server and client may differ.
 *
 * @param now milliseconds since 1970, for a response without `Date`
 * @returns undefined for an absent, malformed or negative value
 */
export function retryAfter(headers: HttpResponseHeaders, now: () => number): RetryAfter | undefined {
  const text = headers.all('retry-after')[0]?.trim();
  if (text === undefined) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return { ms: Number(text) * 1000, text };
  const until = parseHttpDate(text);
  if (until === undefined) return undefined;
  return { ms: Math.max(0, until - (parseHttpDate(headers.get('date')) ?? now())), text };
}

/** Whether GitHub's API reports that no requests are left (GitHub's REST API, "Rate limits"). */
export function isRateLimitExhausted(headers: HttpResponseHeaders): boolean {
  return headers.get('x-ratelimit-remaining')?.trim() === '0';
}

/**
 * Parses `x-ratelimit-reset`, with which GitHub's API reports the end of a rate limit in seconds since 1970, if no
 * requests are left. It is compared with the response's own `Date`, as {@link retryAfter}.
 */
export function rateLimitReset(headers: HttpResponseHeaders, now: () => number): RetryAfter | undefined {
  const text = headers.get('x-ratelimit-reset')?.trim() ?? '';
  if (!isRateLimitExhausted(headers) || !/^\d{1,12}$/.test(text)) return undefined;
  const until = Number(text) * 1000;
  return {
    ms: Math.max(0, until - (parseHttpDate(headers.get('date')) ?? now())),
    text: new Date(until).toISOString(),
  };
}

/**
 * Parses the wait in the body of a 429. GHCR writes it there as a Go duration: `retry-after: 880µs`, `retry-after:
 * 1m30.5s`.
 */
export function retryAfterInBody(body: string): RetryAfter | undefined {
  const [, text] = /retry-after:?\s*((?:\d+(?:\.\d+)?(?:ns|us|µs|μs|\\u00b5s|ms|s|m|h))+)/i.exec(body) ?? [];
  if (text === undefined) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|\\u00b5s|ms|s|m|h)/gi))
    ms += Number(amount) * (msPer[unit?.toLowerCase() ?? ''] ?? 0);
  return { ms, text };
}

const msPer: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  [String.raw`\u00b5s`]: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

// Date.parse accepts nearly any text, so check first for the name of the day, with which all formats of HTTP begin.
function parseHttpDate(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text)) return undefined;
  // The asctime format has no time zone and means UTC.
  const ms = Date.parse(/(?:gmt|utc)$/i.test(text) ? text : `${text} GMT`);
  return Number.isNaN(ms) ? undefined : ms;
}
