import { once } from 'node:events';
import { request } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashSync } from 'bcryptjs';
import { describe, expect, it, vi } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { descriptorOf, digestOf } from '../../src/spec/index.ts';
import { once as content } from '../../src/streams/index.ts';
import { eventually } from '../eventually.ts';
import { CertificateAuthority } from '../faults/kit/index.ts';
import { basic, send, beginUpload, sendRaw, statusOfRaw } from './requests.ts';

async function open(base: string, text = ''): Promise<Socket> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  if (text !== '') socket.write(text);
  return socket;
}

async function waitUntilClosed(socket: Socket): Promise<void> {
  if (!socket.closed) await once(socket.resume(), 'close');
}

describe('listen', () => {
  it('rejects ambiguous requests (SV-09)', async () => {
    await using server = await listen(new MemoryRegistry());
    const location = await beginUpload(server.url, 'a');
    const table: readonly (readonly [string, number])[] = [
      ['Host: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
      ['Host: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd', 400],
      ['Host: localhost\r\nContent-Length: +3\r\n\r\nabc', 400],
      ['Host: localhost\nContent-Length: 3\n\nabc', 400],
      ['Content-Length: 3\r\n\r\nabc', 400],
      ['Host: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n', 501],
      ['Host: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', 501],
      ['Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
      ['Host: localhost\r\nContent-Length : 3\r\n\r\nabc', 400],
    ];
    for (const [head, status] of table) {
      const response = await sendRaw(server.url, `PATCH ${location} HTTP/1.1\r\n${head}`);
      expect([head, statusOfRaw(response)]).toEqual([head, status]);
      expect(response.toLowerCase()).toContain('connection: close');
    }
    expect((await send(server.url, 'GET', location)).headers['upload-offset']).toBe('0');
  });

  it('replies 400 to a request with several Host headers (SV-09)', async () => {
    await using server = await listen(new MemoryRegistry(), { allowedHosts: '*' });
    for (const [line, hosts] of [
      ['GET /v2/ HTTP/1.1', 'Host: localhost\r\nHost: localhost'],
      ['GET /v2/ HTTP/1.1', 'Host: localhost\r\nHost: evil.test'],
      ['GET /v2/ HTTP/1.1', 'host: evil.test\r\nAccept: */*\r\nHOST: localhost'],
      ['GET /v2/ HTTP/1.1', 'Host:\r\nHost: localhost'],
      ['GET /v2/ HTTP/1.1', 'Host: localhost\r\nHost:'],
      ['GET /v2/ HTTP/1.0', 'Host: localhost\r\nHost: localhost'],
      ['GET http://localhost/v2/ HTTP/1.1', 'Host: localhost\r\nHost: evil.test'],
      ['POST /v2/a/blobs/uploads/ HTTP/1.1', 'Host: localhost\r\nContent-Length: 0\r\nHost: localhost'],
      ['GET /token HTTP/1.1', 'Host: localhost\r\nHost: localhost'],
    ] as const) {
      const response = await sendRaw(server.url, `${line}\r\n${hosts}\r\nConnection: close\r\n\r\n`);
      expect([line, hosts, statusOfRaw(response)]).toEqual([line, hosts, 400]);
    }
  });

  it('replies 431 to headers of more than 16 KiB (SV-07)', async () => {
    await using server = await listen(new MemoryRegistry());
    const below = await sendRaw(
      server.url,
      `GET /v2/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: ${'x'.repeat(15_000)}\r\n\r\n`,
    );
    const above = await sendRaw(
      server.url,
      `GET /v2/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`,
    );
    expect([statusOfRaw(below), statusOfRaw(above)]).toEqual([200, 431]);
  });

  it('disconnects 500 clients with unfinished headers and serves other clients at the same time (SV-07)', async () => {
    for (const headersTimeoutMs of [undefined, 300]) {
      await using server = await listen(new MemoryRegistry(), { headersTimeoutMs });
      const slow = await Promise.all(
        Array.from({ length: 500 }, () => open(server.url, 'GET /v2/ HTTP/1.1\r\nHost: loc')),
      );
      expect((await send(server.url, 'GET', '/v2/')).status).toBe(200);
      // With the default limit, which is longer, the clients stay connected until the server closes.
      if (headersTimeoutMs === undefined) expect(slow.filter((socket) => socket.closed)).toEqual([]);
      else await Promise.all(slow.map(waitUntilClosed));
    }
  });

  it('closes connections above the limit, and accepts new ones when others end (SV-07)', async () => {
    await using server = await listen(new MemoryRegistry(), { maxConnections: 2 });
    const connections = [await open(server.url), await open(server.url)];
    const third = await open(server.url);
    await once(third.resume(), 'close');
    for (const socket of connections) socket.destroy();
    await eventually(
      async () => (await send(server.url, 'GET', '/v2/').catch(() => undefined))?.status === 200,
      'the server to accept a connection',
    );
  });

  it('closes idle connections at once and running requests within five seconds (SV-19)', async () => {
    const server = await listen(new MemoryRegistry(), { closeGraceMs: 1500 });
    const idle = await open(server.url, 'GET /v2/ HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle, 'data');
    // The server reads these bodies when it sends 100 Continue.
    const [stuck, finishing] = await Promise.all(
      [10, 4].map(async (length) => {
        const fields = `Host: localhost\r\nExpect: 100-continue\r\nContent-Length: ${length}`;
        const location = await beginUpload(server.url, 'a');
        const socket = await open(server.url, `PATCH ${location} HTTP/1.1\r\n${fields}\r\n\r\n`);
        await once(socket, 'data');
        socket.write('123');
        return socket;
      }),
    );
    if (stuck === undefined || finishing === undefined) throw new Error('two sockets');
    const closed = server.close();
    expect(server.close()).toBe(closed);
    finishing.write('4');
    const [response] = (await once(finishing, 'data')) as [Buffer];
    expect(response.toString()).toContain('202 Accepted');
    expect(response.toString().toLowerCase()).toContain('connection: close');
    await closed;
    await Promise.all([idle, stuck].map(waitUntilClosed));
    await expect(send(server.url, 'GET', '/v2/')).rejects.toThrow('ECONNREFUSED');
  });

  it('has no timer that delays the end of the process after it is closed', async () => {
    const server = await listen(new MemoryRegistry());
    expect((await send(server.url, 'GET', '/v2/')).status).toBe(200);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await server.close();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('reports a port that is in use (SV-19)', async () => {
    await using server = await listen(new MemoryRegistry());
    await expect(listen(new MemoryRegistry(), { port: server.port })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message:
        `cannot listen on 127.0.0.1, port ${server.port}: another process uses this port (EADDRINUSE); ` +
        'choose another port, or 0 for any free port',
    });
    await expect(listen(new MemoryRegistry(), { port: 70_000 })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('sends 100 Continue only for a body that it reads', async () => {
    await using server = await listen(new MemoryRegistry(), { htpasswd: '' });
    const rejected = await sendRaw(
      server.url,
      `POST /v2/a/blobs/uploads/?digest=${digestOf('x')} HTTP/1.1\r\n` +
        'Host: localhost\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n',
    );
    expect(statusOfRaw(rejected)).toBe(401);
    await using open = await listen(new MemoryRegistry());
    const { port } = open;
    const status = await new Promise((resolve, reject) => {
      const req = request({
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: `/v2/a/blobs/uploads/?digest=${digestOf('x')}`,
        headers: { expect: '100-continue', 'content-length': '1' },
      });
      req.once('continue', () => req.end('x'));
      req.once('response', (res) => {
        resolve(res.resume().statusCode);
      });
      req.once('error', reject);
      req.flushHeaders();
    });
    expect(status).toBe(201);
  });

  it('sends an error to a client that is sending a large body', async () => {
    await using server = await listen(new MemoryRegistry(), { htpasswd: '' });
    const body = Buffer.alloc(3 * 1024 * 1024);
    const { status, code } = await send(server.url, 'POST', `/v2/a/blobs/uploads/?digest=${digestOf(body)}`, { body });
    expect([status, code]).toEqual([401, 'UNAUTHORIZED']);
  });

  it('disconnects a client that does not read its reply', async () => {
    const registry = new MemoryRegistry();
    const blob = Buffer.alloc(64 * 1024 * 1024);
    const { digest } = await registry.pushBlob('a', descriptorOf('application/octet-stream', blob), () =>
      content(blob),
    );
    await using server = await listen(registry, { stall: { bytes: 1024 * 1024, ms: 200 } });
    const socket = await open(server.url);
    socket.pause();
    socket.write(`GET /v2/a/blobs/${digest} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await sleep(1500);
    let size = 0;
    socket.on('data', (chunk) => {
      size += chunk.byteLength;
    });
    await once(socket.resume(), 'close');
    expect(size).toBeLessThan(blob.byteLength);
  });

  it('ends a reply early, without an error in its content, when invalid bytes follow the request (SV-09)', async () => {
    const registry = new MemoryRegistry();
    const blob = Buffer.alloc(64 * 1024 * 1024, 'x');
    const { digest } = await registry.pushBlob('a', descriptorOf('application/octet-stream', blob), () =>
      content(blob),
    );
    await using server = await listen(registry);
    const socket = await open(server.url, `GET /v2/a/blobs/${digest} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    const [first] = (await once(socket, 'data')) as [Buffer];
    socket.pause();
    socket.write('\0not HTTP\r\n\r\n');
    const chunks = [first];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket.resume(), 'close');
    const received = Buffer.concat(chunks);
    const start = received.indexOf('\r\n\r\n') + 4;
    expect(statusOfRaw(received.toString('latin1', 0, start))).toBe(200);
    expect(received.subarray(start).equals(blob.subarray(0, received.byteLength - start))).toBe(true);
    expect(received.byteLength - start).toBeLessThan(blob.byteLength);
  });

  it('serves TLS and reports an invalid key and certificate', async () => {
    const authority = new CertificateAuthority();
    await using server = await listen(new MemoryRegistry(), { tls: authority.issue() });
    expect(server.url).toBe(`https://127.0.0.1:${server.port}`);
    const status = await new Promise((resolve, reject) => {
      const req = secureRequest(`${server.url}/v2/`, { ca: authority.cert, agent: false }, (res) => {
        resolve(res.resume().statusCode);
      });
      req.once('error', reject);
      req.end();
    });
    expect(status).toBe(200);
    for (const tls of [
      { key: 'no key', cert: 'no cert' },
      { ...authority.issue(), cert: '' },
      { ...authority.issue(), key: '' },
    ])
      await expect(listen(new MemoryRegistry(), { tls })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('replaces its certificate and its users without closing connections', async () => {
    const authority = new CertificateAuthority();
    const [first, second] = [authority.issue({ hosts: ['one.test'] }), authority.issue({ hosts: ['two.test'] })];
    const users = (name: string): string => `${name}:${hashSync('pw', 4)}`;
    await using server = await listen(new MemoryRegistry(), { tls: first, htpasswd: users('ada') });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const get = async (user: string, host: string, reuse = false): Promise<readonly [number, string]> => {
      const { promise, resolve, reject } = Promise.withResolvers<readonly [number, string]>();
      const req = secureRequest(
        `${server.url}/v2/`,
        { agent: reuse ? agent : false, rejectUnauthorized: false, headers: { host, ...basic(user, 'pw') } },
        (res) => {
          res.resume();
          const { subject } = (res.socket as TLSSocket).getPeerCertificate();
          res.once('end', () => resolve([res.statusCode ?? 0, String(subject.CN)]));
        },
      );
      req.once('error', reject);
      req.end();
      return promise;
    };
    expect(await get('ada', '127.0.0.1', true)).toEqual([200, 'one.test']);
    for (const broken of [
      { tls: { key: first.key, cert: second.cert } },
      { tls: { key: second.key, cert: 'x' } },
      { tls: { key: 'x', cert: second.cert } },
      { tls: { key: second.key, cert: '' } },
      { tls: { key: '', cert: second.cert } },
      { tls: second, htpasswd: 'eve:plain' },
      { tls: { key: 'x', cert: 'x' }, htpasswd: users('eve') },
    ]) {
      expect(() => {
        server.reload(broken);
      }).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
      expect(await get('ada', 'one.test')).toEqual([200, 'one.test']);
      expect(await get('eve', 'one.test')).toEqual([401, 'one.test']);
    }
    server.reload({ tls: second });
    expect(await get('ada', 'two.test')).toEqual([200, 'two.test']);
    expect(await get('ada', 'one.test')).toEqual([403, 'two.test']);
    server.reload({ htpasswd: users('eve') });
    expect(await get('eve', 'two.test')).toEqual([200, 'two.test']);
    expect(await get('ada', 'two.test')).toEqual([401, 'two.test']);
    // The connection of the first request is still open, and the new users apply to it.
    expect(await get('ada', '127.0.0.1', true)).toEqual([401, 'one.test']);
    agent.destroy();
    await using plain = await listen(new MemoryRegistry());
    expect(() => {
      plain.reload({ tls: first });
    }).toThrow(/uses HTTP/);
  });
});
