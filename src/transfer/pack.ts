import type { CallOptions, Storage } from '../registry/index.ts';
import {
  annotationArtifactCreated,
  annotationCreated,
  mediaTypeArtifactManifest,
  mediaTypeImageManifest,
  type Annotations,
  type Descriptor,
} from '../spec/index.ts';
import { ordered, pushEmptyConfig, pushPacked, withCreated } from './pack-content.ts';
import { mediaTypeUnknownConfig } from './pack-manifest.ts';

/** Artifact type of an artifact manifest when none is given. */
export const mediaTypeUnknownArtifact = 'application/vnd.unknown.artifact.v1';

/** @deprecated Use `PackManifestOptions`. */
export interface PackOptions extends CallOptions {
  /** What the manifest refers to. */
  readonly subject?: Descriptor | undefined;
  /** A missing creation date is added with the present time. */
  readonly manifestAnnotations?: Annotations | undefined;
  /** An image manifest, instead of the withdrawn artifact manifest. @default false */
  readonly packImageManifest?: boolean | undefined;
  /** For an image manifest alone. Its media type is the artifact type then, and `configAnnotations` are ignored. */
  readonly configDescriptor?: Descriptor | undefined;
  /** For an image manifest alone. */
  readonly configAnnotations?: Annotations | undefined;
  /** Milliseconds since 1970. @default the clock's */
  readonly now?: (() => number) | undefined;
}

/**
 * Makes a manifest as image-spec v1.1.0-rc2 had them, and pushes it: an artifact manifest, which was withdrawn since, or an image
 * manifest whose config's media type is the artifact type. Media types are not checked.
 *
 * @deprecated Use `packManifest`.
 * @throws OciError `DATE_INVALID`
 */
export async function pack(
  storage: Storage,
  artifactType: string,
  blobs: readonly Descriptor[],
  options: PackOptions = {},
): Promise<Descriptor> {
  const subject = options.subject === undefined ? undefined : ordered(options.subject);
  const now = options.now ?? Date.now;
  if (options.packImageManifest === true) {
    const annotations = withCreated(options.manifestAnnotations, annotationCreated, now);
    const mediaType = artifactType === '' ? mediaTypeUnknownConfig : artifactType;
    const config =
      options.configDescriptor ?? (await pushEmptyConfig(storage, mediaType, options.configAnnotations, options));
    const manifest = {
      schemaVersion: 2,
      mediaType: mediaTypeImageManifest,
      config: ordered(config),
      layers: blobs.map(ordered),
      subject,
      annotations,
    };
    return pushPacked(storage, manifest, mediaTypeImageManifest, config.mediaType, annotations, options);
  }
  const annotations = withCreated(options.manifestAnnotations, annotationArtifactCreated, now);
  const type = artifactType === '' ? mediaTypeUnknownArtifact : artifactType;
  const manifest = {
    mediaType: mediaTypeArtifactManifest,
    artifactType: type,
    blobs: blobs.length === 0 ? undefined : blobs.map(ordered),
    subject,
    annotations,
  };
  return pushPacked(storage, manifest, mediaTypeArtifactManifest, type, annotations, options);
}
