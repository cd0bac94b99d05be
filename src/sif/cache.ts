import { ArtifactCache, type CacheOptions } from '../artifact-cache/index.ts';

/** What {@link openSifCache} opens. It keeps artifacts of any kind. */
export type SifCache = ArtifactCache;

/** Opens the cache that `pull` and `pullToFile` take; makes it when it is not there. @throws OciError as `ArtifactCache.open` */
export function openSifCache(directory: string, options?: CacheOptions): Promise<SifCache> {
  return ArtifactCache.open(directory, options);
}
