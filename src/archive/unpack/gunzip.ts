import { crc32, createInflateRaw } from 'node:zlib';
import { OciError } from '../../spec/index.ts';
import type { ByteSource } from '../byte-source.ts';
import { decode, decoderChunkSize, rejectTinyStreams } from './decoder.ts';

// RFC 1952, section 2.3.1: the flag bits.
const flagHeaderCrc = 2;
const flagExtra = 4;
const flagName = 8;
const flagComment = 16;
const reservedFlags = 0xe0;
/** Maximum size of the name and of the comment in a header, bytes. The format itself has no limit. */
const maxTextBytes = 64 * 1024;

/**
 * Decodes all members of a gzip file (RFC 1952, section 2.2), and verifies their checksums and lengths. Zeros after the
 * last member, which tapes and block devices add, are ignored, as in gzip(1). Other bytes there are an error.
 *
 * @throws OciError `ARCHIVE_INVALID`
 */
export async function* gunzip(source: ByteSource, what: string): AsyncGenerator<Uint8Array, void, undefined> {
  for (let member = 1; ; member++) {
    rejectTinyStreams(member, source, what);
    await readHeader(source, what, member);
    let crc = 0;
    let size = 0;
    for await (const chunk of decode(createInflateRaw({ chunkSize: decoderChunkSize }), source, what)) {
      crc = crc32(chunk, crc);
      size += chunk.byteLength;
      yield chunk;
    }
    const trailer = Buffer.from(await readExactly(source, 8, what));
    if (trailer.readUInt32LE(0) !== crc) throw invalid(what, 'its checksum is wrong');
    if (trailer.readUInt32LE(4) !== size % 2 ** 32) throw invalid(what, 'its length is wrong');
    const next = (await source.peek(1))[0];
    if (next === undefined) return;
    if (next === 0) {
      await requireZeros(source, what);
      return;
    }
  }
}

async function readHeader(source: ByteSource, what: string, member: number): Promise<void> {
  const fixed = await source.read(10);
  if (fixed[0] !== 0x1f || fixed[1] !== 0x8b) {
    throw invalid(
      what,
      member === 1 ? 'it does not begin with the magic number of gzip' : 'other bytes follow its end',
    );
  }
  if (fixed.byteLength < 10) throw invalid(what, 'its header is truncated');
  const flags = fixed[3] ?? 0;
  if (fixed[2] !== 8 || (flags & reservedFlags) !== 0) throw invalid(what, 'its header has an unknown method or flag');
  let crc = crc32(fixed);
  const read = async (size: number): Promise<Uint8Array> => {
    const bytes = await readExactly(source, size, what);
    crc = crc32(bytes, crc);
    return bytes;
  };
  if ((flags & flagExtra) !== 0) {
    const [low = 0, high = 0] = await read(2);
    await read(low + high * 256);
  }
  for (const flag of [flagName, flagComment]) {
    if ((flags & flag) === 0) continue;
    for (let length = 0; (await read(1))[0] !== 0; length++) {
      if (length === maxTextBytes)
        throw invalid(what, `a text in its header is longer than the limit of ${maxTextBytes} bytes`);
    }
  }
  if ((flags & flagHeaderCrc) !== 0) {
    const expected = crc & 0xffff;
    const [low = 0, high = 0] = await read(2);
    if (low + high * 256 !== expected) throw invalid(what, 'the checksum of its header is wrong');
  }
}

async function readExactly(source: ByteSource, size: number, what: string): Promise<Uint8Array> {
  const bytes = await source.read(size);
  if (bytes.byteLength < size) throw invalid(what, 'it is truncated');
  return bytes;
}

async function requireZeros(source: ByteSource, what: string): Promise<void> {
  for (let chunk = await source.chunk(); chunk !== undefined; chunk = await source.chunk()) {
    if (chunk.some((byte) => byte !== 0)) throw invalid(what, 'other bytes follow its end');
  }
}

function invalid(what: string, reason: string): OciError {
  return new OciError('ARCHIVE_INVALID', `cannot decompress ${what}: invalid gzip file: ${reason}`);
}
