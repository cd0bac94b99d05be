import { lstatSync } from 'node:fs';
import { access, chmod, constants, rm, rmdir } from 'node:fs/promises';
import { TimeSlice } from '../concurrency/index.ts';
import { byteStringOf, joinName, systemPath, type ByteString } from './byte-string.ts';
import { renameOver } from './atomic-file.ts';
import { kindOf, kindOfSync, type EntryKind } from './entry-kind.ts';
import { readEntries } from './read-directory.ts';

/**
 * Runs `work` with permission to list and change the directory. An archive can contain directories without these
 * permissions.
 */
export async function withWritableDirectory<T>(directory: ByteString, work: () => Promise<T>): Promise<T> {
  const mode = lstatSync(systemPath(directory)).mode & 0o7777;
  if ((mode & 0o700) === 0o700) return await work();
  await chmod(systemPath(directory), mode | 0o700);
  try {
    return await work();
  } finally {
    await chmod(systemPath(directory), mode);
  }
}

/** The reason why {@link moveTree} moves nothing. */
export interface MergeConflict {
  /** The entry, relative to both trees. */
  readonly path: ByteString;
  readonly existing: EntryKind;
  readonly incomingDirectory: boolean;
}

/** Options of {@link moveTree}. */
export interface MoveOptions {
  /** False: an existing file or link is a conflict. @default true */
  readonly replaceFiles?: boolean | undefined;
  /**
   * Entries of `to`, relative to it, that are removed before the move if there is no conflict, each before its
   * directory.
   *
   * @default none
   */
  readonly removed?: ReadonlySet<ByteString> | undefined;
  /** Also changes directories without write permission. @default false */
  readonly intoReadOnly?: boolean | undefined;
}

/**
 * Moves the directory `from` to `to` on the same file system: by one rename when `to` does not exist, else entry by
 * entry. Directories are merged, and each file or link replaces a file or link by one rename.
 *
 * @returns the first conflict; nothing was moved then. A conflict is a directory where the other tree has a file or
 *   link. Without `replaceFiles`, it is also an existing file or link
 * @throws the file system's error
 */
export async function moveTree(
  from: ByteString,
  to: ByteString,
  options: MoveOptions = {},
): Promise<MergeConflict | undefined> {
  if ((await kindOf(systemPath(to))) === 'absent') {
    await moveDirectory(from, to);
    return undefined;
  }
  const merge = async (): Promise<MergeConflict | undefined> => {
    const conflict = await findConflict(from, to, options, byteStringOf(''), new TimeSlice());
    if (conflict !== undefined) return conflict;
    for (const name of options.removed ?? []) await removeSingle(systemPath(joinName(to, name)));
    await mergeTree(from, to);
    return undefined;
  };
  return options.intoReadOnly === true ? withWritableDirectory(to, merge) : merge();
}

/** Removes a file, a link or an empty directory. */
async function removeSingle(path: string | Buffer): Promise<void> {
  if ((await kindOf(path)) === 'directory') await rmdir(path);
  else await rm(path, { force: true });
}

async function findConflict(
  from: ByteString,
  to: ByteString,
  options: MoveOptions,
  parent: ByteString,
  slice: TimeSlice,
): Promise<MergeConflict | undefined> {
  let isChecked = false;
  for (const { name, path, isDirectory } of readEntries(from)) {
    // A target that is not writable must fail before the first move.
    if (!isChecked && options.intoReadOnly !== true) await access(systemPath(to), constants.W_OK | constants.X_OK);
    isChecked = true;
    const target = joinName(to, name);
    const inner = joinName(parent, name);
    const existing = kindOfSync(systemPath(target));
    await slice.pause();
    if (existing === 'absent' || options.removed?.has(inner) === true) continue;
    if (isDirectory !== (existing === 'directory') || (!isDirectory && options.replaceFiles === false))
      return { path: inner, existing, incomingDirectory: isDirectory };
    if (!isDirectory) continue;
    const conflict = await withWritableDirectory(path, () => findConflict(path, target, options, inner, slice));
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

async function mergeTree(from: ByteString, to: ByteString): Promise<void> {
  for (const { name, path, isDirectory } of readEntries(from)) {
    const target = joinName(to, name);
    if (!isDirectory) await renameOver(systemPath(path), systemPath(target));
    else if (kindOfSync(systemPath(target)) === 'directory')
      await withWritableDirectory(path, () => withWritableDirectory(target, () => mergeTree(path, target)));
    else await moveDirectory(path, target);
  }
}

/** A move changes the `..` entry of a directory, so the owner needs write permission for the directory itself. */
async function moveDirectory(from: ByteString, to: ByteString): Promise<void> {
  const mode = lstatSync(systemPath(from)).mode & 0o7777;
  const isReadOnly = (mode & 0o200) === 0;
  if (isReadOnly) await chmod(systemPath(from), mode | 0o200);
  await renameOver(systemPath(from), systemPath(to));
  if (isReadOnly) await chmod(systemPath(to), mode);
}
