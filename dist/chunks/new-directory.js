let require_options;
let node_fs_promises;

// src/fs/new-directory.ts
async function newDirectory(path) {
	let created;
	try {
		created = await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(path, { recursive: true });
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `create the directory ${path}`);
	}
	return {
		isNew: created !== void 0,
		keep() {
			created = void 0;
		},
		async [Symbol.asyncDispose]() {
			if (created !== void 0) await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(created, {
				recursive: true,
				force: true
			});
		}
	};
}

Object.defineProperty(exports, "newDirectory", {
  enumerable: true,
  get: function () {
    return newDirectory;
  }
});