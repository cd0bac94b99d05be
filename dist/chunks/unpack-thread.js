let require_rolldown_runtime;
let require_spec;
let require_start_worker;
let require_decompress;
let node_os;
let node_worker_threads;

// src/archive/unpack/chunk-channel.ts
const maxChunks = 4;
const maxChunkBytes = 1048576;
const sent = 0;
const read = 1;
const stopped = 2;
var ChunkSender = class {
	counters = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
	#receiver;
	#queue = [];
	send(chunk) {
		if (Atomics.load(this.counters, sent) + this.#queue.length - Atomics.load(this.counters, read) >= maxChunks) return 0;
		const bytes = (require_decompress ??= require("./decompress.js")).takeChunk(chunk.byteLength > maxChunkBytes ? chunk.subarray(0, maxChunkBytes) : chunk);
		const size = bytes.byteLength;
		if (this.#receiver === void 0) this.#queue.push(bytes);
		else this.#post(this.#receiver, bytes);
		return size;
	}
	connect(receiver, header) {
		this.#receiver = receiver;
		receiver.postMessage(header, []);
		this.#add(1);
		for (const chunk of this.#queue.splice(0)) this.#post(receiver, chunk);
	}
	unsent() {
		return this.#queue;
	}
	onRead(notify) {
		const count = Atomics.load(this.counters, read);
		const waiting = Atomics.load(this.counters, sent) - count >= maxChunks ? Atomics.waitAsync(this.counters, read, count) : void 0;
		if (waiting?.async === true) waiting.value.then(notify);
		else notify();
	}
	end() {
		this.#receiver?.postMessage(null, []);
		this.#add(1);
	}
	stop() {
		Atomics.store(this.counters, stopped, 1);
		this.#add(1);
	}
	#post(receiver, chunk) {
		receiver.postMessage(chunk, [chunk.buffer]);
		this.#add(1);
	}
	#add(count) {
		Atomics.add(this.counters, sent, count);
		Atomics.notify(this.counters, sent);
	}
};

// src/archive/unpack/thread-message.ts
function errorOf({ code, message, detail, cause }) {
	if (code === void 0) return new Error(message);
	return new (require_spec ??= require("./spec.js")).OciError(code, message, {
		detail,
		cause: cause === void 0 ? void 0 : Object.assign(new Error(cause.message), { code: cause.code })
	});
}

// src/archive/unpack/unpack-thread.ts
let running = 0;
async function unpackInThread(thread, tar, input, inThisThread) {
	thread.open(input);
	const content = (require_spec ??= require("./spec.js")).abortable(tar, thread.failed);
	try {
		for (let next = await content.next(); next.done !== true; next = await content.next()) {
			const chunk = next.value;
			const size = chunk.byteLength;
			for (let at = thread.send(chunk); at < size; at += thread.send(chunk.subarray(at))) {
				if (!await thread.isReady) return await inThisThread(joined(thread.unsent(), chunk.subarray(at), content));
				await thread.hasRead();
			}
		}
		if (await thread.isReady) return await thread.end();
		return await inThisThread(joined(thread.unsent(), /* @__PURE__ */ new Uint8Array(0), content));
	} catch (error) {
		throw thread.error ?? error;
	} finally {
		await content.return();
	}
}
async function* joined(chunks, rest, content) {
	yield* chunks;
	yield rest;
	for (let next = await content.next(); next.done !== true; next = await content.next()) yield next.value;
}
function newOutcome() {
	const outcome = Promise.withResolvers();
	outcome.promise.catch(() => void 0);
	return outcome;
}
var UnpackThread = class UnpackThread {
	#worker;
	#sender;
	#exit;
	#ready = Promise.withResolvers();
	#outcome = newOutcome();
	#failed = new AbortController();
	#input;
	#times;
	#isStarted = false;
	#isFinished = false;
	#isDisposed = false;
	#error;
	#onRead;
	constructor(worker, sender) {
		this.#worker = worker;
		this.#sender = sender;
		this.#exit = new Promise((exited) => {
			worker.once("exit", (code) => {
				this.#fail(/* @__PURE__ */ new Error("the thread that unpacks ended early"));
				exited(code);
			});
		});
		worker.once("error", (error) => this.#fail(error)).on("message", (message) => this.#handle(message));
		running++;
	}
	static start() {
		if (running >= (0, (node_os ??= require("node:os")).availableParallelism)() - 1) return void 0;
		const sender = new ChunkSender();
		const workerData = { counters: sender.counters };
		const worker = (require_start_worker ??= require("./start-worker.js")).startWorker("unpack-worker", require("url").pathToFileURL(__filename).href, workerData);
		return worker === void 0 ? void 0 : new UnpackThread(worker, sender);
	}
	get isIdle() {
		return this.#isFinished && !this.#failed.signal.aborted;
	}
	open(input) {
		this.#input = input;
		this.#isFinished = false;
		this.#outcome = newOutcome();
		if (this.#failed.signal.aborted) this.#outcome.reject(this.#error);
		this.#connect();
	}
	#connect() {
		if (!this.#isStarted || this.#input === void 0) return;
		const { times } = this.#input;
		this.#sender.connect(this.#worker, {
			...this.#input,
			times: times === this.#times ? "same" : times
		});
		this.#times = times;
	}
	send(chunk) {
		return this.#sender.send(chunk);
	}
	unsent() {
		return this.#sender.unsent();
	}
	get isReady() {
		return this.#ready.promise;
	}
	get failed() {
		return this.#failed.signal;
	}
	get error() {
		return this.#failed.signal.aborted ? this.#error : void 0;
	}
	async hasRead() {
		await new Promise((resolve) => {
			this.#onRead = resolve;
			this.#sender.onRead(resolve);
			if (this.#failed.signal.aborted) resolve();
		});
		if (this.#failed.signal.aborted) throw this.#error;
	}
	async end() {
		this.#sender.end();
		return await this.#outcome.promise;
	}
	#handle(message) {
		if (message === "ready") {
			this.#isStarted = true;
			this.#connect();
			this.#ready.resolve(true);
		} else if ("result" in message) {
			this.#isFinished = true;
			this.#outcome.resolve(message.result);
		} else this.#fail(errorOf(message.failure));
	}
	#fail(error) {
		this.#error ??= error;
		this.#ready.resolve(false);
		this.#outcome.reject(error);
		if (this.#isStarted) this.#failed.abort();
		this.#onRead?.();
	}
	async [Symbol.asyncDispose]() {
		if (this.#isDisposed) return;
		this.#isDisposed = true;
		running--;
		if (this.#isFinished) {
			this.#sender.end();
			return;
		}
		this.#sender.stop();
		if (this.#input === void 0) await this.#worker.terminate();
		await this.#exit;
	}
};

exports.UnpackThread = UnpackThread;
exports.unpackInThread = unpackInThread;