import { isIP } from 'node:net';
import { OciError, printable } from '../spec/index.ts';

/** Options of {@link checkRealm}. */
export interface RealmOptions {
  /** Origin of the registry. */
  readonly origin: URL;
  /** Hosts, without port, that may issue tokens although they are not in the registry's domain. */
  readonly allowedHosts?: readonly string[] | undefined;
}

/**
 * Checks the URL of the token endpoint that a registry names, before any credential is looked up. Without this check, a
 * malicious registry could get the user's password, or send requests into the user's network.
 *
 * The realm must be an absolute http or https URL without user information, and https if the registry uses https. Its
 * host must be the registry's host, or have the same registrable domain, or be in `allowedHosts`. The private part of
 * the public suffix list applies, so that two tenants of a hosting domain do not trust each other. An IP address or a
 * local name has no registrable domain, so it must be the registry's host or be in `allowedHosts`.
 *
 * @returns the URL of the endpoint, without fragment
 * @throws OciError `REDIRECT_REFUSED`, `PROTOCOL` for a missing realm
 */
export async function checkRealm(realm: string | undefined, options: RealmOptions): Promise<URL> {
  const { origin } = options;
  if (realm === undefined || realm === '')
    throw new OciError(
      'PROTOCOL',
      `cannot request a token for ${origin.origin}: its challenge has no realm, which names the token endpoint`,
    );
  // User information and query may contain secrets, so errors contain only origin and path.
  if (!URL.canParse(realm)) throw refusedRealm(origin, 'a token endpoint that is not an absolute URL');
  const url = new URL(realm);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refusedRealm(
      origin,
      `a token endpoint with the scheme "${printable(url.protocol, 40)}" instead of http or https`,
    );
  const endpoint = printable(`${url.origin}${url.pathname}`, 300);
  if (url.username !== '' || url.password !== '')
    throw refusedRealm(origin, `the token endpoint ${endpoint} with user information in its URL`);
  if (origin.protocol === 'https:' && url.protocol !== 'https:')
    throw refusedRealm(origin, `the token endpoint ${endpoint}, which does not use TLS although the registry does`);
  if (!(await isTrustedHost(hostOf(url), hostOf(origin), options.allowedHosts ?? []))) {
    throw refusedRealm(
      origin,
      `the token endpoint ${endpoint}, which is on another domain`,
      `; if you trust it, allow the host ${printable(hostOf(url), 300)} as a token realm`,
    );
  }
  url.hash = '';
  return url;
}

async function isTrustedHost(host: string, registry: string, allowed: readonly string[]): Promise<boolean> {
  if (host === registry || allowed.some((name) => normalise(name) === host)) return true;
  if (isAddress(host) || isAddress(registry)) return false;
  // The import is dynamic because the public suffix list is large and most registries issue their tokens themselves.
  const { getDomain } = await import('tldts');
  const domain = getDomain(host, { allowPrivateDomains: true });
  return domain !== null && domain === getDomain(registry, { allowPrivateDomains: true });
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || isIP(host) !== 0;
}

/** The URL parser already converts the host to lower case and every form of an IPv4 address to dotted decimal. */
function hostOf(url: URL): string {
  return normalise(url.hostname);
}

function normalise(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function refusedRealm(origin: URL, endpoint: string, remedy = ''): OciError {
  return new OciError(
    'REDIRECT_REFUSED',
    `${origin.origin} names ${endpoint}; no request and no credentials were sent to it${remedy}`,
  );
}
