let require_spec;
let require_run;
let require_options;

// src/commands/cache-options.ts
function cacheDirectoryOptions(description, content, limit) {
	return (require_run ??= require("./run.js")).refusingEmpty({
		"cache-directory": (require_run ??= require("./run.js")).option({
			type: (require_options ??= require("./options.js")).path,
			scope: "cli",
			flag: "cache",
			description
		}),
		"cache-size": (require_run ??= require("./run.js")).option({
			type: (require_options ??= require("./options.js")).size,
			scope: "cli",
			defaultText: limit,
			description: `Evict the least recently used ${content} above this size, such as 5GiB.`
		})
	});
}
const downloadCacheOptions = cacheDirectoryOptions("Store downloads in this directory, and reuse them.", "content", "no limit");
function checkCacheSize({ cacheDirectory, cacheSize }, label) {
	if (cacheDirectory === void 0 && cacheSize !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label("cache-size"), void 0, `it has no effect without ${label("cache-directory")}`);
}
async function openCacheDirectory(inputs, { label, log, signal }) {
	checkCacheSize(inputs, label);
	if (inputs.cacheDirectory === void 0) return void 0;
	const { ArtifactCache: Cache } = await Promise.resolve().then(() => require("./artifact-cache.js")).then((n) => n.artifact_cache_exports);
	return Cache.open(inputs.cacheDirectory, {
		maxBytes: inputs.cacheSize,
		onWarning: (text) => {
			log.warning(text);
		},
		signal
	});
}

Object.defineProperty(exports, "cacheDirectoryOptions", {
  enumerable: true,
  get: function () {
    return cacheDirectoryOptions;
  }
});
Object.defineProperty(exports, "checkCacheSize", {
  enumerable: true,
  get: function () {
    return checkCacheSize;
  }
});
Object.defineProperty(exports, "downloadCacheOptions", {
  enumerable: true,
  get: function () {
    return downloadCacheOptions;
  }
});
Object.defineProperty(exports, "openCacheDirectory", {
  enumerable: true,
  get: function () {
    return openCacheDirectory;
  }
});