import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { BucketRegistry } from '../../src/bucket/index.ts';
import {
  blobOf,
  expectBytes,
  expectCode,
  indexOf,
  name,
  noise,
  put,
  putImage,
  putManifest,
} from '../contract/content.ts';
import { loseResponse, openFakeStore } from './fake-store.ts';
import { openBucket } from './open-bucket.ts';

const store = await openFakeStore();
afterAll(() => store[Symbol.asyncDispose]());

let count = 0;
let prefix: string;
let registry: BucketRegistry;
let other: BucketRegistry;

beforeEach(async () => {
  prefix = `g${count++}`;
  store.intercept = undefined;
  registry = await openBucket(store.url, prefix);
  other = await openBucket(store.url, prefix);
  return async () => {
    await registry.close();
    await other.close();
  };
});

const hour = 60 * 60_000;

/** Makes all objects older. */
function age(ms: number): void {
  for (const [key, object] of store.objects) if (key.startsWith(`${prefix}/`)) object.modifiedMs -= ms;
}

const marks = (): readonly string[] => [...store.objects.keys()].filter((key) => key.startsWith(`${prefix}/marks/`));

/** Loses each request that deletes content, as when the process is killed. */
function loseDeletions(req: IncomingMessage, res: ServerResponse): boolean {
  if (req.method !== 'DELETE' || req.url?.includes('/content/') !== true) return false;
  res.destroy();
  return true;
}

const digestsOf = (deleted: readonly { readonly digest: string }[]): readonly string[] =>
  deleted.map(({ digest }) => digest).toSorted();

/** Runs `work` between the marks and the deletions of a collection. */
async function collectDuring(work: () => Promise<unknown>, options = {}): Promise<readonly string[]> {
  // On a loaded machine, `work` may take long.
  const collection = registry.gc({ settleMs: 2000, ...options });
  await expect.poll(() => marks().length > 0, { interval: 5 }).toBe(true);
  await work();
  return digestsOf(await collection);
}

