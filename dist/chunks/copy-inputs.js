import { t as readPlatform } from "./inputs-platform.js";
import { o as inputReader, r as readSideAccess, t as bothSidesInputDefaults } from "./inputs-registry.js";
import { n as readReference, r as defaultTag, t as readPlaceTags } from "./inputs-reference.js";
import { n as duration, o as wholeNumber } from "./inputs-values.js";

// src/commands/copy-inputs.ts
const copyInputDefaults = {
	source: "",
	target: "",
	tags: "",
	recursive: "false",
	platform: "",
	...bothSidesInputDefaults,
	concurrency: "4",
	timeout: "",
	summary: "true"
};
const copyInputNames = Object.keys(copyInputDefaults);
async function readCopyInputs(raw, { label, notice }) {
	const reader = inputReader(raw, copyInputDefaults, label);
	const source = withDefaultTag(readReference("source", reader.text("source"), label, notice));
	const target = readReference("target", reader.text("target"), label, notice);
	const main = target.tag ?? (target.digest === void 0 ? source.tag : void 0);
	return {
		plan: {
			source,
			target,
			tags: readPlaceTags({
				...target,
				tag: main
			}, reader.words("tags"), void 0, label),
			recursive: reader.flag("recursive"),
			platform: readPlatform("platform", reader.optional("platform"), label),
			concurrency: wholeNumber(label("concurrency"), reader.text("concurrency"), 1, 64)
		},
		from: await readSideAccess(reader, "from"),
		to: await readSideAccess(reader, "to"),
		timeoutMs: duration(label("timeout"), reader.text("timeout") || "0"),
		summary: reader.flag("summary")
	};
}
function withDefaultTag(endpoint) {
	return endpoint.tag === void 0 && endpoint.digest === void 0 ? {
		...endpoint,
		tag: defaultTag
	} : endpoint;
}

export { readCopyInputs as n, withDefaultTag as r, copyInputNames as t };