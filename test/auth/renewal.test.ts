import { describe, expect, it } from 'vitest';
import { defaultCredentials, removeDockerAuth, saveDockerAuth, type Credential } from '../../src/credentials/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { Folder, makeHelper } from '../credentials/fixtures.ts';
import { ScriptedServer, TokenIssuer, type Answer } from '../faults/kit/index.ts';
import { Client, get, put, Recorder, thrown } from './fixtures.ts';

const pull = 'repository:a/b:pull';
const push = 'repository:a/b:pull,push';
const hour = 3_600_000;

function basicOf(password: string): string {
  return `Basic ${Buffer.from(`u:${password}`).toString('base64')}`;
}

/** Credentials and a clock that a test changes. */
class Scenario {
  password: string | undefined = 'first';
  now = 0;
  readonly source = new Recorder((): Credential | undefined =>
    this.password === undefined ? undefined : { username: 'u', password: this.password },
  );

  client(server: ScriptedServer): Client {
    return new Client(server.origin, this.source, { now: () => this.now });
  }

  /** Accepts only the current password by Basic; `refusal` answers everything else. */
  basicGuard(refusal: (authorization: string | undefined) => number = () => 401): Answer {
    return (request) => {
      const authorization = request.header('authorization');
      if (this.password !== undefined && authorization === basicOf(this.password)) return { status: 200 };
      const status = refusal(authorization);
      return status === 401 ? { status, headers: { 'WWW-Authenticate': 'Basic realm="r"' } } : { status };
    };
  }
}

