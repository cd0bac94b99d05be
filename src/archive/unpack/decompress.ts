import { createZstdDecompress } from 'node:zlib';
import { abortable } from '../../concurrency/index.ts';
import { checkNumbers, OciError } from '../../spec/index.ts';
import { ByteSource } from '../byte-source.ts';
import type { Compression } from '../compress/compress.ts';
import { decode, decoderChunkSize, rejectTinyStreams } from './decoder.ts';
import { gunzip } from './gunzip.ts';

/** Options of {@link decompress}. */
export interface DecompressOptions {
  /** The compression of the content. @default detected from the first bytes: gzip, zstd, or none */
  readonly compression?: Compression | undefined;
  /**
   * Maximum size of the uncompressed content, bytes.
   *
   * @default no limit. Real content, such as a log, can compress to a thousandth, so the ratio of sizes does not show a
   * decompression bomb
   */
  readonly maxSize?: number | undefined;
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
 * @throws OciError `INPUT_INVALID`; `ARCHIVE_INVALID` for content that is damaged, truncated or has another compression; `SIZE_LIMIT`
 *   above `maxSize`; `ABORTED`; errors of `content`
 */
export async function* decompress(
  content: AsyncIterable<Uint8Array>,
  options: DecompressOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  checkNumbers(options, { maxSize: 0 });
  const { maxSize = Infinity, what = 'the layer', signal } = options;
  const source = new ByteSource(abortable(content, signal));
  try {
    const compression = options.compression ?? (await detect(source));
    let size = 0;
    for await (const chunk of decoders[compression](source, what)) {
      size += chunk.byteLength;
      if (size > maxSize)
        throw new OciError('SIZE_LIMIT', `cannot decompress ${what}: it is larger than the limit of ${maxSize} bytes`);
      yield chunk;
    }
  } finally {
    await source.close();
  }
}

type Decode = (source: ByteSource, what: string) => AsyncGenerator<Uint8Array, void, undefined>;

const decoders: Readonly<Record<Compression, Decode>> = { gzip: gunzip, zstd: unzstd, none: copy };

async function* copy(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
  for (let chunk = await source.chunk(); chunk !== undefined; chunk = await source.chunk()) yield chunk;
}

async function detect(source: ByteSource): Promise<Compression> {
  const magic = await source.peek(4);
  if (magic[0] === 0x1f && magic[1] === 0x8b) return 'gzip';
  return isZstdMagic(magic) || isSkippableMagic(magic) ? 'zstd' : 'none';
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
