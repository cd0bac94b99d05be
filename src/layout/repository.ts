import { errnoOf, fileSystemError } from '../fs/index.ts';
import {
  pageOf,
  repositoryBrand,
  type BlobReader,
  type CallOptions,
  type IncompleteBlob,
  type PushOptions,
  type Repository,
  type TagsOptions,
} from '../registry/index.ts';
import {
  checkNumbers,
  defaultTag,
  isDigest,
  isManifestMediaType,
  isOciError,
  maxManifestBytes,
  notManifestError,
  mediaTypeOctetStream,
  OciError,
  printable,
  throwIfAborted,
  type Descriptor,
  type DigestAlgorithm,
} from '../spec/index.ts';
import { collect, type Body } from '../streams/index.ts';
import { LayoutFolder, type LayoutOptions } from './folder.ts';
import { collectGarbage, scrub, type DamagedBlob, type GarbageOptions } from './maintenance.ts';
import { describeManifests, onlyManifest, type LayoutManifest } from './manifest-list.ts';
import { anyNames } from './ref-names.ts';
import { RepositoryView, type DatedManifest } from './repository-view.ts';

/** Options of `LayoutRepository.ingest`. */
export interface IngestOptions extends CallOptions {
  /** @default sha256 */
  readonly algorithm?: DigestAlgorithm | undefined;
  /** Detaches the buffers of the chunks after they were written. No other code may use them. @default false */
  readonly owned?: boolean | undefined;
  /** Called with a reader of the content before its first byte is stored. The callee closes the reader. */
  readonly onStart?: ((content: IncompleteBlob) => void) | undefined;
}

/**
 * An OCI image layout on disk (image-spec, image-layout.md) as a repository. Its tags are the names in `index.json`. A
 * untagged manifest also has an entry, which records its media type. Several processes may write at the same
 * time. Reads are verified. It holds no resources between calls and need not be closed.
 */
export class LayoutRepository implements Repository {
  readonly [repositoryBrand] = true;
  readonly #folder: LayoutFolder;
  readonly #view: RepositoryView;

  readonly #title: string;

  private constructor(folder: LayoutFolder, title: string = folder.path) {
    this.#folder = folder;
    this.#title = title;
    this.#view = new RepositoryView(folder, anyNames, `the image layout ${title}`);
  }

  /**
   * Opens a layout, or creates one; see `LayoutOptions.create`.
   *
   * @throws OciError `NOT_FOUND` when the layout does not exist and must not be created; `ALREADY_EXISTS` when the
   *   folder has other files; `UNSUPPORTED` for another layout version; `FILE_SYSTEM`, `ABORTED`
   */
  static async open(path: string, options: LayoutOptions = {}): Promise<LayoutRepository> {
    checkNumbers(options, { lockTimeoutMs: 0, lockStaleMs: 0, staleFileMs: 0 });
    return new LayoutRepository(await LayoutFolder.open(path, options), options.title);
  }

  /** The path that was passed to {@link open}. */
  get path(): string {
    return this.#folder.path;
  }

