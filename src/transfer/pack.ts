import type { CallOptions, Storage } from '../registry/index.ts';
import {
  annotationArtifactCreated,
  annotationCreated,
  mediaTypeArtifactManifest,
  mediaTypeImageManifest,
  type Annotations,
  type Descriptor,
} from '../spec/index.ts';
import { orderedDescriptor, pushEmptyConfig, pushManifest, withCreated } from './write-manifest.ts';
import { mediaTypeUnknownConfig } from './pack-manifest.ts';

/** Default artifact type of an artifact manifest. */
export const mediaTypeUnknownArtifact = 'application/vnd.unknown.artifact.v1';

/** @deprecated Use `PackManifestOptions`. */
export interface PackOptions extends CallOptions {
  /** The manifest that this manifest refers to. */
  readonly subject?: Descriptor | undefined;
  /** Without a creation date, the current time is added. */
  readonly manifestAnnotations?: Annotations | undefined;
  /** An image manifest, instead of the withdrawn artifact manifest. @default false */
  readonly packImageManifest?: boolean | undefined;
  /** Only for an image manifest. Its media type becomes the artifact type. It replaces `configAnnotations`. */
  readonly configDescriptor?: Descriptor | undefined;
  /** Only for an image manifest. */
  readonly configAnnotations?: Annotations | undefined;
  /** Milliseconds since 1970. @default `Date.now` */
  readonly now?: (() => number) | undefined;
}

/**
 * Makes and pushes a manifest of image-spec v1.1.0-rc2: an artifact manifest, which later versions do not have, or an
 * image manifest with the artifact type as the media type of its config. Media types are not checked.
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
  const subject = options.subject === undefined ? undefined : orderedDescriptor(options.subject);
  const now = options.now ?? Date.now;
  if (options.packImageManifest === true) {
    const annotations = withCreated(options.manifestAnnotations, annotationCreated, now);
    const mediaType = artifactType === '' ? mediaTypeUnknownConfig : artifactType;
    const config =
      options.configDescriptor ?? (await pushEmptyConfig(storage, mediaType, options.configAnnotations, options));
    const manifest = {
      schemaVersion: 2,
      mediaType: mediaTypeImageManifest,
      config: orderedDescriptor(config),
      layers: blobs.map(orderedDescriptor),
      subject,
      annotations,
    };
    return pushManifest(storage, manifest, mediaTypeImageManifest, config.mediaType, options);
  }
  const annotations = withCreated(options.manifestAnnotations, annotationArtifactCreated, now);
  const type = artifactType === '' ? mediaTypeUnknownArtifact : artifactType;
  const manifest = {
    mediaType: mediaTypeArtifactManifest,
    artifactType: type,
    blobs: blobs.length === 0 ? undefined : blobs.map(orderedDescriptor),
    subject,
    annotations,
  };
  return pushManifest(storage, manifest, mediaTypeArtifactManifest, type, options);
}
