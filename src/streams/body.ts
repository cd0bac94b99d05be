import type { Digest } from '../spec/index.ts';

/**
 * Borrowed chunks. A chunk is valid only until the next one is requested, because its buffer is reused. The
 * borrower must not change the bytes.
 */
export interface BorrowedChunks extends AsyncIterable<Uint8Array> {
  /**
   * The digest that the source itself verifies before it delivers the last chunk. Undefined when the source verifies
   * nothing, and possibly before the first chunk.
   */
  readonly verifies?: Digest | undefined;
}

/** Content that can be read in borrowed chunks. */
export interface Borrowable {
  /** Opens the content in chunks with reused buffers. Read it with {@link borrowedChunks}. */
  readonly borrowed?: (() => BorrowedChunks) | undefined;
}

/** Opens content. Each call starts at the first byte, because a retry reads the content again. */
export interface Body extends Borrowable {
  (): AsyncIterable<Uint8Array>;
}

/** Reads content in borrowed chunks. Content without a borrowed form is read in normal chunks. */
export function borrowedChunks(content: Body | (AsyncIterable<Uint8Array> & Borrowable)): BorrowedChunks {
  return content.borrowed?.() ?? (typeof content === 'function' ? content() : content);
}

/**
 * Declares that the source of `chunks` verifies them.
 *
 * @param verifies returns the digest; called after a chunk was read
 */
export function withVerification(
  chunks: AsyncIterable<Uint8Array>,
  verifies: () => Digest | undefined,
): BorrowedChunks {
  return {
    [Symbol.asyncIterator]: () => chunks[Symbol.asyncIterator](),
    get verifies() {
      return verifies();
    },
  };
}

/** Yields all bytes as one chunk. Yields nothing for empty bytes. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  if (bytes.byteLength > 0) yield bytes;
}
