const require_rolldown_runtime = require("./rolldown-runtime.js");
let require_spec;
let require_valibot;
let require_options;
let require_usingCtx;
let require_secret_forms;
let require_connect;
let require_open_transport;
let require_socket_tap;
let require_transport;
let require_layout;
const require_undici = require("./undici.js");
let node_timers_promises;
let node_os;
let node_path;
let node_net;
let node_crypto;
let node_dns;
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
		const code = (require_options ??= require("./options.js")).errnoOf(error);
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
			throw (require_options ??= require("./options.js")).fileSystemError(error, `create ${name}`);
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
			throw (require_options ??= require("./options.js")).fileSystemError(error, `write ${this.#name}`);
		}
	}
	async setMode(mode) {
		try {
			await this.#handle.chmod(mode);
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `set the mode of ${this.#name}`);
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
			throw (require_options ??= require("./options.js")).fileSystemError(error, `write ${this.#name}`);
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
		var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const file = _usingCtx$2.a(await PendingFile.create((0, (node_path ??= require("node:path")).dirname)(path), path, `.${(0, (node_path ??= require("node:path")).basename)(path)}`, mode));
		await file.write(typeof content === "string" ? Buffer.from(content) : content);
		await file.commit(path);
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
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
	if ((require_options ??= require("./options.js")).isMissing(error)) return "absent";
	throw (require_options ??= require("./options.js")).fileSystemError(error, `read the status of ${String(path)}`);
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
		return (require_options ??= require("./options.js")).errnoOf(error) !== "ESRCH";
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
		this.#monotonic = options.monotonic ?? (require_spec ??= require("./spec.js")).monotonicMs;
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
			await (require_spec ??= require("./spec.js")).untilAborted(before, signal);
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
			await (require_spec ??= require("./spec.js")).pause((0, (node_crypto ??= require("node:crypto")).randomInt)(1, Math.min(maxPollIntervalMs, 2 * attempt) + 1), signal);
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
				var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
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
		const code = (require_options ??= require("./options.js")).errnoOf(error);
		const isBeingDeleted = process.platform === "win32" && (code === "EPERM" || code === "EACCES" || code === "EBUSY");
		if (code === "EEXIST" || isBeingDeleted) return void 0;
		throw (require_options ??= require("./options.js")).fileSystemError(error, `create the lock ${path}`);
	}
	try {
		try {
			var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const file = _usingCtx3.a(handle);
			try {
				await file.writeFile(content);
				return { emptyFile: void 0 };
			} catch (error) {
				const code = (require_options ??= require("./options.js")).errnoOf(error);
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
		throw (require_options ??= require("./options.js")).fileSystemError(error, `create the lock ${path}`);
	}
}

// src/credentials/secret-json.ts
function parseSecretJson(text, where) {
	try {
		return JSON.parse(text);
	} catch (error) {
		const offset = offsetOf(error) ?? firstBadToken(text);
		throw new (require_spec ??= require("./spec.js")).OciError("CREDENTIALS", `cannot read ${(require_spec ??= require("./spec.js")).printable(where)}: invalid JSON at ${positionOf(text, offset)}`);
	}
}
function offsetOf(error) {
	const match = error instanceof SyntaxError ? / at position (\d+)/.exec(error.message) : null;
	return match === null || error.message.includes("\"") ? void 0 : Number(match[1]);
}
const token = new RegExp(`[ \\t\\r\\n]+|[{}[\\],:]|${/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/u.source}|${/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/u.source}|true|false|null`, "uy");
function firstBadToken(text) {
	let offset = 0;
	for (;;) {
		token.lastIndex = offset;
		const match = token.exec(text);
		if (match === null || match[0] === "") return offset;
		offset = token.lastIndex;
	}
}
function positionOf(text, offset) {
	const before = text.slice(0, offset);
	return `line ${before.split("\n").length}, column ${offset - before.lastIndexOf("\n")}`;
}

// src/credentials/config-file.ts
function plainObject() {
	return (require_valibot ??= require("./valibot.js")).custom((require_spec ??= require("./spec.js")).isRecord);
}
const maxConfigBytes = 4194304;
async function readConfigText(path, signal) {
	const tooLarge = () => unreadableConfig(path, `it is larger than the limit of ${maxConfigBytes} bytes`);
	try {
		if ((await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).size > maxConfigBytes) throw tooLarge();
		const bytes = Buffer.concat(await (0, (node_fs ??= require("node:fs")).createReadStream)(path, {
			end: maxConfigBytes,
			signal
		}).toArray());
		if (bytes.byteLength > maxConfigBytes) throw tooLarge();
		return new TextDecoder().decode(bytes);
	} catch (error) {
		if ((require_options ??= require("./options.js")).isMissing(error)) return void 0;
		if (signal?.aborted === true) throw (require_spec ??= require("./spec.js")).abortedError(signal);
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read credentials from ${path}`);
	}
}
async function readConfigFile(path, signal) {
	try {
		const text = await readConfigText(path, signal);
		return text === void 0 ? void 0 : parseConfig(text, path);
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "FILE_SYSTEM")) throw error;
		throw new (require_spec ??= require("./spec.js")).OciError("CREDENTIALS", error.message, { cause: error.cause });
	}
}
function parseConfig(text, where) {
	const bare = text.replace(/^\ufeff/, "");
	const value = bare.trim() === "" ? {} : parseSecretJson(bare, where);
	const schema = (require_valibot ??= require("./valibot.js")).pipe(plainObject(), (require_valibot ??= require("./valibot.js")).looseObject({
		auths: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).pipe(plainObject(), (require_valibot ??= require("./valibot.js")).record((require_valibot ??= require("./valibot.js")).string(), (require_valibot ??= require("./valibot.js")).unknown()))),
		credHelpers: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).pipe(plainObject(), (require_valibot ??= require("./valibot.js")).record((require_valibot ??= require("./valibot.js")).string(), (require_valibot ??= require("./valibot.js")).string()))),
		credsStore: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).string()),
		HttpHeaders: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).pipe(plainObject(), (require_valibot ??= require("./valibot.js")).record((require_valibot ??= require("./valibot.js")).string(), (require_valibot ??= require("./valibot.js")).string())))
	}));
	const parsed = (require_valibot ??= require("./valibot.js")).safeParse(schema, value);
	if (!parsed.success) {
		const field = parsed.issues[0].path?.map((item) => String(item.key)).join(".");
		throw unreadableConfig(where, field === void 0 ? "it is not a JSON object" : `the value at ${(require_spec ??= require("./spec.js")).printable(field, 200)} has the wrong type`);
	}
	const { auths, credHelpers, credsStore, HttpHeaders } = parsed.output;
	return {
		where,
		auths: auths ?? {},
		credHelpers: credHelpers ?? {},
		credsStore: credsStore === null || credsStore === "" ? void 0 : credsStore,
		httpHeaders: HttpHeaders ?? {}
	};
}
function unreadableConfig(where, reason) {
	return new (require_spec ??= require("./spec.js")).OciError("CREDENTIALS", `cannot read credentials from ${(require_spec ??= require("./spec.js")).printable(where)}: ${reason}`);
}

// src/credentials/credential.ts
function isAnonymous(credential) {
	const { username, password, identityToken, registryToken } = credential;
	return ![
		username,
		password,
		identityToken,
		registryToken
	].some(hasText);
}
function isSameCredential(a, b) {
	return a.username === b.username && a.password === b.password && a.identityToken === b.identityToken && a.registryToken === b.registryToken;
}
const identityTokenUsername = "<token>";
function secretsOf(credential) {
	const forms = /* @__PURE__ */ new Set();
	for (const secret of [
		credential.password,
		credential.identityToken,
		credential.registryToken
	]) {
		if (!hasText(secret)) continue;
		for (const form of (require_secret_forms ??= require("./secret-forms.js")).secretForms(secret)) forms.add(form);
		for (const user of [credential.username ?? "", identityTokenUsername]) forms.add(base64(`${user}:${secret}`));
	}
	forms.delete("");
	return [...forms];
}
function base64(text) {
	return Buffer.from(text).toString("base64");
}
function hasText(text) {
	return text !== void 0 && text !== "";
}

// src/credentials/registry-key.ts
const dockerHubKey = "https://index.docker.io/v1/";
function checkRegistry(registry) {
	if ((require_spec ??= require("./spec.js")).isRegistryHost(registry)) return (require_spec ??= require("./spec.js")).canonicalRegistry(registry);
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `cannot look up credentials for "${(require_spec ??= require("./spec.js")).printable(registry, 300)}": it is not a registry host; write host or host:port`);
}
function hostOfKey(key) {
	return (require_spec ??= require("./spec.js")).canonicalRegistry(key.replace(/^https?:\/\//i, "").split("/", 1)[0] ?? "");
}
const rankExact = 0;
const rankAlias = 1;
const rankDockerHub = 2;
const rankUrl = 3;
function parseRegistryKey(key) {
	const url = /^https?:\/\//i.exec(key);
	const bare = url === null ? key : key.slice(url[0].length);
	const slash = bare.indexOf("/");
	const host = slash < 0 ? bare : bare.slice(0, slash);
	const rest = slash < 0 ? "" : bare.slice(slash + 1);
	const registry = (require_spec ??= require("./spec.js")).canonicalRegistry(host);
	if (url !== null || /^v[12]\/$/.test(rest)) {
		if (!/^(?:v[12]\/?)?$/.test(rest)) return void 0;
		return {
			registry,
			path: "",
			rank: key === "https://index.docker.io/v1/" ? rankDockerHub : rankUrl
		};
	}
	return {
		registry,
		path: rest.replace(/\/$/, ""),
		rank: registry === host.toLowerCase() ? rankExact : rankAlias
	};
}
function pathsOf(repository) {
	const segments = repository === void 0 || repository === "" ? [] : repository.split("/");
	return [...segments.map((_, index) => segments.slice(0, segments.length - index).join("/")), ""];
}

// src/http/redact.ts
const maxCharacters = 500;
function redactUrl(url) {
	const text = typeof url === "string" ? url : url.href;
	const [, before = "", query] = /^([^?#]*)(\?[^#]*)?/s.exec(text) ?? [];
	const bare = before.replace(/^(\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]{2,})?([^/\\]*)@/s, "$1***@");
	return (require_spec ??= require("./spec.js")).printable(query === void 0 || query === "?" ? bare : `${bare}?***`, maxCharacters);
}

// src/http/network-error.ts
function toError(summary, problem, cause) {
	const { method, url, proxy } = summary;
	const via = proxy === void 0 ? "" : ` through the proxy ${proxy}`;
	const remedy = problem.remedy === void 0 ? "" : `; ${problem.remedy}`;
	const error = new (require_spec ??= require("./spec.js")).OciError(problem.code, `${method} ${redactUrl(url)}${via} failed: ${problem.reason}${remedy}`, {
		cause,
		remedy: problem.remedy === void 0 ? void 0 : "stated"
	});
	return problem.transient ? new (require_open_transport ??= require("./open-transport.js")).RetryableError(error, {
		method,
		url,
		hasResponse: false,
		reason: problem.reason
	}) : error;
}
function networkError(error, summary) {
	if (error instanceof (require_spec ??= require("./spec.js")).OciError) return error;
	const code = codeOf(error);
	const message = (require_spec ??= require("./spec.js")).messageOf(error);
	return toError(summary, problemOf(code, message, summary), safeCause(code, message));
}
function isMistake(error) {
	return (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) && error.cause === void 0 && codeOf(error) === void 0;
}
function headTimeoutError(summary) {
	return toError(summary, {
		code: "TIMEOUT",
		reason: noAnswer,
		transient: true
	}, void 0);
}
function stallError(summary, direction, bytes, ms) {
	return toError(summary, {
		code: "TIMEOUT",
		reason: `${direction} stalled: less than ${bytes} bytes a second for ${ms / 1e3} s`,
		transient: true
	}, void 0);
}
function truncatedResponse(error, summary, read, length) {
	if (error instanceof (require_spec ??= require("./spec.js")).OciError) return error;
	const code = codeOf(error);
	const message = (require_spec ??= require("./spec.js")).messageOf(error);
	const problem = code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" ? {
		code: "UNREACHABLE",
		reason: "the connection ended early",
		transient: true
	} : problemOf(code, message, summary);
	const reason = `the response ended after ${read}${length === void 0 ? "" : ` of ${length}`} bytes: ${problem.reason}`;
	return toError(summary, {
		...problem,
		reason
	}, safeCause(code, message));
}
function isConnectionClosed(error) {
	return error instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError && closedCodes.has(codeOf(error.cause) ?? "");
}
const noAnswer = "the server did not answer in time";
const closedCodes = /* @__PURE__ */ new Set([
	"ECONNRESET",
	"EPIPE",
	"UND_ERR_SOCKET",
	"ECONNABORTED"
]);
const certificateCodes = /* @__PURE__ */ new Set([
	"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
	"UNABLE_TO_GET_ISSUER_CERT",
	"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
	"SELF_SIGNED_CERT_IN_CHAIN",
	"DEPTH_ZERO_SELF_SIGNED_CERT",
	"CERT_UNTRUSTED",
	"CERT_REJECTED",
	"CERT_CHAIN_TOO_LONG",
	"INVALID_CA",
	"INVALID_PURPOSE",
	"PATH_LENGTH_EXCEEDED"
]);
const closedReason = "its connection was closed; wait for each call before the connection is closed";
const checkAddress = "check the host and port, and that the registry can be reached from this machine";
const problemByCode = {
	ENOTFOUND: {
		code: "UNREACHABLE",
		reason: "the host name does not resolve",
		remedy: checkAddress,
		transient: true
	},
	EAI_AGAIN: {
		code: "UNREACHABLE",
		reason: "the host name temporarily does not resolve",
		remedy: checkAddress,
		transient: true
	},
	ECONNREFUSED: {
		code: "UNREACHABLE",
		reason: "the connection was refused",
		remedy: checkAddress,
		transient: true
	},
	EHOSTUNREACH: {
		code: "UNREACHABLE",
		reason: "there is no route to the host",
		remedy: checkAddress,
		transient: true
	},
	ENETUNREACH: {
		code: "UNREACHABLE",
		reason: "there is no route to the network",
		remedy: checkAddress,
		transient: true
	},
	ETIMEDOUT: {
		code: "UNREACHABLE",
		reason: "the connection timed out",
		remedy: checkAddress,
		transient: true
	},
	UND_ERR_CONNECT_TIMEOUT: {
		code: "UNREACHABLE",
		reason: "the host did not answer the connection attempt in time",
		remedy: checkAddress,
		transient: true
	},
	UND_ERR_SOCKET: {
		code: "UNREACHABLE",
		reason: "the server closed the connection",
		transient: true
	},
	ECONNRESET: {
		code: "UNREACHABLE",
		reason: "the connection was reset",
		transient: true
	},
	ECONNABORTED: {
		code: "UNREACHABLE",
		reason: "the connection was aborted",
		transient: true
	},
	EPIPE: {
		code: "UNREACHABLE",
		reason: "the server closed the connection while the request was being sent",
		transient: true
	},
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
		code: "PROTOCOL",
		reason: "the response has contradictory lengths",
		transient: false
	},
	UND_ERR_HEADERS_TIMEOUT: {
		code: "TIMEOUT",
		reason: noAnswer,
		transient: true
	},
	UND_ERR_HEADERS_OVERFLOW: {
		code: "PROTOCOL",
		reason: "the response has too many header bytes",
		transient: false
	},
	UND_ERR_PRX_CONN: {
		code: "UNREACHABLE",
		reason: "the proxy closed the connection",
		transient: true
	},
	UND_ERR_PRX_TLS: {
		code: "TLS_FAILED",
		reason: "the proxy's certificate is for another name",
		transient: false
	},
	UND_ERR_DESTROYED: {
		code: "ABORTED",
		reason: closedReason,
		transient: false
	},
	UND_ERR_CLOSED: {
		code: "ABORTED",
		reason: closedReason,
		transient: false
	}
};
function problemOf(code, message, { url }) {
	const codeLabel = code === void 0 ? "" : ` (${code})`;
	const [, proxyStatus] = /Proxy response \((\d{3})\)|\(407\)/.exec(message) ?? [];
	if (proxyStatus !== void 0 || message.includes("Proxy Authentication Required")) return proxyProblem(Number(proxyStatus ?? 407));
	if (code !== void 0 && (certificateCodes.has(code) || /^(?:CERT_|ERR_TLS_CERT_|CRL_|UNABLE_TO_)/.test(code))) return certificateProblem(code, message, url);
	if (isTls(code)) return tlsProblem(message, codeLabel);
	if (code === "ECONNRESET" && message.includes("before secure TLS connection")) return {
		code: "UNREACHABLE",
		reason: `the server closed the connection during the TLS handshake${codeLabel}`,
		remedy: `if the registry speaks plain HTTP, set ${(require_spec ??= require("./spec.js")).optionName("plainHttp")}`,
		transient: true
	};
	const problem = problemByCode[code ?? ""];
	if (problem !== void 0) return {
		...problem,
		reason: `${problem.reason}${codeLabel}`
	};
	if (code?.startsWith("HPE_") === true) {
		const remedy = url.protocol === "http:" ? `if the port uses TLS, do not set ${(require_spec ??= require("./spec.js")).optionName("plainHttp")}` : void 0;
		return {
			code: "PROTOCOL",
			reason: `the response is not HTTP: ${(require_spec ??= require("./spec.js")).printable(message, 200)}${codeLabel}`,
			remedy,
			transient: false
		};
	}
	if (code === "UND_ERR_INVALID_ARG" || code === "ERR_INVALID_ARG_VALUE") return {
		code: "INPUT_INVALID",
		reason: `the request cannot be sent: ${(require_spec ??= require("./spec.js")).printable(message, 200)}`,
		transient: false
	};
	return {
		code: "UNREACHABLE",
		reason: `${(require_spec ??= require("./spec.js")).printable(message, 300)}${codeLabel}`,
		transient: true
	};
}
function proxyProblem(status) {
	return status === 407 ? {
		code: "UNREACHABLE",
		reason: "the proxy requires other credentials (407)",
		remedy: "set user and password in the proxy variable (http://user:password@proxy:port)",
		transient: false
	} : {
		code: "UNREACHABLE",
		reason: `the proxy answered ${status}`,
		remedy: "check that the proxy can reach the registry, or add the registry to no_proxy",
		transient: status >= 500
	};
}
function certificateProblem(code, message, url) {
	const base = {
		code: "TLS_FAILED",
		transient: false
	};
	if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return {
		...base,
		reason: `the certificate is not for ${(require_spec ??= require("./spec.js")).printable(url.hostname, 255)} (${code})`,
		remedy: "check the host name"
	};
	if (code === "CERT_HAS_EXPIRED") return {
		...base,
		reason: `the certificate has expired (${code})`,
		remedy: "renew the certificate of the registry, and check the clock of this machine"
	};
	if (code === "CERT_NOT_YET_VALID") return {
		...base,
		reason: `the certificate is not valid yet (${code})`,
		remedy: "check the clock of this machine"
	};
	return {
		...base,
		reason: `the certificate is not trusted: ${(require_spec ??= require("./spec.js")).printable(message.split(";", 1)[0] ?? "", 200)} (${code})`,
		remedy: `set ${(require_spec ??= require("./spec.js")).optionName("caFile")} to the certificate of the authority that signed it`
	};
}
function isTls(code) {
	return code !== void 0 && (code === "EPROTO" || code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_"));
}
function tlsProblem(message, codeLabel) {
	return /wrong.version.number|packet.length.too.long|record.layer.failure|http.request/i.test(message + codeLabel) ? {
		code: "TLS_FAILED",
		reason: `the server does not speak TLS on this port${codeLabel}`,
		remedy: `if the registry speaks plain HTTP, set ${(require_spec ??= require("./spec.js")).optionName("plainHttp")}`,
		transient: false
	} : {
		code: "TLS_FAILED",
		reason: `the TLS handshake failed: ${(require_spec ??= require("./spec.js")).printable(message, 200)}${codeLabel}`,
		transient: false
	};
}
function codeOf(error) {
	for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at instanceof AggregateError ? at.errors[0] : at.cause, depth++) {
		const code = at.code;
		if (typeof code === "string") return code;
		if (at.name === "HTTPParserError") return "HPE_INVALID";
	}
}
function safeCause(code, message) {
	const cause = new Error((require_spec ??= require("./spec.js")).printable(message, 500));
	if (code !== void 0) cause.code = code;
	return cause;
}

// src/http/private-host.ts
let known;
function networks() {
	known ??= {
		nonPublic: listOf("0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/3 ::/96 64:ff9b::/96 64:ff9b:1::/48 2002::/16 fc00::/7 fe80::/9 ff00::/8"),
		siteLocal: listOf("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7"),
		metadata: listOf("fd00:ec2::/32 fd20:ce::/32")
	};
	return known;
}
function listOf(networks) {
	const list = new (node_net ??= require("node:net")).BlockList();
	for (const network of networks.split(" ")) {
		const [address = "", bits] = network.split("/");
		list.addSubnet(address, Number(bits), address.includes(":") ? "ipv6" : "ipv4");
	}
	return list;
}
function scopeOf(address) {
	if ((require_spec ??= require("./spec.js")).isLoopbackHost(address, { subdomains: true })) return "loopback";
	const family = (0, (node_net ??= require("node:net")).isIP)(address);
	const type = family === 4 ? "ipv4" : "ipv6";
	if (family === 0) return "other";
	const { siteLocal, metadata } = networks();
	return siteLocal.check(address, type) && !metadata.check(address, type) ? "site" : "other";
}
function isPrivateHost(hostname) {
	if ((require_spec ??= require("./spec.js")).isLoopbackHost(hostname, { subdomains: true })) return true;
	const name = (require_spec ??= require("./spec.js")).bareHost(hostname);
	const family = (0, (node_net ??= require("node:net")).isIP)(name);
	return family !== 0 && networks().nonPublic.check(name, family === 4 ? "ipv4" : "ipv6");
}

// src/http/address-guard.ts
var AddressGuard = class {
	#trustedHosts;
	#lookup;
	#knownAddresses = /* @__PURE__ */ new Map();
	constructor({ trustedHosts = [], lookup = (node_dns ??= require("node:dns")).lookup }) {
		this.#trustedHosts = trustedHosts;
		this.#lookup = lookup;
	}
	check(url, source) {
		if (source === void 0 || isExempt(url, source.registry, this.#trustedHosts)) return void 0;
		if (isPrivateHost(url.hostname)) throw privateAddressError(url, source);
		return source.registry;
	}
	lookup = (hostname, options, callback) => {
		this.#lookup(hostname, options, (error, result, family) => {
			if (error === null) {
				const known = this.#knownAddresses.get((require_spec ??= require("./spec.js")).bareHost(hostname)) ?? /* @__PURE__ */ new Set();
				for (const address of addressesIn(result)) known.add(address);
				this.#knownAddresses.set((require_spec ??= require("./spec.js")).bareHost(hostname), known);
			}
			callback(error, result, family);
		});
	};
	lookupFor(registry) {
		return (hostname, options, callback) => {
			this.#lookup(hostname, options, (error, result, family) => {
				const refused = error === null ? addressesIn(result).find((each) => !this.#isAllowed(each, registry)) : void 0;
				if (refused === void 0) callback(error, result, family);
				else callback(new PrivateAddressError(refused), []);
			});
		};
	}
	#isAllowed(address, registry) {
		if (!isPrivateHost(address)) return true;
		const scope = scopeOf(address);
		const host = (require_spec ??= require("./spec.js")).bareHost(registry.hostname);
		const registryAddresses = [...this.#knownAddresses.get(host) ?? [host]];
		return scope !== "other" && registryAddresses.every((each) => scopeOf(each) === scope);
	}
};
var PrivateAddressError = class extends Error {
	address;
	constructor(address) {
		super("the host has an address of a private network");
		this.address = address;
	}
};
function addressesIn(result) {
	return typeof result === "string" ? [result] : result.map(({ address }) => address);
}
function isExempt(url, registry, trustedHosts) {
	if (url.hostname === registry.hostname || isTrustedHost(url, trustedHosts)) return true;
	return [url, registry].every(({ hostname }) => (require_spec ??= require("./spec.js")).isLoopbackHost(hostname, { subdomains: true }));
}
function isTrustedHost(url, trustedHosts = []) {
	const host = (require_spec ??= require("./spec.js")).bareHost(url.hostname);
	return trustedHosts.some((each) => (require_spec ??= require("./spec.js")).bareHost(each) === host);
}
function isPrivateTarget(target, { registry }) {
	return isPrivateHost(target.hostname) && !isExempt(target, registry, []);
}
function privateAddressError(target, { registry, kind }, address) {
	const host = (require_spec ??= require("./spec.js")).bareHost(target.hostname);
	const verb = address === void 0 ? "is" : `resolves to ${address},`;
	const remedy = {
		redirect: `turn redirects off in the storage settings of the registry, or, if you trust ${host}, ${asTarget}`,
		"upload location": `${publicUrlRemedy}, or, if you trust ${host}, ${asTarget}`,
		"token endpoint": `if you trust it, allow the host ${host} as a token realm`
	}[kind];
	const location = `${kind === "redirect" ? "to" : "on"} ${redactUrl(target.origin)}`;
	return new (require_spec ??= require("./spec.js")).OciError("REDIRECT_REFUSED", `refused the ${kind} of ${registry.origin} ${location}: ${host} ${verb} an address of a private network or of this machine, but the registry has another address; ${remedy}`, { remedy: kind === "token endpoint" ? "tokenHosts" : "trustedRedirectHosts" });
}
const asTarget = "allow it as a redirect target";
const publicUrlRemedy = "correct the public URL of the registry (http.host of distribution, or X-Forwarded-Host and X-Forwarded-Proto of the proxy in front of it)";

// src/http/location.ts
const maxHeaderSize = 131072;
function sameOrigin(a, b) {
	return a.origin === b.origin;
}
function resolveLocation(response, base, options = {}) {
	const target = parseTarget(response.headers.get("location"), response, "Location");
	if (isAllowedLocation(target, base, options)) return target;
	refuseDowngrade(target, base, "Location");
	const refuse = (reason, remedy) => redirectRefused(`refused the upload location of ${base.origin} on ${redactUrl(target.origin)}: ${reason}`, remedy);
	const isSameHost = target.hostname === base.hostname;
	if (options.allowForeign !== true && isSameHost) throw refuse(`it is on another origin; ${publicUrlRemedy}`);
	if (options.allowForeign !== true) throw refuse(`it is on another origin; ${publicUrlRemedy}, or, if the registry stores its uploads on ${(require_spec ??= require("./spec.js")).bareHost(target.hostname)}, ${asTarget}`, "trustedRedirectHosts");
	if (target.protocol !== "https:") throw refuse("another origin must use https");
	throw privateAddressError(target, {
		registry: base,
		kind: "upload location"
	});
}
function isAllowedLocation(target, base, { allowForeign, trustedHosts }) {
	if (sameOrigin(target, base)) return true;
	if (isTrustedHost(target, trustedHosts)) return target.protocol === "https:" || base.protocol === "http:";
	const source = {
		registry: base,
		kind: "upload location"
	};
	return allowForeign === true && target.protocol === "https:" && !isPrivateTarget(target, source);
}
function parseTarget(text, response, header) {
	const from = `the response of ${redactUrl(response.url)} (status ${response.status})`;
	if (text === void 0 || text.trim() === "") throw new (require_spec ??= require("./spec.js")).OciError("PROTOCOL", `${from} has no ${header} header`);
	const subject = `${from} has an invalid ${header} header`;
	if (text.length > 131072) throw new (require_spec ??= require("./spec.js")).OciError("PROTOCOL", `${subject}: it has ${text.length} characters, more than the limit of ${maxHeaderSize}`);
	const target = URL.parse(text, response.url.href);
	if (target === null) throw new (require_spec ??= require("./spec.js")).OciError("PROTOCOL", `${subject}: it is not a URL: ${redactUrl(text)}`);
	if (target.protocol !== "http:" && target.protocol !== "https:") throw redirectRefused(`${subject}: the scheme ${redactUrl(target.protocol)} is neither http nor https`);
	if (target.username !== "" || target.password !== "") throw redirectRefused(`${subject}: it contains user information: ${redactUrl(target)}`);
	target.hash = "";
	return target;
}
function refuseDowngrade(target, base, header) {
	if (base.protocol !== "https:" || target.protocol !== "http:") return;
	const hint = target.hostname === base.hostname ? `; the registry behind the TLS proxy returns an http ${header}; configure its public URL (X-Forwarded-Proto or its external URL)` : "";
	throw redirectRefused(`refused the ${header} of ${base.origin} to ${redactUrl(target.origin)}: it changes from https to http${hint}`);
}
function redirectRefused(message, remedy) {
	return new (require_spec ??= require("./spec.js")).OciError("REDIRECT_REFUSED", message, { remedy });
}

// src/http/upload.ts
const sliceBytes = 65536;
const maxSliceBytes = 524288;
const bufferedBytes = 65536;
var Upload = class {
	sent = 0;
	isComplete = false;
	failure;
	#body;
	#guard;
	#isPaused = false;
	#isStopped = false;
	#interrupt;
	constructor(body, guard) {
		this.#body = body;
		this.#guard = guard;
	}
	pause() {
		this.#isPaused = true;
	}
	stop() {
		this.#isStopped = true;
		this.#guard.stop();
		this.#interrupt?.();
	}
	async *[Symbol.asyncIterator]() {
		const { open, length } = this.#body;
		let source;
		let size = 0;
		try {
			const isBorrowed = open.borrowed !== void 0;
			let sliceSize = sliceBytes;
			source = (require_spec ??= require("./spec.js")).borrowedChunks(open)[Symbol.asyncIterator]();
			for (;;) {
				const step = await this.#next(source);
				if (step === void 0) return;
				if (step.done === true) break;
				const chunk = step.value;
				(require_spec ??= require("./spec.js")).checkChunk(chunk);
				size += chunk.byteLength;
				if (length !== void 0 && size > length) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_MISMATCH", `cannot send the content: it has more than the announced ${length} bytes; it changed after it was measured`);
				for (let at = 0; at < chunk.byteLength;) {
					if (this.#isPaused) await this.#untilStopped();
					if (this.#isStopped) return;
					const slice = chunk.subarray(at, at + sliceSize);
					at += slice.byteLength;
					this.sent += slice.byteLength;
					this.#guard.begin();
					yield isBorrowed && slice.byteLength < bufferedBytes ? Uint8Array.from(slice) : slice;
					sliceSize = this.#guard.end(slice.byteLength) ? Math.min(2 * sliceSize, maxSliceBytes) : sliceBytes;
				}
			}
			source = void 0;
			if (length !== void 0 && size < length) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_MISMATCH", `cannot send the content: it ended after ${size} of ${length} bytes; it changed after it was measured`);
			this.isComplete = true;
		} catch (error) {
			this.failure = { error };
			throw error;
		} finally {
			this.#guard.stop();
			source?.return?.().catch(() => void 0);
		}
	}
	#next(source) {
		if (this.#isStopped) return Promise.resolve(void 0);
		return new Promise((resolve, reject) => {
			this.#interrupt = () => resolve(void 0);
			source.next().then(resolve, reject);
		});
	}
	#untilStopped() {
		if (this.#isStopped) return Promise.resolve();
		return new Promise((resolve) => {
			this.#interrupt = resolve;
		});
	}
};

// src/connect/open-location.ts
async function openLocation(given, options = {}) {
	(require_spec ??= require("./spec.js")).checkNumbers(options, { prepare: 0 });
	const location = (require_spec ??= require("./spec.js")).asLocation(given);
	if (location.kind === "registry") {
		const connection = await (require_connect ??= require("./connect.js")).connectRepository(location, options);
		connection.prepare(options.prepare ?? 0);
		const close = () => connection.close();
		const { registry, repository } = connection;
		return {
			location,
			registry,
			repository,
			close,
			[Symbol.asyncDispose]: close
		};
	}
	const path = (0, (node_path ??= require("node:path")).resolve)(location.path);
	if (options.readOnly === true && await kindOfTarget(path) === "file") {
		const { openLayoutArchive } = await Promise.resolve().then(() => require("./layout-archive.js"));
		const archive = await openLayoutArchive(path, { signal: options.signal });
		const close = async () => archive[Symbol.asyncDispose]();
		return {
			location,
			repository: archive.layout,
			close,
			[Symbol.asyncDispose]: close
		};
	}
	const layout = await (require_layout ??= require("./layout.js")).LayoutRepository.open(path, {
		readOnly: options.readOnly,
		create: options.create === false ? "never" : "in-empty-folder",
		journal: options.manyWrites,
		signal: options.signal
	});
	const close = async () => {
		if (options.readOnly === true) return;
		await layout.flush();
		await layout.tidy();
	};
	return {
		location,
		repository: layout,
		close,
		[Symbol.asyncDispose]: close
	};
}
async function manifestLocation(repository, location, options = {}) {
	if (location.kind === "registry" || !(repository instanceof (require_layout ??= require("./layout.js")).LayoutRepository) || location.digest !== void 0) return (require_spec ??= require("./spec.js")).withDefaultTag(location);
	const reference = await repository.select(location.tag, options);
	return {
		...location,
		...(require_spec ??= require("./spec.js")).isDigest(reference) ? { digest: reference } : { tag: reference }
	};
}

// src/transfer/read-progress.ts
var ReadProgress = class {
	#onBytes;
	#furthest = /* @__PURE__ */ new Map();
	#done = 0;
	constructor(onBytes) {
		this.#onBytes = onBytes;
	}
	advance(key, position, blob) {
		const before = this.#furthest.get(key) ?? 0;
		if (position <= before) return;
		this.#furthest.set(key, position);
		this.#done += position - before;
		this.#onBytes(this.#done, blob === void 0 ? void 0 : progressOf(blob, position));
	}
	async *chunks(key, content, start = 0) {
		let position = start;
		for await (const chunk of content) {
			position += chunk.byteLength;
			this.advance(key, position);
			yield chunk;
		}
	}
	source(source, isCounted) {
		return {
			exists: (target, options) => source.exists(target, options),
			resolve: (reference, options) => source.resolve(reference, options),
			predecessors: (node, options) => source.predecessors(node, options),
			fetch: async (target, options) => {
				const reader = await source.fetch(target, options);
				if (!isCounted(target)) return reader;
				let position = 0;
				return (require_spec ??= require("./spec.js")).observeReader(reader, (chunk) => {
					position += chunk.byteLength;
					this.advance(target.digest, position, target);
				});
			}
		};
	}
};
function progressOf({ digest, size, annotations }, done) {
	return {
		digest,
		done,
		size,
		title: annotations?.[(require_spec ??= require("./spec.js")).annotationTitle]
	};
}

// src/http/spare-connections.ts
var import__undici_parts = require_undici.require__undici_parts();
var SpareConnections = class {
	#connect;
	#maxIdleMs;
	#spares = /* @__PURE__ */ new Map();
	#isClosed = false;
	constructor(connector, maxIdleMs) {
		this.#connect = connector;
		this.#maxIdleMs = maxIdleMs;
	}
	prepare(origin) {
		if (this.#isClosed) return;
		const { host, protocol, port } = origin;
		const target = {
			host,
			hostname: origin.hostname.replace(/^\[(.*)\]$/, "$1"),
			protocol,
			port
		};
		const result = (...args) => {
			if (spare.user === void 0) spare.result = args;
			else spare.user(...args);
		};
		const spare = {
			socket: this.#connect(target, result),
			openedAt: (require_spec ??= require("./spec.js")).monotonicMs(),
			user: void 0,
			result: void 0
		};
		const key = keyOf(target);
		this.#spares.set(key, [...this.#spares.get(key) ?? [], spare]);
	}
	connect(target, callback) {
		const spares = this.#spares.get(keyOf(target)) ?? [];
		for (let spare = spares.shift(); spare !== void 0; spare = spares.shift()) {
			const { result, socket } = spare;
			if (result === void 0) {
				spare.user = callback;
				return false;
			}
			if (result[0] === null && !socket.destroyed && (require_spec ??= require("./spec.js")).monotonicMs() - spare.openedAt < this.#maxIdleMs) {
				process.nextTick(callback, ...result);
				return true;
			}
			socket.destroy();
		}
		this.#connect(target, callback);
		return false;
	}
	close() {
		this.#isClosed = true;
		for (const spares of this.#spares.values()) for (const { socket } of spares) socket.destroy();
		this.#spares.clear();
	}
};
function keyOf({ protocol, host = "" }) {
	return `${protocol}//${host}`;
}

// src/http/write-errors.ts
const maxDelayMs = 1e3;
function delayWriteErrors(socket) {
	const delayed = (callback) => (error) => {
		if (error === void 0 || error === null || socket.destroyed || socket.readableEnded) callback(error);
		else afterEnd(socket, () => callback(error));
	};
	const write = socket._write.bind(socket);
	const writev = socket._writev?.bind(socket);
	socket._write = (chunk, encoding, callback) => write(chunk, encoding, delayed(callback));
	if (writev !== void 0) socket._writev = (chunks, callback) => writev(chunks, delayed(callback));
}
function afterEnd(socket, done) {
	let timer;
	const finish = () => {
		clearTimeout(timer);
		socket.off("end", finish).off("close", finish);
		done();
	};
	timer = setTimeout(finish, maxDelayMs);
	socket.once("end", finish).once("close", finish);
}

// src/http/connections.ts
var connections_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({
	ConnectionLease: () => ConnectionLease,
	Connections: () => Connections
});
const connectTimeoutMs = 3e4;
const keepAliveMs = 1e4;
var ConnectionLease = class {
	reused = false;
	socket;
};
var Connections = class {
	#options;
	#agents = /* @__PURE__ */ new Map();
	#connector;
	#spares;
	#closed;
	constructor(options) {
		this.#options = options;
		this.#connector = (0, import__undici_parts.buildConnector)({
			...this.#tlsOptions(true),
			lookup: options.guard.lookup,
			onread: (require_socket_tap ??= require("./socket-tap.js")).tappable
		});
		this.#spares = new SpareConnections(this.#connector, keepAliveMs);
	}
	prepare(url, count) {
		if (this.#options.proxies.for(url) !== void 0) return;
		for (let opened = 0; opened < count; opened++) this.#spares.prepare(url);
	}
	route({ url, namedBy }, newConnection) {
		const { proxies, guard, ownContext } = this.#options;
		const registry = guard.check(url, namedBy);
		const proxy = proxies.for(url);
		const isOwn = ownContext === void 0 || namedBy === void 0 || sameOrigin(url, namedBy.registry);
		const key = [
			newConnection ? "new" : "pooled",
			isOwn,
			proxy?.url,
			registry?.hostname
		].join(" ");
		let dispatcher = this.#agents.get(key);
		if (dispatcher === void 0 || this.#closed !== void 0) {
			dispatcher = this.#createAgent(proxy, newConnection, registry, isOwn);
			if (this.#closed === void 0) this.#agents.set(key, dispatcher);
			else dispatcher.destroy().catch(() => void 0);
		}
		return {
			dispatcher,
			proxy,
			isExclusive: proxy === void 0 || url.protocol === "https:"
		};
	}
	close() {
		this.#spares.close();
		this.#closed ??= Promise.all([...this.#agents.values()].map((agent) => agent.destroy())).then(() => void 0);
		return this.#closed;
	}
	#createAgent(proxy, newConnection, registry, isOwn) {
		const { secureContext, connections, headersTimeoutMs, guard } = this.#options;
		const common = {
			allowH2: false,
			maxHeaderSize,
			keepAliveTimeout: keepAliveMs,
			headersTimeout: headersTimeoutMs,
			bodyTimeout: 0,
			connections: connections ?? null,
			pipelining: newConnection ? 0 : 1
		};
		const isNamed = registry === void 0 && isOwn;
		const spares = proxy === void 0 && isNamed && !newConnection ? this.#spares : void 0;
		const factory = (origin, options) => new import__undici_parts.Pool(origin, {
			...common,
			...options,
			factory: (url, clientOptions) => new LeasedClient(url, clientOptions, spares)
		});
		if (proxy === void 0) {
			const lookup = registry === void 0 ? guard.lookup : guard.lookupFor(registry);
			const connect = isNamed ? this.#connector : {
				...this.#tlsOptions(isOwn),
				lookup,
				onread: (require_socket_tap ??= require("./socket-tap.js")).tappable
			};
			return new import__undici_parts.Agent({
				...common,
				factory,
				connect
			});
		}
		const trust = secureContext === void 0 ? {} : { secureContext };
		return new import__undici_parts.ProxyAgent({
			...common,
			factory,
			uri: proxy.url,
			...proxy.authorization === void 0 ? {} : { token: proxy.authorization },
			requestTls: this.#tlsOptions(isOwn),
			proxyTls: {
				...trust,
				allowH2: false,
				timeout: connectTimeoutMs
			},
			clientFactory: (origin, options) => new import__undici_parts.Pool(origin, {
				...options,
				headersTimeout: connectTimeoutMs,
				maxHeaderSize,
				allowH2: false
			})
		});
	}
	#tlsOptions(isOwn) {
		const { insecureTls, ownContext } = this.#options;
		const secureContext = (isOwn ? ownContext : void 0) ?? this.#options.secureContext;
		return {
			...secureContext === void 0 ? {} : { secureContext },
			allowH2: false,
			timeout: connectTimeoutMs,
			rejectUnauthorized: !insecureTls
		};
	}
};
var LeasedClient = class extends import__undici_parts.Client {
	#connected = false;
	#socket;
	#waiting;
	constructor(origin, options, spares) {
		const { connect } = options;
		super(origin, {
			...options,
			connect: (target, callback) => {
				const connected = (...result) => {
					if (result[0] === null) {
						delayWriteErrors(result[1]);
						this.#socket = result[1];
						if (this.#waiting !== void 0) this.#waiting.socket = result[1];
					}
					callback(...result);
				};
				const isIdle = spares?.connect(target, connected);
				if (isIdle === void 0) connect(target, connected);
				else if (isIdle && this.#waiting !== void 0) this.#waiting.reused = true;
			}
		});
		this.on("connect", () => {
			this.#connected = true;
		});
		this.on("disconnect", () => {
			this.#connected = false;
		});
	}
	dispatch(options, handler) {
		const { opaque } = options;
		if (opaque instanceof ConnectionLease) {
			opaque.reused = this.#connected;
			opaque.socket = this.#connected ? this.#socket : void 0;
			this.#waiting = opaque;
		}
		return super.dispatch(options, handler);
	}
};

// src/http/head-timeout.ts
var HeadTimeout = class {
	#ms;
	#onTimeout;
	#timer;
	constructor(ms, onTimeout) {
		this.#ms = ms;
		this.#onTimeout = onTimeout;
	}
	start() {
		if (this.#ms > 0) this.#timer ??= setTimeout(this.#onTimeout, this.#ms).unref();
	}
	stop() {
		clearTimeout(this.#timer);
	}
};

// src/http/dispatch.ts
var dispatch_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ dispatch: () => dispatch });
const maxStaleBytes = 1048576;
function dispatch(connections, options) {
	const { onEvent, now } = options;
	return async (request) => {
		const { method } = request;
		const url = redactUrl(request.url);
		const startedAt = now();
		await (0, (node_timers_promises ??= require("node:timers/promises")).setImmediate)();
		let outcome = await sendOnce(connections, options, request, false);
		if (outcome.response === void 0 && outcome.isStale) {
			onEvent?.({
				kind: "retry",
				method,
				url,
				attempt: 1,
				attempts: 2,
				delayMs: 0,
				reason: "the server had closed the idle connection"
			});
			outcome = await sendOnce(connections, options, request, true);
		}
		if (outcome.response === void 0) throw outcome.error;
		const { response } = outcome;
		onEvent?.({
			kind: "request",
			method,
			url,
			status: response.status,
			ms: Math.max(0, now() - startedAt)
		});
		return response;
	};
}
async function sendOnce(connections, options, request, newConnection) {
	const { method, url, signal, body, namedBy } = request;
	(require_spec ??= require("./spec.js")).throwIfAborted(signal);
	const { dispatcher, proxy, isExclusive } = connections.route(request, newConnection);
	const summary = {
		method,
		url,
		proxy: proxy?.url
	};
	const { stall } = options;
	const control = new AbortController();
	const guard = (direction) => new (require_open_transport ??= require("./open-transport.js")).StallGuard(stall, () => control.abort(stallError(summary, direction, stall.bytes, stall.ms)));
	const upload = body === void 0 || body.length === 0 ? void 0 : new Upload(body, guard("sending"));
	const headTimeout = new HeadTimeout(options.headersTimeoutMs, () => control.abort(headTimeoutError(summary)));
	const onAbort = () => {
		if (signal !== void 0) control.abort((require_spec ??= require("./spec.js")).abortedError(signal));
	};
	signal?.addEventListener("abort", onAbort, { once: true });
	const release = () => {
		signal?.removeEventListener("abort", onAbort);
		upload?.stop();
		headTimeout.stop();
	};
	const lease = new ConnectionLease();
	try {
		const response = await rejectOnAbort(dispatcher.request({
			origin: url.origin,
			path: `${url.pathname}${url.search}`,
			method,
			headers: requestHeaders(request, options.userAgent),
			body: upload ?? null,
			signal: control.signal,
			opaque: lease,
			onInfo: () => {
				if (upload?.isComplete !== false) headTimeout.start();
			},
			...method === "HEAD" && isExclusive && !newConnection ? { reset: false } : {}
		}), control.signal);
		headTimeout.stop();
		const { statusCode: status, body: stream } = response;
		if (status >= 300) upload?.pause();
		const headers = responseHeaders(response.headers);
		const receiving = guard("receiving");
		stream.once("close", () => {
			receiving.stop();
			release();
		});
		const length = (require_transport ??= require("./transport2.js")).contentLength(headers);
		const content = new (require_open_transport ??= require("./open-transport.js")).Download(stream, length, receiving, (error, read) => {
			if (control.signal.aborted) return control.signal.reason;
			return upload?.failure === void 0 ? truncatedResponse(error, summary, read, length) : upload.failure.error;
		}, lease.socket);
		if (method === "HEAD" || status === 204 || status === 304) stream.resume();
		return { response: {
			status,
			headers,
			url,
			body: content
		} };
	} catch (error) {
		release();
		if (control.signal.aborted) return {
			error: control.signal.reason,
			isStale: false
		};
		if (upload?.failure !== void 0) return {
			error: upload.failure.error,
			isStale: false
		};
		if (error instanceof PrivateAddressError && namedBy !== void 0) return {
			error: privateAddressError(url, namedBy, error.address),
			isStale: false
		};
		if (isMistake(error)) return {
			error,
			isStale: false
		};
		const failure = networkError(error, summary);
		return {
			error: failure,
			isStale: !newConnection && lease.reused && method !== "PATCH" && (upload?.sent ?? 0) <= maxStaleBytes && isConnectionClosed(failure)
		};
	}
}
function rejectOnAbort(work, signal) {
	return new Promise((resolve, reject) => {
		signal.addEventListener("abort", () => reject(signal.reason), { once: true });
		work.then(resolve, reject);
	});
}
function requestHeaders(request, userAgent) {
	const headers = {
		"user-agent": userAgent,
		...request.headers,
		"accept-encoding": "identity"
	};
	const length = request.body?.length;
	if (length !== void 0) headers["content-length"] = String(length);
	return headers;
}
function responseHeaders(fields) {
	const values = /* @__PURE__ */ new Map();
	for (const [name, value] of Object.entries(fields)) if (value !== void 0) values.set(name.toLowerCase(), Array.isArray(value) ? value : [value]);
	return {
		get: (name) => values.get(name.toLowerCase())?.join(", "),
		all: (name) => values.get(name.toLowerCase()) ?? []
	};
}

Object.defineProperty(exports, "AddressGuard", {
  enumerable: true,
  get: function () {
    return AddressGuard;
  }
});
Object.defineProperty(exports, "LockFile", {
  enumerable: true,
  get: function () {
    return LockFile;
  }
});
Object.defineProperty(exports, "PendingFile", {
  enumerable: true,
  get: function () {
    return PendingFile;
  }
});
Object.defineProperty(exports, "ReadProgress", {
  enumerable: true,
  get: function () {
    return ReadProgress;
  }
});
Object.defineProperty(exports, "Upload", {
  enumerable: true,
  get: function () {
    return Upload;
  }
});
Object.defineProperty(exports, "checkRegistry", {
  enumerable: true,
  get: function () {
    return checkRegistry;
  }
});
Object.defineProperty(exports, "connections_exports", {
  enumerable: true,
  get: function () {
    return connections_exports;
  }
});
Object.defineProperty(exports, "dispatch_exports", {
  enumerable: true,
  get: function () {
    return dispatch_exports;
  }
});
Object.defineProperty(exports, "dockerHubKey", {
  enumerable: true,
  get: function () {
    return dockerHubKey;
  }
});
Object.defineProperty(exports, "hasText", {
  enumerable: true,
  get: function () {
    return hasText;
  }
});
Object.defineProperty(exports, "headTimeoutError", {
  enumerable: true,
  get: function () {
    return headTimeoutError;
  }
});
Object.defineProperty(exports, "hostOfKey", {
  enumerable: true,
  get: function () {
    return hostOfKey;
  }
});
Object.defineProperty(exports, "identityTokenUsername", {
  enumerable: true,
  get: function () {
    return identityTokenUsername;
  }
});
Object.defineProperty(exports, "isAllowedLocation", {
  enumerable: true,
  get: function () {
    return isAllowedLocation;
  }
});
Object.defineProperty(exports, "isAnonymous", {
  enumerable: true,
  get: function () {
    return isAnonymous;
  }
});
Object.defineProperty(exports, "isConnectionClosed", {
  enumerable: true,
  get: function () {
    return isConnectionClosed;
  }
});
Object.defineProperty(exports, "isProcessAlive", {
  enumerable: true,
  get: function () {
    return isProcessAlive;
  }
});
Object.defineProperty(exports, "isSameCredential", {
  enumerable: true,
  get: function () {
    return isSameCredential;
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
Object.defineProperty(exports, "manifestLocation", {
  enumerable: true,
  get: function () {
    return manifestLocation;
  }
});
Object.defineProperty(exports, "networkError", {
  enumerable: true,
  get: function () {
    return networkError;
  }
});
Object.defineProperty(exports, "openLocation", {
  enumerable: true,
  get: function () {
    return openLocation;
  }
});
Object.defineProperty(exports, "parseConfig", {
  enumerable: true,
  get: function () {
    return parseConfig;
  }
});
Object.defineProperty(exports, "parseRegistryKey", {
  enumerable: true,
  get: function () {
    return parseRegistryKey;
  }
});
Object.defineProperty(exports, "parseSecretJson", {
  enumerable: true,
  get: function () {
    return parseSecretJson;
  }
});
Object.defineProperty(exports, "parseTarget", {
  enumerable: true,
  get: function () {
    return parseTarget;
  }
});
Object.defineProperty(exports, "pathsOf", {
  enumerable: true,
  get: function () {
    return pathsOf;
  }
});
Object.defineProperty(exports, "plainObject", {
  enumerable: true,
  get: function () {
    return plainObject;
  }
});
Object.defineProperty(exports, "readConfigFile", {
  enumerable: true,
  get: function () {
    return readConfigFile;
  }
});
Object.defineProperty(exports, "readConfigText", {
  enumerable: true,
  get: function () {
    return readConfigText;
  }
});
Object.defineProperty(exports, "redactUrl", {
  enumerable: true,
  get: function () {
    return redactUrl;
  }
});
Object.defineProperty(exports, "redirectRefused", {
  enumerable: true,
  get: function () {
    return redirectRefused;
  }
});
Object.defineProperty(exports, "refuseDowngrade", {
  enumerable: true,
  get: function () {
    return refuseDowngrade;
  }
});
Object.defineProperty(exports, "renameOver", {
  enumerable: true,
  get: function () {
    return renameOver;
  }
});
Object.defineProperty(exports, "resolveLocation", {
  enumerable: true,
  get: function () {
    return resolveLocation;
  }
});
Object.defineProperty(exports, "sameOrigin", {
  enumerable: true,
  get: function () {
    return sameOrigin;
  }
});
Object.defineProperty(exports, "secretsOf", {
  enumerable: true,
  get: function () {
    return secretsOf;
  }
});
Object.defineProperty(exports, "stallError", {
  enumerable: true,
  get: function () {
    return stallError;
  }
});
Object.defineProperty(exports, "syncDirectory", {
  enumerable: true,
  get: function () {
    return syncDirectory;
  }
});
Object.defineProperty(exports, "truncatedResponse", {
  enumerable: true,
  get: function () {
    return truncatedResponse;
  }
});
Object.defineProperty(exports, "unreadableConfig", {
  enumerable: true,
  get: function () {
    return unreadableConfig;
  }
});
Object.defineProperty(exports, "writeFileAtomic", {
  enumerable: true,
  get: function () {
    return writeFileAtomic;
  }
});