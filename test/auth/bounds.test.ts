import { describe, expect, it } from 'vitest';
import { authenticate } from '../../src/auth/index.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../src/http/index.ts';
import { once } from '../../src/streams/index.ts';
import { get, Recorder } from './fixtures.ts';

/** More repositories than the caches of `authenticate` hold. */
const repositoryCount = 1001;
const origin = new URL('http://registry.test');

function reply(
  request: HttpRequest,
  status: number,
  headers: Readonly<Record<string, string>>,
  body = '',
): HttpResponse {
  return {
    status,
    url: request.url,
    headers: {
      get: (name) => headers[name],
      all: (name) => (headers[name] === undefined ? [] : [headers[name]]),
    },
    body: Object.assign(once(Buffer.from(body)), { discard: () => Promise.resolve() }),
  };
}

/** A registry without a network, because a test that sends thousands of requests over sockets takes seconds. */
class Registry {
  readonly requests: string[] = [];
  readonly #challenge: string;

  constructor(challenge: string) {
    this.#challenge = challenge;
  }

  readonly send: Transport = async (request) => {
    this.requests.push(request.url.pathname);
    if (request.url.pathname === '/token') return reply(request, 200, {}, '{"token":"t","expires_in":3600}');
    if (request.headers?.['authorization'] !== undefined) return reply(request, 200, {});
    return reply(request, 401, { 'www-authenticate': this.#challenge });
  };

  count(path: string): number {
    return this.requests.filter((seen) => seen === path).length;
  }
}

describe('authenticate', () => {
  it.each([
    ['token', `Bearer realm="${origin.href}token"`, repositoryCount + 1],
    ['password', 'Basic realm="r"', 0],
  ])(
    'evicts the %s of the least recently used repository after requests to many repositories',
    async (_, challenge, expectedTokens) => {
      const registry = new Registry(challenge);
      const credentials = new Recorder({ username: 'u', password: 'p' });
      const send = authenticate(registry.send, { origin, registry: origin.host, credentials });
      const request = async (name: string): Promise<void> => {
        const response = await send(get(new URL(`/v2/${name}/tags/list`, origin), `repository:${name}:pull`));
        expect(response.status).toBe(200);
      };
      for (let index = 0; index < repositoryCount; index++) await request(`r${index}`);
      await request(`r${repositoryCount - 1}`);
      await request('r0');
      expect(credentials.lookups.filter(({ repository }) => repository === 'r0')).toHaveLength(2);
      expect(credentials.lookups).toHaveLength(repositoryCount + 1);
      expect(registry.count('/token')).toBe(expectedTokens);
      // Each request without a cached login gets a challenge first. The last repository still has a cached login.
      expect(registry.count('/v2/r0/tags/list')).toBe(4);
      expect(registry.count(`/v2/r${repositoryCount - 1}/tags/list`)).toBe(3);
    },
  );
});

describe('TokenCache', () => {
  it('removes expired tokens of keys that are not requested again', async () => {
    const { TokenCache } = await import('../../src/auth/token-cache.ts');
    let now = 0;
    const cache = new TokenCache(() => now);
    const fetch = async (): Promise<{ value: string; expiresAt: number }> => ({ value: 't', expiresAt: now + 1000 });
    for (let index = 0; index < 100; index++) await cache.obtain(`old ${index}`, undefined, fetch, undefined);
    expect(cache.size).toBe(100);
    now = 1000;
    await cache.obtain('new', undefined, fetch, undefined);
    expect(cache.size).toBe(1);
  });
});
