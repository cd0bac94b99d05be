/**
 * Size of a chunk, bytes. Large chunks need few steps of hashing, compressing and writing. Several chunks are in memory
 * at the same time, so they must not be too large.
 */
export const chunkBytes: number = 1024 * 1024;

/**
 * Collects headers, small files and parts of large files into chunks of 1 MiB. A full chunk is not changed any more,
 * because it is hashed and compressed while the next one is filled.
 */
export class ArchiveChunks {
  readonly #full: Buffer[] = [];
  #current: Buffer | undefined;
  #used = 0;
  #written = 0;

  /** Size of the archive so far, bytes. */
  get written(): number {
    return this.#written;
  }

  /** Returns the free end of the current chunk, at least one byte. Call {@link advance} after writing to it. */
  freeSpace(): Buffer {
    // A chunk from Node's buffer pool would keep the complete pool in memory.
    this.#current ??= Buffer.allocUnsafeSlow(chunkBytes);
    return this.#current.subarray(this.#used);
  }

  advance(bytes: number): void {
    this.#used += bytes;
    this.#written += bytes;
    if (this.#used < chunkBytes || this.#current === undefined) return;
    this.#full.push(this.#current);
    this.#current = undefined;
    this.#used = 0;
  }

  append(bytes: Buffer): void {
    for (let at = 0; at < bytes.byteLength;) {
      const copied = bytes.copy(this.freeSpace(), 0, at);
      this.advance(copied);
      at += copied;
    }
  }

  /** Removes and returns the first full chunk; undefined if no chunk is full. */
  shift(): Buffer | undefined {
    return this.#full.shift();
  }

  /** Ends the archive. @returns the remaining chunks */
  rest(): Buffer[] {
    const last = this.#current?.subarray(0, this.#used);
    return last === undefined ? this.#full : [...this.#full, last];
  }
}
