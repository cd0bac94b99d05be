import { identityTokenUsername, isAnonymous, type FoundCredential } from '../credentials/index.ts';
import type { HttpHeaders, HttpRequest, HttpResponse, Transport } from '../http/index.ts';
import { once } from '../streams/index.ts';
import { OciError, printable, type OciErrorCode } from '../spec/index.ts';
import { basicAuthorization, userAndPassword } from './basic.ts';
import { readToken, type Token } from './token-reply.ts';

/** What a token is asked for. */
export interface TokenRequest {
  /** Checked by `checkRealm`. */
  readonly realm: URL;
  readonly service: string | undefined;
  /** Joined by `unionScopes`. */
  readonly scopes: readonly string[];
  /** Undefined asks as nobody. */
  readonly found: FoundCredential | undefined;
  /** Names the registry in errors. */
  readonly registry: string;
}

export interface TokenRequestOptions {
  readonly transport: Transport;
  /** Fields for each request to the endpoint. */
  readonly headers: HttpHeaders;
  readonly clientId: string;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

// The endpoint does not know this method: the other of the two flows is the one it has.
const unknownMethod: ReadonlySet<number> = new Set([404, 405, 501]);
// With an identity token some endpoints answer so to the OAuth 2 flow although they take it by Basic: Azure 400, Artifactory 401.
const identityTokenRefused: ReadonlySet<number> = new Set([400, 401, ...unknownMethod]);

/**
 * Asks a token endpoint: with GET and Basic as distribution's token specification has it, with an identity token by POST as its OAuth 2
 * specification has it, and by the other flow where an endpoint knows only that.
 *
 * @throws OciError `UNAUTHORIZED` and `DENIED` naming the source of the credentials, `PROTOCOL`, `SIZE_LIMIT`, `REDIRECT_REFUSED`, `TOOMANYREQUESTS`, `UNAVAILABLE`, and what the transport throws
 */
export async function requestToken(question: TokenRequest, options: TokenRequestOptions): Promise<Token> {
  const flows = flowsFor(question, options.clientId);
  for (const [index, { request, next }] of flows.entries()) {
    const response = await options.transport({
      ...request,
      headers: { ...options.headers, ...request.headers },
      signal: options.signal,
    });
    const receivedAt = options.now();
    await checkOrigin(response, question);
    if (response.status === 200) return await readToken(response, receivedAt, shown(question.realm));
    await response.body.discard();
    if (index + 1 < flows.length && next.has(response.status)) continue;
    throw refusal(response.status, question);
  }
  throw new OciError(
    'CREDENTIALS',
    `the credentials from ${question.found?.source ?? 'nowhere'} hold nothing that ${shown(question.realm)} takes`,
  );
}

interface Flow {
  readonly request: HttpRequest;
  /** After these answers the flow behind this one is tried. */
  readonly next: ReadonlySet<number>;
}

function flowsFor(question: TokenRequest, clientId: string): Flow[] {
  const { found } = question;
  if (found === undefined || isAnonymous(found.credential))
    return [{ request: getRequest(question, clientId, {}), next: new Set() }];
  const { credential, source } = found;
  const basic = (username: string, password: string): HttpRequest =>
    getRequest(question, clientId, { authorization: basicAuthorization(username, password, source) });
  const { username, password, identityToken } = credential;
  if (identityToken !== undefined && identityToken !== '') {
    const named = username !== undefined && username !== '';
    return [
      {
        request: postRequest(question, clientId, { grant_type: 'refresh_token', refresh_token: identityToken }),
        next: named ? identityTokenRefused : unknownMethod,
      },
      { request: basic(named ? username : identityTokenUsername, identityToken), next: new Set() },
    ];
  }
  const both = userAndPassword({ username, password });
  if (both === undefined) return [];
  return [
    { request: basic(both.username, both.password), next: unknownMethod },
    { request: postRequest(question, clientId, { grant_type: 'password', ...both }), next: new Set() },
  ];
}

function getRequest({ realm, service, scopes }: TokenRequest, clientId: string, headers: HttpHeaders): HttpRequest {
  const url = new URL(realm);
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
    url: realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: { open: () => once(bytes), length: bytes.byteLength },
  };
}

/** A token from elsewhere is not the endpoint's: the transport took the credentials off on the way there. */
async function checkOrigin(response: HttpResponse, question: TokenRequest): Promise<void> {
  if (response.url.origin === question.realm.origin) return;
  await response.body.discard();
  throw new OciError(
    'REDIRECT_REFUSED',
    `the token endpoint ${shown(question.realm)} of ${question.registry} redirected to ${response.url.origin}, where no credentials are sent`,
  );
}

const codeByStatus: Readonly<Record<number, OciErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  408: 'UNAVAILABLE',
  429: 'TOOMANYREQUESTS',
};

function refusal(status: number, question: TokenRequest): OciError {
  const { found, realm, registry, scopes } = question;
  const code = codeByStatus[status] ?? (status >= 500 ? 'UNAVAILABLE' : 'PROTOCOL');
  const asked = scopes.length === 0 ? '' : ` for ${printable(scopes.join(' '), 500)}`;
  const tried = `the token endpoint ${shown(realm)} of ${registry} answered ${status} to a request${asked}`;
  return new OciError(code, `${tried} ${credentialSourceLabel(found)}${adviceFor(code, found, registry)}`, { status });
}

/** Whose request it was, for a message. */
export function credentialSourceLabel(found: FoundCredential | undefined): string {
  return found === undefined ? 'without credentials (none were found)' : `with the credentials from ${found.source}`;
}

function adviceFor(code: OciErrorCode, found: FoundCredential | undefined, registry: string): string {
  if (code !== 'UNAUTHORIZED' && code !== 'DENIED') return '';
  if (found === undefined) return `; log in to ${registry}, or give a user name and password`;
  return code === 'UNAUTHORIZED' ? '; they are wrong or expired' : '; they may not do this';
}

/** The endpoint without its query. */
function shown(realm: URL): string {
  return printable(`${realm.origin}${realm.pathname}`, 300);
}
