import { n as fileSystemError } from "./file-system-error.js";
import { mkdir, rm } from "node:fs/promises";

// src/fs/new-directory.ts
async function newDirectory(path) {
	let created;
	try {
		created = await mkdir(path, { recursive: true });
	} catch (error) {
		throw fileSystemError(error, `create the directory ${path}`);
	}
	return {
		keep() {
			created = void 0;
		},
		async [Symbol.asyncDispose]() {
			if (created !== void 0) await rm(created, {
				recursive: true,
				force: true
			});
		}
	};
}

export { newDirectory as t };