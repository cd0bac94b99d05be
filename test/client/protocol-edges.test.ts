import { describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { blobOf, noise, readAll } from '../contract/content.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { json, manifestWith, name, TestClient, wireError } from './test-client.ts';

const blob = blobOf(noise(1000, 5));
const { digest } = blob.descriptor;

describe('the offset of a resumed upload', () => {
  it.each<[string, Readonly<Record<string, string>>, number | undefined, number | string]>([
    ['5 bytes', { Range: '0-4' }, undefined, 5],
    ['5 bytes, as the caller', { Range: '0-4' }, 5, 5],
    ['5 bytes with a unit', { Range: 'bytes=0-4' }, undefined, 5],
    ['no byte', {}, undefined, 0],
    ['no byte, as the caller', {}, 0, 0],
    ['no byte with -1', { Range: '0--1' }, undefined, 0],
    ['one byte or none', { Range: '0-0' }, undefined, 0],
    ['one byte or none, and the caller one', { Range: '0-0' }, 1, 1],
    ['one byte by its offset', { Range: '0-0', 'Upload-Offset': '1' }, undefined, 1],
    ['none by its offset', { Range: '0-0', 'Upload-Offset': '0' }, undefined, 0],
    ['another number than the caller', { Range: '0-4' }, 4, 'RANGE_INVALID'],
    ['bytes that the caller does not have', { Range: '0-4' }, 0, 'RANGE_INVALID'],
    ['none, and the caller has some', {}, 3, 'RANGE_INVALID'],
    ['a range from 1', { Range: '1-4' }, undefined, 'PROTOCOL'],
    ['text', { Range: 'bytes' }, undefined, 'PROTOCOL'],
    ['more than a number has', { Range: '0-9007199254740993' }, undefined, 'PROTOCOL'],
  ])('is that of the registry: %s', async (_, headers, offset, expected) => {
    await using server = await ScriptedServer.start();
    server.on('GET /session', { status: 204, headers });
    await using client = new TestClient(server.origin);
    const resuming = client.registry.pushBlobChunkedResume(name, `${name}@/session`, { offset });
    if (typeof expected === 'number') expect((await resuming).size).toBe(expected);
    else await expect(resuming).rejects.toMatchObject({ code: expected });
  });

  it.each([
    [404, 'BLOB_UPLOAD_UNKNOWN'],
    [403, 'DENIED'],
  ])('is an error when the registry answers %i', async (status, code) => {
    await using server = await ScriptedServer.start();
    server.on('GET /session', { status });
    await using client = new TestClient(server.origin);
    const resuming = client.registry.pushBlobChunkedResume(name, `${name}@/session`);
    await expect(resuming).rejects.toMatchObject({ code });
  });
});

describe('the size of the chunks of an upload', () => {
  const open = (headers: Readonly<Record<string, string>> = {}): Promise<ScriptedServer> =>
    ScriptedServer.start().then((server) =>
      server
        .on('POST *', { status: 202, headers: { Location: '/session', ...headers } })
        .on('PATCH *', (request) => ({
          status: 202,
          headers: { Location: '/session', Range: `0-${request.header('content-range')?.split('-')[1]}` },
        }))
        .on('PUT *', { status: 201 })
        .on('DELETE *', { status: 204 }),
    );

  it.each([0, -1, 1.5, Number.NaN, Infinity])('cannot be %f', async (chunkSize) => {
    await using server = await open();
    await using client = new TestClient(server.origin);
    const opening = client.registry.pushBlobChunked(name, { chunkSize });
    await expect(opening).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    // The session is cancelled.
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'DELETE']);
  });

  it.each([
    [400, {}, ['0-399', '400-799', '800-999']],
    [400, { 'OCI-Chunk-Min-Length': '600' }, ['0-599', '600-999']],
    [400, { 'OCI-Chunk-Min-Length': 'some' }, ['0-399', '400-799', '800-999']],
    [1000, {}, ['0-999']],
  ])('is %i with the headers %j', async (chunkSize, headers, ranges) => {
    await using server = await open(headers);
    await using client = new TestClient(server.origin);
    const writer = await client.registry.pushBlobChunked(name, { chunkSize });
    await writer.write(blob.bytes.subarray(0, 150));
    await writer.write(blob.bytes.subarray(150));
    expect(await writer.commit(digest)).toMatchObject({ digest, size: 1000 });
    expect(server.seen('PATCH *').map((request) => request.header('content-range'))).toEqual(ranges);
    expect(client.warnings).toHaveLength(Object.values(headers).includes('some') ? 1 : 0);
    const sent = Buffer.concat(server.seen('PATCH *').map(({ body }) => body));
    expect(Buffer.compare(sent, blob.bytes)).toBe(0);
  });

  it('sends the rest when the writer is closed, and cancels an upload that is disposed', async () => {
    await using server = await open();
    await using client = new TestClient(server.origin);
    {
      await using closed = await client.registry.pushBlobChunked(name, { chunkSize: 400 });
      await closed.write(blob.bytes.subarray(0, 100));
      await closed.close();
      await closed.close();
    }
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'PATCH']);
    {
      await using left = await client.registry.pushBlobChunked(name, { chunkSize: 400 });
      await left.write(blob.bytes.subarray(0, 100));
    }
    const writer = await client.registry.pushBlobChunked(name);
    await writer.cancel();
    await writer.cancel();
    expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'POST', 'DELETE', 'POST', 'DELETE']);
  });
});

