import { LRUCache } from 'lru-cache';
import { formsOf, isSameCredential, type FoundCredential } from '../credentials/index.ts';
import { isOciError, OciError, digestOf, printable } from '../spec/index.ts';
import { basicAuthorization, userAndPassword } from './basic.ts';
import type { Challenge } from './challenge.ts';
import { maxRepositories, type CredentialLookup } from './credential-lookup.ts';
import { checkRealm } from './realm.ts';
import { repositoryOf, splitScopes, unionScopes } from './scope.ts';
import type { TokenCache } from './token-cache.ts';
import { credentialSourceLabel, type Token, type TokenRequest } from './token-endpoint.ts';

/** The authorization of a request. */
export interface Login {
  /** Value of the `Authorization` field. */
  readonly authorization: string;
  /** Undefined for an anonymous token. */
  readonly found: FoundCredential | undefined;
  /** Set for a token from a token endpoint; unset for credentials that are sent unchanged. */
  readonly token?: IssuedToken | undefined;
}

interface IssuedToken {
  readonly value: string;
  /** Key in the token cache. */
  readonly key: string;
  readonly request: TokenRequest;
  /** Whether it was requested for this very request. */
  readonly fetched: boolean;
}

export interface LoginsOptions {
  readonly origin: URL;
  readonly registry: string;
  readonly lookup: CredentialLookup;
  readonly cache: TokenCache;
  readonly allowedRealmHosts: readonly string[] | undefined;
  readonly requestToken: (request: TokenRequest, signal: AbortSignal) => Promise<Token>;
}

/** Answers challenges, and remembers the answers, so that the next request of the same kind is not challenged. */
export class Logins {
  readonly #options: LoginsOptions;
  /** How to request a token, by repository and scopes. */
  readonly #tokenRequests = new LRUCache<string, TokenRequest>({ max: maxRepositories });
  /** Credentials that are sent unchanged, by repository. */
  readonly #fixed = new LRUCache<string, Login>({ max: maxRepositories });

  constructor(options: LoginsOptions) {
    this.#options = options;
  }

