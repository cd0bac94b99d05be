import { type Body } from '../streams/index.ts';
import {
  pageOf,
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
  checkRepositoryName,
  checkTag,
  mediaTypeOctetStream,
  OciError,
  parseDigest,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { PerRepository, Shared, Single, type LayoutStrategy } from './layout-strategy.ts';
import type { OpenBlobOptions } from './blob-reading.ts';
import { LayoutFolder, type FolderOptions, type LayoutOptions } from './folder.ts';
import { collectGarbage, type GarbageOptions } from './garbage.ts';
import { checkedRoot } from './places.ts';
import type { RepositoryView } from './repository-view.ts';
import { StorageQuota } from './storage-quota.ts';
import { scrub, type DamagedBlob } from './scrub.ts';
import { contentsOf, diskUsage } from './disk-usage.ts';

/** Options of {@link LayoutRegistry.open}. */
export interface LayoutRegistryOptions extends LayoutOptions {
  /**
   * `per-repository`: an image layout for each repository, in a folder of its name below the root. A blob is visible only where it was stored.
   * `shared`: the root is one image layout; names in it are `repository:tag`. Blobs are visible in every repository, so this is not for
   * repositories that are to be kept from each other.
   * `single`: the root is one image layout and one repository.
   *
   * @default per-repository
   */
  readonly mode?: 'per-repository' | 'shared' | 'single' | undefined;
  /** With `single`, the repository's name (needed). With `shared`, the repository whose entries name a tag alone, or nothing. */
  readonly repository?: string | undefined;
  /** Bytes that blobs, manifests and unfinished uploads may take on disk together. @default no limit */
  readonly quota?: number | undefined;
  /** Bytes of the disk that stay free: what would leave fewer is refused before it is written. @default 0 */
  readonly minFreeBytes?: number | undefined;
}

/** A registry that keeps everything in OCI image layouts on disk (image-spec, image-layout.md), where other tools can read it. */
export class LayoutRegistry implements Registry {
  /** The folder below which everything lies. */
  readonly root: string;
  readonly #arrangement: LayoutStrategy;
  readonly #readOnly: boolean;

  private constructor(root: string, arrangement: LayoutStrategy, readOnly: boolean) {
    this.root = root;
    this.#arrangement = arrangement;
    this.#readOnly = readOnly;
  }

  /**
   * @param root made when it is absent. @default a new folder for temporary files, which nobody else may enter
   * @throws OciError `DENIED` for a root that is somebody else's symbolic link; `NOT_FOUND`, `UNSUPPORTED`, `FILE_SYSTEM` for one that cannot be used; `INPUT_INVALID`, `NAME_INVALID`
   */
  static async open(root?: string, options: LayoutRegistryOptions = {}): Promise<LayoutRegistry> {
    const path = await checkedRoot(root);
    if (options.repository !== undefined) checkRepositoryName(options.repository);
    let arrangement: LayoutStrategy | undefined;
    const room = roomOf(path, options, async () => (arrangement === undefined ? 0 : diskUsage(arrangement)));
    arrangement = await arrange(path, { ...options, room });
    await room?.measure();
    return new LayoutRegistry(path, arrangement, options.readOnly ?? false);
  }

  async getBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    return this.#openBlob(repository, digest, { signal: options.signal });
  }

  async getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options: CallOptions = {},
  ): Promise<BlobReader> {
    return this.#openBlob(repository, digest, { start, end, signal: options.signal });
  }

  async getManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    const view = await this.#find(repository, options);
    return this.#known(view, repository, view.getManifest(parseDigest(digest), options), options);
  }

  async getTag(repository: string, tag: string, options: CallOptions = {}): Promise<BlobReader> {
    const view = await this.#find(repository, options);
    return view.openManifest(
      await this.#known(view, repository, view.resolveTag(checkTag(tag), options), options),
      options,
    );
  }

  async resolveBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    const view = await this.#find(repository, options);
    return this.#known(view, repository, blobOf(view, parseDigest(digest)), options);
  }

  async resolveManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    const view = await this.#find(repository, options);
    return this.#known(view, repository, view.resolveManifest(parseDigest(digest), options), options);
  }

  async resolveTag(repository: string, tag: string, options: CallOptions = {}): Promise<Descriptor> {
    const view = await this.#find(repository, options);
    return this.#known(view, repository, view.resolveTag(checkTag(tag), options), options);
  }

  async pushBlob(
    repository: string,
    descriptor: Descriptor,
    body: Body,
    options: CallOptions = {},
  ): Promise<Descriptor> {
    parseDigest(descriptor.digest);
    const view = await this.#make(repository, options);
    await view.folder.blobs.put(descriptor, body, options.signal);
    return { mediaType: mediaTypeOctetStream, digest: descriptor.digest, size: descriptor.size };
  }

  async pushBlobChunked(repository: string, options: PushBlobChunkedOptions = {}): Promise<BlobWriter> {
    const view = await this.#make(repository, options);
    return view.folder.uploads.begin(repository, options.chunkSize);
  }

  async pushBlobChunkedResume(
    repository: string,
    id: string,
    options: PushBlobChunkedResumeOptions = {},
  ): Promise<BlobWriter> {
    const view = await this.#make(repository, options);
    return view.folder.uploads.resume(repository, id, options.offset, options.chunkSize);
  }

  async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options: CallOptions = {},
  ): Promise<Descriptor> {
    checkRepositoryName(toRepository);
    const from = await this.#find(fromRepository, options);
    const blob = await this.#known(from, fromRepository, blobOf(from, parseDigest(digest)), options);
    const to = await this.#make(toRepository, options);
    if (to.folder !== from.folder) await to.folder.blobs.linkFrom(from.folder.blobs, digest, blob.size, options.signal);
    return blob;
  }

  async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    const tags = options.tags ?? [];
    for (const tag of tags) checkTag(tag);
    const view = await this.#make(repository, options);
    return view.push(Uint8Array.from(content), mediaType, options.digest, tags, options);
  }

  async deleteBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const view = await this.#find(repository, options, true);
    await this.#known(view, repository, view.deleteBlob(parseDigest(digest), options), options);
  }

  async deleteManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const view = await this.#find(repository, options, true);
    await this.#known(view, repository, view.delete(parseDigest(digest), options), options);
  }

  async deleteTag(repository: string, tag: string, options: CallOptions = {}): Promise<void> {
    const view = await this.#find(repository, options, true);
    await this.#known(view, repository, view.untag(checkTag(tag), options), options);
  }

  async *tags(repository: string, options: TagsOptions = {}): AsyncGenerator<string, void, undefined> {
    const view = await this.#find(repository, options);
    const tags = await view.tags(options);
    if (tags.length === 0) await this.#checkExists(view, repository, options);
    yield* pageOf(tags, options);
  }

  async *referrers(
    repository: string,
    digest: Digest,
    options: ReferrersOptions = {},
  ): AsyncGenerator<Descriptor, void, undefined> {
    throwIfAborted(options.signal);
    const view = await this.#arrangement.find(checkRepositoryName(repository));
    if (view === undefined) return;
    for await (const referrer of view.referrers(parseDigest(digest), options)) {
      if (options.artifactType === undefined || referrer.artifactType === options.artifactType) yield referrer;
    }
  }

  async *repositories(options: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    throwIfAborted(options.signal);
    yield* pageOf(await this.#arrangement.repositories(options.signal), options);
  }

  /** Deletes content that no manifest needs, in every layout. @returns what was deleted */
  async gc(options: GarbageOptions = {}): Promise<readonly Descriptor[]> {
    this.#checkWritable();
    const deleted: Descriptor[] = [];
    for await (const folder of this.#arrangement.folders()) deleted.push(...(await collectGarbage(folder, options)));
    return deleted;
  }

  /** Every blob and manifest, once for each layout that it lies in. */
  contents(options?: CallOptions): AsyncIterable<Descriptor> {
    return contentsOf(this.#arrangement, options);
  }

  /** Reads every blob and reports those that are not what their name says. They count as absent from then on, and are stored anew when pushed. */
  async *scrub(options?: CallOptions): AsyncGenerator<DamagedBlob, void, undefined> {
    for await (const folder of this.#arrangement.folders()) yield* scrub(folder, options);
  }

  /** Temporary files and unfinished uploads, as paths. */
  async pending(): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const folder of this.#arrangement.folders()) found.push(...(await folder.pending()));
    return found;
  }

  async #openBlob(repository: string, digest: Digest, options: OpenBlobOptions): Promise<BlobReader> {
    const view = await this.#find(repository, options);
    const reader = await view.folder.blobs.open(parseDigest(digest), options);
    if (reader !== undefined) return reader;
    await this.#checkExists(view, repository, options);
    throw view.blobUnknown(digest);
  }

  async #find(repository: string, options: CallOptions, toWrite = false): Promise<RepositoryView> {
    throwIfAborted(options.signal);
    checkRepositoryName(repository);
    if (toWrite) this.#checkWritable();
    const view = await this.#arrangement.find(repository);
    if (view === undefined) throw nameUnknown(repository);
    return view;
  }

  async #make(repository: string, options: CallOptions): Promise<RepositoryView> {
    throwIfAborted(options.signal);
    checkRepositoryName(repository);
    this.#checkWritable();
    return this.#arrangement.make(repository);
  }

  #checkWritable(): void {
    if (this.#readOnly) throw new OciError('DENIED', `the image layouts in ${this.root} were opened for reading only`);
  }

  /** What was asked of a repository; when it is not there, perhaps the repository is not either. */
  async #known<T>(view: RepositoryView, repository: string, asked: Promise<T>, options: CallOptions): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof OciError && (error.code === 'BLOB_UNKNOWN' || error.code === 'MANIFEST_UNKNOWN'))
        await this.#checkExists(view, repository, options);
      throw error;
    }
  }

  /** Where repositories share a layout, one exists when it has a manifest. */
  async #checkExists(view: RepositoryView, repository: string, options: CallOptions): Promise<void> {
    if (this.#arrangement instanceof Shared && !(await view.hasManifests(options))) throw nameUnknown(repository);
  }
}

