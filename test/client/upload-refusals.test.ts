import { describe, expect, it } from 'vitest';
import type { Descriptor } from '../../src/spec/index.ts';
import { blobOf, expectCode, noise } from '../contract/content.ts';
import type { Step } from '../faults/kit/index.ts';
import { pushKindNames, pushKinds, type PushKind } from './push-kinds.ts';
import { countedBody, json, name, TestClient, wireError } from './test-client.ts';
import { UploadRegistry } from './upload-registry.ts';

const blob = blobOf(noise(300_000, 1));
const { digest } = blob.descriptor;

function push(kind: PushKind, client: TestClient): Promise<Descriptor> {
  return pushKinds[kind](client.registry, name, blob);
}

const statuses: readonly (readonly [number, Step])[] = [
  [400, { status: 400, headers: json, body: wireError('BLOB_UPLOAD_INVALID', 'the upload is done') }],
  [404, { status: 404, headers: json, body: wireError('BLOB_UPLOAD_UNKNOWN') }],
  [409, { status: 409, headers: json, body: wireError('BLOB_UPLOAD_INVALID', 'another upload has stored it') }],
  [416, { status: 416 }],
  [500, { status: 500 }],
  [503, { status: 503 }],
];
const cases = pushKindNames.flatMap((kind) => statuses.map(([status, step]) => [kind, status, step] as const));

describe('the failure of the PUT that completes an upload', () => {
  it.each(cases)('is a success for a %s after %i if the blob exists', async (kind, _, step) => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT /upload/*', (request) => {
      // Another client stores the blob in the meantime.
      registry.sessions.delete(request.path);
      registry.blobs.set(digest, Buffer.from(blob.bytes));
      return step;
    });
    for (const attempts of [1, 5]) {
      registry.blobs.clear();
      await using client = new TestClient(registry.server.origin, { attempts });
      expect((await push(kind, client)).digest).toBe(digest);
    }
  });

  it.each(cases)('remains an error for a %s after %i if the blob does not exist', async (kind, status, step) => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT /upload/*', step);
    await using client = new TestClient(registry.server.origin, { attempts: 2 });
    await expect(push(kind, client)).rejects.toMatchObject({ name: 'OciError', status });
    expect(registry.count('HEAD')).toBeGreaterThan(0);
  });
});

describe('the refusal of the PUT that completes an upload', () => {
  const refusals = [401, 403, 422].flatMap((status) => pushKindNames.map((kind) => [status, kind] as const));

  it.each(refusals)('with %i is an error for a %s, also if the blob exists', async (status, kind) => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT /upload/*', (request) => {
      registry.sessions.delete(request.path);
      registry.blobs.set(digest, Buffer.from(blob.bytes));
      return { status };
    });
    await using client = new TestClient(registry.server.origin);
    await expect(push(kind, client)).rejects.toMatchObject({ name: 'OciError', status });
  });

  it.each(pushKindNames)('is reported for a %s also when the lookup of the blob fails', async (kind) => {
    await using registry = await UploadRegistry.start();
    let isComplete = false;
    registry.server
      .on('PUT /upload/*', () => {
        isComplete = true;
        return { status: 503 };
      })
      .on('HEAD *', () => (isComplete ? { cutAt: -1 } : { status: 404 }));
    await using client = new TestClient(registry.server.origin, { attempts: 1 });
    await expect(push(kind, client)).rejects.toMatchObject({ name: 'OciError', status: 503 });
    expect(isComplete).toBe(true);
  });
});

describe('the refusal of a position', () => {
  const refusals: readonly (readonly [string, Step])[] = [
    ['409', { status: 409, headers: json, body: wireError('BLOB_UPLOAD_INVALID') }],
    ['416', { status: 416, headers: json, body: wireError('RANGE_INVALID') }],
    ['416 with the state', { status: 416, headers: { range: '0-99999' } }],
  ];
  const combinations = refusals.flatMap(([title, step]) => pushKindNames.map((kind) => [title, kind, step] as const));

  /** Interrupts the first request with content, and refuses the next `count` chunks. */
  function interrupt(registry: UploadRegistry, step: Step, count: number): void {
    let interrupted = false;
    let refused = 0;
    registry.server.on(
      (request) => {
        const isContent =
          request.method === 'PATCH' || (request.method === 'PUT' && request.header('content-length') !== '0');
        if (!isContent || (interrupted && refused >= count)) return false;
        if (interrupted) refused++;
        return true;
      },
      (request) => {
        if (interrupted) return step;
        interrupted = true;
        registry.sessions.set(request.path, Buffer.from(request.body.subarray(0, 50_000)));
        return { cutAt: -1 };
      },
    );
  }

  it.each(combinations)('with %s is followed by a request for the offset of a %s', async (_, kind, step) => {
    await using registry = await UploadRegistry.start();
    interrupt(registry, step, 1);
    await using client = new TestClient(registry.server.origin);
    expect((await push(kind, client)).digest).toBe(digest);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
    expect([registry.count('GET'), registry.count('POST')]).toEqual([2, 1]);
    const ranges = registry.server.seen('PATCH *').map((request) => request.header('content-range'));
    expect(ranges.filter((range) => range?.startsWith('50000-') === true)).toHaveLength(2);
  });

  it.each(refusals)('with %s starts the blob again when the offset does not help', async (_, step) => {
    await using registry = await UploadRegistry.start();
    interrupt(registry, step, 3);
    await using client = new TestClient(registry.server.origin);
    await client.registry.pushBlob(name, blob.descriptor, countedBody(blob).body);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
    expect([registry.count('POST'), registry.count('DELETE'), registry.sessions.size]).toEqual([2, 1, 0]);
  });

  it('ends a blob after three sessions', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT /upload/*', { status: 409 });
    await using client = new TestClient(registry.server.origin);
    await expectCode(client.registry.pushBlob(name, blob.descriptor, countedBody(blob).body), 'UNKNOWN');
    expect([registry.count('POST'), registry.sessions.size]).toEqual([3, 0]);
  });
});
