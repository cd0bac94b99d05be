import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, type ZlibOptions } from 'node:zlib';
import { abortable, mapConcurrentOrdered, type Semaphore } from '../../concurrency/index.ts';
import {
  blocksOf,
  defaultThreads,
  tailOf,
  joinBlock,
  releaseBlock,
  requireInteger,
  type Block,
  type CompressorOptions,
} from './blocks.ts';
import { DeflateThreads, deflateWindow } from './deflate-threads.ts';
import { looksIncompressible } from './incompressible.ts';

/**
 * Size of a block, bytes. A block can refer to the 32 KiB before it, so larger blocks would hardly improve the
 * compression.
 */
export const gzipBlockSize: number = 1024 * 1024;

/**
 * Content of at most this number of blocks is compressed without threads, because starting a thread takes as long as
 * compressing a block.
 */
const blocksWithoutThreads = 2;

/** Number of pending blocks for each thread, so that the threads are busy while small files are read. */
const blocksAhead = 4;

/** Sizes of the header and the trailer of {@link compressGzip}, bytes (RFC 1952, section 2.3). */
export const gzipHeaderBytes: number = 10;
export const gzipTrailerBytes: number = 8;

// RFC 1952, section 2.3: deflate, no flags (no name), time 0, no level, operating system unknown.
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
// RFC 1951, section 3.2: a last block with fixed codes and no content.
const lastBlock = Uint8Array.of(0x03, 0x00);
const storedLimit = 0xffff;
const storedHeaderSize = 5;

const deflate = promisify<Uint8Array, ZlibOptions, Buffer>(deflateRaw);

/**
 * Compresses small contents one by one with the memory of one encoder. The result is the raw deflate in the output of
 * {@link compressGzip}.
 */
export class SmallDeflater {
  readonly #encoder = new DeflateThreads(gzipBlockSize, 1);

  /** @param content at most {@link gzipBlockSize} bytes */
  async deflate(content: Uint8Array): Promise<Buffer> {
    const block = { pieces: [content], size: content.byteLength };
    const deflated = looksIncompressible(block)
      ? storeBlock(block)
      : await this.#encoder.deflate(block, new Uint8Array(0), false);
    return Buffer.concat([deflated, lastBlock]);
  }
}

export interface GzipOptions extends CompressorOptions {
  /** Compresses several contents. The caller closes it. @default an own one */
  readonly encoder?: DeflateThreads | undefined;
  /** Limits the jobs in libuv's thread pool, together with other contents. @default an own one */
  readonly semaphore?: Semaphore | undefined;
  /** Number of contents that are compressed at the same time, and share the memory. @default 1 */
  readonly contents?: number | undefined;
}

/**
 * Compresses to one gzip member (RFC 1952). Its blocks are compressed in parallel. The last chunk contains the complete
 * trailer.
 */
export async function* compressGzip(
  content: AsyncIterable<Uint8Array>,
  options: GzipOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { level, threads = defaultThreads, contents = 1, semaphore: shared, signal } = options;
  if (level !== undefined) requireInteger('the gzip level', level, 0, 9);
  requireInteger('the number of threads', threads, 1, 1024);
  const encoder = options.encoder ?? new DeflateThreads(gzipBlockSize, threads);
  const useThreads = Promise.withResolvers<boolean>();
  let crc = 0;
  let size = 0;
  let history: Uint8Array = new Uint8Array(0);
  // The code before the first await runs in the order of the blocks, so it can update the checksum and the history.
  const compressBlock = async (block: Block, semaphore: Semaphore): Promise<Uint8Array> => {
    for (const piece of block.pieces) crc = crc32(piece, crc);
    size += block.size;
    const before = history;
    history = tailOf(block, deflateWindow);
    const compressed = await deflateBlock(block, before, semaphore);
    releaseBlock(block, options);
    return compressed;
  };
  const deflateBlock = async (block: Block, before: Uint8Array, semaphore: Semaphore): Promise<Uint8Array> => {
    if (level === 0 || looksIncompressible(block)) return storeBlock(block);
    if (level === undefined) return await encoder.deflate(block, before, await useThreads.promise);
    return await semaphore.run(async () => await deflateWithZlib(joinBlock(block), level));
  };
  const blocks = async function* (): AsyncGenerator<Block, void, undefined> {
    try {
      for await (const block of blocksOf(abortable(content, signal), gzipBlockSize)) {
        if (encoder.countBlock() > blocksWithoutThreads) useThreads.resolve(true);
        yield block;
      }
    } finally {
      useThreads.resolve(false);
    }
  };
  try {
    // The header is yielded with the first block, so that a source that fails immediately yields no bytes.
    let prefix: Uint8Array = header;
    for await (const deflated of mapConcurrentOrdered(
      blocks(),
      threads,
      Math.max(2, Math.ceil((blocksAhead * threads) / contents)),
      compressBlock,
      shared,
    )) {
      if (prefix.byteLength > 0) yield prefix;
      prefix = new Uint8Array(0);
      yield deflated;
    }
    yield Buffer.concat([prefix, lastBlock, trailer(crc, size)]);
  } finally {
    if (options.encoder === undefined) await encoder.close();
  }
}

/**
 * Compresses a block with zlib to raw deflate that ends on a byte boundary and is not marked as the last block. It does
 * not refer to the previous block. References would save 0.3 % of the size and cost 4 % of the speed.
 */
async function deflateWithZlib(bytes: Uint8Array, level: number): Promise<Uint8Array> {
  return await deflate(bytes, {
    level,
    // The largest hash table: 8 % faster than the default of 8.
    memLevel: 9,
    finishFlush: constants.Z_SYNC_FLUSH,
    // The buffer is large enough for most results, so that one job in the thread pool is sufficient. A larger buffer
    // would cause more garbage collection.
    chunkSize: (bytes.byteLength >>> 1) + 1024,
  });
}

/** Stores the bytes uncompressed, in blocks of at most 65,535 bytes (RFC 1951, section 3.2.4). */
function storeBlock(block: Block): Uint8Array {
  const result = Buffer.allocUnsafeSlow(block.size + storedHeaderSize * Math.ceil(block.size / storedLimit));
  let at = 0;
  let left = block.size;
  let blockLeft = 0;
  for (const piece of block.pieces) {
    let rest = piece;
    while (rest.byteLength > 0) {
      if (blockLeft === 0) {
        blockLeft = Math.min(left, storedLimit);
        left -= blockLeft;
        result[at] = 0;
        result.writeUInt16LE(blockLeft, at + 1);
        result.writeUInt16LE(blockLeft ^ storedLimit, at + 3);
        at += storedHeaderSize;
      }
      const part = rest.subarray(0, blockLeft);
      result.set(part, at);
      at += part.byteLength;
      blockLeft -= part.byteLength;
      rest = rest.subarray(part.byteLength);
    }
  }
  return result;
}

function trailer(crc: number, size: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(crc, 0);
  bytes.writeUInt32LE(size % 2 ** 32, 4);
  return bytes;
}
