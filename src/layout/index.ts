export type { LayoutOptions } from './folder.ts';
export type { LayoutManifest } from './manifest-list.ts';
export type { DamagedBlob, GarbageOptions } from './maintenance.ts';
export { LayoutRegistry, type LayoutRegistryOptions } from './registry.ts';
export { LayoutRepository, type IngestOptions } from './repository.ts';
export type { DatedManifest } from './repository-view.ts';
