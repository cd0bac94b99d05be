import { canonicalRegistry, isRegistryHost, OciError, printable } from '../spec/index.ts';

/** Docker's key for Docker Hub in `auths`, and the server address that Docker passes to credential helpers. */
export const dockerHubKey = 'https://index.docker.io/v1/';

/**
 * Returns the registry in its canonical form. The check precedes any lookup, because a host with a line break would
 * become two requests to a credential helper.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function checkRegistry(registry: string): string {
  if (isRegistryHost(registry)) return canonicalRegistry(registry);
  throw new OciError(
    'INPUT_INVALID',
    `cannot look up credentials for "${printable(registry, 300)}": it is not a registry host; write host or host:port`,
  );
}

/** Returns the host in a key of `auths`, in its canonical form. Scheme and path are ignored. */
export function hostOfKey(key: string): string {
  return canonicalRegistry(key.replace(/^https?:\/\//i, '').split('/', 1)[0] ?? '');
}

/** A parsed key of `auths`. */
export interface RegistryKey {
  /** Canonical host with optional port. */
  readonly registry: string;
  /** Leading segments of the repository names that the key covers; empty for the whole registry. */
  readonly path: string;
  /** Precedence among keys with the same registry and path. The lowest rank takes precedence. */
  readonly rank: number;
}

const rankExact = 0;
const rankAlias = 1;
const rankDockerHub = 2;
const rankUrl = 3;

/**
 * Parses a key of `auths`: `host`, `host/part/of/name`, or one of the URLs of old Docker versions, `https://host`,
 * `https://host/v1/`, `https://host/v2/`. A key never matches a part of a host name.
 *
 * @returns undefined for any other URL
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

/** Lists the paths of keys that cover a repository, from the most specific path to the whole registry. */
export function pathsOf(repository: string | undefined): string[] {
  const segments = repository === undefined || repository === '' ? [] : repository.split('/');
  return [...segments.map((_, index) => segments.slice(0, segments.length - index).join('/')), ''];
}
