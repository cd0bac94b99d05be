import type { PredecessorFinder, ReadOnlyStorage, Resolver, Storage, TagResolver } from '../registry/index.ts';
import { isManifestMediaType, isNotFound, type Descriptor } from '../spec/index.ts';
import { onSide } from './copy-error.ts';
import { GraphCopy } from './copy-graph.ts';
import { planCopyGraph, type CopyGraphOptions } from './copy-options.ts';
import { MetadataCache } from './metadata.ts';
import { findCompanions, type Companions, type TaggedCompanion } from './recursive-companions.ts';

export interface RecursiveCopyOptions extends CopyGraphOptions {
  /** When all that belongs to the root is known, before anything is copied. */
  readonly onFound?: ((companions: Companions) => void) | undefined;
  /** When the source lists a referrer that it does not have. The rest is copied without it. */
  readonly onMissingReferrer?: ((referrer: Descriptor, subject: Descriptor) => void) | undefined;
  /** When a tag of a companion was written. `previous` is what it pointed to at the destination; undefined when it is new there. */
  readonly onCompanionTagged?: ((companion: TaggedCompanion, previous: Descriptor | undefined) => void) | undefined;
}

/**
 * Copies `root`, all that it points to, and all that belongs to it: referrers, referrers of those, and the tags in which cosign keeps
 * signatures, attestations and bills of material; for each manifest of an index as well. Bytes stay exactly as they are, so that what
 * was signed stays signed. `root` itself is not tagged.
 *
 * @returns what was found beside the graph
 * @throws CopyError
 */
export async function recursiveCopyGraph(
  source: ReadOnlyStorage & Resolver & PredecessorFinder,
  destination: Storage & TagResolver,
  root: Descriptor,
  options: RecursiveCopyOptions = {},
): Promise<Companions> {
  const plan = planCopyGraph(options);
  const cache = new MetadataCache(source, plan.maxMetadataBytes, options.signal);
  const { concurrency } = plan;
  const companions: Companions = isManifestMediaType(root.mediaType)
    ? await findCompanions(source, cache, root, {
        concurrency,
        signal: options.signal,
        onMissing: options.onMissingReferrer,
      })
    : { referrers: [], tagged: [] };
  options.onFound?.(companions);
  // The root first: a registry that lists referrers itself may want to see the subject before them.
  await new GraphCopy(source, destination, plan, { cache }).run(
    [root],
    [...companions.referrers, ...companions.tagged.map(({ node }) => node)],
  );
  for (const companion of companions.tagged) await tagCompanion(destination, companion, options);
  return companions;
}

async function tagCompanion(
  destination: TagResolver,
  companion: TaggedCompanion,
  options: RecursiveCopyOptions,
): Promise<void> {
  const { tag, node } = companion;
  const call = { signal: options.signal };
  const previous = await onSide('Resolve', 'destination', () => resolveOrNone(destination, tag, options.signal));
  if (previous?.digest === node.digest) return;
  await onSide('Tag', 'destination', () => destination.tag(node, tag, call));
  options.onCompanionTagged?.(companion, previous);
}

async function resolveOrNone(
  target: Resolver,
  tag: string,
  signal: AbortSignal | undefined,
): Promise<Descriptor | undefined> {
  try {
    return await target.resolve(tag, { signal });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
