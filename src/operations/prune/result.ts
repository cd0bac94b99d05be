import { isOciError, messageOf, OciError, type Digest } from '../../spec/index.ts';
import type { Decision } from './decide.ts';
import type { PruneGraph } from './graph.ts';

/** A manifest with its tags, or tags that are deleted without their manifest. */
export interface PruneItem {
  readonly kind: 'manifest' | 'tag';
  readonly digest: Digest;
  /** The bare tags that are deleted, or that stay. */
  readonly tags: readonly string[];
  readonly mediaType: string;
  /** Empty when the manifest has none. */
  readonly artifactType: string;
  /** Why the item is deleted, or why it stays. */
  readonly reason: string;
}

/** Result of {@link prune}. */
export interface PruneResult {
  /** `registry/repository`, or the absolute path of a layout. */
  readonly name: string;
  /** Nothing was deleted. */
  readonly dryRun: boolean;
  /** What was deleted, or would be in a dry run, in this order. */
  readonly deleted: readonly PruneItem[];
  /** Everything else, with the reason why it stays. */
  readonly kept: readonly PruneItem[];
  /** Bytes of the blobs that the garbage collection of a layout removed; `0` for a registry. */
  readonly freedBytes: number;
}

/** The error of a prune that failed after the first deletion. Its cause is the error of the registry. */
export class PruneError extends OciError {
  override readonly name: string = 'PruneError';
  /** What was deleted before the failure. The remaining items were not changed. */
  readonly result: PruneResult;

  constructor(result: PruneResult, total: number, cause: unknown) {
    const known = isOciError(cause) ? cause : undefined;
    super(
      known?.code ?? 'UNKNOWN',
      `cannot delete the rest of ${result.name} (${result.deleted.length} of ${total} items were deleted, and no ` +
        `remaining artifact is damaged): ${messageOf(cause)}`,
      { cause, status: known?.status, detail: known?.detail, reason: known?.reason },
    );
    this.result = result;
  }
}

/** The item of a manifest with all its tags. */
export function manifestItem(graph: PruneGraph, digest: Digest, reason: string): PruneItem {
  const node = graph.nodes.get(digest);
  return {
    kind: 'manifest',
    digest,
    tags: [...(node?.tags ?? [])].sort(),
    mediaType: node?.descriptor.mediaType ?? '',
    artifactType: node?.artifactType ?? '',
    reason,
  };
}

/** The item of a tag whose manifest stays. */
export function tagItem(graph: PruneGraph, tag: string, reason: string): PruneItem {
  const digest = graph.tags.get(tag) as Digest;
  return { ...manifestItem(graph, digest, reason), kind: 'tag', tags: [tag] };
}

/** The items that stay: each tag with its own reason, and the manifests without a tag. */
export function keptItems(graph: PruneGraph, decision: Decision): readonly PruneItem[] {
  const items: PruneItem[] = [];
  for (const [digest, reason] of decision.kept) {
    const node = graph.nodes.get(digest);
    if (node === undefined) continue;
    const byReason = new Map<string, string[]>();
    for (const tag of [...node.tags].sort()) {
      if (decision.untagged.has(tag)) continue;
      const own = decision.keptTags.get(tag) ?? reason;
      byReason.set(own, [...(byReason.get(own) ?? []), tag]);
    }
    if (byReason.size === 0) byReason.set(reason, []);
    for (const [own, tags] of byReason) items.push({ ...manifestItem(graph, digest, own), tags });
  }
  return items;
}
