import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { BlobReader, Registry } from '../../src/registry/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { cache, type CacheEvent, type CacheOptions } from '../../src/wrappers/index.ts';
import { blobOf, expectBytes, expectCode, manifestOf, name, noise, pieces, put, putImage, putManifest, readAll } from '../contract/content.ts';
import { broken, changed, EndlessBlob, failing, recorded } from './changed.ts';

const blob = blobOf(noise(1_000_000, 1));
const { digest } = blob.descriptor;

interface Told extends CacheOptions {
  readonly hits: CacheEvent[];
  readonly misses: CacheEvent[];
  readonly errors: unknown[];
}

function told(): Told {
  const [hits, misses, errors]: [CacheEvent[], CacheEvent[], unknown[]] = [[], [], []];
  return { hits, misses, errors, onHit: (event) => hits.push(event), onMiss: (event) => misses.push(event), onStoreError: (error) => errors.push(error) };
}

/** A registry that has the blob, counts how often it is downloaded, and gives it in pieces. */
async function originOf(): Promise<{ readonly registry: Registry; readonly memory: MemoryRegistry; readonly downloads: () => number }> {
  const memory = new MemoryRegistry();
  await put(memory, name, blob);
  const { registry, calls } = recorded(memory);
  return { registry, memory, downloads: () => calls.filter((call) => call === 'getBlob').length };
}

