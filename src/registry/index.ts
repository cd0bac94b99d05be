export { bytesReader } from './bytes-reader.ts';
export * from './content.ts';
export { lentChunks } from './lent-chunks.ts';
export * from './registry.ts';
export * from './repository.ts';
