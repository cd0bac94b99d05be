import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  connectRegistry,
  connectRepository,
  loadDockerConfig,
  openLocation,
  type ConnectOptions,
} from '../../src/connect/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { createHandler, listen } from '../../src/server/index.ts';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { once } from '../../src/streams/index.ts';
import { blobOf } from '../contract/content.ts';
import { CaptureProxy, CertificateAuthority, findCanaries, newCanary, ScriptedServer } from '../faults/kit/index.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'connect-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

function host(server: ScriptedServer): string {
  return server.url('/').host;
}

function options(change: Partial<ConnectOptions> = {}): ConnectOptions {
  return { plainHttp: true, env: {}, homedir: home, attempts: 1, ...change };
}

async function dockerConfig(config: object): Promise<void> {
  await mkdir(join(home, '.docker'), { recursive: true });
  await writeFile(join(home, '.docker/config.json'), JSON.stringify(config));
}

describe('connectRegistry', () => {
  it("sends the headers of Docker's configuration only to the registry (AU-01)", async () => {
    await using registry = await ScriptedServer.start();
    await using storage = await ScriptedServer.start();
    const canary = newCanary();
    await dockerConfig({ HttpHeaders: { 'X-Meta-Token': canary } });
    storage.on('GET /blob', { status: 200, body: 'content' });
    registry.on('GET /v2/a/blobs/*', { status: 307, headers: { Location: storage.url('/blob').href } });
    await using connection = await connectRegistry(host(registry), options());
    const digest = 'sha256:ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73';
    const reader = await connection.registry.getBlob('a', digest as Parameters<typeof connection.registry.getBlob>[1]);
    expect(Buffer.concat(await Array.fromAsync(reader)).toString()).toBe('content');
    expect(registry.requests[0]?.header('x-meta-token')).toBe(canary);
    expect(storage.seen('GET /blob')).toHaveLength(1);
    expect(findCanaries([canary], { storage: storage.wire })).toEqual([]);
  });

  it.each([undefined, false])('sends nothing without TLS when plainHttp is %s', async (plainHttp) => {
    await using registry = await ScriptedServer.start();
    await using proxy = await CaptureProxy.start({ resolve: () => ({ host: '127.0.0.1', port: registry.port }) });
    const env = { all_proxy: proxy.url.href };
    await using connection = await connectRegistry('registry.test', options({ plainHttp, env }));
    const stop = new AbortController();
    const resolving = connection.registry.resolveTag('a', 'v1', { signal: stop.signal });
    // The registry does not answer a TLS handshake.
    void vi.waitUntil(() => proxy.requests.length > 0).finally(() => stop.abort());
    await expect(resolving).rejects.toMatchObject({ code: 'ABORTED' });
    expect(proxy.requests.map(({ method, target }) => `${method} ${target}`)).toEqual(['CONNECT registry.test:443']);
    expect(registry.requests).toEqual([]);
  });

  it('reports explicit credentials to onSecret before the first request', async () => {
    const [username, password] = ['user', newCanary()];
    const secrets: string[] = [];
    const onSecret = (secret: string): void => void secrets.push(secret);
    await using connection = await connectRegistry('registry.test', options({ username, password, onSecret }));
    expect(connection.requiresLogin()).toBe(false);
    expect(secrets).toContain(password);
    expect(secrets).toContain(Buffer.from(`user:${password}`).toString('base64'));
  });

  it.each([
    ['without a user name and a password', {}],
    ['with an empty password', { password: '' }],
    ['with a user name and an empty password', { username: 'other', password: '' }],
  ])('uses the login of Docker %s', async (_, explicit) => {
    const auth = Buffer.from('docker:secret').toString('base64');
    await dockerConfig({ auths: { 'registry.test': { auth } } });
    await using connection = await connectRegistry('registry.test', options(explicit));
    await expect(connection.credential('a')).resolves.toMatchObject({ credential: { username: 'docker' } });
  });

  it('does not repeat explicit credentials in errors, and reports them to onSecret first (AU-14)', async () => {
    await using registry = await ScriptedServer.start();
    const password = newCanary();
    registry.on('* /v2/*', { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } });
    const secrets: string[] = [];
    const sources: (string | undefined)[] = [];
    await using connection = await connectRegistry(
      host(registry),
      options({
        username: 'user',
        password,
        onSecret: (secret) => secrets.push(secret),
        onSource: (source) => sources.push(source),
      }),
    );
    const failure = await connection.registry.resolveTag('a', 'v1').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(
      findCanaries([password], { failure: inspect(failure, { depth: 10 }), sources: JSON.stringify(sources) }),
    ).toEqual([]);
    expect(secrets).toContain(password);
    expect(secrets).toContain(Buffer.from(`user:${password}`).toString('base64'));
    expect(sources).toHaveLength(1);
  });

  it('returns the credential that a login would use, and reports its secrets to onSecret first (GA-05)', async () => {
    const secrets: string[] = [];
    const token = newCanary();
    await using gitHub = await connectRegistry(
      'ghcr.io',
      options({ githubToken: token, onSecret: (secret) => secrets.push(secret) }),
    );
    expect(await gitHub.credential('acme/app')).toMatchObject({
      credential: { username: 'x-access-token', password: token },
    });
    expect(secrets).toContain(Buffer.from(`x-access-token:${token}`).toString('base64'));
    await using other = await connectRegistry('quay.io', options({ githubToken: token }));
    expect(await other.credential('acme/app')).toBeUndefined();
    // An empty entry counts as absent.
    await dockerConfig({ auths: { 'quay.io': {}, 'quay.io/acme': { auth: Buffer.from('a:b').toString('base64') } } });
    await using configured = await connectRegistry('quay.io', options());
    expect(await configured.credential('acme/app')).toMatchObject({ credential: { username: 'a', password: 'b' } });
    expect(await configured.credential('other/app')).toBeUndefined();
  });

  it('checks push access with one upload session', async () => {
    await using registry = await ScriptedServer.start();
    registry.on(
      'POST /v2/a/b/blobs/uploads/',
      { status: 202, headers: { Location: '/v2/a/b/blobs/uploads/1' } },
      { status: 403 },
      { status: 503 },
    );
    await using connection = await connectRepository(
      { registry: host(registry), repository: 'a/b' },
      options({ attempts: 5 }),
    );
    await connection.registry.checkPush('a/b');
    expect(registry.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v2/a/b/blobs/uploads/',
      'DELETE /v2/a/b/blobs/uploads/1',
    ]);
    for (const code of ['DENIED', 'UNAVAILABLE'])
      await expect(connection.registry.checkPush('a/b')).rejects.toMatchObject({ name: 'OciError', code });
    expect(registry.seen('POST *')).toHaveLength(3);
  });

  it('continues an upload on another host only when it is trusted, and without credentials', async () => {
    await using registry = await ScriptedServer.start();
    await using storage = await ScriptedServer.start({ host: 'localhost' });
    const password = newCanary();
    registry
      .on('* /v2/*', (request) => ({
        status: request.header('authorization') === undefined ? 401 : request.method === 'POST' ? 202 : 404,
        headers: { 'WWW-Authenticate': 'Basic realm="x"', Location: storage.url('/session').href },
      }))
      .on('GET /v2/', { status: 200 });
    storage.on('PUT /session', { status: 201 });
    const blob = blobOf('content');
    const push = async (change: Partial<ConnectOptions>): Promise<unknown> => {
      await using connection = await connectRegistry(host(registry), options({ username: 'u', password, ...change }));
      return await connection.registry.pushBlob('a', blob.descriptor, () => once(blob.bytes));
    };
    await expect(push({})).rejects.toMatchObject({
      code: 'REDIRECT_REFUSED',
      message: expect.stringMatching(/correct the public URL of the registry .* as a redirect target/),
    });
    expect(storage.connections).toBe(0);
    await push({ trustedRedirectHosts: ['localhost'] });
    expect(storage.requests.map(({ method, bodySize }) => [method, bodySize])).toEqual([['PUT', 7]]);
    expect(findCanaries([password], { storage: storage.wire })).toEqual([]);
  });

  it('accepts a token endpoint on another domain only when it is allowed', async () => {
    await using registry = await ScriptedServer.start();
    await using tokens = await ScriptedServer.start();
    // Another host name of the same machine.
    const realm = `http://127.0.0.1:${tokens.url('/').port}/token`;
    registry.on('* /v2/*', { status: 401, headers: { 'WWW-Authenticate': `Bearer realm="${realm}",service="s"` } });
    tokens.on('GET /token', { status: 200, body: '{"token":"t"}' });
    const name = `localhost:${registry.url('/').port}`;
    const login = { username: 'user', password: newCanary() };
    {
      await using connection = await connectRegistry(name, options(login));
      await expect(connection.registry.resolveTag('a', 'v1')).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
    }
    expect(tokens.requests).toHaveLength(0);
    await using connection = await connectRegistry(name, options({ ...login, tokenHosts: ['127.0.0.1'] }));
    await expect(connection.registry.resolveTag('a', 'v1')).rejects.toMatchObject({ name: 'OciError' });
    expect(tokens.requests.length).toBeGreaterThan(0);
  });

  it.each([
    ['http', 'https'],
    ['HTTP', 'HTTPS'],
    ['Http', 'Https'],
  ])('accepts the schemes %s and %s', async (http, https) => {
    await using server = await listen(new MemoryRegistry());
    const { host } = new URL(server.url);
    await using registry = await connectRegistry(`${http}://${host}/`, options({ plainHttp: undefined }));
    expect(await Array.fromAsync(registry.registry.repositories())).toEqual([]);
    await using one = await connectRepository(`${http}://${host}/acme/app:v1`, options({ plainHttp: undefined }));
    await expect(one.repository.resolve('v1')).rejects.toMatchObject({ code: 'NAME_UNKNOWN' });
    await using secure = await connectRegistry(`${https}://${host}`, options({ plainHttp: undefined }));
    await expect(secure.registry.resolveTag('a', 'v1')).rejects.toMatchObject({ code: 'TLS_FAILED' });
  });

  it.each([
    ['absent', undefined, 'does not exist'],
    ['without a certificate', 'hello', 'caFile'],
  ])('rejects a file of certificates that is %s', async (_, content, message) => {
    const caFile = join(home, 'ca.pem');
    if (content !== undefined) await writeFile(caFile, content);
    await expect(connectRegistry('localhost:1', options({ caFile }))).rejects.toThrow(message);
    await expect(connectRegistry('localhost:1', options({ caFile }))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it("trusts a file of certificates in addition to the system's certificate authorities", async () => {
    const authority = new CertificateAuthority();
    const { cert, key } = authority.issue();
    const server: Server = createServer({ cert, key }, createHandler(new MemoryRegistry()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const name = `localhost:${(server.address() as AddressInfo).port}`;
    try {
      const caFile = join(home, 'ca.pem');
      await writeFile(caFile, authority.cert);
      const listRepositories = async (change: Partial<ConnectOptions>): Promise<string[]> => {
        await using connection = await connectRegistry(name, options({ plainHttp: false, ...change }));
        return await Array.fromAsync(connection.registry.repositories());
      };
      expect(await listRepositories({ caFile })).toEqual([]);
      expect(await listRepositories({ insecureTls: true })).toEqual([]);
      await expect(listRepositories({})).rejects.toMatchObject({ code: 'TLS_FAILED' });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it.each([
    ['connectRegistry', (change: ConnectOptions) => connectRegistry('ghcr.io', change)],
    ['connectRepository', (change: ConnectOptions) => connectRepository('ghcr.io/acme/app', change)],
    [
      'openLocation',
      (change: ConnectOptions) => openLocation({ kind: 'registry', registry: 'ghcr.io', repository: 'a' }, change),
    ],
  ])('%s stops when its signal is aborted', async (_, connect) => {
    await expect(connect(options({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('rejects text that is not a host', async () => {
    await expect(connectRegistry('ho st')).rejects.toMatchObject({ code: 'REFERENCE_INVALID' });
  });
});

describe('connectRepository', () => {
  it('accepts a reference with or without a scheme', async () => {
    for (const text of ['ghcr.io/acme/bundle:v1', 'oci://ghcr.io/acme/bundle:v1', 'oras://ghcr.io/acme/bundle:v1']) {
      await using connection = await connectRepository(text, options());
      expect(connection.reference).toMatchObject({ registry: 'ghcr.io', repository: 'acme/bundle', tag: 'v1' });
    }
  });
});

describe('loadDockerConfig', () => {
  it('reads the environment that is given, and else that of the process', async () => {
    const auth = Buffer.from('user:password').toString('base64');
    const env = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'registry.example': { auth } } }) };
    const found = await (await loadDockerConfig({ env })).find('registry.example');
    expect(found?.credential).toEqual({ username: 'user', password: 'password' });
    vi.stubEnv('DOCKER_AUTH_CONFIG', env.DOCKER_AUTH_CONFIG);
    expect(await (await loadDockerConfig()).find('registry.example')).toEqual(found);
    vi.unstubAllEnvs();
  });
});
