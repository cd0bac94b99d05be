import { type ByteString, fromLatin1, isAscii } from '../../fs/index.ts';
import { OciError } from '../../spec/index.ts';

/** An archive is a row of blocks of this many bytes (POSIX pax, "ustar Interchange Format"). */
export const blockBytes = 512;

const nameBytes = 100;
const prefixBytes = 155;
/** Eleven octal digits: 8 GiB less one byte. */
const maxOctalSize = 8 ** 11 - 1;
/** What Go's writer refuses, and careful readers too. */
const maxPaxBytes = 1024 * 1024;

const typeflags = { file: '0', symlink: '2', directory: '5', pax: 'x' } as const;

export interface TarHeader {
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly name: ByteString;
  /** Twelve bits: set-uid, set-gid, sticky, permissions. */
  readonly mode: number;
  /** Bytes of content; 0 for anything but a file. */
  readonly size: number;
  /** Where a link points; empty for anything else. */
  readonly target: ByteString;
}

/**
 * The header blocks of one entry, byte for byte as Go's `archive/tar` writes them for an entry of user and group 0 without names and
 * times: USTAR (POSIX.1-1988) where name, link and size fit, else a PAX header (POSIX.1-2001) in front, which never is one of GNU's.
 *
 * @throws OciError `SIZE_LIMIT` when name and link need a PAX header of more than 1 MiB
 */
export function tarHeader(header: TarHeader): Buffer {
  const records = paxRecords(header);
  if (records === '') return ustarHeader(header);
  const paxBytes = records.length;
  if (paxBytes > maxPaxBytes)
    throw new OciError(
      'SIZE_LIMIT',
      `an archive entry needs ${paxBytes} bytes for its name and link; ${maxPaxBytes} are allowed`,
    );
  const blocks = Buffer.alloc(blockBytes + roundUp(paxBytes) + blockBytes);
  writePaxBlock(blocks.subarray(0, blockBytes), header.name, paxBytes);
  blocks.write(records, blockBytes, 'latin1');
  const main = blocks.subarray(blocks.byteLength - blockBytes);
  writeText(main, 0, nameBytes, toAscii(header.name));
  writeText(main, 157, nameBytes, toAscii(header.target));
  writeCommon(main, header, typeflags[header.kind]);
  return blocks;
}

/** `size` and what fills its last block. */
export function roundUp(size: number): number {
  return Math.ceil(size / blockBytes) * blockBytes;
}

function ustarHeader(header: TarHeader): Buffer {
  const block = Buffer.alloc(blockBytes);
  const cut = splitName(header.name);
  if (cut > 0) block.write(header.name.slice(0, cut), 345, 'latin1');
  block.write(cut > 0 ? header.name.slice(cut + 1) : header.name, 0, 'latin1');
  block.write(header.target, 157, 'latin1');
  writeCommon(block, header, typeflags[header.kind]);
  return block;
}

/** What USTAR cannot hold, as PAX records sorted by key; empty when it can hold everything. */
function paxRecords({ name, target, size }: TarHeader): string {
  const longTarget = !isAscii(target) || target.length > nameBytes;
  const longName = !isAscii(name) || name.length > nameBytes;
  const large = size > maxOctalSize;
  if (!longTarget && !large && (!longName || splitName(name) > 0)) return '';
  let records = '';
  if (longTarget) records += paxRecord('linkpath', target);
  // Once there is a PAX header, a long name stands in it even where USTAR could split it.
  if (longName) records += paxRecord('path', name);
  if (large) records += paxRecord('size', String(size));
  return records;
}

/** `length key=value\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = key.length + value.length + 3;
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

/** The slash that parts a long name into USTAR's prefix and name: the last one that leaves a prefix of at most 155 bytes; -1 when none does. */
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

/** Everything but name, link and prefix: mode, owners, size, time, type, magic, devices, checksum. */
function writeCommon(block: Buffer, header: TarHeader, typeflag: string): void {
  writeOctal(block, 100, 8, header.mode);
  writeOctal(block, 108, 8, 0);
  writeOctal(block, 116, 8, 0);
  // A size that does not fit stands in the PAX header alone.
  writeOctal(block, 124, 12, header.size > maxOctalSize ? 0 : header.size);
  writeOctal(block, 136, 12, 0);
  writeOctal(block, 329, 8, 0);
  writeOctal(block, 337, 8, 0);
  finish(block, typeflag);
}

function finish(block: Buffer, typeflag: string): void {
  block.write(typeflag, 156, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  // The checksum is taken with eight spaces in its own place.
  let sum = 8 * 0x20;
  for (const byte of block) sum += byte;
  writeOctal(block, 148, 7, sum);
  block[155] = 0x20;
}

/** Octal digits with zeros in front and a NUL behind. */
function writeOctal(block: Buffer, at: number, width: number, value: number): void {
  block.write(value.toString(8).padStart(width - 1, '0'), at, 'latin1');
}

/** A text cut to its field; a field that is cut behind a slash ends before it, so that no reader takes a file for a directory. */
function writeText(block: Buffer, at: number, width: number, text: string): void {
  const cut =
    text.length > width && text[width - 1] === '/'
      ? text.slice(0, width - 1).replace(/\/+$/, '')
      : text.slice(0, width);
  block.write(cut, at, 'latin1');
  // Beyond the NUL the rest of the cut text stays in the field.
  if (cut.length < width && text.length > width)
    block.write(text.slice(cut.length + 1, width), at + cut.length + 1, 'latin1');
}

/** The bytes that are ASCII. */
function toAscii(name: ByteString): ByteString {
  return isAscii(name) ? name : fromLatin1(name.replaceAll(/[\u0080-\u00ff]/g, ''));
}
