let node_worker_threads = require("node:worker_threads");
let node_timers_promises;
let node_fs = require("node:fs");
let node_util = require("node:util");

// src/spec/printable.ts
function printable(text, limit = 4096) {
	return (text.length > limit ? `${text.slice(0, limit)}\u2026` : text).replace(unsafe, escape);
}
const control = String.raw`[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]`;
const loneSurrogate = String.raw`[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]`;
const unsafe = new RegExp(`${control}|${loneSurrogate}`, "g");
function escape(character) {
	switch (character) {
		case "\n": return String.raw`\n`;
		case "\r": return String.raw`\r`;
		case "	": return String.raw`\t`;
		default: return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, "0");
	}
}

// src/spec/error.ts
const statusByCode = {
	BLOB_UNKNOWN: 404,
	BLOB_UPLOAD_INVALID: 416,
	BLOB_UPLOAD_UNKNOWN: 404,
	DIGEST_INVALID: 400,
	MANIFEST_BLOB_UNKNOWN: 404,
	MANIFEST_INVALID: 400,
	MANIFEST_UNKNOWN: 404,
	NAME_INVALID: 400,
	NAME_UNKNOWN: 404,
	SIZE_INVALID: 400,
	UNAUTHORIZED: 401,
	DENIED: 403,
	UNSUPPORTED: 405,
	TOOMANYREQUESTS: 429,
	RANGE_INVALID: 416,
	TAG_INVALID: 400,
	UNAVAILABLE: 503,
	UNKNOWN: 500,
	NOT_FOUND: 404,
	ALREADY_EXISTS: 409,
	REFERENCE_INVALID: 400,
	INPUT_INVALID: 400,
	MEDIA_TYPE_INVALID: 400,
	ARTIFACT_TYPE_MISSING: 400,
	DATE_INVALID: 400,
	DIGEST_MISMATCH: 400,
	SIZE_MISMATCH: 400,
	SIZE_LIMIT: 413,
	QUOTA: 413,
	FILE_CHANGED: 409,
	FILE_SYSTEM: 500,
	ARCHIVE_INVALID: 400,
	UNREACHABLE: 502,
	TLS_FAILED: 502,
	PROTOCOL: 502,
	REDIRECT_REFUSED: 502,
	VERIFICATION_FAILED: 403,
	CREDENTIALS: 500,
	TIMEOUT: 504,
	ABORTED: 499
};
const ociErrorCodes = Object.keys(statusByCode);
var OciError = class extends Error {
	name;
	code;
	detail;
	status;
	wireCode;
	reason;
	remedy;
	constructor(code, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.name = code === "ABORTED" ? "AbortError" : "OciError";
		this.code = code;
		this.detail = options.detail;
		this.status = options.status ?? statusByCode[code];
		this.wireCode = options.wireCode ?? code;
		this.reason = options.reason === "" ? void 0 : options.reason;
		this.remedy = options.remedy;
	}
};
function isOciError(error, ...codes) {
	return error instanceof OciError && (codes.length === 0 || codes.includes(error.code));
}
function throwIfAborted(signal) {
	if (signal?.aborted === true) throw abortedError(signal);
}
function abortedError(signal) {
	const reason = signal.reason;
	if (isOciError(reason)) return reason;
	if (reason instanceof DOMException && reason.name === "TimeoutError") return new OciError("TIMEOUT", "the operation did not end within its time limit", { cause: reason });
	return new OciError("ABORTED", "the operation was cancelled", { cause: reason });
}
function messageOf(error) {
	if (!(error instanceof Error)) return String(error);
	if (error.message !== "") return error.message;
	return error instanceof AggregateError ? error.errors.map(messageOf).join(", ") : error.name;
}

// src/spec/runtime-module.ts
function runtimeModule(name) {
	const { process } = globalThis;
	return process?.getBuiltinModule?.(name);
}

