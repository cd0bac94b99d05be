import type { HttpResponseHeaders } from './transport.ts';

/** A wait that the server asked for, with its own words for messages. */
export interface RetryAfter {
  /** May be Infinity. */
  readonly ms: number;
  readonly text: string;
}

/**
 * `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). A date is compared with the response's own `Date`, because the
 * server's clock and ours need not agree. Undefined for anything else, negative values too.
 *
 * @param now milliseconds since 1970, used when the response has no date
 */
export function retryAfter(headers: HttpResponseHeaders, now: () => number): RetryAfter | undefined {
  const text = headers.all('retry-after')[0]?.trim();
  if (text === undefined) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return { ms: Number(text) * 1000, text };
  const until = parseHttpDate(text);
  if (until === undefined) return undefined;
  return { ms: Math.max(0, until - (parseHttpDate(headers.get('date')) ?? now())), text };
}

/** GHCR puts the wait into the body of a 429, as Go prints a duration: `retry-after: 880µs`, `retry-after: 1m30.5s`. */
export function retryAfterInBody(body: string): RetryAfter | undefined {
  const [, text] = /retry-after:?\s*((?:\d+(?:\.\d+)?(?:ns|us|µs|μs|\\u00b5s|ms|s|m|h))+)/i.exec(body) ?? [];
  if (text === undefined) return undefined;
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|\\u00b5s|ms|s|m|h)/gi))
    ms += Number(amount) * (msPer[unit?.toLowerCase() ?? ''] ?? 0);
  return { ms, text };
}

/** GHCR refuses with 403 what others refuse with 429; its text tells it from a missing permission. */
export function saysSecondaryRateLimit(body: string): boolean {
  return /secondary rate limit/i.test(body);
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

// Date.parse takes nearly anything for a date, bare numbers too; HTTP's three forms begin with the day's name.
function parseHttpDate(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text)) return undefined;
  // The asctime form has no zone and means UTC.
  const ms = Date.parse(/(?:gmt|utc)$/i.test(text) ? text : `${text} GMT`);
  return Number.isNaN(ms) ? undefined : ms;
}
