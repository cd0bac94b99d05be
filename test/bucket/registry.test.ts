import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import type { BucketRegistry } from '../../src/bucket/index.ts';
import { digestOf, type Descriptor, type OciErrorCode } from '../../src/spec/index.ts';
import {
  blobOf,
  expectBytes,
  expectCode,
  indexOf,
  manifestOf,
  name,
  noise,
  put,
  putImage,
  putManifest,
  readAll,
} from '../contract/content.ts';
import { openFakeStore } from './fake-store.ts';
import { openBucket } from './open-bucket.ts';

const store = await openFakeStore();
afterAll(() => store[Symbol.asyncDispose]());

let count = 0;
let prefix: string;
const opened: BucketRegistry[] = [];

async function replica(options: Parameters<typeof openBucket>[2] = {}): Promise<BucketRegistry> {
  const registry = await openBucket(store.url, prefix, options);
  opened.push(registry);
  return registry;
}

beforeEach(() => {
  prefix = `p${count++}`;
  store.intercept = undefined;
  store.ignoresConditions = false;
  return async () => {
    await Promise.all(opened.splice(0).map((registry) => registry.close()));
  };
});

/** The requests of some work, without the prefix. */
async function requestsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  store.requests.length = 0;
  await work();
  return store.requests.map((request) => request.replace(`${prefix}/`, ''));
}

const isListing = (request: string): boolean => request.includes('list-type');

