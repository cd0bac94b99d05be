import { readdir, rm } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { errnoOf } from '../io/index.ts';
import type { StorageLayout } from '../publish/index.ts';
import type { ActionLog } from './log.ts';
import { outagesAsWarnings } from './serve-cache-messages.ts';
import { verifyRestored } from './serve-restored.ts';
import { fingerprintOf } from './serve-tree.ts';

export interface CachedStorage {
  /** Absolute path. */
  readonly storage: string;
  readonly layout: StorageLayout;
  readonly cacheKey: string;
  /** Paths below it are stored relative to it, so that another runner finds them. */
  readonly workspace: string | undefined;
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
export async function restoreStorage(cached: CachedStorage, log: ActionLog, signal: AbortSignal): Promise<string | undefined> {
  const { storage } = cached;
  if (!(await isEmpty(storage))) {
    log.line(`${storage} is not empty; it is served as it is, and nothing is restored`);
    return undefined;
  }
  const key = await fromCache(cached, log);
  if (key === undefined) return undefined;
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
export async function saveStorage(cached: CachedStorage, restoredKey: string, log: ActionLog): Promise<void> {
  const { storage } = cached;
  try {
    const key = cacheKeyPrefix(cached) + (await fingerprintOf(storage));
    if (key === restoredKey) {
      log.line(`the cache has this content already, as ${key}`);
      return;
    }
    // A secret that a registry which was started otherwise may have left here.
    await rm(join(storage, '.session-key'), { force: true });
    const cache = await import('@actions/cache');
    if (!cache.isFeatureAvailable()) {
      log.warning(unavailable);
      return;
    }
    const saved = await outagesAsWarnings(() => cache.saveCache([cachePath(cached)], key));
    if (saved >= 0) log.line(`saved ${storage} in the cache as ${key}`);
    else if ((await outagesAsWarnings(() => cache.restoreCache([cachePath(cached)], key, [], { lookupOnly: true }))) === key) log.line(`another job has saved the same content as ${key}`);
    else log.warning(`${storage} was not saved in the cache; the lines before this one say why`);
  } catch (error) {
    log.warning(`${storage} could not be saved in the cache: ${messageOf(error)}`);
  }
}

const unavailable = 'the cache service cannot be reached from here, so that the storage is neither restored nor saved';

async function fromCache(cached: CachedStorage, log: ActionLog): Promise<string | undefined> {
  try {
    // Loaded only here: it is larger than all the rest.
    const cache = await import('@actions/cache');
    if (!cache.isFeatureAvailable()) {
      log.warning(unavailable);
      return undefined;
    }
    const prefix = cacheKeyPrefix(cached);
    const key = await outagesAsWarnings(() => cache.restoreCache([cachePath(cached)], prefix, [prefix]));
    if (key === undefined) log.line(`the cache has nothing yet that begins with ${prefix}`);
    return key;
  } catch (error) {
    log.warning(`the storage could not be restored from the cache, and the registry begins empty: ${messageOf(error)}`);
    return undefined;
  }
}

/** As the cache knows it: the path is a part of an entry's identity. */
function cachePath({ storage, workspace }: CachedStorage): string {
  const inside = workspace === undefined ? '' : relative(workspace, storage);
  const path = inside === '' || inside.startsWith('..') || isAbsolute(inside) ? storage : inside;
  return path.replaceAll('\\', '/');
}

async function isEmpty(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    // What it is instead of a directory is told when it is opened.
    return errnoOf(error) === 'ENOENT';
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
