import { i as formatNumber, t as formatBytes } from "./format.js";
import { i as resultOutputs } from "./outcome.js";
import { i as platformText } from "./platform-text.js";

// src/commands/copy-output.ts
function copyOutputs(result) {
	return {
		...resultOutputs(result),
		copied: result.copied,
		"copied-bytes": result.copiedBytes,
		companions: result.companions
	};
}
function copyLines(result, recursive) {
	const [, ...further] = result.tags;
	return [
		`copied ${result.source} to ${result.reference}`,
		`  digest     ${result.digest}`,
		...further.length === 0 ? [] : [`  also       ${further.join(", ")}`],
		`  moved      ${formatNumber(result.copied, "item")}, ${formatBytes(result.copiedBytes)}`,
		...recursive ? [`  with it    ${formatNumber(result.companions, "manifest")} (referrers and signatures)`] : []
	];
}
function attachOutputs(result) {
	return {
		digest: result.digest,
		reference: result.reference,
		"pinned-reference": result.pinnedReference,
		subject: result.subject,
		"media-type": result.mediaType,
		"artifact-type": result.artifactType,
		size: result.size
	};
}
function indexOutputs(result) {
	const manifests = result.children.map(({ digest, platform, artifactType }) => ({
		digest,
		platform: platform === void 0 ? void 0 : platformText(platform),
		"artifact-type": artifactType
	}));
	return {
		...resultOutputs(result),
		manifests: JSON.stringify(manifests)
	};
}

export { indexOutputs as i, copyLines as n, copyOutputs as r, attachOutputs as t };