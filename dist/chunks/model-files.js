import { r as patternMatcher } from "./names.js";
import { r as walk } from "./walk.js";
import { d as textOf, t as byteStringOf } from "./byte-string.js";
import { n as fileSystemError } from "./file-system-error.js";
import { p as compareBytes, s as annotationModelFilePath } from "./annotations.js";
import { m as encodeJson } from "./collect.js";
import { m as printable, t as OciError } from "./error.js";
import { t as fileLayer } from "./files.js";
import { a as withLayerAnnotations } from "./manifest-parts.js";
import { stat } from "node:fs/promises";

// src/formats/models/model-files.ts
const unpublished = [
	".*",
	"__pycache__",
	"*.py[cod]"
];
async function modelEntries(path, options, packed = () => false) {
	const isUnpublished = patternMatcher(unpublished);
	const entries = [];
	const isPacked = (name) => textOf(name) !== "." && packed(textOf(name));
	const ignore = (name, isDirectory) => isUnpublished(name, isDirectory) || parentsOf(name).some(isPacked);
	const { exclude, allowOutsideLinks, skip, signal } = options;
	const symlinks = options.symlinks === "error" ? "error" : "follow";
	for await (const entry of walk({
		sourceDir: path,
		exclude,
		allowOutsideLinks,
		skip,
		signal,
		ignore,
		symlinks
	})) {
		const isDirectory = entry.kind === "directory";
		if (isDirectory && !isPacked(entry.name)) continue;
		entries.push({
			path: textOf(entry.name),
			location: textOf(entry.location),
			isDirectory
		});
	}
	return entries.sort((a, b) => compareBytes(a.path, b.path));
}
function parentsOf(name) {
	const segments = textOf(name).split("/");
	return segments.slice(1).map((_, index) => byteStringOf(segments.slice(0, index + 1).join("/")));
}
async function modelFileLayer({ path, location }, mediaType, options) {
	const own = {
		[annotationModelFilePath]: path,
		"org.cncf.model.file.metadata+json": await fileMetadata(path, location),
		"org.cncf.model.file.mediatype.untested": "false"
	};
	return fileLayer(location, mediaType, withLayerAnnotations(own, path, options) ?? {}, options);
}
async function fileMetadata(path, location) {
	try {
		const { size, mode } = await stat(location);
		const metadata = {
			name: path,
			mode: process.platform !== "win32" && (mode & 73) !== 0 ? 493 : 420,
			uid: 0,
			gid: 0,
			size,
			mtime: "1970-01-01T00:00:00Z",
			typeflag: 48
		};
		return new TextDecoder().decode(encodeJson(metadata));
	} catch (error) {
		throw fileSystemError(error, `read ${location}`);
	}
}
function nameMatcher(patterns) {
	const matches = patternMatcher(patterns.split(" "));
	return (path) => matches(byteStringOf(path.slice(path.lastIndexOf("/") + 1).toLowerCase()), false);
}
function missingModel(format, path, kinds) {
	return new OciError("INPUT_INVALID", `the format "${format}" needs a model, and "${printable(path, 300)}" has no ${kinds}; add the model, or give its directory`);
}

export { nameMatcher as i, modelEntries as n, modelFileLayer as r, missingModel as t };