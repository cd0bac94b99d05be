import { hashSync } from 'bcryptjs';
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import {
  createTokenIssuer,
  listen,
  parseHtpasswd,
  type Access,
  type AccessLogEntry,
  type Listening,
  type TokenVerdict,
} from '../../src/server/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { send, basic, pushBlob, pushManifest } from './requests.ts';

const cost = 4;

function entry(user: string, password: string): string {
  return `${user}:${hashSync(password, cost)}`;
}

/** The processor time of work on this thread, microseconds. Other processes do not affect it. */
async function processorTimeOf(work: () => unknown): Promise<number> {
  const start = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(start);
  return user + system;
}

async function withTokens(lifetime = 60): Promise<{ server: Listening; clock: { ms: number } }> {
  const clock = { ms: Date.now() };
  const tokens = createTokenIssuer({ service: 'r', htpasswd: entry('ada', 'pw'), lifetime, now: () => clock.ms });
  return { server: await listen(new MemoryRegistry(), { tokens }), clock };
}

async function verifyAsync(token: string): Promise<TokenVerdict> {
  return token === 'good' ? { kind: 'granted', user: 'x' } : { kind: 'invalid' };
}

interface Row {
  readonly method: string;
  readonly path: string;
  readonly requires: 'pull' | 'push' | 'delete' | '*';
}

/** Every method on every path, and the access that it requires. */
function matrix(digest: string, upload: string): readonly Row[] {
  return [
    { method: 'GET', path: '/v2/a/manifests/v1', requires: 'pull' },
    { method: 'HEAD', path: '/v2/a/manifests/v1', requires: 'pull' },
    { method: 'GET', path: `/v2/a/blobs/${digest}`, requires: 'pull' },
    { method: 'HEAD', path: `/v2/a/blobs/${digest}`, requires: 'pull' },
    { method: 'GET', path: '/v2/a/tags/list', requires: 'pull' },
    { method: 'GET', path: `/v2/a/referrers/${digest}`, requires: 'pull' },
    { method: 'PUT', path: '/v2/a/manifests/v1', requires: 'push' },
    { method: 'POST', path: '/v2/a/blobs/uploads/', requires: 'push' },
    { method: 'GET', path: upload, requires: 'push' },
    { method: 'PATCH', path: upload, requires: 'push' },
    { method: 'PUT', path: upload, requires: 'push' },
    { method: 'DELETE', path: upload, requires: 'push' },
    { method: 'DELETE', path: '/v2/a/manifests/v1', requires: 'delete' },
    { method: 'DELETE', path: `/v2/a/manifests/${digest}`, requires: 'delete' },
    { method: 'DELETE', path: `/v2/a/blobs/${digest}`, requires: 'delete' },
    { method: 'GET', path: '/v2/_catalog', requires: '*' },
  ];
}

const allActions: readonly ('pull' | 'push' | 'delete' | '*')[] = ['pull', 'push', 'delete', '*'];

function byOwnName(user: string | undefined, access: Access): boolean {
  return access.actions.every((action) => action === user);
}

function rootOrMine(user: string | undefined, { name, actions }: Access): boolean {
  return user === 'root' || (name === 'mine' && !actions.includes('delete'));
}

function publicOrMine(user: string | undefined, { type, name }: Access): boolean {
  return type === 'registry' || name === 'public' || (user === 'ada' && name === 'mine');
}

function pullForAll(user: string | undefined, { actions }: Access): boolean {
  return user !== undefined || actions.every((action) => action === 'pull');
}

