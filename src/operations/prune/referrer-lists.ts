import { pushContent, type CallOptions, type Repository } from '../../registry/index.ts';
import {
  descriptorOf,
  encodeJson,
  isNotFound,
  isRecord,
  mediaTypeImageIndex,
  parseJson,
  type Digest,
} from '../../spec/index.ts';
import { fetchMetadata } from '../../transfer/index.ts';
import { companionOf, type PruneGraph } from './graph.ts';

/**
 * Removes deleted manifests from the lists of referrers that stay, unless the registry client has done it. Deletes a list
 * that becomes empty.
 */
export async function shortenLists(
  repository: Repository,
  graph: PruneGraph,
  gone: ReadonlySet<Digest>,
  options: CallOptions,
): Promise<void> {
  for (const [tag, digest] of graph.tags) {
    const node = graph.nodes.get(digest);
    if (companionOf(tag)?.isList !== true || node === undefined || gone.has(digest)) continue;
    if (node.children.some((child) => gone.has(child))) await shortenList(repository, tag, gone, options);
  }
}

async function shortenList(
  repository: Repository,
  tag: string,
  gone: ReadonlySet<Digest>,
  options: CallOptions,
): Promise<void> {
  try {
    const current = await repository.resolve(tag, options);
    if (current.mediaType !== mediaTypeImageIndex) return;
    const list: unknown = parseJson(await fetchMetadata(repository, current, undefined, options));
    if (!isRecord(list) || !Array.isArray(list['manifests'])) return;
    const isGone = (entry: unknown): boolean => isRecord(entry) && gone.has(entry['digest'] as Digest);
    const manifests = list['manifests'].filter((entry) => !isGone(entry));
    if (manifests.length === list['manifests'].length) return;
    if (manifests.length === 0) {
      // By its digest, so that a list that another client has pushed since then remains.
      await repository.delete(current, options);
      return;
    }
    const bytes = encodeJson({ ...list, manifests });
    await pushContent(repository, descriptorOf(mediaTypeImageIndex, bytes), bytes, { ...options, tags: [tag] });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
