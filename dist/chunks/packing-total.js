let require_spec;
let require_records;
let require_pack;
let node_os;
let node_fs_promises;

// src/archive/hash-threads.ts
const minThreadBytes = 134217728;
var HashThreads = class {
	#most;
	#idle = [];
	#running = /* @__PURE__ */ new Set();
	constructor(size, sources, processors = (0, (node_os ??= require("node:os")).availableParallelism)()) {
		this.#most = size < minThreadBytes ? 0 : Math.min(sources, processors) - 1;
	}
	async describe(options) {
		const { sourceDir, archive, onProgress, signal } = options;
		const entries = archive === "zip" ? void 0 : (require_pack ??= require("./pack.js")).listEntries(options);
		const thread = entries === void 0 ? void 0 : await this.#reserve();
		if (thread === void 0 || entries === void 0) return await (require_pack ??= require("./pack.js")).describeLayer(options);
		try {
			const layer = await (require_spec ??= require("./spec.js")).untilAborted(thread.hash({
				sourceDir,
				entries
			}, onProgress), signal);
			if (layer !== void 0) {
				this.#idle.push(thread);
				return layer;
			}
		} catch (error) {
			await this.#end(thread);
			throw error;
		}
		await this.#end(thread);
		return await (require_pack ??= require("./pack.js")).describeLayer(options);
	}
	async #reserve() {
		const idle = this.#idle.pop();
		if (idle !== void 0 || this.#running.size >= this.#most) return idle;
		const { HashThread: Thread } = await Promise.resolve().then(() => require("./hash-thread.js"));
		if (this.#running.size >= this.#most) return void 0;
		const thread = Thread.start();
		if (thread !== void 0) this.#running.add(thread);
		return thread;
	}
	async #end(thread) {
		this.#running.delete(thread);
		await thread[Symbol.asyncDispose]();
	}
	async [Symbol.asyncDispose]() {
		for (const thread of this.#running) await this.#end(thread);
	}
};

// src/transfer/packing-total.ts
const countAfterMs = 1e3;
const blockBytes = 512;
var PackingTotal = class {
	#layers;
	#skip;
	#countAt;
	#stop = new AbortController();
	#isCounting = false;
	#bytes;
	constructor(layers, skip, delayMs = countAfterMs) {
		this.#layers = layers;
		this.#skip = skip;
		this.#countAt = (require_spec ??= require("./spec.js")).monotonicMs() + delayMs;
	}
	atLeast(done) {
		if (!this.#isCounting && (require_spec ??= require("./spec.js")).monotonicMs() >= this.#countAt) {
			this.#isCounting = true;
			this.#count();
		}
		return this.#bytes === void 0 ? void 0 : Math.max(this.#bytes, done);
	}
	[Symbol.dispose]() {
		this.#stop.abort();
	}
	async #count() {
		try {
			let sum = 0;
			for (const layer of this.#layers) sum += await this.#sizeOf(layer);
			if (Number.isFinite(sum)) this.#bytes = sum;
		} catch {}
	}
	async #sizeOf(layer) {
		switch (layer.kind) {
			case "directory": return this.#archiveSize(layer.pack);
			case "file": return layer.size ?? (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(layer.path)).size;
			case "stream": return NaN;
			case "bytes":
			case "descriptor": return 0;
		}
	}
	async #archiveSize(pack) {
		if (pack.archive === "zip") return NaN;
		let sum = 2 * blockBytes;
		const skip = [...this.#skip, ...pack.skip ?? []];
		const entries = pack.entries ?? (require_records ??= require("./records.js")).walk({
			...pack,
			skip,
			report: void 0,
			signal: this.#stop.signal
		});
		for await (const { size } of entries) sum += blockBytes * (1 + Math.ceil(size / blockBytes));
		return sum;
	}
};

Object.defineProperty(exports, "HashThreads", {
  enumerable: true,
  get: function () {
    return HashThreads;
  }
});
Object.defineProperty(exports, "PackingTotal", {
  enumerable: true,
  get: function () {
    return PackingTotal;
  }
});