import { lstat, mkdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemError, isMissing, kindOf, kindOfTarget } from '../fs/index.ts';
import { OciError, printable, throwIfAborted, type Digest } from '../spec/index.ts';
import { algorithms, BlobFiles } from './blob-files.ts';
import { Graph } from './graph.ts';
import { IndexFile } from './index-file.ts';
import { createPrivateLayout, hasBlobs, isLayout, removeLayoutFile, writeLayoutFile } from './layout-file.ts';
import { entriesOf, statPlainFile, StatCoalescer } from './plain-file.ts';
import { SharedState } from './shared-state.ts';
import { Uploads } from './uploads.ts';

/** Options of an image layout on disk. */
export interface LayoutOptions {
  /** Creates and changes nothing. A folder that is not a layout is an error. @default false */
  readonly readOnly?: boolean | undefined;
  /**
   * Where a missing layout is created: `anywhere`, also in a folder with other files; `in-empty-folder`, only in a new
   * or empty folder; `private`, in an empty folder that no other process uses, without checks and flushes; or `never`.
   *
   * @default anywhere
   */
  readonly create?: 'anywhere' | 'in-empty-folder' | 'private' | 'never' | undefined;
  /**
   * Flushes blobs and `index.json` to disk before a call returns. Otherwise a power failure can lose the last ones.
   *
   * @default true
   */
  readonly sync?: boolean | undefined;
  /**
   * Records changes of manifests and tags in the file `.index.json.journal`, so that the cost of a change does not
   * depend on the number of tags. `index.json` is written when the layout is idle for less than a second, by `flush`,
   * and before the process ends by itself. Every layout of this package reads the journal. Other tools read only
   * `index.json`. Without a journal each change replaces `index.json`.
   *
   * @default false
   */
  readonly journal?: boolean | undefined;
  /** Accepts an index when some of its manifests do not exist. @default false */
  readonly allowSparse?: boolean | undefined;
  /** Milliseconds to wait for the lock on `index.json`. @default 30 000 */
  readonly lockTimeoutMs?: number | undefined;
  /**
   * Milliseconds without a heartbeat after which the holder of the lock on `index.json` counts as dead.
   *
   * @default 60 000
   */
  readonly lockStaleMs?: number | undefined;
  /**
   * Milliseconds since the last write after which opening a layout removes temporary files and uploads.
   *
   * @default 86 400 000, a day
   */
  readonly staleFileMs?: number | undefined;
  /** The layout in error messages. @default its path */
  readonly title?: string | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FolderOptions extends LayoutOptions {
  /** State that is shared with other layouts. @default new state */
  readonly shared?: SharedState | undefined;
  /** See `BlobFilesOptions.onPresent`. */
  readonly onPresent?: ((digest: Digest) => void) | undefined;
  /** Maximum number of descriptors in a manifest. @default no limit */
  readonly maxDescriptors?: number | undefined;
}

/** The folders of this implementation. Their names start with a dot, which a part of a repository name cannot do. */
const stagingName = '.staging';
const uploadsName = '.uploads';
const ownFolders = [stagingName, uploadsName];
/** Names, including locks, that another process may have written while it creates the same layout. */
const layoutName = /^(?:blobs|oci-layout|\.staging|\.uploads|\.?index\.json.*)$/;

const maxCreateAttempts = 10;

/** A folder with an OCI image layout: its blobs, its index and its uploads. */
export class LayoutFolder {
  readonly path: string;
  readonly blobs: BlobFiles;
  readonly index: IndexFile;
  readonly graph: Graph;
  readonly uploads: Uploads;
  readonly readOnly: boolean;
  readonly allowSparse: boolean;
  readonly maxDescriptors: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly #sync: boolean;
  readonly #shared: SharedState;

