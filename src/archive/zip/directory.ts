import { closeSync, fstatSync, openSync, read as readCallback } from 'node:fs';
import { promisify } from 'node:util';
import { fileSystemError } from '../../fs/index.ts';
import { OciError } from '../../spec/index.ts';
import { ByteSource } from '../byte-source.ts';
import {
  centralBytes,
  centralSignature,
  endBytes,
  endSignature,
  max16,
  max32,
  zip64EndBytes,
  zip64EndSignature,
  zip64Extra,
  zip64LocatorBytes,
  zip64LocatorSignature,
  type CentralDirectory,
} from './records.ts';

const read = promisify(readCallback);
const maxCommentBytes = max16;
const chunkBytes = 256 * 1024;
/** Extra field with another name for the entry (section 4.6.9), which only some tools use. */
const unicodePathExtra = 0x7075;

/** An entry of the central directory. */
export interface CentralEntry {
  readonly name: Buffer;
  readonly madeBy: number;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly attributes: number;
  /** Position of the local header. */
  readonly offset: number;
}

/** A zip file whose parts are read at their positions. */
export class ZipFile implements Disposable {
  readonly what: string;
  readonly #fd: number;
  readonly #size: number;

  /** @throws OciError `FILE_SYSTEM` */
  constructor(path: string, what: string) {
    this.what = what;
    try {
      this.#fd = openSync(path, 'r');
    } catch (error) {
      throw fileSystemError(error, `read ${what}`);
    }
    this.#size = fstatSync(this.#fd).size;
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }

  /** @throws OciError `ARCHIVE_INVALID` when the file is shorter */
  async read(position: number, size: number): Promise<Buffer> {
    if (position < 0 || size < 0 || position + size > this.#size) throw this.invalid('it is truncated');
    const bytes = Buffer.allocUnsafeSlow(size);
    for (let at = 0; at < size;) {
      const { bytesRead } = await read(this.#fd, bytes, at, size - at, position + at).catch((error: unknown) => {
        throw fileSystemError(error, `read ${this.what}`);
      });
      if (bytesRead === 0) throw this.invalid('it is truncated');
      at += bytesRead;
    }
    return bytes;
  }

