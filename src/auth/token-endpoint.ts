import { looseObject, nullish, optional, safeParse, string, unknown } from 'valibot';
import {
  identityTokenUsername,
  isAnonymous,
  secretMask,
  secretsOf,
  type FoundCredential,
} from '../credentials/index.ts';
import {
  classifyResponse,
  readErrorBody,
  type HttpHeaders,
  type HttpRequest,
  type HttpResponse,
  type Transport,
} from '../http/index.ts';
import { collect, once } from '../streams/index.ts';
import { OciError, parseJson, printable, type OciErrorCode } from '../spec/index.ts';
import { basicAuthorization, userAndPassword } from './basic.ts';
import type { Realm } from './realm.ts';

/** A bearer token. */
export interface Token {
  readonly value: string;
  /** Time of the monotonic clock after which the token is not used, milliseconds. */
  readonly expiresAt: number;
}

export interface TokenRequest {
  readonly realm: Realm;
  readonly service: string | undefined;
  /** Joined by `unionScopes`. */
  readonly scopes: readonly string[];
  /** Undefined for an anonymous token. */
  readonly foundCredential: FoundCredential | undefined;
  /** Name of the registry in errors. */
  readonly registry: string;
}

export interface TokenRequestOptions {
  readonly transport: Transport;
  /** Header fields of each request to the endpoint. */
  readonly headers: HttpHeaders;
  readonly clientId: string;
  /** Monotonic clock, milliseconds. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Maximum size of a token reply, bytes. Tokens with many scopes have some kilobytes. */
export const maxTokenReply: number = 128 * 1024;
/** Minimum lifetime of a token; a shorter one in the reply is ignored (distribution's token specification), seconds. */
const minLifetimeSeconds = 60;
/** A token is not used in this time before its expiry, so that it does not expire during a request, seconds. */
const expiryMarginSeconds = 10;

// With these statuses an endpoint rejects a flow that it does not support.
const unsupportedFlow: ReadonlySet<number> = new Set([404, 405, 501]);
// Azure (400) and Artifactory (401) reject the OAuth 2 flow although they accept the identity token with Basic.
const identityTokenRefused: ReadonlySet<number> = new Set([400, 401, ...unsupportedFlow]);

/**
 * Requests a token: by GET with Basic credentials (distribution's token specification), or for an identity token by
 * POST (its OAuth 2 specification). Tries the other flow if the endpoint does not support the first one.
 *
 * @throws OciError `UNAUTHORIZED` and `DENIED` with the source of the credentials, `CREDENTIALS`, `PROTOCOL`,
 *   `SIZE_LIMIT`, `REDIRECT_REFUSED`, `TOOMANYREQUESTS`, `UNAVAILABLE`, and the errors of the transport
 */
export async function requestToken(request: TokenRequest, options: TokenRequestOptions): Promise<Token> {
  const { realm, foundCredential } = request;
  const flows = flowsFor(request, options.clientId);
  for (const [index, flow] of flows.entries()) {
    const headers = { ...options.headers, ...flow.request.headers };
    const response = await options.transport({
      ...flow.request,
      headers,
      namedBy: realm.namedBy,
      signal: options.signal,
    });
    const receivedAt = options.now();
    await checkOrigin(response, request);
    if (response.status === 200) return await readToken(response, receivedAt, urlOf(request.realm.url));
    const { response: refusal, hint } = await classifyResponse(response, Date.now);
    // The query of the realm may contain secrets, too.
    const secrets = [...secretsOf(foundCredential?.credential ?? {}), ...realm.url.searchParams.values()];
    const mask = secretMask(() => secrets);
    const { reason } = await readErrorBody(refusal, mask);
    const { status } = response;
    if (index + 1 < flows.length && flow.fallbackOn.has(status)) continue;
    const isLimited = status === 403 && hint !== undefined;
    throw refusedRequest(status, isLimited ? 'TOOMANYREQUESTS' : codeOfStatus(status), reason, request);
  }
  const source = foundCredential?.source ?? 'an unknown source';
  throw new OciError(
    'CREDENTIALS',
    `cannot request a token from ${urlOf(request.realm.url)}: the credentials from ${source} have no user name with ` +
      'a password, no identity token and no registry token',
  );
}

interface Flow {
  readonly request: HttpRequest;
  /** Statuses after which the next flow is tried. */
  readonly fallbackOn: ReadonlySet<number>;
}

function flowsFor(request: TokenRequest, clientId: string): Flow[] {
  const { foundCredential } = request;
  if (foundCredential === undefined || isAnonymous(foundCredential.credential))
    return [{ request: getRequest(request, clientId, {}), fallbackOn: new Set() }];
  const { credential, source } = foundCredential;
  const basic = (username: string, password: string): HttpRequest =>
    getRequest(request, clientId, { authorization: basicAuthorization(username, password, source) });
  const { username = '', password, identityToken = '' } = credential;
  if (identityToken !== '') {
    const grant = { grant_type: 'refresh_token', refresh_token: identityToken };
    const name = username === '' ? identityTokenUsername : username;
    return [
      {
        request: postRequest(request, clientId, grant),
        fallbackOn: username === '' ? unsupportedFlow : identityTokenRefused,
      },
      { request: basic(name, identityToken), fallbackOn: new Set() },
    ];
  }
  const pair = userAndPassword({ username, password });
  if (pair === undefined) return [];
  return [
    { request: basic(pair.username, pair.password), fallbackOn: unsupportedFlow },
    { request: postRequest(request, clientId, { grant_type: 'password', ...pair }), fallbackOn: new Set() },
  ];
}

function getRequest({ realm, service, scopes }: TokenRequest, clientId: string, headers: HttpHeaders): HttpRequest {
  const url = new URL(realm.url);
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  url.searchParams.set('client_id', clientId);
  return { method: 'GET', url, headers };
}

function postRequest(
  { realm, service, scopes }: TokenRequest,
  clientId: string,
  grant: Readonly<Record<string, string>>,
): HttpRequest {
  const form = new URLSearchParams({ ...grant, client_id: clientId });
  if (service !== undefined) form.set('service', service);
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  const bytes = new TextEncoder().encode(form.toString());
  return {
    method: 'POST',
    url: realm.url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: { open: () => once(bytes), length: bytes.byteLength },
  };
}

/** Refuses a token from another origin. The transport sent no credentials there, so the token is not the endpoint's. */
async function checkOrigin(response: HttpResponse, request: TokenRequest): Promise<void> {
  if (response.url.origin === request.realm.url.origin) return;
  await response.body.discard();
  throw new OciError(
    'REDIRECT_REFUSED',
    `the token endpoint ${urlOf(request.realm.url)} of ${request.registry} redirected to ${response.url.origin}; ` +
      'no credentials were sent there',
  );
}

const codeByStatus: Readonly<Record<number, OciErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  408: 'UNAVAILABLE',
  429: 'TOOMANYREQUESTS',
};

