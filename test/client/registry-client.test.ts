import { describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { blobOf } from '../contract/content.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { json, name, TestClient, wireError } from './test-client.ts';

const blob = blobOf('content');
const { digest, size } = blob.descriptor;

describe('the URL of a registry', () => {
  it.each(['/mirror', '/mirror/', '/mirror//'])('may have a path, as in %s', async (path) => {
    await using server = await ScriptedServer.start();
    server
      .on(
        'GET /mirror/v2/acme/bundle/tags/list',
        { headers: { ...json, Link: '</mirror/v2/acme/bundle/tags/list?last=a>; rel="next"' }, body: '{"tags":["a"]}' },
        { headers: json, body: '{"tags":["b"]}' },
      )
      .on('HEAD *', { status: 404 })
      .on('POST /mirror/v2/acme/bundle/blobs/uploads/', { status: 202, headers: { Location: '/mirror/session/1' } })
      .on('PUT /mirror/session/1', { status: 201 })
      .on('DELETE /mirror/v2/acme/bundle/manifests/v1', { status: 202 });
    await using client = new TestClient(server.url(path));
    expect(await Array.fromAsync(client.registry.tags(name))).toEqual(['a', 'b']);
    await client.registry.pushBlob(name, blob.descriptor, () => once(blob.bytes));
    await client.registry.deleteTag(name, 'v1');
    expect(server.requests.filter((request) => !request.path.startsWith('/mirror/'))).toEqual([]);
    expect(server.seen('PUT *').map((request) => [request.query.get('digest'), request.bodySize])).toEqual([
      [digest, size],
    ]);
  });

  it.each(['http://user:secret-1@host', 'https://secret-1@host', 'ftp://host', 'file:///v2'])(
    'must not be %s',
    (url) => {
      const create = (): TestClient => new TestClient(new URL(url));
      expect(create).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
      expect(create).not.toThrow(/secret-1/);
    },
  );
});

describe('the id of an upload', () => {
  it('leads only to an upload of the same repository and registry', async () => {
    await using server = await ScriptedServer.start();
    await using client = new TestClient(server.origin);
    const { host } = server.origin;
    for (const id of [
      '',
      name,
      `${name}@`,
      `${name}@session`,
      `${name}@//other.test/session`,
      `${name}@https://other.test/session`,
      `${name}@http://user:secret-1@${host}/session`,
      `${name}@http://user@${host}/session`,
      `${name}@ftp://${host}/session`,
      `acme/other@/session`,
      `${name}/x@/session`,
      `/session`,
    ]) {
      const failure = await client.registry.pushBlobChunkedResume(name, id).catch((error: unknown) => error);
      expect(failure, id).toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
      expect(String(failure)).not.toContain('secret-1');
    }
    expect(server.requests).toEqual([]);
    server.on('GET /session', { status: 204, headers: { Range: '0-4', Location: '/session' } });
    const { size: received } = await client.registry.pushBlobChunkedResume(name, `${name}@/session`);
    expect(received).toBe(5);
  });
});

describe('the repositories with a blob', () => {
  it('are unknown, because the API has no such list', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET /v2/_catalog', { headers: json, body: '{"repositories":["a","b"]}' });
    await using client = new TestClient(server.origin);
    expect(await Array.fromAsync(client.registry.repositories({ withBlob: digest }))).toEqual([]);
    expect(await Array.fromAsync(client.registry.repositories({ withBlob: digest, limit: 1 }))).toEqual([]);
    expect(server.requests).toEqual([]);
    expect(await Array.fromAsync(client.registry.repositories())).toEqual(['a', 'b']);
  });
});

