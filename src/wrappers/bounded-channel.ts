/** Bytes that the channel buffers before the producer must wait. */
const capacity = 256 * 1024;

/**
 * A channel for bytes with one producer and one consumer. The producer waits while the buffer is full. The
 * channel does not copy the chunks.
 */
export class BoundedChannel implements AsyncIterable<Uint8Array> {
  readonly #buffer: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #cancelled = false;
  #resumeProducer: (() => void) | undefined;
  #resumeConsumer: (() => void) | undefined;

  /** Whether the consumer has stopped reading. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Whether the channel has ended or the consumer has stopped reading. `send` then drops its chunk. */
  get closed(): boolean {
    return this.#cancelled || this.#ended;
  }

  /** Whether the producer must wait. */
  get full(): boolean {
    return !this.closed && this.#bytes >= capacity;
  }

  /** Resolves when the buffer has space again or the channel is closed. */
  async send(chunk: Uint8Array): Promise<void> {
    if (this.closed) return;
    this.#buffer.push(chunk);
    this.#bytes += chunk.byteLength;
    this.#resumeConsumer?.();
    while (this.full) {
      await new Promise<void>((resolve) => {
        this.#resumeProducer = resolve;
      });
    }
  }

  /**
   * The consumer gets the buffered chunks, then the end. A waiting producer continues. The channel drops chunks that it
   * sends later.
   */
  end(): void {
    this.#ended = true;
    this.#resumeConsumer?.();
    this.#resumeProducer?.();
  }

  /** The consumer gets the buffered chunks, then the error. */
  fail(error: unknown): void {
    if (!this.#ended) this.#failure = { error };
    this.end();
  }

  /** Stops the consumer, also while it waits for a chunk. */
  cancel(): void {
    this.#cancelled = true;
    this.#buffer.length = 0;
    this.#bytes = 0;
    this.#resumeConsumer?.();
    this.#resumeProducer?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const chunk = this.#buffer.shift();
        if (chunk !== undefined) {
          this.#bytes -= chunk.byteLength;
          this.#resumeProducer?.();
          yield chunk;
        } else if (this.closed) {
          break;
        } else {
          await new Promise<void>((resolve) => {
            this.#resumeConsumer = resolve;
          });
        }
      }
      if (this.#failure !== undefined) throw this.#failure.error;
    } finally {
      this.cancel();
    }
  }
}
