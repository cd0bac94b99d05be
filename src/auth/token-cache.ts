import { LRUCache } from 'lru-cache';
import { SingleFlight } from '../concurrency/index.ts';
import type { Token } from './token-endpoint.ts';

/** A token has some kilobytes, and the clients of a mirror choose for how many repositories there is one. */
const maxTokens = 1000;

export interface ObtainedToken {
  readonly value: string;
  /** Whether this call requested it. */
  readonly fetched: boolean;
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
   * @param rejected a token that the registry has just refused; it is not returned again
   */
  async obtain(
    key: string,
    rejected: string | undefined,
    fetch: (signal: AbortSignal) => Promise<Token>,
    signal: AbortSignal | undefined,
  ): Promise<ObtainedToken> {
    const known = this.#tokens.get(key);
    // Another request may have replaced the rejected token already.
    if (known !== undefined && known.value !== rejected && this.#now() < known.expiresAt)
      return { value: known.value, fetched: false };
    this.#tokens.delete(key);
    const request = async (stop: AbortSignal): Promise<Token> => {
      const token = await fetch(stop);
      this.#removeExpired();
      this.#tokens.set(key, token);
      return token;
    };
    const token = await this.#fetching.run(key, request, signal);
    return { value: token.value, fetched: true };
  }

  #removeExpired(): void {
    for (const [key, { expiresAt }] of this.#tokens.entries()) if (this.#now() >= expiresAt) this.#tokens.delete(key);
  }
}
