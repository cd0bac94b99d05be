import { collect, once, verified } from '../streams/index.ts';
import { blobReader, type BlobReader, type ReadOnlyTarget } from '../registry/index.ts';
import { OciError, printable, type Descriptor } from '../spec/index.ts';
import { positiveOr } from './copy-options.ts';
import { cacheOf, defaultResolveOptions, resolveVia, type ResolveOptions } from './resolve.ts';

/** oras-go's `FetchOptions`. */
export interface FetchOptions extends ResolveOptions {}

/** oras-go's `FetchBytesOptions`. */
export interface FetchBytesOptions extends FetchOptions {
  /** Largest content that is returned, bytes; anything larger is an error and never cut. @default 4 MiB, also for 0 and less */
  readonly maxBytes?: number | undefined;
}

const defaultMaxBytes = 4 * 1024 * 1024;

export const defaultFetchOptions: FetchOptions = defaultResolveOptions;
export const defaultFetchBytesOptions: FetchBytesOptions = Object.freeze({
  ...defaultFetchOptions,
  maxBytes: defaultMaxBytes,
});

/** Content that is at hand whole. */
export interface FetchedBytes {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/**
 * Opens the content that a tag or digest stands for. The reader's descriptor says what it is.
 *
 * @throws OciError as {@link resolve}
 */
export async function fetch(
  target: ReadOnlyTarget,
  reference: string,
  options: FetchOptions = {},
): Promise<BlobReader> {
  const cache = cacheOf(target, options);
  const descriptor = await resolveVia(cache, target, reference, options);
  const held = await cache.take(descriptor);
  if (held !== undefined) return blobReader(descriptor, once(held));
  const reader = await target.fetch(descriptor, { signal: options.signal });
  return blobReader(descriptor, verified(reader, descriptor, descriptor.digest), { free: () => reader.close() });
}

/**
 * The content that a tag or digest stands for, in memory.
 *
 * @throws OciError as {@link resolve}; `SIZE_LIMIT` before anything is read when the content is over `maxBytes`
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
      `${printable(reference, 300)} has ${descriptor.size} bytes, over the limit of ${limit} (maxBytes): raise it, or read the content with fetch`,
    );
  }
  return { descriptor, bytes: await collect(reader, limit, printable(reference, 300)) };
}
