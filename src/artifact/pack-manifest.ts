import { pushContent, type CallOptions, type Storage } from '../registry/index.ts';
import {
  annotationCreated,
  checkMediaType,
  descriptorOf,
  emptyDescriptor,
  emptyJsonBytes,
  encodeJson,
  isRfc3339,
  mediaTypeEmptyJson,
  mediaTypeImageManifest,
  OciError,
  printable,
  type Annotations,
  type Descriptor,
} from '../spec/index.ts';

/** Config media type of a 1.0 manifest when neither an artifact type nor a config is given. */
export const mediaTypeUnknownConfig = 'application/vnd.unknown.config.v1+json';

/** Which image-spec the manifest follows: v1.0.2 or v1.1.1. */
export type PackManifestVersion = '1.0' | '1.1';

export interface PackManifestOptions extends CallOptions {
  /** What the manifest refers to. Not with version 1.0. */
  readonly subject?: Descriptor | undefined;
  readonly layers?: readonly Descriptor[] | undefined;
  /** A missing `org.opencontainers.image.created` is added with the present time; give one to get the same bytes again. */
  readonly manifestAnnotations?: Annotations | undefined;
  /** When given, `configAnnotations` are ignored. */
  readonly configDescriptor?: Descriptor | undefined;
  readonly configAnnotations?: Annotations | undefined;
  /** Milliseconds since 1970. @default the clock's */
  readonly now?: (() => number) | undefined;
}

/**
 * Makes an image manifest, pushes it, and the empty config or layer when it needs one.
 *
 * @returns the manifest's descriptor with artifact type and annotations
 * @throws OciError `ARTIFACT_TYPE_MISSING`, `MEDIA_TYPE_INVALID`, `DATE_INVALID`, `UNSUPPORTED` for version 1.0 with a subject
 */
export async function packManifest(storage: Storage, version: PackManifestVersion, artifactType: string, options: PackManifestOptions = {}): Promise<Descriptor> {
  const annotations = withCreated(options.manifestAnnotations, options.now ?? Date.now);
  return version === '1.1' ? packVersion11(storage, artifactType, annotations, options) : packVersion10(storage, artifactType, annotations, options);
}

async function packVersion10(storage: Storage, artifactType: string, annotations: Annotations, options: PackManifestOptions): Promise<Descriptor> {
  if (options.subject !== undefined) throw new OciError('UNSUPPORTED', 'a manifest of image-spec 1.0 cannot have a subject; use version 1.1');
  let config = options.configDescriptor;
  if (config === undefined) {
    config = emptyConfig(checkMediaType(artifactType === '' ? mediaTypeUnknownConfig : artifactType), options.configAnnotations);
    await pushContent(storage, config, emptyJsonBytes, options);
  } else checkMediaType(config.mediaType);
  const manifest = { schemaVersion: 2, mediaType: mediaTypeImageManifest, config: ordered(config), layers: (options.layers ?? []).map(ordered), annotations };
  return pushManifest(storage, manifest, config.mediaType, annotations, options);
}

async function packVersion11(storage: Storage, artifactType: string, annotations: Annotations, options: PackManifestOptions): Promise<Descriptor> {
  const given = options.configDescriptor;
  if (artifactType === '' && (given === undefined || given.mediaType === mediaTypeEmptyJson)) {
    throw new OciError('ARTIFACT_TYPE_MISSING', 'missing artifact type: a manifest with the empty config says what it is by its artifact type alone');
  }
  if (artifactType !== '') checkMediaType(artifactType);
  if (given !== undefined) checkMediaType(given.mediaType);
  const config = given ?? { ...emptyDescriptor, annotations: options.configAnnotations };
  const layers = options.layers ?? [];
  if (given === undefined || layers.length === 0) await pushContent(storage, emptyDescriptor, emptyJsonBytes, options);
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    artifactType: artifactType === '' ? undefined : artifactType,
    config: ordered(config),
    layers: (layers.length === 0 ? [emptyDescriptor] : layers).map(ordered),
    subject: options.subject === undefined ? undefined : ordered(options.subject),
    annotations,
  };
  return pushManifest(storage, manifest, artifactType === '' ? config.mediaType : artifactType, annotations, options);
}

async function pushManifest(storage: Storage, manifest: object, artifactType: string, annotations: Annotations, options: CallOptions): Promise<Descriptor> {
  const bytes = encodeJson(manifest);
  const descriptor = descriptorOf(mediaTypeImageManifest, bytes);
  await pushContent(storage, descriptor, bytes, { signal: options.signal });
  return { ...descriptor, annotations, artifactType };
}

function emptyConfig(mediaType: string, annotations: Annotations | undefined): Descriptor {
  return { ...descriptorOf(mediaType, emptyJsonBytes), annotations };
}

/** The members in the order in which the specification's Go type, and so every Go tool, writes them. */
function ordered(descriptor: Descriptor): Descriptor {
  const { mediaType, digest, size, urls, annotations, data, platform, artifactType } = descriptor;
  return { mediaType, digest, size, urls, annotations, data, platform, artifactType };
}

function withCreated(annotations: Annotations | undefined, now: () => number): Annotations {
  const created = annotations?.[annotationCreated];
  if (created === undefined) return { ...annotations, [annotationCreated]: new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z') };
  if (!isRfc3339(created)) {
    throw new OciError('DATE_INVALID', `the annotation ${annotationCreated} is "${printable(created, 100)}", which is not an RFC 3339 date such as 2026-01-31T12:00:00Z`);
  }
  return { ...annotations };
}
