import type { BlobWriter, CallOptions } from '../registry/index.ts';
import type { Descriptor, Digest } from '../spec/index.ts';
import type { DebugDetails, DebugEvent } from './debug-event.ts';

/** Runs a call and reports its end. */
export type Traced = <T>(
  call: DebugEvent['call'],
  details: DebugDetails,
  work: () => Promise<T>,
  answer?: (value: T) => DebugDetails,
) => Promise<T>;

export class DebugBlobWriter implements BlobWriter {
  readonly #writer: BlobWriter;
  readonly #repository: string;
  readonly #traced: Traced;

  constructor(writer: BlobWriter, repository: string, traced: Traced) {
    this.#writer = writer;
    this.#repository = repository;
    this.#traced = traced;
  }

  get id(): string {
    return this.#writer.id;
  }

  get size(): number {
    return this.#writer.size;
  }

  get chunkSize(): number {
    return this.#writer.chunkSize;
  }

  write(chunk: Uint8Array, options?: CallOptions): Promise<void> {
    const start = this.#writer.size;
    const size = chunk.byteLength;
    return this.#traced('write', { repository: this.#repository, start, end: start + size, size }, () =>
      this.#writer.write(chunk, options),
    );
  }

  close(options?: CallOptions): Promise<void> {
    return this.#traced('close', this.#details(), () => this.#writer.close(options));
  }

  commit(digest: Digest, options?: CallOptions): Promise<Descriptor> {
    return this.#traced(
      'commit',
      { ...this.#details(), reference: digest },
      () => this.#writer.commit(digest, options),
      (stored) => ({ digest: stored.digest, size: stored.size }),
    );
  }

  cancel(options?: CallOptions): Promise<void> {
    return this.#traced('cancel', this.#details(), () => this.#writer.cancel(options));
  }

  // What this calls on the writer is not to be seen from here, and after a commit or close it does nothing.
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer[Symbol.asyncDispose]();
  }

  #details(): DebugDetails {
    return { repository: this.#repository, size: this.#writer.size };
  }
}
