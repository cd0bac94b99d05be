import { abortable } from '../../concurrency/index.ts';
import type { CompressorOptions } from './blocks.ts';
import { compressGzip } from './gzip.ts';
import { partsOf, type SharedCompressor } from './shared-compressor.ts';
import { compressZstd } from './zstd.ts';

/** The compression of a layer. It determines the suffix of the layer's media type (image-spec, "Layer Media Types"). */
export type Compression = 'gzip' | 'zstd' | 'none';

/** Options of {@link compress}. */
export interface CompressOptions extends CompressorOptions {
  readonly compression: Compression;
  /** Threads that several contents share. It replaces `threads`. @default own threads */
  readonly compressor?: SharedCompressor | undefined;
}

/** The version of Node's zlib, which compresses gzip with a level. */
export const zlibVersion: string = process.versions.zlib;

/** Increase this number with every change that makes a compressor write other bytes for the same content. */
const encoderRevision = 2;

/**
 * Names everything except the content that determines the compressed bytes: equal names and contents give equal bytes.
 */
export function encodingName({ compression, level }: Pick<CompressOptions, 'compression' | 'level'>): string {
  const gzip = level === undefined ? 'deflate' : `zlib ${zlibVersion}`;
  const encoder = { gzip, zstd: `zstd ${process.versions['zstd'] ?? 'unknown'}`, none: 'none' }[compression];
  return `${compression} ${level ?? 'default'}, ${encoder}, revision ${encoderRevision}`;
}

/**
 * Compresses a stream on several threads. The result of gzip without a level depends only on the content. Other results
 * also depend on the version of Node's library. They never depend on the number of threads, the speed of the machine,
 * or the chunks of `content`.
 *
 * The producer must not change a chunk after it yielded the chunk. Memory is limited to a few blocks for each thread.
 * When the consumer stops early or an error occurs, running work is awaited and `content` is closed.
 *
 * @throws OciError `INPUT_INVALID` for a level or number of threads out of range, `ABORTED`; errors of `content`
 */
export function compress(
  content: AsyncIterable<Uint8Array>,
  options: CompressOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { compression, compressor } = options;
  const shared =
    compressor === undefined
      ? options
      : { ...options, ...partsOf(compressor), threads: compressor.threads, contents: compressor.contents };
  switch (compression) {
    case 'gzip':
      return compressGzip(content, shared);
    case 'zstd':
      return compressZstd(content, shared);
    case 'none':
      return abortable(content, options.signal);
  }
}
