import { randomBytes, randomInt } from 'node:crypto';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { OciError, throwIfAborted } from '../spec/index.ts';
import { untilAborted } from '../concurrency/index.ts';
import { errnoOf, fileSystemError } from './file-system-error.ts';
import { ownProcess, readHolder, type LockHolder } from './lock-holder.ts';

export interface LockOptions {
  /** Milliseconds to wait for others. */
  readonly timeoutMs: number;
  /** Milliseconds without a sign of life after which a holder is taken for dead. */
  readonly staleMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface HeldLock {
  /** Fails when the lock was taken away, which happens to a holder that was asleep for too long. To be asked right before what the lock protects. */
  check(): Promise<void>;
}

const longestPauseMs = 50;

/**
 * A lock among processes: a file that only one can create. It holds the process and host of its owner, who renews its date; the lock of a
 * process that died on this host, or whose date is too old, is broken.
 */
export class LockFile {
  readonly #path: string;
  readonly #options: LockOptions;
  /** The work of this process stands in line here and not at the file. */
  #line: Promise<void> = Promise.resolve();

  constructor(path: string, options: LockOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** Runs `work` while nobody else holds the lock. @throws OciError `TIMEOUT`, `ABORTED`, `FILE_SYSTEM` */
  async run<T>(work: (lock: HeldLock) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { promise: done, resolve: leave } = Promise.withResolvers<void>();
    const before = this.#line;
    this.#line = before.then(() => done);
    try {
      await untilAborted(() => before, signal);
      const token = await this.#take(signal);
      const alive = setInterval(() => void this.#renew(), this.#options.staleMs / 4);
      alive.unref();
      try {
        return await work({ check: () => this.#check(token) });
      } finally {
        clearInterval(alive);
        await this.#release(token);
      }
    } finally {
      leave();
    }
  }

  async #take(signal: AbortSignal | undefined): Promise<string> {
    const token = randomBytes(16).toString('hex');
    const until = this.#options.now() + this.#options.timeoutMs;
    for (let attempt = 1; ; attempt++) {
      throwIfAborted(signal);
      if (await createLock(this.#path, { token, ...(await ownProcess()) })) return token;
      const holder = await this.#holder(this.#path);
      if (holder?.dead === true && (await this.#break(holder.text))) continue;
      if (this.#options.now() >= until) {
        throw new OciError(
          'TIMEOUT',
          `${this.#path} is held by ${holder?.name ?? 'another process'} for more than ${this.#options.timeoutMs} ms; when no such process is at work, delete that file`,
        );
      }
      // Random, so that two that collided once do not do so again and again.
      await untilAborted(() => pause(randomInt(1, Math.min(longestPauseMs, 2 * attempt) + 1)), signal);
    }
  }

  /** Removes a lock whose holder is dead. Only one at a time may try, so that nobody removes the lock of the next holder. */
  async #break(text: string): Promise<boolean> {
    const guard = `${this.#path}.break`;
    if (!(await createLock(guard, await ownProcess()))) {
      const breaker = await this.#holder(guard);
      if (breaker?.dead === true) await rm(guard, { force: true });
      return false;
    }
    try {
      const holder = await this.#holder(this.#path);
      if (holder?.dead === true && holder.text === text) await rm(this.#path, { force: true });
      return true;
    } finally {
      await rm(guard, { force: true });
    }
  }

  #holder(path: string): Promise<LockHolder | undefined> {
    return readHolder(path, this.#options.now(), this.#options.staleMs);
  }

  async #check(token: string): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    if (!text.includes(token))
      throw new OciError(
        'TIMEOUT',
        `${this.#path} was taken over by another process, because this one gave no sign of life for ${this.#options.staleMs} ms; try again`,
      );
  }

  async #renew(): Promise<void> {
    const now = new Date(this.#options.now());
    await utimes(this.#path, now, now).catch(() => undefined);
  }

  async #release(token: string): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    if (text.includes(token)) await rm(this.#path, { force: true }).catch(() => undefined);
  }
}

/** @returns whether the file was created, and not there before */
async function createLock(path: string, content: unknown): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(content), { flag: 'wx' });
    return true;
  } catch (error) {
    const code = errnoOf(error);
    // Windows answers so while a deleted file is still open somewhere.
    const vanishing = process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES' || code === 'EBUSY');
    if (code === 'EEXIST' || vanishing) return false;
    // A disk that is full took the name and not the content.
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') await rm(path, { force: true });
    throw fileSystemError(error, `create the lock ${path}`);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
