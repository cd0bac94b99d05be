import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { cache } from '../../src/wrappers/index.ts';
import {
  expectBytes,
  expectCode,
  manifestOf,
  name,
  pieces,
  put,
  putImage,
  putManifest,
  readAll,
} from '../contract/content.ts';
import { blob, digest, createOrigin, sparseStore, recordEvents } from './pull-through.ts';
import { brokenRegistry, withMethods, failingMethods, recordCalls } from './fake-registries.ts';

describe('pull-through cache: reads', () => {
  it('reads from the origin once, and afterwards from the store', async () => {
    const { memory, registry, downloads } = await createOrigin();
    const { manifest } = await putImage(memory, name, 'one', ['v1']);
    const store = sparseStore();
    const events = recordEvents();
    const cached = cache(registry, store, events);
    await expectBytes(cached.getBlob(name, digest), blob);
    await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
    // The store has the blob when the first read ends.
    await expectBytes(store.getBlob(name, digest), blob);
    await expectBytes(cached.getBlob(name, digest), blob);
    await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
    expect(downloads()).toBe(1);
    const both = [
      { kind: 'blob', repository: name, digest },
      { kind: 'manifest', repository: name, digest: manifest.descriptor.digest },
    ];
    expect([events.misses, events.hits, events.errors]).toEqual([both, both, []]);
  });

  it('reads stored content without the origin, and tags only from the origin', async () => {
    const store = sparseStore();
    await put(store, name, blob);
    const { manifest } = await putImage(store, name, 'one', ['v1']);
    const cached = cache(brokenRegistry(), store);
    await expectBytes(cached.getBlob(name, digest), blob);
    expect(
      Buffer.compare(await readAll(await cached.getBlobRange(name, digest, 5, 10)), blob.bytes.subarray(5, 10)),
    ).toBe(0);
    expect(await cached.resolveBlob(name, digest)).toEqual(blob.descriptor);
    await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
    expect(await cached.resolveManifest(name, manifest.descriptor.digest)).toEqual(manifest.descriptor);
    await expectCode(cached.getTag(name, 'v1'), 'UNREACHABLE');
    await expectCode(cached.resolveTag(name, 'v1'), 'UNREACHABLE');
    await expectCode(Array.fromAsync(cached.tags(name)), 'UNREACHABLE');
    await expectCode(Array.fromAsync(cached.repositories()), 'UNREACHABLE');
  });

  it('follows a tag that is moved', async () => {
    const origin = new MemoryRegistry();
    const cached = cache(origin, sparseStore());
    const old = await putImage(origin, name, 'old', ['latest']);
    await expectBytes(cached.getTag(name, 'latest'), old.manifest);
    const next = await putImage(origin, name, 'next', ['latest']);
    await expectBytes(cached.getTag(name, 'latest'), next.manifest);
    await expectBytes(cached.getManifest(name, old.manifest.descriptor.digest), old.manifest);
  });

  it('requests missing ranges and descriptors from the origin without a download', async () => {
    const { memory, registry, downloads } = await createOrigin();
    const { manifest } = await putImage(memory, name, 'one');
    const store = sparseStore();
    const cached = cache(registry, store);
    expect((await readAll(await cached.getBlobRange(name, digest, 5, 10))).byteLength).toBe(5);
    expect(await cached.resolveBlob(name, digest)).toEqual(blob.descriptor);
    expect(await cached.resolveManifest(name, manifest.descriptor.digest)).toEqual(manifest.descriptor);
    expect(downloads()).toBe(0);
    await expectCode(store.resolveBlob(name, digest), 'NAME_UNKNOWN');
  });

  it('shows a blob only in the repository that it was fetched for (SV-12)', async () => {
    const { memory, registry } = await createOrigin();
    await putImage(memory, 'acme/other', 'something');
    const cached = cache(registry, sparseStore());
    await expectBytes(cached.getBlob(name, digest), blob);
    await expectCode(cached.getBlob('acme/other', digest), 'BLOB_UNKNOWN');
    await expectCode(cached.getBlobRange('acme/other', digest, 0, 1), 'BLOB_UNKNOWN');
    await expectCode(cached.resolveBlob('acme/other', digest), 'BLOB_UNKNOWN');
  });
});