describe('a collection in a bucket', () => {
  it('deletes old blobs that no manifest needs, and their marks', async () => {
    const image = await putImage(registry, name, 'kept', ['v1']);
    const unused = await put(registry, name, blobOf(noise(100, 1)));
    const elsewhere = await put(registry, 'acme/other', blobOf(noise(100, 2)));
    age(2 * hour);
    const young = await put(registry, name, blobOf(noise(100, 3)));
    const expected = [unused, elsewhere].map(({ descriptor }) => descriptor.digest).toSorted();
    expect(digestsOf(await registry.gc({ dryRun: true }))).toEqual(expected);
    expect(digestsOf(await registry.gc({ settleMs: 0 }))).toEqual(expected);
    await expectCode(other.getBlob(name, unused.descriptor.digest), 'BLOB_UNKNOWN');
    await expectBytes(other.getBlob(name, image.layer.descriptor.digest), image.layer);
    await expectBytes(other.getBlob(name, young.descriptor.digest), young);
    expect(marks()).toEqual([]);
    expect(await Array.fromAsync(other.repositories())).toEqual([name]);
  });

  it('deletes manifests without a tag, but not those of an index or with a kept subject', async () => {
    const old = await putImage(registry, name, 'old', ['v1']);
    const referrer = await putImage(registry, name, 'its referrer', [], { subject: old.manifest.descriptor });
    const current = await putImage(registry, name, 'current', ['v1']);
    const signature = await putImage(registry, name, 'signature', [], { subject: current.manifest.descriptor });
    const child = await putImage(registry, name, 'child');
    const index = await putManifest(registry, name, indexOf([child.manifest.descriptor]), 'multi');
    age(2 * hour);
    expect(await registry.gc({ settleMs: 0 })).toEqual([]);
    const deleted = digestsOf(await registry.gc({ settleMs: 0, untagged: true }));
    const garbage = [old, referrer].flatMap(({ manifest, layer }) => [manifest, layer]);
    expect(deleted).toEqual(garbage.map(({ descriptor }) => descriptor.digest).toSorted());
    for (const { manifest } of [current, signature, child]) {
      await expectBytes(other.getManifest(name, manifest.descriptor.digest), manifest);
    }
    await expectBytes(other.getTag(name, 'multi'), index);
    expect(await Array.fromAsync(other.referrers(name, old.manifest.descriptor.digest))).toEqual([]);
    await expectCode(registry.getManifest(name, old.manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
  });

  it.each([
    ['a manifest', async (layer: Uint8Array) => putImage(other, name, Buffer.from(layer).toString().slice(9), ['v1'])],
    ['the blob again', async (layer: Uint8Array) => put(other, name, blobOf(layer))],
  ])('keeps a marked blob when another replica pushes %s', async (_, push) => {
    const blob = await put(registry, name, blobOf('layer of rescued'));
    age(2 * hour);
    expect(await collectDuring(() => push(blob.bytes))).toEqual([]);
    await expectBytes(other.getBlob(name, blob.descriptor.digest), blob);
  });

  it('keeps a marked manifest, and its content, when another replica tags it', async () => {
    const image = await putImage(registry, name, 'rescued');
    age(2 * hour);
    await collectDuring(() => putManifest(other, name, image.manifest, 'v1'), { untagged: true });
    await expectBytes(other.getTag(name, 'v1'), image.manifest);
    await expectBytes(other.getBlob(name, image.layer.descriptor.digest), image.layer);
  });

  it('keeps the layers of a marked index that another replica tags when the deletions begin', async () => {
    const child = await putImage(registry, name, 'child');
    const index = await putManifest(registry, name, indexOf([child.manifest.descriptor]));
    age(2 * hour);
    let pushes = 0;
    // The first change of a mark begins the deletion of the index. The push is complete before the store sees it.
    store.intercept = (req, res) => {
      if (req.method !== 'PUT' || req.headers['if-match'] === undefined) return false;
      store.intercept = undefined;
      pushes++;
      req.resume();
      putManifest(other, name, index, 'v1').then(
        () => res.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>'),
        () => res.destroy(),
      );
      return true;
    };
    expect(await registry.gc({ settleMs: 0, untagged: true })).toEqual([]);
    expect(pushes).toBe(1);
    await expectBytes(other.getTag(name, 'v1'), index);
    await expectBytes(other.getManifest(name, child.manifest.descriptor.digest), child.manifest);
    await expectBytes(other.getBlob(name, child.layer.descriptor.digest), child.layer);
    await expectBytes(other.getBlob(name, child.config.descriptor.digest), child.config);
  });

  it('that was killed during a deletion is completed by the next one, and by a push', async () => {
    const blobs = [await put(registry, name, blobOf('first')), await put(registry, name, blobOf('second'))] as const;
    const image = await putImage(registry, name, 'kept', ['v1']);
    age(2 * hour);
    // The request that deletes a blob is lost, and the process with it.
    store.intercept = loseDeletions;
    await expect(registry.gc({ settleMs: 0 })).rejects.toThrow();
    store.intercept = undefined;
    age(5 * 60_000);
    for (const blob of blobs) {
      await put(other, name, blob);
      await expectBytes(other.getBlob(name, blob.descriptor.digest), blob);
    }
    expect(await registry.gc({ settleMs: 0 })).toEqual([]);
    await expectBytes(other.getTag(name, 'v1'), image.manifest);
  });

  it('that was killed during a deletion is completed by the next one after two minutes, not while it may still run', async () => {
    const blob = await put(registry, name, blobOf('interrupted'));
    age(2 * hour);
    store.intercept = loseDeletions;
    await expect(registry.gc({ settleMs: 0 })).rejects.toThrow();
    store.intercept = undefined;
    age(60_000);
    expect(await other.gc({ settleMs: 0 })).toEqual([]);
    await expectBytes(other.getBlob(name, blob.descriptor.digest), blob);
    expect(marks()).toHaveLength(1);
    age(90_000);
    await other.gc({ settleMs: 0 });
    await expectCode(other.getBlob(name, blob.descriptor.digest), 'BLOB_UNKNOWN');
    expect(marks()).toEqual([]);
  });

  it('removes the marks of used content after a day', async () => {
    const blob = await put(registry, name, blobOf('layer of rescued'));
    age(2 * hour);
    await collectDuring(() => putImage(other, name, 'rescued', ['v1']));
    expect(marks()).not.toEqual([]);
    age(23 * hour);
    await registry.gc({ settleMs: 0 });
    expect(marks()).not.toEqual([]);
    age(2 * hour);
    await registry.gc({ settleMs: 0 });
    expect(marks()).toEqual([]);
    await expectBytes(other.getBlob(name, blob.descriptor.digest), blob);
  });

  it.each([
    ['mark', 'if-none-match'],
    ['begin of the deletion', 'if-match'],
  ])('deletes content although the response to the %s was lost', async (_, condition) => {
    const blob = await put(registry, name, blobOf('unused'));
    age(2 * hour);
    let losses = 0;
    store.intercept = (req, res) => {
      if (req.method !== 'PUT' || req.headers[condition] === undefined) return false;
      store.intercept = undefined;
      losses++;
      loseResponse(store, req, res);
      return true;
    };
    expect(digestsOf(await registry.gc({ settleMs: 0 }))).toEqual([blob.descriptor.digest]);
    expect(losses).toBe(1);
    await expectCode(other.getBlob(name, blob.descriptor.digest), 'NAME_UNKNOWN');
    expect(marks()).toEqual([]);
  });

  it('uses the clock of the store', async () => {
    await put(registry, name, blobOf('unused'));
    store.clockOffsetMs = 2 * hour;
    try {
      expect(await registry.gc({ dryRun: true })).toHaveLength(1);
    } finally {
      store.clockOffsetMs = 0;
    }
    expect(await registry.gc({ dryRun: true })).toEqual([]);
  });

  it('changes nothing in a dry run, and removes no old upload', async () => {
    await put(registry, name, blobOf('unused'));
    const writer = await registry.pushBlobChunked(name);
    await writer.write(noise(1000, 4));
    await writer.close();
    age(25 * hour);
    const before = new Map(store.objects);
    expect(await registry.gc({ dryRun: true })).toHaveLength(1);
    expect(store.objects).toEqual(before);
  });

  it('removes uploads that were not continued for a day', async () => {
    const writer = await registry.pushBlobChunked(name);
    await writer.write(noise(1000, 4));
    await writer.close();
    const uploads = (): number =>
      [...store.objects.keys()].filter((key) => key.startsWith(`${prefix}/uploads/`)).length;
    await registry.gc({ settleMs: 0 });
    expect(uploads()).toBe(2);
    age(25 * hour);
    await registry.gc({ settleMs: 0 });
    expect(uploads()).toBe(0);
  });
});
