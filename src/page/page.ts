import { Semaphore } from '../concurrency/index.ts';
import { checkTag, parseDigest } from '../spec/index.ts';
import { documentOf, type PageReply, type View } from './document.ts';
import { layerFiles } from './layer-files.ts';
import { ManifestReader } from './manifests.ts';
import { manifestView } from './manifest-view.ts';
import { repositoryList, tagList } from './name-lists.ts';
import { note } from './cells.ts';
import type { PageOptions, PageRequest } from './request.ts';
import { SearchCatalog } from './search-catalog.ts';

/** Number of layers that are unpacked at a time to list their files. */
const maxUnpacked = 2;
/** Limit of manifests and configs that the view of a manifest reads, with and without details. */
const maxManifests = 400;
const maxManifestsWithoutDetails = 1;

/** The read-only page of a registry for browsers. */
export class RegistryPage {
  readonly #hasDetails: boolean;
  readonly #catalog = new SearchCatalog();
  readonly #semaphore = new Semaphore(maxUnpacked);

  constructor(options: PageOptions = {}) {
    this.#hasDetails = options.details ?? true;
  }

  /**
   * Renders the view of a request.
   *
   * @throws OciError `INPUT_INVALID`, `TAG_INVALID`, `DIGEST_INVALID` for invalid parameters; errors of the registry
   */
  async show(request: PageRequest): Promise<PageReply> {
    let isStale = false;
    const onStale: PageRequest['onStale'] = (failure, ageMs) => {
      isStale = true;
      request.onStale(failure, ageMs);
    };
    const view = await this.#view({ ...request, onStale });
    const warning =
      isStale && note('The upstream registry is unavailable. This view is from the cache, and may be outdated.');
    return documentOf(request.host, { ...view, content: [warning, view.content] });
  }

  async #view(request: PageRequest): Promise<View> {
    const { registry, repository, parameter, signal, onStale } = request;
    if (repository === undefined) return repositoryList(request, this.#catalog);
    const digest = parameter('digest');
    const layer = parameter('layer');
    const tag = parameter('tag');
    if (digest === undefined && tag === undefined) return tagList(request, repository, this.#hasDetails);
    if (digest !== undefined && layer !== undefined) {
      const at = { digest: parseDigest(digest), layer: parseDigest(layer) };
      return layerFiles(request, repository, at, this.#semaphore);
    }
    const limit = this.#hasDetails ? maxManifests : maxManifestsWithoutDetails;
    const reader = new ManifestReader(registry, repository, limit, { signal, onStale });
    const loaded =
      digest === undefined ? await reader.tag(checkTag(tag ?? '')) : await reader.digest(parseDigest(digest));
    return manifestView(request, repository, reader, loaded, digest === undefined ? tag : undefined);
  }
}
