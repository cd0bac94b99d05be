import { isOciError } from '../spec/index.ts';
import { chain } from './chain.ts';
import type { ConfigCredentials, ConfigOptions } from './config-credentials.ts';
import type { Credential, CredentialSource, FindOptions, FoundCredential } from './credential.ts';
import { loadDockerConfig } from './docker-config.ts';
import { githubTokenCredentials } from './github-token.ts';
import { loadPodmanConfig } from './podman-config.ts';
import { staticCredentials } from './static.ts';

export interface DefaultCredentialsOptions extends Omit<ConfigOptions, 'signal'> {
  /** Credentials given by name for one registry; they come first. */
  readonly explicit?: { readonly registry: string; readonly credential: Credential } | undefined;
  readonly githubToken?: string | undefined;
}

/** Where credentials come from unless told otherwise. Files are read when the first question gets that far. */
export class DefaultCredentials implements CredentialSource {
  readonly #sources: CredentialSource;
  readonly #docker: () => Promise<ConfigCredentials>;
  readonly #onWarning: (text: string) => void;

  constructor(options: DefaultCredentialsOptions) {
    const { explicit, githubToken, env } = options;
    this.#onWarning = options.onWarning ?? ((): void => undefined);
    this.#docker = once(() => loadDockerConfig(options));
    const podman = once(async () => {
      // Without a Docker configuration podman's own file stood in for it, and has been asked already.
      const { places } = await this.#docker();
      return (await loadPodmanConfig(options)).without(places);
    });
    this.#sources = chain(
      staticCredentials(explicit === undefined ? [] : [{ ...explicit, source: 'the user name and password given' }]),
      { find: async (registry, find) => await (await this.#docker()).find(registry, find) },
      { find: async (registry, find) => await (await podman()).find(registry, find) },
      githubTokenCredentials(githubToken ?? '', env),
    );
  }

  find(registry: string, options?: FindOptions): Promise<FoundCredential | undefined> {
    return this.#sources.find(registry, options);
  }

  /**
   * `HttpHeaders` of Docker's configuration, for requests to a registry's own origin. A configuration that cannot be read is a warning
   * here: it becomes an error when credentials are asked of it.
   */
  async httpHeaders(): Promise<Readonly<Record<string, string>>> {
    try {
      return (await this.#docker()).httpHeaders;
    } catch (error) {
      if (!isOciError(error, 'CREDENTIALS')) throw error;
      this.#onWarning(error.message);
      return {};
    }
  }
}

/**
 * The sources in this order: explicit credentials, Docker's configuration with its helpers (the variable before the files), podman's,
 * and the workflow's GitHub token for GitHub's own registry.
 */
export function defaultCredentials(options: DefaultCredentialsOptions): DefaultCredentials {
  return new DefaultCredentials(options);
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}
