import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectRegistry, connectRepository, openLocation, type ConnectOptions } from '../../src/connect/index.ts';
import type { HttpEvent } from '../../src/http/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pushContent } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { once } from '../../src/streams/index.ts';
import { blobOf, manifestOf, noise } from '../contract/content.ts';
import { eventually } from '../eventually.ts';
import { CaptureProxy, ScriptedServer } from '../faults/kit/index.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'connect-options-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

function options(change: Partial<ConnectOptions> = {}): ConnectOptions {
  return { plainHttp: true, env: {}, homedir: home, attempts: 1, ...change };
}

describe('the options of a connection', () => {
  it('name the program to the registry and to its token endpoint', async () => {
    await using registry = await ScriptedServer.start();
    const realm = registry.url('/token').href;
    registry
      .on('* /v2/*', { status: 401, headers: { 'WWW-Authenticate': `Bearer realm="${realm}",service="s"` } })
      .on('GET /token', { body: '{"token":"t"}' });
    await using connection = await connectRegistry(registry.origin.host, options({ userAgent: 'my-tool/2' }));
    await expect(connection.registry.resolveTag('a', 'v1')).rejects.toMatchObject({ name: 'OciError' });
    expect(registry.seen('GET /token').length).toBeGreaterThan(0);
    expect(new Set(registry.requests.map((request) => request.header('user-agent')))).toEqual(new Set(['my-tool/2']));
  });

  it.each([1, 2])('limit the attempts of a request and of an upload to %i', async (attempts) => {
    await using registry = await ScriptedServer.start();
    registry.on('* /v2/*', { status: 503 }).on('HEAD /v2/a/blobs/*', { status: 404 });
    await using connection = await connectRegistry(registry.origin.host, options({ attempts }));
    await expect(Array.fromAsync(connection.registry.tags('a'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(registry.requests).toHaveLength(attempts);
    const blob = blobOf('content');
    const push = connection.registry.pushBlob('a', blob.descriptor, () => once(blob.bytes));
    await expect(push).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(registry.seen('POST *')).toHaveLength(attempts);
  });

  it('limit the size of request bodies', async () => {
    const methods: string[] = [];
    await using server = await listen(new MemoryRegistry(), { onAccess: ({ method }) => void methods.push(method) });
    const blob = blobOf(noise(150_000, 3));
    for (const [chunkSize, chunks] of [
      [70_000, 3],
      [undefined, 0],
    ] as const) {
      methods.length = 0;
      await using connection = await connectRegistry(new URL(server.url).host, options({ chunkSize }));
      const repository = chunkSize === undefined ? 'whole' : 'chunked';
      await connection.registry.pushBlob(repository, blob.descriptor, () => once(blob.bytes));
      expect((await connection.registry.resolveBlob(repository, blob.descriptor.digest)).size).toBe(150_000);
      expect(methods.filter((method) => method === 'PATCH')).toHaveLength(chunks);
    }
  });

  it.each([
    ['a repository that is pushed to', 'acme/app', ['repository:acme/app:pull,push']],
    ['another repository', 'acme/other', ['repository:acme/app:pull']],
  ])('request a token for reads of %s', async (_, pushTo, scopes) => {
    await using registry = await ScriptedServer.start();
    const realm = registry.url('/token').href;
    registry
      .on('* /v2/*', (request) =>
        request.header('authorization') === undefined
          ? { status: 401, headers: { 'WWW-Authenticate': `Bearer realm="${realm}",service="s"` } }
          : { status: 404 },
      )
      .on('GET /token', { body: '{"token":"t"}' });
    await using connection = await connectRegistry(registry.origin.host, options({ pushTo }));
    await expect(connection.registry.resolveTag('acme/app', 'v1')).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
    expect(registry.seen('GET /token').map(({ query }) => query.getAll('scope'))).toEqual([scopes]);
  });

  it('report warnings of the registry, requests and retries', async () => {
    await using registry = await ScriptedServer.start();
    registry.on(
      'GET /v2/a/tags/list',
      { status: 503 },
      { headers: { Warning: '299 - "this registry will close"' }, body: '{"name":"a","tags":["v1"]}' },
    );
    const warnings: string[] = [];
    const events: HttpEvent['kind'][] = [];
    const change: Partial<ConnectOptions> = {
      attempts: 2,
      onWarning: (text) => warnings.push(text),
      onHttpEvent: ({ kind }) => events.push(kind),
    };
    await using connection = await connectRegistry(registry.origin.host, options(change));
    expect(await Array.fromAsync(connection.registry.tags('a'))).toEqual(['v1']);
    expect(warnings).toEqual([`${registry.origin.host} warns: this registry will close`]);
    expect(events).toEqual(['request', 'retry', 'request']);
  });

  it.each([
    ['registry.test', 'http://registry.test/v2/a/manifests/v1', 'http_proxy'],
    ['Registry.Test:81', 'http://registry.test:81/v2/a/manifests/v1', 'HTTP_PROXY'],
    ['docker.io', 'http://registry-1.docker.io/v2/a/manifests/v1', 'all_proxy'],
    ['index.docker.io', 'http://registry-1.docker.io/v2/a/manifests/v1', 'ALL_PROXY'],
  ])('send requests to %s through the proxy of the environment', async (host, target, variable) => {
    await using registry = await ScriptedServer.start();
    await using proxy = await CaptureProxy.start({ resolve: () => ({ host: '127.0.0.1', port: registry.port }) });
    const env = { [variable]: proxy.url.href };
    await using connection = await connectRegistry(host, options({ env }));
    await expect(connection.registry.resolveTag('a', 'v1')).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
    expect(proxy.requests.map((request) => request.target)).toEqual([target]);
    await using direct = await connectRegistry(host, options({ env: { ...env, no_proxy: '*' } }));
    await expect(direct.registry.resolveTag('a', 'v1')).rejects.toMatchObject({ name: 'OciError' });
    expect(proxy.requests).toHaveLength(1);
  });

  it('open connections before the first request', async () => {
    await using registry = await ScriptedServer.start();
    const reference = { registry: registry.origin.host, repository: 'a' };
    await using location = await openLocation({ kind: 'registry', ...reference }, { ...options(), prepare: 2 });
    await eventually(() => registry.connections === 2, 'the connections');
    await using unprepared = await openLocation({ kind: 'registry', ...reference }, options());
    for (const { repository } of [location, unprepared])
      await expect(repository.resolve('v1')).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
    expect(registry.connections).toBe(3);
  });

  it('look a blob up once when it is pushed', async () => {
    await using server = await ScriptedServer.start();
    server.on('HEAD /v2/a/blobs/*', { headers: { 'Content-Length': '7' } });
    await using connection = await connectRepository({ registry: server.origin.host, repository: 'a' }, options());
    const blob = blobOf('content');
    await connection.repository.push(blob.descriptor, () => once(blob.bytes));
    expect(server.requests.map(({ method }) => method)).toEqual(['HEAD']);
  });

  it('close the connections', async () => {
    await using registry = await ScriptedServer.start();
    const location = { kind: 'registry', registry: registry.origin.host, repository: 'a' } as const;
    const opened = await openLocation(location, options());
    await expect(opened.repository.resolve('v1')).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
    expect(registry.openConnections).toBe(1);
    await opened.close();
    await eventually(() => registry.openConnections === 0, 'the end of the connection');
    await expect(opened.repository.resolve('v1')).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('an open layout', () => {
  it.each([undefined, true])(
    'has all tags and no other files after it was closed (manyWrites: %s)',
    async (manyWrites) => {
      const path = join(home, 'layout');
      const opened = await openLocation({ kind: 'layout', path }, { manyWrites });
      const config = blobOf('{}');
      await pushContent(opened.repository, config.descriptor, config.bytes);
      for (const tag of ['v1', 'v2', 'v3']) {
        const { descriptor, bytes } = manifestOf({ config: config.descriptor, layers: [], annotations: { tag } });
        await opened.repository.push(descriptor, () => once(bytes));
        await opened.repository.tag(descriptor, tag);
      }
      await writeFile(join(path, 'blobs/sha256/.upload-left'), 'a temporary file');
      await opened.close();
      expect((await readdir(path)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
      const layout = await LayoutRepository.open(path, { readOnly: true });
      expect(await Array.fromAsync(layout.tags())).toEqual(['v1', 'v2', 'v3']);
    },
  );

  it('is not written when it is read-only', async () => {
    const path = join(home, 'layout');
    await (await openLocation({ kind: 'layout', path })).close();
    await using opened = await openLocation({ kind: 'layout', path }, { readOnly: true });
    const { descriptor, bytes } = blobOf('content');
    const push = opened.repository.push(descriptor, () => once(bytes));
    await expect(push).rejects.toMatchObject({ code: 'DENIED' });
    expect((await readdir(path, { recursive: true })).filter((name) => /[0-9a-f]{64}/.test(name))).toEqual([]);
    // A program that writes to the layout at the same time has these folders.
    for (const folder of ['.staging', '.uploads']) await mkdir(join(path, folder), { recursive: true });
    const before = (await readdir(path)).sort();
    await opened.close();
    expect((await readdir(path)).sort()).toEqual(before);
  });
});
