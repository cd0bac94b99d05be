export * from './abortable.ts';
export * from './backoff.ts';
export * from './for-each-concurrent.ts';
export * from './map-concurrent-ordered.ts';
export * from './mutex.ts';
export * from './single-flight.ts';
export { TimeSlice } from './time-slice.ts';
export { runToEnd } from './run-to-end.ts';
export { sizeThreadPool } from './thread-pool.ts';
