export * from './body.ts';
export { checkChunk } from './check-chunk.ts';
export { BufferPool } from './buffer-pool.ts';
export * from './collect.ts';
export * from './detach-buffer.ts';
export { hashFileInWorker } from './hash-worker.ts';
export * from './stream-hash.ts';
export * from './verify.ts';
