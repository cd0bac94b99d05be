let require_records;
let require_spec;
let node_fs_promises;

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

Object.defineProperty(exports, "PackingTotal", {
  enumerable: true,
  get: function () {
    return PackingTotal;
  }
});