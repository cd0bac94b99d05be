import { n as positiveOr } from "./copy-options.js";
import { n as defaultMaxMetadataBytes, t as MetadataCache } from "./metadata.js";
import { t as selectManifest } from "./platform.js";

// src/transfer/resolve.ts
const defaultResolveOptions = Object.freeze({ maxMetadataBytes: defaultMaxMetadataBytes });
async function resolve(target, reference, options = {}) {
	return resolveVia(cacheOf(target, options), target, reference, options);
}
async function resolveVia(cache, target, reference, options) {
	const call = { signal: options.signal };
	const root = await target.resolve(reference, call);
	if (options.targetPlatform === void 0) return root;
	return selectManifest(cache, root, options.targetPlatform, metadataLimit(options), call);
}
function cacheOf(target, options) {
	return new MetadataCache(target, metadataLimit(options), options.signal);
}
function metadataLimit(options) {
	return positiveOr(options.maxMetadataBytes, defaultMaxMetadataBytes);
}

export { resolveVia as i, defaultResolveOptions as n, resolve as r, cacheOf as t };