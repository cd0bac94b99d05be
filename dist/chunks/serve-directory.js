import { n as fileSystemError, r as isMissing } from "./file-system-error.js";
import { n as isProcessAlive, u as writeFileAtomic } from "./lock-file.js";
import { i as isRecord } from "./descriptor.js";
import { join } from "node:path";
import { chmod, mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";

// src/action/serve-directory.ts
var ServeDirectory = class ServeDirectory {
	path;
	constructor(path) {
		this.path = path;
	}
	static async create(parent) {
		try {
			const path = await mkdtemp(join(parent, "oci-artifact-serve-"));
			await chmod(path, 448);
			return new ServeDirectory(path);
		} catch (error) {
			throw fileSystemError(error, `create a temporary directory in ${parent}`);
		}
	}
	get log() {
		return join(this.path, "registry.log");
	}
	async exists() {
		return await modifiedAt(this.path) !== void 0;
	}
	async heartbeat(pid) {
		const now = /* @__PURE__ */ new Date();
		try {
			await utimes(this.#alive, now, now);
		} catch {
			await writeFile(this.#alive, String(pid)).catch(() => void 0);
		}
	}
	async runningProcess(ms) {
		const at = await modifiedAt(this.#alive);
		if (at === void 0 || Math.abs(Date.now() - at) > ms) return void 0;
		const pid = Number(await readFile(this.#alive, "utf8").catch(() => ""));
		return Number.isSafeInteger(pid) && pid > 0 && isProcessAlive(pid) ? pid : void 0;
	}
	async requestStop() {
		await writeFile(this.#stop, "");
	}
	async mustStop() {
		return await modifiedAt(this.#stop) !== void 0 || !await this.exists();
	}
	async writeReport(report) {
		await writeFileAtomic(this.#report, JSON.stringify(report));
	}
	async readReport() {
		let value;
		try {
			value = JSON.parse(await readFile(this.#report, "utf8"));
		} catch {
			return;
		}
		if (!isRecord(value)) return void 0;
		const number = (name) => typeof value[name] === "number" ? value[name] : 0;
		return {
			repositories: number("repositories"),
			tags: number("tags"),
			blobs: number("blobs"),
			bytes: number("bytes")
		};
	}
	async remove() {
		await rm(this.path, {
			recursive: true,
			force: true,
			maxRetries: 5
		});
	}
	get #alive() {
		return join(this.path, "alive");
	}
	get #stop() {
		return join(this.path, "stop");
	}
	get #report() {
		return join(this.path, "report.json");
	}
};
async function modifiedAt(path) {
	try {
		return (await stat(path)).mtimeMs;
	} catch (error) {
		if (isMissing(error)) return void 0;
		throw fileSystemError(error, `read the status of ${path}`);
	}
}

export { ServeDirectory as t };