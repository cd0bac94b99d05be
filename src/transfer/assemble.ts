import { pushContent, type CallOptions, type Storage } from '../registry/index.ts';
import {
  checkMediaType,
  compareBytes,
  descriptorOf,
  encodeJson,
  isManifestMediaType,
  maxManifestBytes,
  mediaTypeImageIndex,
  OciError,
  platformText,
  plainDescriptor,
  printable,
  type Annotations,
  type Descriptor,
  type Platform,
} from '../spec/index.ts';

export interface AssembleIndexOptions extends CallOptions {
  readonly artifactType?: string | undefined;
  readonly annotations?: Annotations | undefined;
  /** What the index refers to. */
  readonly subject?: Descriptor | undefined;
}

/**
 * Makes an image index of manifests that the storage has, and pushes it. The children are put in order by platform, then digest (those
 * without a platform last), and each is listed once, so that equal sets give equal bytes in whatever order they come.
 *
 * @returns the index's descriptor with artifact type and annotations
 * @throws OciError `UNSUPPORTED` for a child that is no manifest, `SIZE_LIMIT` for an index that no registry would take, `MEDIA_TYPE_INVALID`
 */
export async function assembleIndex(
  storage: Storage,
  children: readonly Descriptor[],
  options: AssembleIndexOptions = {},
): Promise<Descriptor> {
  const { artifactType, annotations, subject } = options;
  if (artifactType !== undefined) checkMediaType(artifactType);
  const blob = children.find((child) => !isManifestMediaType(child.mediaType));
  if (blob !== undefined)
    throw new OciError(
      'UNSUPPORTED',
      `${blob.digest} is a blob (${printable(blob.mediaType, 200)}); an index lists manifests alone`,
    );
  const bytes = encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageIndex,
    artifactType,
    manifests: sortedChildren(children),
    subject: subject === undefined ? undefined : plainDescriptor(subject),
    annotations: annotations === undefined || Object.keys(annotations).length === 0 ? undefined : annotations,
  });
  if (bytes.byteLength > maxManifestBytes) {
    throw new OciError(
      'SIZE_LIMIT',
      `an index of ${children.length} manifests has ${bytes.byteLength} bytes; a registry takes ${maxManifestBytes} at most`,
    );
  }
  const descriptor = descriptorOf(mediaTypeImageIndex, bytes);
  await pushContent(storage, descriptor, bytes, { signal: options.signal });
  return { ...descriptor, artifactType, annotations };
}

/** In the order of {@link assembleIndex}, each once: manifests of one digest that are for several platforms stay apart. */
export function sortedChildren(children: readonly Descriptor[]): readonly Descriptor[] {
  const sorted = children
    .map((child) => ({ key: keyOf(child), child: ordered(child) }))
    .sort((a, b) => compareBytes(a.key, b.key));
  return sorted.filter(({ key }, index) => sorted[index - 1]?.key !== key).map(({ child }) => child);
}

function keyOf({ platform, digest }: Descriptor): string {
  return platform === undefined
    ? `2 ${digest}`
    : `1 ${platformText(platform)} ${(platform['os.features'] ?? []).join(',')} ${digest}`;
}

/** The members in the order in which the specification's Go type writes them. */
function ordered({ mediaType, digest, size, annotations, platform, artifactType }: Descriptor): Descriptor {
  return {
    mediaType,
    digest,
    size,
    annotations,
    platform: platform === undefined ? undefined : orderedPlatform(platform),
    artifactType,
  };
}

function orderedPlatform(platform: Platform): Platform {
  const { architecture, os, variant } = platform;
  return { architecture, os, 'os.version': platform['os.version'], 'os.features': platform['os.features'], variant };
}
