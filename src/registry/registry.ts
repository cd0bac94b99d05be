import type { Body } from '../streams/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import type { BlobReader, BlobWriter, CallOptions } from './content.ts';

/**
 * What an OCI registry can do (distribution-spec v1.1). The repository name comes first where one is meant. Every method can raise
 * `NAME_INVALID` for a name outside the grammar, `UNAUTHORIZED`, `DENIED`, `UNSUPPORTED`, `TOOMANYREQUESTS`, `UNREACHABLE`, `TIMEOUT`
 * and `ABORTED`; what a method adds stands with it.
 */
export interface Registry extends RegistryReader, RegistryWriter, RegistryDeleter, RegistryLister {}

/** The operations that read blobs, manifests and tags. */
export interface RegistryReader {
  /** @throws OciError `NAME_UNKNOWN`, `BLOB_UNKNOWN` */
  getBlob(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader>;
  /**
   * The bytes from `start` up to, not including, `end`; to the blob's end when `end` is undefined or beyond it.
   *
   * @throws OciError `NAME_UNKNOWN`, `BLOB_UNKNOWN`, `RANGE_INVALID` when `start` is at or beyond the end or `end` is not after `start`
   */
  getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options?: CallOptions,
  ): Promise<BlobReader>;
  /** @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN` */
  getManifest(repository: string, digest: Digest, options?: CallOptions): Promise<BlobReader>;
  /** The manifest that the tag points to. @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN`, `TAG_INVALID` */
  getTag(repository: string, tag: string, options?: CallOptions): Promise<BlobReader>;
  /** Media type (`application/octet-stream`), digest and size. @throws OciError `NAME_UNKNOWN`, `BLOB_UNKNOWN` */
  resolveBlob(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor>;
  /** Media type, digest and size. @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN` */
  resolveManifest(repository: string, digest: Digest, options?: CallOptions): Promise<Descriptor>;
  /** Media type, digest and size. @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN`, `TAG_INVALID` */
  resolveTag(repository: string, tag: string, options?: CallOptions): Promise<Descriptor>;
}

/** The operations that push blobs and manifests. */
export interface RegistryWriter {
  /**
   * Stores a blob. Only digest and size of `descriptor` are used. A blob that is there already is success.
   *
   * @returns media type `application/octet-stream`, digest and size
   * @throws OciError `DIGEST_INVALID`, `SIZE_INVALID` when the content is not what `descriptor` says; `SIZE_LIMIT`, `QUOTA`
   */
  pushBlob(repository: string, descriptor: Descriptor, body: Body, options?: CallOptions): Promise<Descriptor>;
  /** Begins an upload in pieces. @throws OciError `QUOTA` */
  pushBlobChunked(repository: string, options?: PushBlobChunkedOptions): Promise<BlobWriter>;
  /** Goes on with an upload that was closed, or that broke. @throws OciError `BLOB_UPLOAD_UNKNOWN`, `RANGE_INVALID` when `offset` is not what has arrived */
  pushBlobChunkedResume(repository: string, id: string, options?: PushBlobChunkedResumeOptions): Promise<BlobWriter>;
  /**
   * Makes a blob of `fromRepository` visible in `toRepository` without moving bytes.
   *
   * @throws OciError `BLOB_UNKNOWN`, `NAME_UNKNOWN`, `UNSUPPORTED` when the registry wants the bytes instead
   */
  mountBlob(fromRepository: string, toRepository: string, digest: Digest, options?: CallOptions): Promise<Descriptor>;
  /**
   * Stores a manifest, byte for byte, and points tags to it.
   *
   * @returns media type, digest and size
   * @throws OciError `MANIFEST_INVALID`, `MANIFEST_BLOB_UNKNOWN` when content it refers to is absent (a subject may be), `DIGEST_INVALID`, `TAG_INVALID`, `SIZE_LIMIT`, `ALREADY_EXISTS` when a tag may not move
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
  /** @throws OciError `NAME_UNKNOWN`, `BLOB_UNKNOWN` */
  deleteBlob(repository: string, digest: Digest, options?: CallOptions): Promise<void>;
  /** Deletes the manifest and every tag that points to it. @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN` */
  deleteManifest(repository: string, digest: Digest, options?: CallOptions): Promise<void>;
  /** Deletes the tag alone. @throws OciError `NAME_UNKNOWN`, `MANIFEST_UNKNOWN`, `TAG_INVALID` */
  deleteTag(repository: string, tag: string, options?: CallOptions): Promise<void>;
}

/** The operations that list tags, referrers and repositories. */
export interface RegistryLister {
  /** Tags in byte order. @throws OciError `NAME_UNKNOWN` */
  tags(repository: string, options?: TagsOptions): AsyncIterable<string>;
  /** Manifests whose subject is `digest`, with artifact type and annotations. None is no error. @throws OciError `NAME_UNKNOWN` only from registries that say so */
  referrers(repository: string, digest: Digest, options?: ReferrersOptions): AsyncIterable<Descriptor>;
  /** Repository names in byte order. */
  repositories(options?: RepositoriesOptions): AsyncIterable<string>;
}

/** Options of {@link RegistryWriter.pushManifest}. */
export interface PushManifestOptions extends CallOptions {
  /** Checked against the content. @default sha256 of the content */
  readonly digest?: Digest | undefined;
  /** @default none: the manifest is reachable by digest alone */
  readonly tags?: readonly string[] | undefined;
}

/** Options of {@link RegistryWriter.pushBlobChunked}. */
export interface PushBlobChunkedOptions extends CallOptions {
  /** Bytes; a wish. @default what the implementation finds good */
  readonly chunkSize?: number | undefined;
}

/** Options of {@link RegistryWriter.pushBlobChunkedResume}. */
export interface PushBlobChunkedResumeOptions extends PushBlobChunkedOptions {
  /** Bytes that the caller believes have arrived. @default ask the registry */
  readonly offset?: number | undefined;
}

/** Options of {@link RegistryLister.tags}. */
export interface TagsOptions extends CallOptions {
  /** Only tags after this one. */
  readonly startAfter?: string | undefined;
  /** At most this many. @default all */
  readonly limit?: number | undefined;
}

/** Options of {@link RegistryLister.referrers}. */
export interface ReferrersOptions extends CallOptions {
  readonly artifactType?: string | undefined;
}

/** Options of {@link RegistryLister.repositories}. */
export interface RepositoriesOptions extends CallOptions {
  /** Only repositories after this one. */
  readonly startAfter?: string | undefined;
  /** At most this many. @default all */
  readonly limit?: number | undefined;
}