describe('pull-through cache: writes and deletes', () => {
  for (const storeWrites of [false, true]) {
    it(storeWrites ? 'pushes to the origin and the store' : 'pushes only to the origin', async () => {
      const [origin, store] = [new MemoryRegistry(), sparseStore()];
      const cached = cache(origin, store, { storeWrites });
      let opens = 0;
      await cached.pushBlob(name, blob.descriptor, () => {
        opens++;
        return pieces(blob.bytes, 10_000);
      });
      const { manifest } = await putImage(cached, name, 'one', ['v1']);
      expect(opens).toBe(1);
      await expectBytes(origin.getBlob(name, digest), blob);
      await expectBytes(origin.getTag(name, 'v1'), manifest);
      if (storeWrites) {
        await expectBytes(store.getBlob(name, digest), blob);
        await expectBytes(store.getManifest(name, manifest.descriptor.digest), manifest);
        expect(await Array.fromAsync(store.tags(name))).toEqual(['v1']);
      } else {
        expect(await Array.fromAsync(store.repositories())).toEqual([]);
      }
    });
  }

  it('does not store content that the origin rejects', async () => {
    const [store, events] = [sparseStore(), recordEvents()];
    const late = withMethods(new MemoryRegistry(), {
      pushBlob: async (_repository, _descriptor, body) => {
        for await (const chunk of body()) void chunk;
        throw new OciError('DENIED', 'after all bytes');
      },
      ...failingMethods('DENIED', 'pushManifest'),
    });
    const cached = cache(late, store, { ...events, storeWrites: true });
    await expectCode(
      cached.pushBlob(name, blob.descriptor, () => pieces(blob.bytes, 10_000)),
      'DENIED',
    );
    const manifest = manifestOf({ artifactType: 'a/b', config: blob.descriptor, layers: [] });
    await expectCode(putManifest(cached, name, manifest, 'v1'), 'DENIED');
    expect(await Array.fromAsync(store.repositories())).toEqual([]);
    expect(events.errors).toEqual([]);
  });

  it('pushes to the origin when the store fails', async () => {
    for (const store of [brokenRegistry('FILE_SYSTEM'), new MemoryRegistry({ quota: 400_000 })]) {
      const origin = new MemoryRegistry();
      const events = recordEvents();
      await cache(origin, store, { ...events, storeWrites: true }).pushBlob(name, blob.descriptor, () =>
        pieces(blob.bytes, 10_000),
      );
      await expectBytes(origin.getBlob(name, digest), blob);
      expect(events.errors).toHaveLength(1);
    }
  });

  it('hides deleted content, also when the store cannot delete it (SV-12)', async () => {
    for (const methods of [{}, failingMethods('UNSUPPORTED', 'deleteBlob', 'deleteManifest')]) {
      const { memory, registry } = await createOrigin();
      const { manifest } = await putImage(memory, name, 'one', ['v1']);
      const store = sparseStore();
      const cached = cache(registry, withMethods(store, methods));
      await expectBytes(cached.getBlob(name, digest), blob);
      await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
      await cached.deleteBlob(name, digest);
      await cached.deleteManifest(name, manifest.descriptor.digest);
      await expectCode(cached.getBlob(name, digest), 'BLOB_UNKNOWN');
      await expectCode(cached.getBlobRange(name, digest, 0, 1), 'BLOB_UNKNOWN');
      await expectCode(cached.resolveBlob(name, digest), 'BLOB_UNKNOWN');
      await expectCode(cached.getManifest(name, manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
      await expectCode(cached.resolveManifest(name, manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
      // A new push makes it visible again.
      await put(cached, name, blob);
      await expectBytes(cached.getBlob(name, digest), blob);
    }
  });

  it('does not store a blob that is deleted during its download (SV-12)', async () => {
    const { registry } = await createOrigin();
    const store = sparseStore();
    const cached = cache(registry, store);
    let read = 0;
    for await (const chunk of await cached.getBlob(name, digest)) {
      if (read === 0) await cached.deleteBlob(name, digest);
      read += chunk.byteLength;
      await expectCode(cached.getBlob(name, digest), 'BLOB_UNKNOWN');
    }
    expect(read).toBe(blob.bytes.byteLength);
    await expectCode(cached.getBlob(name, digest), 'BLOB_UNKNOWN');
    await expectCode(store.resolveBlob(name, digest), 'BLOB_UNKNOWN', 'NAME_UNKNOWN');
  });

  it('stores a blob that is pushed to the origin after a DELETE with the result "not found"', async () => {
    const memory = new MemoryRegistry();
    const { registry, calls } = recordCalls(memory);
    const store = sparseStore();
    const events = recordEvents();
    const cached = cache(registry, store, events);
    await expectCode(cached.deleteBlob(name, digest), 'NAME_UNKNOWN', 'BLOB_UNKNOWN');
    await put(memory, name, blob);
    await expectBytes(cached.getBlob(name, digest), blob);
    await expectBytes(store.getBlob(name, digest), blob);
    await expectBytes(cached.getBlob(name, digest), blob);
    expect(calls.filter((call) => call === 'getBlob')).toHaveLength(1);
    expect([events.misses.length, events.hits.length]).toEqual([1, 1]);
  });

  it('stores a manifest that is pushed to the origin after its deletion', async () => {
    const memory = new MemoryRegistry();
    const { registry, calls } = recordCalls(memory);
    const store = sparseStore();
    const cached = cache(registry, store);
    const { manifest } = await putImage(memory, name, 'one');
    const { digest: manifestDigest } = manifest.descriptor;
    await expectBytes(cached.getManifest(name, manifestDigest), manifest);
    await cached.deleteManifest(name, manifestDigest);
    await putManifest(memory, name, manifest);
    await expectBytes(cached.getManifest(name, manifestDigest), manifest);
    await expectBytes(cached.getManifest(name, manifestDigest), manifest);
    expect(calls.filter((call) => call === 'getManifest')).toHaveLength(2);
  });

  it('hides a deleted blob after a second DELETE has failed', async () => {
    const { registry } = await createOrigin();
    const undeletable = withMethods(sparseStore(), failingMethods('UNSUPPORTED', 'deleteBlob'));
    let deletes = 0;
    const deletesOnce = withMethods(registry, {
      deleteBlob: async (...args) => {
        if (++deletes > 1) throw new OciError('UNREACHABLE', 'on purpose');
        await registry.deleteBlob(...args);
      },
    });
    const cached = cache(deletesOnce, undeletable);
    await expectBytes(cached.getBlob(name, digest), blob);
    await cached.deleteBlob(name, digest);
    await expectCode(cached.deleteBlob(name, digest), 'UNREACHABLE');
    await expectCode(cached.getBlob(name, digest), 'BLOB_UNKNOWN');
  });

  it('removes content from the store when a delete finds nothing at the origin, but not if it is denied', async () => {
    const { memory, registry } = await createOrigin();
    const store = sparseStore();
    const cached = cache(registry, store);
    await expectBytes(cached.getBlob(name, digest), blob);
    await expectCode(
      cache(withMethods(registry, failingMethods('DENIED', 'deleteBlob')), store).deleteBlob(name, digest),
      'DENIED',
    );
    await expectBytes(store.getBlob(name, digest), blob);
    await memory.deleteBlob(name, digest);
    await expectCode(cached.deleteBlob(name, digest), 'BLOB_UNKNOWN');
    await expectCode(store.resolveBlob(name, digest), 'NAME_UNKNOWN');
  });
});
