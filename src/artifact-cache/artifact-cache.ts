import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileSystemError, LockFile } from '../fs/index.ts';
import { LayoutRegistry } from '../layout/index.ts';
import type { CallOptions, Registry } from '../registry/index.ts';
import { checkNumbers, isNotFound, throwIfAborted, type Digest, type Reference } from '../spec/index.ts';
import { CacheDirectory } from './cache-directory.ts';
import { CachedRepository, type CacheContext } from './cached-repository.ts';
import { listEntries, type CacheEntry } from './inventory.ts';

/** Options of {@link ArtifactCache}. */
export interface CacheOptions {
  /** Maximum size in bytes. After each store, the least recently used entries are evicted. @default no limit */
  readonly maxBytes?: number | undefined;
  /** Creates the cache if it does not exist. Otherwise a missing cache is an error. @default true */
  readonly create?: boolean | undefined;
  /**
   * Called when the cache failed, was full, or had damaged content (a `cause` of `DIGEST_MISMATCH` or `SIZE_MISMATCH`).
   * The content then comes from the registry.
   */
  readonly onWarning?: ((text: string, cause: unknown) => void) | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Aborts opening the cache. Later calls have their own signals. */
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds without a heartbeat after which a lock is stale. */
const lockStaleMs = 60_000;

/**
 * A directory of pulled artifacts: an OCI image layout with a cache tag. It stores content once, by digest, even if the
 * content comes from several registries. Content is hashed at each use, and damaged content is fetched again. Several
 * processes may use the cache at the same time, and only one of them downloads missing content. The cache belongs to
 * one user, because its content can be read without access to its registry. (The wrapper `cache` is a different cache:
 * the pull-through cache of a registry mirror.)
 */
export class ArtifactCache {
  readonly #directory: CacheDirectory;
  readonly #context: CacheContext;
  readonly #maxBytes: number | undefined;

  private constructor(directory: CacheDirectory, store: LayoutRegistry, options: CacheOptions) {
    this.#directory = directory;
    this.#maxBytes = options.maxBytes;
    this.#context = {
      directory,
      store,
      now: options.now ?? Date.now,
      onWarning: options.onWarning ?? (() => undefined),
      lock: (name) => this.#lock(name),
      onStored: (digest, signal) => this.#trimAfterStore(digest, signal),
    };
  }

  /**
   * Opens or creates a cache.
   *
   * @throws OciError `INPUT_INVALID` for a directory with other content, `NOT_FOUND` for a missing cache when `create`
   *   is false, `DENIED` for a link of another user, `FILE_SYSTEM`
   */
  static async open(path: string, options: CacheOptions = {}): Promise<ArtifactCache> {
    throwIfAborted(options.signal);
    checkNumbers(options, { maxBytes: 0 });
    const directory = await CacheDirectory.open(resolve(path), options.create ?? true);
    const open = (): Promise<LayoutRegistry> =>
      LayoutRegistry.open(directory.path, { mode: 'shared', allowSparse: true, signal: options.signal });
    // If several processes open an empty directory at the same time, one of them creates the layout.
    const store = (await directory.hasLayout())
      ? await open()
      : await lockIn(directory, 'layout', options.now ?? Date.now).run(open, options.signal);
    return new ArtifactCache(directory, store, options);
  }

  /** The absolute path of the directory. */
  get path(): string {
    return this.#directory.path;
  }

  /**
   * Returns a repository that is read through the cache. The registry resolves each tag. Content that the cache has is
   * read by digest without a request to the registry.
   */
  repository(origin: Registry, reference: Pick<Reference, 'registry' | 'repository'>): CachedRepository {
    return new CachedRepository(origin, reference, this.#context);
  }

  /** Lists the entries, most recently used first. */
  list(options?: CallOptions): Promise<readonly CacheEntry[]> {
    return listEntries(this.#directory, this.#context.store, options);
  }

  /**
   * Evicts the least recently used entries until the cache has at most `maxBytes`.
   *
   * @param options.keep digest of an entry that is not evicted
   * @returns the evicted entries
   */
  async trim(
    maxBytes: number,
    options: CallOptions & { readonly keep?: Digest | undefined } = {},
  ): Promise<readonly CacheEntry[]> {
    return this.#lock('trim').run(async () => {
      const entries = await this.list(options);
      await this.#correctDates(entries);
      let total = entries.reduce((sum, { size }) => sum + size, 0);
      const removed: CacheEntry[] = [];
      for (const entry of entries.toReversed()) {
        if (total <= maxBytes) break;
        throwIfAborted(options.signal);
        if (entry.digest === options.keep) continue;
        await this.#remove(entry);
        total -= entry.size;
        removed.push(entry);
      }
      return removed;
    }, options.signal);
  }

  /** Removes all entries. @returns the removed entries */
  clean(options?: CallOptions): Promise<readonly CacheEntry[]> {
    return this.trim(-1, options);
  }

  /**
   * Hashes all content and removes damaged entries, so that they are fetched again on use.
   *
   * @returns the removed entries
   */
  async verify(options: CallOptions = {}): Promise<readonly CacheEntry[]> {
    const entries = new Map((await this.list(options)).map((entry) => [entry.digest, entry]));
    const damaged: CacheEntry[] = [];
    for await (const { digest } of this.#context.store.scrub(options)) {
      const entry = entries.get(digest) ?? { digest, size: 0, usedAt: 0, repositories: [] };
      await this.#remove(entry);
      damaged.push(entry);
    }
    return damaged;
  }

  /**
   * A clock that was set back leaves dates in the future. Entries with such a date count as used now, because otherwise
   * they would be the last to be evicted until the clock reaches the date.
   */
  async #correctDates(entries: readonly CacheEntry[]): Promise<void> {
    const now = this.#context.now();
    for (const { digest, usedAt } of entries) if (usedAt > now) await this.#directory.touch(digest, now);
  }

  async #trimAfterStore(digest: Digest, signal: AbortSignal | undefined): Promise<void> {
    if (this.#maxBytes !== undefined) await this.trim(this.#maxBytes, { keep: digest, signal });
  }

  async #remove({ digest, repositories }: CacheEntry): Promise<void> {
    for (const repository of repositories) {
      try {
        await this.#context.store.deleteManifest(repository, digest);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    const path = this.#directory.blobPath(digest);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw fileSystemError(error, `remove ${path}`);
    }
  }

  #lock(name: string): LockFile {
    return lockIn(this.#directory, name, this.#context.now);
  }
}

/** A lock between processes. It has no timeout, because its holder may download for hours. */
function lockIn(directory: CacheDirectory, name: string, now: () => number): LockFile {
  return new LockFile(directory.lockPath(name), { timeoutMs: Infinity, staleMs: lockStaleMs, now });
}
