import { isOciError, OciError, printable } from '../../spec/index.ts';
import { ByteSource } from '../byte-source.ts';
import { roundUpToBlock, tarBlockBytes } from './header.ts';
import { isZero, isZeroBlock, readPax, readTarHeader, type HeaderFields, type PaxRecords } from './reader-header.ts';

export type TarEntryType = 'file' | 'directory' | 'symlink' | 'link' | 'character device' | 'block device' | 'FIFO';

/** An entry with its extended headers applied. */
export interface TarEntry {
  readonly type: TarEntryType;
  /** The name in the archive, usually UTF-8. It is not checked and may lead out of the destination directory. */
  readonly name: Buffer;
  /** The target of a symbolic or hard link in the archive. Empty for other entries. */
  readonly linkName: Buffer;
  /** Twelve bits: set-uid, set-gid, sticky, permissions. */
  readonly mode: number;
  /** Size of the content, bytes. 0 except for files. */
  readonly size: number;
  /** Seconds since 1970, never negative. */
  readonly mtime: number;
}

export interface TarReaderOptions {
  /** Maximum size of an extended header or long name, bytes. @default 1 MiB */
  readonly maxMetaSize?: number | undefined;
  /** The name of the archive in errors. @default 'the archive' */
  readonly what?: string | undefined;
}

const defaultMaxMetaSize = 1024 * 1024;
/**
 * Limit of all bytes that are not content of files: headers, padding, and zeros after the end. The largest headers that
 * this project writes, with a name and a target of 4096 bytes each, have 10 KiB.
 */
const maxOverhead = 64 * 1024 * 1024;
const maxOverheadOfEntry = 16 * 1024;

const types: Readonly<Record<string, TarEntryType>> = {
  '0': 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'character device',
  '4': 'block device',
  '5': 'directory',
  '6': 'FIFO',
  // POSIX: a contiguous file is a regular file where the system has no such files.
  '7': 'file',
};
/** A label of GNU tar. It is skipped. */
const volumeLabel = 'V';
/** Types of headers that are not entries: PAX, GNU's long names and labels. */
const extendedTypes = `xgLK${volumeLabel}`;
/** First size that does not fit into a ustar header, bytes. From here, only the size in the extended header applies. */
const ustarSizeLimit = 2 ** 33;

/** The extended headers before an entry. */
interface ExtendedHeaders {
  pax?: PaxRecords;
  longName?: Buffer;
  longLink?: Buffer;
}

/**
 * Reads a tar archive strictly. Rejects an archive that GNU tar, bsdtar, Go and Python read in different ways, because
 * a scanner could then see other files than this reader. The archive must end with two blocks of zeros, and only zeros
 * may follow. Two sizes of an entry must be equal, entries without content must have the size 0, and an extended header
 * must directly precede its entry.
 */
export class TarReader {
  readonly #source: ByteSource;
  readonly #maxMetaSize: number;
  readonly #what: string;
  #entries = 0;
  /** Bytes so far that are not content of files. */
  #overhead = 0;
  /** Unread bytes of the content and of the padding of the current entry. */
  #content = 0;
  #padding = 0;

  constructor(content: AsyncIterable<Uint8Array>, options: TarReaderOptions = {}) {
    this.#source = new ByteSource(content);
    this.#maxMetaSize = options.maxMetaSize ?? defaultMaxMetaSize;
    this.#what = options.what ?? 'the archive';
  }

  /**
   * {@link next} without waiting, for an entry that is in memory and has no extended header. The result is undefined
   * for other entries and at the end.
   *
   * @throws OciError as {@link next}
   */
  nextBuffered(): TarEntry | undefined {
    const skipped = this.#content + this.#padding;
    const block = this.#source.buffered(tarBlockBytes, skipped);
    if (block === undefined || isZeroBlock(block)) return undefined;
    const header = this.#parse(block);
    if (extendedTypes.includes(header.type)) return undefined;
    this.#source.skipBuffered(skipped + tarBlockBytes);
    this.#countOverhead(this.#padding + tarBlockBytes);
    return this.#begin(this.#apply(header, {}));
  }

