let require_options;
let require_transport;
let node_timers_promises;
let node_fs;
let node_fs_promises;

// src/fs/remove-tree.ts
const namesPerRead = 256;
const filesPerIteration = 64;
const maxAttempts = 5;
async function removeTree(directory) {
	try {
		await removeDirectory((require_options ??= require("./options.js")).byteStringOf(directory));
	} catch {
		try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(directory, {
				recursive: true,
				force: true,
				maxRetries: 3
			});
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `remove ${directory}`);
		}
	}
}
async function removeEntry(path) {
	if (await (require_transport ??= require("./transport.js")).kindOf((require_options ??= require("./options.js")).systemPath(path)) === "directory") await removeDirectory(path);
	else await (0, (node_fs_promises ??= require("node:fs/promises")).rm)((require_options ??= require("./options.js")).systemPath(path), { force: true });
}
async function removeDirectory(directory) {
	for (let attempt = 1;; attempt++) try {
		for (const child of await removeFiles(directory)) await removeDirectory(child);
		(0, (node_fs ??= require("node:fs")).rmdirSync)((require_options ??= require("./options.js")).systemPath(directory));
		return;
	} catch (error) {
		const code = (require_options ??= require("./options.js")).errnoOf(error);
		if (code === "ENOENT") return;
		if (attempt === maxAttempts) throw error;
		if (code === "EACCES" || code === "EPERM") (0, (node_fs ??= require("node:fs")).chmodSync)((require_options ??= require("./options.js")).systemPath(directory), 448);
		else if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
	}
}
async function removeFiles(directory) {
	const directories = [];
	let removed = 0;
	const options = {
		encoding: "latin1",
		bufferSize: namesPerRead
	};
	for await (const entry of await (0, (node_fs_promises ??= require("node:fs/promises")).opendir)((require_options ??= require("./options.js")).systemPath(directory), options)) {
		const path = (require_options ??= require("./options.js")).joinName(directory, (require_options ??= require("./options.js")).fromLatin1(entry.name));
		if (entry.isDirectory()) directories.push(path);
		else {
			unlinkIfExists(path);
			if (++removed % filesPerIteration === 0) await (0, (node_timers_promises ??= require("node:timers/promises")).setImmediate)();
		}
	}
	return directories;
}
function unlinkIfExists(path) {
	try {
		(0, (node_fs ??= require("node:fs")).unlinkSync)((require_options ??= require("./options.js")).systemPath(path));
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) !== "ENOENT") throw error;
	}
}

Object.defineProperty(exports, "removeEntry", {
  enumerable: true,
  get: function () {
    return removeEntry;
  }
});
Object.defineProperty(exports, "removeTree", {
  enumerable: true,
  get: function () {
    return removeTree;
  }
});