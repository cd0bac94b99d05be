import { t as ArtifactCache } from "./artifact-cache.js";
import { t as byteSize } from "./serving-size.js";
import { t as OciError } from "./error.js";
import { i as textOf, t as cliLabel } from "./options.js";

// src/cli/cache-flags.ts
const cacheFlags = {
	cache: { type: "string" },
	"cache-size": { type: "string" }
};
async function openCache(parsed, { terminal, signal }) {
	const directory = textOf(parsed, "cache");
	const size = textOf(parsed, "cache-size");
	if (directory === "") throw inputProblem("--cache is empty; give a directory, or leave it out", "cache");
	if (directory === void 0 && size !== void 0) throw inputProblem("--cache-size is the limit of --cache, which is missing", "cache-size");
	return directory === void 0 ? void 0 : ArtifactCache.open(directory, {
		maxBytes: size === void 0 ? void 0 : byteSize(cliLabel("cache-size"), size),
		onWarning: terminal.warning,
		signal
	});
}
function inputProblem(text, input) {
	return new OciError("INPUT_INVALID", text, { detail: { input } });
}

export { openCache as n, cacheFlags as t };