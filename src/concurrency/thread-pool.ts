import { availableParallelism } from 'node:os';

/** Minimum size of the pool: the default of libuv. */
const minThreads = 4;
/** Number of threads that can wait for the disk while every processor compresses or hashes. */
const waitingThreads = 2;

/**
 * Sizes libuv's thread pool, which compresses and hashes. Call it before any other work: libuv reads the size at the
 * first use of the pool.
 */
export function sizeThreadPool(env: NodeJS.ProcessEnv): void {
  env['UV_THREADPOOL_SIZE'] ||= String(Math.max(minThreads, availableParallelism() + waitingThreads));
}
