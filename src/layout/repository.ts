import { collect, type Body } from '../streams/index.ts';
import { errnoOf, fileSystemError } from '../fs/index.ts';
import {
  pageOf,
  type BlobReader,
  type CallOptions,
  type IncompleteBlob,
  type PushOptions,
  type Repository,
  type TagsOptions,
} from '../registry/index.ts';
import {
  isDigest,
  isManifestMediaType,
  maxManifestBytes,
  mediaTypeOctetStream,
  OciError,
  printable,
  throwIfAborted,
  type Descriptor,
  type DigestAlgorithm,
} from '../spec/index.ts';
import { LayoutFolder, type LayoutOptions } from './folder.ts';
import { collectGarbage, type GarbageOptions } from './garbage.ts';
import { anyNames } from './ref-names.ts';
import { RepositoryView } from './repository-view.ts';
import { scrub, type DamagedBlob } from './scrub.ts';

export interface IngestOptions extends CallOptions {
  /** @default sha256 */
  readonly algorithm?: DigestAlgorithm | undefined;
  /** Nobody else reads the chunks of the content any more, and their memory is given back when they were written. @default false */
  readonly owned?: boolean | undefined;
  /** Is given the content before the first byte of it is stored, to read along; it closes it. */
  readonly onGrowing?: ((content: IncompleteBlob) => void) | undefined;
}

/**
 * An OCI image layout on disk (image-spec, image-layout.md) as a repository. Its tags are the names in `index.json`; a manifest without a
 * tag has an entry there too, so that its media type survives. Several processes may write at a time. What is read is verified.
 */
export class LayoutRepository implements Repository {
  readonly #folder: LayoutFolder;
  readonly #view: RepositoryView;

  private constructor(folder: LayoutFolder) {
    this.#folder = folder;
    this.#view = new RepositoryView(folder, anyNames, `the image layout ${folder.path}`);
  }

  /** @throws OciError as `LayoutFolder.open` */
  static async open(path: string, options: LayoutOptions = {}): Promise<LayoutRepository> {
    return new LayoutRepository(await LayoutFolder.open(path, options));
  }

  /** The folder, as it was given. */
  get path(): string {
    return this.#folder.path;
  }

