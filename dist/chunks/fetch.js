import { O as verified, T as bytesReader, w as blobReader } from "./maintenance.js";
import { i as withVerification, l as notManifestError, t as collect } from "./collect.js";
import { r as isManifestMediaType } from "./media-types.js";
import { m as printable, t as OciError } from "./error.js";
import { n as positiveOr } from "./copy-options.js";
import { n as defaultMaxMetadataBytes, o as verifiedContent, t as MetadataCache } from "./metadata.js";
import { s as selectManifest } from "./platform2.js";
import { t as _usingCtx } from "./usingCtx.js";

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
	if (!isManifestMediaType(descriptor.mediaType)) throw notManifestError(descriptor, `${descriptor.digest} is a blob, not a manifest; give the artifact that it belongs to`);
	return {
		descriptor,
		bytes: await cache.bytes(descriptor)
	};
}
async function fetch(target, reference, options = {}) {
	const cache = cacheOf(target, options);
	const descriptor = await resolveVia(cache, target, reference, options, true);
	const cached = cache.take(descriptor);
	if (cached !== void 0) return bytesReader(descriptor, cached, { signal: options.signal });
	const reader = await target.fetch(descriptor, { signal: options.signal });
	return blobReader(descriptor, verifiedContent(reader, descriptor), {
		free: () => reader.close(),
		borrowed: () => withVerification(verified(reader.borrowed(), descriptor, descriptor.digest), () => descriptor.digest)
	});
}
async function fetchBytes(target, reference, options = {}) {
	try {
		var _usingCtx$1 = _usingCtx();
		const limit = positiveOr(options.maxBytes, defaultMaxBytes);
		const reader = _usingCtx$1.a(await fetch(target, reference, options));
		const { descriptor } = reader;
		if (descriptor.size > limit) throw new OciError("SIZE_LIMIT", `${printable(reference, 300)} has ${descriptor.size} bytes; the limit is ${limit} (maxBytes): raise it, or read the content with fetch`);
		return {
			descriptor,
			bytes: await collect(reader, limit, printable(reference, 300))
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
	return selectManifest(cache, root, targetPlatform, metadataLimit(options), call);
}
function cacheOf(target, options) {
	return new MetadataCache(target, { maxMetadataBytes: metadataLimit(options) }, options.signal);
}
function metadataLimit(options) {
	return positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes);
}

export { resolve as n, resolveContent as r, fetchBytes as t };