import { $ as digestOf, N as isRecord, X as Digester, Z as digestAlgorithm, it as abortedError, lt as throwIfAborted, nt as printable, ot as isOciError, p as canonicalRegistry, rt as OciError, y as isRegistryHost } from "./spec.js";
import { t as exec } from "./exec.js";
import { hostname } from "node:os";
import path, { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { randomBytes, randomInt } from "node:crypto";
import { access, lstat, mkdir, open, readFile, readdir, realpath, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { constants as constants$1 } from "node:fs";
import { setTimeout as setTimeout$1 } from "node:timers/promises";

// src/spec/annotations.ts
const annotationCreated = "org.opencontainers.image.created";
const annotationTitle = "org.opencontainers.image.title";
const annotationVersion = "org.opencontainers.image.version";
const annotationSource = "org.opencontainers.image.source";
const annotationRevision = "org.opencontainers.image.revision";
const annotationRefName = "org.opencontainers.image.ref.name";
const annotationContentDigest = "io.deis.oras.content.digest";
const annotationContentUnpack = "io.deis.oras.content.unpack";
function compareBytes(a, b) {
	const length = Math.min(a.length, b.length);
	for (let index = 0; index < length; index++) {
		const x = a.charCodeAt(index);
		const y = b.charCodeAt(index);
		if (x !== y) return fixUp(x) - fixUp(y);
	}
	return a.length - b.length;
}
function fixUp(unit) {
	if (unit >= 57344) return unit - 2048;
	return unit >= 55296 ? unit + 8192 : unit;
}

// src/io/abortable.ts
async function* abortable(source, signal) {
	throwIfAborted(signal);
	if (signal === void 0) {
		yield* source;
		return;
	}
	const iterator = source[Symbol.asyncIterator]();
	let ended = false;
	try {
		for (;;) {
			const step = await nextOrAbort(iterator, signal);
			if (step.done === true) {
				ended = true;
				return;
			}
			yield step.value;
		}
	} catch (error) {
		ended = true;
		if (signal.aborted) closeQuietly(iterator);
		throw error;
	} finally {
		if (!ended) await iterator.return?.();
	}
}
function nextOrAbort(iterator, signal) {
	return new Promise((resolve, reject) => {
		const abort = () => {
			reject(abortedError(signal));
		};
		if (signal.aborted) {
			abort();
			return;
		}
		signal.addEventListener("abort", abort, { once: true });
		const settled = () => {
			signal.removeEventListener("abort", abort);
		};
		iterator.next().then(resolve, reject).finally(settled);
	});
}
async function closeQuietly(iterator) {
	try {
		await iterator.return?.();
	} catch {}
}

// src/io/file-system-error.ts
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
	const reason = (code === void 0 ? void 0 : advice[code]) ?? (error instanceof Error ? error.message : String(error));
	return new OciError("FILE_SYSTEM", `cannot ${printable(doing)}: ${reason}${code === void 0 ? "" : ` (${code})`}`, { cause: error });
}
function errnoOf(error) {
	if (!(error instanceof Error)) return void 0;
	const code = error.code;
	return typeof code === "string" ? code : void 0;
}

// src/io/durable-rename.ts
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

// src/io/atomic-file.ts
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
	async commit(path) {
		try {
			await this.#handle.sync();
			await this.#close();
			await durableRename(this.temporaryPath, path);
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

// src/io/collect.ts
async function collect(body, limit, what) {
	const chunks = [];
	let size = 0;
	for await (const chunk of body) {
		size += chunk.byteLength;
		if (size > limit) throw new OciError("SIZE_LIMIT", `${what} is over the limit of ${limit} bytes`);
		chunks.push(chunk);
	}
	return chunks.length === 1 && chunks[0] !== void 0 ? chunks[0] : Buffer.concat(chunks, size);
}

// src/io/concurrency.ts
async function forEachConcurrent(items, limit, work, signal) {
	const stop = new AbortController();
	const inner = signal === void 0 ? stop.signal : AbortSignal.any([signal, stop.signal]);
	const running = /* @__PURE__ */ new Set();
	let failure;
	const fail = (error) => {
		failure ??= { error };
		stop.abort(error);
	};
	try {
		for await (const item of items) {
			throwIfAborted(inner);
			const run = work(item, inner).catch(fail).finally(() => running.delete(run));
			running.add(run);
			while (running.size >= limit) await Promise.race(running);
			if (failure !== void 0) break;
		}
	} catch (error) {
		fail(error);
	}
	await Promise.all(running);
	if (failure !== void 0) throw failure.error;
}
var Gate = class {
	#free;
	#waiting = [];
	constructor(limit) {
		this.#free = limit;
	}
	async run(work) {
		if (this.#free > 0) this.#free--;
		else await new Promise((resolve) => this.#waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next === void 0) this.#free++;
			else next();
		}
	}
};

// src/io/listing.ts
function pageOf(names, page) {
	const { startAfter, limit } = page;
	const wanted = [...names].filter((name) => startAfter === void 0 || compareBytes(name, startAfter) > 0).sort(compareBytes);
	return limit === void 0 ? wanted : wanted.slice(0, Math.max(0, limit));
}
function endOfRange(size, start, end, what) {
	if (!(Number.isSafeInteger(start) && (end === void 0 || Number.isSafeInteger(end) || end === Infinity)) || start < 0 || start >= size || end !== void 0 && end <= start) throw new OciError("RANGE_INVALID", `bytes ${start} to ${end ?? "the end"} of ${what} were asked for, which has ${size} bytes`);
	return Math.min(end ?? size, size);
}

// src/io/lock-holder.ts
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
	try {
		process.kill(pid, 0);
	} catch (error) {
		return errnoOf(error) === "ESRCH";
	}
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

// src/io/lock-file.ts
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
			await untilAborted(before, signal);
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
			await untilAborted(pause(randomInt(1, Math.min(longestPauseMs, 2 * attempt) + 1)), signal);
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
function untilAborted(work, signal) {
	if (signal === void 0) return work;
	return new Promise((resolve, reject) => {
		const abort = () => {
			reject(abortedError(signal));
		};
		if (signal.aborted) {
			abort();
			return;
		}
		signal.addEventListener("abort", abort, { once: true });
		work.then(resolve, reject).finally(() => {
			signal.removeEventListener("abort", abort);
		});
	});
}

// src/io/received.ts
async function* received(body, expected, what) {
	const digester = new Digester(digestAlgorithm(expected.digest));
	for await (const chunk of body) {
		digester.update(chunk);
		if (digester.size > expected.size) throw new OciError("SIZE_INVALID", `${what} was announced with ${expected.size} bytes, but more were sent`);
		yield chunk;
	}
	if (digester.size !== expected.size) throw new OciError("SIZE_INVALID", `${what} was announced with ${expected.size} bytes, but ${digester.size} were sent`);
	const actual = digester.digest();
	if (actual !== expected.digest) throw new OciError("DIGEST_INVALID", `${what} was announced with this digest, but what was sent hashes to ${actual}`);
}

// src/io/safe-join.ts
const maxPathBytes = 4096;
const maxSegmentBytes = 255;
function unsafePathReason(name) {
	if (name === "") return "it is empty";
	if (Buffer.byteLength(name) > 4096) return `it is longer than ${maxPathBytes} bytes`;
	if (name.includes("\0")) return "it holds a NUL byte";
	if (name.includes("\\")) return "it holds a backslash, which separates directories on Windows";
	if (name.startsWith("/")) return "it is absolute";
	if (/^[A-Za-z]:/.test(name)) return "it begins with a drive letter";
	for (const segment of name.split("/")) {
		if (segment === "..") return "it climbs out with \"..\"";
		if (Buffer.byteLength(segment) > 255) return `a segment is longer than ${255} bytes`;
	}
}
function isWithin(directory, path) {
	const way = relative(resolve(directory), resolve(path));
	return way === "" || !isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`);
}

// src/io/single-flight.ts
var SingleFlight = class {
	#flights = /* @__PURE__ */ new Map();
	async run(key, work, signal) {
		throwIfAborted(signal);
		const flight = this.#flights.get(key) ?? this.#start(key, work);
		flight.waiting++;
		try {
			return await orAborted(flight.promise, signal);
		} finally {
			flight.waiting--;
			if (flight.waiting === 0 && this.#forget(key, flight)) flight.stop.abort(signal?.reason);
		}
	}
	#start(key, work) {
		const stop = new AbortController();
		const flight = {
			promise: work(stop.signal),
			stop,
			waiting: 0
		};
		this.#flights.set(key, flight);
		const forget = () => this.#forget(key, flight);
		flight.promise.then(forget, forget);
		return flight;
	}
	#forget(key, flight) {
		return this.#flights.get(key) === flight && this.#flights.delete(key);
	}
};
function orAborted(promise, signal) {
	if (signal === void 0) return promise;
	return new Promise((resolve, reject) => {
		const abort = () => reject(abortedError(signal));
		if (signal.aborted) abort();
		else signal.addEventListener("abort", abort, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
	});
}

// src/io/turns.ts
var Turns = class {
	#tails = /* @__PURE__ */ new Map();
	async run(key, work, signal) {
		const before = this.#tails.get(key) ?? Promise.resolve();
		const { promise: tail, resolve: release } = Promise.withResolvers();
		this.#tails.set(key, tail);
		try {
			await orAborted(before, signal);
			return await work();
		} finally {
			before.then(() => {
				if (this.#tails.get(key) === tail) this.#tails.delete(key);
				release();
			});
		}
	}
};

// src/io/verify.ts
async function* verified(body, expected, what) {
	const digester = new Digester(digestAlgorithm(expected.digest));
	for await (const chunk of body) {
		digester.update(chunk);
		if (digester.size > expected.size) throw new OciError("SIZE_MISMATCH", `${what} has more than the ${expected.size} bytes announced`);
		yield chunk;
	}
	if (digester.size < expected.size) throw new OciError("SIZE_MISMATCH", `${what} ended after ${digester.size} of ${expected.size} bytes`);
	const actual = digester.digest();
	if (actual !== expected.digest) throw new OciError("DIGEST_MISMATCH", `${what} hashes to ${actual}, not to ${expected.digest}`);
}

// src/credentials/chain.ts
function chain(...sources) {
	return { find: async (registry, options) => {
		for (const source of sources) {
			const found = await source.find(registry, options);
			if (found !== void 0) return found;
		}
	} };
}

// node_modules/valibot/dist/index.mjs
let store$4;
const DEFAULT_CONFIG = {
	lang: void 0,
	message: void 0,
	abortEarly: void 0,
	abortPipeEarly: void 0
};
/* @__NO_SIDE_EFFECTS__ */
function getGlobalConfig(config$1) {
	if (!config$1 && !store$4) return DEFAULT_CONFIG;
	return {
		lang: config$1?.lang ?? store$4?.lang,
		message: config$1?.message,
		abortEarly: config$1?.abortEarly ?? store$4?.abortEarly,
		abortPipeEarly: config$1?.abortPipeEarly ?? store$4?.abortPipeEarly
	};
}
let store$3;
/* @__NO_SIDE_EFFECTS__ */
function getGlobalMessage(lang) {
	return store$3?.get(lang);
}
let store$2;
/* @__NO_SIDE_EFFECTS__ */
function getSchemaMessage(lang) {
	return store$2?.get(lang);
}
let store$1;
/* @__NO_SIDE_EFFECTS__ */
function getSpecificMessage(reference, lang) {
	return store$1?.get(reference)?.get(lang);
}
/* @__NO_SIDE_EFFECTS__ */
function _stringify(input) {
	const type = typeof input;
	if (type === "string") return `"${input}"`;
	if (type === "number" || type === "bigint" || type === "boolean") return `${input}`;
	if (type === "object" || type === "function") return (input && Object.getPrototypeOf(input)?.constructor?.name) ?? "null";
	return type;
}
function _addIssue(context, label, dataset, config$1, other) {
	const input = other && "input" in other ? other.input : dataset.value;
	const expected = other?.expected ?? context.expects ?? null;
	const received = other?.received ?? /* @__PURE__ */ _stringify(input);
	const issue = {
		kind: context.kind,
		type: context.type,
		input,
		expected,
		received,
		message: `Invalid ${label}: ${expected ? `Expected ${expected} but r` : "R"}eceived ${received}`,
		requirement: context.requirement,
		path: other?.path,
		issues: other?.issues,
		lang: config$1.lang,
		abortEarly: config$1.abortEarly,
		abortPipeEarly: config$1.abortPipeEarly
	};
	const isSchema = context.kind === "schema";
	const message$1 = other?.message ?? context.message ?? /* @__PURE__ */ getSpecificMessage(context.reference, issue.lang) ?? (isSchema ? /* @__PURE__ */ getSchemaMessage(issue.lang) : null) ?? config$1.message ?? /* @__PURE__ */ getGlobalMessage(issue.lang);
	if (message$1 !== void 0) issue.message = typeof message$1 === "function" ? message$1(issue) : message$1;
	if (isSchema) dataset.typed = false;
	if (dataset.issues) dataset.issues.push(issue);
	else dataset.issues = [issue];
}
/* @__NO_SIDE_EFFECTS__ */
function _isValidObjectKey(object$1, key) {
	return Object.prototype.hasOwnProperty.call(object$1, key) && key !== "__proto__" && key !== "prototype" && key !== "constructor";
}
function _standardSchema(schema) {
	schema["~standard"] = {
		version: 1,
		vendor: "valibot",
		validate: (value$1) => schema["~run"]({ value: value$1 }, /* @__PURE__ */ getGlobalConfig())
	};
	return schema;
}
/* @__NO_SIDE_EFFECTS__ */
function getFallback(schema, dataset, config$1) {
	return typeof schema.fallback === "function" ? schema.fallback(dataset, config$1) : schema.fallback;
}
/* @__NO_SIDE_EFFECTS__ */
function getDefault(schema, dataset, config$1) {
	return typeof schema.default === "function" ? schema.default(dataset, config$1) : schema.default;
}
/* @__NO_SIDE_EFFECTS__ */
function custom(check$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "custom",
		reference: custom,
		expects: "unknown",
		async: false,
		check: check$1,
		message: message$1,
		"~run"(dataset, config$1) {
			if (this.check(dataset.value)) dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function looseObject(entries$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "loose_object",
		reference: looseObject,
		expects: "Object",
		async: false,
		entries: entries$1,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				for (const key in this.entries) {
					const valueSchema = this.entries[key];
					if (key in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
						const value$1 = key in input ? input[key] : /* @__PURE__ */ getDefault(valueSchema);
						const valueDataset = valueSchema["~run"]({ value: value$1 }, config$1);
						if (valueDataset.issues) {
							const pathItem = {
								type: "object",
								origin: "value",
								input,
								key,
								value: value$1
							};
							for (const issue of valueDataset.issues) {
								if (issue.path) issue.path.unshift(pathItem);
								else issue.path = [pathItem];
								dataset.issues?.push(issue);
							}
							if (!dataset.issues) dataset.issues = valueDataset.issues;
							if (config$1.abortEarly) {
								dataset.typed = false;
								break;
							}
						}
						if (!valueDataset.typed) dataset.typed = false;
						dataset.value[key] = valueDataset.value;
					} else if (valueSchema.fallback !== void 0) dataset.value[key] = /* @__PURE__ */ getFallback(valueSchema);
					else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
						_addIssue(this, "key", dataset, config$1, {
							input: void 0,
							expected: `"${key}"`,
							path: [{
								type: "object",
								origin: "key",
								input,
								key,
								value: input[key]
							}]
						});
						if (config$1.abortEarly) break;
					}
				}
				if (!dataset.issues || !config$1.abortEarly) {
					for (const key in input) if (/* @__PURE__ */ _isValidObjectKey(input, key) && !Object.prototype.hasOwnProperty.call(this.entries, key)) dataset.value[key] = input[key];
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function nullish(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "nullish",
		reference: nullish,
		expects: `(${wrapped.expects} | null | undefined)`,
		async: false,
		wrapped,
		default: default_,
		"~run"(dataset, config$1) {
			if (dataset.value === null || dataset.value === void 0) {
				if (this.default !== void 0) dataset.value = /* @__PURE__ */ getDefault(this, dataset, config$1);
				if (dataset.value === null || dataset.value === void 0) {
					dataset.typed = true;
					return dataset;
				}
			}
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function object(entries$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "object",
		reference: object,
		expects: "Object",
		async: false,
		entries: entries$1,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				for (const key in this.entries) {
					const valueSchema = this.entries[key];
					if (key in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
						const value$1 = key in input ? input[key] : /* @__PURE__ */ getDefault(valueSchema);
						const valueDataset = valueSchema["~run"]({ value: value$1 }, config$1);
						if (valueDataset.issues) {
							const pathItem = {
								type: "object",
								origin: "value",
								input,
								key,
								value: value$1
							};
							for (const issue of valueDataset.issues) {
								if (issue.path) issue.path.unshift(pathItem);
								else issue.path = [pathItem];
								dataset.issues?.push(issue);
							}
							if (!dataset.issues) dataset.issues = valueDataset.issues;
							if (config$1.abortEarly) {
								dataset.typed = false;
								break;
							}
						}
						if (!valueDataset.typed) dataset.typed = false;
						dataset.value[key] = valueDataset.value;
					} else if (valueSchema.fallback !== void 0) dataset.value[key] = /* @__PURE__ */ getFallback(valueSchema);
					else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
						_addIssue(this, "key", dataset, config$1, {
							input: void 0,
							expected: `"${key}"`,
							path: [{
								type: "object",
								origin: "key",
								input,
								key,
								value: input[key]
							}]
						});
						if (config$1.abortEarly) break;
					}
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function optional(wrapped, default_) {
	return _standardSchema({
		kind: "schema",
		type: "optional",
		reference: optional,
		expects: `(${wrapped.expects} | undefined)`,
		async: false,
		wrapped,
		default: default_,
		"~run"(dataset, config$1) {
			if (dataset.value === void 0) {
				if (this.default !== void 0) dataset.value = /* @__PURE__ */ getDefault(this, dataset, config$1);
				if (dataset.value === void 0) {
					dataset.typed = true;
					return dataset;
				}
			}
			return this.wrapped["~run"](dataset, config$1);
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function record(key, value$1, message$1) {
	return _standardSchema({
		kind: "schema",
		type: "record",
		reference: record,
		expects: "Object",
		async: false,
		key,
		value: value$1,
		message: message$1,
		"~run"(dataset, config$1) {
			const input = dataset.value;
			if (input && typeof input === "object") {
				dataset.typed = true;
				dataset.value = {};
				for (const entryKey in input) if (/* @__PURE__ */ _isValidObjectKey(input, entryKey)) {
					const entryValue = input[entryKey];
					const keyDataset = this.key["~run"]({ value: entryKey }, config$1);
					if (keyDataset.issues) {
						const pathItem = {
							type: "object",
							origin: "key",
							input,
							key: entryKey,
							value: entryValue
						};
						for (const issue of keyDataset.issues) {
							issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = keyDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					const valueDataset = this.value["~run"]({ value: entryValue }, config$1);
					if (valueDataset.issues) {
						const pathItem = {
							type: "object",
							origin: "value",
							input,
							key: entryKey,
							value: entryValue
						};
						for (const issue of valueDataset.issues) {
							if (issue.path) issue.path.unshift(pathItem);
							else issue.path = [pathItem];
							dataset.issues?.push(issue);
						}
						if (!dataset.issues) dataset.issues = valueDataset.issues;
						if (config$1.abortEarly) {
							dataset.typed = false;
							break;
						}
					}
					if (!keyDataset.typed || !valueDataset.typed) dataset.typed = false;
					if (keyDataset.typed) dataset.value[keyDataset.value] = valueDataset.value;
				}
			} else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function string(message$1) {
	return _standardSchema({
		kind: "schema",
		type: "string",
		reference: string,
		expects: "string",
		async: false,
		message: message$1,
		"~run"(dataset, config$1) {
			if (typeof dataset.value === "string") dataset.typed = true;
			else _addIssue(this, "type", dataset, config$1);
			return dataset;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function unknown() {
	return _standardSchema({
		kind: "schema",
		type: "unknown",
		reference: unknown,
		expects: "unknown",
		async: false,
		"~run"(dataset) {
			dataset.typed = true;
			return dataset;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function pipe(...pipe$1) {
	return _standardSchema({
		...pipe$1[0],
		pipe: pipe$1,
		"~run"(dataset, config$1) {
			for (const item of pipe$1) if (item.kind !== "metadata") {
				if (dataset.issues && (item.kind === "schema" || item.kind === "transformation")) {
					dataset.typed = false;
					break;
				}
				if (!dataset.issues || !config$1.abortEarly && !config$1.abortPipeEarly) dataset = item["~run"](dataset, config$1);
			}
			return dataset;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function safeParse(schema, input, config$1) {
	const dataset = schema["~run"]({ value: input }, /* @__PURE__ */ getGlobalConfig(config$1));
	return {
		typed: dataset.typed,
		success: !dataset.issues,
		output: dataset.value,
		issues: dataset.issues
	};
}

// src/credentials/auth-entry.ts
const entrySchema = pipe(custom(isRecord), looseObject({
	auth: nullish(string()),
	username: nullish(string()),
	password: nullish(string()),
	identitytoken: nullish(string()),
	registrytoken: nullish(string())
}));
const base64$1 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
function parseAuthEntry(value, where) {
	const parsed = safeParse(entrySchema, value ?? {});
	if (!parsed.success) {
		const field = parsed.issues[0].path?.map((item) => String(item.key)).join(".");
		throw invalid(where, field === void 0 ? "it is not an object" : `its field ${printable(field, 100)} is not a string`);
	}
	const { auth, username, password, identitytoken, registrytoken } = parsed.output;
	const decoded = auth === void 0 || auth === null || auth === "" ? {
		username,
		password
	} : decodeAuth(auth, where);
	return {
		username: textOf(decoded.username),
		password: textOf(decoded.password),
		identityToken: textOf(identitytoken),
		registryToken: textOf(registrytoken)
	};
}
function decodeAuth(auth, where) {
	const joined = auth.replace(/[\r\n]/g, "");
	if (!base64$1.test(joined)) throw invalid(where, "its field auth is not padded standard base64");
	const text = Buffer.from(joined, "base64").toString("utf8");
	const colon = text.indexOf(":");
	if (colon < 1) throw invalid(where, "its field auth is not the base64 of user:password");
	return {
		username: text.slice(0, colon),
		password: trimNul(text.slice(colon + 1))
	};
}
function trimNul(text) {
	let start = 0;
	let end = text.length;
	while (start < end && text.charCodeAt(start) === 0) start++;
	while (end > start && text.charCodeAt(end - 1) === 0) end--;
	return text.slice(start, end);
}
function textOf(value) {
	return value === null || value === "" ? void 0 : value;
}
function invalid(where, problem) {
	return new OciError("CREDENTIALS", `the entry ${printable(where)} cannot be used: ${problem}; log in to that registry again, or remove the entry`);
}

// src/credentials/credential.ts
function isAnonymous(credential) {
	return !hasText(credential.identityToken) && !hasText(credential.registryToken) && !hasText(credential.username) && !hasText(credential.password);
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
		for (const form of formsOf(secret)) forms.add(form);
		for (const user of [credential.username ?? "", identityTokenUsername]) forms.add(base64(`${user}:${secret}`));
	}
	forms.delete("");
	return [...forms];
}
function formsOf(secret) {
	const lines = secret.split(/\r?\n/).filter((line) => line.trim() !== "");
	const percent = encodeURIComponent(secret);
	const form = new URLSearchParams([["", secret]]).toString().slice(1);
	return [.../* @__PURE__ */ new Set([
		secret,
		...lines,
		base64(secret),
		percent,
		form,
		JSON.stringify(secret).slice(1, -1)
	])];
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
	if (isRegistryHost(registry)) return canonicalRegistry(registry);
	throw new OciError("INPUT_INVALID", `"${printable(registry, 300)}" is not a registry host, so no credentials are looked up for it`);
}
function hostOfKey(key) {
	return canonicalRegistry(key.replace(/^https?:\/\//i, "").split("/", 1)[0] ?? "");
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
	const registry = canonicalRegistry(host);
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

// src/credentials/auths.ts
function findInAuths(config, registry, repository) {
	const entries = Object.entries(config.auths).flatMap(([key, value]) => {
		const place = parseRegistryKey(key);
		return place === void 0 || place.registry !== registry ? [] : [{
			key,
			value,
			place
		}];
	});
	for (const path of pathsOf(repository)) {
		const here = entries.filter((entry) => entry.place.path === path).sort((a, b) => a.place.rank - b.place.rank);
		let best;
		for (const { key, value, place } of here) {
			if (best !== void 0 && place.rank > best.rank) break;
			const credential = parseAuthEntry(value, `"${key}" in ${config.where}`);
			if (isAnonymous(credential)) continue;
			if (best === void 0) best = {
				key,
				rank: place.rank,
				credential
			};
			else if (!sameCredential(best.credential, credential)) throw ambiguous(config, registry, best.key, key);
		}
		if (best !== void 0) return {
			credential: best.credential,
			source: `"${printable(best.key, 300)}" in ${printable(config.where)}`
		};
	}
}
function sameCredential(a, b) {
	return a.username === b.username && a.password === b.password && a.identityToken === b.identityToken && a.registryToken === b.registryToken;
}
function ambiguous(config, registry, first, second) {
	return new OciError("CREDENTIALS", `${printable(config.where)} has two different entries for ${registry}, "${printable(first, 300)}" and "${printable(second, 300)}"; keep one, best under the key "${registry}"`);
}

// src/credentials/helper-path.ts
const suffixPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
function checkHelperSuffix(suffix, where) {
	if (suffixPattern.test(suffix)) return suffix;
	throw new OciError("CREDENTIALS", `${printable(where)} names the credential helper "${printable(suffix, 100)}", which is not run: a name has letters, digits, ".", "_" and "-", begins with a letter or digit and is at most 64 characters long`);
}
async function findHelper(suffix, env, platform) {
	const windows = platform === "win32";
	const paths = windows ? path.win32 : path.posix;
	const name = `docker-credential-${suffix}${windows && !suffix.toLowerCase().endsWith(".exe") ? ".exe" : ""}`;
	for (const directory of searchPath(env, windows).split(paths.delimiter)) {
		if (!paths.isAbsolute(directory)) continue;
		const candidate = paths.join(directory, name);
		if (await isProgram(candidate)) return candidate;
	}
}
function searchPath(env, windows) {
	if (!windows) return env["PATH"] ?? "";
	const key = Object.keys(env).find((name) => name.toUpperCase() === "PATH");
	return (key === void 0 ? void 0 : env[key]) ?? "";
}
async function isProgram(candidate) {
	try {
		await access(candidate, constants$1.X_OK);
		return (await stat(candidate)).isFile();
	} catch {
		return false;
	}
}

// src/credentials/helper-guard.ts
const guardProgram = `
const { spawn, spawnSync } = require('node:child_process');
const [program, verb, input, limit, cap] = process.argv.slice(1);
const windows = process.platform === 'win32';
let settled = false;
let size = 0;
let chunks = [];
const settle = (line, kill) => {
  if (settled) return;
  settled = true;
  if (kill) killGroup();
  process.stdout.write(line + '\\n', () => process.exit(0));
};
const killGroup = () => {
  if (child.pid === undefined) return;
  try {
    if (windows) spawnSync(process.env.SystemRoot + '\\\\System32\\\\taskkill.exe', ['/T', '/F', '/PID', String(child.pid)], { windowsHide: true });
    else process.kill(-child.pid, 'SIGKILL');
  } catch {}
};
const stop = () => { killGroup(); process.exit(0); };
process.stdout.on('error', stop);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('SIGHUP', stop);
process.stdout.write('guard ' + process.pid + '\\n');
const child = spawn(program, [verb], { stdio: ['pipe', 'pipe', 'ignore'], detached: !windows, windowsHide: true });
process.stdin.on('error', stop).on('end', stop).on('close', stop).resume();
child.on('error', (error) => settle('failed ' + (error.code || 'unknown')));
child.stdin.on('error', () => {});
child.stdin.end(input);
child.stdout.on('error', () => {});
child.stdout.on('data', (chunk) => {
  size += chunk.length;
  if (size > Number(cap)) { chunks = []; settle('overflow', true); } else chunks.push(chunk);
});
const done = (code) => settle('output ' + (code === null ? -1 : code) + ' ' + Buffer.concat(chunks).toString('base64'));
child.on('close', done);
child.on('exit', (code) => setTimeout(done, 1000, code));
setTimeout(() => settle('timeout', true), Number(limit));
`;

// src/credentials/helper-process.ts
const helperTimeoutMs = 3e4;
const maxHelperOutput = 1048576;
const guardGraceMs = 1e4;
async function runHelper(run) {
	throwIfAborted(run.signal);
	const timeoutMs = run.timeoutMs ?? 3e4;
	const guard = new Guard(run, timeoutMs);
	const backstop = setTimeout(() => guard.stop(), timeoutMs + guardGraceMs);
	const stop = () => guard.stop();
	run.signal?.addEventListener("abort", stop, { once: true });
	try {
		return readOutcome(await orAborted(guard.finished, run.signal), run.program, timeoutMs);
	} finally {
		clearTimeout(backstop);
		run.signal?.removeEventListener("abort", stop);
	}
}
var Guard = class {
	finished;
	#printed = "";
	#stopping = false;
	#stopped = false;
	constructor(run, timeoutMs) {
		this.finished = this.#run(run, timeoutMs);
		this.finished.catch(() => void 0);
	}
	stop() {
		this.#stopping = true;
		const pid = /^guard (\d+)\r?\n/.exec(this.#printed)?.[1];
		if (pid === void 0 || this.#stopped) return;
		this.#stopped = true;
		end(Number(pid));
	}
	async #run(run, timeoutMs) {
		const env = Object.fromEntries(Object.entries(run.env).flatMap(([name, value]) => value === void 0 ? [] : [[name, value]]));
		await exec(quoted(process.execPath), [
			"-e",
			guardProgram,
			"--",
			run.program,
			"get",
			run.input,
			String(timeoutMs),
			String(maxHelperOutput)
		], {
			env,
			silent: true,
			ignoreReturnCode: true,
			delay: 1e3,
			listeners: { stdout: (data) => {
				this.#printed += data.toString("latin1");
				if (this.#stopping) this.stop();
			} }
		});
		return this.#printed;
	}
};
function readOutcome(printed, program, timeoutMs) {
	const [, outcome = ""] = printed.split(/\r?\n/);
	const [kind = "", first = "", second = ""] = outcome.split(" ");
	switch (kind) {
		case "output": return {
			exitCode: Number(first),
			stdout: Buffer.from(second, "base64").toString("utf8")
		};
		case "timeout": throw new OciError("TIMEOUT", `the credential helper ${printable(program)} did not answer within ${timeoutMs / 1e3} s and was ended; run it by hand to see what it waits for, or give credentials in another way`);
		case "overflow": throw new OciError("CREDENTIALS", `the credential helper ${printable(program)} printed more than ${maxHelperOutput} bytes and was ended`);
		default: throw new OciError("CREDENTIALS", `the credential helper ${printable(program)} could not be run${first === "" ? "" : ` (${printable(first, 40)})`}`);
	}
}
function quoted(path) {
	return `"${path.replaceAll("\"", String.raw`\"`)}"`;
}
function end(pid) {
	if (process.platform === "win32") {
		const taskkill = join(process.env["SystemRoot"] ?? String.raw`C:\Windows`, "System32", "taskkill.exe");
		exec(quoted(taskkill), [
			"/T",
			"/F",
			"/PID",
			String(pid)
		], {
			silent: true,
			ignoreReturnCode: true
		}).catch(() => void 0);
		return;
	}
	try {
		process.kill(pid, "SIGTERM");
	} catch {}
}

// src/credentials/secret-json.ts
function parseSecretJson(text, where) {
	try {
		return JSON.parse(text);
	} catch (error) {
		const offset = offsetOf(error) ?? firstBadToken(text);
		throw new OciError("CREDENTIALS", `${printable(where)} is not JSON: it stops being so at ${placeOf(text, offset)}`);
	}
}
function offsetOf(error) {
	const match = error instanceof SyntaxError ? / at position (\d+)/.exec(error.message) : null;
	return match === null || error.message.includes("\"") ? void 0 : Number(match[1]);
}
const token = /[ \t\r\n]+|[{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;
function firstBadToken(text) {
	let offset = 0;
	for (;;) {
		token.lastIndex = offset;
		const match = token.exec(text);
		if (match === null || match[0] === "") return offset;
		offset = token.lastIndex;
	}
}
function placeOf(text, offset) {
	const before = text.slice(0, offset);
	return `line ${before.split("\n").length}, column ${offset - before.lastIndexOf("\n")}`;
}

// src/credentials/helper.ts
const outputSchema = object({
	Username: string(),
	Secret: string()
});
const notFoundText = "credentials not found in native keychain";
var Helpers = class {
	#options;
	#answers = /* @__PURE__ */ new Map();
	#asking = new SingleFlight();
	constructor(options) {
		this.#options = options;
	}
	async get(suffix, registry, where, signal) {
		checkHelperSuffix(suffix, where);
		const key = `${suffix} ${registry}`;
		const known = this.#answers.get(key);
		if (known !== void 0) {
			if ("error" in known) throw known.error;
			return known.answer;
		}
		return await this.#asking.run(key, (stop) => this.#askAndKeep(key, suffix, registry, stop), signal);
	}
	async #askAndKeep(key, suffix, registry, signal) {
		try {
			const answer = await this.#ask(suffix, registry, signal);
			this.#answers.set(key, { answer });
			return answer;
		} catch (error) {
			if (!signal.aborted) this.#answers.set(key, { error });
			throw error;
		}
	}
	async #ask(suffix, registry, signal) {
		const { env, platform, run = runHelper, timeoutMs } = this.#options;
		const program = await findHelper(suffix, env, platform);
		if (program === void 0) return "missing";
		const input = registry === "docker.io" ? dockerHubKey : registry;
		let output;
		try {
			output = await run({
				program,
				input,
				env,
				signal,
				timeoutMs
			});
		} catch (error) {
			if (isOciError(error)) throw error;
			throw new OciError("CREDENTIALS", `the credential helper ${printable(program)} could not be run`);
		}
		if (output.exitCode !== 0) {
			if (output.stdout.trim() === notFoundText) return "none";
			throw new OciError("CREDENTIALS", `the credential helper ${printable(program)} failed for ${registry} with exit code ${output.exitCode}; what it printed is not repeated here, because it may hold secrets`);
		}
		return parseOutput(output.stdout, `what the credential helper ${program} printed for ${registry}`);
	}
};
function parseOutput(stdout, where) {
	const parsed = safeParse(outputSchema, parseSecretJson(stdout, where));
	if (!parsed.success) throw new OciError("CREDENTIALS", `${printable(where)} is not an object with the texts Username and Secret`);
	const { Username, Secret } = parsed.output;
	const credential = Username === "<token>" ? { identityToken: Secret } : {
		username: Username,
		password: Secret
	};
	return isAnonymous(credential) ? "none" : credential;
}

// src/credentials/config-credentials.ts
var ConfigCredentials = class ConfigCredentials {
	httpHeaders;
	places;
	#configs;
	#options;
	#helpers;
	#onWarning;
	#warned = /* @__PURE__ */ new Set();
	constructor(configs, options) {
		this.#options = options;
		this.#configs = configs;
		this.places = configs.map((config) => config.where);
		this.#helpers = new Helpers({
			env: options.env,
			platform: options.platform ?? process.platform,
			run: options.run,
			timeoutMs: options.helperTimeoutMs
		});
		this.#onWarning = options.onWarning ?? (() => void 0);
		this.httpHeaders = configs.find((config) => Object.keys(config.httpHeaders).length > 0)?.httpHeaders ?? {};
	}
	async find(registry, options = {}) {
		const checked = checkRegistry(registry);
		for (const config of this.#configs) {
			const found = await this.#askHelper(config, checked, options.signal) ?? findInAuths(config, checked, options.repository);
			if (found !== void 0) return found;
		}
	}
	without(places) {
		return new ConfigCredentials(this.#configs.filter((config) => !places.includes(config.where)), this.#options);
	}
	async #askHelper(config, registry, signal) {
		const own = ownHelper(config, registry);
		const suffix = own ?? config.credsStore;
		if (suffix === void 0 || suffix === "") return void 0;
		const where = `${own === void 0 ? "credsStore" : `credHelpers for ${registry}`} in ${config.where}`;
		const answer = await this.#helpers.get(suffix, registry, where, signal);
		if (answer === "none") return void 0;
		if (answer !== "missing") return {
			credential: answer,
			source: `credential helper docker-credential-${suffix} (${printable(where)})`
		};
		const problem = `${printable(where)} names the credential helper docker-credential-${suffix}, which is not in PATH`;
		if (own !== void 0) throw new OciError("CREDENTIALS", `${problem}; install it, or remove that line and log in again`);
		this.#warnOnce(`${problem}; the entries under auths in the same file are used instead`);
	}
	#warnOnce(text) {
		if (this.#warned.has(text)) return;
		this.#warned.add(text);
		this.#onWarning(text);
	}
};
function ownHelper(config, registry) {
	const best = Object.keys(config.credHelpers).flatMap((key) => {
		const place = parseRegistryKey(key);
		return place?.registry === registry && place.path === "" ? [{
			key,
			rank: place.rank
		}] : [];
	}).sort((a, b) => a.rank - b.rank)[0];
	return best === void 0 ? void 0 : config.credHelpers[best.key];
}

