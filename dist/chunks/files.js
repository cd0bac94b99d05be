import { r as patternMatcher } from "./names.js";
import { t as byteStringOf } from "./byte-string.js";
import { n as fileSystemError } from "./file-system-error.js";
import { i as unsafePathReason } from "./safe-path.js";
import { d as annotationTitle, o as annotationFileMode } from "./annotations.js";
import { i as inputError, u as plainLabel } from "./error.js";
import { f as mediaTypeImageLayer, p as mediaTypeImageLayerGzip } from "./media-types.js";
import { n as directoryLayer } from "./directory.js";
import { t as expandFilePatterns } from "./file-patterns.js";
import { a as withLayerAnnotations, i as manifestParts } from "./manifest-parts.js";
import { isAbsolute, normalize, resolve, sep } from "node:path";
import { stat } from "node:fs/promises";

// src/formats/files.ts
const stdin = "-";
const files = {
	name: "files",
	async detect(path) {
		try {
			return (await stat(path)).isFile();
		} catch {
			return false;
		}
	},
	async plan(source, options) {
		const { base, entries } = await entriesOf(source, options);
		const layers = [];
		const pathByTitle = /* @__PURE__ */ new Map();
		for (const entry of entries) {
			const title = titleOf(entry.path, options);
			const other = pathByTitle.get(title);
			if (other !== void 0) throw inputError(subject(options), entry.path, `has the same title as "${other}"; give each path once`);
			pathByTitle.set(title, entry.path);
			layers.push(await layerOf(resolve(base, entry.path), entry, title, options));
		}
		return {
			...manifestParts(options),
			layers,
			notices: [...noticesFor(options, layers)]
		};
	}
};
async function fileLayer(path, mediaType, annotations, { modes = "keep" }) {
	let mode;
	try {
		({mode} = await stat(path));
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
	const isExecutable = process.platform !== "win32" && (mode & 73) !== 0;
	const permissions = modes === "keep" ? (mode & 511).toString(8).padStart(4, "0") : "0755";
	return {
		kind: "file",
		path,
		mediaType,
		annotations: {
			...isExecutable ? { [annotationFileMode]: permissions } : {},
			...annotations
		}
	};
}
function subject({ label }) {
	return (label ?? plainLabel)("files");
}
async function entriesOf({ path, files: listed }, options) {
	if (listed === void 0) {
		const given = path ?? ".";
		const base = resolve(isAbsolute(given) || normalize(given).startsWith("..") ? resolve(given, "..") : ".");
		return {
			base,
			entries: [{
				path: base === resolve(".") ? given : given.slice(Math.max(given.lastIndexOf("/"), given.lastIndexOf(sep)) + 1),
				mediaType: options.layerMediaType
			}]
		};
	}
	const base = path ?? ".";
	checkDuplicates(listed, options);
	return {
		base,
		entries: await expandFilePatterns(listed, subject(options), {
			cwd: base,
			signal: options.signal
		})
	};
}
function checkDuplicates(listed, options) {
	const paths = /* @__PURE__ */ new Set();
	for (const { path } of listed) {
		const title = normalize(path);
		if (paths.has(title)) throw inputError(subject(options), path, "is given twice; give each file once");
		paths.add(title);
	}
}
function titleOf(path, options) {
	if (path === stdin) return "stdin";
	const title = normalize(path).replaceAll(sep, "/").replace(/\/$/, "");
	const reason = unsafePathReason(title);
	if (reason === void 0) return title;
	throw inputError(subject(options), path, `cannot be the title of a layer: ${reason}; write a path relative to the working directory or to ` + (options.label ?? plainLabel)("source-dir"));
}
async function layerOf(path, entry, title, options) {
	const mediaType = entry.mediaType ?? typeByRule(title, options);
	if (entry.path === stdin) return {
		kind: "stream",
		content: process.stdin,
		mediaType: mediaType ?? "application/vnd.oci.image.layer.v1.tar",
		annotations: withLayerAnnotations({ [annotationTitle]: title }, stdin, options)
	};
	if (await isDirectory(path)) return directoryLayer(path, title, mediaType ?? directoryType(options), options);
	const annotations = withLayerAnnotations({ ["org.opencontainers.image.title"]: title }, entry.path, options) ?? {};
	return fileLayer(path, mediaType ?? "application/vnd.oci.image.layer.v1.tar", annotations, options);
}
function directoryType({ compression = "gzip", archive }) {
	return compression === "gzip" && archive !== "zip" ? mediaTypeImageLayerGzip : void 0;
}
function typeByRule(title, { mediaTypes = [] }) {
	return mediaTypes.findLast(({ pattern }) => patternMatcher([pattern])(byteStringOf(title), false))?.mediaType;
}
async function isDirectory(path) {
	try {
		return (await stat(path)).isDirectory();
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
}
function* noticesFor({ exclude = [], subDir, archive }, layers) {
	if (archive === "zip" && !layers.some(({ kind }) => kind === "directory")) yield "archive has no effect on files; only directories are packed";
	if (exclude.length > 0) yield "exclude patterns apply only to directories among the files";
	if (subDir !== void 0) yield "sub-dir has no effect on files; name the directory among the files";
}

export { files as n, fileLayer as t };