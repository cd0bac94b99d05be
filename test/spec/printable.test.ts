import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { printable } from '../../src/spec/index.ts';
import { anyText } from '../any-text.ts';

describe('printable', () => {
  it('removes characters that move the cursor, end a line or reorder text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        // oxlint-disable-next-line no-control-regex
        expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      }),
    );
    expect(printable('a\n::error::b\u001b[31m')).toBe(String.raw`a\n::error::b\u001b[31m`);
    expect(printable('größe ～😀')).toBe('größe ～😀');
  });

  it('limits the length', () => {
    expect(printable('x'.repeat(5000))).toHaveLength(4097);
  });
});
