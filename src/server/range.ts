import { OciError, printable } from '../spec/index.ts';

/** A parsed `Range` header. `end` is exclusive; undefined means the end of the content. */
export type RequestedRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'from'; readonly start: number; readonly end: number | undefined }
  /** The last `length` bytes. */
  | { readonly kind: 'suffix'; readonly length: number }
  | { readonly kind: 'unsatisfiable' };

const whole: RequestedRange = { kind: 'whole' };
const single = /^bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*$/i;

/**
 * Parses a `Range` header (RFC 9110, section 14.2). Several ranges, other units and syntax errors select the whole
 * content, as the RFC allows. The registry rejects a reversed range as unsatisfiable.
 */
export function parseRange(header: string | undefined): RequestedRange {
  if (header === undefined) return whole;
  const match = single.exec(header);
  if (match === null) return whole;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return whole;
  if (first === '') return Number(last) === 0 ? { kind: 'unsatisfiable' } : { kind: 'suffix', length: Number(last) };
  const start = Number(first);
  if (!Number.isSafeInteger(start)) return { kind: 'unsatisfiable' };
  if (last === '') return { kind: 'from', start, end: undefined };
  const end = Number(last) + 1;
  return { kind: 'from', start, end: Number.isSafeInteger(end) ? end : undefined };
}

/** The position of a chunk in an upload, in bytes. */
export interface ChunkRange {
  readonly start: number;
  /** Inclusive, as in the specification. */
  readonly last: number;
}

// The specification uses `start-end`. Some clients send the syntax of HTTP.
const chunk = /^(?:bytes[ =])?([0-9]{1,15})-([0-9]{1,15})(?:\/(?:\*|[0-9]{1,15}))?$/i;

/**
 * Parses the `Content-Range` of a chunk (distribution-spec, "Pushing a blob in chunks").
 *
 * @throws OciError `RANGE_INVALID`
 */
export function parseChunkRange(header: string | undefined): ChunkRange | undefined {
  if (header === undefined) return undefined;
  const match = chunk.exec(header.trim());
  const start = Number(match?.[1]);
  const last = Number(match?.[2]);
  if (match === null || last < start) {
    throw new OciError(
      'RANGE_INVALID',
      `the Content-Range "${printable(header, 100)}" is invalid; it must be "start-end" with both bytes inclusive`,
    );
  }
  return { start, last };
}
