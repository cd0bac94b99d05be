import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactCache } from '../artifact-cache/index.ts';
import type { Reporter } from '../output/index.ts';
import { isOciError, messageOf, throwIfAborted } from '../spec/index.ts';
import { restoreDirectory, saveDirectory, type MatchingEntry, type CachedDirectory } from './cached-directory.ts';
import { fingerprintOf, treeFiles } from './storage-files.ts';

export type EntryKeys = readonly [string, ...string[]];

/**
 * Maximum number of entries for one content. A job can neither change nor remove an entry, so it saves the replacement
 * of a damaged entry under the next number. The highest number is current.
 */
const editions = 5;

/** The keys of one content, the current one first. They have equal lengths, so that no key is a prefix of another. */
export function entryKeys(content: string): EntryKeys {
  return [
    `${content}-${editions}`,
    ...Array.from({ length: editions - 1 }, (_, index) => `${content}-${editions - 1 - index}`),
  ];
}

/**
 * An artifact cache between jobs. Every blob is hashed when it is used. A damaged or incomplete entry is replaced by a
 * new one.
 */
export class ActionsCacheStore {
  readonly #directory: CachedDirectory;
  readonly #log: Reporter;
  #keys: readonly string[] = [];
  #entry: MatchingEntry | undefined;
  #cache: ArtifactCache | undefined;
  /** Fingerprint of the restored content; undefined when nothing usable was restored. */
  #restoredFingerprint: string | undefined;
  #damaged = false;
  #incomplete = false;

  /** @param path below `RUNNER_TEMP`, because an entry is found only for the same path */
  constructor(path: string, workspace: string | undefined, log: Reporter) {
    this.#directory = { path, workspace };
    this.#log = log;
  }

  /**
   * Restores the entry with one of the keys, or opens an empty cache.
   *
   * @param content for the log
   * @throws OciError `FILE_SYSTEM`, `ABORTED`
   */
  async open(keys: EntryKeys, content: string, signal: AbortSignal): Promise<ArtifactCache> {
    const { path } = this.#directory;
    // A killed step may have left files that were not verified.
    await rm(path, { recursive: true, force: true });
    this.#keys = keys;
    this.#entry = await restoreDirectory(this.#directory, { keys }, this.#log, signal);
    if (this.#entry === undefined) this.#log.line(`the cache has no entry for ${content}`);
    if (this.#entry?.restored === true) await this.#adopt(this.#entry.key, signal);
    this.#cache ??= await ArtifactCache.open(path, { onWarning: this.onWarning, signal });
    return this.#cache;
  }

  /** Saves new content, and removes the directory. Problems are warnings. */
  async save(signal: AbortSignal): Promise<void> {
    const { path } = this.#directory;
    try {
      if (await this.#isNew()) await this.#saveAs(this.#nextKey(), signal);
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      this.#log.warning(`${path} was not saved in the cache: ${messageOf(error)}`);
    }
  }

  /** Removes the directory synchronously. */
  removeNow(): void {
    rmSync(this.#directory.path, { recursive: true, force: true });
  }

  /** Whether the content is complete and not in the cache service. */
  async #isNew(): Promise<boolean> {
    if (this.#cache === undefined || this.#incomplete) return false;
    return (
      this.#damaged ||
      this.#restoredFingerprint === undefined ||
      this.#restoredFingerprint !== (await fingerprintOf(this.#directory.path))
    );
  }

  #nextKey(): string | undefined {
    const current = this.#entry === undefined ? this.#keys.length : this.#keys.indexOf(this.#entry.key);
    return this.#keys[current - 1];
  }

  async #saveAs(key: string | undefined, signal: AbortSignal): Promise<void> {
    if (key === undefined) {
      const keys = this.#keys.join(', ');
      this.#log.warning(
        `nothing is saved in the cache: all ${editions} entries for this content were damaged; delete ${keys}`,
      );
      return;
    }
    await removeTemporaryFiles(this.#directory.path);
    await saveDirectory(this.#directory, key, this.#log, signal);
  }

  /** Uses the restored content if it is a valid cache. */
  async #adopt(key: string, signal: AbortSignal): Promise<void> {
    const { path } = this.#directory;
    try {
      // This refuses links before a file is read or written through them.
      for await (const file of treeFiles(path)) void file;
      await removeTemporaryFiles(path);
      this.#restoredFingerprint = await fingerprintOf(path);
      const cache = await ArtifactCache.open(path, { onWarning: this.onWarning, signal });
      // Only the index must be readable. The blobs are hashed when they are used.
      await cache.list({ signal });
      this.#cache = cache;
      this.#log.line(`restored ${key} from the cache; its content is hashed before use`);
    } catch (error) {
      throwIfAborted(signal);
      this.#damaged = true;
      this.#log.warning(`cannot use the cache entry ${key}, which will be replaced: ${messageOf(error)}`);
      await rm(path, { recursive: true, force: true });
    }
  }

  /** Logs a problem of the cache during its use. */
  readonly onWarning = (text: string, cause: unknown): void => {
    this.#log.warning(text);
    if (isOciError(cause, 'DIGEST_MISMATCH', 'SIZE_MISMATCH', 'MANIFEST_INVALID', 'SIZE_LIMIT', 'ARCHIVE_INVALID'))
      this.#damaged = true;
    else this.#incomplete = true;
  };
}

/** Locks and unfinished files belong to running processes only. */
async function removeTemporaryFiles(path: string): Promise<void> {
  for (const name of await readdir(path))
    if (name.startsWith('.')) await rm(join(path, name), { recursive: true, force: true });
}