describe('the mount of a blob', () => {
  it('that the registry refuses leaves no upload there', async () => {
    await using server = await ScriptedServer.start();
    server
      .on('POST /v2/acme/bundle/blobs/uploads/', { status: 202, headers: { Location: '/session/1' } })
      .on('DELETE /session/1', { status: 204 });
    await using client = new TestClient(server.origin);
    await expect(client.registry.mountBlob('acme/source', name, digest)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect(server.seen('DELETE /session/1')).toHaveLength(1);
  });
});

describe('the deletion of a manifest, a tag or a blob', () => {
  it.each([200, 202, 204])('succeeds with status %i', async (status) => {
    await using server = await ScriptedServer.start();
    server.on('DELETE *', { status });
    await using client = new TestClient(server.origin);
    await client.registry.deleteManifest(name, digest);
    await client.registry.deleteTag(name, 'v1');
    await client.registry.deleteBlob(name, digest);
    expect(server.requests.map((request) => request.path).slice(-2)).toEqual([
      `/v2/${name}/manifests/v1`,
      `/v2/${name}/blobs/${digest}`,
    ]);
  });

  it.each<[number, Step, string]>([
    [201, {}, 'PROTOCOL'],
    [203, {}, 'PROTOCOL'],
    [404, {}, 'BLOB_UNKNOWN'],
    [405, { body: wireError('UNSUPPORTED') }, 'UNSUPPORTED'],
    [403, { body: wireError('DENIED') }, 'DENIED'],
  ])('fails with status %i', async (status, step, code) => {
    await using server = await ScriptedServer.start();
    server.on('DELETE *', { ...step, status });
    await using client = new TestClient(server.origin);
    await expect(client.registry.deleteBlob(name, digest)).rejects.toMatchObject({ code, status });
  });
});

describe('the lookup of a blob', () => {
  const found = { 'Content-Length': String(size) };

  it.each<[string, Step]>([
    ['the same digest', { headers: { ...found, 'Docker-Content-Digest': digest } }],
    ['no digest', { headers: found }],
    ['a digest of another algorithm', { headers: { ...found, 'Docker-Content-Digest': `sha512:${'0'.repeat(128)}` } }],
  ])('finds a blob with %s', async (_, step) => {
    await using server = await ScriptedServer.start();
    server.on('HEAD *', step);
    await using client = new TestClient(server.origin);
    expect(await client.registry.resolveBlob(name, digest)).toMatchObject({ digest, size });
    await client.registry.pushBlob(name, blob.descriptor, () => once(blob.bytes));
    expect(server.requests.map(({ method }) => method)).toEqual(['HEAD', 'HEAD']);
  });

  it.each<[string, Step, string]>([
    [
      'another digest',
      { headers: { ...found, 'Docker-Content-Digest': `sha256:${'0'.repeat(64)}` } },
      'DIGEST_MISMATCH',
    ],
    ['text that is not a digest', { headers: { ...found, 'Docker-Content-Digest': 'x' } }, 'PROTOCOL'],
    ['no size', { raw: 'HTTP/1.1 200 OK\r\n\r\n', after: 'fin' }, 'PROTOCOL'],
    ['a web page', { headers: { ...found, 'Content-Type': 'text/html' } }, 'PROTOCOL'],
    ['status 404', { status: 404 }, 'BLOB_UNKNOWN'],
  ])('fails with %s', async (_, step, code) => {
    await using server = await ScriptedServer.start();
    server.on('HEAD *', step);
    await using client = new TestClient(server.origin);
    await expect(client.registry.resolveBlob(name, digest)).rejects.toMatchObject({ code });
  });

  it('reads the reason of a refusal', async () => {
    await using server = await ScriptedServer.start();
    server
      .on('HEAD *', { status: 403 })
      .on('GET *', { status: 403, body: wireError('DENIED', 'the quota is used up') });
    await using client = new TestClient(server.origin);
    await expect(client.registry.resolveBlob(name, digest)).rejects.toThrow(/the quota is used up/);
    expect(server.requests.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });
});

describe('a blob whose upload ended with an error of the server', () => {
  it.each([
    ['is accepted when the registry has it', { headers: { 'Content-Length': String(size) } }, undefined],
    ['is an error when the registry does not have it', { status: 404 }, 'UNAVAILABLE'],
    ['is an error when the registry has another size', { headers: { 'Content-Length': '6' } }, 'UNAVAILABLE'],
  ] as const)('%s', async (_, lookup, code) => {
    await using server = await ScriptedServer.start();
    server
      .on('HEAD *', { status: 404 }, lookup)
      .on('POST *', { status: 202, headers: { Location: '/session' } })
      .on('GET /session', { status: 204, headers: { Range: `0-${size - 1}` } })
      .on('PUT *', { status: 502 });
    await using client = new TestClient(server.origin, { attempts: 1 });
    const push = client.registry.pushBlob(name, blob.descriptor, () => once(blob.bytes));
    if (code === undefined) expect(await push).toMatchObject({ digest, size });
    else await expect(push).rejects.toMatchObject({ status: 502 });
    expect(server.seen('HEAD *')).toHaveLength(2);
  });
});
