import { OciError } from '../spec/index.ts';
import { parseTarget, redirectRefused, refuseDowngrade, sameOrigin } from './location.ts';
import { redactUrl } from './redact.ts';
import type { HttpHeaders, HttpRequest, HttpResponse, OnHttpEvent, Transport } from './transport.ts';

export interface RedirectOptions {
  readonly maxRedirects: number;
  readonly onEvent: OnHttpEvent | undefined;
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * The only headers that another origin receives. A deny list would miss headers with secrets that the user configured.
 */
const foreignHeaders: readonly string[] = ['accept', 'accept-encoding', 'range', 'user-agent'];

/**
 * Follows redirects. GET and HEAD may be redirected to another origin, because registries store blobs in object stores.
 * After that, only {@link foreignHeaders} are sent, even if a later redirect leads back to the registry. Other methods
 * follow only 307 and 308 to the same origin, and open the body again. `response.url` is the URL after redirects.
 *
 * @throws OciError `REDIRECT_REFUSED`; `PROTOCOL` for a redirect without a valid Location
 */
export function redirect(transport: Transport, { maxRedirects, onEvent }: RedirectOptions): Transport {
  return async (request) => {
    const { method } = request;
    const visited = new Set([request.url.href]);
    let current = request;
    let hasLeftOrigin = false;
    for (;;) {
      const response = await transport(current);
      if (!redirectStatuses.has(response.status)) return response;
      await response.body.discard();
      const target = targetOf(response, current, request.url);
      const refuse = (problem: string): OciError =>
        redirectRefused(`cannot follow the redirects of ${method} ${redactUrl(request.url)}: ${problem}`);
      if (visited.has(target.href)) throw refuse(`they return to ${redactUrl(target)}`);
      if (visited.size > maxRedirects)
        throw refuse(`there are more than ${maxRedirects}; the last one leads to ${redactUrl(target)}`);
      visited.add(target.href);
      const { status } = response;
      onEvent?.({ kind: 'redirect', method, url: redactUrl(current.url), status, target: redactUrl(target) });
      hasLeftOrigin ||= !sameOrigin(target, request.url);
      const namedBy = request.namedBy ?? { registry: request.url, kind: 'redirect' };
      current = { ...(hasLeftOrigin ? foreignRequest(request) : request), url: target, namedBy };
    }
  };
}

function targetOf(response: HttpResponse, current: HttpRequest, origin: URL): URL {
  const target = parseTarget(response.headers.get('location'), response, 'Location');
  refuseDowngrade(target, current.url, 'Location');
  if (current.method !== 'GET' && current.method !== 'HEAD') {
    const { status } = response;
    const problem = `cannot follow the redirect of ${current.method} ${redactUrl(current.url)} with status ${status}`;
    if (status !== 307 && status !== 308)
      throw redirectRefused(`${problem}: it would change the method to GET; only 307 and 308 are followed`);
    if (!sameOrigin(target, origin))
      throw redirectRefused(
        `${problem} to another origin, ${redactUrl(target.origin)}: content is sent only to the registry`,
      );
  }
  return target;
}

function foreignRequest(request: HttpRequest): HttpRequest {
  const headers: Record<string, string> = {};
  const allHeaders: HttpHeaders = request.headers ?? {};
  for (const name of foreignHeaders) {
    const value = allHeaders[name];
    if (value !== undefined) headers[name] = value;
  }
  if (request.body !== undefined)
    throw new OciError(
      'PROTOCOL',
      `cannot redirect ${request.method} ${redactUrl(request.url)} to another origin: the request has a body`,
    );
  return { ...request, headers, scopes: undefined };
}
