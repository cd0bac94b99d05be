import { parseNextLink, type HttpResponse } from '../http/index.ts';
import { OciError } from '../spec/index.ts';
import type { Call, Endpoint } from './endpoint.ts';
import type { JsonPage } from './json-page.ts';

/** Most pages of one listing. */
export const maxPages = 1000;
/** Most of a listing that is held at once, bytes: it is given out only when all of it is known to be good. */
export const maxListingBytes: number = 64 * 1024 * 1024;

/**
 * Reads a listing page by page along `Link: rel="next"` until there are no more, or `take` has enough.
 *
 * @param read what a page's reply holds
 * @param take gets each page, and whether it links to a next one; `more` follows the link, a URL is where to go on without one
 * @throws OciError `PROTOCOL` for links in a circle, `SIZE_LIMIT` for too many pages or bytes, `REDIRECT_REFUSED` for a link to another origin
 */
export async function readPages(
  endpoint: Endpoint,
  first: Call,
  read: (response: HttpResponse, call: Call) => Promise<JsonPage>,
  take: (page: JsonPage, linked: boolean) => 'enough' | 'more' | URL,
): Promise<void> {
  const visited = new Set<string>();
  let bytes = 0;
  let url: URL | undefined = first.url;
  for (let pages = 1; url !== undefined; pages++) {
    if (pages > maxPages)
      throw new OciError('SIZE_LIMIT', `cannot ${first.doing}: ${endpoint.host} gives more than ${maxPages} pages`);
    if (visited.has(url.href))
      throw new OciError('PROTOCOL', `cannot ${first.doing}: the pages of ${endpoint.host} link in a circle`);
    visited.add(url.href);
    const call: Call = { ...first, url };
    const { page, next } = await endpoint.exchange(call, async (response) => ({
      page: await read(response, call),
      next: parseNextLink(response, endpoint.base),
    }));
    bytes += page.size;
    if (bytes > maxListingBytes)
      throw new OciError(
        'SIZE_LIMIT',
        `cannot ${first.doing}: the listing is over the limit of ${maxListingBytes} bytes`,
      );
    const wish = take(page, next !== undefined);
    if (wish === 'enough') return;
    url = next ?? (wish === 'more' ? undefined : wish);
  }
}
