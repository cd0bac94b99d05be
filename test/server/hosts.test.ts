import { request } from 'node:https';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { CertificateAuthority } from '../faults/kit/index.ts';
import { send, sendRaw, statusOfRaw } from './requests.ts';

async function statusWith(base: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return (await send(base, 'GET', '/v2/', { headers })).status;
}

describe('a registry on a loopback address', () => {
  it('listens on 127.0.0.1 and a free port by default (SV-13)', async () => {
    await using server = await listen(new MemoryRegistry());
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(server.port).toBeGreaterThan(0);
  });

  it('accepts only loopback hosts, so that a web page cannot use another host name (SV-13)', async () => {
    await using server = await listen(new MemoryRegistry());
    for (const host of [
      'localhost',
      `localhost:${server.port}`,
      'LOCALHOST:1',
      '127.0.0.1',
      '127.9.9.9:80',
      '[::1]:5000',
      'registry.localhost',
      'a.b.LOCALHOST:5000',
      'localhost.:5000',
    ]) {
      expect([host, await statusWith(server.url, { host })]).toEqual([host, 200]);
    }
    for (const host of [
      'evil.test',
      `evil.test:${server.port}`,
      'localhost.evil.test',
      '127.0.0.1.evil.test',
      'evil.test:80@localhost',
      'evil.test:80@a.localhost',
      'evil.test/.localhost',
      'evillocalhost',
      'a.localhost.evil.test',
      '.localhost',
      '10.0.0.1',
      ' ',
    ]) {
      const { status, headers } = await send(server.url, 'GET', '/v2/', { headers: { host } });
      expect([host, status]).toEqual([host, 403]);
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('accepts additional host names (SV-13)', async () => {
    const hostNames = ['Registry.test', 'proxy.example.', '2001:db8::1', '192.0.2.1', '[2001:db8::2]'];
    await using server = await listen(new MemoryRegistry(), { hostNames });
    for (const host of [
      'registry.test',
      'REGISTRY.TEST:5000',
      'proxy.example',
      'proxy.example.:80',
      '[2001:db8::1]:5000',
      '[2001:db8::2]',
      '192.0.2.1:5000',
      'localhost',
      '127.0.0.1:80',
      'a.localhost',
    ])
      expect([host, await statusWith(server.url, { host })]).toEqual([host, 200]);
    for (const host of ['evil.test', 'a.registry.test', 'registry.test.evil.test', '[2001:db8::3]']) {
      const { status, body } = await send(server.url, 'GET', '/v2/', { headers: { host } });
      expect([host, status]).toEqual([host, 403]);
      expect(body.toString()).toContain('host-name');
    }
    const origin = { host: 'registry.test', origin: 'https://evil.test' };
    expect(await statusWith(server.url, origin)).toBe(403);
    await using chosen = await listen(new MemoryRegistry(), {
      allowedHosts: [],
      hostNames: (name) => name.endsWith('.registry.test'),
    });
    expect(await statusWith(chosen.url, { host: 'a.registry.test:1' })).toBe(200);
    expect(await statusWith(chosen.url, { host: 'localhost' })).toBe(403);
  });

  it('accepts the names in its TLS certificate (SV-13)', async () => {
    const authority = new CertificateAuthority();
    const hosts = ['registry.test', '*.wild.test', '192.0.2.1'];
    await using server = await listen(new MemoryRegistry(), { tls: authority.issue({ hosts }) });
    const status = async (host: string): Promise<number> => {
      const { port } = new URL(server.url);
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      request(
        { host: '127.0.0.1', port, path: '/v2/', headers: { host }, rejectUnauthorized: false, agent: false },
        (res) => {
          res.resume();
          resolve(res.statusCode ?? 0);
        },
      )
        .once('error', reject)
        .end();
      return promise;
    };
    for (const host of ['registry.test', 'Registry.Test:5000', 'a.wild.test', '192.0.2.1:1', 'localhost'])
      expect([host, await status(host)]).toEqual([host, 200]);
    for (const host of ['evil.test', 'a.registry.test', 'wild.test', 'a.b.wild.test', '192.0.2.2'])
      expect([host, await status(host)]).toEqual([host, 403]);
  });

  it('replies to HTTP/1.0 requests without Host, which browsers do not send (SV-13)', async () => {
    await using server = await listen(new MemoryRegistry());
    for (const [head, status] of [
      ['GET /v2/ HTTP/1.0', 200],
      ['HEAD /v2/ HTTP/1.0\r\nAccept: */*', 200],
      ['GET /v2/a/tags/list HTTP/1.0', 404],
      ['GET /v2/ HTTP/1.0\r\nHost: localhost', 200],
      ['GET /v2/ HTTP/1.0\r\nHost: evil.test', 403],
      ['GET /v2/ HTTP/1.0\r\nHost:', 403],
      ['GET /v2/ HTTP/1.0\r\nOrigin: http://evil.test', 403],
      ['GET /v2/ HTTP/1.0\r\nOrigin: http://', 403],
      ['GET /v2/ HTTP/1.0\r\nSec-Fetch-Site: cross-site', 403],
      ['GET /v2/ HTTP/1.1', 400],
    ] as const) {
      const response = await sendRaw(server.url, `${head}\r\n\r\n`);
      expect([head, statusOfRaw(response)]).toEqual([head, status]);
    }
  });

  it('listens on an IPv6 address in brackets, and names the port option for an address with a port', async () => {
    for (const address of ['[::1]', '::1']) {
      await using server = await listen(new MemoryRegistry(), { address });
      expect([server.address, server.url]).toEqual(['::1', `http://[::1]:${server.port}`]);
    }
    await using all = await listen(new MemoryRegistry(), { address: '[::]', insecureAnonymous: true });
    expect([all.address, all.url]).toEqual(['::', `http://[::1]:${all.port}`]);
    for (const address of ['127.0.0.1:5055', 'localhost:5055', '[::1]:5055', '0.0.0.0:80', 'registry.test:80']) {
      await expect(listen(new MemoryRegistry(), { address, insecureAnonymous: true })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringMatching(/contains a port.* option "port"/) as string,
      });
    }
  });

  it('checks each host, also after an accepted host (SV-13)', async () => {
    await using server = await listen(new MemoryRegistry(), { allowedHosts: ['registry.test'] });
    expect(await statusWith(server.url, { host: 'Registry.test:5000' })).toBe(200);
    expect(await statusWith(server.url, { host: 'evil.test' })).toBe(403);
    expect(await statusWith(server.url, { host: 'localhost' })).toBe(403);
  });

  it('rejects requests of web pages of other origins and sends no CORS headers (SV-13)', async () => {
    await using server = await listen(new MemoryRegistry());
    const host = `localhost:${server.port}`;
    for (const headersOfPage of [
      { origin: 'https://evil.test' },
      { origin: 'null' },
      { origin: `http://localhost:1` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      const { status, headers } = await send(server.url, 'POST', '/v2/a/blobs/uploads/', {
        headers: { host, ...headersOfPage },
      });
      expect([headersOfPage, status, headers['access-control-allow-origin']]).toEqual([headersOfPage, 403, undefined]);
    }
    expect(await statusWith(server.url, { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await statusWith(server.url, { host, 'sec-fetch-site': 'none' })).toBe(200);
    expect((await send(server.url, 'OPTIONS', '/v2/', { headers: { host } })).status).toBe(405);
  });

  it('compares the complete origin with the host (SV-13)', async () => {
    await using server = await listen(new MemoryRegistry());
    const host = `localhost:${server.port}`;
    for (const origin of [
      `http://${host}.evil.test`,
      `http://${host}@evil.test`,
      `http://evil.test/${host}`,
      `http://evil.test#http://${host}`,
      `http://evil.${host}`,
      `http://user@${host}`,
      `http://${host}/`,
      `http://${host}0`,
      'http://localhost',
      `ftp://${host}`,
      `file://${host}`,
      `http://${host}, http://evil.test`,
      `null, http://${host}`,
      host,
      '',
    ])
      expect([origin, await statusWith(server.url, { host, origin })]).toEqual([origin, 403]);
    for (const origin of [`http://${host}`, `https://${host}`])
      expect([origin, await statusWith(server.url, { host, origin })]).toEqual([origin, 200]);
  });

  it('checks the host of a request target in absolute form (SV-13)', async () => {
    await using server = await listen(new MemoryRegistry());
    for (const [target, host, status] of [
      ['http://localhost/v2/', 'localhost', 200],
      ['HTTP://LocalHost/v2/', 'localhost', 200],
      ['https://localhost/v2/', 'localhost', 200],
      ['http://evil.test/v2/', 'evil.test', 403],
      ['http://evil.test/v2/', 'localhost', 400],
      ['http://localhost/v2/', 'evil.test', 403],
      ['http://localhost.evil.test/v2/', 'localhost', 400],
      ['http://localhost@evil.test/v2/', 'localhost', 400],
      ['http://evil.test@localhost/v2/', 'localhost', 400],
      ['http://evil.test#@localhost/v2/', 'localhost', 400],
      ['ftp://localhost/v2/', 'localhost', 400],
      ['//localhost/v2/', 'localhost', 404],
      ['localhost:80', 'localhost', 400],
      ['*', 'localhost', 400],
    ] as const) {
      const head = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      expect([target, host, statusOfRaw(await sendRaw(server.url, head))]).toEqual([target, host, status]);
    }
    expect(statusOfRaw(await sendRaw(server.url, 'GET http://evil.test/v2/ HTTP/1.0\r\n\r\n'))).toBe(400);
  });

  it('refuses a non-loopback address without authentication unless insecureAnonymous is set (SV-13)', async () => {
    for (const address of ['0.0.0.0', '::', '192.0.2.1', 'registry.test']) {
      await expect(listen(new MemoryRegistry(), { address })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: expect.stringContaining('insecureAnonymous') as string,
      });
    }
    await using open = await listen(new MemoryRegistry(), { address: '0.0.0.0', insecureAnonymous: true });
    expect(open.url).toBe(`http://127.0.0.1:${open.port}`);
    expect(await statusWith(open.url, { host: 'registry.test' })).toBe(200);
    await using guarded = await listen(new MemoryRegistry(), { address: '0.0.0.0', htpasswd: '' });
    expect(await statusWith(guarded.url, { host: 'registry.test' })).toBe(401);
  });
});
