import { type ByteString, fromLatin1, isAscii } from '../../fs/index.ts';
import { OciError } from '../../spec/index.ts';

/** An archive consists of blocks of this many bytes (POSIX.1-2017, pax, "ustar Interchange Format"). */
export const tarBlockBytes = 512;

const nameBytes = 100;
const prefixBytes = 155;
/** The largest number with eleven octal digits. As a size, it is 8 GiB minus one byte. */
const maxOctal = 8 ** 11 - 1;
/** Maximum size of a PAX header, bytes. Go's writer and strict readers reject a larger one. */
const maxPaxBytes = 1024 * 1024;

const typeflags = { file: '0', symlink: '2', directory: '5', pax: 'x' } as const;

/** The fields of a tar entry (POSIX pax). */
export interface TarHeader {
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly name: ByteString;
  /** Twelve bits: set-uid, set-gid, sticky, permissions. */
  readonly mode: number;
  /** Size of the content, bytes. 0 for directories and links. */
  readonly size: number;
  /** Target of a symbolic link. Empty for files and directories. */
  readonly target: ByteString;
  /** Integer, seconds since 1970. Limited to the range that a header supports. @default 0 */
  readonly mtime?: number | undefined;
}

/**
 * Creates the header blocks of an entry with owner and group 0. They are byte for byte the same as those of Go's
 * `archive/tar`: a USTAR header (POSIX.1-1988), and before it a PAX header (POSIX.1-2001) if name, link target or size
 * do not fit into USTAR. GNU headers are never used.
 *
 * @throws OciError `SIZE_LIMIT` when name and link target need a PAX header of more than 1 MiB
 */
export function tarHeader(header: TarHeader): Buffer {
  const records = paxRecords(header);
  if (records === '') return ustarHeader(header);
  const paxBytes = records.length;
  if (paxBytes > maxPaxBytes)
    throw new OciError(
      'SIZE_LIMIT',
      `cannot write an archive entry: its name and link target need ${paxBytes} bytes, more than the limit of ` +
        `${maxPaxBytes}; use shorter paths`,
    );
  const blocks = Buffer.alloc(tarBlockBytes + roundUpToBlock(paxBytes) + tarBlockBytes);
  writePaxBlock(blocks.subarray(0, tarBlockBytes), header.name, paxBytes);
  blocks.write(records, tarBlockBytes, 'latin1');
  const main = blocks.subarray(blocks.byteLength - tarBlockBytes);
  writeText(main, 0, nameBytes, toAscii(header.name));
  writeText(main, 157, nameBytes, toAscii(header.target));
  writeCommon(main, header, typeflags[header.kind]);
  return blocks;
}

/** Rounds a size up to a multiple of the block size. */
export function roundUpToBlock(size: number): number {
  return Math.ceil(size / tarBlockBytes) * tarBlockBytes;
}

function ustarHeader(header: TarHeader): Buffer {
  const block = Buffer.alloc(tarBlockBytes);
  const cut = splitName(header.name);
  if (cut > 0) block.write(header.name.slice(0, cut), 345, 'latin1');
  block.write(cut > 0 ? header.name.slice(cut + 1) : header.name, 0, 'latin1');
  block.write(header.target, 157, 'latin1');
  writeCommon(block, header, typeflags[header.kind]);
  return block;
}

/** Formats the fields that do not fit into USTAR as PAX records, sorted by key. Empty if all fields fit. */
function paxRecords({ name, target, size }: TarHeader): string {
  const longTarget = !isAscii(target) || target.length > nameBytes;
  const longName = !isAscii(name) || name.length > nameBytes;
  const large = size > maxOctal;
  if (!longTarget && !large && (!longName || splitName(name) > 0)) return '';
  let records = '';
  if (longTarget) records += paxRecord('linkpath', target);
  // If an entry has a PAX header, its long name is there, even if USTAR could split the name.
  if (longName) records += paxRecord('path', name);
  if (large) records += paxRecord('size', String(size));
  return records;
}

/** Formats a record as `length key=value\n`. The length includes its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = key.length + value.length + 3;
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

/**
 * Returns the index of the slash between USTAR's prefix and name, which is the last slash within 155 bytes; -1 if the
 * name cannot be split.
 */
function splitName(name: ByteString): number {
  if (name.length <= nameBytes || !isAscii(name)) return -1;
  const slash = name.lastIndexOf('/', prefixBytes);
  const rest = name.length - slash - 1;
  return slash <= 0 || rest > nameBytes || rest === 0 ? -1 : slash;
}

function writePaxBlock(block: Buffer, name: ByteString, size: number): void {
  const slash = name.lastIndexOf('/');
  const paxName = toAscii(fromLatin1(`${name.slice(0, slash + 1)}PaxHeaders.0/${name.slice(slash + 1)}`));
  block.write(paxName.slice(0, nameBytes).replace(/\/+$/, ''), 0, 'latin1');
  writeOctal(block, 100, 8, 0);
  writeOctal(block, 108, 8, 0);
  writeOctal(block, 116, 8, 0);
  writeOctal(block, 124, 12, size);
  writeOctal(block, 136, 12, 0);
  finish(block, typeflags.pax);
}

/** Writes all fields except name, link target and prefix: mode, owners, size, time, type, magic, devices, checksum. */
function writeCommon(block: Buffer, header: TarHeader, typeflag: string): void {
  writeOctal(block, 100, 8, header.mode);
  writeOctal(block, 108, 8, 0);
  writeOctal(block, 116, 8, 0);
  // If the size does not fit, it is only in the PAX header.
  writeOctal(block, 124, 12, header.size > maxOctal ? 0 : header.size);
  writeOctal(block, 136, 12, Math.min(Math.max(header.mtime ?? 0, 0), maxOctal));
  writeOctal(block, 329, 8, 0);
  writeOctal(block, 337, 8, 0);
  finish(block, typeflag);
}

function finish(block: Buffer, typeflag: string): void {
  block.write(typeflag, 156, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  // The checksum counts its own field as eight spaces.
  let sum = 8 * 0x20;
  for (const byte of block) sum += byte;
  writeOctal(block, 148, 7, sum);
  block[155] = 0x20;
}

/** Writes octal digits with leading zeros. The byte after them is NUL. */
function writeOctal(block: Buffer, at: number, width: number, value: number): void {
  block.write(value.toString(8).padStart(width - 1, '0'), at, 'latin1');
}

/**
 * Writes a text, truncated to its field. The truncated text never ends with a slash, because readers would treat the
 * file as a directory.
 */
function writeText(block: Buffer, at: number, width: number, text: string): void {
  const cut =
    text.length > width && text[width - 1] === '/'
      ? text.slice(0, width - 1).replace(/\/+$/, '')
      : text.slice(0, width);
  block.write(cut, at, 'latin1');
  // Go's writer does not clear the rest of the text after the NUL.
  if (cut.length < width && text.length > width)
    block.write(text.slice(cut.length + 1, width), at + cut.length + 1, 'latin1');
}

/** Removes the bytes that are not ASCII. */
function toAscii(name: ByteString): ByteString {
  return isAscii(name) ? name : fromLatin1(name.replaceAll(/[\u0080-\u00ff]/g, ''));
}