  async *readRange(position: number, size: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < size; at += chunkBytes) yield await this.read(position + at, Math.min(chunkBytes, size - at));
  }

  /**
   * Finds the central directory (sections 4.3.14 to 4.3.16). It must end directly before the records at the end of the
   * file, and only one comment length may be possible, because tools search for these records in different ways.
   *
   * @throws OciError `ARCHIVE_INVALID`
   */
  async findDirectory(): Promise<CentralDirectory> {
    const tailSize = Math.min(this.#size, endBytes + maxCommentBytes);
    const tailStart = this.#size - tailSize;
    const tail = await this.read(tailStart, tailSize);
    const positions: number[] = [];
    for (let at = tailSize - endBytes; at >= 0; at--) {
      if (tail.readUInt32LE(at) === endSignature && at + endBytes + tail.readUInt16LE(at + 20) === tailSize)
        positions.push(at);
    }
    const [at] = positions;
    if (at === undefined) throw this.invalid('it has no end record');
    if (positions.length > 1) throw this.invalid('it has several end records');
    const end = tail.subarray(at);
    const count = end.readUInt16LE(10);
    if (end.readUInt16LE(4) !== 0 || end.readUInt16LE(6) !== 0 || end.readUInt16LE(8) !== count)
      throw this.invalid('it has several parts');
    const found = { count, size: end.readUInt32LE(12), offset: end.readUInt32LE(16) };
    const endPosition = tailStart + at;
    const large = await this.#findZip64(endPosition);
    if (large !== undefined) {
      if (
        !isSame(found.count, large.count, max16) ||
        !isSame(found.size, large.size, max32) ||
        !isSame(found.offset, large.offset, max32)
      )
        throw this.invalid('its end records contradict each other');
    }
    const directory = large ?? found;
    const directoryEnd = large === undefined ? endPosition : endPosition - zip64LocatorBytes - zip64EndBytes;
    if (directory.offset + directory.size !== directoryEnd)
      throw this.invalid('other bytes are between its central directory and its end record, or before its entries');
    return directory;
  }

  async #findZip64(endPosition: number): Promise<CentralDirectory | undefined> {
    const position = endPosition - zip64LocatorBytes - zip64EndBytes;
    if (position < 0) return undefined;
    const bytes = await this.read(position, zip64EndBytes + zip64LocatorBytes);
    const locator = bytes.subarray(zip64EndBytes);
    if (locator.readUInt32LE(0) !== zip64LocatorSignature) return undefined;
    const count = this.number(bytes, 32);
    if (
      bytes.readUInt32LE(0) !== zip64EndSignature ||
      this.number(bytes, 4) !== zip64EndBytes - 12 ||
      this.number(locator, 8) !== position ||
      bytes.readUInt32LE(16) !== 0 ||
      bytes.readUInt32LE(20) !== 0 ||
      this.number(bytes, 24) !== count
    )
      throw this.invalid('its zip64 end record is invalid');
    return { count, size: this.number(bytes, 40), offset: this.number(bytes, 48) };
  }

  /** Reads the entries of the central directory. @throws OciError `ARCHIVE_INVALID` */
  async *entries(directory: CentralDirectory): AsyncGenerator<CentralEntry, void, undefined> {
    const source = new ByteSource(this.readRange(directory.offset, directory.size));
    let left = directory.size;
    const take = async (size: number): Promise<Buffer> => {
      if (size > left) throw this.invalid('its central directory is truncated');
      left -= size;
      return Buffer.from(await source.read(size));
    };
    for (let index = 0; index < directory.count; index++) {
      const header = await take(centralBytes);
      if (header.readUInt32LE(0) !== centralSignature) throw this.invalid('its central directory is damaged');
      const name = await take(header.readUInt16LE(28));
      const extra = await take(header.readUInt16LE(30));
      await take(header.readUInt16LE(32));
      if (header.readUInt16LE(34) !== 0) throw this.invalid('it has several parts');
      const [size, compressedSize, offset] = this.largeFields(
        [header.readUInt32LE(24), header.readUInt32LE(20), header.readUInt32LE(42)],
        extra,
      );
      yield {
        name,
        madeBy: header.readUInt8(5),
        flags: header.readUInt16LE(8),
        method: header.readUInt16LE(10),
        crc: header.readUInt32LE(16),
        compressedSize: compressedSize ?? 0,
        size: size ?? 0,
        attributes: header.readUInt32LE(38),
        offset: offset ?? 0,
      };
    }
    if (left > 0) throw this.invalid('its central directory has more entries than its end record states');
  }

  /** Replaces the fields that are in the zip64 extra field (section 4.5.3). */
  largeFields(fields: readonly number[], extra: Buffer): readonly number[] {
    let large: Buffer | undefined;
    for (let at = 0; at < extra.byteLength;) {
      if (at + 4 > extra.byteLength) throw this.invalid('an extra field is damaged');
      const id = extra.readUInt16LE(at);
      const end = at + 4 + extra.readUInt16LE(at + 2);
      if (end > extra.byteLength) throw this.invalid('an extra field is damaged');
      if (id === unicodePathExtra) throw this.invalid('an entry has two names');
      if (id === zip64Extra) {
        if (large !== undefined) throw this.invalid('an entry has two zip64 fields');
        large = extra.subarray(at + 4, end);
      }
      at = end;
    }
    let at = 0;
    return fields.map((field) => {
      if (field !== max32 || large === undefined) return field;
      if (at + 8 > large.byteLength) throw this.invalid('a zip64 field is truncated');
      at += 8;
      return this.number(large, at - 8);
    });
  }

  number(bytes: Buffer, at: number): number {
    const value = bytes.readBigUInt64LE(at);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.invalid('a size or position is too large');
    return Number(value);
  }

  invalid(reason: string): OciError {
    return new OciError('ARCHIVE_INVALID', `cannot read ${this.what}: invalid zip archive: ${reason}`);
  }
}

/** Whether a field of the end record agrees with the zip64 record, which also applies for the maximum value. */
function isSame(field: number, value: number, max: number): boolean {
  return field === max || field === value;
}
