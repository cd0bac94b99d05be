export * from './atomic-file.ts';
export * from './body.ts';
export * from './collect.ts';
export * from './concurrency.ts';
export * from './file-system-error.ts';
export * from './safe-join.ts';
export * from './verify.ts';
