import type { Reporter } from '../output/index.ts';
import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactCache } from '../artifact-cache/index.ts';
import { isOciError, messageOf, throwIfAborted } from '../spec/index.ts';
import { restoreDirectory, saveDirectory, type FoundEntry, type CachedDirectory } from './cached-directory.ts';
import { fingerprintOf, treeFiles } from './serve-tree.ts';

export type EntryKeys = readonly [string, ...string[]];

/**
 * Entries that one content may have. An entry can be neither changed nor removed by a job: where it is damaged, the next number takes its
 * place, and the highest one counts.
 */
const editions = 5;

/** Keys of one content, the one that counts first. All are of one length: none begins another. */
export function entryKeys(content: string): EntryKeys {
  return [
    `${content}-${editions}`,
    ...Array.from({ length: editions - 1 }, (_, index) => `${content}-${editions - 1 - index}`),
  ];
}

/**
 * A cache of artifacts that is kept between jobs. Every blob is hashed at use, wherever it came from; an entry that was seen to be damaged,
 * or that lacked something, is followed by a whole one.
 */
export class ActionsCacheStore {
  readonly #folder: CachedDirectory;
  readonly #log: Reporter;
  #keys: readonly string[] = [];
  #found: FoundEntry | undefined;
  #cache: ArtifactCache | undefined;
  /** Of what came from the cache service; undefined when nothing came, or nothing that could be used. */
  #restored: string | undefined;
  #damaged = false;
  #incomplete = false;

  /** @param path below the runner's own directory for what is temporary: a folder is found again under the same path alone */
  constructor(path: string, workspace: string | undefined, log: Reporter) {
    this.#folder = { path, workspace };
    this.#log = log;
  }

  /**
   * The cache that has one of the keys, or an empty one.
   *
   * @param what it is kept for, as the log says it
   * @throws OciError `FILE_SYSTEM`, `ABORTED`
   */
  async open(keys: EntryKeys, what: string, signal: AbortSignal): Promise<ArtifactCache> {
    const { path } = this.#folder;
    // What a step that was killed left here was not checked by anybody.
    await rm(path, { recursive: true, force: true });
    this.#keys = keys;
    this.#found = await restoreDirectory(this.#folder, { keys }, this.#log, signal);
    if (this.#found === undefined) this.#log.line(`nothing came from the cache for ${what}`);
    if (this.#found?.restored === true) await this.#adopt(this.#found.key, signal);
    this.#cache ??= await ArtifactCache.open(path, { onWarning: this.onWarning, signal });
    return this.#cache;
  }

  /** Saves what was downloaded, unless the cache service has just that; and removes the folder. Whatever goes wrong is a warning. */
  async save(signal: AbortSignal): Promise<void> {
    const { path } = this.#folder;
    try {
      if (await this.#isNew()) await this.#saveAs(this.#nextKey(), signal);
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      this.#log.warning(`${path} was not saved in the cache: ${messageOf(error)}`);
    }
  }

  /** When there is no time left. */
  removeNow(): void {
    rmSync(this.#folder.path, { recursive: true, force: true });
  }

  /** Whether there is something whole that the cache service has not. */
  async #isNew(): Promise<boolean> {
    if (this.#cache === undefined || this.#incomplete) return false;
    return this.#damaged || this.#restored === undefined || this.#restored !== (await fingerprintOf(this.#folder.path));
  }

  #nextKey(): string | undefined {
    const current = this.#found === undefined ? this.#keys.length : this.#keys.indexOf(this.#found.key);
    return this.#keys[current - 1];
  }

  async #saveAs(key: string | undefined, signal: AbortSignal): Promise<void> {
    if (key === undefined) {
      this.#log.warning(
        `nothing is saved in the cache: all ${editions} entries for this content were damaged; delete ${this.#keys.join(', ')}`,
      );
      return;
    }
    await dropWorkingMaterial(this.#folder.path);
    await saveDirectory(this.#folder, key, this.#log, signal);
  }

  /** Takes over what came, when it is a cache and nothing else. */
  async #adopt(key: string, signal: AbortSignal): Promise<void> {
    const { path } = this.#folder;
    try {
      // Links and the like are found here, before anything is read or written through them.
      for await (const file of treeFiles(path)) void file;
      await dropWorkingMaterial(path);
      this.#restored = await fingerprintOf(path);
      const cache = await ArtifactCache.open(path, { onWarning: this.onWarning, signal });
      // What it says of itself must be readable; what it holds is hashed when it is used.
      await cache.list({ signal });
      this.#cache = cache;
      this.#log.line(`restored ${key} from the cache; what is in it is hashed before it is used`);
    } catch (error) {
      throwIfAborted(signal);
      this.#damaged = true;
      this.#log.warning(`what the cache gave for ${key} cannot be used, and is made anew: ${messageOf(error)}`);
      await rm(path, { recursive: true, force: true });
    }
  }

  /** To be told what goes wrong with the cache while it is used. */
  readonly onWarning = (text: string, cause: unknown): void => {
    this.#log.warning(text);
    if (isOciError(cause, 'DIGEST_MISMATCH', 'SIZE_MISMATCH', 'MANIFEST_INVALID', 'SIZE_LIMIT', 'ARCHIVE_INVALID'))
      this.#damaged = true;
    else this.#incomplete = true;
  };
}

/** Locks, and parts of what is being written: nobody's business but those who run now. */
async function dropWorkingMaterial(path: string): Promise<void> {
  for (const name of await readdir(path))
    if (name.startsWith('.')) await rm(join(path, name), { recursive: true, force: true });
}
