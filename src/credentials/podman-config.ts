import { join } from 'node:path';
import { ConfigCredentials, type ConfigOptions } from './config-credentials.ts';
import { readConfigFile, type ConfigFile } from './config-file.ts';
import { isSet } from './docker-config.ts';

/**
 * Podman's configuration: `$REGISTRY_AUTH_FILE` alone when that is set; otherwise what `podman login` writes,
 * `$XDG_RUNTIME_DIR/containers/auth.json` (without that variable `/run/containers/<user id>/auth.json`), and then
 * `$XDG_CONFIG_HOME/containers/auth.json` or `~/.config/containers/auth.json`, where it is on macOS and Windows.
 *
 * @throws OciError `CREDENTIALS` when one of them cannot be read, `ABORTED`
 */
export async function loadPodmanConfig(options: ConfigOptions): Promise<ConfigCredentials> {
  const configs: ConfigFile[] = [];
  for (const path of podmanPaths(options)) {
    const config = await readConfigFile(path, options.signal);
    if (config !== undefined) configs.push(config);
  }
  return new ConfigCredentials(configs, options);
}

function podmanPaths({ env, homedir, uid = process.getuid?.() }: ConfigOptions): string[] {
  const { REGISTRY_AUTH_FILE: explicit, XDG_RUNTIME_DIR: runtime, XDG_CONFIG_HOME: config } = env;
  if (isSet(explicit)) return [explicit];
  const paths: string[] = [];
  if (isSet(runtime)) paths.push(join(runtime, 'containers', 'auth.json'));
  else if (uid !== undefined) paths.push(`/run/containers/${uid}/auth.json`);
  if (isSet(config)) paths.push(join(config, 'containers', 'auth.json'));
  else if (isSet(homedir)) paths.push(join(homedir, '.config', 'containers', 'auth.json'));
  return paths;
}
