import { pushContent, type PushOptions, type Storage } from '../registry/index.ts';
import {
  descriptorOf,
  emptyDescriptor,
  emptyJsonBytes,
  encodeJson,
  isRfc3339,
  maxManifestBytes,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
  OciError,
  printable,
  type Annotations,
  type Descriptor,
  type Digest,
  type OciErrorCode,
  type Platform,
} from '../spec/index.ts';

/** The code of the error for a creation date that is not in RFC 3339 form. */
export const errInvalidDateTimeFormat: OciErrorCode = 'DATE_INVALID';
/** The code of the error for a manifest with the empty config and no artifact type. */
export const errMissingArtifactType: OciErrorCode = 'ARTIFACT_TYPE_MISSING';

/** Options of a manifest with tags. */
export interface ManifestOptions extends PushOptions {
  /** Tags that contain the digest of the manifest. Written only with `tags`. @default none */
  readonly digestTags?: ((manifest: Digest) => readonly string[]) | undefined;
}

export interface ImageManifestContent {
  /** Undefined and empty: the config's media type is the type of the artifact. */
  readonly artifactType?: string | undefined;
  /** @default 1.1 */
  readonly imageSpec?: '1.0' | '1.1' | undefined;
  /** @default application/vnd.oci.image.manifest.v1+json */
  readonly mediaType?: string | undefined;
  /** Leaves the media type out of the manifest itself. @default false */
  readonly omitMediaType?: boolean | undefined;
  readonly config: Descriptor;
  /**
   * Without layers, the manifest gets the one empty layer (image-spec, manifest.md, "Guidance for an Empty
   * Descriptor").
   */
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor | undefined;
  readonly annotations?: Annotations | undefined;
}

/** Pushes an image manifest. @returns its descriptor, with artifact type and annotations */
export function pushImageManifest(
  storage: Storage,
  content: ImageManifestContent,
  options: ManifestOptions,
): Promise<Descriptor> {
  const { imageSpec = '1.1', mediaType = mediaTypeImageManifest, config, layers, subject, annotations } = content;
  const artifactType = imageSpec === '1.0' || content.artifactType === '' ? undefined : content.artifactType;
  const manifest = {
    schemaVersion: 2,
    mediaType: content.omitMediaType === true ? undefined : mediaType,
    artifactType,
    config: orderedDescriptor(config),
    layers: (layers.length === 0 && imageSpec === '1.1' ? [emptyDescriptor] : layers).map(orderedDescriptor),
    subject: subject && orderedDescriptor(subject),
    annotations: nonEmpty(annotations),
  };
  return pushManifest(storage, manifest, mediaType, artifactType ?? config.mediaType, options);
}

export interface ImageIndexContent {
  readonly artifactType?: string | undefined;
  /** Leaves the media type out of the index itself. @default false */
  readonly omitMediaType?: boolean | undefined;
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor | undefined;
  readonly annotations?: Annotations | undefined;
}

/** Pushes an image index. @throws OciError `SIZE_LIMIT` when it exceeds the size that registries accept */
export function pushImageIndex(
  storage: Storage,
  content: ImageIndexContent,
  options: PushOptions,
): Promise<Descriptor> {
  const { artifactType, manifests, subject, annotations } = content;
  const index = {
    schemaVersion: 2,
    mediaType: content.omitMediaType === true ? undefined : mediaTypeImageIndex,
    artifactType,
    manifests: manifests.map(orderedDescriptor),
    subject: subject && orderedDescriptor(subject),
    annotations: nonEmpty(annotations),
  };
  return pushManifest(storage, index, mediaTypeImageIndex, artifactType, options);
}

/**
 * Pushes a manifest in the JSON form of Go's encoder.
 *
 * @returns its descriptor, with artifact type and annotations
 * @throws OciError `SIZE_LIMIT`
 */
export async function pushManifest(
  storage: Storage,
  manifest: { readonly annotations?: Annotations | undefined },
  mediaType: string,
  artifactType: string | undefined,
  { tags = [], digestTags, signal }: ManifestOptions,
): Promise<Descriptor> {
  const bytes = encodeJson(manifest);
  if (bytes.byteLength > maxManifestBytes)
    throw new OciError(
      'SIZE_LIMIT',
      `the manifest has ${bytes.byteLength} bytes; registries accept at most ${maxManifestBytes}`,
    );
  const descriptor = descriptorOf(mediaType, bytes);
  const added = tags.length === 0 ? [] : (digestTags?.(descriptor.digest) ?? []);
  await pushContent(storage, descriptor, bytes, { signal, tags: [...new Set([...tags, ...added])] });
  return { ...descriptor, annotations: manifest.annotations, artifactType };
}

/** Pushes `{}` as a config of the given type, because some registries refuse a config of 0 bytes. */
export async function pushEmptyConfig(
  storage: Storage,
  mediaType: string,
  annotations: Annotations | undefined,
  options: PushOptions,
): Promise<Descriptor> {
  const config = { ...descriptorOf(mediaType, emptyJsonBytes), annotations };
  await pushContent(storage, config, emptyJsonBytes, { signal: options.signal });
  return config;
}

/**
 * Orders the members of a descriptor as the specification's Go type does, and omits empty members. Go tools write the
 * same bytes.
 */
export function orderedDescriptor(descriptor: Descriptor): Descriptor {
  const { mediaType, digest, size, urls, annotations, data, platform, artifactType } = descriptor;
  return {
    mediaType,
    digest,
    size,
    urls: urls?.length === 0 ? undefined : urls,
    annotations: nonEmpty(annotations),
    data: data === '' ? undefined : data,
    platform: platform && orderedPlatform(platform),
    artifactType: artifactType === '' ? undefined : artifactType,
  };
}

/**
 * Returns the annotations with a creation date: the existing date, or the current time.
 *
 * @throws OciError `DATE_INVALID` for an existing date that is not in RFC 3339 form
 */
export function withCreated(annotations: Annotations | undefined, key: string, now: () => number): Annotations {
  const created = annotations !== undefined && Object.hasOwn(annotations, key) ? annotations[key] : undefined;
  if (created === undefined) return { ...annotations, [key]: new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z') };
  if (!isRfc3339(created)) {
    throw new OciError(
      'DATE_INVALID',
      `invalid date and time format: the annotation ${key} is "${printable(created, 100)}"; write an RFC 3339 date ` +
        'such as 2026-01-31T12:00:00Z',
    );
  }
  return { ...annotations };
}

export function orderedPlatform({
  architecture,
  os,
  'os.version': version,
  'os.features': features,
  variant,
}: Platform): Platform {
  return {
    architecture,
    os,
    'os.version': version === '' ? undefined : version,
    'os.features': features?.length === 0 ? undefined : features,
    variant: variant === '' ? undefined : variant,
  };
}

function nonEmpty(annotations: Annotations | undefined): Annotations | undefined {
  return annotations === undefined || Object.keys(annotations).length === 0 ? undefined : annotations;
}
