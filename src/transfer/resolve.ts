import type { CallOptions, ReadOnlyTarget } from '../registry/index.ts';
import type { Descriptor, Platform } from '../spec/index.ts';
import { positiveOr } from './copy-options.ts';
import { defaultMaxMetadataBytes, MetadataCache } from './metadata.ts';
import { selectManifest } from './platform.ts';

/** oras-go's `ResolveOptions`. */
export interface ResolveOptions extends CallOptions {
  /** Of an index, the first manifest for this platform; an image manifest must be for it. @default any */
  readonly targetPlatform?: Platform | undefined;
  /** Largest manifest or config held in memory to find the platform, bytes. @default 4 MiB, also for 0 and less */
  readonly maxMetadataBytes?: number | undefined;
}

export const defaultResolveOptions: ResolveOptions = Object.freeze({ maxMetadataBytes: defaultMaxMetadataBytes });

/**
 * The descriptor that a tag or digest stands for.
 *
 * @throws OciError what the target raises; with a platform also `NOT_FOUND` when nothing is for it, `UNSUPPORTED` when the content has
 *   no platform, `SIZE_LIMIT`
 */
export async function resolve(
  target: ReadOnlyTarget,
  reference: string,
  options: ResolveOptions = {},
): Promise<Descriptor> {
  return resolveVia(cacheOf(target, options), target, reference, options);
}

/** {@link resolve} through a cache, which holds then what was read on the way. */
export async function resolveVia(
  cache: MetadataCache,
  target: ReadOnlyTarget,
  reference: string,
  options: ResolveOptions,
): Promise<Descriptor> {
  const call = { signal: options.signal };
  const root = await target.resolve(reference, call);
  if (options.targetPlatform === undefined) return root;
  return selectManifest(cache, root, options.targetPlatform, metadataLimit(options), call);
}

export function cacheOf(target: ReadOnlyTarget, options: ResolveOptions): MetadataCache {
  return new MetadataCache(target, metadataLimit(options), options.signal);
}

function metadataLimit(options: ResolveOptions): number {
  return positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes);
}
