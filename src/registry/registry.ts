import type { Body } from '../streams/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import type { BlobReader, BlobWriter, CallOptions, PushOptions } from './content.ts';

/**
 * The operations of an OCI registry (distribution-spec v1.1). The first parameter is the name of the repository. Every
 * method can throw `NAME_INVALID`, `UNAUTHORIZED`, `DENIED`, `UNSUPPORTED`, `TOOMANYREQUESTS`, `UNREACHABLE`, `TIMEOUT`
 * and `ABORTED`. The other codes are documented with each method.
 */
export interface Registry extends RegistryReader, RegistryWriter, RegistryDeleter, RegistryLister {}

/** The operations that read blobs, manifests and tags. */
export interface RegistryReader {
  /** Reads a blob. @throws OciError `NAME_UNKNOWN`, `BLOB_UNKNOWN` */
  getBlob(repository: string, digest: Digest, options?: GetBlobOptions): Promise<BlobReader>;
  /**
   * Reads the bytes from `start` to before `end`. Without `end`, and when it is after the end of the blob, it reads to
   * the end of the blob.
   *
   * @throws OciError `NAME_UNKNOWN`, `BLOB_UNKNOWN`, `RANGE_INVALID` when `start` is not inside the blob or `end` is
   *   not after `start`
   */
  getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader>;
  /** Reads a manifest. @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN` */
  getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader>;
  /** Reads the manifest of a tag. @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN`, `TAG_INVALID` */
  getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader>;
  /**
   * @returns media type `application/octet-stream`, digest and size of a blob
   * @throws OciError `NAME_UNKNOWN`, `BLOB_UNKNOWN`
   */
  resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor>;
  /** @returns media type, digest and size of a manifest @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN` */
  resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor>;
  /**
   * @returns media type, digest and size of the manifest of a tag
   * @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN`, `TAG_INVALID`
   */
  resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor>;
}

/** The operations that push blobs and manifests. */
export interface RegistryWriter {
  /**
   * Stores a blob. It uses only the digest and size of `descriptor`, and succeeds when the blob exists already.
   *
   * @returns media type `application/octet-stream`, digest and size
   * @throws OciError `DIGEST_INVALID`, `SIZE_INVALID` when the content does not match `descriptor`; `SIZE_LIMIT`,
   *   `QUOTA`
   */
  pushBlob(repository: string, descriptor: Descriptor, body: Body, options?: PushOptions): Promise<Descriptor>;
  /** Starts a chunked upload. @throws OciError `QUOTA` */
  pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter>;
  /**
   * Continues a chunked upload.
   *
   * @throws OciError `BLOB_UPLOAD_UNKNOWN`, `RANGE_INVALID` when `offset` is not the size of the upload
   */
  pushBlobChunkedResume(repository: string, id: string, options?: PushBlobChunkedResumeOptions): Promise<BlobWriter>;
  /**
   * Adds a blob of `fromRepository` to `toRepository` without a transfer of its bytes.
   *
   * @param options.size of the blob, bytes, if the caller knows it; otherwise it is looked up after the mount
   * @throws OciError `BLOB_UNKNOWN`, `NAME_UNKNOWN`; `UNSUPPORTED` when the registry requires the bytes
   */
  mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options?: CallOptions & { readonly size?: number | undefined },
  ): Promise<Descriptor>;
  /**
   * Stores the bytes of a manifest unchanged, and sets tags.
   *
   * @returns media type, digest and size
   * @throws OciError `MANIFEST_INVALID`, `DIGEST_INVALID`, `TAG_INVALID`, `SIZE_LIMIT`; `MANIFEST_BLOB_UNKNOWN` when
   *   content that it refers to is absent, except its subject; `ALREADY_EXISTS` when a tag must not be changed
   */
  pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options?: PushManifestOptions,
  ): Promise<Descriptor>;
}

/** The operations that delete blobs, manifests and tags. */
export interface RegistryDeleter {
  /** Deletes a blob. @throws OciError `NAME_UNKNOWN`, `BLOB_UNKNOWN` */
  deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void>;
  /** Deletes a manifest and its tags. @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN` */
  deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void>;
  /** Deletes a tag, and not its manifest. @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN`, `TAG_INVALID` */
  deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void>;
}

/** The operations that list tags, referrers and repositories. */
export interface RegistryLister {
  /** Lists the tags in byte order. @throws OciError `NAME_UNKNOWN` */
  tags(repository: string, options?: TagsOptions): AsyncIterable<string>;
  /**
   * Lists the manifests with the subject `digest`, with artifact type and annotations. The list may be empty.
   *
   * @throws OciError `NAME_UNKNOWN`, which not all registries report
   */
  referrers(repository: string, digest: Digest, options?: ReferrersOptions): AsyncIterable<Descriptor>;
  /** Lists the repository names in byte order. */
  repositories(options?: RepositoriesOptions): AsyncIterable<string>;
}

/** Options of {@link RegistryReader.getBlob}. */
export interface GetBlobOptions extends CallOptions {
  /**
   * Size in the descriptor of the blob, bytes. A response with a `Content-Encoding` is not decoded beyond it. The size
   * of the content is not compared with it.
   *
   * @default 1 GiB
   */
  readonly expectedSize?: number | undefined;
}

/** Options of {@link RegistryWriter.pushManifest}. */
export interface PushManifestOptions extends CallOptions {
  /** Expected digest of the content. @default the sha256 of the content */
  readonly digest?: Digest | undefined;
  /** Tags to set. @default none: the manifest is available only by digest */
  readonly tags?: readonly string[] | undefined;
}

/** Options of {@link RegistryWriter.pushBlobChunked}. */
export interface PushBlobChunkedOptions extends CallOptions {
  /** Preferred size of a chunk, bytes. @default chosen by the implementation */
  readonly chunkSize?: number | undefined;
}

/** Options of {@link RegistryWriter.pushBlobChunkedResume}. */
export interface PushBlobChunkedResumeOptions extends PushBlobChunkedOptions {
  /** Expected size of the upload, bytes. @default requested from the registry */
  readonly offset?: number | undefined;
}

/** Options of {@link RegistryLister.tags}. */
export interface TagsOptions extends CallOptions {
  /** Lists only tags after this one. */
  readonly startAfter?: string | undefined;
  /** Maximum number of names. @default all */
  readonly limit?: number | undefined;
}

/** Options of {@link RegistryLister.referrers}. */
export interface ReferrersOptions extends CallOptions {
  /** Lists only referrers of this type. @default all */
  readonly artifactType?: string | undefined;
}

/** Options of {@link RegistryLister.repositories}. */
export interface RepositoriesOptions extends CallOptions {
  /** Lists only repositories after this one. */
  readonly startAfter?: string | undefined;
  /** Maximum number of names. @default all */
  readonly limit?: number | undefined;
  /**
   * Lists only repositories in which the registry knows this blob, as sources for a mount. The list may be incomplete:
   * a registry on disk knows the blobs that it has stored or read recently, and a remote registry knows none.
   *
   * @default all repositories
   */
  readonly withBlob?: Digest | undefined;
}
