import { describe, expect, it } from 'vitest';
import { encodeJson } from '../../src/spec/index.ts';

describe('encodeJson', () => {
  it('encodes annotations in byte order and escapes the same characters as Go', () => {
    const text = Buffer.from(
      encodeJson({ b: 1, a: undefined, annotations: { 'z～': '<&>', '10': 'x', '9': '\u2028' } }),
    ).toString();
    expect(text).toBe(String.raw`{"b":1,"annotations":{"10":"x","9":"\u2028","z～":"\u003c\u0026\u003e"}}`);
  });
});
