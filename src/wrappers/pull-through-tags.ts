import { LRUCache } from 'lru-cache';
import { anySignal, monotonicMs, untilAborted } from '../concurrency/index.ts';
import type { CallOptions, Registry } from '../registry/index.ts';
import {
  isNotFound,
  isOciError,
  OciError,
  throwIfAborted,
  type Descriptor,
  type Digest,
  type OciErrorCode,
} from '../spec/index.ts';
import { keyOf, type CacheStore, type LogicalTime, type StoredManifest } from './pull-through-store.ts';

/** Maximum number of tags whose last answer of the origin has a known time. */
const maxAnswers = 10_000;
/** Maximum number of manifests whose tags are recorded until the store has the manifest. */
const maxPending = 10_000;
/** A list may have many pages, so its time limit is this number of times the limit of a tag. */
const listFactor = 10;

/** The origin of tags and lists. */
export interface TagOrigin {
  readonly registry: Registry;
  /** Replaces `registry` when the store has an older answer. It should not repeat failed requests. */
  readonly withoutRetries: Registry;
  /** Maximum time to resolve a tag when the store has an older answer, milliseconds. */
  readonly timeoutMs: number;
}

/** Lists names of a registry, after `startAfter`. */
type List = (
  registry: Registry,
  options: CallOptions & { readonly startAfter?: string | undefined },
) => AsyncIterable<string>;

/**
 * The tags and lists of a pull-through cache. They come from the origin, so that a moved tag is visible at once. The
 * store records each tag. It answers only while the origin is unavailable, and only callers that accept an outdated
 * answer.
 */
export class CachedTags {
  readonly #origin: TagOrigin;
  readonly #store: CacheStore;
  /**
   * The tags of manifests that the store does not have yet. Many clients resolve a tag and then read its digest. `max`
   * would allocate all entries at once.
   */
  readonly #pending = new LRUCache<string, Set<string>>({ maxSize: maxPending, sizeCalculation: () => 1 });

  /** The times at which the origin resolved tags, by repository and tag. */
  readonly #answeredAt = new LRUCache<string, number>({ maxSize: maxAnswers, sizeCalculation: () => 1 });

  constructor(origin: TagOrigin, store: CacheStore) {
    this.#origin = origin;
    this.#store = store;
  }

  /**
   * Resolves a tag and loads a result.
   *
   * @param load gets the descriptor from the origin
   * @param fallback gets the manifest from the store
   */
  async resolve<T>(
    repository: string,
    tag: string,
    { onStale, signal }: CallOptions,
    load: (descriptor: Descriptor) => Promise<T>,
    fallback: (manifest: StoredManifest) => T,
  ): Promise<T> {
    const stored = await this.#store.findTag(repository, tag, signal);
    const asOf = this.#store.now;
    try {
      const descriptor =
        onStale === undefined || stored === undefined
          ? await this.#origin.registry.resolveTag(repository, tag, { signal })
          : await this.#withTimeLimit(this.#origin.timeoutMs, signal, (registry, limited) =>
              registry.resolveTag(repository, tag, { signal: limited }),
            );
      const { digest } = descriptor;
      const key = keyOf(repository, digest);
      if (digest !== stored) this.#pending.set(key, (this.#pending.get(key) ?? new Set()).add(tag));
      const result = await load(descriptor);
      if (this.#pending.has(key)) await this.#storePending(repository, digest, asOf, signal);
      this.#answeredAt.set(`${repository}:${tag}`, monotonicMs());
      return result;
    } catch (error) {
      throwIfAborted(signal);
      if (isNotFound(error)) await this.#store.removeTag(repository, tag);
      if (onStale === undefined || stored === undefined || !isUnavailable(error)) throw error;
      const manifest = await this.#store.findManifest(repository, stored, signal);
      if (manifest === undefined) throw error;
      const answeredAt = this.#answeredAt.get(`${repository}:${tag}`);
      onStale(error, answeredAt === undefined ? undefined : monotonicMs() - answeredAt);
      return fallback(manifest);
    }
  }

  /** Lists names of the origin, or of the store if it has names and the origin is unavailable. */
  async *list(
    { onStale, signal, startAfter }: Parameters<List>[1],
    list: List,
  ): AsyncGenerator<string, void, undefined> {
    if (onStale === undefined || !(await this.#storeHasNames(list, signal))) {
      yield* list(this.#origin.registry, { signal, startAfter });
      return;
    }
    let names: AsyncIterator<string>;
    let next: IteratorResult<string>;
    try {
      [names, next] = await this.#withTimeLimit(
        listFactor * this.#origin.timeoutMs,
        signal,
        async (registry, limited) => {
          const iterator = list(registry, { signal: limited, startAfter })[Symbol.asyncIterator]();
          return [iterator, await iterator.next()];
        },
      );
    } catch (error) {
      throwIfAborted(signal);
      if (!isUnavailable(error)) throw error;
      onStale(error);
      yield* list(this.#store.registry, { signal, startAfter });
      return;
    }
    // The names of the two registries are not mixed, so a later failure ends the list.
    try {
      for (; next.done !== true; next = await names.next()) yield next.value;
    } finally {
      await names.return?.();
    }
  }

  /** Returns the tags that were resolved to a manifest before the store had it. */
  takePending(repository: string, digest: Digest): readonly string[] {
    const key = keyOf(repository, digest);
    const tags = this.#pending.get(key) ?? [];
    this.#pending.delete(key);
    return [...tags];
  }

  async #storePending(
    repository: string,
    digest: Digest,
    asOf: LogicalTime,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const manifest = await this.#store.findManifest(repository, digest, signal);
    if (manifest === undefined) return;
    await this.#store.storeManifest(repository, manifest, asOf, signal, this.takePending(repository, digest));
  }

  async #storeHasNames(list: List, signal: AbortSignal | undefined): Promise<boolean> {
    try {
      for await (const name of list(this.#store.registry, { signal })) return name !== '';
    } catch {
      throwIfAborted(signal);
    }
    return false;
  }

  async #withTimeLimit<T>(
    ms: number,
    signal: AbortSignal | undefined,
    work: (registry: Registry, limited: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const limit = new AbortController();
    const timer = setTimeout(() => {
      limit.abort(new OciError('TIMEOUT', `the upstream registry did not answer within ${ms / 1000} s`));
    }, ms);
    try {
      const limited = anySignal(limit.signal, signal);
      return await untilAborted(work(this.#origin.withoutRetries, limited), limited);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Errors with a server status that the origin did not cause. */
const localCodes: ReadonlySet<OciErrorCode> = new Set<OciErrorCode>(['CREDENTIALS', 'FILE_SYSTEM', 'REDIRECT_REFUSED']);

/** Whether the origin did not answer, or answered that it cannot answer now. */
function isUnavailable(error: unknown): error is OciError {
  return isOciError(error) && !localCodes.has(error.code) && (error.code === 'TOOMANYREQUESTS' || error.status >= 500);
}
