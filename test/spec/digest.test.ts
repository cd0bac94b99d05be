import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, Digester, isDigest, parseDigest } from '../../src/spec/index.ts';
import { anyText } from '../any-text.ts';

describe('parseDigest', () => {
  it('accepts sha256 and sha512', () => {
    for (const algorithm of ['sha256', 'sha512'] as const) {
      const digest = digestOf('content', algorithm);
      expect(parseDigest(digest)).toBe(digest);
    }
    expect(digestOf('{}')).toBe('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  const hex = 'a'.repeat(64);
  it.each([
    ['upper case', `sha256:${'A'.repeat(64)}`],
    ['too short', `sha256:${'a'.repeat(63)}`],
    ['too long', `sha256:${'a'.repeat(65)}`],
    ['a final newline', `sha256:${hex}\n`],
    ['an unknown algorithm', 'md5:d41d8cd98f00b204e9800998ecf8427e'],
    ['sha1', `sha1:${'a'.repeat(40)}`],
    ['a path', 'sha256:../../etc/passwd'],
    ['sha512 with 64 digits', `sha512:${hex}`],
    ['a prefix', ` sha256:${hex}`],
    ['the empty text', ''],
  ])('rejects %s (MF-03)', (_, text) => {
    expect(isDigest(text)).toBe(false);
    expect(() => parseDigest(text)).toThrow(expect.objectContaining({ code: 'DIGEST_INVALID' }));
  });

  it('rejects every text that is not exactly a digest (MF-03)', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isDigest(text)).toBe(false);
      }),
    );
  });
});

describe('Digester', () => {
  it('hashes several chunks like one and counts their bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 })), (chunks) => {
        const digester = new Digester('sha512');
        for (const chunk of chunks) digester.update(chunk);
        const whole = Buffer.concat(chunks);
        expect(digester.size).toBe(whole.byteLength);
        expect(digester.digest()).toBe(digestOf(whole, 'sha512'));
      }),
    );
  });
});