describe('opening a bucket', () => {
  it.each<[string, number, string, OciErrorCode, string]>([
    ['that does not exist', 404, 'NoSuchBucket', 'NOT_FOUND', 'it does not exist; create it'],
    ['without permission', 403, 'AccessDenied', 'DENIED', 'allow s3:ListBucket'],
    ['with a wrong secret', 403, 'SignatureDoesNotMatch', 'DENIED', 'check the credentials'],
    ['with an unknown key', 403, 'InvalidAccessKeyId', 'DENIED', 'check the credentials'],
    ['in another region', 400, 'AuthorizationHeaderMalformed', 'DENIED', 'another region than us-east-1'],
    ['of a store that fails', 500, 'InternalError', 'UNAVAILABLE', 'InternalError'],
  ])('%s fails with the reason', async (_, status, s3Code, code, text) => {
    store.intercept = (_req, res) => {
      res.writeHead(status).end(`<Error><Code>${s3Code}</Code><Message>text</Message></Error>`);
      return true;
    };
    const failure = await expectCode(replica(), code);
    expect(failure.message).toContain(text);
    expect(failure.message).toContain('s3://bucket/p');
  });

  it('of a store without conditional writes fails, and leaves nothing', async () => {
    store.ignoresConditions = true;
    const failure = await expectCode(replica(), 'UNSUPPORTED');
    expect(failure.message).toMatch(/ignores the header "If-None-Match: \*" .*use a store with conditional writes/);
    expect([...store.objects.keys()].filter((key) => key.startsWith(`${prefix}/`))).toEqual([]);
  });

  it('of a store that is not there fails with its address', async () => {
    const failure = await expectCode(openBucket('http://127.0.0.1:1', 'x'), 'UNREACHABLE');
    expect(failure.message).toContain('cannot use the bucket s3://bucket/x at http://127.0.0.1:1');
  });

  it('only for reads writes nothing, and refuses pushes', async () => {
    const requests = await requestsOf(async () => {
      const registry = await replica({ readOnly: true });
      const blob = blobOf('x');
      await expectCode(
        registry.pushBlob(name, blob.descriptor, () => once(blob.bytes)),
        'DENIED',
      );
    });
    expect(requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });
});

describe('the requests to the store', () => {
  it('are at most three for a pull by tag, and none lists objects', async () => {
    const { layer } = await putImage(await replica(), name, 'one', ['v1']);
    const registry = await replica();
    const requests = await requestsOf(async () => {
      await registry.getTag(name, 'v1');
      await expectBytes(registry.getBlob(name, layer.descriptor.digest), layer);
    });
    expect(requests).toHaveLength(3);
    expect(requests.filter(isListing)).toEqual([]);
  });

  it('are at most twelve for a push of two blobs and a manifest, also by several replicas', async () => {
    const registries = [await replica(), await replica()] as const;
    await putImage(registries[0], name, 'zero');
    const blobs = [blobOf('one'), blobOf('two')] as const;
    const requests = await requestsOf(async () => {
      for (const [index, { bytes, descriptor }] of blobs.entries()) {
        await expectCode(registries[0].resolveBlob(name, descriptor.digest), 'BLOB_UNKNOWN');
        const { id } = await registries[0].pushBlobChunked(name);
        const writer = await (registries[index] ?? registries[0]).pushBlobChunkedResume(name, id);
        writer.expectDigest?.(descriptor.digest);
        await writer.write(bytes);
        await writer.commit(descriptor.digest);
      }
      await putImage(registries[1], name, 'manifest', ['v1'], { layers: blobs.map(({ descriptor }) => descriptor) });
    });
    // `putImage` pushes two more blobs, with two requests each.
    expect(requests.length - 4).toBeLessThanOrEqual(12);
    expect(requests.filter(isListing)).toEqual([]);
  });

  it('for a manifest that many clients read at once are few', async () => {
    const { manifest } = await putImage(await replica(), name, 'one', ['v1']);
    const registry = await replica();
    const requests = await requestsOf(() => Promise.all(Array.from({ length: 50 }, () => registry.getTag(name, 'v1'))));
    expect(requests.length).toBeLessThan(6);
    await expectBytes(registry.getManifest(name, manifest.descriptor.digest), manifest);
  });
});

describe('several replicas', () => {
  beforeEach(() => {
    store.requests.length = 0;
  });

  it('continue an upload of chunks', async () => {
    const registries = [await replica(), await replica(), await replica()] as const;
    const blob = blobOf(noise(9 * 1024 * 1024, 5));
    const chunks = [blob.bytes.subarray(0, 1000), blob.bytes.subarray(1000, 8_900_000), blob.bytes.subarray(8_900_000)];
    const { id } = await registries[0].pushBlobChunked(name);
    for (const [index, chunk] of chunks.entries()) {
      const writer = await (registries[index] ?? registries[0]).pushBlobChunkedResume(name, id);
      await writer.write(chunk);
      await writer.close();
    }
    await (await registries[0].pushBlobChunkedResume(name, id)).commit(blob.descriptor.digest);
    await expectBytes(registries[1].getBlob(name, blob.descriptor.digest), blob);
    expect([...store.objects.keys()].filter((key) => key.startsWith(`${prefix}/uploads`))).toEqual([]);
  });

  it.each([
    ['one part', 20_000],
    ['several parts', 9 * 1024 * 1024],
    ['two complete parts', 16 * 1024 * 1024],
  ])('store %s of an announced digest only in their final place, and begin again after a failure', async (_, size) => {
    const registry = await replica();
    const blob = blobOf(noise(size, 6));
    const { digest } = blob.descriptor;
    const { id } = await registry.pushBlobChunked(name);
    for (const bytes of [blob.bytes.subarray(1000), blob.bytes]) {
      const writer = await registry.pushBlobChunkedResume(name, id);
      writer.expectDigest?.(digest);
      await writer.write(bytes);
      await expectCode(registry.resolveBlob(name, digest), 'BLOB_UNKNOWN', 'NAME_UNKNOWN');
      if (bytes === blob.bytes) await writer.commit(digest);
      else await writer.close();
      expect(writer.size).toBe(bytes === blob.bytes ? size : 0);
    }
    await expectBytes((await replica()).getBlob(name, digest), blob);
    expect(store.requests.filter((request) => request.startsWith('PUT') && request.includes('/uploads/'))).toEqual([]);
  });

  it('see each write at once, also the deletion of a cached manifest', async () => {
    const [first, second] = [await replica(), await replica()];
    const { manifest } = await putImage(first, name, 'one', ['v1', 'v2']);
    const { digest } = manifest.descriptor;
    await expectBytes(second.getTag(name, 'v1'), manifest);
    await second.deleteTag(name, 'v2');
    await expectCode(first.getTag(name, 'v2'), 'MANIFEST_UNKNOWN');
    await first.deleteManifest(name, digest);
    for (const registry of [first, second]) {
      await expectCode(registry.getTag(name, 'v1'), 'MANIFEST_UNKNOWN');
      await expectCode(registry.getManifest(name, digest), 'MANIFEST_UNKNOWN');
      expect(await Array.fromAsync(registry.tags(name))).toEqual([]);
    }
  });

  it('create an immutable tag only once', async () => {
    const registries = await Promise.all(Array.from({ length: 3 }, () => replica({ immutableTags: true })));
    const results = await Promise.allSettled(
      registries.map((registry, index) => putImage(registry, name, `image ${index}`, ['v1'])),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') await expectCode(Promise.reject(result.reason), 'ALREADY_EXISTS');
  });

  it('accept the same manifest again for an immutable tag', async () => {
    const [first, second] = [await replica({ immutableTags: true }), await replica({ immutableTags: true })];
    const { manifest } = await putImage(first, name, 'one', ['v1']);
    for (const registry of [first, second]) {
      await putManifest(registry, name, manifest, 'v1');
      await expectBytes(registry.getTag(name, 'v1'), manifest);
    }
  });

  it('attach to one subject at the same time without a loss', async () => {
    const registries = [await replica(), await replica(), await replica()] as const;
    const { manifest } = await putImage(registries[0], name, 'subject');
    const attach = (_: unknown, index: number): Promise<unknown> =>
      putImage(registries[index % 3] ?? registries[0], name, `referrer ${index}`, [], { subject: manifest.descriptor });
    await Promise.all(Array.from({ length: 30 }, attach));
    const { digest } = manifest.descriptor;
    for (const registry of registries) expect(await Array.fromAsync(registry.referrers(name, digest))).toHaveLength(30);
  });

  it('never leave a tag without its manifest when they push and delete it at the same time', async () => {
    const [first, second] = [await replica(), await replica()];
    const image = await putImage(first, name, 'one', ['v0']);
    const { digest } = image.manifest.descriptor;
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        putManifest(first, name, image.manifest, `v${round}`),
        second.deleteManifest(name, digest).catch(() => undefined),
      ]);
      for await (const tag of second.tags(name)) await expectBytes(second.getTag(name, tag), image.manifest);
      await putManifest(first, name, image.manifest);
    }
  });
});

