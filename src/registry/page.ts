import { checkNumbers, compareBytes, OciError } from '../spec/index.ts';

export interface Page {
  /** Selects only names after this one, which need not exist. */
  readonly startAfter?: string | undefined;
  /** Maximum number of names. @default all */
  readonly limit?: number | undefined;
}

/** Sorts names in byte order and removes duplicates. */
export function sortNames(names: Iterable<string>): string[] {
  return [...new Set(names)].sort(compareBytes);
}

/**
 * Selects a page of names.
 *
 * @param names without duplicates, in byte order
 * @throws OciError `INPUT_INVALID` for an invalid limit
 */
export function pageOf(names: readonly string[], page: Page): readonly string[] {
  checkNumbers(page, { limit: 0 });
  const start = page.startAfter === undefined ? 0 : indexAfter(names, page.startAfter);
  return names.slice(start, page.limit === undefined ? undefined : start + page.limit);
}

/** Binary search for the index of the first name after `name` in names in byte order. */
export function indexAfter(names: readonly string[], name: string): number {
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareBytes(names[middle] ?? '', name) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Checks a range of content and returns its end, exclusive.
 *
 * @param size of the content, bytes
 * @param end undefined, or a position after the content, means the end of the content
 * @throws OciError `RANGE_INVALID` when `start` is not inside the content or `end` is not after `start`
 */
export function endOfRange(size: number, start: number, end: number | undefined, what: string): number {
  const isValid = Number.isSafeInteger(start) && (end === undefined || Number.isSafeInteger(end) || end === Infinity);
  if (!isValid || start < 0 || start >= size || (end !== undefined && end <= start)) {
    throw new OciError(
      'RANGE_INVALID',
      `cannot read bytes ${start} to ${end ?? 'the end'} of ${what}: it has ${size} bytes`,
    );
  }
  return Math.min(end ?? size, size);
}
