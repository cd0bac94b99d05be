/**
 * Reads a stream in parts of a requested size, and accepts unused bytes back. Reads ahead at most the rest of one
 * chunk. All results are borrowed buffers, valid until the next read.
 */
export class ByteSource {
  readonly #source: AsyncIterator<Uint8Array, unknown>;
  /** Bytes that were put back. The last item is read first. */
  readonly #unread: Uint8Array[] = [];
  /** Number of bytes of the last item that were consumed. */
  #consumed = 0;
  #ended = false;
  #waiting = false;
  #size = 0;

  constructor(content: AsyncIterable<Uint8Array>) {
    this.#source = content[Symbol.asyncIterator]();
  }

  /** Number of bytes read from the stream so far. */
  get size(): number {
    return this.#size;
  }

  /** Reads the next available bytes, at least one; undefined at the end. */
  async chunk(): Promise<Uint8Array | undefined> {
    const unread = this.#pop();
    if (unread !== undefined) return unread;
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

  /** Puts bytes back, so that they are read next. */
  unread(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    const rest = this.#pop();
    if (rest !== undefined) this.#unread.push(rest);
    this.#unread.push(bytes);
  }

  #pop(): Uint8Array | undefined {
    const unread = this.#unread.pop();
    const consumed = this.#consumed;
    this.#consumed = 0;
    return consumed === 0 ? unread : unread?.subarray(consumed);
  }

  /** Reads `size` bytes, or fewer at the end of the stream. */
  async read(size: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let missing = size; missing > 0;) {
      const chunk = await this.chunk();
      if (chunk === undefined) break;
      const piece = chunk.subarray(0, missing);
      this.unread(chunk.subarray(piece.byteLength));
      if (piece.byteLength === size) return piece;
      missing -= piece.byteLength;
      // The piece is copied, because the next chunk may use the same memory.
      pieces.push(Uint8Array.from(piece));
    }
    return Buffer.concat(pieces);
  }

  /**
   * Returns `size` bytes after the next `skipped` bytes, without consuming them, if they are in memory in one piece;
   * else undefined.
   */
  buffered(size: number, skipped = 0): Uint8Array | undefined {
    const next = this.#unread.at(-1);
    const start = this.#consumed + skipped;
    return next !== undefined && next.byteLength - start >= size ? next.subarray(start, start + size) : undefined;
  }

  /** Consumes bytes that {@link buffered} returned or skipped. */
  skipBuffered(size: number): void {
    this.#consumed += size;
    if (this.#consumed !== this.#unread.at(-1)?.byteLength) return;
    this.#unread.pop();
    this.#consumed = 0;
  }

  /** Returns the next `size` bytes without consuming them, or fewer at the end of the stream. */
  async peek(size: number): Promise<Uint8Array> {
    const bytes = await this.read(size);
    this.unread(bytes);
    return bytes;
  }

  /** Closes the stream. Does not wait for the end of a pending read, because the stream may never answer. */
  async close(): Promise<void> {
    this.#unread.length = 0;
    this.#consumed = 0;
    if (this.#ended) return;
    this.#ended = true;
    const closing = this.#source.return?.();
    if (this.#waiting) closing?.catch(() => {});
    else await closing;
  }
}
