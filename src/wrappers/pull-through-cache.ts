import { guardedHook, abortable, anySignal, SingleFlight } from '../concurrency/index.ts';
import {
  blobReader,
  endOfRange,
  ForwardingRegistry,
  type BlobReader,
  type CallOptions,
  type PushManifestOptions,
  type Registry,
  type RepositoriesOptions,
  type TagsOptions,
} from '../registry/index.ts';
import {
  checkNumbers,
  checkRepositoryName,
  parseDigest,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { once, type Body } from '../streams/index.ts';
import { Fill } from './pull-through-fill.ts';
import { CachedBlob, cachedRange } from './pull-through-reader.ts';
import { CacheStore, keyOf, readManifest, type CacheEvent, type StoredManifest } from './pull-through-store.ts';
import { CachedTags } from './pull-through-tags.ts';
import { deleteFromBoth, pushToBoth } from './pull-through-writes.ts';

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
  /**
   * The origin without retries, for a tag or list of which the store has an older answer (`HttpRegistry.withAttempts`).
   *
   * @default origin
   */
  readonly originWithoutRetries?: Registry | undefined;
  /**
   * Milliseconds in which the origin must resolve a tag of which the store has an older answer. A list may take ten
   * times as long.
   *
   * @default 3,000
   */
  readonly originTimeoutMs?: number | undefined;
}

const defaultOriginTimeoutMs = 3000;

/**
 * A pull-through cache, for example for a registry mirror. Reads of blobs and manifests by digest use `store`. Missing
 * content is fetched from `origin` and stored. All other operations go to the origin: tags, lists, uploads and deletes.
 * A delete also removes the content from the store. (`ArtifactCache` is a different cache: a directory of pulled
 * artifacts that several processes share.)
 *
 * - The store also records the tags that were read. If the origin is unavailable (failed connection, 429, 5xx), a call
 *   with `onStale` gets the recorded manifest of the tag, the recorded tags of a repository, or the repositories of the
 *   store. Other answers of the origin, such as 401 and 404, do not change.
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
  readonly #tags: CachedTags;

  constructor(origin: Registry, store: Registry, options: CacheOptions) {
    super(origin);
    checkNumbers(options, { originTimeoutMs: 0 });
    this.#store = new CacheStore(store, guardedHook('onStoreError', options.onStoreError) ?? (() => undefined));
    this.#storeWrites = options.storeWrites ?? false;
    this.#onHit = guardedHook('onHit', options.onHit) ?? (() => undefined);
    this.#onMiss = guardedHook('onMiss', options.onMiss) ?? (() => undefined);
    this.#tags = new CachedTags(
      {
        registry: origin,
        withoutRetries: options.originWithoutRetries ?? origin,
        timeoutMs: options.originTimeoutMs ?? defaultOriginTimeoutMs,
      },
      this.#store,
    );
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
      const tags = this.#tags.takePending(repository, digest);
      await this.#store.storeManifest(repository, manifest, asOf, signal, tags);
      return manifest;
    };
    const manifest = await this.#manifests.run(keyOf(repository, digest), load, options.signal);
    (isMiss ? this.#onMiss : this.#onHit)(event);
    return manifestReader(manifest, options);
  }

  /** The origin resolves the tag. The manifest itself may come from the store. */
  override getTag(repository: string, tag: string, options: CallOptions = {}): Promise<BlobReader> {
    const load = ({ digest }: Descriptor): Promise<BlobReader> => this.getManifest(repository, digest, options);
    return this.#tags.resolve(repository, tag, options, load, (manifest) => {
      this.#onHit({ kind: 'manifest', repository, digest: manifest.descriptor.digest });
      return manifestReader(manifest, options);
    });
  }

  override resolveTag(repository: string, tag: string, options: CallOptions = {}): Promise<Descriptor> {
    return this.#tags.resolve(repository, tag, options, unchanged, ({ descriptor }) => descriptor);
  }

  override tags(repository: string, options: TagsOptions = {}): AsyncIterable<string> {
    const { limit } = options;
    return this.#tags.list(options, (registry, page) => registry.tags(repository, { ...page, limit }));
  }

  override repositories(options: RepositoriesOptions = {}): AsyncIterable<string> {
    const { limit, withBlob } = options;
    // The upstream may not know which repositories have a blob. The caller tries the listed ones.
    if (withBlob !== undefined) return this.inner.repositories({ ...options, withBlob: undefined });
    return this.#tags.list(options, (registry, page) => registry.repositories({ ...page, limit }));
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
      ? pushToBoth(this.inner, this.#store, repository, descriptor, body, asOf, options)
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
    if (this.#storeWrites)
      await this.#store.storeManifest(repository, { descriptor, bytes }, asOf, undefined, options.tags);
    else for (const tag of options.tags ?? []) await this.#store.removeTag(repository, tag);
    return descriptor;
  }

  override async deleteBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const event = checkedEvent('blob', repository, digest, options.signal);
    this.#fills.delete(keyOf(repository, digest));
    await deleteFromBoth(this.#store, event, () => this.inner.deleteBlob(repository, digest, options));
  }

  override async deleteManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const event = checkedEvent('manifest', repository, digest, options.signal);
    await deleteFromBoth(this.#store, event, () => this.inner.deleteManifest(repository, digest, options));
  }

  override async deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void> {
    await this.inner.deleteTag(repository, tag, options);
    await this.#store.removeTag(repository, tag);
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
}

async function unchanged(descriptor: Descriptor): Promise<Descriptor> {
  return descriptor;
}

/** Each caller gets a copy of the bytes, because callers may modify them. */
function manifestReader({ descriptor, bytes }: StoredManifest, { signal }: CallOptions): BlobReader {
  return blobReader(descriptor, abortable(once(Uint8Array.from(bytes)), signal));
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
