import { lstatSync, opendirSync, readdirSync, type Dirent } from 'node:fs';
import { fromLatin1, joinName, systemPath, type ByteString } from './byte-string.ts';

/** An entry of a directory. */
export interface TreeEntry {
  readonly name: ByteString;
  readonly path: ByteString;
  readonly isDirectory: boolean;
  readonly isSymbolicLink: boolean;
}

/** Number of names that are read in one call of the system. */
const namesPerRead = 256;
/** Size of a directory, bytes, from which it may have so many names that the memory of `readdir` matters. */
const largeDirectoryBytes = 1024 * 1024;

/**
 * Lists a directory, in no order. It needs less memory than `readdir`, which holds the entries of the system and of
 * JavaScript at the same time. Synchronous calls are faster, because libuv's thread pool costs more than the call.
 */
function* list(directory: ByteString): Generator<Dirent, void, undefined> {
  // With this encoding each byte is one character, as in a ByteString.
  const listing = opendirSync(systemPath(directory), { encoding: 'latin1', bufferSize: namesPerRead });
  try {
    for (let entry = listing.readSync(); entry !== null; entry = listing.readSync()) yield entry;
  } finally {
    listing.closeSync();
  }
}

/** Whether `readdir`, which takes half the time, does not need too much memory. */
function isSmall(directory: ByteString): boolean {
  return lstatSync(systemPath(directory)).size < largeDirectoryBytes;
}

/** The names in a directory in byte order. */
export function readNames(directory: ByteString): ByteString[] {
  if (isSmall(directory)) return readdirSync(systemPath(directory), { encoding: 'latin1' }).map(fromLatin1).sort();
  const names: ByteString[] = [];
  for (const entry of list(directory)) names.push(fromLatin1(entry.name));
  return names.sort();
}

/** The entries of a directory in byte order. Only the names are in memory, because there may be a million of them. */
export function readEntries(directory: ByteString): Generator<TreeEntry, void, undefined> {
  const names: ByteString[] = [];
  const directories = new Set<ByteString>();
  const links = new Set<ByteString>();
  const entries = isSmall(directory)
    ? readdirSync(systemPath(directory), { encoding: 'latin1', withFileTypes: true })
    : list(directory);
  for (const entry of entries) {
    const name = fromLatin1(entry.name);
    names.push(name);
    if (entry.isDirectory()) directories.add(name);
    else if (entry.isSymbolicLink()) links.add(name);
  }
  return entriesOf(directory, names.sort(), directories, links);
}

function* entriesOf(
  directory: ByteString,
  names: readonly ByteString[],
  directories: ReadonlySet<ByteString>,
  links: ReadonlySet<ByteString>,
): Generator<TreeEntry, void, undefined> {
  for (const name of names) {
    const path = joinName(directory, name);
    yield { name, path, isDirectory: directories.has(name), isSymbolicLink: links.has(name) };
  }
}

/** The entry of a directory with exactly one; undefined for other directories. Reads at most two entries. */
export function onlyEntry(directory: ByteString): TreeEntry | undefined {
  let only: Dirent | undefined;
  for (const entry of list(directory)) {
    if (only !== undefined) return undefined;
    only = entry;
  }
  if (only === undefined) return undefined;
  const name = fromLatin1(only.name);
  return {
    name,
    path: joinName(directory, name),
    isDirectory: only.isDirectory(),
    isSymbolicLink: only.isSymbolicLink(),
  };
}
