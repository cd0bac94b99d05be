import { abortable } from '../concurrency/index.ts';
import { verified, type Body } from '../streams/index.ts';
import {
  bytesReader,
  endOfRange,
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
  checkPushedManifest,
  checkRepositoryName,
  checkTag,
  contentToRequire,
  defaultMaxDescriptors,
  mediaTypeOctetStream,
  missingContentError,
  nameUnknown,
  OciError,
  parseDigest,
  printable,
  referrerDescriptor,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { MemoryContent } from './content.ts';
import { MemoryRepository, type StoredManifest } from './repository.ts';
import { MemoryBlobWriter, MemoryUpload } from './upload.ts';

/** Options of a {@link MemoryRegistry}. */
export interface MemoryRegistryOptions {
  /** Maximum size of all repositories and open uploads, bytes. Equal content counts once. @default no limit */
  readonly quota?: number | undefined;
  /** Accepts an index when some of its manifests do not exist. @default false */
  readonly allowSparse?: boolean | undefined;
  /** Maximum number of descriptors in a manifest; more are rejected with `SIZE_LIMIT`. @default 10,000 */
  readonly maxDescriptors?: number | undefined;
}

/** Default chunk size of a writer, bytes. */
const defaultChunkSize = 1024 * 1024;

/**
 * A registry in memory. Content is verified when it is stored, so reading does not verify it again. A repository exists
 * while it has a blob or a manifest.
 */
export class MemoryRegistry implements Registry {
  readonly #repositories = new Map<string, MemoryRepository>();
  readonly #uploads = new Map<string, MemoryUpload>();
  readonly #content: MemoryContent;
  readonly #allowSparse: boolean;
  readonly #maxDescriptors: number;
  /** The names of all repositories in byte order; undefined after a change. */
  #sortedNames: readonly string[] | undefined;

  constructor(options: MemoryRegistryOptions = {}) {
    checkNumbers(options, { quota: 0, maxDescriptors: 0 });
    this.#content = new MemoryContent(options.quota ?? Infinity);
    this.#allowSparse = options.allowSparse ?? false;
    this.#maxDescriptors = options.maxDescriptors ?? defaultMaxDescriptors;
  }

  async getBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    const bytes = this.#find(repository, options).blob(parseDigest(digest));
    return bytesReader(blobDescriptor(digest, bytes), bytes, options);
  }

  async getBlobRange(
    repository: string,
    digest: Digest,
    start: number,
    end: number | undefined,
    options: CallOptions = {},
  ): Promise<BlobReader> {
    const bytes = this.#find(repository, options).blob(parseDigest(digest));
    const last = endOfRange(bytes.byteLength, start, end, `the blob ${digest}`);
    return bytesReader(blobDescriptor(digest, bytes), bytes.subarray(start, last), options);
  }

  async getManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<BlobReader> {
    const { descriptor, bytes } = this.#find(repository, options).manifest(parseDigest(digest));
    return bytesReader(descriptor, bytes, options);
  }

  async getTag(repository: string, tag: string, options: CallOptions = {}): Promise<BlobReader> {
    const { descriptor, bytes } = this.#findTag(repository, tag, options);
    return bytesReader(descriptor, bytes, options);
  }

  async resolveBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    return blobDescriptor(digest, this.#find(repository, options).blob(parseDigest(digest)));
  }

  async resolveManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    return this.#find(repository, options).manifest(parseDigest(digest)).descriptor;
  }

  async resolveTag(repository: string, tag: string, options: CallOptions = {}): Promise<Descriptor> {
    return this.#findTag(repository, tag, options).descriptor;
  }

  async pushBlob(
    repository: string,
    descriptor: Descriptor,
    body: Body,
    options: CallOptions = {},
  ): Promise<Descriptor> {
    const name = checkCall(repository, options);
    const digest = parseDigest(descriptor.digest);
    // Only blobs of this repository count. A client that pushes a private blob of another one must send its bytes.
    const existing = this.#repositories.get(name)?.blobs.get(digest);
    if (existing === undefined)
      return this.#storeBlob(name, digest, await this.#receive(descriptor, body, options.signal));
    if (existing.byteLength === descriptor.size) return blobDescriptor(digest, existing);
    throw new OciError('SIZE_INVALID', `the blob ${digest} has ${existing.byteLength} bytes, not ${descriptor.size}`);
  }

  async pushBlobChunked(repository: string, options: PushBlobChunkedOptions = {}): Promise<BlobWriter> {
    const upload = new MemoryUpload(checkCall(repository, options), this.#content);
    this.#uploads.set(upload.id, upload);
    return this.#writer(upload, options);
  }

  async pushBlobChunkedResume(
    repository: string,
    id: string,
    options: PushBlobChunkedResumeOptions = {},
  ): Promise<BlobWriter> {
    const name = checkCall(repository, options);
    const upload = this.#uploads.get(id);
    if (upload === undefined || upload.repository !== name) {
      throw new OciError('BLOB_UPLOAD_UNKNOWN', `${name} has no upload ${printable(id, 100)}; start a new one`);
    }
    if (options.offset !== undefined && options.offset !== upload.size) {
      throw new OciError('RANGE_INVALID', `the upload ${id} has ${upload.size} bytes, not ${options.offset}`);
    }
    return this.#writer(upload, options);
  }

  async mountBlob(
    fromRepository: string,
    toRepository: string,
    digest: Digest,
    options: CallOptions = {},
  ): Promise<Descriptor> {
    const bytes = this.#find(fromRepository, options).blob(parseDigest(digest));
    const to = this.#create(checkRepositoryName(toRepository));
    if (!to.blobs.has(digest)) {
      this.#content.link(digest);
      to.blobs.set(digest, bytes);
    }
    return blobDescriptor(digest, bytes);
  }

  async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    const name = checkCall(repository, options);
    const { manifest, descriptor } = checkPushedManifest(content, mediaType, options.digest, {
      tags: options.tags,
      maxDescriptors: this.#maxDescriptors,
    });
    const { digest } = descriptor;
    const existing = this.#repositories.get(name);
    for (const needed of contentToRequire(manifest, this.#allowSparse)) {
      const exists = existing?.blobs.has(needed.digest) === true || existing?.hasManifest(needed.digest) === true;
      if (!exists) throw missingContentError(name, descriptor, needed);
    }
    const target = this.#create(name);
    if (!target.hasManifest(digest)) this.#content.reserve(content.byteLength);
    const bytes = target.hasManifest(digest)
      ? target.manifest(digest).bytes
      : this.#content.add(digest, Uint8Array.from(content));
    const referrer = referrerDescriptor(descriptor, manifest);
    target.setManifest({ descriptor, bytes, subject: manifest.subject?.digest, referrer });
    for (const tag of options.tags ?? []) target.setTag(tag, digest);
    return descriptor;
  }

  async deleteBlob(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const target = this.#find(repository, options);
    target.blob(parseDigest(digest));
    target.blobs.delete(digest);
    this.#unlink(target, digest);
  }

  async deleteManifest(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const target = this.#find(repository, options);
    target.deleteManifest(parseDigest(digest));
    this.#unlink(target, digest);
  }

  async deleteTag(repository: string, tag: string, options: CallOptions = {}): Promise<void> {
    this.#findTag(repository, tag, options);
    this.#find(repository, options).deleteTag(tag);
  }

  async *tags(repository: string, options: TagsOptions = {}): AsyncGenerator<string, void, undefined> {
    for (const tag of pageOf(this.#find(repository, options).tags(), options)) {
      throwIfAborted(options.signal);
      yield tag;
    }
  }

  async *referrers(
    repository: string,
    digest: Digest,
    options: ReferrersOptions = {},
  ): AsyncGenerator<Descriptor, void, undefined> {
    const name = checkCall(repository, options);
    for (const referrer of this.#repositories.get(name)?.referrers(parseDigest(digest)) ?? []) {
      throwIfAborted(options.signal);
      if (options.artifactType === undefined || referrer.artifactType === options.artifactType) yield referrer;
    }
  }

  async *repositories(options: RepositoriesOptions = {}): AsyncGenerator<string, void, undefined> {
    throwIfAborted(options.signal);
    const names = (this.#sortedNames ??= sortNames(this.#repositories.keys()));
    const { withBlob } = options;
    const wanted =
      withBlob === undefined ? names : names.filter((name) => this.#repositories.get(name)?.blobs.has(withBlob));
    for (const name of pageOf(wanted, options)) {
      throwIfAborted(options.signal);
      yield name;
    }
  }

  /** All blobs and manifests. Equal content occurs once. */
  async *contents(options: CallOptions = {}): AsyncGenerator<Descriptor, void, undefined> {
    for (const [digest, size] of this.#content.sizes()) {
      throwIfAborted(options.signal);
      yield { mediaType: mediaTypeOctetStream, digest, size };
    }
  }

  #find(repository: string, options: CallOptions): MemoryRepository {
    const name = checkCall(repository, options);
    const existing = this.#repositories.get(name);
    if (existing === undefined) throw nameUnknown(name);
    return existing;
  }

  #findTag(repository: string, tag: string, options: CallOptions): StoredManifest {
    checkTag(tag);
    return this.#find(repository, options).taggedManifest(tag);
  }

  /** Returns a repository, and creates it when it does not exist. */
  #create(name: string): MemoryRepository {
    const existing = this.#repositories.get(name);
    if (existing !== undefined) return existing;
    const created = new MemoryRepository(name);
    this.#repositories.set(name, created);
    this.#sortedNames = undefined;
    return created;
  }

  /** Releases deleted content. An empty repository does not exist. */
  #unlink(repository: MemoryRepository, digest: Digest): void {
    this.#content.unlink(digest);
    if (!repository.isEmpty) return;
    this.#repositories.delete(repository.name);
    this.#sortedNames = undefined;
  }

  #writer(upload: MemoryUpload, options: PushBlobChunkedOptions): MemoryBlobWriter {
    const chunkSize = options.chunkSize !== undefined && options.chunkSize > 0 ? options.chunkSize : defaultChunkSize;
    return new MemoryBlobWriter(upload, chunkSize, {
      store: (digest, bytes) => this.#storeBlob(upload.repository, digest, bytes),
      onEnd: () => this.#uploads.delete(upload.id),
    });
  }

  /** Stores bytes that are verified and reserved. */
  #storeBlob(name: string, digest: Digest, bytes: Uint8Array): Descriptor {
    const { blobs } = this.#create(name);
    // A concurrent push may have stored the blob first.
    if (blobs.has(digest)) this.#content.release(bytes.byteLength);
    else blobs.set(digest, this.#content.add(digest, bytes));
    return blobDescriptor(digest, bytes);
  }

  async #receive(descriptor: Descriptor, body: Body, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      const content = verified(abortable(body(), signal), descriptor, `the blob ${descriptor.digest}`, 'sender');
      for await (const chunk of content) {
        this.#content.reserve(chunk.byteLength);
        size += chunk.byteLength;
        chunks.push(chunk);
      }
    } catch (error) {
      this.#content.release(size);
      throw error;
    }
    return Buffer.concat(chunks, size);
  }
}

function checkCall(repository: string, options: CallOptions): string {
  throwIfAborted(options.signal);
  return checkRepositoryName(repository);
}

function blobDescriptor(digest: Digest, bytes: Uint8Array): Descriptor {
  return { mediaType: mediaTypeOctetStream, digest, size: bytes.byteLength };
}
