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

const typeflags = { file: 0x30, symlink: 0x32, directory: 0x35, pax: 0x78 } as const;

/** The header that is being created. One block for all headers, because an archive has as many headers as files. */
const block = Buffer.alloc(tarBlockBytes);
const words = new Int32Array(block.buffer, block.byteOffset, tarBlockBytes / Int32Array.BYTES_PER_ELEMENT);
/** The fields that are the same in all headers, and zeros for the numbers. */
const template = Buffer.alloc(tarBlockBytes);
for (const [at, width] of [
  [100, 8],
  [108, 8],
  [116, 8],
  [124, 12],
  [136, 12],
  [329, 8],
  [337, 8],
] as const)
  template.write('0'.repeat(width - 1), at, 'latin1');
// The checksum counts its own field as eight spaces.
template.write(' '.repeat(8), 148, 'latin1');
template.write('ustar\u000000', 257, 'latin1');

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
  writePaxBlock(header.name, paxBytes);
  block.copy(blocks);
  blocks.write(records, tarBlockBytes, 'latin1');
  block.set(template);
  writeText(0, nameBytes, toAscii(header.name));
  writeText(157, nameBytes, toAscii(header.target));
  writeCommon(header);
  block.copy(blocks, blocks.byteLength - tarBlockBytes);
  return blocks;
}

/** Rounds a size up to a multiple of the block size. */
export function roundUpToBlock(size: number): number {
  return Math.ceil(size / tarBlockBytes) * tarBlockBytes;
}

function ustarHeader(header: TarHeader): Buffer {
  block.set(template);
  const cut = splitName(header.name);
  if (cut > 0) block.write(header.name.slice(0, cut), 345, 'latin1');
  block.write(cut > 0 ? header.name.slice(cut + 1) : header.name, 0, 'latin1');
  if (header.target !== '') block.write(header.target, 157, 'latin1');
  writeCommon(header);
  return Buffer.from(block);
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

function writePaxBlock(name: ByteString, size: number): void {
  block.set(template);
  const slash = name.lastIndexOf('/');
  const paxName = toAscii(fromLatin1(`${name.slice(0, slash + 1)}PaxHeaders.0/${name.slice(slash + 1)}`));
  block.write(paxName.slice(0, nameBytes).replace(/\/+$/, ''), 0, 'latin1');
  // As in Go's writer, the device fields of a PAX header are empty.
  block.fill(0, 329, 345);
  writeOctal(124, 12, size);
  finish(typeflags.pax);
}

/** Writes mode, size, time, type and checksum. The template has owners, magic and devices. */
function writeCommon(header: TarHeader): void {
  writeOctal(100, 8, header.mode);
  // If the size does not fit, it is only in the PAX header.
  writeOctal(124, 12, header.size > maxOctal ? 0 : header.size);
  writeOctal(136, 12, Math.min(Math.max(header.mtime ?? 0, 0), maxOctal));
  finish(typeflags[header.kind]);
}

function finish(typeflag: number): void {
  block[156] = typeflag;
  // Two sums of 16 bits each: of the bytes with an even and with an odd index, four bytes at a time.
  let sums = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? 0;
    sums = (sums + (word & 0xff00ff) + ((word >>> 8) & 0xff00ff)) | 0;
  }
  block.write('000000\0', 148, 'latin1');
  writeOctal(148, 7, (sums & 0xffff) + (sums >>> 16));
}

/** Replaces zeros of the template by octal digits. */
function writeOctal(at: number, width: number, value: number): void {
  for (let index = at + width - 2, rest = value; rest > 0; index--) {
    const digit = rest % 8;
    block[index] = 0x30 + digit;
    rest = (rest - digit) / 8;
  }
}

/**
 * Writes a text, truncated to its field. The truncated text never ends with a slash, because readers would treat the
 * file as a directory.
 */
function writeText(at: number, width: number, text: string): void {
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
