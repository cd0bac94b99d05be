let require_spec;
let require_options;
let node_path;
let node_fs_promises;

// src/formats/file-patterns.ts
const maxFiles = 1e4;
async function expandFilePatterns(files, subject, { cwd = ".", signal }) {
	const filesByPath = /* @__PURE__ */ new Map();
	for (const file of files) {
		const pattern = file.path;
		const paths = await isPath(pattern, cwd) ? [pattern] : await matchingFiles(pattern, subject, cwd, signal);
		for (const path of paths) {
			const absolute = (0, (node_path ??= require("node:path")).resolve)(cwd, path);
			if (!filesByPath.has(absolute)) filesByPath.set(absolute, {
				...file,
				path
			});
		}
		if (filesByPath.size > maxFiles) throw (require_spec ??= require("./spec.js")).inputError(subject, pattern, `matches more than ${maxFiles} files; publish them as an artifact, or use a narrower pattern`);
	}
	return [...filesByPath.values()];
}
function isPattern(text) {
	return /[*?[{]/.test(text);
}
async function isPath(text, cwd) {
	return !isPattern(text) || await isDirectory((0, (node_path ??= require("node:path")).resolve)(cwd, text)) !== void 0;
}
async function matchingFiles(pattern, subject, cwd, signal) {
	const paths = [];
	try {
		for await (const path of (require_spec ??= require("./spec.js")).abortable((0, (node_fs_promises ??= require("node:fs/promises")).glob)(pattern, { cwd }), signal)) {
			if (await isDirectory((0, (node_path ??= require("node:path")).resolve)(cwd, path)) !== true) paths.push(path);
			if (paths.length > maxFiles) break;
		}
	} catch (error) {
		throw (require_spec ??= require("./spec.js")).isOciError(error) ? error : (require_spec ??= require("./spec.js")).inputError(subject, pattern, (require_options ??= require("./options.js")).fileSystemError(error, "find files").message, error);
	}
	if (paths.length === 0) throw (require_spec ??= require("./spec.js")).inputError(subject, pattern, "matches no file; make the files in an earlier step, or correct the pattern (a name that begins with a dot matches only a pattern with the dot)");
	return paths.sort((a, b) => Buffer.compare(portableBytes(a), portableBytes(b)));
}
function portableBytes(path) {
	return Buffer.from(path.replaceAll((node_path ??= require("node:path")).sep, "/"));
}
async function isDirectory(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isDirectory();
	} catch {
		return;
	}
}

Object.defineProperty(exports, "expandFilePatterns", {
  enumerable: true,
  get: function () {
    return expandFilePatterns;
  }
});
Object.defineProperty(exports, "isPattern", {
  enumerable: true,
  get: function () {
    return isPattern;
  }
});