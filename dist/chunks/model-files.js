let require_options;
let require_records;
let require_spec;
let require_formats;
let require_manifest_parts;
let node_fs_promises;

// src/formats/models/model-files.ts
const unpublished = [
	".*",
	"__pycache__",
	"*.py[cod]"
];
async function modelEntries(path, options, packed = () => false) {
	const isUnpublished = (require_options ??= require("./options.js")).patternMatcher(unpublished);
	const entries = [];
	const isPacked = (name) => (require_options ??= require("./options.js")).textOf(name) !== "." && packed((require_options ??= require("./options.js")).textOf(name));
	const ignore = (name, isDirectory) => isUnpublished(name, isDirectory) || parentsOf(name).some(isPacked);
	const { exclude, allowOutsideLinks, skip, signal } = options;
	const symlinks = options.symlinks === "error" ? "error" : "follow";
	for await (const entry of (require_records ??= require("./records.js")).walk({
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
			path: (require_options ??= require("./options.js")).textOf(entry.name),
			location: (require_options ??= require("./options.js")).textOf(entry.location),
			isDirectory
		});
	}
	return entries.sort((a, b) => (require_spec ??= require("./spec.js")).compareBytes(a.path, b.path));
}
function parentsOf(name) {
	const segments = (require_options ??= require("./options.js")).textOf(name).split("/");
	return segments.slice(1).map((_, index) => (require_options ??= require("./options.js")).byteStringOf(segments.slice(0, index + 1).join("/")));
}
async function modelFileLayer({ path, location }, mediaType, options) {
	const own = {
		[(require_spec ??= require("./spec.js")).annotationModelFilePath]: path,
		"org.cncf.model.file.metadata+json": await fileMetadata(path, location),
		"org.cncf.model.file.mediatype.untested": "false"
	};
	return (require_formats ??= require("./formats.js")).fileLayer(location, mediaType, (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations(own, path, options) ?? {}, options);
}
async function fileMetadata(path, location) {
	try {
		const { size, mode } = await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(location);
		const metadata = {
			name: path,
			mode: process.platform !== "win32" && (mode & 73) !== 0 ? 493 : 420,
			uid: 0,
			gid: 0,
			size,
			mtime: "1970-01-01T00:00:00Z",
			typeflag: 48
		};
		return new TextDecoder().decode((require_spec ??= require("./spec.js")).encodeJson(metadata));
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${location}`);
	}
}
function nameMatcher(patterns) {
	const matches = (require_options ??= require("./options.js")).patternMatcher(patterns.split(" "));
	return (path) => matches((require_options ??= require("./options.js")).byteStringOf(path.slice(path.lastIndexOf("/") + 1).toLowerCase()), false);
}
function missingModel(format, path, kinds) {
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "${format}" needs a model, and "${(require_spec ??= require("./spec.js")).printable(path, 300)}" has no ${kinds}; add the model, or give its directory`);
}

Object.defineProperty(exports, "missingModel", {
  enumerable: true,
  get: function () {
    return missingModel;
  }
});
Object.defineProperty(exports, "modelEntries", {
  enumerable: true,
  get: function () {
    return modelEntries;
  }
});
Object.defineProperty(exports, "modelFileLayer", {
  enumerable: true,
  get: function () {
    return modelFileLayer;
  }
});
Object.defineProperty(exports, "nameMatcher", {
  enumerable: true,
  get: function () {
    return nameMatcher;
  }
});