describe('a partial response', () => {
  it.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ['the requested range', { 'Content-Range': 'bytes 10-19/1000' }, undefined],
    ['a range that ends after the blob', { 'Content-Range': 'bytes 10-19/15' }, 'PROTOCOL'],
    ['a range of an unknown total', { 'Content-Range': 'bytes 10-19/*' }, undefined],
    ['another range', { 'Content-Range': 'bytes 0-9/1000' }, 'PROTOCOL'],
    ['no range', {}, 'PROTOCOL'],
    ['a reversed range', { 'Content-Range': 'bytes 19-10/1000' }, 'PROTOCOL'],
    ['several parts', { 'Content-Range': 'bytes 10-19/1000', 'Content-Type': 'multipart/byteranges' }, 'PROTOCOL'],
  ])('with %s', async (_, headers, code) => {
    await using server = await ScriptedServer.start();
    server
      .on('HEAD *', { headers: { 'Content-Length': '1000' } })
      .on('GET *', { status: 206, headers, body: blob.bytes.subarray(10, 20) });
    await using client = new TestClient(server.origin, { attempts: 1 });
    const reading = client.registry.getBlobRange(name, digest, 10, 20).then(readAll);
    if (code === undefined) expect(Buffer.compare(await reading, blob.bytes.subarray(10, 20))).toBe(0);
    else await expect(reading).rejects.toMatchObject({ name: 'OciError' });
  });

  it.each([
    [-1, 5],
    [1.5, 5],
    [5, 4],
    [0, Number.NaN],
  ])('is not requested for the range from %f to %f', async (start, end) => {
    await using server = await ScriptedServer.start();
    await using client = new TestClient(server.origin);
    await expect(client.registry.getBlobRange(name, digest, start, end)).rejects.toMatchObject({ name: 'OciError' });
    expect(server.requests).toEqual([]);
  });
});

describe('the push of a manifest', () => {
  const manifest = manifestWith('x');
  const type = 'application/vnd.oci.image.manifest.v1+json';

  it('to an immutable tag is an error with its own code', async () => {
    await using server = await ScriptedServer.start();
    server.on('PUT *', { status: 409 });
    await using client = new TestClient(server.origin);
    const pushing = client.registry.pushManifest(name, manifest.bytes, type, { tags: ['v1'] });
    await expect(pushing).rejects.toMatchObject({ code: 'ALREADY_EXISTS', status: 409 });
  });

  it.each<[number, Step, string | undefined]>([
    [200, { headers: { 'Docker-Content-Digest': manifest.digest } }, undefined],
    [202, {}, undefined],
    [200, { headers: { 'Docker-Content-Digest': digest } }, 'DIGEST_MISMATCH'],
    [201, { headers: { 'Docker-Content-Digest': digest } }, 'DIGEST_MISMATCH'],
    [200, { headers: { 'Content-Type': 'text/html' }, body: '<html>' }, 'PROTOCOL'],
  ])('with status %i is checked', async (status, step, code) => {
    await using server = await ScriptedServer.start();
    const found = { 'Docker-Content-Digest': manifest.digest, 'Content-Type': type };
    server
      .on('PUT *', { ...step, status })
      .on('HEAD *', { headers: { ...found, 'Content-Length': String(manifest.bytes.length) } });
    await using client = new TestClient(server.origin);
    const pushing = client.registry.pushManifest(name, manifest.bytes, type, { tags: ['v1'] });
    if (code === undefined) expect((await pushing).digest).toBe(manifest.digest);
    else await expect(pushing).rejects.toMatchObject({ code });
    if (code === undefined) expect(server.seen('HEAD *').length).toBeGreaterThan(0);
  });

  it.each([
    ['is missing', { status: 404 }, /does not have the manifest/],
    [
      'has other content',
      { headers: { 'Docker-Content-Digest': digest, 'Content-Type': type, 'Content-Length': '9' } },
      /another manifest/,
    ],
  ] as const)('with status 202 fails when the manifest %s', async (_, step, message) => {
    await using server = await ScriptedServer.start();
    server.on('PUT *', { status: 202 }).on('HEAD *', step).on('GET *', { status: 404 });
    await using client = new TestClient(server.origin);
    const pushing = client.registry.pushManifest(name, manifest.bytes, type, { tags: ['v1'] });
    await expect(pushing).rejects.toMatchObject({ code: 'PROTOCOL', message: expect.stringMatching(message) });
  });
});

