export { HttpRegistry } from './http-registry.ts';
export type { HttpRegistryOptions } from './options.ts';
export type { WholeBlob } from './streamed-upload.ts';
