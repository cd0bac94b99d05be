export { ArtifactCache, type CacheOptions } from './artifact-cache.ts';
export type { CacheEntry } from './inventory.ts';
export type { CachedBlobOptions, CachedRepository } from './cached-repository.ts';
