let node_worker_threads;

// src/archive/start-worker.ts
function startWorker(program, caller, workerData) {
	const [extension = ".js"] = /\.[a-z]+$/.exec(new URL(caller).pathname) ?? [];
	try {
		return new (node_worker_threads ??= require("node:worker_threads")).Worker(new URL(program + extension, caller), {
			execArgv: [],
			env: (node_worker_threads ??= require("node:worker_threads")).SHARE_ENV,
			workerData
		});
	} catch {
		return;
	}
}

Object.defineProperty(exports, "startWorker", {
  enumerable: true,
  get: function () {
    return startWorker;
  }
});