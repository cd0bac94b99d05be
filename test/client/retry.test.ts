import { describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { descriptorOf, mediaTypeImageIndex, mediaTypeImageManifest } from '../../src/spec/index.ts';
import { blobOf, expectCode, readAll } from '../contract/content.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { json, manifestWith, name, TestClient, wireError } from './test-client.ts';
import { UploadRegistry } from './upload-registry.ts';

const blob = blobOf('content');
const { digest } = blob.descriptor;
const manifest = manifestWith('one');
const manifestReply: Step = { headers: { 'content-type': mediaTypeImageManifest }, body: manifest.bytes };
const limited: Step = { status: 429, headers: json, body: wireError('TOOMANYREQUESTS', 'retry-after: 1m30s') };

describe('waits in the body of a 429', () => {
  it.each(['POST *', 'PUT /upload/*'])('waits for %s of a blob upload (DL-04)', async (route) => {
    await using registry = await UploadRegistry.start();
    registry.server.on(route, limited, (request) =>
      request.method === 'POST' ? registry.open() : registry.put(request),
    );
    await using client = new TestClient(registry.server.origin);
    await client.registry.pushBlob(name, blob.descriptor, () => once(blob.bytes));
    expect(client.waits).toEqual([90_000]);
    expect(registry.blobs.has(digest)).toBe(true);
  });

  it('waits for a chunk of an upload (DL-04)', async () => {
    await using registry = await UploadRegistry.start();
    registry.server.on('PATCH /upload/*', limited, (request) => registry.patch(request));
    await using client = new TestClient(registry.server.origin);
    const writer = await client.registry.pushBlobChunked(name);
    await writer.write(blob.bytes);
    await writer.commit(digest);
    expect(client.waits).toEqual([90_000]);
  });

  const reads: readonly (readonly [string, (client: TestClient) => Promise<unknown>, Step])[] = [
    ['a blob', async ({ registry }) => readAll(await registry.getBlob(name, digest)), { body: blob.bytes }],
    ['a manifest', ({ registry }) => registry.getManifest(name, manifest.digest), manifestReply],
    ['a tag', ({ registry }) => registry.getTag(name, 'v1'), manifestReply],
    ['a page of tags', ({ registry }) => Array.fromAsync(registry.tags(name)), { headers: json, body: '{"tags":[]}' }],
    [
      'a page of referrers',
      ({ registry }) => Array.fromAsync(registry.referrers(name, digest)),
      { headers: { 'content-type': mediaTypeImageIndex }, body: '{"schemaVersion":2,"manifests":[]}' },
    ],
  ];
  it.each(reads)('waits for %s (DL-04)', async (_title, read, reply) => {
    await using server = await ScriptedServer.start();
    server.on('GET *', limited, reply);
    await using client = new TestClient(server.origin);
    await read(client);
    expect(client.waits).toEqual([90_000]);
    expect(server.requests).toHaveLength(2);
  });

  const writes: readonly (readonly [string, (client: TestClient) => Promise<unknown>, Step])[] = [
    [
      'the push of a manifest',
      ({ registry }) => registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest),
      { status: 201 },
    ],
    ['the deletion of a blob', ({ registry }) => registry.deleteBlob(name, digest), { status: 202 }],
  ];
  it.each(writes)('waits for %s (DL-04)', async (_title, write, reply) => {
    await using server = await ScriptedServer.start();
    server.on('* *', limited, reply);
    await using client = new TestClient(server.origin);
    await write(client);
    expect(client.waits).toEqual([90_000]);
  });

  it('fails immediately when the wait is longer than the limit (DL-04)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { ...limited, body: wireError('TOOMANYREQUESTS', 'retry-after: 1h') });
    await using client = new TestClient(server.origin);
    const failure = await expectCode(client.registry.getBlob(name, digest), 'TOOMANYREQUESTS');
    expect(failure.message).toContain('"1h", longer than the limit of 120 s');
    expect(client.waits).toEqual([]);
  });
});

