export { HttpRegistry } from './http-registry.ts';
export type { HttpRegistryOptions } from './registry-client.ts';
export type { WholeBlob } from './upload-session.ts';
