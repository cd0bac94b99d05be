import { OciError } from '../../spec/index.ts';
import { abortable } from '../compress/blocks.ts';
import type { Compression } from '../compress/compress.ts';
import { gunzip } from './decompress-gzip.ts';
import { ByteSource } from './byte-source.ts';
import { isZstdMagic, unzstd } from './decompress-zstd.ts';

/** Bytes that may always come out, however well they were compressed. */
export const ratioFreeSize: number = 64 * 1024 * 1024;
/** After that, bytes that may come out for each byte that went in. Deflate cannot exceed 1,032; real content stays far below 200. */
export const defaultMaxRatio = 200;

export interface DecompressOptions {
  /** @default found out from the first bytes: gzip, zstd, or else none */
  readonly compression?: Compression | undefined;
  /**
   * Bytes out for each byte in, looked at after the first 64 MiB.
   *
   * @default 200
   */
  readonly maxRatio?: number | undefined;
  /**
   * Names the content in errors.
   *
   * @default 'the layer'
   */
  readonly what?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decompresses a stream to its very end: every gzip member and zstd frame is decoded and checked, and bytes that belong to none are an
 * error. Decoding runs on libuv's pool, ahead of the reader by a few chunks. When the reader leaves early, `content` is closed.
 *
 * A chunk that is given out is good until the next one is asked for, and a chunk of `content` need not be good for longer.
 *
 * @throws OciError `ARCHIVE_INVALID` when the content is damaged, cut off or of another compression; `SIZE_LIMIT` when it grows beyond the
 * ratio; `ABORTED`; what `content` throws passes through
 */
export async function* decompress(
  content: AsyncIterable<Uint8Array>,
  options: DecompressOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { maxRatio = defaultMaxRatio, what = 'the layer', signal } = options;
  const source = new ByteSource(abortable(content, signal));
  try {
    const compression = options.compression ?? (await detect(source));
    if (compression === 'none') {
      for (let chunk = await source.chunk(); chunk !== undefined; chunk = await source.chunk()) yield chunk;
      return;
    }
    let size = 0;
    for await (const chunk of compression === 'gzip' ? gunzip(source, what) : unzstd(source, what)) {
      size += chunk.byteLength;
      if (size > ratioFreeSize && size > source.size * maxRatio) {
        throw new OciError(
          'SIZE_LIMIT',
          `${what} is refused: ${source.size} bytes became more than ${maxRatio} times as many, which only a decompression bomb does`,
        );
      }
      yield chunk;
    }
  } finally {
    await source.close();
  }
}

async function detect(source: ByteSource): Promise<Compression> {
  const magic = await source.peek(4);
  if (magic[0] === 0x1f && magic[1] === 0x8b) return 'gzip';
  return isZstdMagic(magic) ? 'zstd' : 'none';
}
