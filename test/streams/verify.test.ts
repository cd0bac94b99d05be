import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/spec/index.ts';
import { collect, once, verified } from '../../src/streams/index.ts';

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

  it('stops at the first byte too many and closes the source', async () => {
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

describe('collect', () => {
  it('accepts content up to the limit and rejects larger content', async () => {
    expect(await collect(pieces('abc', 'de'), 5, 'x')).toHaveLength(5);
    await expect(collect(pieces('abc', 'def'), 5, 'the reply')).rejects.toThrow(
      'the reply is over the limit of 5 bytes',
    );
  });
});
