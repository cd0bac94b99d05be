import { availableParallelism } from 'node:os';
import { OciError } from '../../spec/index.ts';
import { detachWholeBuffer } from '../../streams/index.ts';

/** Options of every compressor. */
export interface CompressorOptions {
  /**
   * gzip: 0 (no compression, fastest) to 9 (smallest). zstd: 1 to 19. Ignored for the compression `none`.
   *
   * @default gzip: this project's own encoder, which is faster than zlib and compresses about as well as level 5;
   *   zstd: 3
   */
  readonly level?: number | undefined;
  /**
   * Maximum number of threads that compress at the same time. gzip without a level uses its own workers, and with
   * several threads also the main thread. Other compressions use libuv's pool (4 threads, or `UV_THREADPOOL_SIZE`). The
   * option also limits the memory. It does not change the compressed bytes.
   *
   * @default one per processor, at most 8
   */
  readonly threads?: number | undefined;
  /**
   * Whether the compressor owns the chunks of the content, and may release their memory when they are compressed.
   *
   * @default false
   */
  readonly owned?: boolean | undefined;
  /** Receives each part of the content when it is compressed. It replaces `owned`. */
  readonly release?: ((bytes: Uint8Array) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

// More than 8 threads need more memory and are not faster, because a single thread reads, hashes and writes.
export const defaultThreads: number = Math.min(8, availableParallelism());

/** @throws OciError `INPUT_INVALID` for a number that is not an integer in this range */
export function requireInteger(option: string, value: number, lowest: number, highest: number): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw new OciError(
    'INPUT_INVALID',
    `cannot compress with ${option} ${value}; give an integer from ${lowest} to ${highest}`,
  );
}

/** A part of a stream with a fixed size, in the pieces in which it arrived. */
export interface Block {
  readonly pieces: readonly Uint8Array[];
  /** Bytes. */
  readonly size: number;
}

/**
 * Splits a stream into blocks of `blockSize` bytes. The last block may be shorter, and an empty stream has no blocks.
 * The split depends only on the content. Blocks refer to the chunks and do not copy them.
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
      // This precedes the yield, because the consumer may detach the buffer.
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

/** Returns the bytes of a block in one piece. Copies them only if the block has several pieces. */
export function joinBlock(block: Block): Uint8Array {
  const only = block.pieces[0];
  return block.pieces.length === 1 && only !== undefined ? only : Buffer.concat(block.pieces, block.size);
}

/** Copies the last `count` bytes of a block, or all bytes of a shorter block. */
export function tailOf(block: Block, count: number): Uint8Array {
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

/** Releases the memory of a block that is compressed. */
export function releaseBlock(
  block: Block,
  { owned = false, release }: Pick<CompressorOptions, 'owned' | 'release'>,
): void {
  if (release === undefined && !owned) return;
  for (const piece of block.pieces) (release ?? detachWholeBuffer)(piece);
}