describe('access control', () => {
  it('requires the action of each method from the rules for users (SV-12)', async () => {
    const htpasswd = allActions.map((action) => entry(action, 'pw')).join('\n');
    await using server = await listen(new MemoryRegistry(), { htpasswd, authorize: byOwnName });
    for (const { method, path, requires } of matrix(digestOf('x'), '/v2/a/blobs/uploads/none')) {
      for (const user of allActions) {
        const { status } = await send(server.url, method, path, { headers: basic(user, 'pw') });
        expect([method, path, user, status === 403]).toEqual([method, path, user, user !== requires]);
      }
      const anonymous = await send(server.url, method, path);
      expect([anonymous.status, anonymous.headers['www-authenticate']]).toEqual([
        401,
        'Basic realm="registry", charset="UTF-8"',
      ]);
    }
  });

  it('requires the action of each method from the scopes of tokens (SV-12)', async () => {
    const tokens = createTokenIssuer({ service: 'r' });
    await using server = await listen(new MemoryRegistry(), { tokens });
    for (const { method, path, requires } of matrix(digestOf('x'), '/v2/a/blobs/uploads/none')) {
      for (const action of allActions) {
        const scope: Access =
          action === '*'
            ? { type: 'registry', name: 'catalog', actions: ['*'] }
            : { type: 'repository', name: 'a', actions: [action] };
        const elsewhere: Access = { type: 'repository', name: 'ab', actions: ['pull', 'push', 'delete'] };
        const headers = { authorization: `Bearer ${tokens.issue('u', [scope, elsewhere])}` };
        const { status } = await send(server.url, method, path, { headers });
        expect([method, path, action, status === 401]).toEqual([method, path, action, action !== requires]);
      }
    }
  });

  it('requires pull on the source of a mount, and treats a denied source like a missing blob (SV-12)', async () => {
    const registry = new MemoryRegistry();
    await using unprotected = await listen(registry);
    const digest = await pushBlob(unprotected.url, 'private', Buffer.from('secret'));
    await using server = await listen(registry, {
      htpasswd: [entry('eve', 'pw'), entry('root', 'pw')].join('\n'),
      authorize: rootOrMine,
    });
    const eve = { headers: basic('eve', 'pw') };
    for (const query of [`mount=${digest}&from=private`, `mount=${digest}`]) {
      const { status, headers } = await send(server.url, 'POST', `/v2/mine/blobs/uploads/?${query}`, eve);
      const absent = await send(
        server.url,
        'POST',
        `/v2/mine/blobs/uploads/?${query.replace(digest, digestOf('absent'))}`,
        eve,
      );
      expect([status, absent.status, headers['oci-error-code']]).toEqual([202, 202, absent.headers['oci-error-code']]);
    }
    expect((await send(server.url, 'HEAD', `/v2/mine/blobs/${digest}`, eve)).status).toBe(404);
    const root = await send(server.url, 'POST', `/v2/mine/blobs/uploads/?mount=${digest}`, {
      headers: basic('root', 'pw'),
    });
    expect(root.status).toBe(201);
    expect((await send(server.url, 'GET', `/v2/mine/blobs/${digest}`, eve)).body.toString()).toBe('secret');
  });

  const grants: readonly (readonly [string, readonly Access[]])[] = [
    ['the target', []],
    ['another repository', [{ type: 'repository', name: 'private-2', actions: ['pull'] }]],
    ['a push to the source', [{ type: 'repository', name: 'private', actions: ['push', 'delete'] }]],
    ['the catalog', [{ type: 'registry', name: 'catalog', actions: ['*'] }]],
  ];
  for (const [what, more] of grants) {
    it(`does not mount a blob of a repository that a token does not cover: ${what} (SV-12)`, async () => {
      const registry = new MemoryRegistry();
      await using unprotected = await listen(registry);
      const digest = await pushBlob(unprotected.url, 'private', Buffer.from('secret'));
      const tokens = createTokenIssuer({ service: 'r' });
      await using server = await listen(registry, { tokens });
      const mine: Access = { type: 'repository', name: 'mine', actions: ['pull', 'push'] };
      const bearer = (...scopes: readonly Access[]): { headers: Readonly<Record<string, string>> } => ({
        headers: { authorization: `Bearer ${tokens.issue('eve', scopes)}` },
      });
      const eve = bearer(mine, ...more);
      for (const query of [`mount=${digest}&from=private`, `mount=${digest}`])
        expect((await send(server.url, 'POST', `/v2/mine/blobs/uploads/?${query}`, eve)).status).toBe(202);
      expect((await send(server.url, 'HEAD', `/v2/mine/blobs/${digest}`, eve)).status).toBe(404);
      const allowed = bearer(mine, { type: 'repository', name: 'private', actions: ['pull'] });
      const mounted = await send(server.url, 'POST', `/v2/mine/blobs/uploads/?mount=${digest}&from=private`, allowed);
      expect(mounted.status).toBe(201);
    });
  }

  it('shows a blob only in the repositories that it was pushed to, and a deleted blob in none (SV-12)', async () => {
    await using server = await listen(new MemoryRegistry());
    const digest = await pushBlob(server.url, 'a', Buffer.from('x'));
    expect((await send(server.url, 'GET', `/v2/b/blobs/${digest}`)).status).toBe(404);
    await send(server.url, 'DELETE', `/v2/a/blobs/${digest}`);
    expect((await send(server.url, 'GET', `/v2/a/blobs/${digest}`)).status).toBe(404);
  });

  it('lists only the repositories that the user may pull from', async () => {
    const registry = new MemoryRegistry();
    await using unprotected = await listen(registry);
    for (const name of ['mine', 'private', 'public']) await pushBlob(unprotected.url, name, Buffer.from('x'));
    await using server = await listen(registry, { htpasswd: entry('ada', 'pw'), authorize: publicOrMine });
    const listed = async (headers: Readonly<Record<string, string>>): Promise<unknown> =>
      JSON.parse((await send(server.url, 'GET', '/v2/_catalog?n=2', { headers })).body.toString());
    expect(await listed(basic('ada', 'pw'))).toEqual({ repositories: ['mine', 'public'] });
    expect(await listed({})).toEqual({ repositories: ['public'] });
  });

  it('applies the rules to anonymous users, but challenges a ping', async () => {
    await using server = await listen(new MemoryRegistry(), { htpasswd: entry('ada', 'pw'), authorize: pullForAll });
    expect((await send(server.url, 'GET', '/v2/a/manifests/v1')).status).toBe(404);
    expect((await send(server.url, 'POST', '/v2/a/blobs/uploads/')).status).toBe(401);
    expect((await send(server.url, 'GET', '/v2/')).status).toBe(401);
    expect((await send(server.url, 'GET', '/v2/', { headers: basic('ada', 'pw') })).status).toBe(200);
  });

  it('challenges an anonymous request that starts an upload', async () => {
    await using server = await listen(new MemoryRegistry(), { tokens: createTokenIssuer({ service: 'my registry' }) });
    const { status, code, headers } = await send(server.url, 'POST', '/v2/a/blobs/uploads/');
    expect([status, code]).toEqual([401, 'UNAUTHORIZED']);
    expect(headers['www-authenticate']).toBe(
      `Bearer realm="${server.url}/token",service="my registry",scope="repository:a:pull,push"`,
    );
  });
});

