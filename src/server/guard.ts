import { OciError } from '../spec/index.ts';
import {
  formatScope,
  type Access,
  type Authorize,
  type BearerOptions,
  type Principal,
  type TokenVerdict,
} from './access.ts';
import { parseBasic, parseHtpasswd, type PasswordCheck } from './htpasswd.ts';
import type { Settings } from './options.ts';
import { withHeaders, type HeaderList } from './reply.ts';

export const basicChallenge: HeaderList = ['www-authenticate', 'Basic realm="registry", charset="UTF-8"'];

/** The result of a successful authentication. */
export interface Authentication {
  readonly principal: Principal;
  /** `DENIED` when the user does not have the required access. */
  readonly denial?: OciError;
}

/** Authenticates requests, and checks that their users have the required access. */
export class Guard {
  readonly #passwords: PasswordCheck | undefined;
  readonly #bearer: BearerOptions | undefined;
  readonly #authorize: Authorize | undefined;
  readonly #anonymous: Principal;

  constructor(settings: Settings) {
    this.#passwords = settings.htpasswd === undefined ? undefined : parseHtpasswd(settings.htpasswd, settings.onError);
    this.#bearer = settings.bearer;
    this.#authorize = settings.authorize;
    const isOpen = this.#passwords === undefined && this.#bearer === undefined;
    this.#anonymous = { name: undefined, can: (access) => this.#authorize?.(undefined, access) ?? isOpen };
  }

  /**
   * Authenticates a request and checks that its user has the required access.
   *
   * @param header the `Authorization` header of the request
   * @param source the address of the client
   * @returns a promise only when the check is asynchronous
   * @throws OciError `UNAUTHORIZED` with a challenge
   */
  authenticate(
    header: string | undefined,
    source: string | undefined,
    required: readonly Access[],
  ): Authentication | Promise<Authentication> {
    if (this.#passwords === undefined && this.#bearer === undefined) return checkAccess(this.#anonymous, required);
    if (header === undefined) return this.#authenticateAnonymous(required);
    const space = header.indexOf(' ');
    const scheme = (space < 0 ? header : header.slice(0, space)).toLowerCase();
    const value = space < 0 ? '' : header.slice(space + 1).trim();
    if (scheme === 'bearer' && this.#bearer !== undefined)
      return this.#authenticateBearer(this.#bearer, value, required);
    if (scheme === 'basic' && this.#passwords !== undefined)
      return this.#authenticateBasic(this.#passwords, value, source, required);
    throw this.#challenge(required, 'this authentication scheme is not supported');
  }

  #authenticateAnonymous(required: readonly Access[]): Authentication {
    // A ping requires no access, but clients use its challenge to detect that they must authenticate.
    if (required.length > 0 && required.every((access) => this.#authorize?.(undefined, access) === true))
      return { principal: this.#anonymous };
    throw this.#challenge(required, 'authentication is required');
  }

  async #authenticateBasic(
    passwords: PasswordCheck,
    value: string,
    source: string | undefined,
    required: readonly Access[],
  ): Promise<Authentication> {
    const login = parseBasic(value);
    if (login === undefined || !(await passwords.verify(login.user, login.password, source)))
      throw this.#challenge(required, 'the user name or password is wrong');
    const { user } = login;
    return checkAccess({ name: user, can: (access) => this.#authorize?.(user, access) ?? true }, required);
  }

  #authenticateBearer(
    bearer: BearerOptions,
    token: string,
    required: readonly Access[],
  ): Authentication | Promise<Authentication> {
    const accept = (verdict: TokenVerdict): Authentication => {
      if (verdict.kind === 'invalid')
        throw this.#challenge(required, 'the token is invalid or has expired', 'invalid_token');
      if (verdict.kind === 'insufficient')
        throw this.#challenge(required, 'the token does not grant this access', 'insufficient_scope');
      return { principal: { name: verdict.user, can: (access) => isGranted(bearer.verify(token, [access])) } };
    };
    const verdict = bearer.verify(token, required);
    return verdict instanceof Promise ? verdict.then(accept) : accept(verdict);
  }

  #challenge(required: readonly Access[], reason: string, error?: string): OciError {
    const challenges: string[] = [];
    if (this.#bearer !== undefined) challenges.push('www-authenticate', bearerChallenge(this.#bearer, required, error));
    if (this.#passwords !== undefined) challenges.push(...basicChallenge);
    const message = `${reason}; log in to this registry`;
    return withHeaders(new OciError('UNAUTHORIZED', message, { detail: required.map(formatScope) }), challenges);
  }
}

/** The `can` of the principal must not return a promise. */
function checkAccess(principal: Principal, required: readonly Access[]): Authentication {
  if (required.every((access) => principal.can(access) === true)) return { principal };
  const user = principal.name === undefined ? 'anonymous users' : `"${principal.name}"`;
  const scopes = required.map(formatScope).join(' ');
  return {
    principal,
    denial: new OciError(
      'DENIED',
      `access denied: ${user} does not have the access ${scopes}; ask the administrator of this registry`,
    ),
  };
}

function isGranted(verdict: TokenVerdict | Promise<TokenVerdict>): boolean | Promise<boolean> {
  return verdict instanceof Promise
    ? verdict.then((settled) => settled.kind === 'granted')
    : verdict.kind === 'granted';
}

function bearerChallenge(bearer: BearerOptions, required: readonly Access[], error: string | undefined): string {
  const realm = typeof bearer.realm === 'string' ? bearer.realm : bearer.realm();
  const fields = [
    ['realm', realm],
    ['service', bearer.service],
  ];
  if (required.length > 0) fields.push(['scope', required.map(requestedScope).join(' ')]);
  if (error !== undefined) fields.push(['error', error]);
  return `Bearer ${fields.map(([name, value]) => `${name}="${value}"`).join(',')}`;
}

// A push also reads. The scope includes pull, so that one token is sufficient for a complete push.
function requestedScope(access: Access): string {
  return formatScope(access.actions.includes('push') ? { ...access, actions: ['pull', ...access.actions] } : access);
}
