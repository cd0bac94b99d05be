import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackZip } from '../../src/archive/index.ts';
import { isOciError } from '../../src/spec/index.ts';
import { sourceTree } from './source-tree.ts';
import { listTree, Workspace } from './unpack/workspace.ts';

const max16 = 0xffff;
const max32 = 0xffffffff;
const utf8 = 0x800;
const descriptor = 0x8;

/** An entry of a zip. Its fields are in both headers. */
interface Part {
  readonly name?: string | Buffer;
  readonly content?: string;
  readonly flags?: number;
  readonly method?: 0 | 8;
  /** The stated size. */
  readonly size?: number;
  readonly mode?: number;
  readonly extra?: Buffer;
  /** Bytes after the compressed content that belong to it. */
  readonly tail?: string;
  /** Bytes after the entry. */
  readonly after?: Buffer;
  /** Fields of the central header. */
  readonly offset?: number;
  readonly disk?: number;
  readonly nameBytes?: number;
  readonly signature?: number;
}

interface Ends {
  readonly before?: string;
  readonly count?: number;
  readonly disk?: number;
  readonly size?: number;
  readonly zip64?: Readonly<Record<number, bigint>>;
  /** The directory lists the entries in reverse. */
  readonly isReversed?: boolean;
}

/** Numbers of 2 (`s`), 4 (`i`) or 8 bytes (`q`). */
function fields(format: string, ...values: readonly number[]): Buffer {
  const parts = Array.from(format, (kind, index) => {
    const value = BigInt(values[index] ?? 0);
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    return bytes.subarray(0, { s: 2, i: 4 }[kind] ?? 8);
  });
  return Buffer.concat(parts);
}

function zipOf(parts: readonly Part[], ends: Ends = {}): Buffer {
  const locals: Buffer[] = [Buffer.from(ends.before ?? '')];
  const central: Buffer[] = [];
  let position = ends.before?.length ?? 0;
  for (const { name = 'x', content = 'text', flags = 0, method = 0, mode = 0o100644, extra, tail, ...part } of parts) {
    const nameBytes = Buffer.from(name);
    const data = Buffer.from(content);
    const stored = Buffer.concat([method === 8 ? deflateRawSync(data) : data, Buffer.from(tail ?? '')]);
    const more = extra ?? Buffer.alloc(0);
    const hasDescriptor = (flags & descriptor) !== 0;
    const { size = data.byteLength } = part;
    const sums = [crc32(data), stored.byteLength, size];
    const inLocal = hasDescriptor ? [0, 0, 0] : sums;
    const lengths = [nameBytes.byteLength, more.byteLength];
    const local = Buffer.concat([
      fields('isssss', 0x04034b50, 20, flags, method, 0, 0),
      fields('iiiss', ...inLocal, ...lengths),
    ]);
    const all = Buffer.concat([local, nameBytes, more, stored, part.after ?? Buffer.alloc(0)]);
    const header = Buffer.concat([
      fields('issssss', part.signature ?? 0x02014b50, 0x0314, 20, flags, method, 0, 0),
      fields('iiisss', ...sums, part.nameBytes ?? nameBytes.byteLength, more.byteLength, 0),
      fields('ssii', part.disk ?? 0, 0, (mode * 65_536) >>> 0, part.offset ?? position),
    ]);
    const record = Buffer.concat([header, nameBytes, more]);
    if (ends.isReversed === true) central.unshift(record);
    else central.push(record);
    locals.push(all);
    position += all.byteLength;
  }
  const directory = Buffer.concat(central);
  const count = ends.count ?? parts.length;
  const size = ends.size ?? directory.byteLength;
  const zip64 = ends.zip64 === undefined ? [] : [zip64Of(parts.length, directory.byteLength, position, ends.zip64)];
  const disk = ends.disk ?? 0;
  const end = fields('issssiis', 0x06054b50, disk, 0, count, count, size, position, 0);
  return Buffer.concat([...locals, directory, ...zip64, end]);
}

/** The two records of zip64, with other values at some positions. */
function zip64Of(count: number, size: number, offset: number, changes: Readonly<Record<number, bigint>>): Buffer {
  const position = offset + size;
  const records = Buffer.concat([
    fields('iqssiiqqqq', 0x06064b50, 44, 45, 45, 0, 0, count, count, size, offset),
    fields('iiqi', 0x07064b50, 0, position, 1),
  ]);
  for (const [at, value] of Object.entries(changes)) records.writeBigUInt64LE(value, Number(at));
  return records;
}

/** The unpacked tree as text, or the error. */
async function unpack(zip: Uint8Array): Promise<string> {
  await using workspace = await Workspace.create();
  await using tree = await sourceTree();
  const path = join(tree.outside, 'archive.zip');
  await writeFile(path, zip);
  try {
    await using layer = await unpackZip(path, workspace.destination);
    return (await listTree(layer.directory)).join(', ');
  } catch (error) {
    if (!isOciError(error)) throw error;
    return `${error.code}: ${error.message}`;
  } finally {
    await workspace.requireUnchanged();
  }
}

const crc = crc32('text');
const file: Part = {};
const described: Part = { flags: descriptor };