  private constructor(path: string, options: FolderOptions) {
    const { now = Date.now, sync = true, shared = new SharedState() } = options;
    const staging = join(path, stagingName);
    const stats = new StatCoalescer();
    this.path = path;
    this.now = now;
    this.readOnly = options.readOnly ?? false;
    this.allowSparse = options.allowSparse ?? false;
    this.maxDescriptors = options.maxDescriptors;
    this.#sync = sync;
    this.#shared = shared;
    const restore = (): Promise<void> => this.#restore();
    this.blobs = new BlobFiles(path, staging, { sync, now, stats, shared, restore, onPresent: options.onPresent });
    const lock = { timeoutMs: options.lockTimeoutMs, staleMs: options.lockStaleMs };
    const pending = options.journal === true && !this.readOnly ? shared.pendingIndexes : undefined;
    this.index = new IndexFile(path, staging, { sync, flushes: shared.flushes, now, stats, pending, ...lock });
    this.graph = new Graph(this.blobs, shared.nodes);
    this.uploads = new Uploads(join(path, uploadsName), this.blobs, shared);
  }

  /**
   * Opens a layout, or creates one.
   *
   * @throws OciError `NOT_FOUND` when the layout does not exist and the options do not allow creating it, or when the
   *   folder has blobs and no `oci-layout`; `ALREADY_EXISTS` when the folder has other files; `UNSUPPORTED` for another
   *   layout version; `FILE_SYSTEM`, `ABORTED`
   */
  static async open(path: string, options: FolderOptions = {}): Promise<LayoutFolder> {
    throwIfAborted(options.signal);
    const folder = new LayoutFolder(path, options);
    if (options.create === 'private') {
      await createPrivateLayout(path, stagingName);
      return folder;
    }
    await rejectLinks(path);
    if (await isLayout(path)) {
      if (!folder.readOnly) await folder.#sweep(options.staleFileMs ?? 24 * 60 * 60_000);
      return folder;
    }
    if ((await kindOfTarget(path)) === 'file') {
      throw new OciError(
        'UNSUPPORTED',
        `cannot use ${path} as an image layout: it is a file; unpack a tar archive of a layout first: ` +
          `mkdir DIR && tar -xf ${path} -C DIR`,
      );
    }
    if (folder.readOnly || options.create === 'never') {
      if ((await kindOf(path)) === 'absent') throw new OciError('NOT_FOUND', `the image layout ${path} does not exist`);
      throw new OciError('NOT_FOUND', `${path} is not an OCI image layout: it has no file oci-layout`);
    }
    // Empty folders can come from a killed process, or from a process that creates the layout at the same time.
    if ((await hasBlobs(path)) && !(await isLayout(path))) {
      throw new OciError(
        'NOT_FOUND',
        `${path} is not an OCI image layout, or it is damaged: it has blobs but no file oci-layout; ` +
          'give an empty folder, or restore oci-layout',
      );
    }
    if (options.create === 'in-empty-folder') await rejectOtherFiles(path);
    await folder.#create(options.signal);
    return folder;
  }

  /** @throws OciError `DENIED` when the layout was opened read-only */
  checkWritable(): void {
    if (this.readOnly)
      throw new OciError('DENIED', `cannot change the image layout ${this.path}: it was opened read-only`);
  }

  /** The paths of temporary files and unfinished uploads. */
  async pending(): Promise<readonly string[]> {
    const paths: string[] = [];
    for (const name of ownFolders) {
      for await (const entry of entriesOf(join(this.path, name))) paths.push(join(this.path, name, entry));
    }
    return paths.sort();
  }

  /** Writes the changes in the journal to `index.json`. @throws OciError `FILE_SYSTEM`, `TIMEOUT` */
  flush(): Promise<void> {
    return this.#shared.pendingIndexes.flush();
  }

  /** Removes the empty folders of this implementation, so that only names of image-spec remain. */
  async tidy(): Promise<void> {
    // The removal fails when another process uses the folder, or has removed it.
    await Promise.all(ownFolders.map((name) => rmdir(join(this.path, name)).catch(() => undefined)));
  }

