import { describe, expect, it } from 'vitest';
import { maxTokenReply } from '../../src/auth/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { findCanaries, newPlainCanary, ScriptedServer, type Answer, type Step } from '../faults/kit/index.ts';
import { Client, get, Recorder, thrown } from './fixtures.ts';

const scope = 'repository:a/b:pull';

/** Makes the server a registry that accepts any bearer token. */
function guard(server: ScriptedServer): void {
  const challenge = `Bearer realm="${server.url('/token').href}",service="s",scope="${scope}"`;
  server.on('GET /v2/*', (request) =>
    request.header('authorization')?.startsWith('Bearer ') === true
      ? { status: 200 }
      : { status: 401, headers: { 'WWW-Authenticate': challenge } },
  );
}

function json(value: unknown): Step {
  return {
    headers: { 'Content-Type': 'application/json' },
    body: typeof value === 'string' ? value : JSON.stringify(value),
  };
}

describe('token replies', () => {
  it.each([
    ['token', { token: 't1' }, 't1'],
    ['access_token', { access_token: 't2' }, 't2'],
    ['both', { token: 't1', access_token: 't2' }, 't1'],
    ['an empty token and an access_token', { token: '', access_token: 't2' }, 't2'],
    ['null next to a token', { token: null, access_token: 't2', refresh_token: null }, 't2'],
    ['issued_at in the past', { token: 't1', issued_at: '1999-01-01T00:00:00Z', expires_in: 300 }, 't1'],
  ])('accepts %s (AU-06)', async (_, reply, expected) => {
    await using server = await ScriptedServer.start();
    guard(server);
    server.on('GET /token', json(reply));
    await using client = new Client(server.origin, new Recorder());
    expect(await client.status(get(server.url('/v2/a/b/blobs/x'), scope))).toBe(200);
    expect(server.requests.at(-1)?.header('authorization')).toBe(`Bearer ${expected}`);
  });

  const secret = newPlainCanary('tok');
  it.each([
    ['no token', json({ expires_in: 60 }), 'PROTOCOL'],
    ['empty tokens', json({ token: '', access_token: '' }), 'PROTOCOL'],
    ['a token that is not a string', json({ token: { value: secret } }), 'PROTOCOL'],
    ['a list', json([secret]), 'PROTOCOL'],
    ['a bare token', json(secret), 'PROTOCOL'],
    ['HTML', { headers: { 'Content-Type': 'text/html' }, body: `<title>Log in</title>${secret}` }, 'PROTOCOL'],
    ['nothing', {}, 'PROTOCOL'],
    ['a token with a line break', json({ token: `${secret}\r\nX: y` }), 'PROTOCOL'],
    [
      'more than the maximum size',
      json(JSON.stringify({ token: secret, pad: 'x'.repeat(maxTokenReply) })),
      'SIZE_LIMIT',
    ],
  ] satisfies [string, Answer, string][])(
    'rejects a reply with %s without repeating its text (AU-06)',
    async (_, answer, code) => {
      await using server = await ScriptedServer.start();
      guard(server);
      server.on('GET /token', answer);
      await using client = new Client(server.origin, new Recorder());
      const error = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), scope)));
      expect(isOciError(error) && error.code).toBe(code);
      expect((error as Error).message).toContain(server.url('/token').href);
      expect(findCanaries([secret], { error: error as Error, events: client.events })).toEqual([]);
    },
  );

  it('accepts a reply of exactly the maximum size (AU-06)', async () => {
    await using server = await ScriptedServer.start();
    guard(server);
    server.on('GET /token', json(JSON.stringify({ token: 't' }).padEnd(maxTokenReply)));
    await using client = new Client(server.origin, new Recorder());
    expect(await client.status(get(server.url('/v2/a/b/blobs/x'), scope))).toBe(200);
  });

  it.each([
    ['absent', undefined, 50],
    ['zero', 0, 50],
    ['negative', -5, 50],
    ['a text', '3600', 50],
    ['below a minute', 20, 50],
    ['five minutes', 300, 290],
    ['huge', 1e12, 1e12 - 10],
    ['infinite', '1e999', 50],
  ])(
    'uses a token with expires_in %s until ten seconds before its expiry on the monotonic clock (AU-06)',
    async (_, expiresIn, seconds) => {
      await using server = await ScriptedServer.start();
      guard(server);
      const lifetime = expiresIn === '1e999' ? expiresIn : JSON.stringify(expiresIn);
      const field = expiresIn === undefined ? '' : `,"expires_in":${lifetime}`;
      const reply = `{"token":"t","issued_at":"2038-01-01T00:00:00Z"${field}}`;
      // The server's clock is first an hour fast, and then an hour slow.
      server.on('GET /token', { ...json(reply), dateSkewMs: 3_600_000 }, { ...json(reply), dateSkewMs: -3_600_000 });
      let now = 5000;
      await using client = new Client(server.origin, new Recorder(), { now: () => now });
      const tokenRequestCount = async (): Promise<number> => {
        expect(await client.status(get(server.url('/v2/a/b/blobs/x'), scope))).toBe(200);
        return server.seen('GET /token').length;
      };
      expect(await tokenRequestCount()).toBe(1);
      now += seconds * 1000 - 1;
      expect(await tokenRequestCount()).toBe(1);
      now += 1;
      expect(await tokenRequestCount()).toBe(2);
      // The new token is requested before the request is sent, so no body is sent twice.
      expect(server.seen('GET /v2/*')).toHaveLength(4);
    },
  );
});

