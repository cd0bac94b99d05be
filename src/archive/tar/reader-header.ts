import { OciError } from '../../spec/index.ts';

export const tarBlockSize = 512;

/** One header block as it stands; what extended headers change is not applied yet. */
export interface TarHeader {
  readonly name: Buffer;
  readonly linkName: Buffer;
  /** Permission and special bits, 12 of them. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970; a time before counts as 1970. */
  readonly mtime: number;
  /** One character; `0` for the old form that leaves it empty. */
  readonly type: string;
}

const zeroBlock = Buffer.alloc(tarBlockSize);
/** Most headers have no prefix and no link: an archive has many, and each costs time that the files wait for. */
const empty = Buffer.alloc(0);

export function isZeroBlock(block: Uint8Array): boolean {
  return zeroBlock.equals(block);
}

/**
 * Reads a header of the formats that tools agree on: ustar and PAX (POSIX.1-2017, pax, "ustar Interchange Format"), GNU, and the oldest without a magic.
 * What tools read in different ways is refused.
 *
 * @throws OciError `ARCHIVE_INVALID`
 */
export function readTarHeader(block: Buffer): TarHeader {
  checkSum(block);
  const format = formatOf(block);
  checkUnused(block, format);
  const prefix = format === 'ustar' ? text(block, 345, 155) : empty;
  const name = text(block, 0, 100);
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0);
  return {
    name: prefix.byteLength === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]),
    linkName: text(block, 157, 100),
    mode: (number(block, 100, 8, 'mode') ?? 0) & 0o7777,
    size: required(number(block, 124, 12, 'size'), 'size'),
    mtime: isNegative(block, 136) ? 0 : (number(block, 136, 12, 'time') ?? 0),
    type,
  };
}

function checkSum(block: Buffer): void {
  const expected = number(block, 148, 8, 'checksum');
  // The field itself counts as eight spaces.
  let sum = 8 * 0x20;
  for (let at = 0; at < 148; at++) sum += block[at] ?? 0;
  for (let at = 156; at < tarBlockSize; at++) sum += block[at] ?? 0;
  if (sum !== expected) throw invalid('the checksum of a header does not fit; it is damaged, or no tar archive');
}

function formatOf(block: Buffer): 'ustar' | 'gnu' | 'old' {
  const magic = block.toString('latin1', 257, 265);
  if (magic === 'ustar  \0') return 'gnu';
  if (magic === '\0'.repeat(8)) return 'old';
  if (!magic.startsWith('ustar\0')) throw invalid('a header is of an unknown format');
  if (block.toString('latin1', 508, 512) === 'tar\0')
    throw invalid('a header is of the star format, whose names other tools read in another way');
  return 'ustar';
}

/** Owners and device numbers are not used, but there are readers that refuse the archive, or end their listing, where one is no number of 32 bits. */
function checkUnused(block: Buffer, format: 'ustar' | 'gnu' | 'old'): void {
  const fields = [
    [108, 'owner'],
    [116, 'group'],
    ...(format === 'old'
      ? []
      : ([
          [329, 'device'],
          [337, 'device'],
        ] as const)),
  ] as const;
  for (const [start, what] of fields) {
    if ((number(block, start, 8, what) ?? 0) > 0xffffffff) throw invalid(`the ${what} in a header is out of range`);
  }
}

/** A text that ends at the first NUL or fills its field. */
function text(block: Buffer, start: number, length: number): Buffer {
  if (block[start] === 0 && isZero(block, start, start + length)) return empty;
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  if (end < 0) return Buffer.from(field);
  if (!isZero(field, end, length)) throw invalid('a name in a header holds a NUL byte');
  return Buffer.from(field.subarray(0, end));
}

function isZero(bytes: Buffer, start: number, end: number): boolean {
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

/** Octal digits between spaces, ended by spaces or NULs, or GNU's base-256; undefined for an empty field. */
function number(block: Buffer, start: number, length: number, what: string): number | undefined {
  if (((block[start] ?? 0) & 0x80) !== 0) return base256(block.subarray(start, start + length), what);
  // Byte by byte, because there are eight such fields in every header and a pattern needs a string of each.
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
    if (block[at] !== space && block[at] !== 0) throw invalid(`the ${what} in a header is not a number`);
  }
  return isEmpty ? undefined : value;
}

function base256(field: Uint8Array, what: string): number {
  if (((field[0] ?? 0) & 0x40) !== 0) throw invalid(`the ${what} in a header is negative`);
  let value = (field[0] ?? 0) & 0x3f;
  for (const byte of field.subarray(1)) {
    value = value * 256 + byte;
    if (value > Number.MAX_SAFE_INTEGER) throw invalid(`the ${what} in a header is absurdly large`);
  }
  return value;
}

function required(value: number | undefined, what: string): number {
  if (value === undefined) throw invalid(`the ${what} in a header is missing`);
  return value;
}

function invalid(reason: string): OciError {
  return new OciError('ARCHIVE_INVALID', reason);
}