describe('passwords', () => {
  it('are checked, also with colons, UTF-8, unknown users and malformed headers (SV-15)', async () => {
    const password = 'a:b:ü€😀';
    await using server = await listen(new MemoryRegistry(), { htpasswd: `# people\n\n${entry('ada', password)}\r\n` });
    const status = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await send(server.url, 'GET', '/v2/', { headers })).status;
    expect(await status(basic('ada', password))).toBe(200);
    expect(
      await status({ authorization: basic('ada', password)['authorization']?.replace('Basic', 'bAsIc') ?? '' }),
    ).toBe(200);
    for (const headers of [
      basic('ada', 'a'),
      basic('ada', `${password}x`),
      basic('ada', ''),
      basic('eve', password),
      basic('', ''),
    ])
      expect(await status(headers)).toBe(401);
    for (const authorization of ['Basic', 'Basic !!!', 'Basic YWRh', 'Bearer x', 'Digest x', ''])
      expect(await status({ authorization })).toBe(401);
    // A cached password does not make another password valid.
    expect(await status(basic('ada', password))).toBe(200);
    expect(await status(basic('ada', 'a'))).toBe(401);
  });

  it('require one bcrypt check for many requests, and the same time for unknown users (SV-15)', async () => {
    const check = parseHtpasswd(`ada:${hashSync('pw', 10)}`);
    await check.verify('unknown', 'warm-up');
    const first = await processorTimeOf(() =>
      Promise.all(Array.from({ length: 20 }, async () => check.verify('ada', 'pw'))),
    );
    const later = await processorTimeOf(() => check.verify('ada', 'pw'));
    const unknown = await processorTimeOf(() => check.verify('eve', 'pw'));
    expect(check.verify('ada', 'pw')).toBe(true);
    expect(later).toBeLessThan(first / 10);
    expect(unknown).toBeGreaterThan(first / 3);
  });

  it('of more than 72 bytes are rejected and logged, because bcrypt would ignore the rest (SV-15)', async () => {
    const long = 'p'.repeat(72);
    const users = {
      exact: long,
      wide: 'ü'.repeat(36),
      ascii: `${long}RIGHT`,
      utf8: `${'ü'.repeat(36)}RIGHT`,
      emoji: `${'p'.repeat(70)}😀`,
    };
    const htpasswd = Object.entries(users).map(([user, password]) => entry(user, password));
    const logged: string[] = [];
    const onError = (error: unknown, operation: string): void => {
      logged.push(`${operation}: ${(error as Error).message}`);
    };
    const tokens = createTokenIssuer({ service: 'r', htpasswd: htpasswd.join('\n'), onError });
    await using server = await listen(new MemoryRegistry(), { htpasswd: htpasswd.join('\n'), tokens, onError });
    const statuses = async (user: string, password: string): Promise<readonly number[]> => {
      const headers = basic(user, password);
      const form = new URLSearchParams({ grant_type: 'password', username: user, password }).toString();
      return [
        (await send(server.url, 'GET', '/v2/', { headers })).status,
        (await send(server.url, 'GET', '/token', { headers })).status,
        (await send(server.url, 'POST', '/token', { body: form })).status,
      ];
    };
    for (const user of ['exact', 'wide'] as const) expect(await statuses(user, users[user])).toEqual([200, 200, 200]);
    for (const [user, password] of [
      ['exact', `${long}x`],
      ['wide', `${'ü'.repeat(36)}x`],
      ['ascii', users.ascii],
      ['ascii', `${long}WRONG`],
      ['ascii', long.slice(1)],
      ['utf8', users.utf8],
      ['utf8', `${'ü'.repeat(36)}WRONG`],
      ['emoji', users.emoji],
      ['emoji', `${'p'.repeat(70)}🙂`],
      ['unknown', `${long}x`],
    ] as const)
      expect([user, await statuses(user, password)]).toEqual([user, [401, 401, 401]]);
    // The Basic check and the token endpoint each report a known user once.
    expect(logged).toHaveLength(2 * Object.keys(users).length);
    expect(logged).toContain(
      'check the password of "ascii": it has 77 bytes, and bcrypt compares only 72; use a shorter password',
    );
    expect(logged.join('\n')).not.toMatch(/pppp|RIGHT|WRONG|unknown/);
  });

  it('do not appear in the access log, errors or replies (SV-15)', async () => {
    const canary = `pw-${randomBytes(8).toString('hex')}`;
    const seen: unknown[] = [];
    const log: AccessLogEntry[] = [];
    await using server = await listen(new MemoryRegistry(), {
      htpasswd: entry('ada', canary),
      onAccess: (line) => log.push(line),
      onError: (error) => seen.push(error),
    });
    for (const headers of [
      basic('ada', canary),
      basic('eve', canary),
      { authorization: `Bearer ${canary}` },
      { authorization: canary },
    ]) {
      const { body, headers: response } = await send(server.url, 'GET', `/v2/a/manifests/v1?token=${canary}`, {
        headers,
      });
      seen.push(body.toString(), response);
    }
    const text = inspect([seen, log], { depth: 9 });
    for (const form of [
      canary,
      Buffer.from(`ada:${canary}`).toString('base64'),
      Buffer.from(canary).toString('base64'),
    ])
      expect(text).not.toContain(form);
    expect(log.map(({ user, status, path, errorCode }) => [user, status, path, errorCode])).toEqual([
      ['ada', 404, '/v2/a/manifests/v1', 'NAME_UNKNOWN'],
      ...Array.from({ length: 3 }, () => [undefined, 401, '/v2/a/manifests/v1', 'UNAUTHORIZED']),
    ]);
  });

  it('must be bcrypt hashes, and an error contains the number of the line but not its content (SV-15)', () => {
    for (const bad of [
      'ada:plain-secret',
      'ada:{SHA}abcd',
      'ada:$apr1$x$y',
      ':$2y$05$x',
      `:$2y$05$${'a'.repeat(53)}`,
      'no-colon',
      `ada:$2y$20$${'a'.repeat(53)}`,
    ]) {
      expect(() => parseHtpasswd(`\n${bad}\n`)).toThrow(/line 2/);
      expect(() => parseHtpasswd(bad)).not.toThrow(/plain-secret|SHA|apr1/);
    }
  });

  it('have a bcrypt cost of at most 14', () => {
    const withCost = (cost: number): string => `ada:$2y$${cost}$${'a'.repeat(53)}`;
    expect(() => parseHtpasswd(withCost(14))).not.toThrow();
    expect(() => parseHtpasswd(withCost(15))).toThrow(
      'line 1 of the htpasswd file has bcrypt cost 15, which is too slow; use at most 14',
    );
  });
});

