import { c as messageOf, f as printable, o as isOciError, t as OciError, u as throwIfAborted } from "./error.js";
import { i as isRecord } from "./descriptor.js";
import { r as untilAborted } from "./abortable.js";
import { randomBytes, randomInt } from "node:crypto";
import { dirname } from "node:path";
import { hostname } from "node:os";
import { lstat, open, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { lstatSync } from "node:fs";

// src/fs/file-system-error.ts
const advice = {
	ENOSPC: "no space is left on the device",
	EDQUOT: "the disk quota is used up",
	EFBIG: "the file would be larger than is allowed here",
	EMFILE: "too many files are open in this process",
	ENFILE: "too many files are open on this machine",
	EACCES: "permission is denied",
	EPERM: "the operation is not permitted",
	ENOENT: "it does not exist",
	ENOTDIR: "a part of the path is not a directory",
	EISDIR: "it is a directory",
	EROFS: "the file system is read-only",
	ELOOP: "there are too many symbolic links in the path",
	ENAMETOOLONG: "the name is too long for the file system",
	EIO: "the device reported an input/output error"
};
function fileSystemError(error, doing) {
	if (isOciError(error)) return error;
	const code = errnoOf(error);
	const reason = (code === void 0 ? void 0 : advice[code]) ?? messageOf(error);
	return new OciError("FILE_SYSTEM", `cannot ${printable(doing)}: ${reason}${code === void 0 ? "" : ` (${code})`}`, { cause: error });
}
function errnoOf(error) {
	if (!(error instanceof Error)) return void 0;
	const code = error.code;
	return typeof code === "string" ? code : void 0;
}

// src/fs/durable-rename.ts
const renameTries = 10;
const renamePauseMs = 20;
async function renameOver(from, to) {
	for (let attempt = 1;; attempt++) try {
		await rename(from, to);
		return;
	} catch (error) {
		const code = errnoOf(error);
		const held = code === "EPERM" || code === "EACCES" || code === "EBUSY";
		if (process.platform !== "win32" || !held || attempt >= renameTries) throw error;
		await new Promise((resolve) => setTimeout(resolve, renamePauseMs * attempt));
	}
}
async function syncDirectory(path) {
	if (process.platform === "win32") return;
	const handle = await open(path, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
async function durableRename(from, to) {
	await renameOver(from, to);
	await syncDirectory(dirname(to));
}

// \0@oxc-project+runtime@0.156.0/helpers/esm/usingCtx.js
function _usingCtx() {
	var r = "function" == typeof SuppressedError ? SuppressedError : function(r, e) {
		var n = Error();
		return n.name = "SuppressedError", n.error = r, n.suppressed = e, n;
	}, e = {}, n = [];
	function using(r, e) {
		if (null != e) {
			if (Object(e) !== e) throw new TypeError("using declarations can only be used with objects, functions, null, or undefined.");
			if (r) var o = e[Symbol.asyncDispose || Symbol["for"]("Symbol.asyncDispose")];
			if (void 0 === o && (o = e[Symbol.dispose || Symbol["for"]("Symbol.dispose")], r)) var t = o;
			if ("function" != typeof o) throw new TypeError("Object is not disposable.");
			t && (o = function o() {
				try {
					t.call(e);
				} catch (r) {
					return Promise.reject(r);
				}
			}), n.push({
				v: e,
				d: o,
				a: r
			});
		} else r && n.push({
			d: e,
			a: r
		});
		return e;
	}
	return {
		e,
		u: using.bind(null, !1),
		a: using.bind(null, !0),
		d: function d() {
			var o, t = this.e, s = 0;
			function next() {
				for (; o = n.pop();) try {
					if (!o.a && 1 === s) return s = 0, n.push(o), Promise.resolve().then(next);
					if (o.d) {
						var r = o.d.call(o.v);
						if (o.a) return s |= 2, Promise.resolve(r).then(next, err);
					} else s |= 1;
				} catch (r) {
					return err(r);
				}
				if (1 === s) return t !== e ? Promise.reject(t) : Promise.resolve();
				if (t !== e) throw t;
			}
			function err(n) {
				return t = t !== e ? new r(n, t) : n, next();
			}
			return next();
		}
	};
}

// src/fs/entry-kind.ts
async function kindOf(path) {
	try {
		return kindOfStats(await lstat(path));
	} catch (error) {
		return absentOrThrow(error, path);
	}
}
async function kindOfTarget(path) {
	try {
		return kindOfStats(await stat(path));
	} catch (error) {
		return absentOrThrow(error, path);
	}
}
function kindOfSync(path) {
	try {
		return kindOfStats(lstatSync(path));
	} catch (error) {
		return absentOrThrow(error, path);
	}
}
function kindOfStats(stats) {
	if (stats.isFile()) return "file";
	if (stats.isDirectory()) return "directory";
	return stats.isSymbolicLink() ? "symlink" : "special file";
}
function isMissing(error) {
	const code = errnoOf(error);
	return code === "ENOENT" || code === "ENOTDIR";
}
function absentOrThrow(error, path) {
	if (isMissing(error)) return "absent";
	throw fileSystemError(error, `look at ${String(path)}`);
}

// src/fs/process-alive.ts
function isProcessAlive(pid) {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return errnoOf(error) !== "ESRCH";
	}
}

// src/fs/lock-holder.ts
const unwrittenMs = 2e3;
let self;
async function ownProcess() {
	self ??= startOf(process.pid).then((started) => ({
		pid: process.pid,
		host: hostname(),
		started
	}));
	return self;
}
async function readHolder(path, now, staleMs) {
	let text;
	let age;
	try {
		age = now - (await stat(path)).mtimeMs;
		text = await readFile(path, "utf8");
	} catch {
		return;
	}
	const holder = parseHolder(text);
	const dead = age > staleMs || text === "" && age > unwrittenMs || await hasEnded(holder);
	return {
		text,
		name: `process ${holder.pid ?? "?"} on ${printable(holder.host ?? "?", 100)}`,
		dead
	};
}
function parseHolder(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		return {};
	}
	if (!isRecord(value)) return {};
	const { pid, host, started } = value;
	return {
		pid: typeof pid === "number" && Number.isSafeInteger(pid) && pid > 0 ? pid : void 0,
		host: typeof host === "string" ? host : void 0,
		started: typeof started === "string" ? started : void 0
	};
}
async function hasEnded({ pid, host, started }) {
	if (pid === void 0 || host !== hostname()) return false;
	if (!isProcessAlive(pid)) return true;
	const present = started === void 0 ? void 0 : await startOf(pid);
	return present !== void 0 && present !== started;
}
async function startOf(pid) {
	if (process.platform !== "linux") return void 0;
	try {
		const fields = await readFile(`/proc/${pid}/stat`, "utf8");
		return fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19];
	} catch {
		return;
	}
}

