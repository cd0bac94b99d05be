import { SingleFlight } from '../concurrency/index.ts';
import type { LockFile } from '../fs/index.ts';
import type { LayoutRegistry } from '../layout/index.ts';
import {
  repository,
  type BlobReader,
  type CallOptions,
  type ReadOnlyTarget,
  type Registry,
  type Repository,
} from '../registry/index.ts';
import {
  isManifestMediaType,
  isNotFound,
  isRepositoryName,
  messageOf,
  OciError,
  throwIfAborted,
  type Descriptor,
  type Digest,
  type Reference,
} from '../spec/index.ts';
import { cache, prefix } from '../wrappers/index.ts';
import type { CacheDirectory } from './cache-directory.ts';

/** The part of the cache that its repositories use. */
export interface CacheContext {
  readonly directory: CacheDirectory;
  readonly store: LayoutRegistry;
  readonly now: () => number;
  readonly onWarning: (text: string, cause: unknown) => void;
  /** Returns a lock between processes. */
  readonly lock: (name: string) => LockFile;
  /** Called after content was stored. */
  readonly onStored: (digest: Digest, signal: AbortSignal | undefined) => Promise<void>;
}

/** Options of reads of one repository through the artifact cache. */
export interface CachedBlobOptions extends CallOptions {
  /** Called with the bytes downloaded so far. Not called for content from the cache. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A repository of a registry that is read through the cache. */
export class CachedRepository implements ReadOnlyTarget {
  readonly #context: CacheContext;
  readonly #origin: Repository;
  /** The repository through the pull-through cache. */
  readonly #cached: Repository;
  /** The repository in the layout of the cache. */
  readonly #layout: Repository;
  readonly #flights = new SingleFlight<boolean>();

  constructor(origin: Registry, reference: Pick<Reference, 'registry' | 'repository'>, context: CacheContext) {
    const name = reference.repository;
    const store = registryInLayout(context.store, reference);
    const onStoreError = (error: unknown): void => {
      this.#warn(error);
    };
    this.#context = context;
    this.#origin = repository(origin, name);
    this.#cached = repository(cache(origin, store, { onStoreError }), name);
    this.#layout = repository(store, name);
  }

  /** The registry resolves a tag. A digest is first looked up in the cache. */
  resolve(reference: string, options?: CallOptions): Promise<Descriptor> {
    return this.#cached.resolve(reference, options);
  }

  exists(target: Descriptor, options?: CallOptions): Promise<boolean> {
    return this.#cached.exists(target, options);
  }

  /** Reads a blob or manifest. A blob is first downloaded to the cache, or read from the registry if that fails. */
  async fetch(target: Descriptor, options: CachedBlobOptions = {}): Promise<BlobReader> {
    if (!isManifestMediaType(target.mediaType)) return this.#fetchBlob(target, options);
    const reader = await this.#cached.fetch(target, options);
    await this.#context.directory.touch(target.digest, this.#context.now());
    return reader;
  }

  async #fetchBlob(target: Descriptor, options: CachedBlobOptions): Promise<BlobReader> {
    try {
      if (await this.#ensureStored(target, options)) return await this.#layout.fetch(target, options);
    } catch (error) {
      // Another process may have evicted the blob from a cache that is too small.
      if (!isNotFound(error)) throw error;
    }
    // The cache could not store the blob.
    return this.#origin.fetch(target, options);
  }

  /**
   * Returns the path of a blob in the cache after it was verified. Do not write to the file. The cache may evict it
   * later.
   *
   * @throws OciError `FILE_SYSTEM` when the cache cannot store the blob; errors of the registry
   */
  async blobPath(target: Descriptor, options: CachedBlobOptions = {}): Promise<string> {
    const { directory } = this.#context;
    if (await this.#ensureStored(target, options)) return directory.blobPath(target.digest);
    throw new OciError(
      'FILE_SYSTEM',
      `cannot store ${target.digest} (${target.size} bytes) in the cache ${directory.path}; ` +
        'free disk space, or disable the cache',
    );
  }

  /** Downloads a missing or damaged blob, in only one process at a time. @returns whether the cache has the blob */
  #ensureStored(target: Descriptor, options: CachedBlobOptions): Promise<boolean> {
    return this.#flights.run(
      target.digest,
      (signal) => this.#fill(target, { signal, onProgress: options.onProgress }),
      options.signal,
    );
  }

  async #fill(target: Descriptor, options: CachedBlobOptions & { readonly signal: AbortSignal }): Promise<boolean> {
    const { directory, now, lock, onStored } = this.#context;
    const { digest } = target;
    const { signal } = options;
    await directory.touch(digest, now());
    if ((await this.#verify(target, options)).isValid) return true;
    return lock(digest.replace(':', '-')).run(async () => {
      // Another process may have downloaded the blob while this one waited for the lock.
      const { isValid, damage } = await this.#verify(target, options);
      if (isValid) return true;
      if (damage !== undefined) this.#warn(damage);
      await this.#download(target, options);
      if (!(await this.#layout.exists(target, { signal }))) return false;
      await directory.touch(digest, now());
      await onStored(digest, signal);
      return true;
    }, signal);
  }

  /** Reads the blob through the pull-through cache, which stores it in the layout. */
  async #download(target: Descriptor, { signal, onProgress }: CachedBlobOptions): Promise<void> {
    let done = 0;
    for await (const chunk of await this.#cached.fetch(target, { signal })) {
      done += chunk.byteLength;
      onProgress?.(done, target.size);
    }
  }

  #warn(error: unknown): void {
    const { directory, onWarning } = this.#context;
    onWarning(
      `cannot use the cache ${directory.path}: ${messageOf(error)}; the content comes from the registry`,
      error,
    );
  }

  /** Hashes the blob in the layout. @returns `damage` if the blob exists but cannot be read or is damaged */
  async #verify(
    target: Descriptor,
    options: CallOptions,
  ): Promise<{ readonly isValid: boolean; readonly damage?: unknown }> {
    try {
      for await (const chunk of await this.#layout.fetch(target, options)) void chunk;
      return { isValid: true };
    } catch (error) {
      throwIfAborted(options.signal);
      return isNotFound(error) ? { isValid: false } : { isValid: false, damage: error };
    }
  }
}

/** Returns the view of the layout in which the content of one registry is stored. */
function registryInLayout(
  layout: Registry,
  { registry, repository: name }: Pick<Reference, 'registry' | 'repository'>,
): Registry {
  // A repository name cannot contain the colon of a port or the brackets of an IPv6 address.
  const host = registry
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '_')
    .replace(/^[._-]+|[._-]+$/g, '');
  return isRepositoryName(host) && isRepositoryName(`${host}/${name}`) ? prefix(layout, host) : layout;
}
