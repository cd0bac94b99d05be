import { borrowedChunks } from '../streams/index.ts';
import { OciError } from '../spec/index.ts';
import type { StallGuard } from './stall.ts';
import type { HttpRequestBody } from './transport.ts';

/** Bytes handed to the socket at a time at first, so that progress shows and an early refusal stops the sending soon. */
const sliceBytes = 64 * 1024;
/** Where the peer takes that quickly, more goes at a time, up to this: each time costs about the same. */
const maxSliceBytes = 512 * 1024;
/** A socket asks for more before it is done with less than this: what it buffers at most, which `connections` and undici leave at 64 KiB. */
const bufferedBytes = 64 * 1024;

/** A request's body on its way to the socket: counted, cut into slices, watched for stalls, and stopped when it is of no use any more. */
export class Upload implements AsyncIterable<Uint8Array> {
  /** Bytes that went to the socket. */
  sent = 0;
  /** What the source threw, or how its length was wrong: the caller's own trouble, which no retry heals. */
  failure: { readonly error: unknown } | undefined;
  readonly #body: HttpRequestBody;
  readonly #guard: StallGuard;
  #held = false;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(body: HttpRequestBody, guard: StallGuard) {
    this.#body = body;
    this.#guard = guard;
  }

  /** Sends nothing more, but leaves the request open: ending it short would cost the response that is just coming. */
  hold(): void {
    this.#held = true;
  }

  stop(): void {
    this.#stopped = true;
    this.#guard.stop();
    this.#wake?.();
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
        size += chunk.byteLength;
        if (length !== undefined && size > length)
          throw new OciError(
            'SIZE_MISMATCH',
            `the content to send has more than the ${length} bytes announced; it changed since it was measured`,
          );
        for (let at = 0; at < chunk.byteLength;) {
          if (this.#held) await this.#stop();
          if (this.#stopped) return;
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
          `the content to send ended after ${size} of ${length} bytes; it changed since it was measured`,
        );
    } catch (error) {
      this.failure = { error };
      throw error;
    } finally {
      this.#guard.stop();
      // Not awaited: a source that is stuck would keep the whole request stuck.
      source?.return?.().catch(() => undefined);
    }
  }

  /** The source's next chunk; undefined when the upload is stopped first. */
  #next(source: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array> | undefined> {
    if (this.#stopped) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      source.next().then(resolve, reject);
    });
  }

  #stop(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
