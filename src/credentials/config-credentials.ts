import { join } from 'node:path';
import { checkNumbers, OciError, printable } from '../spec/index.ts';
import { findInAuths } from './auths.ts';
import { parseConfig, readConfigFile, type ConfigFile } from './config-file.ts';
import { hasText, type CredentialSource, type FindOptions, type FoundCredential } from './credential.ts';
import { Helpers } from './credential-helpers.ts';
import type { Environment } from './helper-path.ts';
import type { RunHelper } from './helper-process.ts';
import type { LookupOptions } from './lookup-cache.ts';
import { checkRegistry, parseRegistryKey } from './registry-key.ts';

/** Options for reading a configuration file with credentials. */
export interface ConfigOptions {
  readonly env: Environment;
  readonly homedir: string;
  /** The only configuration file, in Docker's format. @default the files of Docker and Podman */
  readonly configFile?: string | undefined;
  /** @default the platform of this process */
  readonly platform?: NodeJS.Platform | undefined;
  /** User id in the path of Podman's file if `XDG_RUNTIME_DIR` is unset. @default the user id of this process */
  readonly uid?: number | undefined;
  /** Receives warnings, for example about a missing credential store. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** Runs a credential helper. @default `runHelper` */
  readonly run?: RunHelper | undefined;
  /** Maximum run time of a credential helper, milliseconds. @default 30_000 */
  readonly helperTimeoutMs?: number | undefined;
  /** Monotonic clock, milliseconds. @default that of this process */
  readonly now?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
}

type HelperOptions = Pick<ConfigOptions, 'env' | 'platform' | 'run' | 'helperTimeoutMs' | 'now'>;
type SourceOptions = HelperOptions & Pick<ConfigOptions, 'onWarning'>;

/** Credentials from configuration files in Docker's format. */
export class ConfigCredentials implements CredentialSource {
  /** Header fields for requests to registries, from the first configuration that has any. */
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly #configs: readonly ConfigFile[];
  readonly #helpers: Helpers;
  readonly #warn: (text: string) => void;

  /**
   * @param configs searched in this order
   * @param helpers shared by instances that use the same helpers, so that each helper runs once
   */
  constructor(configs: readonly ConfigFile[], options: SourceOptions, helpers: Helpers = createHelpers(options)) {
    this.#configs = configs;
    this.#helpers = helpers;
    this.#warn = withoutRepeats(options.onWarning);
    this.httpHeaders = configs.find((config) => Object.keys(config.httpHeaders).length > 0)?.httpHeaders ?? {};
  }

