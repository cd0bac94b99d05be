import { chmodSync, constants, linkSync, lstatSync, mkdirSync, readlinkSync, symlinkSync, utimesSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { joinName, systemPath, type ByteString } from './byte-string.ts';
import { withWritableDirectory } from './merge-tree.ts';
import { readEntries } from './read-directory.ts';

/**
 * Copies a file, link or directory tree with its modes, the times of its files, and the hard links inside it. File
 * systems that support it share the data of the files.
 *
 * @param from must not change, and must not contain special files
 * @param to must not exist
 * @throws the file system's error
 */
export async function copyTree(from: ByteString, to: ByteString): Promise<void> {
  await copyEntry(from, to, new Map());
}

/** @param copies the copy of each file with several hard links, by inode number */
async function copyEntry(from: ByteString, to: ByteString, copies: Map<bigint, ByteString>): Promise<void> {
  const state = lstatSync(systemPath(from), { bigint: true });
  if (state.isSymbolicLink()) {
    symlinkSync(readlinkSync(systemPath(from), { encoding: 'buffer' }), systemPath(to));
    return;
  }
  const mode = Number(state.mode & 0o7777n);
  if (state.isDirectory()) {
    mkdirSync(systemPath(to), 0o700);
    await withWritableDirectory(from, async () => {
      for (const { name, path } of readEntries(from)) await copyEntry(path, joinName(to, name), copies);
    });
    chmodSync(systemPath(to), mode);
    return;
  }
  const earlier = copies.get(state.ino);
  if (earlier !== undefined) {
    linkSync(systemPath(earlier), systemPath(to));
    return;
  }
  if (state.nlink > 1n) copies.set(state.ino, to);
  await copyContent(from, to, mode);
  utimesSync(systemPath(to), Number(state.atimeMs) / 1000, Number(state.mtimeMs) / 1000);
}

/** An archive can contain files that their owner must not read or write. */
async function copyContent(from: ByteString, to: ByteString, mode: number): Promise<void> {
  const isReadable = (mode & 0o400) !== 0;
  if (!isReadable) chmodSync(systemPath(from), mode | 0o400);
  try {
    await copyFile(systemPath(from), systemPath(to), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } finally {
    if (!isReadable) chmodSync(systemPath(from), mode);
  }
  chmodSync(systemPath(to), mode);
}
