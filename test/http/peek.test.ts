import { describe, expect, it } from 'vitest';
import { peek } from '../../src/http/download.ts';
import type { HttpResponseBody } from '../../src/http/index.ts';

/** A body of chunks of ten bytes. Counts the chunks that were read. */
class CountedBody {
  read = 0;
  returned = 0;
  readonly #count: number;
  readonly #failsAt: number;

  constructor(count: number, failsAt = Infinity) {
    this.#count = count;
    this.#failsAt = failsAt;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (let index = 0; index < this.#count; index++) {
        if (index === this.#failsAt) throw new Error('the connection ended');
        this.read++;
        yield Buffer.from('0123456789');
      }
    } finally {
      this.returned++;
    }
  }
}

const start = (body: CountedBody, limit: number): ReturnType<typeof peek> =>
  peek(body as unknown as HttpResponseBody, limit);

describe('peek', () => {
  it.each([
    [5, 1],
    [10, 1],
    [11, 2],
    [95, 10],
  ])('reads only as many chunks as %i bytes need', async (limit, chunks) => {
    const body = new CountedBody(1_000_000);
    const { text } = await start(body, limit);
    expect(text).toHaveLength(Math.min(limit, 10 * chunks));
    expect(body.read).toBe(chunks);
  });

  it('returns a body with the complete content', async () => {
    const body = new CountedBody(3);
    const { body: whole } = await start(body, 15);
    expect(Buffer.concat(await Array.fromAsync(whole)).toString()).toBe('0123456789'.repeat(3));
    expect(body.returned).toBe(1);
  });

  it('returns a body with the error of the connection after its content', async () => {
    const { text, body } = await start(new CountedBody(5, 2), 100);
    expect(text).toBe('0123456789'.repeat(2));
    const seen: Uint8Array[] = [];
    const reading = (async () => {
      for await (const chunk of body) seen.push(chunk);
    })();
    await expect(reading).rejects.toThrow('the connection ended');
    expect(seen).toHaveLength(2);
  });
});
