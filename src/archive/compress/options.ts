import { availableParallelism } from 'node:os';
import { OciError } from '../../spec/index.ts';

/** What every compressor takes. */
export interface CompressorOptions {
  /**
   * gzip: 0 (stored, fastest) to 9 (smallest); zstd: 1 to 19; none: not looked at.
   *
   * @default gzip: no level of zlib, but an encoder of our own that is faster at about the size of level 5; zstd: 3
   */
  readonly level?: number | undefined;
  /**
   * How many threads are kept busy: gzip's own, or with a level and for zstd those of libuv's pool, which are 4 unless
   * `UV_THREADPOOL_SIZE` says otherwise. Bounds the memory in flight. The bytes do not depend on it.
   *
   * @default one for each processor, 8 at most
   */
  readonly threads?: number | undefined;
  /** Nobody else reads the chunks of the content any more, and their memory is given back when they were compressed. @default false */
  readonly owned?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

// Beyond 8 the one thread that reads, hashes and writes is the limit, and memory would grow for nothing.
export const defaultThreads: number = Math.min(8, availableParallelism());

/** @throws OciError `INPUT_INVALID` */
export function requireWholeNumber(what: string, value: number, lowest: number, highest: number): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw new OciError('INPUT_INVALID', `${what} is ${value}; give a whole number from ${lowest} to ${highest}`);
}
