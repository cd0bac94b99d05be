import { parseNextLink, type HttpResponse, type HttpResponseHeaders } from '../http/index.ts';
import { pageOf, sortNames, type RepositoriesOptions, type TagsOptions } from '../registry/index.ts';
import {
  checkRepositoryName,
  checkNumbers,
  compareBytes,
  isRecord,
  isRepositoryName,
  isTag,
  messageOf,
  OciError,
  parseJson,
  printable,
} from '../spec/index.ts';
import { collect } from '../streams/index.ts';
import { gunzipLimited, gzipLabel } from './content-encoding.ts';
import { webPageError } from './errors.ts';
import { tokenScopes, type RegistryClient, type RegistryRequest } from './registry-client.ts';

/** Maximum size of a page of a listing, bytes. */
const maxPageBytes = 4 * 1024 * 1024;
/** Maximum number of pages of a listing. */
const maxPages = 1000;
/** Maximum size of a listing, bytes. It is in memory until it is complete and valid. */
const maxListingBytes = 64 * 1024 * 1024;
/** Maximum number of names that are requested with one page. Several registries refuse a larger `n`. */
const maxNamesPerPage = 1000;

/** Lists the tags of a repository in byte order, without duplicates. */
export function listTags(client: RegistryClient, repository: string, options: TagsOptions): Promise<readonly string[]> {
  checkRepositoryName(repository);
  return listNames(client, options, isTag, 'tags', {
    method: 'GET',
    url: client.url(`${repository}/tags/list`, pageQuery(options)),
    scopes: client.readScopes(repository),
    signal: options.signal,
    route: 'tags',
    access: 'pull',
    operation: `list the tags of ${repository}`,
  });
}

/** Lists the names of the registry's repositories in byte order, without duplicates. */
export function listRepositories(client: RegistryClient, options: RepositoriesOptions): Promise<readonly string[]> {
  return listNames(client, options, isRepositoryName, 'repositories', {
    method: 'GET',
    url: client.url('_catalog', pageQuery(options)),
    scopes: [tokenScopes.catalog],
    signal: options.signal,
    route: 'catalog',
    access: 'catalog',
    operation: 'list the repositories',
  });
}

function pageQuery({ limit, startAfter }: TagsOptions): Readonly<Record<string, string | undefined>> {
  return { n: limit === undefined ? undefined : String(Math.min(limit, maxNamesPerPage)), last: startAfter };
}

/**
 * Reads all names before it returns the first, because registries differ in the order of names, in the meaning of `n`
 * and `last`, and in values that may be null.
 */
async function listNames(
  client: RegistryClient,
  options: TagsOptions,
  isName: (text: string) => boolean,
  key: 'tags' | 'repositories',
  request: RegistryRequest,
): Promise<readonly string[]> {
  checkNumbers(options, { limit: 0 });
  const { limit = Infinity, startAfter } = options;
  if (limit === 0) return [];
  const names = new Set<string>();
  const pageLimit = Math.min(limit, maxNamesPerPage);
  const read = async (response: HttpResponse, page: RegistryRequest): Promise<JsonPage> => {
    if (response.status !== 200) throw await client.errorOf(page, response);
    return readJson(client, page, response);
  };
  await readPages(client, request, read, ({ value }, hasNextLink) => {
    const previousCount = names.size;
    const page = stringsOf(value[key], request);
    for (const name of page) {
      if (!isName(name))
        client.warnings.report(`ignored the invalid name "${printable(name, 200)}", which ${client.host} lists`);
      else if (startAfter === undefined || compareBytes(name, startAfter) > 0) names.add(name);
    }
    if (names.size >= limit) return 'enough';
    const last = page.at(-1);
    // A registry without the Link header ends a page at `n`. If it ignores `last`, the next page has no new names.
    if (
      hasNextLink ||
      limit === Infinity ||
      last === undefined ||
      page.length < pageLimit ||
      names.size === previousCount
    )
      return 'more';
    const path = request.url.pathname.slice(client.url('').pathname.length);
    return client.url(path, { n: String(pageLimit), last });
  });
  return pageOf(sortNames(names), options);
}

function stringsOf(value: unknown, request: RegistryRequest): readonly string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new OciError('PROTOCOL', `cannot ${request.operation}: the response is not a list of names`);
}

/**
 * Reads a listing page by page along `Link: rel="next"` until the last page, or until `onPage` returns `enough`.
 *
 * @param read parses the response of a page
 * @param onPage gets each page and whether it links to another one. Returns `more` to follow the link, or the URL of
 *   the next page for a page without a link.
 * @throws OciError `PROTOCOL` for links in a loop, `SIZE_LIMIT` for too many pages or bytes, `REDIRECT_REFUSED` for a
 *   link to another origin
 */
export async function readPages(
  client: RegistryClient,
  first: RegistryRequest,
  read: (response: HttpResponse, request: RegistryRequest) => Promise<JsonPage>,
  onPage: (page: JsonPage, hasNextLink: boolean) => 'enough' | 'more' | URL,
): Promise<void> {
  const fail = (code: 'SIZE_LIMIT' | 'PROTOCOL', problem: string): OciError =>
    new OciError(code, `cannot ${first.operation}: ${problem}`);
  const visited = new Set<string>();
  let bytes = 0;
  let url: URL | undefined = first.url;
  for (let pages = 1; url !== undefined; pages++) {
    if (pages > maxPages) throw fail('SIZE_LIMIT', `${client.host} sends more than ${maxPages} pages`);
    if (visited.has(url.href)) throw fail('PROTOCOL', `the links between the pages of ${client.host} form a loop`);
    visited.add(url.href);
    const request: RegistryRequest = { ...first, url };
    const { page, next } = await client.request(request, async (response) => ({
      page: await read(response, request),
      next: parseNextLink(response, client.base),
    }));
    bytes += page.size;
    if (bytes > maxListingBytes)
      throw fail('SIZE_LIMIT', `the listing is larger than the limit of ${maxListingBytes} bytes`);
    const decision = onPage(page, next !== undefined);
    if (decision === 'enough') return;
    url = next ?? (decision === 'more' ? undefined : decision);
  }
}

/** A page of a listing: a JSON object. */
export interface JsonPage {
  readonly value: Readonly<Record<string, unknown>>;
  /** Bytes. */
  readonly size: number;
  readonly headers: HttpResponseHeaders;
}

/** @throws OciError `SIZE_LIMIT`; `PROTOCOL` for a web page and for content that is not a JSON object */
export async function readJson(
  client: RegistryClient,
  request: RegistryRequest,
  response: HttpResponse,
): Promise<JsonPage> {
  const page = webPageError(request, response, client.host);
  if (page !== undefined) throw page;
  const raw = await collect(response.body, maxPageBytes, `the response of ${client.host} to "${request.operation}"`);
  const bytes = gzipLabel(response) === undefined ? raw : ((await gunzipLimited(raw, maxPageBytes)) ?? raw);
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    const problem = `the response of ${client.host} is not valid: ${messageOf(error)}`;
    throw new OciError('PROTOCOL', `cannot ${request.operation}: ${problem}`);
  }
  if (!isRecord(value))
    throw new OciError('PROTOCOL', `cannot ${request.operation}: the response of ${client.host} is not a JSON object`);
  return { value, size: bytes.byteLength, headers: response.headers };
}
