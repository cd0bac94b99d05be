import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileSystemError, LockFile } from '../fs/index.ts';
import { LayoutRegistry } from '../layout/index.ts';
import type { CallOptions, Registry } from '../registry/index.ts';
import { isNotFound, throwIfAborted, type Digest, type Reference } from '../spec/index.ts';
import { CacheFolder } from './folder.ts';
import { inventory, type CacheEntry } from './inventory.ts';
import { CachedRepository, type CacheContext } from './cached-repository.ts';

export interface CacheOptions {
  /** Bytes. After something was stored, what was used least recently is thrown out until the rest fits. @default no limit */
  readonly maxBytes?: number | undefined;
  /** A cache that is not there is an error, where it would be made otherwise. @default true */
  readonly create?: boolean | undefined;
  /**
   * The cache failed, was full, or held damaged content, which is a `cause` of `DIGEST_MISMATCH` or `SIZE_MISMATCH`. Whoever asked gets
   * what they asked for from the registry.
   */
  readonly onWarning?: ((text: string, cause: unknown) => void) | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A process that gives no sign of life for so long has lost its lock. Milliseconds. */
const lockStaleMs = 60_000;

/**
 * A directory that keeps what was pulled: an OCI image layout, marked as a cache. Everything lies there once, by its digest, whatever it
 * came from, and is hashed at each use; what is damaged is fetched anew. Any number of processes may use it at a time, and what they lack
 * is downloaded by one of them. It belongs to one user: what is in it can be read without asking the registry that it came from.
 */
export class ArtifactCache {
  readonly #folder: CacheFolder;
  readonly #context: CacheContext;
  readonly #maxBytes: number | undefined;

  private constructor(folder: CacheFolder, store: LayoutRegistry, options: CacheOptions) {
    this.#folder = folder;
    this.#maxBytes = options.maxBytes;
    this.#context = {
      folder,
      store,
      now: options.now ?? Date.now,
      onWarning: options.onWarning ?? ignore,
      lock: (name) => this.#lock(name),
      stored: (digest, signal) => this.#stored(digest, signal),
    };
  }

  /**
   * @throws OciError `INPUT_INVALID` for a directory that holds something else, `NOT_FOUND` when there is none and `create` is false,
   * `DENIED` for a link that somebody else made, `FILE_SYSTEM`
   */
  static async open(directory: string, options: CacheOptions = {}): Promise<ArtifactCache> {
    throwIfAborted(options.signal);
    const folder = await CacheFolder.open(resolve(directory), options.create ?? true);
    const open = (): Promise<LayoutRegistry> =>
      LayoutRegistry.open(folder.path, { mode: 'shared', allowSparse: true, signal: options.signal });
    // Of processes that find an empty folder at the same time, one makes the layout.
    const store = (await folder.hasLayout())
      ? await open()
      : await lockIn(folder, 'layout', options.now ?? Date.now).run(open, options.signal);
    return new ArtifactCache(folder, store, options);
  }

  /** The directory, absolute. */
  get path(): string {
    return this.#folder.path;
  }

  /**
   * A repository read through the cache. A tag is resolved by the registry each time; what has a digest comes from here when it is here,
   * and then the registry is not asked at all.
   */
  repository(origin: Registry, reference: Pick<Reference, 'registry' | 'repository'>): CachedRepository {
    return new CachedRepository(origin, reference, this.#context);
  }

  /** What is here, the most recently used first. */
  list(options?: CallOptions): Promise<readonly CacheEntry[]> {
    return inventory(this.#folder, this.#context.store, options);
  }

  /**
   * Throws out what was used least recently until the rest has at most `maxBytes`.
   *
   * @param keep is never thrown out
   * @returns what was thrown out
   */
  async trim(
    maxBytes: number,
    options: CallOptions & { readonly keep?: Digest | undefined } = {},
  ): Promise<readonly CacheEntry[]> {
    return this.#lock('trim').run(async () => {
      const entries = await this.list(options);
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

  /** Throws out everything. @returns what was thrown out */
  clean(options?: CallOptions): Promise<readonly CacheEntry[]> {
    return this.trim(-1, options);
  }

  /** Hashes everything, and throws out what is damaged, so that it is fetched anew when it is asked for. @returns what was thrown out */
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

  async #stored(digest: Digest, signal: AbortSignal | undefined): Promise<void> {
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
    const path = this.#folder.blobPath(digest);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw fileSystemError(error, `remove ${path}`);
    }
  }

  #lock(name: string): LockFile {
    return lockIn(this.#folder, name, this.#context.now);
  }
}

/** A lock among processes. Whoever holds it may be downloading for hours; a holder that died does not hold it. */
function lockIn(folder: CacheFolder, name: string, now: () => number): LockFile {
  return new LockFile(folder.lockPath(name), { timeoutMs: Infinity, staleMs: lockStaleMs, now });
}

function ignore(): void {
  // Nobody listens.
}
