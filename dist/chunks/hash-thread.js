let require_rolldown_runtime;
let require_start_worker;

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
		const worker = (require_start_worker ??= require("./start-worker.js")).startWorker("hash-layer-worker", require("url").pathToFileURL(__filename).href);
		return worker === void 0 ? void 0 : new HashThread(worker);
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