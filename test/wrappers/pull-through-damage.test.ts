import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { blobReader, type Registry } from '../../src/registry/index.ts';
import { mediaTypeImageIndex, mediaTypeImageManifest, type Digest } from '../../src/spec/index.ts';
import { cache } from '../../src/wrappers/index.ts';
import {
  blobOf,
  expectBytes,
  expectCode,
  manifestBlob,
  name,
  noise,
  pieces,
  put,
  putManifest,
  readAll,
  type Blob,
} from '../contract/content.ts';
import { openLayoutRegistry } from '../contract/layout.ts';
import { withMethods } from './fake-registries.ts';

const blob = blobOf(noise(300_000, 1));
const { digest } = blob.descriptor;

const flipped = Uint8Array.from(blob.bytes);
flipped[150_000] = (flipped[150_000] ?? 0) ^ 1;
const damages: readonly (readonly [string, Uint8Array])[] = [
  ['changed by one bit', flipped],
  ['truncated', blob.bytes.subarray(0, 200_000)],
  ['too long', Buffer.concat([blob.bytes, new Uint8Array(1)])],
  ['empty', new Uint8Array()],
  ['replaced by different content', noise(300_000, 2)],
];

async function createOrigin(content: Blob): Promise<MemoryRegistry> {
  const origin = new MemoryRegistry();
  await put(origin, name, content);
  return origin;
}

/** A store that returns `bytes` without a check. */
class UncheckedStore {
  readonly registry: Registry;
  #bytes: Uint8Array | undefined;
  /** The changes that the cache made, in order. */
  readonly changes: string[] = [];

  constructor(bytes: Uint8Array | undefined, expected: Digest = digest) {
    this.#bytes = bytes;
    const memory = new MemoryRegistry();
    const descriptor = (): typeof blob.descriptor => ({
      ...blob.descriptor,
      digest: expected,
      size: this.#bytes?.byteLength ?? 0,
    });
    this.registry = withMethods(memory, {
      resolveBlob: async (repository, requested) =>
        this.#bytes === undefined ? memory.resolveBlob(repository, requested) : descriptor(),
      getBlob: async (repository, requested) =>
        this.#bytes === undefined
          ? memory.getBlob(repository, requested)
          : blobReader(descriptor(), pieces(this.#bytes, 50_000)),
      getBlobRange: async (repository, requested, start, end) =>
        this.#bytes === undefined
          ? memory.getBlobRange(repository, requested, start, end)
          : blobReader(descriptor(), pieces(this.#bytes.subarray(start, end), 50_000)),
      deleteBlob: async (...parameters) => {
        this.changes.push('deleted');
        this.#bytes = undefined;
        await memory.deleteBlob(...parameters);
      },
      pushBlob: async (...parameters) => {
        this.changes.push('stored');
        return memory.pushBlob(...parameters);
      },
    });
  }

  damage(bytes: Uint8Array): void {
    this.#bytes = bytes;
  }
}

describe('pull-through cache: a damaged store', () => {
  for (const [title, bytes] of damages) {
    it(`hashes a stored blob before its first use, and fetches it again when it is ${title} (GA-08)`, async () => {
      await using store = await openLayout();
      await put(store.registry, name, blob);
      await store.corrupt(name, digest, bytes);
      const errors: unknown[] = [];
      const cached = cache(await createOrigin(blob), store.registry, { onStoreError: (error) => errors.push(error) });
      await expectBytes(cached.getBlob(name, digest), blob);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ code: expect.stringMatching(/^(?:DIGEST|SIZE)_MISMATCH$/) as string });
      // The store has the correct content again.
      await expectBytes(store.registry.getBlob(name, digest), blob);
    });

    it(`does not trust a store whose descriptor matches its content when the content is ${title} (GA-08)`, async () => {
      const reads: readonly ((registry: Registry) => Promise<void>)[] = [
        (registry) => expectBytes(registry.getBlob(name, digest), blob),
        async (registry) =>
          expect(
            Buffer.compare(
              await readAll(await registry.getBlobRange(name, digest, 100, 290_000)),
              blob.bytes.subarray(100, 290_000),
            ),
          ).toBe(0),
        async (registry) => expect(await registry.resolveBlob(name, digest)).toEqual(blob.descriptor),
        async (registry) => {
          await Promise.all(Array.from({ length: 8 }, () => expectBytes(registry.getBlob(name, digest), blob)));
        },
      ];
      for (const read of reads) {
        const store = new UncheckedStore(bytes);
        await read(cache(await createOrigin(blob), store.registry));
        expect(store.changes[0]).toBe('deleted');
      }
    });

    it(`detects a blob that is ${title} after it was verified (ST-05)`, async () => {
      const store = new UncheckedStore(undefined);
      const cached = cache(await createOrigin(blob), store.registry);
      await expectBytes(cached.getBlob(name, digest), blob);
      await expectBytes(cached.getBlob(name, digest), blob);
      store.damage(bytes);
      const read = cached.getBlob(name, digest).then(readAll);
      // A different size is detected before the read. With the same size, the reader has already received the bytes.
      if (bytes.byteLength === blob.bytes.byteLength) await expectCode(read, 'DIGEST_MISMATCH');
      else expect(Buffer.compare(await read, blob.bytes)).toBe(0);
      await expectBytes(cached.getBlob(name, digest), blob);
      expect(store.changes).toEqual(['stored', 'deleted', 'stored']);
    });
  }

  it('hashes a manifest at each use (GA-08)', async () => {
    const config = blobOf('{}');
    const good = manifestBlob(mediaTypeImageManifest, { schemaVersion: 2, config: config.descriptor, layers: [] });
    const evil = manifestBlob(mediaTypeImageManifest, {
      schemaVersion: 2,
      config: config.descriptor,
      layers: [config.descriptor],
    });
    const origin = await createOrigin(config);
    await putManifest(origin, name, good, 'v1');
    const memory = new MemoryRegistry({ allowSparse: true });
    let poison: readonly [string, Uint8Array] | undefined;
    const store = withMethods(memory, {
      getManifest: async (repository, requested, options) => {
        if (poison === undefined) return memory.getManifest(repository, requested, options);
        const [mediaType, bytes] = poison;
        return blobReader({ mediaType, digest: requested, size: bytes.byteLength }, pieces(bytes, 100));
      },
    });
    const errors: unknown[] = [];
    const cached = cache(origin, store, { onStoreError: (error) => errors.push(error) });
    await expectBytes(cached.getTag(name, 'v1'), good);
    const poisons: readonly (readonly [string, Uint8Array])[] = [
      [mediaTypeImageManifest, evil.bytes],
      // The digest does not cover the media type. The content does not match these types.
      [mediaTypeImageIndex, good.bytes],
      ['text/html', good.bytes],
      [mediaTypeImageManifest, new Uint8Array(5 * 1024 * 1024)],
    ];
    for (poison of poisons) {
      const before = errors.length;
      await expectBytes(cached.getTag(name, 'v1'), good);
      expect(await cached.resolveManifest(name, good.descriptor.digest)).toEqual(good.descriptor);
      expect(errors.length).toBe(before + 2);
    }
  });
});

async function openLayout(): Promise<
  AsyncDisposable & {
    readonly registry: Registry;
    corrupt(repository: string, digest: Digest, bytes: Uint8Array): Promise<void>;
  }
> {
  const { registry, corrupt, close } = await openLayoutRegistry();
  return { registry, corrupt, [Symbol.asyncDispose]: close };
}
