import { f as setOutput, u as saveState$1 } from "./core.js";
import { n as fileSystemError, t as errnoOf } from "./file-system-error.js";
import { m as printable, t as OciError } from "./error.js";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";

// src/action/command-files.ts
async function checkCommandFiles(env, names) {
	for (const name of names) {
		const path = env[name];
		if (!path) continue;
		const problem = await problemOf(path);
		if (problem === void 0) continue;
		throw commandFileError(name, `${name} names ${printable(path)}, which ${problem}; pass the path of the file that the runner created for this step, and make the file available where the step runs`);
	}
}
async function problemOf(path) {
	try {
		if (!(await stat(path)).isFile()) return "is not a file";
		await access(path, constants.W_OK);
		return;
	} catch (error) {
		return errnoOf(error) === "ENOENT" ? "does not exist" : `cannot be written (${errnoOf(error) ?? "unknown error"})`;
	}
}
function setOutputs(texts) {
	write$1("GITHUB_OUTPUT", "outputs", () => {
		for (const [name, text] of Object.entries(texts)) setOutput(name, text);
	});
}
function saveState(values) {
	write$1("GITHUB_STATE", "state", () => {
		for (const [name, text] of Object.entries(values)) saveState$1(name, text);
	});
}
function write$1(name, what, work) {
	try {
		work();
	} catch (error) {
		throw commandFileError(name, fileSystemError(error, `write the ${what} of the step to ${name}`).message, error);
	}
}
function commandFileError(name, message, cause) {
	return new OciError("INPUT_INVALID", message, {
		detail: { input: name },
		cause
	});
}

export { saveState as n, setOutputs as r, checkCommandFiles as t };