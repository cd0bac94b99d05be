let require_spec;
let node_worker_threads;

// src/streams/hash-worker.ts
const program = `
const { createHash } = require('node:crypto');
const { closeSync, constants, openSync, readSync } = require('node:fs');
const { parentPort, receiveMessageOnPort, workerData: { algorithm, counters, path } } = require('node:worker_threads');
const hash = createHash(algorithm);
if (path === undefined) hashMessages();
else hashFile();
parentPort.postMessage(hash.digest('hex'));
function hashMessages() {
  for (let done = 0; ; ) {
    Atomics.wait(counters, 0, done);
    const { message } = receiveMessageOnPort(parentPort);
    if (message === 'digest') return;
    hash.update(message);
    Atomics.store(counters, 1, ++done);
    Atomics.notify(counters, 1);
  }
}
function hashFile() {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW || 0));
  const chunk = Buffer.allocUnsafeSlow(1024 * 1024);
  for (let size = 0; (size = readSync(file, chunk)) > 0; ) hash.update(chunk.subarray(0, size));
  closeSync(file);
}
`;
function startWorker(workerData) {
	return new (node_worker_threads ??= require("node:worker_threads")).Worker(program, {
		eval: true,
		execArgv: [],
		env: (node_worker_threads ??= require("node:worker_threads")).SHARE_ENV,
		workerData
	});
}
async function hashFileInWorker(path, algorithm, signal) {
	const worker = startWorker({
		algorithm,
		path
	});
	try {
		const { promise, resolve, reject } = Promise.withResolvers();
		worker.once("message", resolve).once("error", reject).once("exit", () => reject(workerEnded()));
		return (require_spec ??= require("./spec.js")).parseDigest(`${algorithm}:${await (require_spec ??= require("./spec.js")).untilAborted(promise, signal)}`);
	} catch (error) {
		if (signal?.aborted === true) throw error;
		throw new (require_spec ??= require("./spec.js")).OciError("FILE_SYSTEM", `cannot hash ${path}: ${(require_spec ??= require("./spec.js")).messageOf(error)}`, { cause: error });
	} finally {
		await worker.terminate();
	}
}
const sentChunks = 0;
const hashedChunks = 1;
var HashWorker = class HashWorker {
	static running = 0;
	#algorithm;
	#worker;
	#counters;
	#disposed = false;
	#reject;
	#failure;
	#copies = new Uint8Array(new SharedArrayBuffer(0));
	constructor(algorithm, worker, counters) {
		this.#algorithm = algorithm;
		this.#worker = worker;
		this.#counters = counters;
		const fail = (error) => {
			this.#failure ??= { error };
			this.#reject?.(this.#failure.error);
		};
		HashWorker.running++;
		worker.once("error", fail).once("exit", () => fail(workerEnded()));
	}
	static start(algorithm) {
		const counters = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
		try {
			return new HashWorker(algorithm, startWorker({
				algorithm,
				counters
			}), counters);
		} catch {
			return;
		}
	}
	update(chunk) {
		const updating = this.#request((resolve) => {
			const before = this.#send(chunk.buffer instanceof SharedArrayBuffer ? chunk : this.#copy(chunk));
			const pending = Atomics.waitAsync(this.#counters, hashedChunks, before);
			if (pending.async) pending.value.then(() => resolve());
			else resolve();
		});
		updating.catch(() => void 0);
		return updating;
	}
	digest() {
		return this.#request((resolve) => {
			this.#worker.once("message", (hex) => resolve((require_spec ??= require("./spec.js")).parseDigest(`${this.#algorithm}:${hex}`)));
			this.#send("digest");
		});
	}
	[Symbol.dispose]() {
		if (!this.#disposed) HashWorker.running--;
		this.#disposed = true;
		this.#worker.terminate();
	}
	#request(send) {
		return new Promise((resolve, reject) => {
			if (this.#failure !== void 0) throw this.#failure.error;
			this.#reject = reject;
			send(resolve);
		});
	}
	#send(message) {
		this.#worker.postMessage(message);
		const before = Atomics.add(this.#counters, sentChunks, 1);
		Atomics.notify(this.#counters, sentChunks);
		return before;
	}
	#copy(chunk) {
		if (this.#copies.byteLength < chunk.byteLength) this.#copies = new Uint8Array(new SharedArrayBuffer(chunk.byteLength));
		this.#copies.set(chunk);
		return this.#copies.subarray(0, chunk.byteLength);
	}
};
function workerEnded() {
	return /* @__PURE__ */ new Error("the worker ended early");
}

Object.defineProperty(exports, "HashWorker", {
  enumerable: true,
  get: function () {
    return HashWorker;
  }
});
Object.defineProperty(exports, "hashFileInWorker", {
  enumerable: true,
  get: function () {
    return hashFileInWorker;
  }
});