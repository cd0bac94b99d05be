import { streamHash, type StreamHash } from '../streams/index.ts';
import { digestAlgorithm, type Digest, type OciError } from '../spec/index.ts';

/** The bytes that the reader wants. */
export interface Window {
  /** Position of the first byte. */
  readonly start: number;
  /** Position after the last byte; undefined reads to the end. */
  readonly end: number | undefined;
  /** False for the complete blob, which is hashed. */
  readonly ranged: boolean;
}

/** Makes the error for content that does not match its digest. `problem` continues "the content". */
export type Mismatch = (code: 'DIGEST_MISMATCH' | 'SIZE_MISMATCH', problem: string) => OciError;

/** Progress of a download: the bytes that the reader has, and the hash of the bytes that arrived. */
export class BlobProgress {
  /** Bytes of the complete blob; undefined until a response reported them. */
  size: number | undefined;
  /** Position in the blob of the next byte of the open response. */
  position = 0;
  /** Whether the reader only borrows the chunks. */
  borrowed = false;
  readonly #digest: Digest;
  readonly #window: Window;
  readonly #mismatch: Mismatch;
  #hash: StreamHash | undefined;
  /** Pending until the last chunk is hashed. */
  #hashing: Promise<void> | undefined;
  #wanted: number;
  #verified: boolean;

  constructor(digest: Digest, window: Window, mismatch: Mismatch) {
    this.#digest = digest;
    this.#window = window;
    this.#mismatch = mismatch;
    this.#wanted = window.start;
    // The digest of a range is unknown.
    this.#verified = window.ranged;
  }

  /** Position of the next byte that the reader needs. */
  get wanted(): number {
    return this.#wanted;
  }

  /** Position after the last byte that the reader gets. */
  get end(): number {
    const size = this.size ?? 0;
    return Math.min(size, this.#window.end ?? size);
  }

  /** Starts again at the first byte. Bytes that the reader has are not given again. */
  rewind(): void {
    this.position = 0;
    this.close();
    this.#hash = undefined;
  }

  /**
   * Hashes a chunk, advances, and returns the part that the reader does not have.
   *
   * @throws OciError `SIZE_MISMATCH` for bytes after the end
   */
  take(chunk: Uint8Array): Uint8Array {
    const start = this.position;
    this.position += chunk.byteLength;
    if (!this.#window.ranged) {
      if (this.position > this.end) throw this.#mismatch('SIZE_MISMATCH', `has more than ${this.end} bytes`);
      this.#hashing = this.#hashOf().update(chunk);
    }
    const from = Math.max(start, this.#wanted);
    const to = Math.min(this.position, this.end);
    if (to <= from) return chunk.subarray(0, 0);
    this.#wanted = to;
    return chunk.subarray(from - start, to - start);
  }

  /** Pending until the last chunk is hashed, so that its buffer can be reused. */
  get hashed(): Promise<void> | undefined {
    return this.#hashing;
  }

  /** Compares the hash after the last byte; repeated calls do nothing. @throws OciError `DIGEST_MISMATCH` */
  async verify(): Promise<void> {
    if (this.#verified) return;
    await this.#hashing;
    const actual = await this.#hashOf().digest();
    if (actual !== this.#digest) throw this.#mismatch('DIGEST_MISMATCH', `hashes to ${actual}`);
    this.#verified = true;
  }

  /** Releases the hash. */
  close(): void {
    this.#hash?.[Symbol.dispose]();
  }

  #hashOf(): StreamHash {
    // Another thread may still read a chunk when its reader has it, so only borrowed chunks go there.
    return (this.#hash ??= streamHash(digestAlgorithm(this.#digest), this.borrowed ? (this.size ?? 0) : 0));
  }
}
