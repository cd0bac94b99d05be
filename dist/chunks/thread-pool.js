import { availableParallelism } from "node:os";

// src/concurrency/thread-pool.ts
const minThreads = 4;
const waitingThreads = 2;
function sizeThreadPool(env) {
	env["UV_THREADPOOL_SIZE"] ||= String(Math.max(minThreads, availableParallelism() + waitingThreads));
}

export { sizeThreadPool as t };