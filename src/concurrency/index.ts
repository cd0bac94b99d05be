export * from './abortable.ts';
export * from './backoff.ts';
export * from './concurrency.ts';
export * from './single-flight.ts';
export * from './keyed-mutex.ts';
export { sizeThreadPool } from './thread-pool.ts';
