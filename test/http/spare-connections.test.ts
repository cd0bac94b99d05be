import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { failureOf, quickTransport, textOf } from './harness.ts';

/** Answers each request, and counts its connections. */
let server: Server;
let connections: Socket[];
let requests: number[];
let url: URL;

beforeEach(async () => {
  connections = [];
  requests = [];
  server = createServer((socket) => {
    const number = connections.push(socket) - 1;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      requests.push(number);
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
afterEach(async () => {
  for (const socket of connections) socket.destroy();
  server.close();
  await once(server, 'close');
});

describe('connections that are opened before a request', () => {
  it.each([1, 2, 3])('are used by %i parallel requests', async (count) => {
    await using transport = quickTransport();
    transport.prepare(url, count);
    await eventually(() => connections.length === count, 'the connections');
    const get = async (): Promise<string> => textOf(await transport.send({ method: 'GET', url }));
    expect(await Promise.all(Array.from({ length: count }, get))).toEqual(Array.from({ length: count }, () => 'ok'));
    expect(connections).toHaveLength(count);
    expect(new Set(requests).size).toBe(count);
  });

  it('are used by requests that begin before they are open', async () => {
    await using transport = quickTransport();
    transport.prepare(url, 1);
    expect(await textOf(await transport.send({ method: 'GET', url }))).toBe('ok');
    expect(connections).toHaveLength(1);
  });

  it('are replaced when the server closed them, with a single attempt', async () => {
    await using transport = quickTransport();
    transport.prepare(url, 1);
    await eventually(() => connections.length === 1, 'the connections');
    connections[0]?.resetAndDestroy();
    const response = await transport.send({ method: 'GET', url, attempts: 1 });
    expect(await textOf(response)).toBe('ok');
    expect(requests).toEqual([1]);
  });

  it('are closed with the transport when no request used them', async () => {
    const transport = quickTransport();
    transport.prepare(url, 2);
    await eventually(() => connections.length === 2, 'the connections');
    const closed = Promise.all(connections.map((socket) => once(socket, 'close')));
    await transport.close();
    await closed;
    transport.prepare(url, 1);
    expect(requests).toEqual([]);
  });

  it('are not opened for a host that is reached through a proxy', async () => {
    await using transport = quickTransport({ proxy: { http: 'http://127.0.0.1:9' } });
    transport.prepare(new URL('http://registry.example/'), 1);
    expect(connections).toEqual([]);
  });

  it('report a failure only to the request that uses them', async () => {
    await using transport = quickTransport({ attempts: 1 });
    const closed = new URL('http://127.0.0.1:1/');
    transport.prepare(closed, 2);
    expect(await textOf(await transport.send({ method: 'GET', url }))).toBe('ok');
    const error = await failureOf(transport.send({ method: 'GET', url: closed }));
    expect(error.code).toBe('UNREACHABLE');
  });
});
