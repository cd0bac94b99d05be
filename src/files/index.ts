export { DirectoryStorage } from './directory-storage.ts';
export type { FileStoreOptions } from './file-store-options.ts';
export { FileStore } from './file-store.ts';
export { MemoryStorage } from './memory-storage.ts';
