import { rm, rmdir } from 'node:fs/promises';
import type { PatternMatcher } from '../archive/index.ts';
import {
  byteStringOf,
  joinName,
  readEntries,
  systemPath,
  textOf,
  withWritableDirectory,
  type ByteString,
} from '../fs/index.ts';
import type { FileList } from '../spec/index.ts';
import { isDirectoryMark, type Entries } from './written-entries.ts';

/**
 * Removes the files and links that do not match, and then the empty directories that do not match.
 *
 * @returns whether any entry remains
 */
export async function removeUnmatched(
  matches: PatternMatcher,
  directory: ByteString,
  below: ByteString = byteStringOf(''),
): Promise<boolean> {
  let hasRemaining = false;
  for (const { name, path, isDirectory } of readEntries(directory)) {
    const inner = joinName(below, name);
    const isMatch = matches(inner, isDirectory);
    if (isDirectory) {
      const hasMatches = await withWritableDirectory(path, () => removeUnmatched(matches, path, inner));
      if (hasMatches || isMatch) hasRemaining = true;
      else await rmdir(systemPath(path));
    } else if (isMatch) hasRemaining = true;
    else await rm(systemPath(path));
  }
  return hasRemaining;
}

/** Maximum number of paths in a {@link FileList}, which bounds its memory. */
export const maxListedFiles = 10_000;

/** @param others entries that are not in the directory */
export async function listFiles(directory: ByteString, others: Entries = new Map()): Promise<FileList> {
  const list = { count: 0, paths: [] as string[] };
  const add = (name: ByteString): void => {
    list.count++;
    if (list.paths.length < maxListedFiles) list.paths.push(textOf(name));
  };
  const visit = async (current: ByteString, below: ByteString): Promise<void> => {
    for (const { name, path, isDirectory } of readEntries(current)) {
      const inner = joinName(below, name);
      if (isDirectory) await withWritableDirectory(path, () => visit(path, inner));
      else add(inner);
    }
  };
  await visit(directory, byteStringOf(''));
  for (const [name, mark] of others) if (!isDirectoryMark(mark)) add(name);
  return list;
}
