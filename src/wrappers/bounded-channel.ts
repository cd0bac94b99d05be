/** Bytes that the channel buffers before the producer must wait. */
const capacity = 256 * 1024;

/**
 * A channel for bytes with one producer and one consumer. The producer waits while the buffer is full. Chunks are
 * passed on without a copy.
 */
export class BoundedChannel implements AsyncIterable<Uint8Array> {
  readonly #buffer: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #cancelled = false;
  #wakeProducer: (() => void) | undefined;
  #wakeConsumer: (() => void) | undefined;

  /** Whether the consumer has stopped reading. */
  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Whether `send` drops its chunk, because the channel has ended or the consumer has stopped reading. */
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
    this.#wakeConsumer?.();
    while (this.full) {
      await new Promise<void>((resolve) => {
        this.#wakeProducer = resolve;
      });
    }
  }

  /**
   * The consumer gets the buffered chunks, then the end. A waiting producer continues; chunks that it sends later are
   * dropped.
   */
  end(): void {
    this.#ended = true;
    this.#wakeConsumer?.();
    this.#wakeProducer?.();
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
    this.#wakeConsumer?.();
    this.#wakeProducer?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const chunk = this.#buffer.shift();
        if (chunk !== undefined) {
          this.#bytes -= chunk.byteLength;
          this.#wakeProducer?.();
          yield chunk;
        } else if (this.closed) {
          break;
        } else {
          await new Promise<void>((resolve) => {
            this.#wakeConsumer = resolve;
          });
        }
      }
      if (this.#failure !== undefined) throw this.#failure.error;
    } finally {
      this.cancel();
    }
  }
}
