import { n as fileSystemError, t as errnoOf } from "./file-system-error.js";
import { m as printable, t as OciError, u as plainLabel } from "./error.js";
import { t as _usingCtx } from "./usingCtx.js";
import { join } from "node:path";
import { open, readFile, stat } from "node:fs/promises";

// src/formats/preset.ts
const fixedOptions = {
	config: "config",
	artifactType: "artifact-type",
	layerMediaType: "layer-media-type",
	mediaTypes: "media-types",
	imageSpec: "image-spec",
	compression: "compression",
	archive: "archive",
	platform: "platform",
	labels: "labels",
	subDir: "sub-dir"
};
function rejectOptions(format, options, names) {
	const given = [...names, "archive"].find((name) => !isDefault(name, options[name]));
	if (given === void 0) return;
	const name = (options.label ?? plainLabel)(fixedOptions[given]);
	throw new OciError("INPUT_INVALID", `the format "${format}" determines ${name} itself; omit ${name}`);
}
function isDefault(name, value) {
	if (value === void 0 || name === "compression" && value === "gzip" || name === "archive" && value === "tar") return true;
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
async function readSourceFile(format, path, name) {
	const file = await isDirectory(path) ? join(path, name) : path;
	try {
		return await readFile(file);
	} catch (error) {
		if (errnoOf(error) !== "ENOENT") throw fileSystemError(error, `read ${file}`);
		throw new OciError("INPUT_INVALID", `the format "${format}" needs the file ${name}, which is not in "${printable(path, 300)}"`);
	}
}
async function readIgnoreFile(file) {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return "";
		throw fileSystemError(error, `read ${file}`);
	}
}
async function isGzipFile(path) {
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const { bytesRead, buffer } = await _usingCtx$1.a(await open(path)).read(Buffer.alloc(2), 0, 2, 0);
			return bytesRead === 2 && buffer[0] === 31 && buffer[1] === 139;
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
}
async function gzipLayer(format, path, mediaType, annotations) {
	if (await isGzipFile(path)) return {
		kind: "file",
		path,
		mediaType,
		annotations
	};
	throw new OciError("INPUT_INVALID", `the format "${format}" needs a directory or a .tar.gz archive, and "${printable(path, 300)}" is neither`);
}

export { readSourceFile as a, singlePath as c, readIgnoreFile as i, isDirectory as n, rejectOptions as o, isGzipFile as r, requireDirectory as s, gzipLayer as t };