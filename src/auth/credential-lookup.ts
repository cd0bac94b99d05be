import { LRUCache } from 'lru-cache';
import {
  isAnonymous,
  LookupCache,
  secretsOf,
  type CredentialSource,
  type FoundCredential,
  type LookupOptions,
} from '../credentials/index.ts';

/** Maximum number of repositories with cached logins. The clients of a mirror choose the repositories. */
export const maxRepositories = 1000;
/** Each secret has about 20 forms. A secret that was evicted from the list is reported again. */
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
  readonly #cache: LookupCache<FoundCredential | undefined>;
  readonly #reportedSources = new LRUCache<string, true>({ max: maxReported });
  readonly #reportedSecrets = new LRUCache<string, true>({ max: maxReported });

  constructor(options: CredentialLookupOptions) {
    this.#options = options;
    this.#cache = new LookupCache({
      max: maxRepositories,
      now: options.now,
      isPositive: (credential) => credential !== undefined,
    });
  }

  /** Returns the credential for a repository; undefined when the source has no credential or an empty one. */
  find(repository: string | undefined, options: LookupOptions): Promise<FoundCredential | undefined> {
    return this.#cache.get(repository ?? '', (lookup) => this.#lookUp(repository, lookup), options);
  }

  async #lookUp(repository: string | undefined, options: LookupOptions): Promise<FoundCredential | undefined> {
    const { credentials, registry, onSource } = this.#options;
    const answer = await credentials.find(registry, { repository, ...options });
    const foundCredential = answer === undefined || isAnonymous(answer.credential) ? undefined : answer;
    if (foundCredential !== undefined) this.reportSecrets(secretsOf(foundCredential.credential));
    const source = foundCredential?.source;
    if (!this.#reportedSources.has(source ?? '')) {
      this.#reportedSources.set(source ?? '', true);
      onSource?.(source);
    }
    return foundCredential;
  }

  reportSecrets(secrets: readonly string[]): void {
    for (const secret of secrets) {
      if (this.#reportedSecrets.has(secret)) continue;
      this.#reportedSecrets.set(secret, true);
      this.#options.onSecret?.(secret);
    }
  }
}
