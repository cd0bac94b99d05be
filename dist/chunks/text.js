import { d as formatBytes, h as formatRatio, m as formatNumber, p as formatDuration, s as tagNames } from "./report.js";

// src/report/text.ts
function outcomeLines(outcome, inRegistry) {
	const content = outcome.contentSize === 0 ? "" : ` (${formatNumber(outcome.files, "file")}, ${formatBytes(outcome.contentSize)}, ratio ${formatRatio(outcome.contentSize, outcome.layerSize)})`;
	const [, ...further] = tagNames(outcome);
	return [
		`${verb(outcome, inRegistry)} ${outcome.reference} in ${formatDuration(outcome.durationMs)}`,
		`  digest     ${outcome.digest}`,
		...outcome.pinnedReference === "" || !inRegistry ? [] : [`  pinned     ${outcome.pinnedReference}`],
		...further.length === 0 ? [] : [`  also       ${further.join(", ")}`],
		`  layer      ${formatBytes(outcome.layerSize)}${content}`,
		...outcome.contentDigest === "" ? [] : [`  content    ${outcome.contentDigest}`],
		`  layout     ${outcome.storePath}`
	];
}
function verb(outcome, inRegistry) {
	if (outcome.pushed) return "published";
	return inRegistry ? "left as it was:" : "packaged";
}

export { outcomeLines as t };