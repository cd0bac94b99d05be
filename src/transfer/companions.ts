import { forEachConcurrent } from '../concurrency/index.ts';
import type { CallOptions, PredecessorFinder, Resolver } from '../registry/index.ts';
import {
  artifactTypeOf,
  digestAlgorithm,
  digestHex,
  isManifestMediaType,
  isNotFound,
  manifestKind,
  OciError,
  plainDescriptor,
  type CopiedManifest,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { onSide } from './copy-error.ts';
import { readListed, type OnWrongSize } from './listed-manifest.ts';
import type { MetadataCache } from './metadata.ts';

/** Manifests that belong to a graph although the graph does not point to them. */
export interface Companions {
  /** Manifests with a subject in the graph, the referrers of these manifests, and so on. */
  readonly referrers: readonly Descriptor[];
  /** Manifests that cosign stores under a tag made of the digest of their subject. */
  readonly tagged: readonly TaggedCompanion[];
}

/** A manifest that cosign stores under a tag made of a digest. */
export interface TaggedCompanion {
  readonly tag: string;
  readonly node: Descriptor;
}

/** Suffixes of the tags of cosign's signatures, attestations and SBOMs. */
export const cosignTagSuffixes: readonly string[] = ['.sig', '.att', '.sbom'];

/** Maximum number of companions. It limits the work for a registry that reports endless referrers. */
export const maxCompanions = 10_000;

export interface FindCompanionsOptions extends CallOptions {
  readonly concurrency: number;
  /** Called with a referrer that the source lists but does not have. */
  readonly onMissing?: ((referrer: Descriptor, subject: Descriptor) => void) | undefined;
  /** Called with each referrer that was found. */
  readonly onReferrer?: ((referrer: Descriptor, subject: Descriptor) => void) | undefined;
  /** Called with each companion that was found. A manifest can be found several times. */
  readonly onCompanion?: ((companion: CopiedManifest) => void) | undefined;
  readonly onWrongSize?: OnWrongSize | undefined;
}

/** The cosign tags of a manifest. Empty for a sha512 digest, because it exceeds the maximum length of a tag. */
export function cosignTags(digest: Digest): readonly string[] {
  if (digestAlgorithm(digest) !== 'sha256') return [];
  return cosignTagSuffixes.map((suffix) => `sha256-${digestHex(digest)}${suffix}`);
}

/**
 * Finds the companions of `root`, of each manifest below it, and of the companions.
 *
 * @param cache the cache of the source
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
          `cannot copy the referrers of ${root.digest}: there are more than ${maxCompanions} referrers and cosign ` +
            'manifests; copy it without them',
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
          if (visit(referrer)) {
            referrers.push(referrer);
            options.onReferrer?.(referrer, node);
          }
        for (const companion of await taggedOf(source, node, signal)) {
          tagged.push(companion);
          const { digest, size } = companion.node;
          options.onCompanion?.({ digest, size, artifactType: '', tag: companion.tag, subject: node.digest });
          visit(companion.node);
        }
      },
      options.signal,
    );
    level = next;
  }
  return { referrers, tagged };
}

/**
 * The manifests that an index lists. Its subject is not included, because companions of the subject were not requested.
 */
async function childrenOf(cache: MetadataCache, node: Descriptor): Promise<readonly Descriptor[]> {
  if (manifestKind(node.mediaType) !== 'index') return [];
  const manifest = await onSide('FindSuccessors', 'source', () => cache.manifest(node));
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
  const referrers: Descriptor[] = [];
  for (const listed of await onSide('FindPredecessors', 'source', () =>
    source.predecessors(node, { signal: options.signal }),
  )) {
    if (!isManifestMediaType(listed.mediaType)) continue;
    try {
      // Check the subject: a layout also returns the indexes that contain the node, and a registry may list other
      // manifests.
      const { descriptor, manifest } = await onSide('FindPredecessors', 'source', () =>
        readListed(source, cache, listed, node, options),
      );
      if (manifest.subject?.digest !== node.digest) continue;
      referrers.push(plainDescriptor(descriptor));
      const { digest, size } = descriptor;
      const artifactType = artifactTypeOf(manifest) ?? '';
      options.onCompanion?.({ digest, size, artifactType, tag: '', subject: node.digest });
    } catch (error) {
      // The fallback tag for referrers often still lists deleted manifests.
      if (!isNotFound(error)) throw error;
      options.onMissing?.(listed, node);
    }
  }
  return referrers;
}

async function taggedOf(source: Resolver, node: Descriptor, signal: AbortSignal): Promise<readonly TaggedCompanion[]> {
  const companions: TaggedCompanion[] = [];
  for (const tag of cosignTags(node.digest)) {
    try {
      const target = await onSide('Resolve', 'source', () => source.resolve(tag, { signal }));
      if (isManifestMediaType(target.mediaType)) companions.push({ tag, node: plainDescriptor(target) });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return companions;
}
