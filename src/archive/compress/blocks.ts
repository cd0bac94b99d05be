import { availableParallelism } from 'node:os';
import { OciError } from '../../spec/index.ts';
import { detachWholeBuffer } from '../../streams/index.ts';

/** Options of every compressor. */
export interface CompressorOptions {
  /**
   * gzip: 0 (stored, fastest) to 9 (smallest). zstd: 1 to 19. Ignored without compression.
   *
   * @default gzip: not a zlib level, but this project's own encoder, which is faster and compresses about as well as
   *   level 5; zstd: 3
   */
  readonly level?: number | undefined;
  /**
   * Number of busy threads. gzip without a level uses its own threads, everything else libuv's pool (4 threads, or
   * `UV_THREADPOOL_SIZE`). Bounds the memory. The compressed bytes do not depend on it.
   *
   * @default one per processor, at most 8
   */
  readonly threads?: number | undefined;
  /**
   * Whether the compressor owns the chunks of the content and may release their memory after compressing them. @default
   * false
   */
  readonly owned?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

// With more than 8 threads, the one thread that reads, hashes and writes is the limit, and more memory would not help.
export const defaultThreads: number = Math.min(8, availableParallelism());

/** @throws OciError `INPUT_INVALID` */
export function requireWholeNumber(option: string, value: number, lowest: number, highest: number): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw new OciError('INPUT_INVALID', `${option} is ${value}; give a whole number from ${lowest} to ${highest}`);
}

/** A fixed number of bytes of a stream, as the pieces that they arrived in. */
export interface Block {
  readonly pieces: readonly Uint8Array[];
  /** Bytes. */
  readonly size: number;
}

/**
 * Cuts a stream into blocks of `blockSize` bytes. The last block is shorter, and an empty stream has no blocks. The
 * cuts depend only on the content. Nothing is copied: a block refers to the chunks.
 */
export async function* blocksOf(
  content: AsyncIterable<Uint8Array>,
  blockSize: number,
): AsyncGenerator<Block, void, undefined> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    let rest = chunk;
    while (size + rest.byteLength >= blockSize) {
      const cut = blockSize - size;
      pieces.push(rest.subarray(0, cut));
      // Before the yield, because the consumer may detach the buffer.
      rest = rest.subarray(cut);
      yield { pieces, size: blockSize };
      pieces = [];
      size = 0;
    }
    if (rest.byteLength > 0) {
      pieces.push(rest);
      size += rest.byteLength;
    }
  }
  if (size > 0) yield { pieces, size };
}

/** The bytes of a block in one piece. Copied only when there are several pieces. */
export function joinBlock(block: Block): Uint8Array {
  const only = block.pieces[0];
  return block.pieces.length === 1 && only !== undefined ? only : Buffer.concat(block.pieces, block.size);
}

/** A copy of the last `count` bytes of a block, or of the whole block when it is shorter. */
export function endOf(block: Block, count: number): Uint8Array {
  const end = Buffer.allocUnsafeSlow(Math.min(count, block.size));
  let left = end.byteLength;
  for (let index = block.pieces.length - 1; left > 0; index--) {
    const piece = block.pieces[index] ?? end.subarray(0, 0);
    const part = piece.subarray(Math.max(0, piece.byteLength - left));
    left -= part.byteLength;
    end.set(part, left);
  }
  return end;
}

/** Releases the memory of a block whose pieces are not used elsewhere. */
export function detachBlock(block: Block): void {
  for (const piece of block.pieces) detachWholeBuffer(piece);
}
