import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { fileSystemError, isMissing } from '../fs/index.ts';
import { notPlain } from './plain-file.ts';

/** Clocks of file systems are coarse: two versions written within this time may look alike from outside. Milliseconds. */
export const coarseMs = 100;

/** What can be seen of a plain file without reading it. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** When it was written last, milliseconds since 1970. */
  readonly mtimeMs: number;
  readonly mtimeNs: bigint;
  readonly inode: bigint;
  /** Another one whenever the file was written, replaced, or had its dates set. */
  readonly mark: string;
}

export function fileState(stats: BigIntStats): FileState {
  const { ino, size, mtimeNs, ctimeNs } = stats;
  return {
    size: Number(size),
    mtimeMs: Number(stats.mtimeMs),
    mtimeNs,
    inode: ino,
    mark: `${ino} ${size} ${mtimeNs} ${ctimeNs}`,
  };
}

/** Whether a change that comes now is sure to change the mark. */
export function isSettled(state: FileState, nowMs: number): boolean {
  return nowMs - state.mtimeMs >= coarseMs;
}

/**
 * Looks at files. All who ask for one file in the same turn of the event loop share one look. It begins after the last of them asked, so
 * nobody gets to see what was before their question, and a busy server looks once where it would look once for each request.
 */
export class StatCoalescer {
  readonly #waiting = new Map<string, Promise<FileState | undefined>>();

  /** @returns undefined when there is no such file @throws OciError `FILE_SYSTEM` when something else has its name: links are not followed */
  state(path: string): Promise<FileState | undefined> {
    const waiting = this.#waiting.get(path);
    if (waiting !== undefined) return waiting;
    const look = new Promise<FileState | undefined>((resolve, reject) => {
      setImmediate(() => {
        this.#waiting.delete(path);
        fingerprint(path).then(resolve, reject);
      });
    });
    this.#waiting.set(path, look);
    return look;
  }
}

/** The state of a plain file; undefined when there is none. @throws OciError `FILE_SYSTEM` */
export async function fingerprint(path: string): Promise<FileState | undefined> {
  let stats: BigIntStats;
  try {
    stats = await lstat(path, { bigint: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileSystemError(error, `look at ${path}`);
  }
  if (!stats.isFile()) throw notPlain(path, stats.isSymbolicLink() ? 'a symbolic link' : 'not a file');
  return fileState(stats);
}
