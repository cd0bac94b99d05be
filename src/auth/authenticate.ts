import type { CredentialSource } from '../credentials/index.ts';
import type { HttpHeaders, HttpRequest, HttpResponse, Transport } from '../http/index.ts';
import { OciError, printable } from '../spec/index.ts';
import { parseChallenges } from './challenge.ts';
import { CredentialLookup } from './credential-lookup.ts';
import { Logins, type Login } from './login.ts';
import { registryHeaders } from './registry-headers.ts';
import { TokenCache } from './token-cache.ts';
import { requestToken } from './token-request.ts';

export interface AuthenticateOptions {
  /** Scheme, host and port of the registry's API. Credentials go nowhere else, but to a token endpoint that `checkRealm` lets pass. */
  readonly origin: URL;
  /** Canonical name by which credentials are looked up: `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly registry: string;
  readonly credentials: CredentialSource;
  /** `HttpHeaders` of Docker's configuration: sent to the registry's origin alone, and behind what a request has itself. */
  readonly headers?: HttpHeaders | undefined;
  /** Hosts that may issue tokens although they are of another registrable domain than the registry. */
  readonly allowedRealmHosts?: readonly string[] | undefined;
  /** `User-Agent` of token requests. @default the transport's */
  readonly userAgent?: string | undefined;
  /** Names this client to token endpoints. @default 'oci-artifact' */
  readonly clientId?: string | undefined;
  /** Monotonic clock, milliseconds. @default performance.now */
  readonly now?: (() => number) | undefined;
  /** Told once where credentials came from; undefined says that there are none. */
  readonly onSource?: ((source: string | undefined) => void) | undefined;
  /** Told of every secret and every derived form before it is first used. */
  readonly onSecret?: ((secret: string) => void) | undefined;
}

/** Answers to a 401 within one request. */
const maxRounds = 2;

/**
 * A transport that logs in: it answers the registry's challenges with Basic, with a token from the registry's token endpoint, or with a
 * registry token, and shows at once what an earlier request of the same scopes was asked for. A body is opened anew for each try.
 * 403 passes as it is; 401 never does.
 *
 * Token requests take the same `transport`, so that its proxies, certificates and limits hold for them too.
 *
 * @throws OciError besides what `transport` throws: `UNAUTHORIZED` without (working) credentials, `DENIED` with status 401 when a token just fetched is refused, `REDIRECT_REFUSED` when someone other than the registry asks for a login, `CREDENTIALS`
 */
export function authenticate(transport: Transport, options: AuthenticateOptions): Transport {
  const { origin, registry, userAgent, clientId = 'oci-artifact', now = (): number => performance.now() } = options;
  const ownHeaders = registryHeaders(options.headers ?? {});
  const finder = new CredentialLookup(options);
  const agent: HttpHeaders = userAgent === undefined ? {} : { 'user-agent': userAgent };
  const logins = new Logins({
    origin,
    registry,
    finder,
    cache: new TokenCache(now),
    allowedRealmHosts: options.allowedRealmHosts,
    requestToken: (question, signal) => {
      const headers = question.realm.origin === origin.origin ? { ...ownHeaders, ...agent } : agent;
      return requestToken(question, { transport, headers, clientId, now, signal });
    },
  });

  return async (request) => {
    if (request.url.origin !== origin.origin) {
      const response = await transport(request);
      if (response.status === 401) await refuseForeign(response, registry);
      return response;
    }
    const scopes = request.scopes ?? [];
    let login = await logins.remembered(scopes, request.signal);
    for (let round = login?.token?.fetched === true ? 1 : 0; ; round++) {
      const response = await transport(withAuthHeaders(request, ownHeaders, login));
      if (response.status !== 401) return response;
      if (response.url.origin !== origin.origin) await refuseForeign(response, registry);
      const challenges = parseChallenges(response.headers.all('www-authenticate'));
      await response.body.discard();
      if (round >= maxRounds) throw tooManyRounds(registry, login);
      login = await logins.answer(challenges, scopes, login, request.signal);
    }
  };
}

function withAuthHeaders(request: HttpRequest, ownHeaders: HttpHeaders, login: Login | undefined): HttpRequest {
  const authorization: HttpHeaders = login === undefined ? {} : { authorization: login.authorization };
  return { ...request, headers: { ...ownHeaders, ...request.headers, ...authorization } };
}

async function refuseForeign(response: HttpResponse, registry: string): Promise<never> {
  await response.body.discard();
  throw new OciError(
    'REDIRECT_REFUSED',
    `${printable(response.url.origin, 300)} asks for a login (401), but it is not the registry ${registry}; no credentials were looked up for it and none were sent`,
  );
}

function tooManyRounds(registry: string, login: Login | undefined): OciError {
  const source =
    login?.found === undefined ? 'no credentials were found' : `the credentials are from ${login.found.source}`;
  return new OciError(
    'DENIED',
    `${registry} answered 401 again after ${maxRounds} logins for one request (${source})`,
    { status: 401 },
  );
}
