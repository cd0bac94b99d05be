import { join } from 'node:path';
import { OciError, printable } from '../spec/index.ts';
import { registryHelper, type ConfigOptions } from './config-credentials.ts';
import { readConfigFile } from './config-file.ts';
import { callHelper, failedHelper, isNotFound, type HelperCall } from './credential-helpers.ts';
import { hasText, type Credential } from './credential.ts';
import { replaceDockerAuth } from './docker-login.ts';
import { checkHelperSuffix } from './helper-path.ts';
import { checkRegistry } from './registry-key.ts';

/** Options of {@link saveLogin} and {@link removeLogin}. */
export type LoginOptions = Pick<ConfigOptions, 'env' | 'platform' | 'run' | 'helperTimeoutMs' | 'signal'>;

/** Path of the file that `docker login` writes: `config.json` in `$DOCKER_CONFIG`, or in `.docker` of the home directory. */
export function dockerConfigPath({ env, homedir }: Pick<ConfigOptions, 'env' | 'homedir'>): string {
  const directory = env['DOCKER_CONFIG'];
  return join(hasText(directory) ? directory : join(homedir, '.docker'), 'config.json');
}

/**
 * Stores a credential as `docker login` does: in the credential helper that the configuration file names for the
 * registry, otherwise in the file itself, readable only by its owner.
 *
 * @param path of `config.json`; created with its directory when it does not exist
 * @param registry host with optional port
 * @returns a description of the place
 * @throws OciError `CREDENTIALS` for a malformed file, or a missing or failed helper; `INPUT_INVALID`, `FILE_SYSTEM`,
 *   `TIMEOUT`, `ABORTED`
 */
export async function saveLogin(
  path: string,
  registry: string,
  credential: Credential,
  options: LoginOptions,
): Promise<string> {
  const checked = checkRegistry(registry);
  const suffix = await helperOf(path, checked, options.signal);
  if (suffix === undefined) {
    await replaceDockerAuth(path, checked, credential, options);
    return path;
  }
  const answer = await call({ suffix, registry: checked, verb: 'store', credential }, path, options);
  if (answer.output.exitCode !== 0) throw failedHelper(answer.program, checked, answer.output);
  // The entry shows other tools that there is a login, and replaces a secret in the file.
  await replaceDockerAuth(path, checked, {}, options);
  return `the credential helper docker-credential-${suffix}`;
}

/**
 * Removes the credential of a registry from its credential helper and from the configuration file.
 *
 * @returns whether there was a credential
 * @throws OciError as {@link saveLogin}
 */
export async function removeLogin(path: string, registry: string, options: LoginOptions): Promise<boolean> {
  const checked = checkRegistry(registry);
  const suffix = await helperOf(path, checked, options.signal);
  let had = false;
  if (suffix !== undefined) {
    const { program, output } = await call({ suffix, registry: checked, verb: 'erase' }, path, options);
    had = output.exitCode === 0;
    if (!had && !isNotFound(output)) throw failedHelper(program, checked, output);
  }
  const hadEntry = await replaceDockerAuth(path, checked, undefined, options);
  return suffix === undefined ? hadEntry : had || hadEntry;
}

/** The suffix of the helper for a registry; undefined if the file itself has the credentials. */
async function helperOf(path: string, registry: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const config = await readConfigFile(path, signal);
  const suffix = config === undefined ? undefined : (registryHelper(config, registry) ?? config.credsStore);
  if (!hasText(suffix)) return undefined;
  checkHelperSuffix(suffix, path);
  return suffix;
}

async function call(helper: HelperCall, path: string, options: LoginOptions) {
  const { env, platform = process.platform, run, helperTimeoutMs: timeoutMs, signal } = options;
  const answer = await callHelper(helper, { env, platform, run, timeoutMs, signal });
  if (answer !== undefined) return answer;
  throw new OciError(
    'CREDENTIALS',
    `${printable(path)} names the credential helper docker-credential-${helper.suffix}, which is not in PATH; ` +
      'install it, or remove that line',
  );
}
