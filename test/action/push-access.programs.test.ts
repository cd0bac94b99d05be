import { mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type AccessLogEntry } from '../../src/server/index.ts';
import { runCli } from '../cli/spawned.ts';
import { ScriptedServer, TokenIssuer } from '../faults/kit/index.ts';
import { runAction, workspace, type Workspace } from './spawned.ts';

async function place(): Promise<Workspace> {
  const made = await workspace();
  await mkdir(join(made.path, 'src'));
  await writeFile(join(made.path, 'src/a.txt'), 'content');
  return made;
}

/** A registry that refuses pushes without credentials. */
async function closedRegistry(login: 'basic' | 'bearer' | 'read-only token'): Promise<ScriptedServer> {
  const server = await ScriptedServer.start();
  if (login === 'basic')
    return server.on(() => true, { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } });
  // Without credentials, some endpoints refuse a token, and some issue a token that only allows reading.
  const issuer = new TokenIssuer(server, {
    accept: (request) => login === 'read-only token' || request.header('authorization') !== undefined,
  });
  const challenge = {
    status: 401,
    headers: { 'WWW-Authenticate': issuer.challenge('repository:acme/bundle:pull,push') },
  };
  return server.on((request) => request.path.startsWith('/v2/'), challenge);
}

const pullRequest = { env: { GITHUB_EVENT_NAME: 'pull_request' } };

