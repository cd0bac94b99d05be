let require_spec;
const require_metadata = require("./metadata.js");

// src/transfer/copy-options.ts
const skipNode = Symbol("skip node");
const defaultConcurrency = 3;
const defaultCopyGraphOptions = Object.freeze({
	concurrency: defaultConcurrency,
	maxMetadataBytes: require_metadata.defaultMaxMetadataBytes
});
function planCopyGraph(options) {
	return {
		...options,
		concurrency: positiveOr(options.concurrency, defaultConcurrency),
		maxMetadataBytes: positiveOr(options.maxMetadataBytes, require_metadata.defaultMaxMetadataBytes)
	};
}
function positiveOr(value, fallback) {
	if (Number.isNaN(value)) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", "cannot use a limit: it is not a number (NaN)");
	return value !== void 0 && value > 0 ? value : fallback;
}

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
Object.defineProperty(exports, "skipNode", {
  enumerable: true,
  get: function () {
    return skipNode;
  }
});