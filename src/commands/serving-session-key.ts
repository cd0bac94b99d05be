import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, fileSystemError, renameOver } from '../fs/index.ts';
import { OciError } from '../spec/index.ts';

/** A repository name cannot contain this name, because of its leading dot. */
const keyFile = '.session-key';
const keyBytes = 32;

/**
 * The secret that binds uploads to their clients. It is stored in the storage directory, readable only by this user, so
 * that uploads can continue after a restart.
 *
 * @throws OciError `FILE_SYSTEM`
 */
export async function sessionKeyIn(storage: string): Promise<Uint8Array> {
  const path = join(storage, keyFile);
  return (await readKey(path)) ?? (await createKey(path));
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  try {
    await using file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    const state = await file.stat();
    // Windows has no permission bits.
    const shared = process.platform !== 'win32' && (state.mode & 0o077) !== 0;
    if (!state.isFile() || state.size !== keyBytes || shared) {
      throw new OciError(
        'FILE_SYSTEM',
        `${path} is not a file of ${keyBytes} bytes that only this user can read, so it cannot be a secret; delete it`,
      );
    }
    return await file.readFile();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw fileSystemError(error, `read ${path}`);
  }
}

async function createKey(path: string): Promise<Uint8Array> {
  const temporary = `${path}.${process.pid}.${randomBytes(8).toString('hex')}.tmp`;
  const key = randomBytes(keyBytes);
  try {
    {
      await using file = await open(temporary, 'wx', 0o600);
      await file.writeFile(key);
      await file.sync();
    }
    return (await renameIfAbsent(temporary, path)) ? key : ((await readKey(path)) ?? key);
  } catch (error) {
    throw fileSystemError(error, `write ${path}`);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Renames atomically, and never replaces the key of another process. @returns whether the file was renamed */
async function renameIfAbsent(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    // The file system has no links.
    await renameOver(from, to);
    return true;
  }
}
