import type { FoundCredential } from '../credentials/index.ts';
import { OciError, digestOf, printable } from '../spec/index.ts';
import { basicAuthorization, userAndPassword } from './basic.ts';
import type { Challenge } from './challenge.ts';
import type { CredentialLookup } from './credential-lookup.ts';
import { checkRealm } from './realm.ts';
import { repositoryOf, splitScopes, unionScopes } from './scope.ts';
import type { TokenCache } from './token-cache.ts';
import type { Token } from './token-reply.ts';
import { credentialSourceLabel, type TokenRequest } from './token-request.ts';

/** What a request carries. */
export interface Login {
  /** Value of the `Authorization` field. */
  readonly authorization: string;
  readonly found: FoundCredential | undefined;
  /** Set for a token that was fetched, unset for what is sent as it was found. */
  readonly token?:
    | {
        readonly value: string;
        readonly plan: TokenPlan;
        /** Fetched for this very request. */ readonly fetched: boolean;
      }
    | undefined;
}

/** How to come by a token again. */
export interface TokenPlan {
  readonly key: string;
  readonly question: TokenRequest;
}

export interface LoginsOptions {
  readonly origin: URL;
  readonly registry: string;
  readonly finder: CredentialLookup;
  readonly cache: TokenCache;
  readonly allowedRealmHosts: readonly string[] | undefined;
  readonly requestToken: (question: TokenRequest, signal: AbortSignal) => Promise<Token>;
}

/** Answers challenges, and remembers how, so that the next request of the same kind need not be challenged. */
export class Logins {
  readonly #options: LoginsOptions;
  /** By repository and scopes. */
  readonly #plans = new Map<string, TokenPlan>();
  /** What is sent as it was found, by repository. */
  readonly #fixed = new Map<string, Login>();

  constructor(options: LoginsOptions) {
    this.#options = options;
  }

  /** What an earlier request of the same kind taught; a token that has expired since is fetched anew. */
  async remembered(scopes: readonly string[], signal: AbortSignal | undefined): Promise<Login | undefined> {
    const plan = this.#plans.get(planKey(scopes));
    return plan === undefined
      ? this.#fixed.get(repositoryOf(scopes) ?? '')
      : await this.#byPlan(plan, undefined, signal);
  }

