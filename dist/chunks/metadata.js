import { D as I, O as verified, w as blobReader } from "./maintenance.js";
import { p as successorsOf, r as once, t as collect, u as parseManifest } from "./collect.js";
import { r as isManifestMediaType } from "./media-types.js";
import { t as OciError } from "./error.js";
import { t as _usingCtx } from "./usingCtx.js";

// src/transfer/metadata.ts
const defaultMaxMetadataBytes = 4194304;
async function fetchMetadata(source, target, limit = defaultMaxMetadataBytes, options) {
	try {
		var _usingCtx$1 = _usingCtx();
		if (target.size > limit) throw new OciError("SIZE_LIMIT", `${target.mediaType} ${target.digest} has ${target.size} bytes; the limit for content in memory is ${limit}`);
		const reader = _usingCtx$1.a(await source.fetch(target, options));
		return await collect(verifiedContent(reader, target), target.size, target.digest);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function* verifiedContent(reader, expected) {
	for await (const chunk of verified(reader.borrowed(), expected, expected.digest)) yield Uint8Array.from(chunk);
}
async function readManifest(source, target, options) {
	return parseManifest(await fetchMetadata(source, target, defaultMaxMetadataBytes, options), target.mediaType);
}
async function successors(source, node, limit = defaultMaxMetadataBytes, options) {
	if (!isManifestMediaType(node.mediaType)) return [];
	return successorsOf(parseManifest(await fetchMetadata(source, node, limit, options), node.mediaType));
}
var MetadataCache = class {
	#source;
	#limit;
	#signal;
	#content;
	#reads = /* @__PURE__ */ new Map();
	constructor(source, { maxMetadataBytes, concurrency = 1 }, signal) {
		this.#source = source;
		this.#limit = maxMetadataBytes;
		this.#signal = signal;
		this.#content = new I({
			maxSize: maxMetadataBytes * concurrency,
			sizeCalculation: (bytes) => Math.max(1, bytes.byteLength)
		});
	}
	async bytes(target, options) {
		const { digest } = target;
		const cached = this.#content.get(digest);
		if (cached !== void 0) return cached;
		let read = this.#reads.get(digest);
		if (read === void 0) {
			read = this.#read(target, options).finally(() => this.#reads.delete(digest));
			this.#reads.set(digest, read);
		}
		return read;
	}
	async manifest(target, options) {
		return parseManifest(await this.bytes(target, options), target.mediaType);
	}
	async resolve(source, reference, options = {}) {
		return source.resolve(reference, {
			signal: options.signal ?? this.#signal,
			onManifest: (descriptor, bytes) => {
				this.add(descriptor, bytes);
			}
		});
	}
	add(target, bytes) {
		this.#content.set(target.digest, bytes);
	}
	take({ digest }) {
		const bytes = this.#content.get(digest);
		this.#content.delete(digest);
		return bytes;
	}
	async fetch(target, options) {
		return blobReader(target, once(await this.bytes(target, options)));
	}
	exists(target, options) {
		return this.#source.exists(target, { signal: options?.signal ?? this.#signal });
	}
	async #read(target, options) {
		const call = { signal: options?.signal ?? this.#signal };
		const bytes = await fetchMetadata(this.#source, target, this.#limit, call);
		this.add(target, bytes);
		return bytes;
	}
};

export { successors as a, readManifest as i, defaultMaxMetadataBytes as n, verifiedContent as o, fetchMetadata as r, MetadataCache as t };