import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { fileSystemError, isMissing } from '../fs/index.ts';
import { indexAfter, sortNames } from '../registry/index.ts';
import { isRepositoryName, throwIfAborted } from '../spec/index.ts';
import { hasBlobs, hasEntries } from './layout-file.ts';
import { fileState, isSettled } from './plain-file.ts';
import { isReserved, partOfName } from './repository-folders.ts';

/** Number of folders that are read before their names are requested. */
const readAhead = 16;
/** Minimum number of folders in a folder whose list is cached. */
const minCachedFolders = 32;
/** Maximum number of folders in cached lists. */
const maxCachedFolders = 250_000;
/** Maximum number of layouts that are known to have blobs. */
const maxKnownLayouts = 50_000;

export interface CatalogOptions {
  /** Lists only names after this one. */
  readonly startAfter?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The repositories in a folder. Each of them has two keys: the last part of its name, and this part with a slash for
 * the repositories below it. The byte order of the keys is the byte order of the names.
 */
interface RepositoryFolder {
  readonly isLayout: boolean;
  readonly keys: readonly string[];
  /** The folders of a part that differ from it. A part can have two folders. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
}

/** The folders of a repository. */
interface Inspection {
  readonly isWanted: boolean;
  /** Folders with repositories. */
  readonly inner: readonly string[];
}

/**
 * The repositories in the folders below a root, in byte order. A page reads only the folders of its own names, and the
 * folders that contain these. Other processes may change the folders at any time: the list of a large folder is used
 * again only while the date of the folder is the same.
 */
export class RepositoryCatalog {
  readonly #root: string;
  readonly #now: () => number;
  readonly #lists = new LRUCache<string, { readonly fingerprint: string; readonly folder: RepositoryFolder }>({
    maxSize: maxCachedFolders,
    sizeCalculation: ({ folder }) => folder.keys.length / 2,
  });

  /** The fingerprints of folders with blobs. `max` would allocate all entries at once, which takes milliseconds. */
  readonly #withBlobs = new LRUCache<string, string>({ maxSize: maxKnownLayouts, sizeCalculation: () => 1 });

  /** @param now milliseconds since 1970 */
  constructor(root: string, now: () => number) {
    this.#root = root;
    this.#now = now;
  }

  /** The repositories with a blob or a manifest. */
  names(options: CatalogOptions = {}): AsyncGenerator<string, void, undefined> {
    return this.#list([this.#root], '', (layout) => this.#hasBlobs(layout), options);
  }

  /** The repositories with a layout, which may be empty. */
  layouts(options: CatalogOptions = {}): AsyncGenerator<string, void, undefined> {
    return this.#list([this.#root], '', async () => true, options);
  }