describe('waits in a header', () => {
  it.each(['POST *', 'PUT /upload/*'])('waits after a secondary rate limit of %s (DL-04)', async (route) => {
    await using registry = await UploadRegistry.start();
    const body = wireError('DENIED', 'You have exceeded a secondary rate limit');
    registry.server.on(route, { status: 403, headers: { ...json, 'retry-after': '60' }, body }, (request) =>
      request.method === 'POST' ? registry.open() : registry.put(request),
    );
    await using client = new TestClient(registry.server.origin);
    await client.registry.pushBlob(name, blob.descriptor, () => once(blob.bytes));
    expect(client.waits).toEqual([60_000]);
    expect(client.events).toMatchObject([{ kind: 'retry', reason: 'status 403, secondary rate limit' }]);
  });

  it.each(['HEAD *', 'POST *'])(
    'waits when the registry answers %s, a lookup before an upload, with 429',
    async (route) => {
      await using registry = await UploadRegistry.start();
      registry.server.on(route, { status: 429, headers: { 'retry-after': '60' } }, (request) =>
        request.method === 'POST' ? registry.open() : { status: 404 },
      );
      await using client = new TestClient(registry.server.origin);
      // A small blob is looked up by POST.
      const bytes = route === 'HEAD *' ? new Uint8Array(100_000) : blob.bytes;
      await client.registry.pushBlob(name, descriptorOf('application/octet-stream', bytes), () => once(bytes));
      expect(client.waits).toEqual([60_000]);
    },
  );
});

describe('rate limits with status 403', () => {
  const replies: readonly (readonly [string, Step])[] = [
    ['the code TOOMANYREQUESTS', { status: 403, headers: json, body: wireError('TOOMANYREQUESTS', 'retry-after: 1s') }],
    ['Retry-After', { status: 403, headers: { 'retry-after': '1' } }],
    [
      "GHCR's text",
      { status: 403, headers: json, body: wireError('DENIED', 'You have exceeded a secondary rate limit') },
    ],
  ];
  const operations: readonly (readonly [string, (client: TestClient) => Promise<unknown>])[] = [
    ['the pull of a manifest', ({ registry }) => registry.getManifest(name, manifest.digest)],
    ['the lookup of a tag', ({ registry }) => registry.resolveTag(name, 'v1')],
    ['the pull of a blob', async ({ registry }) => readAll(await registry.getBlob(name, digest))],
    ['the push of a blob', ({ registry }) => registry.pushBlob(name, blob.descriptor, () => once(blob.bytes))],
    ['the push of a manifest', ({ registry }) => registry.pushManifest(name, manifest.bytes, mediaTypeImageManifest)],
    ['the check of the permission', ({ registry }) => registry.checkPush(name)],
  ];
  for (const [title, reply] of replies) {
    it.each(operations)(`repeats %s after ${title}, and gives no advice about permissions (DL-04)`, async (_, work) => {
      await using server = await ScriptedServer.start({ otherwise: reply });
      await using client = new TestClient(server.origin, { attempts: 3 });
      const failure = await expectCode(work(client), 'TOOMANYREQUESTS');
      expect(client.waits.length).toBeGreaterThanOrEqual(2);
      expect(failure.status).toBe(403);
      expect(failure.message).not.toMatch(/may not|permission|credentials|log in/);
    });
  }

  it('gives no advice about permissions for GitHub Packages', async () => {
    for (const [, reply] of replies) {
      await using server = await ScriptedServer.start({ otherwise: reply });
      await using client = new TestClient(server.origin, { attempts: 1, gitHubPackages: true });
      const failure = await expectCode(client.registry.checkPush(name), 'TOOMANYREQUESTS');
      expect(failure.message).not.toContain('packages: write');
    }
  });

  it('does not repeat other refusals with status 403', async () => {
    const body = wireError('DENIED', 'the storage quota of the project is exceeded');
    await using server = await ScriptedServer.start({ otherwise: { status: 403, headers: json, body } });
    await using client = new TestClient(server.origin);
    await expectCode(client.registry.checkPush(name), 'DENIED');
    expect([server.requests.length, client.waits]).toEqual([1, []]);
  });
});