  /**
   * Skips the rest of the current entry and reads the next one.
   *
   * @returns undefined at the end of a valid archive
   * @throws OciError `ARCHIVE_INVALID`, `SIZE_LIMIT`; errors of the stream
   */
  async next(): Promise<TarEntry | undefined> {
    await this.#skip();
    const extended: ExtendedHeaders = {};
    for (;;) {
      const header = await this.#header();
      if (header === undefined) {
        if (Object.keys(extended).length > 0) throw this.#invalid('the last extended header has no entry');
        return undefined;
      }
      if (await this.#readExtended(header, extended)) continue;
      if (header.type === volumeLabel) {
        this.#checkLabel(header, extended);
        continue;
      }
      return this.#begin(this.#apply(header, extended));
    }
  }

  /**
   * Returns the content of the current entry in chunks. A chunk is a borrowed buffer, valid until the next one is
   * requested.
   */
  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    while (this.#content > 0) yield await this.#nextChunk();
  }

  /** {@link readAll} without waiting; undefined if the content is not in memory in one piece. */
  readAllBuffered(): Uint8Array | undefined {
    const content = this.#source.buffered(this.#content);
    if (content === undefined) return undefined;
    this.#source.skipBuffered(this.#content);
    this.#content = 0;
    return content;
  }

  /** Returns the content of a small entry. It is a borrowed buffer, valid until the next entry is requested. */
  async readAll(): Promise<Uint8Array> {
    const size = this.#content;
    this.#content = 0;
    return await this.#readExactly(size);
  }

  /** Closes the stream. */
  async close(): Promise<void> {
    await this.#source.close();
  }

  async #nextChunk(): Promise<Uint8Array> {
    const chunk = await this.#source.chunk();
    if (chunk === undefined) throw this.#truncated();
    const piece = chunk.subarray(0, this.#content);
    this.#source.unread(chunk.subarray(piece.byteLength));
    this.#content -= piece.byteLength;
    return piece;
  }

  async #skip(): Promise<void> {
    while (this.#content > 0) await this.#nextChunk();
    if (this.#padding > 0) await this.#readOverhead(this.#padding);
    this.#padding = 0;
  }

  async #readExactly(size: number): Promise<Uint8Array> {
    const bytes = await this.#source.read(size);
    if (bytes.byteLength < size) throw this.#truncated();
    return bytes;
  }

  async #readOverhead(size: number): Promise<Uint8Array> {
    this.#countOverhead(size);
    return await this.#readExactly(size);
  }

  /** @throws OciError `SIZE_LIMIT` for an archive that consists of headers or zeros and not of files */
  #countOverhead(size: number): void {
    this.#overhead += size;
    const limit = maxOverhead + this.#entries * maxOverheadOfEntry;
    if (this.#overhead > limit)
      throw new OciError(
        'SIZE_LIMIT',
        `cannot read ${this.#what}: ${this.#entries} entries have headers and padding of more than ${limit} bytes`,
      );
  }

  async #header(): Promise<HeaderFields | undefined> {
    const block = await this.#readOverhead(tarBlockBytes);
    if (!isZeroBlock(block)) return this.#parse(block);
    if (!isZeroBlock(await this.#readOverhead(tarBlockBytes)))
      throw this.#invalid('a block of zeros is between its entries');
    for (let rest = await this.#source.chunk(); rest !== undefined; rest = await this.#source.chunk()) {
      this.#countOverhead(rest.byteLength);
      if (!isZero(rest)) throw this.#invalid('bytes other than zero follow its end');
    }
    return undefined;
  }

  #parse(block: Uint8Array): HeaderFields {
    return this.#withPosition(() => readTarHeader(Buffer.from(block.buffer, block.byteOffset, block.byteLength)));
  }

