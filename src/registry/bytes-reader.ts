import { OciError, throwIfAborted, type Descriptor } from '../spec/index.ts';
import type { BlobReader, CallOptions, ByteSink } from './content.ts';

/** Bytes handed out at a time. */
const sliceSize = 256 * 1024;

/** Reads content that is at hand and was checked. Chunks that are iterated over are copies. */
export function bytesReader(descriptor: Descriptor, bytes: Uint8Array, options?: CallOptions): BlobReader {
  return new BytesReader(descriptor, bytes, options?.signal);
}

// A class, because one is made for each small request: its methods are made once.
class BytesReader implements BlobReader {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly #signal: AbortSignal | undefined;
  #state: 'fresh' | 'reading' | 'closed' = 'fresh';

  constructor(descriptor: Descriptor, bytes: Uint8Array, signal: AbortSignal | undefined) {
    this.descriptor = descriptor;
    this.bytes = bytes;
    this.#signal = signal;
  }

  async pipeTo(sink: ByteSink): Promise<void> {
    for (const slice of this.#slices()) await sink(slice);
  }

  async close(): Promise<void> {
    this.#state = 'closed';
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (const slice of this.#slices()) yield Uint8Array.from(slice);
  }

  *#slices(): Generator<Uint8Array, void, undefined> {
    if (this.#state !== 'fresh') throw new TypeError('a BlobReader is read once');
    this.#state = 'reading';
    for (let start = 0; start < this.bytes.byteLength; start += sliceSize) {
      throwIfAborted(this.#signal);
      if (this.#isClosed()) throw closedEarly(this.descriptor);
      yield this.bytes.subarray(start, start + sliceSize);
    }
    throwIfAborted(this.#signal);
    if (this.#isClosed()) throw closedEarly(this.descriptor);
    this.#state = 'closed';
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }
}

export function closedEarly({ digest }: Descriptor): OciError {
  return new OciError('ABORTED', `${digest} was closed before it was read to its end`);
}
