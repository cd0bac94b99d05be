export * from './atomic-file.ts';
export * from './durable-rename.ts';
export * from './entry-kind.ts';
export * from './file-system-error.ts';
export * from './listing.ts';
export * from './process-alive.ts';
export * from './safe-join.ts';
export { LockFile, type HeldLock, type LockOptions } from './lock-file.ts';
