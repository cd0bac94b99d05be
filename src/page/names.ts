import { OciError, printable } from '../spec/index.ts';
import type { PageRequest } from './request.ts';

/** Default number of names on a page. */
export const defaultPageSize = 100;
const maxPageSize = 1000;
/** Maximum number of names that a search reads. The page links to the rest. */
export const maxScanned = 100_000;

/** A selection of names. */
export interface NameQuery {
  /** Text that names contain, in any case. Empty for all names. */
  readonly search: string;
  readonly limit: number;
  readonly startAfter: string | undefined;
}

/** Part of a list of names. */
export interface NamePage {
  readonly names: readonly string[];
  /** The last name of this part; undefined if no name follows. */
  readonly next: string | undefined;
}

/** @throws OciError `INPUT_INVALID` when `n` is not a whole number from 1 */
export function nameQuery(parameter: PageRequest['parameter']): NameQuery {
  const n = parameter('n') ?? String(defaultPageSize);
  if (!/^[1-9]\d{0,8}$/.test(n))
    throw new OciError('INPUT_INVALID', `the query parameter "n" is "${printable(n, 40)}"; use a whole number from 1`);
  return {
    search: (parameter('q') ?? '').trim(),
    limit: Math.min(Number(n), maxPageSize),
    startAfter: parameter('last'),
  };
}

/** Reads the names of a query, and one more to find out whether others follow. */
export async function readNames(
  names: AsyncIterable<string>,
  { search, limit }: Pick<NameQuery, 'search' | 'limit'>,
  isVisible: (name: string) => boolean = () => true,
): Promise<NamePage> {
  const wanted = search.toLowerCase();
  const page: string[] = [];
  let scanned = 0;
  let previous: string | undefined;
  for await (const name of names) {
    if (scanned++ === maxScanned) return { names: page, next: previous };
    previous = name;
    if (!name.toLowerCase().includes(wanted) || !isVisible(name)) continue;
    if (page.length === limit) return { names: page, next: page.at(-1) };
    page.push(name);
  }
  return { names: page, next: undefined };
}
