import { LRUCache } from 'lru-cache';
import { errnoOf, syncDirectory } from '../fs/index.ts';

/** Maximum number of folders whose flushes are remembered. Other folders are flushed once more than needed. */
const maxFolders = 1000;

/**
 * Flushes the entries of folders to disk: at the first call in this process, because an earlier process may have ended
 * before its flush, and after each change. A failed flush is repeated at the next call.
 */
export class FolderFlushes {
  readonly #flushes = new LRUCache<string, Promise<void>>({ max: maxFolders });

  /** Records that a folder has other entries than at its last flush. */
  recordChange(folder: string): void {
    this.#flushes.delete(folder);
  }

  /** Flushes the entries of a folder, or waits for a running flush. @throws the file system's error */
  async flush(folder: string): Promise<void> {
    const known = this.#flushes.get(folder);
    if (known !== undefined) return known;
    const flushing = syncExisting(folder);
    this.#flushes.set(folder, flushing);
    try {
      await flushing;
    } catch (error) {
      if (this.#flushes.get(folder) === flushing) this.#flushes.delete(folder);
      throw error;
    }
  }
}

/** A folder that does not exist has no entries. */
async function syncExisting(folder: string): Promise<void> {
  try {
    await syncDirectory(folder);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
