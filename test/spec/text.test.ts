import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { compareBytes, encodeJson, isMediaType, isRfc3339, printable } from '../../src/spec/index.ts';

describe('printable', () => {
  it('leaves no character that moves a cursor, ends a line or reorders text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // oxlint-disable-next-line no-control-regex
        expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      }),
    );
    expect(printable('a\n::error::b\u001b[31m')).toBe(String.raw`a\n::error::b\u001b[31m`);
    expect(printable('größe ～😀')).toBe('größe ～😀');
  });

  it('caps the length', () => {
    expect(printable('x'.repeat(5000))).toHaveLength(4097);
  });
});

describe('compareBytes', () => {
  it('orders as UTF-8 bytes do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
    expect(compareBytes('～', '😀')).toBeLessThan(0);
  });
});

describe('encodeJson', () => {
  it('writes annotations in byte order and escapes what Go escapes', () => {
    const text = Buffer.from(
      encodeJson({ b: 1, a: undefined, annotations: { 'z～': '<&>', '10': 'x', '9': '\u2028' } }),
    ).toString();
    expect(text).toBe(String.raw`{"b":1,"annotations":{"10":"x","9":"\u2028","z～":"\u003c\u0026\u003e"}}`);
  });
});

describe('isRfc3339', () => {
  it.each(['1970-01-01T00:00:00Z', '2024-02-29T23:59:59.123+14:00', '2000-02-29T00:00:00-07:30'])(
    'takes %s',
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
  ])('refuses %j', (text) => {
    expect(isRfc3339(text)).toBe(false);
  });
});

describe('isMediaType', () => {
  it('follows RFC 6838, section 4.2', () => {
    expect(
      ['application/vnd.oci.empty.v1+json', 'a/b', `a/${'b'.repeat(127)}`].filter((text) => !isMediaType(text)),
    ).toEqual([]);
    expect(
      ['', 'a', 'a/', '/b', 'a/b/c', 'a b/c', 'a/b;c=d', `a/${'b'.repeat(128)}`, '.a/b'].filter(isMediaType),
    ).toEqual([]);
  });
});
