import { a as getInput } from "./core.js";
import { t as secretsInInputs } from "./secret-inputs2.js";

// src/action/inputs.ts
const actionLabel = (name) => `input "${name}"`;
function readRawValues(options, mask) {
	const names = Object.keys(options).filter((name) => options[name]?.scope !== "cli");
	const raw = new Map(names.map((name) => {
		const { isVerbatim = false, isSecret = false } = options[name]?.type ?? {};
		return [name, getInput(name, { trimWhitespace: !isVerbatim || isSecret })];
	}));
	for (const secret of secretsInInputs(options, Object.fromEntries(raw))) mask(secret);
	const isGiven = (name, text) => text !== "" && (options[name]?.aliasOf === void 0 || text !== options[name].workflowDefault);
	return Object.fromEntries([...raw].filter(([name, text]) => isGiven(name, text)));
}

export { readRawValues as n, actionLabel as t };