import type { Reporter } from '../output/index.ts';
import { rm } from 'node:fs/promises';
import type { LayoutRegistry } from '../layout/index.ts';
import { openStorage, takeInventory, type StorageLayout } from '../commands/index.ts';
import { formatBytes, formatNumber } from '../output/index.ts';
import { isNotFound } from '../spec/index.ts';
import { actionLabel } from './inputs.ts';
import { treeFiles } from './serve-tree.ts';

export interface RestoredStorage {
  /** Absolute path. */
  readonly storage: string;
  readonly layout: StorageLayout;
}

/**
 * Makes sure that what a cache gave is a storage, and drops what is not what its name says.
 *
 * @throws OciError for a directory that no registry can be made of
 */
export async function verifyRestored(
  { storage, layout }: RestoredStorage,
  key: string,
  log: Pick<Reporter, 'line' | 'warning'>,
  signal?: AbortSignal,
): Promise<void> {
  // Links and the like are found here, before anything is read through them.
  let files = 0;
  for await (const file of treeFiles(storage)) files += file.size >= 0 ? 1 : 0;
  const registry = await openStorage(storage, { layout, signal, create: true }, actionLabel);
  let damaged = 0;
  for await (const { path } of registry.scrub({ signal })) {
    await rm(path, { force: true });
    damaged++;
  }
  if (damaged > 0) await dropEmptyTags(registry, signal);
  const { blobs, bytes } = await takeInventory(registry, { signal });
  log.line(
    `restored ${formatNumber(blobs, 'blob')}, ${formatBytes(bytes)}, in ${formatNumber(files, 'file')} from ${key}; each was hashed again`,
  );
  if (damaged > 0)
    log.warning(
      `${formatNumber(damaged, 'blob')} from the cache did not hash to the name and ${damaged === 1 ? 'was' : 'were'} dropped`,
    );
}

/** A tag whose manifest was dropped would promise what is not there. */
async function dropEmptyTags(registry: LayoutRegistry, signal: AbortSignal | undefined): Promise<void> {
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
