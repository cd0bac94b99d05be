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
import type { Helpers } from './credential-helpers.ts';
import { LookupCache, type LookupOptions } from './lookup-cache.ts';
import { chain, githubTokenCredentials, staticCredentials } from './sources.ts';

/** Options of {@link defaultCredentials}. */
export interface DefaultCredentialsOptions extends Omit<ConfigOptions, 'signal'> {
  /** Credentials for one registry. They take precedence over all other sources. */
  readonly explicit?: { readonly registry: string; readonly credential: Credential } | undefined;
  /** The workflow's token, for GitHub's own registry. */
  readonly githubToken?: string | undefined;
}

/**
 * The default sources of credentials. Files are read when a lookup needs them. A lookup with `refresh` and a lookup
 * after an error read them again, at most every 10 s.
 */
export class DefaultCredentials implements CredentialSource {
  readonly #sources: CredentialSource;
  readonly #options: DefaultCredentialsOptions;
  readonly #configs: LookupCache<ConfigFile[]>;
  readonly #helpers: Helpers;
  /** A warning about a file that no lookup has read yet. */
  #pending: string | undefined;

  constructor(options: DefaultCredentialsOptions) {
    const { explicit, githubToken, env, now } = options;
    this.#options = { ...options, onWarning: withoutRepeats(options.onWarning) };
    this.#helpers = createHelpers(options);
    this.#configs = new LookupCache({ max: 2, now, isPositive: () => true });
    this.#sources = chain(
      staticCredentials(explicit === undefined ? [] : [{ ...explicit, source: 'the given user name and password' }]),
      {
        find: async (registry, findOptions = {}) => await (await this.#docker(findOptions)).find(registry, findOptions),
      },
      {
        find: async (registry, findOptions = {}) => await (await this.#podman(findOptions)).find(registry, findOptions),
      },
      githubTokenCredentials(githubToken ?? '', env),
    );
  }

  async find(registry: string, options?: FindOptions): Promise<FoundCredential | undefined> {
    try {
      const found = await this.#sources.find(registry, options);
      this.reportWarnings();
      return found;
    } catch (error) {
      // The error reports the same file.
      if (isOciError(error, 'CREDENTIALS')) this.#pending = undefined;
      throw error;
    }
  }

  /** Reports the warnings that no lookup reported. Call it at the end. */
  reportWarnings(): void {
    const text = this.#pending;
    this.#pending = undefined;
    if (text !== undefined) this.#options.onWarning?.(text);
  }

  /**
   * Reads `HttpHeaders` of Docker's configuration, which are sent only to a registry's own origin. A configuration that
   * cannot be read causes only a warning, after a lookup of credentials or at the end, because a lookup that needs the
   * file reports the error.
   *
   * @throws OciError `ABORTED`
   */
  async httpHeaders(signal?: AbortSignal): Promise<Readonly<Record<string, string>>> {
    try {
      return (await this.#docker({ signal })).httpHeaders;
    } catch (error) {
      if (!isOciError(error, 'CREDENTIALS')) throw error;
      this.#pending = `${error.message}; fix the file, or remove it`;
      return {};
    }
  }

  async #docker(options: LookupOptions): Promise<ConfigCredentials> {
    return this.#credentials(await this.#dockerConfigs(options));
  }

  async #podman(options: LookupOptions): Promise<ConfigCredentials> {
    const podman = await this.#configs.get(
      'podman',
      (lookup) => readPodmanConfigs({ ...this.#options, ...lookup }),
      options,
    );
    // Docker's configuration may come from the same file.
    const docker = await this.#dockerConfigs({ signal: options.signal });
    const searched = new Set(docker.map((config) => config.where));
    return this.#credentials(podman.filter((config) => !searched.has(config.where)));
  }

  #dockerConfigs(options: LookupOptions): Promise<ConfigFile[]> {
    return this.#configs.get('docker', (lookup) => readDockerConfigs({ ...this.#options, ...lookup }), options);
  }

  #credentials(configs: readonly ConfigFile[]): ConfigCredentials {
    return new ConfigCredentials(configs, this.#options, this.#helpers);
  }
}

/**
 * Creates the default sources of credentials. They are searched in this order: explicit credentials, Docker's
 * configuration with its helpers (the environment variable before the files), Podman's configuration, and the
 * workflow's GitHub token for GitHub's own registry.
 */
export function defaultCredentials(options: DefaultCredentialsOptions): DefaultCredentials {
  return new DefaultCredentials(options);
}
