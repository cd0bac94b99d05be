import { join } from 'node:path';
import { ConfigCredentials, type ConfigOptions } from './config-credentials.ts';
import { parseConfig, readConfigFile, type ConfigFile } from './config-file.ts';

/**
 * Docker's configuration: the JSON in `DOCKER_AUTH_CONFIG`, then the first file there is of `$DOCKER_CONFIG/config.json`,
 * `~/.docker/config.json` and `$XDG_RUNTIME_DIR/containers/auth.json`. What the variable does not have is looked up in the file.
 *
 * @throws OciError `CREDENTIALS` when one of them cannot be read, `ABORTED`
 */
export async function loadDockerConfig(options: ConfigOptions): Promise<ConfigCredentials> {
  const { env, homedir, signal } = options;
  const configs: ConfigFile[] = [];
  const inline = env['DOCKER_AUTH_CONFIG'];
  if (isSet(inline)) configs.push(parseConfig(inline, 'DOCKER_AUTH_CONFIG'));
  const directory = env['DOCKER_CONFIG'];
  const runtime = env['XDG_RUNTIME_DIR'];
  const file = await readFirst(
    [
      isSet(directory) ? join(directory, 'config.json') : undefined,
      isSet(homedir) ? join(homedir, '.docker', 'config.json') : undefined,
      isSet(runtime) ? join(runtime, 'containers', 'auth.json') : undefined,
    ],
    signal,
  );
  if (file !== undefined) configs.push(file);
  return new ConfigCredentials(configs, options);
}

async function readFirst(
  paths: readonly (string | undefined)[],
  signal: AbortSignal | undefined,
): Promise<ConfigFile | undefined> {
  for (const path of paths) {
    const config = path === undefined ? undefined : await readConfigFile(path, signal);
    if (config !== undefined) return config;
  }
  return undefined;
}

export function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
