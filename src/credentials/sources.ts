import { canonicalRegistry } from '../spec/index.ts';
import { isAnonymous, type Credential, type CredentialSource } from './credential.ts';
import type { Environment } from './helper-path.ts';
import { checkRegistry } from './registry-key.ts';

/**
 * Joins sources: asks them in order and uses the first credential. An error ends the search, so that another credential
 * never silently replaces a configured one that cannot be read.
 */
export function chain(...sources: readonly CredentialSource[]): CredentialSource {
  return {
    find: async (registry, options) => {
      for (const source of sources) {
        const found = await source.find(registry, options);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

/** A credential for a registry or a repository. */
export interface StaticEntry {
  /** Host with optional port. All host names of Docker Hub are equivalent. */
  readonly registry: string;
  readonly credential: Credential;
  /** @default 'explicit credentials' */
  readonly source?: string | undefined;
}

/** A source of fixed credentials, each for exactly one registry. An empty credential counts as absent. */
export function staticCredentials(entries: Iterable<StaticEntry>): CredentialSource {
  const byRegistry = new Map<string, StaticEntry>();
  for (const entry of entries) byRegistry.set(canonicalRegistry(entry.registry), entry);
  return {
    find: async (registry) => {
      const entry = byRegistry.get(checkRegistry(registry));
      if (entry === undefined || isAnonymous(entry.credential)) return undefined;
      return { credential: entry.credential, source: entry.source ?? 'explicit credentials' };
    },
  };
}

/**
 * A source with the workflow's own token. The token is used only for the container registry of the GitHub server that
 * issued it: `ghcr.io` for github.com, `containers.<host>` for a GitHub Enterprise server and for a data-residency host
 * (`containers.<name>.ghe.com`).
 *
 * @param env `GITHUB_SERVER_URL` is the GitHub server, `GITHUB_ACTOR` the user name
 */
export function githubTokenCredentials(token: string, env: Environment): CredentialSource {
  const registry = gitHubRegistry(env['GITHUB_SERVER_URL']);
  if (token === '' || registry === undefined) return staticCredentials([]);
  const actor = env['GITHUB_ACTOR'];
  // The registry checks only the token and accepts any user name.
  const username = actor === undefined || actor === '' || actor.includes(':') ? 'x-access-token' : actor;
  const source = `the GitHub token of this workflow, for ${registry}`;
  return staticCredentials([{ registry, credential: { username, password: token }, source }]);
}

/**
 * Returns the host of the container registry of a GitHub server; undefined for an invalid URL.
 *
 * @param server `GITHUB_SERVER_URL` @default github.com
 */
export function gitHubRegistry(server: string | undefined): string | undefined {
  if (server === undefined || server === '') return 'ghcr.io';
  if (!URL.canParse(server)) return undefined;
  const host = new URL(server).hostname;
  return host === 'github.com' ? 'ghcr.io' : `containers.${host}`;
}
