import { i as inputError } from "./error.js";

// src/commands/option.ts
function option(definition) {
	const { type, required } = definition;
	const fallback = String(definition.default ?? "");
	return {
		...definition,
		default: fallback,
		read: async (raw, name, context) => {
			const subject = context.label(name);
			const given = givenText(raw ?? "", type.isVerbatim);
			const value = given === "" ? fallback : given;
			if (value !== "") return type.parse(value, subject, context);
			if (required !== void 0) throw inputError(subject, void 0, `it is missing; ${required}`);
			return type.empty;
		}
	};
}
function refusingEmpty(options) {
	const entries = Object.entries(options).map(([name, each]) => [name, {
		...each,
		read: readNonEmpty(each)
	}]);
	return Object.fromEntries(entries);
}
function readNonEmpty(each) {
	return async (raw, name, context) => {
		if (raw !== void 0 && givenText(raw) === "") throw inputError(context.label(name), void 0, "it is empty; give a value, or omit the option");
		return each.read(raw, name, context);
	};
}
async function readInputs(options, raw, context) {
	const inputs = {};
	for (const [name, each] of Object.entries(options)) inputs[camelCase(name)] = await each.read(raw[name], name, context);
	return inputs;
}
function camelCase(name) {
	return name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
}
function givenText(raw, isVerbatim = false) {
	if (isVerbatim) return raw;
	if (typeof raw === "string") return raw.trim();
	return raw.join("").trim() === "" ? "" : raw;
}

export { readInputs as n, refusingEmpty as r, option as t };