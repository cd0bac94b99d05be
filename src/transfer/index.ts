export {
  appendEntries,
  pushAppended,
  readStoredIndex,
  type AppendOptions,
  type AppendedIndex,
  type StoredIndex,
} from './append-index.ts';
export { editAnnotations, type AnnotationEdit, type EditedManifest } from './annotate.ts';
export { build, buildContent, buildLayout, buildOnContent, type BuiltArtifact, type BuiltLayout } from './build.ts';
export type { BuildStore } from './build-store.ts';
export { cosignTags, cosignTagSuffixes, maxCompanions, type Companions, type TaggedCompanion } from './companions.ts';
export { copy } from './copy.ts';
export {
  CopyError,
  copyErrorOriginDestination,
  copyErrorOriginSource,
  onSide,
  type CopyErrorOrigin,
} from './copy-error.ts';
export { copyGraph } from './copy-graph.ts';
export {
  defaultCopyGraphOptions,
  defaultCopyOptions,
  skipNode,
  type CopyGraphOptions,
  type CopyOptions,
  type Hook,
} from './copy-options.ts';
export { LayerDownloads } from './layer-downloads.ts';
export type { LayerCache } from './directory-layer.ts';
export { LayerUploads } from './layer-uploads.ts';
export { moveLayer } from './pull-layer.ts';
export { stage } from './stage.ts';
export { clockTickMs } from './written-entries.ts';
export type { LayerPlacement } from './pull-plan.ts';
export * from './extended-copy.ts';
export * from './fetch.ts';
export { changedFileError, describedFile, describeFile, fileBody, hashFile, titleOf } from './file-layer.ts';
export { filterAnnotation, filterArtifactType } from './filter-predecessors.ts';
export * from './image-index.ts';
export { readListed, wrongSizeText } from './listed-manifest.ts';
export { defaultMaxMetadataBytes, fetchMetadata, MetadataCache, readManifest, successors } from './metadata.ts';
export * from './pack-manifest.ts';
export * from './pack.ts';
export { defaultPackingCacheBytes, type CacheWarning, type PackingCacheOptions } from './packing-cache.ts';
export { joinManifests, type ShardManifest } from './join-manifests.ts';
export { shardPlan } from './shard-plan.ts';
export { LayerReuse, readEarlierLayers, type EarlierArtifact } from './layer-reuse.ts';
export * from './plan.ts';
export { annotatedPlatform, requirePlatform, selectChild, withTargetPlatform } from './platform.ts';
export * from './publish.ts';
export * from './pull.ts';
export type { ContentManifest } from './pull-manifest.ts';
export type { FileLayout } from './pull-plan.ts';
export { recursiveCopyGraph, type RecursiveCopyOptions } from './recursive.ts';
export { listReferrers, ReferrerLister, type ListReferrersOptions } from './referrers.ts';
export { maxListedFiles } from './stage-tree.ts';
export { defaultConcurrency, type BuildOptions, type BuiltLayer } from './store-layers.ts';
export { StreamingLayerUpload } from './streaming-layer-upload.ts';
export { fetchManifest, layerByTitle, type FetchManifestOptions, type ManifestContent } from './manifest-content.ts';
export { pushStream } from './push-stream.ts';
export { knownConfig } from './store-config.ts';
export {
  findTags,
  isUnreadableTag,
  type ConfigLookup,
  type ExistingTags,
  type IfTagExists,
  type TagLookup,
} from './tag-lookup.ts';
export * from './tag.ts';
export { temporaryPath, TemporaryStore } from './temporary-store.ts';
export { errInvalidDateTimeFormat, errMissingArtifactType } from './write-manifest.ts';
