let require_options;
let require_transport;
let require_spec;
let node_path;
let node_fs_promises;

// src/action/serve-directory.ts
var ServeDirectory = class ServeDirectory {
	path;
	constructor(path) {
		this.path = path;
	}
	static async create(parent) {
		try {
			const path = await (0, (node_fs_promises ??= require("node:fs/promises")).mkdtemp)((0, (node_path ??= require("node:path")).join)(parent, "oci-artifact-serve-"));
			await (0, (node_fs_promises ??= require("node:fs/promises")).chmod)(path, 448);
			return new ServeDirectory(path);
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `create a temporary directory in ${parent}`);
		}
	}
	get log() {
		return (0, (node_path ??= require("node:path")).join)(this.path, "registry.log");
	}
	async exists() {
		return await modifiedAt(this.path) !== void 0;
	}
	async heartbeat(pid) {
		const now = /* @__PURE__ */ new Date();
		try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).utimes)(this.#alive, now, now);
		} catch {
			await (0, (node_fs_promises ??= require("node:fs/promises")).writeFile)(this.#alive, String(pid)).catch(() => void 0);
		}
	}
	async runningProcess(ms) {
		const at = await modifiedAt(this.#alive);
		if (at === void 0 || Math.abs(Date.now() - at) > ms) return void 0;
		const pid = Number(await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(this.#alive, "utf8").catch(() => ""));
		return Number.isSafeInteger(pid) && pid > 0 && (require_transport ??= require("./transport.js")).isProcessAlive(pid) ? pid : void 0;
	}
	async requestStop() {
		await (0, (node_fs_promises ??= require("node:fs/promises")).writeFile)(this.#stop, "");
	}
	async mustStop() {
		return await modifiedAt(this.#stop) !== void 0 || !await this.exists();
	}
	async writeReport(report) {
		await (require_transport ??= require("./transport.js")).writeFileAtomic(this.#report, JSON.stringify(report));
	}
	async readReport() {
		let value;
		try {
			value = JSON.parse(await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(this.#report, "utf8"));
		} catch {
			return;
		}
		if (!(require_spec ??= require("./spec.js")).isRecord(value)) return void 0;
		const number = (name) => typeof value[name] === "number" ? value[name] : 0;
		return {
			repositories: number("repositories"),
			tags: number("tags"),
			blobs: number("blobs"),
			bytes: number("bytes")
		};
	}
	async remove() {
		await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(this.path, {
			recursive: true,
			force: true,
			maxRetries: 5
		});
	}
	get #alive() {
		return (0, (node_path ??= require("node:path")).join)(this.path, "alive");
	}
	get #stop() {
		return (0, (node_path ??= require("node:path")).join)(this.path, "stop");
	}
	get #report() {
		return (0, (node_path ??= require("node:path")).join)(this.path, "report.json");
	}
};
async function modifiedAt(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).mtimeMs;
	} catch (error) {
		if ((require_options ??= require("./options.js")).isMissing(error)) return void 0;
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read the status of ${path}`);
	}
}

Object.defineProperty(exports, "ServeDirectory", {
  enumerable: true,
  get: function () {
    return ServeDirectory;
  }
});