import { OciError, printable } from '../spec/index.ts';

/** What a `Range` header asks for. `end` is not included; undefined is the content's end. */
export type WantedRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'from'; readonly start: number; readonly end: number | undefined }
  /** The last bytes. */
  | { readonly kind: 'suffix'; readonly length: number }
  | { readonly kind: 'unsatisfiable' };

const whole: WantedRange = { kind: 'whole' };
const single = /^bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*$/i;

/**
 * Reads a `Range` header (RFC 9110, section 14.2). Several ranges, other units and what does not parse give the whole content, as the
 * RFC allows. A reversed range, which RFC 9110 calls invalid, is left to the registry, which finds it unsatisfiable.
 */
export function parseRange(header: string | undefined): WantedRange {
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

export interface ChunkRange {
  readonly start: number;
  /** Included, as the specification counts. */
  readonly last: number;
}

// The specification's own form is bare; the others are HTTP's, which some clients send.
const chunk = /^(?:bytes[ =])?([0-9]{1,15})-([0-9]{1,15})(?:\/(?:\*|[0-9]{1,15}))?$/i;

/**
 * Reads the `Content-Range` of a chunk (distribution-spec, "Pushing a blob in chunks").
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
      `Content-Range "${printable(header, 100)}" is not of the form start-end, both included`,
    );
  }
  return { start, last };
}
