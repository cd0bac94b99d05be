import { OciError, printable } from '../../spec/index.ts';
import { tarBlockBytes } from './header.ts';

/** The fields of a header block, before extended headers are applied. */
export interface HeaderFields {
  readonly name: Buffer;
  readonly linkName: Buffer;
  /** Twelve bits: set-uid, set-gid, sticky, permissions. */
  readonly mode: number;
  /** Bytes. 0 for a volume label without a size. */
  readonly size: number;
  /** Seconds since 1970. An earlier time becomes 0. */
  readonly mtime: number;
  /** One character. An empty field, which the oldest format has for files, becomes `0`. */
  readonly type: string;
}

const zeroBlock = Buffer.alloc(tarBlockBytes);
/** One instance for all empty fields, because an archive has many headers without prefix and link name. */
const empty = Buffer.alloc(0);

/** Whether all bytes are zero. */
export function isZero(bytes: Uint8Array): boolean {
  // The first byte is zero, and each byte equals the one before it.
  return bytes.byteLength === 0 || (bytes[0] === 0 && Buffer.compare(bytes.subarray(1), bytes.subarray(0, -1)) === 0);
}

export function isZeroBlock(block: Uint8Array): boolean {
  return zeroBlock.equals(block);
}

/**
 * Parses a header block in one of the common formats: ustar and PAX (POSIX.1-2017, pax, "ustar Interchange Format"),
 * GNU, and the oldest format without a magic number. Rejects a header that tools read in different ways.
 *
 * @throws OciError `ARCHIVE_INVALID`
 */
export function readTarHeader(block: Buffer): HeaderFields {
  verifyChecksum(block);
  const format = formatOf(block);
  checkUnusedFields(block, format);
  const prefix = format === 'ustar' ? text(block, 345, 155) : empty;
  const name = text(block, 0, 100);
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0);
  const size = number(block, 124, 12, 'size') ?? (type === 'V' ? 0 : undefined);
  if (size === undefined) throw invalidHeader('the size is missing');
  return {
    name: prefix.byteLength === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]),
    linkName: text(block, 157, 100),
    mode: (number(block, 100, 8, 'mode') ?? 0) & 0o7777,
    size,
    mtime: isNegative(block, 136) ? 0 : (number(block, 136, 12, 'time') ?? 0),
    type,
  };
}

function verifyChecksum(block: Buffer): void {
  const expected = number(block, 148, 8, 'checksum');
  // The checksum counts its own field as eight spaces.
  let sum = 8 * 0x20;
  for (let at = 0; at < 148; at++) sum += block[at] ?? 0;
  for (let at = 156; at < tarBlockBytes; at++) sum += block[at] ?? 0;
  if (sum !== expected) throw invalidHeader('the checksum is wrong; the archive is damaged, or not a tar archive');
}

function formatOf(block: Buffer): 'ustar' | 'gnu' | 'old' {
  const magic = block.toString('latin1', 257, 265);
  if (magic === 'ustar  \0') return 'gnu';
  if (magic === '\0'.repeat(8)) return 'old';
  if (!magic.startsWith('ustar\0')) throw invalidHeader('the format is unknown');
  if (block.toString('latin1', 508, 512) === 'tar\0')
    throw invalidHeader('the format is star, and tools read its names in different ways');
  return 'ustar';
}

/**
 * Checks that owners and devices, which are not used, are numbers of 32 bits. Otherwise some readers reject the archive
 * or ignore the following entries.
 */
function checkUnusedFields(block: Buffer, format: 'ustar' | 'gnu' | 'old'): void {
  const owners = [
    [108, 'owner'],
    [116, 'group'],
  ] as const;
  const devices = [
    [329, 'device'],
    [337, 'device'],
  ] as const;
  for (const [start, field] of format === 'old' ? owners : [...owners, ...devices]) {
    if ((number(block, start, 8, field) ?? 0) > 0xffffffff) throw invalidHeader(`the ${field} is out of range`);
  }
}

/** Parses a text that ends at the first NUL or fills its field. */
function text(block: Buffer, start: number, length: number): Buffer {
  const limit = start + length;
  let end = start;
  while (end < limit && block[end] !== 0) end++;
  if (!isZeroRange(block, end, limit)) throw invalidHeader('a name contains a NUL byte');
  return end === start ? empty : Buffer.from(block.subarray(start, end));
}

function isZeroRange(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== 0) return false;
  }
  return true;
}

function isNegative(block: Buffer, start: number): boolean {
  return ((block[start] ?? 0) & 0xc0) === 0xc0;
}

const space = 0x20;
const zero = 0x30;

/**
 * Parses octal digits after optional spaces, which spaces or NULs end, or GNU's base-256. Undefined for an empty field.
 */
