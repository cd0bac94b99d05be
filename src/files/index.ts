export { DirectoryStorage, MemoryStorage } from './fallback-storage.ts';
export { FileStore, type FileStoreOptions } from './file-store.ts';
