import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Printer, safeLine } from '../../src/output/index.ts';
import { anyText } from '../any-text.ts';

/** Matches a workflow command: `::name::` at the beginning of a trimmed line, `##[name]` anywhere in it. */
function isOrder(line: string): boolean {
  return line.trimStart().startsWith('::') || line.includes('##[');
}

describe('printer', () => {
  it.each([
    ['::set-output name=a::b', String.raw`\u003a:set-output name=a::b`],
    ['  ::add-mask::x', String.raw`  \u003a:add-mask::x`],
    ['\u00a0\u3000::stop-commands::x', '\u00a0\u3000\\u003a:stop-commands::x'],
    ['file\n::error::x', String.raw`file\n::error::x`],
    ['file\r::error::x', String.raw`file\r::error::x`],
    ['a ##[add-mask]x', 'a ## [add-mask]x'],
    ['\u001b[31mred', String.raw`\u001b[31mred`],
    ['a::b', 'a::b'],
  ])('escapes %j (GA-01)', (text, expected) => {
    expect(safeLine(text)).toBe(expected);
    expect(isOrder(safeLine(text))).toBe(false);
  });

  it('prints no workflow commands (GA-01)', () => {
    const piece = fc.oneof(
      anyText,
      fc.constantFrom('::', '##[', '\n', '\r', ' ', '\u2028', '\u0085', '\ufeff', '\u00a0'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const line = safeLine(pieces.join(''));
        return !isOrder(line) && line.split(/[\n\r\u0085\u2028\u2029]/).length === 1;
      }),
      { numRuns: 2000 },
    );
  });

  it('hides every secret, the longest first (GA-05)', () => {
    const lines: string[] = [];
    const printer = new Printer((line) => lines.push(line));
    printer.hide('abcd');
    printer.hide('abcdefgh');
    printer.hide('');
    printer.hide('abc');
    printer.line('x abcdefgh y abcd z abc');
    expect(lines).toEqual(['x *** y *** z abc']);
  });
});
