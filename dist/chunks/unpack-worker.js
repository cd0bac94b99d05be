let node_worker_threads = require("node:worker_threads");
let node_fs_promises;
let node_fs = require("node:fs");
let node_crypto = require("node:crypto");
let node_path;
let node_buffer;
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

// src/spec/check-numbers.ts
function checkNumbers(options, minimums) {
	for (const [name, minimum] of Object.entries(minimums)) {
		const value = options[name];
		if (value !== void 0 && minimum !== void 0) checkNumber(name, value, minimum);
	}
}
function checkNumber(name, value, minimum) {
	const isTime = /ms$/i.test(name);
	if (typeof value === "number" && (isTime || Number.isInteger(value) || value === Infinity) && value >= minimum) return;
	throw new OciError("INPUT_INVALID", `cannot use ${name}: ${String(value)} is not ${isTime ? "a number of milliseconds" : "an integer"} of at least ${minimum}`, { detail: { input: name } });
}

// src/spec/option-name.ts
function optionName(key) {
	return marked(key);
}
function marked(key) {
	return `\`${key}\``;
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
function byteStringOf(text) {
	return fromLatin1(Buffer.from(text, "utf8").toString("latin1"));
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
function isUtf8Name(name) {
	return isAscii(name) || (0, (node_buffer ??= require("node:buffer")).isUtf8)(bytesOf(name));
}
function foldName(name) {
	if (isAscii(name)) return name.toLowerCase();
	return textOf(name).normalize("NFD").toUpperCase().toLowerCase().normalize("NFC");
}
function systemPath(path) {
	if (isAscii(path)) return path;
	return process.platform === "win32" ? textOf(path) : bytesOf(path);
}
function joinName(directory, segment) {
	if (directory === "") return segment;
	return fromLatin1(directory.endsWith("/") ? directory + segment : `${directory}/${segment}`);
}
function relativeTo(root, location) {
	if (location === root) return fromLatin1("");
	const prefix = root.endsWith("/") ? root : `${root}/`;
	return location.startsWith(prefix) ? fromLatin1(location.slice(prefix.length)) : void 0;
}

// src/fs/entry-kind.ts
function kindOfSync(path) {
	try {
		return kindOfStats((0, node_fs.lstatSync)(path));
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
	if (isMissing(error)) return "absent";
	throw fileSystemError(error, `read the status of ${String(path)}`);
}

// src/streams/detach-buffer.ts
function detachBuffer({ buffer }) {
	if (buffer.byteLength > 2 * Buffer.poolSize) detach(buffer);
}
function detach(buffer) {
	if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

// src/fs/safe-path.ts
const maxPathBytes = 4096;
const maxSegmentBytes = 255;
function unsafeNameReason(name) {
	return reasonFor(name, (text) => text.length);
}
function reasonFor(name, byteLength) {
	if (name === "") return "it is empty";
	const bytes = byteLength(name);
	if (bytes > 4096) return `it is longer than ${maxPathBytes} bytes`;
	if (name.includes("\0")) return "it contains a NUL byte";
	if (name.includes("\\")) return "it contains a backslash, which separates directories on Windows";
	if (name.startsWith("/")) return "it is absolute";
	if (/^[A-Za-z]:/.test(name)) return "it begins with a drive letter";
	if (bytes <= 255 && !name.includes("..")) return void 0;
	for (const segment of name.split("/")) {
		if (segment === "..") return "it contains the segment \"..\"";
		if (bytes > 255 && byteLength(segment) > 255) return `it has a segment longer than ${255} bytes`;
	}
}

// src/archive/name-collisions.ts
var NameCollisions = class {
	#exactByFolded = /* @__PURE__ */ new Map();
	add(segments) {
		let path = byteStringOf("");
		for (const segment of segments) {
			path = joinName(path, segment);
			this.#add(path);
		}
	}
	#add(path) {
		const exact = shortHash(path);
		const folded = shortHash(foldName(path));
		const earlier = this.#exactByFolded.get(folded);
		if (earlier === void 0) this.#exactByFolded.set(folded, exact);
		else if (earlier !== exact) throw new OciError("ARCHIVE_INVALID", `cannot unpack "${printableName(path)}": this file system does not distinguish its name from the name of an earlier entry; unpack on a case-sensitive file system`);
	}
};
function shortHash(text) {
	return (0, node_crypto.hash)("sha256", text, "buffer").toString("latin1", 0, 12);
}

// src/archive/unpack/names.ts
function segmentsOf(stored, rules) {
	const { name, segments, reason } = checkName(stored, rules);
	if (reason !== void 0) throw new OciError("ARCHIVE_INVALID", `cannot unpack "${printableName(name)}": the name is not safe: ${reason}`);
	return segments;
}
function checkName(stored, rules) {
	const name = fromLatin1(stored.toString("latin1"));
	const segments = [];
	let reason = unsafeNameReason(name);
	for (const segment of name.split("/")) if (segment !== "" && segment !== ".") segments.push(fromLatin1(segment));
	if (segments.length > rules.maxDepth) reason ??= `it is nested in more than ${rules.maxDepth} directories`;
	if (rules.platform !== "linux" && !isUtf8Name(name)) reason ??= "it is not UTF-8, and only Linux can store such a name";
	if (rules.platform === "win32") for (const segment of segments) reason ??= windowsReason(segment);
	return {
		name,
		segments,
		reason
	};
}
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?: *[.:].*)?$/i;
const windowsCharacters = /[\u0000-\u001f<>:"|?*]/;
function windowsReason(segment) {
	const text = textOf(segment);
	if (windowsDevice.test(text)) return `"${printable(text)}" is a device on Windows`;
	if (windowsCharacters.test(text)) return "Windows does not allow one of its characters (a control character or one of < > : \" | ? *)";
	if (/[. ]$/.test(text)) return `Windows removes the dot or space at the end of "${printable(text)}"`;
}
function checkTarget(directory, target, entry) {
	const reason = unsafeTargetReason(directory, target);
	if (reason !== void 0) throw new OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${entry}" to "${printableName(target)}": ${reason}`);
	return directoriesToCheck(directory, target).length > 0;
}
function unsafeTargetReason(directory, target) {
	if (target === "") return "its target is empty";
	if (target.startsWith("/") || /^[A-Za-z]:/.test(target)) return "its target is absolute";
	if (target.includes("\\")) return "its target contains a backslash, which separates directories on Windows";
	let depth = directory.length;
	for (const segment of target.split("/")) {
		if (segment === "" || segment === ".") continue;
		depth += segment === ".." ? -1 : 1;
		if (depth < 0) return "its target is outside the destination directory";
	}
}
function relativeTarget(directory, target) {
	if (!target.startsWith("/")) return target;
	return fromLatin1(`${"../".repeat(directory.length)}${target.replace(/^\/+/, "")}`.replace(/\/$/, "") || ".");
}
function directoriesToCheck(directory, target) {
	const path = [...directory];
	const paths = [];
	let afterName = false;
	for (const segment of target.split("/")) {
		if (segment === "" || segment === ".") continue;
		if (segment === "..") {
			if (afterName) paths.push([...path]);
			path.pop();
		} else {
			afterName = true;
			path.push(fromLatin1(segment));
		}
	}
	return paths;
}

// src/archive/walk/walk.ts
const maxEntries = 1e6;
const maxDepth = 1024;

// src/archive/unpack/budget.ts
const reserveFraction = 20;
const maxReserve = 1024 ** 3;
const reservedSize = 0;
const reservedEntries = 1;
var UnpackBudget = class UnpackBudget {
	#totalSize;
	#entries;
	#isDiskSpace;
	#reserved;
	constructor(limits, isDiskSpace = false, reserved = new BigInt64Array(new SharedArrayBuffer(16))) {
		checkNumbers(limits, {
			totalSize: 0,
			entries: 0
		});
		const { totalSize = Infinity, entries = maxEntries } = limits;
		this.#totalSize = totalSize;
		this.#entries = entries;
		this.#isDiskSpace = isDiskSpace;
		this.#reserved = reserved;
	}
	share() {
		return [
			{
				totalSize: this.#totalSize,
				entries: this.#entries
			},
			this.#isDiskSpace,
			this.#reserved
		];
	}
	static async forDirectory(directory, limits = {}) {
		if (limits.totalSize !== void 0) return new UnpackBudget(limits);
		return new UnpackBudget({
			...limits,
			totalSize: await availableSize(directory)
		}, true);
	}
	reserveFile(bytes, what) {
		if (this.#reserve(reservedSize, bytes) <= this.#totalSize) return;
		const reason = this.#isDiskSpace ? `the free space of the disk; free disk space, or set ${optionName("maxUnpackedSize")}` : `the limit; raise ${optionName("maxUnpackedSize")}`;
		throw new OciError("SIZE_LIMIT", `cannot write ${printable(what, 300)}: the files of the artifact need more than ${this.#totalSize} bytes, ` + reason, { detail: { option: "maxUnpackedSize" } });
	}
	reserveEntries(count, what) {
		if (this.#reserve(reservedEntries, count) <= this.#entries) return;
		throw new OciError("SIZE_LIMIT", `cannot unpack ${printable(what, 300)}: the archives of the artifact have more entries than the limit of ` + String(this.#entries));
	}
	#reserve(index, count) {
		return Number(Atomics.add(this.#reserved, index, BigInt(count))) + count;
	}
};
async function availableSize(directory) {
	try {
		const { blocks, bavail, bsize } = await (0, (node_fs_promises ??= require("node:fs/promises")).statfs)(directory);
		return sizeLimit({
			blocks,
			bavail,
			bsize
		});
	} catch {
		return Infinity;
	}
}
function sizeLimit({ blocks, bavail, bsize }) {
	if (blocks === 0) return Infinity;
	const free = bavail * bsize;
	return Math.floor(free - Math.min(free / reserveFraction, maxReserve));
}

// src/archive/unpack/chunk-channel.ts
const sent = 0;
const read = 1;
const stopped = 2;
var ChunkReceiver = class {
	#port;
	#counters;
	#count = 0;
	constructor(port, counters) {
		this.#port = port;
		this.#counters = counters;
	}
	header() {
		const header = this.#receive();
		this.#countRead();
		return header;
	}
	async *chunks() {
		for (;;) {
			const chunk = this.#receive();
			if (chunk !== null) {
				yield chunk;
				detachBuffer(chunk);
			}
			this.#countRead();
			if (chunk === null) return;
		}
	}
	#countRead() {
		Atomics.add(this.#counters, read, 1);
		Atomics.notify(this.#counters, read);
	}
	#receive() {
		Atomics.wait(this.#counters, sent, this.#count++);
		const received = (0, node_worker_threads.receiveMessageOnPort)(this.#port);
		if (Atomics.load(this.#counters, stopped) === 1 || received === void 0) throw new Error("the content is not complete");
		return received.message;
	}
};

// src/archive/unpack/thread-message.ts
function failureOf(error) {
	if (!isOciError(error)) return {
		code: void 0,
		message: messageOf(error),
		detail: void 0,
		cause: void 0
	};
	const { code, message, detail, cause } = error;
	return {
		code,
		message,
		detail,
		cause: cause === void 0 ? void 0 : {
			message: messageOf(cause),
			code: errnoOf(cause)
		}
	};
}

// src/archive/byte-source.ts
var ByteSource = class {
	#source;
	#unread = [];
	#consumed = 0;
	#ended = false;
	#waiting = false;
	#size = 0;
	constructor(content) {
		this.#source = content[Symbol.asyncIterator]();
	}
	get size() {
		return this.#size;
	}
	async chunk() {
		const unread = this.#pop();
		if (unread !== void 0) return unread;
		while (!this.#ended) {
			const chunk = await this.#next();
			if (chunk !== void 0 && chunk.byteLength > 0) return chunk;
		}
	}
	async #next() {
		this.#waiting = true;
		try {
			const step = await this.#source.next();
			if (step.done !== true) {
				this.#size += step.value.byteLength;
				return step.value;
			}
			this.#ended = true;
			return;
		} catch (error) {
			this.#ended = true;
			throw error;
		} finally {
			this.#waiting = false;
		}
	}
	unread(bytes) {
		if (bytes.byteLength === 0) return;
		const rest = this.#pop();
		if (rest !== void 0) this.#unread.push(rest);
		this.#unread.push(bytes);
	}
	#pop() {
		const unread = this.#unread.pop();
		const consumed = this.#consumed;
		this.#consumed = 0;
		return consumed === 0 ? unread : unread?.subarray(consumed);
	}
	async read(size) {
		const pieces = [];
		for (let missing = size; missing > 0;) {
			const chunk = await this.chunk();
			if (chunk === void 0) break;
			const piece = chunk.subarray(0, missing);
			this.unread(chunk.subarray(piece.byteLength));
			if (piece.byteLength === size) return piece;
			missing -= piece.byteLength;
			pieces.push(Uint8Array.from(piece));
		}
		return Buffer.concat(pieces);
	}
	buffered(size, skipped = 0) {
		const next = this.#unread.at(-1);
		const start = this.#consumed + skipped;
		return next !== void 0 && next.byteLength - start >= size ? next.subarray(start, start + size) : void 0;
	}
	skipBuffered(size) {
		this.#consumed += size;
		if (this.#consumed !== this.#unread.at(-1)?.byteLength) return;
		this.#unread.pop();
		this.#consumed = 0;
	}
	async peek(size) {
		const bytes = await this.read(size);
		this.unread(bytes);
		return bytes;
	}
	async close() {
		this.#unread.length = 0;
		this.#consumed = 0;
		if (this.#ended) return;
		this.#ended = true;
		const closing = this.#source.return?.();
		if (this.#waiting) closing?.catch(() => {});
		else await closing;
	}
};

// src/archive/tar/header.ts
const tarBlockBytes = 512;
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
function roundUpToBlock(size) {
	return Math.ceil(size / 512) * 512;
}

// src/archive/tar/reader-header.ts
const zeroBlock = Buffer.alloc(512);
const empty = Buffer.alloc(0);
function isZero(bytes) {
	return bytes.byteLength === 0 || bytes[0] === 0 && Buffer.compare(bytes.subarray(1), bytes.subarray(0, -1)) === 0;
}
function isZeroBlock(block) {
	return zeroBlock.equals(block);
}
function readTarHeader(block) {
	verifyChecksum(block);
	const format = formatOf(block);
	checkUnusedFields(block, format);
	const prefix = format === "ustar" ? text(block, 345, 155) : empty;
	const name = text(block, 0, 100);
	const type = block[156] === 0 ? "0" : String.fromCharCode(block[156] ?? 0);
	const size = number(block, 124, 12, "size") ?? (type === "V" ? 0 : void 0);
	if (size === void 0) throw invalidHeader("the size is missing");
	return {
		name: prefix.byteLength === 0 ? name : Buffer.concat([
			prefix,
			Buffer.from("/"),
			name
		]),
		linkName: text(block, 157, 100),
		mode: (number(block, 100, 8, "mode") ?? 0) & 4095,
		size,
		mtime: isNegative(block, 136) ? 0 : number(block, 136, 12, "time") ?? 0,
		type
	};
}
function verifyChecksum(block) {
	const expected = number(block, 148, 8, "checksum");
	let sum = 256;
	for (let at = 0; at < 148; at++) sum += block[at] ?? 0;
	for (let at = 156; at < 512; at++) sum += block[at] ?? 0;
	if (sum !== expected) throw invalidHeader("the checksum is wrong; the archive is damaged, or not a tar archive");
}
function formatOf(block) {
	const magic = block.toString("latin1", 257, 265);
	if (magic === "ustar  \0") return "gnu";
	if (magic === "\0".repeat(8)) return "old";
	if (!magic.startsWith("ustar\0")) throw invalidHeader("the format is unknown");
	if (block.toString("latin1", 508, 512) === "tar\0") throw invalidHeader("the format is star, and tools read its names in different ways");
	return "ustar";
}
function checkUnusedFields(block, format) {
	const owners = [[108, "owner"], [116, "group"]];
	const devices = [[329, "device"], [337, "device"]];
	for (const [start, field] of format === "old" ? owners : [...owners, ...devices]) if ((number(block, start, 8, field) ?? 0) > 4294967295) throw invalidHeader(`the ${field} is out of range`);
}
function text(block, start, length) {
	const limit = start + length;
	let end = start;
	while (end < limit && block[end] !== 0) end++;
	if (!isZeroRange(block, end, limit)) throw invalidHeader("a name contains a NUL byte");
	return end === start ? empty : Buffer.from(block.subarray(start, end));
}
function isZeroRange(bytes, start, end) {
	for (let at = start; at < end; at++) if (bytes[at] !== 0) return false;
	return true;
}
function isNegative(block, start) {
	return ((block[start] ?? 0) & 192) === 192;
}
const space = 32;
const zero = 48;
function number(block, start, length, field) {
	if (((block[start] ?? 0) & 128) !== 0) return base256(block.subarray(start, start + length), field);
	const end = start + length;
	let at = start;
	while (at < end && block[at] === space) at++;
	const first = at;
	let value = 0;
	for (; at < end; at++) {
		const digit = (block[at] ?? 0) - zero;
		if (digit < 0 || digit > 7) break;
		value = value * 8 + digit;
	}
	const isEmpty = at === first;
	for (; at < end; at++) if (block[at] !== space && block[at] !== 0) throw invalidHeader(`the ${field} is not a number`);
	return isEmpty ? void 0 : value;
}
function base256(bytes, field) {
	if (((bytes[0] ?? 0) & 64) !== 0) throw invalidHeader(`the ${field} is negative`);
	let value = (bytes[0] ?? 0) & 63;
	for (const byte of bytes.subarray(1)) {
		value = value * 256 + byte;
		if (value > Number.MAX_SAFE_INTEGER) throw invalidHeader(`the ${field} is too large`);
	}
	return value;
}
function invalidHeader(reason) {
	return new OciError("ARCHIVE_INVALID", `invalid header: ${reason}`);
}
const supportedKeys = /* @__PURE__ */ new Set([
	"path",
	"linkpath",
	"size",
	"mtime",
	"hdrcharset"
]);
function readPax(content) {
	const records = /* @__PURE__ */ new Map();
	for (let at = 0; at < content.byteLength;) {
		const space = content.indexOf(32, at);
		const length = space < 0 ? void 0 : /^[1-9][0-9]{0,9}$/.exec(content.toString("latin1", at, Math.min(space, at + 11)))?.[0];
		const end = at + Number(length ?? NaN);
		if (!(end > space + 1 && end <= content.byteLength) || content[end - 1] !== 10) throw invalidPax("the length of a record is wrong");
		const equals = content.indexOf(61, space + 1);
		if (equals < 0 || equals >= end || equals === space + 1) throw invalidPax("a record has no key");
		const key = content.toString("latin1", space + 1, equals);
		if (key.includes("\0")) throw invalidPax("a key contains a NUL byte");
		if (key.startsWith("GNU.sparse.")) throw invalidPax("it describes a sparse file, which is not supported; create the archive without --sparse");
		if (supportedKeys.has(key)) {
			if (records.has(key)) throw invalidPax(`the key "${key}" occurs twice`);
			records.set(key, content.subarray(equals + 1, end - 1));
		}
		at = end;
	}
	return interpret(records);
}
function interpret(records) {
	const path = nameOf$1(records, "path");
	const linkPath = nameOf$1(records, "linkpath");
	const size = records.get("size")?.toString("latin1");
	if (size !== void 0 && !(/^[0-9]{1,16}$/.test(size) && Number.isSafeInteger(Number(size)))) throw invalidPax(`the size "${printable(size, 40)}" is not a number of bytes`);
	const mtime = records.get("mtime")?.toString("latin1");
	if (mtime !== void 0 && !/^-?[0-9]{1,20}(\.[0-9]{0,20})?$/.test(mtime)) throw invalidPax(`the time "${printable(mtime, 40)}" is not a number of seconds`);
	const charset = records.get("hdrcharset")?.toString("latin1");
	if (charset !== void 0 && charset !== "BINARY" && charset !== "ISO-IR 10646 2000 UTF-8") throw invalidPax(`the character set of names is "${printable(charset, 40)}", but only UTF-8 is supported`);
	return {
		...path === void 0 ? {} : { path },
		...linkPath === void 0 ? {} : { linkPath },
		...size === void 0 ? {} : { size: Number(size) },
		...mtime === void 0 ? {} : { mtime: Math.max(0, Number(mtime)) }
	};
}
function nameOf$1(records, key) {
	const value = records.get(key);
	if (value?.byteLength === 0) throw invalidPax(`the ${key} is empty`);
	if (value?.includes(0) === true) throw invalidPax(`the ${key} contains a NUL byte`);
	return value;
}
function invalidPax(reason) {
	return new OciError("ARCHIVE_INVALID", `invalid extended header: ${reason}`);
}

// src/archive/tar/reader.ts
const defaultMaxMetaSize = 1048576;
const maxOverhead = 67108864;
const maxOverheadOfEntry = 16384;
const types = {
	"0": "file",
	"1": "link",
	"2": "symlink",
	"3": "character device",
	"4": "block device",
	"5": "directory",
	"6": "FIFO",
	"7": "file"
};
const volumeLabel = "V";
const extendedTypes = `xgLK${volumeLabel}`;
const ustarSizeLimit = 2 ** 33;
var TarReader = class {
	#source;
	#maxMetaSize;
	#what;
	#entries = 0;
	#overhead = 0;
	#content = 0;
	#padding = 0;
	constructor(content, options = {}) {
		this.#source = new ByteSource(content);
		this.#maxMetaSize = options.maxMetaSize ?? defaultMaxMetaSize;
		this.#what = options.what ?? "the archive";
	}
	nextBuffered() {
		const skipped = this.#content + this.#padding;
		const block = this.#source.buffered(512, skipped);
		if (block === void 0 || isZeroBlock(block)) return void 0;
		const header = this.#parse(block);
		if (extendedTypes.includes(header.type)) return void 0;
		this.#source.skipBuffered(skipped + 512);
		this.#countOverhead(this.#padding + 512);
		return this.#begin(this.#apply(header, {}));
	}
	async next() {
		await this.#skip();
		const extended = {};
		for (;;) {
			const header = await this.#header();
			if (header === void 0) {
				if (Object.keys(extended).length > 0) throw this.#invalid("the last extended header has no entry");
				return;
			}
			if (await this.#readExtended(header, extended)) continue;
			if (header.type === volumeLabel) {
				this.#checkLabel(header, extended);
				continue;
			}
			return this.#begin(this.#apply(header, extended));
		}
	}
	async *content() {
		while (this.#content > 0) yield await this.#nextChunk();
	}
	readAllBuffered() {
		const content = this.#source.buffered(this.#content);
		if (content === void 0) return void 0;
		this.#source.skipBuffered(this.#content);
		this.#content = 0;
		return content;
	}
	async readAll() {
		const size = this.#content;
		this.#content = 0;
		return await this.#readExactly(size);
	}
	async close() {
		await this.#source.close();
	}
	async #nextChunk() {
		const chunk = await this.#source.chunk();
		if (chunk === void 0) throw this.#truncated();
		const piece = chunk.subarray(0, this.#content);
		this.#source.unread(chunk.subarray(piece.byteLength));
		this.#content -= piece.byteLength;
		return piece;
	}
	async #skip() {
		while (this.#content > 0) await this.#nextChunk();
		if (this.#padding > 0) await this.#readOverhead(this.#padding);
		this.#padding = 0;
	}
	async #readExactly(size) {
		const bytes = await this.#source.read(size);
		if (bytes.byteLength < size) throw this.#truncated();
		return bytes;
	}
	async #readOverhead(size) {
		this.#countOverhead(size);
		return await this.#readExactly(size);
	}
	#countOverhead(size) {
		this.#overhead += size;
		const limit = maxOverhead + this.#entries * maxOverheadOfEntry;
		if (this.#overhead > limit) throw new OciError("SIZE_LIMIT", `cannot read ${this.#what}: ${this.#entries} entries have headers and padding of more than ${limit} bytes`);
	}
	async #header() {
		const block = await this.#readOverhead(512);
		if (!isZeroBlock(block)) return this.#parse(block);
		if (!isZeroBlock(await this.#readOverhead(512))) throw this.#invalid("a block of zeros is between its entries");
		for (let rest = await this.#source.chunk(); rest !== void 0; rest = await this.#source.chunk()) {
			this.#countOverhead(rest.byteLength);
			if (!isZero(rest)) throw this.#invalid("bytes other than zero follow its end");
		}
	}
	#parse(block) {
		return this.#withPosition(() => readTarHeader(Buffer.from(block.buffer, block.byteOffset, block.byteLength)));
	}
	#begin(entry) {
		this.#content = entry.size;
		this.#padding = paddingOf(entry.size);
		return entry;
	}
	async #readExtended(header, extended) {
		if (!extendedTypes.includes(header.type) || header.type === volumeLabel) return false;
		if (header.size > this.#maxMetaSize) throw new OciError("SIZE_LIMIT", `cannot read ${this.#what}: it has an extended header of ${header.size} bytes, more than the limit of ` + String(this.#maxMetaSize));
		if (extended.pax !== void 0) throw this.#invalid("an extended header precedes another one instead of its entry");
		const content = Buffer.from(await this.#readOverhead(header.size));
		await this.#readOverhead(paddingOf(header.size));
		if (header.type === "x") {
			if (extended.longName !== void 0 || extended.longLink !== void 0) throw this.#invalid("one entry has both GNU and PAX headers");
			extended.pax = this.#withPosition(() => readPax(content));
		} else if (header.type === "g") {
			if (Object.keys(extended).length > 0) throw this.#invalid("a global header is between an extended header and its entry");
			const { path, linkPath, size } = this.#withPosition(() => readPax(content));
			if (path !== void 0 || linkPath !== void 0 || size !== void 0) throw this.#invalid("a global header sets names or sizes");
		} else {
			const key = header.type === "L" ? "longName" : "longLink";
			if (extended[key] !== void 0) throw this.#invalid("an entry has two long names");
			const end = content.indexOf(0);
			if (end < 1 || !isZero(content.subarray(end))) throw this.#invalid("a long name is empty or does not end at its NUL byte");
			extended[key] = content.subarray(0, end);
		}
		return true;
	}
	#checkLabel({ size, name }, extended) {
		if (size !== 0) throw this.#invalid(`the volume label "${quote(name)}" has a size of ${size}`);
		if (Object.keys(extended).length > 0) throw this.#invalid("an extended header precedes a volume label");
	}
	#apply(header, { pax, longName, longLink }) {
		this.#entries++;
		const name = pax?.path ?? longName ?? header.name;
		let type = types[header.type];
		if (type === void 0) {
			const kind = header.type === "S" ? "a sparse file" : `of the unknown type "${printable(header.type)}"`;
			throw this.#invalid(`the entry "${quote(name)}" is ${kind}, which is not supported`);
		}
		const size = pax?.size ?? header.size;
		if (pax?.size !== void 0 && pax.size !== header.size && pax.size < ustarSizeLimit) throw this.#invalid(`the entry "${quote(name)}" has two different sizes, ${header.size} and ${pax.size}`);
		if (type === "file" && name.at(-1) === 47) type = "directory";
		if (type !== "file" && size !== 0) throw this.#invalid(`the entry "${quote(name)}" is a ${type} but has a size of ${size}`);
		const isLink = type === "link" || type === "symlink";
		const linkName = isLink ? pax?.linkPath ?? longLink ?? header.linkName : Buffer.alloc(0);
		if (isLink && linkName.byteLength === 0) throw this.#invalid(`the entry "${quote(name)}" is a ${type} with an empty target`);
		return {
			type,
			name,
			linkName,
			mode: header.mode,
			size,
			mtime: pax?.mtime ?? header.mtime
		};
	}
	#withPosition(read) {
		try {
			return read();
		} catch (error) {
			if (!isOciError(error)) throw error;
			throw this.#invalid(`${error.message} (after ${this.#entries} entries)`);
		}
	}
	#truncated() {
		return this.#invalid(`it is truncated after ${this.#entries} entries`);
	}
	#invalid(reason) {
		return new OciError("ARCHIVE_INVALID", `cannot read ${this.#what}: invalid tar archive: ${reason}`);
	}
};
function paddingOf(size) {
	return roundUpToBlock(size) - size;
}
function quote(name) {
	return printable(name.toString(), 300);
}

// src/archive/tree-state.ts
const partLength = 65536;
var TreeState = class {
	#hash = (0, node_crypto.createHash)("sha256");
	#part = "";
	addFile(name, { size, mtimeNs, ino }) {
		this.#add(name, `${size} ${mtimeNs} ${ino}`);
	}
	addDirectory(name, mode) {
		this.#add(name, process.platform === "win32" ? "directory" : `directory ${mode & 4095}`);
	}
	addOther(name, { ino }) {
		this.#add(name, `other ${ino}`);
	}
	digest() {
		return this.#hash.update(this.#part, "latin1").digest("hex");
	}
	#add(name, state) {
		this.#part += `${name}\0${state}\n`;
		if (this.#part.length < partLength) return;
		this.#hash.update(this.#part, "latin1");
		this.#part = "";
	}
};

// src/archive/unpack/tree.ts
const newFileFlags = node_fs.constants.O_WRONLY | node_fs.constants.O_CREAT | node_fs.constants.O_EXCL | (node_fs.constants.O_NOFOLLOW ?? 0);
const latestTime = 2 ** 32 - 1;
const writeAsync = (0, node_util.promisify)(node_fs.write);
const ownerAccess = 448;
const linksSymlinks = process.platform === "linux";
const maxKnownDirectories = 1e4;
const maxDeferredBytes = 33554432;
var UnpackTree = class {
	#root;
	#umask;
	#preservePermissions;
	#knownDirectories = /* @__PURE__ */ new Set();
	#last;
	#modes = /* @__PURE__ */ new Map();
	#linksToCheck = [];
	#deferred = 0;
	constructor(root, umask, preservePermissions) {
		this.#root = root;
		this.#last = {
			segments: [],
			path: root
		};
		this.#umask = umask;
		this.#preservePermissions = preservePermissions;
	}
	pathOf(segments) {
		let path = this.#root;
		for (const segment of segments) path = joinName(path, segment);
		return path;
	}
	directory(segments) {
		if (isSameName(segments, this.#last.segments)) return this.#last.path;
		const path = this.pathOf(segments);
		if (segments.length > 0 && !this.#knownDirectories.has(path)) {
			this.directory(segments.slice(0, -1));
			this.#createDirectory(path, 511 & ~this.#umask);
		}
		this.#last = {
			segments,
			path
		};
		return path;
	}
	setDirectory(segments, mode) {
		const maskedMode = this.#masked(mode);
		const parent = this.directory(segments.slice(0, -1));
		const path = joinName(parent, segments.at(-1) ?? this.#root);
		const initialMode = maskedMode | ownerAccess;
		if (!(!this.#knownDirectories.has(path) && this.#createDirectory(path, initialMode)) || this.#preservePermissions) this.#attempt("set the mode of", path, () => (0, node_fs.chmodSync)(systemPath(path), initialMode));
		if (maskedMode !== initialMode || this.#modes.has(path)) {
			this.#defer(path.length);
			this.#modes.set(path, maskedMode);
		}
		return maskedMode;
	}
	createFile(file, content) {
		this.#attempt("write", file.path, () => {
			const descriptor = this.#open(file);
			try {
				for (let at = 0; at < content.byteLength;) at += (0, node_fs.writeSync)(descriptor, content, at);
				this.#complete(descriptor, file);
			} finally {
				(0, node_fs.closeSync)(descriptor);
			}
		});
	}
	async streamFile(file, content) {
		const descriptor = this.#attempt("create", file.path, () => this.#open(file));
		try {
			for await (const chunk of content) await writeChunk(descriptor, chunk).catch((error) => {
				throw fileSystemError(error, `write "${this.#nameOf(file.path)}"`);
			});
			this.#attempt("write", file.path, () => this.#complete(descriptor, file));
		} finally {
			(0, node_fs.closeSync)(descriptor);
		}
	}
	#open({ path, mode }) {
		return this.#replace(path, () => (0, node_fs.openSync)(systemPath(path), newFileFlags, this.#masked(mode)));
	}
	#complete(descriptor, { mode, mtime, onWritten }) {
		if (this.#preservePermissions && (mode & this.#umask) !== 0) (0, node_fs.fchmodSync)(descriptor, this.#masked(mode));
		if (mtime !== void 0) (0, node_fs.futimesSync)(descriptor, Math.min(mtime, latestTime), Math.min(mtime, latestTime));
		onWritten?.((0, node_fs.fstatSync)(descriptor, { bigint: true }));
	}
	stateOf(path) {
		return this.#attempt("read", path, () => (0, node_fs.lstatSync)(systemPath(path), { bigint: true }));
	}
	createSymlink(path, target) {
		this.#attempt("create the symlink", path, () => this.#replace(path, () => (0, node_fs.symlinkSync)(systemPath(target), systemPath(path))));
	}
	deferTargetCheck(directory, target, entry) {
		this.#defer(target.length + entry.length);
		this.#linksToCheck.push({
			directory,
			target,
			entry
		});
	}
	createLink(path, to, entry, checkTarget) {
		const existing = this.pathOf(to);
		if (existing === path) throw refusedLink(entry, "its target is the link itself");
		for (let length = 1; length < to.length; length++) {
			const parent = this.pathOf(to.slice(0, length));
			if (!this.#knownDirectories.has(parent) && kindOfSync(systemPath(parent)) !== "directory") throw refusedLink(entry, "a parent of its target is not a directory");
		}
		const kind = kindOfSync(systemPath(existing));
		if (kind === "symbolic link") {
			const target = fromLatin1((0, node_fs.readlinkSync)(systemPath(existing), { encoding: "latin1" }));
			checkTarget(target);
			if (!linksSymlinks) {
				this.createSymlink(path, target);
				return;
			}
		} else if (kind !== "file") throw refusedLink(entry, "its target is not an earlier file or symlink of the archive");
		this.#attempt("create the hard link", path, () => this.#replace(path, () => (0, node_fs.linkSync)(systemPath(existing), systemPath(path))));
	}
	finish() {
		for (const { directory, target, entry } of this.#linksToCheck) for (const path of directoriesToCheck(directory, target)) {
			if (kindOfSync(systemPath(this.pathOf(path))) === "directory") continue;
			throw new OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${entry}" to "${printableName(target)}": ".." follows "${printableName(path.at(-1) ?? target)}" in its target, which is not a directory`);
		}
		for (const [path, mode] of [...this.#modes].sort(([a], [b]) => b.length - a.length)) this.#attempt("set the mode of", path, () => (0, node_fs.chmodSync)(systemPath(path), mode));
	}
	#createDirectory(path, mode) {
		let isNew = true;
		this.#attempt("create the directory", path, () => {
			try {
				(0, node_fs.mkdirSync)(systemPath(path), mode);
			} catch (error) {
				if (errnoOf(error) !== "EEXIST") throw error;
				isNew = false;
				const kind = kindOfSync(systemPath(path));
				if (kind === "directory") return;
				throw new OciError("ARCHIVE_INVALID", `cannot unpack the directory "${this.#nameOf(path)}": a ${kind} with this name exists`);
			}
		});
		if (this.#knownDirectories.size >= maxKnownDirectories) this.#knownDirectories.clear();
		this.#knownDirectories.add(path);
		return isNew;
	}
	#replace(path, create) {
		try {
			return create();
		} catch (error) {
			const code = errnoOf(error);
			if (code !== "EEXIST" && code !== "ELOOP") throw error;
			if (kindOfSync(systemPath(path)) === "directory") throw new OciError("ARCHIVE_INVALID", `cannot unpack "${this.#nameOf(path)}": a directory with this name exists`);
			(0, node_fs.unlinkSync)(systemPath(path));
			return create();
		}
	}
	#attempt(operation, path, work) {
		try {
			return work();
		} catch (error) {
			throw fileSystemError(error, `${operation} "${this.#nameOf(path)}"`);
		}
	}
	#nameOf(path) {
		return printableName(relativeTo(this.#root, path) ?? path);
	}
	#masked(mode) {
		return mode & 511 & (this.#preservePermissions ? 511 : ~this.#umask);
	}
	#defer(bytes) {
		this.#deferred += bytes + 100;
		if (this.#deferred > maxDeferredBytes) throw new OciError("SIZE_LIMIT", "cannot unpack the archive: too many directories deny access to their owner, or too many symlinks have \"..\" after a name");
	}
};
function isSameName(segments, others) {
	return segments.length === others.length && segments.every((segment, index) => segment === others[index]);
}
async function writeChunk(descriptor, chunk) {
	for (let at = 0; at < chunk.byteLength;) at += (await writeAsync(descriptor, chunk, at)).bytesWritten;
}
function refusedLink(entry, reason) {
	return new OciError("ARCHIVE_INVALID", `cannot unpack the hard link "${entry}": ${reason}`);
}

// src/archive/unpack/unpacker.ts
const smallFileSize = 131072;
const maxSpecialNames = 10;
async function unpackTar(tar, directory, traits, options) {
	const { what, limits } = options;
	return await unpackEntries(new TarReader(tar, {
		maxMetaSize: limits?.metaSize,
		what
	}), directory, traits, options);
}
async function unpackEntries(reader, directory, traits, options) {
	const { limits, signal } = options;
	const budget = options.budget ?? await UnpackBudget.forDirectory(directory, limits);
	const unpacker = new Unpacker(reader, byteStringOf((0, (node_path ??= require("node:path")).resolve)(directory)), traits, budget, options);
	try {
		for (;;) {
			const entry = reader.nextBuffered?.() ?? await reader.next();
			if (entry === void 0) break;
			throwIfAborted(signal);
			const adding = unpacker.add(entry);
			if (adding !== void 0) await adding;
		}
		return unpacker.finish();
	} finally {
		await reader.close();
	}
}
var Unpacker = class {
	#reader;
	#options;
	#budget;
	#tree;
	#collisions;
	#rules;
	#count = {
		file: 0,
		directory: 0,
		symlink: 0,
		link: 0,
		special: 0
	};
	#specialNames = [];
	#state;
	#entries = 0;
	#bytes = 0;
	constructor(reader, root, traits, budget, options) {
		this.#reader = reader;
		this.#budget = budget;
		this.#options = options;
		this.#tree = new UnpackTree(root, traits.umask, options.preservePermissions ?? false);
		this.#collisions = options.refuseCollisions ?? traits.isCaseInsensitive ? new NameCollisions() : void 0;
		this.#state = options.state === true ? new TreeState() : void 0;
		this.#rules = {
			maxDepth: options.limits?.depth ?? 1024 + 1,
			platform: options.platform ?? process.platform
		};
	}
	add(entry) {
		this.#budget.reserveEntries(1, this.#what);
		const segments = segmentsOf(entry.name, this.#rules);
		const name = () => printableName(fromLatin1(entry.name.toString("latin1")));
		if (segments.length === 0 && entry.type !== "directory") throw new OciError("ARCHIVE_INVALID", `cannot unpack "${name()}": it is a ${entry.type} with the name of the destination directory`);
		this.#collisions?.add(segments);
		switch (entry.type) {
			case "file": {
				const adding = this.#addFile(entry, segments);
				if (adding !== void 0) return adding.then(() => this.#completeEntry());
				break;
			}
			case "directory":
				if (segments.length > 0 && this.#isWriting) {
					const mode = this.#tree.setDirectory(segments, entry.mode);
					this.#state?.addDirectory(nameOf(segments), mode);
				}
				this.#count.directory++;
				break;
			case "symlink":
				this.#addSymlink(entry, segments, name());
				break;
			case "link":
				this.#addLink(entry, segments, name());
				break;
			case "character device":
			case "block device":
			case "FIFO": if (this.#count.special++ < maxSpecialNames) this.#specialNames.push(`${name()} (${entry.type})`);
		}
		this.#completeEntry();
	}
	#completeEntry() {
		this.#entries++;
		this.#reportProgress();
	}
	finish() {
		const { file, directory, symlink, link, special } = this.#count;
		if (!this.#isWriting) {
			const more = special > maxSpecialNames ? ` and ${special - maxSpecialNames} more` : "";
			throw new OciError("ARCHIVE_INVALID", `cannot unpack special files: ${this.#specialNames.join(", ")}${more}; exclude them when packing, or set specialFiles to "skip"`);
		}
		this.#tree.finish();
		return {
			entries: this.#entries,
			bytes: this.#bytes,
			files: file,
			directories: directory,
			symlinks: symlink,
			hardLinks: link,
			skipped: special,
			skippedNames: this.#specialNames,
			state: this.#state?.digest()
		};
	}
	get #what() {
		return this.#options.what ?? "the layer";
	}
	get #isWriting() {
		return this.#count.special === 0 || this.#options.specialFiles === "skip";
	}
	#addFile(entry, segments) {
		this.#budget.reserveFile(entry.size, this.#what);
		this.#count.file++;
		if (!this.#isWriting) return void 0;
		const path = this.#prepare(segments);
		const { mode, size } = entry;
		const state = this.#state;
		const name = state === void 0 && this.#options.times === void 0 ? void 0 : nameOf(segments);
		const file = {
			path,
			mode,
			mtime: this.#timeOf(entry, name),
			onWritten: state === void 0 || name === void 0 ? void 0 : (written) => state.addFile(name, written)
		};
		if (size > smallFileSize) return this.#tree.streamFile(file, this.#withProgress(this.#reader.content()));
		const create = (content) => {
			this.#tree.createFile(file, content);
			this.#bytes += size;
		};
		const content = this.#reader.readAllBuffered?.();
		if (content === void 0) return this.#reader.readAll().then(create);
		create(content);
	}
	#timeOf({ mtime }, name) {
		const time = name === void 0 ? void 0 : this.#options.times?.get(name);
		if (time !== void 0 && Number.isFinite(time)) return time / 1e3;
		return mtime > 0 ? mtime : void 0;
	}
	#addSymlink(entry, segments, name) {
		const policy = this.#options.symlinks ?? "inside";
		const directory = segments.slice(0, -1);
		const stored = fromLatin1(entry.linkName.toString("latin1"));
		const target = policy === "root" ? relativeTarget(directory, stored) : stored;
		if (policy === "refuse") throw new OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${name}": the option symlinks does not allow symlinks`);
		const needsCheck = this.#checkTarget(directory, target, name);
		this.#count.symlink++;
		if (!this.#isWriting) return;
		const path = this.#prepare(segments);
		this.#tree.createSymlink(path, target);
		this.#state?.addOther(nameOf(segments), this.#tree.stateOf(path));
		if (needsCheck) this.#tree.deferTargetCheck(directory, target, name);
	}
	#addLink(entry, segments, name) {
		const target = segmentsOf(entry.linkName, this.#rules);
		this.#count.link++;
		if (!this.#isWriting) return;
		const path = this.#prepare(segments);
		const directory = segments.slice(0, -1);
		this.#tree.createLink(path, target, name, (symlink) => {
			if (this.#checkTarget(directory, symlink, name)) this.#tree.deferTargetCheck(directory, symlink, name);
		});
		if (this.#state === void 0) return;
		const state = this.#tree.stateOf(path);
		if (state.isFile()) this.#state.addFile(nameOf(segments), state);
		else this.#state.addOther(nameOf(segments), state);
	}
	#checkTarget(directory, target, name) {
		const policy = this.#options.symlinks ?? "inside";
		if (policy === "any") return false;
		return checkTarget(directory, target, name) && policy === "inside";
	}
	#prepare(segments) {
		const directory = this.#tree.directory(segments.slice(0, -1));
		return joinName(directory, segments.at(-1) ?? byteStringOf("."));
	}
	async *#withProgress(content) {
		for await (const chunk of content) {
			throwIfAborted(this.#options.signal);
			yield chunk;
			this.#bytes += chunk.byteLength;
			this.#reportProgress();
		}
	}
	#reportProgress() {
		this.#options.onProgress?.({
			entries: this.#entries,
			bytes: this.#bytes
		});
	}
};
function nameOf(segments) {
	return fromLatin1(segments.join("/"));
}

// src/archive/unpack/unpack-worker.ts
const { counters } = node_worker_threads.workerData;
async function run(port, send) {
	const receiver = new ChunkReceiver(port, counters);
	let times;
	try {
		for (let input = receiver.header(); input !== null; input = receiver.header()) {
			const { directory, traits, budget, options, times: given } = input;
			if (given !== "same") times = given;
			const tar = receiver.chunks();
			const complete = {
				...options,
				times,
				budget: new UnpackBudget(...budget)
			};
			send({ result: await unpackTar(tar, directory, traits, complete) });
		}
	} catch (error) {
		send({ failure: failureOf(error) });
	}
}
if (node_worker_threads.parentPort !== null) {
	const port = node_worker_threads.parentPort;
	const send = (message) => port.postMessage(message, []);
	send("ready");
	run(port, send);
}