function codeOfStatus(status: number): OciErrorCode {
  return codeByStatus[status] ?? (status >= 500 ? 'UNAVAILABLE' : 'PROTOCOL');
}

function refusedRequest(status: number, code: OciErrorCode, reason: string, request: TokenRequest): OciError {
  const { foundCredential, realm, registry, scopes } = request;
  const purpose = scopes.length === 0 ? '' : ` for ${printable(scopes.join(' '), 500)}`;
  const problem = `the token endpoint ${urlOf(realm.url)} of ${registry} answered ${status}${quotedReason(reason)}`;
  const subject = `to a request${purpose} ${credentialSourceLabel(foundCredential)}`;
  const remedy = remedyFor(code, foundCredential, registry);
  return new OciError(code, `${problem} ${subject}${remedy}`, {
    status,
    reason,
    remedy: remedy !== '' && foundCredential === undefined ? 'stated' : undefined,
  });
}

/** Formats the server's own reason, to follow the status in a message. */
export function quotedReason(reason: string): string {
  return reason === '' ? '' : ` (${reason})`;
}

/** Describes the source of a request's credentials in a message. */
export function credentialSourceLabel(foundCredential: FoundCredential | undefined): string {
  return foundCredential === undefined
    ? 'without credentials (none were found)'
    : `with the credentials from ${foundCredential.source}`;
}

function remedyFor(code: OciErrorCode, foundCredential: FoundCredential | undefined, registry: string): string {
  if (code !== 'UNAUTHORIZED' && code !== 'DENIED') return '';
  if (foundCredential === undefined) return `; log in to ${registry}, or give a user name and password`;
  return code === 'UNAUTHORIZED' ? '; they are wrong or expired' : '; they do not have this permission, or are expired';
}

/** The endpoint without its query, which may contain secrets. */
function urlOf(realm: URL): string {
  return printable(`${realm.origin}${realm.pathname}`, 300);
}

/**
 * Reads the reply of a token endpoint. The lifetime starts at `receivedAt`; wall clocks and `issued_at` are ignored.
 * Errors do not contain the text of the reply.
 */
async function readToken(response: HttpResponse, receivedAt: number, endpoint: string): Promise<Token> {
  const bytes = await collect(response.body, maxTokenReply, `the token reply of ${endpoint}`);
  const schema = looseObject({
    token: nullish(string()),
    access_token: nullish(string()),
    expires_in: optional(unknown()),
  });
  const parsed = safeParse(schema, parseReply(bytes, response, endpoint));
  const problem = `the token endpoint ${endpoint} answered with`;
  if (!parsed.success) throw new OciError('PROTOCOL', `${problem} JSON of another form than a token reply`);
  const { token, access_token: accessToken, expires_in: expiresIn } = parsed.output;
  const value = [token, accessToken].find((text) => text !== undefined && text !== null && text !== '');
  if (value === undefined || value === null) throw new OciError('PROTOCOL', `${problem} a reply that has no token`);
  if (!/^[\x21-\x7e]+$/.test(value))
    throw new OciError('PROTOCOL', `${problem} a token that is not valid in a header field`);
  return { value, expiresAt: receivedAt + (lifetimeOf(expiresIn) - expiryMarginSeconds) * 1000 };
}

function lifetimeOf(expiresIn: unknown): number {
  const isNumber = typeof expiresIn === 'number' && Number.isFinite(expiresIn);
  return isNumber ? Math.max(minLifetimeSeconds, expiresIn) : minLifetimeSeconds;
}

function parseReply(bytes: Uint8Array, response: HttpResponse, endpoint: string): unknown {
  try {
    return parseJson(new TextDecoder().decode(bytes));
  } catch {
    const type = response.headers.get('content-type');
    const label = type === undefined ? '' : ` (${printable(type, 100)})`;
    throw new OciError(
      'PROTOCOL',
      `the token endpoint ${endpoint} answered with a reply that is not JSON${label}; ` +
        'it may be a login page or a proxy',
    );
  }
}
