import { c as _usingCtx, l as durableRename, p as fileSystemError, u as renameOver } from "./lock-file.js";
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { mkdir, open, rm } from "node:fs/promises";

// src/fs/atomic-file.ts
var PendingFile = class PendingFile {
	temporaryPath;
	#handle;
	#open = true;
	#done = false;
	constructor(temporaryPath, handle) {
		this.temporaryPath = temporaryPath;
		this.#handle = handle;
	}
	static async create(directory, label, mode = 420) {
		try {
			await mkdir(directory, { recursive: true });
			const path = join(directory, `${label}.${process.pid}.${randomBytes(8).toString("hex")}.tmp`);
			return new PendingFile(path, await open(path, "wx", mode));
		} catch (error) {
			throw fileSystemError(error, `create a file in ${directory}`);
		}
	}
	async write(chunk) {
		let rest = chunk;
		try {
			while (rest.byteLength > 0) {
				const { bytesWritten } = await this.#handle.write(rest);
				rest = rest.subarray(bytesWritten);
			}
		} catch (error) {
			throw fileSystemError(error, `write ${this.temporaryPath}`);
		}
	}
	async commit(path, durable = true) {
		try {
			if (durable) await this.#handle.sync();
			await this.#close();
			await (durable ? durableRename : renameOver)(this.temporaryPath, path);
			this.#done = true;
		} catch (error) {
			throw fileSystemError(error, `write ${path}`);
		}
	}
	async [Symbol.asyncDispose]() {
		await this.#close();
		if (!this.#done) await rm(this.temporaryPath, { force: true });
		this.#done = true;
	}
	async #close() {
		if (!this.#open) return;
		this.#open = false;
		await this.#handle.close();
	}
};
async function writeFileAtomic(path, content, mode = 420) {
	try {
		var _usingCtx$1 = _usingCtx();
		const file = _usingCtx$1.a(await PendingFile.create(dirname(path), `.${basename(path)}`, mode));
		await file.write(typeof content === "string" ? Buffer.from(content) : content);
		await file.commit(path);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}

export { writeFileAtomic as n, PendingFile as t };