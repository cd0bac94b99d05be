import { LRUCache } from 'lru-cache';
import { anySignal, monotonicMs } from '../concurrency/index.ts';
import { blobReader, endOfRange, type BlobReader, type CallOptions } from '../registry/index.ts';
import {
  digestAlgorithm,
  digestHex,
  isOciError,
  mediaTypeOctetStream,
  OciError,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { verified, withVerification } from '../streams/index.ts';
import { contentKey } from './keys.ts';
import type { Marks } from './marks.ts';
import { copyObject } from './multipart.ts';
import { ObjectReader, type ReadWindow } from './object-reader.ts';
import type { ObjectHead, ObjectStore } from './object-store.ts';
import type { ObjectWriter } from './object-writer.ts';
import type { Repositories } from './repositories.ts';
import type { SoftQuota } from './soft-quota.ts';

/**
 * Milliseconds during which no collection deletes content that was just stored, less than a collection waits between a
 * mark and a deletion. In this time a push of a manifest need not look for a mark.
 */
export const freshMs = 20_000;
const maxEntries = 20_000;
const maxAttempts = 3;

/** The blobs of all repositories. */
export class Blobs {
  readonly store: ObjectStore;
  readonly #repositories: Repositories;
  readonly #marks: Marks;
  readonly #quota: SoftQuota;
  /** When this process stored a blob, by key. */
  readonly #fresh = new LRUCache<string, number>({ max: maxEntries });
  /** ETags of verified blobs by key, whose content is not hashed again. */
  readonly #verified = new LRUCache<string, string>({ max: maxEntries, ttl: 60 * 60_000 });
  /** Damaged blobs by key. They count as absent, so that clients push them again. */
  readonly #damaged = new LRUCache<string, string>({ max: maxEntries });

  constructor(store: ObjectStore, repositories: Repositories, marks: Marks, quota: SoftQuota) {
    this.store = store;
    this.#repositories = repositories;
    this.#marks = marks;
    this.#quota = quota;
  }

  /** Looks up a blob. @returns undefined when it is absent or damaged */
  async head(repository: string, digest: Digest, options: CallOptions = {}): Promise<ObjectHead | undefined> {
    const key = contentKey(repository, 'blobs', digest);
    const head = await this.store.head(key, options);
    if (head === undefined || this.#damaged.get(key) === head.etag) return undefined;
    this.#repositories.add(repository, digest);
    return head;
  }

  /** @throws OciError `BLOB_UNKNOWN`, `NAME_UNKNOWN` */
  async resolve(repository: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    const head = await this.head(repository, digest, options);
    if (head === undefined) throw await this.#unknown(repository, digest, options);
    return descriptorOf(digest, head.size);
  }

  /** @throws OciError `BLOB_UNKNOWN`, `NAME_UNKNOWN`, `RANGE_INVALID` */
  async open(
    repository: string,
    digest: Digest,
    range: { readonly start: number; readonly end: number | undefined } | undefined,
    options: CallOptions = {},
  ): Promise<BlobReader> {
    const key = contentKey(repository, 'blobs', digest);
    let window: ReadWindow | undefined;
    if (range !== undefined) {
      const { size } = await this.resolve(repository, digest, options);
      window = { start: range.start, end: endOfRange(size, range.start, range.end, `the blob ${digest}`) };
    }
    const stop = new AbortController();
    const signal = anySignal(stop.signal, options.signal);
    const part = window === undefined ? {} : { range: `bytes=${window.start}-${window.end - 1}` };
    const opened = await this.store.open(key, { signal, ...part });
    if (opened === undefined || opened === 'unchanged') throw await this.#unknown(repository, digest, options);
    const { size, etag } = opened.head;
    if (this.#damaged.get(key) === etag) {
      await opened.body.discard();
      throw await this.#unknown(repository, digest, options);
    }
    this.#repositories.add(repository, digest);
    const content = new ObjectReader(this.store, key, opened, window ?? { start: 0, end: size }, { signal });
    const needsHash = window === undefined && this.#verified.get(key) !== etag;
    const read = (borrowed: boolean): AsyncIterable<Uint8Array> => {
      const chunks = content.read(borrowed);
      return needsHash ? this.#verify(chunks, key, etag, descriptorOf(digest, size)) : chunks;
    };
    return blobReader(descriptorOf(digest, size), read(false), {
      free: async () => {
        stop.abort(new OciError('ABORTED', `the reader of blob ${digest} was closed`));
        await content.close();
      },
      borrowed: () => withVerification(read(true), () => (window === undefined ? digest : undefined)),
    });
  }

  /** Makes the content of a writer visible. Its digest was verified. */
  async finish(writer: ObjectWriter, repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    await this.#quota.check(writer.size);
    const key = contentKey(repository, 'blobs', digest);
    const sha256 = digestAlgorithm(digest) === 'sha256' ? digestHex(digest) : undefined;
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const etag = await writer.finish(this.#damaged.has(key) ? undefined : 'absent', sha256);
      if (etag !== undefined) {
        if (etag !== '') this.#verified.set(key, etag);
        this.stored(repository, digest, writer.size);
        return;
      }
      if (await this.use(repository, digest, options)) return;
    }
    throw new OciError('UNAVAILABLE', `cannot store the blob ${digest}: it is being deleted; try again`);
  }

  /** Protects an existing blob from a collection. @returns false when a collection has deleted it */
  async use(repository: string, digest: Digest, options: CallOptions = {}): Promise<boolean> {
    if (!(await this.#marks.use({ repository, kind: 'blobs', digest }, options))) return false;
    this.#repositories.add(repository, digest);
    return true;
  }

  /** Records a blob that this process has just stored. */
  stored(repository: string, digest: Digest, size: number): void {
    const key = contentKey(repository, 'blobs', digest);
    this.#damaged.delete(key);
    this.#fresh.set(key, monotonicMs());
    this.#repositories.add(repository, digest);
    this.#quota.add(size);
  }

  /** Whether this process has just stored the blob, so that a manifest may refer to it without a lookup. */
  isFresh(repository: string, digest: Digest): boolean {
    const storedMs = this.#fresh.get(contentKey(repository, 'blobs', digest));
    return storedMs !== undefined && monotonicMs() - storedMs < freshMs / 2;
  }

  /** @throws OciError `BLOB_UNKNOWN`, `NAME_UNKNOWN` */
  async mount(from: string, to: string, digest: Digest, options: CallOptions = {}): Promise<Descriptor> {
    const blob = await this.resolve(from, digest, options);
    if (from === to) return blob;
    const existing = await this.head(to, digest, options);
    if (existing !== undefined && (await this.use(to, digest, options))) return blob;
    await this.#quota.check(blob.size);
    const keys = [contentKey(from, 'blobs', digest), contentKey(to, 'blobs', digest)] as const;
    if (!(await copyObject(this.store, ...keys, blob.size, options))) throw await this.#unknown(from, digest, options);
    this.stored(to, digest, blob.size);
    return blob;
  }

  /** @throws OciError `BLOB_UNKNOWN`, `NAME_UNKNOWN` */
  async delete(repository: string, digest: Digest, options: CallOptions = {}): Promise<void> {
    const key = contentKey(repository, 'blobs', digest);
    const { size } = await this.resolve(repository, digest, options);
    throwIfAborted(options.signal);
    await this.store.delete(key, options);
    this.#fresh.delete(key);
    this.#quota.add(-size);
    this.#repositories.forget(repository);
  }

  async *#verify(
    chunks: AsyncIterable<Uint8Array>,
    key: string,
    etag: string,
    blob: Descriptor,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* verified(chunks, blob, `the stored blob ${blob.digest}`);
      this.#verified.set(key, etag);
    } catch (error) {
      if (isOciError(error, 'DIGEST_MISMATCH', 'SIZE_MISMATCH')) this.#damaged.set(key, etag);
      throw error;
    }
  }

  async #unknown(repository: string, digest: Digest, options: CallOptions): Promise<OciError> {
    const error = new OciError('BLOB_UNKNOWN', `${repository} has no blob ${digest}`, { detail: { digest } });
    return this.#repositories.unknown(repository, error, options);
  }
}

function descriptorOf(digest: Digest, size: number): Descriptor {
  return { mediaType: mediaTypeOctetStream, digest, size };
}
