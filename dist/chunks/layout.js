const require_spec = require("./spec.js");
let require_options;
let require_usingCtx;
let require_transport;
let require_hash_worker;
let require_formats;
const require_lru_cache = require("./lru-cache.js");
let node_os;
let node_path;
let node_zlib;
let node_crypto;
let node_fs;
let node_fs_promises;

// src/layout/plain-file.ts
const timestampGranularityMs = 100;
function fileState(stats) {
	const { ino, size, mtimeNs, ctimeNs, nlink } = stats;
	const contentFingerprint = `${ino} ${size} ${mtimeNs}`;
	return {
		size: Number(size),
		mtimeMs: Number(stats.mtimeMs),
		links: Number(nlink),
		fingerprint: `${contentFingerprint} ${ctimeNs}`,
		contentFingerprint
	};
}
function isSettled(state, nowMs) {
	return nowMs - state.mtimeMs >= 100;
}
async function statPlainFile(path) {
	let stats;
	try {
		stats = await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(path, { bigint: true });
	} catch (error) {
		if ((require_options ??= require("./options.js")).isMissing(error)) return void 0;
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read the status of ${path}`);
	}
	if (!stats.isFile()) throw notPlain(path, stats);
	return fileState(stats);
}
var StatCoalescer = class {
	#pending = /* @__PURE__ */ new Map();
	state(path) {
		const pending = this.#pending.get(path);
		if (pending !== void 0) return pending;
		const lookup = new Promise((resolve, reject) => {
			setImmediate(() => {
				this.#pending.delete(path);
				statPlainFile(path).then(resolve, reject);
			});
		});
		this.#pending.set(path, lookup);
		return lookup;
	}
};
async function openPlainFile(path) {
	let handle;
	try {
		handle = await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, (node_fs ??= require("node:fs")).constants.O_RDONLY | ((node_fs ??= require("node:fs")).constants.O_NOFOLLOW ?? 0));
	} catch (error) {
		if ((require_options ??= require("./options.js")).isMissing(error)) return void 0;
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
	try {
		const stats = await handle.stat({ bigint: true });
		if (!stats.isFile()) throw notPlain(path, stats);
		return {
			handle,
			state: fileState(stats)
		};
	} catch (error) {
		await handle.close();
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}
async function readPlainFile(path, limit) {
	try {
		var _usingCtx$7 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const file = await statPlainFile(path) === void 0 ? void 0 : await openPlainFile(path);
		if (file === void 0) return void 0;
		const handle = _usingCtx$7.a(file.handle);
		return await require_spec.collect((require_formats ??= require("./formats.js")).readRange(handle, 0, Math.min(file.state.size, limit + 1), path), limit, path);
	} catch (_) {
		_usingCtx$7.e = _;
	} finally {
		await _usingCtx$7.d();
	}
}
async function removeFile(path) {
	try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(path);
		return true;
	} catch (error) {
		if ((require_options ??= require("./options.js")).isMissing(error)) return false;
		throw (require_options ??= require("./options.js")).fileSystemError(error, `delete ${path}`);
	}
}
async function* entriesOf(folder) {
	try {
		for await (const entry of await (0, (node_fs_promises ??= require("node:fs/promises")).opendir)(folder)) yield entry.name;
	} catch (error) {
		if (!(require_options ??= require("./options.js")).isMissing(error)) throw (require_options ??= require("./options.js")).fileSystemError(error, `list ${folder}`);
	}
}
function notPlain(path, stats) {
	return new require_spec.OciError("FILE_SYSTEM", `cannot use ${path}: it is a ${(require_transport ??= require("./transport.js")).kindOfStats(stats)}, and an image layout has only plain files`);
}

// src/layout/blob-file-reader.ts
const maxCachedBytes = 262144;
var BlobFileReader = class {
	damaged = /* @__PURE__ */ new Map();
	#now;
	#stats;
	#verified;
	constructor(options) {
		this.#now = options.now;
		this.#stats = options.stats;
		this.#verified = options.verified;
	}
	async open(path, digest, options) {
		require_spec.throwIfAborted(options.signal);
		const state = await this.#stats.state(path);
		if (state === void 0) return void 0;
		const known = options.fresh === true ? void 0 : this.#verified.get(path, state.fingerprint, this.#now());
		if (known?.bytes !== void 0) return readerOfBytes(digest, known.bytes, options);
		const file = await openPlainFile(path);
		if (file === void 0) return void 0;
		try {
			return await this.#read(path, digest, file, options, known?.fingerprint === file.state.fingerprint);
		} catch (error) {
			await file.handle.close();
			throw error;
		}
	}
	async #read(path, digest, file, options, isVerified) {
		const { handle } = file;
		const { descriptor, start, end, what } = extentOf(digest, file.state.size, options);
		const free = () => handle.close();
		const isRange = options.start !== void 0;
		const read = (range) => {
			const chunks = range(handle, start, end, what);
			return require_spec.abortable(isVerified || isRange ? chunks : this.#verify(chunks, path, descriptor, file), options.signal);
		};
		if (isVerified || isRange || descriptor.size > 262144) return require_spec.blobReader(descriptor, read((require_formats ??= require("./formats.js")).readRange), {
			free,
			borrowed: () => require_spec.withVerification(read((require_formats ??= require("./formats.js")).readRangeBorrowed), () => isRange ? void 0 : digest)
		});
		try {
			const bytes = await require_spec.collect(read((require_formats ??= require("./formats.js")).readRange), descriptor.size, what);
			this.#recordVerified(path, file.state, bytes);
			await free();
			return require_spec.bytesReader(descriptor, bytes, options);
		} catch (error) {
			if (!isDamageError(error)) throw error;
			return require_spec.blobReader(descriptor, failing(error), { free });
		}
	}
	async verifiedState(path) {
		const state = await statPlainFile(path);
		if (state === void 0) return void 0;
		return this.#verified.get(path, state.fingerprint, this.#now()) === void 0 ? void 0 : state;
	}
	async recordWritten(path, written) {
		const state = await statPlainFile(path);
		if (state?.contentFingerprint === written.contentFingerprint) this.#recordVerified(path, state);
	}
	async verifyInBackground(path, digest, signal) {
		const before = await statPlainFile(path);
		if (before !== void 0 && await (require_hash_worker ??= require("./hash-worker.js")).hashFileInWorker(path, require_spec.digestAlgorithm(digest), signal) === digest) await this.recordWritten(path, before);
	}
	async *#verify(content, path, { digest, size }, file) {
		try {
			yield* require_spec.verified(content, {
				digest,
				size
			}, `the blob ${digest}`);
			if (size > 262144) this.#recordVerified(path, file.state);
		} catch (error) {
			if (isDamageError(error)) this.damaged.set(digest, fileState(await file.handle.stat({ bigint: true })).contentFingerprint);
			throw error;
		}
	}
	#recordVerified(path, state, bytes) {
		const now = this.#now();
		const { fingerprint } = state;
		if (isSettled(state, now)) this.#verified.set(path, {
			fingerprint,
			bytes,
			verifiedMs: now
		});
	}
};
function isDamageError(error) {
	return require_spec.isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH");
}
function readerOfBytes(digest, bytes, options) {
	const { descriptor, start, end } = extentOf(digest, bytes.byteLength, options);
	return require_spec.bytesReader(descriptor, end - start === bytes.byteLength ? bytes : bytes.subarray(start, end), options);
}
function extentOf(digest, size, options) {
	const what = `the blob ${digest}`;
	if (options.size !== void 0 && options.size !== size) throw new require_spec.OciError("SIZE_MISMATCH", `${what} has ${size} bytes, not ${options.size}`);
	const { start = 0, mediaType = require_spec.mediaTypeOctetStream } = options;
	const end = options.start === void 0 ? size : require_spec.endOfRange(size, start, options.end, what);
	return {
		descriptor: {
			mediaType,
			digest,
			size
		},
		start,
		end,
		what
	};
}
async function* failing(error) {
	throw error;
}

// src/layout/incomplete-file.ts
const chunkSize = 262144;
var IncompleteFile = class {
	#path;
	#handle;
	#waiting = /* @__PURE__ */ new Set();
	#size = 0;
	#end;
	#pendingReads = 0;
	#closed;
	constructor(path, handle) {
		this.#path = path;
		this.#handle = handle;
	}
	get size() {
		return this.#size;
	}
	grow(size) {
		this.#size = size;
		this.#notify();
	}
	end() {
		this.#end ??= "complete";
		this.#notify();
	}
	fail(error) {
		this.#end ??= { error };
		this.#notify();
	}
	async reaches(size) {
		while (this.#size < size && this.#end === void 0) await this.#change();
		return this.#size >= size && (this.#end ?? "complete") === "complete";
	}
	open(from, signal) {
		return require_spec.abortable(this.#read(from), signal);
	}
	close() {
		this.#end = { error: /* @__PURE__ */ new Error(`the reader of ${this.#path} was closed`) };
		this.#notify();
		this.#closed ??= this.#idle().then(() => this.#handle.close());
		return this.#closed;
	}
	[Symbol.asyncDispose]() {
		return this.close();
	}
	async *#read(from) {
		let position = from;
		for (;;) {
			while (position >= this.#size && this.#end === void 0) await this.#change();
			if (this.#end !== void 0 && this.#end !== "complete") throw this.#end.error;
			if (position >= this.#size) return;
			const chunk = await this.#readAt(position, Math.min(chunkSize, this.#size - position));
			position += chunk.byteLength;
			yield chunk;
		}
	}
	async #readAt(position, size) {
		const buffer = Buffer.allocUnsafeSlow(size);
		this.#pendingReads++;
		try {
			const { bytesRead } = await this.#handle.read(buffer, 0, size, position);
			if (bytesRead === 0) throw new Error("the file was truncated");
			return buffer.subarray(0, bytesRead);
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${this.#path}`);
		} finally {
			this.#pendingReads--;
			this.#notify();
		}
	}
	async #idle() {
		while (this.#pendingReads > 0) await this.#change();
	}
	#change() {
		return new Promise((resolve) => this.#waiting.add(resolve));
	}
	#notify() {
		for (const resolve of this.#waiting) resolve();
		this.#waiting.clear();
	}
};

// src/layout/staged-file.ts
const batchSize = 1048576;
const minDirectSize = 262144;
const flushSize = 67108864;
var StagedFile = class StagedFile {
	path;
	flushesEarly = false;
	#handle;
	#quota;
	#reader;
	#size;
	#flushed;
	#flushing;
	#flushFailure;
	#hasMoreBytes = false;
	#open = true;
	#keep = false;
	constructor(path, handle, size, quota) {
		this.path = path;
		this.#handle = handle;
		this.#quota = quota;
		this.#size = size;
		this.#flushed = size;
	}
	static async create(folder, quota, name = `${process.pid}.${(0, (node_crypto ??= require("node:crypto")).randomBytes)(8).toString("hex")}.tmp`) {
		const path = (0, (node_path ??= require("node:path")).join)(folder, name);
		try {
			return new StagedFile(path, await createIn(folder, path), 0, quota);
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `create a file in ${folder}`);
		}
	}
	static async reopen(path, size, quota) {
		try {
			const handle = await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, (node_fs ??= require("node:fs")).constants.O_WRONLY | ((node_fs ??= require("node:fs")).constants.O_NOFOLLOW ?? 0));
			const staged = new StagedFile(path, handle, size, quota);
			staged.#hasMoreBytes = true;
			return staged;
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `open ${path}`);
		}
	}
	get size() {
		return this.#size;
	}
	async append(chunks) {
		const size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
		const write = () => this.#writeAt(this.#size, chunks);
		await (this.#quota === void 0 ? write() : this.#quota.write(size, write));
		this.#size += size;
		this.#reader?.grow(this.#size);
		if (this.flushesEarly) this.#flushNext();
	}
	async fill(content, ownership = "shared") {
		let batch = [];
		let size = 0;
		let writing = Promise.resolve();
		try {
			for await (const chunk of content) {
				const isDirect = ownership === "borrowed" && chunk.byteLength >= minDirectSize;
				batch.push(ownership === "borrowed" && !isDirect ? Uint8Array.from(chunk) : chunk);
				size += chunk.byteLength;
				if (size < batchSize && !isDirect) continue;
				await writing;
				writing = this.#writeBatch(batch, ownership);
				if (isDirect) await writing;
				else writing.catch(() => void 0);
				batch = [];
				size = 0;
			}
		} catch (error) {
			await writing.catch(() => void 0);
			throw error;
		}
		await writing;
		await this.#writeBatch(batch, ownership);
	}
	async openReader() {
		try {
			this.#reader = new IncompleteFile(this.path, await (0, (node_fs_promises ??= require("node:fs/promises")).open)(this.path, (node_fs ??= require("node:fs")).constants.O_RDONLY));
			return this.#reader;
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${this.path}`);
		}
	}
	async commit(path, sync, backdateMs = 0) {
		try {
			await this.#flushing;
			if (this.#flushFailure !== void 0) throw this.#flushFailure.error;
			if (this.#hasMoreBytes) await this.#handle.truncate(this.#size);
			if (backdateMs > 0) {
				const { atimeMs, mtimeMs } = await this.#handle.stat();
				await this.#handle.utimes(atimeMs / 1e3, (mtimeMs - backdateMs) / 1e3);
			}
			if (sync) await this.#handle.sync();
			const state = fileState(await this.#handle.stat({ bigint: true }));
			await this.#close();
			await renameInto(this.path, path);
			this.#keep = true;
			return state;
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `write ${path}`);
		}
	}
	async keep() {
		this.#keep = true;
		await this.#close();
	}
	async [Symbol.asyncDispose]() {
		await this.#close();
		if (!this.#keep && await removeFile(this.path)) this.#quota?.release(this.#size);
		this.#keep = true;
	}
	async #writeBatch(batch, ownership) {
		await this.append(batch);
		if (ownership === "owned") batch.forEach(require_spec.detachBuffer);
	}
	async #writeAt(start, chunks) {
		let position = start;
		let rest = chunks.filter((chunk) => chunk.byteLength > 0);
		try {
			while (rest.length > 0) {
				const { bytesWritten } = await this.#handle.writev(rest, position);
				position += bytesWritten;
				rest = skipBytes(rest, bytesWritten);
			}
		} catch (error) {
			this.#hasMoreBytes = true;
			throw (require_options ??= require("./options.js")).fileSystemError(error, `write ${this.path}`);
		}
	}
	#flushNext() {
		if (this.#flushing !== void 0 || this.#size - this.#flushed < flushSize) return;
		this.#flushed = this.#size;
		this.#flushing = this.#handle.datasync().then(() => {
			this.#flushing = void 0;
		}, (error) => {
			this.#flushFailure = { error };
		});
	}
	async #close() {
		if (!this.#open) return;
		this.#open = false;
		await this.#flushing;
		await this.#handle.close();
	}
};
const maxCreateAttempts$1 = 50;
async function createIn(folder, path) {
	for (let attempt = 1;; attempt++) try {
		if (attempt === 1) return await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, "wx");
		(0, (node_fs ??= require("node:fs")).mkdirSync)(folder, { recursive: true });
		(0, (node_fs ??= require("node:fs")).closeSync)((0, (node_fs ??= require("node:fs")).openSync)(path, "wx"));
		return await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, (node_fs ??= require("node:fs")).constants.O_WRONLY | ((node_fs ??= require("node:fs")).constants.O_NOFOLLOW ?? 0));
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) !== "ENOENT" || attempt === maxCreateAttempts$1) throw error;
	}
}
async function renameInto(from, path) {
	for (let attempt = 1;; attempt++) try {
		if (attempt > 1) await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)((0, (node_path ??= require("node:path")).dirname)(path), { recursive: true });
		await (require_transport ??= require("./transport.js")).renameOver(from, path);
		return;
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) !== "ENOENT" || attempt === maxCreateAttempts$1) throw error;
	}
}
function skipBytes(chunks, count) {
	const rest = [];
	let skip = count;
	for (const chunk of chunks) {
		if (skip < chunk.byteLength) rest.push(skip > 0 ? chunk.subarray(skip) : chunk);
		skip = Math.max(0, skip - chunk.byteLength);
	}
	return rest;
}

// src/layout/blob-files.ts
const touchAfterMs = 6e5;
const algorithms = ["sha256", "sha512"];
var BlobFiles = class {
	sync;
	#root;
	#staging;
	#now;
	#stats;
	#shared;
	#restore;
	#onPresent;
	#reader;
	constructor(layout, staging, options) {
		this.sync = options.sync;
		this.#root = (0, (node_path ??= require("node:path")).join)(layout, "blobs");
		this.#staging = staging;
		this.#now = options.now;
		this.#stats = options.stats;
		this.#shared = options.shared;
		this.#restore = options.restore;
		this.#onPresent = options.onPresent;
		this.#reader = new BlobFileReader({
			...options,
			verified: options.shared.verified
		});
	}
	path(digest) {
		require_spec.parseDigest(digest);
		return (0, (node_path ??= require("node:path")).join)(this.#folderOf(digest), require_spec.digestHex(digest));
	}
	async size(digest) {
		return (await this.#state(digest))?.size;
	}
	async isDamaged(digest) {
		return this.#reader.damaged.has(digest) && await this.#state(digest) === void 0;
	}
	async sizeAndTouch(digest) {
		const state = await this.#state(digest);
		if (state !== void 0 && this.#now() - state.mtimeMs > touchAfterMs) await this.#touch(digest);
		if (state !== void 0) this.#onPresent?.(digest);
		return state?.size;
	}
	async modified(digest) {
		return (await statPlainFile(this.path(digest)))?.mtimeMs;
	}
	async open(digest, options = {}) {
		const reader = await this.#reader.open(this.path(digest), digest, options);
		if (reader !== void 0) this.#onPresent?.(digest);
		return reader;
	}
	async put(expected, body, signal) {
		try {
			var _usingCtx$6 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const { digest } = expected;
			require_spec.throwIfAborted(signal);
			if (await this.size(digest) === expected.size && await this.isIntact(digest, signal)) {
				await this.#touch(digest);
				this.#onPresent?.(digest);
				return;
			}
			const content = require_spec.verified(require_spec.borrowedChunks(body), expected, `the blob ${digest}`, "sender");
			const staged = _usingCtx$6.a(await this.#stage());
			await staged.fill(require_spec.abortable(content, signal), body.borrowed === void 0 ? "shared" : "borrowed");
			require_spec.throwIfAborted(signal);
			await this.adopt(staged, digest);
		} catch (_) {
			_usingCtx$6.e = _;
		} finally {
			await _usingCtx$6.d();
		}
	}
	async ingest(content, options) {
		try {
			var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const { algorithm, owned, onStart, signal } = options;
			require_spec.throwIfAborted(signal);
			const digester = new require_spec.Digester(algorithm);
			const hashed = async function* () {
				for await (const chunk of require_spec.abortable(content, signal)) {
					digester.update(chunk);
					yield chunk;
				}
			};
			const staged = _usingCtx3.a(await this.#stage());
			const reader = onStart === void 0 ? void 0 : await staged.openReader();
			try {
				if (reader !== void 0) onStart?.(reader);
				await staged.fill(hashed(), owned === true ? "owned" : "shared");
				require_spec.throwIfAborted(signal);
				reader?.end();
			} catch (error) {
				reader?.fail(error);
				throw error;
			}
			const digest = digester.digest();
			await this.adopt(staged, digest);
			return {
				digest,
				size: digester.size
			};
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	}
	async adopt(staged, digest) {
		const { quota } = this.#shared;
		const path = this.path(digest);
		await this.#restore();
		const replaced = quota === void 0 ? void 0 : await statPlainFile(path);
		const isLarge = staged.size > maxCachedBytes;
		const written = await staged.commit(path, this.sync, isLarge ? 100 : 0);
		if (replaced !== void 0) quota?.release(freedBytes(replaced));
		await this.#recordStored(digest);
		if (isLarge) await this.#reader.recordWritten(path, written);
	}
	async linkFrom(other, digest, size, signal) {
		if (await this.size(digest) === size) return;
		await this.#createFolder(digest);
		const [from, to] = [other.path(digest), this.path(digest)];
		const verifiedState = await other.#reader.verifiedState(from);
		try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).link)(from, to);
			await this.#recordStored(digest);
			if (verifiedState === void 0) return;
			await other.#reader.recordWritten(from, verifiedState);
			await this.#reader.recordWritten(to, verifiedState);
		} catch (error) {
			if ((require_options ??= require("./options.js")).errnoOf(error) === "ENOENT") throw error;
			const reader = await other.open(digest, { signal });
			if (reader === void 0) throw error;
			await this.put(reader.descriptor, () => reader, signal);
		}
	}
	verifyInBackground(digest, signal) {
		return this.#reader.verifyInBackground(this.path(digest), digest, signal);
	}
	async isVerified(digest) {
		return await this.#reader.verifiedState(this.path(digest)) !== void 0;
	}
	async isIntact(digest, signal) {
		const reader = await this.open(digest, {
			signal,
			fresh: true
		});
		if (reader === void 0) return false;
		try {
			for await (const chunk of reader.borrowed());
			return true;
		} catch (error) {
			if (isDamageError(error)) return false;
			throw error;
		}
	}
	async remove(digest) {
		const path = this.path(digest);
		const state = await statPlainFile(path);
		if (state === void 0) return false;
		const removed = await removeFile(path);
		if (removed) this.#shared.quota?.release(freedBytes(state));
		return removed;
	}
	async *list() {
		for (const algorithm of algorithms) for await (const entry of entriesOf((0, (node_path ??= require("node:path")).join)(this.#root, algorithm))) {
			const digest = `${algorithm}:${entry}`;
			if (!require_spec.isDigest(digest)) continue;
			const state = await statPlainFile(this.path(digest));
			if (state !== void 0) yield {
				digest,
				size: state.size,
				modifiedMs: state.mtimeMs,
				links: state.links
			};
		}
	}
	async syncNames() {
		if (!this.sync) return;
		for (const algorithm of algorithms) await this.#shared.flushes.flush((0, (node_path ??= require("node:path")).join)(this.#root, algorithm));
	}
	async #stage() {
		const staged = await StagedFile.create(this.#staging, this.#shared.quota);
		staged.flushesEarly = this.sync;
		return staged;
	}
	#folderOf(digest) {
		return (0, (node_path ??= require("node:path")).join)(this.#root, require_spec.digestAlgorithm(digest));
	}
	async #createFolder(digest) {
		const folder = this.#folderOf(digest);
		await this.#restore();
		try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(folder, { recursive: true });
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `create the folder ${folder}`);
		}
	}
	async #recordStored(digest) {
		await this.#restore();
		this.#reader.damaged.delete(digest);
		this.#onPresent?.(digest);
		this.#shared.flushes.recordChange(this.#folderOf(digest));
	}
	async #state(digest) {
		const state = await this.#stats.state(this.path(digest));
		return state?.contentFingerprint === this.#reader.damaged.get(digest) ? void 0 : state;
	}
	async #touch(digest) {
		const now = new Date(this.#now());
		await (0, (node_fs_promises ??= require("node:fs/promises")).utimes)(this.path(digest), now, now).catch(() => void 0);
	}
};
function freedBytes(state) {
	return state.links > 1 ? 0 : state.size;
}

// src/layout/index-document.ts
var IndexEntry = class {
	key;
	descriptor;
	refName;
	raw;
	#json;
	constructor(descriptor, refName, raw, key = keyOf(descriptor, refName)) {
		this.key = key;
		this.descriptor = descriptor;
		this.refName = refName;
		this.raw = raw;
	}
	get json() {
		return this.#json ??= new TextDecoder().decode(require_spec.encodeJson(this.raw));
	}
};
const maxLoggedChanges$1 = 1e3;
const encodeBatch = 200;
const noChange = {
	removed: [],
	added: []
};
var IndexDocument = class {
	raw;
	#entries;
	#log = [];
	#version = 0;
	constructor(raw = emptyMembers, entries = []) {
		this.raw = raw;
		this.#entries = /* @__PURE__ */ new Map();
		for (const entry of entries) {
			const key = this.#unusedKey(entry.key);
			const { descriptor, refName, raw: object } = entry;
			this.#entries.set(key, key === entry.key ? entry : new IndexEntry(descriptor, refName, object, key));
		}
	}
	get version() {
		return this.#version;
	}
	get size() {
		return this.#entries.size;
	}
	entries() {
		return this.#entries.values();
	}
	has(entry) {
		return this.#entries.get(entry.key) === entry;
	}
	apply({ removed, added }) {
		const removedEntries = [];
		const remove = (key) => {
			const entry = this.#entries.get(key);
			if (entry === void 0) return;
			this.#entries.delete(key);
			removedEntries.push(entry);
		};
		for (const key of removed) remove(key);
		for (const entry of added) {
			remove(entry.key);
			this.#entries.set(entry.key, entry);
		}
		this.#version++;
		this.#log.push({
			removed: removedEntries,
			added
		});
		if (this.#log.length > 2 * maxLoggedChanges$1) this.#log.splice(0, maxLoggedChanges$1);
	}
	changesSince(version) {
		const count = this.#version - version;
		if (count > this.#log.length) return void 0;
		return count === 0 ? [] : this.#log.slice(-count);
	}
	encode({ removed, added } = noChange) {
		const omitted = /* @__PURE__ */ new Set([...removed, ...added.map((entry) => entry.key)]);
		const entries = [...this.entries()].filter((entry) => !omitted.has(entry.key));
		return encodeMembers(this.raw, [...entries, ...added]);
	}
	#unusedKey(key) {
		let unused = key;
		for (let count = 2; this.#entries.has(unused); count++) unused = `${key} ${count}`;
		return unused;
	}
};
function addedBytes({ added }) {
	return added.reduce((sum, entry) => sum + Buffer.byteLength(entry.json) + 1, 0);
}
async function* encodeMembers(raw, entries) {
	const frame = require_spec.encodeJson({
		...raw,
		manifests: []
	});
	yield frame.subarray(0, -2);
	for (let start = 0; start < entries.length; start += encodeBatch) {
		const batch = entries.slice(start, start + encodeBatch).map((entry) => entry.json);
		yield new TextEncoder().encode(`${start === 0 ? "" : ","}${batch.join(",")}`);
		await new Promise((resolve) => {
			setImmediate(resolve);
		});
	}
	yield frame.subarray(-2);
}
const emptyMembers = {
	schemaVersion: 2,
	mediaType: require_spec.mediaTypeImageIndex
};
function parseIndexDocument(bytes, path) {
	let value;
	try {
		value = require_spec.parseJson(bytes);
	} catch (error) {
		throw new require_spec.OciError("MANIFEST_INVALID", `cannot read ${path}: ${require_spec.messageOf(error)}`);
	}
	if (!require_spec.isRecord(value)) throw new require_spec.OciError("MANIFEST_INVALID", `${path} is not a JSON object`);
	const { manifests, ...raw } = value;
	if (value["schemaVersion"] !== 2) throw new require_spec.OciError("MANIFEST_INVALID", `${path} does not have schemaVersion 2`);
	if (manifests !== void 0 && manifests !== null && !Array.isArray(manifests)) throw new require_spec.OciError("MANIFEST_INVALID", `"manifests" in ${path} is not a list`);
	const entries = (manifests ?? []).map((item, index) => parseEntry(item, `${path}: manifests[${index}]`));
	return new IndexDocument(raw, entries);
}
function parseEntry(value, where) {
	const descriptor = require_spec.parseDescriptor(value, where);
	const { annotations } = descriptor;
	const refName = annotations?.["org.opencontainers.image.ref.name"] ?? annotations?.["io.containerd.image.name"];
	return new IndexEntry(descriptor, refName, value);
}
function entryOf(descriptor, refName) {
	const { mediaType, digest, size } = descriptor;
	return withRefName(new IndexEntry(descriptor, void 0, {
		mediaType,
		digest,
		size
	}), refName);
}
function withRefName(entry, refName) {
	const { annotations, ...rest } = entry.raw;
	const { [require_spec.annotationRefName]: _, [require_spec.annotationContainerdName]: __, ...others } = require_spec.isRecord(annotations) ? annotations : {};
	const next = refName === void 0 ? others : {
		...others,
		[require_spec.annotationRefName]: refName
	};
	const raw = Object.keys(next).length === 0 ? rest : {
		...rest,
		annotations: next
	};
	return new IndexEntry(entry.descriptor, refName, raw);
}
function keyOf({ digest }, refName) {
	return refName === void 0 ? digest : `${digest} ${refName}`;
}

// src/layout/layout-file.ts
const layoutVersion = "1.0.0";
const layoutFile = JSON.stringify({ imageLayoutVersion: layoutVersion });
const maxLayoutFileBytes = 4096;
async function isLayout(folder) {
	const path = (0, (node_path ??= require("node:path")).join)(folder, "oci-layout");
	const bytes = await readPlainFile(path, maxLayoutFileBytes);
	if (bytes === void 0) return false;
	const version = versionOf(bytes);
	if (version === layoutVersion) return true;
	const problem = version === void 0 ? "it is not JSON with an imageLayoutVersion" : `its imageLayoutVersion is "${require_spec.printable(version, 50)}"`;
	throw new require_spec.OciError("UNSUPPORTED", `cannot use ${path}: ${problem}; only ${layoutVersion} is supported`);
}
async function hasBlobs(folder) {
	return (await Promise.all(algorithms.map((algorithm) => hasEntries((0, (node_path ??= require("node:path")).join)(folder, "blobs", algorithm))))).includes(true);
}
async function hasEntries(folder) {
	for await (const _ of entriesOf(folder)) return true;
	return false;
}
async function removeLayoutFile(folder) {
	await removeFile((0, (node_path ??= require("node:path")).join)(folder, "oci-layout"));
}
async function writeLayoutFile(folder, staging, sync) {
	try {
		var _usingCtx$5 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const staged = _usingCtx$5.a(await StagedFile.create(staging));
		await staged.append([Buffer.from(layoutFile)]);
		await staged.commit((0, (node_path ??= require("node:path")).join)(folder, "oci-layout"), sync);
	} catch (_) {
		_usingCtx$5.e = _;
	} finally {
		await _usingCtx$5.d();
	}
}
async function createPrivateLayout(folder, stagingName) {
	const index = await require_spec.collect(new IndexDocument().encode(), maxLayoutFileBytes, "an empty index");
	try {
		(0, (node_fs ??= require("node:fs")).mkdirSync)((0, (node_path ??= require("node:path")).join)(folder, "blobs", "sha256"), { recursive: true });
		(0, (node_fs ??= require("node:fs")).mkdirSync)((0, (node_path ??= require("node:path")).join)(folder, stagingName));
		(0, (node_fs ??= require("node:fs")).writeFileSync)((0, (node_path ??= require("node:path")).join)(folder, "index.json"), index, { flag: "wx" });
		(0, (node_fs ??= require("node:fs")).writeFileSync)((0, (node_path ??= require("node:path")).join)(folder, "oci-layout"), layoutFile, { flag: "wx" });
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `create the image layout ${folder}`);
	}
}
function versionOf(bytes) {
	let value;
	try {
		value = require_spec.parseJson(new TextDecoder().decode(bytes));
	} catch {
		return;
	}
	const version = require_spec.isRecord(value) ? value["imageLayoutVersion"] : void 0;
	return typeof version === "string" ? version : void 0;
}

// src/layout/repository-folders.ts
function folderOf(root, repository) {
	return (0, (node_path ??= require("node:path")).join)(root, ...repository.split("/").map((part) => isReserved(part) ? `~${part}` : part));
}
async function findFolder(root, repository) {
	const folder = folderOf(root, repository);
	if (await isLayout(folder)) return folder;
	const plain = (0, (node_path ??= require("node:path")).join)(root, ...repository.split("/"));
	return plain !== folder && await isLayout(plain) ? plain : void 0;
}
async function existingOrNewFolder(root, repository) {
	const folder = folderOf(root, repository);
	if (folder === (0, (node_path ??= require("node:path")).join)(root, ...repository.split("/"))) return folder;
	return await findFolder(root, repository) ?? folder;
}
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/;
const layoutNames = /* @__PURE__ */ new Set([
	"blobs",
	"index.json",
	"oci-layout"
]);
function isReserved(part) {
	return layoutNames.has(part) || deviceName.test(part);
}
function partOfName(entry, parent, root) {
	const part = entry.startsWith("~") ? entry.slice(1) : entry;
	if (!require_spec.isRepositoryName(part) || entry.startsWith("~") && !isReserved(part)) return void 0;
	return parent !== root && (0, (node_path ??= require("node:path")).basename)(parent) === "blobs" && algorithms.some((name) => name === entry) ? void 0 : part;
}
async function checkedRoot(root) {
	try {
		if (root === void 0) return await (0, (node_fs_promises ??= require("node:fs/promises")).mkdtemp)((0, (node_path ??= require("node:path")).join)((0, (node_os ??= require("node:os")).tmpdir)(), "oci-layout-"));
		const state = await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(root);
		const user = process.getuid?.();
		if (state.isSymbolicLink() && user !== void 0 && state.uid !== user) throw new require_spec.OciError("DENIED", `cannot use ${root}: it is a symbolic link of user ${state.uid}, and this process runs as user ${user}; give the target of the link`);
		return root;
	} catch (error) {
		if (root !== void 0 && (require_options ??= require("./options.js")).isMissing(error)) return root;
		throw (require_options ??= require("./options.js")).fileSystemError(error, `use ${root ?? (0, (node_os ??= require("node:os")).tmpdir)()} as storage`);
	}
}

// src/layout/catalog.ts
const readAhead = 16;
const maxCachedFolders = 25e4;
const maxKnownLayouts = 5e4;
var RepositoryCatalog = class {
	#root;
	#now;
	#lists = new require_lru_cache.I({
		maxSize: maxCachedFolders,
		sizeCalculation: ({ folder }) => folder.keys.length / 2
	});
	#withBlobs = new require_lru_cache.I({
		maxSize: maxKnownLayouts,
		sizeCalculation: () => 1
	});
	constructor(root, now) {
		this.#root = root;
		this.#now = now;
	}
	names(options = {}) {
		return this.#list([this.#root], "", (layout) => this.#hasBlobs(layout), options);
	}
	layouts(options = {}) {
		return this.#list([this.#root], "", async () => true, options);
	}
	async *#list(paths, parent, isWanted, options) {
		const { startAfter = "", signal } = options;
		const around = await Promise.all(paths.map(async (path) => ({
			path,
			...await this.#read(path)
		})));
		const [only, ...others] = around;
		const keys = only !== void 0 && others.length === 0 ? only.keys : require_spec.sortNames(around.flatMap((one) => one.keys));
		const inspections = /* @__PURE__ */ new Map();
		const inspect = (key) => {
			const part = key.endsWith("/") ? key.slice(0, -1) : key;
			const known = inspections.get(part);
			if (known !== void 0) return known;
			const layouts = around.flatMap(({ path, folders }) => (folders.get(part) ?? [part]).map((folder) => (0, (node_path ??= require("node:path")).join)(path, folder)));
			const inspection = this.#inspect(layouts, isWanted);
			inspection.catch(() => void 0);
			inspections.set(part, inspection);
			return inspection;
		};
		const first = firstKey(keys, startAfter.startsWith(parent) ? startAfter.slice(parent.length) : "");
		for (let index = first, next = first; index < keys.length; index++) {
			require_spec.throwIfAborted(signal);
			for (; next < Math.min(keys.length, index + readAhead); next++) inspect(keys[next] ?? "");
			const key = keys[index] ?? "";
			const name = parent + key;
			const found = await inspect(key);
			if (!key.endsWith("/")) {
				if (found.isWanted && require_spec.isRepositoryName(name)) yield name;
				continue;
			}
			inspections.delete(key.slice(0, -1));
			if (found.inner.length > 0) yield* this.#list(found.inner, name, isWanted, options);
		}
	}
	async #inspect(paths, isWanted) {
		const inner = [];
		let wanted = false;
		for (const path of paths) {
			const { isLayout, keys } = await this.#read(path);
			if (!isLayout && isReserved((0, (node_path ??= require("node:path")).basename)(path))) continue;
			wanted ||= isLayout && await isWanted(path);
			if (keys.length > 0) inner.push(path);
		}
		return {
			isWanted: wanted,
			inner
		};
	}
	async #read(path) {
		const cached = this.#lists.get(path);
		if (cached !== void 0 && cached.fingerprint === await this.#fingerprint(path)) return cached.folder;
		this.#lists.delete(path);
		const folder = this.#repositoriesIn(path, await entriesIn(path));
		if (folder.keys.length < 64) return folder;
		const fingerprint = await this.#fingerprint(path);
		const again = this.#repositoriesIn(path, await entriesIn(path));
		if (fingerprint !== void 0) this.#lists.set(path, {
			fingerprint,
			folder: again
		});
		return again;
	}
	async #hasBlobs(layout) {
		const path = (0, (node_path ??= require("node:path")).join)(layout, "blobs", "sha256");
		const fingerprint = await this.#fingerprint(path);
		if (fingerprint !== void 0 && this.#withBlobs.get(path) === fingerprint) return true;
		if (!await hasEntries(path)) return hasBlobs(layout);
		if (fingerprint !== void 0) this.#withBlobs.set(path, fingerprint);
		return true;
	}
	#repositoriesIn(path, entries) {
		const parts = /* @__PURE__ */ new Set();
		const folders = /* @__PURE__ */ new Map();
		let isLayout = false;
		for (const entry of entries) {
			if (entry.name === "oci-layout") isLayout = true;
			const part = entry.isDirectory() ? partOfName(entry.name, path, this.#root) : void 0;
			if (part === void 0) continue;
			parts.add(part);
			if (isReserved(part)) folders.set(part, [...folders.get(part) ?? [], entry.name]);
		}
		const keys = [...parts].flatMap((part) => [part, `${part}/`]).sort((a, b) => a < b ? -1 : 1);
		return {
			isLayout,
			keys,
			folders
		};
	}
	async #fingerprint(path) {
		try {
			const state = fileState(await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(path, { bigint: true }));
			return isSettled(state, this.#now()) ? state.fingerprint : void 0;
		} catch (error) {
			if ((require_options ??= require("./options.js")).isMissing(error)) return void 0;
			throw (require_options ??= require("./options.js")).fileSystemError(error, `read the status of ${path}`);
		}
	}
};
function firstKey(keys, name) {
	const index = require_spec.indexAfter(keys, name);
	const before = keys[index - 1];
	return before?.endsWith("/") === true && name.startsWith(before) ? index - 1 : index;
}
async function entriesIn(path) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(path, { withFileTypes: true });
	} catch (error) {
		if ((require_options ??= require("./options.js")).isMissing(error)) return [];
		throw (require_options ??= require("./options.js")).fileSystemError(error, `list ${path}`);
	}
}

// src/layout/graph.ts
var Graph = class {
	#blobs;
	#nodes;
	constructor(blobs, nodes) {
		this.#blobs = blobs;
		this.#nodes = nodes;
	}
	async node(descriptor, signal) {
		const known = this.#nodes.get(descriptor.digest);
		if (known !== void 0) return known;
		const node = await this.#load(descriptor, signal);
		if (node !== void 0) this.#nodes.set(descriptor.digest, node);
		return node;
	}
	async *manifests(roots, options = {}) {
		const seen = /* @__PURE__ */ new Set();
		const queue = [];
		const add = (descriptors) => {
			for (const descriptor of descriptors) {
				if (seen.has(descriptor.digest) || !require_spec.isManifestMediaType(descriptor.mediaType)) continue;
				seen.add(descriptor.digest);
				queue.push(descriptor);
			}
		};
		add(roots);
		const slice = new require_spec.TimeSlice();
		for (const next of queue) {
			require_spec.throwIfAborted(options.signal);
			await slice.pause();
			const exists = await this.#blobs.modified(next.digest) !== void 0;
			const node = exists ? await this.node(next, options.signal) : void 0;
			if (node !== void 0) {
				yield node;
				add(node.successors);
				continue;
			}
			if (exists && options.strict === true) throw new require_spec.OciError("MANIFEST_INVALID", `cannot read the manifest ${next.digest}: it is damaged or malformed; push it again or delete it`);
		}
	}
	async #load(descriptor, signal) {
		try {
			var _usingCtx$4 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const { digest, mediaType } = descriptor;
			const reader = _usingCtx$4.a(await this.#blobs.open(digest, { signal }));
			if (reader === void 0) return void 0;
			try {
				const manifest = require_spec.parseManifest(await require_spec.collect(reader, require_spec.maxManifestBytes, `the manifest ${digest}`), mediaType);
				return {
					referrer: require_spec.referrerDescriptor({
						...require_spec.plainDescriptor(descriptor),
						size: reader.descriptor.size
					}, manifest),
					kind: manifest.kind,
					subject: manifest.subject?.digest,
					successors: require_spec.successorsOf(manifest).map(require_spec.plainDescriptor)
				};
			} catch (error) {
				if (require_spec.isOciError(error, "MANIFEST_INVALID", "SIZE_LIMIT", "SIZE_MISMATCH", "DIGEST_MISMATCH")) return void 0;
				throw error;
			}
		} catch (_) {
			_usingCtx$4.e = _;
		} finally {
			await _usingCtx$4.d();
		}
	}
};

// src/layout/index-journal.ts
const maxJournalBytes = 268435456;
const journalStart = {
	offset: 0,
	checksum: 0,
	last: {
		offset: 0,
		checksum: 0
	},
	fingerprint: void 0
};
const lineBreak = 10;
const checksumLength = 8;
var IndexJournal = class {
	path;
	#folder;
	#staging;
	#sync;
	constructor(folder, staging, sync) {
		this.#folder = folder;
		this.#staging = staging;
		this.#sync = sync;
		this.path = (0, (node_path ??= require("node:path")).join)(folder, ".index.json.journal");
	}
	async read(from) {
		try {
			var _usingCtx$3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const file = await statPlainFile(this.path) === void 0 ? void 0 : await openPlainFile(this.path);
			if (file === void 0) return from.offset === 0 ? {
				changes: [],
				position: journalStart
			} : void 0;
			const handle = _usingCtx$3.a(file.handle);
			const { size, contentFingerprint: fingerprint } = file.state;
			if (size < from.offset) return void 0;
			const { offset: start, checksum } = from.last;
			const bytes = await require_spec.collect((require_formats ??= require("./formats.js")).readRange(handle, start, size, this.path), maxJournalBytes, this.path);
			const records = parseRecords(bytes, start, checksum);
			if (from.offset > 0) {
				const last = records.shift();
				if (last?.end.offset !== from.offset || last.end.checksum !== from.checksum) return void 0;
			}
			const position = records.at(-1)?.end ?? from;
			const damaged = bytes.indexOf(lineBreak, position.offset - start);
			if (damaged !== -1 && damaged < bytes.byteLength - 1) throw new require_spec.OciError("MANIFEST_INVALID", `cannot read ${this.path}: the record at byte ${position.offset} is damaged; restore the file, or delete it to lose the changes in it`);
			return {
				changes: records.map(({ text }) => parseRecord(text, this.path)),
				position: {
					...position,
					fingerprint
				}
			};
		} catch (_) {
			_usingCtx$3.e = _;
		} finally {
			await _usingCtx$3.d();
		}
	}
	async append(change, at) {
		const put = change.added.map((entry) => entry.json).join(",");
		const { line, checksum } = encodeRecord(`{"remove":${JSON.stringify(change.removed)},"put":[${put}]}`, at.checksum);
		try {
			try {
				var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
				const handle = _usingCtx3.a(await this.#open());
				try {
					await handle.truncate(at.offset);
					for (let done = 0; done < line.byteLength;) {
						const { bytesWritten } = await handle.write(line, done, line.byteLength - done, at.offset + done);
						done += bytesWritten;
					}
					if (this.#sync) await handle.datasync();
					if (this.#sync && at.offset === 0) await (require_transport ??= require("./transport.js")).syncDirectory(this.#folder);
				} catch (error) {
					await handle.truncate(at.offset).catch(() => void 0);
					if (at.offset === 0) await removeFile(this.path);
					throw error;
				}
				const { contentFingerprint: fingerprint } = fileState(await handle.stat({ bigint: true }));
				return {
					offset: at.offset + line.byteLength,
					checksum,
					last: {
						offset: at.offset,
						checksum: at.checksum
					},
					fingerprint
				};
			} catch (_) {
				_usingCtx3.e = _;
			} finally {
				await _usingCtx3.d();
			}
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `write ${this.path}`);
		}
	}
	async flush() {
		try {
			try {
				var _usingCtx4 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
				const file = await openPlainFile(this.path);
				if (file === void 0) return;
				await _usingCtx4.a(file.handle).datasync();
			} catch (_) {
				_usingCtx4.e = _;
			} finally {
				await _usingCtx4.d();
			}
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `write ${this.path}`);
		}
	}
	async removeBefore(position, end) {
		try {
			var _usingCtx5 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			if (position.offset === end.offset) {
				await removeFile(this.path);
				return journalStart;
			}
			const file = await openPlainFile(this.path);
			if (file === void 0) return journalStart;
			const handle = _usingCtx5.a(file.handle);
			const bytes = await require_spec.collect((require_formats ??= require("./formats.js")).readRange(handle, position.offset, end.offset, this.path), maxJournalBytes, this.path);
			const staged = _usingCtx5.a(await StagedFile.create(this.#staging));
			let last = journalStart.last;
			let checksum = 0;
			for (const { text } of parseRecords(bytes, position.offset, position.checksum)) {
				last = {
					offset: staged.size,
					checksum
				};
				const record = encodeRecord(text, checksum);
				await staged.append([record.line]);
				checksum = record.checksum;
			}
			const { contentFingerprint: fingerprint } = await staged.commit(this.path, this.#sync);
			if (this.#sync) await (require_transport ??= require("./transport.js")).syncDirectory(this.#folder);
			return {
				offset: staged.size,
				checksum,
				last,
				fingerprint
			};
		} catch (_) {
			_usingCtx5.e = _;
		} finally {
			await _usingCtx5.d();
		}
	}
	async #open() {
		const noFollow = (node_fs ??= require("node:fs")).constants.O_NOFOLLOW ?? 0;
		await statPlainFile(this.path);
		try {
			return await (0, (node_fs_promises ??= require("node:fs/promises")).open)(this.path, (node_fs ??= require("node:fs")).constants.O_WRONLY | noFollow);
		} catch (error) {
			if ((require_options ??= require("./options.js")).errnoOf(error) !== "ENOENT") throw error;
			return (0, (node_fs_promises ??= require("node:fs/promises")).open)(this.path, (node_fs ??= require("node:fs")).constants.O_WRONLY | (node_fs ??= require("node:fs")).constants.O_CREAT | noFollow, 438);
		}
	}
};
function formatChecksum(checksum) {
	return checksum.toString(16).padStart(checksumLength, "0");
}
function encodeRecord(record, previous) {
	const checksum = (0, (node_zlib ??= require("node:zlib")).crc32)(record, previous);
	return {
		line: new TextEncoder().encode(`${formatChecksum(checksum)} ${record}\n`),
		checksum
	};
}
function parseRecords(bytes, start, previous) {
	const records = [];
	let last = {
		offset: start,
		checksum: previous
	};
	for (let from = 0, to = bytes.indexOf(lineBreak); to !== -1; from = to + 1, to = bytes.indexOf(lineBreak, from)) {
		const line = new TextDecoder().decode(bytes.subarray(from, to));
		const text = line.slice(9);
		const checksum = (0, (node_zlib ??= require("node:zlib")).crc32)(text, last.checksum);
		if (line.slice(0, 9) !== `${formatChecksum(checksum)} `) break;
		const offset = start + to + 1;
		records.push({
			text,
			end: {
				offset,
				checksum,
				last
			}
		});
		last = {
			offset,
			checksum
		};
	}
	return records;
}
function parseRecord(record, path) {
	const value = JSON.parse(record);
	if (!require_spec.isRecord(value) || !Array.isArray(value["remove"]) || !Array.isArray(value["put"])) throw new require_spec.OciError("MANIFEST_INVALID", `cannot read ${path}: it has a record of another format`);
	return {
		removed: value["remove"].map(String),
		added: value["put"].map((entry) => parseEntry(entry, path))
	};
}

// src/layout/index-file.ts
const maxIndexBytes = 67108864;
const minLargeJournal = 1048576;
const maxAttempts = 20;
var IndexFile = class {
	#path;
	#folder;
	#staging;
	#options;
	#lock;
	#journal;
	#semaphore = new require_spec.Semaphore(1);
	#loaded;
	#committing = false;
	constructor(folder, staging, options) {
		this.#folder = folder;
		this.#path = (0, (node_path ??= require("node:path")).join)(folder, "index.json");
		this.#staging = staging;
		this.#options = options;
		this.#journal = new IndexJournal(folder, staging, options.sync);
		this.#lock = new (require_transport ??= require("./transport.js")).LockFile((0, (node_path ??= require("node:path")).join)(folder, ".index.json.lock"), options);
	}
	async read(signal) {
		require_spec.throwIfAborted(signal);
		const loaded = this.#loaded;
		if (loaded !== void 0 && (this.#committing || await this.#isCurrent(loaded))) return loaded.document;
		return (await this.#semaphore.run(() => this.#refresh())).document;
	}
	async update(change, signal, afterwards) {
		await this.#locked(async (lock) => {
			let loaded = await this.#semaphore.run(() => this.#refresh());
			let made = await change(loaded.document);
			for (let attempt = 1; this.#loaded !== loaded && attempt < 3; attempt++) {
				loaded = await this.#semaphore.run(() => this.#refresh());
				made = await change(loaded.document);
			}
			require_spec.throwIfAborted(signal);
			if (made !== void 0) await this.#commit(loaded, made, lock);
			else if (this.#options.sync) {
				await this.#journal.flush();
				await this.#options.flushes.flush(this.#folder);
			}
			await afterwards?.(loaded.document);
		}, signal);
	}
	async create(finish, signal) {
		await this.#locked(async (lock) => {
			if (await readPlainFile(this.#path, maxIndexBytes) === void 0) try {
				var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
				const staged = _usingCtx$2.a(await this.#stage(new IndexDocument().encode()));
				await this.#replace(staged, lock);
			} catch (_) {
				_usingCtx$2.e = _;
			} finally {
				await _usingCtx$2.d();
			}
			await finish();
		}, signal);
	}
	async remove(isUnused, finish, signal) {
		return this.#locked(async (lock) => {
			const { document } = await this.#semaphore.run(() => this.#refresh());
			if (document.size > 0 || !await isUnused()) return false;
			await lock.check();
			await removeFile(this.#path);
			await removeFile(this.#journal.path);
			this.#loaded = void 0;
			await finish();
			return true;
		}, signal);
	}
	async flush(signal) {
		for (let attempt = 1; attempt <= maxAttempts; attempt++) try {
			var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const loaded = await this.#semaphore.run(() => this.#refresh());
			const { base, document, journal } = loaded;
			if (journal.offset === 0) return;
			const staged = _usingCtx3.a(await this.#stage(document.encode()));
			if (await this.#locked(async (lock) => {
				const current = await this.#semaphore.run(() => this.#refresh());
				if (current !== loaded || current.base !== base) return false;
				await this.#exclusively(loaded, async () => {
					await this.#replace(staged, lock, loaded);
					loaded.journal = await this.#journal.removeBefore(journal, loaded.journal);
				});
				return true;
			}, signal)) return;
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
		throw new require_spec.OciError("TIMEOUT", `cannot write ${this.#path}: other processes change it all the time; try again`);
	}
	async #commit(loaded, change, lock) {
		const { pending } = this.#options;
		const bytes = loaded.bytes + addedBytes(change);
		await this.#exclusively(loaded, async () => {
			if (pending !== void 0 && bytes <= maxIndexBytes) {
				await lock.check();
				loaded.journal = await this.#journal.append(change, loaded.journal);
				loaded.bytes = bytes;
			} else try {
				var _usingCtx4 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
				const staged = _usingCtx4.a(await this.#stage(loaded.document.encode(change)));
				await this.#replace(staged, lock, loaded);
				loaded.journal = await this.#journal.removeBefore(loaded.journal, loaded.journal);
			} catch (_) {
				_usingCtx4.e = _;
			} finally {
				await _usingCtx4.d();
			}
			loaded.document.apply(change);
		});
		const { offset } = loaded.journal;
		if (offset > 0) pending?.add(this, offset > Math.max(minLargeJournal, loaded.bytes / 4));
	}
	async #locked(work, signal) {
		try {
			return await this.#lock.run(work, signal);
		} catch (error) {
			throw require_spec.isOciError(error, "FILE_SYSTEM") && (require_options ??= require("./options.js")).errnoOf(error.cause) === "ENOENT" && await (require_transport ??= require("./transport.js")).kindOf(this.#folder) === "absent" ? this.#missing() : error;
		}
	}
	#missing() {
		return new require_spec.OciError("NOT_FOUND", `${this.#folder} is not a complete image layout: ${this.#path} does not exist`);
	}
	async #exclusively(loaded, work) {
		await this.#semaphore.run(async () => {
			this.#loaded = loaded;
			this.#committing = true;
			try {
				await work();
			} finally {
				this.#committing = false;
			}
		});
	}
	async #stage(content) {
		const staged = await StagedFile.create(this.#staging);
		try {
			await staged.fill(content);
			if (staged.size <= maxIndexBytes) return staged;
			throw new require_spec.OciError("SIZE_LIMIT", `cannot write ${this.#path}: it would be over the limit of ${maxIndexBytes} bytes; delete manifests, or use one layout for each repository`);
		} catch (error) {
			await staged[Symbol.asyncDispose]();
			throw error;
		}
	}
	async #replace(staged, lock, loaded) {
		const { sync, flushes } = this.#options;
		await lock.check();
		const { contentFingerprint } = await staged.commit(this.#path, sync, 100 * (1 + Math.random()));
		flushes.recordChange(this.#folder);
		if (sync) await flushes.flush(this.#folder);
		if (loaded === void 0) return;
		loaded.base = contentFingerprint;
		loaded.bytes = staged.size;
	}
	async #isCurrent({ base, journal }) {
		const { stats } = this.#options;
		if (base === void 0) return false;
		const states = await Promise.all([stats.state(this.#path), stats.state(this.#journal.path)]);
		return states[0]?.contentFingerprint === base && states[1]?.contentFingerprint === journal.fingerprint;
	}
	async #refresh() {
		const known = this.#loaded;
		if (known !== void 0 && await this.#isCurrent(known)) return known;
		if (known?.base !== void 0 && await this.#readTail(known)) return known;
		for (let attempt = 1; attempt <= maxAttempts; attempt++) {
			const loaded = await this.#load();
			if (loaded === void 0) continue;
			if (known === void 0 && loaded.journal.offset > 0) this.#options.pending?.add(this);
			this.#loaded = loaded;
			return loaded;
		}
		throw new require_spec.OciError("TIMEOUT", `cannot read ${this.#path}: other processes change it all the time; try again`);
	}
	async #readTail(known) {
		const tail = await this.#journal.read(known.journal);
		if (tail === void 0 || (await this.#state())?.contentFingerprint !== known.base) return false;
		for (const change of tail.changes) {
			known.bytes += addedBytes(change);
			known.document.apply(change);
		}
		known.journal = tail.position;
		return true;
	}
	async #load() {
		const before = await this.#state();
		const part = await this.#journal.read(journalStart);
		const bytes = await readPlainFile(this.#path, maxIndexBytes);
		if (bytes === void 0 || part === void 0) throw this.#missing();
		const after = await this.#state();
		const isUnchanged = before !== void 0 && before.contentFingerprint === after?.contentFingerprint;
		if (!isUnchanged && part.position.offset > 0) return void 0;
		const document = parseIndexDocument(bytes, this.#path);
		for (const change of part.changes) document.apply(change);
		return {
			document,
			base: isUnchanged && isSettled(before, this.#options.now()) ? before.contentFingerprint : void 0,
			bytes: bytes.byteLength,
			journal: part.position
		};
	}
	#state() {
		return this.#options.stats.state(this.#path);
	}
};

// src/layout/blob-sources.ts
const maxBlobs = 5e4;
const maxRepositories = 8;
var BlobSources = class {
	#repositories = new require_lru_cache.I({
		maxSize: maxBlobs,
		sizeCalculation: () => 1
	});
	add(digest, repository) {
		const known = this.#repositories.get(digest) ?? [];
		if (known.includes(repository)) return;
		this.#repositories.set(digest, [repository, ...known].slice(0, maxRepositories));
	}
	get(digest) {
		return this.#repositories.get(digest) ?? [];
	}
};

// src/layout/folder-flushes.ts
const maxFolders = 1e3;
var FolderFlushes = class {
	#flushes = new require_lru_cache.I({ max: maxFolders });
	recordChange(folder) {
		this.#flushes.delete(folder);
	}
	async flush(folder) {
		const known = this.#flushes.get(folder);
		if (known !== void 0) return known;
		const flushing = syncExisting(folder);
		this.#flushes.set(folder, flushing);
		try {
			await flushing;
		} catch (error) {
			if (this.#flushes.get(folder) === flushing) this.#flushes.delete(folder);
			throw error;
		}
	}
};
async function syncExisting(folder) {
	try {
		await (require_transport ??= require("./transport.js")).syncDirectory(folder);
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) !== "ENOENT") throw error;
	}
}

// src/layout/pending-indexes.ts
const idleMs = 600;
const retryMs = 5e3;
var PendingIndexes = class {
	#timers = /* @__PURE__ */ new Map();
	#running = /* @__PURE__ */ new Map();
	add(index, isLarge = false) {
		const timer = this.#timers.get(index);
		if (isLarge && !this.#running.has(index)) this.#write(index).catch(() => void 0);
		else if (timer?.hasRef() === true) timer.refresh();
		else this.#schedule(index, idleMs);
	}
	async flush() {
		const indexes = /* @__PURE__ */ new Set([...this.#timers.keys(), ...this.#running.keys()]);
		const results = await Promise.allSettled([...indexes].map(async (index) => {
			await this.#running.get(index)?.catch(() => void 0);
			await this.#write(index);
		}));
		for (const result of results) if (result.status === "rejected") throw result.reason;
	}
	#schedule(index, delayMs) {
		clearTimeout(this.#timers.get(index));
		const timer = setTimeout(() => {
			this.#write(index).catch(() => void 0);
		}, delayMs);
		this.#timers.set(index, timer);
		return timer;
	}
	#write(index) {
		clearTimeout(this.#timers.get(index));
		this.#timers.delete(index);
		const running = index.flush().catch((error) => {
			if (require_spec.isOciError(error, "NOT_FOUND")) return;
			if (!this.#timers.has(index)) this.#schedule(index, retryMs).unref();
			throw error;
		}).finally(() => {
			if (this.#running.get(index) === running) this.#running.delete(index);
		});
		this.#running.set(index, running);
		return running;
	}
};

// src/layout/upload-sessions.ts
var UploadSession = class {
	path;
	size;
	digester;
	ended = false;
	writers = 0;
	semaphore = new require_spec.Semaphore(1);
	constructor(path, size, digester) {
		this.path = path;
		this.size = size;
		this.digester = digester;
	}
};
const maxIdleSessions = 1e3;
var UploadSessions = class {
	#sessions = /* @__PURE__ */ new Map();
	get(path) {
		return this.#sessions.get(path);
	}
	add(session) {
		this.#sessions.set(session.path, session);
		let excess = this.#sessions.size - maxIdleSessions;
		for (const [path, { ended, writers }] of this.#sessions) {
			if (!ended && (excess <= 0 || writers > 0)) continue;
			this.#sessions.delete(path);
			excess--;
		}
	}
};

// src/layout/verified-blobs.ts
const maxBytes = 50331648;
const entryBytes = 1024;
const ttlMs = 36e5;
var VerifiedBlobs = class {
	#files = new require_lru_cache.I({
		maxSize: maxBytes,
		sizeCalculation: ({ bytes }) => entryBytes + (bytes?.byteLength ?? 0)
	});
	get(path, fingerprint, nowMs) {
		const file = this.#files.get(path);
		if (file === void 0) return void 0;
		if (file.fingerprint === fingerprint && Math.abs(nowMs - file.verifiedMs) < ttlMs) return file;
		this.#files.delete(path);
	}
	set(path, file) {
		this.#files.set(path, file);
	}
};

// src/layout/shared-state.ts
const maxNodeBytes = 67108864;
var SharedState = class {
	quota;
	verified = new VerifiedBlobs();
	uploads = new UploadSessions();
	flushes = new FolderFlushes();
	sources = new BlobSources();
	pendingIndexes = new PendingIndexes();
	nodes = new require_lru_cache.I({
		maxSize: maxNodeBytes,
		sizeCalculation: (node) => Math.max(1, node.referrer.size)
	});
	constructor(quota) {
		this.quota = quota;
	}
};

// src/layout/uploads.ts
const defaultChunkSize = 4194304;
var Uploads = class {
	#folder;
	#blobs;
	#shared;
	constructor(folder, blobs, shared) {
		this.#folder = folder;
		this.#blobs = blobs;
		this.#shared = shared;
	}
	async start(repository, chunkSize) {
		const id = (0, (node_crypto ??= require("node:crypto")).randomBytes)(16).toString("hex");
		const file = await StagedFile.create(this.#folder, this.#shared.quota, fileName(repository, id));
		const session = new UploadSession(file.path, 0, new require_spec.Digester());
		this.#shared.uploads.add(session);
		return this.#writer(id, session, file, chunkSize);
	}
	async resume(repository, id, offset, chunkSize) {
		const path = (0, (node_path ??= require("node:path")).join)(this.#folder, fileName(repository, id));
		const state = /^[0-9a-f]{32}$/.test(id) ? await statPlainFile(path) : void 0;
		if (state === void 0) throw new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `${repository} has no upload ${require_spec.printable(id, 100)}; start a new one`);
		const session = this.#session(path, state.size);
		if (offset !== void 0 && offset !== session.size) throw new require_spec.OciError("RANGE_INVALID", `the upload ${id} has ${session.size} bytes, not ${offset}`);
		return this.#writer(id, session, await StagedFile.reopen(path, session.size, this.#shared.quota), chunkSize);
	}
	#writer(id, session, file, chunkSize = 0) {
		file.flushesEarly = this.#blobs.sync;
		const size = chunkSize > 0 ? chunkSize : defaultChunkSize;
		return new UploadWriter(id, session, file, this.#blobs, this.#shared.quota, size);
	}
	#session(path, size) {
		const known = this.#shared.uploads.get(path);
		if (known !== void 0 && !known.ended && known.size <= size) return known;
		const session = new UploadSession(path, size, void 0);
		this.#shared.uploads.add(session);
		return session;
	}
};
var UploadWriter = class {
	id;
	chunkSize;
	#session;
	#file;
	#blobs;
	#quota;
	#size;
	#closed = false;
	constructor(id, session, file, blobs, quota, chunkSize) {
		this.id = id;
		this.chunkSize = chunkSize;
		this.#session = session;
		this.#file = file;
		this.#blobs = blobs;
		this.#quota = quota;
		this.#size = session.size;
		session.writers++;
	}
	get size() {
		return this.#size;
	}
	async write(chunk, options = {}) {
		require_spec.throwIfAborted(options.signal);
		await this.#session.semaphore.run(async () => {
			await this.#checkOpen();
			const appending = this.#file.append([chunk]);
			this.#session.digester?.update(chunk);
			try {
				await appending;
			} catch (error) {
				this.#session.digester = void 0;
				throw error;
			}
			this.#session.size += chunk.byteLength;
			this.#size = this.#session.size;
		});
	}
	async close() {
		if (this.#markClosed()) await this.#file.keep();
	}
	async commit(digest, options = {}) {
		require_spec.throwIfAborted(options.signal);
		require_spec.parseDigest(digest);
		return this.#session.semaphore.run(async () => {
			try {
				var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
				await this.#checkOpen();
				this.#markClosed();
				this.#session.ended = true;
				const file = _usingCtx$1.a(this.#file);
				const actual = await this.#hash(digest);
				if (actual !== digest) throw new require_spec.OciError("DIGEST_INVALID", `cannot commit the upload ${this.id} as ${digest}: its ${this.#size} bytes hash to ${actual}; it was deleted`);
				require_spec.throwIfAborted(options.signal);
				await this.#blobs.adopt(file, digest);
				return {
					mediaType: require_spec.mediaTypeOctetStream,
					digest,
					size: this.#size
				};
			} catch (_) {
				_usingCtx$1.e = _;
			} finally {
				await _usingCtx$1.d();
			}
		});
	}
	async cancel() {
		const wasOpen = this.#markClosed();
		if (this.#session.ended) {
			if (wasOpen) await this.#file[Symbol.asyncDispose]();
			return;
		}
		this.#session.ended = true;
		if (wasOpen) await this.#file.keep();
		if (await removeFile(this.#session.path)) this.#quota?.release(this.#session.size);
	}
	async [Symbol.asyncDispose]() {
		if (!this.#closed) await this.cancel();
	}
	#markClosed() {
		if (this.#closed) return false;
		this.#closed = true;
		this.#session.writers--;
		return true;
	}
	async #hash(digest) {
		try {
			var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const algorithm = require_spec.digestAlgorithm(digest);
			const { digester, path } = this.#session;
			if (digester?.algorithm === algorithm) return digester.digest();
			const ofFile = new require_spec.Digester(algorithm);
			const file = await statPlainFile(path) === void 0 ? void 0 : await openPlainFile(path);
			if (file === void 0) throw new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `the upload ${this.id} was deleted; start a new one`);
			const handle = _usingCtx3.a(file.handle);
			for await (const chunk of (require_formats ??= require("./formats.js")).readRangeBorrowed(handle, 0, this.#size, path)) ofFile.update(chunk);
			return ofFile.digest();
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	}
	async #checkOpen() {
		if (this.#closed) throw new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `the writer of the upload ${this.id} is closed; resume the upload to continue it`);
		const { ended, size } = this.#session;
		if (!ended && size === this.#size) return;
		await this.close();
		if (ended) throw new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `the upload ${this.id} has ended; start a new one`);
		throw new require_spec.OciError("RANGE_INVALID", `cannot write at byte ${this.#size} of the upload ${this.id}: it has ${size} bytes; another writer uses it`);
	}
};
function fileName(repository, id) {
	return `${id}.${(0, (node_crypto ??= require("node:crypto")).createHash)("sha256").update(repository).digest("hex").slice(0, 16)}`;
}

// src/layout/folder.ts
const stagingName = ".staging";
const uploadsName = ".uploads";
const ownFolders = [stagingName, uploadsName];
const layoutName = /^(?:blobs|oci-layout|\.staging|\.uploads|\.?index\.json.*)$/;
const maxCreateAttempts = 10;
var LayoutFolder = class LayoutFolder {
	path;
	blobs;
	index;
	graph;
	uploads;
	readOnly;
	allowSparse;
	maxDescriptors;
	now;
	#sync;
	#shared;
	constructor(path, options) {
		const { now = Date.now, sync = true, shared = new SharedState() } = options;
		const staging = (0, (node_path ??= require("node:path")).join)(path, stagingName);
		const stats = new StatCoalescer();
		this.path = path;
		this.now = now;
		this.readOnly = options.readOnly ?? false;
		this.allowSparse = options.allowSparse ?? false;
		this.maxDescriptors = options.maxDescriptors;
		this.#sync = sync;
		this.#shared = shared;
		const restore = () => this.#restore();
		this.blobs = new BlobFiles(path, staging, {
			sync,
			now,
			stats,
			shared,
			restore,
			onPresent: options.onPresent
		});
		const lock = {
			timeoutMs: options.lockTimeoutMs,
			staleMs: options.lockStaleMs
		};
		const pending = options.journal === true && !this.readOnly ? shared.pendingIndexes : void 0;
		this.index = new IndexFile(path, staging, {
			sync,
			flushes: shared.flushes,
			now,
			stats,
			pending,
			...lock
		});
		this.graph = new Graph(this.blobs, shared.nodes);
		this.uploads = new Uploads((0, (node_path ??= require("node:path")).join)(path, uploadsName), this.blobs, shared);
	}
	static async open(path, options = {}) {
		require_spec.throwIfAborted(options.signal);
		const folder = new LayoutFolder(path, options);
		if (options.create === "private") {
			await createPrivateLayout(path, stagingName);
			return folder;
		}
		await rejectLinks(path);
		if (await isLayout(path)) {
			if (!folder.readOnly) await folder.#sweep(options.staleFileMs ?? 864e5);
			return folder;
		}
		if (await (require_transport ??= require("./transport.js")).kindOfTarget(path) === "file") throw new require_spec.OciError("UNSUPPORTED", `cannot use ${path} as an image layout: it is a file; unpack a tar archive of a layout first: mkdir DIR && tar -xf ${path} -C DIR`);
		if (folder.readOnly || options.create === "never") {
			if (await (require_transport ??= require("./transport.js")).kindOf(path) === "absent") throw new require_spec.OciError("NOT_FOUND", `the image layout ${path} does not exist`);
			throw new require_spec.OciError("NOT_FOUND", `${path} is not an OCI image layout: it has no file oci-layout`);
		}
		if (await hasBlobs(path) && !await isLayout(path)) throw new require_spec.OciError("NOT_FOUND", `${path} is not an OCI image layout, or it is damaged: it has blobs but no file oci-layout; give an empty folder, or restore oci-layout`);
		if (options.create === "in-empty-folder") await rejectOtherFiles(path);
		await folder.#create(options.signal);
		return folder;
	}
	checkWritable() {
		if (this.readOnly) throw new require_spec.OciError("DENIED", `cannot change the image layout ${this.path}: it was opened read-only`);
	}
	async pending() {
		const paths = [];
		for (const name of ownFolders) for await (const entry of entriesOf((0, (node_path ??= require("node:path")).join)(this.path, name))) paths.push((0, (node_path ??= require("node:path")).join)(this.path, name, entry));
		return paths.sort();
	}
	flush() {
		return this.#shared.pendingIndexes.flush();
	}
	async tidy() {
		await Promise.all(ownFolders.map((name) => (0, (node_fs_promises ??= require("node:fs/promises")).rmdir)((0, (node_path ??= require("node:path")).join)(this.path, name)).catch(() => void 0)));
	}
	async removeIfEmpty(signal) {
		if (!await this.#isEmpty()) return false;
		const isUnused = async () => await this.#isEmpty() && this.#removeBlobFolders();
		const isRemoved = await this.index.remove(isUnused, () => removeLayoutFile(this.path), signal);
		if (isRemoved && await hasBlobs(this.path)) await this.#restore();
		if (!isRemoved || await isLayout(this.path)) return false;
		await this.tidy();
		await (0, (node_fs_promises ??= require("node:fs/promises")).rmdir)(this.path).catch(() => void 0);
		return true;
	}
	async #isEmpty() {
		return !await hasBlobs(this.path) && (await this.pending()).length === 0;
	}
	async #removeBlobFolders() {
		const blobs = (0, (node_path ??= require("node:path")).join)(this.path, "blobs");
		for (const path of [...algorithms.map((algorithm) => (0, (node_path ??= require("node:path")).join)(blobs, algorithm)), blobs]) await (0, (node_fs_promises ??= require("node:fs/promises")).rmdir)(path).catch(() => void 0);
		return !await hasBlobs(this.path);
	}
	async #restore() {
		if (await statPlainFile((0, (node_path ??= require("node:path")).join)(this.path, "oci-layout")) !== void 0) return;
		if (await (require_transport ??= require("./transport.js")).kindOf((0, (node_path ??= require("node:path")).join)(this.path, "index.json")) === "absent") await this.#create(void 0);
		else await writeLayoutFile(this.path, (0, (node_path ??= require("node:path")).join)(this.path, stagingName), this.#sync);
	}
	async #create(signal) {
		await this.#createBlobFolder();
		await this.index.create(() => writeLayoutFile(this.path, (0, (node_path ??= require("node:path")).join)(this.path, stagingName), this.#sync), signal);
	}
	async #createBlobFolder() {
		for (let attempt = 1;; attempt++) try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)((0, (node_path ??= require("node:path")).join)(this.path, "blobs", "sha256"), { recursive: true });
			return;
		} catch (error) {
			if (!(require_options ??= require("./options.js")).isMissing(error) || attempt === maxCreateAttempts) throw (require_options ??= require("./options.js")).fileSystemError(error, `create the image layout ${this.path}`);
		}
	}
	async #sweep(ageMs) {
		const before = this.now() - ageMs;
		for (const path of await this.pending()) try {
			if ((await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(path)).mtimeMs < before) await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(path, {
				recursive: true,
				force: true
			});
		} catch (error) {
			if (!(require_options ??= require("./options.js")).isMissing(error)) throw (require_options ??= require("./options.js")).fileSystemError(error, `remove the temporary file ${path}`);
		}
	}
};
async function rejectLinks(path) {
	const names = [
		"blobs",
		(0, (node_path ??= require("node:path")).join)("blobs", "sha256"),
		(0, (node_path ??= require("node:path")).join)("blobs", "sha512"),
		...ownFolders
	];
	const kinds = await Promise.all(names.map(async (name) => (require_transport ??= require("./transport.js")).kindOf((0, (node_path ??= require("node:path")).join)(path, name))));
	const link = names.find((_, index) => kinds[index] === "symbolic link");
	if (link === void 0) return;
	throw new require_spec.OciError("FILE_SYSTEM", `cannot use ${(0, (node_path ??= require("node:path")).join)(path, link)}: it is a symbolic link, and an image layout must not contain links; use a real folder`);
}
async function rejectOtherFiles(path) {
	for await (const entry of entriesOf(path)) {
		if (layoutName.test(entry)) continue;
		throw new require_spec.OciError("ALREADY_EXISTS", `cannot create an image layout in ${path}: it has other files (${require_spec.printable(entry, 100)}); give a new or empty folder, or an image layout`);
	}
}

// src/layout/ref-names.ts
const refNamePattern = /^[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*(?:\/[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*)*$/;
const maxRefNameLength = 512;
const anyNames = ownLayout((name) => require_spec.isTag(name) || name.length <= maxRefNameLength && (refNamePattern.test(name) || require_spec.tagOfFullReference(name) !== void 0) && !require_spec.isDigest(name), true);
const tagNames = ownLayout(require_spec.isTag, false);
function sharedNames(repository, isDefault) {
	const tagOf = (refName) => {
		if (refName === void 0) return void 0;
		if (isDefault && require_spec.isTag(refName)) return refName;
		const tag = refName.startsWith(`${repository}:`) ? refName.slice(repository.length + 1) : void 0;
		return tag !== void 0 && require_spec.isTag(tag) ? tag : void 0;
	};
	return {
		hasFullReferences: false,
		includes: (refName) => refName === void 0 ? isDefault : tagOf(refName) !== void 0 || refName.startsWith(`${repository}@`) && require_spec.isDigest(refName.slice(repository.length + 1)),
		tagOf,
		refName: (tag) => `${repository}:${tag}`,
		untagged: (digest) => `${repository}@${digest}`,
		check: (tag) => checkName(tag, require_spec.isTag)
	};
}
function repositoryOfRefName(refName) {
	const [, repository, rest] = /^([^:@]+)[:@](.+)$/.exec(refName ?? "") ?? [];
	if (repository === void 0 || rest === void 0 || !require_spec.isRepositoryName(repository)) return void 0;
	return require_spec.isTag(rest) || require_spec.isDigest(rest) ? repository : void 0;
}
function ownLayout(isName, hasFullReferences) {
	return {
		hasFullReferences,
		includes: () => true,
		tagOf: (refName) => refName !== void 0 && isName(refName) ? refName : void 0,
		refName: (tag) => tag,
		untagged: () => void 0,
		check: (tag) => checkName(tag, isName)
	};
}
function checkName(tag, isName) {
	if (isName(tag)) return tag;
	throw new require_spec.OciError("TAG_INVALID", `"${require_spec.printable(tag, 300)}" ${require_spec.invalidTagReason(tag)}`);
}

// src/layout/multimap.ts
var Multimap = class {
	#values = /* @__PURE__ */ new Map();
	get size() {
		return this.#values.size;
	}
	has(key) {
		return this.#values.has(key);
	}
	keys() {
		return this.#values.keys();
	}
	get(key) {
		const values = this.#values.get(key);
		if (values === void 0) return [];
		return values instanceof Set ? values : [values];
	}
	last(key) {
		let last;
		for (const value of this.get(key)) last = value;
		return last;
	}
	add(key, value) {
		const values = this.#values.get(key);
		if (values === void 0) this.#values.set(key, value);
		else if (values instanceof Set) values.add(value);
		else this.#values.set(key, /* @__PURE__ */ new Set([values, value]));
	}
	remove(key, value) {
		const values = this.#values.get(key);
		if (values === value) this.#values.delete(key);
		if (values instanceof Set && values.delete(value) && values.size === 0) this.#values.delete(key);
	}
};

// src/layout/index-edit.ts
var IndexEdit = class {
	#listing;
	#names;
	#removed = /* @__PURE__ */ new Set();
	#added = /* @__PURE__ */ new Map();
	#addedByTag = new Multimap();
	#addedByDigest = new Multimap();
	constructor(listing, names) {
		this.#listing = listing;
		this.#names = names;
	}
	get change() {
		if (this.#removed.size === 0 && this.#added.size === 0) return void 0;
		return {
			removed: [...this.#removed],
			added: [...this.#added.values()]
		};
	}
	addManifest(descriptor) {
		const { digest } = descriptor;
		if (!this.#has(digest)) this.#add(entryOf(descriptor, this.#names.untagged(digest)));
	}
	setTag(descriptor, tag) {
		const { digest, size } = descriptor;
		const current = this.#tagged(tag).at(-1)?.descriptor;
		if (current?.digest === digest && current.size === size) return;
		this.removeTag(tag);
		const [existing] = this.#ofDigest(digest);
		const refName = this.#names.refName(tag);
		const tagged = existing === void 0 ? entryOf(descriptor, refName) : withRefName(existing, refName);
		for (const entry of this.#ofDigest(digest)) if (this.#isUntagged(entry)) this.#remove(entry);
		this.#add(tagged);
	}
	removeTag(tag) {
		const entries = this.#tagged(tag);
		for (const entry of entries) this.#remove(entry);
		for (const entry of entries) {
			const { digest } = entry.descriptor;
			if (!this.#has(digest)) this.#add(withRefName(entry, this.#names.untagged(digest)));
		}
	}
	removeManifest(digest) {
		for (const entry of this.#ofDigest(digest)) this.#remove(entry);
	}
	#has(digest) {
		for (const _ of this.#ofDigest(digest)) return true;
		return false;
	}
	#tagged(tag) {
		return [...this.#remaining(this.#listing.entriesWithTag(tag)), ...this.#addedByTag.get(tag)];
	}
	*#ofDigest(digest) {
		yield* this.#remaining(this.#listing.entriesWithDigest(digest));
		yield* this.#addedByDigest.get(digest);
	}
	*#remaining(entries) {
		for (const entry of entries) if (!this.#removed.has(entry.key) && !this.#added.has(entry.key)) yield entry;
	}
	#isUntagged({ refName, descriptor }) {
		return refName === void 0 || refName === this.#names.untagged(descriptor.digest);
	}
	#add(entry) {
		const previous = this.#added.get(entry.key);
		if (previous !== void 0) this.#remove(previous);
		this.#added.set(entry.key, entry);
		const tag = this.#names.tagOf(entry.refName);
		if (tag !== void 0) this.#addedByTag.add(tag, entry);
		this.#addedByDigest.add(entry.descriptor.digest, entry);
	}
	#remove(entry) {
		if (this.#added.get(entry.key) !== entry) {
			this.#removed.add(entry.key);
			return;
		}
		this.#added.delete(entry.key);
		const tag = this.#names.tagOf(entry.refName);
		if (tag !== void 0) this.#addedByTag.remove(tag, entry);
		this.#addedByDigest.remove(entry.descriptor.digest, entry);
	}
};

// src/layout/manifest-list.ts
async function listManifests(listing, names, graph, signal) {
	const namesOf = new Map([...listing.roots.keys()].map((digest) => [digest, []]));
	for (const { refName, descriptor } of listing.document.entries()) {
		const name = names.tagOf(refName);
		if (name !== void 0 && listing.tagged(name)?.digest === descriptor.digest) namesOf.get(descriptor.digest)?.push(name);
	}
	const dependent = /* @__PURE__ */ new Set();
	for await (const { referrer, subject, successors } of graph.manifests(listing.roots.values(), { signal })) {
		for (const { digest } of successors) if (digest !== subject) dependent.add(digest);
		if (subject !== void 0 && listing.roots.has(subject)) dependent.add(referrer.digest);
	}
	return [...listing.roots.values()].flatMap((descriptor) => {
		const own = namesOf.get(descriptor.digest) ?? [];
		return own.length > 0 || !dependent.has(descriptor.digest) ? [{
			descriptor,
			names: own
		}] : [];
	});
}
function onlyManifest(manifests) {
	const [only, ...others] = manifests.filter(({ names }) => names.length === 0 || !names.every(require_spec.isDigestTag));
	return others.length === 0 ? only : void 0;
}
function manifestByOtherName(listing, name) {
	const matches = /* @__PURE__ */ new Map();
	for (const { refName, descriptor } of listing.document.entries()) {
		const root = descriptor.annotations?.["io.containerd.image.name"] === name || refName !== void 0 && require_spec.shortTag(refName) === name ? listing.roots.get(descriptor.digest) : void 0;
		if (root !== void 0) matches.set(root.digest, root);
	}
	const [match] = matches.values();
	return matches.size === 1 ? match : void 0;
}
const maxShown = 10;
function describeManifests(manifests, path) {
	if (manifests.length === 0) return "it has no manifests";
	const named = manifests.flatMap(({ names, descriptor }) => names.map((name) => `${name} (${descriptor.digest})`));
	const unnamed = manifests.filter(({ names }) => names.length === 0).map(({ descriptor }) => descriptor.digest);
	const all = [...named, ...unnamed.map((digest) => `${digest} without a name`)];
	const more = all.length > maxShown ? ` and ${all.length - maxShown} more` : "";
	const form = `${path}@${manifests[0]?.descriptor.digest ?? "sha256:\u2026"}`;
	const remedy = named.length === 0 ? "give a digest" : "give one of its names or a digest";
	return `it has ${require_spec.printable(all.slice(0, maxShown).join(", "), 4e3)}${more}; ${remedy}, as in ${form}`;
}

// src/layout/reference-index.ts
const indexMembership = {
	reads: ({ mediaType }) => require_spec.manifestKind(mediaType) === "index",
	targetsOf: (node) => manifestsIn(node).map(({ digest }) => digest)
};
const subjects = {
	reads: isManifest,
	targetsOf: ({ subject }) => subject === void 0 ? [] : [subject]
};
const allReferences = {
	reads: isManifest,
	targetsOf: ({ successors }) => successors.map(({ digest }) => digest)
};
function manifestsIn({ kind, successors }) {
	return kind === "index" ? successors.filter(isManifest) : [];
}
function isManifest({ mediaType }) {
	return require_spec.isManifestMediaType(mediaType);
}
var ReferenceIndex = class {
	#graph;
	#rules;
	#mutex = new require_spec.KeyedMutex();
	#rootDigests = /* @__PURE__ */ new Set();
	#roots;
	#version = 0;
	#uses = /* @__PURE__ */ new Map();
	#read = /* @__PURE__ */ new Map();
	#unread = /* @__PURE__ */ new Map();
	#absent = /* @__PURE__ */ new Map();
	#sources = /* @__PURE__ */ new Map();
	constructor(graph, rules) {
		this.#graph = graph;
		this.#rules = rules;
	}
	sourcesOf(roots, target, signal) {
		const find = async () => {
			this.#setRoots(roots);
			await this.#readAll(signal);
			return [...this.#sources.get(target) ?? []].flatMap((source) => this.#read.get(source)?.descriptor ?? []);
		};
		return this.#mutex.run("", find, signal);
	}
	#setRoots(roots) {
		const changed = this.#changedRoots(roots);
		this.#roots = roots;
		this.#version = roots.version;
		for (const digest of changed) {
			const root = roots.get(digest);
			if (root === void 0 && this.#rootDigests.delete(digest)) this.#release(digest);
			if (root === void 0 || this.#rootDigests.has(digest)) continue;
			this.#rootDigests.add(digest);
			this.#retain(root);
		}
		for (const [digest, descriptor] of this.#absent) {
			if (changed.size === 0 && !roots.has(digest)) continue;
			this.#absent.delete(digest);
			this.#unread.set(digest, descriptor);
		}
	}
	#changedRoots(roots) {
		const changed = roots === this.#roots ? roots.changedSince(this.#version) : void 0;
		return new Set(changed ?? [...this.#rootDigests, ...roots.keys()]);
	}
	#retain(descriptor) {
		if (!this.#rules.reads(descriptor)) return;
		const { digest } = descriptor;
		const uses = this.#uses.get(digest) ?? 0;
		this.#uses.set(digest, uses + 1);
		if (uses === 0) this.#unread.set(digest, descriptor);
	}
	#release(first) {
		const released = [first];
		for (const digest of released) {
			const uses = this.#uses.get(digest) ?? 0;
			if (uses > 1) {
				this.#uses.set(digest, uses - 1);
				continue;
			}
			this.#uses.delete(digest);
			this.#unread.delete(digest);
			this.#absent.delete(digest);
			const manifest = this.#read.get(digest);
			if (manifest === void 0) continue;
			this.#read.delete(digest);
			for (const target of manifest.targets) {
				const sources = this.#sources.get(target);
				sources?.delete(digest);
				if (sources?.size === 0) this.#sources.delete(target);
			}
			for (const child of manifest.children) released.push(child);
		}
	}
	async #readAll(signal) {
		const slice = new require_spec.TimeSlice();
		for (const [digest, descriptor] of this.#unread) {
			require_spec.throwIfAborted(signal);
			const node = await this.#graph.node(descriptor, signal);
			this.#unread.delete(digest);
			if (node === void 0) this.#absent.set(digest, descriptor);
			else this.#add(descriptor, node);
			await slice.pause();
		}
	}
	#add(descriptor, node) {
		const { digest } = descriptor;
		const targets = new Set(this.#rules.targetsOf(node));
		const children = node.successors.filter(this.#rules.reads);
		this.#read.set(digest, {
			descriptor,
			targets,
			children: children.map((child) => child.digest)
		});
		for (const target of targets) {
			const sources = this.#sources.get(target);
			if (sources === void 0) this.#sources.set(target, /* @__PURE__ */ new Set([digest]));
			else sources.add(digest);
		}
		for (const child of children) this.#retain(child);
	}
};

// src/layout/roots.ts
const maxLoggedChanges = 1e3;
var Roots = class {
	#manifests = /* @__PURE__ */ new Map();
	#log = [];
	#version = 0;
	get version() {
		return this.#version;
	}
	has(digest) {
		return this.#manifests.has(digest);
	}
	get(digest) {
		return this.#manifests.get(digest);
	}
	keys() {
		return this.#manifests.keys();
	}
	values() {
		return this.#manifests.values();
	}
	add(manifest) {
		this.#manifests.set(manifest.digest, manifest);
		this.#record(manifest.digest);
	}
	delete(digest) {
		if (this.#manifests.delete(digest)) this.#record(digest);
	}
	changedSince(version) {
		const count = this.#version - version;
		if (count > this.#log.length) return void 0;
		return count === 0 ? [] : this.#log.slice(-count);
	}
	#record(digest) {
		this.#version++;
		this.#log.push(digest);
		if (this.#log.length > 2 * maxLoggedChanges) this.#log.splice(0, maxLoggedChanges);
	}
};

// src/layout/repository-listing.ts
var RepositoryListing = class {
	document;
	roots = new Roots();
	#names;
	#byTag = new Multimap();
	#byDigest = new Multimap();
	#version;
	#sortedTags;
	constructor(document, names) {
		this.document = document;
		this.#names = names;
		this.#version = document.version;
		for (const entry of document.entries()) this.#add(entry);
	}
	update() {
		const changes = this.document.changesSince(this.#version);
		if (changes === void 0) return false;
		this.#version = this.document.version;
		for (const { removed, added } of changes) {
			for (const entry of removed) this.#remove(entry);
			for (const entry of added) this.#add(entry);
		}
		return true;
	}
	get isEmpty() {
		return this.#byDigest.size === 0;
	}
	tagged(tag) {
		const entry = this.#byTag.last(tag);
		return entry === void 0 ? void 0 : require_spec.plainDescriptor(entry.descriptor);
	}
	entriesWithTag(tag) {
		return this.#byTag.get(tag);
	}
	entriesWithDigest(digest) {
		return this.#byDigest.get(digest);
	}
	sortedTags() {
		return this.#sortedTags ??= require_spec.sortNames(this.#byTag.keys());
	}
	#add(entry) {
		const { refName, descriptor } = entry;
		const { digest, mediaType } = descriptor;
		if (!this.#names.includes(refName)) return;
		this.#byDigest.add(digest, entry);
		if (!this.roots.has(digest) && require_spec.isManifestMediaType(mediaType)) this.roots.add(require_spec.plainDescriptor(descriptor));
		const tag = this.#names.tagOf(refName);
		if (tag === void 0) return;
		if (!this.#byTag.has(tag)) this.#sortedTags?.splice(require_spec.indexAfter(this.#sortedTags, tag), 0, tag);
		this.#byTag.add(tag, entry);
	}
	#remove(entry) {
		const { refName, descriptor } = entry;
		if (!this.#names.includes(refName)) return;
		this.#byDigest.remove(descriptor.digest, entry);
		if (!this.#byDigest.has(descriptor.digest)) this.roots.delete(descriptor.digest);
		const tag = this.#names.tagOf(refName);
		if (tag === void 0) return;
		this.#byTag.remove(tag, entry);
		if (!this.#byTag.has(tag)) this.#sortedTags?.splice(require_spec.indexAfter(this.#sortedTags, tag) - 1, 1);
	}
};

// src/layout/repository-view.ts
const lookupConcurrency = 16;
const maxPushAttempts = 3;
var RepositoryView = class {
	folder;
	#names;
	#title;
	#latest;
	#parents;
	#referrers;
	#predecessors;
	constructor(folder, names, title) {
		this.folder = folder;
		this.#names = names;
		this.#title = title;
		this.#parents = new ReferenceIndex(folder.graph, indexMembership);
		this.#referrers = new ReferenceIndex(folder.graph, subjects);
		this.#predecessors = new ReferenceIndex(folder.graph, allReferences);
	}
	async hasManifests(options = {}) {
		return !(await this.#listing(options)).isEmpty;
	}
	async tags(options = {}) {
		return (await this.#listing(options)).sortedTags();
	}
	async manifests(options = {}) {
		return listManifests(await this.#listing(options), this.#names, this.folder.graph, options.signal);
	}
	async *allManifests(options = {}) {
		const { blobs, graph } = this.folder;
		const roots = [...(await this.#listing(options)).roots.values()];
		const listed = /* @__PURE__ */ new Set();
		const dated = async (digest) => {
			if (listed.has(digest)) return void 0;
			listed.add(digest);
			const storedMs = await blobs.modified(digest);
			return storedMs === void 0 ? void 0 : {
				digest,
				storedMs
			};
		};
		for (const { digest } of roots) {
			const manifest = await dated(digest);
			if (manifest !== void 0) yield manifest;
		}
		for await (const { referrer } of graph.manifests(roots, { signal: options.signal })) {
			const manifest = await dated(referrer.digest);
			if (manifest !== void 0) yield manifest;
		}
	}
	async resolveTag(tag, options = {}) {
		this.#names.check(tag);
		const listing = await this.#listing(options);
		const target = listing.tagged(tag) ?? (this.#names.hasFullReferences ? manifestByOtherName(listing, tag) : void 0);
		if (target === void 0) throw this.#unknown(`tag ${tag}`, { tag });
		return target;
	}
	async find(digest, options = {}) {
		return this.#find(await this.#listing(options), digest, options);
	}
	async resolveManifest(digest, options = {}) {
		return this.#existing(await this.#listing(options), digest, options);
	}
	async getManifest(digest, options = {}) {
		const listing = await this.#listing(options);
		const root = listing.roots.get(digest);
		if (root !== void 0 && !await this.folder.blobs.isDamaged(digest)) {
			const { mediaType } = root;
			const reader = await this.folder.blobs.open(digest, {
				mediaType,
				signal: options.signal
			});
			if (reader !== void 0) return reader;
		}
		return this.openManifest(await this.#existing(listing, digest, options), options);
	}
	async openManifest(descriptor, options = {}) {
		const { digest, mediaType, size } = descriptor;
		const reader = await this.folder.blobs.open(digest, {
			mediaType,
			size,
			signal: options.signal
		});
		if (reader === void 0) throw this.manifestUnknown(digest);
		return reader;
	}
	async push(content, mediaType, digest, tags, options = {}) {
		for (const tag of tags) this.#names.check(tag);
		const { maxDescriptors } = this.folder;
		const pushed = require_spec.checkPushedManifest(content, mediaType, digest, { maxDescriptors });
		const { descriptor } = pushed;
		const { blobs } = this.folder;
		const put = () => blobs.put(descriptor, () => require_spec.once(content), options.signal);
		const store = async (edit) => {
			await this.#checkContent(pushed, options);
			if (await blobs.size(descriptor.digest) === void 0) await put();
			await blobs.syncNames();
			edit.addManifest(descriptor);
			for (const tag of tags) edit.setTag(descriptor, tag);
		};
		for (let attempt = 1;; attempt++) {
			await this.#checkContent(pushed, options);
			await put();
			try {
				await this.#edit(store, options);
				return descriptor;
			} catch (error) {
				if (!require_spec.isOciError(error, "NOT_FOUND") || attempt === maxPushAttempts) throw error;
			}
		}
	}
	async tag(target, tag, options = {}) {
		this.#names.check(tag);
		await this.#edit(async (edit, listing) => {
			edit.setTag(await this.#existing(listing, target.digest, options), tag);
		}, options);
	}
	async untag(tag, options = {}) {
		this.#names.check(tag);
		await this.#edit(async (edit, listing) => {
			if (listing.tagged(tag) === void 0) throw this.#unknown(`tag ${tag}`, { tag });
			edit.removeTag(tag);
		}, options);
	}
	async delete(digest, options = {}) {
		const { blobs, graph } = this.folder;
		await this.#edit(async (edit, listing) => {
			const manifest = await this.#existing(listing, digest, options);
			edit.removeManifest(digest);
			for (const child of (await graph.node(manifest, options.signal))?.successors ?? []) if (require_spec.isManifestMediaType(child.mediaType) && await blobs.size(child.digest) !== void 0) edit.addManifest(child);
		}, options, async (document) => {
			if (!document.entries().some((entry) => entry.descriptor.digest === digest)) await blobs.remove(digest);
		});
	}
	async referrers(digest, options = {}) {
		return this.#describeSources(this.#referrers, digest, options);
	}
	async predecessors(digest, options = {}) {
		return this.#describeSources(this.#predecessors, digest, options);
	}
	async deleteBlob(digest, options = {}) {
		if (await this.find(digest, options) !== void 0) throw this.blobUnknown(digest);
		if (await this.#isNeededElsewhere(digest, options)) throw new require_spec.OciError("DENIED", `cannot delete the blob ${digest} of ${this.#title}: another repository in the same image layout needs it`);
		if (!await this.folder.blobs.remove(digest)) throw this.blobUnknown(digest);
	}
	manifestUnknown(digest) {
		return new require_spec.OciError("MANIFEST_UNKNOWN", `no manifest ${digest} is in ${this.#title}; check the digest`, {
			remedy: "stated",
			detail: { digest }
		});
	}
	blobUnknown(digest) {
		return new require_spec.OciError("BLOB_UNKNOWN", `${this.#title} has no blob ${digest}`, { detail: { digest } });
	}
	async #describeSources(index, digest, options) {
		const sources = [];
		for await (const node of this.#sourcesOf(index, (await this.#listing(options)).roots, digest, options)) sources.push(node.referrer);
		return sources;
	}
	async *#sourcesOf(index, roots, digest, options) {
		const { blobs, graph } = this.folder;
		for (const source of await index.sourcesOf(roots, digest, options.signal)) {
			if (await blobs.size(source.digest) === void 0) continue;
			const node = await graph.node(source, options.signal);
			if (node !== void 0) yield node;
		}
	}
	async #isNeededElsewhere(digest, options) {
		const others = (await this.folder.index.read(options.signal)).entries().filter((entry) => !this.#names.includes(entry.refName)).map((entry) => entry.descriptor);
		for await (const node of this.folder.graph.manifests(others, { signal: options.signal })) if (node.successors.some((successor) => successor.digest === digest)) return true;
		return false;
	}
	async #find(listing, digest, options) {
		const size = await this.folder.blobs.size(digest);
		if (size === void 0) return void 0;
		const descriptor = listing.roots.get(digest) ?? await this.#findInIndexes(listing.roots, digest, options);
		return descriptor === void 0 ? void 0 : {
			...require_spec.plainDescriptor(descriptor),
			size
		};
	}
	async #findInIndexes(roots, digest, options) {
		for await (const parent of this.#sourcesOf(this.#parents, roots, digest, options)) return manifestsIn(parent).find((child) => child.digest === digest);
	}
	async #existing(listing, digest, options) {
		const manifest = await this.#find(listing, digest, options);
		if (manifest === void 0) throw this.manifestUnknown(digest);
		return manifest;
	}
	async #listing(options) {
		return this.#listingOf(await this.folder.index.read(options.signal));
	}
	#listingOf(document) {
		if (this.#latest?.document !== document || !this.#latest.update()) this.#latest = new RepositoryListing(document, this.#names);
		return this.#latest;
	}
	async #edit(change, options, afterwards) {
		const changeOf = async (document) => {
			const listing = this.#listingOf(document);
			const edit = new IndexEdit(listing, this.#names);
			await change(edit, listing);
			return edit.change;
		};
		await this.folder.index.update(changeOf, options.signal, afterwards);
	}
	async #checkContent({ manifest, descriptor }, options) {
		const required = require_spec.contentToRequire(manifest, this.folder.allowSparse);
		await require_spec.forEachConcurrent(new Map(required.map((content) => [content.digest, content])).values(), lookupConcurrency, async (content) => {
			if (await this.folder.blobs.size(content.digest) === void 0) throw require_spec.missingContentError(this.#title, descriptor, content);
		}, options.signal);
	}
	#unknown(what, detail) {
		return new require_spec.OciError("MANIFEST_UNKNOWN", `${this.#title} has no ${require_spec.printable(what, 300)}`, { detail });
	}
};

// src/layout/layout-strategy.ts
async function openLayouts(root, options, mode = "per-repository", repository) {
	if (mode === "shared") return new Shared(await LayoutFolder.open(root, options), repository);
	if (mode === "per-repository") return new PerRepository(root, {
		...options,
		signal: void 0
	});
	if (repository === void 0) throw new require_spec.OciError("INPUT_INVALID", `cannot open the image layout ${root} as one repository: its name is missing; set the option "repository"`);
	return new Single(await LayoutFolder.open(root, options), repository);
}
const maxOpenRepositories = 500;
var PerRepository = class {
	#root;
	#options;
	#catalog;
	#names = /* @__PURE__ */ new WeakMap();
	#open;
	constructor(root, options, maxOpen = maxOpenRepositories) {
		this.#root = root;
		this.#options = options;
		this.#catalog = new RepositoryCatalog(root, options.now ?? Date.now);
		this.#open = new require_lru_cache.I({ max: maxOpen });
	}
	get openRepositories() {
		return this.#open.size;
	}
	async find(repository) {
		return this.#open.has(repository) || await findFolder(this.#root, repository) !== void 0 ? this.create(repository) : void 0;
	}
	async create(repository) {
		const known = this.#open.get(repository);
		if (known !== void 0) return known;
		const onPresent = (digest) => {
			this.#options.shared?.sources.add(digest, repository);
		};
		const opening = existingOrNewFolder(this.#root, repository).then((path) => LayoutFolder.open(path, {
			...this.#options,
			onPresent
		})).then((folder) => {
			this.#names.set(folder, repository);
			return new RepositoryView(folder, tagNames, repository);
		});
		this.#open.set(repository, opening);
		try {
			return await opening;
		} catch (error) {
			this.#open.delete(repository);
			throw error;
		}
	}
	repositories(options) {
		return this.#catalog.names(options);
	}
	async repositoriesWith(digest) {
		return this.#options.shared?.sources.get(digest) ?? [];
	}
	async exists(view) {
		const { path } = view.folder;
		if (await hasBlobs(path)) return true;
		if (await isLayout(path)) return view.hasManifests();
		this.#forget(view.folder);
		return false;
	}
	isTagged({ refName }) {
		return refName !== void 0;
	}
	async removeIfEmpty(folder, signal) {
		if (!await folder.removeIfEmpty(signal)) return;
		const parents = this.#forget(folder).split("/").slice(0, -1);
		for (; parents.length > 0; parents.pop()) await (0, (node_fs_promises ??= require("node:fs/promises")).rmdir)(folderOf(this.#root, parents.join("/"))).catch(() => void 0);
	}
	#forget(folder) {
		const repository = this.#names.get(folder) ?? "";
		this.#open.delete(repository);
		return repository;
	}
	async *folders() {
		for await (const repository of this.#catalog.layouts()) {
			const view = await this.find(repository);
			if (view !== void 0) yield view.folder;
		}
	}
};
var Shared = class {
	#folder;
	#default;
	#views = new require_lru_cache.I({ max: maxOpenRepositories });
	#names;
	constructor(folder, defaultRepository) {
		this.#folder = folder;
		this.#default = defaultRepository;
	}
	async find(repository) {
		const known = this.#views.get(repository);
		if (known !== void 0) return known;
		const view = new RepositoryView(this.#folder, sharedNames(repository, repository === this.#default), repository);
		this.#views.set(repository, view);
		return view;
	}
	create(repository) {
		return this.find(repository);
	}
	async *repositories({ startAfter, signal } = {}) {
		yield* require_spec.pageOf(this.#namesIn(await this.#folder.index.read(signal)), { startAfter });
	}
	async repositoriesWith(digest) {
		if (await this.#folder.blobs.size(digest) === void 0) return [];
		return this.#namesIn(await this.#folder.index.read());
	}
	exists(view) {
		return view.hasManifests();
	}
	isTagged({ refName, descriptor }) {
		return refName !== void 0 && !refName.endsWith(`@${descriptor.digest}`);
	}
	async removeIfEmpty() {}
	#namesIn(document) {
		const { version } = document;
		if (this.#names?.document === document && this.#names.version === version) return this.#names.sorted;
		const ofDefault = this.#default === void 0 ? void 0 : sharedNames(this.#default, true);
		const names = document.entries().flatMap(({ refName }) => {
			const repository = repositoryOfRefName(refName);
			if (repository !== void 0) return [repository];
			return this.#default !== void 0 && ofDefault?.includes(refName) === true ? [this.#default] : [];
		});
		const sorted = require_spec.sortNames(names);
		this.#names = {
			document,
			version,
			sorted
		};
		return sorted;
	}
	async *folders() {
		yield this.#folder;
	}
};
var Single = class {
	#view;
	#repository;
	constructor(folder, repository) {
		this.#view = new RepositoryView(folder, tagNames, repository);
		this.#repository = repository;
	}
	async find(repository) {
		return repository === this.#repository ? this.#view : void 0;
	}
	async create(repository) {
		if (repository === this.#repository) return this.#view;
		throw new require_spec.OciError("NAME_UNKNOWN", `the repository ${repository} does not exist: this registry is one image layout with only the repository ` + this.#repository, { detail: { name: repository } });
	}
	async *repositories({ startAfter } = {}) {
		yield* require_spec.pageOf([this.#repository], { startAfter });
	}
	async repositoriesWith(digest) {
		return await this.#view.folder.blobs.size(digest) === void 0 ? [] : [this.#repository];
	}
	async exists() {
		return true;
	}
	isTagged({ refName }) {
		return refName !== void 0;
	}
	async removeIfEmpty() {}
	async *folders() {
		yield this.#view.folder;
	}
};

// src/layout/maintenance.ts
async function collectGarbage(folder, isTagged, options = {}) {
	require_spec.checkNumbers(options, { graceMs: 0 });
	const before = folder.now() + 1 - (options.graceMs ?? 36e5);
	const deleted = [];
	const remove = async (blob) => {
		if (!await isUnused(folder, blob.digest, before)) return;
		if (options.dryRun === true || await folder.blobs.remove(blob.digest)) deleted.push(descriptorOf(blob));
	};
	const collect = (isDiskFull) => {
		let blobs = [];
		return folder.index.update(async (document) => {
			const garbage = await findGarbage(folder, document, isTagged, before, options);
			({blobs} = garbage);
			const first = isDiskFull ? blobs.filter(({ digest }) => !garbage.manifests.has(digest)) : [];
			for (const blob of first) await remove(blob);
			return options.dryRun === true ? void 0 : garbage.change;
		}, options.signal, async () => {
			for (const blob of blobs) await remove(blob);
		});
	};
	const removeFirst = async () => {
		const { blobs, manifests } = await findGarbage(folder, await folder.index.read(options.signal), isTagged, before, options);
		const first = blobs.find(({ digest }) => !manifests.has(digest));
		if (first !== void 0) await remove(first);
	};
	try {
		await collect(false);
	} catch (error) {
		if (!isDiskFullError(error)) throw error;
		try {
			await collect(true);
		} catch (second) {
			if (!isDiskFullError(second) || options.dryRun === true) throw second;
			await removeFirst();
			await collect(true);
		}
	}
	return deleted;
}
async function findGarbage(folder, document, isTagged, before, options) {
	const { signal } = options;
	const untagged = options.untagged === true ? await unusedEntries(folder, document, isTagged, before, signal) : [];
	const removed = new Set(untagged.map((entry) => entry.key));
	const roots = [...document.entries()].filter((entry) => !removed.has(entry.key)).map((entry) => entry.descriptor);
	const needed = new Set(roots.map((root) => root.digest));
	for await (const node of folder.graph.manifests(roots, {
		signal,
		strict: true
	})) for (const successor of node.successors) needed.add(successor.digest);
	const blobs = [];
	for await (const blob of folder.blobs.list()) {
		require_spec.throwIfAborted(signal);
		if (!needed.has(blob.digest) && blob.modifiedMs < before) blobs.push(blob);
	}
	return {
		change: removed.size === 0 ? void 0 : {
			removed: [...removed],
			added: []
		},
		blobs,
		manifests: new Set(untagged.map(({ descriptor }) => descriptor.digest))
	};
}
async function unusedEntries(folder, document, isTagged, before, signal) {
	const unused = /* @__PURE__ */ new Map();
	const kept = [];
	for (const entry of document.entries()) {
		const { descriptor } = entry;
		if (isTagged(entry) || !require_spec.isManifestMediaType(descriptor.mediaType) || !await isUnused(folder, descriptor.digest, before)) kept.push(descriptor);
		else unused.set(descriptor.digest, [...unused.get(descriptor.digest) ?? [], entry]);
	}
	const referrers = new Multimap();
	const entries = [...unused.values()].flatMap((group) => group.slice(0, 1));
	for (const { descriptor } of entries) {
		const node = await folder.graph.node(descriptor, signal);
		if (node?.subject !== void 0) referrers.add(node.subject, descriptor);
	}
	for (let next = kept; next.length > 0;) {
		const found = [];
		const keep = (digest) => {
			unused.delete(digest);
			for (const referrer of referrers.get(digest)) if (unused.has(referrer.digest)) found.push(referrer);
		};
		for (const { digest } of next) keep(digest);
		for await (const node of folder.graph.manifests(next, {
			signal,
			strict: true
		})) for (const { digest } of node.successors) keep(digest);
		next = found;
	}
	return [...unused.values()].flat();
}
function isDiskFullError(error) {
	const code = require_spec.isOciError(error, "FILE_SYSTEM") ? (require_options ??= require("./options.js")).errnoOf(error.cause) : void 0;
	return code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG";
}
async function* scrub(folder, options = {}) {
	for await (const { digest } of folder.blobs.list()) {
		require_spec.throwIfAborted(options.signal);
		if (await folder.blobs.isIntact(digest, options.signal)) continue;
		if (await folder.blobs.modified(digest) !== void 0) yield {
			digest,
			path: folder.blobs.path(digest)
		};
	}
}
async function* contentsOf(folders, options = {}) {
	for await (const folder of folders) for await (const blob of folder.blobs.list()) {
		require_spec.throwIfAborted(options.signal);
		yield descriptorOf(blob);
	}
}
async function diskUsage(folders) {
	let bytes = 0;
	for await (const folder of folders) {
		for await (const { size, links } of folder.blobs.list()) bytes += size / links;
		for (const path of await folder.pending()) bytes += await sizeOf(path);
	}
	return bytes;
}
async function sizeOf(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(path)).size;
	} catch (error) {
		if ((require_options ??= require("./options.js")).isMissing(error)) return 0;
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read the status of ${path}`);
	}
}
async function isUnused(folder, digest, before) {
	const modifiedMs = await folder.blobs.modified(digest);
	return modifiedMs === void 0 || modifiedMs < before;
}
function descriptorOf({ digest, size }) {
	return {
		mediaType: require_spec.mediaTypeOctetStream,
		digest,
		size
	};
}

// src/layout/storage-quota.ts
const freeSpaceTtlMs = 1e3;
const minMeasureIntervalMs = 1e3;
const maxMeasureIntervalMs = 1e4;
const measureIntervalFactor = 20;
var StorageQuota = class {
	#root;
	#options;
	#quota;
	#minFreeBytes;
	#used = 0;
	#writing = 0;
	#concurrentWrites = 0;
	#measuredAt = -Infinity;
	#measureIntervalMs = maxMeasureIntervalMs;
	#measuring;
	#free = {
		bytes: 0,
		at: -Infinity
	};
	#measuringDisk;
	constructor(root, options) {
		this.#root = root;
		this.#options = options;
		this.#quota = options.quota ?? Infinity;
		this.#minFreeBytes = options.minFreeBytes ?? 0;
	}
	get isLimited() {
		return this.#quota !== Infinity || this.#minFreeBytes > 0;
	}
	async write(bytes, work) {
		await this.#reserve(bytes);
		try {
			return await work();
		} catch (error) {
			this.release(bytes);
			this.#concurrentWrites -= bytes;
			throw error;
		} finally {
			this.#writing -= bytes;
		}
	}
	release(bytes) {
		this.#used = Math.max(0, this.#used - bytes);
	}
	async measure() {
		if (this.#quota === Infinity) return;
		this.#measuring ??= this.#measure().finally(() => {
			this.#measuring = void 0;
		});
		await this.#measuring;
	}
	async #measure() {
		this.#concurrentWrites = this.#writing;
		const start = performance.now();
		const measured = Math.ceil(await this.#options.measure());
		this.#used = measured + this.#concurrentWrites;
		this.#measuredAt = this.#options.now();
		const intervalMs = measureIntervalFactor * (performance.now() - start);
		this.#measureIntervalMs = Math.min(Math.max(intervalMs, minMeasureIntervalMs), maxMeasureIntervalMs);
	}
	async #reserve(bytes) {
		await this.#measureDisk();
		const isFull = () => this.#used + bytes > this.#quota;
		if (isFull() && this.#elapsedSince(this.#measuredAt) >= this.#measureIntervalMs) await this.measure();
		this.#checkDisk(bytes);
		if (isFull()) throw new require_spec.OciError("QUOTA", `cannot store ${bytes} more bytes: the registry has a quota of ${this.#quota} bytes and uses ${this.#used}; delete manifests and run "oci-artifact gc", with --untagged also for the manifests of overwritten tags`, { remedy: "stated" });
		this.#used += bytes;
		this.#writing += bytes;
		this.#concurrentWrites += bytes;
		this.#free.bytes -= bytes;
	}
	async #measureDisk() {
		if (this.#minFreeBytes === 0 || this.#elapsedSince(this.#free.at) < freeSpaceTtlMs) return;
		this.#measuringDisk ??= this.#freeBytes().then((bytes) => {
			this.#free = {
				bytes: bytes - this.#writing,
				at: this.#options.now()
			};
		}).finally(() => {
			this.#measuringDisk = void 0;
		});
		await this.#measuringDisk;
	}
	#checkDisk(bytes) {
		if (this.#minFreeBytes === 0 || this.#free.bytes - bytes >= this.#minFreeBytes) return;
		throw new require_spec.OciError("QUOTA", `cannot store ${bytes} more bytes: the disk of the registry has ${Math.max(0, this.#free.bytes)} free bytes, and ${this.#minFreeBytes} bytes must stay free`);
	}
	#elapsedSince(at) {
		return Math.abs(this.#options.now() - at);
	}
	async #freeBytes() {
		try {
			const { bavail, bsize } = await (0, (node_fs_promises ??= require("node:fs/promises")).statfs)(this.#root);
			return bavail * bsize;
		} catch {
			return Infinity;
		}
	}
};

// src/layout/registry.ts
var LayoutRegistry = class LayoutRegistry {
	root;
	#layouts;
	#readOnly;
	#shared;
	constructor(root, layouts, shared, readOnly) {
		this.root = root;
		this.#layouts = layouts;
		this.#shared = shared;
		this.#readOnly = readOnly;
	}
	static async open(root, options = {}) {
		require_spec.checkNumbers(options, {
			quota: 0,
			minFreeBytes: 0,
			maxDescriptors: 0,
			lockTimeoutMs: 0,
			lockStaleMs: 0,
			staleFileMs: 0
		});
		const path = await checkedRoot(root);
		if (options.repository !== void 0) require_spec.checkRepositoryName(options.repository);
		const { quota, minFreeBytes, maxDescriptors = require_spec.defaultMaxDescriptors, now = Date.now } = options;
		const isLimited = quota !== void 0 || minFreeBytes !== void 0;
		const measure = async () => diskUsage(layouts.folders());
		const storage = isLimited ? new StorageQuota(path, {
			quota,
			minFreeBytes,
			measure,
			now
		}) : void 0;
		const shared = new SharedState(storage);
		const folders = {
			...options,
			maxDescriptors,
			shared
		};
		const layouts = await openLayouts(path, folders, options.mode, options.repository);
		await storage?.measure();
		return new LayoutRegistry(path, layouts, shared, options.readOnly ?? false);
	}
	getBlob(repository, digest, options = {}) {
		return this.#openBlob(repository, digest, { signal: options.signal });
	}
	getBlobRange(repository, digest, start, end, options = {}) {
		return this.#openBlob(repository, digest, {
			start,
			end,
			signal: options.signal
		});
	}
	getManifest(repository, digest, options = {}) {
		return this.#read(repository, options, (view) => view.getManifest(require_spec.parseDigest(digest), options));
	}
	getTag(repository, tag, options = {}) {
		return this.#read(repository, options, async (view) => view.openManifest(await view.resolveTag(require_spec.checkTag(tag), options), options));
	}
	resolveBlob(repository, digest, options = {}) {
		return this.#read(repository, options, (view) => resolveBlob(view, require_spec.parseDigest(digest)));
	}
	resolveManifest(repository, digest, options = {}) {
		return this.#read(repository, options, (view) => view.resolveManifest(require_spec.parseDigest(digest), options));
	}
	resolveTag(repository, tag, options = {}) {
		return this.#read(repository, options, (view) => view.resolveTag(require_spec.checkTag(tag), options));
	}
	async pushBlob(repository, descriptor, body, options = {}) {
		require_spec.parseDigest(descriptor.digest);
		await (await this.#create(repository, options)).folder.blobs.put(descriptor, body, options.signal);
		return {
			mediaType: require_spec.mediaTypeOctetStream,
			digest: descriptor.digest,
			size: descriptor.size
		};
	}
	async pushBlobChunked(repository, options = {}) {
		return (await this.#create(repository, options)).folder.uploads.start(repository, options.chunkSize);
	}
	async pushBlobChunkedResume(repository, id, options = {}) {
		return (await this.#create(repository, options)).folder.uploads.resume(repository, id, options.offset, options.chunkSize);
	}
	async mountBlob(fromRepository, toRepository, digest, options = {}) {
		require_spec.checkRepositoryName(toRepository);
		return this.#read(fromRepository, options, async (from) => {
			const blob = await resolveBlob(from, require_spec.parseDigest(digest));
			const to = await this.#create(toRepository, options);
			if (to.folder !== from.folder) await to.folder.blobs.linkFrom(from.folder.blobs, digest, blob.size, options.signal);
			return blob;
		});
	}
	async pushManifest(repository, content, mediaType, options = {}) {
		const tags = options.tags ?? [];
		for (const tag of tags) require_spec.checkTag(tag);
		return (await this.#create(repository, options)).push(Uint8Array.from(content), mediaType, options.digest, tags, options);
	}
	deleteBlob(repository, digest, options = {}) {
		return this.#change(repository, options, (view) => view.deleteBlob(require_spec.parseDigest(digest), options));
	}
	deleteManifest(repository, digest, options = {}) {
		return this.#change(repository, options, (view) => view.delete(require_spec.parseDigest(digest), options));
	}
	deleteTag(repository, tag, options = {}) {
		return this.#change(repository, options, (view) => view.untag(require_spec.checkTag(tag), options));
	}
	async *tags(repository, options = {}) {
		yield* await this.#read(repository, options, async (view) => {
			const tags = await view.tags(options);
			if (tags.length === 0) await this.#checkExists(view, repository);
			return require_spec.pageOf(tags, options);
		});
	}
	async *referrers(repository, digest, options = {}) {
		require_spec.throwIfAborted(options.signal);
		require_spec.checkRepositoryName(repository);
		require_spec.parseDigest(digest);
		const referrers = await this.#read(repository, options, (view) => view.referrers(digest, options)).catch((error) => {
			if (require_spec.isOciError(error, "NAME_UNKNOWN")) return [];
			throw error;
		});
		for (const referrer of referrers) if (options.artifactType === void 0 || referrer.artifactType === options.artifactType) yield referrer;
	}
	async *repositories(options = {}) {
		require_spec.checkNumbers(options, { limit: 0 });
		const { limit = Infinity, startAfter, signal, withBlob } = options;
		require_spec.throwIfAborted(signal);
		if (withBlob !== void 0) {
			yield* require_spec.pageOf(require_spec.sortNames(await this.#layouts.repositoriesWith(require_spec.parseDigest(withBlob))), options);
			return;
		}
		if (limit === 0) return;
		let count = 0;
		for await (const name of this.#layouts.repositories({
			startAfter,
			signal
		})) {
			yield name;
			if (++count >= limit) return;
		}
	}
	async *allManifests(repository, options = {}) {
		yield* (await this.#find(repository, options)).allManifests(options);
	}
	async gc(options = {}) {
		require_spec.checkNumbers(options, { graceMs: 0 });
		this.#checkWritable();
		await this.flush().catch(() => void 0);
		const deleted = [];
		for await (const folder of this.#layouts.folders()) {
			deleted.push(...await collectGarbage(folder, (entry) => this.#layouts.isTagged(entry), options));
			if (options.dryRun !== true) await this.#layouts.removeIfEmpty(folder, options.signal);
		}
		return deleted;
	}
	flush() {
		return this.#shared.pendingIndexes.flush();
	}
	contents(options) {
		return contentsOf(this.#layouts.folders(), options);
	}
	async *scrub(options) {
		for await (const folder of this.#layouts.folders()) yield* scrub(folder, options);
	}
	async pending() {
		const paths = [];
		for await (const folder of this.#layouts.folders()) paths.push(...await folder.pending());
		return paths;
	}
	#openBlob(repository, digest, options) {
		return this.#read(repository, options, async (view) => {
			const reader = await view.folder.blobs.open(require_spec.parseDigest(digest), options);
			if (reader === void 0) throw view.blobUnknown(digest);
			return reader;
		});
	}
	async #read(repository, options, work) {
		const view = await this.#find(repository, options);
		try {
			return await work(view);
		} catch (error) {
			if (require_spec.isOciError(error, "BLOB_UNKNOWN", "MANIFEST_UNKNOWN", "NOT_FOUND")) await this.#checkExists(view, repository);
			throw error;
		}
	}
	async #change(repository, options, work) {
		require_spec.throwIfAborted(options.signal);
		require_spec.checkRepositoryName(repository);
		this.#checkWritable();
		await this.#read(repository, options, work);
	}
	async #find(repository, options) {
		require_spec.throwIfAborted(options.signal);
		const view = await this.#layouts.find(require_spec.checkRepositoryName(repository));
		if (view === void 0) throw require_spec.nameUnknown(repository);
		return view;
	}
	async #create(repository, options) {
		require_spec.throwIfAborted(options.signal);
		require_spec.checkRepositoryName(repository);
		this.#checkWritable();
		return this.#layouts.create(repository);
	}
	#checkWritable() {
		if (this.#readOnly) throw new require_spec.OciError("DENIED", `cannot change the image layouts in ${this.root}: they were opened read-only`);
	}
	async #checkExists(view, repository) {
		if (!await this.#layouts.exists(view)) throw require_spec.nameUnknown(repository);
	}
};
async function resolveBlob(view, digest) {
	const size = await view.folder.blobs.sizeAndTouch(digest);
	if (size === void 0) throw view.blobUnknown(digest);
	return {
		mediaType: require_spec.mediaTypeOctetStream,
		digest,
		size
	};
}

// src/layout/repository.ts
var LayoutRepository = class LayoutRepository {
	[require_spec.repositoryBrand] = true;
	#folder;
	#view;
	#title;
	constructor(folder, title = folder.path) {
		this.#folder = folder;
		this.#title = title;
		this.#view = new RepositoryView(folder, anyNames, `the image layout ${title}`);
	}
	static async open(path, options = {}) {
		require_spec.checkNumbers(options, {
			lockTimeoutMs: 0,
			lockStaleMs: 0,
			staleFileMs: 0
		});
		return new LayoutRepository(await LayoutFolder.open(path, options), options.title);
	}
	get path() {
		return this.#folder.path;
	}
	async ingest(content, mediaType, options = {}) {
		this.#folder.checkWritable();
		const { algorithm = "sha256" } = options;
		return {
			mediaType,
			...await this.#folder.blobs.ingest(content, {
				...options,
				algorithm
			})
		};
	}
	async linkFrom(other, target, options = {}) {
		this.#checkWrite(options);
		try {
			await this.#folder.blobs.linkFrom(other.#folder.blobs, target.digest, target.size, options.signal);
		} catch (error) {
			throw (require_options ??= require("./options.js")).errnoOf(error) === "ENOENT" ? other.#view.blobUnknown(target.digest) : (require_options ??= require("./options.js")).fileSystemError(error, `link ${target.digest} from ${other.path}`);
		}
	}
	async verifyInBackground(target, options = {}) {
		require_spec.throwIfAborted(options.signal);
		await this.#folder.blobs.verifyInBackground(target.digest, options.signal);
	}
	async isVerified(target, options = {}) {
		require_spec.throwIfAborted(options.signal);
		return this.#folder.blobs.isVerified(target.digest);
	}
	async fetch(target, options = {}) {
		require_spec.throwIfAborted(options.signal);
		if (require_spec.isManifestMediaType(target.mediaType)) return this.#view.openManifest(target, options);
		const { digest, mediaType, size } = target;
		const reader = await this.#folder.blobs.open(digest, {
			mediaType,
			size,
			signal: options.signal
		});
		if (reader === void 0) throw this.#view.blobUnknown(digest);
		return reader;
	}
	async exists(target, options = {}) {
		require_spec.throwIfAborted(options.signal);
		if (await this.#folder.blobs.sizeAndTouch(target.digest) !== target.size) return false;
		if (!require_spec.isManifestMediaType(target.mediaType)) return true;
		return await this.#view.find(target.digest, options) !== void 0;
	}
	async push(expected, body, options = {}) {
		this.#checkWrite(options);
		if (!require_spec.isManifestMediaType(expected.mediaType)) {
			await this.#folder.blobs.put(expected, body, options.signal);
			return;
		}
		const bytes = await require_spec.collect(body(), require_spec.maxManifestBytes, `the manifest ${expected.digest}`);
		if (bytes.byteLength !== expected.size) throw new require_spec.OciError("SIZE_INVALID", `cannot push the manifest ${expected.digest}: it has ${bytes.byteLength} bytes, not ${expected.size}`);
		await this.#view.push(bytes, expected.mediaType, expected.digest, options.tags ?? [], options);
	}
	async resolve(reference, options = {}) {
		require_spec.throwIfAborted(options.signal);
		if (!require_spec.isDigest(reference)) return this.#view.resolveTag(reference, options);
		const manifest = await this.#view.find(reference, options);
		if (manifest !== void 0) return manifest;
		const size = await this.#folder.blobs.sizeAndTouch(reference);
		if (size === void 0) throw this.#view.manifestUnknown(reference);
		return {
			mediaType: require_spec.mediaTypeOctetStream,
			digest: reference,
			size
		};
	}
	async tag(target, reference, options = {}) {
		this.#checkWrite(options);
		if (!require_spec.isManifestMediaType(target.mediaType)) throw require_spec.notManifestError(target, `cannot tag a ${require_spec.printable(target.mediaType, 200)} as "${require_spec.printable(reference, 200)}": only manifests have tags`);
		await this.#view.tag(target, reference, options);
	}
	async untag(reference, options = {}) {
		this.#checkWrite(options);
		await this.#view.untag(reference, options);
	}
	async *tags(options = {}) {
		yield* require_spec.pageOf(await this.#view.tags(options), options);
	}
	async manifests(options = {}) {
		require_spec.throwIfAborted(options.signal);
		return this.#view.manifests(options);
	}
	allManifests(options = {}) {
		return this.#view.allManifests(options);
	}
	async select(name, options = {}) {
		try {
			await this.resolve(name ?? "latest", options);
			return name ?? "latest";
		} catch (error) {
			if (!require_spec.isOciError(error, "MANIFEST_UNKNOWN", "TAG_INVALID")) throw error;
			const manifests = await this.manifests(options);
			const only = name === void 0 ? onlyManifest(manifests) : void 0;
			if (only !== void 0) return only.names.length === 1 ? only.names[0] ?? "" : only.descriptor.digest;
			throw new require_spec.OciError(error.code, `${error.message}; ${describeManifests(manifests, this.#title)}`, { detail: error.detail });
		}
	}
	async predecessors(node, options = {}) {
		require_spec.throwIfAborted(options.signal);
		return this.#view.predecessors(node.digest, options);
	}
	async mount(target, fromRepository, options = {}) {
		require_spec.throwIfAborted(options.signal);
		throw new require_spec.OciError("UNSUPPORTED", `cannot mount ${target.digest} from ${require_spec.printable(fromRepository, 300)}: an image layout is one repository; push the bytes`);
	}
	async delete(target, options = {}) {
		this.#checkWrite(options);
		if (require_spec.isManifestMediaType(target.mediaType)) await this.#view.delete(target.digest, options);
		else await this.#view.deleteBlob(target.digest, options);
	}
	async gc(options) {
		this.#folder.checkWritable();
		return collectGarbage(this.#folder, ({ refName }) => refName !== void 0, options);
	}
	scrub(options) {
		return scrub(this.#folder, options);
	}
	flush() {
		return this.#folder.flush();
	}
	tidy() {
		return this.#folder.tidy();
	}
	pending() {
		return this.#folder.pending();
	}
	#checkWrite(options) {
		require_spec.throwIfAborted(options.signal);
		this.#folder.checkWritable();
	}
};

Object.defineProperty(exports, "LayoutRegistry", {
  enumerable: true,
  get: function () {
    return LayoutRegistry;
  }
});
Object.defineProperty(exports, "LayoutRepository", {
  enumerable: true,
  get: function () {
    return LayoutRepository;
  }
});