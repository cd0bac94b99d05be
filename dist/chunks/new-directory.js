import { r as fileSystemError } from "./usingCtx.js";
import { mkdir, rm } from "node:fs/promises";

// src/fs/new-directory.ts
async function newDirectory(path) {
	let made;
	try {
		made = await mkdir(path, { recursive: true });
	} catch (error) {
		throw fileSystemError(error, `make the directory ${path}`);
	}
	return {
		keep() {
			made = void 0;
		},
		async [Symbol.asyncDispose]() {
			if (made !== void 0) await rm(made, {
				recursive: true,
				force: true
			});
		}
	};
}

export { newDirectory as t };