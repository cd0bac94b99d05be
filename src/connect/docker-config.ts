import { homedir as userHome } from 'node:os';
import { loadDockerConfig as load, type ConfigCredentials, type ConfigOptions } from '../credentials/index.ts';

/**
 * Loads Docker's configuration: the JSON in `DOCKER_AUTH_CONFIG`, then the first existing file of
 * `$DOCKER_CONFIG/config.json`, `~/.docker/config.json` and `$XDG_RUNTIME_DIR/containers/auth.json`. The file is used
 * for registries that are not in the variable.
 *
 * @param options.env default: the environment of this process
 * @param options.homedir default: the home directory of the user
 * @throws OciError `CREDENTIALS` when one of them cannot be read, `ABORTED`
 */
export function loadDockerConfig(options: Partial<ConfigOptions> = {}): Promise<ConfigCredentials> {
  return load({ env: process.env, homedir: userHome(), ...options });
}
