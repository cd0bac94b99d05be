import { isIP } from 'node:net';
import { OciError, printable } from '../spec/index.ts';

export interface RealmOptions {
  /** Origin of the registry. */
  readonly origin: URL;
  /** Hosts, without port, that may issue tokens although their domain is another one. */
  readonly allowedHosts?: readonly string[] | undefined;
}

/**
 * Checks the address of the token endpoint that a registry names, before any credential is looked up. The registry, or
 * an attacker who answers for it, chooses that address, and could otherwise get the user's password or send requests
 * into the user's network.
 *
 * The realm must be an absolute http or https URL without user information, and https if the registry uses https. Its
 * host must be the registry's host, or have the same registrable domain, or be allowed by name. The registrable domain
 * follows the public suffix list with its private part, so that two tenants of a hosting domain do not trust each
 * other. An IP address or a local name has no domain, so it must be the registry's own or allowed.
 *
 * @returns the URL of the endpoint, without fragment
 * @throws OciError `REDIRECT_REFUSED`, `PROTOCOL` for a missing realm
 */
export async function checkRealm(realm: string | undefined, options: RealmOptions): Promise<URL> {
  const { origin } = options;
  if (realm === undefined || realm === '')
    throw new OciError(
      'PROTOCOL',
      `${origin.origin} requires a token but names no token endpoint (its challenge has no realm)`,
    );
  // User information and query may contain secrets, so messages contain only origin and path.
  if (!URL.canParse(realm)) throw refused(origin, 'a token endpoint that is not an absolute URL');
  const url = new URL(realm);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused(origin, `a token endpoint with the scheme "${printable(url.protocol, 40)}" instead of http or https`);
  const endpoint = printable(`${url.origin}${url.pathname}`, 300);
  if (url.username !== '' || url.password !== '')
    throw refused(origin, `the token endpoint ${endpoint} with user information in its URL`);
  if (origin.protocol === 'https:' && url.protocol !== 'https:')
    throw refused(origin, `the token endpoint ${endpoint}, which does not use TLS although the registry does`);
  if (!(await isTrustedHost(hostOf(url), hostOf(origin), options.allowedHosts ?? []))) {
    throw refused(
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
  // Imported only here, because the public suffix list is large and most registries issue their tokens themselves.
  const { getDomain } = await import('tldts');
  const domain = getDomain(host, { allowPrivateDomains: true });
  return domain !== null && domain === getDomain(registry, { allowPrivateDomains: true });
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || isIP(host) !== 0;
}

/** The URL parser has already converted the host to lower case and every form of an IPv4 address to dotted decimal. */
function hostOf(url: URL): string {
  return normalise(url.hostname);
}

function normalise(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function refused(origin: URL, what: string, advice = ''): OciError {
  return new OciError(
    'REDIRECT_REFUSED',
    `${origin.origin} names ${what}; no request and no credentials were sent to it${advice}`,
  );
}
