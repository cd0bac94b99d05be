import { blockBytes, roundUp } from './header.ts';

/** Large enough that hashing, compressing and writing take few steps, small enough that a pipeline of them stays small. */
export const chunkBytes: number = 1024 * 1024;

/**
 * Packs headers, small files and parts of large ones into chunks of 1 MiB. A chunk belongs to whoever takes it: it is written to no
 * more, because hashing and compressing go on while the next one is filled.
 */
export class TarChunks {
  readonly #full: Buffer[] = [];
  #current: Buffer | undefined;
  #used = 0;
  #written = 0;

  /** Bytes of the archive so far. */
  get written(): number {
    return this.#written;
  }

  /** The free rest of the chunk that is being filled; never empty. What is put there counts after {@link advance}. */
  space(): Buffer {
    // Not from Node's pool: a slice of that would hold on to strangers' bytes.
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
      const copied = bytes.copy(this.space(), 0, at);
      this.advance(copied);
      at += copied;
    }
  }

  /** Zeros up to the next block. */
  pad(): void {
    this.append(zeros.subarray(0, roundUp(this.#written) - this.#written));
  }

  /** A full chunk, or undefined while there is none. */
  take(): Buffer | undefined {
    return this.#full.shift();
  }

  /** Ends the archive with two blocks of zeros, and hands out what is left. */
  end(): Buffer[] {
    this.append(zeros);
    const rest = this.#current?.subarray(0, this.#used);
    return rest === undefined ? this.#full : [...this.#full, rest];
  }
}

const zeros = Buffer.alloc(2 * blockBytes);
