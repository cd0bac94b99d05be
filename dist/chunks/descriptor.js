import { C as digestOf, T as parseDigest, l as mediaTypeEmptyJson } from "./media-types.js";
import { m as printable, t as OciError } from "./error.js";

// src/spec/descriptor.ts
function descriptorOf(mediaType, bytes, algorithm = "sha256") {
	return {
		mediaType,
		digest: digestOf(bytes, algorithm),
		size: bytes.byteLength
	};
}
const emptyJsonBytes = new Uint8Array([123, 125]);
const emptyDescriptor = {
	...descriptorOf(mediaTypeEmptyJson, emptyJsonBytes),
	data: "e30="
};
function plainDescriptor(descriptor) {
	return {
		mediaType: descriptor.mediaType,
		digest: descriptor.digest,
		size: descriptor.size
	};
}
function parseDescriptor(value, where, options = {}) {
	if (!isRecord(value)) throw invalid(where, "is not an object");
	const { mediaType, digest } = value;
	if (typeof mediaType !== "string" || mediaType === "") throw invalid(where, "has no mediaType");
	if (typeof digest !== "string") throw invalid(where, "has no digest");
	const size = isSize(value["size"]) ? value["size"] : options.defaultSize;
	if (size === void 0) throw invalid(where, `has the size ${printable(String(value["size"]), 40)}, not a whole number from 0 to 2^53-1`);
	return {
		mediaType,
		digest: checkDigest(digest, where),
		size,
		urls: optionalStrings(value["urls"], `${where}.urls`),
		annotations: parseAnnotations(value["annotations"], where),
		data: optionalString(value["data"], `${where}.data`),
		platform: parsePlatform(value["platform"], where),
		artifactType: optionalString(value["artifactType"], `${where}.artifactType`)
	};
}
function parseAnnotations(value, where) {
	if (value === void 0 || value === null) return void 0;
	if (!isRecord(value)) throw invalid(where, "has annotations that are not an object");
	for (const [key, item] of Object.entries(value)) if (typeof item !== "string") throw invalid(where, `has the annotation "${printable(key, 200)}" with a value that is not a string`);
	return value;
}
function parsePlatform(value, where) {
	if (value === void 0 || value === null) return void 0;
	if (!isRecord(value)) throw invalid(where, "has a platform that is not an object");
	const { architecture, os } = value;
	if (typeof architecture !== "string" || typeof os !== "string") throw invalid(where, "has a platform without architecture or os");
	return {
		architecture,
		os,
		"os.version": optionalString(value["os.version"], `${where}.platform`),
		"os.features": optionalStrings(value["os.features"], `${where}.platform`),
		variant: optionalString(value["variant"], `${where}.platform`)
	};
}
function optionalString(value, where) {
	if (value === void 0 || value === null) return void 0;
	if (typeof value !== "string") throw invalid(where, "is not a string");
	return value;
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isSize(value) {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
function optionalStrings(value, where) {
	if (value === void 0 || value === null) return void 0;
	if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw invalid(where, "is not a list of strings");
	return value;
}
function checkDigest(text, where) {
	try {
		return parseDigest(text);
	} catch (cause) {
		throw new OciError("MANIFEST_INVALID", `${where} has the invalid digest "${printable(text, 160)}"; use sha256 or sha512 in lower-case hex`, { cause });
	}
}
function invalid(where, problem) {
	return new OciError("MANIFEST_INVALID", `${where} ${problem}`);
}

export { optionalString as a, plainDescriptor as c, isRecord as i, emptyDescriptor as n, parseAnnotations as o, emptyJsonBytes as r, parseDescriptor as s, descriptorOf as t };