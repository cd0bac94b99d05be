import { OciError } from '../spec/index.ts';
import { parseTarget, refused, refuseDowngrade, refusePrivate, sameOrigin } from './location.ts';
import { redactUrl } from './redact.ts';
import type { HttpHeaders, HttpRequest, HttpResponse, OnHttpEvent, Transport } from './transport.ts';

export interface RedirectOptions {
  readonly maxRedirects: number;
  readonly onEvent: OnHttpEvent | undefined;
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** All that another origin gets to see. A list of what may go, because a list of what must not would miss a header that someone configured. */
const foreignHeaders: readonly string[] = ['accept', 'accept-encoding', 'range', 'user-agent'];

/**
 * Follows redirects. GET and HEAD may leave the registry's origin, as blobs in object stores need; then none of the request's headers
 * go along but {@link foreignHeaders}, and none come back should the chain return. Other methods are repeated at the same origin alone,
 * by 307 and 308, with the body opened anew. `response.url` tells where the answer came from.
 *
 * @throws OciError `REDIRECT_REFUSED`, `PROTOCOL` for a redirect without a usable Location
 */
export function redirect(transport: Transport, options: RedirectOptions): Transport {
  return async (request) => {
    const visited = new Set([request.url.href]);
    let current = request;
    let left = false;
    for (;;) {
      const response = await transport(current);
      if (!redirectStatuses.has(response.status)) return response;
      await response.body.discard();
      const target = targetOf(response, current, request.url);
      if (visited.has(target.href))
        throw refused(
          `${request.method} ${redactUrl(request.url)} is redirected in a circle, back to ${redactUrl(target)}`,
        );
      if (visited.size > options.maxRedirects)
        throw refused(
          `${request.method} ${redactUrl(request.url)} is redirected more than ${options.maxRedirects} times, last to ${redactUrl(target)}`,
        );
      visited.add(target.href);
      options.onEvent?.({
        kind: 'redirect',
        method: request.method,
        url: redactUrl(current.url),
        status: response.status,
        target: redactUrl(target),
      });
      left ||= !sameOrigin(target, request.url);
      current = left ? foreignRequest(request, target) : { ...request, url: target };
    }
  };
}

function targetOf(response: HttpResponse, current: HttpRequest, origin: URL): URL {
  const target = parseTarget(response.headers.get('location'), response, 'Location');
  refuseDowngrade(target, current.url, 'Location');
  if (current.method !== 'GET' && current.method !== 'HEAD') {
    const what = `${current.method} ${redactUrl(current.url)} is redirected with status ${response.status}`;
    if (response.status !== 307 && response.status !== 308)
      throw refused(`${what}, which would turn it into a GET; only 307 and 308 are followed`);
    if (!sameOrigin(target, origin))
      throw refused(`${what} to another origin, ${redactUrl(target.origin)}; content is sent to the registry alone`);
  }
  if (!sameOrigin(target, origin)) refusePrivate(target, origin, 'Location');
  return target;
}

function foreignRequest(request: HttpRequest, url: URL): HttpRequest {
  const headers: Record<string, string> = {};
  const given: HttpHeaders = request.headers ?? {};
  for (const name of foreignHeaders) {
    const value = given[name];
    if (value !== undefined) headers[name] = value;
  }
  if (request.body !== undefined)
    throw new OciError(
      'PROTOCOL',
      `${request.method} ${redactUrl(request.url)} has a body and cannot go on to ${redactUrl(url)}`,
    );
  return { ...request, url, headers, scopes: undefined };
}
