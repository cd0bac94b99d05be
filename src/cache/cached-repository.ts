import { SingleFlight } from '../concurrency/index.ts';
import { type LockFile } from '../fs/index.ts';
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
import type { CacheFolder } from './folder.ts';

/** What a repository in the cache needs of it. */
export interface CacheContext {
  readonly folder: CacheFolder;
  readonly store: LayoutRegistry;
  readonly now: () => number;
  readonly onWarning: (text: string, cause: unknown) => void;
  /** A lock among processes. */
  readonly lock: (name: string) => LockFile;
  /** Called when content was added. */
  readonly stored: (digest: Digest, signal: AbortSignal | undefined) => Promise<void>;
}

export interface CachedBlobOptions extends CallOptions {
  /** Bytes downloaded so far. Not called for content that is here. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** One repository of a registry, read through the cache. */
export class CachedRepository implements ReadOnlyTarget {
  readonly #context: CacheContext;
  readonly #origin: Repository;
  /** The repository through the read-through wrapper. */
  readonly #cached: Repository;
  /** The repository as the layout has it. */
  readonly #kept: Repository;
  readonly #flights = new SingleFlight<boolean>();

  constructor(origin: Registry, reference: Pick<Reference, 'registry' | 'repository'>, context: CacheContext) {
    const name = reference.repository;
    const store = below(context.store, reference);
    const onStoreError = (error: unknown): void => {
      this.#warn(error);
    };
    this.#context = context;
    this.#origin = repository(origin, name);
    this.#cached = repository(cache(origin, store, { onStoreError }), name);
    this.#kept = repository(store, name);
  }

  /** A tag is what the registry says; a digest is looked for here first. */
  resolve(reference: string, options?: CallOptions): Promise<Descriptor> {
    return this.#cached.resolve(reference, options);
  }

  exists(target: Descriptor, options?: CallOptions): Promise<boolean> {
    return this.#cached.exists(target, options);
  }

  async fetch(target: Descriptor, options: CachedBlobOptions = {}): Promise<BlobReader> {
    if (!isManifestMediaType(target.mediaType)) return this.#fetchBlob(target, options);
    const reader = await this.#cached.fetch(target, options);
    await this.#context.folder.touch(target.digest, this.#context.now());
    return reader;
  }

  async #fetchBlob(target: Descriptor, options: CachedBlobOptions): Promise<BlobReader> {
    try {
      if (await this.#ensure(target, options)) return await this.#kept.fetch(target, options);
    } catch (error) {
      // A cache that is too small for all who use it may have thrown it out this moment.
      if (!isNotFound(error)) throw error;
    }
    // When the cache could not keep it, the registry has it still.
    return this.#origin.fetch(target, options);
  }

  /**
   * The path of a blob in the cache. It was hashed this moment; nobody may write to it, and the cache may throw it out when it needs room.
   *
   * @throws OciError `FILE_SYSTEM` when the cache cannot keep it; what the registry raises
   */
  async place(target: Descriptor, options: CachedBlobOptions = {}): Promise<string> {
    if (await this.#ensure(target, options)) return this.#context.folder.blobPath(target.digest);
    throw new OciError(
      'FILE_SYSTEM',
      `the cache ${this.#context.folder.path} cannot keep ${target.digest} (${target.size} bytes); see that there is room, or go without the cache`,
    );
  }

  /** Downloads what is not here, or not whole; of all processes, one at a time. @returns whether it is here now */
  #ensure(target: Descriptor, options: CachedBlobOptions): Promise<boolean> {
    return this.#flights.run(
      target.digest,
      (signal) => this.#fill(target, { signal, onProgress: options.onProgress }),
      options.signal,
    );
  }

  async #fill(target: Descriptor, options: CachedBlobOptions & { readonly signal: AbortSignal }): Promise<boolean> {
    const { folder, now, lock, stored } = this.#context;
    const { digest } = target;
    const { signal } = options;
    await folder.touch(digest, now());
    if ((await this.#look(target, options)).isWhole) return true;
    return lock(digest.replace(':', '-')).run(async () => {
      // Who waited finds what the one before brought.
      const { isWhole, damage } = await this.#look(target, options);
      if (isWhole) return true;
      if (damage !== undefined) this.#warn(damage);
      await this.#download(target, options);
      if (!(await this.#kept.exists(target, { signal }))) return false;
      await folder.touch(digest, now());
      await stored(digest, signal);
      return true;
    }, signal);
  }

  /** Whoever has read all of it through the wrapper finds it in the layout. */
  async #download(target: Descriptor, { signal, onProgress }: CachedBlobOptions): Promise<void> {
    let done = 0;
    for await (const chunk of await this.#cached.fetch(target, { signal })) {
      done += chunk.byteLength;
      onProgress?.(done, target.size);
    }
  }

  #warn(error: unknown): void {
    const { folder, onWarning } = this.#context;
    onWarning(`the cache ${folder.path}: ${messageOf(error)}; what was asked for comes from the registry`, error);
  }

  /** Hashes what the layout has. */
  async #look(
    target: Descriptor,
    options: CallOptions,
  ): Promise<{ readonly isWhole: boolean; readonly damage?: unknown }> {
    try {
      for await (const chunk of await this.#kept.fetch(target, options)) void chunk;
      return { isWhole: true };
    } catch (error) {
      throwIfAborted(options.signal);
      return isNotFound(error) ? { isWhole: false } : { isWhole: false, damage: error };
    }
  }
}

/** The cache's layout, in which every registry has repositories of its own. */
function below(store: Registry, { registry, repository: name }: Pick<Reference, 'registry' | 'repository'>): Registry {
  // A port and an IPv6 address have no place in a repository name.
  const host = registry
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '_')
    .replace(/^[._-]+|[._-]+$/g, '');
  return isRepositoryName(host) && isRepositoryName(`${host}/${name}`) ? prefix(store, host) : store;
}
