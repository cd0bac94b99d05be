import { describe, expect, it } from 'vitest';
import { endOfRange, pageOf, sortNames } from '../../src/registry/index.ts';
import { isOciError } from '../../src/spec/index.ts';

describe('pageOf', () => {
  const names = sortNames(['b', 'a', 'é', 'B', 'a', 'c', '\u{1F600}', '\uFF5E']);

  it('returns names in byte order without duplicates', () => {
    expect(pageOf(names, {})).toEqual(['B', 'a', 'b', 'c', 'é', '\uFF5E', '\u{1F600}']);
  });

  it.each([
    ['a name', 'a', ['b', 'c']],
    ['a name that does not exist', 'aa', ['b', 'c']],
    ['the empty name', '', ['B', 'a']],
    ['the last name but one', '\uFF5E', ['\u{1F600}']],
    ['the last name', '\u{1F600}', []],
  ])('returns the names after %s', (_, startAfter, page) => {
    expect(pageOf(names, { startAfter, limit: 2 })).toEqual(page);
  });

  it('returns no names for the limit 0', () => {
    expect(pageOf(names, { limit: 0 })).toEqual([]);
  });

  it.each([-1, 1.5, Number.NaN])('rejects the limit %d', (limit) => {
    expect(() => pageOf(names, { limit })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});

describe('endOfRange', () => {
  it.each([
    [0, undefined, 10],
    [9, undefined, 10],
    [2, 5, 5],
    [2, 11, 10],
    [2, Infinity, 10],
  ])('accepts %s to %s of 10 bytes', (start, end, expected) => {
    expect(endOfRange(10, start, end, 'x')).toBe(expected);
  });

  it.each([
    [10, undefined],
    [-1, 5],
    [5, 5],
    [0.5, 5],
    [0, 1.5],
  ])('rejects %s to %s of 10 bytes', (start, end) => {
    expect(() => endOfRange(10, start, end, 'x')).toThrow(
      expect.toSatisfy((error) => isOciError(error, 'RANGE_INVALID')) as Error,
    );
  });
});
