import { abortable, anySignal } from '../concurrency/index.ts';
import { blobReader, type BlobReader, type Registry } from '../registry/index.ts';
import { digestAlgorithm, Digester, OciError, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';
import type { Fill } from './pull-through-fill.ts';
import type { CacheEvent, CacheStore } from './pull-through-store.ts';

/**
 * Reads a blob through a pull-through cache. When the store fails during the read, the rest comes from the origin,
 * after a check that the origin's content starts with the bytes that the reader has received.
 */
export class CachedBlob {
  readonly #origin: Registry;
  readonly #store: CacheStore;
  readonly #event: CacheEvent;
  readonly #blob: Descriptor;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  /** Hashes the bytes that the reader has received from the store or the download. */
  readonly #received: Digester;
  #receivedDigest: Digest | undefined;
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
    this.#received = new Digester(digestAlgorithm(blob.digest));
  }

  /** Reads from the store. */
  readStored(): BlobReader {
    return this.#reader(this.#fromStore(), async () => undefined);
  }

  /** Reads the download of `fill`. When the reader is closed, it leaves `fill`. */
  readDownload(fill: Fill): BlobReader {
    return this.#reader(this.#fromFill(fill), async () => {
      fill.cancelLive();
      await fill.leave();
    });
  }

  #reader(content: AsyncIterable<Uint8Array>, free: () => Promise<void>): BlobReader {
    return blobReader(this.#blob, abortable(content, this.#signal), {
      free: async () => {
        this.#stop.abort();
        await this.#open?.close();
        await free();
      },
    });
  }

  async *#fromFill(fill: Fill): AsyncGenerator<Uint8Array, void, undefined> {
    yield* this.#hash(fill.live);
    // Waits also when all bytes have arrived, so that the store has the blob when the read ends.
    const stored = await fill.waitUntilStored(this.#signal);
    if (this.#received.size === this.#blob.size) return;
    yield* stored ? this.#fromStore() : this.#fromOrigin();
  }

  async *#fromStore(): AsyncGenerator<Uint8Array, void, undefined> {
    const { repository, digest } = this.#event;
    const start = this.#received.size;
    const options = { signal: this.#signal };
    let failure: unknown;
    try {
      const store = this.#store.registry;
      this.#open = await (start === 0
        ? store.getBlob(repository, digest, options)
        : store.getBlobRange(repository, digest, start, undefined, options));
      yield* this.#hash(this.#open);
      const actual = this.#digestOfReceived();
      if (actual === digest) return;
      failure = new OciError(
        'DIGEST_MISMATCH',
        `cannot read the blob ${digest} from the cache's store: its content has the digest ${actual}`,
      );
    } catch (error) {
      throwIfAborted(this.#signal);
      failure = error;
    }
    await this.#store.failed(failure, this.#event);
    yield* this.#fromOrigin();
  }

  async *#fromOrigin(): AsyncGenerator<Uint8Array, void, undefined> {
    const { repository, digest } = this.#event;
    const { size } = this.#received;
    const skipped = new Digester(digestAlgorithm(digest));
    let checked = false;
    const checkReceived = (): void => {
      if (checked) return;
      if (skipped.size !== size || skipped.digest() !== this.#digestOfReceived()) {
        throw new OciError(
          'DIGEST_MISMATCH',
          `cannot read the blob ${digest}: its first ${size} bytes from the cache were damaged; read the blob again`,
        );
      }
      checked = true;
    };
    this.#open = await this.#origin.getBlob(repository, digest, { signal: this.#signal });
    for await (const chunk of this.#open) {
      const skip = Math.min(chunk.byteLength, size - skipped.size);
      if (skip > 0) skipped.update(chunk.subarray(0, skip));
      if (skip === chunk.byteLength) continue;
      checkReceived();
      yield chunk.subarray(skip);
    }
    checkReceived();
  }

  async *#hash(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of content) {
      this.#received.update(chunk);
      yield chunk;
    }
  }

  #digestOfReceived(): Digest {
    this.#receivedDigest ??= this.#received.digest();
    return this.#receivedDigest;
  }
}

/** Reads a range of a blob from the store. When the store fails during the read, the rest comes from the origin. */
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
      `cannot read bytes ${start} to ${end} of the blob ${digest} from the cache's store: they end at ${position}`,
    );
  } catch (error) {
    throwIfAborted(signal);
    await store.failed(error, event);
  }
  if (position < end) yield* await origin.getBlobRange(repository, digest, position, end, { signal });
}
