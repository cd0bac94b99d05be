import { compareBytes, OciError } from '../spec/index.ts';

export interface Page {
  /** Only names after this one. It need not exist. */
  readonly startAfter?: string | undefined;
  /** At most this many. @default all */
  readonly limit?: number | undefined;
}

/** The names in byte order, from behind `startAfter`, at most `limit` of them. */
export function pageOf(names: Iterable<string>, page: Page): readonly string[] {
  const { startAfter, limit } = page;
  const wanted = [...names]
    .filter((name) => startAfter === undefined || compareBytes(name, startAfter) > 0)
    .sort(compareBytes);
  return limit === undefined ? wanted : wanted.slice(0, Math.max(0, limit));
}

/**
 * The end of the range from `start` of content of `size` bytes, not included.
 *
 * @param end undefined, or beyond the content, means its end
 * @throws OciError `RANGE_INVALID` unless `start` lies within the content and `end` after `start`
 */
export function endOfRange(size: number, start: number, end: number | undefined, what: string): number {
  const whole = Number.isSafeInteger(start) && (end === undefined || Number.isSafeInteger(end) || end === Infinity);
  if (!whole || start < 0 || start >= size || (end !== undefined && end <= start)) {
    throw new OciError(
      'RANGE_INVALID',
      `bytes ${start} to ${end ?? 'the end'} of ${what} were asked for, which has ${size} bytes`,
    );
  }
  return Math.min(end ?? size, size);
}
