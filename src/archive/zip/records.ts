import { isUtf8Name, type ByteString } from '../../fs/index.ts';

// APPNOTE.TXT 6.3.10, section 4.3: the signatures of the records.
export const localSignature: number = 0x04034b50;
export const descriptorSignature: number = 0x08074b50;
export const centralSignature: number = 0x02014b50;
export const endSignature: number = 0x06054b50;
export const zip64EndSignature: number = 0x06064b50;
export const zip64LocatorSignature: number = 0x07064b50;

// Sizes of the fixed parts of the records, bytes.
export const localBytes: number = 30;
export const centralBytes: number = 46;
export const endBytes: number = 22;
export const zip64EndBytes: number = 56;
export const zip64LocatorBytes: number = 20;

/** The values of a field that is in the zip64 record instead (section 4.4.1.4). */
export const max16: number = 0xffff;
export const max32: number = 0xffffffff;

// Section 4.4.4: the flags for sizes after the content, and for names in UTF-8.
export const descriptorFlag: number = 0x0008;
export const utf8Flag: number = 0x0800;

// Section 4.4.5.
export const methodStored: number = 0;
export const methodDeflate: number = 8;

/** Header id of the extra field with sizes and offsets of eight bytes (section 4.5.3). */
export const zip64Extra: number = 0x0001;

// The type bits of a Unix mode.
export const unixFile: number = 0o100000;
export const unixDirectory: number = 0o040000;
export const unixSymlink: number = 0o120000;
export const unixType: number = 0o170000;
/** The host system in "version made by" (section 4.4.2.2). */
export const hostUnix: number = 3;

/** The oldest date of the format, 1980-01-01 00:00 (section 4.4.6). */
const fixedDate = 0x0021;
const directoryAttribute = 0x10;
const version = 20;
const zip64Version = 45;

/** An entry to write. */
export interface ZipRecord {
  /** The name of a directory ends with a slash. */
  readonly name: ByteString;
  /** Unix mode with the type bits. */
  readonly mode: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Position of the local header. */
  readonly offset: number;
  /** The sizes follow the content. The local header then does not contain them. */
  readonly hasDescriptor: boolean;
  /** The sizes have eight bytes. */
  readonly isLarge: boolean;
}

function flagsOf({ name, hasDescriptor }: ZipRecord): number {
  return (hasDescriptor ? descriptorFlag : 0) | (isUtf8Name(name) ? utf8Flag : 0);
}

/** The local file header (section 4.3.7). With a descriptor, sizes and checksum are zero. */
export function localHeader(record: ZipRecord): Buffer {
  const { name, method, hasDescriptor, isLarge } = record;
  const extra = isLarge ? 20 : 0;
  const bytes = Buffer.alloc(localBytes + name.length + extra);
  bytes.writeUInt32LE(localSignature, 0);
  bytes.writeUInt16LE(isLarge ? zip64Version : version, 4);
  bytes.writeUInt16LE(flagsOf(record), 6);
  bytes.writeUInt16LE(method, 8);
  bytes.writeUInt16LE(fixedDate, 12);
  if (!hasDescriptor) bytes.writeUInt32LE(record.crc, 14);
  const sizes = isLarge ? [max32, max32] : hasDescriptor ? [0, 0] : [record.compressedSize, record.size];
  bytes.writeUInt32LE(sizes[0] ?? 0, 18);
  bytes.writeUInt32LE(sizes[1] ?? 0, 22);
  bytes.writeUInt16LE(name.length, 26);
  bytes.writeUInt16LE(extra, 28);
  bytes.write(name, localBytes, 'latin1');
  if (isLarge) {
    bytes.writeUInt16LE(zip64Extra, localBytes + name.length);
    bytes.writeUInt16LE(16, localBytes + name.length + 2);
  }
  return bytes;
}