describe('a store that fails for a while', () => {
  it.each([
    ['the store is busy', 503, 'SlowDown'],
    ['another write conflicts', 409, 'ConditionalRequestConflict'],
  ])('completes a large blob although %s', async (_, status, code) => {
    const registry = await replica();
    const blob = blobOf(noise(9 * 1024 * 1024, 7));
    let completions = 0;
    store.intercept = (req, res) => {
      if (req.method !== 'POST' || req.url?.includes('uploadId') !== true || completions++ > 0) return false;
      req.resume().once('end', () => res.writeHead(status).end(`<Error><Code>${code}</Code></Error>`));
      return true;
    };
    await put(registry, name, blob);
    expect(completions).toBe(2);
    await expectBytes((await replica()).getBlob(name, blob.descriptor.digest), blob);
  });

  it('is asked again after 503 SlowDown', async () => {
    const registry = await replica();
    let failures = 0;
    store.intercept = (req, res) => {
      if (failures++ % 2 === 1) return false;
      req.resume().once('end', () => res.writeHead(503).end('<Error><Code>SlowDown</Code></Error>'));
      return true;
    };
    const { layer, manifest } = await putImage(registry, name, 'one', ['v1']);
    await expectBytes(registry.getTag(name, 'v1'), manifest);
    await expectBytes(registry.getBlob(name, layer.descriptor.digest), layer);
  });

  it('is unavailable for clients when it does not recover', async () => {
    const registry = await replica();
    store.intercept = (_req, res) => {
      res.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
      return true;
    };
    const failure = await expectCode(registry.getTag(name, 'v1'), 'UNAVAILABLE');
    expect(failure.message).toContain('the store answered 503 (SlowDown)');
    await expectCode(put(registry, name, blobOf('x')), 'UNAVAILABLE');
  });

  it('continues a download whose connection was reset', async () => {
    const registry = await replica();
    const blob = await put(registry, name, blobOf(noise(3_000_000, 6)));
    let resets = 0;
    store.intercept = (req, res) => {
      const [, start = '0'] = /^bytes=(\d+)-/.exec(req.headers.range ?? '') ?? [];
      if (resets++ === 3) return false;
      const rest = blob.bytes.subarray(Number(start));
      const etag = [...store.objects].find(([key]) => key.endsWith(blob.descriptor.digest.slice(7)))?.[1].etag;
      res.writeHead(start === '0' ? 200 : 206, { 'content-length': rest.byteLength, etag });
      res.write(rest.subarray(0, 500_000), () => setTimeout(() => res.destroy(), 20));
      return true;
    };
    await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
    expect(resets).toBe(4);
  });

  it.each([
    ['continues a download after any number of resets if each connection made progress', 200_000, 9],
    ['gives up a download after five resets without progress', 0, undefined],
  ])('%s', async (_, progress, expected) => {
    const registry = await replica();
    const blob = await put(registry, name, blobOf(noise(2_000_000, 7)));
    const [, object] = [...store.objects].find(([key]) => key.endsWith(blob.descriptor.digest.slice(7))) ?? [];
    const starts: number[] = [];
    store.intercept = (req, res) => {
      const start = Number(/^bytes=(\d+)-/.exec(req.headers.range ?? '')?.[1] ?? 0);
      if (start >= 1_800_000) return false;
      starts.push(start);
      const rest = blob.bytes.subarray(start);
      res.writeHead(start === 0 ? 200 : 206, { 'content-length': rest.byteLength, etag: object?.etag });
      res.flushHeaders();
      res.write(rest.subarray(0, progress), () => setTimeout(() => res.destroy(), 20));
      return true;
    };
    if (expected === undefined) {
      await expectCode(
        registry.getBlob(name, blob.descriptor.digest).then((reader) => readAll(reader)),
        'UNREACHABLE',
      );
      expect(starts).toEqual([0, 0, 0, 0, 0, 0]);
    } else {
      await expectBytes(registry.getBlob(name, blob.descriptor.digest), blob);
      expect(starts.length).toBeGreaterThanOrEqual(expected);
    }
  });
});

