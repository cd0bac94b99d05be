import { describe, expect, it } from 'vitest';
import { isRfc3339 } from '../../src/spec/index.ts';

describe('isRfc3339', () => {
  it.each(['1970-01-01T00:00:00Z', '2024-02-29T23:59:59.123+14:00', '2000-02-29T00:00:00-07:30'])(
    'accepts %s',
    (text) => {
      expect(isRfc3339(text)).toBe(true);
    },
  );
  it.each([
    '',
    '1970-01-01',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2024-01-32T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:00:60Z',
    '2024-01-01 00:00:00Z',
    '2024-01-01T00:00:00',
    '2024-01-01T00:00:00Z\n',
  ])('rejects %j', (text) => {
    expect(isRfc3339(text)).toBe(false);
  });
});
