import { streamHash, type StreamHash } from '../streams/index.ts';
import { digestAlgorithm, type Digest, type OciError } from '../spec/index.ts';

/** The bytes that the reader requests. */
export interface ByteWindow {
  /** Position of the first byte. */
  readonly start: number;
  /** Position after the last byte; undefined for the end of the blob. */
  readonly end: number | undefined;
  /** False for the complete blob, which is hashed. */
  readonly isRange: boolean;
}

/** Creates the error for content that does not match its digest or size. `problem` continues "the content". */
export type CreateMismatchError = (code: 'DIGEST_MISMATCH' | 'SIZE_MISMATCH', problem: string) => OciError;

/** The progress of a download: the bytes that the reader has, and the hash of the bytes that arrived. */
export class BlobProgress {
  /** Size of the complete blob, bytes; undefined until a response reports it. */
  size: number | undefined;
  /** Position in the blob of the next byte of the open response. */
  position = 0;
  /** Whether the reader gets borrowed chunks. */
  borrowed = false;
  readonly #digest: Digest;
  readonly #window: ByteWindow;
  readonly #mismatchError: CreateMismatchError;
  #hash: StreamHash | undefined;
  #pendingHash: Promise<void> | undefined;
  #readerPosition: number;
  #isVerified: boolean;

  constructor(digest: Digest, window: ByteWindow, mismatchError: CreateMismatchError) {
    this.#digest = digest;
    this.#window = window;
    this.#mismatchError = mismatchError;
    this.#readerPosition = window.start;
    // The digest of a range is unknown.
    this.#isVerified = window.isRange;
  }

  /** Position of the next byte that the reader needs. */
  get readerPosition(): number {
    return this.#readerPosition;
  }

  /** Position after the last byte that the reader gets. */
  get end(): number {
    const size = this.size ?? 0;
    return Math.min(size, this.#window.end ?? size);
  }

  /** Starts again at the first byte. The reader does not get bytes again that it already has. */
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
  add(chunk: Uint8Array): Uint8Array {
    const start = this.position;
    this.position += chunk.byteLength;
    if (!this.#window.isRange) {
      if (this.position > this.end) throw this.#mismatchError('SIZE_MISMATCH', `has more than ${this.end} bytes`);
      this.#pendingHash = this.#openHash().update(chunk);
    }
    const from = Math.max(start, this.#readerPosition);
    const to = Math.min(this.position, this.end);
    if (to <= from) return chunk.subarray(0, 0);
    this.#readerPosition = to;
    return chunk.subarray(from - start, to - start);
  }

  /** Resolves when the last chunk is hashed, so that its buffer can be reused. */
  get pendingHash(): Promise<void> | undefined {
    return this.#pendingHash;
  }

  /** Verifies the digest after the last byte. Repeated calls do nothing. @throws OciError `DIGEST_MISMATCH` */
  async verify(): Promise<void> {
    if (this.#isVerified) return;
    await this.#pendingHash;
    const actual = await this.#openHash().digest();
    if (actual !== this.#digest) throw this.#mismatchError('DIGEST_MISMATCH', `hashes to ${actual}`);
    this.#isVerified = true;
  }

  /** Releases the hash. */
  close(): void {
    this.#hash?.[Symbol.dispose]();
  }

  #openHash(): StreamHash {
    // A worker may still read a chunk when the reader already has it, so only borrowed chunks are hashed in a worker.
    return (this.#hash ??= streamHash(digestAlgorithm(this.#digest), this.borrowed ? (this.size ?? 0) : 0));
  }
}
