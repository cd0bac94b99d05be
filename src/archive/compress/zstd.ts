import { promisify } from 'node:util';
import { constants, zstdCompress, type ZstdOptions as FrameOptions } from 'node:zlib';
import { abortable, mapConcurrentOrdered, type Semaphore } from '../../concurrency/index.ts';
import {
  blocksOf,
  defaultThreads,
  joinBlock,
  releaseBlock,
  requireInteger,
  type Block,
  type CompressorOptions,
} from './blocks.ts';

/** Size of a frame's content, bytes. Decoders read consecutive frames as one stream (RFC 8878, section 3). */
export const zstdFrameSize: number = 4 * 1024 * 1024;

/** Number of pending frames for each thread. A frame is as large as four blocks of gzip. */
const framesAhead = 2;

/** The default of zstd. */
export const defaultZstdLevel = 3;

const compressFrame = promisify<Uint8Array, FrameOptions, Buffer>(zstdCompress);

export interface ZstdOptions extends CompressorOptions {
  /** Limits the jobs in libuv's thread pool, together with other contents. @default an own one */
  readonly semaphore?: Semaphore | undefined;
  /** Number of contents that are compressed at the same time, and share the memory. @default 1 */
  readonly contents?: number | undefined;
}

/**
 * Compresses to independent zstd frames (RFC 8878) in parallel. Each frame contains the size of its content. Empty
 * content becomes one empty frame.
 *
 * @throws OciError `INPUT_INVALID`, `ABORTED`
 */
export async function* compressZstd(
  content: AsyncIterable<Uint8Array>,
  options: ZstdOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { level = defaultZstdLevel, threads = defaultThreads, contents = 1, semaphore: shared, signal } = options;
  requireInteger('the zstd level', level, 1, 19);
  requireInteger('the number of threads', threads, 1, 1024);
  const parameters: FrameOptions = { params: { [constants.ZSTD_c_compressionLevel]: level } };
  const compressBlock = async (block: Block, semaphore: Semaphore): Promise<Uint8Array> => {
    const frame = await semaphore.run(() =>
      compressFrame(joinBlock(block), {
        ...parameters,
        // Large enough for most results, as for gzip with a level.
        chunkSize: (block.size >>> 1) + 1024,
        pledgedSrcSize: block.size,
      }),
    );
    releaseBlock(block, options);
    return frame;
  };
  let empty = true;
  for await (const frame of mapConcurrentOrdered(
    blocksOf(abortable(content, signal), zstdFrameSize),
    threads,
    Math.max(2, Math.ceil((framesAhead * threads) / contents)),
    compressBlock,
    shared,
  )) {
    empty = false;
    yield frame;
  }
  if (empty) yield await compressFrame(new Uint8Array(0), { ...parameters, pledgedSrcSize: 0 });
}
