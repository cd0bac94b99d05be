import { abortable, anySignal, SingleFlight } from '../concurrency/index.ts';
import { endOfRange } from '../fs/index.ts';
import { once, type Body } from '../streams/index.ts';
import {
  blobReader,
  ForwardingRegistry,
  type BlobReader,
  type CallOptions,
  type PushManifestOptions,
  type Registry,
} from '../registry/index.ts';
import {
  checkRepositoryName,
  isNotFound,
  parseDigest,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { CachedBlob, cachedRange } from './cache-content.ts';
import { Fill } from './cache-fill.ts';
import type { CacheEvent, CacheOptions } from './cache-options.ts';
import { CacheStore, keyOf, openedOnce, readManifest, type StoredManifest } from './cache-store.ts';
import { TeeBody } from './tee-body.ts';

/**
 * A registry that reads through `store`: blobs and manifests by digest come from there, checked, and what it lacks is fetched from
 * `origin` and kept. Everything else is the origin's: tags, lists, uploads, deletes (which empty the store too).
 *
 * - Readers of one blob that miss at the same time make one download. The first is given it as it comes, the others when it is stored.
 *   A download that nobody waits for any more is aborted.
 * - Nothing in the store is believed, however it came there: a blob is hashed whole before its first use in this process, a manifest at
 *   each use. What is damaged is fetched and stored anew.
 * - A store that is full, fails or refuses never fails a read; `onStoreError` tells of it. A store that asks for a manifest's content
 *   first keeps few manifests: give it `allowSparse`.
 * - A range of a blob that the store lacks is the origin's and is not kept.
 * - The store belongs to this origin: what it shows, readers of the cache see without the origin being asked.
 */
export function cache(origin: Registry, store: Registry, options: CacheOptions = {}): Registry {
  return new CachedRegistry(origin, store, options);
}

class CachedRegistry extends ForwardingRegistry {
  readonly #store: CacheStore;
  readonly #storeWrites: boolean;
  readonly #onHit: (event: CacheEvent) => void;
  readonly #onMiss: (event: CacheEvent) => void;
  readonly #fills = new Map<string, Fill>();
  readonly #manifests = new SingleFlight<StoredManifest>();

  constructor(origin: Registry, store: Registry, options: CacheOptions) {
    super(origin);
    this.#store = new CacheStore(store, options.onStoreError ?? ignore);
    this.#storeWrites = options.storeWrites ?? false;
    this.#onHit = options.onHit ?? ignore;
    this.#onMiss = options.onMiss ?? ignore;
  }

  override async getBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    const { signal } = options;
    const event = begin('blob', repository, digest, signal);
    const running = this.#fills.get(keyOf(repository, digest));
    const fill = running ?? this.#fill(repository, digest);
    fill.join();
    let live: BlobReader | undefined;
    try {
      const { descriptor, from } = await fill.found(signal);
      const blob = new CachedBlob(this.inner, this.#store, event, descriptor, signal);
      if (from === 'live' && running === undefined) {
        this.#onMiss(event);
        live = blob.live(fill);
        return live;
      }
      if (await fill.stored(signal)) {
        this.#onHit(event);
        return blob.stored();
      }
    } finally {
      if (live === undefined) {
        if (running === undefined) fill.leaveLive();
        void fill.leave();
      }
    }
    this.#onMiss(event);
    return this.inner.getBlob(repository, digest, options);
  }

  override async getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options: CallOptions = {},
  ): Promise<BlobReader> {
    const event = begin('blob', repository, digest, options.signal);
    const found = await this.#store.findBlob(repository, digest, options.signal);
    if (found === undefined) {
      this.#onMiss(event);
      return this.inner.getBlobRange(repository, digest, start, end, options);
    }
    const last = endOfRange(found.size, start, end, `the blob ${digest}`);
    this.#onHit(event);
    const stop = new AbortController();
    const signal = anySignal(stop.signal, options.signal);
    return blobReader(
      found,
      abortable(cachedRange(this.inner, this.#store, event, start, last, signal), signal),
      async () => stop.abort(),
    );
  }

  override async getManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    const event = begin('manifest', repository, digest, options.signal);
    let missed = false;
    const find = async (signal: AbortSignal): Promise<StoredManifest> => {
      const stored = await this.#store.findManifest(repository, digest, signal);
      if (stored !== undefined) return stored;
      missed = true;
      const manifest = await readManifest(await this.inner.getManifest(repository, digest, { signal }), digest);
      await this.#store.storeManifest(repository, manifest, signal);
      return manifest;
    };
    const { descriptor, bytes } = await this.#manifests.run(keyOf(repository, digest), find, options.signal);
    (missed ? this.#onMiss : this.#onHit)(event);
    // Of those who waited for the same, each may write to what it gets.
    return blobReader(descriptor, abortable(once(Uint8Array.from(bytes)), options.signal));
  }

  /** The origin says what the tag points to; the manifest itself may come from the store. */
  override async getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    const { digest } = await this.inner.resolveTag(repository, tag, options);
    return this.getManifest(repository, digest, options);
  }

  override async resolveBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    begin('blob', repository, digest, options.signal);
    return (
      (await this.#store.findBlob(repository, digest, options.signal)) ??
      this.inner.resolveBlob(repository, digest, options)
    );
  }

  override async resolveManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    begin('manifest', repository, digest, options.signal);
    return (
      (await this.#store.findManifest(repository, digest, options.signal))?.descriptor ??
      this.inner.resolveManifest(repository, digest, options)
    );
  }

  override async pushBlob(
    repository: string,
    descriptor: Descriptor,
    body: Body,
    options: CallOptions = {},
  ): Promise<Descriptor> {
    const { digest } = begin('blob', repository, descriptor.digest, options.signal);
    const pushed = await (this.#storeWrites
      ? this.#pushToBoth(repository, descriptor, body, options)
      : this.inner.pushBlob(repository, descriptor, body, options));
    this.#store.show(repository, digest);
    return pushed;
  }

  override async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options?: CallOptions,
  ): Promise<Descriptor> {
    const mounted = await this.inner.mountBlob(fromRepository, toRepository, digest, options);
    this.#store.show(toRepository, digest);
    return mounted;
  }

  override async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    const bytes = Uint8Array.from(content);
    const descriptor = await this.inner.pushManifest(repository, bytes, mediaType, options);
    this.#store.show(repository, descriptor.digest);
    if (this.#storeWrites) await this.#store.storeManifest(repository, { descriptor, bytes }, undefined);
    return descriptor;
  }

  override async deleteBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    await this.#delete('blob', repository, digest, options, () => this.inner.deleteBlob(repository, digest, options));
  }

  override async deleteManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    await this.#delete('manifest', repository, digest, options, () =>
      this.inner.deleteManifest(repository, digest, options),
    );
  }

  #fill(repository: string, digest: Digest): Fill {
    const key = keyOf(repository, digest);
    const ended = (fill: Fill): void => {
      if (this.#fills.get(key) === fill) this.#fills.delete(key);
    };
    const fill = new Fill(this.inner, this.#store, repository, digest, ended);
    this.#fills.set(key, fill);
    return fill;
  }

  /** The store sees the end of the content only when the origin has taken it. */
  async #pushToBoth(repository: string, descriptor: Descriptor, body: Body, options: CallOptions): Promise<Descriptor> {
    const shared = new TeeBody(body, 2);
    const taken = Promise.withResolvers<void>();
    taken.promise.catch(() => undefined);
    let refused = false;
    const held = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield* shared.body(1)();
      await taken.promise;
    };
    const storing = this.#store
      .storeBlob(repository, descriptor, openedOnce(held()), options.signal, () => refused)
      .catch(() => false)
      .finally(() => shared.leave(1));
    try {
      const pushed = await this.inner.pushBlob(repository, descriptor, shared.body(0), options);
      taken.resolve();
      return pushed;
    } catch (error) {
      refused = true;
      taken.reject(error);
      throw error;
    } finally {
      shared.leave(0);
      await storing;
    }
  }

  async #delete(
    kind: CacheEvent['kind'],
    repository: string,
    digest: Digest,
    options: CallOptions,
    remove: () => Promise<void>,
  ): Promise<void> {
    const event = begin(kind, repository, digest, options.signal);
    // Before the origin is asked: a download that is under way must not bring it back.
    this.#store.hide(repository, digest);
    this.#fills.delete(keyOf(repository, digest));
    try {
      await remove();
    } catch (error) {
      if (isNotFound(error)) await this.#store.drop(event);
      else this.#store.show(repository, digest);
      throw error;
    }
    await this.#store.drop(event);
  }
}

function begin(
  kind: CacheEvent['kind'],
  repository: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): CacheEvent {
  throwIfAborted(signal);
  return { kind, repository: checkRepositoryName(repository), digest: parseDigest(digest) };
}

function ignore(): void {
  // Nobody listens.
}
