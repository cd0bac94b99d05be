import { describe, expect, it } from 'vitest';
import { blobOf, expectCode, noise, pieces } from '../contract/content.ts';
import { countedBody, name, pushTo, TestClient } from './test-client.ts';
import { UploadRegistry } from './upload-registry.ts';

const blob = blobOf(noise(300_000, 1));
const { digest, size } = blob.descriptor;

describe('resumed uploads', () => {
  for (const at of [1, size / 2, size - 1]) {
    it(`resumes a PUT that is cut after ${at} bytes (UP-01)`, async () => {
      await using registry = await UploadRegistry.start();
      registry.cutFirstPut(at);
      await using client = await pushTo(registry.server.origin, blob);
      expect(client.waits).toEqual([500]);
      expect(registry.blobs.size).toBe(1);
      // The range `0-0` means one byte or none, so the upload starts again.
      if (at === 1) {
        expect(registry.count('POST')).toBe(2);
        return;
      }
      expect(registry.server.requests.map((request) => request.method)).toEqual([
        'HEAD',
        'POST',
        'PUT',
        'GET',
        'PATCH',
        'PUT',
      ]);
      const received =
        registry.server.seen('GET *')[0] === undefined
          ? 0
          : size - Number(registry.server.seen('PATCH *')[0]?.header('content-length'));
      expect(registry.server.seen('PATCH *')[0]?.header('content-range')).toBe(`${received}-${size - 1}`);
      expect(received).toBeGreaterThan(0);
    });
  }

  for (const status of [404, 405, 416]) {
    it(`starts a new session when the registry answers ${status} for the old one (UP-01)`, async () => {
      await using registry = await UploadRegistry.start();
      registry.cutFirstPut(100_000);
      registry.server.on('GET /upload/*', { status });
      await using client = await pushTo(registry.server.origin, blob);
      expect(client.waits).toHaveLength(1);
      expect([registry.count('POST'), registry.blobs.size]).toEqual([2, 1]);
    });
  }

  it('cancels the session after five attempts (UP-01)', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT /upload/*', { at: 50_000, cutAt: -1, rest: 'ignore' });
    await using client = new TestClient(registry.server.origin);
    const { body } = countedBody(blob);
    const failure = await expectCode(client.registry.pushBlob(name, blob.descriptor, body), 'UNREACHABLE');
    expect(failure.message).toContain('given up after 5 attempts');
    expect(client.waits).toEqual([500, 1000, 2000, 4000]);
    expect(registry.count('PUT')).toBe(5);
    expect(registry.sessions.size).toBe(0);
  });

  const forms: readonly (readonly [string, string | undefined, 'resumes' | 'restarts'])[] = [
    ['0-99999', '0-99999', 'resumes'],
    ['bytes=0-99999', 'bytes=0-99999', 'resumes'],
    ['absent', undefined, 'restarts'],
    ['0--1', '0--1', 'restarts'],
    ['0-0', '0-0', 'restarts'],
    ['the range of a chunk', '50000-99999', 'restarts'],
    ['more than the sent bytes', '0-299999', 'restarts'],
    ['too large for a number', '0-99999999999999999999', 'restarts'],
    ['text', 'all of it', 'restarts'],
  ];
  for (const [title, range, outcome] of forms) {
    it(`${outcome} an upload when Range is ${title} (UP-02)`, async () => {
      await using registry = await UploadRegistry.start();
      registry.cutFirstPut(100_000);
      registry.server.on('GET /upload/*', (request) => {
        registry.sessions.set(request.path, Buffer.from(blob.bytes.subarray(0, 100_000)));
        return { status: 204, headers: range === undefined ? {} : { range } };
      });
      await using client = await pushTo(registry.server.origin, blob);
      expect(client.waits.length).toBeLessThanOrEqual(2);
      expect(registry.count('POST')).toBe(outcome === 'resumes' ? 1 : 2);
      expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
    });
  }

  it('ignores an offset after the bytes that were sent (UP-02)', async () => {
    const big = blobOf(noise(16 * 1024 * 1024, 3));
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT /upload/*', { status: 201 });
    registry.cutFirstPut(100_000);
    registry.server.on('GET /upload/*', { status: 204, headers: { range: `0-${big.descriptor.size - 1}` } });
    await using client = new TestClient(registry.server.origin);
    await client.registry.pushBlob(name, big.descriptor, () => pieces(big.bytes, 65_536));
    expect(registry.server.seen('PUT *').map((request) => request.header('content-length'))).toEqual([
      String(big.bytes.byteLength),
      String(big.bytes.byteLength),
    ]);
  });

  it('recognises by HEAD that an upload succeeded although its response was lost (UP-05)', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT /upload/*', (request) => {
      registry.put(request);
      return { cutAt: -1 };
    });
    await using client = await pushTo(registry.server.origin, blob);
    expect(client.waits).toHaveLength(1);
    expect(registry.server.requests.map((request) => request.method)).toEqual([
      'HEAD',
      'POST',
      'PUT',
      'GET',
      'DELETE',
      'HEAD',
    ]);
  });

  it('uses the latest Location, also after a response without one (RD-04)', async () => {
    await using registry = await UploadRegistry.start();
    registry.cutFirstPut(100_000);
    registry.server
      .on('GET /upload/1', () => ({ status: 204, headers: { location: '/session/two?x=1', range: '0-99999' } }))
      .on('PATCH /session/two', { status: 202 })
      .on('PUT /session/two', { status: 201 });
    await using client = await pushTo(registry.server.origin, blob);
    expect(client.waits).toHaveLength(1);
    expect(registry.server.requests.map((request) => `${request.method} ${request.path}`).slice(-3)).toEqual([
      'GET /upload/1',
      'PATCH /session/two',
      'PUT /session/two',
    ]);
    expect(registry.server.requests.at(-1)?.query.get('x')).toBe('1');
  });

  it('counts all failures of one blob together (DL-10)', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('HEAD *', { cutAt: -1 }, { status: 503 }).on('POST *', { status: 503 }, () => registry.open());
    registry.server.on('PUT /upload/*', { status: 502 }).on('GET /upload/*', { status: 500 });
    await using client = new TestClient(registry.server.origin, { attempts: 4 });
    const failure = await expectCode(
      client.registry.pushBlob(name, blob.descriptor, countedBody(blob).body),
      'UNKNOWN',
      'UNAVAILABLE',
    );
    expect(failure.message).toContain('given up after 4 attempts');
    expect(client.waits).toHaveLength(3);
  });
});
