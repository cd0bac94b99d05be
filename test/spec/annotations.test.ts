import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { compareBytes } from '../../src/spec/index.ts';

describe('compareBytes', () => {
  it('compares UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
    expect(compareBytes('～', '😀')).toBeLessThan(0);
  });
});
