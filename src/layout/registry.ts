import {
  pageOf,
  sortNames,
  type BlobReader,
  type BlobWriter,
  type CallOptions,
  type PushBlobChunkedOptions,
  type PushBlobChunkedResumeOptions,
  type PushManifestOptions,
  type ReferrersOptions,
  type Registry,
  type RepositoriesOptions,
  type TagsOptions,
} from '../registry/index.ts';
import {
  checkNumbers,
  checkRepositoryName,
  checkTag,
  defaultMaxDescriptors,
  isOciError,
  mediaTypeOctetStream,
  nameUnknown,
  OciError,
  parseDigest,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import type { Body } from '../streams/index.ts';
import type { OpenBlobOptions } from './blob-file-reader.ts';
import type { LayoutOptions } from './folder.ts';
import { openLayouts, type LayoutStrategy } from './layout-strategy.ts';
import { collectGarbage, contentsOf, diskUsage, scrub, type DamagedBlob, type GarbageOptions } from './maintenance.ts';
import { checkedRoot } from './repository-folders.ts';
import type { DatedManifest, RepositoryView } from './repository-view.ts';
import { SharedState } from './shared-state.ts';
import { StorageQuota } from './storage-quota.ts';

/** Options of a {@link LayoutRegistry}. */
export interface LayoutRegistryOptions extends LayoutOptions {
  /**
   * `per-repository`: an image layout for each repository, in a folder with its name below the root. A blob is visible
   * only in the repository that it was pushed to.
   *
   * `shared`: the root is one image layout, with names of the form `repository:tag`. Blobs are visible in every
   * repository, so do not use it when some clients may read only some repositories.
   *
   * `single`: the root is one image layout with one repository.
   *
   * @default per-repository
   */
  readonly mode?: 'per-repository' | 'shared' | 'single' | undefined;
  /**
   * With `single`, the required name of the repository. With `shared`, the repository of entries that have only a tag,
   * or no name.
   */
  readonly repository?: string | undefined;
  /** Maximum size of blobs, manifests and unfinished uploads on disk, bytes. @default no limit */
  readonly quota?: number | undefined;
  /** Space to leave free on the disk, bytes. Writes that would use it are rejected. @default 0 */
  readonly minFreeBytes?: number | undefined;
  /** Maximum number of descriptors in a manifest; more are rejected with `SIZE_LIMIT`. @default 10,000 */
  readonly maxDescriptors?: number | undefined;
}

/**
 * A registry that stores its content in OCI image layouts on disk (image-spec, image-layout.md). Other tools can read
 * them. It holds no resources between calls and need not be closed, except with a journal: call
 * {@link LayoutRegistry.flush} before the process ends.
 */
export class LayoutRegistry implements Registry {
  /** The folder with all layouts. */
  readonly root: string;
  readonly #layouts: LayoutStrategy;
  readonly #readOnly: boolean;
  readonly #shared: SharedState;

  private constructor(root: string, layouts: LayoutStrategy, shared: SharedState, readOnly: boolean) {
    this.root = root;
    this.#layouts = layouts;
    this.#shared = shared;
    this.#readOnly = readOnly;
  }

  /**
   * Opens a registry.
   *
   * @param root created when it does not exist. @default a new temporary folder that only this user can access
   * @throws OciError `DENIED` when `root` is a symbolic link of another user; `NOT_FOUND`, `UNSUPPORTED`, `FILE_SYSTEM`
   *   when it cannot be used; `INPUT_INVALID`, `NAME_INVALID`, `ABORTED`
   */
  static async open(root?: string, options: LayoutRegistryOptions = {}): Promise<LayoutRegistry> {
    checkNumbers(options, {
      quota: 0,
      minFreeBytes: 0,
      maxDescriptors: 0,
      lockTimeoutMs: 0,
      lockStaleMs: 0,
      staleFileMs: 0,
    });
    const path = await checkedRoot(root);
    if (options.repository !== undefined) checkRepositoryName(options.repository);
    const { quota, minFreeBytes, maxDescriptors = defaultMaxDescriptors, now = Date.now } = options;
    const isLimited = quota !== undefined || minFreeBytes !== undefined;
    const measure = async (): Promise<number> => diskUsage(layouts.folders());
    const storage = isLimited ? new StorageQuota(path, { quota, minFreeBytes, measure, now }) : undefined;
    const shared = new SharedState(storage);
    const folders = { ...options, maxDescriptors, shared };
    const layouts = await openLayouts(path, folders, options.mode, options.repository);
    await storage?.measure();
    return new LayoutRegistry(path, layouts, shared, options.readOnly ?? false);
  }

  getBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    return this.#openBlob(repository, digest, { signal: options.signal });
  }

  getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options: CallOptions = {},
  ): Promise<BlobReader> {
    return this.#openBlob(repository, digest, { start, end, signal: options.signal });
  }

  getManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    return this.#read(repository, options, (view) => view.getManifest(parseDigest(digest), options));
  }

  getTag(repository: string, tag: string, options: CallOptions = {}): Promise<BlobReader> {
    return this.#read(repository, options, async (view) =>
      view.openManifest(await view.resolveTag(checkTag(tag), options), options),
    );
  }

  resolveBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    return this.#read(repository, options, (view) => resolveBlob(view, parseDigest(digest)));
  }

  resolveManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    return this.#read(repository, options, (view) => view.resolveManifest(parseDigest(digest), options));
  }

  resolveTag(repository: string, tag: string, options: CallOptions = {}): Promise<Descriptor> {
    return this.#read(repository, options, (view) => view.resolveTag(checkTag(tag), options));
  }

  async pushBlob(
    repository: string,
    descriptor: Descriptor,
    body: Body,
    options: CallOptions = {},
  ): Promise<Descriptor> {
    parseDigest(descriptor.digest);
    const view = await this.#create(repository, options);
    await view.folder.blobs.put(descriptor, body, options.signal);
    return { mediaType: mediaTypeOctetStream, digest: descriptor.digest, size: descriptor.size };
  }

  async pushBlobChunked(repository: string, options: PushBlobChunkedOptions = {}): Promise<BlobWriter> {
    const view = await this.#create(repository, options);
    return view.folder.uploads.start(repository, options.chunkSize);
  }

  async pushBlobChunkedResume(
    repository: string,
    id: string,
    options: PushBlobChunkedResumeOptions = {},
  ): Promise<BlobWriter> {
    const view = await this.#create(repository, options);
    return view.folder.uploads.resume(repository, id, options.offset, options.chunkSize);
  }

  async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options: CallOptions = {},
  ): Promise<Descriptor> {
    checkRepositoryName(toRepository);
    return this.#read(fromRepository, options, async (from) => {
      const blob = await resolveBlob(from, parseDigest(digest));
      const to = await this.#create(toRepository, options);
      if (to.folder !== from.folder)
        await to.folder.blobs.linkFrom(from.folder.blobs, digest, blob.size, options.signal);
      return blob;
    });
  }

  async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    const tags = options.tags ?? [];
    for (const tag of tags) checkTag(tag);
    const view = await this.#create(repository, options);
    return view.push(Uint8Array.from(content), mediaType, options.digest, tags, options);
  }

  deleteBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    return this.#change(repository, options, (view) => view.deleteBlob(parseDigest(digest), options));
  }

  deleteManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    return this.#change(repository, options, (view) => view.delete(parseDigest(digest), options));
  }

  deleteTag(repository: string, tag: string, options: CallOptions = {}): Promise<void> {
    return this.#change(repository, options, (view) => view.untag(checkTag(tag), options));
  }

  async *tags(repository: string, options: TagsOptions = {}): AsyncGenerator<string, void, undefined> {
    yield* await this.#read(repository, options, async (view) => {
      const tags = await view.tags(options);
      if (tags.length === 0) await this.#checkExists(view, repository);
      return pageOf(tags, options);
    });
  }

  async *referrers(
    repository: string,
    digest: Digest,
    options: ReferrersOptions = {},
  ): AsyncGenerator<Descriptor, void, undefined> {
    throwIfAborted(options.signal);
    checkRepositoryName(repository);
    parseDigest(digest);
    const referrers = await this.#read(repository, options, (view) => view.referrers(digest, options)).catch(
      (error: unknown) => {
        if (isOciError(error, 'NAME_UNKNOWN')) return [];
        throw error;
      },
    );
    for (const referrer of referrers) {
      if (options.artifactType === undefined || referrer.artifactType === options.artifactType) yield referrer;
    }
  }

  async *repositories(options: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    checkNumbers(options, { limit: 0 });
    const { limit = Infinity, startAfter, signal, withBlob } = options;
    throwIfAborted(signal);
    if (withBlob !== undefined) {
      yield* pageOf(sortNames(await this.#layouts.repositoriesWith(parseDigest(withBlob))), options);
      return;
    }
    if (limit === 0) return;
    let count = 0;
    for await (const name of this.#layouts.repositories({ startAfter, signal })) {
      yield name;
      if (++count >= limit) return;
    }
  }

  /**
   * All manifests of a repository, also those without a tag, with the time when each was last stored or used.
   *
   * @throws OciError `NAME_UNKNOWN`
   */
  async *allManifests(repository: string, options: CallOptions = {}): AsyncGenerator<DatedManifest, void, undefined> {
    yield* (await this.#find(repository, options)).allManifests(options);
  }

  /**
   * Deletes the content that no manifest needs, in every layout. Also removes the layouts of empty repositories.
   *
   * @returns the deleted content
   * @throws OciError `DENIED`, `MANIFEST_INVALID`
   */
  async gc(options: GarbageOptions = {}): Promise<readonly Descriptor[]> {
    checkNumbers(options, { graceMs: 0 });
    this.#checkWritable();
    // A layout with a pending index is in use.
    await this.flush().catch(() => undefined);
    const deleted: Descriptor[] = [];
    for await (const folder of this.#layouts.folders()) {
      deleted.push(...(await collectGarbage(folder, (entry) => this.#layouts.isTagged(entry), options)));
      if (options.dryRun !== true) await this.#layouts.removeIfEmpty(folder, options.signal);
    }
    return deleted;
  }

  /** Writes the changes in the journals of this process to `index.json`. @throws OciError `FILE_SYSTEM`, `TIMEOUT` */
  flush(): Promise<void> {
    return this.#shared.pendingIndexes.flush();
  }

  /** All blobs and manifests, once for each layout. */
  contents(options?: CallOptions): AsyncIterable<Descriptor> {
    return contentsOf(this.#layouts.folders(), options);
  }

  /**
   * Verifies every blob and yields the damaged ones. They count as absent afterwards, so that clients push them again.
   */
  async *scrub(options?: CallOptions): AsyncGenerator<DamagedBlob, void, undefined> {
    for await (const folder of this.#layouts.folders()) yield* scrub(folder, options);
  }

  /** The paths of temporary files and unfinished uploads. */
  async pending(): Promise<readonly string[]> {
    const paths: string[] = [];
    for await (const folder of this.#layouts.folders()) paths.push(...(await folder.pending()));
    return paths;
  }

  #openBlob(repository: string, digest: Digest, options: OpenBlobOptions): Promise<BlobReader> {
    return this.#read(repository, options, async (view) => {
      const reader = await view.folder.blobs.open(parseDigest(digest), options);
      if (reader === undefined) throw view.blobUnknown(digest);
      return reader;
    });
  }

  /**
   * Runs `work` on an existing repository. When the repository is also absent, the error for absent content becomes
   * `NAME_UNKNOWN`. Another process may have removed its layout since the last call.
   */
  async #read<T>(repository: string, options: CallOptions, work: (view: RepositoryView) => Promise<T>): Promise<T> {
    const view = await this.#find(repository, options);
    try {
      return await work(view);
    } catch (error) {
      if (isOciError(error, 'BLOB_UNKNOWN', 'MANIFEST_UNKNOWN', 'NOT_FOUND')) await this.#checkExists(view, repository);
      throw error;
    }
  }

  async #change(
    repository: string,
    options: CallOptions,
    work: (view: RepositoryView) => Promise<void>,
  ): Promise<void> {
    throwIfAborted(options.signal);
    checkRepositoryName(repository);
    this.#checkWritable();
    await this.#read(repository, options, work);
  }

  async #find(repository: string, options: CallOptions): Promise<RepositoryView> {
    throwIfAborted(options.signal);
    const view = await this.#layouts.find(checkRepositoryName(repository));
    if (view === undefined) throw nameUnknown(repository);
    return view;
  }

  async #create(repository: string, options: CallOptions): Promise<RepositoryView> {
    throwIfAborted(options.signal);
    checkRepositoryName(repository);
    this.#checkWritable();
    return this.#layouts.create(repository);
  }

  #checkWritable(): void {
    if (this.#readOnly)
      throw new OciError('DENIED', `cannot change the image layouts in ${this.root}: they were opened read-only`);
  }

  /** @throws OciError `NAME_UNKNOWN` for a repository without content */
  async #checkExists(view: RepositoryView, repository: string): Promise<void> {
    if (!(await this.#layouts.exists(view))) throw nameUnknown(repository);
  }
}

async function resolveBlob(view: RepositoryView, digest: Digest): Promise<Descriptor> {
  const size = await view.folder.blobs.sizeAndTouch(digest);
  if (size === undefined) throw view.blobUnknown(digest);
  return { mediaType: mediaTypeOctetStream, digest, size };
}
