import { closeSync, constants, fstatSync, openSync, readSync, read as readCallback, type BigIntStats } from 'node:fs';
import { promisify } from 'node:util';
import { errnoOf, fileSystemError, isMissing, systemPath, textOf } from '../../fs/index.ts';
import { OciError, printable, throwIfAborted } from '../../spec/index.ts';
import type { WalkEntry } from '../walk/entry.ts';
import { unreadableReason, type WalkReport } from '../walk/report.ts';
import { roundUpToBlock, tarBlockBytes, tarHeader, type TarHeader } from './header.ts';

/**
 * Bytes of a chunk: large enough for few steps of hashing, compressing and writing, and small enough for a pipeline of
 * several chunks.
 */
export const chunkBytes: number = 1024 * 1024;
/** Bytes. Files up to this size are read synchronously, because libuv's thread pool takes longer than the read. */
const directReadBytes = 256 * 1024;
/** Windows has neither flag. Its links need a privilege, and its named pipes are not in directories. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const zeros = Buffer.alloc(2 * tarBlockBytes);
const read = promisify(readCallback);

/** Options of {@link tarStream}. */
export interface TarOptions {
  /** The report of the walk that yields the entries. Files that cannot be read are added to it. */
  readonly report: WalkReport;
  /** Bytes of the archive and number of entries so far. Called about once per MiB, and at the end. */
  readonly onProgress?: ((bytes: number, entries: number) => void) | undefined;
  /** Called with the header blocks of each entry. */
  readonly onHeader?: ((header: Uint8Array) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A tar archive of `entries`, byte for byte as oras-go's file store writes it in its reproducible mode (see
 * tarHeader}). Contents are padded to whole blocks, and two blocks of zeros end the archive. Chunks have 1 MiB, except
 * the last. The consumer owns them.
 *
 * A file is read from one descriptor, exactly as many bytes as it had when it was opened. After the first problem the
 * archive ends, and the remaining files are only opened, so that the error names all unreadable files.
 *
 * @throws OciError `FILE_SYSTEM`; `FILE_CHANGED` for a file that changed or was replaced; `SIZE_LIMIT`; `ABORTED`;
 *   errors of `entries`
 */
export async function* tarStream(
  entries: AsyncIterable<WalkEntry>,
  options: TarOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { report, onProgress, signal } = options;
  const chunks = new TarChunks();
  const begin = (header: TarHeader): void => {
    const blocks = tarHeader(header);
    options.onHeader?.(blocks);
    chunks.append(blocks);
  };
  let count = 0;
  for await (const entry of entries) {
    throwIfAborted(signal);
    if (entry.kind !== 'file') {
      if (report.failed) continue;
      begin(entry);
    } else {
      const file = openListed(entry, report);
      if (file === undefined) continue;
      try {
        if (report.failed) continue;
        const size = Number(file.stat.size);
        begin({ ...entry, size });
        if (size <= directReadBytes) readDirectly(file, size, entry, chunks);
        else yield* readInParts(file, size, entry, chunks, options, count);
        chunks.pad();
        if (hasChanged(file)) throw changed(entry, 'it was written to while it was read');
      } finally {
        closeSync(file.fd);
      }
    }
    count++;
    for (let chunk = chunks.take(); chunk !== undefined; chunk = chunks.take()) {
      yield chunk;
      onProgress?.(chunks.written, count);
    }
  }
  report.throwIfFailed();
  yield* chunks.end();
  onProgress?.(chunks.written, count);
}

interface OpenFile {
  readonly fd: number;
  /** The result of `fstat` after opening. */
  readonly stat: BigIntStats;
}

/**
 * Opens a file that was listed as regular. If the file was replaced, a link is not followed, and a FIFO does not block.
 *
 * @returns undefined when it cannot be opened or was replaced; the problem is in the report
 */
