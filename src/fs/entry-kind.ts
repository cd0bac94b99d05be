import { lstatSync, type PathLike, type Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { fileSystemError, isMissing } from './file-system-error.ts';

/** The kind of entry that a path names in the file system. */
export type EntryKind = 'absent' | 'directory' | 'file' | 'special file' | 'symbolic link';

/**
 * Looks up the kind of the entry at `path`. A symbolic link is not followed.
 *
 * @throws OciError `FILE_SYSTEM`
 */
export async function kindOf(path: PathLike): Promise<EntryKind> {
  try {
    return kindOfStats(await lstat(path));
  } catch (error) {
    return absentOrThrow(error, path);
  }
}

/** {@link kindOf} that follows a symbolic link. A dangling link is absent. */
export async function kindOfTarget(path: PathLike): Promise<EntryKind> {
  try {
    return kindOfStats(await stat(path));
  } catch (error) {
    return absentOrThrow(error, path);
  }
}

/** Synchronous {@link kindOf}, which is faster for many entries. */
export function kindOfSync(path: PathLike): EntryKind {
  try {
    return kindOfStats(lstatSync(path));
  } catch (error) {
    return absentOrThrow(error, path);
  }
}

export function kindOfStats(stats: Pick<Stats, 'isDirectory' | 'isFile' | 'isSymbolicLink'>): EntryKind {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symbolic link' : 'special file';
}

function absentOrThrow(error: unknown, path: PathLike): 'absent' {
  if (isMissing(error)) return 'absent';
  throw fileSystemError(error, `read the status of ${String(path)}`);
}
