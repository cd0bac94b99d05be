import { describe, expect, it } from 'vitest';
import { HttpRegistry } from '../../src/client/index.ts';
import { digestOf, mediaTypeImageManifest, OciError, type Digest, type OciErrorCode } from '../../src/spec/index.ts';
import { type HttpRequest, createTransport } from '../../src/http/index.ts';
import { blobOf, expectCode } from '../contract/content.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { json, manifestWith, name, TestClient, wireError } from './test-client.ts';
import { UploadRegistry } from './upload-registry.ts';

const manifest = manifestWith('one');
const blob = blobOf('to mount');

describe('a writer of chunks', () => {
  it.each([1, 7, 100])('sends what it was given, also when the caller reuses its buffer of %i bytes', async (size) => {
    await using server = await ScriptedServer.start();
    server
      .on('POST *', { status: 202, headers: { Location: '/session/1' } })
      .on('PATCH /session/1', { status: 202, headers: { Location: '/session/1' } })
      .on('PUT /session/1', { status: 201 });
    await using client = new TestClient(server.origin);
    const content = Buffer.from(Array.from({ length: 300 }, (_, index) => index % 251));
    const writer = await client.registry.pushBlobChunked(name, { chunkSize: 200 });
    const buffer = Buffer.alloc(size);
    for (let at = 0; at < content.byteLength; at += size) {
      const length = content.copy(buffer, 0, at, at + size);
      await writer.write(buffer.subarray(0, length));
    }
    await writer.commit(digestOf(content));
    expect(Buffer.concat(server.seen('PATCH *').map((request) => request.body)).equals(content)).toBe(true);
  });
});

describe('manifests', () => {
  const paths = (server: ScriptedServer): readonly string[] =>
    server.seen('PUT *').map((request) => request.target.replace(`/v2/${name}/manifests/`, ''));

  it('sends the same bytes by digest and then once per tag (UP-12)', async () => {
    await using server = await ScriptedServer.start();
    server.on('PUT *', { status: 201, headers: { 'docker-content-digest': manifest.digest } });
    await using client = new TestClient(server.origin);
    await client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest, {
      digest: manifest.digest,
      tags: ['v1', 'latest', 'v1'],
    });
    await client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest);
    await client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest, { tags: ['v2'] });
    expect(paths(server)).toEqual([manifest.digest, 'v1', 'latest', manifest.digest, 'v2']);
    expect(
      server.requests.every(
        (request) => request.body.equals(manifest.bytes) && request.header('content-type') === mediaTypeImageManifest,
      ),
    ).toBe(true);
  });

  it('updates no tag when the push by digest fails, and names the updated tags when a tag fails (UP-12)', async () => {
    await using server = await ScriptedServer.start();
    server.on('PUT *', { status: 400, headers: json, body: wireError('MANIFEST_INVALID', 'no such type') });
    await using client = new TestClient(server.origin);
    const options = { digest: manifest.digest, tags: ['v1', 'v2', 'v3'] };
    const failure = await expectCode(
      client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest, options),
      'MANIFEST_INVALID',
    );
    expect(failure.message).toContain('no such type');
    expect(server.requests).toHaveLength(1);
    server.on('PUT *', { status: 201 }).on('PUT */v3', { status: 403 });
    const third = await expectCode(
      client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest, options),
      'DENIED',
    );
    expect(third.message).toContain('v1, v2');
  });

  it('sends tags with a sha512 digest, and pushes the tags that the registry does not confirm', async () => {
    const digest = digestOf(manifest.bytes, 'sha512');
    await using server = await ScriptedServer.start();
    server.on('PUT *', { status: 201 }).on('PUT */sha512:*', {
      status: 201,
      headers: [
        ['oci-tag', 'v1, v2'],
        ['docker-content-digest', digest],
      ],
    });
    await using client = new TestClient(server.origin);
    await client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest, {
      digest,
      tags: ['v1', 'v2', 'v3'],
    });
    expect(paths(server)).toEqual([`${digest}?tag=v1&tag=v2&tag=v3`, 'v3']);
  });

  it('rejects a success with another digest, and sends no further tag (UP-10)', async () => {
    await using server = await ScriptedServer.start();
    server.on('PUT *', { status: 201, headers: { 'docker-content-digest': digestOf('x') } });
    await using client = new TestClient(server.origin);
    await expectCode(
      client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest, { tags: ['v1', 'v2'] }),
      'DIGEST_MISMATCH',
    );
    expect(server.requests).toHaveLength(1);
    // A header with another algorithm is compared with a hash of the content.
    server.on('PUT *', { status: 201, headers: { 'docker-content-digest': digestOf(manifest.bytes, 'sha512') } });
    await client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest, { tags: ['v1'] });
    server.on('PUT *', { status: 201, headers: { 'docker-content-digest': digestOf('x', 'sha512') } });
    await expectCode(
      client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest, { tags: ['v1'] }),
      'DIGEST_MISMATCH',
    );
  });

  it('rejects a web page', async () => {
    await using server = await ScriptedServer.start();
    server.on('PUT *', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' });
    await using client = new TestClient(server.origin);
    await expectCode(client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest), 'PROTOCOL');
  });
});

