import { canonicalRegistry, isRegistryHost, OciError, printable } from '../spec/index.ts';

/** The key under which Docker keeps Docker Hub's credentials, and the server address that it tells credential helpers. */
export const dockerHubKey = 'https://index.docker.io/v1/';

/**
 * The registry in its canonical spelling. Checked before anything is looked up or any program runs: a host with a line break would
 * become two requests to a credential helper.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function checkRegistry(registry: string): string {
  if (isRegistryHost(registry)) return canonicalRegistry(registry);
  throw new OciError(
    'INPUT_INVALID',
    `"${printable(registry, 300)}" is not a registry host, so no credentials are looked up for it`,
  );
}

/** The host that a key of `auths` names, in its canonical spelling, whatever path stands behind it. */
export function hostOfKey(key: string): string {
  return canonicalRegistry(key.replace(/^https?:\/\//i, '').split('/', 1)[0] ?? '');
}

/** What a key of `auths` stands for. */
export interface RegistryKey {
  /** Canonical host with optional port. */
  readonly registry: string;
  /** Leading segments of the repository name that the key is meant for; empty for the whole registry. */
  readonly path: string;
  /** Which of several keys for one place counts: the lowest. */
  readonly rank: number;
}

const rankExact = 0;
const rankAlias = 1;
const rankDockerHub = 2;
const rankUrl = 3;

/**
 * Reads a key of `auths`: `host`, `host/part/of/name`, or one of the URLs that old Docker versions wrote, `https://host`,
 * `https://host/v1/`, `https://host/v2/`. Undefined for another URL: it matches no registry. Nothing is matched by a part of a host name.
 */
export function parseRegistryKey(key: string): RegistryKey | undefined {
  const url = /^https?:\/\//i.exec(key);
  const bare = url === null ? key : key.slice(url[0].length);
  const slash = bare.indexOf('/');
  const host = slash < 0 ? bare : bare.slice(0, slash);
  const rest = slash < 0 ? '' : bare.slice(slash + 1);
  const registry = canonicalRegistry(host);
  if (url !== null || /^v[12]\/$/.test(rest)) {
    if (!/^(?:v[12]\/?)?$/.test(rest)) return undefined;
    return { registry, path: '', rank: key === dockerHubKey ? rankDockerHub : rankUrl };
  }
  return { registry, path: rest.replace(/\/$/, ''), rank: registry === host.toLowerCase() ? rankExact : rankAlias };
}

/** The paths to try for a repository, the most specific first, the whole registry last. */
export function pathsOf(repository: string | undefined): string[] {
  const segments = repository === undefined || repository === '' ? [] : repository.split('/');
  return [...segments.map((_, index) => segments.slice(0, segments.length - index).join('/')), ''];
}