  /**
   * Stores content whose digest is not known before: one pass writes and hashes it.
   *
   * @throws OciError `FILE_SYSTEM`, `ABORTED`, and what `content` throws; nothing is kept then
   */
  async ingest(
    content: AsyncIterable<Uint8Array>,
    mediaType: string,
    options: IngestOptions = {},
  ): Promise<Descriptor> {
    this.#folder.checkWritable();
    return {
      mediaType,
      ...(await this.#folder.blobs.ingest(content, { ...options, algorithm: options.algorithm ?? 'sha256' })),
    };
  }

  /**
   * Shows a blob of another layout here too: as another name of the same file where the file system can do that, else as a copy that is
   * checked. A new name is not checked; reading the blob does that.
   *
   * @throws OciError `BLOB_UNKNOWN`, `FILE_SYSTEM`
   */
  async linkFrom(other: LayoutRepository, target: Descriptor, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    this.#folder.checkWritable();
    try {
      await this.#folder.blobs.linkFrom(other.#folder.blobs, target.digest, target.size, options.signal);
    } catch (error) {
      throw errnoOf(error) === 'ENOENT'
        ? other.#view.blobUnknown(target.digest)
        : fileSystemError(error, `link ${target.digest} from ${other.path}`);
    }
  }

  /**
   * Hashes a blob on a thread of its own, while this one does other work, and remembers when it is whole; see {@link isKnown}.
   *
   * @throws OciError `FILE_SYSTEM`, `ABORTED`
   */
  async verifyInBackground(target: Descriptor, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    await this.#folder.blobs.verifyInBackground(target.digest, options.signal);
  }

  /** Whether a blob was hashed by this object before, and nobody wrote to its file since. */
  async isKnown(target: Descriptor, options: CallOptions = {}): Promise<boolean> {
    throwIfAborted(options.signal);
    return this.#folder.blobs.isKnown(target.digest);
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
    if ((await this.#folder.blobs.sizeToUse(target.digest)) !== target.size) return false;
    if (!isManifestMediaType(target.mediaType)) return true;
    // A file that no index lists is not a manifest yet: its media type would be lost.
    const roots = (await this.#folder.index.read(options.signal)).entries.map((entry) => entry.descriptor);
    return (await this.#folder.graph.find(roots, target.digest, options.signal)) !== undefined;
  }

  async push(expected: Descriptor, body: Body, options: PushOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    this.#folder.checkWritable();
    if (!isManifestMediaType(expected.mediaType)) {
      await this.#folder.blobs.put(expected, body, options.signal);
      return;
    }
    const bytes = await collect(body(), maxManifestBytes, `the manifest ${expected.digest}`);
    if (bytes.byteLength !== expected.size)
      throw new OciError(
        'SIZE_INVALID',
        `the manifest ${expected.digest} has ${bytes.byteLength} bytes, not ${expected.size}`,
      );
    await this.#view.push(bytes, expected.mediaType, expected.digest, options.tags ?? [], options);
  }

  async resolve(reference: string, options: CallOptions = {}): Promise<Descriptor> {
    throwIfAborted(options.signal);
    if (!isDigest(reference)) return this.#view.resolveTag(reference, options);
    const roots = (await this.#folder.index.read(options.signal)).entries.map((entry) => entry.descriptor);
    const manifest = await this.#folder.graph.find(roots, reference, options.signal);
    if (manifest !== undefined) return manifest;
    const size = await this.#folder.blobs.sizeToUse(reference);
    if (size === undefined) throw this.#view.blobUnknown(reference);
    return { mediaType: mediaTypeOctetStream, digest: reference, size };
  }

  async tag(target: Descriptor, reference: string, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    this.#folder.checkWritable();
    if (!isManifestMediaType(target.mediaType)) {
      throw new OciError(
        'UNSUPPORTED',
        `"${printable(reference, 200)}" cannot point to a ${printable(target.mediaType, 200)}: only manifests have tags`,
      );
    }
    await this.#view.tag(target, reference, options);
  }

  async untag(reference: string, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    this.#folder.checkWritable();
    await this.#view.untag(reference, options);
  }

  async *tags(options: TagsOptions = {}): AsyncGenerator<string, void, undefined> {
    yield* pageOf(await this.#view.tags(options), options);
  }

  /** Every manifest that points to `node`: as its subject, or because it holds it. With artifact type and annotations. */
  async predecessors(node: Descriptor, options: CallOptions = {}): Promise<readonly Descriptor[]> {
    throwIfAborted(options.signal);
    const found: Descriptor[] = [];
    for await (const manifest of this.#view.manifests(options)) {
      if (manifest.successors.some((successor) => successor.digest === node.digest)) found.push(manifest.referrer);
    }
    return found;
  }

  /** A layout has no repositories beside it. @throws OciError `UNSUPPORTED` always */
  async mount(target: Descriptor, fromRepository: string): Promise<void> {
    throw new OciError(
      'UNSUPPORTED',
      `${target.digest} cannot be mounted from ${printable(fromRepository, 300)}: an image layout is one repository; push the bytes`,
    );
  }

  async delete(target: Descriptor, options: CallOptions = {}): Promise<void> {
    throwIfAborted(options.signal);
    this.#folder.checkWritable();
    if (isManifestMediaType(target.mediaType)) await this.#view.delete(target.digest, options);
    else await this.#view.deleteBlob(target.digest, options);
  }

  /** Deletes content that no manifest in `index.json` needs. @returns what was deleted */
  async gc(options?: GarbageOptions): Promise<readonly Descriptor[]> {
    this.#folder.checkWritable();
    return collectGarbage(this.#folder, options);
  }

  /** Reads every blob and reports those that are not what their name says. They count as absent from then on, and are stored anew when pushed. */
  scrub(options?: CallOptions): AsyncIterable<DamagedBlob> {
    return scrub(this.#folder, options);
  }

  /** Removes empty folders of our own from the layout: for one that is handed on. Others may go on writing to it. */
  tidy(): Promise<void> {
    return this.#folder.tidy();
  }

  /** Temporary files and unfinished uploads, as paths. */
  pending(): Promise<readonly string[]> {
    return this.#folder.pending();
  }
}