describe('pushManifest, if the registry answers 200, 202 or 204', () => {
  const stored = { 'content-type': mediaTypeImageManifest, 'docker-content-digest': manifest.digest };
  const push = (client: TestClient, options: { digest?: Digest; tags?: readonly string[] } = {}): Promise<unknown> =>
    client.registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest, options);

  it.each([200, 202, 204])('succeeds if the registry has the manifest (%i)', async (status) => {
    await using server = await ScriptedServer.start();
    server
      .on('PUT *', { status })
      .on('HEAD *', { headers: { ...stored, 'content-length': String(manifest.bytes.length) } });
    await using client = new TestClient(server.origin);
    await push(client, { digest: manifest.digest, tags: ['v1'] });
    expect(server.requests.map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual([
      `PUT ${manifest.digest}`,
      `HEAD ${manifest.digest}`,
      'PUT v1',
      'HEAD v1',
    ]);
  });

  it.each([200, 202, 204])('reads the manifest by GET if HEAD returns no digest (%i)', async (status) => {
    await using server = await ScriptedServer.start();
    server
      .on('PUT *', { status })
      .on('HEAD *', {})
      .on('GET *', { headers: { 'content-type': mediaTypeImageManifest }, body: manifest.bytes });
    await using client = new TestClient(server.origin);
    await push(client, { tags: ['v1'] });
    await push(client, { digest: digestOf(manifest.bytes, 'sha512'), tags: ['v1'] });
    expect(server.requests.filter(({ method }) => method === 'GET')).toHaveLength(3);
  });

  it.each([200, 202, 204])('fails if the registry does not have the manifest (%i)', async (status) => {
    const other = manifestWith('other');
    await using server = await ScriptedServer.start();
    server.on('PUT *', { status }).on('HEAD *', { status: 404 });
    await using client = new TestClient(server.origin);
    const missing = await expectCode(push(client), 'PROTOCOL');
    expect(missing.message).toMatch(
      new RegExp(`^cannot push manifest .* answered ${status} instead of 201 and does not have the manifest`),
    );
    server.on('HEAD *', {}).on('GET *', { headers: { 'content-type': mediaTypeImageManifest }, body: other.bytes });
    const replaced = await expectCode(push(client, { tags: ['v1'] }), 'PROTOCOL');
    expect(replaced.message).toContain(other.digest);
  });
});