  /**
   * Removes the layout when it has no manifests, blobs and unfinished uploads. Repositories in inner folders remain.
   * Other processes may store content at any time: {@link BlobFiles} then creates the layout again.
   *
   * @returns whether the layout was removed
   */
  async removeIfEmpty(signal?: AbortSignal): Promise<boolean> {
    if (!(await this.#isEmpty())) return false;
    const isUnused = async (): Promise<boolean> => (await this.#isEmpty()) && this.#removeBlobFolders();
    const isRemoved = await this.index.remove(isUnused, () => removeLayoutFile(this.path), signal);
    // A blob may have been stored after the check.
    if (isRemoved && (await hasBlobs(this.path))) await this.#restore();
    if (!isRemoved || (await isLayout(this.path))) return false;
    await this.tidy();
    await rmdir(this.path).catch(() => undefined);
    return true;
  }

  async #isEmpty(): Promise<boolean> {
    return !(await hasBlobs(this.path)) && (await this.pending()).length === 0;
  }

  /** @returns false when a blob was stored meanwhile */
  async #removeBlobFolders(): Promise<boolean> {
    const blobs = join(this.path, 'blobs');
    // A folder that is not empty has a new blob, or a repository with the name "blobs".
    for (const path of [...algorithms.map((algorithm) => join(blobs, algorithm)), blobs])
      await rmdir(path).catch(() => undefined);
    return !(await hasBlobs(this.path));
  }

  /** Creates the layout again after a garbage collection of any process has removed it. */
  async #restore(): Promise<void> {
    if ((await statPlainFile(join(this.path, 'oci-layout'))) !== undefined) return;
    // The caller may hold the lock of an existing index.
    if ((await kindOf(join(this.path, 'index.json'))) === 'absent') await this.#create(undefined);
    else await writeLayoutFile(this.path, join(this.path, stagingName), this.#sync);
  }

  async #create(signal: AbortSignal | undefined): Promise<void> {
    await this.#createBlobFolder();
    // `oci-layout` is written last, so that an incomplete layout is not used.
    await this.index.create(() => writeLayoutFile(this.path, join(this.path, stagingName), this.#sync), signal);
  }

  async #createBlobFolder(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await mkdir(join(this.path, 'blobs', 'sha256'), { recursive: true });
        return;
      } catch (error) {
        // A garbage collection may remove an empty parent at the same time.
        if (!isMissing(error) || attempt === maxCreateAttempts)
          throw fileSystemError(error, `create the image layout ${this.path}`);
      }
    }
  }

  async #sweep(ageMs: number): Promise<void> {
    const before = this.now() - ageMs;
    for (const path of await this.pending()) {
      try {
        if ((await lstat(path)).mtimeMs < before) await rm(path, { recursive: true, force: true });
      } catch (error) {
        // Another process may have removed the file.
        if (!isMissing(error)) throw fileSystemError(error, `remove the temporary file ${path}`);
      }
    }
  }
}

/** Rejects links to folders outside of the layout, because the layout may come from an untrusted source. */
async function rejectLinks(path: string): Promise<void> {
  const names = ['blobs', join('blobs', 'sha256'), join('blobs', 'sha512'), ...ownFolders];
  const kinds = await Promise.all(names.map(async (name) => kindOf(join(path, name))));
  const link = names.find((_, index) => kinds[index] === 'symbolic link');
  if (link === undefined) return;
  throw new OciError(
    'FILE_SYSTEM',
    `cannot use ${join(path, link)}: it is a symbolic link, and an image layout must not contain links; use a real ` +
      'folder',
  );
}

async function rejectOtherFiles(path: string): Promise<void> {
  for await (const entry of entriesOf(path)) {
    if (layoutName.test(entry)) continue;
    throw new OciError(
      'ALREADY_EXISTS',
      `cannot create an image layout in ${path}: it has other files (${printable(entry, 100)}); ` +
        'give a new or empty folder, or an image layout',
    );
  }
}
