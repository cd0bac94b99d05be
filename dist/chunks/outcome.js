// src/output/outcome.ts
const outputNames = [
	"digest",
	"reference",
	"pinned-reference",
	"name",
	"tags",
	"store-path",
	"media-type",
	"artifact-type",
	"size",
	"layer-digest",
	"layer-size",
	"content-digest",
	"pushed",
	"checksums"
];
function outputTexts(outcome) {
	const values = outputValues(outcome);
	const text = (name) => {
		const value = values[name];
		return typeof value === "object" ? value.join("\n") : String(value);
	};
	return Object.fromEntries(outputNames.map((name) => [name, text(name)]));
}
function outputValues(outcome) {
	return {
		digest: outcome.digest,
		reference: outcome.reference,
		"pinned-reference": outcome.pinnedReference,
		name: outcome.name,
		tags: outcome.tags,
		"store-path": outcome.storePath,
		"media-type": outcome.mediaType,
		"artifact-type": outcome.artifactType,
		size: outcome.size,
		"layer-digest": outcome.layerDigest,
		"layer-size": outcome.layerSize,
		"content-digest": outcome.contentDigest,
		pushed: outcome.pushed,
		checksums: outcome.checksums
	};
}
function resultOutputs(result) {
	return {
		digest: result.digest,
		reference: result.reference,
		"pinned-reference": result.pinnedReference,
		name: result.name,
		tags: result.tags,
		"media-type": result.mediaType,
		"artifact-type": result.artifactType,
		size: result.size,
		checksums: result.checksums
	};
}
function outputJson(outcome) {
	return JSON.stringify(outputValues(outcome));
}
function tagNames(outcome) {
	if (outcome.tags.length > 0) return outcome.tags.map((reference) => reference.slice(reference.lastIndexOf(":") + 1));
	const { reference, storePath } = outcome;
	return reference.startsWith(`${storePath}:`) ? [reference.slice(storePath.length + 1)] : [];
}

export { tagNames as a, resultOutputs as i, outputNames as n, outputTexts as r, outputJson as t };