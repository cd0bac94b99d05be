import { createZstdDecompress } from 'node:zlib';
import { OciError } from '../../spec/index.ts';
import { decode, engineChunkSize, requireLargeStreams } from './decompress-engine.ts';
import type { ByteSource } from './byte-source.ts';

/**
 * Every frame of a zstd file (RFC 8878, section 3), skippable frames passed over. A frame's window is at most 128 MiB, zstd's own limit.
 *
 * @throws OciError `ARCHIVE_INVALID`
 */
export async function* unzstd(source: ByteSource, what: string): AsyncGenerator<Uint8Array, void, undefined> {
  for (let frame = 1; ; frame++) {
    requireLargeStreams(frame, source, what);
    const magic = await source.peek(4);
    if (magic.byteLength === 0 && frame > 1) return;
    if (!isZstdMagic(magic) && !isSkippableMagic(magic)) {
      const reason = frame === 1 ? 'it does not begin as zstd does' : 'there are other bytes after its end';
      throw new OciError('ARCHIVE_INVALID', `${what} is no valid zstd file: ${reason}`);
    }
    yield* decode(createZstdDecompress({ chunkSize: engineChunkSize }), source, what);
  }
}

/** RFC 8878, section 3.1.1: 0xFD2FB528, little-endian. */
export function isZstdMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

/** RFC 8878, section 3.1.2: 0x184D2A50 to 0x184D2A5F, little-endian. */
function isSkippableMagic(bytes: Uint8Array): boolean {
  return (
    bytes[0] !== undefined && (bytes[0] & 0xf0) === 0x50 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18
  );
}