  #begin(entry: TarEntry): TarEntry {
    this.#content = entry.size;
    this.#padding = paddingOf(entry.size);
    return entry;
  }

  /** Reads an extended header into `extended`. @returns false if the header is an entry */
  async #readExtended(header: HeaderFields, extended: ExtendedHeaders): Promise<boolean> {
    if (!extendedTypes.includes(header.type) || header.type === volumeLabel) return false;
    if (header.size > this.#maxMetaSize)
      throw new OciError(
        'SIZE_LIMIT',
        `cannot read ${this.#what}: it has an extended header of ${header.size} bytes, more than the limit of ` +
          String(this.#maxMetaSize),
      );
    // An extended header applies to the next entry. Tools handle two consecutive extended headers in different ways.
    if (extended.pax !== undefined) throw this.#invalid('an extended header precedes another one instead of its entry');
    const content = Buffer.from(await this.#readOverhead(header.size));
    await this.#readOverhead(paddingOf(header.size));
    if (header.type === 'x') {
      if (extended.longName !== undefined || extended.longLink !== undefined)
        throw this.#invalid('one entry has both GNU and PAX headers');
      extended.pax = this.#withPosition(() => readPax(content));
    } else if (header.type === 'g') {
      if (Object.keys(extended).length > 0)
        throw this.#invalid('a global header is between an extended header and its entry');
      const { path, linkPath, size } = this.#withPosition(() => readPax(content));
      if (path !== undefined || linkPath !== undefined || size !== undefined)
        throw this.#invalid('a global header sets names or sizes');
    } else {
      const key = header.type === 'L' ? 'longName' : 'longLink';
      if (extended[key] !== undefined) throw this.#invalid('an entry has two long names');
      // GNU tar reads up to the NUL, even after the size in the header, so the two must agree.
      const end = content.indexOf(0);
      if (end < 1 || !isZero(content.subarray(end)))
        throw this.#invalid('a long name is empty or does not end at its NUL byte');
      extended[key] = content.subarray(0, end);
    }
    return true;
  }

  /** Checks the label of a volume in GNU's format, which is skipped. */
  #checkLabel({ size, name }: HeaderFields, extended: ExtendedHeaders): void {
    if (size !== 0) throw this.#invalid(`the volume label "${quote(name)}" has a size of ${size}`);
    if (Object.keys(extended).length > 0) throw this.#invalid('an extended header precedes a volume label');
  }

  #apply(header: HeaderFields, { pax, longName, longLink }: ExtendedHeaders): TarEntry {
    this.#entries++;
    const name = pax?.path ?? longName ?? header.name;
    let type = types[header.type];
    if (type === undefined) {
      const kind = header.type === 'S' ? 'a sparse file' : `of the unknown type "${printable(header.type)}"`;
      throw this.#invalid(`the entry "${quote(name)}" is ${kind}, which is not supported`);
    }
    const size = pax?.size ?? header.size;
    if (pax?.size !== undefined && pax.size !== header.size && pax.size < ustarSizeLimit) {
      throw this.#invalid(`the entry "${quote(name)}" has two different sizes, ${header.size} and ${pax.size}`);
    }
    // The oldest format has no type for directories. A file with a slash at the end of its name is a directory.
    if (type === 'file' && name.at(-1) === 0x2f) type = 'directory';
    if (type !== 'file' && size !== 0)
      throw this.#invalid(`the entry "${quote(name)}" is a ${type} but has a size of ${size}`);
    const isLink = type === 'link' || type === 'symlink';
    const linkName = isLink ? (pax?.linkPath ?? longLink ?? header.linkName) : Buffer.alloc(0);
    if (isLink && linkName.byteLength === 0)
      throw this.#invalid(`the entry "${quote(name)}" is a ${type} with an empty target`);
    return { type, name, linkName, mode: header.mode, size, mtime: pax?.mtime ?? header.mtime };
  }

  /** Adds the archive and the position to the error of a header. */
  #withPosition<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      if (!isOciError(error)) throw error;
      throw this.#invalid(`${error.message} (after ${this.#entries} entries)`);
    }
  }

  #truncated(): OciError {
    return this.#invalid(`it is truncated after ${this.#entries} entries`);
  }

  #invalid(reason: string): OciError {
    return new OciError('ARCHIVE_INVALID', `cannot read ${this.#what}: invalid tar archive: ${reason}`);
  }
}

function paddingOf(size: number): number {
  return roundUpToBlock(size) - size;
}

function quote(name: Buffer): string {
  return printable(name.toString(), 300);
}
