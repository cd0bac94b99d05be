export { DirectoryStorage, MemoryStorage } from './fallback-storage.ts';
export type { FileStoreOptions } from './file-store-options.ts';
export { FileStore } from './file-store.ts';
export { MemoryStore } from './memory-store.ts';