function number(block: Buffer, start: number, length: number, field: string): number | undefined {
  if (((block[start] ?? 0) & 0x80) !== 0) return base256(block.subarray(start, start + length), field);
  // A regular expression would need a string for each of the eight numbers in a header.
  const end = start + length;
  let at = start;
  while (at < end && block[at] === space) at++;
  const first = at;
  let value = 0;
  for (; at < end; at++) {
    const digit = (block[at] ?? 0) - zero;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  const isEmpty = at === first;
  for (; at < end; at++) {
    if (block[at] !== space && block[at] !== 0) throw invalidHeader(`the ${field} is not a number`);
  }
  return isEmpty ? undefined : value;
}

function base256(bytes: Uint8Array, field: string): number {
  if (((bytes[0] ?? 0) & 0x40) !== 0) throw invalidHeader(`the ${field} is negative`);
  let value = (bytes[0] ?? 0) & 0x3f;
  for (const byte of bytes.subarray(1)) {
    value = value * 256 + byte;
    if (value > Number.MAX_SAFE_INTEGER) throw invalidHeader(`the ${field} is too large`);
  }
  return value;
}

function invalidHeader(reason: string): OciError {
  return new OciError('ARCHIVE_INVALID', `invalid header: ${reason}`);
}

/** The supported records of an extended header (POSIX.1-2017, pax, "pax Extended Header"). */
export interface PaxRecords {
  readonly path?: Buffer;
  readonly linkPath?: Buffer;
  /** Bytes. */
  readonly size?: number;
  /** Seconds since 1970. An earlier time becomes 0. */
  readonly mtime?: number;
}

/** All other keys (owner, access time, extended attributes, vendor keys) do not affect names or content. */
const supportedKeys: ReadonlySet<string> = new Set(['path', 'linkpath', 'size', 'mtime', 'hdrcharset']);

/**
 * Parses the records of an extended header. Rejects a wrong length, a missing line break, a NUL byte, and features that
 * change the meaning of other bytes (sparse files, other character sets).
 *
 * @throws OciError `ARCHIVE_INVALID`
 */
export function readPax(content: Buffer): PaxRecords {
  const records = new Map<string, Buffer>();
  for (let at = 0; at < content.byteLength;) {
    const space = content.indexOf(0x20, at);
    const length =
      space < 0 ? undefined : /^[1-9][0-9]{0,9}$/.exec(content.toString('latin1', at, Math.min(space, at + 11)))?.[0];
    const end = at + Number(length ?? Number.NaN);
    if (!(end > space + 1 && end <= content.byteLength) || content[end - 1] !== 0x0a)
      throw invalidPax('the length of a record is wrong');
    const equals = content.indexOf(0x3d, space + 1);
    if (equals < 0 || equals >= end || equals === space + 1) throw invalidPax('a record has no key');
    const key = content.toString('latin1', space + 1, equals);
    if (key.includes('\0')) throw invalidPax('a key contains a NUL byte');
    if (key.startsWith('GNU.sparse.'))
      throw invalidPax('it describes a sparse file, which is not supported; create the archive without --sparse');
    if (supportedKeys.has(key)) {
      if (records.has(key)) throw invalidPax(`the key "${key}" occurs twice`);
      records.set(key, content.subarray(equals + 1, end - 1));
    }
    at = end;
  }
  return interpret(records);
}

function interpret(records: ReadonlyMap<string, Buffer>): PaxRecords {
  const path = nameOf(records, 'path');
  const linkPath = nameOf(records, 'linkpath');
  const size = records.get('size')?.toString('latin1');
  if (size !== undefined && !(/^[0-9]{1,16}$/.test(size) && Number.isSafeInteger(Number(size))))
    throw invalidPax(`the size "${printable(size, 40)}" is not a number of bytes`);
  const mtime = records.get('mtime')?.toString('latin1');
  if (mtime !== undefined && !/^-?[0-9]{1,20}(\.[0-9]{0,20})?$/.test(mtime))
    throw invalidPax(`the time "${printable(mtime, 40)}" is not a number of seconds`);
  const charset = records.get('hdrcharset')?.toString('latin1');
  if (charset !== undefined && charset !== 'BINARY' && charset !== 'ISO-IR 10646 2000 UTF-8')
    throw invalidPax(`the character set of names is "${printable(charset, 40)}", but only UTF-8 is supported`);
  return {
    ...(path === undefined ? {} : { path }),
    ...(linkPath === undefined ? {} : { linkPath }),
    ...(size === undefined ? {} : { size: Number(size) }),
    ...(mtime === undefined ? {} : { mtime: Math.max(0, Number(mtime)) }),
  };
}

function nameOf(records: ReadonlyMap<string, Buffer>, key: string): Buffer | undefined {
  const value = records.get(key);
  if (value?.byteLength === 0) throw invalidPax(`the ${key} is empty`);
  if (value?.includes(0) === true) throw invalidPax(`the ${key} contains a NUL byte`);
  return value;
}

function invalidPax(reason: string): OciError {
  return new OciError('ARCHIVE_INVALID', `invalid extended header: ${reason}`);
}
