import { LRUCache } from 'lru-cache';
import { secretForms, isSameCredential, type FoundCredential } from '../credentials/index.ts';
import { isOciError, OciError, digestOf, printable } from '../spec/index.ts';
import { basicAuthorization, userAndPassword } from './basic.ts';
import type { Challenge } from './challenge.ts';
import { maxRepositories, type CredentialLookup } from './credential-lookup.ts';
import { parseRealm } from './realm.ts';
import { repositoryOf, splitScopes, unionScopes } from './scope.ts';
import type { TokenCache } from './token-cache.ts';
import { credentialSourceLabel, type Token, type TokenRequest } from './token-endpoint.ts';

/** The authorization of a request. */
export interface Login {
  /** Value of the `Authorization` field. */
  readonly authorization: string;
  /** Undefined for an anonymous token. */
  readonly foundCredential: FoundCredential | undefined;
  /** Set for a token from a token endpoint; unset for credentials that are sent unchanged. */
  readonly token?: IssuedToken | undefined;
}

interface IssuedToken {
  readonly value: string;
  /** Key in the token cache. */
  readonly key: string;
  readonly request: TokenRequest;
  /** Whether the token was requested for this request, instead of taken from the cache. */
  readonly isNew: boolean;
}

export interface LoginsOptions {
  readonly origin: URL;
  readonly registry: string;
  readonly lookup: CredentialLookup;
  readonly cache: TokenCache;
  readonly allowedRealmHosts: readonly string[] | undefined;
  readonly requestToken: (request: TokenRequest, signal: AbortSignal) => Promise<Token>;
}

/** Answers challenges and caches the logins, so that the next request of the same kind is not challenged. */
export class Logins {
  readonly #options: LoginsOptions;
  /** How to request a token, by repository and scopes. */
  readonly #tokenRequests = new LRUCache<string, TokenRequest>({ max: maxRepositories });
  /** Logins with credentials that are sent unchanged, by repository. */
  readonly #staticLogins = new LRUCache<string, Login>({ max: maxRepositories });

  constructor(options: LoginsOptions) {
    this.#options = options;
  }

