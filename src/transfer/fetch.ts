import { blobReader, bytesReader, type BlobReader, type CallOptions, type ReadOnlyTarget } from '../registry/index.ts';
import { collect, verified, withVerification } from '../streams/index.ts';
import {
  isManifestMediaType,
  notManifestError,
  OciError,
  printable,
  type Descriptor,
  type Platform,
} from '../spec/index.ts';
import { positiveOr } from './copy-options.ts';
import { defaultMaxMetadataBytes, MetadataCache, verifiedContent } from './metadata.ts';
import { selectManifest } from './platform.ts';

/** oras-go's `ResolveOptions`. */
export interface ResolveOptions extends CallOptions {
  /** Selects the best manifest of an index for this platform. Another manifest must match it. @default any */
  readonly targetPlatform?: Platform | undefined;
  /**
   * Maximum size of a manifest or config that is read to find the platform, bytes. @default 4 MiB, also for 0 and less
   */
  readonly maxMetadataBytes?: number | undefined;
}

/** oras-go's `FetchOptions`. */
export interface FetchOptions extends ResolveOptions {}

/** oras-go's `FetchBytesOptions`. */
export interface FetchBytesOptions extends FetchOptions {
  /**
   * Maximum size of the content, bytes. Larger content is an error and is not cut. @default 4 MiB, also for 0 and less
   */
  readonly maxBytes?: number | undefined;
}

const defaultMaxBytes = 4 * 1024 * 1024;

/** oras-go's `DefaultResolveOptions`. */
export const defaultResolveOptions: ResolveOptions = Object.freeze({ maxMetadataBytes: defaultMaxMetadataBytes });
/** oras-go's `DefaultFetchOptions`. */
export const defaultFetchOptions: FetchOptions = defaultResolveOptions;
/** oras-go's `DefaultFetchBytesOptions`. */
export const defaultFetchBytesOptions: FetchBytesOptions = Object.freeze({
  ...defaultFetchOptions,
  maxBytes: defaultMaxBytes,
});

/** Content in memory. */
export interface FetchedBytes {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/**
 * Resolves a tag or a digest.
 *
 * @throws OciError errors of the target; with a platform also `NOT_FOUND` when no manifest is for it, `UNSUPPORTED`
 *   when the content has no platform, `SIZE_LIMIT`
 */
export async function resolve(
  target: ReadOnlyTarget,
  reference: string,
  options: ResolveOptions = {},
): Promise<Descriptor> {
  return resolveVia(cacheOf(target, options), target, reference, options);
}

/**
 * Resolves a tag or a digest of a manifest, and reads the manifest.
 *
 * @throws OciError as {@link resolve}; `UNSUPPORTED` for content that is not a manifest, `SIZE_LIMIT`
 */
export async function resolveContent(
  target: ReadOnlyTarget,
  reference: string,
  options: ResolveOptions = {},
): Promise<FetchedBytes> {
  const cache = cacheOf(target, options);
  const descriptor = await resolveVia(cache, target, reference, options, true);
  if (!isManifestMediaType(descriptor.mediaType))
    throw notManifestError(
      descriptor,
      `${descriptor.digest} is a blob, not a manifest; give the artifact that it belongs to`,
    );
  return { descriptor, bytes: await cache.bytes(descriptor) };
}

/**
 * Opens the content of a tag or a digest. The reader has the descriptor of the content.
 *
 * @throws OciError as {@link resolve}
 */
export async function fetch(
  target: ReadOnlyTarget,
  reference: string,
  options: FetchOptions = {},
): Promise<BlobReader> {
  const cache = cacheOf(target, options);
  const descriptor = await resolveVia(cache, target, reference, options, true);
  const cached = cache.take(descriptor);
  if (cached !== undefined) return bytesReader(descriptor, cached, { signal: options.signal });
  const reader = await target.fetch(descriptor, { signal: options.signal });
  return blobReader(descriptor, verifiedContent(reader, descriptor), {
    free: () => reader.close(),
    borrowed: () =>
      withVerification(verified(reader.borrowed(), descriptor, descriptor.digest), () => descriptor.digest),
  });
}

/**
 * Reads the content of a tag or a digest into memory.
 *
 * @throws OciError as {@link resolve}; `SIZE_LIMIT`, before the read, when the content is larger than `maxBytes`
 */
export async function fetchBytes(
  target: ReadOnlyTarget,
  reference: string,
  options: FetchBytesOptions = {},
): Promise<FetchedBytes> {
  const limit = positiveOr(options.maxBytes, defaultMaxBytes);
  await using reader = await fetch(target, reference, options);
  const { descriptor } = reader;
  if (descriptor.size > limit) {
    throw new OciError(
      'SIZE_LIMIT',
      `${printable(reference, 300)} has ${descriptor.size} bytes; the limit is ${limit} (maxBytes): raise it, or ` +
        'read the content with fetch',
    );
  }
  return { descriptor, bytes: await collect(reader, limit, printable(reference, 300)) };
}

/**
 * @param cache stores the manifests that are read
 * @param needsContent whether the caller reads the content next
 */
async function resolveVia(
  cache: MetadataCache,
  target: ReadOnlyTarget,
  reference: string,
  options: ResolveOptions,
  needsContent = false,
): Promise<Descriptor> {
  const call = { signal: options.signal };
  const { targetPlatform } = options;
  if (targetPlatform === undefined && !needsContent) return target.resolve(reference, call);
  const root = await cache.resolve(target, reference, call);
  if (targetPlatform === undefined) return root;
  return selectManifest(cache, root, targetPlatform, metadataLimit(options), call);
}

function cacheOf(target: ReadOnlyTarget, options: ResolveOptions): MetadataCache {
  return new MetadataCache(target, { maxMetadataBytes: metadataLimit(options) }, options.signal);
}

function metadataLimit(options: ResolveOptions): number {
  return positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes);
}