describe('rate limits of a token endpoint', () => {
  it.each([
    ['429', { status: 429 }],
    ['403 with the code TOOMANYREQUESTS', { ...json({ errors: [{ code: 'TOOMANYREQUESTS' }] }), status: 403 }],
    ['403 with Retry-After', { status: 403, headers: { 'Retry-After': '0' } }],
    ["403 with GHCR's text", { ...json({ message: 'You have exceeded a secondary rate limit' }), status: 403 }],
  ] satisfies [string, Step][])(
    'repeats the request after %s, and gives no advice about permissions',
    async (_, step) => {
      await using server = await ScriptedServer.start();
      guard(server);
      server.on('GET /token', step);
      await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }));
      const error = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), scope)));
      expect(isOciError(error) && error.code).toBe('TOOMANYREQUESTS');
      expect((error as Error).message).not.toMatch(/permission|wrong or expired|log in/);
      expect(server.seen('GET /token')).toHaveLength(2);
    },
  );
});

describe('the reason of a refused token request', () => {
  const html = { headers: { 'Content-Type': 'text/html' }, body: '<h1>no</h1>' };
  it.each([
    ['errors', 403, json({ errors: [{ code: 'DENIED', message: 'no scope write' }] }), '403 (DENIED: no scope write)'],
    ['details', 401, json({ details: 'account is locked' }), '401 (account is locked)'],
    [
      'an OAuth 2 error',
      400,
      json({ error: 'invalid_grant', error_description: 'it expired' }),
      '400 (invalid_grant: it expired)',
    ],
    ['text', 503, { body: 'maintenance\nuntil 12:00' }, String.raw`503 ("maintenance\nuntil 12:00")`],
    ['a rate limit', 429, json({ errors: [{ code: 'TOOMANYREQUESTS', message: 'slow down' }] }), 'slow down'],
    ['a web page', 403, html, '403 (with a web page)'],
    ['nothing', 403, {}, '403 to a request'],
  ] satisfies [string, number, Step, string][])('is shown for %s', async (_, status, step, expected) => {
    await using server = await ScriptedServer.start();
    guard(server);
    server.on('GET /token', { ...step, status });
    await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'pass' }));
    const error = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), scope)));
    expect((error as Error).message).toContain(expected);
    expect((error as Error).message).not.toContain('<h1>');
  });

  it('is limited in length, and does not contain the secrets of the request', async () => {
    const secret = `${newPlainCanary()}"é`;
    for (const echo of [secret, encodeURIComponent(secret), Buffer.from(`u:${secret}`).toString('base64')]) {
      for (const step of [json({ errors: [{ code: 'DENIED', message: `got ${echo}` }] }), { body: `got ${echo}` }]) {
        await using server = await ScriptedServer.start();
        guard(server);
        server.on('GET /token', { ...step, status: 403 });
        await using client = new Client(server.origin, new Recorder({ username: 'u', password: secret }));
        const error = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), scope)));
        expect((error as Error).message).toContain('got ***');
        expect((error as Error).message).not.toContain(echo);
      }
    }
    await using server = await ScriptedServer.start();
    guard(server);
    server.on('GET /token', { status: 403, body: 'x'.repeat(50_000) });
    await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'pass' }));
    const error = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), scope)));
    expect((error as Error).message.length).toBeLessThan(1000);
  });
});

it('requests a token for all scopes, also with a form', async () => {
  const scopes = ['repository:a/b:pull,push', 'repository:c/d:pull'];
  await using server = await ScriptedServer.start();
  guard(server);
  server.on('POST /token', json({ access_token: 't' }));
  await using client = new Client(server.origin, new Recorder({ identityToken: 'identity' }));
  expect(await client.status(get(server.url('/v2/a/b/blobs/x'), ...scopes))).toBe(200);
  const form = new URLSearchParams(server.seen('POST /token')[0]?.body.toString());
  expect(form.get('scope')).toBe(scopes.join(' '));
});
