import { randomBytes } from 'node:crypto';
import type { ScriptedServer } from './scripted-server.ts';
import type { Answer, SeenRequest, Step } from './step.ts';

export interface TokenIssuerOptions {
  /** @default '/token' */
  readonly path?: string | undefined;
  readonly service?: string | undefined;
  /** A token is valid for this number of guarded requests. */
  readonly lifeRequests?: number | undefined;
  /** A token is valid for this number of bytes in guarded request bodies. */
  readonly lifeBytes?: number | undefined;
  /** `expires_in` of the reply in seconds. It does not affect the actual validity. @default 300 */
  readonly expiresIn?: number | undefined;
  /** @default 'token' */
  readonly field?: 'token' | 'access_token' | undefined;
  /** Decides whether a token is issued. @default always */
  readonly accept?: ((request: SeenRequest) => boolean) | undefined;
}

/** A token service on a scripted server, and a guard that requires its tokens. */
export class TokenIssuer {
  /** All issued tokens, for canary searches. */
  readonly tokens: string[] = [];
  readonly #lives = new Map<string, { requests: number; bytes: number }>();
  readonly #server: ScriptedServer;
  readonly #options: TokenIssuerOptions;
  readonly #path: string;

  constructor(server: ScriptedServer, options: TokenIssuerOptions = {}) {
    this.#server = server;
    this.#options = options;
    this.#path = options.path ?? '/token';
    server
      .on(`GET ${this.#path}`, (request) => this.#issue(request))
      .on(`POST ${this.#path}`, (request) => this.#issue(request));
  }

  /** Number of token requests. */
  get issued(): readonly SeenRequest[] {
    return [...this.#server.seen(`GET ${this.#path}`), ...this.#server.seen(`POST ${this.#path}`)];
  }

  /** The value of `WWW-Authenticate`. */
  challenge(scope: string): string {
    const service = this.#options.service ?? 'registry.test';
    return `Bearer realm="${this.#server.url(this.#path).href}",service="${service}",scope="${scope}"`;
  }

  /** Answers 401 with a challenge unless the request has a valid token. */
  guard(scope: string, answer: Answer): Answer {
    return async (request) => {
      const token = /^Bearer (.+)$/i.exec(request.header('authorization') ?? '')?.[1];
      if (token !== undefined && this.#spend(token, request))
        return typeof answer === 'function' ? answer(request) : answer;
      return {
        status: 401,
        headers: { 'WWW-Authenticate': this.challenge(scope), 'Content-Type': 'application/json' },
        body: '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}',
      };
    };
  }

  /** Revokes all issued tokens. */
  revokeAll(): void {
    this.#lives.clear();
  }

  #spend(token: string, request: SeenRequest): boolean {
    const life = this.#lives.get(token);
    if (life === undefined) return false;
    if (life.requests <= 0 || life.bytes <= 0) return false;
    life.requests -= 1;
    life.bytes -= request.bodySize;
    return true;
  }

  #issue(request: SeenRequest): Step {
    if (this.#options.accept?.(request) === false)
      return {
        status: 401,
        headers: { 'Content-Type': 'application/json' },
        body: '{"details":"incorrect username or password"}',
      };
    const token = `tok${randomBytes(16).toString('hex')}`;
    this.tokens.push(token);
    this.#lives.set(token, {
      requests: this.#options.lifeRequests ?? Infinity,
      bytes: this.#options.lifeBytes ?? Infinity,
    });
    const reply = { [this.#options.field ?? 'token']: token, expires_in: this.#options.expiresIn ?? 300 };
    return { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(reply) };
  }
}