describe('a manifest of an unknown type', () => {
  it('is returned with its type, and its structure is not checked', async () => {
    await using server = await ScriptedServer.start();
    const body = '{"mediaType":"application/vnd.example.custom+json","anything":1}';
    server.on('GET *', { headers: { 'Content-Type': 'application/vnd.example.custom+json' }, body });
    await using client = new TestClient(server.origin);
    const reader = await client.registry.getTag(name, 'v1');
    expect(reader.descriptor.mediaType).toBe('application/vnd.example.custom+json');
    expect(Buffer.from(await readAll(reader)).toString()).toBe(body);
  });
});

describe('lists', () => {
  it('of at most no names need no request', async () => {
    await using server = await ScriptedServer.start();
    await using client = new TestClient(server.origin);
    expect(await Array.fromAsync(client.registry.tags(name, { limit: 0 }))).toEqual([]);
    expect(await Array.fromAsync(client.registry.repositories({ limit: 0 }))).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['an object', '{"manifests":{}}'],
    ['texts', '{"manifests":["a"]}'],
    ['descriptors without a digest', '{"manifests":[{"mediaType":"a/b","size":1}]}'],
    ['a list', '[]'],
  ])('of referrers are not %s', async (_, body) => {
    await using server = await ScriptedServer.start();
    server.on('GET /v2/acme/bundle/referrers/*', { headers: json, body });
    await using client = new TestClient(server.origin);
    const listing = Array.fromAsync(client.registry.referrers(name, digest));
    await expect(listing).rejects.toMatchObject({ code: 'PROTOCOL' });
  });

  it.each([401, 403, 500])('of referrers fail with status %i', async (status) => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { status });
    await using client = new TestClient(server.origin, { attempts: 1 });
    const listing = Array.fromAsync(client.registry.referrers(name, digest));
    await expect(listing).rejects.toMatchObject({ status });
    expect(server.requests).toHaveLength(1);
  });
});

describe('the content of an upload', () => {
  it.each([
    [999, /999|ended/],
    [1001, /more bytes/],
  ])('of %i bytes instead of 1000 is refused', async (length, message) => {
    await using server = await ScriptedServer.start();
    server.on('POST *', { status: 202, headers: { Location: '/session' } }).on('PUT *', { status: 201 });
    await using client = new TestClient(server.origin);
    const bytes = noise(length, 5);
    const push = client.registry.pushBlob(name, blob.descriptor, () => once(bytes));
    await expect(push).rejects.toMatchObject({ code: 'SIZE_INVALID', message: expect.stringMatching(message) });
    expect(server.seen('PUT *').filter(({ complete }) => complete)).toEqual([]);
  });

  it.each([-1, 1.5, Number.NaN])('cannot have the size %f', async (size) => {
    await using server = await ScriptedServer.start();
    await using client = new TestClient(server.origin);
    const push = client.registry.pushBlob(name, { ...blob.descriptor, size }, () => once(blob.bytes));
    await expect(push).rejects.toMatchObject({ code: 'SIZE_INVALID' });
    expect(server.requests).toEqual([]);
  });
});

describe('a mount', () => {
  it('needs no lookup when the size is known', async () => {
    await using server = await ScriptedServer.start();
    server
      .on('POST *', { status: 201, headers: { 'Docker-Content-Digest': digest } })
      .on('HEAD *', { headers: { 'Content-Length': '1000' } });
    await using client = new TestClient(server.origin);
    expect(await client.registry.mountBlob('acme/other', name, digest, { size: 7 })).toMatchObject({ digest, size: 7 });
    expect(server.requests).toHaveLength(1);
    expect(await client.registry.mountBlob('acme/other', name, digest)).toMatchObject({ digest, size: 1000 });
    expect(server.seen('POST *').map(({ query }) => [query.get('mount'), query.get('from')])).toEqual([
      [digest, 'acme/other'],
      [digest, 'acme/other'],
    ]);
  });

  it('cancels the upload that the registry starts instead', async () => {
    await using server = await ScriptedServer.start();
    server
      .on('POST *', { status: 202, headers: { Location: '/session', 'OCI-Error-Code': 'BLOB_UNKNOWN' } })
      .on('DELETE /session', { status: 204 });
    await using client = new TestClient(server.origin);
    const mounting = client.registry.mountBlob('acme/other', name, digest);
    await expect(mounting).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
    expect(server.seen('DELETE /session')).toHaveLength(1);
    server.on('POST *', { status: 202, headers: { Location: '/session' } });
    await expect(client.registry.mountBlob('acme/other', name, digest)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    server.on('POST *', { status: 403, body: wireError('DENIED') });
    await expect(client.registry.mountBlob('acme/other', name, digest)).rejects.toMatchObject({ code: 'DENIED' });
    server.on('POST *', { status: 201, headers: { 'Docker-Content-Digest': `sha256:${'0'.repeat(64)}` } });
    const wrong = client.registry.mountBlob('acme/other', name, digest);
    await expect(wrong).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });
});
