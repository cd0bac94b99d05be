import { forEachConcurrent } from '../concurrency/index.ts';
import { shortDigest } from '../output/index.ts';
import {
  artifactTypeOf,
  checkRepositoryName,
  checkTag,
  isDigest,
  isOciError,
  type Digest,
  type Manifest,
} from '../spec/index.ts';
import { dateCell, manifestLink, note, openForm, sizeCell } from './cells.ts';
import type { View } from './document.ts';
import { markup, table, type Column, type Html, type HtmlValue } from './html.ts';
import { typeName } from './labels.ts';
import { pageLink, type PageAddress } from './links.ts';
import { ManifestReader, type LoadedManifest, type ManifestFacts } from './manifests.ts';
import { defaultPageSize, nameQuery, readNames, type NamePage, type NameQuery } from './names.ts';
import type { PageRequest } from './request.ts';
import type { SearchCatalog } from './search-catalog.ts';

/** Number of manifests that are read at a time. */
const maxReads = 8;
/** Limit of manifests and configs that one list reads. A list of 100 images needs 200, and platforms need more. */
const maxDetails = 1000;

/** The list of repositories. */
export async function repositoryList(request: PageRequest, catalog: SearchCatalog): Promise<View> {
  const { registry, parameter, isVisible, signal, onStale } = request;
  const selection = nameQuery(parameter);
  const { search, startAfter } = selection;
  if (startAfter !== undefined) checkRepositoryName(startAfter);
  let results: Html;
  try {
    const names =
      search === '' ? registry.repositories({ startAfter, signal, onStale }) : catalog.names(request, startAfter);
    const page = await readNames(names, selection, isVisible);
    const items = page.names.map(
      (name) => markup`<li><a href="${pageLink({ repository: name })}">${pathName(name)}</a></li> `,
    );
    results = resultsOf(
      page,
      selection,
      {},
      'repository',
      markup`<ul class="names">
        ${items}
      </ul>`,
    );
  } catch (error) {
    if (!isOciError(error, 'UNSUPPORTED', 'NOT_FOUND', 'DENIED', 'UNAUTHORIZED', 'NAME_UNKNOWN')) throw error;
    return withoutCatalog();
  }
  const content = markup`<h1>Repositories</h1>
    ${searchForm('Search repositories', selection)} ${results}`;
  return { title: 'Repositories', content };
}

/** A registry need not have a list of repositories (distribution-spec has none). */
function withoutCatalog(): View {
  const content = markup`<h1>Repositories</h1>
    ${note('This registry does not list its repositories. Enter the name of a repository to open it.')}
    ${openForm()}`;
  return { title: 'Repositories', content };
}

/** The list of the tags of a repository. */
export async function tagList(request: PageRequest, repository: string, hasDetails: boolean): Promise<View> {
  const { registry, parameter, signal, onStale } = request;
  const selection = nameQuery(parameter);
  const { search, limit, startAfter } = selection;
  if (startAfter !== undefined) checkTag(startAfter);
  const path = [{ text: 'Repositories', address: {} }];
  if (isDigest(search)) {
    const found = markup`<p>${manifestLink(repository, search)}</p>`;
    return {
      title: repository,
      path,
      content: [tagsHead(repository, selection), markup`<div id="results">${found}</div>`],
    };
  }
  const listed = search === '' ? limit + 1 : undefined;
  const page = await readNames(registry.tags(repository, { startAfter, limit: listed, signal, onStale }), selection);
  const tags = hasDetails
    ? await detailsTable(request, repository, page.names)
    : markup`<ul class="names">
          ${page.names.map((tag) => markup`<li><a href="${pageLink({ repository, tag })}">${tag}</a></li> `)}
        </ul>
        <p class="muted">
          The view of a tag has its size and date. This list does not read the manifests, because this registry fetches
          them from another one.
        </p>`;
  const results = resultsOf(page, selection, { repository }, 'tag', tags);
  return { title: repository, path, content: [tagsHead(repository, selection), results] };
}

function tagsHead(repository: string, selection: NameQuery): Html {
  return markup`<h1>${pathName(repository)}</h1>
    ${searchForm('Search tags, or enter a digest', selection, repository)} `;
}

