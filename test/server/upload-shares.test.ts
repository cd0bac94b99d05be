import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { createTokenIssuer, listen, type ListenOptions, type Listening } from '../../src/server/index.ts';
import { networkOf } from '../../src/server/client-key.ts';
import { digestOf } from '../../src/spec/index.ts';
import { beginUpload, send, type Reply } from './requests.ts';

/** The monotonic clock, which stands still during a test. */
let clock = 0;
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function passTime(ms: number): void {
  clock += ms;
}

const tokens = createTokenIssuer({ service: 'r' });

function as(user: string): Readonly<Record<string, string>> {
  const access = [{ type: 'repository' as const, name: 'a', actions: ['pull' as const, 'push' as const] }];
  return { authorization: `Bearer ${tokens.issue(user, access)}` };
}

function post(server: Listening, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  return send(server.url, 'POST', '/v2/a/blobs/uploads/', { headers });
}

describe('the shares of open uploads', () => {
  const limits: readonly (readonly [string, ListenOptions])[] = [
    ['share of a user', { tokens, maxUploadsPerClient: 3 }],
    ['share of an address', { maxUploadsPerClient: 3 }],
    ['limit of all uploads', { maxUploads: 3 }],
  ];
  it.each(limits)('refuse an upload above the %s with 429 and Retry-After', async (_, options) => {
    await using server = await listen(new MemoryRegistry(), options);
    const headers = options.tokens === undefined ? {} : as('eve');
    for (let count = 0; count < 3; count++) await beginUpload(server.url, 'a', headers);
    const refused = await post(server, headers);
    expect([refused.status, refused.code, refused.headers['retry-after']]).toEqual([429, 'TOOMANYREQUESTS', '5']);
  });

  it.each(limits)('evict the oldest idle upload above the %s', async (_, options) => {
    const registry = new MemoryRegistry({ quota: 10 });
    await using server = await listen(registry, options);
    const headers = options.tokens === undefined ? {} : as('eve');
    const [first, second, third] = [
      await beginUpload(server.url, 'a', headers),
      await beginUpload(server.url, 'a', headers),
      await beginUpload(server.url, 'a', headers),
    ];
    await send(server.url, 'PATCH', second, { headers, body: '0123456789' });
    // The first upload is now the one with the most recent request.
    await send(server.url, 'GET', first, { headers });
    passTime(6000);
    const fourth = await beginUpload(server.url, 'a', headers);
    expect((await send(server.url, 'GET', third, { headers })).code).toBe('BLOB_UPLOAD_UNKNOWN');
    const fifth = await beginUpload(server.url, 'a', headers);
    expect((await send(server.url, 'GET', second, { headers })).code).toBe('BLOB_UPLOAD_UNKNOWN');
    for (const location of [first, fourth, fifth])
      expect((await send(server.url, 'GET', location, { headers })).status).toBe(204);
    // The storage of an evicted upload is free again.
    const body = 'abcdefghij';
    expect((await send(server.url, 'PUT', `${first}?digest=${digestOf(body)}`, { headers, body })).status).toBe(201);
  });

  it('do not let a user block others', async () => {
    await using server = await listen(new MemoryRegistry(), { tokens, maxUploads: 10, maxUploadsPerClient: 3 });
    for (let count = 0; count < 20; count++) await post(server, as('eve'));
    for (const user of ['ada', 'bob']) {
      const location = await beginUpload(server.url, 'a', as(user));
      const put = await send(server.url, 'PUT', `${location}?digest=${digestOf('x')}`, {
        headers: as(user),
        body: 'x',
      });
      expect(put.status).toBe(201);
    }
    expect((await post(server, as('eve'))).status).toBe(429);
  });

  it('keep an upload that a request is using', async () => {
    await using server = await listen(new MemoryRegistry(), { maxUploadsPerClient: 1 });
    const location = await beginUpload(server.url, 'a');
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const replied = new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
    await new Promise((resolve) =>
      socket.write(`PATCH ${location} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nab`, resolve),
    );
    // The reply to this request shows that the server has received the PATCH.
    expect((await send(server.url, 'PATCH', location, { body: 'x' })).status).toBe(409);
    passTime(60_000);
    const refused = await post(server);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '5']);
    socket.write('cd');
    expect(await replied).toContain('202');
    socket.destroy();
  });

  it('are free again after uploads that end', async () => {
    await using server = await listen(new MemoryRegistry(), { maxUploadsPerClient: 1 });
    for (let count = 0; count < 3; count++) {
      const location = await beginUpload(server.url, 'a');
      expect((await send(server.url, 'PUT', `${location}?digest=${digestOf('x')}`, { body: 'x' })).status).toBe(201);
      await send(server.url, 'DELETE', await beginUpload(server.url, 'a'));
      const wrong = await beginUpload(server.url, 'a');
      expect((await send(server.url, 'PUT', `${wrong}?digest=${digestOf('y')}`, { body: 'x' })).status).toBe(400);
    }
  });
});

describe('networkOf', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.0.0.7', '10.0.0.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::7', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', ''],
  ])('reduces %s to %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
