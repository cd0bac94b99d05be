import type { PredecessorFinder, ReadOnlyGraphTarget, Resolver, Storage, TagResolver } from '../registry/index.ts';
import { isManifestMediaType, isNotFound, type CopiedManifest, type Descriptor } from '../spec/index.ts';
import { findCompanions, type Companions, type TaggedCompanion } from './companions.ts';
import { onSide } from './copy-error.ts';
import { GraphCopy } from './copy-graph.ts';
import { planCopyGraph, type CopyGraphOptions, type CopyGraphPlan } from './copy-options.ts';
import { MetadataCache } from './metadata.ts';
import { repairReferrers, type CopiedReferrer } from './unlisted-referrers.ts';

/** Options of {@link recursiveCopyGraph}. */
export interface RecursiveCopyOptions extends CopyGraphOptions {
  /** Called with each companion that was found. A manifest can be found several times. */
  readonly onCompanion?: ((companion: CopiedManifest) => void) | undefined;
  /** Called when all companions of the root are known, before the copy begins. */
  readonly onFound?: ((companions: Companions) => void) | undefined;
  /** Called when the source lists a referrer that it does not have. The copy continues without it. */
  readonly onMissingReferrer?: ((referrer: Descriptor, subject: Descriptor) => void) | undefined;
  /** Called when a list of referrers at the source has the wrong size for `referrer`, whose size is right. */
  readonly onWrongSize?: ((referrer: Descriptor, listed: number, subject: Descriptor) => void) | undefined;
  /**
   * Called when the destination does not list a copied referrer, also after it was pushed again. Clients of the
   * destination do not find it.
   */
  readonly onUnlistedReferrer?: ((referrer: Descriptor, subject: Descriptor) => void) | undefined;
  /**
   * Called when the tag of a companion was written. `previous` is the earlier content of the tag; undefined for a new
   * tag.
   */
  readonly onCompanionTagged?: ((companion: TaggedCompanion, previous: Descriptor | undefined) => void) | undefined;
}

/**
 * Copies `root`, all content that it points to, and its companions: referrers, their referrers, and the tags of
 * cosign's signatures, attestations and SBOMs; also those of each manifest of an index. The bytes do not change, so
 * signatures stay valid. `root` is not tagged. The manifests in memory have at most `maxMetadataBytes` × `concurrency`
 * bytes.
 *
 * @returns the companions
 * @throws CopyError
 */
export async function recursiveCopyGraph(
  source: ReadOnlyGraphTarget,
  destination: Storage & TagResolver,
  root: Descriptor,
  options: RecursiveCopyOptions = {},
): Promise<Companions> {
  const plan = planCopyGraph(options);
  const cache = new MetadataCache(source, plan, options.signal);
  return copyRecursive(source, destination, root, { ...options, ...plan }, cache);
}

/** {@link recursiveCopyGraph} with a cache of the source. */
export async function copyRecursive(
  source: ReadOnlyGraphTarget,
  destination: Storage & TagResolver,
  root: Descriptor,
  plan: CopyGraphPlan & RecursiveCopyOptions,
  cache: MetadataCache,
): Promise<Companions> {
  const { concurrency, signal, onWrongSize } = plan;
  const copied: CopiedReferrer[] = [];
  const companions: Companions = isManifestMediaType(root.mediaType)
    ? await findCompanions(source, cache, root, {
        concurrency,
        signal,
        onMissing: plan.onMissingReferrer,
        onCompanion: plan.onCompanion,
        onReferrer: (referrer, subject) => copied.push({ referrer, subject }),
        onWrongSize,
      })
    : { referrers: [], tagged: [] };
  plan.onFound?.(companions);
  // Copy the root first, because a registry may require the subject before its referrers.
  await new GraphCopy(source, destination, plan, { cache }).run(
    [root],
    [...companions.referrers, ...companions.tagged.map(({ node }) => node)],
  );
  for (const companion of companions.tagged) await tagCompanion(destination, companion, plan);
  if (canFindPredecessors(destination)) {
    const unlisted = await repairReferrers(destination, cache, copied, { signal });
    for (const { referrer, subject } of unlisted) plan.onUnlistedReferrer?.(referrer, subject);
  }
  return companions;
}

function canFindPredecessors(storage: Storage): storage is Storage & PredecessorFinder {
  return 'predecessors' in storage && typeof storage.predecessors === 'function';
}

async function tagCompanion(
  destination: TagResolver,
  companion: TaggedCompanion,
  options: RecursiveCopyOptions,
): Promise<void> {
  const { tag, node } = companion;
  const call = { signal: options.signal };
  const previous = await onSide('Resolve', 'destination', () => resolveIfExists(destination, tag, options.signal));
  if (previous?.digest === node.digest) return;
  await onSide('Tag', 'destination', () => destination.tag(node, tag, call));
  options.onCompanionTagged?.(companion, previous);
}

async function resolveIfExists(
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
