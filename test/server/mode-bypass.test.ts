import { afterAll, describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import {
  descriptorOf,
  digestOf,
  encodeJson,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
  type Digest,
} from '../../src/spec/index.ts';
import { immutable, readOnly } from '../../src/wrappers/index.ts';
import { openLayoutRegistry, type OpenLayout } from '../contract/layout.ts';
import {
  beginUpload,
  prepareManifest,
  pushBlob,
  pushManifest,
  send,
  sendRaw,
  statusOfRaw,
  type Reply,
} from './requests.ts';

const layouts: OpenLayout[] = [];
afterAll(async () => {
  for (const layout of layouts) await layout.close();
});

async function openLayout(options: { readonly quota?: number } = {}): Promise<Registry> {
  const layout = await openLayoutRegistry(options);
  layouts.push(layout);
  return layout.registry;
}

const stores: readonly (readonly [string, (options?: { readonly quota?: number }) => Promise<Registry>])[] = [
  ['memory', async (options) => new MemoryRegistry(options)],
  ['a layout', openLayout],
];

const json = { 'content-type': mediaTypeImageManifest };

/** Puts bytes as a manifest. `headers` replace the content type. */
function put(
  server: Listening,
  path: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = json,
): Promise<Reply> {
  return send(server.url, 'PUT', path, { body, headers });
}

async function tagged(registry: Registry, tag: string): Promise<Digest> {
  return (await registry.resolveTag('a', tag)).digest;
}

describe.each(stores)('a read-only registry of %s', (_, open) => {
  it('cannot be changed with other methods, paths, headers or parameters (SV-12)', async () => {
    const registry = await open();
    await using writable = await listen(registry);
    const { bytes, descriptor } = await pushManifest(writable.url, 'a', 'x', 'v1');
    const upload = await beginUpload(writable.url, 'a');
    // The mode of the handler, and the wrapper that `serve --read-only` also uses.
    for (const server of [await listen(registry, { readOnly: true }), await listen(readOnly(registry))]) {
      await using _server = server;
      const { digest } = descriptor;
      const writes: readonly (readonly [string, string, Readonly<Record<string, string>>?])[] = [
        ['PUT', '/v2/a/manifests/v2', json],
        ['PUT', '/v2/a/manifests/%76%32', json],
        ['PUT', `/v2/a/manifests/${digest}?tag=v2`, json],
        ['PUT', `/v2/new/manifests/${digest}`, json],
        ['DELETE', '/v2/a/manifests/v1'],
        ['DELETE', '/v2/a/manifests/%761'],
        ['DELETE', `/v2/a/manifests/${digest.replace(':', '%3a')}`],
        ['POST', '/v2/a/blobs/uploads/'],
        ['POST', '/v2/a/blobs/uploads'],
        ['POST', `/v2/b/blobs/uploads/?mount=${digest}&from=a`],
        ['POST', `/v2/b/blobs/uploads/?mount=${digest}`],
        ['POST', `/v2/a/blobs/uploads/?digest=${digestOf('x')}`],
        ['PATCH', upload],
        ['PUT', `${upload}?digest=${digestOf('x')}`],
        ['DELETE', upload],
        ['put', '/v2/a/manifests/v2', json],
        ['MOVE', '/v2/a/manifests/v1'],
        ['PROPPATCH', '/v2/a/manifests/v1'],
        ['POST', '/v2/a/manifests/v2', { ...json, 'x-http-method-override': 'PUT' }],
        ['POST', '/v2/a/manifests/v2?_method=PUT', json],
      ];
      for (const [method, path, headers = {}] of writes) {
        const head = Object.entries({ host: 'localhost', connection: 'close', ...headers });
        const lines = head.map(([name, value]) => `${name}: ${value}`).join('\r\n');
        const text = `${method} ${path} HTTP/1.1\r\n${lines}\r\ncontent-length: 1\r\n\r\nx`;
        const status = statusOfRaw(await sendRaw(server.url, text));
        expect([method, path, status >= 400 && status < 500]).toEqual([method, path, true]);
      }
      for (const method of ['GET', 'HEAD']) {
        const overrides = { 'x-http-method-override': 'DELETE', 'x-method-override': 'PUT', 'x-http-method': 'DELETE' };
        expect((await send(server.url, method, '/v2/a/manifests/v1', { headers: overrides, body: bytes })).status).toBe(
          200,
        );
      }
      expect(await Array.fromAsync(registry.tags('a'))).toEqual(['v1']);
      expect(await Array.fromAsync(registry.repositories())).toEqual(['a']);
      expect((await send(writable.url, 'GET', upload)).headers['upload-offset']).toBe('0');
    }
  });
});

describe.each(stores)('an immutable registry of %s', (_, open) => {
  it('keeps a tag whatever the path, the method and the parameters of a push (SV-12)', async () => {
    const registry = await open();
    await using server = await listen(immutable(registry));
    const { bytes, descriptor } = await pushManifest(server.url, 'a', 'x', 'v1');
    const other = await prepareManifest(server.url, 'a', 'other');
    const { digest } = other.descriptor;
    const puts = [
      '/v2/a/manifests/v1',
      '/v2/a/manifests/%76%31',
      '/v2/a/manifests/v1?tag=v2',
      '/v2/a/manifests/v2?tag=v1',
      '/v2/a/manifests/v2?tag=v3&tag=v1',
      '/v2/a/manifests/v2?tag=%76%31',
      `/v2/a/manifests/${digest}?tag=v1`,
      `http://localhost/v2/a/manifests/v1`,
    ];
    for (const path of puts) {
      const reply = await put(server, path, other.bytes, { ...json, host: 'localhost' });
      expect([path, reply.status, reply.code]).toEqual([path, 409, 'ALREADY_EXISTS']);
      expect([path, await tagged(registry, 'v1')]).toEqual([path, descriptor.digest]);
    }
    for (const path of [
      '//v2/a/manifests/v1',
      '/v2//a/manifests/v1',
      '/v2/A/manifests/v1',
      '/V2/a/manifests/v1',
      '/v2/a/Manifests/v1',
      '/v2/b/../a/manifests/v1',
      '/v2/a%2fmanifests/v1',
      '/v2/a/manifests/v1/',
      '/v2/a/manifests/v1%00',
    ]) {
      const { status } = await put(server, path, other.bytes);
      expect([path, status === 400 || status === 404]).toEqual([path, true]);
    }
    // Nothing was stored for the other tags of a refused push.
    expect(await Array.fromAsync(registry.tags('a'))).toEqual(['v1']);
    expect((await put(server, '/v2/a/manifests/v1', bytes)).status).toBe(201);
  });

  it('refuses a delete by tag or digest before a push, and mounts only add content (SV-12)', async () => {
    const registry = await open();
    await using server = await listen(immutable(registry));
    const { descriptor } = await pushManifest(server.url, 'a', 'x', 'v1');
    const other = await prepareManifest(server.url, 'a', 'other');
    const blob = await pushBlob(server.url, 'a', Buffer.from('content'));
    for (const path of [`/v2/a/manifests/${descriptor.digest}`, '/v2/a/manifests/v1', `/v2/a/blobs/${blob}`]) {
      expect([path, (await send(server.url, 'DELETE', path)).status]).toEqual([path, 403]);
      expect((await put(server, '/v2/a/manifests/v1', other.bytes)).status).toBe(409);
    }
    const mount = await send(server.url, 'POST', `/v2/a/blobs/uploads/?mount=${blob}&from=a`);
    expect(mount.status).toBe(201);
    expect((await send(server.url, 'GET', `/v2/a/blobs/${blob}`)).body.toString()).toBe('content');
    expect(await tagged(registry, 'v1')).toBe(descriptor.digest);
  });

  it('keeps the fallback tag of referrers, and lists new referrers in the referrers API', async () => {
    const registry = await open();
    await using server = await listen(immutable(registry));
    const { descriptor } = await pushManifest(server.url, 'a', 'x', 'v1');
    const fallback = `/v2/a/manifests/${descriptor.digest.replace(':', '-')}`;
    const index = (manifests: readonly unknown[]): Uint8Array =>
      encodeJson({ schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests });
    const { descriptor: referrer } = await pushManifest(server.url, 'a', 'signature', undefined, descriptor);
    const type = { 'content-type': mediaTypeImageIndex };
    expect((await put(server, fallback, index([referrer]), type)).status).toBe(201);
    expect((await put(server, fallback, index([]), type)).status).toBe(409);
    const list = await send(server.url, 'GET', `/v2/a/referrers/${descriptor.digest}`);
    expect(JSON.parse(list.body.toString())).toMatchObject({ manifests: [{ digest: referrer.digest }] });
  });

  it('keeps the media type of a tagged manifest that does not state it (SV-12)', async () => {
    const registry = await open();
    await using server = await listen(immutable(registry));
    const config = Buffer.from('{}');
    await pushBlob(server.url, 'a', config);
    const docker = 'application/vnd.docker.distribution.manifest.v2+json';
    const bytes = encodeJson({ schemaVersion: 2, config: descriptorOf('application/vnd.x+json', config), layers: [] });
    expect((await put(server, '/v2/a/manifests/v1', bytes)).status).toBe(201);
    for (const path of ['/v2/a/manifests/v1', `/v2/a/manifests/${digestOf(bytes)}`, '/v2/a/manifests/v2']) {
      await put(server, path, bytes, { 'content-type': docker });
      const { headers } = await send(server.url, 'GET', '/v2/a/manifests/v1');
      expect([path, headers['content-type']]).toEqual([path, mediaTypeImageManifest]);
    }
  });
});

describe.each(stores)('a registry of %s with a quota', (_, open) => {
  const quota = 50_000;

  it('counts manifests, and content in each repository, however it is added (SV-08)', async () => {
    const registry = await open({ quota });
    await using server = await listen(registry);
    let stored = 0;
    let refused = 0;
    const padding = 'p'.repeat(2000);
    for (let attempt = 0; attempt < 40; attempt++) {
      const bytes = encodeJson({
        schemaVersion: 2,
        mediaType: mediaTypeImageIndex,
        manifests: [],
        annotations: { attempt: String(attempt), padding },
      });
      // By tag, by digest, to the same tag, and to another repository.
      const reference = attempt % 2 === 0 ? 'same' : digestOf(bytes);
      const reply = await put(server, `/v2/r${attempt % 3}/manifests/${reference}`, bytes, {
        'content-type': mediaTypeImageIndex,
      });
      if (reply.status === 201) stored += bytes.byteLength;
      else {
        expect([reply.status, reply.code]).toEqual([413, 'QUOTA']);
        refused++;
      }
    }
    expect(stored).toBeLessThanOrEqual(quota);
    expect(refused).toBeGreaterThan(10);
    // An unfinished upload and a mount to many repositories do not exceed the quota either.
    const upload = await beginUpload(server.url, 'r0');
    const patch = await send(server.url, 'PATCH', upload, { body: new Uint8Array(quota) });
    expect([patch.status, patch.code]).toEqual([413, 'QUOTA']);
  });

  it('does not store a mounted blob again (SV-08)', async () => {
    const registry = await open({ quota });
    await using server = await listen(registry);
    const blob = await pushBlob(server.url, 'a', new Uint8Array(30_000).fill(1));
    const statuses = new Set<number>();
    for (let attempt = 0; attempt < 5; attempt++)
      statuses.add((await send(server.url, 'POST', `/v2/m${attempt}/blobs/uploads/?mount=${blob}&from=a`)).status);
    // A store that copies the bytes refuses the mount instead.
    expect([...statuses].every((status) => status === 201 || status === 413)).toBe(true);
    const rest = await send(server.url, 'POST', `/v2/b/blobs/uploads/?digest=${digestOf('y'.repeat(30_000))}`, {
      body: 'y'.repeat(30_000),
    });
    expect([rest.status, rest.code]).toEqual([413, 'QUOTA']);
  });
});
