import type { CallOptions, PredecessorFinder, ReadOnlyTarget } from '../registry/index.ts';
import {
  digestAlgorithm,
  digestHex,
  mediaTypeEmptyJson,
  isManifestMediaType,
  isNotFound,
  isOciError,
  messageOf,
  OciError,
  type Annotations,
  type Descriptor,
  type Digest,
  type Manifest,
} from '../spec/index.ts';
import { fetchMetadata, readListed, type MetadataCache } from '../transfer/index.ts';

/** Prefix of the media types of Sigstore bundles. */
const bundleMediaType = 'application/vnd.dev.sigstore.bundle';
/** Media type of the payload of a signature that cosign writes without a bundle. */
const simpleSigningMediaType = 'application/vnd.dev.cosign.simplesigning.v1+json';
/** Artifact type of such a signature as a referrer. */
const cosignSignatureType = 'application/vnd.dev.cosign.artifact.sig.v1+json';

/** Maximum number of signatures of an artifact that are read. */
const maxSignatures = 100;
/** Maximum size of a bundle, bytes. A bundle contains a whole SBOM, if it attests one. */
const maxBundleBytes = 16 * 1024 * 1024;
/** Maximum size of all signatures of an artifact, bytes. */
const maxTotalBytes = 64 * 1024 * 1024;

/** A signature in a repository. Its content is not trusted. */
export interface StoredSignature {
  /** `bundle`: a Sigstore bundle. `cosign`: a payload, with the signature in annotations. */
  readonly format: 'bundle' | 'cosign';
  /** Digest of the manifest that contains it. */
  readonly manifest: Digest;
  readonly content: Uint8Array;
  readonly annotations: Annotations;
}

export interface FoundSignatures {
  readonly signatures: readonly StoredSignature[];
  /** Why manifests were not read as signatures. */
  readonly problems: readonly string[];
}

/** A repository whose artifacts may have signatures. */
export type SignedRepository = ReadOnlyTarget & PredecessorFinder;

/**
 * Reads the signatures of a manifest: the Sigstore bundles and cosign signatures among its referrers, and those under
 * cosign's tag. A damaged or missing signature is a problem in the result, because others may be valid.
 *
 * @throws OciError errors of the repository
 */
export async function findSignatures(
  repository: SignedRepository,
  cache: MetadataCache,
  subject: Descriptor,
  options: CallOptions,
): Promise<FoundSignatures> {
  const reader = new SignatureReader(repository, options);
  for (const listed of await repository.predecessors(subject, options)) {
    if (!isManifestMediaType(listed.mediaType) || !maySign(listed)) continue;
    await reader.attempt(listed.digest, async () => {
      const { manifest } = await readListed(repository, cache, listed, subject, options);
      if (manifest.subject?.digest === subject.digest) await reader.read(listed.digest, manifest);
      // A layout also returns the indexes that contain the node.
      else if (manifest.kind !== 'index') throw new OciError('MANIFEST_INVALID', 'it refers to another manifest');
    });
    if (reader.isFull) break;
  }
  const tagged = await signatureTag(repository, subject, options);
  if (tagged !== undefined && !reader.isFull)
    await reader.attempt(tagged.digest, async () => reader.read(tagged.digest, await cache.manifest(tagged, options)));
  return reader;
}

/** Whether a referrer can be a signature. Lists of some registries do not contain the artifact type. */
function maySign({ artifactType = '' }: Descriptor): boolean {
  const others = ['', mediaTypeEmptyJson, 'application/vnd.oci.image.config.v1+json', cosignSignatureType];
  return artifactType.startsWith(bundleMediaType) || others.includes(artifactType);
}

/** The manifest of cosign's tag; undefined without one. */
async function signatureTag(
  repository: SignedRepository,
  { digest }: Descriptor,
  options: CallOptions,
): Promise<Descriptor | undefined> {
  if (digestAlgorithm(digest) !== 'sha256') return undefined;
  try {
    const tagged = await repository.resolve(`sha256-${digestHex(digest)}.sig`, options);
    return isManifestMediaType(tagged.mediaType) ? tagged : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

class SignatureReader implements FoundSignatures {
  readonly signatures: StoredSignature[] = [];
  readonly problems: string[] = [];
  readonly #repository: SignedRepository;
  readonly #options: CallOptions;
  #manifests = 0;
  #bytes = 0;

  constructor(repository: SignedRepository, options: CallOptions) {
    this.#repository = repository;
    this.#options = options;
  }

  /** Whether no more signatures are read. */
  get isFull(): boolean {
    return this.signatures.length >= maxSignatures || this.#manifests >= maxSignatures;
  }

  /** Turns a damaged signature into a problem. @throws other errors */
  async attempt(digest: Digest, read: () => Promise<void>): Promise<void> {
    this.#manifests++;
    try {
      await read();
    } catch (error) {
      if (!isNotFound(error) && !isOciError(error, ...contentErrors)) throw error;
      this.problems.push(`${digest}: ${messageOf(error)}`);
    }
    if (this.isFull) this.problems.push(`only the first ${maxSignatures} signatures were read`);
  }

  /** Reads the signatures in a manifest. A manifest of cosign has a layer for each. */
  async read(digest: Digest, manifest: Manifest): Promise<void> {
    for (const layer of manifest.kind === 'manifest' ? manifest.layers : []) {
      const isBundle = layer.mediaType.startsWith(bundleMediaType);
      if (!isBundle && layer.mediaType !== simpleSigningMediaType) continue;
      if (this.signatures.length >= maxSignatures) return;
      const bytes = this.#bytes + layer.size;
      if (layer.size <= maxBundleBytes && bytes > maxTotalBytes)
        throw new OciError('SIZE_LIMIT', `the signatures of the artifact have more than ${maxTotalBytes} bytes`);
      const content = await fetchMetadata(this.#repository, layer, maxBundleBytes, this.#options);
      // A bundle that is refused does not count: it must not prevent the reading of others.
      this.#bytes = bytes;
      const format = isBundle ? 'bundle' : 'cosign';
      this.signatures.push({ format, manifest: digest, content, annotations: layer.annotations ?? {} });
    }
  }
}

const contentErrors = [
  'DIGEST_INVALID',
  'DIGEST_MISMATCH',
  'MANIFEST_INVALID',
  'MEDIA_TYPE_INVALID',
  'SIZE_INVALID',
  'SIZE_LIMIT',
  'SIZE_MISMATCH',
  'UNSUPPORTED',
] as const;
