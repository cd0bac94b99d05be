let require_spec;
let require_copy_options;
const require_metadata = require("./metadata.js");
let require_platform;
let require_usingCtx;

// src/transfer/fetch.ts
const defaultMaxBytes = 4194304;
const defaultResolveOptions = Object.freeze({ maxMetadataBytes: require_metadata.defaultMaxMetadataBytes });
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
	return (require_spec ??= require("./spec.js")).blobReader(descriptor, require_metadata.verifiedContent(reader, descriptor), {
		free: () => reader.close(),
		borrowed: () => (require_spec ??= require("./spec.js")).withVerification((require_spec ??= require("./spec.js")).verified(reader.borrowed(), descriptor, descriptor.digest), () => descriptor.digest)
	});
}
async function fetchBytes(target, reference, options = {}) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const limit = (require_copy_options ??= require("./copy-options.js")).positiveOr(options.maxBytes, defaultMaxBytes);
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
	return new require_metadata.MetadataCache(target, { maxMetadataBytes: metadataLimit(options) }, options.signal);
}
function metadataLimit(options) {
	return (require_copy_options ??= require("./copy-options.js")).positiveOr(options.maxMetadataBytes, require_metadata.defaultMaxMetadataBytes);
}

Object.defineProperty(exports, "fetchBytes", {
  enumerable: true,
  get: function () {
    return fetchBytes;
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