import { OciError } from './error.ts';
import { printable } from './printable.ts';

export const mediaTypeImageManifest = 'application/vnd.oci.image.manifest.v1+json';
export const mediaTypeImageIndex = 'application/vnd.oci.image.index.v1+json';
export const mediaTypeImageConfig = 'application/vnd.oci.image.config.v1+json';
export const mediaTypeImageLayer = 'application/vnd.oci.image.layer.v1.tar';
export const mediaTypeImageLayerGzip = 'application/vnd.oci.image.layer.v1.tar+gzip';
export const mediaTypeImageLayerZstd = 'application/vnd.oci.image.layer.v1.tar+zstd';
export const mediaTypeEmptyJson = 'application/vnd.oci.empty.v1+json';
/** The OCI Artifact Manifest of image-spec v1.1.0-rc2, withdrawn since; still found in registries. */
export const mediaTypeArtifactManifest = 'application/vnd.oci.artifact.manifest.v1+json';
export const mediaTypeDockerManifest = 'application/vnd.docker.distribution.manifest.v2+json';
export const mediaTypeDockerManifestList = 'application/vnd.docker.distribution.manifest.list.v2+json';
export const mediaTypeOctetStream = 'application/octet-stream';

export type ManifestKind = 'manifest' | 'index' | 'artifact';

const manifestKinds: Readonly<Record<string, ManifestKind>> = {
  [mediaTypeImageManifest]: 'manifest',
  [mediaTypeDockerManifest]: 'manifest',
  [mediaTypeImageIndex]: 'index',
  [mediaTypeDockerManifestList]: 'index',
  [mediaTypeArtifactManifest]: 'artifact',
};

/** Media types that a registry keeps at `/manifests/` and not at `/blobs/`, in order of preference for an `Accept` header. */
export const manifestMediaTypes: readonly string[] = [
  mediaTypeImageManifest,
  mediaTypeImageIndex,
  mediaTypeDockerManifest,
  mediaTypeDockerManifestList,
  mediaTypeArtifactManifest,
];

/** What kind of manifest a media type names; undefined for a blob. */
export function manifestKind(mediaType: string): ManifestKind | undefined {
  return Object.hasOwn(manifestKinds, mediaType) ? manifestKinds[mediaType] : undefined;
}

export function isManifestMediaType(mediaType: string): boolean {
  return manifestKind(mediaType) !== undefined;
}

// RFC 6838, section 4.2: restricted-name, 127 characters at most on either side.
const mediaTypePattern = /^[A-Za-z0-9][A-Za-z0-9!#$&\-^_.+]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&\-^_.+]{0,126}$/;

export function isMediaType(text: string): boolean {
  return mediaTypePattern.test(text);
}

/** @throws OciError `MEDIA_TYPE_INVALID` unless `text` is `type/subtype` as RFC 6838, section 4.2 restricts it. */
export function checkMediaType(text: string): string {
  if (isMediaType(text)) return text;
  throw new OciError(
    'MEDIA_TYPE_INVALID',
    `"${printable(text, 300)}" is not a media type of the form type/subtype (RFC 6838, section 4.2)`,
  );
}

/** A `Content-Type` value without its parameters, in lower case; undefined when there is none. */
export function mediaTypeOfContentType(contentType: string | undefined): string | undefined {
  const bare = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  return bare === '' ? undefined : bare;
}
