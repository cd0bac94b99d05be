import { isAbsolute, join, relative, resolve, sep } from "node:path";

// src/fs/safe-join.ts
const maxPathBytes = 4096;
const maxSegmentBytes = 255;
function unsafePathReason(name) {
	if (name === "") return "it is empty";
	const bytes = Buffer.byteLength(name);
	if (bytes > 4096) return `it is longer than ${maxPathBytes} bytes`;
	if (name.includes("\0")) return "it holds a NUL byte";
	if (name.includes("\\")) return "it holds a backslash, which separates directories on Windows";
	if (name.startsWith("/")) return "it is absolute";
	if (/^[A-Za-z]:/.test(name)) return "it begins with a drive letter";
	for (const segment of name.split("/")) {
		if (segment === "..") return "it climbs out with \"..\"";
		if (bytes > 255 && Buffer.byteLength(segment) > 255) return `a segment is longer than ${255} bytes`;
	}
}
function isWithin(directory, path) {
	const way = relative(resolve(directory), resolve(path));
	return way === "" || !isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`);
}

export { maxPathBytes as n, unsafePathReason as r, isWithin as t };