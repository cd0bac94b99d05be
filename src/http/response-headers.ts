import type { IncomingHttpHeaders } from 'node:http';
import type { HttpResponseHeaders } from './transport.ts';

/** Names in lower case, as undici hands them over. */
export function responseHeaders(fields: IncomingHttpHeaders): HttpResponseHeaders {
  const values = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) values.set(name.toLowerCase(), Array.isArray(value) ? value : [value]);
  }
  return {
    get: (name) => values.get(name.toLowerCase())?.join(', '),
    all: (name) => values.get(name.toLowerCase()) ?? [],
  };
}

/** `Content-Length` in bytes; undefined when absent or not a whole number. */
export function contentLength(headers: HttpResponseHeaders): number | undefined {
  const text = headers.get('content-length');
  if (text === undefined || !/^\d+$/.test(text)) return undefined;
  const length = Number(text);
  return Number.isSafeInteger(length) ? length : undefined;
}
