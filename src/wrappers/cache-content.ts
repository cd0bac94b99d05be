import { abortable, anySignal } from '../concurrency/index.ts';
import { blobReader, type BlobReader, type Registry } from '../registry/index.ts';
import { digestAlgorithm, Digester, OciError, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';
import type { Fill } from './cache-fill.ts';
import type { CacheEvent } from './cache-options.ts';
import type { CacheStore } from './cache-store.ts';

/** A blob being read through a cache. When the store fails on the way, the origin gives the rest; what the reader has is checked against it. */
export class CachedBlob {
  readonly #origin: Registry;
  readonly #store: CacheStore;
  readonly #event: CacheEvent;
  readonly #blob: Descriptor;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  /** What the reader has of the store's or the live bytes. */
  readonly #given: Digester;
  #digestOfGiven: Digest | undefined;
  #open: BlobReader | undefined;

  constructor(
    origin: Registry,
    store: CacheStore,
    event: CacheEvent,
    blob: Descriptor,
    signal: AbortSignal | undefined,
  ) {
    this.#origin = origin;
    this.#store = store;
    this.#event = event;
    this.#blob = blob;
    this.#signal = anySignal(this.#stop.signal, signal);
    this.#given = new Digester(digestAlgorithm(blob.digest));
  }

  /** From the store. */
  stored(): BlobReader {
    return this.#reader(this.#fromStore(), async () => undefined);
  }

  /** As it comes from the origin. The reader leaves the fill when it is done. */
  live(fill: Fill): BlobReader {
    return this.#reader(this.#fromFill(fill), async () => {
      fill.leaveLive();
      await fill.leave();
    });
  }

  #reader(content: AsyncIterable<Uint8Array>, free: () => Promise<void>): BlobReader {
    return blobReader(this.#blob, abortable(content, this.#signal), async () => {
      this.#stop.abort();
      await this.#open?.close();
      await free();
    });
  }

  async *#fromFill(fill: Fill): AsyncGenerator<Uint8Array, void, undefined> {
    yield* this.#pass(fill.live);
    // Also when nothing is missing: who has read the blob finds it in the store.
    const stored = await fill.stored(this.#signal);
    if (this.#given.size === this.#blob.size) return;
    yield* stored ? this.#fromStore() : this.#fromOrigin();
  }

  async *#fromStore(): AsyncGenerator<Uint8Array, void, undefined> {
    const { repository, digest } = this.#event;
    const start = this.#given.size;
    const options = { signal: this.#signal };
    let failure: unknown;
    try {
      const store = this.#store.registry;
      this.#open = await (start === 0
        ? store.getBlob(repository, digest, options)
        : store.getBlobRange(repository, digest, start, undefined, options));
      yield* this.#pass(this.#open);
      if (this.#sum() === digest) return;
      failure = new OciError('DIGEST_MISMATCH', `the blob ${digest} in the cache's store hashes to ${this.#sum()}`);
    } catch (error) {
      throwIfAborted(this.#signal);
      failure = error;
    }
    await this.#store.failed(failure, this.#event);
    yield* this.#fromOrigin();
  }

  async *#fromOrigin(): AsyncGenerator<Uint8Array, void, undefined> {
    const { repository, digest } = this.#event;
    const { size } = this.#given;
    const skipped = new Digester(digestAlgorithm(digest));
    let agreed = false;
    const agree = (): void => {
      if (agreed) return;
      if (skipped.size !== size || skipped.digest() !== this.#sum()) {
        throw new OciError(
          'DIGEST_MISMATCH',
          `the ${size} bytes of the blob ${digest} that the cache gave so far are damaged; read it again`,
        );
      }
      agreed = true;
    };
    this.#open = await this.#origin.getBlob(repository, digest, { signal: this.#signal });
    for await (const chunk of this.#open) {
      const skip = Math.min(chunk.byteLength, size - skipped.size);
      if (skip > 0) skipped.update(chunk.subarray(0, skip));
      if (skip === chunk.byteLength) continue;
      agree();
      yield chunk.subarray(skip);
    }
    agree();
  }

  async *#pass(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of content) {
      this.#given.update(chunk);
      yield chunk;
    }
  }

  #sum(): Digest {
    this.#digestOfGiven ??= this.#given.digest();
    return this.#digestOfGiven;
  }
}

/** A range of a blob that the store has; when the store fails on the way, the origin gives the rest. */
export async function* cachedRange(
  origin: Registry,
  store: CacheStore,
  event: CacheEvent,
  start: number,
  end: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { repository, digest } = event;
  let position = start;
  try {
    for await (const chunk of await store.registry.getBlobRange(repository, digest, start, end, { signal })) {
      position += chunk.byteLength;
      yield chunk;
    }
    if (position === end) return;
    throw new OciError(
      'SIZE_MISMATCH',
      `bytes ${start} to ${end} of the blob ${digest} in the cache's store ended at ${position}`,
    );
  } catch (error) {
    throwIfAborted(signal);
    await store.failed(error, event);
  }
  if (position < end) yield* await origin.getBlobRange(repository, digest, position, end, { signal });
}
