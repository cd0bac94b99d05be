import { describe, expect, it } from 'vitest';
import { encodeJson, JsonError, jsonDepth, maxJsonDepth, parseJson } from '../../src/spec/index.ts';

describe('encodeJson', () => {
  it('encodes annotations in byte order and escapes the same characters as Go', () => {
    const text = Buffer.from(
      encodeJson({ b: 1, a: undefined, annotations: { 'z～': '<&>', '10': 'x', '9': '\u2028' } }),
    ).toString();
    expect(text).toBe(String.raw`{"b":1,"annotations":{"10":"x","9":"\u2028","z～":"\u003c\u0026\u003e"}}`);
  });
});

const nested = (levels: number, open: string, close: string): string =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

describe('parseJson', () => {
  it.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
    ['both', '[{"a":', '}]'],
  ])('rejects deeply nested %s, with any number of levels', (_, open, close) => {
    const perRepetition = open.startsWith('[{') ? 2 : 1;
    expect(parseJson(nested(maxJsonDepth / perRepetition, open, close))).toBeDefined();
    for (const levels of [maxJsonDepth + 1, 10_000, 2_000_000])
      expect(() => parseJson(nested(levels, open, close))).toThrow(
        new JsonError('it has more than 200 levels of nested arrays and objects'),
      );
  });

  it('does not count brackets in strings', () => {
    const text = `["${'['.repeat(1000)}","\\"${'{'.repeat(1000)}","\\\\",[1]]`;
    expect(parseJson(text)).toEqual(JSON.parse(text));
    expect(jsonDepth(text)).toBe(2);
  });

  it('reports malformed text without quoting it', () => {
    for (const text of ['secret', '{"secret', '["secret\\', '', new Uint8Array([0x22, 0xff, 0x22])])
      expect(() => parseJson(text)).toThrow(new JsonError('it is not JSON'));
  });
});

describe('encodeJson of deep values', () => {
  it('has a typed error', () => {
    const text = nested(maxJsonDepth, '[', ']');
    expect(Buffer.from(encodeJson(JSON.parse(text))).toString()).toBe(text);
    expect(() => encodeJson([JSON.parse(text)])).toThrow(expect.objectContaining({ code: 'MANIFEST_INVALID' }));
  });
});
