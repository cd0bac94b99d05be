export { borrowedChunks } from './borrowed-chunks.ts';
export { bytesReader } from './bytes-reader.ts';
export * from './content.ts';
export { ForwardingRegistry } from './forwarding.ts';
export * from './registry.ts';
export * from './repository.ts';
