import type { Readable } from 'node:stream';
import { BufferPool, detachWholeBuffer } from '../streams/index.ts';
import type { StallGuard } from './stall.ts';

/** Bytes that are gathered before they are handed on: what is done with a piece of the network costs about the same whatever its size. */
const batchBytes = 1024 * 1024;
/** Bytes of a buffer for a batch: the last piece of it may pass the line. */
const bufferBytes = batchBytes + 64 * 1024;
/** In shared memory, so that another thread can hash a batch without a copy. */
const buffers = new BufferPool(bufferBytes, (size) => Buffer.from(new SharedArrayBuffer(size)));

/**
 * A stream read in batches. While a batch is with its reader, the next one is gathered. Each piece of the network is copied as it comes and
 * its memory given back at once: left to the collector, the pieces of a large download make it run again and again for their sake alone.
 */
export class Gather {
  readonly #stream: Readable;
  readonly #guard: StallGuard;
  #filling: Buffer = buffers.take();
  #given: Buffer = buffers.take();
  #size = 0;
  /** Pieces that came while the buffer was full. */
  readonly #over: Buffer[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** @param stream whose pieces are nobody else's; nothing else reads it */
  constructor(stream: Readable, guard: StallGuard) {
    this.#stream = stream;
    this.#guard = guard;
    if (stream.readableEnded) this.#ended = true;
    else if (stream.destroyed) this.#failure = { error: stream.errored ?? cutOff() };
    else this.#listen();
  }

  /** The next batch, good until the one after it is asked for; undefined at the end. What came before a failure is handed on first. */
  async next(): Promise<Uint8Array | undefined> {
    while (!this.#isFull && !this.#ended && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#size === 0 && this.#over.length === 0) {
      if (this.#failure !== undefined) throw this.#failure.error;
      return undefined;
    }
    // A piece that fits no buffer goes as it came.
    const batch = this.#size === 0 ? this.#over.shift() : this.#filling.subarray(0, this.#size);
    if (this.#size > 0) [this.#filling, this.#given] = [this.#given, this.#filling];
    this.#size = 0;
    for (let piece = this.#over[0]; piece !== undefined && this.#copy(piece); piece = this.#over[0]) this.#over.shift();
    if (!this.#isFull) this.#goOn();
    return batch;
  }

  /** To be called after the end, when the last batch is done with. */
  release(): void {
    buffers.release(this.#filling, this.#given);
  }

  get #isFull(): boolean {
    return this.#size >= batchBytes || this.#over.length > 0;
  }

  #listen(): void {
    const end = (act: () => void) => (): void => {
      act();
      this.#guard.stop();
      this.#wake?.();
    };
    const fail = (error: unknown): void => {
      this.#failure ??= { error };
    };
    this.#guard.begin();
    this.#stream
      .on('data', (piece: Buffer) => this.#add(piece))
      .once(
        'end',
        end(() => {
          this.#ended = true;
        }),
      )
      .once('error', (error: unknown) => {
        end(() => {
          fail(error);
        })();
      })
      .once(
        'close',
        end(() => {
          if (!this.#ended) fail(cutOff());
        }),
      );
  }

  #goOn(): void {
    if (this.#ended || this.#failure !== undefined) return;
    this.#guard.begin();
    this.#stream.resume();
  }

  #add(piece: Buffer): void {
    this.#guard.end(piece.byteLength);
    if (this.#over.length > 0 || !this.#copy(piece)) this.#over.push(piece);
    if (this.#isFull) {
      this.#stream.pause();
      this.#wake?.();
    } else this.#guard.begin();
  }

  /** Whether there was room for the piece. */
  #copy(piece: Buffer): boolean {
    if (piece.byteLength > bufferBytes - this.#size) return false;
    this.#size += piece.copy(this.#filling, this.#size);
    // The first shares its memory with the reply's headers.
    detachWholeBuffer(piece);
    return true;
  }
}

function cutOff(): Error {
  return Object.assign(new Error('Premature close'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}
