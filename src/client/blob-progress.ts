import { streamHash, type StreamHash } from '../streams/index.ts';
import { digestAlgorithm, type Digest, type OciError } from '../spec/index.ts';

export interface Window {
  /** First byte wanted. */
  readonly start: number;
  /** Position after the last byte wanted; undefined reads to the end. */
  readonly end: number | undefined;
  /** False when the whole blob is meant: then it is hashed. */
  readonly ranged: boolean;
}

/** Makes the error for content that is not what its digest says. */
export type Mismatch = (code: 'DIGEST_MISMATCH' | 'SIZE_MISMATCH', problem: string) => OciError;

/** How far a download has come: which bytes the reader has, and the hash over all that came. */
export class BlobProgress {
  /** Bytes of the whole blob; undefined until a reply has told. */
  size: number | undefined;
  /** Position in the blob of the next byte that the open reply gives. */
  position = 0;
  /** Whether the reader only borrows the chunks. */
  borrowed = false;
  readonly #digest: Digest;
  readonly #window: Window;
  readonly #mismatch: Mismatch;
  #hash: StreamHash | undefined;
  /** Until the chunk that came last is hashed. */
  #hashing: Promise<void> | undefined;
  #wanted: number;
  #verified: boolean;

  constructor(digest: Digest, window: Window, mismatch: Mismatch) {
    this.#digest = digest;
    this.#window = window;
    this.#mismatch = mismatch;
    this.#wanted = window.start;
    // Nobody knows the digest of a range.
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

  /** Begins again at the first byte; what the reader has is not given again. */
  rewind(): void {
    this.position = 0;
    this.close();
    this.#hash = undefined;
  }

  /** Hashes a chunk, moves on, and returns what of it the reader does not have yet. @throws OciError `SIZE_MISMATCH` for bytes behind the end */
  take(chunk: Uint8Array): Uint8Array {
    const start = this.position;
    this.position += chunk.byteLength;
    if (!this.#window.ranged) {
      if (this.position > this.end)
        throw this.#mismatch('SIZE_MISMATCH', `has more than the ${this.end} bytes announced`);
      this.#hashing = this.#hashOf().update(chunk);
    }
    const from = Math.max(start, this.#wanted);
    const to = Math.min(this.position, this.end);
    if (to <= from) return chunk.subarray(0, 0);
    this.#wanted = to;
    return chunk.subarray(from - start, to - start);
  }

  /** Waits until what came is hashed: then the buffer of a borrowed chunk may be used again. */
  get hashed(): Promise<void> | undefined {
    return this.#hashing;
  }

  /** Compares the hash when all has come; once is enough. @throws OciError `DIGEST_MISMATCH` */
  async verify(): Promise<void> {
    if (this.#verified) return;
    await this.#hashing;
    const actual = await this.#hashOf().digest();
    if (actual !== this.#digest) throw this.#mismatch('DIGEST_MISMATCH', `hashes to ${actual}`);
    this.#verified = true;
  }

  /** Ends what hashes; to be called in the end, whatever it was. */
  close(): void {
    this.#hash?.[Symbol.dispose]();
  }

  #hashOf(): StreamHash {
    // Another thread may still read a chunk when its reader has it, so only borrowed chunks go there.
    return (this.#hash ??= streamHash(digestAlgorithm(this.#digest), this.borrowed ? (this.size ?? 0) : 0));
  }
}