  async find(registry: string, options: FindOptions = {}): Promise<FoundCredential | undefined> {
    const checked = checkRegistry(registry);
    for (const config of this.#configs) {
      const found =
        (await this.#findWithHelper(config, checked, options)) ?? findInAuths(config, checked, options.repository);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #findWithHelper(
    config: ConfigFile,
    registry: string,
    options: LookupOptions,
  ): Promise<FoundCredential | undefined> {
    const registrySuffix = registryHelper(config, registry);
    const suffix = registrySuffix ?? config.credsStore;
    if (!hasText(suffix)) return undefined;
    const where = `${registrySuffix === undefined ? 'credsStore' : `credHelpers for ${registry}`} in ${config.where}`;
    const answer = await this.#helpers.get(suffix, registry, where, options);
    if (answer === 'none') return undefined;
    if (answer !== 'missing')
      return { credential: answer, source: `credential helper docker-credential-${suffix} (${printable(where)})` };
    const problem = `${printable(where)} names the credential helper docker-credential-${suffix}, which is not in PATH`;
    if (registrySuffix !== undefined)
      throw new OciError('CREDENTIALS', `${problem}; install it, or remove that line and log in again`);
    this.#warn(`${problem}; install it, or remove that line; the entries in auths of the same file are used instead`);
    return undefined;
  }
}

export function createHelpers(options: HelperOptions): Helpers {
  checkNumbers(options, { helperTimeoutMs: 0 });
  const { env, platform = process.platform, run, helperTimeoutMs: timeoutMs, now } = options;
  return new Helpers({ env, platform, run, timeoutMs, now });
}

/** The suffix of the helper for this registry in `credHelpers`. An empty suffix disables `credsStore` for it. */
export function registryHelper(config: ConfigFile, registry: string): string | undefined {
  const keys = Object.keys(config.credHelpers).flatMap((key) => {
    const parsed = parseRegistryKey(key);
    return parsed?.registry === registry && parsed.path === '' ? [{ key, rank: parsed.rank }] : [];
  });
  const best = keys.sort((a, b) => a.rank - b.rank)[0];
  return best === undefined ? undefined : config.credHelpers[best.key];
}

/**
 * Loads Docker's configuration: the JSON in `DOCKER_AUTH_CONFIG`, then the first existing file of
 * `$DOCKER_CONFIG/config.json`, `~/.docker/config.json` and `$XDG_RUNTIME_DIR/containers/auth.json`. The file is used
 * for registries that are not in the variable.
 *
 * @throws OciError `CREDENTIALS` when one of them cannot be read, `ABORTED`
 */
export async function loadDockerConfig(options: ConfigOptions): Promise<ConfigCredentials> {
  return new ConfigCredentials(await readDockerConfigs(options), options);
}

/**
 * Loads Podman's configuration: only `$REGISTRY_AUTH_FILE` if that is set. Otherwise it loads the two files to which
 * `podman login` may write: first `$XDG_RUNTIME_DIR/containers/auth.json` (without that variable
 * `/run/containers/<user id>/auth.json`), then `$XDG_CONFIG_HOME/containers/auth.json` (without that variable
 * `~/.config/containers/auth.json`, which is the file on macOS and Windows).
 *
 * @throws OciError `CREDENTIALS` when one of them cannot be read, `ABORTED`
 */
export async function loadPodmanConfig(options: ConfigOptions): Promise<ConfigCredentials> {
  return new ConfigCredentials(await readPodmanConfigs(options), options);
}

export async function readDockerConfigs(options: ConfigOptions): Promise<ConfigFile[]> {
  const { env, homedir, configFile, signal } = options;
  if (configFile !== undefined) {
    const config = await readConfigFile(configFile, signal);
    if (config !== undefined) return [config];
    throw new OciError('CREDENTIALS', `cannot read credentials from ${printable(configFile)}: the file does not exist`);
  }
  const { DOCKER_AUTH_CONFIG: inline, DOCKER_CONFIG: directory, XDG_RUNTIME_DIR: runtime } = env;
  const configs = hasText(inline) ? [parseConfig(inline, 'DOCKER_AUTH_CONFIG')] : [];
  const paths = [
    ...(hasText(directory) ? [join(directory, 'config.json')] : []),
    ...(hasText(homedir) ? [join(homedir, '.docker', 'config.json')] : []),
    ...(hasText(runtime) ? [join(runtime, 'containers', 'auth.json')] : []),
  ];
  for (const path of paths) {
    const config = await readConfigFile(path, signal);
    if (config !== undefined) return [...configs, config];
  }
  return configs;
}

export async function readPodmanConfigs(options: ConfigOptions): Promise<ConfigFile[]> {
  const configs: ConfigFile[] = [];
  if (options.configFile !== undefined) return configs;
  for (const path of podmanPaths(options)) {
    const config = await readConfigFile(path, options.signal);
    if (config !== undefined) configs.push(config);
  }
  return configs;
}

function podmanPaths({ env, homedir, uid = process.getuid?.() }: ConfigOptions): string[] {
  const { REGISTRY_AUTH_FILE: explicit, XDG_RUNTIME_DIR: runtime, XDG_CONFIG_HOME: config } = env;
  if (hasText(explicit)) return [explicit];
  const paths: string[] = [];
  if (hasText(runtime)) paths.push(join(runtime, 'containers', 'auth.json'));
  else if (uid !== undefined) paths.push(`/run/containers/${uid}/auth.json`);
  if (hasText(config)) paths.push(join(config, 'containers', 'auth.json'));
  else if (hasText(homedir)) paths.push(join(homedir, '.config', 'containers', 'auth.json'));
  return paths;
}

/** Returns a callback that reports each warning only once. */
export function withoutRepeats(onWarning: ((text: string) => void) | undefined): (text: string) => void {
  const reported = new Set<string>();
  return (text) => {
    if (reported.has(text)) return;
    reported.add(text);
    onWarning?.(text);
  };
}
