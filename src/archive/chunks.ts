/**
 * Size of a chunk, bytes. Large chunks need few steps of hashing, compressing and writing. Several chunks are in memory
 * at the same time, so they must not be too large.
 */
export const chunkBytes: number = 1024 * 1024;

/**
 * Collects headers, small files and parts of large files into chunks of equal size. A full chunk is not changed any
 * more, because it is hashed and compressed while the next one is filled.
 */
export class ArchiveChunks {
  readonly #full: Buffer[] = [];
  #current: Buffer | undefined;
  #used = 0;
  #written = 0;
  readonly #allocate: () => Buffer;

  /** @param allocate returns memory for a chunk, always of the same size. @default {@link chunkBytes} */
  constructor(allocate: () => Buffer = allocateChunk) {
    this.#allocate = allocate;
  }

  /** Size of the archive so far, bytes. */
  get written(): number {
    return this.#written;
  }

  /** Returns the free end of the current chunk, at least one byte. Call {@link advance} after writing to it. */
  freeSpace(): Buffer {
    this.#current ??= this.#allocate();
    return this.#current.subarray(this.#used);
  }

  advance(bytes: number): void {
    this.#used += bytes;
    this.#written += bytes;
    if (this.#current === undefined || this.#used < this.#current.byteLength) return;
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

  /** Removes the last bytes. @param written size of the archive after it; no chunk since then was {@link shift}ed */
  rewind(written: number): void {
    while (this.#written - this.#used > written) {
      this.#written -= this.#used;
      this.#current = this.#full.pop();
      this.#used = this.#current?.byteLength ?? 0;
    }
    this.#used -= this.#written - written;
    this.#written = written;
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

/** Memory for a chunk. A chunk from Node's buffer pool would keep the complete pool in memory. */
function allocateChunk(): Buffer {
  return Buffer.allocUnsafeSlow(chunkBytes);
}
