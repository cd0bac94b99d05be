import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord } from '../spec/index.ts';
import type { Access, AccessAction, Authorize, TokenVerdict } from './access.ts';
import { parseHtpasswd, type PasswordCheck } from './htpasswd.ts';
import { readToken, signToken } from './json-web-token.ts';
import { serveTokens } from './token-endpoint.ts';

export interface TokenIssuerOptions {
  /** Name of the registry that the tokens are for. */
  readonly service: string;
  /** Content of an htpasswd file with bcrypt entries: who can get tokens. @default nobody but anonymous */
  readonly htpasswd?: string | undefined;
  /** What a user may do; a token allows what was asked for and is allowed. @default users everything, anonymous nothing */
  readonly authorize?: Authorize | undefined;
  /** Seconds that a token is good for. @default 300 */
  readonly lifetime?: number | undefined;
  /** Seconds that a refresh token is good for. @default 30 days */
  readonly refreshLifetime?: number | undefined;
  /** Signs tokens; 32 secret bytes. @default random, so that tokens end with the process */
  readonly key?: Uint8Array | undefined;
  /** Milliseconds since 1970. @default the system's clock */
  readonly now?: (() => number) | undefined;
}

/** Issues and checks tokens as distribution's token specification describes; for registries that need no server of their own for it. */
export interface TokenIssuer {
  readonly service: string;
  /** Seconds. */
  readonly lifetime: number;
  /** The token endpoint, for `node:http`: GET with Basic authentication and the OAuth2 form of POST. */
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void;
  /** A token for what of `wanted` the user may do. */
  issue(user: string | undefined, wanted: readonly Access[]): string;
  /** A token that is worth new tokens. */
  issueRefresh(user: string): string;
  /** Whose refresh token it is; undefined when it is not good. */
  userOfRefresh(token: string): string | undefined;
  verify(token: string, access: readonly Access[]): TokenVerdict;
  /** What of `wanted` the user may do. */
  grant(user: string | undefined, wanted: readonly Access[]): readonly Access[];
  readonly passwords: PasswordCheck;
  readonly now: () => number;
}

const defaultLifetime = 300;
const defaultRefreshLifetime = 30 * 24 * 60 * 60;

/** @throws OciError `INPUT_INVALID` for an htpasswd file with other entries than bcrypt's */
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

  issue(user: string | undefined, wanted: readonly Access[]): string {
    return this.#sign('access', user, this.lifetime, this.grant(user, wanted));
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
    const granted = grantedBy(claims['access']);
    return { kind: access.every((wanted) => includes(granted, wanted)) ? 'granted' : 'insufficient', user };
  }

  grant(user: string | undefined, wanted: readonly Access[]): readonly Access[] {
    return wanted
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

// Signed by this very class; the check keeps the types honest.
function grantedBy(value: unknown): readonly Access[] {
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

function includes(granted: readonly Access[], wanted: Access): boolean {
  const mine = granted.filter((access) => access.type === wanted.type && access.name === wanted.name);
  return wanted.actions.every((action: AccessAction) => mine.some((access) => access.actions.includes(action)));
}