// src/fs/lock-file.ts
const longestPauseMs = 50;
var LockFile = class {
	#path;
	#options;
	#line = Promise.resolve();
	constructor(path, options) {
		this.#path = path;
		this.#options = options;
	}
	async run(work, signal) {
		const { promise: done, resolve: leave } = Promise.withResolvers();
		const before = this.#line;
		this.#line = before.then(() => done);
		try {
			await untilAborted(() => before, signal);
			const token = await this.#take(signal);
			const alive = setInterval(() => void this.#renew(), this.#options.staleMs / 4);
			alive.unref();
			try {
				return await work({ check: () => this.#check(token) });
			} finally {
				clearInterval(alive);
				await this.#release(token);
			}
		} finally {
			leave();
		}
	}
	async #take(signal) {
		const token = randomBytes(16).toString("hex");
		const until = this.#options.now() + this.#options.timeoutMs;
		for (let attempt = 1;; attempt++) {
			throwIfAborted(signal);
			if (await createLock(this.#path, {
				token,
				...await ownProcess()
			})) return token;
			const holder = await this.#holder(this.#path);
			if (holder?.dead === true && await this.#break(holder.text)) continue;
			if (this.#options.now() >= until) throw new OciError("TIMEOUT", `${this.#path} is held by ${holder?.name ?? "another process"} for more than ${this.#options.timeoutMs} ms; when no such process is at work, delete that file`);
			await untilAborted(() => pause(randomInt(1, Math.min(longestPauseMs, 2 * attempt) + 1)), signal);
		}
	}
	async #break(text) {
		const guard = `${this.#path}.break`;
		if (!await createLock(guard, await ownProcess())) {
			if ((await this.#holder(guard))?.dead === true) await rm(guard, { force: true });
			return false;
		}
		try {
			const holder = await this.#holder(this.#path);
			if (holder?.dead === true && holder.text === text) await rm(this.#path, { force: true });
			return true;
		} finally {
			await rm(guard, { force: true });
		}
	}
	#holder(path) {
		return readHolder(path, this.#options.now(), this.#options.staleMs);
	}
	async #check(token) {
		if (!(await readFile(this.#path, "utf8").catch(() => "")).includes(token)) throw new OciError("TIMEOUT", `${this.#path} was taken over by another process, because this one gave no sign of life for ${this.#options.staleMs} ms; try again`);
	}
	async #renew() {
		const now = new Date(this.#options.now());
		await utimes(this.#path, now, now).catch(() => void 0);
	}
	async #release(token) {
		if ((await readFile(this.#path, "utf8").catch(() => "")).includes(token)) await rm(this.#path, { force: true }).catch(() => void 0);
	}
};
async function createLock(path, content) {
	try {
		await writeFile(path, JSON.stringify(content), { flag: "wx" });
		return true;
	} catch (error) {
		const code = errnoOf(error);
		const vanishing = process.platform === "win32" && (code === "EPERM" || code === "EACCES" || code === "EBUSY");
		if (code === "EEXIST" || vanishing) return false;
		if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") await rm(path, { force: true });
		throw fileSystemError(error, `create the lock ${path}`);
	}
}
function pause(ms) {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

export { kindOfStats as a, _usingCtx as c, syncDirectory as d, errnoOf as f, kindOf as i, durableRename as l, isProcessAlive as n, kindOfSync as o, fileSystemError as p, isMissing as r, kindOfTarget as s, LockFile as t, renameOver as u };