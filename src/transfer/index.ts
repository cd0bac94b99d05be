export * from './assemble.ts';
export { describeChild, type DescribeChildOptions } from './assemble-child.ts';
export * from './attach.ts';
export { describeFile, pushFile } from './attach-file.ts';
export { copy } from './copy.ts';
export { CopyError, copyErrorOriginDestination, copyErrorOriginSource, type CopyErrorOrigin } from './copy-error.ts';
export { copyGraph } from './copy-graph.ts';
export {
  defaultCopyGraphOptions,
  defaultCopyOptions,
  skipNode,
  type CopyGraphOptions,
  type CopyOptions,
  type Hook,
} from './copy-options.ts';
export { extendedCopy, extendedCopyGraph } from './extended-copy.ts';
export * from './extended-copy-options.ts';
export * from './fetch.ts';
export { filterAnnotation, filterArtifactType } from './filter-predecessors.ts';
export { successors } from './metadata.ts';
export { errInvalidDateTimeFormat, errMissingArtifactType } from './pack-content.ts';
export * from './pack-manifest.ts';
export * from './pack.ts';
export { matchesPlatform, withTargetPlatform } from './platform.ts';
export * from './pull.ts';
export type { FileKind } from './pull-layer.ts';
export { pushBytes } from './push-bytes.ts';
export * from './recursive.ts';
export { listReferrers } from './recursive-referrers.ts';
export { maxListedFiles } from './stage-tree.ts';
export {
  cosignTags,
  cosignTagSuffixes,
  maxCompanions,
  type Companions,
  type TaggedCompanion,
} from './recursive-companions.ts';
export { defaultResolveOptions, resolve, type ResolveOptions } from './resolve.ts';
export * from './tag.ts';
