let require_options;
let require_spec;
let require_usingCtx;
let node_path;
let node_fs_promises;

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
	const name = (options.label ?? (require_spec ??= require("./spec.js")).plainLabel)(fixedOptions[given]);
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "${format}" determines ${name} itself; omit ${name}`);
}
function isDefault(name, value) {
	if (value === void 0 || name === "compression" && value === "gzip" || name === "archive" && value === "tar") return true;
	return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
async function requireDirectory(format, source) {
	const path = singlePath(format, source);
	if (await isDirectory(path)) return path;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "${format}" needs a directory as source, and "${(require_spec ??= require("./spec.js")).printable(path, 300)}" is a file`);
}
function singlePath(format, { path = ".", files }) {
	if (files === void 0) return path;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "${format}" has one directory or file as source; give only that`);
}
async function isDirectory(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isDirectory();
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}
async function readSourceFile(format, path, name) {
	const file = await isDirectory(path) ? (0, (node_path ??= require("node:path")).join)(path, name) : path;
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(file);
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) !== "ENOENT") throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${file}`);
		throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "${format}" needs the file ${name}, which is not in "${(require_spec ??= require("./spec.js")).printable(path, 300)}"`);
	}
}
async function readIgnoreFile(file) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(file, "utf8");
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) === "ENOENT") return "";
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${file}`);
	}
}
async function isGzipFile(path) {
	try {
		try {
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const { bytesRead, buffer } = await _usingCtx$1.a(await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path)).read(Buffer.alloc(2), 0, 2, 0);
			return bytesRead === 2 && buffer[0] === 31 && buffer[1] === 139;
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}
async function gzipLayer(format, path, mediaType, annotations) {
	if (await isGzipFile(path)) return {
		kind: "file",
		path,
		mediaType,
		annotations
	};
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "${format}" needs a directory or a .tar.gz archive, and "${(require_spec ??= require("./spec.js")).printable(path, 300)}" is neither`);
}

Object.defineProperty(exports, "gzipLayer", {
  enumerable: true,
  get: function () {
    return gzipLayer;
  }
});
Object.defineProperty(exports, "isDirectory", {
  enumerable: true,
  get: function () {
    return isDirectory;
  }
});
Object.defineProperty(exports, "isGzipFile", {
  enumerable: true,
  get: function () {
    return isGzipFile;
  }
});
Object.defineProperty(exports, "readIgnoreFile", {
  enumerable: true,
  get: function () {
    return readIgnoreFile;
  }
});
Object.defineProperty(exports, "readSourceFile", {
  enumerable: true,
  get: function () {
    return readSourceFile;
  }
});
Object.defineProperty(exports, "rejectOptions", {
  enumerable: true,
  get: function () {
    return rejectOptions;
  }
});
Object.defineProperty(exports, "requireDirectory", {
  enumerable: true,
  get: function () {
    return requireDirectory;
  }
});
Object.defineProperty(exports, "singlePath", {
  enumerable: true,
  get: function () {
    return singlePath;
  }
});