import { formatLocation, repositoryOf, type Location } from '../spec/index.ts';
import { digestHex, formatReference, type Descriptor, type Digest } from '../spec/index.ts';

/** A manifest, and the names by which it is found where it was put. */
export interface PublishedManifest {
  readonly digest: Digest;
  /** `registry/repository:tag`; the pinned one when no tag was written; for a layout its path with the tag or digest. */
  readonly reference: string;
  /** `registry/repository@sha256:…`; empty for a layout. */
  readonly pinnedReference: string;
  /** `registry/repository`; empty for a layout. */
  readonly name: string;
  /** Full references, one for each tag; empty for a layout. */
  readonly tags: readonly string[];
  readonly mediaType: string;
  /** Empty when the manifest has none. */
  readonly artifactType: string;
  /** Bytes of the manifest. */
  readonly size: number;
  /** `<hex>  <name>`, as `shasum` writes it; empty for a layout. */
  readonly checksums: string;
}

/** @param tags bare, the main one first */
export function describePublished(
  place: Location,
  manifest: Descriptor,
  artifactType: string | undefined,
  tags: readonly string[],
): PublishedManifest {
  const { digest, mediaType, size } = manifest;
  const shared = { digest, mediaType, artifactType: artifactType ?? '', size };
  const [tag] = tags;
  const home = repositoryOf(place);
  const reference = formatLocation(tag === undefined ? { ...home, digest } : { ...home, tag });
  if (place.kind === 'layout') return { ...shared, reference, pinnedReference: '', name: '', tags: [], checksums: '' };
  const repository = { registry: place.registry, repository: place.repository };
  const name = formatReference(repository);
  return {
    ...shared,
    reference,
    pinnedReference: formatReference({ ...repository, digest }),
    name,
    tags: tags.map((each) => formatReference({ ...repository, tag: each })),
    checksums: `${digestHex(digest)}  ${name}`,
  };
}

export type OutputValues = Readonly<Record<string, string | number | readonly string[]>>;

/** The outputs in the names of the root action; `size` in bytes, `tags` a list. */
export function placedOutputs(result: PublishedManifest): OutputValues {
  return {
    digest: result.digest,
    reference: result.reference,
    'pinned-reference': result.pinnedReference,
    name: result.name,
    tags: result.tags,
    'media-type': result.mediaType,
    'artifact-type': result.artifactType,
    size: result.size,
    checksums: result.checksums,
  };
}
