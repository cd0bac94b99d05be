import { abortable } from '../concurrency/index.ts';
import { createTransport, type HttpTransport } from '../http/index.ts';
import {
  type BlobReader,
  type BlobWriter,
  type CallOptions,
  type PushBlobChunkedOptions,
  type PushBlobChunkedResumeOptions,
  type PushManifestOptions,
  type PushOptions,
  type ReferrersOptions,
  type Registry,
  type RepositoriesOptions,
  type TagsOptions,
} from '../registry/index.ts';
import {
  checkNumbers,
  checkPushedManifest,
  checkRepositoryName,
  checkTag,
  defaultMaxDescriptors,
  mediaTypeOctetStream,
  OciError,
  parseDigest,
  parseManifest,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { verified, type Body } from '../streams/index.ts';
import type { BucketAddress } from './address.ts';
import { Blobs } from './blobs.ts';
import { collectBucketGarbage, type BucketGarbageOptions } from './garbage-collection.ts';
import { contentKey } from './keys.ts';
import { checkCall, Listings } from './listings.ts';
import { pushManifest, type PushTarget } from './manifest-push.ts';
import { Manifests, manifestReader } from './manifests.ts';
import { Marks } from './marks.ts';
import { ObjectStore } from './object-store.ts';
import { ObjectWriter } from './object-writer.ts';
import type { BucketRegistryOptions } from './options.ts';
import { PartPool } from './part-pool.ts';
import { Referrers } from './referrers.ts';
import { derivedKey, registryKey } from './registry-key.ts';
import { Repositories } from './repositories.ts';
import { S3Client } from './s3-client.ts';
import { SoftQuota } from './soft-quota.ts';
import { checkStore } from './store-check.ts';
import { Tags } from './tags.ts';
import { UploadSessions } from './upload-session.ts';
import { UploadWriter } from './upload-writer.ts';

/** A store answers most requests at once, and slows down clients for a short time. */
const retries = { attempts: 6, baseDelayMs: 100, retryBudget: 1000, headersTimeoutMs: 120_000 } as const;

/**
 * A registry in a bucket of an S3-compatible store with conditional writes. Any number of processes on any number of
 * machines can use the same bucket. Close it, because open sockets prevent the process from exiting.
 */
export class BucketRegistry implements Registry, AsyncDisposable {
  readonly address: BucketAddress;
  /** A secret that all replicas share, for `HandlerOptions.sessionKey`. */
  readonly sessionKey: Uint8Array;
  readonly #store: ObjectStore;
  readonly #transport: HttpTransport;
  readonly #options: BucketRegistryOptions;
  readonly #repositories: Repositories;
  readonly #listings: Listings;
  readonly #target: PushTarget;
  readonly #sessions: UploadSessions;
  readonly #pool = new PartPool();
  readonly #quota: SoftQuota;

  private constructor(store: ObjectStore, transport: HttpTransport, key: Uint8Array, options: BucketRegistryOptions) {
    this.address = store.client.address;
    this.#store = store;
    this.sessionKey = derivedKey(key, 'session');
    this.#transport = transport;
    this.#options = options;
    this.#repositories = new Repositories(store);
    this.#quota = new SoftQuota(store, options.quota ?? Infinity);
    this.#sessions = new UploadSessions(store, derivedKey(key, 'upload'));
    const marks = new Marks(store);
    this.#target = {
      marks,
      blobs: new Blobs(store, this.#repositories, marks, this.#quota),
      manifests: new Manifests(store, this.#repositories),
      referrers: new Referrers(store),
      tags: new Tags(store),
      allowSparse: options.allowSparse ?? false,
      canMoveTags: options.immutableTags !== true,
    };
    this.#listings = new Listings(store, this.#repositories, this.#target.tags);
  }

  /**
   * Opens a registry. Checks that the bucket exists and its store has conditional writes.
   *
   * @throws OciError `NOT_FOUND`, `DENIED`, `UNSUPPORTED`, `UNREACHABLE`, `UNAVAILABLE`, `INPUT_INVALID`
   */
  static async open(address: BucketAddress, options: BucketRegistryOptions): Promise<BucketRegistry> {
    checkNumbers(options, { quota: 0, maxDescriptors: 0 });
    const transport = createTransport({ ...retries, ...options.transport });
    try {
      const store = new ObjectStore(new S3Client(address, transport.send, options.credentials));
      const canWrite = options.readOnly !== true;
      await checkStore(store, canWrite, { signal: options.signal });
      return new BucketRegistry(store, transport, await registryKey(store, canWrite), options);
    } catch (error) {
      await transport.close();
      throw error;
    }
  }

  async getBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    return this.#target.blobs.open(checkCall(repository, options), parseDigest(digest), undefined, options);
  }

  async getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options: CallOptions = {},
  ): Promise<BlobReader> {
    return this.#target.blobs.open(checkCall(repository, options), parseDigest(digest), { start, end }, options);
  }

  async getManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    const name = checkCall(repository, options);
    return manifestReader(await this.#target.manifests.get(name, parseDigest(digest), options), options);
  }

  async getTag(repository: string, tag: string, options: CallOptions = {}): Promise<BlobReader> {
    const target = await this.resolveTag(repository, tag, options);
    return manifestReader(await this.#target.manifests.getTagged(repository, target, options), options);
  }

  async resolveBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    return this.#target.blobs.resolve(checkCall(repository, options), parseDigest(digest), options);
  }

  async resolveManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    const name = checkCall(repository, options);
    return (await this.#target.manifests.get(name, parseDigest(digest), options)).descriptor;
  }

  async resolveTag(repository: string, tag: string, options: CallOptions = {}): Promise<Descriptor> {
    throwIfAborted(options.signal);
    checkRepositoryName(repository);
    checkTag(tag);
    const target = await this.#target.tags.get(repository, tag);
    if (target !== undefined) return target;
    throw await this.#unknownTag(repository, tag, options);
  }

  /** A URL of the store with which anyone can read a blob for some minutes. @throws OciError `BLOB_UNKNOWN` */
  async blobUrl(repository: string, digest: Digest, options: CallOptions = {}): Promise<string> {
    await this.resolveBlob(repository, digest, options);
    const key = contentKey(repository, 'blobs', digest);
    return this.#store.client.presign(key, presignedSeconds);
  }

  async pushBlob(
    repository: string,
    descriptor: Descriptor,
    body: Body,
    options: PushOptions = {},
  ): Promise<Descriptor> {
    const name = checkCall(repository, options);
    this.#checkWritable();
    const digest = parseDigest(descriptor.digest);
    const { size } = descriptor;
    const { blobs } = this.#target;
    const existing = options.isAbsent === true ? undefined : await blobs.head(name, digest, options);
    if (existing !== undefined && (await blobs.use(name, digest, options))) {
      if (existing.size !== size)
        throw new OciError('SIZE_INVALID', `the blob ${digest} has ${existing.size} bytes, not ${size}`);
      options.onNotSent?.('exists');
      return { mediaType: mediaTypeOctetStream, digest, size };
    }
    await this.#quota.check(size);
    const writer = new ObjectWriter(this.#store, contentKey(name, 'blobs', digest), this.#pool, options);
    try {
      const content = abortable(body(), options.signal);
      for await (const chunk of verified(content, descriptor, `the blob ${digest}`, 'sender'))
        await writer.write(chunk);
      await blobs.finish(writer, name, digest, options);
    } finally {
      await writer.abort();
    }
    return { mediaType: mediaTypeOctetStream, digest, size };
  }

  async pushBlobChunked(repository: string, options: PushBlobChunkedOptions = {}): Promise<BlobWriter> {
    const name = checkCall(repository, options);
    this.#checkWritable();
    await this.#quota.check(0);
    return this.#writer(name, this.#sessions.newId(name), { chunks: [], etag: undefined });
  }

  async pushBlobChunkedResume(
    repository: string,
    id: string,
    options: PushBlobChunkedResumeOptions = {},
  ): Promise<BlobWriter> {
    const name = checkCall(repository, options);
    this.#checkWritable();
    const writer = this.#writer(name, id, await this.#sessions.read(name, id, options));
    if (options.offset === undefined || options.offset === writer.size) return writer;
    await writer.close();
    throw new OciError('RANGE_INVALID', `the upload ${id} has ${writer.size} bytes, not ${options.offset}`);
  }

  async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options: CallOptions = {},
  ): Promise<Descriptor> {
    const from = checkCall(fromRepository, options);
    this.#checkWritable();
    return this.#target.blobs.mount(from, checkRepositoryName(toRepository), parseDigest(digest), options);
  }

  async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    const name = checkCall(repository, options);
    this.#checkWritable();
    const bytes = Uint8Array.from(content);
    const { maxDescriptors = defaultMaxDescriptors } = this.#options;
    const checks = { tags: options.tags, maxDescriptors };
    const pushed = checkPushedManifest(bytes, mediaType, options.digest, checks);
    await this.#quota.check(bytes.byteLength);
    const { signal, tags = [] } = options;
    await pushManifest(this.#target, name, pushed, bytes, tags, { signal });
    this.#quota.add(bytes.byteLength);
    return pushed.descriptor;
  }

  async deleteBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const name = checkCall(repository, options);
    this.#checkWritable();
    await this.#target.blobs.delete(name, parseDigest(digest), options);
  }

  async deleteManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const name = checkCall(repository, options);
    this.#checkWritable();
    const { manifests, referrers, tags } = this.#target;
    const { bytes, descriptor } = await manifests.get(name, parseDigest(digest), options);
    // The tags are first deleted, so that no tag names an absent manifest.
    await tags.deleteAll(name, digest, options);
    const { subject } = parseManifest(bytes, descriptor.mediaType);
    if (subject !== undefined) await referrers.remove(name, subject.digest, digest, options);
    await manifests.delete(name, digest, options);
    // A concurrent push may have set a tag. If it sets one later, it finds that the manifest is absent.
    await tags.deleteAll(name, digest, options);
    this.#quota.add(-bytes.byteLength);
  }

  async deleteTag(repository: string, tag: string, options: CallOptions = {}): Promise<void> {
    const name = checkCall(repository, options);
    this.#checkWritable();
    checkTag(tag);
    if (!(await this.#target.tags.delete(name, tag, options))) throw await this.#unknownTag(name, tag, options);
  }

  tags(repository: string, options: TagsOptions = {}): AsyncGenerator<string, void, undefined> {
    return this.#listings.tags(repository, options);
  }

  async *referrers(
    repository: string,
    digest: Digest,
    options: ReferrersOptions = {},
  ): AsyncGenerator<Descriptor, void, undefined> {
    const name = checkCall(repository, options);
    const { artifactType, signal } = options;
    for await (const referrer of this.#target.referrers.list(name, parseDigest(digest), { signal }))
      if (artifactType === undefined || referrer.artifactType === artifactType) yield referrer;
  }

  repositories(options: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    return this.#listings.repositories(options);
  }

  /** All blobs and manifests, once for each repository. */
  contents(options: CallOptions = {}): AsyncGenerator<Descriptor, void, undefined> {
    return this.#listings.contents(options);
  }

  /**
   * All manifests of a repository, also those without a tag, with the time when each was last stored.
   *
   * @throws OciError `NAME_UNKNOWN`
   */
  allManifests(
    repository: string,
    options: CallOptions = {},
  ): AsyncGenerator<{ readonly digest: Digest; readonly storedMs: number }, void, undefined> {
    return this.#listings.manifests(repository, options);
  }

  /**
   * Deletes the content that no manifest needs, while other replicas accept pushes. Waits 30 s before it deletes.
   *
   * @returns the deleted content
   * @throws OciError `DENIED`, `MANIFEST_INVALID`, `UNAVAILABLE`
   */
  async gc(options: BucketGarbageOptions = {}): Promise<readonly Descriptor[]> {
    this.#checkWritable();
    return collectBucketGarbage({ ...this.#target, store: this.#store, repositories: this.#repositories }, options);
  }

  /** Closes the connections. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  /** Closes the connections to the store. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #writer(repository: string, id: string, state: Parameters<UploadSessions['remove']>[1]): UploadWriter {
    const owner = { blobs: this.#target.blobs, sessions: this.#sessions, pool: this.#pool };
    return new UploadWriter(owner, repository, id, state);
  }

  async #unknownTag(repository: string, tag: string, options: CallOptions): Promise<OciError> {
    const error = new OciError('MANIFEST_UNKNOWN', `${repository} has no tag ${tag}`, { detail: { tag } });
    return this.#repositories.unknown(repository, error, options);
  }

  #checkWritable(): void {
    if (this.#options.readOnly === true)
      throw new OciError('DENIED', `cannot change the registry in ${this.address.bucket}: it was opened read-only`);
  }
}

/** Seconds for which a URL of a blob is valid. A client may wait before it follows a redirect. */
const presignedSeconds = 900;
