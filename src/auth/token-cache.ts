import { LRUCache } from 'lru-cache';
import { SingleFlight } from '../concurrency/index.ts';
import type { Token } from './token-endpoint.ts';

/** A token has some kilobytes. The clients of a mirror choose how many repositories have tokens. */
const maxTokens = 1000;

export interface CachedToken {
  readonly value: string;
  /** Whether the token was requested now, instead of taken from the cache. */
  readonly isNew: boolean;
}

/** Tokens by key until they expire. Concurrent callers share one request for a token. Failures are not cached. */
export class TokenCache {
  readonly #tokens = new LRUCache<string, Token>({ max: maxTokens });
  readonly #fetching = new SingleFlight<Token>();
  readonly #now: () => number;

  /** @param now monotonic clock, milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#tokens.size;
  }

  /**
   * Returns the cached token or requests one.
   *
   * @param refused a token that the registry has just refused; it is not returned again
   */
  async obtain(
    key: string,
    refused: string | undefined,
    fetch: (signal: AbortSignal) => Promise<Token>,
    signal: AbortSignal | undefined,
  ): Promise<CachedToken> {
    const cached = this.#tokens.get(key);
    // Another request may have replaced the refused token already.
    if (cached !== undefined && cached.value !== refused && this.#now() < cached.expiresAt)
      return { value: cached.value, isNew: false };
    this.#tokens.delete(key);
    const request = async (fetchSignal: AbortSignal): Promise<Token> => {
      const token = await fetch(fetchSignal);
      this.#removeExpired();
      this.#tokens.set(key, token);
      return token;
    };
    const token = await this.#fetching.run(key, request, signal);
    return { value: token.value, isNew: true };
  }

  #removeExpired(): void {
    for (const [key, { expiresAt }] of this.#tokens.entries()) if (this.#now() >= expiresAt) this.#tokens.delete(key);
  }
}
