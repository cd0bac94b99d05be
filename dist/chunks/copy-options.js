import { n as defaultMaxMetadataBytes } from "./metadata.js";

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
	return value !== void 0 && value > 0 ? value : fallback;
}

export { positiveOr as n, skipNode as r, planCopyGraph as t };