import { isIP } from 'node:net';
import type { UrlSource } from '../http/index.ts';
import { OciError, printable, type Remedy } from '../spec/index.ts';

/** Options of {@link checkRealm}. */
export interface RealmOptions {
  /** Origin of the registry. */
  readonly origin: URL;
  /** Hosts, without port, that may issue tokens although they are not in the registry's domain. */
  readonly allowedHosts?: readonly string[] | undefined;
}

/** The token endpoint that a registry names. */
export interface Realm {
  /** Without fragment. */
  readonly url: URL;
  /** The registry; undefined if the user allowed the host of the endpoint. */
  readonly namedBy: UrlSource | undefined;
  /** Creates the error for credentials, which the endpoint must not get. Undefined if it may get them. */
  readonly refuseCredentials: (() => OciError) | undefined;
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
  const { url, refuseCredentials } = await parseRealm(realm, options);
  if (refuseCredentials !== undefined) throw refuseCredentials();
  return url;
}

/**
 * Parses the URL of a token endpoint with the rules of {@link checkRealm}. An endpoint that fails only because it is a
 * name on another domain is returned, because it may get requests without credentials: a registry can delegate the
 * tokens for public content to another registry. The transport refuses a name with a private address.
 *
 * @throws OciError `REDIRECT_REFUSED`, `PROTOCOL` for a missing realm
 */
export async function parseRealm(realm: string | undefined, options: RealmOptions): Promise<Realm> {
  const { origin, allowedHosts = [] } = options;
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
  url.hash = '';
  const host = hostOf(url);
  if (allowedHosts.some((name) => normalise(name) === host))
    return { url, namedBy: undefined, refuseCredentials: undefined };
  const namedBy: UrlSource = { registry: origin, kind: 'token endpoint' };
  if (await isSameDomain(host, hostOf(origin))) return { url, namedBy, refuseCredentials: undefined };
  const refuseCredentials = (): OciError =>
    refusedRealm(origin, `the token endpoint ${endpoint}, which is on another domain`, {
      text: `; if you trust it, allow the host ${printable(host, 300)} as a token realm`,
      option: 'tokenHosts',
    });
  if (isAddress(host)) throw refuseCredentials();
  return { url, namedBy, refuseCredentials };
}

async function isSameDomain(host: string, registry: string): Promise<boolean> {
  if (host === registry) return true;
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

function refusedRealm(
  origin: URL,
  endpoint: string,
  remedy?: { readonly text: string; readonly option: Remedy },
): OciError {
  return new OciError(
    'REDIRECT_REFUSED',
    `${origin.origin} names ${endpoint}; no request and no credentials were sent to it${remedy?.text ?? ''}`,
    { remedy: remedy?.option },
  );
}
