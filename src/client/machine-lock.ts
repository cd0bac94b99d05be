import { createHash } from 'node:crypto';
import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errnoOf, LockFile } from '../fs/index.ts';
import { isOciError } from '../spec/index.ts';

/** Maximum time to wait for other processes, milliseconds. */
const timeoutMs = 10_000;

/**
 * Runs `work` while no other process of this user on this machine runs work with the same key. Without a directory for
 * the lock, and after a timeout, it runs the work without the lock.
 *
 * @throws errors of `work`; OciError `ABORTED`
 */
export async function withMachineLock<T>(
  key: string,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const directory = await lockDirectory();
  if (directory === undefined) return work();
  const lock = new LockFile(join(directory, `${createHash('sha256').update(key).digest('hex')}.lock`), { timeoutMs });
  let isRunning = false;
  try {
    return await lock.run(() => {
      isRunning = true;
      return work();
    }, signal);
  } catch (error) {
    if (isRunning || !isOciError(error, 'TIMEOUT', 'FILE_SYSTEM') || signal?.aborted === true) throw error;
    return work();
  }
}

/** A directory that only this user can change; undefined if there is none. */
async function lockDirectory(): Promise<string | undefined> {
  const user = process.getuid?.();
  const directory = join(tmpdir(), `oci-artifact-locks${user === undefined ? '' : `-${user}`}`);
  try {
    await mkdir(directory, { mode: 0o700 });
    return directory;
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') return undefined;
  }
  try {
    const state = await lstat(directory);
    const isOwn = user === undefined || (state.uid === user && (state.mode & 0o022) === 0);
    return state.isDirectory() && isOwn ? directory : undefined;
  } catch {
    return undefined;
  }
}
