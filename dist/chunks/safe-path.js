let node_path;

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
	if (bytes <= 255 && !name.includes("..")) return void 0;
	for (const segment of name.split("/")) {
		if (segment === "..") return "it contains the segment \"..\"";
		if (bytes > 255 && byteLength(segment) > 255) return `it has a segment longer than ${255} bytes`;
	}
}
function isWithin(directory, path) {
	const inner = (0, (node_path ??= require("node:path")).relative)((0, (node_path ??= require("node:path")).resolve)(directory), (0, (node_path ??= require("node:path")).resolve)(path));
	return inner === "" || !(0, (node_path ??= require("node:path")).isAbsolute)(inner) && inner !== ".." && !inner.startsWith(`..${(node_path ??= require("node:path")).sep}`);
}

Object.defineProperty(exports, "isWithin", {
  enumerable: true,
  get: function () {
    return isWithin;
  }
});
Object.defineProperty(exports, "maxPathBytes", {
  enumerable: true,
  get: function () {
    return maxPathBytes;
  }
});
Object.defineProperty(exports, "unsafeNameReason", {
  enumerable: true,
  get: function () {
    return unsafeNameReason;
  }
});
Object.defineProperty(exports, "unsafePathReason", {
  enumerable: true,
  get: function () {
    return unsafePathReason;
  }
});