// src/credentials/config-file.ts
const plain = custom(isRecord);
const schema = pipe(plain, looseObject({
	auths: nullish(pipe(plain, record(string(), unknown()))),
	credHelpers: nullish(pipe(plain, record(string(), string()))),
	credsStore: nullish(string()),
	HttpHeaders: nullish(pipe(plain, record(string(), string())))
}));
const maxConfigBytes = 4194304;
async function readConfigFile(path, signal) {
	let bytes;
	try {
		bytes = await readFile(path, { signal });
	} catch (cause) {
		const code = errnoOf(cause);
		if (code === "ENOENT" || code === "ENOTDIR") return void 0;
		const error = fileSystemError(cause, `read credentials from ${path}`);
		throw new OciError(signal?.aborted === true ? "ABORTED" : "CREDENTIALS", error.message, { cause });
	}
	if (bytes.byteLength > maxConfigBytes) throw new OciError("CREDENTIALS", `${printable(path)} is over the limit of ${maxConfigBytes} bytes for a configuration file`);
	return parseConfig(new TextDecoder().decode(bytes), path);
}
function parseConfig(text, where) {
	const bare = text.replace(/^\ufeff/, "");
	const value = bare.trim() === "" ? {} : parseSecretJson(bare, where);
	const parsed = safeParse(schema, value);
	if (!parsed.success) {
		const field = parsed.issues[0].path?.map((item) => String(item.key)).join(".");
		throw new OciError("CREDENTIALS", field === void 0 ? `${printable(where)} is not a JSON object` : `${printable(where)} has a value of the wrong type at ${printable(field, 200)}`);
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

// src/credentials/docker-config.ts
async function loadDockerConfig(options) {
	const { env, homedir, signal } = options;
	const configs = [];
	const inline = env["DOCKER_AUTH_CONFIG"];
	if (isSet(inline)) configs.push(parseConfig(inline, "DOCKER_AUTH_CONFIG"));
	const directory = env["DOCKER_CONFIG"];
	const runtime = env["XDG_RUNTIME_DIR"];
	const file = await readFirst([
		isSet(directory) ? join(directory, "config.json") : void 0,
		isSet(homedir) ? join(homedir, ".docker", "config.json") : void 0,
		isSet(runtime) ? join(runtime, "containers", "auth.json") : void 0
	], signal);
	if (file !== void 0) configs.push(file);
	return new ConfigCredentials(configs, options);
}
async function readFirst(paths, signal) {
	for (const path of paths) {
		const config = path === void 0 ? void 0 : await readConfigFile(path, signal);
		if (config !== void 0) return config;
	}
}
function isSet(text) {
	return text !== void 0 && text !== "";
}

// src/credentials/static.ts
function staticCredentials(entries) {
	const byRegistry = /* @__PURE__ */ new Map();
	for (const entry of entries) byRegistry.set(canonicalRegistry(entry.registry), entry);
	return { find: async (registry) => {
		const entry = byRegistry.get(checkRegistry(registry));
		if (entry === void 0 || isAnonymous(entry.credential)) return void 0;
		return {
			credential: entry.credential,
			source: entry.source ?? "explicit credentials"
		};
	} };
}

// src/credentials/github-token.ts
function githubTokenCredentials(token, env) {
	const registry = gitHubRegistry(env["GITHUB_SERVER_URL"]);
	if (token === "" || registry === void 0) return staticCredentials([]);
	const actor = env["GITHUB_ACTOR"];
	const username = actor === void 0 || actor === "" || actor.includes(":") ? "x-access-token" : actor;
	return staticCredentials([{
		registry,
		credential: {
			username,
			password: token
		},
		source: `the GitHub token of this workflow, for ${registry}`
	}]);
}
function gitHubRegistry(server) {
	if (server === void 0 || server === "") return "ghcr.io";
	if (!URL.canParse(server)) return void 0;
	const host = new URL(server).hostname;
	return host === "github.com" ? "ghcr.io" : `containers.${host}`;
}

// src/credentials/podman-config.ts
async function loadPodmanConfig(options) {
	const configs = [];
	for (const path of podmanPaths(options)) {
		const config = await readConfigFile(path, options.signal);
		if (config !== void 0) configs.push(config);
	}
	return new ConfigCredentials(configs, options);
}
function podmanPaths({ env, homedir, uid = process.getuid?.() }) {
	const { REGISTRY_AUTH_FILE: explicit, XDG_RUNTIME_DIR: runtime, XDG_CONFIG_HOME: config } = env;
	if (isSet(explicit)) return [explicit];
	const paths = [];
	if (isSet(runtime)) paths.push(join(runtime, "containers", "auth.json"));
	else if (uid !== void 0) paths.push(`/run/containers/${uid}/auth.json`);
	if (isSet(config)) paths.push(join(config, "containers", "auth.json"));
	else if (isSet(homedir)) paths.push(join(homedir, ".config", "containers", "auth.json"));
	return paths;
}

// src/credentials/default-credentials.ts
var DefaultCredentials = class {
	#sources;
	#docker;
	#onWarning;
	constructor(options) {
		const { explicit, githubToken, env } = options;
		this.#onWarning = options.onWarning ?? (() => void 0);
		this.#docker = once(() => loadDockerConfig(options));
		const podman = once(async () => {
			const { places } = await this.#docker();
			return (await loadPodmanConfig(options)).without(places);
		});
		this.#sources = chain(staticCredentials(explicit === void 0 ? [] : [{
			...explicit,
			source: "the user name and password given"
		}]), { find: async (registry, find) => await (await this.#docker()).find(registry, find) }, { find: async (registry, find) => await (await podman()).find(registry, find) }, githubTokenCredentials(githubToken ?? "", env));
	}
	find(registry, options) {
		return this.#sources.find(registry, options);
	}
	async httpHeaders() {
		try {
			return (await this.#docker()).httpHeaders;
		} catch (error) {
			if (!isOciError(error, "CREDENTIALS")) throw error;
			this.#onWarning(error.message);
			return {};
		}
	}
};
function defaultCredentials(options) {
	return new DefaultCredentials(options);
}
function once(work) {
	let result;
	return () => result ??= work();
}

// src/credentials/config-lock.ts
const staleMs = 1e4;
const pauseMs = 20;
const patienceMs = 3e4;
async function withFileLock(path, work, signal) {
	const lock = `${path}.lock`;
	await acquire(lock, signal);
	try {
		return await work();
	} finally {
		await rm(lock, { force: true });
	}
}
async function acquire(lock, signal) {
	const deadline = performance.now() + patienceMs;
	for (;;) {
		if (signal?.aborted === true) throw abortedError(signal);
		if (await tryAcquire(lock)) return;
		if (performance.now() > deadline) throw new OciError("TIMEOUT", `${lock} is held by another process; remove it if none is at work on that file`);
		await setTimeout$1(pauseMs);
	}
}
async function tryAcquire(lock) {
	try {
		await mkdir(dirname(lock), {
			recursive: true,
			mode: 448
		});
		await (await open(lock, "wx", 384)).close();
		return true;
	} catch (error) {
		const code = errnoOf(error);
		if (code !== "EEXIST" && !(code === "EPERM" && process.platform === "win32")) throw fileSystemError(error, `lock ${lock}`);
	}
	await removeStale(lock);
	return false;
}
async function removeStale(lock) {
	try {
		const { mtimeMs } = await stat(lock);
		if (Date.now() - mtimeMs > staleMs) await rm(lock, { force: true });
	} catch (error) {
		if (errnoOf(error) !== "ENOENT") throw fileSystemError(error, `look at ${lock}`);
	}
}

// src/credentials/docker-login.ts
const mode = 384;
async function saveDockerAuth(path, registry, credential, options = {}) {
	const ownKey = keyOf(registry);
	const entry = entryOf(credential);
	const target = await targetOf(path, options.uid ?? process.getuid?.());
	return await withFileLock(target, async () => {
		const config = await read$1(target);
		const auths = authsOf(config ?? {}, target);
		const key = options.keepExisting === true ? Object.keys(auths).find((name) => hostOfKey(name) === hostOfKey(ownKey)) ?? ownKey : ownKey;
		const existing = Object.hasOwn(auths, key) ? auths[key] : void 0;
		const placeholder = isRecord(existing) && Object.keys(existing).length === 0;
		const same = existing !== void 0 && fingerprint(existing) === fingerprint(entry);
		const kept = options.keepExisting === true && existing !== void 0 && !same && !placeholder;
		const saved = {
			path,
			key,
			entry: fingerprint(entry),
			created: config === void 0,
			added: !same && !kept,
			kept,
			placeholder,
			pid: process.pid
		};
		if (!saved.added) return saved;
		options.beforeWrite?.(saved);
		await write$1(target, {
			...config,
			auths: {
				...auths,
				[key]: entry
			}
		});
		return saved;
	}, options.signal);
}
async function removeDockerAuth(saved, options = {}) {
	if (!saved.added) return false;
	const target = await targetOf(saved.path, options.uid ?? process.getuid?.());
	const leftovers = await leftBy(saved.pid, target);
	if (leftovers.length === 0 && !await exists(target)) return false;
	return await withFileLock(target, async () => {
		for (const path of leftovers) await rm(path, { force: true });
		const config = await read$1(target);
		if (config === void 0) return false;
		const { [saved.key]: entry, ...others } = authsOf(config, target);
		if (entry === void 0 || fingerprint(entry) !== saved.entry) return false;
		const bare = Object.keys(config).length === 1 && Object.keys(others).length === 0;
		if (saved.placeholder) await write$1(target, {
			...config,
			auths: {
				...authsOf(config, target),
				[saved.key]: {}
			}
		});
		else if (saved.created && bare) await rm(target, { force: true });
		else await write$1(target, {
			...config,
			auths: others
		});
		return true;
	}, options.signal);
}
async function leftBy(pid, target) {
	if (pid === process.pid) return [];
	const prefix = `.${basename(target)}.${pid}.`;
	try {
		return (await readdir(dirname(target))).filter((name) => name.startsWith(prefix) && name.endsWith(".tmp")).map((name) => join(dirname(target), name));
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return [];
		throw fileSystemError(error, `list ${dirname(target)}`);
	}
}
function keyOf(registry) {
	const checked = checkRegistry(registry);
	return checked === "docker.io" ? dockerHubKey : checked;
}
function entryOf(credential) {
	const { username, password, identityToken, registryToken } = credential;
	if (username?.includes(":") === true) throw new OciError("INPUT_INVALID", "a user name with a colon cannot be kept in a Docker configuration");
	const fields = {
		auth: username === void 0 ? void 0 : Buffer.from(`${username}:${password ?? ""}`).toString("base64"),
		identitytoken: identityToken,
		registrytoken: registryToken
	};
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0));
}
async function targetOf(path, uid) {
	try {
		const link = await lstat(path);
		if (!link.isSymbolicLink()) return path;
		const target = await realpath(path);
		const owner = (await stat(target)).uid;
		if (uid === void 0 || link.uid === uid && owner === uid) return target;
		throw new OciError("CREDENTIALS", `${printable(path)} is a symbolic link to ${printable(target)}, and not both belong to this user; credentials are not written there`);
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return await absentOrDangling(path);
		throw fileSystemError(error, `look at ${path}`);
	}
}
async function absentOrDangling(path) {
	if (!await exists(path)) return path;
	throw new OciError("CREDENTIALS", `${printable(path)} is a symbolic link that leads nowhere; credentials are not written there`);
}
async function exists(path) {
	try {
		await lstat(path);
		return true;
	} catch {
		return false;
	}
}
async function read$1(path) {
	let text;
	try {
		text = (await readFile(path, "utf8")).replace(/^\ufeff/, "");
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return void 0;
		throw fileSystemError(error, `read ${path}`);
	}
	if (text.trim() === "") return {};
	const value = parseSecretJson(text, path);
	if (!isRecord(value)) throw new OciError("CREDENTIALS", `${printable(path)} is not a JSON object`);
	return value;
}
function authsOf(config, path) {
	const auths = config["auths"] ?? {};
	if (!isRecord(auths)) throw new OciError("CREDENTIALS", `${printable(path)} has auths that are not an object`);
	return auths;
}
async function write$1(path, config) {
	await writeFileAtomic(path, `${JSON.stringify(config, null, "	")}\n`, mode);
}
function fingerprint(entry) {
	return digestOf(JSON.stringify(entry));
}

export { writeFileAtomic as A, annotationRefName as B, LockFile as C, forEachConcurrent as D, Gate as E, fileSystemError as F, compareBytes as G, annotationSource as H, abortable as I, annotationContentDigest as L, renameOver as M, syncDirectory as N, collect as O, errnoOf as P, annotationContentUnpack as R, received as S, pageOf as T, annotationTitle as U, annotationRevision as V, annotationVersion as W, SingleFlight as _, formsOf as a, maxPathBytes as b, secretsOf as c, optional as d, safeParse as f, Turns as g, verified as h, gitHubRegistry as i, _usingCtx as j, PendingFile as k, looseObject as l, unknown as m, saveDockerAuth as n, identityTokenUsername as o, string as p, defaultCredentials as r, isAnonymous as s, removeDockerAuth as t, nullish as u, orAborted as v, endOfRange as w, unsafePathReason as x, isWithin as y, annotationCreated as z };