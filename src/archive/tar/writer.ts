import { closeSync, constants, fstatSync, openSync, readSync, read as readCallback, type BigIntStats } from 'node:fs';
import { promisify } from 'node:util';
import { errnoOf, fileSystemError, isMissing, systemPath, textOf } from '../../fs/index.ts';
import { OciError, printable, throwIfAborted } from '../../spec/index.ts';
import type { WalkEntry } from '../walk/entry.ts';
import { unreadableReason, type WalkReport } from '../walk/report.ts';
import { roundUpToBlock, tarBlockBytes, tarHeader, type TarHeader } from './header.ts';

/**
 * Size of a chunk, bytes. Large chunks need few steps of hashing, compressing and writing. Several chunks are in memory
 * at the same time, so they must not be too large.
 */
export const chunkBytes: number = 1024 * 1024;
/** Maximum size of a file that is read synchronously, bytes. libuv's thread pool would take longer than the read. */
const directReadBytes = 256 * 1024;
/** Windows has neither flag. It does not need them: links need a privilege, and named pipes are not in directories. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const zeros = Buffer.alloc(2 * tarBlockBytes);
const read = promisify(readCallback);

/** Options of {@link tarStream}. */
export interface TarOptions {
  /** The report of the walk that yields the entries. The function adds files that cannot be read. */
  readonly report: WalkReport;
  /**
   * Receives the size of the archive in bytes and the number of entries so far. Called about once per MiB, and at the
   * end.
   */
  readonly onProgress?: ((bytes: number, entries: number) => void) | undefined;
  /** Called with the header blocks of each entry. */
  readonly onHeader?: ((header: Uint8Array) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a tar archive of `entries`. It is byte for byte the same as that of oras-go's file store in its reproducible
 * mode. Contents are padded to complete blocks, and two blocks of zeros end the archive. All chunks except the last
 * have 1 MiB. The consumer owns them.
 *
 * A file is opened once, and exactly the size that it then has is read. After the first problem the archive ends, and
 * the remaining files are only opened, so that the error names all unreadable files.
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
      const file = openFile(entry, report);
      if (file === undefined) continue;
      try {
        if (report.failed) continue;
        const size = Number(file.stat.size);
        begin({ ...entry, size });
        if (size <= directReadBytes) readDirectly(file, size, entry, chunks);
        else yield* readInParts(file, size, entry, chunks, options, count);
        chunks.pad();
        if (hasChanged(file)) throw changedFile(entry, 'it was written to while it was read');
      } finally {
        closeSync(file.fd);
      }
    }
    count++;
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
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
 * Opens a file that was listed as a regular file. If it was replaced, a link is not followed, and a FIFO does not
 * block.
 *
 * @returns undefined if it cannot be opened or was replaced; the report contains the problem
 */
function openFile(entry: WalkEntry, report: WalkReport): OpenFile | undefined {
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
  let isSame = false;
  try {
    const stat = fstatSync(fd, { bigint: true });
    isSame = stat.isFile() && stat.dev === entry.dev && stat.ino === entry.ino;
    if (isSame) return { fd, stat };
    report.problem('changed', entry.name, 'was replaced after it was listed');
    return undefined;
  } finally {
    if (!isSame) closeSync(fd);
  }
}

/** Whether size or modification time have changed since the file was opened. */
function hasChanged(file: OpenFile): boolean {
  const now = fstatSync(file.fd, { bigint: true });
  return now.size !== file.stat.size || now.mtimeNs !== file.stat.mtimeNs;
}

function readDirectly(file: OpenFile, size: number, entry: WalkEntry, chunks: TarChunks): void {
  for (let left = size; left > 0;) {
    const space = chunks.freeSpace();
    let bytesRead: number;
    try {
      bytesRead = readSync(file.fd, space, 0, Math.min(left, space.byteLength), null);
    } catch (error) {
      throw unreadableFile(entry, error);
    }
    if (bytesRead === 0) throw changedFile(entry, 'it became shorter while it was read');
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
    const space = chunks.freeSpace();
    const { bytesRead } = await read(file.fd, space, 0, Math.min(left, space.byteLength), null).catch(
      (error: unknown) => {
        throw unreadableFile(entry, error);
      },
    );
    if (bytesRead === 0) throw changedFile(entry, 'it became shorter while it was read');
    chunks.advance(bytesRead);
    left -= bytesRead;
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
      yield chunk;
      options.onProgress?.(chunks.written, count);
    }
  }
}

function changedFile(entry: WalkEntry, reason: string): OciError {
  return new OciError(
    'FILE_CHANGED',
    `cannot package "${printable(textOf(entry.name), 300)}" in source-dir: ${reason}; ` +
      'do not change files in source-dir during packaging',
  );
}

function unreadableFile(entry: WalkEntry, error: unknown): OciError {
  return fileSystemError(error, `read "${textOf(entry.name)}" in source-dir`);
}

/**
 * Collects headers, small files and parts of large files into chunks of 1 MiB. A full chunk is not changed any more,
 * because it is hashed and compressed while the next one is filled.
 */
class TarChunks {
  readonly #full: Buffer[] = [];
  #current: Buffer | undefined;
  #used = 0;
  #written = 0;

  /** Size of the archive so far, bytes. */
  get written(): number {
    return this.#written;
  }

  /** Returns the free end of the current chunk, at least one byte. Call {@link advance} after writing to it. */
  freeSpace(): Buffer {
    // A chunk from Node's buffer pool would keep the complete pool in memory.
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
      const copied = bytes.copy(this.freeSpace(), 0, at);
      this.advance(copied);
      at += copied;
    }
  }

  /** Appends zeros up to the next block. */
  pad(): void {
    this.append(zeros.subarray(0, roundUpToBlock(this.#written) - this.#written));
  }

  /** Removes and returns the first full chunk; undefined if no chunk is full. */
  shift(): Buffer | undefined {
    return this.#full.shift();
  }

  /** Ends the archive with two blocks of zeros. @returns the remaining chunks */
  end(): Buffer[] {
    this.append(zeros);
    const rest = this.#current?.subarray(0, this.#used);
    return rest === undefined ? this.#full : [...this.#full, rest];
  }
}