/** Nothing is counted where nothing is limited. */
function roomOf(
  root: string,
  { quota, minFreeBytes, now }: LayoutRegistryOptions,
  measure: () => Promise<number>,
): StorageQuota | undefined {
  if (quota === undefined && minFreeBytes === undefined) return undefined;
  return new StorageQuota(root, {
    quota: quota ?? Infinity,
    minFreeBytes: minFreeBytes ?? 0,
    measure,
    now: now ?? Date.now,
  });
}

async function arrange(root: string, options: LayoutRegistryOptions & FolderOptions): Promise<LayoutStrategy> {
  switch (options.mode) {
    case 'shared':
      return new Shared(await LayoutFolder.open(root, options), options.repository);
    case 'single':
      if (options.repository === undefined)
        throw new OciError(
          'INPUT_INVALID',
          `the image layout ${root} is to be one repository, whose name is missing: give it as "repository"`,
        );
      return new Single(await LayoutFolder.open(root, options), options.repository);
    case 'per-repository':
    case undefined:
      return new PerRepository(root, { ...options, signal: undefined });
  }
}

async function blobOf(view: RepositoryView, digest: Digest): Promise<Descriptor> {
  const size = await view.folder.blobs.sizeToUse(digest);
  if (size === undefined) throw view.blobUnknown(digest);
  return { mediaType: mediaTypeOctetStream, digest, size };
}

function nameUnknown(repository: string): OciError {
  return new OciError('NAME_UNKNOWN', `there is no repository ${repository}`, { detail: { name: repository } });
}
