import { hash } from 'node:crypto';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { fromLatin1, isUtf8Name, maxPathBytes, printableName } from '../../fs/index.ts';
import { OciError } from '../../spec/index.ts';
import { ByteSource } from '../byte-source.ts';
import type { TarEntry, TarEntryType } from '../tar/reader.ts';
import { decode, decoderChunkSize } from '../unpack/decoder.ts';
import { maxEntries } from '../walk/walk.ts';
import type { CentralEntry, ZipFile } from './directory.ts';
import {
  centralBytes,
  descriptorFlag,
  descriptorSignature,
  hostUnix,
  localBytes,
  localSignature,
  methodDeflate,
  methodStored,
  unixType,
  utf8Flag,
  type CentralDirectory,
} from './records.ts';

/** The flags that do not change the content: level of deflate, data descriptor, UTF-8 (section 4.4.4). */
const knownFlags = 0x0006 | descriptorFlag | utf8Flag;
/** Header id of a host with Unix modes in addition to {@link hostUnix}: macOS. */
const hostMac = 19;
/** Maximum compressed size of a file that is decompressed in one call, bytes. */
const smallBytes = 512 * 1024;

const kinds: Readonly<Record<number, TarEntryType>> = {
  0o010000: 'FIFO',
  0o020000: 'character device',
  0o040000: 'directory',
  0o060000: 'block device',
  0o100000: 'file',
  0o120000: 'symlink',
};

/**
 * Reads a zip strictly, in the order of its central directory. Rejects an archive that tools read in different ways:
 * each local header must agree with the central directory, no bytes may be between the entries, entries may not
 * overlap, and names must be different.
 */
export class ZipReader {
  readonly #file: ZipFile;
  readonly #entries: AsyncGenerator<CentralEntry, void, undefined>;
  /** The positions of all local headers, sorted, and the position of the central directory. */
  readonly #starts: Float64Array;
  readonly #names = new Set<string>();
  #current: { readonly entry: CentralEntry; readonly position: number } | undefined;

  private constructor(file: ZipFile, directory: CentralDirectory, starts: Float64Array) {
    this.#file = file;
    this.#entries = file.entries(directory);
    this.#starts = starts;
  }

  /** @throws OciError `ARCHIVE_INVALID`, `SIZE_LIMIT` for an archive with too many entries, `FILE_SYSTEM` */
  static async open(file: ZipFile): Promise<ZipReader> {
    const directory = await file.findDirectory();
    if (directory.count > maxEntries || directory.count * centralBytes > directory.size)
      throw new OciError('SIZE_LIMIT', `cannot read ${file.what}: it states ${directory.count} entries`);
    const starts = new Float64Array(directory.count + 1);
    let index = 0;
    for await (const { offset } of file.entries(directory)) starts[index++] = offset;
    starts[index] = directory.offset;
    starts.sort();
    if (starts[0] !== 0) throw file.invalid('it does not begin with an entry');
    if (starts.at(-1) !== directory.offset) throw file.invalid('an entry begins after the central directory');
    return new ZipReader(file, directory, starts);
  }

  /** Reads the next entry; undefined at the end. @throws OciError `ARCHIVE_INVALID` */
  async next(): Promise<TarEntry | undefined> {
    const step = await this.#entries.next();
    if (step.done === true) return undefined;
    const entry = step.value;
    this.#checkName(entry);
    const { type, mode } = this.#kindOf(entry);
    if ((entry.flags & ~knownFlags) !== 0) throw this.#invalid(entry, 'is encrypted, or has unknown flags');
    if (entry.method !== methodStored && entry.method !== methodDeflate)
      throw this.#invalid(entry, `has the compression method ${entry.method}; use deflate`);
    if (entry.method === methodStored && entry.size !== entry.compressedSize)
      throw this.#invalid(entry, 'is not compressed, but has two sizes');
    this.#current = { entry, position: await this.#contentPosition(entry) };
    if (type === 'symlink') {
      if (entry.size === 0 || entry.size > maxPathBytes) throw this.#invalid(entry, 'is a link with an invalid target');
      return { type, name: entry.name, linkName: await this.readAll(), mode, size: 0, mtime: 0 };
    }
    if (type !== 'file' && entry.size !== 0) throw this.#invalid(entry, `is a ${type} with content`);
    return { type, name: entry.name, linkName: Buffer.alloc(0), mode, size: entry.size, mtime: 0 };
  }

