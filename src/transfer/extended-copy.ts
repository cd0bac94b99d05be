import type { PredecessorFinder, ReadOnlyGraphTarget, ReadOnlyStorage, Storage, Target } from '../registry/index.ts';
import { throwIfAborted, type Descriptor } from '../spec/index.ts';
import { onSide } from './copy-error.ts';
import { GraphCopy } from './copy-graph.ts';
import { defaultCopyGraphOptions, planCopyGraph, type CopyGraphOptions } from './copy-options.ts';
import { resolveSource, tagDestination, tagFor } from './copy.ts';

/** oras-go's `content.ReadOnlyGraphStorage`: storage that also finds the predecessors of a node. */
export interface ReadOnlyGraphStorage extends ReadOnlyStorage, PredecessorFinder {}
/** oras-go's `content.GraphStorage`. */
export interface GraphStorage extends Storage, PredecessorFinder {}

/** Finds the nodes that point to a node. */
export type FindPredecessors = (source: ReadOnlyGraphStorage, node: Descriptor) => Promise<readonly Descriptor[]>;

/** oras-go's `ExtendedCopyGraphOptions`. */
export interface ExtendedCopyGraphOptions extends CopyGraphOptions {
  /** Maximum number of steps from the node up to its predecessors. @default no limit, also for 0 and less */
  readonly depth?: number | undefined;
  /** @default the predecessors that the source finds */
  readonly findPredecessors?: FindPredecessors | undefined;
}

/** oras-go's `ExtendedCopyOptions`. */
export interface ExtendedCopyOptions extends ExtendedCopyGraphOptions {}

/** oras-go's `DefaultExtendedCopyGraphOptions`. */
export const defaultExtendedCopyGraphOptions: ExtendedCopyGraphOptions = defaultCopyGraphOptions;
/** oras-go's `DefaultExtendedCopyOptions`. */
export const defaultExtendedCopyOptions: ExtendedCopyOptions = defaultExtendedCopyGraphOptions;

/**
 * Copies the node of `sourceReference`, its referrers and other predecessors, and all content below them; then tags the
 * node at the destination.
 *
 * @param destinationReference empty: the source's; a digest is not written as a tag
 * @returns the descriptor of the node
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
 * Copies `node`, its referrers and other predecessors, and all content below them.
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
  const listed = new Set([...roots, ...others].map(({ digest }) => digest));
  listed.delete(node.digest);
  // Predecessors from a custom `findPredecessors` may not point to their node. Then no root leads to that node.
  await new GraphCopy(source, destination, planCopyGraph(options), { listed }).run(
    roots,
    options.findPredecessors === undefined ? [] : others,
  );
}

interface Roots {
  /** Nodes without predecessors, and nodes at the depth limit. */
  readonly roots: readonly Descriptor[];
  /** The other nodes that were found. */
  readonly others: readonly Descriptor[];
}

/** Goes up from a node level by level, so that each node counts at its smallest depth. */
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
        // A list of referrers contains the annotations of the manifests. In a descriptor, a title among them would name
        // a file.
        next.push({ ...predecessor, annotations: undefined });
      }
    }
    level = next;
  }
  return { roots, others };
}
