import { OciError, printable } from '../spec/index.ts';
import { findInAuths } from './auths.ts';
import type { ConfigFile } from './config-file.ts';
import type { CredentialSource, FindOptions, FoundCredential } from './credential.ts';
import { Helpers } from './helper.ts';
import type { Environment } from './helper-path.ts';
import type { RunHelper } from './helper-process.ts';
import { checkRegistry, parseRegistryKey } from './registry-key.ts';

export interface ConfigOptions {
  readonly env: Environment;
  readonly homedir: string;
  /** @default the process's */
  readonly platform?: NodeJS.Platform | undefined;
  /** User id, which names podman's file where no variable does. @default the process's */
  readonly uid?: number | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
  /** How a credential helper is run. @default through @actions/exec */
  readonly run?: RunHelper | undefined;
  /** Longest run of a credential helper, milliseconds. @default 30_000 */
  readonly helperTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

type SourceOptions = Pick<ConfigOptions, 'env' | 'platform' | 'run' | 'helperTimeoutMs' | 'onWarning'>;

/** Credentials out of configuration files in Docker's form. */
export class ConfigCredentials implements CredentialSource {
  /** Fields for requests to registries, out of the first configuration that has any. */
  readonly httpHeaders: Readonly<Record<string, string>>;
  /** The files and variables that are asked, in this order. */
  readonly places: readonly string[];
  readonly #configs: readonly ConfigFile[];
  readonly #options: SourceOptions;
  readonly #helpers: Helpers;
  readonly #onWarning: (text: string) => void;
  readonly #warned = new Set<string>();

  /** @param configs asked in this order */
  constructor(configs: readonly ConfigFile[], options: SourceOptions) {
    this.#options = options;
    this.#configs = configs;
    this.places = configs.map((config) => config.where);
    this.#helpers = new Helpers({
      env: options.env,
      platform: options.platform ?? process.platform,
      run: options.run,
      timeoutMs: options.helperTimeoutMs,
    });
    this.#onWarning = options.onWarning ?? ((): void => undefined);
    this.httpHeaders = configs.find((config) => Object.keys(config.httpHeaders).length > 0)?.httpHeaders ?? {};
  }

  async find(registry: string, options: FindOptions = {}): Promise<FoundCredential | undefined> {
    const checked = checkRegistry(registry);
    for (const config of this.#configs) {
      const found =
        (await this.#askHelper(config, checked, options.signal)) ?? findInAuths(config, checked, options.repository);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The same without some of the places. */
  without(places: readonly string[]): ConfigCredentials {
    return new ConfigCredentials(
      this.#configs.filter((config) => !places.includes(config.where)),
      this.#options,
    );
  }

  async #askHelper(
    config: ConfigFile,
    registry: string,
    signal: AbortSignal | undefined,
  ): Promise<FoundCredential | undefined> {
    const own = ownHelper(config, registry);
    const suffix = own ?? config.credsStore;
    if (suffix === undefined || suffix === '') return undefined;
    const where = `${own === undefined ? 'credsStore' : `credHelpers for ${registry}`} in ${config.where}`;
    const answer = await this.#helpers.get(suffix, registry, where, signal);
    if (answer === 'none') return undefined;
    if (answer !== 'missing')
      return { credential: answer, source: `credential helper docker-credential-${suffix} (${printable(where)})` };
    const problem = `${printable(where)} names the credential helper docker-credential-${suffix}, which is not in PATH`;
    if (own !== undefined)
      throw new OciError('CREDENTIALS', `${problem}; install it, or remove that line and log in again`);
    this.#warnOnce(`${problem}; the entries under auths in the same file are used instead`);
    return undefined;
  }

  #warnOnce(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.#onWarning(text);
  }
}

/** The helper configured for this registry alone. An empty name switches `credsStore` off for it. */
function ownHelper(config: ConfigFile, registry: string): string | undefined {
  const keys = Object.keys(config.credHelpers).flatMap((key) => {
    const place = parseRegistryKey(key);
    return place?.registry === registry && place.path === '' ? [{ key, rank: place.rank }] : [];
  });
  const best = keys.sort((a, b) => a.rank - b.rank)[0];
  return best === undefined ? undefined : config.credHelpers[best.key];
}