describe('a zip', () => {
  it.each<[string, readonly Part[], Ends?]>([
    ['with plain entries', [file, { name: 'y', method: 8 }]],
    ['with another order in its directory', [file, { name: 'y', method: 8 }], { isReversed: true }],
    ['with a data descriptor', [{ ...described, after: fields('iii', crc, 4, 4) }]],
    ['with a data descriptor with a signature', [{ ...described, after: fields('iiii', 0x08074b50, crc, 4, 4) }]],
    ['with a data descriptor of zip64', [{ ...described, after: fields('iqq', crc, 4, 4) }]],
    [
      'with a data descriptor of zip64 with a signature',
      [{ ...described, after: fields('iiqq', 0x08074b50, crc, 4, 4) }],
    ],
    ['with an extra field', [{ extra: fields('ssi', 0x5455, 4, 1) }]],
    ['with records of zip64', [file], { zip64: {} }],
    ['with records of zip64 that alone have the numbers', [file], { zip64: {}, count: max16, size: max32 }],
  ])('is unpacked %s', async (_, parts, ends) => {
    const others = parts.length === 2 ? ', y 644 text' : '';
    expect(await unpack(zipOf(parts, ends))).toBe(`x 644 text${others}`);
  });

  it.each<[string, RegExp, readonly Part[], Ends?]>([
    ['in several files', /it has several parts/, [file], { disk: 1 }],
    ['with an entry in another file', /it has several parts/, [{ disk: 1 }]],
    ['with more entries than stated', /more entries than its end record states/, [file, { name: 'y' }], { count: 1 }],
    ['with a damaged directory', /its central directory is damaged/, [{ signature: 1 }]],
    ['with a truncated directory', /its central directory is truncated/, [{ nameBytes: 500 }]],
    ['with bytes before the first entry', /it does not begin with an entry/, [file], { before: '#!' }],
    [
      'with an entry after the directory',
      /after the central directory|is truncated/,
      [file, { name: 'y', offset: 999 }],
    ],
    ['with a part of an extra field', /an extra field is damaged/, [{ extra: Buffer.from('abc') }]],
    ['with an extra field that is too long', /an extra field is damaged/, [{ extra: fields('ss', 1, 9) }]],
    ['with a second name', /an entry has two names/, [{ extra: fields('ssi', 0x7075, 4, 1) }]],
    ['with two fields of zip64', /two zip64 fields/, [{ extra: fields('ssqssq', 1, 8, 4, 1, 8, 4) }]],
    ['with a short field of zip64', /a zip64 field is truncated/, [{ size: max32, extra: fields('ssi', 1, 4, 4) }]],
    ['with a huge size', /size or position is too large/, [{ size: max32, extra: fields('ssq', 1, 8, 2 ** 60) }]],
    ['with contradictory numbers of entries', /end records contradict/, [file], { zip64: {}, count: 2 }],
    ['with contradictory sizes', /end records contradict/, [file], { zip64: {}, size: 1 }],
    ['with a damaged record of zip64', /zip64 end record is invalid/, [file], { zip64: { 0: 1n } }],
    ['with a longer record of zip64', /zip64 end record is invalid/, [file], { zip64: { 4: 45n } }],
    ['with a record of zip64 of another part', /zip64 end record is invalid/, [file], { zip64: { 16: 1n } }],
    ['with entries in other parts', /zip64 end record is invalid/, [file], { zip64: { 24: 2n } }],
    ['with another position of the record', /zip64 end record is invalid/, [file], { zip64: { 64: 3n } }],
    ['with encryption', /"x" is encrypted, or has unknown flags/, [{ flags: 1 }]],
    ['with unknown flags', /"x" is encrypted, or has unknown flags/, [{ flags: 0x40 }]],
    ['with a link without a target', /is a link with an invalid target/, [{ mode: 0o120777, content: '' }]],
    ['with a link with a long target', /invalid target/, [{ mode: 0o120777, content: 'x'.repeat(5000) }]],
    ['with a directory with content', /is a directory with content/, [{ name: 'x/', mode: 0o040755 }]],
    ['with a directory without a slash', /only by its name or its mode/, [{ mode: 0o040755, content: '' }]],
    ['with a file with a slash', /only by its name or its mode/, [{ name: 'x/', content: '' }]],
    ['with a short file', /"x" is smaller than its size/, [{ method: 8, size: 5 }]],
    ['with bytes after a file', /bytes after its compressed content/, [{ method: 8, tail: '!' }]],
    ['with bytes after a large file', /bytes after/, [{ method: 8, content: 'x'.repeat(600_000), tail: '!' }]],
    ['with a longer large file', /larger than its size/, [{ method: 8, content: 'x'.repeat(999_999), size: 600_000 }]],
    ['with a name that is not UTF-8', /is not UTF-8/, [{ flags: utf8, name: Buffer.from([0x78, 0xff]) }]],
    ['with a NUL byte in a name', /a NUL byte in its name/, [{ name: 'x\0y' }]],
    ['with bytes between entries', /bytes that belong to no entry/, [{ after: Buffer.from('hidden') }, { name: 'y' }]],
    ['without a data descriptor', /bytes that belong to no entry/, [described]],
    ['with a data descriptor of another size', /belong to no entry/, [{ ...described, after: Buffer.alloc(13) }]],
    ['with another checksum', /belong to no entry/, [{ ...described, after: fields('iii', crc + 1, 4, 4) }]],
    ['with another size', /belong to no entry/, [{ ...described, after: fields('iii', crc, 4, 5) }]],
    ['with another large size', /belong to no entry/, [{ ...described, after: fields('iqq', crc, 5, 4) }]],
    ['with another signature', /belong to no entry/, [{ ...described, after: fields('iiii', 1, crc, 4, 4) }]],
  ])('is refused %s', async (_, message, parts, ends) => {
    const outcome = await unpack(zipOf(parts, ends));
    expect(outcome).toMatch(/^ARCHIVE_INVALID: cannot read /);
    expect(outcome).toMatch(message);
  });

  it.each([2, 60_000])('is refused if it states %i entries, which its directory cannot have', async (count) => {
    expect(await unpack(zipOf([file], { count }))).toMatch(/^SIZE_LIMIT: .*it states \d+ entries/);
  });
});
