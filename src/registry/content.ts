import type { Descriptor, Digest } from '../spec/index.ts';
import type { BorrowedChunks } from '../streams/index.ts';

/** The last parameter of every method. */
export interface CallOptions {
  /** Aborts the call with `ABORTED`, and the reading of content that it returned. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Accepts an outdated answer of a pull-through cache while its origin is unavailable. It is called with the failure
   * of the origin before such an answer is returned, and for a tag with the time since the origin gave this answer,
   * milliseconds. The time is undefined if an earlier process read the tag. Only tags, lists of tags and lists of
   * repositories can be outdated.
   *
   * @default the call fails with the failure of the origin
   */
  readonly onStale?: ((failure: Error, ageMs?: number) => void) | undefined;
}

/**
 * Options of a push. Those for blobs have no effect on manifests, and `tags` has none on blobs. A registry may ignore
 * the options for blobs.
 */
export interface PushOptions extends CallOptions {
  /** The caller has just seen that the repository lacks the blob, so it is not looked up. @default false */
  readonly isAbsent?: boolean | undefined;
  /**
   * A repository of the same registry that has the blob. The bytes are sent only if it cannot be mounted from there.
   */
  readonly mountFrom?: string | undefined;
  /** Called when the bytes were not sent, because the repository had the blob, or it was mounted from `mountFrom`. */
  readonly onNotSent?: ((state: 'exists' | 'mounted') => void) | undefined;
  /** The tags to set, for a manifest in a `Repository`. @default none */
  readonly tags?: readonly string[] | undefined;
}

/** A limit for content that is read into memory. */
export interface ReadLimit {
  /** Maximum number of bytes to hold in memory. @default 64 MiB */
  readonly limit?: number | undefined;
}

/**
 * Content that is read once, in one of several ways. The reader verifies size and digest and throws `SIZE_MISMATCH` or
 * `DIGEST_MISMATCH` instead of ending. For a range it verifies only the size. Read a reader to its end or close it;
 * leaving a `for await` loop closes it. `blobReader` creates readers.
 */
export interface BlobReader extends AsyncIterable<Uint8Array>, AsyncDisposable {
  /**
   * The descriptor of the whole content, also when a range is read. The `mediaType` of blobs is
   * `application/octet-stream`.
   */
  readonly descriptor: Descriptor;
  /**
   * The verified content when it is already in memory. Other readers share these bytes, so do not change them. If you
   * use these bytes, you need not close the reader.
   */
  readonly cached?: Uint8Array | undefined;
  /**
   * Reads the content in chunks with reused buffers. The last chunk comes only after the whole content was verified.
   */
  borrowed(): BorrowedChunks;
  /** The content as a web stream. */
  stream(): ReadableStream<Uint8Array>;
  /** Reads all bytes. @throws OciError `SIZE_LIMIT` */
  bytes(options?: ReadLimit): Promise<Uint8Array>;
  /** Reads all bytes as UTF-8 text. @throws OciError `SIZE_LIMIT` */
  text(options?: ReadLimit): Promise<string>;
  /** Reads all bytes as JSON. @throws OciError `SIZE_LIMIT`; SyntaxError when the content is not JSON */
  json(options?: ReadLimit): Promise<unknown>;
  /** Releases the resources of the reader. Does nothing after the end of the content. */
  close(): Promise<void>;
}

/** Content that is read while it is written. The receiver closes it. */
export interface IncompleteBlob extends AsyncDisposable {
  /** Number of bytes written so far. */
  readonly size: number;
  /** Waits until `size` bytes are written. @returns false when the content ended earlier or failed */
  reaches(size: number): Promise<boolean>;
  /**
   * Reads from the byte `from` to the end of the content. It may be called several times. The reader throws the error
   * of a failed write.
   */
  open(from: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Releases the resources. Pending reads fail. */
  close(): Promise<void>;
}

/** A chunked upload of a blob. */
export interface BlobWriter extends AsyncDisposable {
  /** Identifies the upload for `pushBlobChunkedResume`. */
  readonly id: string;
  /** Bytes that were accepted. */
  readonly size: number;
  /** Size of the chunks that are sent, bytes: the preferred size, or the minimum of the registry. */
  readonly chunkSize: number;
  /**
   * Announces the digest of the commit before the first byte, so that the registry can store the bytes in their final
   * place. Such an upload begins again after `close`. Only some registries benefit from it.
   */
  expectDigest?(digest: Digest): void;
  /**
   * Appends a chunk. The caller may change the buffer when the promise is settled.
   *
   * @throws OciError `BLOB_UPLOAD_UNKNOWN`, `RANGE_INVALID`, `SIZE_LIMIT`, `QUOTA`
   */
  write(chunk: Uint8Array, options?: CallOptions): Promise<void>;
  /** Flushes and closes the writer. The upload can be resumed. */
  close(options?: CallOptions): Promise<void>;
  /**
   * Completes the upload and verifies its content.
   *
   * @throws OciError `DIGEST_INVALID`, `BLOB_UPLOAD_UNKNOWN`
   */
  commit(digest: Digest, options?: CallOptions): Promise<Descriptor>;
  /** Deletes the upload. Does nothing after a commit. Disposing an open writer also cancels the upload. */
  cancel(options?: CallOptions): Promise<void>;
}