const sparse = (): MemoryRegistry => new MemoryRegistry({ allowSparse: true });

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
    const both = [{ kind: 'blob', repository: name, digest }, { kind: 'manifest', repository: name, digest: manifest.descriptor.digest }];
    expect([events.misses, events.hits, events.errors]).toEqual([both, both, []]);
  });

  it('needs no origin for what is in the store, and the origin alone for tags', async () => {
    const store = sparse();
    await put(store, name, blob);
    const { manifest } = await putImage(store, name, 'one', ['v1']);
    const cached = cache(broken(), store);
    await expectBytes(cached.getBlob(name, digest), blob);
    expect(Buffer.compare(await readAll(await cached.getBlobRange(name, digest, 5, 10)), blob.bytes.subarray(5, 10))).toBe(0);
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

describe('cache: readers at the same time', () => {
  it('makes one download for sixteen readers', async () => {
    const { registry, downloads } = await originOf();
    const events = told();
    const cached = cache(registry, sparse(), events);
    await Promise.all(Array.from({ length: 16 }, () => expectBytes(cached.getBlob(name, digest), blob)));
    expect(downloads()).toBe(1);
    expect([events.misses.length, events.hits.length]).toEqual([1, 15]);
  });

  it('makes one download for a reader that comes at any moment of another one', async () => {
    const { registry, downloads } = await originOf();
    const cached = cache(registry, sparse());
    const later: Promise<void>[] = [];
    for await (const chunk of await cached.getBlob(name, digest)) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      later.push(expectBytes(cached.getBlob(name, digest), blob));
    }
    expect(later.length).toBeGreaterThan(2);
    await Promise.all(later);
    expect(downloads()).toBe(1);
  });

  it('asks for a manifest once, and gives each reader bytes of its own', async () => {
    const { memory, registry } = await originOf();
    const { manifest } = await putImage(memory, name, 'one');
    let asked = 0;
    const cached = cache(changed(registry, {
      getManifest: (...parameters) => {
        asked++;
        return memory.getManifest(...parameters);
      },
    }), sparse());
    const readers = await Promise.all(Array.from({ length: 16 }, () => cached.getManifest(name, manifest.descriptor.digest)));
    for (const reader of readers) for await (const chunk of reader) {
      expect(Buffer.compare(chunk, manifest.bytes)).toBe(0);
      chunk.fill(0);
    }
    expect(asked).toBe(1);
    await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
  });

  for (const how of ['is aborted before the first byte', 'is aborted on the way', 'closes'] as const) {
    it(`goes on for the others when the reader that was first ${how}`, async () => {
      const { registry, downloads } = await originOf();
      const cached = cache(registry, sparse());
      const stop = new AbortController();
      const first = cached.getBlob(name, digest, { signal: stop.signal });
      const others = Array.from({ length: 3 }, () => expectBytes(cached.getBlob(name, digest), blob));
      if (how === 'is aborted before the first byte') {
        stop.abort();
        await expectCode(first, 'ABORTED');
      } else {
        const read = async (reader: BlobReader): Promise<void> => {
          for await (const chunk of reader) {
            expect(chunk.byteLength).toBeGreaterThan(0);
            if (how === 'closes') break;
            stop.abort();
          }
        };
        if (how === 'closes') await read(await first);
        else await expectCode(first.then(read), 'ABORTED');
      }
      await Promise.all(others);
      expect(downloads()).toBe(1);
    });
  }

  it('lets one of those who wait leave at once', async () => {
    const { registry, downloads } = await originOf();
    const cached = cache(registry, sparse());
    const first = await cached.getBlob(name, digest);
    await expectCode(cached.getBlob(name, digest, { signal: AbortSignal.timeout(5) }), 'TIMEOUT');
    expect(Buffer.compare(await readAll(first), blob.bytes)).toBe(0);
    expect(downloads()).toBe(1);
  });

  it('ends the download when nobody is left, keeps nothing of it, and begins anew for who comes then', async () => {
    const endless = new EndlessBlob(100, 64 * 1024);
    let signal: AbortSignal | undefined;
    const origin = changed(endless.registry, {
      getBlob: (repository, wanted, options) => {
        ({ signal } = options ?? {});
        return endless.registry.getBlob(repository, wanted, options);
      },
    });
    const store = sparse();
    const events = told();
    const cached = cache(origin, store, events);
    for await (const chunk of await cached.getBlob(name, endless.descriptor.digest)) if (chunk.byteLength > 0) break;
    expect(signal?.aborted).toBe(true);
    expect(endless.given).toBeLessThan(endless.descriptor.size / 2);
    await expectCode(store.resolveBlob(name, endless.descriptor.digest), 'NAME_UNKNOWN');
    expect((await readAll(await cached.getBlob(name, endless.descriptor.digest))).byteLength).toBe(endless.descriptor.size);
    expect(events.errors).toEqual([]);
  });

  it('does not let a slow reader hold up the others, and gives it the rest without another download', async () => {
    const { registry, downloads } = await originOf();
    const big = await put(registry, name, blobOf(noise(4_000_000, 2)));
    const cached = cache(registry, sparse());
    const slow: Uint8Array[] = [];
    const others: Promise<void>[] = [];
    for await (const chunk of await cached.getBlob(name, big.descriptor.digest)) {
      slow.push(chunk);
      // It stands still until the others have everything.
      if (others.length > 0) continue;
      others.push(expectBytes(cached.getBlob(name, big.descriptor.digest), big), expectBytes(cached.getBlob(name, big.descriptor.digest), big));
      await Promise.all(others);
    }
    expect(Buffer.compare(Buffer.concat(slow), big.bytes)).toBe(0);
    expect(downloads()).toBe(1);
  });

  it('gives all the origin\'s failure, keeps nothing, blames nobody else, and tries again for the next', async () => {
    const { registry, memory } = await originOf();
    let fails = true;
    const flaky = changed(registry, {
      getBlob: async (...parameters) => {
        const reader = await memory.getBlob(...parameters);
        return fails ? breaking(reader, 500_000, new OciError('UNREACHABLE', 'the connection broke')) : reader;
      },
    });
    const store = sparse();
    const events = told();
    const cached = cache(flaky, store, events);
    const readers = Array.from({ length: 4 }, () => cached.getBlob(name, digest).then(readAll));
    for (const reader of readers) await expectCode(reader, 'UNREACHABLE');
    expect(events.errors).toEqual([]);
    await expectCode(store.resolveBlob(name, digest), 'NAME_UNKNOWN');
    fails = false;
    await expectBytes(cached.getBlob(name, digest), blob);
  });

  it('holds little of a blob of 200 MiB, whoever of store and reader is slow', async () => {
    const endless = new EndlessBlob(3200, 64 * 1024);
    for (const slow of ['store', 'reader', 'nobody'] as const) {
      endless.given = 0;
      let stored = 0;
      let read = 0;
      let most = 0;
      let memory = 0;
      const store = changed(broken('BLOB_UNKNOWN'), {
        pushBlob: async (_repository, descriptor, body) => {
          for await (const chunk of body()) {
            stored += chunk.byteLength;
            if (slow === 'store' && stored % (8 * 1024 * 1024) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
          }
          return descriptor;
        },
      });
      const before = process.memoryUsage().arrayBuffers;
      for await (const chunk of await cache(endless.registry, store).getBlob(name, endless.descriptor.digest)) {
        read += chunk.byteLength;
        if (slow === 'reader' && read % (8 * 1024 * 1024) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        most = Math.max(most, endless.given - Math.min(read, stored));
        if (read % (1024 * 1024) === 0) memory = Math.max(memory, process.memoryUsage().arrayBuffers - before);
      }
      expect([read, stored]).toEqual([endless.descriptor.size, endless.descriptor.size]);
      expect(most).toBeLessThan(1024 * 1024);
      // What was let go of is freed in its own time.
      expect(memory).toBeLessThan(96 * 1024 * 1024);
    }
  });
});

describe('cache: a store in trouble', () => {
  const calls = ['resolveBlob', 'getBlob', 'pushBlob', 'getManifest', 'pushManifest', 'deleteBlob'] as const;
  for (const call of calls) {
    it(`reads all the same when ${call} fails`, async () => {
      const { memory, registry } = await originOf();
      const { manifest } = await putImage(memory, name, 'one', ['v1']);
      const store = sparse();
      const events = told();
      const cached = cache(registry, changed(store, failing('FILE_SYSTEM', call)), events);
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

  it('reads all the same when the store is full, before the blob or in the middle of it', async () => {
    for (const quota of [0, 500_000]) {
      const { registry } = await originOf();
      const events = told();
      const cached = cache(registry, new MemoryRegistry({ quota }), events);
      await Promise.all(Array.from({ length: 4 }, () => expectBytes(cached.getBlob(name, digest), blob)));
      expect(events.errors).toHaveLength(1);
      expect(events.errors[0]).toMatchObject({ code: 'QUOTA' });
    }
  });

  it('gives a slow reader the rest from the origin when the store has failed meanwhile', async () => {
    const { registry, memory } = await originOf();
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

  it('goes on with the origin when the store breaks in the middle of a reading', async () => {
    const { registry, memory } = await originOf();
    const store = sparse();
    await put(store, name, blob);
    let spoilt = false;
    const failingReader = (reader: BlobReader): BlobReader => (spoilt ? breaking(reader, 300_000, new OciError('FILE_SYSTEM', 'the disk broke')) : reader);
    const events = told();
    const cached = cache(registry, changed(store, {
      getBlob: async (...parameters) => failingReader(await store.getBlob(...parameters)),
      getBlobRange: async (...parameters) => failingReader(await store.getBlobRange(...parameters)),
    }), events);
    await expectBytes(cached.getBlob(name, digest), blob);
    spoilt = true;
    await expectBytes(cached.getBlob(name, digest), blob);
    spoilt = false;
    await expectBytes(cached.getBlob(name, digest), blob);
    spoilt = true;
    const range = await readAll(await cached.getBlobRange(name, digest, 100_000, 900_000));
    expect(Buffer.compare(range, blob.bytes.subarray(100_000, 900_000))).toBe(0);
    expect(events.errors.length).toBeGreaterThanOrEqual(2);
    await expectBytes(memory.getBlob(name, digest), blob);
  });

  it('keeps a manifest in a store that wants the content first once the content is there', async () => {
    const { memory, registry } = await originOf();
    const { manifest, layer, config } = await putImage(memory, name, 'one');
    const store = new MemoryRegistry();
    const events = told();
    const cached = cache(registry, store, events);
    await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
    expect(events.errors).toMatchObject([{ code: 'MANIFEST_BLOB_UNKNOWN' }]);
    await expectBytes(cached.getBlob(name, layer.descriptor.digest), layer);
    await expectBytes(cached.getBlob(name, config.descriptor.digest), config);
    await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
    await expectBytes(store.getManifest(name, manifest.descriptor.digest), manifest);
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
    await expectCode(cached.pushBlob(name, blob.descriptor, () => pieces(blob.bytes, 10_000)), 'DENIED');
    const manifest = manifestOf({ artifactType: 'a/b', config: blob.descriptor, layers: [] });
    await expectCode(putManifest(cached, name, manifest, 'v1'), 'DENIED');
    expect(await Array.fromAsync(store.repositories())).toEqual([]);
    expect(events.errors).toEqual([]);
  });

  it('pushes all the same when the store fails', async () => {
    for (const store of [broken('FILE_SYSTEM'), new MemoryRegistry({ quota: 400_000 })]) {
      const origin = new MemoryRegistry();
      const events = told();
      await cache(origin, store, { ...events, storeWrites: true }).pushBlob(name, blob.descriptor, () => pieces(blob.bytes, 10_000));
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

  it('empties the store of what the origin no longer knows, and of nothing that it does not let go', async () => {
    const { memory, registry } = await originOf();
    const store = sparse();
    const cached = cache(registry, store);
    await expectBytes(cached.getBlob(name, digest), blob);
    await expectCode(cache(changed(registry, failing('DENIED', 'deleteBlob')), store).deleteBlob(name, digest), 'DENIED');
    await expectBytes(store.getBlob(name, digest), blob);
    await memory.deleteBlob(name, digest);
    await expectCode(cached.deleteBlob(name, digest), 'BLOB_UNKNOWN');
    await expectCode(store.resolveBlob(name, digest), 'BLOB_UNKNOWN');
  });
});

/** A reader that breaks after some bytes. */
function breaking(reader: BlobReader, bytes: number, error: OciError): BlobReader {
  const content = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    let given = 0;
    for await (const chunk of reader) {
      given += chunk.byteLength;
      if (given > bytes) throw error;
      yield chunk;
    }
  };
  return { descriptor: reader.descriptor, close: () => reader.close(), [Symbol.asyncDispose]: () => reader.close(), [Symbol.asyncIterator]: content };
}
