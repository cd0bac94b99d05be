import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { send } from './requests.ts';

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
    ]) {
      expect([host, await statusWith(server.url, { host })]).toEqual([host, 200]);
    }
    for (const host of [
      'evil.test',
      `evil.test:${server.port}`,
      'localhost.evil.test',
      '127.0.0.1.evil.test',
      'evil.test:80@localhost',
      '10.0.0.1',
      ' ',
    ]) {
      const { status, headers } = await send(server.url, 'GET', '/v2/', { headers: { host } });
      expect([host, status]).toEqual([host, 403]);
      expect(headers['access-control-allow-origin']).toBeUndefined();
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
