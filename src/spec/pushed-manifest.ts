import { plainDescriptor, type Descriptor } from './descriptor.ts';
import { digestAlgorithm, digestOf, parseDigest, type Digest } from './digest.ts';
import { OciError } from './error.ts';
import {
  artifactTypeOf,
  maxManifestBytes,
  parseManifest,
  requiredContentOf,
  type Manifest,
  type ManifestLimits,
} from './manifest.ts';
import { checkTag } from './reference.ts';

/** A checked manifest with its descriptor. */
export interface PushedManifest {
  readonly manifest: Manifest;
  /** Media type, digest and size. */
  readonly descriptor: Descriptor;
}

/** What {@link checkPushedManifest} checks in addition to the manifest. */
export interface PushChecks extends ManifestLimits {
  readonly tags?: readonly string[] | undefined;
}

/**
 * Checks a manifest before a store accepts it: size, form, digest and tags (distribution-spec, "Pushing Manifests").
 *
 * @param digest expected digest; undefined for the sha256 of the content
 * @throws OciError `SIZE_LIMIT`, `MANIFEST_INVALID`, `DIGEST_INVALID`, `TAG_INVALID`
 */
export function checkPushedManifest(
  content: Uint8Array,
  mediaType: string,
  digest: Digest | undefined,
  { tags = [], maxDescriptors }: PushChecks = {},
): PushedManifest {
  if (content.byteLength > maxManifestBytes) {
    throw new OciError(
      'SIZE_LIMIT',
      `cannot store the manifest: it has ${content.byteLength} bytes, and the limit is ${maxManifestBytes}`,
    );
  }
  for (const tag of tags) checkTag(tag);
  const algorithm = digest === undefined ? 'sha256' : digestAlgorithm(parseDigest(digest));
  const actual = digestOf(content, algorithm);
  if (digest !== undefined && digest !== actual) {
    throw new OciError('DIGEST_INVALID', `cannot store the manifest ${digest}: its bytes hash to ${actual}`);
  }
  const manifest = parseManifest(content, mediaType, { maxDescriptors });
  return { manifest, descriptor: { mediaType: manifest.mediaType, digest: actual, size: content.byteLength } };
}

/**
 * The content that a repository must have before it stores a manifest. A layer with `urls` is not required.
 *
 * @param allowSparse accepts a manifest without its content: the result is empty
 */
export function contentToRequire(manifest: Manifest, allowSparse: boolean): readonly Descriptor[] {
  if (allowSparse) return [];
  return requiredContentOf(manifest).filter(
    (descriptor) => descriptor.urls === undefined || descriptor.urls.length === 0,
  );
}

/** The error `MANIFEST_BLOB_UNKNOWN` for required content that is absent. Its detail is the digest of the content. */
export function missingContentError(repository: string, manifest: Descriptor, missing: Descriptor): OciError {
  return new OciError(
    'MANIFEST_BLOB_UNKNOWN',
    `cannot store the manifest ${manifest.digest}: its content ${missing.digest} is not in ${repository}; ` +
      'push the content first',
    { detail: { digest: missing.digest } },
  );
}

/**
 * The descriptor of a manifest in the referrers API, with its artifact type and annotations (distribution-spec,
 * "Listing Referrers").
 */
export function referrerDescriptor(descriptor: Descriptor, manifest: Manifest): Descriptor {
  return { ...plainDescriptor(descriptor), artifactType: artifactTypeOf(manifest), annotations: manifest.annotations };
}
