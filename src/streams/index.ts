export * from './body.ts';
export { BufferPool } from './buffer-pool.ts';
export * from './collect.ts';
export * from './detach-buffer.ts';
export * from './stream-hash.ts';
export * from './verify.ts';
