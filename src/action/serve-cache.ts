import type { Reporter } from '../output/index.ts';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../fs/index.ts';
import type { StorageLayout } from '../commands/index.ts';
import { restoreDirectory, saveDirectory, type CachedDirectory } from './cached-directory.ts';
import { verifyRestored } from './serve-restored.ts';
import { fingerprintOf } from './serve-tree.ts';
import { messageOf } from '../spec/index.ts';

export interface CachedStorage {
  /** Absolute path. */
  readonly storage: string;
  readonly layout: StorageLayout;
  readonly cacheKey: string;
  readonly workspace: CachedDirectory['workspace'];
}

/** What every key of this storage begins with. What follows is the hash of the content, which no other key's prefix can run into. */
export function cacheKeyPrefix({ cacheKey, layout }: Pick<CachedStorage, 'cacheKey' | 'layout'>): string {
  return `${cacheKey}-${layout}-sha256-`;
}

/**
 * Brings a storage directory back from the cache. What came is not trusted: every blob is hashed, and what is not what its name says is
 * dropped. Whatever goes wrong with the cache is a warning, and the storage begins empty.
 *
 * @returns the key that it came from
 */
export async function restoreStorage(
  cached: CachedStorage,
  log: Reporter,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { storage } = cached;
  if (!(await isEmpty(storage))) {
    log.line(`${storage} is not empty; it is served as it is, and nothing is restored`);
    return undefined;
  }
  const prefix = cacheKeyPrefix(cached);
  const found = await restoreDirectory(directoryOf(cached), { prefix }, log, signal);
  if (found === undefined) log.line(`the cache has nothing yet that begins with ${prefix}`);
  if (found?.restored !== true) return undefined;
  const { key } = found;
  try {
    await verifyRestored(cached, key, log, signal);
    return key;
  } catch (error) {
    if (signal.aborted) throw error;
    log.warning(`what the cache gave for ${key} cannot be used, and the registry begins empty: ${messageOf(error)}`);
    await rm(storage, { recursive: true, force: true });
    return undefined;
  }
}

/** Saves a storage directory that nobody writes to any more, unless the cache has just this content. */
export async function saveStorage(cached: CachedStorage, restoredKey: string, log: Reporter): Promise<void> {
  const { storage } = cached;
  try {
    const key = cacheKeyPrefix(cached) + (await fingerprintOf(storage));
    if (key === restoredKey) {
      log.line(`the cache has this content already, as ${key}`);
      return;
    }
    // A secret that a registry which was started otherwise may have left here.
    await rm(join(storage, '.session-key'), { force: true });
    await saveDirectory(directoryOf(cached), key, log);
  } catch (error) {
    log.warning(`${storage} could not be saved in the cache: ${messageOf(error)}`);
  }
}

function directoryOf({ storage, workspace }: CachedStorage): CachedDirectory {
  return { path: storage, workspace };
}

async function isEmpty(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    // What it is instead of a directory is told when it is opened.
    return errnoOf(error) === 'ENOENT';
  }
}
