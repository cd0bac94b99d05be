import { LRUCache } from 'lru-cache';
import { bytesReader, type BlobReader, type CallOptions } from '../registry/index.ts';
import { digestAlgorithm, digestOf, OciError, type Descriptor, type Digest } from '../spec/index.ts';
import { Coalescer } from './coalescer.ts';
import { contentKey } from './keys.ts';
import type { ObjectHead, ObjectStore } from './object-store.ts';
import type { Repositories } from './repositories.ts';

/** A verified manifest. */
export interface StoredManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly etag: string;
}

/** Memory for manifests, bytes. */
const cacheBytes = 32 * 1024 * 1024;
/** Estimated memory of an entry without its content, bytes. */
const entryBytes = 1024;

/** The manifests of all repositories. The media type of a manifest is the content type of its object. */
export class Manifests {
  readonly #store: ObjectStore;
  readonly #repositories: Repositories;
  readonly #reads = new Coalescer<StoredManifest | undefined>();
  /** Manifests by key. Before use, a request checks that the store still has them. */
  readonly #cache = new LRUCache<string, StoredManifest>({
    maxSize: cacheBytes,
    sizeCalculation: ({ bytes }) => entryBytes + bytes.byteLength,
  });

  constructor(store: ObjectStore, repositories: Repositories) {
    this.#store = store;
    this.#repositories = repositories;
  }

  /** @returns undefined when it is absent @throws OciError `DIGEST_MISMATCH` */
  async find(repository: string, digest: Digest): Promise<StoredManifest | undefined> {
    const key = contentKey(repository, 'manifests', digest);
    const found = await this.#reads.run(key, () => this.#read(key, digest));
    if (found !== undefined) this.#repositories.add(repository);
    return found;
  }

  /** @throws OciError `MANIFEST_UNKNOWN`, `NAME_UNKNOWN` */
  async get(repository: string, digest: Digest, options: CallOptions = {}): Promise<StoredManifest> {
    const found = await this.find(repository, digest);
    if (found !== undefined) return found;
    const error = new OciError('MANIFEST_UNKNOWN', `${repository} has no manifest ${digest}`, { detail: { digest } });
    throw await this.#repositories.unknown(repository, error, options);
  }

  /** The manifest of a tag that was just read, so the store is asked only for a manifest that is not cached. */
  async getTagged(repository: string, target: Descriptor, options: CallOptions = {}): Promise<StoredManifest> {
    const { digest } = target;
    return this.#cache.get(contentKey(repository, 'manifests', digest)) ?? this.get(repository, digest, options);
  }

  /** Looks up a manifest without its content. */
  head(repository: string, digest: Digest, options: CallOptions = {}): Promise<ObjectHead | undefined> {
    return this.#store.head(contentKey(repository, 'manifests', digest), options);
  }

  /** Stores a manifest. @returns false when `onlyIfAbsent` and the repository has it */
  async put(
    repository: string,
    { digest, mediaType, size }: Descriptor,
    bytes: Uint8Array,
    onlyIfAbsent: boolean,
    options: CallOptions = {},
  ): Promise<boolean> {
    const key = contentKey(repository, 'manifests', digest);
    const condition = onlyIfAbsent ? 'absent' : undefined;
    const etag = await this.#store.put(key, bytes, { ...options, condition, contentType: mediaType });
    if (etag === undefined) return false;
    this.#cache.set(key, { descriptor: { mediaType, digest, size }, bytes, etag });
    this.#repositories.add(repository);
    return true;
  }

  /** Removes a manifest from the cache. */
  forget(repository: string, digest: Digest): void {
    this.#cache.delete(contentKey(repository, 'manifests', digest));
  }

  async delete(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const key = contentKey(repository, 'manifests', digest);
    this.#cache.delete(key);
    await this.#store.delete(key, options);
    this.#cache.delete(key);
    this.#repositories.forget(repository);
  }

  async #read(key: string, digest: Digest): Promise<StoredManifest | undefined> {
    const cached = this.#cache.get(key);
    const opened = await this.#store.open(key, cached === undefined ? {} : { ifNoneMatch: cached.etag });
    if (opened === 'unchanged') return cached;
    if (opened === undefined) {
      this.#cache.delete(key);
      return undefined;
    }
    const { contentType, etag } = opened.head;
    const bytes = Buffer.concat(await Array.fromAsync(opened.body));
    const actual = digestOf(bytes, digestAlgorithm(digest));
    if (actual !== digest)
      throw new OciError('DIGEST_MISMATCH', `the stored manifest ${digest} hashes to ${actual}; push it again`);
    const manifest = { descriptor: { mediaType: contentType, digest, size: bytes.byteLength }, bytes, etag };
    this.#cache.set(key, manifest);
    return manifest;
  }
}

export function manifestReader({ descriptor, bytes }: StoredManifest, options: CallOptions): BlobReader {
  return bytesReader(descriptor, bytes, options);
}
