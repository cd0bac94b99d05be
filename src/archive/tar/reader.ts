import { isOciError, OciError, printable } from '../../spec/index.ts';
import { ByteSource } from '../unpack/byte-source.ts';
import { isZeroBlock, readTarHeader, tarBlockSize, type TarHeader } from './reader-header.ts';
import { readPax, type PaxRecords } from './reader-pax.ts';

export type TarEntryType = 'file' | 'directory' | 'symlink' | 'link' | 'character device' | 'block device' | 'FIFO';

/** One entry with everything applied that extended headers say about it. */
export interface TarEntry {
  readonly type: TarEntryType;
  /** As stored; UTF-8 in all likelihood. Not checked: it may climb out of where it is unpacked. */
  readonly name: Buffer;
  /** Target of a symlink or hard link, as stored; empty otherwise. */
  readonly linkName: Buffer;
  /** Permission and special bits, 12 of them. */
  readonly mode: number;
  /** Bytes of content; 0 for everything but a file. */
  readonly size: number;
  /** Seconds since 1970, never negative. */
  readonly mtime: number;
}

export interface TarReaderOptions {
  /**
   * Entries.
   *
   * @default 1_000_000
   */
  readonly maxEntries?: number | undefined;
  /**
   * Bytes of one extended header or long name.
   *
   * @default 1 MiB
   */
  readonly maxMetaSize?: number | undefined;
  /**
   * Names the archive in errors.
   *
   * @default 'the archive'
   */
  readonly what?: string | undefined;
}

export const defaultMaxEntries = 1_000_000;
export const defaultMaxMetaSize: number = 1024 * 1024;

const types: Readonly<Record<string, TarEntryType>> = {
  '0': 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'character device',
  '4': 'block device',
  '5': 'directory',
  '6': 'FIFO',
};
/** Above this a ustar size field cannot hold the size, and only the extended header's counts. */
const ustarSizeLimit = 2 ** 33;

/** What precedes an entry and belongs to it. */
interface Prelude {
  pax?: PaxRecords;
  longName?: Buffer;
  longLink?: Buffer;
}

/**
 * Reads a tar archive strictly: whatever GNU tar, bsdtar, Go and Python would read in different ways is an error, because then one
 * of them sees files that another does not. In particular the archive must end with its two closing blocks, only zeros may follow, sizes that are stated twice must
 * agree, entries without content must say so, and an extended header must stand directly before the entry that it describes.
 */
export class TarReader {
  readonly #source: ByteSource;
  readonly #maxEntries: number;
  readonly #maxMetaSize: number;
  readonly #what: string;
  #entries = 0;
  /** Content and padding of the current entry that have not been read. */
  #content = 0;
  #padding = 0;

  constructor(content: AsyncIterable<Uint8Array>, options: TarReaderOptions = {}) {
    this.#source = new ByteSource(content);
    this.#maxEntries = options.maxEntries ?? defaultMaxEntries;
    this.#maxMetaSize = options.maxMetaSize ?? defaultMaxMetaSize;
    this.#what = options.what ?? 'the archive';
  }

