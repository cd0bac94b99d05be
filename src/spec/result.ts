import type { Descriptor } from './descriptor.ts';
import { digestHex, type Digest } from './digest.ts';
import { formatLocation, repositoryOf, type Location } from './location.ts';
import { formatReference } from './reference.ts';
import type { Annotations } from './annotations.ts';

/**
 * A manifest and its names at the location where an operation stored or found it. The result of every operation extends
 * this type.
 */
export interface Result {
  readonly digest: Digest;
  /**
   * `registry/repository:tag`; the pinned reference without a tag; for a layout its absolute path with the tag or
   * digest.
   */
  readonly reference: string;
  /** `registry/repository@sha256:…`; empty for a layout. */
  readonly pinnedReference: string;
  /** `registry/repository`, lower case; empty for a layout. */
  readonly name: string;
  /** Full references, one for each tag, the main tag first; empty for a layout. */
  readonly tags: readonly string[];
  readonly mediaType: string;
  /** Empty when the manifest has none. */
  readonly artifactType: string;
  /** Size of the manifest, bytes. */
  readonly size: number;
  /** Annotations of the manifest; empty when it was not read. */
  readonly annotations: Annotations;
  /** `<hex>  <name>`, the line that `shasum` writes; empty for a layout. */
  readonly checksums: string;
}

/** The signature that satisfied a rule of a verification policy. */
export interface VerifiedBy {
  /** `key`: signed with a key. `identity`: signed with a certificate for an identity. */
  readonly kind: 'key' | 'identity';
  /** Name or description of the rule. */
  readonly rule: string;
  /** Issuer of the identity; empty for a key. */
  readonly issuer: string;
  /** Subject alternative name of the certificate; empty for a key. */
  readonly identity: string;
  /** SHA-256 digest of the public key in DER form; empty for an identity. */
  readonly key: string;
  /** Verified time of the signature, RFC 3339; empty when it is unknown, which can only happen for a key. */
  readonly time: string;
  /** Predicate type of the signed statement. */
  readonly predicateType: string;
  /** Digest of the manifest with the signature. */
  readonly signature: Digest;
  /** Digest of the verified manifest. */
  readonly digest: Digest;
}

/**
 * Result of a publish. After a skip (`pushed` is false) all fields describe the manifest that the main tag points to.
 */
export interface PublishResult extends Result {
  /** The artifact at each target, in the order of the targets. The first one is this result. */
  readonly targets: readonly Result[];
  /** Digest of the manifest that the artifact refers to; empty without one. */
  readonly subject: Digest | '';
  /** Directory of the OCI image layout. */
  readonly storePath: string;
  /** Empty when a skipped tag points to an artifact without layers. */
  readonly layerDigest: Digest | '';
  /** Bytes. */
  readonly layerSize: number;
  /** Digest of the uncompressed tar; empty when it is unknown, which can only happen after a skip. */
  readonly contentDigest: string;
  /** Size of the uncompressed tar, bytes; 0 when it is unknown. */
  readonly contentSize: number;
  /** False when `push` was off or the main tag was skipped. */
  readonly pushed: boolean;
  /** A layer came from a cache or from an earlier artifact. */
  readonly reused: boolean;
  /** Number of such layers. */
  readonly reusedLayers: number;
  /** Size of these layers, bytes. */
  readonly reusedSize: number;
  /** Number of files in the artifact. */
  readonly files: number;
  /** Number of entries that patterns excluded. */
  readonly excluded: number;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  /** Milliseconds. */
  readonly durationMs: number;
}

/**
 * Result of a copy; the inherited fields describe the target. After a skip they describe the manifest that the main tag
 * points to.
 */
