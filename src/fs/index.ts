export * from './atomic-file.ts';
export * from './durable-rename.ts';
export * from './file-system-error.ts';
export * from './listing.ts';
export * from './safe-join.ts';
export { LockFile, type HeldLock, type LockOptions } from './lock-file.ts';
