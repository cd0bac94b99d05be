import { i as isMediaType, w as isDigest } from "./media-types.js";
import { m as printable, t as OciError } from "./error.js";
import { h as parseReference } from "./reference.js";

// src/commands/output.ts
const maxJsonBytes = 131072;
function output(type, description, value, total) {
	return {
		type,
		description,
		value,
		...total === void 0 ? {} : { total }
	};
}
const digestOutput = { isValid: isDigest };
const digestsOutput = { isValid: (text) => text.split("\n").every(isDigest) };
const referenceOutput = { isValid: isReference };
const referencesOutput = { isValid: (text) => text.split("\n").every(isReference) };
const mediaTypeOutput = { isValid: isMediaType };
const numberOutput = { isValid: (text) => /^\d{1,16}$/.test(text) };
const booleanOutput = { isValid: (text) => text === "true" || text === "false" };
const lineOutput = { isValid: isOneLine };
const linesOutput = { isValid: (text) => text.split("\n").every(isOneLine) };
const checksumsOutput = { isValid: (text) => text.split("\n").every((line) => /^(?:[0-9a-f]{64}|[0-9a-f]{128}) {2}\S+$/.test(line)) };
const foreignMediaTypeOutput = {
	isValid: isMediaType,
	toText: (value, { name, warn }) => {
		const text = String(value);
		if (text === "" || isMediaType(text)) return text;
		warn(`the artifact type "${printable(text, 200)}" is not a media type; the output ${name} is empty`);
		return "";
	}
};
const jsonOutput = {
	isValid: isOneLine,
	toText: (value, { name, total, warn }) => {
		const isList = Array.isArray(value);
		const items = isList ? value.map(jsonLine) : Object.entries(value).map(([key, each]) => `${jsonLine(key)}:${jsonLine(each)}`);
		const shown = itemsWithinLimit(items);
		const all = total ?? items.length;
		if (shown.length < all) warn(`${all - shown.length} of ${all} items are left out of the output ${name}, which would be too long`);
		return isList ? `[${shown.join(",")}]` : `{${shown.join(",")}}`;
	}
};
function resultOutputs(content) {
	return {
		digest: output(digestOutput, `Digest (\`sha256:…\`) of the ${content}.`, (result) => result.digest),
		reference: output(lineOutput, "`registry/repository:tag`; the pinned reference if no tag was written; for a layout its path with the tag or digest.", (result) => result.reference),
		"pinned-reference": output(referenceOutput, "`registry/repository@sha256:…`, for cosign and Notation. Empty for a layout.", (result) => result.pinnedReference),
		name: output(referenceOutput, "`registry/repository`, lower case, for the `subject-name` of an attestation. Empty for a layout.", (result) => result.name),
		tags: output(referencesOutput, "Full references, one per line. Empty for a layout.", (result) => result.tags),
		"media-type": output(mediaTypeOutput, `Media type of the ${content}.`, (result) => result.mediaType),
		"artifact-type": output(mediaTypeOutput, `Artifact type of the ${content}.`, (result) => result.artifactType),
		size: output(numberOutput, `Size of the ${content} in bytes.`, (result) => result.size),
		checksums: output(checksumsOutput, "`<hex>  <name>` lines, for the `subject-checksums` of an attestation. Empty for a layout.", (result) => result.checksums)
	};
}
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
function jsonLine(value) {
	const json = JSON.stringify(value);
	return printable(json, json.length);
}
function itemsWithinLimit(items) {
	let left = maxJsonBytes;
	const end = items.findIndex((item) => (left -= Buffer.byteLength(item) + 1) < 0);
	return end < 0 ? items : items.slice(0, end);
}

export { jsonOutput as a, mediaTypeOutput as c, outputTexts as d, outputValues as f, foreignMediaTypeOutput as i, numberOutput as l, resultOutputs as m, digestOutput as n, lineOutput as o, referencesOutput as p, digestsOutput as r, linesOutput as s, booleanOutput as t, output as u };