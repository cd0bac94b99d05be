let require_spec;
let require_streams;
let require_file_system_error;
let node_os;
let node_crypto;
let node_fs;
let node_fs_promises;

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

// src/fs/lock-holder.ts
const maxUnwrittenMs = 2e3;
const maxHeartbeatIntervalMs = 1e3;
function heartbeatInterval(staleMs) {
	return Math.min(staleMs / 4, maxHeartbeatIntervalMs);
}
let self;
function ownProcess() {
	self ??= {
		pid: process.pid,
		host: (0, (node_os ??= require("node:os")).hostname)(),
		started: startTimeOf(process.pid)
	};
	return self;
}
var LockWatch = class {
	#path;
	#options;
	#seen;
	constructor(path, options) {
		this.#path = path;
		this.#options = options;
	}
	async read() {
		const { now, monotonic } = this.#options;
		let text;
		let modifiedMs;
		try {
			modifiedMs = (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(this.#path)).mtimeMs;
			text = await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(this.#path, "utf8");
		} catch {
			this.#seen = void 0;
			return;
		}
		const at = monotonic();
		const state = `${modifiedMs} ${text}`;
		if (this.#seen?.state !== state) this.#seen = {
			state,
			at
		};
		const holder = parseHolder(text);
		const isSilent = this.#isSilent(text, Math.abs(now() - modifiedMs), at - this.#seen.at);
		const name = `process ${holder.pid ?? "?"} on ${(require_spec ??= require("./spec.js")).printable(holder.host ?? "?", 100)}`;
		return {
			text,
			name,
			dead: isSilent || hasEnded(holder)
		};
	}
	#isSilent(text, ageMs, unchangedMs) {
		const { staleMs } = this.#options;
		if (text === "") return Math.max(ageMs, unchangedMs) > maxUnwrittenMs;
		return unchangedMs > (ageMs > staleMs ? 3 * heartbeatInterval(staleMs) : staleMs);
	}
};
function parseHolder(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		return {};
	}
	if (!(require_spec ??= require("./spec.js")).isRecord(value)) return {};
	const { pid, host, started } = value;
	return {
		pid: typeof pid === "number" && Number.isSafeInteger(pid) && pid > 0 ? pid : void 0,
		host: typeof host === "string" ? host : void 0,
		started: typeof started === "string" ? started : void 0
	};
}
function hasEnded({ pid, host, started }) {
	if (pid === void 0 || host !== (0, (node_os ??= require("node:os")).hostname)()) return false;
	if (!isProcessAlive(pid)) return true;
	const current = started === void 0 ? void 0 : startTimeOf(pid);
	return current !== void 0 && current !== started;
}
function isProcessAlive(pid) {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return (require_file_system_error ??= require("./file-system-error.js")).errnoOf(error) !== "ESRCH";
	}
}
function startTimeOf(pid) {
	if (process.platform !== "linux") return void 0;
	try {
		const fields = (0, (node_fs ??= require("node:fs")).readFileSync)(`/proc/${pid}/stat`, "utf8");
		return fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19];
	} catch {
		return;
	}
}

