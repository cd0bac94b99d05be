let node_os;

// src/concurrency/run-to-end.ts
function runToEnd(program, onUnfinished) {
	const onExit = (code) => {
		if (code === 0) onUnfinished();
	};
	process.once("exit", onExit);
	program().finally(() => process.off("exit", onExit));
}

// src/concurrency/thread-pool.ts
const minThreads = 4;
const waitingThreads = 2;
function sizeThreadPool(env) {
	env["UV_THREADPOOL_SIZE"] ||= String(Math.max(minThreads, (0, (node_os ??= require("node:os")).availableParallelism)() + waitingThreads));
}

Object.defineProperty(exports, "runToEnd", {
  enumerable: true,
  get: function () {
    return runToEnd;
  }
});
Object.defineProperty(exports, "sizeThreadPool", {
  enumerable: true,
  get: function () {
    return sizeThreadPool;
  }
});