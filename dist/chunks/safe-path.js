import { isAbsolute, relative, resolve, sep } from "node:path";

// src/fs/safe-path.ts
const maxPathBytes = 4096;
const maxSegmentBytes = 255;
function unsafeNameReason(name) {
	return reasonFor(name, (text) => text.length);
}
function unsafePathReason(name) {
	return reasonFor(name, (text) => Buffer.byteLength(text));
}
function reasonFor(name, byteLength) {
	if (name === "") return "it is empty";
	const bytes = byteLength(name);
	if (bytes > 4096) return `it is longer than ${maxPathBytes} bytes`;
	if (name.includes("\0")) return "it contains a NUL byte";
	if (name.includes("\\")) return "it contains a backslash, which separates directories on Windows";
	if (name.startsWith("/")) return "it is absolute";
	if (/^[A-Za-z]:/.test(name)) return "it begins with a drive letter";
	for (const segment of name.split("/")) {
		if (segment === "..") return "it contains the segment \"..\"";
		if (bytes > 255 && byteLength(segment) > 255) return `it has a segment longer than ${255} bytes`;
	}
}
function isWithin(directory, path) {
	const inner = relative(resolve(directory), resolve(path));
	return inner === "" || !isAbsolute(inner) && inner !== ".." && !inner.startsWith(`..${sep}`);
}

export { unsafePathReason as i, maxPathBytes as n, unsafeNameReason as r, isWithin as t };