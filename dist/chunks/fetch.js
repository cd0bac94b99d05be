let require_spec;
let require_lru_cache;
let require_usingCtx;
let require_platform;

// src/transfer/metadata.ts
const defaultMaxMetadataBytes = 4194304;
async function fetchMetadata(source, target, limit = defaultMaxMetadataBytes, options) {
	try {
		var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		if (target.size > limit) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `${target.mediaType} ${target.digest} has ${target.size} bytes; the limit for content in memory is ${limit}`);
		const reader = _usingCtx$2.a(await source.fetch(target, options));
		return await (require_spec ??= require("./spec.js")).collect(verifiedContent(reader, target), target.size, target.digest);
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
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

// src/transfer/copy-options.ts
const skipNode = Symbol("skip node");
const defaultConcurrency = 3;
const defaultCopyGraphOptions = Object.freeze({
	concurrency: defaultConcurrency,
	maxMetadataBytes: defaultMaxMetadataBytes
});
function planCopyGraph(options) {
	return {
		...options,
		concurrency: positiveOr(options.concurrency, defaultConcurrency),
		maxMetadataBytes: positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes)
	};
}
function positiveOr(value, fallback) {
	if (Number.isNaN(value)) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", "cannot use a limit: it is not a number (NaN)");
	return value !== void 0 && value > 0 ? value : fallback;
}

// src/transfer/fetch.ts
const defaultMaxBytes = 4194304;
const defaultResolveOptions = Object.freeze({ maxMetadataBytes: defaultMaxMetadataBytes });
const defaultFetchOptions = defaultResolveOptions;
const defaultFetchBytesOptions = Object.freeze({
	...defaultFetchOptions,
	maxBytes: defaultMaxBytes
});
async function resolve(target, reference, options = {}) {
	return resolveVia(cacheOf(target, options), target, reference, options);
}
async function resolveContent(target, reference, options = {}) {
	const cache = cacheOf(target, options);
	const descriptor = await resolveVia(cache, target, reference, options, true);
	if (!(require_spec ??= require("./spec.js")).isManifestMediaType(descriptor.mediaType)) throw (require_spec ??= require("./spec.js")).notManifestError(descriptor, `${descriptor.digest} is a blob, not a manifest; give the artifact that it belongs to`);
	return {
		descriptor,
		bytes: await cache.bytes(descriptor)
	};
}
async function fetch(target, reference, options = {}) {
	const cache = cacheOf(target, options);
	const descriptor = await resolveVia(cache, target, reference, options, true);
	const cached = cache.take(descriptor);
	if (cached !== void 0) return (require_spec ??= require("./spec.js")).bytesReader(descriptor, cached, { signal: options.signal });
	const reader = await target.fetch(descriptor, { signal: options.signal });
	return (require_spec ??= require("./spec.js")).blobReader(descriptor, verifiedContent(reader, descriptor), {
		free: () => reader.close(),
		borrowed: () => (require_spec ??= require("./spec.js")).withVerification((require_spec ??= require("./spec.js")).verified(reader.borrowed(), descriptor, descriptor.digest), () => descriptor.digest)
	});
}
async function fetchBytes(target, reference, options = {}) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const limit = positiveOr(options.maxBytes, defaultMaxBytes);
		const reader = _usingCtx$1.a(await fetch(target, reference, options));
		const { descriptor } = reader;
		if (descriptor.size > limit) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `${(require_spec ??= require("./spec.js")).printable(reference, 300)} has ${descriptor.size} bytes; the limit is ${limit} (maxBytes): raise it, or read the content with fetch`);
		return {
			descriptor,
			bytes: await (require_spec ??= require("./spec.js")).collect(reader, limit, (require_spec ??= require("./spec.js")).printable(reference, 300))
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function resolveVia(cache, target, reference, options, needsContent = false) {
	const call = { signal: options.signal };
	const { targetPlatform } = options;
	if (targetPlatform === void 0 && !needsContent) return target.resolve(reference, call);
	const root = await cache.resolve(target, reference, call);
	if (targetPlatform === void 0) return root;
	return (require_platform ??= require("./platform.js")).selectManifest(cache, root, targetPlatform, metadataLimit(options), call);
}
function cacheOf(target, options) {
	return new MetadataCache(target, { maxMetadataBytes: metadataLimit(options) }, options.signal);
}
function metadataLimit(options) {
	return positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes);
}

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
Object.defineProperty(exports, "fetchBytes", {
  enumerable: true,
  get: function () {
    return fetchBytes;
  }
});
Object.defineProperty(exports, "fetchMetadata", {
  enumerable: true,
  get: function () {
    return fetchMetadata;
  }
});
Object.defineProperty(exports, "planCopyGraph", {
  enumerable: true,
  get: function () {
    return planCopyGraph;
  }
});
Object.defineProperty(exports, "positiveOr", {
  enumerable: true,
  get: function () {
    return positiveOr;
  }
});
Object.defineProperty(exports, "readManifest", {
  enumerable: true,
  get: function () {
    return readManifest;
  }
});
Object.defineProperty(exports, "resolve", {
  enumerable: true,
  get: function () {
    return resolve;
  }
});
Object.defineProperty(exports, "resolveContent", {
  enumerable: true,
  get: function () {
    return resolveContent;
  }
});
Object.defineProperty(exports, "skipNode", {
  enumerable: true,
  get: function () {
    return skipNode;
  }
});
Object.defineProperty(exports, "successors", {
  enumerable: true,
  get: function () {
    return successors;
  }
});