import { plainDescriptor, type Descriptor } from './descriptor.ts';
import { digestAlgorithm, digestOf, parseDigest, type Digest } from './digest.ts';
import { OciError } from './error.ts';
import { artifactTypeOf, maxManifestBytes, parseManifest, requiredContentOf, type Manifest } from './manifest.ts';
import { checkTag } from './reference.ts';

export interface PushedManifest {
  readonly manifest: Manifest;
  /** Media type, digest and size. */
  readonly descriptor: Descriptor;
}

/**
 * What every store checks before it takes a manifest: size, form, digest and tags (distribution-spec, "Pushing Manifests").
 *
 * @param digest what the caller says; when undefined, the content's sha256 is taken
 * @throws OciError `SIZE_LIMIT`, `MANIFEST_INVALID`, `DIGEST_INVALID`, `TAG_INVALID`
 */
export function checkPushedManifest(
  content: Uint8Array,
  mediaType: string,
  digest: Digest | undefined,
  tags: readonly string[] = [],
): PushedManifest {
  if (content.byteLength > maxManifestBytes) {
    throw new OciError(
      'SIZE_LIMIT',
      `the manifest has ${content.byteLength} bytes; a registry takes ${maxManifestBytes} at most`,
    );
  }
  for (const tag of tags) checkTag(tag);
  const algorithm = digest === undefined ? 'sha256' : digestAlgorithm(parseDigest(digest));
  const actual = digestOf(content, algorithm);
  if (digest !== undefined && digest !== actual) {
    throw new OciError(
      'DIGEST_INVALID',
      `the manifest was announced as ${digest}, but what was sent hashes to ${actual}`,
    );
  }
  const manifest = parseManifest(content, mediaType);
  return { manifest, descriptor: { mediaType: manifest.mediaType, digest: actual, size: content.byteLength } };
}

/**
 * The content that must be in the repository before the manifest may be. A layer with `urls` lies elsewhere by declaration and is left out.
 *
 * @param allowSparse asks for nothing, so that a manifest may be stored with some of its content, or none, beside it
 */
export function contentToRequire(manifest: Manifest, allowSparse: boolean): readonly Descriptor[] {
  if (allowSparse) return [];
  return requiredContentOf(manifest).filter(
    (descriptor) => descriptor.urls === undefined || descriptor.urls.length === 0,
  );
}

/** `MANIFEST_BLOB_UNKNOWN` for the first content that is missing, with its digest as detail. */
export function missingContentError(repository: string, manifest: Descriptor, missing: Descriptor): OciError {
  return new OciError(
    'MANIFEST_BLOB_UNKNOWN',
    `the manifest ${manifest.digest} refers to ${missing.digest}, which is not in ${repository}; push that first`,
    { detail: { digest: missing.digest } },
  );
}

/** The descriptor that the referrers API lists for a manifest: with its artifact type and annotations (distribution-spec, "Listing Referrers"). */
export function referrerDescriptor(descriptor: Descriptor, manifest: Manifest): Descriptor {
  return { ...plainDescriptor(descriptor), artifactType: artifactTypeOf(manifest), annotations: manifest.annotations };
}
