import { collect, verified, type Body } from '../streams/index.ts';
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
import type { CacheEvent } from './cache-options.ts';

/** Entries that are remembered as checked; beyond that the oldest are checked again. */
const maxChecked = 10_000;

export interface StoredManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/**
 * The store behind a cache. Nothing in it is believed: a blob is hashed once, whole, before its first use in this process, a manifest at
 * each use. Damaged entries are thrown out. It never fails a call: what goes wrong is reported, and counts as absent.
 */
export class CacheStore {
  readonly registry: Registry;
  readonly #report: (error: unknown, event: CacheEvent) => void;
  readonly #lookups = new SingleFlight<Descriptor | undefined>();
  /** Sizes of blobs that were hashed or stored here. */
  readonly #checked = new Map<string, number>();
  /** What was deleted through the cache. It counts as absent, whether or not the store could delete it, until it is pushed again. */
  readonly #deleted = new Set<string>();

  constructor(registry: Registry, report: (error: unknown, event: CacheEvent) => void) {
    this.registry = registry;
    this.#report = report;
  }

  /** A blob that may be read from the store. Who asks at the same time waits for the same check. @throws OciError `ABORTED` alone */
  findBlob(repository: string, digest: Digest, signal: AbortSignal | undefined): Promise<Descriptor | undefined> {
    return this.#lookups.run(keyOf(repository, digest), (inner) => this.#findBlob(repository, digest, inner), signal);
  }

  /**
   * @param broken whether the content itself failed, so that the store is not to blame
   * @returns whether it is in the store now
   * @throws OciError `ABORTED` alone
   */
  async storeBlob(
    repository: string,
    descriptor: Descriptor,
    body: Body,
    signal: AbortSignal | undefined,
    broken: () => boolean,
  ): Promise<boolean> {
    const { digest, size } = descriptor;
    const event: CacheEvent = { kind: 'blob', repository, digest };
    const key = keyOf(repository, digest);
    if (this.#deleted.has(key)) return false;
    try {
      await this.registry.pushBlob(repository, descriptor, body, { signal });
    } catch (error) {
      throwIfAborted(signal);
      if (!broken()) await this.failed(error, event);
      return false;
    }
    // Deleted while it was being stored.
    if (this.#deleted.has(key)) {
      await this.drop(event);
      return false;
    }
    this.#remember(key, size);
    return true;
  }

  /** @throws OciError `ABORTED` alone */
  async findManifest(
    repository: string,
    digest: Digest,
    signal: AbortSignal | undefined,
  ): Promise<StoredManifest | undefined> {
    if (this.#deleted.has(keyOf(repository, digest))) return undefined;
    try {
      const manifest = await readManifest(await this.registry.getManifest(repository, digest, { signal }), digest);
      // The media type was not hashed: it must be one that the content can have.
      parseManifest(manifest.bytes, manifest.descriptor.mediaType);
      return manifest;
    } catch (error) {
      throwIfAborted(signal);
      await this.failed(error, { kind: 'manifest', repository, digest });
      return undefined;
    }
  }

  /** @throws OciError `ABORTED` alone */
  async storeManifest(
    repository: string,
    { descriptor, bytes }: StoredManifest,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { digest, mediaType } = descriptor;
    const event: CacheEvent = { kind: 'manifest', repository, digest };
    const key = keyOf(repository, digest);
    if (this.#deleted.has(key)) return;
    try {
      await this.registry.pushManifest(repository, bytes, mediaType, { digest, signal });
    } catch (error) {
      throwIfAborted(signal);
      // Also `MANIFEST_BLOB_UNKNOWN`, of a store that wants the content first.
      this.#report(error, event);
      return;
    }
    if (this.#deleted.has(key)) await this.drop(event);
  }

  /** Something is about to be deleted at the origin: from now on it does not come from here. */
  hide(repository: string, digest: Digest): void {
    this.#deleted.add(keyOf(repository, digest));
  }

  /** It is at the origin after all, or again. */
  show(repository: string, digest: Digest): void {
    this.#deleted.delete(keyOf(repository, digest));
  }

  /** Reports a failure of the store, and throws out what it shows to be damaged. */
  async failed(error: unknown, event: CacheEvent): Promise<void> {
    this.#checked.delete(keyOf(event.repository, event.digest));
    if (isNotFound(error)) return;
    this.#report(error, event);
    if (isOciError(error, 'DIGEST_MISMATCH', 'SIZE_MISMATCH', 'MANIFEST_INVALID', 'SIZE_LIMIT')) await this.drop(event);
  }

  /** Removes an entry as far as the store lets. */
  async drop(event: CacheEvent): Promise<void> {
    const { kind, repository, digest } = event;
    this.#checked.delete(keyOf(repository, digest));
    try {
      await (kind === 'blob'
        ? this.registry.deleteBlob(repository, digest)
        : this.registry.deleteManifest(repository, digest));
    } catch (error) {
      if (!isNotFound(error)) this.#report(error, event);
    }
  }

  async #findBlob(repository: string, digest: Digest, signal: AbortSignal): Promise<Descriptor | undefined> {
    const key = keyOf(repository, digest);
    if (this.#deleted.has(key)) return undefined;
    try {
      const descriptor = await this.registry.resolveBlob(repository, digest, { signal });
      if (this.#checked.get(key) !== descriptor.size) await this.#check(repository, descriptor, signal);
      return descriptor;
    } catch (error) {
      throwIfAborted(signal);
      await this.failed(error, { kind: 'blob', repository, digest });
      return undefined;
    }
  }

  async #check(repository: string, { digest, size }: Descriptor, signal: AbortSignal): Promise<void> {
    const reader = await this.registry.getBlob(repository, digest, { signal });
    // Hashed here although a reader checks itself: this is what everything rests on.
    for await (const chunk of verified(reader, { digest, size }, `the blob ${digest} in the cache's store`)) void chunk;
    this.#remember(keyOf(repository, digest), size);
  }

  #remember(key: string, size: number): void {
    this.#checked.delete(key);
    this.#checked.set(key, size);
    if (this.#checked.size <= maxChecked) return;
    const [oldest] = this.#checked.keys();
    if (oldest !== undefined) this.#checked.delete(oldest);
  }
}

/** Reads a manifest whole and checks its digest. */
export async function readManifest(reader: BlobReader, digest: Digest): Promise<StoredManifest> {
  const bytes = await collect(reader, maxManifestBytes, `manifest ${digest}`);
  const actual = digestOf(bytes, digestAlgorithm(digest));
  if (actual !== digest) throw new OciError('DIGEST_MISMATCH', `the manifest ${digest} hashes to ${actual}`);
  return { descriptor: { mediaType: reader.descriptor.mediaType, digest, size: bytes.byteLength }, bytes };
}

export function keyOf(repository: string, digest: Digest): string {
  return `${repository}@${digest}`;
}

/** A body that can be opened once: what is passing by does not come again. */
export function openedOnce(content: AsyncIterable<Uint8Array>): Body {
  let opened = false;
  return () => {
    if (opened)
      throw new OciError('UNSUPPORTED', 'the content passes the cache once; it cannot be sent to the store again');
    opened = true;
    return content;
  };
}
