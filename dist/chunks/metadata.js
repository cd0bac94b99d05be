import { B as successorsOf, C as collect, E as once, R as parseManifest, g as blobReader, y as verified } from "./pull-through-cache.js";
import { u as isManifestMediaType } from "./descriptor.js";
import { t as OciError } from "./error.js";
import { m as _usingCtx } from "./lock-file.js";

// src/transfer/metadata.ts
const defaultMaxMetadataBytes = 4194304;
async function fetchMetadata(source, target, limit, options) {
	try {
		var _usingCtx$1 = _usingCtx();
		if (target.size > limit) throw new OciError("SIZE_LIMIT", `${target.mediaType} ${target.digest} has ${target.size} bytes, over the limit of ${limit} for content held in memory`);
		const reader = _usingCtx$1.a(await source.fetch(target, options));
		return await collect(verified(reader, target, target.digest), target.size, target.digest);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function successors(source, node, limit = defaultMaxMetadataBytes, options) {
	if (!isManifestMediaType(node.mediaType)) return [];
	return successorsOf(parseManifest(await fetchMetadata(source, node, limit, options), node.mediaType));
}
var MetadataCache = class {
	#source;
	#limit;
	#signal;
	#held = /* @__PURE__ */ new Map();
	constructor(source, limit, signal) {
		this.#source = source;
		this.#limit = limit;
		this.#signal = signal;
	}
	bytes(target, options) {
		const known = this.#held.get(target.digest);
		if (known !== void 0) return known;
		const reading = fetchMetadata(this.#source, target, this.#limit, { signal: options?.signal ?? this.#signal });
		this.#held.set(target.digest, reading);
		reading.catch(() => this.#held.delete(target.digest));
		return reading;
	}
	async take(target) {
		const held = this.#held.get(target.digest);
		this.#held.delete(target.digest);
		return held;
	}
	async fetch(target, options) {
		const bytes = await this.bytes(target, options);
		return blobReader(target, once(bytes));
	}
	exists(target, options) {
		return this.#source.exists(target, { signal: options?.signal ?? this.#signal });
	}
};

export { successors as i, defaultMaxMetadataBytes as n, fetchMetadata as r, MetadataCache as t };