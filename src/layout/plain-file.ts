import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, opendir, rm, type FileHandle } from 'node:fs/promises';
import { fileSystemError, isMissing, kindOfStats, readRange } from '../fs/index.ts';
import { OciError } from '../spec/index.ts';
import { collect } from '../streams/index.ts';

/**
 * Two versions of a file that are written within this time, in milliseconds, may have equal metadata, because file
 * systems have coarse clocks.
 */
export const timestampGranularityMs = 100;

/** Metadata of a plain file. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** Last write, milliseconds since 1970. */
  readonly mtimeMs: number;
  /** Number of names of the file. */
  readonly links: number;
  /** Changes when the file is written or replaced, or gets another date or name. */
  readonly fingerprint: string;
  /** Changes when the file is written or replaced. A new name does not change it. */
  readonly contentFingerprint: string;
}

export function fileState(stats: BigIntStats): FileState {
  const { ino, size, mtimeNs, ctimeNs, nlink } = stats;
  const contentFingerprint = `${ino} ${size} ${mtimeNs}`;
  return {
    size: Number(size),
    mtimeMs: Number(stats.mtimeMs),
    links: Number(nlink),
    fingerprint: `${contentFingerprint} ${ctimeNs}`,
    contentFingerprint,
  };
}

/** Whether a later change of the file is certain to change its fingerprint. */
export function isSettled(state: FileState, nowMs: number): boolean {
  return nowMs - state.mtimeMs >= timestampGranularityMs;
}

/**
 * Looks up a plain file. It rejects other entries: a layout may come from an untrusted source, and a symbolic link
 * could lead outside.
 *
 * @returns undefined when the file does not exist
 * @throws OciError `FILE_SYSTEM` for an entry that is not a plain file
 */
export async function statPlainFile(path: string): Promise<FileState | undefined> {
  let stats: BigIntStats;
  try {
    stats = await lstat(path, { bigint: true });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileSystemError(error, `read the status of ${path}`);
  }
  if (!stats.isFile()) throw notPlain(path, stats);
  return fileState(stats);
}

/**
 * Combines all lookups of one file in the same iteration of the event loop. The lookup starts after the last call, so
 * its result is never outdated.
 */
export class StatCoalescer {
  readonly #pending = new Map<string, Promise<FileState | undefined>>();

  /** As {@link statPlainFile}. */
  state(path: string): Promise<FileState | undefined> {
    const pending = this.#pending.get(path);
    if (pending !== undefined) return pending;
    const lookup = new Promise<FileState | undefined>((resolve, reject) => {
      setImmediate(() => {
        this.#pending.delete(path);
        statPlainFile(path).then(resolve, reject);
      });
    });
    this.#pending.set(path, lookup);
    return lookup;
  }
}

/** A plain file that is open for reading. */
export interface PlainFile {
  readonly handle: FileHandle;
  readonly state: FileState;
}

/**
 * Opens a plain file. The caller must look up the path first, because opening a device or a pipe can block or have side
 * effects. A symbolic link that appears after the lookup is not followed.
 *
 * @returns undefined when the file does not exist
 * @throws OciError `FILE_SYSTEM`
 */
export async function openPlainFile(path: string): Promise<PlainFile | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileSystemError(error, `read ${path}`);
  }
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw notPlain(path, stats);
    return { handle, state: fileState(stats) };
  } catch (error) {
    await handle.close();
    throw fileSystemError(error, `read ${path}`);
  }
}

/** Reads a small plain file. @returns undefined when it does not exist @throws OciError `SIZE_LIMIT`, `FILE_SYSTEM` */
export async function readPlainFile(path: string, limit: number): Promise<Uint8Array | undefined> {
  const file = (await statPlainFile(path)) === undefined ? undefined : await openPlainFile(path);
  if (file === undefined) return undefined;
  await using handle = file.handle;
  return await collect(readRange(handle, 0, Math.min(file.state.size, limit + 1), path), limit, path);
}

/** Deletes a file. @returns false when the file does not exist @throws OciError `FILE_SYSTEM` */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await rm(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw fileSystemError(error, `delete ${path}`);
  }
}

/** Yields the names in a folder. A missing folder yields nothing. */
export async function* entriesOf(folder: string): AsyncGenerator<string, void, undefined> {
  try {
    for await (const entry of await opendir(folder)) yield entry.name;
  } catch (error) {
    if (!isMissing(error)) throw fileSystemError(error, `list ${folder}`);
  }
}

function notPlain(path: string, stats: BigIntStats): OciError {
  return new OciError(
    'FILE_SYSTEM',
    `cannot use ${path}: it is a ${kindOfStats(stats)}, and an image layout has only plain files`,
  );
}
