let require_spec;
let require_options;
let require_read_file;
let require_safe_path;
let node_path;
let node_fs_promises;

// src/transfer/file-layer.ts
async function describeFile(path, mediaType, options = {}) {
	(require_spec ??= require("./spec.js")).checkMediaType(mediaType);
	const title = titleOf(path);
	await requireRegularFile(path);
	const { digest, size } = await hashFile(path, options);
	return {
		mediaType,
		digest,
		size,
		annotations: { [(require_spec ??= require("./spec.js")).annotationTitle]: title }
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
	const title = (0, (node_path ??= require("node:path")).basename)(path);
	const reason = (require_safe_path ??= require("./safe-path.js")).unsafePathReason(title);
	if (reason === void 0) return title;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `cannot use the file "${(require_spec ??= require("./spec.js")).printable(path, 300)}": its name is not a valid title: ${reason}`, { detail: { input: "file" } });
}
async function hashFile(path, options = {}) {
	const digester = new (require_spec ??= require("./spec.js")).Digester();
	const chunks = readFileChunks(path, (require_read_file ??= require("./read-file.js")).readRangeBorrowed, options.handle);
	for await (const chunk of (require_spec ??= require("./spec.js")).abortable(chunks, options.signal)) digester.update(chunk);
	const { size } = digester;
	return {
		digest: digester.digest(),
		size
	};
}
function changedFileError(path) {
	return new (require_spec ??= require("./spec.js")).OciError("FILE_CHANGED", `the file "${(require_spec ??= require("./spec.js")).printable(path, 300)}" changed while it was read; try again when no other program writes to it`);
}
function fileBody(path, { digest, size }, onRead) {
	const read = async function* (readChunks) {
		const digester = new (require_spec ??= require("./spec.js")).Digester();
		for await (const chunk of readFileChunks(path, readChunks)) {
			digester.update(chunk);
			if (digester.size > size) throw changedFileError(path);
			onRead?.(digester.size);
			yield chunk;
		}
		if (digester.size !== size || digester.digest() !== digest) throw changedFileError(path);
	};
	return Object.assign(() => read((require_read_file ??= require("./read-file.js")).readRange), { borrowed: () => read((require_read_file ??= require("./read-file.js")).readRangeBorrowed) });
}
async function fileSize(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).size;
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}
function readFileContent(path) {
	return readFileChunks(path, (require_read_file ??= require("./read-file.js")).readRange);
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
		return await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}
async function requireRegularFile(path) {
	let state;
	try {
		state = await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
	if (state.isFile()) return;
	const problem = state.isDirectory() ? "a directory; give the files in it, or publish it as an artifact" : "not a regular file";
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `"${(require_spec ??= require("./spec.js")).printable(path, 300)}" is ${problem}`);
}

Object.defineProperty(exports, "changedFileError", {
  enumerable: true,
  get: function () {
    return changedFileError;
  }
});
Object.defineProperty(exports, "describeFile", {
  enumerable: true,
  get: function () {
    return describeFile;
  }
});
Object.defineProperty(exports, "describedFile", {
  enumerable: true,
  get: function () {
    return describedFile;
  }
});
Object.defineProperty(exports, "fileBody", {
  enumerable: true,
  get: function () {
    return fileBody;
  }
});
Object.defineProperty(exports, "fileSize", {
  enumerable: true,
  get: function () {
    return fileSize;
  }
});
Object.defineProperty(exports, "hashFile", {
  enumerable: true,
  get: function () {
    return hashFile;
  }
});
Object.defineProperty(exports, "readFileContent", {
  enumerable: true,
  get: function () {
    return readFileContent;
  }
});
Object.defineProperty(exports, "titleOf", {
  enumerable: true,
  get: function () {
    return titleOf;
  }
});