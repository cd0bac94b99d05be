import { t as abortable } from "./abortable.js";
import { n as fileSystemError } from "./file-system-error.js";
import { n as readRangeBorrowed, t as readRange } from "./read-file.js";
import { i as unsafePathReason } from "./safe-path.js";
import { d as annotationTitle } from "./annotations.js";
import { b as Digester, t as checkMediaType } from "./media-types.js";
import { m as printable, t as OciError } from "./error.js";
import { basename } from "node:path";
import { open, stat } from "node:fs/promises";

// src/transfer/file-layer.ts
async function describeFile(path, mediaType, options = {}) {
	checkMediaType(mediaType);
	const title = titleOf(path);
	await requireRegularFile(path);
	const { digest, size } = await hashFile(path, options);
	return {
		mediaType,
		digest,
		size,
		annotations: { [annotationTitle]: title }
	};
}
function describedFile(path, { mediaType, digest, size, annotations }) {
	return {
		kind: "file",
		path,
		mediaType,
		annotations,
		expected: {
			digest,
			size
		}
	};
}
function titleOf(path) {
	const title = basename(path);
	const reason = unsafePathReason(title);
	if (reason === void 0) return title;
	throw new OciError("INPUT_INVALID", `cannot use the file "${printable(path, 300)}": its name is not a valid title: ${reason}`, { detail: { input: "file" } });
}
async function hashFile(path, options = {}) {
	const digester = new Digester();
	const chunks = readFileChunks(path, readRangeBorrowed, options.handle);
	for await (const chunk of abortable(chunks, options.signal)) digester.update(chunk);
	const { size } = digester;
	return {
		digest: digester.digest(),
		size
	};
}
function changedFileError(path) {
	return new OciError("FILE_CHANGED", `the file "${printable(path, 300)}" changed while it was read; try again when no other program writes to it`);
}
function fileBody(path, { digest, size }, onRead) {
	const read = async function* (readChunks) {
		const digester = new Digester();
		for await (const chunk of readFileChunks(path, readChunks)) {
			digester.update(chunk);
			if (digester.size > size) throw changedFileError(path);
			onRead?.(digester.size);
			yield chunk;
		}
		if (digester.size !== size || digester.digest() !== digest) throw changedFileError(path);
	};
	return Object.assign(() => read(readRange), { borrowed: () => read(readRangeBorrowed) });
}
function readFileContent(path) {
	return readFileChunks(path, readRange);
}
async function* readFileChunks(path, readChunks, handle) {
	const file = handle ?? await openFile(path);
	try {
		yield* readChunks(file, 0, Infinity, path);
	} finally {
		if (file !== handle) await file.close();
	}
}
async function openFile(path) {
	try {
		return await open(path);
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
}
async function requireRegularFile(path) {
	let state;
	try {
		state = await stat(path);
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
	if (state.isFile()) return;
	const problem = state.isDirectory() ? "a directory; give the files in it, or publish it as an artifact" : "not a regular file";
	throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is ${problem}`);
}

export { hashFile as a, fileBody as i, describeFile as n, readFileContent as o, describedFile as r, titleOf as s, changedFileError as t };