export interface CopyResult extends Result {
  /** The signatures of the source that satisfied the policy; empty without verification. */
  readonly verifiedBy: readonly VerifiedBy[];
  /** The source, as {@link formatLocation} writes it. */
  readonly source: string;
  /** Number of manifests and blobs that were transferred or mounted. */
  readonly copied: number;
  /** Number of bytes that were transferred. Mounted blobs count as 0. */
  readonly copiedBytes: number;
  /** Number of referrers and cosign manifests that were also copied. */
  readonly companions: number;
  /** These manifests. */
  readonly referrers: readonly CopiedManifest[];
  /** The layers of a manifest, or the manifests of an index. */
  readonly contents: readonly Descriptor[];
  /** The main tag pointed to other content, and `ifTagExists` did not replace it. */
  readonly skipped: boolean;
}

/** A manifest that was copied because it belongs to another one. */
export interface CopiedManifest {
  readonly digest: Digest;
  /** Size of the manifest, bytes. */
  readonly size: number;
  /** Empty when the manifest has none. */
  readonly artifactType: string;
  /** The tag in which cosign stores the manifest; empty for a referrer. */
  readonly tag: string;
  /** Digest of the manifest that it belongs to. */
  readonly subject: Digest;
}

/** Result of attaching files; the inherited fields describe the referrer. */
export interface AttachResult extends Result {
  /** Pinned reference of the subject. */
  readonly subject: string;
  readonly layers: readonly Descriptor[];
  /** The referrer of each subject. The first one is this result. */
  readonly attached: readonly (Result & { readonly subject: string })[];
}

/** Result of editing annotations; the inherited fields describe the new manifest. */
export interface AnnotateResult extends Result {
  /** Digest of the manifest before the edit. It equals `digest` when nothing changed. */
  readonly previousDigest: Digest;
  /** The manifests of the index that were edited, each after its own. Empty without `eachPlatform`. */
  readonly children: readonly { readonly previousDigest: Digest; readonly digest: Digest }[];
}

/** Result of assembling an image index. */
export interface IndexResult extends Result {
  /** The manifests in the index, in its order. */
  readonly children: readonly Descriptor[];
  /** The signatures of the sources that satisfied the policy; empty without verification. */
  readonly verifiedBy: readonly VerifiedBy[];
}

/** The files and links of a tree. */
export interface FileList {
  readonly count: number;
  /** With `/` as separator, in byte order within each directory; at most 10,000. */
  readonly paths: readonly string[];
}

/**
 * Result of a pull. The reference resolved to `digest`. `reference` has the requested tag or digest.
 */
export interface PullResult extends Result {
  /** Digest of the manifest that the artifact refers to; empty without one. */
  readonly subject: Digest | '';
  readonly files: FileList;
  /** Layers that were downloaded. */
  readonly layers: readonly Descriptor[];
  /** Layers whose content was in the output directory, for an incremental pull. */
  readonly unchanged: readonly Descriptor[];
  /** Layers without a name, which were not written. */
  readonly skipped: readonly Descriptor[];
  /** Absolute path of the output directory. */
  readonly downloadPath: string;
  /** The signatures that satisfied the policy; empty without verification. */
  readonly verifiedBy: readonly VerifiedBy[];
}

/**
 * @param manifest its descriptor, with the annotations of the manifest itself
 * @param tags bare tags, the main one first
 */
export function resultAt(location: Location, manifest: Descriptor, tags: readonly string[]): Result {
  const { digest, mediaType, size, artifactType = '', annotations = {} } = manifest;
  const [tag] = tags;
  const home = repositoryOf(location);
  const reference = formatLocation(tag === undefined ? { ...home, digest } : { ...home, tag });
  const shared = { digest, reference, mediaType, artifactType, size, annotations };
  if (location.kind === 'layout') return { ...shared, pinnedReference: '', name: '', tags: [], checksums: '' };
  const repository = { registry: location.registry, repository: location.repository };
  const name = formatReference(repository);
  return {
    ...shared,
    pinnedReference: formatReference({ ...repository, digest }),
    name,
    tags: tags.map((each) => formatReference({ ...repository, tag: each })),
    checksums: `${digestHex(digest)}  ${name}`,
  };
}
