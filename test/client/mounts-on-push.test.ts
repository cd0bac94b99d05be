import { describe, expect, it } from 'vitest';
import { repository, pushUnlessExists } from '../../src/registry/index.ts';
import { descriptorOf, type Descriptor } from '../../src/spec/index.ts';
import { once } from '../../src/streams/index.ts';
import { expectCode } from '../contract/content.ts';
import { name, TestClient } from './test-client.ts';
import { UploadRegistry } from './upload-registry.ts';

function blobOf(size: number): { readonly bytes: Uint8Array; readonly descriptor: Descriptor } {
  const bytes = new Uint8Array(size).fill(1);
  return { bytes, descriptor: descriptorOf('application/octet-stream', bytes) };
}

const small = blobOf(1000);
const large = blobOf(100_000);

/** Pushes a blob. @returns what happened to it, and the methods of the requests */
async function push(
  registry: UploadRegistry,
  client: TestClient,
  { bytes, descriptor }: typeof small,
  mountFrom?: string,
): Promise<readonly [state: string, ...methods: string[]]> {
  const before = registry.server.requests.length;
  const destination = repository(client.registry, name, { looksUpOnPush: true });
  const state = await pushUnlessExists(destination, descriptor, () => once(bytes), { mountFrom });
  return [state, ...registry.server.requests.slice(before).map(({ method }) => method)];
}

describe('the lookup of a blob by its push', () => {
  it.each([
    ['small', small, ['pushed', 'HEAD', 'POST', 'PUT']],
    ['large', large, ['pushed', 'HEAD', 'POST', 'PUT']],
  ] as const)('sends a %s blob that the repository lacks', async (_, blob, expected) => {
    await using registry = await UploadRegistry.start();
    await using client = new TestClient(registry.server.origin);
    expect(await push(registry, client, blob)).toEqual(expected);
    expect(registry.blobs.get(blob.descriptor.digest)?.byteLength).toBe(blob.bytes.byteLength);
  });

  it.each([
    ['small', small, ['exists', 'HEAD']],
    ['large', large, ['exists', 'HEAD']],
  ] as const)('does not send a %s blob that exists', async (_, blob, expected) => {
    await using registry = await UploadRegistry.start();
    registry.blobs.set(blob.descriptor.digest, Buffer.from(blob.bytes));
    await using client = new TestClient(registry.server.origin);
    expect(await push(registry, client, blob)).toEqual(expected);
  });

  it.each([400, 404, 405, 500, 501])('looks blobs up by HEAD after a mount was answered with %i', async (status) => {
    await using registry = await UploadRegistry.start();
    registry.server.on((request) => request.method === 'POST' && request.query.has('mount'), { status });
    await using client = new TestClient(registry.server.origin);
    expect(await push(registry, client, small, 'acme/source')).toEqual(['pushed', 'POST', 'HEAD', 'POST', 'PUT']);
    expect(client.waits).toEqual([]);
  });

  it('mounts a blob of another repository, or sends it in the upload that the registry started instead', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('POST *', { status: 201 }, () => registry.open());
    await using client = new TestClient(registry.server.origin);
    expect(await push(registry, client, large, 'acme/source')).toEqual(['mounted', 'POST']);
    // A registry that does not mount gets a large blob only after a lookup.
    expect(await push(registry, client, large, 'acme/source')).toEqual(['pushed', 'POST', 'HEAD', 'PUT']);
    expect(await push(registry, client, large, 'acme/source')).toEqual(['exists', 'POST', 'HEAD', 'DELETE']);
    expect(await push(registry, client, small, 'acme/source')).toEqual(['pushed', 'POST', 'PUT']);
    expect(registry.sessions.size).toBe(0);
  });

  it('sends the blob when the registry confirms the mount of another digest (UP-10)', async () => {
    await using registry = await UploadRegistry.start();
    const headers = { 'docker-content-digest': large.descriptor.digest };
    registry.server.on('POST *', { status: 201, headers }, () => registry.open());
    await using client = new TestClient(registry.server.origin);
    expect(await push(registry, client, small, 'acme/source')).toEqual(['pushed', 'POST', 'HEAD', 'POST', 'PUT']);
    expect(registry.blobs.has(small.descriptor.digest)).toBe(true);
  });

  it('ends the upload that a registry started instead of a mount when it fails', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PUT *', { status: 403 });
    await using client = new TestClient(registry.server.origin);
    await expectCode(push(registry, client, small, 'acme/source'), 'DENIED');
    expect([registry.count('POST'), registry.count('DELETE'), registry.sessions.size]).toEqual([1, 1, 0]);
  });

  it('continues in that upload after an interruption', async () => {
    await using registry = await UploadRegistry.start();
    registry.cutFirstPut(50_000);
    await using client = new TestClient(registry.server.origin);
    const requests = ['pushed', 'POST', 'HEAD', 'PUT', 'GET', 'PATCH', 'PUT'];
    expect(await push(registry, client, large, 'acme/source')).toEqual(requests);
    expect(registry.server.seen('PATCH *')[0]?.header('content-range')).toBe('50000-99999');
  });
});
