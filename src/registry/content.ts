import { OciError, type Descriptor, type Digest } from '../spec/index.ts';

/** What every method takes as its last parameter. */
export interface CallOptions {
  /** Aborting it makes the call, and the reading of a body that it returned, fail with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Content being read, once. It checks size and digest itself and throws `SIZE_MISMATCH` or `DIGEST_MISMATCH` instead of ending (a
 * range is checked for its size alone). Whoever got it reads it to its end or closes it; leaving a `for await` loop closes it.
 */
export interface BlobReader extends AsyncIterable<Uint8Array>, AsyncDisposable {
  /** The whole content's descriptor, also when a range of it is read. `mediaType` is `application/octet-stream` for blobs. */
  readonly descriptor: Descriptor;
  /** Frees what is behind the reader. Does nothing when it was read to its end. */
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
  /** @throws OciError `BLOB_UPLOAD_UNKNOWN`, `RANGE_INVALID`, `SIZE_LIMIT`, `QUOTA` */
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

/** Wraps an iterable and what must be freed after it. */
export function blobReader(descriptor: Descriptor, content: AsyncIterable<Uint8Array>, free?: () => Promise<void>): BlobReader {
  let iterator: AsyncIterator<Uint8Array> | undefined;
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    // Freeing first wakes a read that is pending; `return` would wait behind it.
    await free?.();
    await iterator?.return?.();
  };
  return {
    descriptor,
    close,
    [Symbol.asyncDispose]: close,
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
      if (iterator !== undefined || closed) throw new TypeError('a BlobReader is read once');
      iterator = content[Symbol.asyncIterator]();
      try {
        for (;;) {
          const step = await iterator.next();
          // What was closed under the reader's hands ends as if it were whole; it must not pass for that.
          if (closed) throw new OciError('ABORTED', `${descriptor.digest} was closed before it was read to its end`);
          if (step.done === true) return;
          yield step.value;
        }
      } finally {
        await close();
      }
    },
  };
}
