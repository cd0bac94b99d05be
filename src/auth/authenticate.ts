import { monotonicMs } from '../concurrency/index.ts';
import { secretForms, secretMask, secretsOf, type CredentialSource } from '../credentials/index.ts';
import { readErrorBody, type HttpHeaders, type HttpRequest, type HttpResponse, type Transport } from '../http/index.ts';
import { isOciError, OciError, printable } from '../spec/index.ts';
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
  /** Monotonic clock, milliseconds. @default that of this process */
  readonly now?: (() => number) | undefined;
  /** Called once for each source of credentials; undefined means that no source has credentials. */
  readonly onSource?: ((source: string | undefined) => void) | undefined;
  /** Called with every secret, in every form in which it may appear, before its first use. */
  readonly onSecret?: ((secret: string) => void) | undefined;
}

const maxLoginsPerRequest = 2;

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
 *   just issued is refused, `REDIRECT_REFUSED` when another origin requests a login, `CREDENTIALS` for credentials that
 *   cannot be read, and the errors of `transport`
 */
export function authenticate(transport: Transport, options: AuthenticateOptions): Transport {
  const { origin, registry, userAgent, clientId = 'oci-artifact', now = monotonicMs } = options;
  const configuredHeaders = checkHeaders(options.headers ?? {});
  const agentHeader: HttpHeaders = userAgent === undefined ? {} : { 'user-agent': userAgent };
  const logins = new Logins({
    origin,
    registry,
    lookup: new CredentialLookup(options),
    cache: new TokenCache(now),
    allowedRealmHosts: options.allowedRealmHosts,
    requestToken: (request, signal) => {
      const headers =
        request.realm.url.origin === origin.origin ? { ...configuredHeaders, ...agentHeader } : agentHeader;
      return requestToken(request, { transport, headers, clientId, now, signal });
    },
  });

  return async (request) => {
    if (request.url.origin !== origin.origin) {
      const response = await transport(request);
      if (response.status === 401) await refuseForeignChallenge(response, registry);
      return response;
    }
    const { scopes = [], signal } = request;
    let login = await logins.cachedLogin(scopes, signal);
    for (let logInCount = login?.token?.isNew === true ? 1 : 0; ; logInCount++) {
      const sent = login;
      const response: HttpResponse = {
        ...(await transport(withAuthHeaders(request, configuredHeaders, sent))),
        maskSecrets: secretMask(() => sentSecrets(configuredHeaders, sent)),
      };
      if (response.status === 403 && login !== undefined && isBasic(login) && logInCount < maxLoginsPerRequest) {
        if (response.url.origin !== origin.origin) return response;
        const newLogin = await logins.renewBasic(scopes, login, signal);
        if (newLogin === undefined) return response;
        await response.body.discard();
        login = newLogin;
        continue;
      }
      if (response.status !== 401) return response;
      if (response.url.origin !== origin.origin) await refuseForeignChallenge(response, registry);
      const challenges = parseChallenges(response.headers.all('www-authenticate'));
      const { reason } = await readErrorBody(response);
      try {
        if (logInCount >= maxLoginsPerRequest) throw tooManyLogins(registry, login);
        login = await logins.answer(challenges, scopes, login, signal);
      } catch (error) {
        if (request.method !== 'HEAD' || !isOciError(error, 'UNAUTHORIZED', 'DENIED'))
          throw withReason(error, registry, reason);
        const sameByGet: HttpRequest = {
          ...withAuthHeaders(request, configuredHeaders, sent),
          method: 'GET',
          attempts: 1,
        };
        throw withReason(error, registry, await reasonOfRefusal(transport, sameByGet, response.maskSecrets));
      }
    }
  };
}

/** The secrets of a request, in all their forms. */
function sentSecrets(configuredHeaders: HttpHeaders, login: Login | undefined): readonly string[] {
  const credential = login?.foundCredential?.credential ?? {};
  const headerValues = [...Object.values(configuredHeaders), login?.token?.value ?? ''];
  return [...secretsOf(credential), ...headerValues.flatMap((value) => (value === '' ? [] : secretForms(value)))];
}

/** Returns the reason of a refusal. A response to HEAD has no body, so the request is sent again by GET. */
async function reasonOfRefusal(
  transport: Transport,
  request: HttpRequest,
  mask: HttpResponse['maskSecrets'],
): Promise<string> {
  try {
    const response = await transport(request);
    if (response.status === 401 || response.status === 403) return (await readErrorBody(response, mask)).reason;
    await response.body.discard();
  } catch {
    // The error of the login is sufficient.
  }
  return '';
}

/** Adds the reason in a 401 of the registry to the error of the login, unless a token endpoint gave its own reason. */
function withReason(error: unknown, registry: string, reason: string): unknown {
  if (reason === '' || !isOciError(error, 'UNAUTHORIZED', 'DENIED') || error.reason !== undefined) return error;
  const { code, cause, detail, status, wireCode, remedy } = error;
  const message = `${error.message} (${registry} answered: ${reason})`;
  return new OciError(code, message, { cause, detail, status, wireCode, reason, remedy });
}

function isBasic(login: Login): boolean {
  return login.authorization.startsWith('Basic ');
}

function withAuthHeaders(request: HttpRequest, configuredHeaders: HttpHeaders, login: Login | undefined): HttpRequest {
  const authorization: HttpHeaders = login === undefined ? {} : { authorization: login.authorization };
  return { ...request, headers: { ...configuredHeaders, ...request.headers, ...authorization } };
}

async function refuseForeignChallenge(response: HttpResponse, registry: string): Promise<never> {
  await response.body.discard();
  throw new OciError(
    'REDIRECT_REFUSED',
    `cannot log in to ${printable(response.url.origin, 300)}: it answered 401, but it is not the registry ` +
      `${registry}; no credentials were sent to it`,
  );
}

function tooManyLogins(registry: string, login: Login | undefined): OciError {
  const source =
    login?.foundCredential === undefined
      ? 'no credentials were found'
      : `credentials from ${login.foundCredential.source}`;
  const message = `${registry} answered 401 again after ${maxLoginsPerRequest} logins for one request (${source})`;
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

/** Returns the configured header fields that requests may have, with names in lower case. Errors contain no values. */
function checkHeaders(headers: HttpHeaders): HttpHeaders {
  const allowed = Object.entries(headers).flatMap(([name, value]) => {
    const label = printable(name, 100);
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw invalidHeader(`"${label}" is not a valid header field name`);
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw invalidHeader(`the value of "${label}" is not valid`);
    return reservedHeaders.has(name.toLowerCase()) ? [] : [[name.toLowerCase(), value] as const];
  });
  return Object.fromEntries(allowed);
}

function invalidHeader(reason: string): OciError {
  return new OciError(
    'CREDENTIALS',
    `cannot send HttpHeaders of Docker's configuration: ${reason}; correct or remove this header`,
  );
}
