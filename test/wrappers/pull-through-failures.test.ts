import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { BlobReader } from '../../src/registry/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { cache } from '../../src/wrappers/index.ts';
import { blobOf, expectBytes, name, noise, put, putImage, readAll } from '../contract/content.ts';
import { blob, breaking, digest, createOrigin, sparseStore, recordEvents } from './pull-through.ts';
import { withMethods, failingMethods } from './fake-registries.ts';

describe('pull-through cache: a failing store', () => {
  const calls = ['resolveBlob', 'getBlob', 'pushBlob', 'getManifest', 'pushManifest', 'deleteBlob'] as const;
  for (const call of calls) {
    it(`reads from the origin when ${call} of the store fails`, async () => {
      const { memory, registry } = await createOrigin();
      const { manifest } = await putImage(memory, name, 'one', ['v1']);
      const store = sparseStore();
      const events = recordEvents();
      const cached = cache(registry, withMethods(store, failingMethods('FILE_SYSTEM', call)), events);
      for (let round = 0; round < 2; round++) {
        await Promise.all(Array.from({ length: 4 }, () => expectBytes(cached.getBlob(name, digest), blob)));
        await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
        await expectBytes(cached.getTag(name, 'v1'), manifest);
        expect(await cached.resolveBlob(name, digest)).toEqual(blob.descriptor);
        expect((await readAll(await cached.getBlobRange(name, digest, 1, 9))).byteLength).toBe(8);
      }
      if (call === 'deleteBlob') expect(events.errors).toEqual([]);
      else expect(events.errors[0]).toMatchObject({ code: 'FILE_SYSTEM' });
    });
  }

  it('reads from the origin when the store is full before or during the write of the blob', async () => {
    for (const quota of [0, 500_000]) {
      const { registry } = await createOrigin();
      const events = recordEvents();
      const cached = cache(registry, new MemoryRegistry({ quota }), events);
      await Promise.all(Array.from({ length: 4 }, () => expectBytes(cached.getBlob(name, digest), blob)));
      expect(events.errors).toHaveLength(1);
      expect(events.errors[0]).toMatchObject({ code: 'QUOTA' });
    }
  });

  it('reads the rest for a slow reader from the origin after a failure of the store', async () => {
    const { registry, memory } = await createOrigin();
    const big = await put(memory, name, blobOf(noise(4_000_000, 2)));
    const cached = cache(registry, new MemoryRegistry({ quota: 3_000_000 }));
    const slow: Uint8Array[] = [];
    const others: Promise<void>[] = [];
    for await (const chunk of await cached.getBlob(name, big.descriptor.digest)) {
      slow.push(chunk);
      if (others.length > 0) continue;
      others.push(expectBytes(cached.getBlob(name, big.descriptor.digest), big));
      await Promise.all(others);
    }
    expect(Buffer.compare(Buffer.concat(slow), big.bytes)).toBe(0);
  });

  it('continues with the origin when the store fails during a read', async () => {
    const { registry, memory } = await createOrigin();
    const store = sparseStore();
    await put(store, name, blob);
    let isBroken = false;
    const failingReader = (reader: BlobReader): BlobReader =>
      isBroken ? breaking(reader, 300_000, new OciError('FILE_SYSTEM', 'the disk broke')) : reader;
    const events = recordEvents();
    const cached = cache(
      registry,
      withMethods(store, {
        getBlob: async (...parameters) => failingReader(await store.getBlob(...parameters)),
        getBlobRange: async (...parameters) => failingReader(await store.getBlobRange(...parameters)),
      }),
      events,
    );
    await expectBytes(cached.getBlob(name, digest), blob);
    isBroken = true;
    await expectBytes(cached.getBlob(name, digest), blob);
    isBroken = false;
    await expectBytes(cached.getBlob(name, digest), blob);
    isBroken = true;
    const range = await readAll(await cached.getBlobRange(name, digest, 100_000, 900_000));
    expect(Buffer.compare(range, blob.bytes.subarray(100_000, 900_000))).toBe(0);
    expect(events.errors.length).toBeGreaterThanOrEqual(2);
    await expectBytes(memory.getBlob(name, digest), blob);
  });

  it('stores a manifest after its content when the store requires the content first', async () => {
    const { memory, registry } = await createOrigin();
    const { manifest, layer, config } = await putImage(memory, name, 'one');
    const store = new MemoryRegistry();
    const events = recordEvents();
    const cached = cache(registry, store, events);
    await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
    expect(events.errors).toMatchObject([{ code: 'MANIFEST_BLOB_UNKNOWN' }]);
    await expectBytes(cached.getBlob(name, layer.descriptor.digest), layer);
    await expectBytes(cached.getBlob(name, config.descriptor.digest), config);
    await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
    await expectBytes(store.getManifest(name, manifest.descriptor.digest), manifest);
  });
});
