export * from './copy.ts';
export * from './copy-error.ts';
export { copyGraph } from './copy-graph.ts';
export { defaultCopyGraphOptions, defaultCopyOptions, skipNode, type CopyGraphOptions, type CopyOptions } from './copy-options.ts';
export { successors } from './metadata.ts';
export * from './pack-manifest.ts';
export * from './pull.ts';
