import { LRUCache } from 'lru-cache';
import { SingleFlight } from '../concurrency/index.ts';
import type { FindOptions } from './credential.ts';

/** Errors and negative answers are cached for this time, and a refresh is not repeated within it, milliseconds. */
const recheckMs = 10_000;

type Outcome<T> = ({ readonly value: T } | { readonly error: unknown }) & {
  readonly at: number;
  /** Whether it comes from a refresh, and not from the first lookup, which other caches may have answered. */
  readonly refreshed: boolean;
};

export interface LookupCacheOptions<T> {
  /** Maximum number of keys; the least recently used ones are evicted. */
  readonly max: number;
  /** Monotonic clock, milliseconds. @default performance.now */
  readonly now?: (() => number) | undefined;
  /** Whether the answer is kept until a refresh. Other answers expire, because the user may log in meanwhile. */
  readonly isFound: (value: T) => boolean;
}

export type LookupOptions = Pick<FindOptions, 'refresh' | 'signal'>;

/** Its `refresh` is true if this is not the first lookup of the key. */
type Look<T> = (options: { readonly refresh: boolean; readonly signal: AbortSignal }) => Promise<T>;

/**
 * Caches answers of lookups that read files, run programs or send requests. Concurrent callers share one lookup. Errors
 * expire.
 */
export class LookupCache<T> {
  readonly #outcomes: LRUCache<string, Outcome<T>>;
  readonly #lookups = new SingleFlight<T>();
  readonly #now: () => number;
  readonly #isFound: (value: T) => boolean;

  constructor({ max, now = (): number => performance.now(), isFound }: LookupCacheOptions<T>) {
    this.#outcomes = new LRUCache({ max });
    this.#now = now;
    this.#isFound = isFound;
  }

  /** @throws OciError `ABORTED` when `options.signal` is aborted, and what `look` throws */
  async get(key: string, look: Look<T>, options: LookupOptions): Promise<T> {
    const known = this.#outcomes.get(key);
    if (known === undefined || !this.#isUsable(known, options.refresh === true)) {
      const refresh = known !== undefined;
      return await this.#lookups.run(key, (signal) => this.#look(key, look, { refresh, signal }), options.signal);
    }
    if ('error' in known) throw known.error;
    return known.value;
  }

  #isUsable(outcome: Outcome<T>, refresh: boolean): boolean {
    const isRecent = this.#now() - outcome.at < recheckMs;
    if (refresh) return isRecent && outcome.refreshed;
    return isRecent || ('value' in outcome && this.#isFound(outcome.value));
  }

  async #look(key: string, look: Look<T>, options: Parameters<Look<T>>[0]): Promise<T> {
    const refreshed = options.refresh;
    try {
      const value = await look(options);
      this.#outcomes.set(key, { value, at: this.#now(), refreshed });
      return value;
    } catch (error) {
      if (!options.signal.aborted) this.#outcomes.set(key, { error, at: this.#now(), refreshed });
      throw error;
    }
  }
}