function openListed(entry: WalkEntry, report: WalkReport): OpenFile | undefined {
  let fd: number;
  try {
    fd = openSync(systemPath(entry.location), openFlags);
  } catch (error) {
    const code = errnoOf(error);
    if (isMissing(error)) report.problem('changed', entry.name, 'disappeared after it was listed', error);
    else if (code === 'ELOOP' || code === 'EMLINK' || code === 'ENXIO')
      report.problem('changed', entry.name, 'was replaced after it was listed', error);
    else report.problem('unreadable', entry.name, unreadableReason(error), error);
    return undefined;
  }
  let same = false;
  try {
    const stat = fstatSync(fd, { bigint: true });
    same = stat.isFile() && stat.dev === entry.dev && stat.ino === entry.ino;
    if (same) return { fd, stat };
    report.problem('changed', entry.name, 'was replaced after it was listed');
    return undefined;
  } finally {
    if (!same) closeSync(fd);
  }
}

/** Whether size or modification time differ from the time of opening. */
function hasChanged(file: OpenFile): boolean {
  const now = fstatSync(file.fd, { bigint: true });
  return now.size !== file.stat.size || now.mtimeNs !== file.stat.mtimeNs;
}

function readDirectly(file: OpenFile, size: number, entry: WalkEntry, chunks: TarChunks): void {
  for (let left = size; left > 0;) {
    const space = chunks.space();
    let bytesRead: number;
    try {
      bytesRead = readSync(file.fd, space, 0, Math.min(left, space.byteLength), null);
    } catch (error) {
      throw unreadable(entry, error);
    }
    if (bytesRead === 0) throw changed(entry, 'it became shorter while it was read');
    chunks.advance(bytesRead);
    left -= bytesRead;
  }
}

async function* readInParts(
  file: OpenFile,
  size: number,
  entry: WalkEntry,
  chunks: TarChunks,
  options: TarOptions,
  count: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let left = size; left > 0;) {
    throwIfAborted(options.signal);
    const space = chunks.space();
    const { bytesRead } = await read(file.fd, space, 0, Math.min(left, space.byteLength), null).catch(
      (error: unknown) => {
        throw unreadable(entry, error);
      },
    );
    if (bytesRead === 0) throw changed(entry, 'it became shorter while it was read');
    chunks.advance(bytesRead);
    left -= bytesRead;
    for (let chunk = chunks.take(); chunk !== undefined; chunk = chunks.take()) {
      yield chunk;
      options.onProgress?.(chunks.written, count);
    }
  }
}

function changed(entry: WalkEntry, reason: string): OciError {
  return new OciError(
    'FILE_CHANGED',
    `cannot package "${printable(textOf(entry.name), 300)}" in source-dir: ${reason}; ` +
      'do not change files in source-dir during packaging',
  );
}

function unreadable(entry: WalkEntry, error: unknown): OciError {
  return fileSystemError(error, `read "${textOf(entry.name)}" in source-dir`);
}

/**
 * Collects headers, small files and parts of large files into chunks of 1 MiB. A chunk is not written to after it was
 * taken, because it is hashed and compressed while the next one is filled.
 */
class TarChunks {
  readonly #full: Buffer[] = [];
  #current: Buffer | undefined;
  #used = 0;
  #written = 0;

  /** Bytes of the archive so far. */
  get written(): number {
    return this.#written;
  }

  /** The free end of the current chunk, never empty. Call {@link advance} after writing to it. */
  space(): Buffer {
    // Not from Node's buffer pool: a chunk of the pool would keep the rest of the pool in memory.
    this.#current ??= Buffer.allocUnsafeSlow(chunkBytes);
    return this.#current.subarray(this.#used);
  }

  advance(bytes: number): void {
    this.#used += bytes;
    this.#written += bytes;
    if (this.#used < chunkBytes || this.#current === undefined) return;
    this.#full.push(this.#current);
    this.#current = undefined;
    this.#used = 0;
  }

  append(bytes: Buffer): void {
    for (let at = 0; at < bytes.byteLength;) {
      const copied = bytes.copy(this.space(), 0, at);
      this.advance(copied);
      at += copied;
    }
  }

  /** Appends zeros up to the next block. */
  pad(): void {
    this.append(zeros.subarray(0, roundUpToBlock(this.#written) - this.#written));
  }

  /** Removes the first full chunk; undefined when there is none. */
  take(): Buffer | undefined {
    return this.#full.shift();
  }

  /** Ends the archive with two blocks of zeros. @returns the remaining chunks */
  end(): Buffer[] {
    this.append(zeros);
    const rest = this.#current?.subarray(0, this.#used);
    return rest === undefined ? this.#full : [...this.#full, rest];
  }
}
