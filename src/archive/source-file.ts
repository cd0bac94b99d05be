import { closeSync, constants, fstatSync, openSync, readSync, read as readCallback, type BigIntStats } from 'node:fs';
import { promisify } from 'node:util';
import { errnoOf, fileSystemError, isMissing, systemPath, textOf } from '../fs/index.ts';
import { OciError, optionName, printable, throwIfAborted } from '../spec/index.ts';
import type { ArchiveChunks } from './chunks.ts';
import type { WalkEntry } from './walk/entry.ts';
import { unreadableReason, type WalkReport } from './walk/report.ts';

/** Windows has neither flag. It does not need them: links need a privilege, and named pipes are not in directories. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const read = promisify(readCallback);

/** Maximum size of a file that is read synchronously, bytes. libuv's thread pool would take longer than the read. */
export const directReadBytes: number = 256 * 1024;

/** A file of the source while it is read. */
export interface OpenFile {
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
export function openFile(entry: WalkEntry, report: WalkReport): OpenFile | undefined {
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

/**
 * Checks that size and modification time have not changed since the file was opened.
 *
 * @throws OciError `FILE_CHANGED`
 */
export function checkUnchanged(file: OpenFile, entry: WalkEntry): void {
  const now = fstatSync(file.fd, { bigint: true });
  if (now.size !== file.stat.size || now.mtimeNs !== file.stat.mtimeNs)
    throw changedFile(entry, 'it was written to while it was read');
}

/**
 * Reads a small file with one `fstat`, which shows that the file has not changed since it was listed.
 *
 * @returns false if the file cannot be read or has changed, so that its bytes in `chunks` are useless
 */
export function readUnchanged({ location, size, dev, ino, mtimeNs }: WalkEntry, chunks: ArchiveChunks): boolean {
  let fd: number | undefined;
  try {
    fd = openSync(systemPath(location), openFlags);
    for (let left = size; left > 0;) {
      const space = chunks.freeSpace();
      const bytesRead = readSync(fd, space, 0, Math.min(left, space.byteLength), null);
      if (bytesRead === 0) return false;
      chunks.advance(bytesRead);
      left -= bytesRead;
    }
    const now = fstatSync(fd, { bigint: true });
    return now.isFile() && now.ino === ino && now.dev === dev && now.mtimeNs === mtimeNs && now.size === BigInt(size);
  } catch {
    // The caller reads the file again, and reports the error.
    return false;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Reads a small file into chunks. libuv's thread pool would take longer than the read. */
export function readDirectly(file: OpenFile, size: number, entry: WalkEntry, chunks: ArchiveChunks): void {
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

/**
 * Reads a part of a large file in the background.
 *
 * @returns the number of bytes, at least one
 */
export async function readPart(
  file: OpenFile,
  space: Uint8Array,
  entry: WalkEntry,
  signal: AbortSignal | undefined,
): Promise<number> {
  throwIfAborted(signal);
  const { bytesRead } = await read(file.fd, space, 0, space.byteLength, null).catch((error: unknown) => {
    throw unreadableFile(entry, error);
  });
  if (bytesRead === 0) throw changedFile(entry, 'it became shorter while it was read');
  return bytesRead;
}

function changedFile(entry: WalkEntry, reason: string): OciError {
  return new OciError(
    'FILE_CHANGED',
    `cannot package "${printable(textOf(entry.name), 300)}" in ${optionName('sourceDir')}: ${reason}; ` +
      `do not change files in ${optionName('sourceDir')} during packaging`,
  );
}

function unreadableFile(entry: WalkEntry, error: unknown): OciError {
  return fileSystemError(error, `read "${textOf(entry.name)}" in ${optionName('sourceDir')}`);
}
