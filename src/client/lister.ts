import { pageOf, sortNames, type RepositoriesOptions, type TagsOptions } from '../registry/index.ts';
import { checkRepositoryName, compareBytes, isRepositoryName, isTag, OciError, printable } from '../spec/index.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { readJson } from './json-page.ts';
import { readPages } from './pages.ts';
import { catalogScope, pullScope } from './scope.ts';

/** Most names asked for at once. Several registries refuse a larger `n`. */
const maxPageSize = 1000;

export async function* tags(
  endpoint: Endpoint,
  repository: string,
  options: TagsOptions = {},
): AsyncGenerator<string, void, undefined> {
  checkRepositoryName(repository);
  yield* await names(endpoint, options, isTag, 'tags', {
    method: 'GET',
    url: endpoint.url(`${repository}/tags/list`, query(options)),
    scopes: [pullScope(repository)],
    signal: options.signal,
    route: 'tags',
    access: 'pull',
    doing: `list the tags of ${repository}`,
  });
}

export async function* repositories(
  endpoint: Endpoint,
  options: RepositoriesOptions = {},
): AsyncGenerator<string, void, undefined> {
  yield* await names(endpoint, options, isRepositoryName, 'repositories', {
    method: 'GET',
    url: endpoint.url('_catalog', query(options)),
    scopes: [catalogScope],
    signal: options.signal,
    route: 'catalog',
    access: 'catalog',
    doing: 'list the repositories',
  });
}

/**
 * Names in byte order, each once. Everything that is asked for is read before the first is given out, because registries disagree about the
 * order, about `n` and `last`, and about which of them may be null.
 */
async function names(
  endpoint: Endpoint,
  options: TagsOptions,
  isName: (text: string) => boolean,
  key: 'tags' | 'repositories',
  call: Call,
): Promise<readonly string[]> {
  const { limit = Infinity, startAfter } = options;
  const found = new Set<string>();
  const asked = Math.min(limit, maxPageSize);
  if (limit > 0) {
    await readPages(
      endpoint,
      call,
      async (response, call) => {
        if (response.status !== 200) throw await endpoint.refusal(call, response);
        return readJson(endpoint, call, response);
      },
      ({ value }, linked) => {
        const before = found.size;
        const page = namesOf(value[key], call);
        for (const name of page) {
          if (!isName(name))
            endpoint.warnings.tell(
              `${endpoint.host} lists "${printable(name, 200)}", which cannot be a name; it is left out`,
            );
          else if (startAfter === undefined || compareBytes(name, startAfter) > 0) found.add(name);
        }
        if (found.size >= limit) return 'enough';
        const last = page.at(-1);
        // A registry from before the Link header ends a page at `n` and says no more; one that ignores `last` gives nothing new.
        if (linked || limit === Infinity || last === undefined || page.length < asked || found.size === before)
          return 'more';
        return endpoint.url(call.url.pathname.slice(endpoint.url('').pathname.length), { n: String(asked), last });
      },
    );
  }
  return pageOf(sortNames(found), options);
}

function query(options: TagsOptions): Readonly<Record<string, string | undefined>> {
  const { limit, startAfter } = options;
  return { n: limit === undefined ? undefined : String(Math.min(limit, maxPageSize)), last: startAfter };
}

function namesOf(value: unknown, call: Call): readonly string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new OciError('PROTOCOL', `cannot ${call.doing}: the answer is not a list of names`);
}