  /**
   * The next entry; undefined when the archive and the stream have ended properly. Content of the entry before that was not read is passed over.
   *
   * @throws OciError `ARCHIVE_INVALID`, `SIZE_LIMIT`; what the stream throws passes through
   */
  async next(): Promise<TarEntry | undefined> {
    await this.#skip();
    const prelude: Prelude = {};
    for (;;) {
      const header = await this.#header();
      if (header === undefined) {
        if (Object.keys(prelude).length > 0) throw this.#invalid('an extended header at its end belongs to no entry');
        return undefined;
      }
      if (await this.#readMeta(header, prelude)) continue;
      if (++this.#entries > this.#maxEntries)
        throw new OciError('SIZE_LIMIT', `${this.#what} has more than the limit of ${this.#maxEntries} entries`);
      const entry = this.#apply(header, prelude);
      this.#content = entry.size;
      this.#padding = padding(entry.size);
      return entry;
    }
  }

  /** The content of the current entry, in the pieces it comes in. Each is good until the next one is asked for. */
  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    while (this.#content > 0) yield await this.#piece();
  }

  /** The content of the current entry, which the caller knows to be small; good until the next entry is asked for. */
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

  async #header(): Promise<TarHeader | undefined> {
    const block = await this.#take(tarBlockSize);
    if (!isZeroBlock(block))
      return this.#named(() => readTarHeader(Buffer.from(block.buffer, block.byteOffset, block.byteLength)));
    if (!isZeroBlock(await this.#take(tarBlockSize))) throw this.#invalid('an empty block stands between its entries');
    for (let rest = await this.#source.chunk(); rest !== undefined; rest = await this.#source.chunk()) {
      if (rest.some((byte) => byte !== 0)) throw this.#invalid('there are other bytes after its end');
    }
    return undefined;
  }

  /** Whether the header was one that says something about a later entry; then it is read into `prelude`. */
  async #readMeta(header: TarHeader, prelude: Prelude): Promise<boolean> {
    if (!'xgLK'.includes(header.type)) return false;
    if (header.size > this.#maxMetaSize)
      throw new OciError(
        'SIZE_LIMIT',
        `${this.#what} has an extended header of ${header.size} bytes; the limit is ${this.#maxMetaSize}`,
      );
    // An extended header describes the next entry. When another one comes between, tools disagree about which of the two it changes.
    if (prelude.pax !== undefined)
      throw this.#invalid('an extended header stands before another one and not before its entry');
    const content = Buffer.from(await this.#take(header.size));
    await this.#take(padding(header.size));
    if (header.type === 'x') {
      if (prelude.longName !== undefined || prelude.longLink !== undefined)
        throw this.#invalid('GNU and PAX headers are mixed before one entry');
      prelude.pax = this.#named(() => readPax(content));
    } else if (header.type === 'g') {
      if (Object.keys(prelude).length > 0)
        throw this.#invalid('a global header stands between an extended header and its entry');
      const { path, linkPath, size } = this.#named(() => readPax(content));
      if (path !== undefined || linkPath !== undefined || size !== undefined)
        throw this.#invalid('a global header sets names or sizes');
    } else {
      const key = header.type === 'L' ? 'longName' : 'longLink';
      if (prelude[key] !== undefined) throw this.#invalid('an entry has two long names');
      // GNU tar reads up to the NUL and past the size that is stated, so the two must agree.
      const end = content.indexOf(0);
      if (end < 1 || content.subarray(end).some((byte) => byte !== 0))
        throw this.#invalid('a long name is empty or does not end at its NUL byte');
      prelude[key] = content.subarray(0, end);
    }
    return true;
  }

  #apply(header: TarHeader, { pax, longName, longLink }: Prelude): TarEntry {
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
    // Before there was a type for directories, a file whose name ends in a slash was one.
    if (type === 'file' && name.at(-1) === 0x2f) type = 'directory';
    if (type !== 'file' && size !== 0)
      throw this.#invalid(`the entry "${show(name)}" is a ${type} and has a size of ${size}`);
    const isLink = type === 'link' || type === 'symlink';
    const linkName = isLink ? (pax?.linkPath ?? longLink ?? header.linkName) : Buffer.alloc(0);
    if (isLink && linkName.byteLength === 0)
      throw this.#invalid(`the entry "${show(name)}" is a ${type} whose target is empty`);
    return { type, name, linkName, mode: header.mode, size, mtime: pax?.mtime ?? header.mtime };
  }

  /** Says in which archive and where a header is wrong. */
  #named<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      if (!isOciError(error)) throw error;
      throw this.#invalid(`after ${this.#entries} entries, ${error.message}`);
    }
  }

  #cut(): OciError {
    return this.#invalid(`it is cut off after ${this.#entries} entries`);
  }

  #invalid(reason: string): OciError {
    return new OciError('ARCHIVE_INVALID', `${this.#what} is no valid tar archive: ${reason}`);
  }
}

function padding(size: number): number {
  return (tarBlockSize - (size % tarBlockSize)) % tarBlockSize;
}

function show(name: Buffer): string {
  return printable(name.toString(), 300);
}
