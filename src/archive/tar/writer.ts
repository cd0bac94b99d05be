import { closeSync, readSync, read as readCallback } from 'node:fs';
import { promisify } from 'node:util';
import { fileSystemError, textOf } from '../../fs/index.ts';
import { OciError, printable, throwIfAborted } from '../../spec/index.ts';
import { hasChanged, openListed, type OpenFile } from '../walk/file.ts';
import { TarChunks } from './chunks.ts';
import { tarHeader, type TarHeader } from './header.ts';
import type { WalkEntry } from '../walk/entry.ts';
import type { WalkReport } from '../walk/report.ts';

const read = promisify(readCallback);

/** Up to this size a file is read without waiting: going through the thread pool takes longer than the reading. */
const directReadBytes = 256 * 1024;

export interface TarOptions {
  /** The report of the walk that gives the entries; what cannot be read is added to it. */
  readonly report: WalkReport;
  /** Bytes of the archive and entries so far; called about once for each mebibyte, and at the end. */
  readonly onProgress?: ((bytes: number, entries: number) => void) | undefined;
  /** Sees the header blocks of each entry. */
  readonly onHeader?: ((header: Uint8Array) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The archive of `entries`, byte for byte what oras-go's file store writes in its reproducible mode: see {@link tarHeader}; contents
 * are filled up to whole blocks, and two blocks of zeros end it. Chunks are 1 MiB but for the last; each belongs to the consumer, who
 * may keep it.
 *
 * A file is read from one descriptor, exactly as many bytes as it had when it was opened. After the first problem nothing is archived
 * any more: the rest of `entries` is only tried, so that the error names every file that cannot be read.
 *
 * @throws OciError `FILE_SYSTEM`, `FILE_CHANGED` (a file shrank, grew, was written to or exchanged), `SIZE_LIMIT`, `ABORTED`, and what `entries` throws
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
        if (hasChanged(file)) throw changed(entry, 'was written to while it was read');
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

function readDirectly(file: OpenFile, size: number, entry: WalkEntry, chunks: TarChunks): void {
  for (let left = size; left > 0;) {
    const space = chunks.space();
    let got: number;
    try {
      got = readSync(file.fd, space, 0, Math.min(left, space.byteLength), null);
    } catch (error) {
      throw unreadable(entry, error);
    }
    if (got === 0) throw changed(entry, 'became shorter while it was read');
    chunks.advance(got);
    left -= got;
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
    if (bytesRead === 0) throw changed(entry, 'became shorter while it was read');
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
    `"${printable(textOf(entry.name), 300)}" in source-dir ${reason}: package a directory that nothing writes to meanwhile`,
  );
}

function unreadable(entry: WalkEntry, error: unknown): OciError {
  return fileSystemError(error, `read "${textOf(entry.name)}" in source-dir`);
}
