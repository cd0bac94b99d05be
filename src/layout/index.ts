export type { LayoutOptions } from './folder.ts';
export type { GarbageOptions } from './garbage.ts';
export { LayoutRegistry, type LayoutRegistryOptions } from './registry.ts';
export { LayoutRepository, type IngestOptions } from './repository.ts';
export type { DamagedBlob } from './scrub.ts';
