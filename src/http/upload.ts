import { borrowedChunks, checkChunk } from '../streams/index.ts';
import { OciError } from '../spec/index.ts';
import type { StallGuard } from './stall.ts';
import type { HttpRequestBody } from './transport.ts';

/**
 * Size of the first slices, bytes. They are small, so that progress is visible and an early error response stops the
 * upload soon.
 */
const sliceBytes = 64 * 1024;
/** Maximum size of a slice, bytes. Slices grow while the peer is fast, because each one needs about the same time. */
const maxSliceBytes = 512 * 1024;
/**
 * Bytes that a socket may still buffer when it requests more. This is Node's default, which undici and `Connections` do
 * not change.
 */
const bufferedBytes = 64 * 1024;

/**
 * Sends the body of a request: counts its bytes, cuts it into slices, detects stalls, and stops when the server does
 * not need the body any more.
 */
export class Upload implements AsyncIterable<Uint8Array> {
  /** Bytes that were passed to the socket. */
  sent = 0;
  /** Whether the complete body was passed to the socket. */
  isComplete = false;
  /** An error of the source, or a wrong length. A retry cannot fix these errors. */
  failure: { readonly error: unknown } | undefined;
  readonly #body: HttpRequestBody;
  readonly #guard: StallGuard;
  #isPaused = false;
  #isStopped = false;
  #interrupt: (() => void) | undefined;

  constructor(body: HttpRequestBody, guard: StallGuard) {
    this.#body = body;
    this.#guard = guard;
  }

  /** Stops sending, but does not end the request, because that would lose the response that is arriving. */
  pause(): void {
    this.#isPaused = true;
  }

  stop(): void {
    this.#isStopped = true;
    this.#guard.stop();
    this.#interrupt?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const { open, length } = this.#body;
    let source: AsyncIterator<Uint8Array> | undefined;
    let size = 0;
    try {
      const isBorrowed = open.borrowed !== undefined;
      let sliceSize = sliceBytes;
      source = borrowedChunks(open)[Symbol.asyncIterator]();
      for (;;) {
        const step = await this.#next(source);
        if (step === undefined) return;
        if (step.done === true) break;
        const chunk = step.value;
        checkChunk(chunk);
        size += chunk.byteLength;
        if (length !== undefined && size > length)
          throw new OciError(
            'SIZE_MISMATCH',
            `cannot send the content: it has more than the announced ${length} bytes; it changed after it was measured`,
          );
        for (let at = 0; at < chunk.byteLength;) {
          if (this.#isPaused) await this.#untilStopped();
          if (this.#isStopped) return;
          const slice = chunk.subarray(at, at + sliceSize);
          at += slice.byteLength;
          this.sent += slice.byteLength;
          this.#guard.begin();
          yield isBorrowed && slice.byteLength < bufferedBytes ? Uint8Array.from(slice) : slice;
          sliceSize = this.#guard.end(slice.byteLength) ? Math.min(2 * sliceSize, maxSliceBytes) : sliceBytes;
        }
      }
      source = undefined;
      if (length !== undefined && size < length)
        throw new OciError(
          'SIZE_MISMATCH',
          `cannot send the content: it ended after ${size} of ${length} bytes; it changed after it was measured`,
        );
      this.isComplete = true;
    } catch (error) {
      this.failure = { error };
      throw error;
    } finally {
      this.#guard.stop();
      // The call is not awaited, because a blocked source would block the request.
      source?.return?.().catch(() => undefined);
    }
  }

  /** Returns the next chunk of the source; undefined when the upload is stopped first. */
  #next(source: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array> | undefined> {
    if (this.#isStopped) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#interrupt = () => resolve(undefined);
      source.next().then(resolve, reject);
    });
  }

  #untilStopped(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#interrupt = resolve;
    });
  }
}
