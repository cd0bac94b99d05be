import { abortable, anySignal, SingleFlight } from '../concurrency/index.ts';
import {
  blobReader,
  endOfRange,
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
import { once, type Body } from '../streams/index.ts';
import { Fill } from './pull-through-fill.ts';
import { CachedBlob, cachedRange } from './pull-through-reader.ts';
import {
  CacheStore,
  keyOf,
  readManifest,
  singleUseBody,
  type CacheEvent,
  type LogicalTime,
  type StoredManifest,
} from './pull-through-store.ts';
import { TeeBody } from './tee-body.ts';

/** Options of {@link cache}. */
export interface CacheOptions {
  /** Also stores pushed content after the origin has accepted it. Chunked uploads are not stored. @default false */
  readonly storeWrites?: boolean | undefined;
  /** Called when content comes from the store, also if the download of another reader has just stored it. */
  readonly onHit?: ((event: CacheEvent) => void) | undefined;
  /** Called when content comes from the origin. */
  readonly onMiss?: ((event: CacheEvent) => void) | undefined;
  /**
   * Called when the store failed, was full, refused an operation or had damaged content. The call continues with the
   * origin.
   */
  readonly onStoreError?: ((error: unknown, event: CacheEvent) => void) | undefined;
}

/**
 * A pull-through cache, for example for a registry mirror. Reads of blobs and manifests by digest use `store`. Missing
 * content is fetched from `origin` and stored. All other operations go to the origin: tags, lists, uploads and deletes.
 * A delete also removes the content from the store. (`ArtifactCache` is a different cache: a directory of pulled
 * artifacts that several processes share.)
 *
 * - Concurrent reads of a missing blob share one download. The first reader receives the bytes during the download, the
 *   other readers after it. A download without readers is aborted.
 * - The cache does not trust the store: it hashes a blob before its first use in this process, and a manifest at each
 *   use. Damaged content is fetched and stored again.
 * - A store that is full, fails or refuses an operation never fails a read; see `onStoreError`. A store that rejects a
 *   manifest before it has the content of the manifest can cache few manifests. Create a layout with `allowSparse`.
 * - If the store does not have a blob, a range of it comes from the origin and is not stored.
 * - The store must belong to this origin only, because readers of the cache get its content without a request to the
 *   origin.
 * - After a delete through the cache, content is stored again only if the origin sent it after the delete.
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
    this.#store = new CacheStore(store, options.onStoreError ?? (() => undefined));
    this.#storeWrites = options.storeWrites ?? false;
    this.#onHit = options.onHit ?? (() => undefined);
    this.#onMiss = options.onMiss ?? (() => undefined);
  }

  override async getBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    const { signal } = options;
    const event = checkedEvent('blob', repository, digest, signal);
    const running = this.#fills.get(keyOf(repository, digest));
    const fill = running ?? this.#startFill(repository, digest);
    fill.join();
    let live: BlobReader | undefined;
    try {
      const { descriptor, from } = await fill.source(signal);
      const blob = new CachedBlob(this.inner, this.#store, event, descriptor, signal);
      if (from === 'live' && running === undefined) {
        this.#onMiss(event);
        live = blob.readDownload(fill);
        return live;
      }
      if (await fill.waitUntilStored(signal)) {
        this.#onHit(event);
        return blob.readStored();
      }
    } finally {
      if (live === undefined) {
        if (running === undefined) fill.cancelLive();
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
    const event = checkedEvent('blob', repository, digest, options.signal);
    const stored = await this.#store.findBlob(repository, digest, options.signal);
    if (stored === undefined) {
      this.#onMiss(event);
      return this.inner.getBlobRange(repository, digest, start, end, options);
    }
    const last = endOfRange(stored.size, start, end, `the blob ${digest}`);
    this.#onHit(event);
    const stop = new AbortController();
    const signal = anySignal(stop.signal, options.signal);
    const content = abortable(cachedRange(this.inner, this.#store, event, start, last, signal), signal);
    return blobReader(stored, content, { free: async () => stop.abort() });
  }

  override async getManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    const event = checkedEvent('manifest', repository, digest, options.signal);
    let isMiss = false;
    const load = async (signal: AbortSignal): Promise<StoredManifest> => {
      const stored = await this.#store.findManifest(repository, digest, signal);
      if (stored !== undefined) return stored;
      isMiss = true;
      const asOf = this.#store.now;
      const manifest = await readManifest(await this.inner.getManifest(repository, digest, { signal }), digest);
      await this.#store.storeManifest(repository, manifest, asOf, signal);
      return manifest;
    };
    const { descriptor, bytes } = await this.#manifests.run(keyOf(repository, digest), load, options.signal);
    (isMiss ? this.#onMiss : this.#onHit)(event);
    // Each caller gets a copy, because callers may modify the bytes.
    return blobReader(descriptor, abortable(once(Uint8Array.from(bytes)), options.signal));
  }

  /** The origin resolves the tag. The manifest itself may come from the store. */
  override async getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader> {
    const { digest } = await this.inner.resolveTag(repository, tag, options);
    return this.getManifest(repository, digest, options);
  }

  override async resolveBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    checkedEvent('blob', repository, digest, options.signal);
    const stored = await this.#store.findBlob(repository, digest, options.signal);
    return stored ?? this.inner.resolveBlob(repository, digest, options);
  }

  override async resolveManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    checkedEvent('manifest', repository, digest, options.signal);
    const stored = await this.#store.findManifest(repository, digest, options.signal);
    return stored?.descriptor ?? this.inner.resolveManifest(repository, digest, options);
  }

  override async pushBlob(
    repository: string,
    descriptor: Descriptor,
    body: Body,
    options: CallOptions = {},
  ): Promise<Descriptor> {
    const { digest } = checkedEvent('blob', repository, descriptor.digest, options.signal);
    const asOf = this.#store.now;
    const pushed = await (this.#storeWrites
      ? this.#pushToBoth(repository, descriptor, body, asOf, options)
      : this.inner.pushBlob(repository, descriptor, body, options));
    this.#store.show(repository, digest, asOf);
    return pushed;
  }

  override async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options?: CallOptions,
  ): Promise<Descriptor> {
    const asOf = this.#store.now;
    const mounted = await this.inner.mountBlob(fromRepository, toRepository, digest, options);
    this.#store.show(toRepository, digest, asOf);
    return mounted;
  }

  override async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    const bytes = Uint8Array.from(content);
    const asOf = this.#store.now;
    const descriptor = await this.inner.pushManifest(repository, bytes, mediaType, options);
    this.#store.show(repository, descriptor.digest, asOf);
    if (this.#storeWrites) await this.#store.storeManifest(repository, { descriptor, bytes }, asOf, undefined);
    return descriptor;
  }

  override async deleteBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const event = checkedEvent('blob', repository, digest, options.signal);
    await this.#delete(event, () => this.inner.deleteBlob(repository, digest, options));
  }

  override async deleteManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const event = checkedEvent('manifest', repository, digest, options.signal);
    await this.#delete(event, () => this.inner.deleteManifest(repository, digest, options));
  }

  #startFill(repository: string, digest: Digest): Fill {
    const key = keyOf(repository, digest);
    const onEnd = (fill: Fill): void => {
      if (this.#fills.get(key) === fill) this.#fills.delete(key);
    };
    const fill = new Fill(this.inner, this.#store, repository, digest, onEnd);
    this.#fills.set(key, fill);
    return fill;
  }

  /** The store receives the end of the content only after the origin has accepted all of it. */
  async #pushToBoth(
    repository: string,
    descriptor: Descriptor,
    body: Body,
    asOf: LogicalTime,
    options: CallOptions,
  ): Promise<Descriptor> {
    const tee = new TeeBody(body, 2);
    const originAccepted = Promise.withResolvers<void>();
    originAccepted.promise.catch(() => undefined);
    let originFailed = false;
    const storeBody = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield* tee.body(1)();
      await originAccepted.promise;
    };
    const storing = this.#store
      .storeBlob(repository, descriptor, singleUseBody(storeBody()), asOf, options.signal, () => originFailed)
      .catch(() => false)
      .finally(() => tee.cancel(1));
    try {
      const pushed = await this.inner.pushBlob(repository, descriptor, tee.body(0), options);
      originAccepted.resolve();
      return pushed;
    } catch (error) {
      originFailed = true;
      originAccepted.reject(error);
      throw error;
    } finally {
      tee.cancel(0);
      await storing;
    }
  }

  /** Removes the content from the store also when the origin does not have it. */
  async #delete({ kind, repository, digest }: CacheEvent, remove: () => Promise<void>): Promise<void> {
    // The content is hidden before the origin deletes it, so that a download in progress does not store it.
    const restore = this.#store.hide(repository, digest);
    this.#fills.delete(keyOf(repository, digest));
    let failure: { readonly error: unknown } | undefined;
    try {
      await remove();
    } catch (error) {
      if (!isNotFound(error)) {
        restore();
        throw error;
      }
      failure = { error };
    }
    // It is hidden again, because the origin may have sent it during the delete.
    this.#store.hide(repository, digest);
    await this.#store.remove({ kind, repository, digest });
    if (failure !== undefined) throw failure.error;
  }
}

function checkedEvent(
  kind: CacheEvent['kind'],
  repository: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): CacheEvent {
  throwIfAborted(signal);
  return { kind, repository: checkRepositoryName(repository), digest: parseDigest(digest) };
}
