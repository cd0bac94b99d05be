import { constants, type BigIntStats, type Stats } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { collect } from '../streams/index.ts';
import { fileSystemError, isMissing, readRange } from '../fs/index.ts';
import { OciError } from '../spec/index.ts';

/**
 * The state of a plain file; undefined when there is none.
 *
 * @throws OciError `FILE_SYSTEM` when something else has its name. A symbolic link is refused, because a layout may come from anybody
 * and must not reach outside of its folder.
 */
export async function statPlainFile(path: string): Promise<Stats | undefined> {
  let found: Stats;
  try {
    found = await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileSystemError(error, `look at ${path}`);
  }
  if (found.isFile()) return found;
  throw notPlain(path, found.isSymbolicLink() ? 'a symbolic link' : 'not a file');
}

/** A plain file that is open for reading. */
export interface PlainFile {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
  /** Bytes. */
  readonly size: number;
}

/** Opens a plain file for reading; undefined when there is none. Does not follow a symbolic link, also not one that appears meanwhile. */
export async function openPlainFile(path: string): Promise<PlainFile | undefined> {
  return (await statPlainFile(path)) === undefined ? undefined : openSeenFile(path);
}

/** {@link openPlainFile} of a path that was seen to be a plain file's this moment: opening a device or a pipe could wait, or do something. */
export async function openSeenFile(path: string): Promise<PlainFile | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileSystemError(error, `read ${path}`);
  }
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw notPlain(path, 'not a file');
    return { handle, stats, size: Number(stats.size) };
  } catch (error) {
    await handle.close();
    throw fileSystemError(error, `read ${path}`);
  }
}

/** All bytes of a small plain file; undefined when there is none. @throws OciError `SIZE_LIMIT`, `FILE_SYSTEM` */
export async function readPlainFile(path: string, limit: number): Promise<Uint8Array | undefined> {
  const file = await openPlainFile(path);
  if (file === undefined) return undefined;
  await using handle = file.handle;
  return await collect(readRange(handle, 0, Math.min(file.size, limit + 1), path), limit, path);
}

export function notPlain(path: string, what: string): OciError {
  return new OciError('FILE_SYSTEM', `${path} is ${what}; an image layout holds plain files only, so it is not used`);
}
