import type { ReadOnlyGraphTarget, Storage, Target } from '../registry/index.ts';
import { throwIfAborted, type Descriptor } from '../spec/index.ts';
import { onSide } from './copy-error.ts';
import { GraphCopy } from './copy-graph.ts';
import { planCopyGraph } from './copy-options.ts';
import { resolveSource, tagDestination, tagFor } from './copy.ts';
import type { ExtendedCopyGraphOptions, ExtendedCopyOptions, ReadOnlyGraphStorage } from './extended-copy-options.ts';

/**
 * Copies what `sourceReference` names together with its referrers and all else that points to it, and what those point to; tags the node
 * that was named at the destination, last of all.
 *
 * @param destinationReference empty means the source's; when that is a digest, nothing is tagged
 * @returns the descriptor of the node that was named
 * @throws CopyError
 */
export async function extendedCopy(
  source: ReadOnlyGraphTarget,
  sourceReference: string,
  destination: Target,
  destinationReference = '',
  options: ExtendedCopyOptions = {},
): Promise<Descriptor> {
  const node = await resolveSource(source, sourceReference, options.signal);
  await extendedCopyGraph(source, destination, node, options);
  const tag = tagFor(sourceReference, destinationReference, node);
  if (tag !== undefined) await tagDestination(destination, node, tag, options.signal);
  return node;
}

/**
 * Copies `node` together with its referrers and all else that points to it, and what those point to.
 *
 * @throws CopyError
 */
export async function extendedCopyGraph(
  source: ReadOnlyGraphStorage,
  destination: Storage,
  node: Descriptor,
  options: ExtendedCopyGraphOptions = {},
): Promise<void> {
  const { roots, others } = await findRoots(source, node, options);
  // Predecessors of the caller's own finding need not point to what they were found for, so that no root leads to it.
  await new GraphCopy(source, destination, planCopyGraph(options)).run(
    roots,
    options.findPredecessors === undefined ? [] : others,
  );
}

interface Roots {
  /** Nodes to which nothing points, or that lie at the depth limit. */
  readonly roots: readonly Descriptor[];
  /** The nodes on the way there. */
  readonly others: readonly Descriptor[];
}

/** Goes up from a node, level by level, so that each node counts at its least depth. */
async function findRoots(
  source: ReadOnlyGraphStorage,
  node: Descriptor,
  options: ExtendedCopyGraphOptions,
): Promise<Roots> {
  const { signal } = options;
  const depthLimit = options.depth !== undefined && options.depth > 0 ? options.depth : Infinity;
  const find =
    options.findPredecessors ??
    ((from, current): Promise<readonly Descriptor[]> => from.predecessors(current, { signal }));
  const roots: Descriptor[] = [];
  const others: Descriptor[] = [];
  const seen = new Set<string>([node.digest]);
  let level: readonly Descriptor[] = [node];
  for (let depth = 0; level.length > 0; depth++) {
    const next: Descriptor[] = [];
    for (const current of level) {
      throwIfAborted(signal);
      const predecessors =
        depth >= depthLimit ? [] : await onSide('FindPredecessors', 'source', () => find(source, current));
      (predecessors.length === 0 ? roots : others).push(current);
      for (const predecessor of predecessors) {
        if (seen.has(predecessor.digest)) continue;
        seen.add(predecessor.digest);
        // A referrers listing shows the manifest's own annotations; taken for the descriptor's, a title among them would name a file.
        next.push({ ...predecessor, annotations: undefined });
      }
    }
    level = next;
  }
  return { roots, others };
}
