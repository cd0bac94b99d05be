import { pushContent, type CallOptions, type Storage } from '../registry/index.ts';
import {
  annotationCreated,
  checkMediaType,
  emptyDescriptor,
  emptyJsonBytes,
  mediaTypeEmptyJson,
  mediaTypeImageManifest,
  OciError,
  printable,
  type Annotations,
  type Descriptor,
} from '../spec/index.ts';
import { ordered, pushEmptyConfig, pushPacked, withCreated } from './pack-content.ts';

/** Config media type of a 1.0 manifest when neither an artifact type nor a config is given. */
export const mediaTypeUnknownConfig = 'application/vnd.unknown.config.v1+json';

/** Which image-spec the manifest follows: v1.0.2 or v1.1.1. */
export type PackManifestVersion = '1.0' | '1.1';

export const packManifestVersion1_0: PackManifestVersion = '1.0';
export const packManifestVersion1_1: PackManifestVersion = '1.1';
/** @deprecated Use {@link packManifestVersion1_1}. */
export const packManifestVersion1_1_RC4: PackManifestVersion = packManifestVersion1_1;

export interface PackManifestOptions extends CallOptions {
  /** What the manifest refers to. Not with version 1.0. */
  readonly subject?: Descriptor | undefined;
  /** @default none; a 1.1 manifest then gets the one empty layer, `{}` */
  readonly layers?: readonly Descriptor[] | undefined;
  /** A missing `org.opencontainers.image.created` is added with the present time; give one to get the same bytes again. */
  readonly manifestAnnotations?: Annotations | undefined;
  /** Must be in the storage, or get there later. When given, `configAnnotations` are ignored. */
  readonly configDescriptor?: Descriptor | undefined;
  readonly configAnnotations?: Annotations | undefined;
  /** Milliseconds since 1970. @default the clock's */
  readonly now?: (() => number) | undefined;
}

/**
 * Makes an image manifest, pushes it, and the empty config or layer when it needs one. Nothing is pushed when an argument is refused.
 *
 * @param artifactType with version 1.0 the media type of the config, and ignored when a config is given; empty is allowed with 1.0, and
 *   with 1.1 when the config that is given says what the artifact is
 * @returns the manifest's descriptor with artifact type and annotations
 * @throws OciError `ARTIFACT_TYPE_MISSING`, `MEDIA_TYPE_INVALID`, `DATE_INVALID`, `UNSUPPORTED` for version 1.0 with a subject and for
 *   any other version
 */
export async function packManifest(
  storage: Storage,
  version: PackManifestVersion,
  artifactType: string,
  options: PackManifestOptions = {},
): Promise<Descriptor> {
  const annotations = withCreated(options.manifestAnnotations, annotationCreated, options.now ?? Date.now);
  switch (version) {
    case '1.0':
      return packVersion10(storage, artifactType, annotations, options);
    case '1.1':
      return packVersion11(storage, artifactType, annotations, options);
    default:
      throw new OciError(
        'UNSUPPORTED',
        `"${printable(String(version), 100)}" is not a version of the image manifest: "1.0" and "1.1" are`,
      );
  }
}

async function packVersion10(
  storage: Storage,
  artifactType: string,
  annotations: Annotations,
  options: PackManifestOptions,
): Promise<Descriptor> {
  if (options.subject !== undefined)
    throw new OciError('UNSUPPORTED', 'a manifest of image-spec 1.0 cannot have a subject; use version 1.1');
  const given = options.configDescriptor;
  if (given !== undefined) checkMediaType(given.mediaType);
  const config =
    given ??
    (await pushEmptyConfig(
      storage,
      checkMediaType(artifactType === '' ? mediaTypeUnknownConfig : artifactType),
      options.configAnnotations,
      options,
    ));
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    config: ordered(config),
    layers: (options.layers ?? []).map(ordered),
    annotations,
  };
  return pushPacked(storage, manifest, mediaTypeImageManifest, config.mediaType, annotations, options);
}

async function packVersion11(
  storage: Storage,
  artifactType: string,
  annotations: Annotations,
  options: PackManifestOptions,
): Promise<Descriptor> {
  const given = options.configDescriptor;
  if (artifactType === '' && (given === undefined || given.mediaType === mediaTypeEmptyJson)) {
    throw new OciError(
      'ARTIFACT_TYPE_MISSING',
      'missing artifact type: a manifest with the empty config says what it is by its artifact type alone',
    );
  }
  if (artifactType !== '') checkMediaType(artifactType);
  if (given !== undefined) checkMediaType(given.mediaType);
  const config = given ?? { ...emptyDescriptor, annotations: options.configAnnotations };
  const layers = options.layers ?? [];
  if (given === undefined || layers.length === 0)
    await pushContent(storage, emptyDescriptor, emptyJsonBytes, { signal: options.signal });
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    artifactType: artifactType === '' ? undefined : artifactType,
    config: ordered(config),
    layers: (layers.length === 0 ? [emptyDescriptor] : layers).map(ordered),
    subject: options.subject === undefined ? undefined : ordered(options.subject),
    annotations,
  };
  return pushPacked(
    storage,
    manifest,
    mediaTypeImageManifest,
    artifactType === '' ? config.mediaType : artifactType,
    annotations,
    options,
  );
}