  /**
   * Stores content with an unknown digest in one pass.
   *
   * @throws OciError `DENIED`, `FILE_SYSTEM`, `ABORTED`; errors of the content. Nothing is stored then.
   */
  async ingest(
    content: AsyncIterable<Uint8Array>,
    mediaType: string,
    options: IngestOptions = {},
  ): Promise<Descriptor> {
    this.#folder.checkWritable();
    const { algorithm = 'sha256' } = options;
    return { mediaType, ...(await this.#folder.blobs.ingest(content, { ...options, algorithm })) };
  }

  /**
   * Adds a blob of another layout: as a hard link to its file, or as a verified copy where the file system has no hard
   * links. The content of a link is verified when it is read.
   *
   * @throws OciError `BLOB_UNKNOWN`, `DENIED`, `FILE_SYSTEM`, `ABORTED`
   */
  async linkFrom(other: LayoutRepository, target: Descriptor, options: CallOptions = {}): Promise<void> {
    this.#checkWrite(options);
    try {
      await this.#folder.blobs.linkFrom(other.#folder.blobs, target.digest, target.size, options.signal);
    } catch (error) {
      throw errnoOf(error) === 'ENOENT'
        ? other.#view.blobUnknown(target.digest)
        : fileSystemError(error, `link ${target.digest} from ${other.path}`);
    }
  }

  /**
   * Verifies a blob in a worker, while this thread does other work. {@link isVerified} returns the result.
   *
   * @throws OciError `FILE_SYSTEM`, `ABORTED`
   */
  async verifyInBackground(target: Descriptor, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    await this.#folder.blobs.verifyInBackground(target.digest, options.signal);
  }

  /** Whether this object has verified a blob and its file has not changed since. @throws OciError `ABORTED` */
  async isVerified(target: Descriptor, options: CallOptions = {}): Promise<boolean> {
    throwIfAborted(options.signal);
    return this.#folder.blobs.isVerified(target.digest);
  }

  async fetch(target: Descriptor, options: CallOptions = {}): Promise<BlobReader> {
    throwIfAborted(options.signal);
    if (isManifestMediaType(target.mediaType)) return this.#view.openManifest(target, options);
    const { digest, mediaType, size } = target;
    const reader = await this.#folder.blobs.open(digest, { mediaType, size, signal: options.signal });
    if (reader === undefined) throw this.#view.blobUnknown(digest);
    return reader;
  }

  async exists(target: Descriptor, options: CallOptions = {}): Promise<boolean> {
    throwIfAborted(options.signal);
    if ((await this.#folder.blobs.sizeAndTouch(target.digest)) !== target.size) return false;
    if (!isManifestMediaType(target.mediaType)) return true;
    // A file without an entry is not a manifest, because its media type is not recorded.
    return (await this.#view.find(target.digest, options)) !== undefined;
  }

  async push(expected: Descriptor, body: Body, options: PushOptions = {}): Promise<void> {
    this.#checkWrite(options);
    if (!isManifestMediaType(expected.mediaType)) {
      await this.#folder.blobs.put(expected, body, options.signal);
      return;
    }
    const bytes = await collect(body(), maxManifestBytes, `the manifest ${expected.digest}`);
    if (bytes.byteLength !== expected.size)
      throw new OciError(
        'SIZE_INVALID',
        `cannot push the manifest ${expected.digest}: it has ${bytes.byteLength} bytes, not ${expected.size}`,
      );
    await this.#view.push(bytes, expected.mediaType, expected.digest, options.tags ?? [], options);
  }

  async resolve(reference: string, options: CallOptions = {}): Promise<Descriptor> {
    throwIfAborted(options.signal);
    if (!isDigest(reference)) return this.#view.resolveTag(reference, options);
    const manifest = await this.#view.find(reference, options);
    if (manifest !== undefined) return manifest;
    const size = await this.#folder.blobs.sizeAndTouch(reference);
    if (size === undefined) throw this.#view.manifestUnknown(reference);
    return { mediaType: mediaTypeOctetStream, digest: reference, size };
  }

  async tag(target: Descriptor, reference: string, options: CallOptions = {}): Promise<void> {
    this.#checkWrite(options);
    if (!isManifestMediaType(target.mediaType)) {
      throw notManifestError(
        target,
        `cannot tag a ${printable(target.mediaType, 200)} as "${printable(reference, 200)}": only manifests have tags`,
      );
    }
    await this.#view.tag(target, reference, options);
  }

  async untag(reference: string, options: CallOptions = {}): Promise<void> {
    this.#checkWrite(options);
    await this.#view.untag(reference, options);
  }

  async *tags(options: TagsOptions = {}): AsyncGenerator<string, void, undefined> {
    yield* pageOf(await this.#view.tags(options), options);
  }

  /**
   * The manifests that a user can name: those with a name, and those that are neither a part nor a referrer of another
   * manifest. In the order of `index.json`.
   */
  async manifests(options: CallOptions = {}): Promise<readonly LayoutManifest[]> {
    throwIfAborted(options.signal);
    return this.#view.manifests(options);
  }

  /** All manifests, also those without a tag, with the time when each was last stored or used. */
  allManifests(options: CallOptions = {}): AsyncIterable<DatedManifest> {
    return this.#view.allManifests(options);
  }

  /**
   * Finds the manifest that a user means, by one of its names. Without a name it is the tag `latest`, else the only
   * manifest. Other tools write names of other forms, or none.
   *
   * @returns its name, or its digest if it has no name or several
   * @throws OciError `MANIFEST_UNKNOWN`, which lists the existing manifests
   */
  async select(name: string | undefined, options: CallOptions = {}): Promise<string> {
    try {
      await this.resolve(name ?? defaultTag, options);
      return name ?? defaultTag;
    } catch (error) {
      if (!isOciError(error, 'MANIFEST_UNKNOWN', 'TAG_INVALID')) throw error;
      const manifests = await this.manifests(options);
      const only = name === undefined ? onlyManifest(manifests) : undefined;
      if (only !== undefined) return only.names.length === 1 ? (only.names[0] ?? '') : only.descriptor.digest;
      throw new OciError(error.code, `${error.message}; ${describeManifests(manifests, this.#title)}`, {
        detail: error.detail,
      });
    }
  }

  /** The manifests that refer to `node`: as their subject, or as content. With artifact type and annotations. */
  async predecessors(node: Descriptor, options: CallOptions = {}): Promise<readonly Descriptor[]> {
    throwIfAborted(options.signal);
    return this.#view.predecessors(node.digest, options);
  }

  /** Fails, because a layout is one repository. @throws OciError `UNSUPPORTED`, `ABORTED` */
  async mount(target: Descriptor, fromRepository: string, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    throw new OciError(
      'UNSUPPORTED',
      `cannot mount ${target.digest} from ${printable(fromRepository, 300)}: an image layout is one repository; ` +
        'push the bytes',
    );
  }

  async delete(target: Descriptor, options: CallOptions = {}): Promise<void> {
    this.#checkWrite(options);
    if (isManifestMediaType(target.mediaType)) await this.#view.delete(target.digest, options);
    else await this.#view.deleteBlob(target.digest, options);
  }

  /**
   * Deletes the content that no manifest in `index.json` needs.
   *
   * @returns the deleted content
   * @throws OciError `DENIED`, `MANIFEST_INVALID`
   */
  async gc(options?: GarbageOptions): Promise<readonly Descriptor[]> {
    this.#folder.checkWritable();
    return collectGarbage(this.#folder, ({ refName }) => refName !== undefined, options);
  }

  /**
   * Verifies every blob and yields the damaged ones. They count as absent afterwards, so that clients push them again.
   */
  scrub(options?: CallOptions): AsyncIterable<DamagedBlob> {
    return scrub(this.#folder, options);
  }

  /** Writes the changes in the journal to `index.json`. @throws OciError `FILE_SYSTEM`, `TIMEOUT` */
  flush(): Promise<void> {
    return this.#folder.flush();
  }

  /**
   * Removes the empty folders of this implementation. Call it before other tools use the layout. Other processes may
   * continue to write to the layout.
   */
  tidy(): Promise<void> {
    return this.#folder.tidy();
  }

  /** The paths of temporary files and unfinished uploads. */
  pending(): Promise<readonly string[]> {
    return this.#folder.pending();
  }

  #checkWrite(options: CallOptions): void {
    throwIfAborted(options.signal);
    this.#folder.checkWritable();
  }
}
