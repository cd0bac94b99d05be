import { parseTarget, refused, refuseDowngrade, sameOrigin } from './location.ts';
import { redactUrl } from './redact.ts';
import type { HttpResponse } from './transport.ts';

/**
 * The next page of a listing: the first `Link` whose relation is `next` (RFC 8288; distribution-spec, "Listing Tags"). Other
 * relations and what does not parse are ignored. Whoever follows it keeps the set of pages seen, because a link may lead in circles.
 *
 * @param base where the registry is
 * @default base where the response came from
 * @throws OciError `REDIRECT_REFUSED` when it leads to another origin, `PROTOCOL` when it is no URL
 */
export function parseNextLink(response: HttpResponse, base: URL = response.url): URL | undefined {
  for (const value of response.headers.all('link')) {
    for (const link of parseLinks(value)) {
      if (!link.relations.includes('next')) continue;
      const target = parseTarget(link.target, response, 'Link');
      refuseDowngrade(target, base, 'Link');
      if (sameOrigin(target, base)) return target;
      throw refused(
        `the next page that ${redactUrl(response.url)} links to is on another origin, ${redactUrl(target.origin)}; it is not followed`,
      );
    }
  }
  return undefined;
}

interface Link {
  readonly target: string;
  readonly relations: readonly string[];
}

// A parameter's value is a quoted string, in which a backslash keeps the next character, or runs to the next separator.
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
      // The first `rel` counts, later ones are ignored (RFC 8288, section 3.3).
      if (name?.toLowerCase() === 'rel')
        relations ??= (quoted?.replace(/\\(.)/g, '$1') ?? token ?? '').toLowerCase().split(/\s+/);
    }
    links.push({ target: value.slice(at + 1, close), relations: relations ?? [] });
    at = value.indexOf('<', end);
  }
  return links;
}
