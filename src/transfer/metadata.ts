import { LRUCache } from 'lru-cache';
import {
  blobReader,
  type BlobReader,
  type CallOptions,
  type ReadOnlyStorage,
  type Resolver,
} from '../registry/index.ts';
import { collect, once, verified, type Expected } from '../streams/index.ts';
import {
  isManifestMediaType,
  OciError,
  parseManifest,
  successorsOf,
  type Descriptor,
  type Digest,
  type Manifest,
} from '../spec/index.ts';

/** Maximum size of a manifest or config that is read into memory, bytes. */
export const defaultMaxMetadataBytes: number = 4 * 1024 * 1024;

/**
 * Reads a manifest or config into memory and checks digest and size. A size other than the descriptor's is an error
 * even if the digest is right.
 *
 * @throws OciError `SIZE_LIMIT`, before the read, when the descriptor's size is more than `limit`; `SIZE_MISMATCH`,
 *   `DIGEST_MISMATCH`
 */
export async function fetchMetadata(
  source: ReadOnlyStorage,
  target: Descriptor,
  limit: number = defaultMaxMetadataBytes,
  options?: CallOptions,
): Promise<Uint8Array> {
  if (target.size > limit) {
    throw new OciError(
      'SIZE_LIMIT',
      `${target.mediaType} ${target.digest} has ${target.size} bytes; the limit for content in memory is ${limit}`,
    );
  }
  await using reader = await source.fetch(target, options);
  return await collect(verifiedContent(reader, target), target.size, target.digest);
}

/**
 * Yields verified content. It hashes the content only when the reader does not verify it.
 *
 * @throws OciError `SIZE_MISMATCH`, `DIGEST_MISMATCH`
 */
export async function* verifiedContent(
  reader: BlobReader,
  expected: Expected,
): AsyncGenerator<Uint8Array, void, undefined> {
  // Copy each chunk, because the caller may hold more than one.
  for await (const chunk of verified(reader.borrowed(), expected, expected.digest)) yield Uint8Array.from(chunk);
}

/** Reads and parses a manifest. @throws OciError as {@link fetchMetadata}; `MANIFEST_INVALID` */
export async function readManifest(
  source: ReadOnlyStorage,
  target: Descriptor,
  options?: CallOptions,
): Promise<Manifest> {
  return parseManifest(await fetchMetadata(source, target, defaultMaxMetadataBytes, options), target.mediaType);
}

/**
 * The content that a node points to, in order; empty for a node that is not a manifest. oras-go's `content.Successors`.
 */
export async function successors(
  source: ReadOnlyStorage,
  node: Descriptor,
  limit: number = defaultMaxMetadataBytes,
  options?: CallOptions,
): Promise<readonly Descriptor[]> {
  if (!isManifestMediaType(node.mediaType)) return [];
  return successorsOf(parseManifest(await fetchMetadata(source, node, limit, options), node.mediaType));
}

export interface MetadataLimits {
  /** Maximum size of one manifest, bytes. */
  readonly maxMetadataBytes: number;
  /** The cache holds this number of manifests of the maximum size. @default 1 */
  readonly concurrency?: number | undefined;
}

/**
 * Caches manifests, because a copy parses a manifest first and pushes it later. The cache evicts the least recently
 * used manifest.
 */
export class MetadataCache implements ReadOnlyStorage {
  readonly #source: ReadOnlyStorage;
  readonly #limit: number;
  readonly #signal: AbortSignal | undefined;
  readonly #content: LRUCache<Digest, Uint8Array>;
  /** Reads in progress; concurrent calls share one. */
  readonly #reads = new Map<Digest, Promise<Uint8Array>>();

  /** @param signal for calls without a signal */
  constructor(source: ReadOnlyStorage, { maxMetadataBytes, concurrency = 1 }: MetadataLimits, signal?: AbortSignal) {
    this.#source = source;
    this.#limit = maxMetadataBytes;
    this.#signal = signal;
    this.#content = new LRUCache({
      maxSize: maxMetadataBytes * concurrency,
      sizeCalculation: (bytes) => Math.max(1, bytes.byteLength),
    });
  }

  /** Reads a manifest through the cache. @throws OciError as {@link fetchMetadata} */
  async bytes(target: Descriptor, options?: CallOptions): Promise<Uint8Array> {
    const { digest } = target;
    const cached = this.#content.get(digest);
    if (cached !== undefined) return cached;
    let read = this.#reads.get(digest);
    if (read === undefined) {
      read = this.#read(target, options).finally(() => this.#reads.delete(digest));
      this.#reads.set(digest, read);
    }
    return read;
  }

  /** Reads and parses a manifest through the cache. @throws OciError as {@link fetchMetadata}; `MANIFEST_INVALID` */
  async manifest(target: Descriptor, options?: CallOptions): Promise<Manifest> {
    return parseManifest(await this.bytes(target, options), target.mediaType);
  }

  /** Resolves a reference. The manifest is cached, if the source reads it with the reference. @throws as `resolve` */
  async resolve(source: Resolver, reference: string, options: CallOptions = {}): Promise<Descriptor> {
    return source.resolve(reference, {
      signal: options.signal ?? this.#signal,
      onManifest: (descriptor, bytes) => {
        this.add(descriptor, bytes);
      },
    });
  }

  add(target: Descriptor, bytes: Uint8Array): void {
    this.#content.set(target.digest, bytes);
  }

  /** Removes a manifest from the cache. @returns its content, or undefined when it is not in the cache */
  take({ digest }: Descriptor): Uint8Array | undefined {
    const bytes = this.#content.get(digest);
    this.#content.delete(digest);
    return bytes;
  }

  async fetch(target: Descriptor, options?: CallOptions): Promise<BlobReader> {
    return blobReader(target, once(await this.bytes(target, options)));
  }

  exists(target: Descriptor, options?: CallOptions): Promise<boolean> {
    return this.#source.exists(target, { signal: options?.signal ?? this.#signal });
  }

  async #read(target: Descriptor, options: CallOptions | undefined): Promise<Uint8Array> {
    const call = { signal: options?.signal ?? this.#signal };
    const bytes = await fetchMetadata(this.#source, target, this.#limit, call);
    this.add(target, bytes);
    return bytes;
  }
}
