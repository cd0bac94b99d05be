import { describe, expect, it } from 'vitest';
import type { BlobReader } from '../../src/registry/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { cache } from '../../src/wrappers/index.ts';
import { blobOf, expectBytes, expectCode, name, noise, put, putImage, readAll } from '../contract/content.ts';
import { blob, breaking, digest, originOf, sparse, told } from './cached-blob.ts';
import { broken, changed, EndlessBlob } from './changed.ts';

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
    const cached = cache(
      changed(registry, {
        getManifest: (...parameters) => {
          asked++;
          return memory.getManifest(...parameters);
        },
      }),
      sparse(),
    );
    const readers = await Promise.all(
      Array.from({ length: 16 }, () => cached.getManifest(name, manifest.descriptor.digest)),
    );
    for (const reader of readers)
      for await (const chunk of reader) {
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
    expect((await readAll(await cached.getBlob(name, endless.descriptor.digest))).byteLength).toBe(
      endless.descriptor.size,
    );
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
      others.push(
        expectBytes(cached.getBlob(name, big.descriptor.digest), big),
        expectBytes(cached.getBlob(name, big.descriptor.digest), big),
      );
      await Promise.all(others);
    }
    expect(Buffer.compare(Buffer.concat(slow), big.bytes)).toBe(0);
    expect(downloads()).toBe(1);
  });

  it("gives all the origin's failure, keeps nothing, blames nobody else, and tries again for the next", async () => {
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
            if (slow === 'store' && stored % (8 * 1024 * 1024) === 0)
              await new Promise((resolve) => setTimeout(resolve, 1));
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
