let require_rolldown_runtime;
let node_worker_threads;

// src/archive/hash-thread.ts
var HashThread = class HashThread {
	#worker;
	#onProgress;
	#resolve;
	#hasEnded = false;
	constructor(worker) {
		this.#worker = worker;
		const end = () => {
			this.#hasEnded = true;
			this.#resolve?.(void 0);
		};
		worker.once("error", end).once("exit", end).on("message", (message) => {
			if ("layer" in message) this.#resolve?.(message.layer);
			else this.#onProgress?.(message.bytes, message.entries);
		});
	}
	static start() {
		const program = `hash-layer-worker${/\.[a-z]+$/.exec(new URL(require("url").pathToFileURL(__filename).href).pathname)?.[0] ?? ".js"}`;
		try {
			return new HashThread(new (node_worker_threads ??= require("node:worker_threads")).Worker(new URL(program, require("url").pathToFileURL(__filename).href), {
				execArgv: [],
				env: (node_worker_threads ??= require("node:worker_threads")).SHARE_ENV
			}));
		} catch {
			return;
		}
	}
	async hash(input, onProgress) {
		this.#onProgress = onProgress;
		const { promise, resolve } = Promise.withResolvers();
		this.#resolve = resolve;
		if (this.#hasEnded) return void 0;
		this.#worker.postMessage(input, []);
		return await promise;
	}
	async [Symbol.asyncDispose]() {
		await this.#worker.terminate();
	}
};

exports.HashThread = HashThread;