describe('a token for several actions', () => {
  it('has those that the rules grant', async () => {
    const registry = new MemoryRegistry();
    const tokens = createTokenIssuer({ service: 'r', htpasswd: entry('ada', 'pw'), authorize: pullForAll });
    expect(tokens.grant(undefined, [{ type: 'repository', name: 'a', actions: ['pull', 'push', 'delete'] }])).toEqual([
      { type: 'repository', name: 'a', actions: ['pull'] },
    ]);
    expect(tokens.grant(undefined, [{ type: 'repository', name: 'a', actions: ['push'] }])).toEqual([]);
    await using server = await listen(registry, { tokens });
    const status = async (query: string, method: string, headers = {}): Promise<number> => {
      const reply = await send(server.url, 'GET', `/token?service=r&scope=${query}`, { headers });
      expect(reply.status).toBe(200);
      const { token } = JSON.parse(reply.body.toString()) as { readonly token: string };
      const path = method === 'GET' ? '/v2/a/tags/list' : '/v2/a/blobs/uploads/';
      return (await send(server.url, method, path, { headers: { authorization: `Bearer ${token}` } })).status;
    };
    // The repository does not exist yet.
    expect(await status('repository:a:pull,push', 'GET')).toBe(404);
    expect(await status('repository:a:pull,push', 'POST')).toBe(401);
    expect(await status('repository:a:pull,push', 'POST', basic('ada', 'pw'))).toBe(202);
  });
});