describe('a push without credentials', () => {
  it.each(['basic', 'bearer', 'read-only token'] as const)(
    'is refused, and stops packaging, by a registry that needs a login (GA-11, %s)',
    async (login) => {
      await using registry = await closedRegistry(login);
      await using made = await place();
      // Packaging would take longer than the test.
      await writeFile(join(made.path, 'src/large'), '');
      await truncate(join(made.path, 'src/large'), 2 ** 40);
      // A workflow of a fork sees secrets as empty texts.
      const inputs = {
        'source-dir': 'src',
        target: `oci://${registry.origin.host}/acme/bundle:v1`,
        'plain-http': 'true',
        username: '',
        password: '',
        'output-dir': 'out',
      };
      const run = await runAction(made, inputs, pullRequest);
      expect(run.code).toBe(1);
      expect(run.errors).toEqual([
        `input "target": no credentials were found for ${registry.origin.host}, and it does not accept a push to ` +
          `acme/bundle without credentials (${login === 'bearer' ? '401: incorrect username or password' : '401'}); ` +
          'a pull request from a fork gets no secrets, so do not push there ' +
          `(push: false); give input "username" and input "password", or log in to ${registry.origin.host} first`,
      ]);
      expect(await readdir(made.path)).toEqual(['src']);
      expect({ outputs: run.outputs, left: run.left }).toEqual({ outputs: {}, left: [] });
      const methods = registry.requests.map(({ method }) => method);
      expect(methods.filter((method) => method !== 'GET' && method !== 'HEAD')).toEqual(
        login === 'read-only token' ? ['POST', 'POST'] : ['POST'],
      );
    },
  );

  it('is reported without workflow advice on a command line (GA-11)', async () => {
    await using registry = await closedRegistry('basic');
    await using made = await place();
    const { code, stderr } = await runCli(made, [
      'push',
      'src',
      `oci://${registry.origin.host}/acme/bundle:v1`,
      '--plain-http',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/no credentials were found.*\(401\); give --username and --password, or log in/);
    expect(stderr).not.toContain('fork');
  });

  it('sends only requests of the push when the registry needs no login (GA-11)', async () => {
    const seen: AccessLogEntry[] = [];
    await using server = await listen(new MemoryRegistry(), { onAccess: (entry) => seen.push(entry) });
    await using made = await place();
    const run = await runAction(
      made,
      { 'source-dir': 'src', target: `oci://${new URL(server.url).host}/acme/bundle:v1`, 'plain-http': 'true' },
      pullRequest,
    );
    expect(run.errors, run.stdout).toEqual([]);
    expect(seen.map(({ method, status }) => `${method} ${status}`).toSorted()).toEqual(
      ['HEAD 404', 'HEAD 404', 'POST 202', 'POST 202', 'PUT 201', 'PUT 201', 'PUT 201'].toSorted(),
    );
  });

  it('is refused by a registry that allows only reads without credentials (GA-11)', async () => {
    await using registry = await ScriptedServer.start({ otherwise: { status: 404 } });
    const issuer = new TokenIssuer(registry, { accept: () => true });
    const headers = { 'WWW-Authenticate': issuer.challenge('repository:acme/bundle:pull,push') };
    registry.on((request) => request.path.startsWith('/v2/') && request.method === 'POST', { status: 401, headers });
    registry.on((request) => request.path.startsWith('/v2/') && request.header('authorization') === undefined, {
      status: 401,
      headers,
    });
    await using made = await place();
    const target = `oci://${registry.origin.host}/acme/bundle:v1`;
    const run = await runAction(made, { 'source-dir': 'src', target, 'plain-http': 'true' }, pullRequest);
    expect(run.errors).toEqual([expect.stringContaining('no credentials were found')]);
    expect(await readdir(made.path)).toEqual(['src']);
  });

  it.each([
    ['with push: false', { push: 'false' }],
    ['for a local target', { target: './layout' }],
  ])('sends no request %s (GA-11)', async (_, change) => {
    await using registry = await closedRegistry('basic');
    await using made = await place();
    const run = await runAction(made, {
      'source-dir': 'src',
      target: `oci://${registry.origin.host}/acme/bundle:v1`,
      'plain-http': 'true',
      ...change,
    });
    expect(run.errors, run.stdout).toEqual([]);
    expect(registry.requests).toEqual([]);
  });

  it('sends no check request with credentials (GA-11)', async () => {
    await using registry = await ScriptedServer.start({ otherwise: { status: 403 } });
    await using made = await place();
    const run = await runAction(made, {
      'source-dir': 'src',
      target: `oci://${registry.origin.host}/acme/bundle:v1`,
      'plain-http': 'true',
      username: 'u',
      password: 'p-p-p-p',
    });
    expect(run.errors).toEqual([expect.stringContaining('403')]);
    expect(run.commands.filter(({ name }) => name === 'group').map(({ value }) => value)).toContain('Package');
    expect(registry.requests[0]?.method).not.toBe('POST');
  });

  it.each([
    ['fails', { status: 500 }],
    ['cuts the connection', { cutAt: -1 }],
    ['does not answer lookups', { status: 405 }],
  ])('continues with the push when the registry %s in the check (GA-11)', async (_, answer) => {
    await using registry = await ScriptedServer.start({ otherwise: { status: 403 } });
    registry.on('HEAD *', answer, { status: 404 });
    await using made = await place();
    const run = await runAction(made, {
      'source-dir': 'src',
      target: `oci://${registry.origin.host}/acme/bundle:v1`,
      'plain-http': 'true',
      retries: '1',
    });
    // The push itself is refused, and the error names the missing credentials.
    expect(run.errors).toEqual([expect.stringMatching(/no credentials were found.*403/)]);
    expect(run.commands.filter(({ name }) => name === 'group').map(({ value }) => value)).toContain('Package');
  });

  it('repeats the check after a rate limit with status 403, and does not ask for credentials (GA-11)', async () => {
    await using registry = await ScriptedServer.start({ otherwise: { status: 404 } });
    const body = '{"errors":[{"code":"DENIED","message":"You have exceeded a secondary rate limit"}]}';
    registry.on('POST *', { status: 403, body });
    await using made = await place();
    const run = await runAction(made, {
      'source-dir': 'src',
      target: `oci://${registry.origin.host}/acme/bundle:v1`,
      'plain-http': 'true',
      retries: '2',
    });
    expect(run.errors).toEqual([expect.stringContaining('secondary rate limit')]);
    expect(run.errors.join()).not.toMatch(/credentials|may not|permission/);
    expect(registry.seen('POST *').length).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['DENIED', 403, 'the repository is read-only until Monday'],
    ['UNAUTHORIZED', 401, 'the project is archived'],
    ['DENIED', 403, 'the storage quota is exceeded'],
  ])("shows the registry's reason for a refused check (GA-11, %s %i %s)", async (code, status, message) => {
    await using registry = await ScriptedServer.start({ otherwise: { status: 404 } });
    const body = JSON.stringify({ errors: [{ code, message }] });
    registry.on('POST *', { status, headers: { 'WWW-Authenticate': 'Basic realm="x"' }, body });
    await using made = await place();
    const run = await runAction(made, {
      'source-dir': 'src',
      target: `oci://${registry.origin.host}/acme/bundle:v1`,
      'plain-http': 'true',
    });
    expect(run.errors).toEqual([expect.stringContaining(`without credentials (${status}: ${code}: ${message})`)]);
  });
});
