import { describe, expect, it } from 'vitest';
import type { BlobReader } from '../../src/registry/index.ts';
import { OciError } from '../../src/spec/index.ts';
import { cache } from '../../src/wrappers/index.ts';
import { blobOf, expectBytes, expectCode, name, noise, put, putImage, readAll } from '../contract/content.ts';
import { blob, breaking, digest, createOrigin, sparseStore, recordEvents } from './pull-through.ts';
import { brokenRegistry, withMethods, GeneratedBlob } from './fake-registries.ts';

describe('pull-through cache: concurrent readers', () => {
  it('downloads a blob once for sixteen readers', async () => {
    const { registry, downloads } = await createOrigin();
    const events = recordEvents();
    const cached = cache(registry, sparseStore(), events);
    await Promise.all(Array.from({ length: 16 }, () => expectBytes(cached.getBlob(name, digest), blob)));
    expect(downloads()).toBe(1);
    expect([events.misses.length, events.hits.length]).toEqual([1, 15]);
  });

  it('downloads a blob once for readers that start during the download', async () => {
    const { registry, downloads } = await createOrigin();
    const cached = cache(registry, sparseStore());
    const later: Promise<void>[] = [];
    for await (const chunk of await cached.getBlob(name, digest)) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      later.push(expectBytes(cached.getBlob(name, digest), blob));
    }
    expect(later.length).toBeGreaterThan(2);
    await Promise.all(later);
    expect(downloads()).toBe(1);
  });

  it('requests a manifest once and copies its bytes for each reader', async () => {
    const { memory, registry } = await createOrigin();
    const { manifest } = await putImage(memory, name, 'one');
    let requests = 0;
    const cached = cache(
      withMethods(registry, {
        getManifest: (...parameters) => {
          requests++;
          return memory.getManifest(...parameters);
        },
      }),
      sparseStore(),
    );
    const readers = await Promise.all(
      Array.from({ length: 16 }, () => cached.getManifest(name, manifest.descriptor.digest)),
    );
    for (const reader of readers)
      for await (const chunk of reader) {
        expect(Buffer.compare(chunk, manifest.bytes)).toBe(0);
        chunk.fill(0);
      }
    expect(requests).toBe(1);
    await expectBytes(cached.getManifest(name, manifest.descriptor.digest), manifest);
  });

  for (const how of ['is aborted before the first byte', 'is aborted during the read', 'closes'] as const) {
    it(`continues the download for the others when the first reader ${how}`, async () => {
      const { registry, downloads } = await createOrigin();
      const cached = cache(registry, sparseStore());
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

  it('rejects a waiting reader at once when it is aborted', async () => {
    const { registry, downloads } = await createOrigin();
    const cached = cache(registry, sparseStore());
    const first = await cached.getBlob(name, digest);
    await expectCode(cached.getBlob(name, digest, { signal: AbortSignal.timeout(5) }), 'TIMEOUT');
    expect(Buffer.compare(await readAll(first), blob.bytes)).toBe(0);
    expect(downloads()).toBe(1);
  });

  it('aborts and discards the download when the last reader leaves, and starts again for the next reader', async () => {
    const generated = new GeneratedBlob(100, 64 * 1024);
    let signal: AbortSignal | undefined;
    const origin = withMethods(generated.registry, {
      getBlob: (repository, requested, options) => {
        ({ signal } = options ?? {});
        return generated.registry.getBlob(repository, requested, options);
      },
    });
    const store = sparseStore();
    const events = recordEvents();
    const cached = cache(origin, store, events);
    for await (const chunk of await cached.getBlob(name, generated.descriptor.digest)) if (chunk.byteLength > 0) break;
    expect(signal?.aborted).toBe(true);
    expect(generated.bytesRead).toBeLessThan(generated.descriptor.size / 2);
    await expectCode(store.resolveBlob(name, generated.descriptor.digest), 'NAME_UNKNOWN');
    expect((await readAll(await cached.getBlob(name, generated.descriptor.digest))).byteLength).toBe(
      generated.descriptor.size,
    );
    expect(events.errors).toEqual([]);
  });

  it('does not delay other readers for a slow reader, and sends it the rest without another download', async () => {
    const { registry, downloads } = await createOrigin();
    const big = await put(registry, name, blobOf(noise(4_000_000, 2)));
    const cached = cache(registry, sparseStore());
    const slow: Uint8Array[] = [];
    const others: Promise<void>[] = [];
    for await (const chunk of await cached.getBlob(name, big.descriptor.digest)) {
      slow.push(chunk);
      // Waits until the other readers have read everything.
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

  it('reports a failure of the origin to all readers, stores nothing, and retries for the next reader', async () => {
    const { registry, memory } = await createOrigin();
    let fails = true;
    const flaky = withMethods(registry, {
      getBlob: async (...parameters) => {
        const reader = await memory.getBlob(...parameters);
        return fails ? breaking(reader, 500_000, new OciError('UNREACHABLE', 'the connection broke')) : reader;
      },
    });
    const store = sparseStore();
    const events = recordEvents();
    const cached = cache(flaky, store, events);
    const readers = Array.from({ length: 4 }, () => cached.getBlob(name, digest).then(readAll));
    for (const reader of readers) await expectCode(reader, 'UNREACHABLE');
    expect(events.errors).toEqual([]);
    await expectCode(store.resolveBlob(name, digest), 'NAME_UNKNOWN');
    fails = false;
    await expectBytes(cached.getBlob(name, digest), blob);
  });

  it('uses little memory for a blob of 128 MiB with a slow store or a slow reader', async () => {
    const generated = new GeneratedBlob(2048, 64 * 1024);
    for (const slow of ['store', 'reader', 'neither'] as const) {
      generated.bytesRead = 0;
      let stored = 0;
      let read = 0;
      let maxBuffered = 0;
      let memory = 0;
      const store = withMethods(brokenRegistry('BLOB_UNKNOWN'), {
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
      for await (const chunk of await cache(generated.registry, store).getBlob(name, generated.descriptor.digest)) {
        read += chunk.byteLength;
        if (slow === 'reader' && read % (8 * 1024 * 1024) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        maxBuffered = Math.max(maxBuffered, generated.bytesRead - Math.min(read, stored));
        if (read % (1024 * 1024) === 0) memory = Math.max(memory, process.memoryUsage().arrayBuffers - before);
      }
      expect([read, stored]).toEqual([generated.descriptor.size, generated.descriptor.size]);
      expect(maxBuffered).toBeLessThan(1024 * 1024);
      // The garbage collector frees memory with a delay.
      expect(memory).toBeLessThan(112 * 1024 * 1024);
    }
  });
});
