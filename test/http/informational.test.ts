import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { HttpRequestBody } from '../../src/http/index.ts';
import { countedBody, failureOf, quickTransport, textOf } from './harness.ts';

/** A server that sends informational responses every 20 ms, from the first byte of the request. */
async function informer(
  status: string,
  answer: (socket: Socket, request: string) => void = () => undefined,
): Promise<AsyncDisposable & { readonly url: URL }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let request = '';
    let timer: NodeJS.Timeout | undefined;
    socket.on('error', () => undefined).on('close', () => clearInterval(timer));
    socket.on('data', (chunk) => {
      request += chunk.toString('latin1');
      timer ??= setInterval(() => socket.write(`HTTP/1.1 ${status}\r\nlink: </x>\r\n\r\n`), 20);
      answer(socket, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('informational responses', () => {
  it.each([
    ['103 Early Hints', 'GET', undefined],
    ['102 Processing', 'HEAD', undefined],
    ['199 Other', 'PUT', countedBody(10).body],
    ['103 Early Hints', 'POST', countedBody(300_000).body],
  ] as const)('do not extend the time limit: endless %s after %s', async (status, method, body) => {
    await using server = await informer(status);
    await using transport = quickTransport({ headersTimeoutMs: 200, attempts: 1 });
    const error = await failureOf(transport.send({ method, url: server.url, body }));
    expect([error.code, error.message]).toEqual(['TIMEOUT', expect.stringContaining('did not answer in time')]);
  });

  it('do not hide the response that follows', async () => {
    await using server = await informer('103 Early Hints', (socket) => {
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'), 100);
    });
    await using transport = quickTransport({ attempts: 1 });
    expect(await textOf(await transport.send({ method: 'GET', url: server.url }))).toBe('ok');
  });

  it('may arrive during an upload that takes longer than the time limit', async () => {
    const body: HttpRequestBody = {
      length: 5,
      open: async function* open() {
        for (let sent = 0; sent < 5; sent++) {
          await sleep(300);
          yield Uint8Array.of(0x61);
        }
      },
    };
    await using server = await informer('102 Processing', (socket, request) => {
      if (request.endsWith('aaaaa')) socket.write('HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n');
    });
    await using transport = quickTransport({ headersTimeoutMs: 1000, attempts: 1 });
    const response = await transport.send({ method: 'PUT', url: server.url, body });
    expect(response.status).toBe(201);
    await response.body.discard();
  });
});