  /** The login of an earlier request of the same kind. A token that has expired since is replaced. */
  async remembered(scopes: readonly string[], signal: AbortSignal | undefined): Promise<Login | undefined> {
    const request = this.#tokenRequests.get(kindOfRequest(scopes));
    if (request === undefined) return this.#fixed.get(repositoryOf(scopes) ?? '');
    return await this.#logIn(scopes, request.found, signal, (found) =>
      this.#bearer(scopes, { ...request, found }, undefined, signal),
    );
  }

  /**
   * The answer to a 401.
   *
   * @param used the login of the refused request
   * @throws OciError `UNAUTHORIZED`, `DENIED`, `REDIRECT_REFUSED`, and the errors of a token request
   */
  async answer(
    challenges: readonly Challenge[],
    scopes: readonly string[],
    used: Login | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Login> {
    const bearer = challenges.find((challenge) => challenge.scheme === 'bearer');
    if (bearer !== undefined) return await this.#answerBearer(bearer, scopes, used, signal);
    if (challenges.some((challenge) => challenge.scheme === 'basic')) {
      const found = await this.#options.lookup.find(repositoryOf(scopes), { signal });
      return await this.#logIn(scopes, found, signal, async (current) => this.#basic(scopes, current, used));
    }
    // Some servers refuse an expired token without a challenge.
    const token = used?.token;
    if (challenges.length > 0 || token === undefined) throw this.#noScheme(challenges, used);
    return await this.#logIn(scopes, token.request.found, signal, (found) =>
      this.#bearer(scopes, { ...token.request, found }, used, signal),
    );
  }

  /**
   * The answer to a 403 for user name and password: ECR answers so when they have expired.
   *
   * @returns undefined when a new lookup finds nothing else; then the 403 is final
   */
  async renewedBasic(
    scopes: readonly string[],
    used: Login,
    signal: AbortSignal | undefined,
  ): Promise<Login | undefined> {
    try {
      const found = await this.#options.lookup.find(repositoryOf(scopes), { refresh: true, signal });
      return this.#basic(scopes, found, used);
    } catch {
      return undefined;
    }
  }

  /**
   * Logs in with a credential. If that is refused, looks the credential up again, because it may have expired, or the
   * user may have logged in since.
   */
  async #logIn(
    scopes: readonly string[],
    found: FoundCredential | undefined,
    signal: AbortSignal | undefined,
    attempt: (found: FoundCredential | undefined) => Promise<Login>,
  ): Promise<Login> {
    try {
      return await attempt(found);
    } catch (error) {
      if (!isOciError(error, 'UNAUTHORIZED', 'DENIED')) throw error;
      const renewed = await this.#options.lookup.find(repositoryOf(scopes), { refresh: true, signal });
      if (isSameCredential(found?.credential ?? {}, renewed?.credential ?? {})) throw error;
      return await attempt(renewed);
    }
  }

  async #answerBearer(
    challenge: Challenge,
    scopes: readonly string[],
    used: Login | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Login> {
    const { origin, registry, lookup, allowedRealmHosts } = this.#options;
    // Before any credential is looked up: the registry, or an attacker who answers for it, chooses the address.
    const realm = await checkRealm(challenge.params.get('realm'), { origin, allowedHosts: allowedRealmHosts });
    const service = challenge.params.get('service');
    const wanted = unionScopes(scopes, splitScopes(challenge.params.get('scope')));
    const found = await lookup.find(repositoryOf(scopes), { signal });
    return await this.#logIn(scopes, found, signal, (current) =>
      this.#bearer(scopes, { realm, service, scopes: wanted, found: current, registry }, used, signal),
    );
  }

  async #bearer(
    scopes: readonly string[],
    request: TokenRequest,
    used: Login | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Login> {
    const { cache, lookup, origin, requestToken } = this.#options;
    const { realm, service, found } = request;
    const registryToken = found?.credential.registryToken ?? '';
    if (registryToken !== '')
      return this.#sendUnchanged(scopes, { authorization: `Bearer ${registryToken}`, found }, used);
    const credential = digestOf(JSON.stringify(found?.credential ?? {}));
    const key = JSON.stringify([origin.origin, realm.href, service, request.scopes, credential]);
    const rejected = used?.token?.key === key ? used.token : undefined;
    // A token that was issued for this very request and is refused does not get better.
    if (rejected?.fetched === true) throw this.#tokenRefused(request);
    const fetch = async (stop: AbortSignal): Promise<Token> => {
      const token = await requestToken(request, stop);
      lookup.reportSecrets(formsOf(token.value));
      return token;
    };
    const { value, fetched } = await cache.obtain(key, rejected?.value, fetch, signal);
    this.#tokenRequests.set(kindOfRequest(scopes), request);
    return { authorization: `Bearer ${value}`, found, token: { value, key, request, fetched } };
  }

  #basic(scopes: readonly string[], found: FoundCredential | undefined, used: Login | undefined): Login {
    const wants = `${this.#options.registry} asks for a user name and password`;
    if (found === undefined)
      throw new OciError(
        'UNAUTHORIZED',
        `${wants}, and none were found; log in to ${this.#options.registry}, or give a user name and password`,
      );
    const pair = userAndPassword(found.credential);
    if (pair === undefined)
      throw new OciError('UNAUTHORIZED', `${wants}, but the credentials from ${found.source} do not contain both`);
    const authorization = basicAuthorization(pair.username, pair.password, found.source);
    return this.#sendUnchanged(scopes, { authorization, found }, used);
  }

  #sendUnchanged(scopes: readonly string[], login: Login, used: Login | undefined): Login {
    if (used?.authorization === login.authorization) {
      const problem = `${this.#options.registry} refused the credentials from ${login.found?.source} (401)`;
      throw new OciError('UNAUTHORIZED', `${problem}; they are wrong or expired`);
    }
    this.#tokenRequests.delete(kindOfRequest(scopes));
    this.#fixed.set(repositoryOf(scopes) ?? '', login);
    return login;
  }

  /** The registry answered 401 to a token that its own endpoint has just issued. */
  #tokenRefused({ found, scopes }: TokenRequest): OciError {
    const { registry } = this.#options;
    const purpose = scopes.length === 0 ? '' : ` for ${printable(scopes.join(' '), 500)}`;
    const remedy =
      found === undefined
        ? `log in to ${registry}, or give a user name and password`
        : 'give credentials that have this permission';
    return new OciError(
      'DENIED',
      `${registry} answered 401 to a token that was just issued${purpose} ${credentialSourceLabel(found)}; ${remedy}`,
      { status: 401 },
    );
  }

  #noScheme(challenges: readonly Challenge[], used: Login | undefined): OciError {
    const request = used === undefined ? '' : ` to a request ${credentialSourceLabel(used.found)}`;
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

/** Requests of one kind need the same token. */
function kindOfRequest(scopes: readonly string[]): string {
  return JSON.stringify([repositoryOf(scopes), unionScopes(scopes)]);
}