describe('a tag that changes during its deletion', () => {
  /** Answers conditional writes of the tag as if another replica were faster, at most `times` times. */
  function conflict(times: number): () => number {
    let conflicts = 0;
    store.intercept = (req, res) => {
      const isWrite = req.method === 'PUT' && req.url?.includes('/tags/') === true;
      if (!isWrite || req.headers['if-match'] === undefined || conflicts === times) return false;
      conflicts++;
      req.resume().once('end', () => res.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>'));
      return true;
    };
    return () => conflicts;
  }

  it('is read and deleted again', async () => {
    const registry = await replica();
    await putImage(registry, name, 'one', ['v1']);
    const conflicts = conflict(4);
    await registry.deleteTag(name, 'v1');
    expect(conflicts()).toBe(4);
    await expectCode(registry.getTag(name, 'v1'), 'MANIFEST_UNKNOWN');
  });

  it('is reported after five attempts', async () => {
    const registry = await replica();
    const { manifest } = await putImage(registry, name, 'one', ['v1']);
    const conflicts = conflict(100);
    const failure = await expectCode(registry.deleteTag(name, 'v1'), 'UNAVAILABLE');
    expect(failure.message).toBe(`cannot delete the tag "v1" of ${name}: it changes too often`);
    expect(conflicts()).toBe(5);
    store.intercept = undefined;
    await expectBytes(registry.getTag(name, 'v1'), manifest);
  });

  it('stays when it was moved to another manifest before its manifest is deleted', async () => {
    const [registry, other] = [await replica(), await replica()];
    const first = await putImage(registry, name, 'one', ['v1', 'v2']);
    const second = await putImage(registry, name, 'two');
    let moves = 0;
    store.intercept = (req, res) => {
      const isWrite = req.method === 'PUT' && /\/tags\/.*v1/.test(req.url ?? '');
      if (!isWrite || req.headers['if-match'] === undefined) return false;
      store.intercept = undefined;
      moves++;
      req.resume();
      putManifest(other, name, second.manifest, 'v1').then(
        () => res.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>'),
        () => res.destroy(),
      );
      return true;
    };
    await registry.deleteManifest(name, first.manifest.descriptor.digest);
    expect(moves).toBe(1);
    expect(await Array.fromAsync(other.tags(name))).toEqual(['v1']);
    await expectBytes(other.getTag(name, 'v1'), second.manifest);
  });
});

it('a repository is known as soon as it has a manifest without blobs', async () => {
  const registry = await replica();
  await expectCode(registry.getTag(name, 'v1'), 'NAME_UNKNOWN');
  await putManifest(registry, name, indexOf([]), 'v1');
  await expectCode(registry.getTag(name, 'v2'), 'MANIFEST_UNKNOWN');
});

it('an immutable tag can be created again after its deletion', async () => {
  const registry = await replica({ immutableTags: true });
  await putImage(registry, name, 'one', ['v1']);
  await registry.deleteTag(name, 'v1');
  const { manifest } = await putImage(registry, name, 'two', ['v1']);
  await expectBytes(registry.getTag(name, 'v1'), manifest);
  const failure = await expectCode(putImage(registry, name, 'three', ['v1']), 'ALREADY_EXISTS');
  expect(failure.message).toContain(`it points to ${manifest.descriptor.digest}; use another tag`);
  expect(failure.detail).toEqual({ tag: 'v1', digest: manifest.descriptor.digest });
});

it('the lists of tags and repositories have the requested part', async () => {
  const registry = await replica();
  await putImage(registry, name, 'one', ['a', 'b', 'c', 'd']);
  for (const other of ['acme/a', 'acme/z']) await putImage(registry, other, 'one');
  await registry.deleteTag(name, 'b');
  expect(await Array.fromAsync(registry.tags(name))).toEqual(['a', 'c', 'd']);
  expect(await Array.fromAsync(registry.tags(name, { limit: 2 }))).toEqual(['a', 'c']);
  expect(await Array.fromAsync(registry.tags(name, { startAfter: 'a', limit: 1 }))).toEqual(['c']);
  expect(await Array.fromAsync(registry.tags(name, { startAfter: 'd' }))).toEqual([]);
  expect(await Array.fromAsync(registry.tags(name, { limit: 0 }))).toEqual([]);
  await expectCode(Array.fromAsync(registry.tags('acme/absent')), 'NAME_UNKNOWN');
  const names = ['acme/a', name, 'acme/z'].toSorted();
  expect(await Array.fromAsync(registry.repositories())).toEqual(names);
  expect(await Array.fromAsync(registry.repositories({ limit: 2 }))).toEqual(names.slice(0, 2));
  expect(await Array.fromAsync(registry.repositories({ startAfter: 'acme/a', limit: 1 }))).toEqual([names[1]]);
  expect(await Array.fromAsync(registry.repositories({ limit: 0 }))).toEqual([]);
});

it('a manifest is refused after its blob was deleted, also by the replica that has just stored the blob', async () => {
  const registries = [await replica(), await replica()] as const;
  const layer = await put(registries[0], name, blobOf('layer'));
  const config = await put(registries[0], name, blobOf('{}'));
  const manifest = manifestOf({ config: config.descriptor, layers: [layer.descriptor] });
  await registries[0].deleteBlob(name, layer.descriptor.digest);
  for (const registry of registries)
    await expectCode(putManifest(registry, name, manifest, 'v1'), 'MANIFEST_BLOB_UNKNOWN');
});

describe('a damaged blob', () => {
  /** Changes the first byte of an object of a blob. */
  function damage({ descriptor, bytes }: { readonly descriptor: Descriptor; readonly bytes: Uint8Array }): () => void {
    const found = [...store.objects].find(([key]) => key.endsWith(descriptor.digest.slice(7)));
    const [key, object] = found ?? expect.fail('the store does not have the blob');
    const changed = Buffer.from(bytes);
    changed[0] = (changed[0] ?? 0) ^ 1;
    store.objects.set(key, { ...object, bytes: changed, etag: '"damaged"' });
    return () => store.objects.set(key, object);
  }

  it.each([3000, 2_000_000])('of %i bytes counts as absent after a read, until it is pushed again', async (size) => {
    const registry = await replica();
    await putImage(registry, name, 'one', ['v1']);
    const blob = await put(registry, name, blobOf(noise(size, 8)));
    const { digest } = blob.descriptor;
    const reader = await replica();
    damage(blob);
    await expectCode(
      reader.getBlob(name, digest).then((content) => Array.fromAsync(content)),
      'DIGEST_MISMATCH',
    );
    await expectCode(reader.getBlob(name, digest), 'BLOB_UNKNOWN');
    await expectCode(reader.resolveBlob(name, digest), 'BLOB_UNKNOWN');
    await put(reader, name, blob);
    for (const each of [reader, await replica()]) await expectBytes(each.getBlob(name, digest), blob);
  });

  it('is present again when another program has repaired it', async () => {
    const registry = await replica();
    const blob = await put(registry, name, blobOf(noise(3000, 9)));
    const { digest } = blob.descriptor;
    const repair = damage(blob);
    await expectCode(
      registry.getBlob(name, digest).then((content) => Array.fromAsync(content)),
      'DIGEST_MISMATCH',
    );
    repair();
    expect((await registry.resolveBlob(name, digest)).size).toBe(3000);
    await expectBytes(registry.getBlob(name, digest), blob);
  });
});

describe('a quota', () => {
  it('counts pushed, mounted and deleted content without a new measurement', async () => {
    const registry = await replica({ quota: 10_000 });
    const large = await put(registry, name, blobOf(noise(6000, 1)));
    await expectCode(registry.mountBlob(name, 'acme/other', large.descriptor.digest), 'QUOTA');
    await expectCode(put(registry, name, blobOf(noise(6000, 2))), 'QUOTA');
    await registry.deleteBlob(name, large.descriptor.digest);
    const small = await put(registry, name, blobOf(noise(4000, 3)));
    await registry.mountBlob(name, 'acme/other', small.descriptor.digest);
    const failure = await expectCode(put(registry, name, blobOf(noise(4000, 4))), 'QUOTA');
    expect(failure.message).toContain('uses 8000');
  });

  it('counts manifests, and frees their bytes when they are deleted', async () => {
    const registry = await replica({ quota: 10_000 });
    const { manifest, layer, config } = await putImage(registry, name, 'one', ['v1']);
    const used = [manifest, layer, config].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    const before = await expectCode(put(registry, name, blobOf(noise(10_000, 1))), 'QUOTA');
    expect(before.message).toContain(`uses ${used};`);
    await registry.deleteManifest(name, manifest.descriptor.digest);
    const after = await expectCode(put(registry, name, blobOf(noise(10_000, 1))), 'QUOTA');
    expect(after.message).toContain(`uses ${used - manifest.bytes.byteLength};`);
  });
});

it('a quota limits the content of all replicas', async () => {
  const first = await replica();
  await put(first, name, blobOf(noise(5000, 1)));
  const limited = await replica({ quota: 8000 });
  await put(limited, name, blobOf(noise(2000, 2)));
  const failure = await expectCode(put(limited, name, blobOf(noise(2000, 3))), 'QUOTA');
  expect(failure.message).toContain('uses 7000');
  expect((await limited.resolveBlob(name, digestOf(noise(2000, 2)))).size).toBe(2000);
});
