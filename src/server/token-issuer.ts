import { guardedHook } from '../concurrency/index.ts';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkNumbers, isRecord } from '../spec/index.ts';
import type { Access, AccessAction, Authorize, TokenVerdict } from './access.ts';
import type { ErrorLog } from './access-log.ts';
import { parseHtpasswd, type PasswordCheck } from './htpasswd.ts';
import { isSignatureOf, sign } from './signature.ts';
import { serveTokens, type TokenIssuer } from './token-endpoint.ts';

/** Options of {@link createTokenIssuer}. */
export interface TokenIssuerOptions {
  /** Name of the registry that the tokens are for. */
  readonly service: string;
  /** Users: the content of an htpasswd file with bcrypt entries. @default no users, only anonymous clients */
  readonly htpasswd?: string | undefined;
  /** Grants or denies access. @default users have full access, anonymous clients none */
  readonly authorize?: Authorize | undefined;
  /** Lifetime of a token in seconds. @default 300 */
  readonly lifetime?: number | undefined;
  /** Lifetime of a refresh token in seconds. @default 30 days */
  readonly refreshLifetime?: number | undefined;
  /** 32 secret bytes that sign the tokens. @default a random key, so tokens are invalid after a restart */
  readonly key?: Uint8Array | undefined;
  /** Milliseconds since 1970. @default the system's clock */
  readonly now?: (() => number) | undefined;
  /** Called when a user is rejected because the password has more than 72 bytes. */
  readonly onError?: ErrorLog | undefined;
}

const defaultLifetime = 300;
const defaultRefreshLifetime = 30 * 24 * 60 * 60;
/** Seconds by which the clock of another issuer with the same key may differ. */
const maxClockSkew = 60;

/**
 * Creates a token issuer for {@link ListenOptions.tokens}.
 *
 * @throws OciError `INPUT_INVALID` for an htpasswd file with entries that are not bcrypt
 */
export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
  return new LocalTokenIssuer(options);
}

class LocalTokenIssuer implements TokenIssuer {
  readonly service: string;
  readonly lifetime: number;
  readonly passwords: PasswordCheck;
  readonly now: () => number;
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void;
  readonly #refreshLifetime: number;
  readonly #authorize: Authorize;
  readonly #key: Uint8Array;

  constructor(options: TokenIssuerOptions) {
    checkNumbers(options, { lifetime: 1, refreshLifetime: 1 });
    this.service = options.service;
    this.lifetime = options.lifetime ?? defaultLifetime;
    this.passwords = parseHtpasswd(options.htpasswd ?? '', guardedHook('onError', options.onError));
    this.now = options.now ?? Date.now;
    this.#refreshLifetime = options.refreshLifetime ?? defaultRefreshLifetime;
    this.#authorize = options.authorize ?? ((user) => user !== undefined);
    this.#key = options.key ?? randomBytes(32);
    this.handle = (req, res) => {
      serveTokens(this, req, res);
    };
  }

  issue(user: string | undefined, requested: readonly Access[]): string {
    return this.#sign('access', user, this.lifetime, this.grant(user, requested));
  }

  issueRefresh(user: string): string {
    return this.#sign('refresh', user, this.#refreshLifetime, []);
  }

  userOfRefresh(token: string): string | undefined {
    const claims = this.#read(token, 'refresh');
    return typeof claims?.['sub'] === 'string' ? claims['sub'] : undefined;
  }

  verify(token: string, access: readonly Access[]): TokenVerdict {
    const claims = this.#read(token, 'access');
    if (claims === undefined) return { kind: 'invalid' };
    const user = typeof claims['sub'] === 'string' ? claims['sub'] : undefined;
    const granted = accessOf(claims['access']);
    return { kind: access.every((requested) => includes(granted, requested)) ? 'granted' : 'insufficient', user };
  }

  grant(user: string | undefined, requested: readonly Access[]): readonly Access[] {
    return requested
      .map((access) => ({
        ...access,
        actions: access.actions.filter((action) => this.#authorize(user, { ...access, actions: [action] })),
      }))
      .filter((access) => access.actions.length > 0);
  }

  #sign(use: string, user: string | undefined, lifetime: number, access: readonly Access[]): string {
    const seconds = Math.floor(this.now() / 1000);
    return signToken(
      {
        use,
        aud: this.service,
        sub: user,
        iat: seconds,
        exp: seconds + lifetime,
        jti: randomBytes(8).toString('hex'),
        access,
      },
      this.#key,
    );
  }

  /** Returns the claims of a token that this registry accepts now. Another issuer may use the same key. */
  #read(token: string, use: string): Readonly<Record<string, unknown>> | undefined {
    const claims = readToken(token, this.#key);
    if (claims === undefined || claims['use'] !== use || claims['aud'] !== this.service) return undefined;
    const { exp, iat, iss, nbf, sub } = claims;
    const seconds = this.now() / 1000;
    const isCurrent =
      typeof exp === 'number' &&
      Number.isFinite(exp) &&
      exp > seconds &&
      isPast(iat, seconds + maxClockSkew) &&
      isPast(nbf, seconds + maxClockSkew);
    const isOwn = (iss === undefined || iss === this.service) && (sub === undefined || typeof sub === 'string');
    return isCurrent && isOwn ? claims : undefined;
  }
}

/** Whether an optional date of a token is not after `seconds`. */
function isPast(date: unknown, seconds: number): boolean {
  return date === undefined || (typeof date === 'number' && date <= seconds);
}

// This class signed the claims, so the check only satisfies the type checker.
function accessOf(value: unknown): readonly Access[] {
  return Array.isArray(value) ? value.filter(isAccess) : [];
}

function isAccess(value: unknown): value is Access {
  return (
    isRecord(value) &&
    typeof value['type'] === 'string' &&
    typeof value['name'] === 'string' &&
    Array.isArray(value['actions'])
  );
}

function includes(granted: readonly Access[], requested: Access): boolean {
  const matching = granted.filter((access) => access.type === requested.type && access.name === requested.name);
  return requested.actions.every((action: AccessAction) => matching.some((access) => access.actions.includes(action)));
}

// HS256 is the only supported algorithm. The algorithm in the header of a token is ignored.
const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');

/** Creates a JSON Web Token (RFC 7519) with an HMAC-SHA256 signature. */
function signToken(claims: Readonly<Record<string, unknown>>, key: Uint8Array): string {
  const content = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${content}.${sign(content, key)}`;
}

/** Returns the claims of a token, or undefined if `key` did not sign it. It does not check dates. */
function readToken(token: string, key: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const dot = token.lastIndexOf('.');
  const content = token.slice(0, Math.max(0, dot));
  if (!content.startsWith(`${header}.`)) return undefined;
  if (!isSignatureOf(token.slice(dot + 1), content, key)) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(content.slice(header.length + 1), 'base64url').toString());
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}
