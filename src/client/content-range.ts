import type { HttpResponse } from '../http/index.ts';

/** What a 206 reply says that it holds. */
export interface ContentRange {
  /** First byte's position. */
  readonly start: number;
  /** Position after the last byte. */
  readonly end: number;
  /** Bytes of the whole; undefined when the server does not say. */
  readonly total: number | undefined;
}

/** The range of a 206 reply with one part; undefined when it has none, cannot be read, contradicts itself, or the reply has several parts. */
export function contentRange(response: HttpResponse): ContentRange | undefined {
  if (/^multipart\//i.test(response.headers.get('content-type') ?? '')) return undefined;
  const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/i.exec(response.headers.get('content-range') ?? '');
  if (match === null) return undefined;
  const [start, last] = [Number(match[1]), Number(match[2])];
  const total = match[3] === '*' ? undefined : Number(match[3]);
  if (!Number.isSafeInteger(last) || start > last) return undefined;
  if (total !== undefined && (!Number.isSafeInteger(total) || last >= total)) return undefined;
  return { start, end: last + 1, total };
}
