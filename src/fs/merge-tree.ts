import { lstatSync, readdirSync, type Dirent } from 'node:fs';
import { access, chmod, constants, lstat, opendir } from 'node:fs/promises';
import { byteStringOf, fromLatin1, joinName, systemPath, type ByteString } from './byte-string.ts';
import { renameOver } from './atomic-file.ts';
import { kindOf, type EntryKind } from './entry-kind.ts';

/** An entry of a directory. */
interface TreeEntry {
  readonly name: ByteString;
  readonly path: ByteString;
  readonly isDirectory: boolean;
  readonly isSymbolicLink: boolean;
}

/** The entry of a directory with exactly one; undefined for other directories, which may have a million entries. */
export async function onlyEntry(directory: ByteString): Promise<TreeEntry | undefined> {
  let only: TreeEntry | undefined;
  // The type declarations assume UTF-8 names. With this encoding each byte is one character, as in a ByteString.
  for await (const entry of await opendir(systemPath(directory), { encoding: 'latin1' })) {
    if (only !== undefined) return undefined;
    only = treeEntry(directory, entry);
  }
  return only;
}

/** The entries of a directory in byte order. */
export function readEntries(directory: ByteString): readonly TreeEntry[] {
  // A synchronous call is faster, because libuv's thread pool costs more than the system call. With this encoding each
  // byte is one character, as in a ByteString.
  const children = readdirSync(systemPath(directory), { encoding: 'latin1', withFileTypes: true });
  return children.map((entry) => treeEntry(directory, entry)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function treeEntry(directory: ByteString, entry: Dirent): TreeEntry {
  const name = fromLatin1(entry.name);
  const path = joinName(directory, name);
  return { name, path, isDirectory: entry.isDirectory(), isSymbolicLink: entry.isSymbolicLink() };
}

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
  replaceFiles = true,
): Promise<MergeConflict | undefined> {
  if ((await kindOf(systemPath(to))) === 'absent') {
    await moveDirectory(from, to);
    return undefined;
  }
  const conflict = await findConflict(from, to, replaceFiles, byteStringOf(''));
  if (conflict === undefined) await mergeTree(from, to);
  return conflict;
}

async function findConflict(
  from: ByteString,
  to: ByteString,
  replaceFiles: boolean,
  parent: ByteString,
): Promise<MergeConflict | undefined> {
  const entries = readEntries(from);
  // A target that is not writable must fail before the first move.
  if (entries.length > 0) await access(systemPath(to), constants.W_OK | constants.X_OK);
  for (const { name, path, isDirectory } of entries) {
    const target = joinName(to, name);
    const inner = joinName(parent, name);
    const existing = await kindOf(systemPath(target));
    if (existing === 'absent') continue;
    if (isDirectory !== (existing === 'directory') || (!isDirectory && !replaceFiles))
      return { path: inner, existing, incomingDirectory: isDirectory };
    if (!isDirectory) continue;
    const conflict = await withWritableDirectory(path, () => findConflict(path, target, replaceFiles, inner));
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

async function mergeTree(from: ByteString, to: ByteString): Promise<void> {
  for (const { name, path, isDirectory } of readEntries(from)) {
    const target = joinName(to, name);
    if (!isDirectory) await renameOver(systemPath(path), systemPath(target));
    else if ((await kindOf(systemPath(target))) === 'directory')
      await withWritableDirectory(path, () => mergeTree(path, target));
    else await moveDirectory(path, target);
  }
}

/** A move changes the `..` entry of a directory, so the owner needs write permission for the directory itself. */
async function moveDirectory(from: ByteString, to: ByteString): Promise<void> {
  const mode = (await lstat(systemPath(from))).mode & 0o7777;
  const isReadOnly = (mode & 0o200) === 0;
  if (isReadOnly) await chmod(systemPath(from), mode | 0o200);
  await renameOver(systemPath(from), systemPath(to));
  if (isReadOnly) await chmod(systemPath(to), mode);
}
