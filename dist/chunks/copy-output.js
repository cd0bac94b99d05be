import { i as formatNumber, t as formatBytes } from "./format.js";
import { i as placedOutputs } from "./copy-between.js";

// src/commands/copy-output.ts
function copyOutputs(result) {
	return {
		...placedOutputs(result),
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

export { copyOutputs as n, copyLines as t };