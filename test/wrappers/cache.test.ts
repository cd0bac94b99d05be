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
import { blob, digest, originOf, sparse, told } from './cached-blob.ts';
import { broken, changed, failing, recorded } from './changed.ts';

describe('cache: reading', () => {
  it('fetches from the origin once, and reads from the store then', async () => {
    const { memory, registry, downloads } = await originOf();
    const { manifest } = await putImage(memory, name, 'one', ['v1']);
    const store = sparse();
    const events = told();
    const cached = cache(registry, store, events);
    await expectBytes(cached.getBlob(name, digest), blob);
    await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
    // Who has read the blob finds it in the store at once.
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

  it('needs no origin for what is in the store, and the origin alone for tags', async () => {
    const store = sparse();
    await put(store, name, blob);
    const { manifest } = await putImage(store, name, 'one', ['v1']);
    const cached = cache(broken(), store);
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

  it('follows a tag that moves', async () => {
    const origin = new MemoryRegistry();
    const cached = cache(origin, sparse());
    const old = await putImage(origin, name, 'old', ['latest']);
    await expectBytes(cached.getTag(name, 'latest'), old.manifest);
    const next = await putImage(origin, name, 'next', ['latest']);
    await expectBytes(cached.getTag(name, 'latest'), next.manifest);
    await expectBytes(cached.getManifest(name, old.manifest.descriptor.digest), old.manifest);
  });

  it('asks the origin for ranges, sizes and descriptors that the store does not have, and downloads nothing for that', async () => {
    const { memory, registry, downloads } = await originOf();
    const { manifest } = await putImage(memory, name, 'one');
    const store = sparse();
    const cached = cache(registry, store);
    expect((await readAll(await cached.getBlobRange(name, digest, 5, 10))).byteLength).toBe(5);
    expect(await cached.resolveBlob(name, digest)).toEqual(blob.descriptor);
    expect(await cached.resolveManifest(name, manifest.descriptor.digest)).toEqual(manifest.descriptor);
    expect(downloads()).toBe(0);
    await expectCode(store.resolveBlob(name, digest), 'NAME_UNKNOWN');
  });

  it('SV-12 shows a blob in no repository but the one it was fetched for', async () => {
    const { memory, registry } = await originOf();
    await putImage(memory, 'acme/other', 'something');
    const cached = cache(registry, sparse());
    await expectBytes(cached.getBlob(name, digest), blob);
    await expectCode(cached.getBlob('acme/other', digest), 'BLOB_UNKNOWN');
    await expectCode(cached.getBlobRange('acme/other', digest, 0, 1), 'BLOB_UNKNOWN');
    await expectCode(cached.resolveBlob('acme/other', digest), 'BLOB_UNKNOWN');
  });
});

describe('cache: writing and deleting', () => {
  for (const storeWrites of [false, true]) {
    it(`sends what is pushed to the origin${storeWrites ? ' and keeps it' : ' alone'}`, async () => {
      const [origin, store] = [new MemoryRegistry(), sparse()];
      const cached = cache(origin, store, { storeWrites });
      let opened = 0;
      await cached.pushBlob(name, blob.descriptor, () => {
        opened++;
        return pieces(blob.bytes, 10_000);
      });
      const { manifest } = await putImage(cached, name, 'one', ['v1']);
      expect(opened).toBe(1);
      await expectBytes(origin.getBlob(name, digest), blob);
      await expectBytes(origin.getTag(name, 'v1'), manifest);
      if (storeWrites) {
        await expectBytes(store.getBlob(name, digest), blob);
        await expectBytes(store.getManifest(name, manifest.descriptor.digest), manifest);
        expect(await Array.fromAsync(store.tags(name))).toEqual([]);
      } else {
        expect(await Array.fromAsync(store.repositories())).toEqual([]);
      }
    });
  }

  it('keeps nothing that the origin refuses', async () => {
    const [store, events] = [sparse(), told()];
    const late = changed(new MemoryRegistry(), {
      pushBlob: async (_repository, _descriptor, body) => {
        for await (const chunk of body()) void chunk;
        throw new OciError('DENIED', 'after all bytes');
      },
      ...failing('DENIED', 'pushManifest'),
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

  it('pushes all the same when the store fails', async () => {
    for (const store of [broken('FILE_SYSTEM'), new MemoryRegistry({ quota: 400_000 })]) {
      const origin = new MemoryRegistry();
      const events = told();
      await cache(origin, store, { ...events, storeWrites: true }).pushBlob(name, blob.descriptor, () =>
        pieces(blob.bytes, 10_000),
      );
      await expectBytes(origin.getBlob(name, digest), blob);
      expect(events.errors).toHaveLength(1);
    }
  });

  it('SV-12 shows nothing that was deleted, also when the store cannot delete it', async () => {
    for (const methods of [{}, failing('UNSUPPORTED', 'deleteBlob', 'deleteManifest')]) {
      const { memory, registry } = await originOf();
      const { manifest } = await putImage(memory, name, 'one', ['v1']);
      const store = sparse();
      const cached = cache(registry, changed(store, methods));
      await expectBytes(cached.getBlob(name, digest), blob);
      await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
      await cached.deleteBlob(name, digest);
      await cached.deleteManifest(name, manifest.descriptor.digest);
      await expectCode(cached.getBlob(name, digest), 'BLOB_UNKNOWN');
      await expectCode(cached.getBlobRange(name, digest, 0, 1), 'BLOB_UNKNOWN');
      await expectCode(cached.resolveBlob(name, digest), 'BLOB_UNKNOWN');
      await expectCode(cached.getManifest(name, manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
      await expectCode(cached.resolveManifest(name, manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
      // And is there again once it is pushed again.
      await put(cached, name, blob);
      await expectBytes(cached.getBlob(name, digest), blob);
    }
  });

  it('SV-12 does not bring back what is deleted while it is being downloaded', async () => {
    const { registry } = await originOf();
    const store = sparse();
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

  it('stores a blob that was pushed to the origin after a DELETE had found nothing', async () => {
    const memory = new MemoryRegistry();
    const { registry, calls } = recorded(memory);
    const store = sparse();
    const events = told();
    const cached = cache(registry, store, events);
    await expectCode(cached.deleteBlob(name, digest), 'NAME_UNKNOWN', 'BLOB_UNKNOWN');
    await put(memory, name, blob);
    await expectBytes(cached.getBlob(name, digest), blob);
    await expectBytes(store.getBlob(name, digest), blob);
    await expectBytes(cached.getBlob(name, digest), blob);
    expect(calls.filter((call) => call === 'getBlob')).toHaveLength(1);
    expect([events.misses.length, events.hits.length]).toEqual([1, 1]);
  });

  it('stores a manifest that was pushed to the origin after it had been deleted', async () => {
    const memory = new MemoryRegistry();
    const { registry, calls } = recorded(memory);
    const store = sparse();
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

  it('serves no deleted blob after a second DELETE has failed', async () => {
    const { registry } = await originOf();
    const undeletable = changed(sparse(), failing('UNSUPPORTED', 'deleteBlob'));
    let deletes = 0;
    const once = changed(registry, {
      deleteBlob: async (...args) => {
        if (++deletes > 1) throw new OciError('UNREACHABLE', 'on purpose');
        await registry.deleteBlob(...args);
      },
    });
    const cached = cache(once, undeletable);
    await expectBytes(cached.getBlob(name, digest), blob);
    await cached.deleteBlob(name, digest);
    await expectCode(cached.deleteBlob(name, digest), 'UNREACHABLE');
    await expectCode(cached.getBlob(name, digest), 'BLOB_UNKNOWN');
  });

  it('empties the store of what the origin no longer knows, and of nothing that it does not let go', async () => {
    const { memory, registry } = await originOf();
    const store = sparse();
    const cached = cache(registry, store);
    await expectBytes(cached.getBlob(name, digest), blob);
    await expectCode(
      cache(changed(registry, failing('DENIED', 'deleteBlob')), store).deleteBlob(name, digest),
      'DENIED',
    );
    await expectBytes(store.getBlob(name, digest), blob);
    await memory.deleteBlob(name, digest);
    await expectCode(cached.deleteBlob(name, digest), 'BLOB_UNKNOWN');
    await expectCode(store.resolveBlob(name, digest), 'BLOB_UNKNOWN');
  });
});
