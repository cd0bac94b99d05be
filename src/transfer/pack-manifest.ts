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
import { orderedDescriptor, pushEmptyConfig, pushImageManifest, pushManifest, withCreated } from './write-manifest.ts';

/** Config media type of a 1.0 manifest without an artifact type and a config. */
export const mediaTypeUnknownConfig = 'application/vnd.unknown.config.v1+json';

/** Which image-spec the manifest follows: v1.0.2 or v1.1.1. */
export type PackManifestVersion = '1.0' | '1.1';

/** An image manifest of image-spec 1.0. */
export const packManifestVersion1_0: PackManifestVersion = '1.0';
/** An image manifest of image-spec 1.1. */
export const packManifestVersion1_1: PackManifestVersion = '1.1';
/** @deprecated Use {@link packManifestVersion1_1}. */
export const packManifestVersion1_1_RC4: PackManifestVersion = packManifestVersion1_1;

/** oras-go's `PackManifestOptions`. */
export interface PackManifestOptions extends CallOptions {
  /** The manifest that this manifest refers to. Not with version 1.0. */
  readonly subject?: Descriptor | undefined;
  /** @default none; a 1.1 manifest then gets one empty layer, `{}` */
  readonly layers?: readonly Descriptor[] | undefined;
  /** Without `org.opencontainers.image.created`, the current time is added. Set it to get the same bytes each time. */
  readonly manifestAnnotations?: Annotations | undefined;
  /** Must be in the storage, or be stored later. It replaces `configAnnotations`. */
  readonly configDescriptor?: Descriptor | undefined;
  readonly configAnnotations?: Annotations | undefined;
  /** Tags of the manifest. The storage must support tags. @default none */
  readonly tags?: readonly string[] | undefined;
  /** Milliseconds since 1970. @default `Date.now` */
  readonly now?: (() => number) | undefined;
}

/**
 * Makes and pushes an image manifest, and the empty config or layer if it needs one. Arguments are checked before the
 * first push.
 *
 * @param artifactType with version 1.0 the media type of the config, ignored with `configDescriptor`; may be empty with
 *   1.0, and with 1.1 if `configDescriptor` has the type of the artifact
 * @returns the descriptor of the manifest, with artifact type and annotations
 * @throws OciError `ARTIFACT_TYPE_MISSING`, `MEDIA_TYPE_INVALID`, `DATE_INVALID`, `UNSUPPORTED` for version 1.0 with a
 *   subject and for any other version
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
        `unsupported version "${printable(String(version), 100)}" of the image manifest; use "1.0" or "1.1"`,
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
  const { configDescriptor } = options;
  if (configDescriptor !== undefined) checkMediaType(configDescriptor.mediaType);
  const config =
    configDescriptor ??
    (await pushEmptyConfig(
      storage,
      checkMediaType(artifactType === '' ? mediaTypeUnknownConfig : artifactType),
      options.configAnnotations,
      options,
    ));
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    config: orderedDescriptor(config),
    layers: (options.layers ?? []).map(orderedDescriptor),
    annotations,
  };
  return pushManifest(storage, manifest, mediaTypeImageManifest, config.mediaType, options);
}

async function packVersion11(
  storage: Storage,
  artifactType: string,
  annotations: Annotations,
  options: PackManifestOptions,
): Promise<Descriptor> {
  const { configDescriptor, layers = [], subject } = options;
  if (artifactType === '' && (configDescriptor === undefined || configDescriptor.mediaType === mediaTypeEmptyJson)) {
    throw new OciError('ARTIFACT_TYPE_MISSING', 'missing artifact type: a manifest with an empty config must have one');
  }
  if (artifactType !== '') checkMediaType(artifactType);
  if (configDescriptor !== undefined) checkMediaType(configDescriptor.mediaType);
  const config = configDescriptor ?? { ...emptyDescriptor, annotations: options.configAnnotations };
  if (configDescriptor === undefined || layers.length === 0)
    await pushContent(storage, emptyDescriptor, emptyJsonBytes, { signal: options.signal });
  return pushImageManifest(storage, { artifactType, config, layers, subject, annotations }, options);
}
