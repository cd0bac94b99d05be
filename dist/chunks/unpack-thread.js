let require_streams;
let require_spec;
let require_lock_file;
let node_os;
let node_worker_threads;

// src/archive/unpack/chunk-ring.ts
const slotBytes = 1048576;
const slotCount = 4;
const written = 0;
const read = 1;
const state = 2;
const sizes = 3;
const isEnded = 1;
const isStopped = 2;
var RingWriter = class {
	memory = {
		counters: new Int32Array(new SharedArrayBuffer(7 * Int32Array.BYTES_PER_ELEMENT)),
		slots: Array.from({ length: slotCount }, () => new Uint8Array(new SharedArrayBuffer(slotBytes)))
	};
	write(chunk) {
		const { counters, slots } = this.memory;
		const count = Atomics.load(counters, written);
		if (count - Atomics.load(counters, read) === slotCount) return 0;
		const bytes = chunk.subarray(0, slotBytes);
		slots[count % slotCount]?.set(bytes);
		counters[sizes + count % slotCount] = bytes.byteLength;
		this.#add(written, 1);
		return bytes.byteLength;
	}
	onFreeSlot(notify) {
		const { counters } = this.memory;
		const count = Atomics.load(counters, read);
		const waiting = Atomics.load(counters, written) - count === slotCount ? Atomics.waitAsync(counters, read, count) : void 0;
		if (waiting?.async === true) waiting.value.then(notify);
		else notify();
	}
	chunks() {
		const { counters, slots } = this.memory;
		return slots.slice(0, counters[written]).map((slot, index) => slot.subarray(0, counters[sizes + index]));
	}
	end() {
		this.#close(isEnded);
	}
	stop() {
		this.#close(isStopped);
	}
	#close(value) {
		Atomics.store(this.memory.counters, state, value);
		this.#add(written, 1);
	}
	#add(index, count) {
		Atomics.add(this.memory.counters, index, count);
		Atomics.notify(this.memory.counters, index);
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
async function unpackInThread(tar, input, inThisThread) {
	try {
		var _usingCtx$1 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
		const thread = _usingCtx$1.a(running < (0, (node_os ??= require("node:os")).availableParallelism)() - 1 ? UnpackThread.start(input) : void 0);
		if (thread === void 0) return await inThisThread(tar);
		const content = (require_streams ??= require("./streams.js")).abortable(tar, thread.failed);
		try {
			for (let next = await content.next(); next.done !== true; next = await content.next()) {
				let rest = next.value;
				for (rest = rest.subarray(thread.write(rest)); rest.byteLength > 0; rest = rest.subarray(thread.write(rest))) {
					if (!await thread.isReady) return await inThisThread(joined(thread.chunks(), rest, content));
					await thread.freeSlot();
				}
			}
			if (await thread.isReady) return await thread.end();
			return await inThisThread(joined(thread.chunks(), /* @__PURE__ */ new Uint8Array(0), content));
		} catch (error) {
			throw thread.error ?? error;
		} finally {
			await content.return();
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function* joined(chunks, rest, content) {
	yield* chunks;
	yield rest;
	for (let next = await content.next(); next.done !== true; next = await content.next()) yield next.value;
}
var UnpackThread = class UnpackThread {
	#ring;
	#exit;
	#ready = Promise.withResolvers();
	#outcome = Promise.withResolvers();
	#failed = new AbortController();
	#isStarted = false;
	#error;
	#onFreeSlot;
	constructor(worker, ring) {
		this.#ring = ring;
		this.#outcome.promise.catch(() => void 0);
		this.#exit = new Promise((exited) => {
			worker.once("exit", (code) => {
				this.#fail(/* @__PURE__ */ new Error("the thread that unpacks ended early"));
				exited(code);
			});
		});
		worker.once("error", (error) => this.#fail(error)).on("message", (message) => this.#handle(message));
		running++;
	}
	static start(input) {
		const ring = new RingWriter();
		const workerData = {
			...input,
			ring: ring.memory
		};
		const program = `unpack-worker${/\.[a-z]+$/.exec(new URL(require("url").pathToFileURL(__filename).href).pathname)?.[0] ?? ".js"}`;
		try {
			const worker = new (node_worker_threads ??= require("node:worker_threads")).Worker(new URL(program, require("url").pathToFileURL(__filename).href), {
				execArgv: [],
				env: (node_worker_threads ??= require("node:worker_threads")).SHARE_ENV,
				workerData
			});
			return new UnpackThread(worker, ring);
		} catch {
			return;
		}
	}
	write(chunk) {
		return this.#ring.write(chunk);
	}
	chunks() {
		return this.#ring.chunks();
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
	async freeSlot() {
		await new Promise((resolve) => {
			this.#onFreeSlot = resolve;
			this.#ring.onFreeSlot(resolve);
			if (this.#failed.signal.aborted) resolve();
		});
		if (this.#failed.signal.aborted) throw this.#error;
	}
	async end() {
		this.#ring.end();
		return await this.#outcome.promise;
	}
	#handle(message) {
		if (message === "ready") {
			this.#isStarted = true;
			this.#ready.resolve(true);
		} else if ("result" in message) this.#outcome.resolve(message.result);
		else this.#fail(errorOf(message.failure));
	}
	#fail(error) {
		this.#error ??= error;
		this.#ready.resolve(false);
		this.#outcome.reject(error);
		if (this.#isStarted) this.#failed.abort();
		this.#onFreeSlot?.();
	}
	async [Symbol.asyncDispose]() {
		running--;
		this.#ring.stop();
		await this.#exit;
	}
};

exports.unpackInThread = unpackInThread;