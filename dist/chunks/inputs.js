let require_core;
let require_secret_inputs;

// src/action/inputs.ts
const actionLabel = (name) => `input "${name}"`;
function readRawValues(options, mask) {
	const names = Object.keys(options).filter((name) => options[name]?.scope !== "cli");
	const raw = new Map(names.map((name) => {
		const { isVerbatim = false, isSecret = false } = options[name]?.type ?? {};
		return [name, (require_core ??= require("./core.js")).getInput(name, { trimWhitespace: !isVerbatim || isSecret })];
	}));
	for (const secret of (require_secret_inputs ??= require("./secret-inputs.js")).secretsInInputs(options, Object.fromEntries(raw))) mask(secret);
	const isGiven = (name, text) => text !== "" && (options[name]?.aliasOf === void 0 || text !== options[name].workflowDefault);
	return Object.fromEntries([...raw].filter(([name, text]) => isGiven(name, text)));
}

Object.defineProperty(exports, "actionLabel", {
  enumerable: true,
  get: function () {
    return actionLabel;
  }
});
Object.defineProperty(exports, "readRawValues", {
  enumerable: true,
  get: function () {
    return readRawValues;
  }
});