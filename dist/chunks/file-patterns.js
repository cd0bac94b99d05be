import { t as abortable } from "./abortable.js";
import { n as fileSystemError } from "./file-system-error.js";
import { i as inputError, o as isOciError } from "./error.js";
import { resolve, sep } from "node:path";
import { glob, stat } from "node:fs/promises";

// src/formats/file-patterns.ts
const maxFiles = 1e4;
async function expandFilePatterns(files, subject, { cwd = ".", signal }) {
	const filesByPath = /* @__PURE__ */ new Map();
	for (const file of files) {
		const pattern = file.path;
		const paths = await isPath(pattern, cwd) ? [pattern] : await matchingFiles(pattern, subject, cwd, signal);
		for (const path of paths) {
			const absolute = resolve(cwd, path);
			if (!filesByPath.has(absolute)) filesByPath.set(absolute, {
				...file,
				path
			});
		}
		if (filesByPath.size > maxFiles) throw inputError(subject, pattern, `matches more than ${maxFiles} files; publish them as an artifact, or use a narrower pattern`);
	}
	return [...filesByPath.values()];
}
function isPattern(text) {
	return /[*?[{]/.test(text);
}
async function isPath(text, cwd) {
	return !isPattern(text) || await isDirectory(resolve(cwd, text)) !== void 0;
}
async function matchingFiles(pattern, subject, cwd, signal) {
	const paths = [];
	try {
		for await (const path of abortable(glob(pattern, { cwd }), signal)) {
			if (await isDirectory(resolve(cwd, path)) !== true) paths.push(path);
			if (paths.length > maxFiles) break;
		}
	} catch (error) {
		throw isOciError(error) ? error : inputError(subject, pattern, fileSystemError(error, "find files").message, error);
	}
	if (paths.length === 0) throw inputError(subject, pattern, "matches no file; make the files in an earlier step, or correct the pattern (a name that begins with a dot matches only a pattern with the dot)");
	return paths.sort((a, b) => Buffer.compare(portableBytes(a), portableBytes(b)));
}
function portableBytes(path) {
	return Buffer.from(path.replaceAll(sep, "/"));
}
async function isDirectory(path) {
	try {
		return (await stat(path)).isDirectory();
	} catch {
		return;
	}
}

export { isPattern as n, expandFilePatterns as t };