import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/spec/index.ts';
import { blobOf, expectCode, noise } from '../contract/content.ts';
import { name, TestClient } from './test-client.ts';
import { UploadRegistry } from './upload-registry.ts';

const blob = blobOf(noise(10_000, 1));
const { digest } = blob.descriptor;

describe('chunked uploads', () => {
  it('sends Content-Range with inclusive ends and without a unit, but not with the last PUT (UP-04)', async () => {
    await using registry = await UploadRegistry.start();
    await using client = new TestClient(registry.server.origin);
    const writer = await client.registry.pushBlobChunked(name, { chunkSize: 4000 });
    await writer.write(blob.bytes);
    expect(writer.size).toBe(10_000);
    expect(await writer.commit(digest)).toEqual(blob.descriptor);
    expect(
      registry.server.requests.map((request) => [
        request.method,
        request.header('content-range'),
        request.header('content-length'),
      ]),
    ).toEqual([
      ['POST', undefined, '0'],
      ['PATCH', '0-3999', '4000'],
      ['PATCH', '4000-7999', '4000'],
      ['PATCH', '8000-9999', '2000'],
      ['PUT', undefined, '0'],
    ]);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
  });

  const minimums: readonly (readonly [string, number, string?])[] = [
    ['5000', 5000],
    ['100', 1000],
    ['text', 1000, 'text'],
    ['-5', 1000, '-5'],
    ['1e9', 1000, '1e9'],
    [String(128 * 1024 * 1024), 128 * 1024 * 1024],
  ];
  for (const [minimum, expected, warning] of minimums) {
    it(`applies OCI-Chunk-Min-Length ${minimum} (UP-03)`, async () => {
      await using registry = await UploadRegistry.start();
      registry.server.on('POST *', () => registry.open({ 'oci-chunk-min-length': minimum }));
      await using client = new TestClient(registry.server.origin);
      const before = process.memoryUsage.rss();
      const writer = await client.registry.pushBlobChunked(name, { chunkSize: 1000 });
      expect(writer.chunkSize).toBe(expected);
      expect(process.memoryUsage.rss() - before).toBeLessThan(32 * 1024 * 1024);
      expect(client.warnings.join()).toContain(warning ?? '');
      expect(client.warnings).toHaveLength(warning === undefined ? 0 : 1);
      await writer.write(blob.bytes);
      await writer.commit(digest);
      const lengths = registry.server.seen('PATCH *').map((request) => Number(request.header('content-length')));
      expect(lengths.slice(0, -1).every((length) => length >= expected)).toBe(true);
    });
  }

  it('rejects a minimum above 128 MiB, and cancels the session (UP-03)', async () => {
    for (const minimum of [String(128 * 1024 * 1024 + 1), '9007199254740992', '9'.repeat(400)]) {
      await using registry = await UploadRegistry.start();
      registry.server.on('POST *', () => registry.open({ 'oci-chunk-min-length': minimum }));
      await using client = new TestClient(registry.server.origin);
      const failure = await expectCode(client.registry.pushBlobChunked(name), 'SIZE_LIMIT');
      expect(failure.message).toContain('push the complete blob');
      expect(registry.sessions.size).toBe(0);
    }
  });

  it('sends each chunk to the latest Location (RD-04)', async () => {
    await using registry = await UploadRegistry.start();
    const { server } = registry;
    server
      .on('POST *', { status: 202, headers: { location: '/s/0?state=0' } })
      .on('PATCH /s/*', (request) => ({
        status: 202,
        headers: { location: `/s/${Number(request.path.slice(3)) + 1}?state=${request.path.slice(3)}` },
      }))
      .on('PUT /s/*', { status: 201 });
    await using client = new TestClient(server.origin);
    const writer = await client.registry.pushBlobChunked(name, { chunkSize: 4000 });
    await writer.write(blob.bytes);
    await writer.commit(digest);
    expect(server.requests.map((request) => request.target)).toEqual([
      `/v2/${name}/blobs/uploads/`,
      '/s/0?state=0',
      '/s/1?state=0',
      '/s/2?state=1',
      `/s/3?state=2&digest=${encodeURIComponent(digest)}`,
    ]);
  });

  it('requests the offset of an interrupted chunk and continues there (UP-01)', async () => {
    await using registry = await UploadRegistry.start();
    const { server } = registry;
    let interrupted = false;
    server.on('PATCH /upload/*', (request) => {
      if (interrupted) return registry.patch(request);
      interrupted = true;
      registry.sessions.set(request.path, Buffer.from(request.body.subarray(0, 1500)));
      return { cutAt: -1 };
    });
    await using client = new TestClient(server.origin);
    const writer = await client.registry.pushBlobChunked(name, { chunkSize: 4000 });
    await writer.write(blob.bytes);
    await writer.commit(digest);
    expect(server.seen('PATCH *').map((request) => request.header('content-range'))).toEqual([
      '0-3999',
      '1500-3999',
      '4000-7999',
      '8000-9999',
    ]);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
  });

  it('does not repeat a chunk or a commit whose response was lost (UP-05)', async () => {
    await using registry = await UploadRegistry.start();
    const { server } = registry;
    let patches = 0;
    server
      .on('PATCH /upload/*', (request) => ({ ...registry.patch(request), ...(++patches === 2 ? { cutAt: -1 } : {}) }))
      .on('PUT /upload/*', (request) => ({
        ...registry.put(request),
        ...(registry.count('PUT') === 1 ? { cutAt: -1 } : {}),
      }));
    await using client = new TestClient(server.origin);
    const writer = await client.registry.pushBlobChunked(name, { chunkSize: 4000 });
    await writer.write(blob.bytes);
    expect(await writer.commit(digest)).toEqual(blob.descriptor);
    expect(server.seen('PATCH *')).toHaveLength(3);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
  });

  it('ends the upload when the registry reports an impossible offset (UP-02)', async () => {
    for (const range of ['0-2000', '0-99999', 'text']) {
      await using registry = await UploadRegistry.start();
      let patches = 0;
      registry.server
        .on('PATCH /upload/*', (request) => (++patches === 2 ? { cutAt: -1 } : registry.patch(request)))
        .on('GET /upload/*', { status: 204, headers: { range } });
      await using client = new TestClient(registry.server.origin);
      const writer = await client.registry.pushBlobChunked(name, { chunkSize: 4000 });
      await expectCode(writer.write(blob.bytes), 'RANGE_INVALID');
      expect(patches).toBe(2);
    }
  });

  it('resumes at byte 0 or 1 for the range 0-0, as the caller or Upload-Offset specifies (UP-02)', async () => {
    const cases: readonly (readonly [Readonly<Record<string, string>>, number | undefined, number])[] = [
      [{ range: '0-0' }, undefined, 0],
      [{ range: '0-0' }, 0, 0],
      [{ range: '0-0' }, 1, 1],
      [{ range: '0-0', 'upload-offset': '1' }, undefined, 1],
      [{ range: '0-0', 'upload-offset': '0' }, undefined, 0],
      [{ range: '0--1' }, undefined, 0],
      [{}, undefined, 0],
      [{ range: 'bytes=0-41' }, 42, 42],
    ];
    for (const [headers, offset, expected] of cases) {
      await using registry = await UploadRegistry.start();
      registry.server.on('GET /upload/*', { status: 204, headers });
      await using client = new TestClient(registry.server.origin);
      const { id } = await client.registry.pushBlobChunked(name);
      expect((await client.registry.pushBlobChunkedResume(name, id, { offset })).size).toBe(expected);
    }
  });

  it('rejects an id of another origin without a request (RD-01)', async () => {
    await using registry = await UploadRegistry.start();
    await using client = new TestClient(registry.server.origin);
    for (const id of [
      `${name}@http://127.0.0.1:1/x`,
      `${name}@//127.0.0.1:1/x`,
      `${name}@/\\127.0.0.1:1/x`,
      `${name}@x`,
      'other/name@/upload/1',
      `${name.replace('acme', 'acne')}@/upload/1`,
      '/upload/1',
      `${name}@https://example.com/x`,
    ]) {
      await expectCode(client.registry.pushBlobChunkedResume(name, id), 'BLOB_UPLOAD_UNKNOWN');
    }
    expect(registry.server.requests).toHaveLength(0);
  });

  it('rejects a commit when the registry answers with another digest (UP-10)', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT /upload/*', { status: 201, headers: { 'docker-content-digest': digestOf('x') } });
    await using client = new TestClient(registry.server.origin);
    const writer = await client.registry.pushBlobChunked(name);
    await writer.write(blob.bytes);
    await expectCode(writer.commit(digest), 'DIGEST_MISMATCH');
  });
});
