import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openStorage, takeInventory, type StorageLayout } from '../commands/index.ts';
import { errnoOf } from '../fs/index.ts';
import type { LayoutRegistry } from '../layout/index.ts';
import { formatBytes, formatNumber, type Reporter } from '../output/index.ts';
import { isNotFound, messageOf } from '../spec/index.ts';
import { restoreDirectory, saveDirectory, type CachedDirectory } from './cached-directory.ts';
import { actionLabel } from './inputs.ts';
import { fingerprintOf, treeFiles } from './storage-files.ts';

export interface CachedStorage {
  /** Absolute path. */
  readonly storage: string;
  readonly layout: StorageLayout;
  readonly cacheKey: string;
  readonly workspace: CachedDirectory['workspace'];
}

/**
 * The prefix of all keys of a storage. The hash of the content follows it, so that no other prefix matches these keys.
 */
export function cacheKeyPrefix({ cacheKey, layout }: Pick<CachedStorage, 'cacheKey' | 'layout'>): string {
  return `${cacheKey}-${layout}-sha256-`;
}

/**
 * Restores a storage directory from the cache. The content is not trusted: every blob is hashed, and damaged blobs are
 * removed. Problems of the cache are warnings, and the storage is empty then.
 *
 * @returns the key of the restored entry
 */
export async function restoreStorage(
  cached: CachedStorage,
  log: Reporter,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { storage } = cached;
  if (!(await isEmpty(storage))) {
    log.line(`${storage} is not empty; its content is served, and nothing is restored`);
    return undefined;
  }
  const prefix = cacheKeyPrefix(cached);
  const found = await restoreDirectory(directoryOf(cached), { prefix }, log, signal);
  if (found === undefined) log.line(`the cache has no entry that begins with ${prefix}`);
  if (found?.restored !== true) return undefined;
  const { key } = found;
  try {
    await verifyRestored(cached, key, log, signal);
    return key;
  } catch (error) {
    if (signal.aborted) throw error;
    log.warning(`cannot use the cache entry ${key}, so the registry is empty: ${messageOf(error)}`);
    await rm(storage, { recursive: true, force: true });
    return undefined;
  }
}

/** Saves a storage directory that has no more writers, unless the cache has the same content. */
export async function saveStorage(
  cached: CachedStorage,
  restoredKey: string,
  log: Pick<Reporter, 'line' | 'warning'>,
): Promise<void> {
  const { storage } = cached;
  try {
    const key = cacheKeyPrefix(cached) + (await fingerprintOf(storage));
    if (key === restoredKey) {
      log.line(`the cache already has this content as ${key}`);
      return;
    }
    // A registry that was started with the command line may have left this secret.
    await rm(join(storage, '.session-key'), { force: true });
    await saveDirectory(directoryOf(cached), key, log);
  } catch (error) {
    log.warning(`cannot save ${storage} in the cache: ${messageOf(error)}`);
  }
}

/**
 * Verifies a restored storage, and removes damaged blobs.
 *
 * @throws OciError for a directory that is not a storage
 */
export async function verifyRestored(
  { storage, layout }: Pick<CachedStorage, 'storage' | 'layout'>,
  key: string,
  log: Pick<Reporter, 'line' | 'warning'>,
  signal?: AbortSignal,
): Promise<void> {
  // This refuses links before a file is read through them.
  let files = 0;
  for await (const file of treeFiles(storage)) files += file.size >= 0 ? 1 : 0;
  const registry = await openStorage(storage, { layout, signal, create: true }, actionLabel);
  let damaged = 0;
  for await (const { path } of registry.scrub({ signal })) {
    await rm(path, { force: true });
    damaged++;
  }
  if (damaged > 0) await removeDanglingTags(registry, signal);
  const { blobs, bytes } = await takeInventory(registry, { signal });
  const content = `${formatNumber(blobs, 'blob')}, ${formatBytes(bytes)}, in ${formatNumber(files, 'file')}`;
  log.line(`restored ${content} from ${key}; each blob was hashed`);
  if (damaged > 0) log.warning(`removed ${formatNumber(damaged, 'damaged blob')} that came from the cache`);
}

/** Removes the tags of removed manifests. */
async function removeDanglingTags(registry: LayoutRegistry, signal: AbortSignal | undefined): Promise<void> {
  for await (const repository of registry.repositories({ signal })) {
    for (const tag of await Array.fromAsync(registry.tags(repository, { signal }))) {
      try {
        await (await registry.getTag(repository, tag, { signal })).close();
      } catch (error) {
        if (!isNotFound(error)) throw error;
        await registry.deleteTag(repository, tag, { signal });
      }
    }
  }
}

function directoryOf({ storage, workspace }: CachedStorage): CachedDirectory {
  return { path: storage, workspace };
}

async function isEmpty(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    // Any other error is reported when the storage is opened.
    return errnoOf(error) === 'ENOENT';
  }
}