  /** @param parent empty, or the name of the repository in the folders, with a slash */
  async *#list(
    paths: readonly string[],
    parent: string,
    isWanted: (layout: string) => Promise<boolean>,
    options: CatalogOptions,
  ): AsyncGenerator<string, void, undefined> {
    const { startAfter = '', signal } = options;
    const around = await Promise.all(paths.map(async (path) => ({ path, ...(await this.#read(path)) })));
    const [only, ...others] = around;
    const keys = only !== undefined && others.length === 0 ? only.keys : sortNames(around.flatMap((one) => one.keys));
    const inspections = new Map<string, Promise<Inspection>>();
    const inspect = (key: string): Promise<Inspection> => {
      const part = key.endsWith('/') ? key.slice(0, -1) : key;
      const known = inspections.get(part);
      if (known !== undefined) return known;
      const layouts = around.flatMap(({ path, folders }) =>
        (folders.get(part) ?? [part]).map((folder) => join(path, folder)),
      );
      const inspection = this.#inspect(layouts, isWanted);
      // The caller may stop before it awaits the result.
      inspection.catch(() => undefined);
      inspections.set(part, inspection);
      return inspection;
    };
    const first = firstKey(keys, startAfter.startsWith(parent) ? startAfter.slice(parent.length) : '');
    for (let index = first, next = first; index < keys.length; index++) {
      throwIfAborted(signal);
      for (; next < Math.min(keys.length, index + readAhead); next++) void inspect(keys[next] ?? '');
      const key = keys[index] ?? '';
      const name = parent + key;
      const found = await inspect(key);
      if (!key.endsWith('/')) {
        if (found.isWanted && isRepositoryName(name)) yield name;
        continue;
      }
      inspections.delete(key.slice(0, -1));
      if (found.inner.length > 0) yield* this.#list(found.inner, name, isWanted, options);
    }
  }

  async #inspect(paths: readonly string[], isWanted: (layout: string) => Promise<boolean>): Promise<Inspection> {
    const inner: string[] = [];
    let wanted = false;
    for (const path of paths) {
      const { isLayout, keys } = await this.#read(path);
      // Other folders with a reserved name are the content of a layout.
      if (!isLayout && isReserved(basename(path))) continue;
      wanted ||= isLayout && (await isWanted(path));
      if (keys.length > 0) inner.push(path);
    }
    return { isWanted: wanted, inner };
  }

  async #read(path: string): Promise<RepositoryFolder> {
    const cached = this.#lists.get(path);
    if (cached !== undefined && cached.fingerprint === (await this.#fingerprint(path))) return cached.folder;
    this.#lists.delete(path);
    const folder = this.#repositoriesIn(path, await entriesIn(path));
    if (folder.keys.length < 2 * minCachedFolders) return folder;
    // The date is read before the list that is cached, so that a change during the read is detected later.
    const fingerprint = await this.#fingerprint(path);
    const again = this.#repositoriesIn(path, await entriesIn(path));
    if (fingerprint !== undefined) this.#lists.set(path, { fingerprint, folder: again });
    return again;
  }

  async #hasBlobs(layout: string): Promise<boolean> {
    // Most blobs have this algorithm. While the folder is unchanged, it still has a blob.
    const path = join(layout, 'blobs', 'sha256');
    const fingerprint = await this.#fingerprint(path);
    if (fingerprint !== undefined && this.#withBlobs.get(path) === fingerprint) return true;
    if (!(await hasEntries(path))) return hasBlobs(layout);
    if (fingerprint !== undefined) this.#withBlobs.set(path, fingerprint);
    return true;
  }

  #repositoriesIn(path: string, entries: readonly Dirent[]): RepositoryFolder {
    const parts = new Set<string>();
    const folders = new Map<string, string[]>();
    let isLayout = false;
    for (const entry of entries) {
      if (entry.name === 'oci-layout') isLayout = true;
      // Other folders are folders of this implementation, or unrelated.
      const part = entry.isDirectory() ? partOfName(entry.name, path, this.#root) : undefined;
      if (part === undefined) continue;
      parts.add(part);
      if (isReserved(part)) folders.set(part, [...(folders.get(part) ?? []), entry.name]);
    }
    // The keys are ASCII, so this is the byte order.
    const keys = [...parts].flatMap((part) => [part, `${part}/`]).sort((a, b) => (a < b ? -1 : 1));
    return { isLayout, keys, folders };
  }

  /** Undefined for a folder that does not exist, or that may change without a new date. */
  async #fingerprint(path: string): Promise<string | undefined> {
    try {
      const state = fileState(await lstat(path, { bigint: true }));
      return isSettled(state, this.#now()) ? state.fingerprint : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw fileSystemError(error, `read the status of ${path}`);
    }
  }
}

/** The first key for names after `name`. */
function firstKey(keys: readonly string[], name: string): number {
  const index = indexAfter(keys, name);
  const before = keys[index - 1];
  return before?.endsWith('/') === true && name.startsWith(before) ? index - 1 : index;
}

async function entriesIn(path: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileSystemError(error, `list ${path}`);
  }
}
