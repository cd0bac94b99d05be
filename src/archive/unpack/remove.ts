import { chmod, opendir, rm } from 'node:fs/promises';
import { errnoOf, fileSystemError } from '../../fs/index.ts';
import { byteStringOf, fromLatin1, joinName, systemPath, type ByteString } from '../byte-string.ts';

/**
 * Removes a directory and all below it, also what its owner may not enter: an archive can ask for directories without any permission.
 * Symlinks are removed and not followed. Nothing there is fine.
 *
 * @throws OciError `FILE_SYSTEM`
 */
export async function removeTree(directory: string): Promise<void> {
  const how = { recursive: true, force: true, maxRetries: 3 };
  try {
    await rm(directory, how);
  } catch (error) {
    const code = errnoOf(error);
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOTEMPTY')
      throw fileSystemError(error, `remove ${directory}`);
    try {
      await openUp(byteStringOf(directory));
      await rm(directory, how);
    } catch (error) {
      throw fileSystemError(error, `remove ${directory}`);
    }
  }
}

async function openUp(directory: ByteString): Promise<void> {
  try {
    await chmod(systemPath(directory), 0o700);
    // The declared types know names as text only; with this encoding every byte is one character, as in a ByteString.
    for await (const entry of await opendir(systemPath(directory), { encoding: 'latin1' })) {
      if (entry.isDirectory()) await openUp(joinName(directory, fromLatin1(entry.name)));
    }
  } catch (error) {
    // When `rm` gives up at one place, it is still removing in others.
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
