import { closeSync } from 'node:fs';
import { throwIfAborted } from '../../spec/index.ts';
import { ArchiveChunks } from '../chunks.ts';
import {
  checkUnchanged,
  directReadBytes,
  openFile,
  readDirectly,
  readPart,
  readUnchanged,
  type OpenFile,
} from '../source-file.ts';
import type { WalkEntry } from '../walk/entry.ts';
import type { WalkReport } from '../walk/report.ts';
import type { EntryGroups } from '../walk/walk.ts';
import { roundUpToBlock, tarBlockBytes, tarHeader, type TarHeader } from './header.ts';

const zeros = Buffer.alloc(2 * tarBlockBytes);

/** Options of {@link tarStream}. */
export interface TarOptions {
  /** The report of the walk that yields the entries. The function adds files that cannot be read. */
  readonly report: WalkReport;
  /**
   * Receives the size of the archive in bytes and the number of entries so far. Called after each chunk, and at the end.
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
export function tarStream(
  entries: AsyncIterable<WalkEntry>,
  options: TarOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  return tarOfGroups(inGroups(entries), options);
}

async function* inGroups(entries: AsyncIterable<WalkEntry>): EntryGroups {
  for await (const entry of entries) yield [entry];
}

/**
 * Writes the archive of {@link tarStream}.
 *
 * @param allocate returns memory for a chunk; see {@link ArchiveChunks}
 */
export async function* tarOfGroups(
  groups: EntryGroups,
  options: TarOptions,
  allocate?: () => Buffer,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { report, onProgress, onHeader, signal } = options;
  const chunks = new ArchiveChunks(allocate);
  let count = 0;
  for await (const entries of groups) {
    // Not for each entry, because a combined signal asks all its sources.
    throwIfAborted(signal);
    for (const entry of entries) {
      if (entry.kind !== 'file') {
        if (report.failed) continue;
        addHeader(entry, chunks, onHeader);
      } else if (report.failed || !addUnchanged(entry, chunks, onHeader)) {
        const isAdded = yield* addFile(entry, chunks, options, count);
        if (!isAdded) continue;
      }
      count++;
      for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
        yield chunk;
        onProgress?.(chunks.written, count);
        throwIfAborted(signal);
      }
    }
  }
  report.throwIfFailed();
  chunks.append(zeros);
  yield* chunks.rest();
  onProgress?.(chunks.written, count);
}

/** @returns false for a file that is not added, because of a problem of this or of an earlier file */
async function* addFile(
  entry: WalkEntry,
  chunks: ArchiveChunks,
  options: TarOptions,
  count: number,
): AsyncGenerator<Uint8Array, boolean, undefined> {
  const { report, onHeader } = options;
  const file = openFile(entry, report);
  if (file === undefined) return false;
  try {
    if (report.failed) return false;
    const size = Number(file.stat.size);
    addHeader({ ...entry, size }, chunks, onHeader);
    if (size <= directReadBytes) readDirectly(file, size, entry, chunks);
    else yield* readInParts(file, size, entry, chunks, options, count);
    addPadding(chunks);
    checkUnchanged(file, entry);
    return true;
  } finally {
    closeSync(file.fd);
  }
}

/**
 * Adds a small file that has not changed since it was listed.
 *
 * @returns false, and adds nothing, for another file
 */
function addUnchanged(entry: WalkEntry, chunks: ArchiveChunks, onHeader: TarOptions['onHeader']): boolean {
  if (entry.mtimeNs === undefined || entry.size > directReadBytes) return false;
  const start = chunks.written;
  const blocks = tarHeader(entry);
  chunks.append(blocks);
  if (!readUnchanged(entry, chunks)) {
    chunks.rewind(start);
    return false;
  }
  onHeader?.(blocks);
  addPadding(chunks);
  return true;
}

function addHeader(header: TarHeader, chunks: ArchiveChunks, onHeader: TarOptions['onHeader']): void {
  const blocks = tarHeader(header);
  onHeader?.(blocks);
  chunks.append(blocks);
}

function addPadding(chunks: ArchiveChunks): void {
  chunks.append(zeros.subarray(0, roundUpToBlock(chunks.written) - chunks.written));
}

async function* readInParts(
  file: OpenFile,
  size: number,
  entry: WalkEntry,
  chunks: ArchiveChunks,
  options: TarOptions,
  count: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let left = size; left > 0;) {
    const bytesRead = await readPart(file, chunks.freeSpace().subarray(0, left), entry, options.signal);
    chunks.advance(bytesRead);
    left -= bytesRead;
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
      yield chunk;
      options.onProgress?.(chunks.written, count);
    }
  }
}
