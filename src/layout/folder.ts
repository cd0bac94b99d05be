import { lstat, mkdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemError, isMissing } from '../fs/index.ts';
import { OciError, printable, throwIfAborted } from '../spec/index.ts';
import { BlobFiles, entriesOf } from './blob-files.ts';
import { readFolders } from './folders.ts';
import { StatCoalescer } from './file-state.ts';
import { Graph } from './graph.ts';
import { IndexFile } from './index-file.ts';
import { isLayout, writeLayoutFile } from './layout-file.ts';
import { VerifiedBlobs } from './verified-blobs.ts';
import type { StorageQuota } from './storage-quota.ts';
import { Uploads } from './uploads.ts';

/** Options of an image layout on disk. */
export interface LayoutOptions {
  /** Nothing is created or changed; a folder that is not a layout is an error. @default false */
  readonly readOnly?: boolean | undefined;
  /**
   * Where a layout is made when there is none: in every folder that has nothing of a layout, also among other files; only in one that is
   * new or empty; or nowhere. @default anywhere
   */
  readonly create?: 'anywhere' | 'in-empty-folder' | 'never' | undefined;
  /** Blobs and `index.json` are flushed to disk before they count as stored. Without it a loss of power may cost the last of them. @default true */
  readonly sync?: boolean | undefined;
  /** Accepts an index of which some manifests are absent. @default false */
  readonly allowSparse?: boolean | undefined;
  /** Milliseconds to wait for others who are changing `index.json`. @default 30 000 */
  readonly lockTimeoutMs?: number | undefined;
  /** Milliseconds without a sign of life after which whoever holds the lock on `index.json` is taken for dead. @default 60 000 */
  readonly lockStaleMs?: number | undefined;
  /** Milliseconds after which temporary files and uploads that nobody wrote to are removed when the layout is opened. @default 86 400 000, a day */
  readonly staleFileMs?: number | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the layouts of one registry share beside the options. */
export interface FolderOptions extends LayoutOptions {
  readonly room?: StorageQuota | undefined;
  readonly known?: VerifiedBlobs | undefined;
}

/** Our own folders in a layout begin with a point, as no part of a repository name does. */
const stagingName = '.staging';
const uploadsName = '.uploads';
/** What another process that makes the layout may have there already, locks among it. */
const layoutName = /^(?:blobs|oci-layout|\.staging|\.uploads|\.?index\.json.*)$/;

/** One folder that holds an OCI image layout: its blobs, its index, what is on the way in. */
export class LayoutFolder {
  readonly path: string;
  readonly blobs: BlobFiles;
  readonly index: IndexFile;
  readonly graph: Graph;
  readonly uploads: Uploads;
  readonly readOnly: boolean;
  readonly allowSparse: boolean;
  readonly now: () => number;

  private constructor(path: string, options: FolderOptions) {
    const now = options.now ?? Date.now;
    const sync = options.sync ?? true;
    const staging = join(path, stagingName);
    this.path = path;
    this.now = now;
    this.readOnly = options.readOnly ?? false;
    this.allowSparse = options.allowSparse ?? false;
    const looks = new StatCoalescer();
    this.blobs = new BlobFiles(path, staging, {
      sync,
      now,
      looks,
      known: options.known ?? new VerifiedBlobs(),
      room: options.room,
    });
    this.index = new IndexFile(path, staging, {
      sync,
      now,
      looks,
      timeoutMs: options.lockTimeoutMs ?? 30_000,
      staleMs: options.lockStaleMs ?? 60_000,
    });
    this.graph = new Graph(this.blobs);
    this.uploads = new Uploads(join(path, uploadsName), this.blobs, options.room);
  }

