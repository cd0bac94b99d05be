import { C as collect, E as once, g as blobReader, y as verified } from "./pull-through-cache.js";
import { p as printable, t as OciError } from "./error.js";
import { n as positiveOr } from "./copy-options.js";
import { i as resolveVia, n as defaultResolveOptions, t as cacheOf } from "./resolve.js";
import { m as _usingCtx } from "./lock-file.js";

// src/transfer/fetch.ts
const defaultMaxBytes = 4194304;
const defaultFetchOptions = defaultResolveOptions;
const defaultFetchBytesOptions = Object.freeze({
	...defaultFetchOptions,
	maxBytes: defaultMaxBytes
});
async function fetch(target, reference, options = {}) {
	const cache = cacheOf(target, options);
	const descriptor = await resolveVia(cache, target, reference, options);
	const held = await cache.take(descriptor);
	if (held !== void 0) return blobReader(descriptor, once(held));
	const reader = await target.fetch(descriptor, { signal: options.signal });
	return blobReader(descriptor, verified(reader, descriptor, descriptor.digest), { free: () => reader.close() });
}
async function fetchBytes(target, reference, options = {}) {
	try {
		var _usingCtx$1 = _usingCtx();
		const limit = positiveOr(options.maxBytes, defaultMaxBytes);
		const reader = _usingCtx$1.a(await fetch(target, reference, options));
		const { descriptor } = reader;
		if (descriptor.size > limit) throw new OciError("SIZE_LIMIT", `${printable(reference, 300)} has ${descriptor.size} bytes, over the limit of ${limit} (maxBytes): raise it, or read the content with fetch`);
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

export { fetchBytes as t };