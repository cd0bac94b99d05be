import { collect, once, verified } from '../streams/index.ts';
import { blobReader, type BlobReader, type CallOptions, type ReadOnlyStorage } from '../registry/index.ts';
import { isManifestMediaType, OciError, parseManifest, successorsOf, type Descriptor } from '../spec/index.ts';

/** Limit for one manifest or config held in memory, bytes. */
export const defaultMaxMetadataBytes: number = 4 * 1024 * 1024;

/**
 * Content of a manifest or config, whole, and exactly what `target` says: a descriptor that gives another size than the content has is
 * an error, however right its digest is.
 *
 * @throws OciError `SIZE_LIMIT` before anything is read when the descriptor says more than `limit` bytes; `SIZE_MISMATCH`, `DIGEST_MISMATCH`
 */
export async function fetchMetadata(
  source: ReadOnlyStorage,
  target: Descriptor,
  limit: number,
  options?: CallOptions,
): Promise<Uint8Array> {
  if (target.size > limit) {
    throw new OciError(
      'SIZE_LIMIT',
      `${target.mediaType} ${target.digest} has ${target.size} bytes, over the limit of ${limit} for content held in memory`,
    );
  }
  await using reader = await source.fetch(target, options);
  return await collect(verified(reader, target, target.digest), target.size, target.digest);
}

/** What a node points to, in order; nothing for a node that is no manifest. oras-go's `content.Successors`. */
export async function successors(
  source: ReadOnlyStorage,
  node: Descriptor,
  limit: number = defaultMaxMetadataBytes,
  options?: CallOptions,
): Promise<readonly Descriptor[]> {
  if (!isManifestMediaType(node.mediaType)) return [];
  return successorsOf(parseManifest(await fetchMetadata(source, node, limit, options), node.mediaType));
}

/** Reads of manifests through a memory, so that a node is fetched once although it is both parsed and pushed. */
export class MetadataCache implements ReadOnlyStorage {
  readonly #source: ReadOnlyStorage;
  readonly #limit: number;
  readonly #signal: AbortSignal | undefined;
  /** Whoever asks while a read is under way waits for that one. */
  readonly #held = new Map<string, Promise<Uint8Array>>();

  /** @param signal for calls that come without one */
  constructor(source: ReadOnlyStorage, limit: number, signal?: AbortSignal) {
    this.#source = source;
    this.#limit = limit;
    this.#signal = signal;
  }

  bytes(target: Descriptor, options?: CallOptions): Promise<Uint8Array> {
    const known = this.#held.get(target.digest);
    if (known !== undefined) return known;
    const reading = fetchMetadata(this.#source, target, this.#limit, { signal: options?.signal ?? this.#signal });
    this.#held.set(target.digest, reading);
    // A read that failed may be tried again.
    reading.catch(() => this.#held.delete(target.digest));
    return reading;
  }

  /** The bytes, if they were read; they are forgotten, because a node is pushed once. */
  async take(target: Descriptor): Promise<Uint8Array | undefined> {
    const held = this.#held.get(target.digest);
    this.#held.delete(target.digest);
    return held;
  }

  async fetch(target: Descriptor, options?: CallOptions): Promise<BlobReader> {
    const bytes = await this.bytes(target, options);
    return blobReader(target, once(bytes));
  }

  exists(target: Descriptor, options?: CallOptions): Promise<boolean> {
    return this.#source.exists(target, { signal: options?.signal ?? this.#signal });
  }
}