  /**
   * Opens a layout, and makes one of a folder that is new or has nothing of a layout.
   *
   * @throws OciError `NOT_FOUND` when there is no layout and none may be made, `ALREADY_EXISTS` when there are other files, `UNSUPPORTED` for another layout version, `FILE_SYSTEM`
   */
  static async open(path: string, options: FolderOptions = {}): Promise<LayoutFolder> {
    throwIfAborted(options.signal);
    const folder = new LayoutFolder(path, options);
    await refuseLinks(path);
    if (await isLayout(path)) {
      if (!folder.readOnly) await folder.#sweep(options.staleFileMs ?? 24 * 60 * 60_000);
      return folder;
    }
    if (folder.readOnly || options.create === 'never')
      throw new OciError('NOT_FOUND', `${path} is not an OCI image layout: it has no file oci-layout`);
    // Empty folders are what is left of a layout whose maker was killed, and what another process that makes it has so far.
    if ((await holdsBlobs(path)) && !(await isLayout(path))) {
      throw new OciError(
        'NOT_FOUND',
        `${path} has blobs but no file oci-layout, so it is not an OCI image layout, or a damaged one; give an empty folder, or restore oci-layout`,
      );
    }
    if (options.create === 'in-empty-folder') await refuseOthers(path);
    await folder.#create(options.sync ?? true, options.signal);
    return folder;
  }

  /** @throws OciError `DENIED` when the layout was opened for reading */
  checkWritable(): void {
    if (this.readOnly) throw new OciError('DENIED', `the image layout ${this.path} was opened for reading only`);
  }

  /** Temporary files and unfinished uploads. */
  async pending(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const name of [stagingName, uploadsName]) {
      for await (const entry of entriesOf(join(this.path, name))) found.push(join(this.path, name, entry));
    }
    return found.sort();
  }

  /** Removes our own folders where nothing is in them, so that the layout holds what image-spec names and no more. */
  async tidy(): Promise<void> {
    for (const name of [stagingName, uploadsName]) {
      try {
        await rmdir(join(this.path, name));
      } catch {
        // Somebody else is writing, or it is gone.
      }
    }
  }

  async #create(sync: boolean, signal: AbortSignal | undefined): Promise<void> {
    try {
      await mkdir(join(this.path, 'blobs', 'sha256'), { recursive: true });
    } catch (error) {
      throw fileSystemError(error, `make the image layout ${this.path}`);
    }
    // The file that makes it a layout comes last, so that nobody takes half a layout for one.
    await this.index.create(() => writeLayoutFile(this.path, join(this.path, stagingName), sync), signal);
  }

  async #sweep(ageMs: number): Promise<void> {
    const before = this.now() - ageMs;
    for (const path of await this.pending()) {
      try {
        if ((await lstat(path)).mtimeMs < before) await rm(path, { recursive: true, force: true });
      } catch (error) {
        // Another process was faster.
        if (!isMissing(error)) throw fileSystemError(error, `remove what is left in ${path}`);
      }
    }
  }
}

/** What a layout from anybody must not have: folders that lead elsewhere. */
async function refuseLinks(path: string): Promise<void> {
  for (const name of ['blobs', join('blobs', 'sha256'), join('blobs', 'sha512'), stagingName, uploadsName]) {
    const inner = join(path, name);
    try {
      if ((await lstat(inner)).isSymbolicLink())
        throw new OciError(
          'FILE_SYSTEM',
          `${inner} is a symbolic link; an image layout lies in one folder, so it is not used`,
        );
    } catch (error) {
      if (!isMissing(error)) throw fileSystemError(error, `look at ${inner}`);
    }
  }
}

/** A layout that is made among somebody's files would be taken for one of them, and one of them for a part of it. */
async function refuseOthers(path: string): Promise<void> {
  for await (const entry of entriesOf(path)) {
    if (layoutName.test(entry)) continue;
    throw new OciError(
      'ALREADY_EXISTS',
      `${path} is no OCI image layout and holds other files (${printable(entry, 100)}), so no layout is made there; name a new or empty folder, or one that is a layout`,
    );
  }
}

async function holdsBlobs(path: string): Promise<boolean> {
  const blobs = join(path, 'blobs');
  for (const algorithm of await readFolders(blobs)) {
    for await (const _ of entriesOf(join(blobs, algorithm))) return true;
  }
  return false;
}
