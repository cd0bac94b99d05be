import { LRUCache } from 'lru-cache';
import { SingleFlight } from '../concurrency/index.ts';
import type { BlobReader, Registry } from '../registry/index.ts';
import {
  digestAlgorithm,
  digestOf,
  isNotFound,
  isOciError,
  maxManifestBytes,
  OciError,
  parseManifest,
  throwIfAborted,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { collect, verified, type Body } from '../streams/index.ts';

/** Maximum number of blobs whose verification is recorded. Another blob is hashed again before its next use. */
const maxVerified = 10_000;

/**
 * Maximum number of deleted digests that are hidden. The limit matters only for a store that cannot delete: above the
 * limit, the content that was deleted first becomes visible again.
 */
const maxDeleted = 10_000;

/** The blob or manifest that a callback of {@link cache} is called for. */
export interface CacheEvent {
  readonly kind: 'blob' | 'manifest';
  readonly repository: string;
  readonly digest: Digest;
}

/** A manifest with its bytes. */
export interface StoredManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** A logical time that advances with each delete. Content that the origin sent before its delete is not stored. */
export type LogicalTime = number;

/**
 * The store of a pull-through cache. It verifies all content: a blob is hashed before its first use in this process, a
 * manifest at each use. Damaged content is deleted. A failure of the store never fails a call: the failure is reported,
 * and the content counts as absent.
 */
export class CacheStore {
  readonly registry: Registry;
  readonly #report: (error: unknown, event: CacheEvent) => void;
  readonly #lookups = new SingleFlight<Descriptor | undefined>();
  /** Sizes of the blobs that were hashed or stored by this process. `max` would allocate all entries at once. */
  readonly #verified = new LRUCache<string, number>({ maxSize: maxVerified, sizeCalculation: () => 1 });
  /**
   * The time of the last delete of content through the cache. Deleted content counts as absent, even if the store could
   * not delete it, until the origin has it again.
   */
  readonly #deletedAt = new LRUCache<string, LogicalTime>({ maxSize: maxDeleted, sizeCalculation: () => 1 });
  #now: LogicalTime = 0;

  constructor(registry: Registry, report: (error: unknown, event: CacheEvent) => void) {
    this.registry = registry;
    this.#report = report;
  }

  /** The current time. Read it before a request to the origin. */
  get now(): LogicalTime {
    return this.#now;
  }

  /** Finds a verified blob. Concurrent calls share one check. @throws OciError only `ABORTED` */
  findBlob(repository: string, digest: Digest, signal: AbortSignal | undefined): Promise<Descriptor | undefined> {
    return this.#lookups.run(keyOf(repository, digest), (inner) => this.#findBlob(repository, digest, inner), signal);
  }

  /**
   * Stores a blob that the origin had at `asOf`.
   *
   * @param bodyFailed whether the body has failed; such a failure is not reported as a failure of the store
   * @returns whether the blob is in the store
   * @throws OciError only `ABORTED`
   */
  async storeBlob(
    repository: string,
    descriptor: Descriptor,
    body: Body,
    asOf: LogicalTime,
    signal: AbortSignal | undefined,
    bodyFailed: () => boolean,
  ): Promise<boolean> {
    const { digest, size } = descriptor;
    const event: CacheEvent = { kind: 'blob', repository, digest };
    if (this.#isDeletedSince(event, asOf)) return false;
    try {
      await this.registry.pushBlob(repository, descriptor, body, { signal });
    } catch (error) {
      throwIfAborted(signal);
      if (!bodyFailed()) await this.failed(error, event);
      return false;
    }
    if (!(await this.#showOrRemove(event, asOf))) return false;
    this.#verified.set(keyOf(repository, digest), size);
    return true;
  }

  /** @throws OciError only `ABORTED` */
  async findManifest(
    repository: string,
    digest: Digest,
    signal: AbortSignal | undefined,
  ): Promise<StoredManifest | undefined> {
    if (this.#isHidden(repository, digest)) return undefined;
    try {
      const manifest = await readManifest(await this.registry.getManifest(repository, digest, { signal }), digest);
      // The digest does not cover the media type, so the content must match it.
      parseManifest(manifest.bytes, manifest.descriptor.mediaType);
      return manifest;
    } catch (error) {
      throwIfAborted(signal);
      await this.failed(error, { kind: 'manifest', repository, digest });
      return undefined;
    }
  }

  /** Stores a manifest that the origin had at `asOf`, with tags. @throws OciError only `ABORTED` */
  async storeManifest(
    repository: string,
    { descriptor, bytes }: StoredManifest,
    asOf: LogicalTime,
    signal: AbortSignal | undefined,
    tags: readonly string[] = [],
  ): Promise<void> {
    const { digest, mediaType } = descriptor;
    const event: CacheEvent = { kind: 'manifest', repository, digest };
    if (this.#isDeletedSince(event, asOf)) return;
    try {
      await this.registry.pushManifest(repository, bytes, mediaType, { digest, tags, signal });
    } catch (error) {
      throwIfAborted(signal);
      // For example `MANIFEST_BLOB_UNKNOWN` from a store that requires the content of a manifest first.
      this.#report(error, event);
      return;
    }
    await this.#showOrRemove(event, asOf);
  }

  /** Returns the digest of a tag in the store. @throws OciError only `ABORTED` */
  async findTag(repository: string, tag: string, signal: AbortSignal | undefined): Promise<Digest | undefined> {
    try {
      return (await this.registry.resolveTag(repository, tag, { signal })).digest;
    } catch {
      // Without a digest there is no event to report. A store that fails reports it when the manifest is read or
      // stored.
      throwIfAborted(signal);
      return undefined;
    }
  }

  /** Deletes a tag from the store, and not its manifest. Reports a failure. */
  async removeTag(repository: string, tag: string): Promise<void> {
    const digest = await this.findTag(repository, tag, undefined);
    if (digest === undefined) return;
    try {
      await this.registry.deleteTag(repository, tag);
    } catch (error) {
      if (!isNotFound(error)) this.#report(error, { kind: 'manifest', repository, digest });
    }
  }

  /**
   * Hides content that is being deleted at the origin.
   *
   * @returns a function that restores the previous state
   */
  hide(repository: string, digest: Digest): () => void {
    const key = keyOf(repository, digest);
    const before = this.#deletedAt.get(key);
    this.#deletedAt.set(key, ++this.#now);
    return () => {
      if (before === undefined) this.#deletedAt.delete(key);
      else this.#deletedAt.set(key, before);
    };
  }

  /** Shows content that the origin had at `asOf`. */
  show(repository: string, digest: Digest, asOf: LogicalTime): void {
    if (!this.#isDeletedSince({ repository, digest }, asOf)) this.#deletedAt.delete(keyOf(repository, digest));
  }

  /** Reports a failure of the store. If the failure means that the content is damaged, also deletes the content. */
  async failed(error: unknown, event: CacheEvent): Promise<void> {
    this.#verified.delete(keyOf(event.repository, event.digest));
    if (isNotFound(error)) return;
    this.#report(error, event);
    if (isOciError(error, 'DIGEST_MISMATCH', 'SIZE_MISMATCH', 'MANIFEST_INVALID', 'SIZE_LIMIT'))
      await this.remove(event);
  }

  /** Deletes content from the store. Reports a failure. */
  async remove(event: CacheEvent): Promise<void> {
    const { kind, repository, digest } = event;
    this.#verified.delete(keyOf(repository, digest));
    try {
      await (kind === 'blob'
        ? this.registry.deleteBlob(repository, digest)
        : this.registry.deleteManifest(repository, digest));
    } catch (error) {
      if (!isNotFound(error)) this.#report(error, event);
    }
  }

  async #findBlob(repository: string, digest: Digest, signal: AbortSignal): Promise<Descriptor | undefined> {
    if (this.#isHidden(repository, digest)) return undefined;
    try {
      const descriptor = await this.registry.resolveBlob(repository, digest, { signal });
      if (this.#verified.get(keyOf(repository, digest)) !== descriptor.size)
        await this.#verify(repository, descriptor, signal);
      return descriptor;
    } catch (error) {
      throwIfAborted(signal);
      await this.failed(error, { kind: 'blob', repository, digest });
      return undefined;
    }
  }

  async #verify(repository: string, { digest, size }: Descriptor, signal: AbortSignal): Promise<void> {
    const reader = await this.registry.getBlob(repository, digest, { signal });
    // The content is hashed here, because the store may be an implementation of `Registry` that does not verify it.
    for await (const chunk of verified(reader, { digest, size }, `the blob ${digest} in the cache's store`)) void chunk;
    this.#verified.set(keyOf(repository, digest), size);
  }

  #isHidden(repository: string, digest: Digest): boolean {
    return this.#deletedAt.get(keyOf(repository, digest)) !== undefined;
  }

  #isDeletedSince({ repository, digest }: Omit<CacheEvent, 'kind'>, asOf: LogicalTime): boolean {
    return (this.#deletedAt.get(keyOf(repository, digest)) ?? 0) > asOf;
  }

  /**
   * Shows content that was just stored, or removes it if it was deleted in the meantime.
   *
   * @returns whether the content is in the store
   */
  async #showOrRemove(event: CacheEvent, asOf: LogicalTime): Promise<boolean> {
    const isDeleted = this.#isDeletedSince(event, asOf);
    if (isDeleted) await this.remove(event);
    else this.show(event.repository, event.digest, asOf);
    return !isDeleted;
  }
}

/** Reads a manifest and verifies its digest. */
export async function readManifest(reader: BlobReader, digest: Digest): Promise<StoredManifest> {
  const bytes = await collect(reader, maxManifestBytes, `manifest ${digest}`);
  const actual = digestOf(bytes, digestAlgorithm(digest));
  if (actual !== digest)
    throw new OciError('DIGEST_MISMATCH', `cannot read the manifest ${digest}: its content has the digest ${actual}`);
  return { descriptor: { mediaType: reader.descriptor.mediaType, digest, size: bytes.byteLength }, bytes };
}

export function keyOf(repository: string, digest: Digest): string {
  return `${repository}@${digest}`;
}

/** A body that can be opened only once, because its content is a stream in progress. */
export function singleUseBody(content: AsyncIterable<Uint8Array>): Body {
  let isOpened = false;
  return () => {
    if (isOpened)
      throw new OciError(
        'UNSUPPORTED',
        'cannot send the blob to the store again: the cache receives its content only once',
      );
    isOpened = true;
    return content;
  };
}