  /** Reads the content of the current entry. @throws OciError `ARCHIVE_INVALID` */
  async readAll(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.content()) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }

  /**
   * The content of the current entry in borrowed chunks. Size and checksum are verified.
   *
   * @throws OciError `ARCHIVE_INVALID`
   */
  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#current === undefined) throw new TypeError('there is no current entry');
    const { entry, position } = this.#current;
    let crc = 0;
    let size = 0;
    for await (const chunk of this.#chunks(entry, position)) {
      size += chunk.byteLength;
      if (size > entry.size) throw this.#invalid(entry, 'is larger than its size');
      crc = crc32(chunk, crc);
      yield chunk;
    }
    if (size !== entry.size) throw this.#invalid(entry, 'is smaller than its size');
    if (crc !== entry.crc) throw this.#invalid(entry, 'has a wrong checksum');
  }

  async close(): Promise<void> {
    await this.#entries.return();
  }

  async *#chunks(entry: CentralEntry, position: number): AsyncGenerator<Uint8Array, void, undefined> {
    const { method, compressedSize, size } = entry;
    if (method === methodStored) {
      yield* this.#file.readRange(position, compressedSize);
      return;
    }
    if (compressedSize <= smallBytes && size <= smallBytes) {
      const content = this.#inflate(entry, await this.#file.read(position, compressedSize));
      if (content.byteLength > 0) yield content;
      return;
    }
    const source = new ByteSource(this.#file.readRange(position, compressedSize));
    yield* decode(createInflateRaw({ chunkSize: decoderChunkSize }), source, this.#file.what);
    if ((await source.chunk()) !== undefined) throw this.#invalid(entry, 'has bytes after its compressed content');
  }

  #inflate(entry: CentralEntry, compressed: Buffer): Buffer {
    let result: { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    try {
      result = inflateRawSync(compressed, { info: true, maxOutputLength: Math.max(entry.size, 1) }) as never;
    } catch (error) {
      throw this.#invalid(entry, 'is damaged, or is larger than its size', error);
    }
    if (result.engine.bytesWritten !== compressed.byteLength)
      throw this.#invalid(entry, 'has bytes after its compressed content');
    return result.buffer;
  }

  #checkName(entry: CentralEntry): void {
    const { name, flags } = entry;
    if ((flags & utf8Flag) !== 0 && !isUtf8Name(fromLatin1(name.toString('latin1'))))
      throw this.#invalid(entry, 'has a name that is not UTF-8');
    if (name.includes(0)) throw this.#invalid(entry, 'has a NUL byte in its name');
    const plain = name.at(-1) === 0x2f ? name.subarray(0, -1) : name;
    const key = hash('sha256', plain, 'buffer').toString('latin1', 0, 12);
    if (this.#names.has(key)) throw this.#invalid(entry, 'occurs twice');
    this.#names.add(key);
  }

  #kindOf(entry: CentralEntry): { readonly type: TarEntryType; readonly mode: number } {
    const { name, madeBy, attributes } = entry;
    const hasSlash = name.at(-1) === 0x2f;
    const unixMode = madeBy === hostUnix || madeBy === hostMac ? attributes >>> 16 : 0;
    const bits = unixMode & unixType;
    const type = bits === 0 ? (hasSlash ? 'directory' : 'file') : kinds[bits];
    if (type === undefined) throw this.#invalid(entry, 'is of an unknown kind');
    if ((type === 'directory') !== hasSlash) throw this.#invalid(entry, 'is a directory only by its name or its mode');
    return { type, mode: unixMode === 0 ? (hasSlash ? 0o755 : 0o644) : unixMode & 0o7777 };
  }

  /** Checks the local header and the bytes after the content. @returns the position of the content */
  async #contentPosition(entry: CentralEntry): Promise<number> {
    const file = this.#file;
    const { offset, name, flags, method, crc, compressedSize, size } = entry;
    const header = await file.read(offset, localBytes);
    const nameBytes = header.readUInt16LE(26);
    const rest = await file.read(offset + localBytes, nameBytes + header.readUInt16LE(28));
    if (
      header.readUInt32LE(0) !== localSignature ||
      header.readUInt16LE(6) !== flags ||
      header.readUInt16LE(8) !== method ||
      !rest.subarray(0, nameBytes).equals(name)
    )
      throw this.#invalid(entry, 'has a local header that contradicts the central directory');
    const hasDescriptor = (flags & descriptorFlag) !== 0;
    const stated = [
      header.readUInt32LE(14),
      ...file.largeFields([header.readUInt32LE(22), header.readUInt32LE(18)], rest.subarray(nameBytes)),
    ];
    const expected = [crc, size, compressedSize];
    if (stated.some((value, index) => value !== expected[index] && !(hasDescriptor && value === 0)))
      throw this.#invalid(entry, 'has a local header that contradicts the central directory');
    const position = offset + localBytes + rest.byteLength;
    const end = position + compressedSize;
    const gap = this.#nextStart(offset) - end;
    if (gap < 0) throw this.#invalid(entry, 'overlaps the next entry');
    const isComplete = hasDescriptor ? isDescriptor(await file.read(end, Math.min(gap, 24)), gap, entry) : gap === 0;
    if (!isComplete) throw this.#invalid(entry, 'is followed by bytes that belong to no entry');
    return position;
  }

  /** The smallest start after `offset`. Binary search. */
  #nextStart(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    // Two entries with the same start overlap.
    return low >= 2 && this.#starts[low - 2] === offset ? offset : (this.#starts[low] ?? offset);
  }

  #invalid(entry: CentralEntry, problem: string, cause?: unknown): OciError {
    const name = printableName(fromLatin1(entry.name.toString('latin1')));
    return new OciError(
      'ARCHIVE_INVALID',
      `cannot read ${this.#file.what}: invalid zip archive: the entry "${name}" ${problem}`,
      { cause },
    );
  }
}

/** Whether bytes are a data descriptor (section 4.3.9), with or without its signature, with sizes of 4 or 8 bytes. */
function isDescriptor(bytes: Buffer, gap: number, { crc, compressedSize, size }: CentralEntry): boolean {
  if (![12, 16, 20, 24].includes(gap)) return false;
  const hasSignature = gap === 16 || gap === 24;
  if (hasSignature && bytes.readUInt32LE(0) !== descriptorSignature) return false;
  const fields = bytes.subarray(hasSignature ? 4 : 0);
  if (fields.readUInt32LE(0) !== crc) return false;
  if (gap <= 16) return fields.readUInt32LE(4) === compressedSize && fields.readUInt32LE(8) === size;
  return fields.readBigUInt64LE(4) === BigInt(compressedSize) && fields.readBigUInt64LE(12) === BigInt(size);
}
