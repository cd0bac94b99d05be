import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord } from '../spec/index.ts';
import type { Access, AccessAction, Authorize, TokenVerdict } from './access.ts';
import { parseHtpasswd, type PasswordCheck } from './htpasswd.ts';
import { serveTokens, type TokenIssuer } from './token-endpoint.ts';

/** Options of {@link createTokenIssuer}. */
export interface TokenIssuerOptions {
  /** Name of the registry that the tokens are for. */
  readonly service: string;
  /** Content of an htpasswd file with bcrypt entries: the users. @default no users, only anonymous clients */
  readonly htpasswd?: string | undefined;
  /** Decides what a user may do. @default users may do everything, anonymous clients nothing */
  readonly authorize?: Authorize | undefined;
  /** Lifetime of a token in seconds. @default 300 */
  readonly lifetime?: number | undefined;
  /** Lifetime of a refresh token in seconds. @default 30 days */
  readonly refreshLifetime?: number | undefined;
  /** Signs tokens; 32 secret bytes. @default a random key, so tokens are invalid after a restart */
  readonly key?: Uint8Array | undefined;
  /** Milliseconds since 1970. @default the system's clock */
  readonly now?: (() => number) | undefined;
}

const defaultLifetime = 300;
const defaultRefreshLifetime = 30 * 24 * 60 * 60;

/** @throws OciError `INPUT_INVALID` for an htpasswd file with entries that are not bcrypt */
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
    this.service = options.service;
    this.lifetime = options.lifetime ?? defaultLifetime;
    this.passwords = parseHtpasswd(options.htpasswd ?? '');
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

  #read(token: string, use: string): Readonly<Record<string, unknown>> | undefined {
    const claims = readToken(token, this.#key);
    if (claims === undefined || claims['use'] !== use || claims['aud'] !== this.service) return undefined;
    return typeof claims['exp'] === 'number' && claims['exp'] * 1000 > this.now() ? claims : undefined;
  }
}

// The claims were signed by this class. The check only satisfies the types.
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
  const mine = granted.filter((access) => access.type === requested.type && access.name === requested.name);
  return requested.actions.every((action: AccessAction) => mine.some((access) => access.actions.includes(action)));
}

// HS256 is the only supported algorithm. The algorithm that a token names is never used.
const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');

/** Creates a JSON Web Token (RFC 7519) with an HMAC-SHA256 signature. */
function signToken(claims: Readonly<Record<string, unknown>>, key: Uint8Array): string {
  const content = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${content}.${signature(content, key).toString('base64url')}`;
}

/** Returns the claims of a token, or undefined if `key` did not sign it. It does not check dates. */
function readToken(token: string, key: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  const dot = token.lastIndexOf('.');
  const content = token.slice(0, Math.max(0, dot));
  if (!content.startsWith(`${header}.`)) return undefined;
  const actual = Buffer.from(token.slice(dot + 1), 'base64url');
  const expected = signature(content, key);
  if (actual.byteLength !== expected.byteLength || !timingSafeEqual(actual, expected)) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(content.slice(header.length + 1), 'base64url').toString());
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function signature(content: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(content).digest();
}
