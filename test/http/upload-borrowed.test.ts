import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer as createTls } from 'node:https';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Body } from '../../src/streams/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { noise } from '../contract/content.ts';
import { CertificateAuthority } from '../faults/kit/index.ts';
import { quickTransport, textOf } from './harness.ts';

// The buffers of the sockets hold less than half of this.
const content = noise(8_000_000, 11);
const digest = digestOf(content);

/** Makes the sender wait, then reads the body and answers with its digest. */
const answerSlowly: RequestListener = (request, response) => {
  void (async () => {
    const hash = createHash('sha256');
    // Meanwhile the sender fills all buffers.
    await sleep(100);
    for await (const chunk of request as AsyncIterable<Buffer>) hash.update(chunk);
    response.end(`sha256:${hash.digest('hex')}`);
  })();
};

/** Yields each chunk in the memory of the previous one. */
function borrowedBody(sizes: readonly number[]): Body {
  const memory = Buffer.from(new SharedArrayBuffer(Math.max(...sizes)));
  async function* borrowed(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0, index = 0; at < content.byteLength; index++) {
      const part = content.subarray(at, at + (sizes[index % sizes.length] ?? 1));
      at += part.byteLength;
      memory.set(part);
      yield memory.subarray(0, part.byteLength);
      memory.fill(0);
    }
  }
  return Object.assign(
    () => {
      throw new Error('the body must be read in borrowed chunks');
    },
    { borrowed },
  );
}

describe('uploads of borrowed chunks', () => {
  const authority = new CertificateAuthority();
  for (const scheme of ['http', 'https'] as const) {
    it(`does not use a chunk after it requests the next one, over ${scheme}`, async () => {
      const server = scheme === 'http' ? createPlain(answerSlowly) : createTls(authority.issue(), answerSlowly);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      await using stack = new AsyncDisposableStack();
      stack.defer(async () => {
        server.close();
      });
      const url = new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await using transport = quickTransport({ ca: authority.cert });
      for (const length of [content.byteLength, undefined]) {
        for (const sizes of [
          [1024 * 1024],
          [1024 * 1024 + 1, 512 * 1024 - 1],
          [65_536],
          [40_000],
          [65_535, 3, 70_000, 200_000],
          [content.byteLength],
        ]) {
          const response = await transport.send({ method: 'PUT', url, body: { open: borrowedBody(sizes), length } });
          expect(await textOf(response), sizes.join()).toBe(digest);
        }
      }
    });
  }
});
