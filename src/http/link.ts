import { parseTarget, redirectRefused, refuseDowngrade, sameOrigin } from './location.ts';
import { redactUrl } from './redact.ts';
import type { HttpResponse } from './transport.ts';

/**
 * Returns the URL of the next page of a listing: the first `Link` with the relation `next` (RFC 8288;
 * distribution-spec, "Listing Tags"). Other relations and malformed links are ignored. Links may form a loop, so the
 * caller must remember the visited pages.
 *
 * @param base URL of the registry; by default the URL of the response
 * @returns undefined on the last page
 * @throws OciError `REDIRECT_REFUSED` for another origin, `PROTOCOL` for an invalid URL
 */
export function parseNextLink(response: HttpResponse, base: URL = response.url): URL | undefined {
  for (const value of response.headers.all('link')) {
    for (const link of parseLinks(value)) {
      if (!link.relations.includes('next')) continue;
      const target = parseTarget(link.target, response, 'Link');
      refuseDowngrade(target, base, 'Link');
      if (sameOrigin(target, base)) return target;
      throw redirectRefused(
        `refused the next page of ${redactUrl(response.url)}: it is on another origin, ${redactUrl(target.origin)}`,
      );
    }
  }
  return undefined;
}

interface Link {
  readonly target: string;
  readonly relations: readonly string[];
}

// The value of a parameter is a quoted string with backslash escapes, or text up to the next separator.
const parameter = /\s*;\s*(?:([^\s=;,"]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?)?/y;

function parseLinks(value: string): Link[] {
  const links: Link[] = [];
  for (let at = value.indexOf('<'); at >= 0;) {
    const close = value.indexOf('>', at);
    if (close < 0) break;
    let relations: readonly string[] | undefined;
    let end = close + 1;
    for (;;) {
      parameter.lastIndex = end;
      const match = parameter.exec(value);
      if (match === null) break;
      end = parameter.lastIndex;
      const [, name, quoted, token] = match;
      // Only the first `rel` applies (RFC 8288, section 3.3).
      if (name?.toLowerCase() === 'rel')
        relations ??= (quoted?.replace(/\\(.)/g, '$1') ?? token ?? '').toLowerCase().split(/\s+/);
    }
    links.push({ target: value.slice(at + 1, close), relations: relations ?? [] });
    at = value.indexOf('<', end);
  }
  return links;
}
