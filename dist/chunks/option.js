import { f as printable, i as inputError, t as OciError } from "./error.js";
import { D as isDigest, d as isMediaType } from "./descriptor.js";
import { d as parseReference } from "./reference.js";

// src/commands/output.ts
const digestOutput = { isValid: isDigest };
const referenceOutput = { isValid: isReference };
const referencesOutput = { isValid: (text) => text.split("\n").every(isReference) };
const mediaTypeOutput = { isValid: isMediaType };
const numberOutput = { isValid: (text) => /^\d{1,16}$/.test(text) };
const booleanOutput = { isValid: (text) => text === "true" || text === "false" };
const lineOutput = { isValid: isOneLine };
const checksumsOutput = { isValid: (text) => text.split("\n").every((line) => /^(?:[0-9a-f]{64}|[0-9a-f]{128}) {2}\S+$/.test(line)) };
function outputValues(outputs, result) {
	return Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, output.value(result)]));
}
function outputTexts(outputs, result, warn) {
	const texts = Object.entries(outputs).map(([name, output]) => {
		const value = output.value(result);
		const text = output.type.toText?.(value, {
			name,
			total: output.total?.(result),
			warn
		}) ?? (Array.isArray(value) ? value.join("\n") : String(value));
		if (text !== "" && !output.type.isValid(text)) throw new OciError("PROTOCOL", `output ${name} has an invalid value "${printable(text, 200)}"; no outputs were set`);
		return [name, text];
	});
	return Object.fromEntries(texts);
}
function isReference(text) {
	try {
		parseReference(text);
		return isOneLine(text);
	} catch {
		return false;
	}
}
function isOneLine(text) {
	return text === printable(text, Infinity);
}

// src/commands/option.ts
function option(definition) {
	const { type, required } = definition;
	const fallback = String(definition.default ?? "");
	return {
		...definition,
		default: fallback,
		read: async (raw, name, context) => {
			const subject = context.label(name);
			if (definition.refuseEmpty === true && raw !== void 0 && isBlank(raw)) throw inputError(subject, void 0, "it is empty; give a value, or omit the option");
			const value = raw === void 0 || isBlank(raw) ? fallback : trimmed(raw);
			if (value !== "") return type.parse(value, subject, context);
			if (required !== void 0) throw inputError(subject, void 0, `it is missing; ${required}`);
			return type.empty;
		}
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
function isBlank(raw) {
	return (typeof raw === "string" ? raw : raw.join("")).trim() === "";
}
function trimmed(raw) {
	return typeof raw === "string" ? raw.trim() : raw;
}

export { digestOutput as a, numberOutput as c, referenceOutput as d, referencesOutput as f, checksumsOutput as i, outputTexts as l, readInputs as n, lineOutput as o, booleanOutput as r, mediaTypeOutput as s, option as t, outputValues as u };