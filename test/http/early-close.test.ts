import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { HttpRequestBody } from '../../src/http/index.ts';
import { CertificateAuthority, type Certificate } from '../faults/kit/index.ts';
import { failureOf, quickTransport, textOf } from './harness.ts';

// The server runs in a thread of its own, so that it answers while the client is busy.
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { answer, tls, closed } = workerData;
const serve = (socket) => {
  socket.on('error', () => undefined);
  socket.once('data', () => {
    // The unread bytes of the request make the kernel reset the connection.
    socket.pause();
    const close = () => {
      socket.destroy();
      setTimeout(() => { Atomics.add(closed, 0, 1); Atomics.notify(closed, 0); }, 20);
    };
    if (answer === '') close();
    else socket.write(answer, close);
  });
};
const server = tls === undefined
  ? require('node:net').createServer(serve)
  : require('node:tls').createServer({ cert: tls.cert, key: tls.key }, serve);
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

interface Server extends AsyncDisposable {
  readonly url: URL;
  /** A body that is written while the server answers and closes the connection. */
  readonly body: HttpRequestBody;
}

/** A server that answers each request after its first bytes, and closes the connection at once. */
async function start(answer: string, tls?: Certificate): Promise<Server> {
  const closed = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(program, { eval: true, workerData: { answer, tls, closed } });
  const [port] = (await once(worker, 'message')) as [number];
  const length = 32 * 1024 * 1024;
  return {
    url: new URL(`${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/`),
    body: {
      length,
      open: async function* open() {
        const before = Atomics.load(closed, 0);
        for (let sent = 0; sent < length; sent += 1024 * 1024) {
          yield new Uint8Array(1024 * 1024);
          // The next write happens before the event loop reads the response.
          if (sent > 0) Atomics.wait(closed, 0, before, 5000);
        }
      },
    },
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}

function answerWith(status: number, body: string): string {
  return `HTTP/1.1 ${status} No\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
}

describe('a server that answers and closes the connection at once', () => {
  it.each([
    [416, 'http'],
    [507, 'http'],
    [404, 'http'],
    [413, 'https'],
    [403, 'https'],
  ])('has its %i reported over %s', async (status, scheme) => {
    const authority = new CertificateAuthority();
    const body = '{"errors":[{"code":"QUOTA"}]}';
    await using server = await start(answerWith(status, body), scheme === 'https' ? authority.issue() : undefined);
    await using transport = quickTransport({ ca: authority.cert, attempts: 1 });
    const response = await transport.send({ method: 'PUT', url: server.url, body: server.body });
    expect([response.status, await textOf(response)]).toEqual([status, body]);
  });

  it.each([
    ['without a response', ''],
    ['within the head', 'HTTP/1.1 404 No'],
  ])('has a failed connection reported if it closes %s', async (_, answer) => {
    await using server = await start(answer);
    await using transport = quickTransport({ attempts: 1 });
    const error = await failureOf(transport.send({ method: 'PUT', url: server.url, body: server.body }));
    expect([error.code, error.message]).toEqual(['UNREACHABLE', expect.stringMatching(/closed|reset/)]);
  });
});
