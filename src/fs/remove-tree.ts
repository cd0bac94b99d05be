import { chmodSync, rmdirSync, unlinkSync } from 'node:fs';
import { opendir, rm } from 'node:fs/promises';
import { setImmediate as nextEventLoopIteration } from 'node:timers/promises';
import { byteStringOf, fromLatin1, joinName, systemPath, type ByteString } from './byte-string.ts';
import { kindOf } from './entry-kind.ts';
import { errnoOf, fileSystemError } from './file-system-error.ts';

/** Number of names that are read in one call of the system. */
const namesPerRead = 256;
/** Files are removed synchronously. After this number of files the event loop runs. */
const filesPerIteration = 64;
/** Maximum number of attempts at a directory that another program changes. */
const maxAttempts = 5;

/**
 * Removes a directory tree. It also removes directories without permissions for their owner, which an archive can
 * contain. It does not follow symbolic links. It succeeds when the directory does not exist. Unlike Node's `rm`, it
 * does not hold all names of the tree in memory.
 *
 * @throws OciError `FILE_SYSTEM`
 */
export async function removeTree(directory: string): Promise<void> {
  try {
    await removeDirectory(byteStringOf(directory));
  } catch {
    // Windows, for example, rejects the removal of a file that another program has open. Node waits for it.
    try {
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      throw fileSystemError(error, `remove ${directory}`);
    }
  }
}

/**
 * Removes a file, a link or a directory tree, like {@link removeTree}. The name can have any bytes.
 *
 * @throws the file system's error
 */
export async function removeEntry(path: ByteString): Promise<void> {
  if ((await kindOf(systemPath(path))) === 'directory') await removeDirectory(path);
  else await rm(systemPath(path), { force: true });
}

async function removeDirectory(directory: ByteString): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      for (const child of await removeFiles(directory)) await removeDirectory(child);
      rmdirSync(systemPath(directory));
      return;
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'ENOENT') return;
      if (attempt === maxAttempts) throw error;
      if (code === 'EACCES' || code === 'EPERM') chmodSync(systemPath(directory), 0o700);
      // Some file systems skip entries in a listing while others are removed.
      else if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    }
  }
}

/** Removes all entries except directories. @returns the directories */
async function removeFiles(directory: ByteString): Promise<readonly ByteString[]> {
  const directories: ByteString[] = [];
  let removed = 0;
  // The type declarations assume UTF-8 names. With this encoding each byte is one character, as in a ByteString.
  const options = { encoding: 'latin1', bufferSize: namesPerRead } as const;
  for await (const entry of await opendir(systemPath(directory), options)) {
    const path = joinName(directory, fromLatin1(entry.name));
    if (entry.isDirectory()) directories.push(path);
    else {
      unlinkIfExists(path);
      if (++removed % filesPerIteration === 0) await nextEventLoopIteration();
    }
  }
  return directories;
}

function unlinkIfExists(path: ByteString): void {
  try {
    unlinkSync(systemPath(path));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
