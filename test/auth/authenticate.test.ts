import { describe, expect, it } from 'vitest';
import { isOciError } from '../../src/spec/index.ts';
import { secretsOf } from '../../src/credentials/index.ts';
import {
  findCanaries,
  newCanary,
  newPlainCanary,
  ScriptedServer,
  TokenIssuer,
  type Answer,
  type SeenRequest,
  type Step,
} from '../faults/kit/index.ts';
import { Client, get, put, Recorder, thrown } from './fixtures.ts';

const pull = 'repository:a/b:pull';
const push = 'repository:a/b:pull,push';

function basicOf(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Accepts only this authorization and answers every other request with a challenge. */
function requireAuthorization(authorization: string, challenge = 'Basic realm="r"'): Answer {
  return (request) =>
    request.header('authorization') === authorization
      ? { status: 200 }
      : { status: 401, headers: { 'WWW-Authenticate': challenge } };
}

function authorizations(requests: readonly SeenRequest[]): (string | undefined)[] {
  return requests.map((request) => request.header('authorization'));
}

describe('Basic', () => {
  it('answers a challenge, and reports source and secrets before their first use', async () => {
    await using server = await ScriptedServer.start();
    const authorization = basicOf('me', 'pä:ss');
    server.on('GET /v2/*', requireAuthorization(authorization));
    const credential = { username: 'me', password: 'pä:ss' };
    const reported: string[] = [];
    await using client = new Client(server.origin, new Recorder(credential), {
      onSecret: (secret) => reported.push(secret),
      onSource: (source) => {
        expect(reported).toEqual(secretsOf(credential));
        expect(authorizations(server.requests)).toEqual([undefined]);
        reported.push(`source ${source}`);
      },
    });
    expect(await client.status(get(server.url('/v2/'), pull))).toBe(200);
    expect(await client.status(get(server.url('/v2/x'), push))).toBe(200);
    expect(authorizations(server.requests)).toEqual([undefined, authorization, authorization]);
    expect(reported).toEqual([...secretsOf(credential), 'source the test']);
    expect(reported).toContain(authorization.slice('Basic '.length));
    expect(client.credentials.lookups).toEqual([{ registry: server.origin.host, repository: 'a/b' }]);
  });

  it('names the source of refused credentials after one attempt (AU-09)', async () => {
    await using server = await ScriptedServer.start();
    const secret = newCanary();
    server.on('GET /v2/*', { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="r"' } });
    await using client = new Client(server.origin, new Recorder({ username: 'me', password: secret }));
    const error = await thrown(client.send(get(server.url('/v2/'), pull)));
    expect(isOciError(error, 'UNAUTHORIZED')).toBe(true);
    expect((error as Error).message).toBe(
      `${server.origin.host} refused the credentials from the test (401); they are wrong or expired`,
    );
    expect(server.requests).toHaveLength(2);
    expect(findCanaries([secret], { error: error as Error, events: client.events })).toEqual([]);
  });

  it.each([':', 'me:', ':me', 'a:b:c'])(
    'does not send the user name %j, which would be another one',
    async (username) => {
      await using server = await ScriptedServer.start();
      server.on('GET /v2/*', { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="r"' } });
      await using client = new Client(server.origin, new Recorder({ username, password: 'secret' }));
      const error = await thrown(client.send(get(server.url('/v2/'), pull)));
      expect(isOciError(error, 'CREDENTIALS')).toBe(true);
      expect((error as Error).message).toContain('the user name from the test: it contains a colon');
      expect(authorizations(server.requests)).toEqual([undefined]);
    },
  );

  it.each([
    ['no credential', undefined],
    ['an empty credential', {}],
    ['a credential of empty texts', { username: '', password: '', identityToken: '' }],
  ])('reports that no credentials were found when the source has %s', async (_, credential) => {
    await using server = await ScriptedServer.start();
    server.on('GET /v2/*', { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="r"' } });
    await using client = new Client(server.origin, new Recorder(credential));
    const error = await thrown(client.send(get(server.url('/v2/'), pull)));
    expect(isOciError(error, 'UNAUTHORIZED')).toBe(true);
    expect((error as Error).message).toContain('no credentials were found');
    // The caller adds no other advice.
    expect(error).toMatchObject({ remedy: 'stated' });
    expect(client.sources).toEqual([undefined]);
  });

  it('names unsupported schemes in the error, and reports a 401 without a scheme (AU-05)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET /v2/a', {
      status: 401,
      headers: [
        ['WWW-Authenticate', 'Negotiate'],
        ['WWW-Authenticate', 'NTLM, Digest realm="x"'],
      ],
    });
    server.on('GET /v2/b', { status: 401 });
    await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }));
    const unknown = await thrown(client.send(get(server.url('/v2/a'))));
    expect(isOciError(unknown, 'UNAUTHORIZED')).toBe(true);
    expect((unknown as Error).message).toContain('negotiate, ntlm, digest');
    expect(((await thrown(client.send(get(server.url('/v2/b'))))) as Error).message).toContain(
      'without a login method',
    );
    expect(client.credentials.lookups).toEqual([]);
  });
});

describe('tokens', () => {
  it('prefers Bearer to Basic in any order (AU-05)', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    for (const [path, headers] of [
      ['/v2/a', [['WWW-Authenticate', `Basic realm="r", ${issuer.challenge(pull).replace('Bearer', 'bEaReR')}`]]],
      [
        '/v2/b',
        [
          ['WWW-Authenticate', 'Basic realm="r"'],
          ['WWW-Authenticate', issuer.challenge(pull)],
        ],
      ],
    ] as const) {
      server.on(`GET ${path}`, (request) =>
        request.header('authorization')?.startsWith('Bearer tok') === true ? { status: 200 } : { status: 401, headers },
      );
      await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }));
      expect(await client.status(get(server.url(path), pull))).toBe(200);
    }
  });

  it('requests a token by GET with Basic, the service and the scopes of challenge and request', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server, { path: '/token', service: 'reg & co' });
    server.on('PUT /v2/*', issuer.guard('repository:a/b:pull repository:other:pull', { status: 201 }));
    await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }), {
      userAgent: 'agent/1',
      clientId: 'me',
    });
    const request = put(server.url('/v2/a/b/manifests/t'), 'body', push);
    expect(await client.status(request)).toBe(201);
    const [tokenRequest] = issuer.issued;
    expect([...(tokenRequest?.query ?? [])]).toEqual([
      ['service', 'reg & co'],
      ['scope', 'repository:a/b:pull,push'],
      ['scope', 'repository:other:pull'],
      ['client_id', 'me'],
    ]);
    expect(tokenRequest?.header('authorization')).toBe(basicOf('u', 'p'));
    expect(tokenRequest?.header('user-agent')).toBe('agent/1');
    expect(request.opened()).toBe(2);
    expect(server.seen('PUT /v2/*').map((seen) => seen.body.toString())).toEqual(['body', 'body']);
    expect(client.secrets).toContain(issuer.tokens[0]);
    expect(client.sources).toEqual(['the test']);
  });

  it('requests an anonymous token without credentials and with an empty credential', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    server.on('GET /v2/*', issuer.guard(pull, { status: 200 }));
    for (const recorder of [new Recorder(), new Recorder({})]) {
      await using client = new Client(server.origin, recorder);
      expect(await client.status(get(server.url('/v2/a/b/blobs/x'), pull))).toBe(200);
      expect(client.sources).toEqual([undefined]);
    }
    expect(authorizations(issuer.issued)).toEqual([undefined, undefined]);
  });

  it('sends a registry token unchanged and requests no other token', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    const secret = newPlainCanary();
    server.on('GET /v2/*', requireAuthorization(`Bearer ${secret}`, issuer.challenge(pull)));
    await using client = new Client(server.origin, new Recorder({ registryToken: secret }));
    expect(await client.status(get(server.url('/v2/a/b/blobs/x'), pull))).toBe(200);
    expect(issuer.issued).toEqual([]);
    server.on('GET /v2/*', { status: 401, headers: { 'WWW-Authenticate': issuer.challenge(pull) } });
    const error = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), pull)));
    expect(isOciError(error, 'UNAUTHORIZED')).toBe(true);
    expect(findCanaries([secret], { error: error as Error })).toEqual([]);
  });

  it('sends an identity token by POST', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server, { field: 'access_token', service: 'reg' });
    server.on('GET /v2/*', issuer.guard(pull, { status: 200 }));
    await using client = new Client(server.origin, new Recorder({ username: '000', identityToken: 'r+t' }));
    expect(await client.status(get(server.url('/v2/a/b/blobs/x'), pull))).toBe(200);
    const [tokenRequest] = issuer.issued;
    expect(tokenRequest?.method).toBe('POST');
    expect(Object.fromEntries(new URLSearchParams(tokenRequest?.body.toString()))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'r+t',
      client_id: 'oci-artifact',
      service: 'reg',
      scope: pull,
    });
    expect(tokenRequest?.header('authorization')).toBeUndefined();
    expect(client.secrets).toContain('r%2Bt');
  });

  it.each([
    ['an identity token', 'POST', 404, 'GET', { identityToken: 'rt' }, basicOf('<token>', 'rt')],
    [
      'an identity token with a user name',
      'POST',
      401,
      'GET',
      { username: '000', identityToken: 'rt' },
      basicOf('000', 'rt'),
    ],
    [
      'an identity token with a user name',
      'POST',
      400,
      'GET',
      { username: '000', identityToken: 'rt' },
      basicOf('000', 'rt'),
    ],
    ['user name and password', 'GET', 405, 'POST', { username: 'u', password: 'p' }, undefined],
  ])(
    'tries the other flow for %s when the endpoint answers a %s request with %i',
    async (_, first, status, second, credential, authorization) => {
      await using server = await ScriptedServer.start();
      const issuer = new TokenIssuer(server);
      server.on(`${first} /token`, { status });
      server.on('GET /v2/*', issuer.guard(pull, { status: 200 }));
      await using client = new Client(server.origin, new Recorder(credential));
      expect(await client.status(get(server.url('/v2/a/b/blobs/x'), pull))).toBe(200);
      const tokenRequests = server.requests.filter((request) => request.path === '/token');
      expect(tokenRequests.map((request) => request.method)).toEqual([first, second]);
      expect(tokenRequests[1]?.header('authorization')).toBe(authorization);
      if (second === 'POST')
        expect(tokenRequests[1]?.body.toString()).toContain('grant_type=password&username=u&password=p');
    },
  );

  it.each([
    [401, 'UNAUTHORIZED', 'with the credentials from the test; they are wrong or expired'],
    [403, 'DENIED', 'with the credentials from the test; they do not have this permission'],
    [404, 'PROTOCOL', 'answered 404'],
    [400, 'PROTOCOL', 'answered 400'],
    [302, 'PROTOCOL', ''],
  ])(
    'maps the status %i of a token endpoint to the error %s with the source of the credentials',
    async (status, code, message) => {
      await using server = await ScriptedServer.start();
      const secret = newPlainCanary();
      const issuer = new TokenIssuer(server);
      const answer = {
        status,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ details: `wrong: ${secret}` }),
      };
      server
        .on('GET /v2/*', issuer.guard(pull, { status: 200 }))
        .on('GET /token', answer)
        .on('POST /token', answer);
      await using client = new Client(server.origin, new Recorder({ username: 'u', password: secret }));
      const error = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), pull)));
      expect(isOciError(error) && error.code).toBe(code);
      expect((error as Error).message).toContain(message);
      expect(findCanaries([secret], { error: error as Error, events: client.events })).toEqual([]);
      // Refused credentials are looked up again. The same credentials are not sent again.
      const isRefusal = status === 401 || status === 403;
      expect(client.credentials.lookups).toHaveLength(isRefusal ? 2 : 1);
      if (isRefusal) expect(server.seen('GET /token')).toHaveLength(1);
    },
  );

  it('reports a refused token request without credentials', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server, { accept: () => false });
    server.on('GET /v2/*', issuer.guard(pull, { status: 200 }));
    await using client = new Client(server.origin, new Recorder());
    const error = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), pull)));
    expect((error as Error).message).toContain(
      `without credentials (none were found); log in to ${server.origin.host}`,
    );
  });

  it('returns a 403 of the registry unchanged', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET /v2/*', { status: 403, body: '{"errors":[{"code":"DENIED"}]}' });
    await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }));
    expect(await client.status(get(server.url('/v2/a/b/blobs/x'), pull))).toBe(403);
    expect(client.credentials.lookups).toEqual([]);
  });
});

describe('repeated logins', () => {
  it.each([
    ['requests', { lifeRequests: 1 }],
    ['bytes', { lifeBytes: 10 }],
  ])(
    'replaces a token that expires after a few %s once, and repeats the request with its body opened again (AU-07)',
    async (_, life) => {
      await using server = await ScriptedServer.start();
      const issuer = new TokenIssuer(server, life);
      server.on('PUT /v2/*', issuer.guard(push, { status: 201 }));
      await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }));
      const body = 'twenty bytes of body';
      expect(await client.status(put(server.url('/v2/a/b/blobs/uploads/1'), body, push))).toBe(201);
      const second = put(server.url('/v2/a/b/blobs/uploads/1'), body, push);
      expect(await client.status(second)).toBe(201);
      expect(issuer.issued).toHaveLength(2);
      expect(second.opened()).toBe(2);
      const puts = server.seen('PUT /v2/*');
      expect(authorizations(puts)).toEqual([
        undefined,
        `Bearer ${issuer.tokens[0]}`,
        `Bearer ${issuer.tokens[0]}`,
        `Bearer ${issuer.tokens[1]}`,
      ]);
      expect(new Set(puts.map((request) => `${request.target} ${request.body.toString()}`)).size).toBe(1);
      expect(client.credentials.lookups).toHaveLength(1);
    },
  );

  it('fails with status 401 when the registry refuses the replaced token (AU-07)', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    server.on('PUT /v2/*', issuer.guard(push, { status: 201 }));
    await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }));
    expect(await client.status(put(server.url('/v2/a/b/blobs/uploads/1'), 'x', push))).toBe(201);
    server.on('PUT /v2/*', { status: 401, headers: { 'WWW-Authenticate': issuer.challenge(push) } });
    const request = put(server.url('/v2/a/b/blobs/uploads/1'), 'x', push);
    const error = await thrown(client.send(request));
    expect(isOciError(error, 'DENIED') && error.status).toBe(401);
    expect((error as Error).message).toContain('the credentials from the test');
    expect(issuer.issued).toHaveLength(2);
    expect(request.opened()).toBe(2);
    expect(findCanaries(issuer.tokens, { error: error as Error, events: client.events })).toEqual([]);
  });

  it('sends the body again after a 401 that arrives during the upload (AU-07)', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    server.on(
      'PUT /v2/*',
      { status: 401, at: 'head', headers: { 'WWW-Authenticate': issuer.challenge(push) } },
      { status: 201 },
    );
    await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }));
    const body = 'x'.repeat(512 * 1024);
    expect(await client.status(put(server.url('/v2/a/b/blobs/uploads/1'), body, push))).toBe(201);
    expect(server.seen('PUT /v2/*').at(-1)?.bodySize).toBe(body.length);
  });

  it('replaces a token that is refused without a challenge (AU-07)', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    server.on('GET /v2/*', issuer.guard(pull, { status: 200 }));
    await using client = new Client(server.origin, new Recorder());
    expect(await client.status(get(server.url('/v2/a/b/blobs/x'), pull))).toBe(200);
    server.on('GET /v2/*', { status: 401 }, { status: 200 });
    expect(await client.status(get(server.url('/v2/a/b/blobs/x'), pull))).toBe(200);
    expect(issuer.issued).toHaveLength(2);
  });

  it.each([
    ['the same challenge', () => pull, 2, 1],
    ['a new challenge each time', (count: number) => `repository:a/b:x${count}`, 3, 2],
  ])(
    'stops after two logins when the registry always answers 401 with %s (AU-09)',
    async (_, scopeOf, requests, tokens) => {
      await using server = await ScriptedServer.start();
      const issuer = new TokenIssuer(server);
      let count = 0;
      server.on('GET /v2/*', () => ({
        status: 401,
        headers: { 'WWW-Authenticate': issuer.challenge(scopeOf(count++)) },
      }));
      await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }));
      const error = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), pull)));
      expect(isOciError(error, 'DENIED')).toBe(true);
      expect(server.seen('GET /v2/*')).toHaveLength(requests);
      expect(issuer.issued).toHaveLength(tokens);
    },
  );

  it.each([
    [
      { username: 'u', password: 'p' },
      'with the credentials from the test; give credentials that have this permission',
    ],
    [undefined, 'without credentials (none were found); log in to HOST, or give a user name and password'],
  ])('names the scopes of a refused new token, for the credential %j', async (credential, rest) => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    const headers = { 'WWW-Authenticate': issuer.challenge(pull) };
    server.on('GET /v2/*', { status: 401, headers });
    await using client = new Client(server.origin, new Recorder(credential));
    const { host } = server.origin;
    const ending = rest.replace('HOST', host);
    const scoped = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), pull)));
    expect((scoped as Error).message).toContain(
      `${host} answered 401 to a token that was just issued for ${pull} ${ending}`,
    );
    expect(scoped).toMatchObject({ code: 'DENIED', status: 401 });
    server.on('GET /v2/', { status: 401, headers: { 'WWW-Authenticate': issuer.challenge('') } });
    const unscoped = await thrown(client.send(get(server.url('/v2/'))));
    expect((unscoped as Error).message).toContain(`${host} answered 401 to a token that was just issued ${ending}`);
  });

  it('requests no more tokens when the registry changes from Bearer to Basic', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    let isBasic = false;
    const basic = basicOf('u', 'p');
    server.on('GET /v2/*', (request) => {
      const given = request.header('authorization') ?? '';
      if (isBasic ? given === basic : given.startsWith('Bearer ')) return { status: 200 };
      return { status: 401, headers: { 'WWW-Authenticate': isBasic ? 'Basic realm="r"' : issuer.challenge(pull) } };
    });
    await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }));
    const url = server.url('/v2/a/b/blobs/x');
    expect(await client.status(get(url, pull))).toBe(200);
    isBasic = true;
    for (let count = 0; count < 3; count++) expect(await client.status(get(url, pull))).toBe(200);
    const [, bearer] = authorizations(server.seen('GET /v2/*'));
    expect(authorizations(server.seen('GET /v2/*'))).toEqual([undefined, bearer, bearer, basic, basic, basic]);
    expect(issuer.issued).toHaveLength(1);
  });

  it('stops after two logins when the registry alternates between Bearer and Basic (AU-09)', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    let count = 0;
    server.on('GET /v2/*', () => ({
      status: 401,
      headers: { 'WWW-Authenticate': count++ % 2 === 0 ? issuer.challenge(pull) : 'Basic realm="r"' },
    }));
    await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }));
    expect(isOciError(await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), pull))), 'DENIED')).toBe(true);
    expect(server.seen('GET /v2/*')).toHaveLength(3);
  });

  it('requests one token for 20 parallel requests with equal scopes, repository and user (AU-08)', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    server.on('GET /v2/*', (request) => {
      const repository = /^\/v2\/(.*)\/blobs\//.exec(request.path)?.[1] ?? '';
      const answer = issuer.guard(`repository:${repository}:pull`, { status: 200 });
      return typeof answer === 'function' ? answer(request) : answer;
    });
    await using client = new Client(
      server.origin,
      new Recorder((repository) => ({ username: `user of ${repository ?? ''}`, password: 'p' })),
    );
    const sendMany = (repository: string, ...scopes: readonly string[]): Promise<number>[] =>
      Array.from({ length: 20 }, (_, index) =>
        client.status(get(server.url(`/v2/${repository}/blobs/${index}`), ...scopes)),
      );
    const statuses = await Promise.all([
      ...sendMany('a/b', pull),
      ...sendMany('a/b', push),
      ...sendMany('c/d', 'repository:c/d:pull'),
    ]);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(
      issuer.issued
        .map((request) => `${request.header('authorization')} ${request.query.getAll('scope').join(' ')}`)
        .toSorted(),
    ).toEqual(
      [
        `${basicOf('user of a/b', 'p')} ${pull}`,
        `${basicOf('user of a/b', 'p')} ${push}`,
        `${basicOf('user of c/d', 'p')} repository:c/d:pull`,
      ].toSorted(),
    );
    expect(client.credentials.lookups.map(({ repository }) => repository ?? '').toSorted()).toEqual(['a/b', 'c/d']);
    expect(await client.status(get(server.url('/v2/a/b/blobs/again'), pull))).toBe(200);
    expect(issuer.issued).toHaveLength(3);
    expect(server.requests.at(-1)?.header('authorization')).toMatch(/^Bearer /);
  });

  it('does not share a token between two users with equal scopes (AU-08)', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    const both = 'repository:a:pull,push repository:b:pull,push';
    server.on('POST /v2/*', issuer.guard(both, { status: 201 }));
    await using client = new Client(
      server.origin,
      new Recorder((repository) => ({ username: `user of ${repository ?? ''}`, password: 'p' })),
    );
    const mount = (to: string, from: string): Promise<number> =>
      client.status({
        method: 'POST',
        url: server.url(`/v2/${to}/blobs/uploads/`),
        scopes: [`repository:${to}:pull,push`, `repository:${from}:pull`],
      });
    expect(await mount('a', 'b')).toBe(201);
    expect(await mount('b', 'a')).toBe(201);
    expect(issuer.issued.map((request) => request.query.getAll('scope').join(' '))).toEqual([both, both]);
    expect(authorizations(issuer.issued)).toEqual([basicOf('user of a', 'p'), basicOf('user of b', 'p')]);
  });

  it('does not cache a failed token request (AU-08)', async () => {
    await using server = await ScriptedServer.start();
    let accepts = false;
    const issuer = new TokenIssuer(server, { accept: () => accepts });
    server.on('GET /v2/*', issuer.guard(pull, { status: 200 }));
    await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'p' }));
    const failures = await Promise.all(
      Array.from({ length: 5 }, () => thrown(client.send(get(server.url('/v2/a/b/blobs/x'), pull)))),
    );
    for (const failure of failures) expect(isOciError(failure, 'UNAUTHORIZED')).toBe(true);
    accepts = true;
    expect(await client.status(get(server.url('/v2/a/b/blobs/x'), pull))).toBe(200);
  });

  it('continues a token request for other callers when one caller aborts', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    server.on('GET /v2/*', issuer.guard(pull, { status: 200 }));
    server.on('GET /token', { delayMs: 300, body: '{"token":"late"}' });
    server.on('GET /v2/*', (request) =>
      request.header('authorization') === 'Bearer late'
        ? { status: 200 }
        : { status: 401, headers: { 'WWW-Authenticate': issuer.challenge(pull) } },
    );
    await using client = new Client(server.origin, new Recorder());
    const stop = new AbortController();
    const abortedRequest = thrown(client.send({ ...get(server.url('/v2/a/b/blobs/x'), pull), signal: stop.signal }));
    const otherRequest = client.status(get(server.url('/v2/a/b/blobs/y'), pull));
    await expect.poll(() => server.seen('GET /token').length).toBe(1);
    stop.abort();
    expect(isOciError(await abortedRequest, 'ABORTED')).toBe(true);
    expect(await otherRequest).toBe(200);
    expect(server.seen('GET /token')).toHaveLength(1);
  });
});

describe('the reason of a 401 of the registry', () => {
  const locked = (challenge: string): Step => ({
    status: 401,
    headers: { 'WWW-Authenticate': challenge, 'Content-Type': 'application/json' },
    body: JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'the account\nis locked: secret-1' }] }),
  });
  const shown = String.raw`UNAUTHORIZED: the account\nis locked: ***`;

  it.each(['GET', 'HEAD'] as const)(
    'is shown for refused Basic credentials, without the credentials (%s)',
    async (method) => {
      await using server = await ScriptedServer.start();
      server.on('* *', locked('Basic realm="x"'));
      await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'secret-1' }));
      const error = await thrown(client.send({ ...get(server.url('/v2/a/b/blobs/x'), pull), method }));
      expect((error as Error).message).toContain(shown);
      expect(isOciError(error) && error.reason).toBe(shown);
    },
  );

  it('is shown for a refused new token', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    server.on('GET /v2/*', locked(issuer.challenge(pull)));
    await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'secret-1' }));
    const error = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), pull)));
    expect((error as Error).message).toContain(shown);
  });

  it('is shown without credentials', async () => {
    await using server = await ScriptedServer.start();
    server.on('* *', locked('Basic realm="x"'));
    await using client = new Client(server.origin, new Recorder());
    const error = await thrown(client.send(get(server.url('/v2/a/b/blobs/x'), pull)));
    expect((error as Error).message).toContain(String.raw`the account\nis locked`);
  });
});

it.each([
  ['accept', 'a/b'],
  ['Accept', 'a/b'],
  ['range', 'bytes=5-'],
  ['user-agent', 'me'],
])("does not replace the request's own header %s by a configured header", async (name, own) => {
  await using server = await ScriptedServer.start();
  server.on('GET /v2/*', { status: 200 });
  await using client = new Client(server.origin, new Recorder(), {
    headers: { [name]: 'configured', 'X-More': 'more' },
  });
  await client.status({ ...get(server.url('/v2/a'), pull), headers: { [name.toLowerCase()]: own } });
  const [request] = server.requests;
  expect([request?.header(name.toLowerCase()), request?.header('x-more')]).toEqual([own, 'more']);
});

it.each([
  'authorization',
  'Authorization',
  'HOST',
  'Content-Length',
  'Content-Type',
  'Transfer-Encoding',
  'Connection',
  'Proxy-Authorization',
  'User-Agent',
  'Accept-Encoding',
])('does not send a configured header %s, which describes the message or the connection', async (name) => {
  await using server = await ScriptedServer.start();
  server.on('GET /v2/*', { status: 200 });
  await using client = new Client(server.origin, new Recorder(), {
    headers: { [name]: 'configured', 'X-More': 'more' },
  });
  await client.status(get(server.url('/v2/a'), pull));
  const [request] = server.requests;
  expect(request?.header('x-more')).toBe('more');
  expect(request?.headers.map(([, value]) => value)).not.toContain('configured');
});

it.each([
  ['a space in a name', { 'X Key': 'secret-1' }],
  ['a colon in a name', { 'X:Key': 'secret-1' }],
  ['an empty name', { '': 'secret-1' }],
  ['a line break in a value', { 'X-Key': 'secret-1\r\nHost: other' }],
  ['a NUL in a value', { 'X-Key': 'secret-1\0' }],
])('rejects configured headers with %s, without repeating the value', async (_, headers) => {
  await using server = await ScriptedServer.start();
  const create = (): Client => new Client(server.origin, new Recorder(), { headers });
  expect(create).toThrow(expect.objectContaining({ code: 'CREDENTIALS' }));
  expect(create).not.toThrow(/secret-1/);
});

it('masks the secrets of a request in the text of every response', async () => {
  await using server = await ScriptedServer.start();
  server.on('GET /v2/*', (request) =>
    request.header('authorization') === undefined
      ? { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } }
      : { status: 403 },
  );
  await using client = new Client(server.origin, new Recorder({ username: 'u', password: 'secret-1' }), {
    headers: { 'X-Key': 'key-12' },
  });
  const response = await client.send(get(server.url('/v2/a'), pull));
  await response.body.discard();
  const basic = Buffer.from('u:secret-1').toString('base64');
  expect(response.maskSecrets?.(`secret-1 ${basic} key-12 secret-2`)).toBe('*** *** *** secret-2');
});
