import { isIP } from 'node:net';
import { OciError, printable } from '../spec/index.ts';

export interface RealmOptions {
  /** Origin of the registry. */
  readonly origin: URL;
  /** Hosts, without port, that may issue tokens although they are of another domain. */
  readonly allowedHosts?: readonly string[] | undefined;
}

/**
 * Decides whether the token endpoint that a registry names may be asked, before any credential is looked up: whoever answers for the
 * registry chooses that address, and would otherwise be sent the user's password or have requests made within the user's network.
 *
 * It must be an absolute URL over http or https, over https when the registry is, without user information. Its host must be the
 * registry's, or of the same registrable domain (by the public suffix list, its private part included, so that two tenants of one
 * hosting domain are strangers), or allowed by name. An IP address or a local name has no domain and thus must be the registry's own or allowed.
 *
 * @throws OciError `REDIRECT_REFUSED`, `PROTOCOL` for a missing realm
 */
export async function checkRealm(realm: string | undefined, options: RealmOptions): Promise<URL> {
  const { origin } = options;
  if (realm === undefined || realm === '')
    throw new OciError(
      'PROTOCOL',
      `${origin.origin} asks for a token without naming the endpoint (its challenge has no realm)`,
    );
  // The URL may hold user information or a query with secrets; only its origin and path are ever repeated.
  if (!URL.canParse(realm)) throw refused(origin, 'a token endpoint that is not an absolute URL');
  const url = new URL(realm);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused(
      origin,
      `a token endpoint of the scheme "${printable(url.protocol, 40)}", which is neither http nor https`,
    );
  const shown = printable(`${url.origin}${url.pathname}`, 300);
  if (url.username !== '' || url.password !== '')
    throw refused(origin, `the token endpoint ${shown} with user information in its URL`);
  if (origin.protocol === 'https:' && url.protocol !== 'https:')
    throw refused(
      origin,
      `the token endpoint ${shown}, which would carry credentials without TLS although the registry uses TLS`,
    );
  if (!(await isTrustedHost(hostOf(url), hostOf(origin), options.allowedHosts ?? []))) {
    throw refused(
      origin,
      `the token endpoint ${shown}, which is on another domain`,
      `; if it is the right one, allow the host ${printable(hostOf(url), 300)} as a token realm`,
    );
  }
  url.hash = '';
  return url;
}

async function isTrustedHost(host: string, registry: string, allowed: readonly string[]): Promise<boolean> {
  if (host === registry || allowed.some((name) => normalise(name) === host)) return true;
  if (isAddress(host) || isAddress(registry)) return false;
  // The public suffix list is large, and most registries issue their tokens themselves.
  const { getDomain } = await import('tldts');
  const domain = getDomain(host, { allowPrivateDomains: true });
  return domain !== null && domain === getDomain(registry, { allowPrivateDomains: true });
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || isIP(host) !== 0;
}

/** The URL parser has turned every spelling of an IPv4 address into the dotted one, and lowered the case. */
function hostOf(url: URL): string {
  return normalise(url.hostname);
}

function normalise(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function refused(origin: URL, what: string, advice = ''): OciError {
  return new OciError(
    'REDIRECT_REFUSED',
    `${origin.origin} names ${what}; no credentials were looked up and nothing was sent there${advice}`,
  );
}
