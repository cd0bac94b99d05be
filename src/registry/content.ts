import type { Descriptor, Digest } from '../spec/index.ts';
import { closedEarly } from './bytes-reader.ts';

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
  /** All that iterating would give, checked already, when it is at hand. Others share it, so it is never to be changed. A reader whose bytes were taken need not be closed. */
  readonly bytes?: Uint8Array | undefined;
  /** Reads to the end in the place of iterating, where that takes less: see {@link Pour}. */
  readonly pipeTo?: Pour | undefined;
  /** Frees what is behind the reader. Does nothing when it was read to its end. */
  close(): Promise<void>;
}

/**
 * Hands content to a sink, chunk by chunk, waiting for each to be taken. A chunk is good until then: its buffer is used again. The last
 * one comes only after the whole content was checked.
 */
export type Pour = (sink: ByteSink) => Promise<void>;

/** Takes a chunk; undefined means that it is taken already. */
export type ByteSink = (chunk: Uint8Array) => Promise<void> | undefined;

/** Content that is still being made, and kept where it can be read again. Whoever is given it closes it. */
export interface IncompleteBlob extends AsyncDisposable {
  /** Bytes that are there so far. */
  readonly size: number;
  /** Waits until so many bytes are there. @returns false when it ended with fewer, or failed */
  reaches(size: number): Promise<boolean>;
  /** The content from a byte on: what is there, and what is still to come. May be opened as often as needed. Throws what the making threw. */
  open(from: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
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

/** Wraps an iterable, what must be freed after it, and the same content as a pour. */
export function blobReader(
  descriptor: Descriptor,
  content: AsyncIterable<Uint8Array>,
  free?: () => Promise<void>,
  pipeTo?: Pour,
): BlobReader {
  let poured = false;
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
    pipeTo:
      pipeTo &&
      (async (sink) => {
        if (poured || iterator !== undefined || closed) throw new TypeError('a BlobReader is read once');
        poured = true;
        try {
          await pipeTo((chunk) => {
            if (closed) throw closedEarly(descriptor);
            return sink(chunk);
          });
        } finally {
          await close();
        }
      }),
    [Symbol.asyncDispose]: close,
    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
      if (poured || iterator !== undefined || closed) throw new TypeError('a BlobReader is read once');
      iterator = content[Symbol.asyncIterator]();
      try {
        for (;;) {
          const step = await iterator.next();
          // What was closed under the reader's hands ends as if it were whole; it must not pass for that.
          if (closed) throw closedEarly(descriptor);
          if (step.done === true) return;
          yield step.value;
        }
      } finally {
        await close();
      }
    },
  };
}
