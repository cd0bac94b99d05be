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

const content = noise(16_000_000, 11);

/** Lets the sender wait, then reads and answers with the digest. */
const slowly: RequestListener = (request, response) => {
  void (async () => {
    const hash = createHash('sha256');
    // Long enough that all buffers on the way are full.
    await sleep(100);
    for await (const chunk of request as AsyncIterable<Buffer>) hash.update(chunk);
    response.end(`sha256:${hash.digest('hex')}`);
  })();
};

/** Gives each chunk in the memory of the one before. */
function lentBody(sizes: readonly number[]): Body {
  const memory = Buffer.from(new SharedArrayBuffer(Math.max(...sizes)));
  async function* borrowed(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0, turn = 0; at < content.byteLength; turn++) {
      const part = content.subarray(at, at + (sizes[turn % sizes.length] ?? 1));
      at += part.byteLength;
      memory.set(part);
      yield memory.subarray(0, part.byteLength);
      memory.fill(0);
    }
  }
  return Object.assign(
    () => {
      throw new Error('it was to be borrowed');
    },
    { borrowed },
  );
}

describe('sending what was borrowed', () => {
  const authority = new CertificateAuthority();
  for (const scheme of ['http', 'https'] as const) {
    it(`is done with a chunk when asking for the next, over ${scheme}`, async () => {
      const server = scheme === 'http' ? createPlain(slowly) : createTls(authority.issue(), slowly);
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
          [16_000_000],
        ]) {
          const response = await transport.send({ method: 'PUT', url, body: { open: lentBody(sizes), length } });
          expect(await textOf(response), sizes.join()).toBe(digestOf(content));
        }
      }
    });
  }
});
