import { isOciError, OciError, printable } from '../../spec/index.ts';
import { ByteSource } from '../byte-source.ts';
import { roundUpToBlock, tarBlockBytes } from './header.ts';
import { isZeroBlock, readPax, readTarHeader, type HeaderFields, type PaxRecords } from './reader-header.ts';

export type TarEntryType = 'file' | 'directory' | 'symlink' | 'link' | 'character device' | 'block device' | 'FIFO';

/** One entry after its extended headers were applied. */
export interface TarEntry {
  readonly type: TarEntryType;
  /** As stored, usually UTF-8. Not checked: it may lead out of the directory that it is unpacked into. */
  readonly name: Buffer;
  /** The target of a symbolic or hard link, as stored. Empty for other entries. */
  readonly linkName: Buffer;
  /** Permission and special bits, 12 of them. */
  readonly mode: number;
  /** Bytes of content. 0 for everything except a file. */
  readonly size: number;
  /** Seconds since 1970, never negative. */
  readonly mtime: number;
}

export interface TarReaderOptions {
  /** @default 1,000,000 */
  readonly maxEntries?: number | undefined;
  /** Bytes of one extended header or long name. @default 1 MiB */
  readonly maxMetaSize?: number | undefined;
  /** The name of the archive in errors. @default 'the archive' */
  readonly what?: string | undefined;
}

const defaultMaxEntries = 1_000_000;
const defaultMaxMetaSize = 1024 * 1024;

const types: Readonly<Record<string, TarEntryType>> = {
  '0': 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'character device',
  '4': 'block device',
  '5': 'directory',
  '6': 'FIFO',
};
/** Bytes. A ustar size field cannot state a size from here on, and only the size in the extended header counts. */
const ustarSizeLimit = 2 ** 33;

/** The extended headers before an entry. */
interface Prelude {
  pax?: PaxRecords;
  longName?: Buffer;
  longLink?: Buffer;
}

/**
 * Reads a tar archive strictly. An archive that GNU tar, bsdtar, Go and Python read in different ways is an error,
 * because one of them would see files that another does not see. The archive must end with its two closing blocks,
 * followed only by zeros. Sizes that are stated twice must agree, entries without content must have the size 0, and an
 * extended header must directly precede its entry.
 */
export class TarReader {
  readonly #source: ByteSource;
  readonly #maxEntries: number;
  readonly #maxMetaSize: number;
  readonly #what: string;
  #entries = 0;
  /** Bytes of content and padding of the current entry that were not read yet. */
  #content = 0;
  #padding = 0;

  constructor(content: AsyncIterable<Uint8Array>, options: TarReaderOptions = {}) {
    this.#source = new ByteSource(content);
    this.#maxEntries = options.maxEntries ?? defaultMaxEntries;
    this.#maxMetaSize = options.maxMetaSize ?? defaultMaxMetaSize;
    this.#what = options.what ?? 'the archive';
  }

