import { OciError } from '../spec/index.ts';
import {
  formatScope,
  type Access,
  type Authorize,
  type BearerOptions,
  type Principal,
  type TokenVerdict,
} from './access.ts';
import type { RequestContext } from './request-context.ts';
import { parseBasic, parseHtpasswd, type PasswordCheck } from './htpasswd.ts';
import type { Settings } from './options.ts';

/** Finds out who sends a request and whether that one may do what it asks for. */
export class Guard {
  readonly #passwords: PasswordCheck | undefined;
  readonly #bearer: BearerOptions | undefined;
  readonly #authorize: Authorize | undefined;
  readonly #anonymous: Principal;

  constructor(settings: Settings) {
    this.#passwords = settings.htpasswd === undefined ? undefined : parseHtpasswd(settings.htpasswd);
    this.#bearer = settings.bearer;
    this.#authorize = settings.authorize;
    const open = this.#passwords === undefined && this.#bearer === undefined;
    this.#anonymous = { name: undefined, can: (access) => this.#authorize?.(undefined, access) ?? open };
  }

  /**
   * @returns a promise only when there is something to wait for
   * @throws OciError `UNAUTHORIZED` with a challenge, `DENIED`
   */
  admit(ctx: RequestContext, required: readonly Access[]): Principal | Promise<Principal> {
    const header = ctx.req.headers.authorization;
    if (this.#passwords === undefined && this.#bearer === undefined) return this.#allow(ctx, this.#anonymous, required);
    if (header === undefined) return this.#admitAnonymous(ctx, required);
    const space = header.indexOf(' ');
    const scheme = (space < 0 ? header : header.slice(0, space)).toLowerCase();
    const value = space < 0 ? '' : header.slice(space + 1).trim();
    if (scheme === 'bearer' && this.#bearer !== undefined) return this.#admitToken(ctx, this.#bearer, value, required);
    if (scheme === 'basic' && this.#passwords !== undefined)
      return this.#admitPassword(ctx, this.#passwords, value, required);
    throw this.#challenge(ctx, required, 'this way of authentication is not taken here');
  }

  #admitAnonymous(ctx: RequestContext, required: readonly Access[]): Principal {
    // A bare ping is how clients find out that they have to authenticate.
    if (required.length > 0 && required.every((access) => this.#authorize?.(undefined, access) === true))
      return this.#anonymous;
    throw this.#challenge(ctx, required, 'authentication is needed');
  }

  async #admitPassword(
    ctx: RequestContext,
    passwords: PasswordCheck,
    value: string,
    required: readonly Access[],
  ): Promise<Principal> {
    const given = parseBasic(value);
    if (given === undefined || !(await passwords.verify(given.user, given.password))) {
      throw this.#challenge(ctx, required, 'user name or password is wrong');
    }
    const { user } = given;
    return this.#allow(ctx, { name: user, can: (access) => this.#authorize?.(user, access) ?? true }, required);
  }

  #admitToken(
    ctx: RequestContext,
    bearer: BearerOptions,
    token: string,
    required: readonly Access[],
  ): Principal | Promise<Principal> {
    const judge = (verdict: TokenVerdict): Principal => {
      if (verdict.kind === 'invalid')
        throw this.#challenge(ctx, required, 'the token is not valid or has expired', 'invalid_token');
      if (verdict.kind === 'insufficient')
        throw this.#challenge(ctx, required, 'the token does not allow this', 'insufficient_scope');
      return { name: verdict.user, can: (access) => isGranted(bearer.verify(token, [access])) };
    };
    const verdict = bearer.verify(token, required);
    return verdict instanceof Promise ? verdict.then(judge) : judge(verdict);
  }

  #allow(ctx: RequestContext, principal: Principal, required: readonly Access[]): Principal {
    // Rules for users are asked directly: `can` of those two is never a promise.
    if (required.every((access) => principal.can(access) === true)) return principal;
    ctx.principal = principal;
    throw new OciError(
      'DENIED',
      `${principal.name === undefined ? 'this' : `"${principal.name}"`} may not ${required.map(formatScope).join(' ')}`,
    );
  }

  #challenge(ctx: RequestContext, required: readonly Access[], reason: string, error?: string): OciError {
    const challenges: string[] = [];
    if (this.#bearer !== undefined) challenges.push('www-authenticate', bearerChallenge(this.#bearer, required, error));
    if (this.#passwords !== undefined) challenges.push('www-authenticate', 'Basic realm="registry", charset="UTF-8"');
    ctx.errorHeaders = challenges;
    return new OciError('UNAUTHORIZED', `${reason}; log in to this registry`, { detail: required.map(formatScope) });
  }
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
  if (required.length > 0) fields.push(['scope', required.map(wantedScope).join(' ')]);
  if (error !== undefined) fields.push(['error', error]);
  return `Bearer ${fields.map(([name, value]) => `${name}="${value}"`).join(',')}`;
}

// Who pushes reads as well, so that one token serves a whole push.
function wantedScope(access: Access): string {
  return formatScope(access.actions.includes('push') ? { ...access, actions: ['pull', ...access.actions] } : access);
}
