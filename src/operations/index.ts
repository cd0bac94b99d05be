export { attach, type AttachOptions } from './attach.ts';
export { copy, type CopyOptions } from './copy.ts';
export { createIndex, type IndexOptions, type IndexSource } from './create-index.ts';
export type { AttachedFile } from './file-patterns.ts';
export { layoutDirectoryName, layoutPath, publish, type PublishOptions } from './publish.ts';
export { pull, type DownloadCache, type PullCache, type PullOptions } from './pull.ts';