  /**
   * Skips the rest of the current entry and reads the next one.
   *
   * @returns undefined at the valid end of archive and stream
   * @throws OciError `ARCHIVE_INVALID`, `SIZE_LIMIT`; errors of the stream
   */
  async next(): Promise<TarEntry | undefined> {
    await this.#skip();
    const prelude: Prelude = {};
    for (;;) {
      const header = await this.#header();
      if (header === undefined) {
        if (Object.keys(prelude).length > 0) throw this.#invalid('the extended header at its end has no entry');
        return undefined;
      }
      if (await this.#readMeta(header, prelude)) continue;
      if (++this.#entries > this.#maxEntries)
        throw new OciError(
          'SIZE_LIMIT',
          `cannot read ${this.#what}: it has more entries than the limit of ${this.#maxEntries}`,
        );
      const entry = this.#apply(header, prelude);
      this.#content = entry.size;
      this.#padding = paddingOf(entry.size);
      return entry;
    }
  }

  /**
   * The content of the current entry in chunks. Each chunk is a borrowed buffer, valid until the next one is requested.
   */
  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    while (this.#content > 0) yield await this.#piece();
  }

  /**
   * The content of the current entry, for small entries. A borrowed buffer, valid until the next entry is requested.
   */
  async whole(): Promise<Uint8Array> {
    const size = this.#content;
    this.#content = 0;
    return await this.#take(size);
  }

  /** Closes the stream. */
  async close(): Promise<void> {
    await this.#source.close();
  }

  async #piece(): Promise<Uint8Array> {
    const chunk = await this.#source.chunk();
    if (chunk === undefined) throw this.#cut();
    const piece = chunk.subarray(0, this.#content);
    this.#source.unread(chunk.subarray(piece.byteLength));
    this.#content -= piece.byteLength;
    return piece;
  }

  async #skip(): Promise<void> {
    while (this.#content > 0) await this.#piece();
    if (this.#padding > 0) await this.#take(this.#padding);
    this.#padding = 0;
  }

  async #take(size: number): Promise<Uint8Array> {
    const bytes = await this.#source.take(size);
    if (bytes.byteLength < size) throw this.#cut();
    return bytes;
  }

  async #header(): Promise<HeaderFields | undefined> {
    const block = await this.#take(tarBlockBytes);
    if (!isZeroBlock(block))
      return this.#withPosition(() => readTarHeader(Buffer.from(block.buffer, block.byteOffset, block.byteLength)));
    if (!isZeroBlock(await this.#take(tarBlockBytes))) throw this.#invalid('an empty block is between its entries');
    for (let rest = await this.#source.chunk(); rest !== undefined; rest = await this.#source.chunk()) {
      if (rest.some((byte) => byte !== 0)) throw this.#invalid('bytes other than zero follow its end');
    }
    return undefined;
  }

  /** Reads an extended header into `prelude`. @returns false when the header is an entry */
  async #readMeta(header: HeaderFields, prelude: Prelude): Promise<boolean> {
    if (!'xgLK'.includes(header.type)) return false;
    if (header.size > this.#maxMetaSize)
      throw new OciError(
        'SIZE_LIMIT',
        `cannot read ${this.#what}: it has an extended header of ${header.size} bytes, and the limit is ` +
          String(this.#maxMetaSize),
      );
    // An extended header describes the next entry. When another one is between them, tools disagree which of the two it
    // changes.
    if (prelude.pax !== undefined) throw this.#invalid('an extended header precedes another one instead of its entry');
    const content = Buffer.from(await this.#take(header.size));
    await this.#take(paddingOf(header.size));
    if (header.type === 'x') {
      if (prelude.longName !== undefined || prelude.longLink !== undefined)
        throw this.#invalid('one entry has both GNU and PAX headers');
      prelude.pax = this.#withPosition(() => readPax(content));
    } else if (header.type === 'g') {
      if (Object.keys(prelude).length > 0)
        throw this.#invalid('a global header is between an extended header and its entry');
      const { path, linkPath, size } = this.#withPosition(() => readPax(content));
      if (path !== undefined || linkPath !== undefined || size !== undefined)
        throw this.#invalid('a global header sets names or sizes');
    } else {
      const key = header.type === 'L' ? 'longName' : 'longLink';
      if (prelude[key] !== undefined) throw this.#invalid('an entry has two long names');
      // GNU tar reads up to the NUL, also beyond the stated size, so the two must agree.
      const end = content.indexOf(0);
      if (end < 1 || content.subarray(end).some((byte) => byte !== 0))
        throw this.#invalid('a long name is empty or does not end at its NUL byte');
      prelude[key] = content.subarray(0, end);
    }
    return true;
  }

  #apply(header: HeaderFields, { pax, longName, longLink }: Prelude): TarEntry {
    const name = pax?.path ?? longName ?? header.name;
    let type = types[header.type];
    if (type === undefined) {
      const kind = header.type === 'S' ? 'a sparse file' : `of the unknown type "${printable(header.type)}"`;
      throw this.#invalid(`the entry "${show(name)}" is ${kind}, which is not supported`);
    }
    const size = pax?.size ?? header.size;
    if (pax?.size !== undefined && pax.size !== header.size && pax.size < ustarSizeLimit) {
      throw this.#invalid(`the entry "${show(name)}" states two sizes, ${header.size} and ${pax.size}`);
    }
    // The oldest format has no type for directories: a file whose name ends in a slash is one.
    if (type === 'file' && name.at(-1) === 0x2f) type = 'directory';
    if (type !== 'file' && size !== 0)
      throw this.#invalid(`the entry "${show(name)}" is a ${type} and has a size of ${size}`);
    const isLink = type === 'link' || type === 'symlink';
    const linkName = isLink ? (pax?.linkPath ?? longLink ?? header.linkName) : Buffer.alloc(0);
    if (isLink && linkName.byteLength === 0)
      throw this.#invalid(`the entry "${show(name)}" is a ${type} whose target is empty`);
    return { type, name, linkName, mode: header.mode, size, mtime: pax?.mtime ?? header.mtime };
  }

  /** Adds the archive and the position to errors of a header. */
  #withPosition<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      if (!isOciError(error)) throw error;
      throw this.#invalid(`${error.message} (after ${this.#entries} entries)`);
    }
  }

  #cut(): OciError {
    return this.#invalid(`it is cut off after ${this.#entries} entries`);
  }

  #invalid(reason: string): OciError {
    return new OciError('ARCHIVE_INVALID', `cannot read ${this.#what}: invalid tar archive: ${reason}`);
  }
}

function paddingOf(size: number): number {
  return roundUpToBlock(size) - size;
}

function show(name: Buffer): string {
  return printable(name.toString(), 300);
}
