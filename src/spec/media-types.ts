import { OciError } from './error.ts';
import { printable } from './printable.ts';

/** OCI image manifest. */
export const mediaTypeImageManifest = 'application/vnd.oci.image.manifest.v1+json';
/** OCI image index. */
export const mediaTypeImageIndex = 'application/vnd.oci.image.index.v1+json';
/** OCI image configuration. */
export const mediaTypeImageConfig = 'application/vnd.oci.image.config.v1+json';
/** OCI layer: tar. */
export const mediaTypeImageLayer = 'application/vnd.oci.image.layer.v1.tar';
/** OCI layer: tar with gzip. */
export const mediaTypeImageLayerGzip = 'application/vnd.oci.image.layer.v1.tar+gzip';
/** OCI layer: tar with zstd. */
export const mediaTypeImageLayerZstd = 'application/vnd.oci.image.layer.v1.tar+zstd';
/** A zip archive. OpenTofu uses this type, which is not registered. */
export const mediaTypeZip = 'archive/zip';
/** The empty JSON object. */
export const mediaTypeEmptyJson = 'application/vnd.oci.empty.v1+json';
/** The artifact manifest of image-spec v1.1.0-rc2, which was withdrawn and is still in registries. */
export const mediaTypeArtifactManifest = 'application/vnd.oci.artifact.manifest.v1+json';
/** Docker image manifest. */
export const mediaTypeDockerManifest = 'application/vnd.docker.distribution.manifest.v2+json';
/** Docker manifest list. */
export const mediaTypeDockerManifestList = 'application/vnd.docker.distribution.manifest.list.v2+json';
/** Prefix of all Docker media types. */
const dockerPrefix = 'application/vnd.docker.';
/** Docker image manifest of schema 1, signed or not. This library does not support it. */
export const mediaTypesDockerSchema1: readonly string[] = [
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
  'application/vnd.docker.distribution.manifest.v1+json',
];
/** Bytes of an unknown type; the type of every blob in a registry. */
export const mediaTypeOctetStream = 'application/octet-stream';

/** The kinds of manifests. */
export type ManifestKind = 'manifest' | 'index' | 'artifact';

const manifestKinds: Readonly<Record<string, ManifestKind>> = {
  [mediaTypeImageManifest]: 'manifest',
  [mediaTypeDockerManifest]: 'manifest',
  [mediaTypeImageIndex]: 'index',
  [mediaTypeDockerManifestList]: 'index',
  [mediaTypeArtifactManifest]: 'artifact',
};

/**
 * The media types of content at `/manifests/`, in order of preference for an `Accept` header. Other content is at
 * `/blobs/`.
 */
export const manifestMediaTypes: readonly string[] = [
  mediaTypeImageManifest,
  mediaTypeImageIndex,
  mediaTypeDockerManifest,
  mediaTypeDockerManifestList,
  mediaTypeArtifactManifest,
];

/** The kind of manifest of a media type; undefined for a blob. */
export function manifestKind(mediaType: string): ManifestKind | undefined {
  return Object.hasOwn(manifestKinds, mediaType) ? manifestKinds[mediaType] : undefined;
}

/** Whether content with a media type is a manifest and not a blob. */
export function isManifestMediaType(mediaType: string): boolean {
  return manifestKind(mediaType) !== undefined;
}

/** Whether a media type is Docker's and not of the OCI. */
export function isDockerMediaType(mediaType: string): boolean {
  return mediaType.startsWith(dockerPrefix);
}

// RFC 6838, section 4.2: two restricted-names of at most 127 characters.
const mediaTypePattern = /^[A-Za-z0-9][A-Za-z0-9!#$&\-^_.+]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&\-^_.+]{0,126}$/;

/** Whether a text is a media type `type/subtype` (RFC 6838, section 4.2). */
export function isMediaType(text: string): boolean {
  return mediaTypePattern.test(text);
}

/** Checks a media type. @throws OciError `MEDIA_TYPE_INVALID` */
export function checkMediaType(text: string): string {
  if (isMediaType(text)) return text;
  throw new OciError(
    'MEDIA_TYPE_INVALID',
    `"${printable(text, 300)}" is not a media type of the form type/subtype (RFC 6838, section 4.2)`,
  );
}

/** The media type of a `Content-Type`, without parameters and in lower case; undefined when it is absent. */
export function mediaTypeOfContentType(contentType: string | undefined): string | undefined {
  const bare = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  return bare === '' ? undefined : bare;
}
