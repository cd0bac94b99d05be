export * from './abortable.ts';
export * from './backoff.ts';
export * from './concurrency.ts';
export * from './keyed-mutex.ts';
export * from './map-concurrent-ordered.ts';
export * from './single-flight.ts';
export { sizeThreadPool } from './thread-pool.ts';
