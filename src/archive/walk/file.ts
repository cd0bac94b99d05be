import { closeSync, constants, fstatSync, openSync, type BigIntStats } from 'node:fs';
import { errnoOf, fileSystemError, isMissing, systemPath, type ByteString } from '../../fs/index.ts';
import type { WalkReport } from './report.ts';

/** Both absent on Windows, where links need a privilege to be made and named pipes have no place in directories. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What a listing said about a file. */
export interface ListedFile {
  /** In the archive. */
  readonly name: ByteString;
  /** On disk. */
  readonly location: ByteString;
  readonly dev: bigint;
  readonly ino: bigint;
}

/** A regular file that is open, and the same one that was listed. */
export interface OpenFile {
  readonly fd: number;
  /** As `fstat` gave it. */
  readonly stat: BigIntStats;
}

/**
 * Opens a file that was listed as regular. Never follows a link and never waits for a writer, should the file have been exchanged for
 * a link or a FIFO. Undefined when it cannot be opened or is another file now; the report holds the problem then.
 */
export function openListed(file: ListedFile, report: WalkReport): OpenFile | undefined {
  let fd: number;
  try {
    fd = openSync(systemPath(file.location), openFlags);
  } catch (error) {
    if (isMissing(error)) report.problem('changed', file.name, 'disappeared after it was listed', error);
    else if (['ELOOP', 'EMLINK', 'ENXIO'].includes(errnoOf(error) ?? ''))
      report.problem('changed', file.name, 'was exchanged for something else after it was listed', error);
    else report.problem('unreadable', file.name, unreadableReason(error), error);
    return undefined;
  }
  let same = false;
  try {
    const stat = fstatSync(fd, { bigint: true });
    same = stat.isFile() && stat.dev === file.dev && stat.ino === file.ino;
    if (same) return { fd, stat };
    report.problem('changed', file.name, 'was exchanged for something else after it was listed');
    return undefined;
  } finally {
    if (!same) closeSync(fd);
  }
}

/** Whether the file has another size or modification time than when it was opened. */
export function hasChanged(file: OpenFile): boolean {
  const now = fstatSync(file.fd, { bigint: true });
  return now.size !== file.stat.size || now.mtimeNs !== file.stat.mtimeNs;
}

/** Continues a quoted path: `cannot be read: permission is denied (EACCES)`. */
export function unreadableReason(error: unknown): string {
  return fileSystemError(error, 'be read').message;
}
