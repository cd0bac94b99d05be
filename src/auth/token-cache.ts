import { SingleFlight } from '../concurrency/index.ts';
import type { Token } from './token-reply.ts';

export interface ObtainedToken {
  readonly value: string;
  /** Whether it was asked for just now. */
  readonly fetched: boolean;
}

/** Tokens by key, each until it expires. Who asks for one that is being fetched waits for that; failures are not kept. */
export class TokenCache {
  readonly #tokens = new Map<string, Token>();
  readonly #fetching = new SingleFlight<Token>();
  readonly #now: () => number;

  /** @param now monotonic, milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The token of that key while it may be used. */
  get(key: string): string | undefined {
    const token = this.#tokens.get(key);
    if (token === undefined) return undefined;
    if (this.#now() < token.expiresAt) return token.value;
    this.#tokens.delete(key);
    return undefined;
  }

  /**
   * The token of that key, fetched when there is none.
   *
   * @param rejected a token that the registry has just refused: it is not given again
   */
  async obtain(
    key: string,
    rejected: string | undefined,
    fetch: (signal: AbortSignal) => Promise<Token>,
    signal: AbortSignal | undefined,
  ): Promise<ObtainedToken> {
    // Another request may have replaced the rejected one already.
    if (rejected !== undefined && this.#tokens.get(key)?.value === rejected) this.#tokens.delete(key);
    const known = this.get(key);
    if (known !== undefined) return { value: known, fetched: false };
    const token = await this.#fetching.run(
      key,
      async (stop) => {
        const fetched = await fetch(stop);
        this.#tokens.set(key, fetched);
        return fetched;
      },
      signal,
    );
    return { value: token.value, fetched: true };
  }
}
