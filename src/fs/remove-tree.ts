import { chmod, opendir, rm } from 'node:fs/promises';
import { byteStringOf, fromLatin1, joinName, systemPath, type ByteString } from './byte-string.ts';
import { errnoOf, fileSystemError } from './file-system-error.ts';

/**
 * Removes a directory tree. It also removes directories without permissions for their owner, which an archive can
 * contain. It does not follow symbolic links. It succeeds when the directory does not exist.
 *
 * @throws OciError `FILE_SYSTEM`
 */
export async function removeTree(directory: string): Promise<void> {
  const options = { recursive: true, force: true, maxRetries: 3 };
  try {
    await rm(directory, options);
  } catch (error) {
    const code = errnoOf(error);
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOTEMPTY')
      throw fileSystemError(error, `remove ${directory}`);
    try {
      await grantOwnerAccess(byteStringOf(directory));
      await rm(directory, options);
    } catch (error) {
      throw fileSystemError(error, `remove ${directory}`);
    }
  }
}

async function grantOwnerAccess(directory: ByteString): Promise<void> {
  try {
    await chmod(systemPath(directory), 0o700);
    // The type declarations assume UTF-8 names. With this encoding each byte is one character, as in a ByteString.
    for await (const entry of await opendir(systemPath(directory), { encoding: 'latin1' })) {
      if (entry.isDirectory()) await grantOwnerAccess(joinName(directory, fromLatin1(entry.name)));
    }
  } catch (error) {
    // The failed `rm` may still be removing other subtrees.
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
