import { i as inputError } from "./error.js";
import { r as refusingEmpty, t as option } from "./option.js";
import { d as path, h as size } from "./option-types.js";

// src/commands/cache-options.ts
function cacheDirectoryOptions(description, content, limit) {
	return refusingEmpty({
		"cache-directory": option({
			type: path,
			scope: "cli",
			flag: "cache",
			description
		}),
		"cache-size": option({
			type: size,
			scope: "cli",
			defaultText: limit,
			description: `Evict the least recently used ${content} above this size, such as 5GiB.`
		})
	});
}
const downloadCacheOptions = cacheDirectoryOptions("Store downloads in this directory, and reuse them.", "content", "no limit");
function checkCacheSize({ cacheDirectory, cacheSize }, label) {
	if (cacheDirectory === void 0 && cacheSize !== void 0) throw inputError(label("cache-size"), void 0, `it has no effect without ${label("cache-directory")}`);
}
async function openCacheDirectory(inputs, { label, log, signal }) {
	checkCacheSize(inputs, label);
	if (inputs.cacheDirectory === void 0) return void 0;
	const { ArtifactCache: Cache } = await import("./artifact-cache2.js");
	return Cache.open(inputs.cacheDirectory, {
		maxBytes: inputs.cacheSize,
		onWarning: (text) => {
			log.warning(text);
		},
		signal
	});
}

export { openCacheDirectory as i, checkCacheSize as n, downloadCacheOptions as r, cacheDirectoryOptions as t };