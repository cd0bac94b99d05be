import { LRUCache } from 'lru-cache';
import {
  isAnonymous,
  LookupCache,
  secretsOf,
  type CredentialSource,
  type FoundCredential,
  type LookupOptions,
} from '../credentials/index.ts';

/** How many repositories, chosen by the clients of a mirror, are remembered at most. */
export const maxRepositories = 1000;
/** Each secret has about six forms. A secret that was evicted is reported again. */
const maxReported = 2000;

export interface CredentialLookupOptions {
  readonly registry: string;
  readonly credentials: CredentialSource;
  readonly now?: (() => number) | undefined;
  readonly onSource?: ((source: string | undefined) => void) | undefined;
  readonly onSecret?: ((secret: string) => void) | undefined;
}

/** Looks up credentials by repository, caches them, and reports each source and each secret before its first use. */
export class CredentialLookup {
  readonly #options: CredentialLookupOptions;
  readonly #found: LookupCache<FoundCredential | undefined>;
  readonly #reportedSources = new LRUCache<string, true>({ max: maxReported });
  readonly #reportedSecrets = new LRUCache<string, true>({ max: maxReported });

  constructor(options: CredentialLookupOptions) {
    this.#options = options;
    this.#found = new LookupCache({ max: maxRepositories, now: options.now, isFound: (found) => found !== undefined });
  }

  /** The credential for a repository; undefined when there is none, or only an empty one. */
  find(repository: string | undefined, options: LookupOptions): Promise<FoundCredential | undefined> {
    return this.#found.get(repository ?? '', (look) => this.#look(repository, look), options);
  }

  async #look(repository: string | undefined, options: LookupOptions): Promise<FoundCredential | undefined> {
    const { credentials, registry, onSource } = this.#options;
    const answer = await credentials.find(registry, { repository, ...options });
    const found = answer === undefined || isAnonymous(answer.credential) ? undefined : answer;
    if (found !== undefined) this.reportSecrets(secretsOf(found.credential));
    const source = found?.source;
    if (!this.#reportedSources.has(source ?? '')) {
      this.#reportedSources.set(source ?? '', true);
      onSource?.(source);
    }
    return found;
  }

  reportSecrets(secrets: readonly string[]): void {
    for (const secret of secrets) {
      if (this.#reportedSecrets.has(secret)) continue;
      this.#reportedSecrets.set(secret, true);
      this.#options.onSecret?.(secret);
    }
  }
}
