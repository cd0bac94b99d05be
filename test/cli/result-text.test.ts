import { describe, expect, it } from 'vitest';
import { checkResultText, resultText } from '../../src/cli/result-text.ts';

const values = { digest: 'sha256:1', tags: ['a', 'b'], size: 7, none: undefined, nested: [{ key: 'x' }], flag: false };

describe('--print', () => {
  it.each([
    ['{digest}', 'sha256:1'],
    ['{size} bytes, {flag}', '7 bytes, false'],
    ['{tags}', 'a\nb'],
    ['[{none}]', '[]'],
    ['{nested}', '{"key":"x"}'],
    [String.raw`{size}\t{digest}\n.`, '7\tsha256:1\n.'],
    ['without keys', 'without keys'],
    ['{digest} {"a": {size}}', 'sha256:1 {"a": 7}'],
  ])('%s gives %j', (template, expected) => {
    checkResultText(template, Object.keys(values));
    expect(resultText(template, values)).toBe(expected);
  });

  it.each([
    ['{digst}', '--print: {digst} is not a value of the result; did you mean {digest}?'],
    ['{colour}', 'choose digest, tags, size, none, nested, flag'],
    ['{}', '{} is not a value'],
    ['{constructor}', '{constructor} is not a value'],
  ])('refuses %s before the command runs', (template, message) => {
    expect(() => checkResultText(template, Object.keys(values))).toThrow(message);
  });
});