  /**
   * The answer to a 401.
   *
   * @param used what the refused request carried
   * @throws OciError `UNAUTHORIZED`, `DENIED`, `REDIRECT_REFUSED`, and what fetching a token throws
   */
  async answer(
    challenges: readonly Challenge[],
    scopes: readonly string[],
    used: Login | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Login> {
    const bearer = challenges.find((challenge) => challenge.scheme === 'bearer');
    if (bearer !== undefined) return await this.#answerBearer(bearer, scopes, used, signal);
    if (challenges.some((challenge) => challenge.scheme === 'basic'))
      return await this.#answerBasic(scopes, used, signal);
    // Some servers say nothing more to a token that has expired.
    if (challenges.length === 0 && used?.token !== undefined) return await this.#replace(used, used.token.plan, signal);
    throw this.#noScheme(challenges, used);
  }

  async #answerBearer(
    challenge: Challenge,
    scopes: readonly string[],
    used: Login | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Login> {
    const { origin, registry, finder, allowedRealmHosts } = this.#options;
    // Before any credential is looked up: the address is the peer's choice.
    const realm = await checkRealm(challenge.params.get('realm'), { origin, allowedHosts: allowedRealmHosts });
    const repository = repositoryOf(scopes);
    const found = await finder.find(repository, signal);
    const ready = found?.credential.registryToken;
    if (found !== undefined && ready !== undefined && ready !== '') {
      return this.#keepFixed(repository, { authorization: `Bearer ${ready}`, found }, used);
    }
    const service = challenge.params.get('service');
    const wanted = unionScopes(scopes, splitScopes(challenge.params.get('scope')));
    const key = JSON.stringify([
      origin.origin,
      realm.href,
      service,
      wanted,
      digestOf(JSON.stringify(found?.credential ?? {})),
    ]);
    const plan: TokenPlan = { key, question: { realm, service, scopes: wanted, found, registry } };
    const login = await this.#replace(used, plan, signal);
    this.#plans.set(planKey(scopes), plan);
    return login;
  }

  async #answerBasic(
    scopes: readonly string[],
    used: Login | undefined,
    signal: AbortSignal | undefined,
  ): Promise<Login> {
    const { finder, registry } = this.#options;
    const repository = repositoryOf(scopes);
    const found = await finder.find(repository, signal);
    if (found === undefined)
      throw new OciError(
        'UNAUTHORIZED',
        `${registry} asks for a user name and password, and none were found; log in to ${registry}, or give a user name and password`,
      );
    const both = userAndPassword(found.credential);
    if (both === undefined)
      throw new OciError(
        'UNAUTHORIZED',
        `${registry} asks for a user name and password, but the credentials from ${found.source} hold no such pair`,
      );
    return this.#keepFixed(
      repository,
      { authorization: basicAuthorization(both.username, both.password, found.source), found },
      used,
    );
  }

  #keepFixed(repository: string | undefined, login: Login, used: Login | undefined): Login {
    if (used?.authorization === login.authorization) {
      throw new OciError(
        'UNAUTHORIZED',
        `${this.#options.registry} refused the credentials from ${login.found?.source ?? 'nowhere'} (401); they are wrong or expired`,
      );
    }
    this.#fixed.set(repository ?? '', login);
    return login;
  }

  /** A token in place of the refused one. One that was fetched for this very request and is refused will not get better. */
  async #replace(used: Login | undefined, plan: TokenPlan, signal: AbortSignal | undefined): Promise<Login> {
    const same = used?.token?.plan.key === plan.key ? used.token : undefined;
    if (same?.fetched === true) throw this.refused(plan.question);
    return await this.#byPlan(plan, same?.value, signal);
  }

  async #byPlan(plan: TokenPlan, rejected: string | undefined, signal: AbortSignal | undefined): Promise<Login> {
    const { cache, requestToken, finder } = this.#options;
    const { value, fetched } = await cache.obtain(
      plan.key,
      rejected,
      (stop) => requestToken(plan.question, stop),
      signal,
    );
    finder.tellSecret(value);
    return { authorization: `Bearer ${value}`, found: plan.question.found, token: { value, plan, fetched } };
  }

  /** The registry says 401 to a token that its own endpoint has just issued. */
  refused(question: TokenRequest): OciError {
    const { registry } = this.#options;
    const asked = question.scopes.length === 0 ? '' : ` for ${printable(question.scopes.join(' '), 500)}`;
    const advice =
      question.found === undefined
        ? `log in to ${registry}, or give a user name and password`
        : 'those credentials may not do this';
    return new OciError(
      'DENIED',
      `${registry} answered 401 to a token that was just fetched${asked} ${credentialSourceLabel(question.found)}; ${advice}`,
      { status: 401 },
    );
  }

  #noScheme(challenges: readonly Challenge[], used: Login | undefined): OciError {
    const { registry } = this.#options;
    const shown = used === undefined ? '' : ` to a request ${credentialSourceLabel(used.found)}`;
    if (challenges.length === 0)
      return new OciError(
        'UNAUTHORIZED',
        `${registry} answered 401${shown} without saying how to log in (no readable WWW-Authenticate field)`,
      );
    const schemes = printable([...new Set(challenges.map((challenge) => challenge.scheme))].join(', '), 200);
    return new OciError(
      'UNAUTHORIZED',
      `${registry} answered 401${shown} and asks for a way of logging in that is not supported: ${schemes} (Bearer and Basic are)`,
    );
  }
}

function planKey(scopes: readonly string[]): string {
  return JSON.stringify([repositoryOf(scopes), unionScopes(scopes)]);
}
