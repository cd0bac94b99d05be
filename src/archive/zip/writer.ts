import { closeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { fromLatin1 } from '../../fs/index.ts';
import { throwIfAborted } from '../../spec/index.ts';
import { ArchiveChunks, chunkBytes } from '../chunks.ts';
import { compressGzip, gzipHeaderBytes, gzipTrailerBytes, SmallDeflater } from '../compress/gzip.ts';
import { checkUnchanged, openFile, readPart, type OpenFile } from '../source-file.ts';
import type { WalkEntry } from '../walk/entry.ts';
import type { WalkReport } from '../walk/report.ts';
import {
  centralHeader,
  dataDescriptor,
  endRecords,
  localHeader,
  methodDeflate,
  methodStored,
  unixDirectory,
  unixFile,
  unixSymlink,
  type ZipRecord,
} from './records.ts';

/** Options of {@link zipStream}. */
export interface ZipOptions {
  /** The report of the walk that yields the entries. The function adds files that cannot be read. */
  readonly report: WalkReport;
  /** Maximum number of threads that compress. @default one per processor, at most 8 */
  readonly threads?: number | undefined;
  /** Receives the bytes of files read so far and the number of entries. */
  readonly onProgress?: ((bytes: number, entries: number) => void) | undefined;
  /** Called with the header of each entry in the central directory. */
  readonly onHeader?: ((header: Uint8Array) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Files of at most this size are compressed in memory, so that their local headers contain the sizes. */
const smallFileBytes = 1024 * 1024;
/**
 * From this size, an entry has sizes of eight bytes. The local header is written before the compressed size is known,
 * which can be larger than the size, so the limit is below 4 GiB.
 */
const largeFileBytes = 2 ** 31;

const typeBits = { file: unixFile, directory: unixDirectory, symlink: unixSymlink } as const;

/**
 * Writes a zip archive of `entries` without the root. The bytes depend only on the names, kinds, modes and contents:
 * all dates are 1980-01-01. Files are compressed with this project's deflate encoder, or stored if that is smaller.
 * Memory contains a few chunks, and the central directory. All chunks except the last have 1 MiB. The consumer owns
 * them.
 *
 * Files are opened and checked as in `tarStream`.
 *
 * @throws OciError `FILE_SYSTEM`; `FILE_CHANGED` for a file that changed or was replaced; `ABORTED`; errors of
 *   `entries`
 */
export async function* zipStream(
  entries: AsyncIterable<WalkEntry>,
  options: ZipOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { report, onProgress, signal } = options;
  const writer = new ZipWriter(options);
  for await (const entry of entries) {
    throwIfAborted(signal);
    if (entry.name === '.') continue;
    if (entry.kind !== 'file') {
      if (!report.failed) writer.addContent(entry, Buffer.from(entry.target, 'latin1'));
    } else {
      const file = openFile(entry, report);
      if (file === undefined) continue;
      try {
        if (report.failed) continue;
        if (file.stat.size <= smallFileBytes) await writer.addSmallFile(entry, file);
        else yield* writer.addLargeFile(entry, file);
        checkUnchanged(file, entry);
      } finally {
        closeSync(file.fd);
      }
    }
    yield* writer.fullChunks();
    onProgress?.(writer.bytesRead, writer.count);
  }
  report.throwIfFailed();
  yield* writer.end();
}

class ZipWriter {
  readonly #options: ZipOptions;
  readonly #chunks = new ArchiveChunks();
  readonly #directory = new ArchiveChunks();
  readonly #deflater = new SmallDeflater();
  #bytesRead = 0;
  #count = 0;

  constructor(options: ZipOptions) {
    this.#options = options;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  get count(): number {
    return this.#count;
  }

  /** Adds an entry whose content is stored. */
  addContent(entry: WalkEntry, content: Buffer): void {
    this.#add(entry, content, { method: methodStored, crc: crc32(content), size: content.byteLength });
  }

  async addSmallFile(entry: WalkEntry, file: OpenFile): Promise<void> {
    const size = Number(file.stat.size);
    const content = Buffer.allocUnsafeSlow(size);
    for (let at = 0; at < size;) at += await readPart(file, content.subarray(at), entry, this.#options.signal);
    this.#bytesRead += size;
    const deflated = size === 0 ? content : await this.#deflater.deflate(content);
    if (deflated.byteLength >= size) this.addContent(entry, content);
    else this.#add(entry, deflated, { method: methodDeflate, crc: crc32(content), size });
  }

  async *addLargeFile(entry: WalkEntry, file: OpenFile): AsyncGenerator<Uint8Array, void, undefined> {
    const size = Number(file.stat.size);
    const begin = {
      ...this.#begin(entry),
      method: methodDeflate,
      hasDescriptor: true,
      isLarge: size >= largeFileBytes,
      crc: 0,
      compressedSize: 0,
      size,
    };
    this.#chunks.append(localHeader(begin));
    const start = this.#chunks.written;
    const { threads, signal } = this.#options;
    const gzip = compressGzip(this.#contentOf(entry, file, size), { threads, owned: true, signal });
    let header = gzipHeaderBytes;
    let last: Buffer = Buffer.alloc(0);
    for await (const chunk of gzip) {
      this.#chunks.append(last);
      const skipped = Math.min(header, chunk.byteLength);
      header -= skipped;
      last = Buffer.from(chunk.buffer, chunk.byteOffset + skipped, chunk.byteLength - skipped);
      yield* this.fullChunks();
    }
    // The encoder yields the trailer in one chunk.
    const trailer = last.subarray(-gzipTrailerBytes);
    this.#chunks.append(last.subarray(0, -gzipTrailerBytes));
    const record = { ...begin, crc: trailer.readUInt32LE(0), compressedSize: this.#chunks.written - start };
    this.#chunks.append(dataDescriptor(record));
    this.#end(record);
  }

  *fullChunks(): Generator<Uint8Array, void, undefined> {
    for (let chunk = this.#chunks.shift(); chunk !== undefined; chunk = this.#chunks.shift()) yield chunk;
  }

  /** Writes the central directory. */
  *end(): Generator<Uint8Array, void, undefined> {
    const offset = this.#chunks.written;
    for (const chunk of this.#directory.rest()) {
      this.#chunks.append(chunk);
      yield* this.fullChunks();
    }
    this.#chunks.append(endRecords({ count: this.#count, offset, size: this.#directory.written }));
    yield* this.#chunks.rest();
  }

  #begin({ name, kind, mode }: WalkEntry): Pick<ZipRecord, 'name' | 'mode' | 'offset'> {
    return {
      name: kind === 'directory' ? fromLatin1(`${name}/`) : name,
      mode: typeBits[kind] | mode,
      offset: this.#chunks.written,
    };
  }

  #add(entry: WalkEntry, content: Buffer, fields: Pick<ZipRecord, 'method' | 'crc' | 'size'>): void {
    const compressedSize = content.byteLength;
    const record = { ...this.#begin(entry), ...fields, compressedSize, hasDescriptor: false, isLarge: false };
    this.#chunks.append(localHeader(record));
    this.#chunks.append(content);
    this.#end(record);
  }

  #end(record: ZipRecord): void {
    const header = centralHeader(record);
    this.#options.onHeader?.(header);
    this.#directory.append(header);
    this.#count++;
  }

  async *#contentOf(entry: WalkEntry, file: OpenFile, size: number): AsyncGenerator<Uint8Array, void, undefined> {
    const { onProgress, signal } = this.#options;
    for (let left = size; left > 0;) {
      const space = Buffer.allocUnsafeSlow(Math.min(left, chunkBytes));
      const bytesRead = await readPart(file, space, entry, signal);
      left -= bytesRead;
      this.#bytesRead += bytesRead;
      yield space.subarray(0, bytesRead);
      onProgress?.(this.#bytesRead, this.#count);
    }
  }
}
