export { bytesReader } from './bytes-reader.ts';
export * from './content.ts';
export * from './registry.ts';
export * from './repository.ts';
