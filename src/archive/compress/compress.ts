import { abortable } from './blocks.ts';
import type { CompressorOptions } from './options.ts';
import { compressGzip } from './gzip.ts';
import { compressZstd } from './zstd.ts';

/** How a layer's bytes are compressed; it decides the suffix of the layer's media type (image-spec, "Layer Media Types"). */
export type Compression = 'gzip' | 'zstd' | 'none';

export interface CompressOptions extends CompressorOptions {
  readonly compression: Compression;
}

/** The version of the zlib that is built into this Node: it makes the gzip bytes when a level is asked for. */
export const zlibVersion: string = process.versions.zlib;

/** To be raised whenever the compressors here give other bytes for the same content than they gave before. */
const encoderRevision = 2;

/** Names all that the compressed bytes depend on beside the content: equal names and equal content give equal bytes. */
export function encodingName({ compression, level }: Pick<CompressOptions, 'compression' | 'level'>): string {
  const gzip = level === undefined ? 'deflate' : `zlib ${zlibVersion}`;
  const encoder = { gzip, zstd: `zstd ${process.versions['zstd'] ?? 'unknown'}`, none: 'none' }[compression];
  return `${compression} ${level ?? 'default'}, ${encoder}, revision ${encoderRevision}`;
}

/**
 * Compresses a stream on several threads. gzip without a level depends on the content alone, everything else on the build of Node's library
 * as well: not on the number of threads, the speed of the machine, or how `content` is cut into chunks.
 *
 * A chunk must not be changed by its producer after it was yielded. Memory in flight is a few blocks for each thread, whatever the size
 * of the content. When the consumer leaves early or anything fails, work under way is waited for and `content` is closed.
 *
 * @throws OciError `INPUT_INVALID` for a level or number of threads outside its range, `ABORTED`; what `content` throws passes through
 */
export function compress(
  content: AsyncIterable<Uint8Array>,
  options: CompressOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  switch (options.compression) {
    case 'gzip':
      return compressGzip(content, options);
    case 'zstd':
      return compressZstd(content, options);
    case 'none':
      return abortable(content, options.signal);
  }
}