  /** Returns the login of an earlier request of the same kind. Requests a new token if the old one has expired. */
  async cachedLogin(scopes: readonly string[], signal: AbortSignal | undefined): Promise<Login | undefined> {
    const request = this.#tokenRequests.get(requestKind(scopes));
    if (request === undefined) return this.#staticLogins.get(repositoryOf(scopes) ?? '');
    return await this.#logIn(scopes, request.foundCredential, signal, (foundCredential) =>
      this.#bearer(scopes, { ...request, foundCredential }, undefined, signal),
    );
  }

  /**
   * Returns the login that answers a 401.
   *
   * @param refusedLogin the login of the request that got the 401
   * @throws OciError `UNAUTHORIZED`, `DENIED`, `REDIRECT_REFUSED`, and the errors of a token request
   */
  async answer(
    challenges: readonly Challenge[],
    scopes: readonly string[],
    refusedLogin: Login | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Login> {
    const bearer = challenges.find((challenge) => challenge.scheme === 'bearer');
    if (bearer !== undefined) return await this.#answerBearer(bearer, scopes, refusedLogin, signal);
    if (challenges.some((challenge) => challenge.scheme === 'basic')) {
      const foundCredential = await this.#options.lookup.find(repositoryOf(scopes), { signal });
      return await this.#logIn(scopes, foundCredential, signal, async (current) =>
        this.#basic(scopes, current, refusedLogin),
      );
    }
    // Some registries answer 401 to an expired token without a challenge.
    const token = refusedLogin?.token;
    if (challenges.length > 0 || token === undefined) throw this.#noScheme(challenges, refusedLogin);
    return await this.#logIn(scopes, token.request.foundCredential, signal, (foundCredential) =>
      this.#bearer(scopes, { ...token.request, foundCredential }, refusedLogin, signal),
    );
  }

  /**
   * Looks the credentials up again after a 403 for Basic credentials, because ECR answers 403 when they have expired.
   *
   * @returns undefined when a new lookup finds no other credentials; then the 403 is final
   */
  async renewBasic(
    scopes: readonly string[],
    refusedLogin: Login,
    signal: AbortSignal | undefined,
  ): Promise<Login | undefined> {
    try {
      const foundCredential = await this.#options.lookup.find(repositoryOf(scopes), { refresh: true, signal });
      return this.#basic(scopes, foundCredential, refusedLogin);
    } catch {
      return undefined;
    }
  }

  /**
   * Logs in with a credential. If the credential is refused, looks it up again, because it may have expired, or the
   * user may have logged in since.
   */
  async #logIn(
    scopes: readonly string[],
    foundCredential: FoundCredential | undefined,
    signal: AbortSignal | undefined,
    attempt: (foundCredential: FoundCredential | undefined) => Promise<Login>,
  ): Promise<Login> {
    try {
      return await attempt(foundCredential);
    } catch (error) {
      if (!isOciError(error, 'UNAUTHORIZED', 'DENIED')) throw error;
      const renewed = await this.#options.lookup.find(repositoryOf(scopes), { refresh: true, signal });
      if (isSameCredential(foundCredential?.credential ?? {}, renewed?.credential ?? {})) throw error;
      return await attempt(renewed);
    }
  }

  async #answerBearer(
    challenge: Challenge,
    scopes: readonly string[],
    refusedLogin: Login | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Login> {
    const { origin, registry, lookup, allowedRealmHosts } = this.#options;
    // These checks precede the use of credentials, because a malicious registry could name its own token endpoint.
    const realm = await parseRealm(challenge.params.get('realm'), { origin, allowedHosts: allowedRealmHosts });
    const service = challenge.params.get('service');
    const allScopes = unionScopes(scopes, splitScopes(challenge.params.get('scope')));
    const foundCredential = await lookup.find(repositoryOf(scopes), { signal });
    return await this.#logIn(scopes, foundCredential, signal, (current) =>
      this.#bearer(
        scopes,
        { realm, service, scopes: allScopes, foundCredential: current, registry },
        refusedLogin,
        signal,
      ),
    );
  }

  async #bearer(
    scopes: readonly string[],
    request: TokenRequest,
    refusedLogin: Login | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Login> {
    const { cache, lookup, origin, requestToken } = this.#options;
    const { realm, service, foundCredential } = request;
    if (foundCredential !== undefined && realm.refuseCredentials !== undefined) throw realm.refuseCredentials();
    const registryToken = foundCredential?.credential.registryToken ?? '';
    if (registryToken !== '')
      return this.#staticLogin(scopes, { authorization: `Bearer ${registryToken}`, foundCredential }, refusedLogin);
    const credential = digestOf(JSON.stringify(foundCredential?.credential ?? {}));
    const key = JSON.stringify([origin.origin, realm.url.href, service, request.scopes, credential]);
    const refusedToken = refusedLogin?.token?.key === key ? refusedLogin.token : undefined;
    // The registry would refuse a second new token too.
    if (refusedToken?.isNew === true) throw this.#tokenRefused(request);
    const fetch = async (fetchSignal: AbortSignal): Promise<Token> => {
      const token = await requestToken(request, fetchSignal);
      lookup.reportSecrets(secretForms(token.value));
      return token;
    };
    const { value, isNew } = await cache.obtain(key, refusedToken?.value, fetch, signal);
    this.#tokenRequests.set(requestKind(scopes), request);
    return { authorization: `Bearer ${value}`, foundCredential, token: { value, key, request, isNew } };
  }

  #basic(
    scopes: readonly string[],
    foundCredential: FoundCredential | undefined,
    refusedLogin: Login | undefined,
  ): Login {
    const problem = `${this.#options.registry} requires a user name and password`;
    if (foundCredential === undefined)
      throw new OciError(
        'UNAUTHORIZED',
        `${problem}, but no credentials were found; log in to it, or give a user name and password`,
        { remedy: 'stated' },
      );
    const pair = userAndPassword(foundCredential.credential);
    if (pair === undefined)
      throw new OciError(
        'UNAUTHORIZED',
        `${problem}, but the credentials from ${foundCredential.source} do not contain both`,
      );
    const authorization = basicAuthorization(pair.username, pair.password, foundCredential.source);
    return this.#staticLogin(scopes, { authorization, foundCredential }, refusedLogin);
  }

  #staticLogin(scopes: readonly string[], login: Login, refusedLogin: Login | undefined): Login {
    if (refusedLogin?.authorization === login.authorization) {
      const problem = `${this.#options.registry} refused the credentials from ${login.foundCredential?.source} (401)`;
      throw new OciError('UNAUTHORIZED', `${problem}; they are wrong or expired`);
    }
    this.#tokenRequests.delete(requestKind(scopes));
    this.#staticLogins.set(repositoryOf(scopes) ?? '', login);
    return login;
  }

  #tokenRefused({ foundCredential, scopes }: TokenRequest): OciError {
    const { registry } = this.#options;
    const purpose = scopes.length === 0 ? '' : ` for ${printable(scopes.join(' '), 500)}`;
    const remedy =
      foundCredential === undefined
        ? `log in to ${registry}, or give a user name and password`
        : 'give credentials that have this permission';
    return new OciError(
      'DENIED',
      `${registry} answered 401 to a token that was just issued${purpose} ` +
        `${credentialSourceLabel(foundCredential)}; ${remedy}`,
      { status: 401 },
    );
  }

  #noScheme(challenges: readonly Challenge[], refusedLogin: Login | undefined): OciError {
    const request =
      refusedLogin === undefined ? '' : ` to a request ${credentialSourceLabel(refusedLogin.foundCredential)}`;
    const problem = `${this.#options.registry} answered 401${request}`;
    if (challenges.length === 0)
      return new OciError('UNAUTHORIZED', `${problem} without a login method (no valid WWW-Authenticate field)`);
    const schemes = printable([...new Set(challenges.map((challenge) => challenge.scheme))].join(', '), 200);
    return new OciError(
      'UNAUTHORIZED',
      `${problem} and offers only unsupported login methods: ${schemes} (supported are Bearer and Basic)`,
    );
  }
}

/** A key that is equal for requests that need the same token. */
function requestKind(scopes: readonly string[]): string {
  return JSON.stringify([repositoryOf(scopes), unionScopes(scopes)]);
}
