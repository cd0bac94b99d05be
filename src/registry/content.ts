import type { Descriptor, Digest } from '../spec/index.ts';
import type { BorrowedChunks } from '../streams/index.ts';

/** What every method takes as its last parameter. */
export interface CallOptions {
  /** Aborting it makes the call, and the reading of a body that it returned, fail with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** A limit for content that is read into memory. */
export interface ReadLimit {
  /** Maximum number of bytes to hold in memory. @default 64 MiB */
  readonly limit?: number | undefined;
}

/**
 * Content that is read once, in one of several ways. The reader verifies size and digest and throws `SIZE_MISMATCH` or `DIGEST_MISMATCH`
 * instead of ending (for a range it verifies only the size). Read it to its end or close it; leaving a `for await` loop closes it. Make
 * readers with `blobReader`.
 */
export interface BlobReader extends AsyncIterable<Uint8Array>, AsyncDisposable {
  /** The descriptor of the whole content, also when a range is read. The `mediaType` of blobs is `application/octet-stream`. */
  readonly descriptor: Descriptor;
  /** The verified content when it is in memory already. Other readers share these bytes, so do not change them. A reader whose cached bytes are used need not be closed. */
  readonly cached?: Uint8Array | undefined;
  /** Reads the content in chunks whose buffers are used again. The last chunk comes only after the whole content was verified. */
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

/** Content that is still being made, and kept where it can be read again. Whoever is given it closes it. */
export interface IncompleteBlob extends AsyncDisposable {
  /** Bytes that are there so far. */
  readonly size: number;
  /** Waits until so many bytes are there. @returns false when it ended with fewer, or failed */
  reaches(size: number): Promise<boolean>;
  /** The content from a byte on: what is there, and what is still to come. May be opened as often as needed. Throws what the making threw. */
  open(from: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Releases the resources of the reader. Does nothing after the end of the content. */
  close(): Promise<void>;
}

/** A blob being uploaded in pieces. */
export interface BlobWriter extends AsyncDisposable {
  /** Opaque; `pushBlobChunkedResume` takes it. */
  readonly id: string;
  /** Bytes accepted so far. */
  readonly size: number;
  /** Bytes sent at a time: the caller's wish, raised to the registry's minimum. */
  readonly chunkSize: number;
  /** The chunk is the caller's again when the promise is settled. @throws OciError `BLOB_UPLOAD_UNKNOWN`, `RANGE_INVALID`, `SIZE_LIMIT`, `QUOTA` */
  write(chunk: Uint8Array, options?: CallOptions): Promise<void>;
  /** Flushes and stops for now; the upload can be resumed. */
  close(options?: CallOptions): Promise<void>;
  /**
   * Completes the upload; the content is checked against `digest`.
   *
   * @throws OciError `DIGEST_INVALID`, `BLOB_UPLOAD_UNKNOWN`
   */
  commit(digest: Digest, options?: CallOptions): Promise<Descriptor>;
  /** Ends the upload and keeps nothing. Does nothing after a commit; disposing does the same. */
  cancel(options?: CallOptions): Promise<void>;
}
