import type { IncomingMessage, ServerResponse } from 'node:http';
import { collect } from '../streams/index.ts';
import { isOciError, OciError, printable } from '../spec/index.ts';
import { formatScope, parseScope, type Access, type TokenVerdict } from './access.ts';
import { sendContinue } from './body.ts';
import { basicChallenge } from './guard.ts';
import { parseBasic, type PasswordCheck } from './htpasswd.ts';
import { Reply, type HeaderList } from './reply.ts';

/**
 * Issues and verifies tokens (distribution, "Token Authentication Specification"), for a registry without a separate
 * token server.
 */
export interface TokenIssuer {
  /** Name of the registry that the tokens are for. */
  readonly service: string;
  /** Lifetime of a token in seconds. */
  readonly lifetime: number;
  /** The token endpoint as a `node:http` listener: GET with Basic authentication, and POST with an OAuth2 form. */
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void;
  /** Creates a token that grants the permitted part of `requested`. */
  issue(user: string | undefined, requested: readonly Access[]): string;
  /** Creates a refresh token. */
  issueRefresh(user: string): string;
  /** Returns the user of a refresh token; undefined if the token is invalid. */
  userOfRefresh(token: string): string | undefined;
  /** Verifies an access token. */
  verify(token: string, access: readonly Access[]): TokenVerdict;
  /** Returns the part of `requested` that the user may do. */
  grant(user: string | undefined, requested: readonly Access[]): readonly Access[];
  /** Checks the passwords of the users. */
  readonly passwords: PasswordCheck;
  /** Returns the current time in milliseconds since 1970. */
  readonly now: () => number;
}

/** Maximum size of a form in bytes. Forms with a user name, a password, scopes and tokens are much smaller. */
const maxFormBytes = 64 * 1024;
/** Milliseconds in which a client must send a form. */
const formTimeoutMs = 10_000;

/**
 * Serves the token endpoint: `GET ?service=&scope=` with or without Basic authentication (distribution, "Token
 * Authentication Specification"), and POST with the grant types `password` and `refresh_token` ("OAuth2 Token
 * Authentication").
 */
export function serveTokens(issuer: TokenIssuer, req: IncomingMessage, res: ServerResponse): void {
  const reply = new Reply(req, res, { draining: false });
  const tokens = req.method === 'POST' ? replyToPost(issuer, req, res) : replyToGet(issuer, req);
  tokens.then(
    (body) => {
      if (!res.destroyed) reply.send(200, ['content-type', 'application/json', ...noStore], JSON.stringify(body));
    },
    (error: unknown) => {
      const challenge = isOciError(error, 'UNAUTHORIZED') ? basicChallenge : [];
      reply.addHeaders([...noStore, ...challenge]);
      reply.fail(error);
    },
  );
}

const noStore: HeaderList = ['cache-control', 'no-store'];

type TokenReply = Readonly<Record<string, string | number | undefined>>;

async function replyToGet(issuer: TokenIssuer, req: IncomingMessage): Promise<TokenReply> {
  if (req.method !== 'GET') throw new OciError('UNSUPPORTED', 'the token endpoint supports only GET and POST');
  const url = req.url ?? '';
  const queryStart = url.indexOf('?');
  const query = new URLSearchParams(queryStart < 0 ? '' : url.slice(queryStart + 1));
  checkService(issuer, query.get('service'));
  const user = await userOfHeader(issuer, req);
  const requested = scopesOf(query);
  // An anonymous token would grant nothing, so the client must log in.
  if (user === undefined && issuer.grant(undefined, requested).length === 0)
    throw unauthorized('a token requires a login');
  const token = issuer.issue(user, requested);
  const refresh = query.get('offline_token') === 'true' && user !== undefined ? issuer.issueRefresh(user) : undefined;
  return {
    token,
    access_token: token,
    expires_in: issuer.lifetime,
    issued_at: new Date(issuer.now()).toISOString(),
    refresh_token: refresh,
  };
}

async function replyToPost(issuer: TokenIssuer, req: IncomingMessage, res: ServerResponse): Promise<TokenReply> {
  const form = await readForm(req, res);
  checkService(issuer, form.get('service'));
  const user = await userOfForm(issuer, form, req.socket.remoteAddress);
  const requested = scopesOf(form);
  const token = issuer.issue(user, requested);
  const refresh = form.get('access_type') === 'offline' ? issuer.issueRefresh(user) : undefined;
  return {
    access_token: token,
    scope: issuer.grant(user, requested).map(formatScope).join(' '),
    expires_in: issuer.lifetime,
    issued_at: new Date(issuer.now()).toISOString(),
    refresh_token: refresh,
  };
}

async function readForm(req: IncomingMessage, res: ServerResponse): Promise<URLSearchParams> {
  sendContinue(res);
  const timer = setTimeout(() => {
    req.destroy();
  }, formTimeoutMs);
  try {
    const bytes = await collect(req as AsyncIterable<Uint8Array>, maxFormBytes, 'the token request');
    return new URLSearchParams(Buffer.from(bytes).toString('utf8'));
  } finally {
    clearTimeout(timer);
  }
}

async function userOfHeader(issuer: TokenIssuer, req: IncomingMessage): Promise<string | undefined> {
  const header = req.headers.authorization;
  if (header === undefined) return undefined;
  const login = /^basic /i.test(header) ? parseBasic(header.slice('basic '.length).trim()) : undefined;
  if (login === undefined) throw unauthorized('the token endpoint supports only Basic authentication');
  return verifyLogin(issuer, login.user, login.password, req.socket.remoteAddress);
}

async function userOfForm(issuer: TokenIssuer, form: URLSearchParams, source: string | undefined): Promise<string> {
  switch (form.get('grant_type') ?? '') {
    case 'password':
      return verifyLogin(issuer, form.get('username') ?? '', form.get('password') ?? '', source);
    case 'refresh_token': {
      const user = issuer.userOfRefresh(form.get('refresh_token') ?? '');
      if (user === undefined) throw unauthorized('the refresh token is invalid or has expired');
      return user;
    }
    default:
      throw new OciError('UNSUPPORTED', 'the grant type must be "password" or "refresh_token"', { status: 400 });
  }
}

async function verifyLogin(
  issuer: TokenIssuer,
  user: string,
  password: string,
  source: string | undefined,
): Promise<string> {
  if (await issuer.passwords.verify(user, password, source)) return user;
  throw unauthorized('the user name or password is wrong');
}

function checkService(issuer: TokenIssuer, service: string | null): void {
  if (service === null || service === issuer.service) return;
  throw new OciError(
    'INPUT_INVALID',
    `this endpoint does not issue tokens for the service "${printable(service, 200)}"`,
  );
}

/**
 * Parses the scopes of a request. A parameter contains one or more scopes, separated by spaces. Invalid scopes are
 * ignored and therefore not granted.
 */
function scopesOf(parameters: URLSearchParams): readonly Access[] {
  const scopes = parameters.getAll('scope').flatMap((value) => value.split(' '));
  return scopes.map(parseScope).filter((access) => access !== undefined);
}

function unauthorized(message: string): OciError {
  return new OciError('UNAUTHORIZED', message);
}