const tagColumns: readonly Column[] = [
  { label: 'Tag', kind: 'main' },
  { label: 'Type' },
  { label: 'Size', kind: 'number' },
  { label: 'Created' },
  { label: 'Digest' },
];

interface TagDetails {
  readonly digest: Digest;
  readonly type: string;
  readonly facts: ManifestFacts;
}

async function detailsTable(request: PageRequest, repository: string, tags: readonly string[]): Promise<Html> {
  const details = new Map<string, TagDetails>();
  const { registry, signal, onStale } = request;
  await forEachConcurrent(
    tags,
    maxReads,
    async (tag, inner) => {
      const options = { signal: inner, onStale };
      const reader = new ManifestReader(registry, repository, Math.ceil(maxDetails / tags.length), options);
      try {
        const loaded = await reader.tag(tag);
        const facts = await reader.facts(loaded);
        details.set(tag, { digest: loaded.descriptor.digest, type: typeText(loaded), facts });
      } catch (error) {
        // The row has only the tag, for example after a delete.
        if (isOciError(error, 'ABORTED')) throw error;
      }
    },
    signal,
  );
  const rows = tags.map((tag): readonly HtmlValue[] => {
    const link = markup`<a href="${pageLink({ repository, tag })}">${tag}</a>`;
    const found = details.get(tag);
    if (found === undefined) return [link, undefined, undefined, undefined, undefined];
    const { digest, type, facts } = found;
    const short = markup`<span class="mono muted">${shortDigest(digest)}</span>`;
    return [link, type, sizeCell(facts.size), dateCell(facts.created), short];
  });
  return table('Tags', tagColumns, rows);
}

/** What a manifest is, in a few words. */
export function typeText({ manifest, descriptor }: Pick<LoadedManifest, 'manifest' | 'descriptor'>): string {
  if (manifest === undefined) return descriptor.mediaType;
  if (manifest.kind !== 'index') return typeName(artifactTypeOf(manifest));
  const platforms = platformCount(manifest);
  return platforms === 0 ? 'Index' : `Index, ${platforms} ${platforms === 1 ? 'platform' : 'platforms'}`;
}

function platformCount(index: Extract<Manifest, { kind: 'index' }>): number {
  return index.manifests.filter(({ platform }) => platform !== undefined && platform.os !== 'unknown').length;
}

/** A name whose last part stands out. */
export function pathName(name: string): Html {
  const slash = name.lastIndexOf('/') + 1;
  return markup`<span class="muted">${name.slice(0, slash)}</span>${name.slice(slash)}`;
}

function searchForm(label: string, { search }: NameQuery, repository?: string): Html {
  const scope = repository !== undefined && markup`<input type="hidden" name="repository" value="${repository}" />`;
  return markup`<form role="search" action="/" method="get">
    ${scope}<input
      type="search"
      name="q"
      value="${search}"
      aria-label="${label}"
      placeholder="${label}"
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
    /><button>Search</button>
  </form>`;
}

/** A list with the number of its names and links to its parts. */
function resultsOf(page: NamePage, selection: NameQuery, address: PageAddress, noun: string, list: Html): Html {
  const { names, next } = page;
  const { search, startAfter } = selection;
  const q = search === '' ? undefined : search;
  const plural = noun === 'tag' ? 'tags' : 'repositories';
  const count =
    names.length === 0
      ? `No ${plural}${q === undefined ? '' : ` match "${q}"`}`
      : `${names.length} ${names.length === 1 ? noun : plural}`;
  const range = startAfter === undefined ? '' : ` after ${startAfter}`;
  const rest = next === undefined ? '' : ', more follow';
  const custom = selection.limit === defaultPageSize ? undefined : selection.limit;
  const first = startAfter !== undefined && pageButton('First page', { ...address, q, n: custom });
  const following = next !== undefined && pageButton('Next page', { ...address, q, n: custom, last: next });
  return markup`<div id="results">
    <p class="muted" role="status">${count}${range}${rest}</p>
    ${names.length > 0 && list}
    ${(first !== false || following !== false) && markup`<div class="pages">${first}${following}</div>`}
  </div>`;
}

function pageButton(text: string, address: PageAddress): Html {
  return markup`<a class="button" href="${pageLink(address)}">${text}</a>`;
}
