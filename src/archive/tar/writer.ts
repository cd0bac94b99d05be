import { closeSync } from 'node:fs';
import { throwIfAborted } from '../../spec/index.ts';
import { ArchiveChunks } from '../chunks.ts';
import { checkUnchanged, directReadBytes, openFile, readDirectly, readPart, type OpenFile } from '../source-file.ts';
import type { WalkEntry } from '../walk/entry.ts';
import type { WalkReport } from '../walk/report.ts';
import { roundUpToBlock, tarBlockBytes, tarHeader, type TarHeader } from './header.ts';

const zeros = Buffer.alloc(2 * tarBlockBytes);

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
  const chunks = new ArchiveChunks();
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
        chunks.append(zeros.subarray(0, roundUpToBlock(chunks.written) - chunks.written));
        checkUnchanged(file, entry);
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
  chunks.append(zeros);
  yield* chunks.rest();
  onProgress?.(chunks.written, count);
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
