import { lstatSync, readdirSync } from 'node:fs';
import { access, chmod, constants, lstat, rename, rm, rmdir } from 'node:fs/promises';
import {
  byteStringOf,
  fromLatin1,
  joinName,
  systemPath,
  textOf,
  type ByteString,
  type Excludes,
} from '../archive/index.ts';
import { kindOf, renameOver, type EntryKind } from '../fs/index.ts';
import type { FileList } from '../spec/index.ts';

/** An entry of a directory; names keep their bytes. */
export interface TreeEntry {
  readonly name: ByteString;
  readonly path: ByteString;
  readonly isDirectory: boolean;
}

/** The entries of a directory in the order of their bytes. Read synchronously: a tree has many, and the way through libuv's pool costs more than the system. */
export async function entriesIn(directory: ByteString): Promise<readonly TreeEntry[]> {
  // With this encoding every byte is one character, as in a ByteString.
  const found = readdirSync(systemPath(directory), { encoding: 'latin1', withFileTypes: true });
  const entries = found.map((entry) => {
    const name = fromLatin1(entry.name);
    return { name, path: joinName(directory, name), isDirectory: entry.isDirectory() };
  });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Runs `work` while the owner may list and change the directory; an archive can ask for directories without these permissions. */
export async function opened<T>(directory: ByteString, work: () => Promise<T>): Promise<T> {
  const mode = lstatSync(systemPath(directory)).mode & 0o7777;
  if ((mode & 0o700) === 0o700) return await work();
  await chmod(systemPath(directory), mode | 0o700);
  try {
    return await work();
  } finally {
    await chmod(systemPath(directory), mode);
  }
}

/** An entry that cannot go where it should. */
export interface Conflict {
  /** Relative to the two trees. */
  readonly path: ByteString;
  readonly existing: EntryKind;
  readonly incomingDirectory: boolean;
}

/**
 * What stands in the way of {@link mergeInto}: a directory that meets a file or link, and, unless files may be replaced, a file that meets
 * one.
 *
 * @throws what the file system says of a directory that must be changed and may not be
 */
export async function findConflict(
  from: ByteString,
  to: ByteString,
  replaceFiles: boolean,
  below: ByteString = byteStringOf(''),
): Promise<Conflict | undefined> {
  const entries = await entriesIn(from);
  if (entries.length > 0) await access(systemPath(to), constants.W_OK | constants.X_OK);
  for (const { name, path, isDirectory } of entries) {
    const target = joinName(to, name);
    const inner = joinName(below, name);
    const existing = await kindOf(systemPath(target));
    if (existing === 'absent') continue;
    const isSameKind = isDirectory === (existing === 'directory');
    if (!isSameKind || (!isDirectory && !replaceFiles))
      return { path: inner, existing, incomingDirectory: isDirectory };
    const conflict = isDirectory
      ? await opened(path, () => findConflict(path, target, replaceFiles, inner))
      : undefined;
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

/** Moves each entry over its namesake: directories merge, a file or link replaces a file or link by one rename. */
export async function mergeInto(from: ByteString, to: ByteString): Promise<void> {
  for (const { name, path, isDirectory } of await entriesIn(from)) {
    const target = joinName(to, name);
    if (!isDirectory) await moveEntry(path, target);
    else if ((await kindOf(systemPath(target))) === 'directory') await opened(path, () => mergeInto(path, target));
    else await moveDirectory(path, target);
  }
}

/** Renames a directory. One that gets another parent changes itself too, so that its owner must be allowed to write to it. */
export async function moveDirectory(from: ByteString, to: ByteString): Promise<void> {
  const mode = (await lstat(systemPath(from))).mode & 0o7777;
  const closed = (mode & 0o200) === 0;
  if (closed) await chmod(systemPath(from), mode | 0o200);
  await moveEntry(from, to);
  if (closed) await chmod(systemPath(to), mode);
}

async function moveEntry(from: ByteString, to: ByteString): Promise<void> {
  const [source, target] = [systemPath(from), systemPath(to)];
  // Windows, where a rename may have to wait, has text for names.
  if (typeof source === 'string' && typeof target === 'string') await renameOver(source, target);
  else await rename(source, target);
}

/**
 * Removes the files and links that are not wanted, and the directories that have nothing left and are not wanted themselves.
 *
 * @returns whether anything is left
 */
export async function keepOnly(
  wanted: Excludes,
  directory: ByteString,
  below: ByteString = byteStringOf(''),
): Promise<boolean> {
  let left = false;
  for (const { name, path, isDirectory } of await entriesIn(directory)) {
    const inner = joinName(below, name);
    const keep = wanted(inner, isDirectory);
    if (isDirectory) {
      const kept = (await opened(path, () => keepOnly(wanted, path, inner))) || keep;
      if (!kept) await rmdir(systemPath(path));
      left ||= kept;
    } else if (keep) left = true;
    else await rm(systemPath(path));
  }
  return left;
}

/** Maximum number of paths in a {@link FileList}, which bounds its memory. */
export const maxListedFiles = 10_000;

export async function listFiles(directory: ByteString): Promise<FileList> {
  const list = { count: 0, paths: [] as string[] };
  const visit = async (current: ByteString, below: ByteString): Promise<void> => {
    for (const { name, path, isDirectory } of await entriesIn(current)) {
      const inner = joinName(below, name);
      if (isDirectory) await opened(path, () => visit(path, inner));
      else {
        list.count++;
        if (list.paths.length < maxListedFiles) list.paths.push(textOf(inner));
      }
    }
  };
  await visit(directory, byteStringOf(''));
  return list;
}
