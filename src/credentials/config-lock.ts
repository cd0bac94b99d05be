import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errnoOf, fileSystemError } from '../fs/index.ts';
import { abortedError, OciError } from '../spec/index.ts';

/** A lock of that age was left behind by a process that died: a holder needs milliseconds. */
const staleMs = 10_000;
/** Between two tries, milliseconds. */
const pauseMs = 20;
/** Longest wait, milliseconds. */
const patienceMs = 30_000;

/**
 * Runs `work` while no other caller of this function, here or in another process, works on the same file. The lock is a file beside it.
 *
 * @throws OciError `TIMEOUT`, `FILE_SYSTEM`, `ABORTED`
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const lock = `${path}.lock`;
  await acquire(lock, signal);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function acquire(lock: string, signal: AbortSignal | undefined): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    if (signal?.aborted === true) throw abortedError(signal);
    if (await tryAcquire(lock)) return;
    if (performance.now() > deadline)
      throw new OciError('TIMEOUT', `${lock} is held by another process; remove it if none is at work on that file`);
    await sleep(pauseMs);
  }
}

async function tryAcquire(lock: string): Promise<boolean> {
  try {
    await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    const code = errnoOf(error);
    // Windows says EPERM while a file of that name is about to vanish.
    if (code !== 'EEXIST' && !(code === 'EPERM' && process.platform === 'win32'))
      throw fileSystemError(error, `lock ${lock}`);
  }
  await removeStale(lock);
  return false;
}

async function removeStale(lock: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(lock);
    if (Date.now() - mtimeMs > staleMs) await rm(lock, { force: true });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw fileSystemError(error, `look at ${lock}`);
  }
}
