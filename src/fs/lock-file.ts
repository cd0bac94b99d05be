import { randomBytes, randomInt } from 'node:crypto';
import { open, readFile, rm, stat, unlink, utimes, type FileHandle } from 'node:fs/promises';
import { OciError, throwIfAborted } from '../spec/index.ts';
import { monotonicMs, pause, untilAborted } from '../concurrency/index.ts';
import { errnoOf, fileSystemError } from './file-system-error.ts';
import { heartbeatInterval, LockWatch, ownProcess } from './lock-holder.ts';

export interface LockOptions {
  /** Milliseconds to wait for other holders. @default 30 000 */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds without a heartbeat after which a holder counts as dead. @default 60 000 */
  readonly staleMs?: number | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Milliseconds that the clock of the system does not change. @default that of this process */
  readonly monotonic?: (() => number) | undefined;
}

export interface HeldLock {
  /**
   * Throws when another process has taken over the lock. This happens to a process that was suspended for longer than
   * `staleMs`. Call it immediately before the change that the lock protects.
   *
   * @throws OciError `TIMEOUT`
   */
  check(): Promise<void>;
}

const maxPollIntervalMs = 50;
/** Milliseconds between two heartbeats of an empty file, which other processes break earlier. */
const unwrittenHeartbeatMs = 250;

/**
 * A lock between processes: a file that only one process can create. It contains the process and host of its holder,
 * and the holder renews the date of the file. The next process breaks a lock that is not renewed, or of a process that
 * ended on this host. On a full disk the file is empty at first, so that its holder can free space.
 */
export class LockFile {
  readonly #path: string;
  readonly #timeoutMs: number;
  readonly #staleMs: number;
  readonly #now: () => number;
  readonly #monotonic: () => number;
  readonly #watch: LockWatch;
  readonly #breakWatch: LockWatch;
  /** The content of a held file that is still empty, because the disk is full, and the number of the file. */
  #unwritten: { readonly content: string; readonly ino: number } | undefined;
  /** Settles when the last work of this object has ended. Later calls wait for it instead of polling the file. */
  #last: Promise<void> = Promise.resolve();

  /** @param path of the lock file; its directory must exist when the lock is acquired */
  constructor(path: string, options: LockOptions = {}) {
    this.#path = path;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#staleMs = options.staleMs ?? 60_000;
    this.#now = options.now ?? Date.now;
    this.#monotonic = options.monotonic ?? monotonicMs;
    const watchOptions = { staleMs: this.#staleMs, now: this.#now, monotonic: this.#monotonic };
    this.#watch = new LockWatch(path, watchOptions);
    this.#breakWatch = new LockWatch(this.#breakPath, watchOptions);
  }

  /** Runs `work` under the lock. @throws OciError `TIMEOUT`, `ABORTED`, `FILE_SYSTEM`; errors of `work` */
  async run<T>(work: (lock: HeldLock) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    const before = this.#last;
    this.#last = before.then(() => done);
    try {
      await untilAborted(before, signal);
      const token = await this.#acquire(signal);
      const intervalMs = this.#unwritten === undefined ? heartbeatInterval(this.#staleMs) : unwrittenHeartbeatMs;
      const heartbeat = setInterval(() => void this.#renew(), intervalMs);
      heartbeat.unref();
      try {
        return await work({ check: () => this.#check(token) });
      } finally {
        clearInterval(heartbeat);
        await this.#release(token);
      }
    } finally {
      finish();
    }
  }

  async #acquire(signal: AbortSignal | undefined): Promise<string> {
    const token = randomBytes(16).toString('hex');
    const deadline = this.#monotonic() + this.#timeoutMs;
    for (let attempt = 1; ; attempt++) {
      throwIfAborted(signal);
      const content = JSON.stringify({ token, ...ownProcess() });
      const created = await createLock(this.#path, content);
      const ino = created?.emptyFile;
      this.#unwritten = ino === undefined ? undefined : { content, ino };
      if (created !== undefined) return token;
      const holder = await this.#watch.read();
      if (holder?.dead === true && (await this.#break(holder.text))) continue;
      if (this.#monotonic() >= deadline) {
        throw new OciError(
          'TIMEOUT',
          `cannot lock ${this.#path}: ${holder?.name ?? 'another process'} has held it for more than ` +
            `${this.#timeoutMs} ms; delete the file if that process is not running`,
        );
      }
      // A random delay, so that two processes do not collide repeatedly.
      await pause(randomInt(1, Math.min(maxPollIntervalMs, 2 * attempt) + 1), signal);
    }
  }

  /**
   * Removes the lock of a dead holder. A second lock lets only one process do this. Otherwise a slower process could
   * remove the new lock of a faster one.
   */
  async #break(text: string): Promise<boolean> {
    if ((await createLock(this.#breakPath, JSON.stringify(ownProcess()))) === undefined) {
      const breaker = await this.#breakWatch.read();
      if (breaker?.dead === true) await rm(this.#breakPath, { force: true });
      return false;
    }
    try {
      const holder = await this.#watch.read();
      if (holder?.dead === true && holder.text === text) await rm(this.#path, { force: true });
      return true;
    } finally {
      await rm(this.#breakPath, { force: true });
    }
  }

  get #breakPath(): string {
    return `${this.#path}.break`;
  }

  async #check(token: string): Promise<void> {
    if (await this.#isHeld(token)) return;
    throw new OciError(
      'TIMEOUT',
      `another process has taken over the lock ${this.#path}, because this process did not respond for ` +
        `${this.#staleMs} ms; try again`,
    );
  }

  async #renew(): Promise<void> {
    if (this.#unwritten !== undefined) await this.#write(this.#unwritten.content);
    const now = new Date(this.#now());
    await utimes(this.#path, now, now).catch(() => undefined);
  }

  /** Writes the content of the file as soon as the disk has space. */
  async #write(content: string): Promise<void> {
    if (!(await this.#isOwnEmptyFile())) return;
    try {
      await using file = await open(this.#path, 'r+');
      await file.writeFile(content);
      this.#unwritten = undefined;
    } catch {
      // The next heartbeat tries again.
    }
  }

  async #release(token: string): Promise<void> {
    if (await this.#isHeld(token)) await unlink(this.#path).catch(() => undefined);
  }

  async #isHeld(token: string): Promise<boolean> {
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    return text.includes(token) || (await this.#isOwnEmptyFile());
  }

  async #isOwnEmptyFile(): Promise<boolean> {
    const ino = this.#unwritten?.ino;
    if (ino === undefined) return false;
    const state = await stat(this.#path).catch(() => undefined);
    return state?.ino === ino && state.size === 0;
  }
}

/** @returns undefined when the file exists; `emptyFile` is the number of the file when the disk is full */
async function createLock(
  path: string,
  content: string,
): Promise<{ readonly emptyFile: number | undefined } | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'wx', 0o600);
  } catch (error) {
    const code = errnoOf(error);
    // Windows reports these codes while another process still has the deleted file open.
    const isBeingDeleted = process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
    if (code === 'EEXIST' || isBeingDeleted) return undefined;
    throw fileSystemError(error, `create the lock ${path}`);
  }
  try {
    await using file = handle;
    try {
      await file.writeFile(content);
      return { emptyFile: undefined };
    } catch (error) {
      const code = errnoOf(error);
      if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
      await file.truncate();
      return { emptyFile: (await file.stat()).ino };
    }
  } catch (error) {
    await rm(path, { force: true });
    throw fileSystemError(error, `create the lock ${path}`);
  }
}
