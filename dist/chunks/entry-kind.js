import { c as fileSystemError, l as isMissing } from "./lock-file.js";
import { lstatSync } from "node:fs";
import { lstat, stat } from "node:fs/promises";

// src/fs/entry-kind.ts
async function kindOf(path) {
	try {
		return kindOfStats(await lstat(path));
	} catch (error) {
		return absentOrThrow(error, path);
	}
}
async function kindOfTarget(path) {
	try {
		return kindOfStats(await stat(path));
	} catch (error) {
		return absentOrThrow(error, path);
	}
}
function kindOfSync(path) {
	try {
		return kindOfStats(lstatSync(path));
	} catch (error) {
		return absentOrThrow(error, path);
	}
}
function kindOfStats(stats) {
	if (stats.isFile()) return "file";
	if (stats.isDirectory()) return "directory";
	return stats.isSymbolicLink() ? "symlink" : "special file";
}
function absentOrThrow(error, path) {
	if (isMissing(error)) return "absent";
	throw fileSystemError(error, `look at ${String(path)}`);
}

export { kindOfTarget as i, kindOfStats as n, kindOfSync as r, kindOf as t };