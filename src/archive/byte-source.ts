/**
 * Reads a stream piece by piece and can put unused bytes back. Reads ahead at most the rest of one chunk. All results
 * are borrowed buffers, valid until the next read.
 */
export class ByteSource {
  readonly #source: AsyncIterator<Uint8Array, unknown>;
  /** Bytes that were put back. The next bytes are last. */
  readonly #front: Uint8Array[] = [];
  #ended = false;
  #waiting = false;
  #size = 0;

  constructor(content: AsyncIterable<Uint8Array>) {
    this.#source = content[Symbol.asyncIterator]();
  }

  /** Bytes read from the stream so far. */
  get size(): number {
    return this.#size;
  }

  /** The next available bytes, never empty; undefined at the end. */
  async chunk(): Promise<Uint8Array | undefined> {
    const front = this.#front.pop();
    if (front !== undefined) return front;
    while (!this.#ended) {
      const chunk = await this.#next();
      if (chunk !== undefined && chunk.byteLength > 0) return chunk;
    }
    return undefined;
  }

  async #next(): Promise<Uint8Array | undefined> {
    this.#waiting = true;
    try {
      const step = await this.#source.next();
      if (step.done !== true) {
        this.#size += step.value.byteLength;
        return step.value;
      }
      this.#ended = true;
      return undefined;
    } catch (error) {
      this.#ended = true;
      throw error;
    } finally {
      this.#waiting = false;
    }
  }

  /** Puts bytes back before the next ones. */
  unread(bytes: Uint8Array): void {
    if (bytes.byteLength > 0) this.#front.push(bytes);
  }

  /** Exactly `size` bytes, fewer at the end of the stream. */
  async take(size: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let missing = size; missing > 0;) {
      const chunk = await this.chunk();
      if (chunk === undefined) break;
      const piece = chunk.subarray(0, missing);
      this.unread(chunk.subarray(piece.byteLength));
      if (piece.byteLength === size) return piece;
      missing -= piece.byteLength;
      // A copy, because the next chunk may use the same memory.
      pieces.push(Uint8Array.from(piece));
    }
    return Buffer.concat(pieces);
  }

  /** The next `size` bytes without consuming them, fewer at the end of the stream. */
  async peek(size: number): Promise<Uint8Array> {
    const bytes = await this.take(size);
    this.unread(bytes);
    return bytes;
  }

  /** Closes the stream. Does not wait for that while a read is pending, because the stream may never answer. */
  async close(): Promise<void> {
    this.#front.length = 0;
    if (this.#ended) return;
    this.#ended = true;
    const closing = this.#source.return?.();
    if (this.#waiting) closing?.catch(() => {});
    else await closing;
  }
}
