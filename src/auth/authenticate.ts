import type { CredentialSource } from '../credentials/index.ts';
import type { HttpHeaders, HttpRequest, HttpResponse, Transport } from '../http/index.ts';
import { OciError, printable } from '../spec/index.ts';
import { parseChallenges } from './challenge.ts';
import { CredentialLookup } from './credential-lookup.ts';
import { Logins, type Login } from './login.ts';
import { TokenCache } from './token-cache.ts';
import { requestToken } from './token-endpoint.ts';

/** Options of {@link authenticate}. */
export interface AuthenticateOptions {
  /**
   * Scheme, host and port of the registry's API. Credentials are sent only there and to token endpoints that
   * `checkRealm` accepts.
   */
  readonly origin: URL;
  /** Canonical name for the lookup of credentials: `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly registry: string;
  readonly credentials: CredentialSource;
  /**
   * `HttpHeaders` of Docker's configuration: sent only to the registry's origin. A request's own headers take
   * precedence.
   */
  readonly headers?: HttpHeaders | undefined;
  /** Hosts that may issue tokens although their registrable domain is not the registry's. */
  readonly allowedRealmHosts?: readonly string[] | undefined;
  /** `User-Agent` of token requests. @default the transport's */
  readonly userAgent?: string | undefined;
  /** Identifies this client to token endpoints. @default 'oci-artifact' */
  readonly clientId?: string | undefined;
  /** Monotonic clock, milliseconds. @default performance.now */
  readonly now?: (() => number) | undefined;
  /** Called once for each source of credentials; undefined means that there are none. */
  readonly onSource?: ((source: string | undefined) => void) | undefined;
  /** Called with every secret, in every form in which it may appear, before its first use. */
  readonly onSecret?: ((secret: string) => void) | undefined;
}

/** Maximum number of logins for one request. */
const maxRounds = 2;

/**
 * Wraps a transport so that it logs in: it answers the registry's challenges with Basic credentials, with a token from
 * the registry's token endpoint, or with a registry token, and sends the answer with later requests of the same scopes.
 * Credentials that are refused are looked up again, at most every 10 s, because they may have expired. The request's
 * body is opened again for each attempt.
 *
 * Responses of every status except 401 are returned. Token requests use the same `transport`, so its proxies,
 * certificates and limits also apply to them.
 *
 * @throws OciError `UNAUTHORIZED` for missing or refused credentials, `DENIED` with status 401 when a token that was
 *   just issued is refused, `REDIRECT_REFUSED` when another origin requests a login, `CREDENTIALS`, and the errors of
 *   `transport`
 */
export function authenticate(transport: Transport, options: AuthenticateOptions): Transport {
  const { origin, registry, userAgent, clientId = 'oci-artifact', now = (): number => performance.now() } = options;
  const ownHeaders = registryHeaders(options.headers ?? {});
  const agent: HttpHeaders = userAgent === undefined ? {} : { 'user-agent': userAgent };
  const logins = new Logins({
    origin,
    registry,
    lookup: new CredentialLookup(options),
    cache: new TokenCache(now),
    allowedRealmHosts: options.allowedRealmHosts,
    requestToken: (request, signal) => {
      const headers = request.realm.origin === origin.origin ? { ...ownHeaders, ...agent } : agent;
      return requestToken(request, { transport, headers, clientId, now, signal });
    },
  });

  return async (request) => {
    if (request.url.origin !== origin.origin) {
      const response = await transport(request);
      if (response.status === 401) await refuseForeign(response, registry);
      return response;
    }
    const { scopes = [], signal } = request;
    let login = await logins.remembered(scopes, signal);
    for (let round = login?.token?.fetched === true ? 1 : 0; ; round++) {
      const response = await transport(withAuthHeaders(request, ownHeaders, login));
      if (response.status === 403 && login !== undefined && isBasic(login) && round < maxRounds) {
        if (response.url.origin !== origin.origin) return response;
        const renewed = await logins.renewedBasic(scopes, login, signal);
        if (renewed === undefined) return response;
        await response.body.discard();
        login = renewed;
        continue;
      }
      if (response.status !== 401) return response;
      if (response.url.origin !== origin.origin) await refuseForeign(response, registry);
      const challenges = parseChallenges(response.headers.all('www-authenticate'));
      await response.body.discard();
      if (round >= maxRounds) throw tooManyRounds(registry, login);
      login = await logins.answer(challenges, scopes, login, signal);
    }
  };
}

function isBasic(login: Login): boolean {
  return login.authorization.startsWith('Basic ');
}

function withAuthHeaders(request: HttpRequest, ownHeaders: HttpHeaders, login: Login | undefined): HttpRequest {
  const authorization: HttpHeaders = login === undefined ? {} : { authorization: login.authorization };
  return { ...request, headers: { ...ownHeaders, ...request.headers, ...authorization } };
}

async function refuseForeign(response: HttpResponse, registry: string): Promise<never> {
  await response.body.discard();
  throw new OciError(
    'REDIRECT_REFUSED',
    `${printable(response.url.origin, 300)} requests a login (401), but it is not the registry ${registry}; ` +
      'no credentials were looked up for it or sent to it',
  );
}

function tooManyRounds(registry: string, login: Login | undefined): OciError {
  const source = login?.found === undefined ? 'no credentials were found' : `credentials from ${login.found.source}`;
  const message = `${registry} answered 401 again after ${maxRounds} logins for one request (${source})`;
  return new OciError('DENIED', message, { status: 401 });
}

// These fields describe the message or the connection, or this library sets them.
const reservedHeaders: ReadonlySet<string> = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);

/** The configured header fields that requests may have, with names in lower case. Errors do not contain values. */
function registryHeaders(headers: HttpHeaders): HttpHeaders {
  const allowed = Object.entries(headers).flatMap(([name, value]) => {
    const label = printable(name, 100);
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw new OciError('CREDENTIALS', `HttpHeaders has "${label}", which is not a valid header field name`);
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new OciError('CREDENTIALS', `HttpHeaders has a value for "${label}" that is not valid in a header field`);
    return reservedHeaders.has(name.toLowerCase()) ? [] : [[name.toLowerCase(), value] as const];
  });
  return Object.fromEntries(allowed);
}