describe('renewal of refused credentials', () => {
  it('repeats the request with a new password after Basic credentials expired', async () => {
    await using server = await ScriptedServer.start();
    const scenario = new Scenario();
    server.on('PUT /v2/*', scenario.basicGuard());
    await using client = scenario.client(server);
    expect(await client.status(put(server.url('/v2/a/b/blobs/uploads/1'), 'body', push))).toBe(200);
    scenario.password = 'second';
    scenario.now += hour;
    const request = put(server.url('/v2/a/b/blobs/uploads/1'), 'body', push);
    expect(await client.status(request)).toBe(200);
    expect(request.opened()).toBe(2);
    expect(server.requests.at(-1)?.body.toString()).toBe('body');
    expect(scenario.source.lookups).toHaveLength(2);
    expect(client.secrets).toContain('second');
  });

  it('renews Basic credentials that the registry refuses with 403, as ECR does after expiry', async () => {
    await using server = await ScriptedServer.start();
    const scenario = new Scenario();
    const guard = scenario.basicGuard((authorization) => (authorization === undefined ? 401 : 403));
    server.on('GET /v2/*', guard);
    await using client = scenario.client(server);
    expect(await client.status(get(server.url('/v2/a'), pull))).toBe(200);
    scenario.password = 'second';
    scenario.now += hour;
    expect(await client.status(get(server.url('/v2/a'), pull))).toBe(200);
    expect(scenario.source.lookups).toHaveLength(2);
  });

  it('returns a 403 unchanged when a new lookup finds the same credentials', async () => {
    await using server = await ScriptedServer.start();
    const scenario = new Scenario();
    server.on('GET /v2/*', scenario.basicGuard());
    await using client = scenario.client(server);
    expect(await client.status(get(server.url('/v2/a'), pull))).toBe(200);
    scenario.now += hour;
    server.on('GET /v2/*', { status: 403, body: 'forbidden' });
    expect(await client.status(get(server.url('/v2/a'), pull))).toBe(403);
    expect(server.requests).toHaveLength(3);
  });

  it.each([
    ['a request that needs its first token', 'repository:a/c:pull'],
    ['a request with an expired token', pull],
  ])('for %s, requests a token with new credentials when the token endpoint refuses the old ones', async (_, scope) => {
    await using server = await ScriptedServer.start();
    const scenario = new Scenario();
    const issuer = new TokenIssuer(server, {
      accept: (request) => request.header('authorization') === basicOf(scenario.password ?? ''),
    });
    server.on('GET /v2/a/b/*', issuer.guard(pull, { status: 200 }));
    server.on('GET /v2/a/c/*', issuer.guard('repository:a/c:pull', { status: 200 }));
    await using client = scenario.client(server);
    expect(await client.status(get(server.url('/v2/a/b/blobs/x'), pull))).toBe(200);
    scenario.password = 'second';
    scenario.now += hour;
    const name = scope.split(':')[1];
    expect(await client.status(get(server.url(`/v2/${name}/blobs/y`), scope))).toBe(200);
    expect(issuer.issued.at(-1)?.header('authorization')).toBe(basicOf('second'));
  });

  it.each([401, 403])('requests a token with new credentials when the token endpoint answers %i', async (status) => {
    await using server = await ScriptedServer.start();
    const scenario = new Scenario();
    const issuer = new TokenIssuer(server);
    server.on('GET /v2/*', issuer.guard(pull, { status: 200 }));
    await using client = scenario.client(server);
    expect(await client.status(get(server.url('/v2/a/b/blobs/x'), pull))).toBe(200);
    scenario.password = 'second';
    scenario.now += hour;
    const refused: number[] = [];
    const endpoint = new URL(/realm="([^"]+)"/.exec(issuer.challenge(pull))?.[1] ?? '').pathname;
    server.on(`GET ${endpoint}*`, (request) => {
      if (request.header('authorization') === basicOf('second'))
        return { status: 200, body: JSON.stringify({ token: 'none', expires_in: 300 }) };
      refused.push(status);
      return { status };
    });
    server.on('GET /v2/*', (request) =>
      request.header('authorization') === 'Bearer none'
        ? { status: 200 }
        : { status: 401, headers: { 'WWW-Authenticate': issuer.challenge(pull) } },
    );
    expect(await client.status(get(server.url('/v2/a/b/blobs/y'), pull))).toBe(200);
    expect(refused).toEqual([status]);
  });

  it('replaces a registry token that the registry refuses', async () => {
    await using server = await ScriptedServer.start();
    const issuer = new TokenIssuer(server);
    let token = 'first';
    let now = 0;
    server.on('GET /v2/*', (request) =>
      request.header('authorization') === `Bearer ${token}`
        ? { status: 200 }
        : { status: 401, headers: { 'WWW-Authenticate': issuer.challenge(pull) } },
    );
    const source = new Recorder(() => ({ registryToken: token }));
    await using client = new Client(server.origin, source, { now: () => now });
    expect(await client.status(get(server.url('/v2/a'), pull))).toBe(200);
    token = 'second';
    now += hour;
    expect(await client.status(get(server.url('/v2/a'), pull))).toBe(200);
    expect(issuer.issued).toEqual([]);
  });

  it('repeats a lookup at most every ten seconds, so that not every refused request runs a helper', async () => {
    await using server = await ScriptedServer.start();
    const scenario = new Scenario();
    server.on('GET /v2/*', { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="r"' } });
    await using client = scenario.client(server);
    for (let second = 0; second < 20; second++) {
      scenario.now = second * 1000;
      expect(isOciError(await thrown(client.send(get(server.url('/v2/a'), pull))), 'UNAUTHORIZED')).toBe(true);
    }
    expect(scenario.source.lookups).toHaveLength(3);
  });

  it('uses credentials that appear after the first request was refused without any', async () => {
    await using server = await ScriptedServer.start();
    const scenario = new Scenario();
    scenario.password = undefined;
    server.on('GET /v2/*', scenario.basicGuard());
    await using client = scenario.client(server);
    expect(isOciError(await thrown(client.send(get(server.url('/v2/a'), pull))), 'UNAUTHORIZED')).toBe(true);
    scenario.password = 'login';
    scenario.now += 11_000;
    expect(await client.status(get(server.url('/v2/a'), pull))).toBe(200);
    expect(client.sources).toEqual([undefined, 'the test']);
  });

  it('uses credentials that appear after tokens were issued anonymously', async () => {
    await using server = await ScriptedServer.start();
    const scenario = new Scenario();
    scenario.password = undefined;
    const issuer = new TokenIssuer(server);
    server.on('GET /v2/*', issuer.guard(pull, { status: 200 }));
    await using client = scenario.client(server);
    expect(await client.status(get(server.url('/v2/a'), pull))).toBe(200);
    // The repository becomes private: its registry accepts only tokens of a user.
    server.on('GET /v2/*', (request) => {
      const index = issuer.tokens.findIndex((token) => request.header('authorization') === `Bearer ${token}`);
      return issuer.issued[index]?.header('authorization') === undefined
        ? { status: 401, headers: { 'WWW-Authenticate': issuer.challenge(pull) } }
        : { status: 200 };
    });
    scenario.password = 'login';
    scenario.now += 11_000;
    expect(await client.status(get(server.url('/v2/a'), pull))).toBe(200);
  });
});

describe('renewal of configured credentials', () => {
  const credential = { username: 'u', password: 'p' };
  const guard: Answer = (request) =>
    request.header('authorization') === basicOf('p')
      ? { status: 200 }
      : { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="r"' } };

  it('finds credentials of a docker login that follows a refused request', async () => {
    await using folder = await Folder.make();
    await using server = await ScriptedServer.start();
    server.on('GET /v2/*', guard);
    let now = 0;
    const clock = (): number => now;
    const source = defaultCredentials({ env: {}, homedir: folder.path, now: clock });
    await using client = new Client(server.origin, source, { now: clock });
    expect(isOciError(await thrown(client.send(get(server.url('/v2/a'), pull))), 'UNAUTHORIZED')).toBe(true);
    const saved = await saveDockerAuth(folder.join('.docker', 'config.json'), server.origin.host, credential);
    now += 11_000;
    expect(await client.status(get(server.url('/v2/a'), pull))).toBe(200);
    await removeDockerAuth(saved);
  });

  it('finds credentials after an invalid configuration file was fixed', async () => {
    await using folder = await Folder.make();
    let now = 0;
    await folder.write('.docker/config.json', '{');
    const source = defaultCredentials({ env: {}, homedir: folder.path, now: () => now });
    expect(isOciError(await thrown(source.find('ghcr.io')), 'CREDENTIALS')).toBe(true);
    await folder.write('.docker/config.json', {
      auths: { 'ghcr.io': { auth: Buffer.from('u:p').toString('base64') } },
    });
    now += 11_000;
    expect((await source.find('ghcr.io'))?.credential).toMatchObject(credential);
  });

  it('runs the helper again after it failed, and after its answer expired', async () => {
    await using folder = await Folder.make();
    await using server = await ScriptedServer.start();
    let password = 'p1';
    server.on('GET /v2/*', (request) =>
      request.header('authorization') === basicOf(password)
        ? { status: 200 }
        : { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="r"' } },
    );
    // Fails in its first run; afterwards it answers with the number of the run.
    const count = JSON.stringify(folder.join('count'));
    const helper = await makeHelper(
      folder,
      'test',
      `const fs = require('node:fs');
       const run = fs.existsSync(${count}) ? Number(fs.readFileSync(${count}, 'utf8')) : 0;
       fs.writeFileSync(${count}, String(run + 1));
       if (run === 0) process.exitCode = 1;
       else process.stdout.write(JSON.stringify({ Username: 'u', Secret: 'p' + run }));`,
    );
    await folder.write('.docker/config.json', { credHelpers: { [server.origin.host]: 'test' } });
    let now = 0;
    const clock = (): number => now;
    const source = defaultCredentials({ env: helper.env, homedir: folder.path, now: clock });
    await using client = new Client(server.origin, source, { now: clock });
    const request = get(server.url('/v2/a'), pull);
    expect(isOciError(await thrown(client.send(request)), 'CREDENTIALS')).toBe(true);
    now += 11_000;
    expect(await client.status(request)).toBe(200);
    password = 'p2';
    now += hour;
    // The client tries the helper's cached answer first for a repository that it does not know yet.
    expect(await client.status(get(server.url('/v2/c'), 'repository:c/d:pull'))).toBe(200);
    expect(await client.status(request)).toBe(200);
    expect(await client.status(request)).toBe(200);
    expect(await helper.pids()).toHaveLength(3);
  });
});
