import type { CallOptions, ReadOnlyStorage, Storage } from '../registry/index.ts';
import {
  checkMediaType,
  compareBytes,
  isManifestMediaType,
  notManifestError,
  plainDescriptor,
  platformText,
  printable,
  type Annotations,
  type Descriptor,
  type Manifest,
  type Platform,
} from '../spec/index.ts';
import { readManifest } from './metadata.ts';
import { annotatedPlatform, imageConfigTypes, readImagePlatform } from './platform.ts';
import { pushImageIndex } from './write-manifest.ts';

export interface AssembleIndexOptions extends CallOptions {
  readonly artifactType?: string | undefined;
  readonly annotations?: Annotations | undefined;
  /** The manifest that the index refers to. */
  readonly subject?: Descriptor | undefined;
}

export interface DescribeChildOptions extends CallOptions {
  /** Replaces the platform of the child. */
  readonly platform?: Platform | undefined;
}

/**
 * Pushes an image index of manifests that the storage has. The children are sorted by platform, then digest, with those
 * without a platform last, and duplicates are removed. Equal sets of children therefore give equal bytes.
 *
 * @returns the descriptor of the index, with artifact type and annotations
 * @throws OciError `UNSUPPORTED` for a child that is not a manifest, `SIZE_LIMIT` for an index that registries do not
 *   accept, `MEDIA_TYPE_INVALID`
 */
export async function assembleIndex(
  storage: Storage,
  children: readonly Descriptor[],
  options: AssembleIndexOptions = {},
): Promise<Descriptor> {
  const { artifactType, annotations, subject, signal } = options;
  if (artifactType !== undefined) checkMediaType(artifactType);
  children.forEach(requireManifest);
  return pushImageIndex(
    storage,
    { artifactType, manifests: sortedChildren(children), subject: subject && plainDescriptor(subject), annotations },
    { signal },
  );
}

/** Sorts children as {@link assembleIndex} does. A manifest for several platforms occurs once for each. */
export function sortedChildren(children: readonly Descriptor[]): readonly Descriptor[] {
  const sorted = children.map((child) => ({ key: sortKey(child), child })).sort((a, b) => compareBytes(a.key, b.key));
  return sorted.filter(({ key }, index) => sorted[index - 1]?.key !== key).map(({ child }) => child);
}

/**
 * Describes a manifest as a child of an index: with its artifact type, and with its platform from `options`, from its
 * annotation or from its image config.
 *
 * @throws OciError `UNSUPPORTED` for a blob; `MANIFEST_INVALID`; errors of the source
 */
export async function describeChild(
  source: ReadOnlyStorage,
  child: Descriptor,
  options: DescribeChildOptions = {},
): Promise<Descriptor> {
  requireManifest(child);
  const manifest = await readManifest(source, child, options);
  const platform = options.platform ?? annotatedPlatform(manifest) ?? (await configPlatform(source, manifest, options));
  return { ...plainDescriptor(child), platform, artifactType: manifest.artifactType || undefined };
}

/** image-spec, config.md, requires `architecture` and `os`. A config without them has no platform. */
async function configPlatform(
  source: ReadOnlyStorage,
  manifest: Manifest,
  options: CallOptions,
): Promise<Platform | undefined> {
  if (manifest.kind !== 'manifest' || !imageConfigTypes.has(manifest.config.mediaType)) return undefined;
  const platform = await readImagePlatform(source, manifest.config, options);
  return platform.architecture === '' || platform.os === '' ? undefined : platform;
}

function requireManifest(descriptor: Descriptor): void {
  if (isManifestMediaType(descriptor.mediaType)) return;
  const problem = `${descriptor.digest} is a blob (${printable(descriptor.mediaType, 200)}); an index can only list manifests`;
  throw notManifestError(descriptor, problem);
}

function sortKey({ platform, digest }: Descriptor): string {
  return platform === undefined
    ? `2 ${digest}`
    : `1 ${platformText(platform)} ${(platform['os.features'] ?? []).join(',')} ${digest}`;
}
