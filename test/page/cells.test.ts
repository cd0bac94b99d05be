import { expect, it } from 'vitest';
import { dateCell, sizeCell } from '../../src/page/cells.ts';

it.each([
  ['2024-02-29T23:59:58Z', '2024-02-29T23:59:58.000Z', '2024-02-29 23:59 UTC'],
  ['2024-02-29T23:59:58.123+02:00', '2024-02-29T21:59:58.123Z', '2024-02-29 21:59 UTC'],
  // RFC 3339 permits lower-case letters.
  ['2024-02-29t23:59:58z', '2024-02-29T23:59:58.000Z', '2024-02-29 23:59 UTC'],
])('the date %s is shown in UTC', (date, exact, shown) => {
  expect(dateCell(date)?.toString()).toBe(`<time datetime="${exact}">${shown}</time>`);
});

it.each([undefined, '', 'yesterday', '2024-13-01T00:00:00Z'])('the date %j is not shown', (date) => {
  expect(dateCell(date)).toBeUndefined();
});

it('a size of zero is shown, and an unknown size is not', () => {
  expect([sizeCell(0), sizeCell(2048), sizeCell(undefined)]).toEqual(['0 B', '2.0 KiB', undefined]);
});
