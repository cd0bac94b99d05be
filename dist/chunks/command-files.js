let require_core;
let require_options;
let require_spec;
let node_fs;
let node_fs_promises;

// src/action/command-files.ts
async function checkCommandFiles(env, names) {
	for (const name of names) {
		const path = env[name];
		if (!path) continue;
		const problem = await problemOf(path);
		if (problem === void 0) continue;
		throw commandFileError(name, `${name} names ${(require_spec ??= require("./spec.js")).printable(path)}, which ${problem}; pass the path of the file that the runner created for this step, and make the file available where the step runs`);
	}
}
async function problemOf(path) {
	try {
		if (!(await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isFile()) return "is not a file";
		await (0, (node_fs_promises ??= require("node:fs/promises")).access)(path, (node_fs ??= require("node:fs")).constants.W_OK);
		return;
	} catch (error) {
		return (require_options ??= require("./options.js")).errnoOf(error) === "ENOENT" ? "does not exist" : `cannot be written (${(require_options ??= require("./options.js")).errnoOf(error) ?? "unknown error"})`;
	}
}
function setOutputs(texts) {
	write("GITHUB_OUTPUT", "outputs", () => {
		for (const [name, text] of Object.entries(texts)) (require_core ??= require("./core.js")).setOutput(name, text);
	});
}
function saveState(values) {
	write("GITHUB_STATE", "state", () => {
		for (const [name, text] of Object.entries(values)) (require_core ??= require("./core.js")).saveState(name, text);
	});
}
function write(name, what, work) {
	try {
		work();
	} catch (error) {
		throw commandFileError(name, (require_options ??= require("./options.js")).fileSystemError(error, `write the ${what} of the step to ${name}`).message, error);
	}
}
function commandFileError(name, message, cause) {
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", message, {
		detail: { input: name },
		cause
	});
}

Object.defineProperty(exports, "checkCommandFiles", {
  enumerable: true,
  get: function () {
    return checkCommandFiles;
  }
});
Object.defineProperty(exports, "saveState", {
  enumerable: true,
  get: function () {
    return saveState;
  }
});
Object.defineProperty(exports, "setOutputs", {
  enumerable: true,
  get: function () {
    return setOutputs;
  }
});