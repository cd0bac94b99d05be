import { formsOf, isAnonymous, secretsOf, type CredentialSource, type FoundCredential } from '../credentials/index.ts';
import { SingleFlight } from '../concurrency/index.ts';

export interface FinderOptions {
  readonly registry: string;
  readonly credentials: CredentialSource;
  readonly onSource?: ((source: string | undefined) => void) | undefined;
  readonly onSecret?: ((secret: string) => void) | undefined;
}

/** Looks credentials up, once per repository, and tells of each source and each secret before its first use. */
export class CredentialLookup {
  readonly #options: FinderOptions;
  readonly #known = new Map<string, FoundCredential | undefined>();
  readonly #looking = new SingleFlight<FoundCredential | undefined>();
  readonly #toldSources = new Set<string | undefined>();
  readonly #toldSecrets = new Set<string>();

  constructor(options: FinderOptions) {
    this.#options = options;
  }

  /** Undefined when there is nothing to show, also when a source says so by an empty credential. */
  async find(repository: string | undefined, signal: AbortSignal | undefined): Promise<FoundCredential | undefined> {
    const key = repository ?? '';
    if (!this.#known.has(key))
      this.#known.set(key, await this.#looking.run(key, (stop) => this.#look(repository, stop), signal));
    return this.#known.get(key);
  }

  /** Tells of a token before it is used. */
  tellSecret(secret: string): void {
    this.#tell(formsOf(secret));
  }

  async #look(repository: string | undefined, signal: AbortSignal): Promise<FoundCredential | undefined> {
    const { credentials, registry, onSource } = this.#options;
    const answer = await credentials.find(registry, { repository, signal });
    const found = answer === undefined || isAnonymous(answer.credential) ? undefined : answer;
    if (found !== undefined) this.#tell(secretsOf(found.credential));
    if (!this.#toldSources.has(found?.source)) {
      this.#toldSources.add(found?.source);
      onSource?.(found?.source);
    }
    return found;
  }

  #tell(secrets: readonly string[]): void {
    for (const secret of secrets) {
      if (this.#toldSecrets.has(secret)) continue;
      this.#toldSecrets.add(secret);
      this.#options.onSecret?.(secret);
    }
  }
}
