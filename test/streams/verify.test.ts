import { describe, expect, it } from 'vitest';
import { digestOf, isOciError } from '../../src/spec/index.ts';
import { collect, once, verified, withVerification } from '../../src/streams/index.ts';

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe('verified', () => {
  const expected = { digest: digestOf('hello world'), size: 11 };

  it('passes content that matches', async () => {
    expect(
      Buffer.from(await collect(verified(pieces('hello', ' ', 'world'), expected, 'x'), 100, 'x')).toString(),
    ).toBe('hello world');
  });

  it.each([
    ['fewer bytes', ['hello worl'], 'SIZE_MISMATCH'],
    ['more bytes', ['hello world', '!'], 'SIZE_MISMATCH'],
    ['other bytes', ['hello_world'], 'DIGEST_MISMATCH'],
  ] as const)('rejects %s instead of ending', async (_, texts, code) => {
    await expect(collect(verified(pieces(...texts), expected, 'x'), 100, 'x')).rejects.toMatchObject({ code });
  });

  it('stops at the first excess byte and closes the source', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(1024);
      } finally {
        closed = true;
      }
    }
    await expect(
      collect(verified(endless(), { digest: digestOf(''), size: 5000 }, 'x'), 1e9, 'x'),
    ).rejects.toMatchObject({ code: 'SIZE_MISMATCH' });
    expect(closed).toBe(true);
  });

  it('verifies sha512', async () => {
    await expect(
      collect(verified(once(Buffer.from('a')), { digest: digestOf('b', 'sha512'), size: 1 }, 'x'), 9, 'x'),
    ).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await collect(verified(once(Buffer.from('a')), { digest: digestOf('a', 'sha512'), size: 1 }, 'x'), 9, 'x');
  });
});

describe('verified, at the end of the content', () => {
  const content = ['hello', ' world'];
  const expected = { digest: digestOf('hello world'), size: 11 };
  const delivered = async (chunks: AsyncIterable<Uint8Array>): Promise<{ size: number; code: string | undefined }> => {
    let size = 0;
    try {
      for await (const chunk of chunks) size += chunk.byteLength;
    } catch (error) {
      return { size, code: isOciError(error) ? error.code : String(error) };
    }
    return { size, code: undefined };
  };

  it('does not deliver the last chunk when the digest differs', async () => {
    const other = { digest: digestOf('hello there'), size: 11 };
    expect(await delivered(verified(pieces(...content), other, 'x'))).toEqual({ size: 5, code: 'DIGEST_MISMATCH' });
  });

  it('reports the size when the content is too long and the digest of its first bytes differs', async () => {
    const shorter = { digest: digestOf('hello there'), size: 11 };
    const longer = verified(pieces(...content, '!'), shorter, 'x');
    expect(await delivered(longer)).toEqual({ size: 5, code: 'SIZE_MISMATCH' });
  });

  it.each([
    ['too few bytes', ['hello'], 'SIZE_INVALID'],
    ['too many bytes', [...content, '!'], 'SIZE_INVALID'],
    ['other bytes', ['hello', ' there'], 'DIGEST_INVALID'],
  ])('uses the error codes of a sender for %s', async (_, texts, code) => {
    expect(await delivered(verified(pieces(...texts), expected, 'x', 'sender'))).toMatchObject({ code });
  });

  it('does not hash again when the source verifies the same digest', async () => {
    const source = withVerification(pieces('hello', ' there'), () => expected.digest);
    expect(await delivered(verified(source, expected, 'x'))).toEqual({ size: 11, code: undefined });
  });

  it('hashes when the source verifies another digest', async () => {
    const source = withVerification(pieces('hello', ' there'), () => digestOf('hello there'));
    expect(await delivered(verified(source, expected, 'x'))).toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  it('checks the size when the source verifies the digest', async () => {
    const source = withVerification(pieces('hello'), () => expected.digest);
    expect(await delivered(verified(source, expected, 'x'))).toMatchObject({ code: 'SIZE_MISMATCH' });
  });
});

describe('collect', () => {
  it('accepts content up to the limit and rejects larger content', async () => {
    expect(await collect(pieces('abc', 'de'), 5, 'x')).toHaveLength(5);
    await expect(collect(pieces('abc', 'def'), 5, 'the reply')).rejects.toThrow(
      'the reply is over the limit of 5 bytes',
    );
  });
});
