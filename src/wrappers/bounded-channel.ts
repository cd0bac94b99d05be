/** Bytes that may wait for the taker before the giver has to. */
const room = 256 * 1024;

/**
 * Bytes on their way from one giver to one taker, in order. The giver waits while the taker is behind, so that only little is held
 * between them. Chunks are passed on as they are, not copied.
 */
export class BoundedChannel implements AsyncIterable<Uint8Array> {
  readonly #waiting: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #left = false;
  #wakeGiver: (() => void) | undefined;
  #wakeTaker: (() => void) | undefined;

  /** Whether the taker has gone. */
  get left(): boolean {
    return this.#left;
  }

  /** Whether what is given is dropped: the taker has gone, or the end was given. */
  get closed(): boolean {
    return this.#left || this.#ended;
  }

  /** Whether the giver has to wait. */
  get full(): boolean {
    return !this.closed && this.#bytes >= room;
  }

  /** Resolves when there is room for more, or when nothing is taken any more. */
  async give(chunk: Uint8Array): Promise<void> {
    if (this.closed) return;
    this.#waiting.push(chunk);
    this.#bytes += chunk.byteLength;
    this.#wakeTaker?.();
    while (this.full) {
      await new Promise<void>((resolve) => {
        this.#wakeGiver = resolve;
      });
    }
  }

  /** The taker gets what is waiting, then the end; what is given later is dropped, and a giver that waits goes on. */
  end(): void {
    this.#ended = true;
    this.#wakeTaker?.();
    this.#wakeGiver?.();
  }

  /** The taker gets what is waiting, then the error. */
  fail(error: unknown): void {
    if (!this.#ended) this.#failure = { error };
    this.end();
  }

  /** The taker goes; a taking that is under way ends. */
  leave(): void {
    this.#left = true;
    this.#waiting.length = 0;
    this.#bytes = 0;
    this.#wakeTaker?.();
    this.#wakeGiver?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const chunk = this.#waiting.shift();
        if (chunk !== undefined) {
          this.#bytes -= chunk.byteLength;
          this.#wakeGiver?.();
          yield chunk;
        } else if (this.closed) {
          break;
        } else {
          await new Promise<void>((resolve) => {
            this.#wakeTaker = resolve;
          });
        }
      }
      if (this.#failure !== undefined) throw this.#failure.error;
    } finally {
      this.leave();
    }
  }
}
