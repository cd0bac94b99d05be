let require_file_system_error;
let require_lock_file;
let node_path;
let node_crypto;
let node_fs;
let node_fs_promises;

// src/fs/atomic-file.ts
const maxRenameAttempts = 10;
const renameDelayMs = 20;
async function renameOver(from, to) {
	for (let attempt = 1;; attempt++) try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).rename)(from, to);
		return;
	} catch (error) {
		const code = (require_file_system_error ??= require("./file-system-error.js")).errnoOf(error);
		const isOpen = code === "EPERM" || code === "EACCES" || code === "EBUSY";
		if (process.platform !== "win32" || !isOpen || attempt >= maxRenameAttempts) throw error;
		await new Promise((resolve) => setTimeout(resolve, renameDelayMs * attempt));
	}
}
async function syncDirectory(path) {
	if (process.platform === "win32") return;
	const handle = await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
var PendingFile = class PendingFile {
	temporaryPath;
	#handle;
	#name;
	#open = true;
	#committed = false;
	constructor(temporaryPath, name, handle) {
		this.temporaryPath = temporaryPath;
		this.#name = name;
		this.#handle = handle;
	}
	static async create(directory, name, label, mode = 420) {
		try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(directory, { recursive: true });
			const path = (0, (node_path ??= require("node:path")).join)(directory, `${label}.${process.pid}.${(0, (node_crypto ??= require("node:crypto")).randomBytes)(8).toString("hex")}.tmp`);
			return new PendingFile(path, name, await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, "wx", mode));
		} catch (error) {
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `create ${name}`);
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
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `write ${this.#name}`);
		}
	}
	async setMode(mode) {
		try {
			await this.#handle.chmod(mode);
		} catch (error) {
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `set the mode of ${this.#name}`);
		}
	}
	async commit(path, durable = true) {
		try {
			if (durable) await this.#handle.sync();
			await this.#close();
			await renameOver(this.temporaryPath, path);
			if (durable) await syncDirectory((0, (node_path ??= require("node:path")).dirname)(path));
			this.#committed = true;
		} catch (error) {
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `write ${this.#name}`);
		}
	}
	async [Symbol.asyncDispose]() {
		await this.#close();
		if (!this.#committed) await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(this.temporaryPath, { force: true });
		this.#committed = true;
	}
	async #close() {
		if (!this.#open) return;
		this.#open = false;
		await this.#handle.close();
	}
};
async function writeFileAtomic(path, content, mode = 420) {
	try {
		var _usingCtx$1 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
		const file = _usingCtx$1.a(await PendingFile.create((0, (node_path ??= require("node:path")).dirname)(path), path, `.${(0, (node_path ??= require("node:path")).basename)(path)}`, mode));
		await file.write(typeof content === "string" ? Buffer.from(content) : content);
		await file.commit(path);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}

// src/fs/entry-kind.ts
async function kindOf(path) {
	try {
		return kindOfStats(await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(path));
	} catch (error) {
		return absentOrThrow(error, path);
	}
}
async function kindOfTarget(path) {
	try {
		return kindOfStats(await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path));
	} catch (error) {
		return absentOrThrow(error, path);
	}
}
function kindOfSync(path) {
	try {
		return kindOfStats((0, (node_fs ??= require("node:fs")).lstatSync)(path));
	} catch (error) {
		return absentOrThrow(error, path);
	}
}
function kindOfStats(stats) {
	if (stats.isFile()) return "file";
	if (stats.isDirectory()) return "directory";
	return stats.isSymbolicLink() ? "symbolic link" : "special file";
}
function absentOrThrow(error, path) {
	if ((require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) return "absent";
	throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `read the status of ${String(path)}`);
}

Object.defineProperty(exports, "PendingFile", {
  enumerable: true,
  get: function () {
    return PendingFile;
  }
});
Object.defineProperty(exports, "kindOf", {
  enumerable: true,
  get: function () {
    return kindOf;
  }
});
Object.defineProperty(exports, "kindOfStats", {
  enumerable: true,
  get: function () {
    return kindOfStats;
  }
});
Object.defineProperty(exports, "kindOfSync", {
  enumerable: true,
  get: function () {
    return kindOfSync;
  }
});
Object.defineProperty(exports, "kindOfTarget", {
  enumerable: true,
  get: function () {
    return kindOfTarget;
  }
});
Object.defineProperty(exports, "renameOver", {
  enumerable: true,
  get: function () {
    return renameOver;
  }
});
Object.defineProperty(exports, "syncDirectory", {
  enumerable: true,
  get: function () {
    return syncDirectory;
  }
});
Object.defineProperty(exports, "writeFileAtomic", {
  enumerable: true,
  get: function () {
    return writeFileAtomic;
  }
});