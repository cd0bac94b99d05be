export {
  restoreCache,
  saveCache,
  type CacheOptions,
  type CacheSettings,
  type RestoreCacheOptions,
  type RestoredCache,
  type SavedCache,
} from './cache/cache.ts';
export { annotate, type AnnotateOptions } from './annotate.ts';
export { attach, type AttachedFile, type AttachOptions, type AttachSettings } from './attach.ts';
export { copy, type CopyOptions } from './copy.ts';
export { copyAll, CopyAllError, type CopyAllOptions, type CopyItem, type LocatedItem } from './copy-all.ts';
export type { CopyConnections } from './copy-repositories.ts';
export { createIndex, type IndexOptions, type IndexSettings, type IndexSource } from './create-index.ts';
export { joinShards, type JoinOptions } from './join-shards.ts';
export { defaultTagOf, publish } from './publish.ts';
export { prune, pruneStorage, type PruneOptions, type PruneStorageOptions } from './prune/prune.ts';
export { PruneError, type PruneItem, type PruneResult } from './prune/result.ts';
export type { PruneRules } from './prune/rules.ts';
export { layoutDirectoryName, layoutPath, type PublishOptions, type PublishSettings } from './publish-options.ts';
export { pull, type DownloadCache, type PullCache, type PullOptions } from './pull.ts';
export { readSemanticVersion } from './semver-tags.ts';
export { isTagPattern } from './matching-tags.ts';