describe('tokens', () => {
  it('are issued for GET with Basic authentication, and are valid until they expire', async () => {
    const { server, clock } = await withTokens();
    await using _ = server;
    const response = await send(
      server.url,
      'GET',
      '/token?service=r&scope=repository:a:pull,push&scope=repository:b:pull%20registry:catalog:*',
      { headers: basic('ada', 'pw') },
    );
    expect([response.status, response.headers['cache-control']]).toEqual([200, 'no-store']);
    const reply = JSON.parse(response.body.toString()) as {
      token: string;
      access_token: string;
      expires_in: number;
      issued_at: string;
    };
    expect(reply).toMatchObject({
      access_token: reply.token,
      expires_in: 60,
      issued_at: new Date(clock.ms).toISOString(),
    });
    const headers = { authorization: `Bearer ${reply.token}` };
    expect((await send(server.url, 'GET', '/v2/', { headers })).status).toBe(200);
    expect((await send(server.url, 'GET', '/v2/_catalog', { headers })).status).toBe(200);
    expect((await send(server.url, 'POST', '/v2/a/blobs/uploads/', { headers })).status).toBe(202);
    const beyond = await send(server.url, 'POST', '/v2/b/blobs/uploads/', { headers });
    expect([beyond.status, beyond.headers['www-authenticate']]).toEqual([
      401,
      `Bearer realm="${server.url}/token",service="r",scope="repository:b:pull,push",error="insufficient_scope"`,
    ]);
    clock.ms += 61_000;
    const late = await send(server.url, 'GET', '/v2/', { headers });
    expect([late.status, late.headers['www-authenticate']]).toEqual([
      401,
      `Bearer realm="${server.url}/token",service="r",error="invalid_token"`,
    ]);
  });

  it('are issued for POST with a password or a refresh token', async () => {
    const { server } = await withTokens();
    await using _ = server;
    const post = (form: Readonly<Record<string, string>>): ReturnType<typeof send> =>
      send(server.url, 'POST', '/token', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
      });
    const first = await post({
      grant_type: 'password',
      service: 'r',
      client_id: 't',
      username: 'ada',
      password: 'pw',
      scope: 'repository:a:pull',
      access_type: 'offline',
    });
    const {
      access_token: access,
      refresh_token: refresh,
      scope,
    } = JSON.parse(first.body.toString()) as Record<string, string>;
    expect([first.status, scope]).toEqual([200, 'repository:a:pull']);
    expect((await send(server.url, 'GET', '/v2/', { headers: { authorization: `Bearer ${access}` } })).status).toBe(
      200,
    );
    // A refresh token is not valid as an access token, and vice versa.
    expect((await send(server.url, 'GET', '/v2/', { headers: { authorization: `Bearer ${refresh}` } })).status).toBe(
      401,
    );
    expect((await post({ grant_type: 'refresh_token', service: 'r', refresh_token: String(access) })).status).toBe(401);
    expect(
      (
        await post({
          grant_type: 'refresh_token',
          service: 'r',
          refresh_token: String(refresh),
          scope: 'repository:a:pull',
        })
      ).status,
    ).toBe(200);
    expect((await post({ grant_type: 'password', service: 'r', username: 'ada', password: 'no' })).status).toBe(401);
    expect((await post({ grant_type: 'password', service: 'other', username: 'ada', password: 'pw' })).status).toBe(
      400,
    );
    expect((await post({ grant_type: 'implicit' })).status).toBe(400);
    expect((await post({ junk: 'x'.repeat(70_000) })).status).toBe(413);
  });

  it('name the granted scopes in the reply to POST, and contain a refresh token only on request', async () => {
    const tokens = createTokenIssuer({
      service: 'r',
      htpasswd: entry('ada', 'pw'),
      authorize: (user, { name, actions }) => user === 'ada' && name === 'a' && actions[0] === 'pull',
    });
    await using server = await listen(new MemoryRegistry(), { tokens });
    const form = new URLSearchParams({ grant_type: 'password', service: 'r', username: 'ada', password: 'pw' });
    for (const scope of ['repository:a:pull,push repository:b:pull', 'registry:catalog:*']) form.append('scope', scope);
    const { status, body } = await send(server.url, 'POST', '/token', { body: form.toString() });
    const reply = JSON.parse(body.toString()) as Record<string, unknown>;
    expect([status, reply['scope'], reply['refresh_token']]).toEqual([200, 'repository:a:pull', undefined]);
  });

  it('are not issued without a password, and are rejected when they are forged', async () => {
    const { server } = await withTokens();
    await using _ = server;
    expect(
      (await send(server.url, 'GET', '/token?service=r&scope=repository:a:pull')).headers['www-authenticate'],
    ).toContain('Basic');
    expect((await send(server.url, 'GET', '/token?service=r', { headers: basic('ada', 'no') })).status).toBe(401);
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
    const claims = Buffer.from(JSON.stringify({ use: 'access', aud: 'r', exp: 9e9, access: [] })).toString('base64url');
    for (const token of [
      '',
      '.',
      '..',
      'a.b.c',
      `${none}.${claims}.`,
      createTokenIssuer({ service: 'r' }).issue('ada', []),
    ]) {
      expect((await send(server.url, 'GET', '/v2/', { headers: { authorization: `Bearer ${token}` } })).status).toBe(
        401,
      );
    }
  });

  it('of another issuer can be verified asynchronously', async () => {
    const registry = new MemoryRegistry();
    await using unprotected = await listen(registry);
    await pushManifest(unprotected.url, 'a', 'x', 'v1');
    await using server = await listen(registry, {
      bearer: { realm: 'https://auth.test/token', service: 'r', verify: verifyAsync },
    });
    for (const authorization of ['Bearer good', 'bearer good', 'BEARER   good'])
      expect((await send(server.url, 'GET', '/v2/a/manifests/v1', { headers: { authorization } })).status).toBe(200);
    const { status, headers } = await send(server.url, 'GET', '/v2/a/manifests/v1', {
      headers: { authorization: 'Bearer bad' },
    });
    expect([status, headers['www-authenticate']]).toEqual([
      401,
      'Bearer realm="https://auth.test/token",service="r",scope="repository:a:pull",error="invalid_token"',
    ]);
    expect((await send(server.url, 'GET', '/token')).status).toBe(404);
  });
});
