import { forEachConcurrent } from '../concurrency/index.ts';
import type { PredecessorFinder, Resolver } from '../registry/index.ts';
import {
  digestAlgorithm,
  digestHex,
  isManifestMediaType,
  isNotFound,
  OciError,
  parseManifest,
  plainDescriptor,
  type Descriptor,
  type Digest,
  type Manifest,
} from '../spec/index.ts';
import { onSide } from './copy-error.ts';
import type { MetadataCache } from './metadata.ts';

/** What belongs to a graph of manifests without being pointed to by it. */
export interface Companions {
  /** Manifests with a subject in the graph, and manifests with those for a subject, and so on. */
  readonly referrers: readonly Descriptor[];
  /** What cosign keeps under tags that are made of the digest of what they belong to. */
  readonly tagged: readonly TaggedCompanion[];
}

export interface TaggedCompanion {
  readonly tag: string;
  readonly node: Descriptor;
}

/** Suffixes of the tags in which cosign keeps signatures, attestations and bills of material. */
export const cosignTagSuffixes: readonly string[] = ['.sig', '.att', '.sbom'];

/** More manifests than this belong to nothing that is real; a registry that makes up referrers of referrers is stopped. */
export const maxCompanions = 10_000;

export interface FindCompanionsOptions {
  readonly concurrency: number;
  readonly signal?: AbortSignal | undefined;
  /** Told of a referrer that is listed and not there. */
  readonly onMissing?: ((referrer: Descriptor, subject: Descriptor) => void) | undefined;
}

/** The cosign tags of a manifest. There are none for sha512, whose digits leave no room in a tag. */
export function cosignTags(digest: Digest): readonly string[] {
  if (digestAlgorithm(digest) !== 'sha256') return [];
  return cosignTagSuffixes.map((suffix) => `sha256-${digestHex(digest)}${suffix}`);
}

/**
 * Finds the companions of `root` and of each manifest below it; companions are looked at in the same way.
 *
 * @param cache of the source; holds the manifests that were read on the way
 * @throws CopyError when the source fails; `SIZE_LIMIT` for more than {@link maxCompanions} manifests
 */
export async function findCompanions(
  source: Resolver & PredecessorFinder,
  cache: MetadataCache,
  root: Descriptor,
  options: FindCompanionsOptions,
): Promise<Companions> {
  const seen = new Set<Digest>([root.digest]);
  const referrers: Descriptor[] = [];
  const tagged: TaggedCompanion[] = [];
  for (let level: readonly Descriptor[] = [root]; level.length > 0;) {
    const next: Descriptor[] = [];
    const visit = (node: Descriptor): boolean => {
      if (seen.has(node.digest)) return false;
      seen.add(node.digest);
      if (seen.size > maxCompanions)
        throw new OciError(
          'SIZE_LIMIT',
          `more than ${maxCompanions} manifests belong to ${root.digest}; copy it without what refers to it`,
        );
      next.push(node);
      return true;
    };
    await forEachConcurrent(
      level,
      options.concurrency,
      async (node, signal) => {
        for (const child of await childrenOf(cache, node)) visit(child);
        for (const referrer of await referrersOf(source, cache, node, { ...options, signal }))
          if (visit(referrer)) referrers.push(referrer);
        for (const companion of await taggedOf(source, node, signal)) {
          tagged.push(companion);
          visit(companion.node);
        }
      },
      options.signal,
    );
    level = next;
  }
  return { referrers, tagged };
}

/** The manifests that an index lists. Not its subject: what belongs to that was not asked for. */
async function childrenOf(cache: MetadataCache, node: Descriptor): Promise<readonly Descriptor[]> {
  const manifest = await onSide('FindSuccessors', 'source', () => read(cache, node));
  return manifest.kind === 'index'
    ? manifest.manifests.filter((child) => isManifestMediaType(child.mediaType)).map(plainDescriptor)
    : [];
}

async function referrersOf(
  source: PredecessorFinder,
  cache: MetadataCache,
  node: Descriptor,
  options: FindCompanionsOptions,
): Promise<readonly Descriptor[]> {
  const found: Descriptor[] = [];
  for (const listed of await onSide('FindPredecessors', 'source', () =>
    source.predecessors(node, { signal: options.signal }),
  )) {
    if (!isManifestMediaType(listed.mediaType)) continue;
    try {
      // A layout also finds the indexes that hold the node, and a registry lists what it is told to: the manifest itself decides.
      const manifest = await onSide('FindPredecessors', 'source', () => read(cache, listed));
      if (manifest.subject?.digest === node.digest) found.push(plainDescriptor(listed));
    } catch (error) {
      // The list that stands in for the referrers API often outlives what it lists.
      if (!isNotFound(error)) throw error;
      options.onMissing?.(listed, node);
    }
  }
  return found;
}

async function taggedOf(source: Resolver, node: Descriptor, signal: AbortSignal): Promise<readonly TaggedCompanion[]> {
  const found: TaggedCompanion[] = [];
  for (const tag of cosignTags(node.digest)) {
    try {
      const target = await onSide('Resolve', 'source', () => source.resolve(tag, { signal }));
      if (isManifestMediaType(target.mediaType)) found.push({ tag, node: plainDescriptor(target) });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return found;
}

async function read(cache: MetadataCache, node: Descriptor): Promise<Manifest> {
  return parseManifest(await cache.bytes(node), node.mediaType);
}