// src/fs/lock-file.ts
const maxPollIntervalMs = 50;
const unwrittenHeartbeatMs = 250;
var LockFile = class {
	#path;
	#timeoutMs;
	#staleMs;
	#now;
	#monotonic;
	#watch;
	#breakWatch;
	#unwritten;
	#last = Promise.resolve();
	constructor(path, options = {}) {
		this.#path = path;
		this.#timeoutMs = options.timeoutMs ?? 3e4;
		this.#staleMs = options.staleMs ?? 6e4;
		this.#now = options.now ?? Date.now;
		this.#monotonic = options.monotonic ?? (require_streams ??= require("./streams.js")).monotonicMs;
		const watchOptions = {
			staleMs: this.#staleMs,
			now: this.#now,
			monotonic: this.#monotonic
		};
		this.#watch = new LockWatch(path, watchOptions);
		this.#breakWatch = new LockWatch(this.#breakPath, watchOptions);
	}
	async run(work, signal) {
		const { promise: done, resolve: finish } = Promise.withResolvers();
		const before = this.#last;
		this.#last = before.then(() => done);
		try {
			await (require_streams ??= require("./streams.js")).untilAborted(before, signal);
			const token = await this.#acquire(signal);
			const intervalMs = this.#unwritten === void 0 ? heartbeatInterval(this.#staleMs) : unwrittenHeartbeatMs;
			const heartbeat = setInterval(() => void this.#renew(), intervalMs);
			heartbeat.unref();
			try {
				return await work({ check: () => this.#check(token) });
			} finally {
				clearInterval(heartbeat);
				await this.#release(token);
			}
		} finally {
			finish();
		}
	}
	async #acquire(signal) {
		const token = (0, (node_crypto ??= require("node:crypto")).randomBytes)(16).toString("hex");
		const deadline = this.#monotonic() + this.#timeoutMs;
		for (let attempt = 1;; attempt++) {
			(require_spec ??= require("./spec.js")).throwIfAborted(signal);
			const content = JSON.stringify({
				token,
				...ownProcess()
			});
			const created = await createLock(this.#path, content);
			const ino = created?.emptyFile;
			this.#unwritten = ino === void 0 ? void 0 : {
				content,
				ino
			};
			if (created !== void 0) return token;
			const holder = await this.#watch.read();
			if (holder?.dead === true && await this.#break(holder.text)) continue;
			if (this.#monotonic() >= deadline) throw new (require_spec ??= require("./spec.js")).OciError("TIMEOUT", `cannot lock ${this.#path}: ${holder?.name ?? "another process"} has held it for more than ${this.#timeoutMs} ms; delete the file if that process is not running`);
			await (require_streams ??= require("./streams.js")).pause((0, (node_crypto ??= require("node:crypto")).randomInt)(1, Math.min(maxPollIntervalMs, 2 * attempt) + 1), signal);
		}
	}
	async #break(text) {
		if (await createLock(this.#breakPath, JSON.stringify(ownProcess())) === void 0) {
			if ((await this.#breakWatch.read())?.dead === true) await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(this.#breakPath, { force: true });
			return false;
		}
		try {
			const holder = await this.#watch.read();
			if (holder?.dead === true && holder.text === text) await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(this.#path, { force: true });
			return true;
		} finally {
			await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(this.#breakPath, { force: true });
		}
	}
	get #breakPath() {
		return `${this.#path}.break`;
	}
	async #check(token) {
		if (await this.#isHeld(token)) return;
		throw new (require_spec ??= require("./spec.js")).OciError("TIMEOUT", `another process has taken over the lock ${this.#path}, because this process did not respond for ${this.#staleMs} ms; try again`);
	}
	async #renew() {
		if (this.#unwritten !== void 0) await this.#write(this.#unwritten.content);
		const now = new Date(this.#now());
		await (0, (node_fs_promises ??= require("node:fs/promises")).utimes)(this.#path, now, now).catch(() => void 0);
	}
	async #write(content) {
		if (!await this.#isOwnEmptyFile()) return;
		try {
			try {
				var _usingCtx$1 = _usingCtx();
				await _usingCtx$1.a(await (0, (node_fs_promises ??= require("node:fs/promises")).open)(this.#path, "r+")).writeFile(content);
				this.#unwritten = void 0;
			} catch (_) {
				_usingCtx$1.e = _;
			} finally {
				await _usingCtx$1.d();
			}
		} catch {}
	}
	async #release(token) {
		if (await this.#isHeld(token)) await (0, (node_fs_promises ??= require("node:fs/promises")).unlink)(this.#path).catch(() => void 0);
	}
	async #isHeld(token) {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(this.#path, "utf8").catch(() => "")).includes(token) || await this.#isOwnEmptyFile();
	}
	async #isOwnEmptyFile() {
		const ino = this.#unwritten?.ino;
		if (ino === void 0) return false;
		const state = await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(this.#path).catch(() => void 0);
		return state?.ino === ino && state.size === 0;
	}
};
async function createLock(path, content) {
	let handle;
	try {
		handle = await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, "wx", 384);
	} catch (error) {
		const code = (require_file_system_error ??= require("./file-system-error.js")).errnoOf(error);
		const isBeingDeleted = process.platform === "win32" && (code === "EPERM" || code === "EACCES" || code === "EBUSY");
		if (code === "EEXIST" || isBeingDeleted) return void 0;
		throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `create the lock ${path}`);
	}
	try {
		try {
			var _usingCtx3 = _usingCtx();
			const file = _usingCtx3.a(handle);
			try {
				await file.writeFile(content);
				return { emptyFile: void 0 };
			} catch (error) {
				const code = (require_file_system_error ??= require("./file-system-error.js")).errnoOf(error);
				if (code !== "ENOSPC" && code !== "EDQUOT") throw error;
				await file.truncate();
				return { emptyFile: (await file.stat()).ino };
			}
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	} catch (error) {
		await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(path, { force: true });
		throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `create the lock ${path}`);
	}
}

Object.defineProperty(exports, "LockFile", {
  enumerable: true,
  get: function () {
    return LockFile;
  }
});
Object.defineProperty(exports, "_usingCtx", {
  enumerable: true,
  get: function () {
    return _usingCtx;
  }
});
Object.defineProperty(exports, "isProcessAlive", {
  enumerable: true,
  get: function () {
    return isProcessAlive;
  }
});