import type { Readable } from 'node:stream';
import { BufferPool, detachWholeBuffer } from '../streams/index.ts';
import type { StallGuard } from './stall.ts';

/** Size of a batch, bytes. Batches are large, because the time to process one hardly depends on its size. */
const batchBytes = 1024 * 1024;
/** Size of a buffer, bytes. It is larger than a batch, because the last chunk may exceed the batch. */
const bufferBytes = batchBytes + 64 * 1024;
const buffers = new BufferPool(bufferBytes, sharedBuffer);

/** A body in batches. */
export interface Batches {
  /**
   * Returns the next batch, which is valid until the following call. Bytes before a failure are returned first.
   *
   * @returns undefined at the end
   */
  next(): Promise<Uint8Array | undefined>;
  /** Releases the buffers. Call it after the end, when the last batch is not used any more. */
  release(): void;
}

/** A buffer in shared memory, so that another thread can hash a batch without a copy. */
export function sharedBuffer(size: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(size));
}

/**
 * Reads a stream in batches. While the reader uses a batch, the next one is filled. Each chunk from the network is
 * copied and its memory released immediately, because otherwise a large download causes many garbage collections.
 */
export class BatchReader implements Batches {
  readonly #stream: Readable;
  readonly #guard: StallGuard;
  #filling: Buffer = buffers.acquire();
  #borrowed: Buffer = buffers.acquire();
  #size = 0;
  /** Chunks that arrived while the buffer was full. */
  readonly #overflow: Buffer[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #notify: (() => void) | undefined;

  /** @param stream must have no other reader, and no other code may use the memory of its chunks */
  constructor(stream: Readable, guard: StallGuard) {
    this.#stream = stream;
    this.#guard = guard;
    if (stream.readableEnded) this.#ended = true;
    else if (stream.destroyed) this.#failure = { error: stream.errored ?? prematureClose() };
    else this.#listen();
  }

  async next(): Promise<Uint8Array | undefined> {
    while (!this.#isFull && !this.#ended && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
    if (this.#size === 0 && this.#overflow.length === 0) {
      if (this.#failure !== undefined) throw this.#failure.error;
      return undefined;
    }
    // A chunk that is larger than a buffer is returned directly.
    const batch = this.#size === 0 ? this.#overflow.shift() : this.#filling.subarray(0, this.#size);
    if (this.#size > 0) [this.#filling, this.#borrowed] = [this.#borrowed, this.#filling];
    this.#size = 0;
    for (let chunk = this.#overflow[0]; chunk !== undefined && this.#copy(chunk); chunk = this.#overflow[0])
      this.#overflow.shift();
    if (!this.#isFull) this.#resume();
    return batch;
  }

  release(): void {
    buffers.release(this.#filling, this.#borrowed);
  }

  get #isFull(): boolean {
    return this.#size >= batchBytes || this.#overflow.length > 0;
  }

  #listen(): void {
    const settle = (failure?: unknown): void => {
      if (failure !== undefined) this.#failure ??= { error: failure };
      this.#guard.stop();
      this.#notify?.();
    };
    this.#guard.begin();
    this.#stream
      .on('data', (chunk: Buffer) => this.#add(chunk))
      .once('end', () => {
        this.#ended = true;
        settle();
      })
      .once('error', settle)
      .once('close', () => settle(this.#ended ? undefined : prematureClose()));
  }

  #resume(): void {
    if (this.#ended || this.#failure !== undefined) return;
    this.#guard.begin();
    this.#stream.resume();
  }

  #add(chunk: Buffer): void {
    this.#guard.end(chunk.byteLength);
    if (this.#overflow.length > 0 || !this.#copy(chunk)) this.#overflow.push(chunk);
    if (this.#isFull) {
      this.#stream.pause();
      this.#notify?.();
    } else this.#guard.begin();
  }

  /** @returns false when the chunk does not fit */
  #copy(chunk: Buffer): boolean {
    if (chunk.byteLength > bufferBytes - this.#size) return false;
    this.#size += chunk.copy(this.#filling, this.#size);
    // The first chunk shares its memory with the headers of the response.
    detachWholeBuffer(chunk);
    return true;
  }
}

/** The error of a body that ends early. */
export function prematureClose(): Error {
  return Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
