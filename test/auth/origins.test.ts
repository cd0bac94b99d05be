import { describe, expect, it } from 'vitest';
import { authenticate } from '../../src/auth/index.ts';
import type { Credential } from '../../src/credentials/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { findCanaries, newPlainCanary, ScriptedServer, TokenIssuer } from '../faults/kit/index.ts';
import { Client, get, Recorder, text, thrown } from './fixtures.ts';

const pull = 'repository:a/b:pull';

describe('credentials and origins', () => {
  it('sends credentials and configured headers only to the registry, also through redirects (AU-01)', async () => {
    await using registry = await ScriptedServer.start();
    await using sink = await ScriptedServer.start();
    const [password, header] = [newPlainCanary('pass'), newPlainCanary('head')];
    const issuer = new TokenIssuer(registry);
    registry
      .on(
        'GET /v2/a/b/blobs/away',
        issuer.guard(pull, { status: 307, headers: { Location: sink.url('/content').href } }),
      )
      .on('GET /v2/a/b/blobs/back', issuer.guard(pull, { status: 307, headers: { Location: sink.url('/back').href } }))
      .on('GET /v2/a/b/blobs/here', issuer.guard(pull, { status: 307, headers: { Location: '/v2/a/b/blobs/there' } }))
      .on('GET /v2/a/b/blobs/there', issuer.guard(pull, { body: 'there' }))
      .on('GET /open', { body: 'open' });
    sink
      .on('GET /content', { body: 'content' })
      .on('GET /back', { status: 307, headers: { Location: registry.url('/open').href } });
    await using client = new Client(registry.origin, new Recorder({ username: 'u', password }), {
      headers: { 'X-Meta': header, Cookie: `c=${header}`, 'Proxy-Authorization': header },
    });
    expect(await text(await client.send(get(registry.url('/v2/a/b/blobs/away'), pull)))).toBe('content');
    expect(await text(await client.send(get(registry.url('/v2/a/b/blobs/back'), pull)))).toBe('open');
    expect(await text(await client.send(get(registry.url('/v2/a/b/blobs/here'), pull)))).toBe('there');
    expect(sink.requests).toHaveLength(2);
    const secrets = [password, header, ...issuer.tokens];
    expect(
      findCanaries(secrets, { sink: sink.wire, open: registry.seen('GET /open')[0]?.head, events: client.events }),
    ).toEqual([]);
    const first = registry.requests[0];
    expect(first?.header('x-meta')).toBe(header);
    expect(first?.header('cookie')).toBe(`c=${header}`);
    expect(first?.header('proxy-authorization')).toBeUndefined();
  });

  it('sends neither credentials nor configured headers with a request to another origin (AU-01)', async () => {
    await using registry = await ScriptedServer.start();
    await using other = await ScriptedServer.start();
    const secret = newPlainCanary();
    registry.on('GET /v2/*', (request) => ({
      status: request.header('authorization') === undefined ? 401 : 200,
      headers: { 'WWW-Authenticate': 'Basic realm="r"' },
    }));
    other
      .on('GET /x', { status: 200 })
      .on('GET /y', { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="r"' } });
    await using client = new Client(registry.origin, new Recorder({ username: 'u', password: secret }), {
      headers: { 'X-Meta': secret },
    });
    expect(await client.status(get(registry.url('/v2/a'), pull))).toBe(200);
    expect(await client.status(get(other.url('/x'), pull))).toBe(200);
    const error = await thrown(client.send(get(other.url('/y'), pull)));
    expect(isOciError(error, 'REDIRECT_REFUSED')).toBe(true);
    expect(findCanaries([secret], { other: other.wire, error: error as Error })).toEqual([]);
  });

  it.each(['Basic realm="r"', 'Bearer realm="SINK/token",service="s"', 'Bearer realm="REGISTRY/token",service="s"'])(
    'rejects the challenge %s of a redirect target and names its origin (AU-02)',
    async (challenge) => {
      await using registry = await ScriptedServer.start();
      await using sink = await ScriptedServer.start();
      const secret = newPlainCanary();
      const field = challenge.replace('SINK', sink.origin.origin).replace('REGISTRY', registry.origin.origin);
      registry.on('GET /v2/a/b/blobs/x', { status: 307, headers: { Location: sink.url('/content').href } });
      sink.on('GET /content', { status: 401, headers: { 'WWW-Authenticate': field } });
      await using client = new Client(registry.origin, new Recorder({ username: 'u', password: secret }));
      const error = await thrown(client.send(get(registry.url('/v2/a/b/blobs/x'), pull)));
      expect(isOciError(error, 'REDIRECT_REFUSED')).toBe(true);
      expect((error as Error).message).toContain(sink.origin.origin);
      expect(client.credentials.lookups).toEqual([]);
      expect([...registry.requests, ...sink.requests].map((request) => request.path)).toEqual([
        '/v2/a/b/blobs/x',
        '/content',
      ]);
      expect(findCanaries([secret], { sink: sink.wire, registry: registry.wire, error: error as Error })).toEqual([]);
    },
  );

  it('neither contacts a refused realm nor looks up credentials for it (AU-03)', async () => {
    await using registry = await ScriptedServer.start({ host: 'localhost' });
    await using sink = await ScriptedServer.start();
    const { port } = sink;
    const secret = newPlainCanary();
    const realms = [
      `http://127.0.0.1:${port}/token`,
      `http://2130706433:${port}/token`,
      `http://127.1:${port}/t`,
      `http://0x7f.0.0.1:${port}/`,
      `http://127.0.0.1.:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      `http://u:p@localhost:${port}/`,
      `http://0.0.0.0:${port}/`,
      '/token',
      '',
      'file:///etc/passwd',
    ];
    await using client = new Client(registry.origin, new Recorder({ username: 'u', password: secret }));
    for (const realm of realms) {
      registry.on('GET /v2/', { status: 401, headers: { 'WWW-Authenticate': `Bearer realm="${realm}",service="s"` } });
      const error = await thrown(client.send(get(registry.url('/v2/'))));
      expect(isOciError(error, 'REDIRECT_REFUSED', 'PROTOCOL'), realm).toBe(true);
    }
    expect(client.credentials.lookups).toEqual([]);
    expect(sink.connections).toBe(0);
    expect(findCanaries([secret], { registry: registry.wire })).toEqual([]);
  });

  it.each([
    ['user and password', { username: 'u', password: newPlainCanary() }],
    ['an identity token', { identityToken: newPlainCanary() }],
    ['a registry token', { registryToken: newPlainCanary() }],
  ])('asks a realm on another domain for a token only anonymously, not with %s (AU-03)', async (_, credential) => {
    await using registry = await ScriptedServer.start();
    await using tokens = await ScriptedServer.start({ host: 'localhost' });
    const issuer = new TokenIssuer(tokens);
    registry.on('GET /v2/*', issuer.guard(pull, { status: 200 }));
    const found: { credential?: Credential } = {};
    await using client = new Client(registry.origin, new Recorder(() => found.credential));
    expect(await client.status(get(registry.url('/v2/'), pull))).toBe(200);
    expect(tokens.requests.map((request) => request.header('authorization'))).toEqual([undefined]);
    // Also after a login during the run.
    found.credential = credential;
    await using other = new Client(registry.origin, client.credentials);
    const error = await thrown(other.send(get(registry.url('/v2/'), pull)));
    expect(error).toMatchObject({ code: 'REDIRECT_REFUSED', message: expect.stringContaining('as a token realm') });
    expect(tokens.requests).toHaveLength(1);
    expect(findCanaries(Object.values(credential).slice(-1), { registry: registry.wire, tokens: tokens.wire })).toEqual(
      [],
    );
  });

  it('does not send credentials to a realm on another domain after it refused an anonymous request', async () => {
    await using registry = await ScriptedServer.start();
    await using tokens = await ScriptedServer.start({ host: 'localhost' });
    registry.on('GET /v2/', {
      status: 401,
      headers: { 'WWW-Authenticate': `Bearer realm="${tokens.url('/token').href}",service="s"` },
    });
    tokens.on('GET /token', { status: 401 });
    const password = newPlainCanary();
    let lookups = 0;
    // The user logs in after the first lookup.
    const credentials = new Recorder(() => (lookups++ === 0 ? undefined : { username: 'u', password }));
    await using client = new Client(registry.origin, credentials);
    const error = await thrown(client.send(get(registry.url('/v2/'), pull)));
    expect(isOciError(error, 'REDIRECT_REFUSED', 'UNAUTHORIZED')).toBe(true);
    expect(tokens.requests).toHaveLength(1);
    expect(findCanaries([password], { tokens: tokens.wire, registry: registry.wire })).toEqual([]);
  });

  it('requests a token from an allowed realm host (AU-03)', async () => {
    await using registry = await ScriptedServer.start({ host: 'localhost' });
    await using tokens = await ScriptedServer.start();
    const issuer = new TokenIssuer(tokens);
    registry.on('GET /v2/', issuer.guard(pull, { status: 200 }));
    const [password, header] = [newPlainCanary('pass'), newPlainCanary('head')];
    await using client = new Client(registry.origin, new Recorder({ username: 'u', password }), {
      allowedRealmHosts: ['127.0.0.1'],
      headers: { 'X-Meta': header },
    });
    expect(await client.status(get(registry.url('/v2/'), pull))).toBe(200);
    expect(issuer.issued).toHaveLength(1);
    expect(findCanaries([header], { tokens: tokens.wire })).toEqual([]);
    expect(findCanaries([password], { registry: registry.wire })).toEqual([]);
  });

  it.each([
    ['user and password', { username: 'u', password: newPlainCanary() }],
    ['an identity token', { identityToken: newPlainCanary() }],
  ])('does not send %s to another origin when the token endpoint redirects (AU-01)', async (_, credential) => {
    await using registry = await ScriptedServer.start();
    await using sink = await ScriptedServer.start();
    const redirect = { status: 307, headers: { Location: sink.url('/steal').href } };
    sink.on('GET /steal', { body: '{"token":"planted"}' }).on('POST /steal', { body: '{"token":"planted"}' });
    registry
      .on('GET /v2/', { status: 401, headers: { 'WWW-Authenticate': `Bearer realm="${registry.url('/token').href}"` } })
      .on('GET /token', redirect)
      .on('POST /token', redirect);
    await using client = new Client(registry.origin, new Recorder(credential));
    const error = await thrown(client.send(get(registry.url('/v2/'), pull)));
    expect(isOciError(error, 'REDIRECT_REFUSED')).toBe(true);
    expect(
      findCanaries(Object.values(credential).slice(-1), {
        sink: sink.wire,
        error: error as Error,
        events: client.events,
      }),
    ).toEqual([]);
    expect(registry.wire.toString()).not.toContain('planted');
  });

  it('does not include tokens, credentials and query strings in events and errors (AU-15)', async () => {
    await using registry = await ScriptedServer.start();
    const [password, query] = [newPlainCanary('pass'), newPlainCanary('query')];
    const issuer = new TokenIssuer(registry);
    registry.on('GET /v2/*', (request) => {
      const field = issuer.challenge(pull).replace('/token', `/token?key=${query}`);
      return request.header('authorization') === undefined
        ? { status: 401, headers: { 'WWW-Authenticate': field } }
        : { status: 200, headers: { 'Set-Cookie': `s=${query}` } };
    });
    await using client = new Client(registry.origin, new Recorder({ username: 'u', password }));
    expect(await client.status(get(registry.url('/v2/a'), pull))).toBe(200);
    expect(issuer.issued[0]?.query.get('key')).toBe(query);
    registry.on('GET /token', { status: 401, body: `{"details":"${query}"}` }).on('GET /v2/*', {
      status: 401,
      headers: { 'WWW-Authenticate': issuer.challenge('other').replace('/token', `/token?key=${query}`) },
    });
    const error = await thrown(client.send(get(registry.url('/v2/b'), pull)));
    expect(client.events.length).toBeGreaterThan(3);
    expect(
      findCanaries([password, query, ...issuer.tokens], {
        events: client.events,
        error: error as Error,
        sources: client.sources,
      }),
    ).toEqual([]);
  });

  it('rejects invalid configured headers without repeating their values', async () => {
    const secret = newPlainCanary();
    for (const headers of [{ 'X\r\nY': 'v' }, { '': 'v' }, { 'X-Meta': `${secret}\r\nY: z` }]) {
      const registry = new URL('http://127.0.0.1:1/');
      const make = async (): Promise<unknown> =>
        authenticate(() => Promise.reject(new Error('nothing is sent')), {
          origin: registry,
          registry: registry.host,
          credentials: new Recorder(),
          headers,
        });
      const error = await thrown(make());
      expect(isOciError(error, 'CREDENTIALS')).toBe(true);
      expect(findCanaries([secret], { error: error as Error })).toEqual([]);
    }
  });
});
