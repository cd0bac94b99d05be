export { annotate, type AnnotateOptions } from './annotate.ts';
export { attach, type AttachedFile, type AttachOptions } from './attach.ts';
export { copy, type CopyOptions } from './copy.ts';
export { createIndex, type IndexOptions, type IndexSource } from './create-index.ts';
export { defaultTagOf, publish } from './publish.ts';
export type { PublishOptions } from './publish-options.ts';
export { layoutDirectoryName, layoutPath } from './publish-target.ts';
export { pull, type DownloadCache, type PullCache, type PullOptions } from './pull.ts';
export { readSemanticVersion } from './semver-tags.ts';
