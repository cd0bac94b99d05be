import { Semaphore } from '../../concurrency/index.ts';
import { BufferPool } from '../../streams/index.ts';
import { defaultThreads } from './blocks.ts';
import { DeflateThreads } from './deflate-threads.ts';
import { gzipBlockSize } from './gzip.ts';

interface SharedParts {
  /** The encoder of gzip without a level. */
  readonly encoder: DeflateThreads;
  /** Limits the jobs in libuv's thread pool. */
  readonly semaphore: Semaphore;
  /** Memory for the chunks of the contents, by the size of a chunk. */
  readonly chunks: Map<number, BufferPool>;
}

const partsOfCompressor = new WeakMap<SharedCompressor, SharedParts>();

/**
 * Threads that compress several contents, at the same time or one after the other. To start threads for each content
 * takes longer than compressing a small one. They do not change the compressed bytes. Disposing ends them.
 */
export class SharedCompressor implements AsyncDisposable {
  /** Maximum number of contents that are compressed at the same time. They share the memory for one. */
  readonly contents: number;
  /** Number of threads. */
  readonly threads: number;

  /**
   * @param contents integer of at least 1
   * @param threads integer of at least 1. @default one per processor, at most 8
   */
  constructor(contents: number, threads: number = defaultThreads) {
    this.contents = contents;
    this.threads = threads;
    partsOfCompressor.set(this, {
      encoder: new DeflateThreads(gzipBlockSize, threads),
      semaphore: new Semaphore(threads + 1),
      chunks: new Map(),
    });
  }

  /** Ends the threads. Call it when no content is being compressed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await partsOfCompressor.get(this)?.encoder.close();
  }
}

/** The parts of a compressor that the encoders use. */
export function partsOf(compressor: SharedCompressor): SharedParts | undefined {
  return partsOfCompressor.get(compressor);
}

/**
 * Memory for chunks of `size` bytes. The contents of a compressor share it: many small contents, each with new memory,
 * would cause many garbage collections.
 */
export function chunkPool(size: number, compressor: SharedCompressor | undefined): BufferPool {
  const pools = compressor === undefined ? undefined : partsOfCompressor.get(compressor)?.chunks;
  const pool = pools?.get(size) ?? new BufferPool(size);
  pools?.set(size, pool);
  return pool;
}
