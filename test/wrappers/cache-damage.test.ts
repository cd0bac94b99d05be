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
import { changed } from './changed.ts';

const blob = blobOf(noise(300_000, 1));
const { digest } = blob.descriptor;

const flipped = Uint8Array.from(blob.bytes);
flipped[150_000] = (flipped[150_000] ?? 0) ^ 1;
const damages: readonly (readonly [string, Uint8Array])[] = [
  ['with another bit', flipped],
  ['cut short', blob.bytes.subarray(0, 200_000)],
  ['too long', Buffer.concat([blob.bytes, new Uint8Array(1)])],
  ['empty', new Uint8Array()],
  ['other altogether', noise(300_000, 2)],
];

async function originOf(content: Blob): Promise<MemoryRegistry> {
  const origin = new MemoryRegistry();
  await put(origin, name, content);
  return origin;
}

/** A store that gives whatever bytes it is told, and checks nothing. */
class CarelessStore {
  readonly registry: Registry;
  #bytes: Uint8Array | undefined;
  /** What was done to the entry. */
  readonly changes: string[] = [];

  constructor(bytes: Uint8Array | undefined, wanted: Digest = digest) {
    this.#bytes = bytes;
    const memory = new MemoryRegistry();
    const descriptor = (): typeof blob.descriptor => ({
      ...blob.descriptor,
      digest: wanted,
      size: this.#bytes?.byteLength ?? 0,
    });
    this.registry = changed(memory, {
      resolveBlob: async (repository, asked) =>
        this.#bytes === undefined ? memory.resolveBlob(repository, asked) : descriptor(),
      getBlob: async (repository, asked) =>
        this.#bytes === undefined
          ? memory.getBlob(repository, asked)
          : blobReader(descriptor(), pieces(this.#bytes, 50_000)),
      getBlobRange: async (repository, asked, start, end) =>
        this.#bytes === undefined
          ? memory.getBlobRange(repository, asked, start, end)
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

describe('cache: a store that holds what it should not', () => {
  for (const [title, bytes] of damages) {
    it(`GA-08 hashes a restored blob before its first use: ${title}, it is fetched and stored anew`, async () => {
      await using store = await openedLayout();
      await put(store.registry, name, blob);
      await store.corrupt(name, digest, bytes);
      const errors: unknown[] = [];
      const cached = cache(await originOf(blob), store.registry, { onStoreError: (error) => errors.push(error) });
      await expectBytes(cached.getBlob(name, digest), blob);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ code: expect.stringMatching(/^(?:DIGEST|SIZE)_MISMATCH$/) as string });
      // The store was repaired.
      await expectBytes(store.registry.getBlob(name, digest), blob);
    });

    it(`GA-08 believes no store, whatever it says of itself: ${title}`, async () => {
      const ways: readonly ((registry: Registry) => Promise<void>)[] = [
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
      for (const way of ways) {
        const store = new CarelessStore(bytes);
        await way(cache(await originOf(blob), store.registry));
        expect(store.changes[0]).toBe('deleted');
      }
    });

    it(`ST-05 never gives as whole what was damaged after it was checked: ${title}`, async () => {
      const store = new CarelessStore(undefined);
      const cached = cache(await originOf(blob), store.registry);
      await expectBytes(cached.getBlob(name, digest), blob);
      await expectBytes(cached.getBlob(name, digest), blob);
      store.damage(bytes);
      const read = cached.getBlob(name, digest).then(readAll);
      // Of another size it is checked again; of the same size, the bytes that were given cannot be taken back.
      if (bytes.byteLength === blob.bytes.byteLength) await expectCode(read, 'DIGEST_MISMATCH');
      else expect(Buffer.compare(await read, blob.bytes)).toBe(0);
      await expectBytes(cached.getBlob(name, digest), blob);
      expect(store.changes).toEqual(['stored', 'deleted', 'stored']);
    });
  }

  it('GA-08 hashes a manifest at each use', async () => {
    const config = blobOf('{}');
    const good = manifestBlob(mediaTypeImageManifest, { schemaVersion: 2, config: config.descriptor, layers: [] });
    const evil = manifestBlob(mediaTypeImageManifest, {
      schemaVersion: 2,
      config: config.descriptor,
      layers: [config.descriptor],
    });
    const origin = await originOf(config);
    await putManifest(origin, name, good, 'v1');
    const memory = new MemoryRegistry({ allowSparse: true });
    let poison: readonly [string, Uint8Array] | undefined;
    const store = changed(memory, {
      getManifest: async (repository, asked, options) => {
        if (poison === undefined) return memory.getManifest(repository, asked, options);
        const [mediaType, bytes] = poison;
        return blobReader({ mediaType, digest: asked, size: bytes.byteLength }, pieces(bytes, 100));
      },
    });
    const errors: unknown[] = [];
    const cached = cache(origin, store, { onStoreError: (error) => errors.push(error) });
    await expectBytes(cached.getTag(name, 'v1'), good);
    const poisons: readonly (readonly [string, Uint8Array])[] = [
      [mediaTypeImageManifest, evil.bytes],
      // The bytes say nothing of their type; these types they cannot have.
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

async function openedLayout(): Promise<
  AsyncDisposable & {
    readonly registry: Registry;
    corrupt(repository: string, digest: Digest, bytes: Uint8Array): Promise<void>;
  }
> {
  const open = await openLayoutRegistry();
  const { registry, corrupt } = open;
  if (corrupt === undefined) throw new Error('a layout can be damaged');
  return { registry, corrupt, [Symbol.asyncDispose]: () => open.close() };
}
