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
  openedOnce,
  readManifest,
  type CacheEvent,
  type StoredManifest,
} from './pull-through-store.ts';
import { TeeBody } from './tee-body.ts';

/** Options of {@link cache}. */
export interface CacheOptions {
  /** Also stores pushed content, after the origin has accepted it. Chunked uploads are not stored. @default false */
  readonly storeWrites?: boolean | undefined;
  /** Called when the content comes from the store, also if the download of another reader has just stored it. */
  readonly onHit?: ((event: CacheEvent) => void) | undefined;
  /** Called when the content comes from the origin. */
  readonly onMiss?: ((event: CacheEvent) => void) | undefined;
  /**
   * Called when the store failed, was full, refused an operation or had damaged content. The call itself continues with
   * the origin.
   */
  readonly onStoreError?: ((error: unknown, event: CacheEvent) => void) | undefined;
}

/**
 * A pull-through cache, as a registry mirror uses it: blobs and manifests that are read by digest come from `store`;
 * missing content is fetched from `origin` and stored. All other operations go to the origin: tags, lists, uploads and
 * deletes. A delete also removes the content from the store. (`ArtifactCache` is the other cache: a directory with
 * pulled artifacts, shared between processes.)
 *
 * - Concurrent reads of a missing blob share one download. The first reader receives it while it is downloaded, the
 *   others when it is stored. A download without readers is aborted.
 * - The store is not trusted: a blob is hashed before its first use in this process, a manifest at each use. Damaged
 *   content is fetched and stored again.
 * - A store that is full, fails or refuses an operation never fails a read; see `onStoreError`. A store that requires
 *   the content of a manifest first keeps few manifests, so create it with `allowSparse`.
 * - A range of a blob that the store does not have comes from the origin and is not stored.
 * - The store must belong to this origin only: readers of the cache see its content without a request to the origin.
 * - Content that was deleted through the cache is stored again only if the origin sends it after the delete.
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
        live = blob.live(fill);
        return live;
      }
      if (await fill.stored(signal)) {
        this.#onHit(event);
        return blob.stored();
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
    let missed = false;
    const find = async (signal: AbortSignal): Promise<StoredManifest> => {
      const stored = await this.#store.findManifest(repository, digest, signal);
      if (stored !== undefined) return stored;
      missed = true;
      const moment = this.#store.now;
      const manifest = await readManifest(await this.inner.getManifest(repository, digest, { signal }), digest);
      await this.#store.storeManifest(repository, manifest, moment, signal);
      return manifest;
    };
    const { descriptor, bytes } = await this.#manifests.run(keyOf(repository, digest), find, options.signal);
    (missed ? this.#onMiss : this.#onHit)(event);
    // A copy for each caller, because callers may modify the bytes.
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
    const moment = this.#store.now;
    const pushed = await (this.#storeWrites
      ? this.#pushToBoth(repository, descriptor, body, moment, options)
      : this.inner.pushBlob(repository, descriptor, body, options));
    this.#store.show(repository, digest, moment);
    return pushed;
  }

  override async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options?: CallOptions,
  ): Promise<Descriptor> {
    const moment = this.#store.now;
    const mounted = await this.inner.mountBlob(fromRepository, toRepository, digest, options);
    this.#store.show(toRepository, digest, moment);
    return mounted;
  }

  override async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    const bytes = Uint8Array.from(content);
    const moment = this.#store.now;
    const descriptor = await this.inner.pushManifest(repository, bytes, mediaType, options);
    this.#store.show(repository, descriptor.digest, moment);
    if (this.#storeWrites) await this.#store.storeManifest(repository, { descriptor, bytes }, moment, undefined);
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
    moment: number,
    options: CallOptions,
  ): Promise<Descriptor> {
    const tee = new TeeBody(body, 2);
    const originAccepted = Promise.withResolvers<void>();
    originAccepted.promise.catch(() => undefined);
    let originFailed = false;
    const gatedBody = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield* tee.body(1)();
      await originAccepted.promise;
    };
    const storing = this.#store
      .storeBlob(repository, descriptor, openedOnce(gatedBody()), moment, options.signal, () => originFailed)
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

  /** Also a "not found" from the origin removes the content from the store. */
  async #delete({ kind, repository, digest }: CacheEvent, remove: () => Promise<void>): Promise<void> {
    // Hidden before the origin deletes it, so that a download in progress does not store it.
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
    // Hidden again, because the origin may have sent the content while it handled the delete.
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

function ignore(): void {
  // The default of the event callbacks.
}
