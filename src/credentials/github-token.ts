import type { CredentialSource } from './credential.ts';
import type { Environment } from './helper-path.ts';
import { staticCredentials } from './static.ts';

/**
 * The workflow's own token. It serves the container registry of the GitHub that issued it and no other: `ghcr.io` for github.com,
 * `containers.<host>` for a GitHub Enterprise server and for a data-residency host (`containers.<name>.ghe.com`).
 *
 * @param env `GITHUB_SERVER_URL` says which GitHub it is, `GITHUB_ACTOR` who asks
 */
export function githubTokenCredentials(token: string, env: Environment): CredentialSource {
  const registry = gitHubRegistry(env['GITHUB_SERVER_URL']);
  if (token === '' || registry === undefined) return staticCredentials([]);
  const actor = env['GITHUB_ACTOR'];
  // The registry looks at the token alone; any user name will do.
  const username = actor === undefined || actor === '' || actor.includes(':') ? 'x-access-token' : actor;
  return staticCredentials([
    {
      registry,
      credential: { username, password: token },
      source: `the GitHub token of this workflow, for ${registry}`,
    },
  ]);
}

/**
 * Host of the container registry that belongs to a GitHub.
 *
 * @param server `GITHUB_SERVER_URL`; github.com when it is not set
 */
export function gitHubRegistry(server: string | undefined): string | undefined {
  if (server === undefined || server === '') return 'ghcr.io';
  if (!URL.canParse(server)) return undefined;
  const host = new URL(server).hostname;
  return host === 'github.com' ? 'ghcr.io' : `containers.${host}`;
}
