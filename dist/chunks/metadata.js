let require_lru_cache;
let require_spec;
let require_usingCtx;

// src/transfer/metadata.ts
const defaultMaxMetadataBytes = 4194304;
async function fetchMetadata(source, target, limit = defaultMaxMetadataBytes, options) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		if (target.size > limit) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `${target.mediaType} ${target.digest} has ${target.size} bytes; the limit for content in memory is ${limit}`);
		const reader = _usingCtx$1.a(await source.fetch(target, options));
		return await (require_spec ??= require("./spec.js")).collect(verifiedContent(reader, target), target.size, target.digest);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function* verifiedContent(reader, expected) {
	for await (const chunk of (require_spec ??= require("./spec.js")).verified(reader.borrowed(), expected, expected.digest)) yield Uint8Array.from(chunk);
}
async function readManifest(source, target, options) {
	return (require_spec ??= require("./spec.js")).parseManifest(await fetchMetadata(source, target, defaultMaxMetadataBytes, options), target.mediaType);
}
async function successors(source, node, limit = defaultMaxMetadataBytes, options) {
	if (!(require_spec ??= require("./spec.js")).isManifestMediaType(node.mediaType)) return [];
	return (require_spec ??= require("./spec.js")).successorsOf((require_spec ??= require("./spec.js")).parseManifest(await fetchMetadata(source, node, limit, options), node.mediaType));
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
		this.#content = new (require_lru_cache ??= require("./lru-cache.js")).I({
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
		return (require_spec ??= require("./spec.js")).parseManifest(await this.bytes(target, options), target.mediaType);
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
		return (require_spec ??= require("./spec.js")).blobReader(target, (require_spec ??= require("./spec.js")).once(await this.bytes(target, options)));
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

Object.defineProperty(exports, "MetadataCache", {
  enumerable: true,
  get: function () {
    return MetadataCache;
  }
});
Object.defineProperty(exports, "defaultMaxMetadataBytes", {
  enumerable: true,
  get: function () {
    return defaultMaxMetadataBytes;
  }
});
Object.defineProperty(exports, "fetchMetadata", {
  enumerable: true,
  get: function () {
    return fetchMetadata;
  }
});
Object.defineProperty(exports, "readManifest", {
  enumerable: true,
  get: function () {
    return readManifest;
  }
});
Object.defineProperty(exports, "successors", {
  enumerable: true,
  get: function () {
    return successors;
  }
});
Object.defineProperty(exports, "verifiedContent", {
  enumerable: true,
  get: function () {
    return verifiedContent;
  }
});