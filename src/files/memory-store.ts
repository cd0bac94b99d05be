import {
  type BlobReader,
  bytesReader,
  type CallOptions,
  type GraphTarget,
  type PushOptions,
  readerBody,
} from '../registry/index.ts';
import {
  isManifestMediaType,
  maxManifestBytes,
  OciError,
  parseManifest,
  printable,
  throwIfAborted,
  type Descriptor,
} from '../spec/index.ts';
import type { Body } from '../streams/index.ts';
import { MemoryStorage, readVerified } from './fallback-storage.ts';
import { checkReference, References } from './references.ts';

/**
 * Content, tags and predecessors in memory, as oras-go's `memory.New()`. Unlike a registry, it also finds the indexes
 * that contain a node, accepts a manifest before its content, and can tag blobs.
 */
export class MemoryStore implements GraphTarget {
  readonly #storage = new MemoryStorage(Infinity);
  readonly #references = new References();

  /** @throws OciError `BLOB_UNKNOWN`, `ABORTED` */
  fetch(target: Descriptor, options?: CallOptions): Promise<BlobReader> {
    return this.#storage.fetch(target, options);
  }

  /** Whether the store has the content with this size. */
  exists(target: Descriptor, options?: CallOptions): Promise<boolean> {
    return this.#storage.exists(target, options);
  }

  /** @throws OciError `SIZE_INVALID`, `DIGEST_INVALID`, `MANIFEST_INVALID`, `ABORTED` */
  async push(expected: Descriptor, body: Body, options: PushOptions = {}): Promise<void> {
    const { signal, tags = [] } = options;
    if (isManifestMediaType(expected.mediaType)) {
      const bytes = await readVerified(body, expected, maxManifestBytes, signal);
      const manifest = parseManifest(bytes, expected.mediaType);
      await this.#storage.push(
        expected,
        readerBody(async () => bytesReader(expected, bytes)),
        { signal },
      );
      this.#references.addManifest(expected, manifest);
    } else await this.#storage.push(expected, body, { signal });
    this.#references.addContent(expected);
    for (const tag of tags) await this.tag(expected, tag, { signal });
  }

  /** Resolves a tag or digest. @throws OciError `REFERENCE_INVALID`, `NOT_FOUND`, `ABORTED` */
  async resolve(reference: string, options: CallOptions = {}): Promise<Descriptor> {
    throwIfAborted(options.signal);
    const descriptor = this.#references.resolve(reference);
    if (descriptor === undefined) throw new OciError('NOT_FOUND', `${printable(reference, 300)}: not found`);
    return descriptor;
  }

  /**
   * Makes a tag point to content, also to a blob.
   *
   * @throws OciError `NOT_FOUND`; `REFERENCE_INVALID`; `TAG_INVALID` for the digest of other content; `ABORTED`
   */
  async tag(target: Descriptor, reference: string, options: CallOptions = {}): Promise<void> {
    checkReference(target, reference);
    if (!(await this.exists(target, options)))
      throw new OciError('NOT_FOUND', `cannot tag ${target.digest}: it is not in the memory store`);
    this.#references.tag(target, reference);
  }

  /** The pushed manifests and indexes with `node` as their subject or content, with artifact type and annotations. */
  async predecessors(node: Descriptor, options: CallOptions = {}): Promise<readonly Descriptor[]> {
    throwIfAborted(options.signal);
    return this.#references.predecessors(node.digest);
  }
}
