import { describe, expect, it } from 'vitest';
import { serveRegistry, type ServePlan, type Serving } from '../../src/commands/serving.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { listen, type AccessLogEntry } from '../../src/server/index.ts';
import { messageOf, OciError } from '../../src/spec/index.ts';
import { name, putImage, type Image } from '../contract/content.ts';
import { brokenRegistry } from '../wrappers/fake-registries.ts';
import { send, type Reply } from '../server/requests.ts';

/** A registry whose operations fail with `failure` while it is set. */
function switchable(registry: Registry): { readonly registry: Registry; failure: OciError | undefined } {
  const state: { registry: Registry; failure: OciError | undefined } = { registry, failure: undefined };
  state.registry = new Proxy(registry, {
    get: (target, key) => {
      const source = state.failure === undefined ? target : brokenRegistry(state.failure);
      const value: unknown = Reflect.get(source, key);
      return typeof value === 'function' ? (value.bind(source) as unknown) : value;
    },
  });
  return state;
}

interface Mirror extends AsyncDisposable {
  readonly memory: MemoryRegistry;
  readonly image: Image;
  readonly upstream: { failure: OciError | undefined };
  readonly serving: Serving;
  readonly log: string[];
  /** The requests to the upstream, `METHOD path`. */
  readonly requests: string[];
  /** Ends or restarts the upstream on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  get(path: string): Promise<Reply>;
}

/** A mirror of a registry with `acme/bundle:v1`, which nobody has read yet. */
async function openMirror(plan: Partial<ServePlan> = {}): Promise<Mirror> {
  const memory = new MemoryRegistry();
  const image = await putImage(memory, name, 'one', ['v1']);
  const upstream = switchable(memory);
  const requests: string[] = [];
  const observed = { onAccess: ({ method, path }: AccessLogEntry) => void requests.push(`${method} ${path}`) };
  let server = await listen(upstream.registry, observed);
  const { port, url } = server;
  const log: string[] = [];
  const defaults = { address: '127.0.0.1', port: 0, hostNames: [], layout: 'per-repository' } as const;
  const flags = { page: true, readOnly: false, immutable: false, allowSparse: false, insecureAnonymous: false };
  const serving = await serveRegistry(
    { ...defaults, ...flags, upstream: { registry: new URL(url).host, plainHttp: true }, ...plan },
    {
      label: (input) => input,
      connection: { attempts: 2, env: {}, homedir: '/nonexistent' },
      onError: (error, operation) => log.push(`${operation}: ${messageOf(error)}`),
    },
  );
  return {
    memory,
    image,
    upstream,
    serving,
    log,
    requests,
    stop: () => server.close(),
    start: async () => {
      server = await listen(upstream.registry, { ...observed, port });
    },
    get: (path) => send(serving.url, 'GET', path),
    [Symbol.asyncDispose]: async () => {
      await serving.close();
      await server.close();
    },
  };
}

const manifestPath = `/v2/${name}/manifests/v1`;
const tagsPath = `/v2/${name}/tags/list`;
const cached = [
  '110 - "Response is Stale"',
  '111 - "Revalidation Failed"',
  '299 - "the upstream registry is unavailable; this answer is from the cache and may be outdated"',
].join(', ');

const outages: readonly (readonly [string, OciError | undefined])[] = [
  ['has stopped', undefined],
  ['answers 429', new OciError('TOOMANYREQUESTS', 'slow down')],
  ['answers 500', new OciError('UNKNOWN', 'internal error')],
  ['answers 502', new OciError('UNREACHABLE', 'no backend')],
  ['answers 503', new OciError('UNAVAILABLE', 'maintenance')],
  ['reports a rate limit as 403', new OciError('TOOMANYREQUESTS', 'rate limit', { status: 403 })],
];

describe('a mirror whose upstream is unavailable', () => {
  for (const [outage, failure] of outages)
    it(`serves the cached tag, tag list and repositories when the upstream ${outage}`, async () => {
      await using mirror = await openMirror();
      const online = await mirror.get(manifestPath);
      expect([online.status, online.headers.warning]).toEqual([200, undefined]);
      if (failure === undefined) await mirror.stop();
      else mirror.upstream.failure = failure;
      mirror.log.length = 0;
      mirror.requests.length = 0;
      const offline = await mirror.get(manifestPath);
      expect([offline.status, offline.headers.warning]).toEqual([200, cached]);
      expect(offline.body).toEqual(online.body);
      const head = await send(mirror.serving.url, 'HEAD', manifestPath);
      expect([head.status, head.headers['docker-content-digest']]).toEqual([
        200,
        mirror.image.manifest.descriptor.digest,
      ]);
      const tags = await mirror.get(tagsPath);
      expect([tags.status, JSON.parse(tags.body.toString())]).toEqual([200, { name, tags: ['v1'] }]);
      const catalog = await mirror.get('/v2/_catalog');
      expect([catalog.headers.warning, JSON.parse(catalog.body.toString())]).toEqual([
        cached,
        { repositories: [name] },
      ]);
      expect(mirror.log.map((line) => line.split(',')[0])).toEqual([
        `GET ${manifestPath}`,
        `HEAD ${manifestPath}`,
        `GET ${tagsPath}`,
        'GET /v2/_catalog',
      ]);
      expect(mirror.log[0]).toContain(', answered from the cache: ');
      // A client of a mirror does not wait for retries.
      expect(mirror.requests).toHaveLength(failure === undefined ? 0 : 4);
    });

  for (const code of ['UNAUTHORIZED', 'DENIED', 'MANIFEST_UNKNOWN', 'NAME_UNKNOWN'] as const)
    it(`does not serve the cached tag when the upstream answers ${code}`, async () => {
      await using mirror = await openMirror();
      await mirror.get(manifestPath);
      mirror.upstream.failure = new OciError(code, 'no');
      const reply = await mirror.get(manifestPath);
      expect([reply.code, reply.status, reply.headers.warning]).toEqual([
        code,
        mirror.upstream.failure.status,
        undefined,
      ]);
      expect((await mirror.get(tagsPath)).code).toBe(code);
    });

  it('serves a tag that a client resolved with HEAD before it read the digest', async () => {
    await using mirror = await openMirror();
    for (const tag of ['v1', 'latest'])
      await mirror.memory.pushManifest(name, mirror.image.manifest.bytes, mirror.image.manifest.mediaType, {
        tags: [tag],
      });
    await send(mirror.serving.url, 'HEAD', manifestPath);
    await send(mirror.serving.url, 'HEAD', `/v2/${name}/manifests/latest`);
    await mirror.get(`/v2/${name}/manifests/${mirror.image.manifest.descriptor.digest}`);
    await mirror.stop();
    for (const tag of ['v1', 'latest']) expect((await mirror.get(`/v2/${name}/manifests/${tag}`)).status).toBe(200);
  });

  it('shows a moved tag at once when the upstream is available again', async () => {
    await using mirror = await openMirror();
    await mirror.get(manifestPath);
    await mirror.stop();
    const next = await putImage(mirror.memory, name, 'two', ['v1']);
    expect((await mirror.get(manifestPath)).headers['docker-content-digest']).toBe(
      mirror.image.manifest.descriptor.digest,
    );
    await mirror.start();
    const reply = await mirror.get(manifestPath);
    expect([reply.headers['docker-content-digest'], reply.headers.warning]).toEqual([
      next.manifest.descriptor.digest,
      undefined,
    ]);
    await mirror.stop();
    expect((await mirror.get(manifestPath)).headers['docker-content-digest']).toBe(next.manifest.descriptor.digest);
  });

  it('does not serve a tag that the upstream or a client has deleted', async () => {
    await using mirror = await openMirror();
    await mirror.memory.pushManifest(name, mirror.image.manifest.bytes, mirror.image.manifest.mediaType, {
      tags: ['v2'],
    });
    const other = `/v2/${name}/manifests/v2`;
    await mirror.get(manifestPath);
    await mirror.get(other);
    await mirror.memory.deleteTag(name, 'v1');
    expect((await mirror.get(manifestPath)).status).toBe(404);
    expect((await send(mirror.serving.url, 'DELETE', other)).status).toBe(202);
    mirror.upstream.failure = new OciError('UNAVAILABLE', 'maintenance');
    expect([(await mirror.get(manifestPath)).status, (await mirror.get(other)).status]).toEqual([503, 503]);
  });

  it('fails for a tag and a repository that were never read', async () => {
    await using mirror = await openMirror();
    mirror.upstream.failure = new OciError('UNAVAILABLE', 'maintenance');
    for (const path of [manifestPath, tagsPath, '/v2/_catalog']) expect((await mirror.get(path)).status).toBe(503);
  });

  it('serves cached repositories below a prefix', async () => {
    await using mirror = await openMirror({ prefix: 'acme' });
    await mirror.get('/v2/bundle/manifests/v1');
    await mirror.stop();
    const replies = await Promise.all(
      ['/v2/bundle/manifests/v1', '/v2/bundle/tags/list', '/v2/_catalog'].map((path) => mirror.get(path)),
    );
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(JSON.parse(replies[2]?.body.toString() ?? '')).toEqual({ repositories: ['bundle'] });
  });

  it('does not use a cached tag to decide whether an immutable tag may be pushed', async () => {
    await using mirror = await openMirror({ immutable: true });
    await mirror.get(manifestPath);
    mirror.upstream.failure = new OciError('UNAVAILABLE', 'maintenance');
    const { bytes, mediaType } = mirror.image.manifest;
    const reply = await send(mirror.serving.url, 'PUT', manifestPath, {
      body: bytes,
      headers: { 'content-type': mediaType },
    });
    expect(reply.status).toBe(503);
  });
});