// src/spec/sha2.ts
function createPureHash(algorithm) {
	return algorithm === "sha256" ? new Sha256() : new Sha512();
}
var BlockHash = class {
	#block;
	#view;
	#used = 0;
	#size = 0;
	constructor(blockSize) {
		this.#block = new Uint8Array(blockSize);
		this.#view = new DataView(this.#block.buffer);
	}
	update(bytes) {
		this.#size += bytes.byteLength;
		this.#append(bytes);
		return this;
	}
	digest() {
		const block = this.#block;
		const bits = BigInt(this.#size) * 8n;
		const lengthAt = block.length - block.length / 8;
		this.#append(Uint8Array.of(128));
		if (this.#used > lengthAt) this.#append(new Uint8Array(block.length - this.#used));
		block.fill(0, this.#used);
		this.#view.setBigUint64(block.length - 8, bits);
		this.compress(this.#view);
		return this.state();
	}
	#append(bytes) {
		const block = this.#block;
		for (let start = 0; start < bytes.byteLength;) {
			const part = bytes.subarray(start, start + block.length - this.#used);
			block.set(part, this.#used);
			this.#used += part.byteLength;
			start += part.byteLength;
			if (this.#used < block.length) return;
			this.compress(this.#view);
			this.#used = 0;
		}
	}
};
var Sha256 = class extends BlockHash {
	#state = Int32Array.from(initialWords(), high32);
	#constants = Int32Array.from(roundConstants(64), high32);
	#words = /* @__PURE__ */ new Int32Array(64);
	constructor() {
		super(64);
	}
	compress(block) {
		const [words, constants, state] = [
			this.#words,
			this.#constants,
			this.#state
		];
		for (let t = 0; t < 16; t++) words[t] = block.getInt32(4 * t);
		for (let t = 16; t < 64; t++) {
			const [w2, w7, w15, w16] = [
				at(words, t - 2),
				at(words, t - 7),
				at(words, t - 15),
				at(words, t - 16)
			];
			const s0 = rotate32(w15, 7) ^ rotate32(w15, 18) ^ w15 >>> 3;
			const s1 = rotate32(w2, 17) ^ rotate32(w2, 19) ^ w2 >>> 10;
			words[t] = w16 + s0 + w7 + s1;
		}
		let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
		for (let t = 0; t < 64; t++) {
			const s1 = rotate32(e, 6) ^ rotate32(e, 11) ^ rotate32(e, 25);
			const first = h + s1 + (e & f ^ ~e & g) + at(constants, t) + at(words, t) | 0;
			const second = (rotate32(a, 2) ^ rotate32(a, 13) ^ rotate32(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
			[h, g, f, e, d, c, b, a] = [
				g,
				f,
				e,
				d + first | 0,
				c,
				b,
				a,
				first + second | 0
			];
		}
		for (const [index, value] of [
			a,
			b,
			c,
			d,
			e,
			f,
			g,
			h
		].entries()) state[index] = at(state, index) + value;
	}
	state() {
		return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
	}
};
var Sha512 = class extends BlockHash {
	#state = initialWords();
	#constants = roundConstants(80);
	constructor() {
		super(128);
	}
	compress(block) {
		const words = Array.from({ length: 16 }, (_, t) => block.getBigUint64(8 * t));
		for (let t = 16; t < 80; t++) {
			const [w2 = 0n, w7 = 0n, w15 = 0n, w16 = 0n] = [
				words[t - 2],
				words[t - 7],
				words[t - 15],
				words[t - 16]
			];
			const s0 = rotate64(w15, 1n) ^ rotate64(w15, 8n) ^ w15 >> 7n;
			const s1 = rotate64(w2, 19n) ^ rotate64(w2, 61n) ^ w2 >> 6n;
			words.push(low64(w16 + s0 + w7 + s1));
		}
		let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = this.#state;
		for (const [t, constant] of this.#constants.entries()) {
			const s1 = rotate64(e, 14n) ^ rotate64(e, 18n) ^ rotate64(e, 41n);
			const first = h + s1 + (e & f ^ low64(~e) & g) + constant + (words[t] ?? 0n);
			const second = (rotate64(a, 28n) ^ rotate64(a, 34n) ^ rotate64(a, 39n)) + (a & b ^ a & c ^ b & c);
			[h, g, f, e, d, c, b, a] = [
				g,
				f,
				e,
				low64(d + first),
				c,
				b,
				a,
				low64(first + second)
			];
		}
		const added = [
			a,
			b,
			c,
			d,
			e,
			f,
			g,
			h
		];
		this.#state = this.#state.map((word, index) => low64(word + (added[index] ?? 0n)));
	}
	state() {
		return this.#state.map((word) => word.toString(16).padStart(16, "0")).join("");
	}
};
function at(words, index) {
	return words[index] ?? 0;
}
function rotate32(word, bits) {
	return word >>> bits | word << 32 - bits;
}
function rotate64(word, bits) {
	return low64(word >> bits | word << 64n - bits);
}
function low64(value) {
	return BigInt.asUintN(64, value);
}
function high32(word) {
	return Number(BigInt.asIntN(32, word >> 32n));
}
function initialWords() {
	return primes(8).map((prime) => fractionOfRoot(prime, 2n));
}
function roundConstants(count) {
	return primes(count).map((prime) => fractionOfRoot(prime, 3n));
}
function primes(count) {
	const found = [];
	for (let each = 2n; found.length < count; each++) if (found.every((prime) => each % prime !== 0n)) found.push(each);
	return found;
}
function fractionOfRoot(value, degree) {
	const target = value << 64n * degree;
	let root = 0n;
	for (let bit = 1n << 70n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= target) root += bit;
	return low64(root);
}

// src/spec/digest.ts
var Digester = class {
	algorithm;
	size = 0;
	#hash;
	constructor(algorithm = "sha256") {
		this.algorithm = algorithm;
		this.#hash = runtimeModule("node:crypto")?.createHash(algorithm) ?? createPureHash(algorithm);
	}
	update(bytes) {
		const content = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
		this.#hash.update(content);
		this.size += content.byteLength;
		return this;
	}
	digest() {
		return `${this.algorithm}:${this.#hash.digest("hex")}`;
	}
};

// src/spec/option-name.ts
function optionName(key) {
	return marked(key);
}
function marked(key) {
	return `\`${key}\``;
}

// src/streams/buffer-pool.ts
var BufferPool = class {
	size;
	#create;
	#idle = [];
	constructor(size, create = (bytes) => Buffer.allocUnsafeSlow(bytes)) {
		this.size = size;
		this.#create = create;
	}
	acquire() {
		return this.#idle.pop() ?? this.#create(this.size);
	}
	release(...buffers) {
		for (const buffer of buffers) if (this.#idle.length < maxIdle) this.#idle.push(buffer);
	}
};
const maxIdle = 8;

// src/streams/detach-buffer.ts
function detachWholeBuffer({ buffer, byteLength }) {
	if (byteLength > 0 && buffer.byteLength === byteLength) detach(buffer);
}
function detach(buffer) {
	if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

// src/archive/chunks.ts
const chunkBytes = 1048576;
var ArchiveChunks = class {
	#full = [];
	#current;
	#used = 0;
	#written = 0;
	#allocate;
	constructor(allocate = allocateChunk) {
		this.#allocate = allocate;
	}
	get written() {
		return this.#written;
	}
	freeSpace() {
		this.#current ??= this.#allocate();
		return this.#current.subarray(this.#used);
	}
	advance(bytes) {
		this.#used += bytes;
		this.#written += bytes;
		if (this.#current === void 0 || this.#used < this.#current.byteLength) return;
		this.#full.push(this.#current);
		this.#current = void 0;
		this.#used = 0;
	}
	append(bytes) {
		for (let at = 0; at < bytes.byteLength;) {
			const copied = bytes.copy(this.freeSpace(), 0, at);
			this.advance(copied);
			at += copied;
		}
	}
	rewind(written) {
		while (this.#written - this.#used > written) {
			this.#written -= this.#used;
			this.#current = this.#full.pop();
			this.#used = this.#current?.byteLength ?? 0;
		}
		this.#used -= this.#written - written;
		this.#written = written;
	}
	shift() {
		return this.#full.shift();
	}
	rest() {
		const last = this.#current?.subarray(0, this.#used);
		return last === void 0 ? this.#full : [...this.#full, last];
	}
};
function allocateChunk() {
	return Buffer.allocUnsafeSlow(chunkBytes);
}

// src/fs/file-system-error.ts
const reasons = {
	ENOSPC: "no space is left on the device",
	EDQUOT: "the disk quota is exhausted",
	EFBIG: "the file is larger than the limit for files",
	EMFILE: "this process has too many open files",
	ENFILE: "the system has too many open files",
	EACCES: "permission denied",
	EPERM: "the operation is not permitted",
	ENOENT: "it does not exist",
	ENOTDIR: "a part of the path is not a directory",
	EISDIR: "it is a directory",
	EROFS: "the file system is read-only",
	ELOOP: "the path has too many symbolic links",
	ENAMETOOLONG: "the name is too long for the file system",
	EIO: "the device reported an input/output error"
};
function fileSystemError(error, operation) {
	if (isOciError(error)) return error;
	const code = errnoOf(error);
	const reason = (code === void 0 ? void 0 : reasons[code]) ?? withoutPaths(error);
	const suffix = code === void 0 ? "" : ` (${code})`;
	return new OciError("FILE_SYSTEM", `cannot ${printable(operation)}: ${reason}${suffix}`, { cause: error });
}
function withoutPaths(error) {
	const message = messageOf(error);
	return /^[A-Z0-9]+: (.+?), [a-z]+ '/s.exec(message)?.[1] ?? message;
}
function errnoOf(error) {
	if (!(error instanceof Error)) return void 0;
	const code = error.code;
	return typeof code === "string" ? code : void 0;
}
function isMissing(error) {
	const code = errnoOf(error);
	return code === "ENOENT" || code === "ENOTDIR";
}

// src/fs/byte-string.ts
const notAscii = /[\u0080-\u00ff]/;
function fromLatin1(characters) {
	return characters;
}
function isAscii(name) {
	return !notAscii.test(name);
}
function bytesOf(name) {
	return Buffer.from(name, "latin1");
}
function textOf(name) {
	return isAscii(name) ? name : bytesOf(name).toString("utf8");
}
function printableName(name) {
	return printable(textOf(name), 300);
}
function systemPath(path) {
	if (isAscii(path)) return path;
	return process.platform === "win32" ? textOf(path) : bytesOf(path);
}

// src/archive/walk/report.ts
const maxPaths = 100;
const maxWarnings = 20;
const maxProblems = 20;
const problemKinds = {
	special: {
		code: "INPUT_INVALID",
		remedy: `remove special files or add them to ${optionName("exclude")}`
	},
	link: {
		code: "INPUT_INVALID",
		remedy: `fix the links, add them to ${optionName("exclude")}, or change ${optionName("symlinks")} or ` + optionName("allowOutsideLinks")
	},
	name: {
		code: "INPUT_INVALID",
		remedy: `rename such files or add them to ${optionName("exclude")}`
	},
	unreadable: {
		code: "FILE_SYSTEM",
		remedy: `make the files readable or add them to ${optionName("exclude")}`
	},
	changed: {
		code: "FILE_CHANGED",
		remedy: `do not change files in ${optionName("sourceDir")} during packaging`
	}
};
var WalkReport = class {
	files = 0;
	directories = 0;
	symlinks = 0;
	excluded = 0;
	warnings = [];
	credentialFiles = [];
	#sourceDir;
	#problems = [];
	#droppedWarnings = 0;
	constructor(sourceDir) {
		this.#sourceDir = sourceDir;
	}
	get entries() {
		return this.files + this.directories + this.symlinks;
	}
	get failed() {
		return this.#problems.length > 0;
	}
	problem(kind, name, reason, cause) {
		this.#problems.push({
			kind,
			text: `"${printableName(name)}" ${reason}`,
			cause
		});
		if (this.#problems.length >= maxProblems) this.#fail("; there may be more");
	}
	throwIfFailed() {
		if (this.failed) this.#fail("");
	}
	warn(text) {
		if (this.warnings.length < maxWarnings) this.warnings.push(text);
		else this.#droppedWarnings++;
	}
	credentialFile(name) {
		if (this.credentialFiles.length < maxPaths) this.credentialFiles.push(printableName(name));
	}
	finish() {
		if (this.#droppedWarnings > 0) this.warnings.push(`${this.#droppedWarnings} more warnings like these are not shown`);
		this.#droppedWarnings = 0;
	}
	#fail(more) {
		const [first] = this.#problems;
		const remedies = new Set(this.#problems.map(({ kind }) => problemKinds[kind].remedy));
		const list = this.#problems.map(({ text }) => text).join("; ");
		const source = `${optionName("sourceDir")} "${printable(this.#sourceDir, 300)}"`;
		throw new OciError(first === void 0 ? "INPUT_INVALID" : problemKinds[first.kind].code, `cannot package ${source}: ${list}${more}; ${[...remedies].join("; ")}`, {
			cause: first?.cause,
			detail: { input: "sourceDir" }
		});
	}
};
function unreadableReason(error) {
	return fileSystemError(error, "be read").message;
}

// src/archive/source-file.ts
const openFlags = node_fs.constants.O_RDONLY | (node_fs.constants.O_NOFOLLOW ?? 0) | (node_fs.constants.O_NONBLOCK ?? 0);
const read = (0, node_util.promisify)(node_fs.read);
const directReadBytes = 262144;
function openFile(entry, report) {
	let fd;
	try {
		fd = (0, node_fs.openSync)(systemPath(entry.location), openFlags);
	} catch (error) {
		const code = errnoOf(error);
		if (isMissing(error)) report.problem("changed", entry.name, "disappeared after it was listed", error);
		else if (code === "ELOOP" || code === "EMLINK" || code === "ENXIO") report.problem("changed", entry.name, "was replaced after it was listed", error);
		else report.problem("unreadable", entry.name, unreadableReason(error), error);
		return;
	}
	let isSame = false;
	try {
		const stat = (0, node_fs.fstatSync)(fd, { bigint: true });
		isSame = stat.isFile() && stat.dev === entry.dev && stat.ino === entry.ino;
		if (isSame) return {
			fd,
			stat
		};
		report.problem("changed", entry.name, "was replaced after it was listed");
		return;
	} finally {
		if (!isSame) (0, node_fs.closeSync)(fd);
	}
}
function checkUnchanged(file, entry) {
	const now = (0, node_fs.fstatSync)(file.fd, { bigint: true });
	if (now.size !== file.stat.size || now.mtimeNs !== file.stat.mtimeNs) throw changedFile(entry, "it was written to while it was read");
}
function readUnchanged({ location, size, dev, ino, mtimeNs }, chunks) {
	let fd;
	try {
		fd = (0, node_fs.openSync)(systemPath(location), openFlags);
		for (let left = size; left > 0;) {
			const space = chunks.freeSpace();
			const bytesRead = (0, node_fs.readSync)(fd, space, 0, Math.min(left, space.byteLength), null);
			if (bytesRead === 0) return false;
			chunks.advance(bytesRead);
			left -= bytesRead;
		}
		const now = (0, node_fs.fstatSync)(fd, { bigint: true });
		return now.isFile() && now.ino === ino && now.dev === dev && now.mtimeNs === mtimeNs && now.size === BigInt(size);
	} catch {
		return false;
	} finally {
		if (fd !== void 0) (0, node_fs.closeSync)(fd);
	}
}
function readDirectly(file, size, entry, chunks) {
	for (let left = size; left > 0;) {
		const space = chunks.freeSpace();
		let bytesRead;
		try {
			bytesRead = (0, node_fs.readSync)(file.fd, space, 0, Math.min(left, space.byteLength), null);
		} catch (error) {
			throw unreadableFile(entry, error);
		}
		if (bytesRead === 0) throw changedFile(entry, "it became shorter while it was read");
		chunks.advance(bytesRead);
		left -= bytesRead;
	}
}
async function readPart(file, space, entry, signal) {
	throwIfAborted(signal);
	const { bytesRead } = await read(file.fd, space, 0, space.byteLength, null).catch((error) => {
		throw unreadableFile(entry, error);
	});
	if (bytesRead === 0) throw changedFile(entry, "it became shorter while it was read");
	return bytesRead;
}
function changedFile(entry, reason) {
	return new OciError("FILE_CHANGED", `cannot package "${printable(textOf(entry.name), 300)}" in ${optionName("sourceDir")}: ${reason}; do not change files in ${optionName("sourceDir")} during packaging`);
}
function unreadableFile(entry, error) {
	return fileSystemError(error, `read "${textOf(entry.name)}" in ${optionName("sourceDir")}`);
}

// src/archive/tar/header.ts
const tarBlockBytes = 512;
const nameBytes = 100;
const prefixBytes = 155;
const maxOctal = 8 ** 11 - 1;
const maxPaxBytes = 1048576;
const typeflags = {
	file: 48,
	symlink: 50,
	directory: 53,
	pax: 120
};
const block = Buffer.alloc(512);
const words = new Int32Array(block.buffer, block.byteOffset, 512 / Int32Array.BYTES_PER_ELEMENT);
const template = Buffer.alloc(512);
for (const [at, width] of [
	[100, 8],
	[108, 8],
	[116, 8],
	[124, 12],
	[136, 12],
	[329, 8],
	[337, 8]
]) template.write("0".repeat(width - 1), at, "latin1");
template.write(" ".repeat(8), 148, "latin1");
template.write("ustar\x0000", 257, "latin1");
function tarHeader(header) {
	const records = paxRecords(header);
	if (records === "") return ustarHeader(header);
	const paxBytes = records.length;
	if (paxBytes > maxPaxBytes) throw new OciError("SIZE_LIMIT", `cannot write an archive entry: its name and link target need ${paxBytes} bytes, more than the limit of ${maxPaxBytes}; use shorter paths`);
	const blocks = Buffer.alloc(512 + roundUpToBlock(paxBytes) + 512);
	writePaxBlock(header.name, paxBytes);
	block.copy(blocks);
	blocks.write(records, 512, "latin1");
	block.set(template);
	writeText(0, nameBytes, toAscii(header.name));
	writeText(157, nameBytes, toAscii(header.target));
	writeCommon(header);
	block.copy(blocks, blocks.byteLength - 512);
	return blocks;
}
function roundUpToBlock(size) {
	return Math.ceil(size / 512) * 512;
}
function ustarHeader(header) {
	block.set(template);
	const cut = splitName(header.name);
	if (cut > 0) block.write(header.name.slice(0, cut), 345, "latin1");
	block.write(cut > 0 ? header.name.slice(cut + 1) : header.name, 0, "latin1");
	if (header.target !== "") block.write(header.target, 157, "latin1");
	writeCommon(header);
	return Buffer.from(block);
}
function paxRecords({ name, target, size }) {
	const longTarget = !isAscii(target) || target.length > nameBytes;
	const longName = !isAscii(name) || name.length > nameBytes;
	const large = size > maxOctal;
	if (!longTarget && !large && (!longName || splitName(name) > 0)) return "";
	let records = "";
	if (longTarget) records += paxRecord("linkpath", target);
	if (longName) records += paxRecord("path", name);
	if (large) records += paxRecord("size", String(size));
	return records;
}
function paxRecord(key, value) {
	const rest = key.length + value.length + 3;
	let length = rest + String(rest).length;
	length = rest + String(length).length;
	return `${length} ${key}=${value}\n`;
}
function splitName(name) {
	if (name.length <= nameBytes || !isAscii(name)) return -1;
	const slash = name.lastIndexOf("/", prefixBytes);
	const rest = name.length - slash - 1;
	return slash <= 0 || rest > nameBytes || rest === 0 ? -1 : slash;
}
function writePaxBlock(name, size) {
	block.set(template);
	const slash = name.lastIndexOf("/");
	const paxName = toAscii(fromLatin1(`${name.slice(0, slash + 1)}PaxHeaders.0/${name.slice(slash + 1)}`));
	block.write(paxName.slice(0, nameBytes).replace(/\/+$/, ""), 0, "latin1");
	block.fill(0, 329, 345);
	writeOctal(124, 12, size);
	finish(typeflags.pax);
}
function writeCommon(header) {
	writeOctal(100, 8, header.mode);
	writeOctal(124, 12, header.size > maxOctal ? 0 : header.size);
	writeOctal(136, 12, Math.min(Math.max(header.mtime ?? 0, 0), maxOctal));
	finish(typeflags[header.kind]);
}
function finish(typeflag) {
	block[156] = typeflag;
	let sums = 0;
	for (let index = 0; index < words.length; index++) {
		const word = words[index] ?? 0;
		sums = sums + (word & 16711935) + (word >>> 8 & 16711935) | 0;
	}
	block.write("000000\0", 148, "latin1");
	writeOctal(148, 7, (sums & 65535) + (sums >>> 16));
}
function writeOctal(at, width, value) {
	for (let index = at + width - 2, rest = value; rest > 0; index--) {
		const digit = rest % 8;
		block[index] = 48 + digit;
		rest = (rest - digit) / 8;
	}
}
function writeText(at, width, text) {
	const cut = text.length > width && text[width - 1] === "/" ? text.slice(0, width - 1).replace(/\/+$/, "") : text.slice(0, width);
	block.write(cut, at, "latin1");
	if (cut.length < width && text.length > width) block.write(text.slice(cut.length + 1, width), at + cut.length + 1, "latin1");
}
function toAscii(name) {
	return isAscii(name) ? name : fromLatin1(name.replaceAll(/[\u0080-\u00ff]/g, ""));
}

// src/archive/tar/writer.ts
const zeros = Buffer.alloc(2 * 512);
async function* tarOfGroups(groups, options, allocate) {
	const { report, onProgress, onHeader, signal } = options;
	const chunks = new ArchiveChunks(allocate);
	let count = 0;
	for await (const entries of groups) {
		throwIfAborted(signal);
		for (const entry of entries) {
			if (entry.kind !== "file") {
				if (report.failed) continue;
				addHeader(entry, chunks, onHeader);
			} else if (report.failed || !addUnchanged(entry, chunks, onHeader)) {
				if (!(yield* addFile(entry, chunks, options, count))) continue;
			}
			count++;
			for (let chunk = chunks.shift(); chunk !== void 0; chunk = chunks.shift()) {
				yield chunk;
				onProgress?.(chunks.written, count);
				throwIfAborted(signal);
			}
		}
	}
	report.throwIfFailed();
	chunks.append(zeros);
	yield* chunks.rest();
	onProgress?.(chunks.written, count);
}
async function* addFile(entry, chunks, options, count) {
	const { report, onHeader } = options;
	const file = openFile(entry, report);
	if (file === void 0) return false;
	try {
		if (report.failed) return false;
		const size = Number(file.stat.size);
		addHeader({
			...entry,
			size
		}, chunks, onHeader);
		if (size <= 262144) readDirectly(file, size, entry, chunks);
		else yield* readInParts(file, size, entry, chunks, options, count);
		addPadding(chunks);
		checkUnchanged(file, entry);
		return true;
	} finally {
		(0, node_fs.closeSync)(file.fd);
	}
}
function addUnchanged(entry, chunks, onHeader) {
	if (entry.mtimeNs === void 0 || entry.size > 262144) return false;
	const start = chunks.written;
	const blocks = tarHeader(entry);
	chunks.append(blocks);
	if (!readUnchanged(entry, chunks)) {
		chunks.rewind(start);
		return false;
	}
	onHeader?.(blocks);
	addPadding(chunks);
	return true;
}
function addHeader(header, chunks, onHeader) {
	const blocks = tarHeader(header);
	onHeader?.(blocks);
	chunks.append(blocks);
}
function addPadding(chunks) {
	chunks.append(zeros.subarray(0, roundUpToBlock(chunks.written) - chunks.written));
}
async function* readInParts(file, size, entry, chunks, options, count) {
	for (let left = size; left > 0;) {
		const bytesRead = await readPart(file, chunks.freeSpace().subarray(0, left), entry, options.signal);
		chunks.advance(bytesRead);
		left -= bytesRead;
		for (let chunk = chunks.shift(); chunk !== void 0; chunk = chunks.shift()) {
			yield chunk;
			options.onProgress?.(chunks.written, count);
		}
	}
}

// src/archive/hashed-archive.ts
const hashedChunkBytes = 262144;
const headersPerUpdate = 128;
var HashedArchive = class HashedArchive {
	#report;
	#content = new Digester();
	#shape = new Digester();
	#archive;
	#chunks;
	#headers = [];
	constructor(report, chunks, archiveOf) {
		this.#report = report;
		this.#chunks = chunks;
		this.#archive = archiveOf((header) => {
			this.#headers.push(header);
			if (this.#headers.length >= headersPerUpdate) this.#hashHeaders();
		});
	}
	static tar(groups, options, chunks = new BufferPool(hashedChunkBytes)) {
		return new HashedArchive(options.report, chunks, (onHeader) => tarOfGroups(groups, {
			...options,
			onHeader
		}, () => chunks.acquire()));
	}
	async *content(transform = (archive) => archive) {
		for await (const chunk of transform(this.#archive)) {
			this.#content.update(chunk);
			yield chunk;
		}
	}
	async hash() {
		for await (const chunk of this.content(readAhead)) this.release(chunk);
		return this.describe();
	}
	release(chunk) {
		const { buffer, byteOffset } = chunk;
		if (byteOffset === 0 && buffer.byteLength === this.#chunks.size) this.#chunks.release(Buffer.from(buffer));
		else detachWholeBuffer(chunk);
	}
	#hashHeaders() {
		this.#shape.update(Buffer.concat(this.#headers));
		this.#headers = [];
	}
	describe() {
		this.#hashHeaders();
		const { files, directories, symlinks, excluded, warnings, credentialFiles } = this.#report;
		return {
			contentDigest: this.#content.digest(),
			contentSize: this.#content.size,
			shape: this.#shape.digest(),
			files,
			directories,
			symlinks,
			excluded,
			warnings,
			credentialFiles
		};
	}
};
async function* readAhead(content) {
	let next = content.next();
	try {
		for (let step = await next; step.done !== true; step = await next) {
			next = content.next();
			next.catch(() => void 0);
			yield step.value;
		}
	} finally {
		await content.return();
	}
}

// src/archive/walk/walk.ts
const entriesPerIteration = 64;
async function* listedInGroups(entries, report) {
	for (let at = 0; at < entries.length; at += entriesPerIteration) {
		const group = entries.slice(at, at + entriesPerIteration);
		for (const entry of group) count(report, entry);
		yield group;
		await (0, (node_timers_promises ??= require("node:timers/promises")).setImmediate)();
	}
}
function count(report, entry) {
	if (entry.kind === "file") report.files++;
	else if (entry.kind === "directory") report.directories++;
	else report.symlinks++;
}

// src/archive/hash-layer-worker.ts
const progressBytes = 4194304;
async function hash({ sourceDir, entries }, send) {
	let reported = 0;
	const onProgress = (bytes, count) => {
		if (bytes - reported < progressBytes && count < entries.length) return;
		reported = bytes;
		send({
			bytes,
			entries: count
		});
	};
	try {
		const report = new WalkReport(sourceDir);
		send({ layer: await HashedArchive.tar(listedInGroups(entries, report), {
			report,
			onProgress
		}).hash() });
	} catch {
		send({ layer: void 0 });
	}
}
if (node_worker_threads.parentPort !== null) {
	const port = node_worker_threads.parentPort;
	port.on("message", (input) => {
		hash(input, (message) => port.postMessage(message, []));
	});
}
