import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { collect, once, verified } from '../../src/streams/index.ts';
import { forEachConcurrent, Semaphore } from '../../src/concurrency/index.ts';
import { digestOf, OciError } from '../../src/spec/index.ts';

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe('verified', () => {
  const expected = { digest: digestOf('hello world'), size: 11 };

  it('passes what is as announced', async () => {
    expect(
      Buffer.from(await collect(verified(pieces('hello', ' ', 'world'), expected, 'x'), 100, 'x')).toString(),
    ).toBe('hello world');
  });

  it.each([
    ['fewer bytes', ['hello worl'], 'SIZE_MISMATCH'],
    ['more bytes', ['hello world', '!'], 'SIZE_MISMATCH'],
    ['other bytes', ['hello_world'], 'DIGEST_MISMATCH'],
  ] as const)('refuses %s instead of ending', async (_, texts, code) => {
    await expect(collect(verified(pieces(...texts), expected, 'x'), 100, 'x')).rejects.toMatchObject({ code });
  });

  it('stops at the first byte too many, and closes the source', async () => {
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

  it('checks sha512 as sha512', async () => {
    await expect(
      collect(verified(once(Buffer.from('a')), { digest: digestOf('b', 'sha512'), size: 1 }, 'x'), 9, 'x'),
    ).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await collect(verified(once(Buffer.from('a')), { digest: digestOf('a', 'sha512'), size: 1 }, 'x'), 9, 'x');
  });
});

describe('collect', () => {
  it('takes what is just under the limit and refuses what is just over', async () => {
    expect(await collect(pieces('abc', 'de'), 5, 'x')).toHaveLength(5);
    await expect(collect(pieces('abc', 'def'), 5, 'the reply')).rejects.toThrow(
      'the reply is over the limit of 5 bytes',
    );
  });
});

describe('forEachConcurrent', () => {
  it('never runs more than the limit, and runs all', async () => {
    let running = 0;
    let most = 0;
    const seen: number[] = [];
    await forEachConcurrent(
      Array.from({ length: 20 }, (_, index) => index),
      3,
      async (item) => {
        most = Math.max(most, ++running);
        await sleep(2);
        running--;
        seen.push(item);
      },
    );
    expect(most).toBe(3);
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it('stops at the first failure, tells the others, and waits for them', async () => {
    const started: number[] = [];
    let stopped = 0;
    const work = forEachConcurrent([0, 1, 2, 3, 4, 5], 3, async (item, signal) => {
      started.push(item);
      if (item === 2) throw new OciError('DENIED', 'two');
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      await sleep(5);
      stopped++;
    });
    await expect(work).rejects.toThrow('two');
    expect(started).toEqual([0, 1, 2]);
    expect(stopped).toBe(2);
  });

  it('ends with ABORTED when the signal is', async () => {
    const controller = new AbortController();
    const work = forEachConcurrent([1, 2, 3], 1, () => sleep(5), controller.signal);
    controller.abort();
    await expect(work).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('Semaphore', () => {
  it('lets in as many as it has places, also after a failure', async () => {
    const gate = new Semaphore(2);
    let inside = 0;
    let most = 0;
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        gate.run(async () => {
          most = Math.max(most, ++inside);
          await sleep(1);
          inside--;
          if (index % 3 === 0) throw new Error('failed');
        }),
      ),
    );
    expect(most).toBe(2);
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(4);
  });
});
