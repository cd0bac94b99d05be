import { isOciError } from '../spec/index.ts';
import {
  ConfigCredentials,
  createHelpers,
  readDockerConfigs,
  readPodmanConfigs,
  withoutRepeats,
  type ConfigOptions,
} from './config-credentials.ts';
import type { ConfigFile } from './config-file.ts';
import type { Credential, CredentialSource, FindOptions, FoundCredential } from './credential.ts';
import type { Helpers } from './helper.ts';
import { LookupCache, type LookupOptions } from './lookup-cache.ts';
import { chain, githubTokenCredentials, staticCredentials } from './sources.ts';

/** Options of {@link defaultCredentials}. */
export interface DefaultCredentialsOptions extends Omit<ConfigOptions, 'signal'> {
  /** Credentials for one registry. They take precedence over all other sources. */
  readonly explicit?: { readonly registry: string; readonly credential: Credential } | undefined;
  readonly githubToken?: string | undefined;
}

/**
 * The default sources of credentials. Files are read when a lookup needs them. A lookup with `refresh` reads them
 * again, and so does a lookup after an error, at most every 10 s.
 */
export class DefaultCredentials implements CredentialSource {
  readonly #sources: CredentialSource;
  readonly #options: DefaultCredentialsOptions;
  readonly #configs: LookupCache<ConfigFile[]>;
  readonly #helpers: Helpers;

  constructor(options: DefaultCredentialsOptions) {
    const { explicit, githubToken, env, now } = options;
    this.#options = { ...options, onWarning: withoutRepeats(options.onWarning) };
    this.#helpers = createHelpers(options);
    this.#configs = new LookupCache({ max: 2, now, isFound: () => true });
    this.#sources = chain(
      staticCredentials(explicit === undefined ? [] : [{ ...explicit, source: 'the user name and password given' }]),
      { find: async (registry, find = {}) => await (await this.#docker(find)).find(registry, find) },
      { find: async (registry, find = {}) => await (await this.#podman(find)).find(registry, find) },
      githubTokenCredentials(githubToken ?? '', env),
    );
  }

  find(registry: string, options?: FindOptions): Promise<FoundCredential | undefined> {
    return this.#sources.find(registry, options);
  }

  /**
   * `HttpHeaders` of Docker's configuration, which are sent to a registry's own origin. A configuration that cannot be
   * read causes only a warning here, and an error when a lookup of credentials needs it.
   *
   * @throws OciError `ABORTED`
   */
  async httpHeaders(signal?: AbortSignal): Promise<Readonly<Record<string, string>>> {
    try {
      return (await this.#docker({ signal })).httpHeaders;
    } catch (error) {
      if (!isOciError(error, 'CREDENTIALS')) throw error;
      this.#options.onWarning?.(error.message);
      return {};
    }
  }

  async #docker(options: LookupOptions): Promise<ConfigCredentials> {
    return this.#credentials(await this.#dockerConfigs(options));
  }

  async #podman(options: LookupOptions): Promise<ConfigCredentials> {
    const podman = await this.#configs.get(
      'podman',
      (look) => readPodmanConfigs({ ...this.#options, ...look }),
      options,
    );
    // Docker's lookup may already have used Podman's file.
    const docker = await this.#dockerConfigs({ signal: options.signal });
    const searched = new Set(docker.map((config) => config.where));
    return this.#credentials(podman.filter((config) => !searched.has(config.where)));
  }

  #dockerConfigs(options: LookupOptions): Promise<ConfigFile[]> {
    return this.#configs.get('docker', (look) => readDockerConfigs({ ...this.#options, ...look }), options);
  }

  #credentials(configs: readonly ConfigFile[]): ConfigCredentials {
    return new ConfigCredentials(configs, this.#options, this.#helpers);
  }
}

/**
 * The sources in this order: explicit credentials, Docker's configuration with its helpers (the environment variable
 * before the files), Podman's configuration, and the workflow's GitHub token for GitHub's own registry.
 */
export function defaultCredentials(options: DefaultCredentialsOptions): DefaultCredentials {
  return new DefaultCredentials(options);
}