describe('mounts', () => {
  const answers: readonly (readonly [number, OciErrorCode])[] = [
    [202, 'UNSUPPORTED'],
    [200, 'PROTOCOL'],
    [401, 'UNAUTHORIZED'],
    [403, 'DENIED'],
    [404, 'NAME_UNKNOWN'],
    [405, 'UNSUPPORTED'],
  ];
  for (const [status, code] of answers) {
    it(`throws ${code} for ${status} after one POST, and leaves no session (UP-14)`, async () => {
      await using registry = await UploadRegistry.start();
      registry.server.on('POST *', () => (status === 202 ? registry.open() : { status }));
      await using client = new TestClient(registry.server.origin);
      await expectCode(client.registry.mountBlob('acme/source', name, blob.descriptor.digest), code);
      expect([registry.count('POST'), registry.sessions.size]).toEqual([1, 0]);
      expect(registry.server.requests[0]?.target).toBe(
        `/v2/${name}/blobs/uploads/?mount=${encodeURIComponent(blob.descriptor.digest)}&from=acme%2Fsource`,
      );
    });
  }

  it('accepts 201 unless it has the digest of another blob (UP-14)', async () => {
    await using registry = await UploadRegistry.start();
    registry.blobs.set(blob.descriptor.digest, Buffer.from(blob.bytes));
    registry.server.on('POST *', { status: 201 }, { status: 201, headers: { 'docker-content-digest': digestOf('x') } });
    await using client = new TestClient(registry.server.origin);
    expect(await client.registry.mountBlob('acme/source', name, blob.descriptor.digest)).toEqual(blob.descriptor);
    await expectCode(client.registry.mountBlob('acme/source', name, blob.descriptor.digest), 'DIGEST_MISMATCH');
  });

  it('requests the scopes that each request needs (UP-14)', async () => {
    const requests = new Set<string>();
    await using transport = createTransport({ attempts: 1 });
    await using server = await ScriptedServer.start();
    const send = (request: HttpRequest): ReturnType<typeof transport.send> => {
      requests.add(
        `${request.method} ${request.url.pathname
          .split('/')
          .slice(4)
          .join('/')
          .replace(/sha256:.*/, '*')} ${request.scopes?.join(' ') ?? ''}`,
      );
      return transport.send(request);
    };
    const registry = new HttpRegistry(server.origin, { transport: send, attempts: 1 });
    const { digest } = blob.descriptor;
    const works: readonly (() => Promise<unknown>)[] = [
      () => registry.mountBlob('acme/source', name, digest),
      () => registry.getBlob(name, digest),
      () => registry.resolveBlob(name, digest),
      () => registry.getTag(name, 'v1'),
      () =>
        registry.pushBlob(name, blob.descriptor, async function* () {
          yield blob.bytes;
        }),
      () => registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest),
      () => registry.deleteBlob(name, digest),
      () => registry.deleteTag(name, 'v1'),
      () => Array.fromAsync(registry.tags(name)),
      () => Array.fromAsync(registry.repositories()),
    ];
    for (const work of works) await work().catch((error: unknown) => expect(error).toBeInstanceOf(OciError));
    const pull = 'repository:acme/bundle:pull';
    expect([...requests]).toEqual([
      `POST blobs/uploads/ ${pull},push repository:acme/source:pull`,
      `GET blobs/* ${pull}`,
      `HEAD blobs/* ${pull}`,
      `GET manifests/v1 ${pull}`,
      `HEAD blobs/* ${pull},push`,
      `POST blobs/uploads/ ${pull},push`,
      `PUT manifests/* ${pull},push`,
      `DELETE blobs/* repository:acme/bundle:delete`,
      `DELETE manifests/v1 repository:acme/bundle:delete`,
      `GET tags/list ${pull}`,
      'GET  registry:catalog:*',
    ]);
  });
});

describe('base URLs', () => {
  it('accepts a path before /v2/', async () => {
    await using server = await ScriptedServer.start();
    const step: Step = { headers: { 'content-type': mediaTypeImageManifest }, body: manifest.bytes };
    server.on(`* /proxy/v2/${name}/manifests/v1`, step);
    for (const path of ['/proxy', '/proxy/']) {
      await using client = new TestClient(server.url(path));
      expect((await client.registry.resolveTag(name, 'v1')).digest).toBe(manifest.digest);
    }
  });

  it('rejects user information without repeating it, and other schemes (AU-14)', () => {
    const make =
      (url: string): (() => HttpRegistry) =>
      () =>
        new HttpRegistry(new URL(url), { transport: () => Promise.reject(new Error('the transport was called')) });
    expect(make('https://user:hunter2@example.com')).toThrow(OciError);
    expect(make('https://user:hunter2@example.com')).not.toThrow(/hunter2/);
    expect(make('ftp://example.com')).toThrow(/http or https/);
  });
});
