import { createZstdDecompress } from 'node:zlib';
import { abortable } from '../../concurrency/index.ts';
import { OciError } from '../../spec/index.ts';
import { ByteSource } from '../byte-source.ts';
import type { Compression } from '../compress/compress.ts';
import { decode, decoderChunkSize, rejectTinyStreams } from './decoder.ts';
import { gunzip } from './gunzip.ts';

/** Uncompressed bytes that are allowed at any ratio. */
export const ratioFreeSize: number = 64 * 1024 * 1024;
/**
 * Maximum ratio of uncompressed to compressed bytes above that size. Deflate cannot exceed 1,032. The ratio of real
 * content is much smaller than 200.
 */
export const defaultMaxRatio = 200;

/** Options of {@link decompress}. */
export interface DecompressOptions {
  /** The compression of the content. @default detected from the first bytes: gzip, zstd, or none */
  readonly compression?: Compression | undefined;
  /** Maximum ratio of uncompressed to compressed bytes, checked after the first 64 MiB. @default 200 */
  readonly maxRatio?: number | undefined;
  /** The name of the content in errors. @default 'the layer' */
  readonly what?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decompresses a stream to its end. All gzip members and zstd frames are decoded and checked. Other bytes are an error.
 * Decoding runs in libuv's thread pool, a few chunks ahead of the reader. When the reader stops early, `content` is
 * closed.
 *
 * Chunks are borrowed buffers, valid until the next one is requested. The chunks of `content` may be borrowed too.
 *
 * @throws OciError `ARCHIVE_INVALID` for content that is damaged, truncated or has another compression; `SIZE_LIMIT`
 *   above the ratio; `ABORTED`; errors of `content`
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
          `cannot decompress ${what}: it may be a decompression bomb, because ${source.size} bytes become more than ` +
            `${maxRatio} times as large`,
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

/**
 * Decodes all frames of a zstd file (RFC 8878, section 3). The window of a frame is at most 128 MiB, the limit of zstd.
 */
async function* unzstd(source: ByteSource, what: string): AsyncGenerator<Uint8Array, void, undefined> {
  for (let frame = 1; ; frame++) {
    rejectTinyStreams(frame, source, what);
    const magic = await source.peek(4);
    if (magic.byteLength === 0 && frame > 1) return;
    if (!isZstdMagic(magic) && !isSkippableMagic(magic)) {
      const reason = frame === 1 ? 'it does not begin with the magic number of zstd' : 'other bytes follow its end';
      throw new OciError('ARCHIVE_INVALID', `cannot decompress ${what}: invalid zstd file: ${reason}`);
    }
    yield* decode(createZstdDecompress({ chunkSize: decoderChunkSize }), source, what);
  }
}

/** RFC 8878, section 3.1.1: 0xFD2FB528, little-endian. */
function isZstdMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

/** RFC 8878, section 3.1.2: 0x184D2A50 to 0x184D2A5F, little-endian. */
function isSkippableMagic(bytes: Uint8Array): boolean {
  return (
    bytes[0] !== undefined && (bytes[0] & 0xf0) === 0x50 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18
  );
}
