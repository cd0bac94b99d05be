import { LRUCache } from 'lru-cache';
import { monotonicMs, SingleFlight } from '../concurrency/index.ts';
import type { FindOptions } from './credential.ts';

/** Errors and negative answers are cached for this time, and a refresh is not repeated within it, milliseconds. */
const recheckMs = 10_000;

type Outcome<T> = ({ readonly value: T } | { readonly error: unknown }) & {
  readonly at: number;
  /** Whether the lookup was a refresh. Other caches may have answered the first lookup. */
  readonly refreshed: boolean;
};

export interface LookupCacheOptions<T> {
  /** Maximum number of cached keys. The least recently used key is evicted. */
  readonly max: number;
  /** Monotonic clock, milliseconds. @default that of this process */
  readonly now?: (() => number) | undefined;
  /** Whether the answer is cached until a refresh. Other answers expire, because the user may log in later. */
  readonly isPositive: (value: T) => boolean;
}

export type LookupOptions = Pick<FindOptions, 'refresh' | 'signal'>;

/** Looks up a key. `refresh` is false for the first lookup of the key. */
type Lookup<T> = (options: { readonly refresh: boolean; readonly signal: AbortSignal }) => Promise<T>;

/**
 * Caches answers of lookups that read files, run programs or send requests. Concurrent callers share one lookup. Errors
 * expire.
 */
export class LookupCache<T> {
  readonly #outcomes: LRUCache<string, Outcome<T>>;
  readonly #lookups = new SingleFlight<T>();
  readonly #now: () => number;
  readonly #isPositive: (value: T) => boolean;

  constructor({ max, now = monotonicMs, isPositive }: LookupCacheOptions<T>) {
    this.#outcomes = new LRUCache({ max });
    this.#now = now;
    this.#isPositive = isPositive;
  }

  /** @throws OciError `ABORTED` when `options.signal` is aborted, and what `lookup` throws */
  async get(key: string, lookup: Lookup<T>, options: LookupOptions): Promise<T> {
    const cached = this.#outcomes.get(key);
    if (cached === undefined || !this.#isUsable(cached, options.refresh === true)) {
      const refresh = cached !== undefined;
      return await this.#lookups.run(key, (signal) => this.#run(key, lookup, { refresh, signal }), options.signal);
    }
    if ('error' in cached) throw cached.error;
    return cached.value;
  }

  #isUsable(outcome: Outcome<T>, refresh: boolean): boolean {
    const isRecent = this.#now() - outcome.at < recheckMs;
    if (refresh) return isRecent && outcome.refreshed;
    return isRecent || ('value' in outcome && this.#isPositive(outcome.value));
  }

  async #run(key: string, lookup: Lookup<T>, options: Parameters<Lookup<T>>[0]): Promise<T> {
    const refreshed = options.refresh;
    try {
      const value = await lookup(options);
      this.#outcomes.set(key, { value, at: this.#now(), refreshed });
      return value;
    } catch (error) {
      if (!options.signal.aborted) this.#outcomes.set(key, { error, at: this.#now(), refreshed });
      throw error;
    }
  }
}
