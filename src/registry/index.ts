export { bytesReader } from './bytes-reader.ts';
export * from './content.ts';
export { borrowedChunks } from './borrowed-chunks.ts';
export * from './registry.ts';
export * from './repository.ts';
