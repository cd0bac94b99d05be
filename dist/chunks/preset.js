import { n as fileSystemError } from "./file-system-error.js";
import { m as printable, t as OciError, u as plainLabel } from "./error.js";
import { stat } from "node:fs/promises";

// src/formats/preset.ts
const fixedOptions = {
	config: "config",
	artifactType: "artifact-type",
	layerMediaType: "layer-media-type",
	mediaTypes: "media-types",
	imageSpec: "image-spec",
	compression: "compression",
	platform: "platform",
	labels: "labels"
};
function rejectOptions(format, options, names) {
	const given = names.find((name) => !isDefault(name, options[name]));
	if (given === void 0) return;
	const name = (options.label ?? plainLabel)(fixedOptions[given]);
	throw new OciError("INPUT_INVALID", `the format "${format}" determines ${name} itself; omit ${name}`);
}
function isDefault(name, value) {
	if (value === void 0 || name === "compression" && value === "gzip") return true;
	return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
async function requireDirectory(format, source) {
	const path = singlePath(format, source);
	if (await isDirectory(path)) return path;
	throw new OciError("INPUT_INVALID", `the format "${format}" needs a directory as source, and "${printable(path, 300)}" is a file`);
}
function singlePath(format, { path = ".", files }) {
	if (files === void 0) return path;
	throw new OciError("INPUT_INVALID", `the format "${format}" has one directory or file as source; give only that`);
}
async function isDirectory(path) {
	try {
		return (await stat(path)).isDirectory();
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
}

export { singlePath as i, rejectOptions as n, requireDirectory as r, isDirectory as t };