/** The data descriptor after the content (section 4.3.9). */
export function dataDescriptor({ crc, compressedSize, size, isLarge }: ZipRecord): Buffer {
  const bytes = Buffer.alloc(isLarge ? 24 : 16);
  bytes.writeUInt32LE(descriptorSignature, 0);
  bytes.writeUInt32LE(crc, 4);
  if (isLarge) {
    bytes.writeBigUInt64LE(BigInt(compressedSize), 8);
    bytes.writeBigUInt64LE(BigInt(size), 16);
  } else {
    bytes.writeUInt32LE(compressedSize, 8);
    bytes.writeUInt32LE(size, 12);
  }
  return bytes;
}

/** The header of an entry in the central directory (section 4.3.12). */
export function centralHeader(record: ZipRecord): Buffer {
  const { name, mode, method, crc, compressedSize, size, offset, isLarge } = record;
  const large = [...(isLarge ? [size, compressedSize] : []), ...(offset >= max32 ? [offset] : [])];
  const extra = large.length === 0 ? 0 : 4 + 8 * large.length;
  const bytes = Buffer.alloc(centralBytes + name.length + extra);
  const needed = extra > 0 ? zip64Version : version;
  bytes.writeUInt32LE(centralSignature, 0);
  bytes.writeUInt16LE((hostUnix << 8) | needed, 4);
  bytes.writeUInt16LE(needed, 6);
  bytes.writeUInt16LE(flagsOf(record), 8);
  bytes.writeUInt16LE(method, 10);
  bytes.writeUInt16LE(fixedDate, 14);
  bytes.writeUInt32LE(crc, 16);
  bytes.writeUInt32LE(isLarge ? max32 : compressedSize, 20);
  bytes.writeUInt32LE(isLarge ? max32 : size, 24);
  bytes.writeUInt16LE(name.length, 28);
  bytes.writeUInt16LE(extra, 30);
  const isDirectory = (mode & unixType) === unixDirectory;
  bytes.writeUInt32LE(mode * 0x10000 + (isDirectory ? directoryAttribute : 0), 38);
  bytes.writeUInt32LE(Math.min(offset, max32), 42);
  bytes.write(name, centralBytes, 'latin1');
  if (extra > 0) {
    const at = centralBytes + name.length;
    bytes.writeUInt16LE(zip64Extra, at);
    bytes.writeUInt16LE(8 * large.length, at + 2);
    for (const [index, value] of large.entries()) bytes.writeBigUInt64LE(BigInt(value), at + 4 + 8 * index);
  }
  return bytes;
}

/** The central directory in an archive. */
export interface CentralDirectory {
  readonly count: number;
  readonly offset: number;
  readonly size: number;
}

/** The records after the central directory (sections 4.3.14 to 4.3.16). */
export function endRecords({ count, offset, size }: CentralDirectory): Buffer {
  const end = Buffer.alloc(endBytes);
  end.writeUInt32LE(endSignature, 0);
  end.writeUInt16LE(Math.min(count, max16), 8);
  end.writeUInt16LE(Math.min(count, max16), 10);
  end.writeUInt32LE(Math.min(size, max32), 12);
  end.writeUInt32LE(Math.min(offset, max32), 16);
  if (count < max16 && offset < max32 && size < max32) return end;
  const large = Buffer.alloc(zip64EndBytes + zip64LocatorBytes);
  large.writeUInt32LE(zip64EndSignature, 0);
  large.writeBigUInt64LE(BigInt(zip64EndBytes - 12), 4);
  large.writeUInt16LE((hostUnix << 8) | zip64Version, 12);
  large.writeUInt16LE(zip64Version, 14);
  large.writeBigUInt64LE(BigInt(count), 24);
  large.writeBigUInt64LE(BigInt(count), 32);
  large.writeBigUInt64LE(BigInt(size), 40);
  large.writeBigUInt64LE(BigInt(offset), 48);
  large.writeUInt32LE(zip64LocatorSignature, zip64EndBytes);
  large.writeBigUInt64LE(BigInt(offset + size), zip64EndBytes + 8);
  large.writeUInt32LE(1, zip64EndBytes + 16);
  return Buffer.concat([large, end]);
}
