import { OciError, printable } from '../spec/index.ts';
import type { RequestContext } from './request-context.ts';
import { queryValue } from './target.ts';

export interface PageRequest {
  /** Names on the page; 0 asks for an empty one. */
  readonly limit: number;
  readonly startAfter: string | undefined;
}

/**
 * Reads `n` and `last` (distribution-spec, "Listing Tags"). A larger `n` than the server's own limit is lowered to it.
 *
 * @throws OciError `INPUT_INVALID` for an `n` that is not a whole number from 0
 */
export function pageRequest(ctx: RequestContext): PageRequest {
  const query = ctx.queryParameters;
  const n = queryValue(query, 'n');
  const last = queryValue(query, 'last');
  if (n !== undefined && !/^[0-9]+$/.test(n)) {
    throw new OciError(
      'INPUT_INVALID',
      `the query parameter "n" is "${printable(n, 40)}"; it must be a whole number from 0`,
    );
  }
  const limit = Math.min(n === undefined ? Infinity : Number(n), ctx.settings.maxPageSize);
  return { limit, startAfter: last === '' ? undefined : last };
}

export interface Page {
  readonly names: readonly string[];
  readonly more: boolean;
}

/** Takes at most `limit` names, and one more to know whether there are more. */
export async function readPage(
  names: AsyncIterable<string>,
  limit: number,
  take: (name: string) => boolean | Promise<boolean> = () => true,
): Promise<Page> {
  const page: string[] = [];
  for await (const name of names) {
    if (!(await take(name))) continue;
    if (page.length === limit) return { names: page, more: true };
    page.push(name);
  }
  return { names: page, more: false };
}

/** A relative `Link` to the next page (RFC 8288). The value is made of names from the list itself, escaped. */
export function nextLink(path: string, parameters: Readonly<Record<string, string>>): readonly string[] {
  return ['link', `<${path}?${new URLSearchParams(parameters).toString()}>; rel="next"`];
}
