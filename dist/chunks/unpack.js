let require_options;
let require_remove_tree;
let require_spec;
let require_decompress;
const require_records = require("./records.js");
let require_formats;
let require_reader;
let require_transport;
let require_usingCtx;
let node_path;
let node_util = require("node:util");
let node_zlib;
let node_crypto = require("node:crypto");
let node_fs = require("node:fs");
let node_fs_promises;

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
		(require_spec ??= require("./spec.js")).checkNumbers(limits, {
			totalSize: 0,
			entries: 0
		});
		const { totalSize = Infinity, entries = require_records.maxEntries } = limits;
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
		const reason = this.#isDiskSpace ? `the free space of the disk; free disk space, or set ${(require_spec ??= require("./spec.js")).optionName("maxUnpackedSize")}` : `the limit; raise ${(require_spec ??= require("./spec.js")).optionName("maxUnpackedSize")}`;
		throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot write ${(require_spec ??= require("./spec.js")).printable(what, 300)}: the files of the artifact need more than ${this.#totalSize} bytes, ` + reason, { detail: { option: "maxUnpackedSize" } });
	}
	reserveEntries(count, what) {
		if (this.#reserve(reservedEntries, count) <= this.#entries) return;
		throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot unpack ${(require_spec ??= require("./spec.js")).printable(what, 300)}: the archives of the artifact have more entries than the limit of ` + String(this.#entries));
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

// src/archive/unpack/unpack-threads.ts
const minThreadBytes = 4194304;
const minSharedBytes = 65536;
var UnpackThreads = class {
	#idle = [];
	async prepare(size) {
		const thread = size < minThreadBytes ? void 0 : await start();
		if (thread !== void 0) this.#idle.push(thread);
	}
	async reserve(size) {
		if (size < minSharedBytes) return void 0;
		const idle = this.#idle.pop();
		return idle !== void 0 || size < minThreadBytes ? idle : await start();
	}
	async release(thread) {
		if (thread.isIdle) this.#idle.push(thread);
		else await thread[Symbol.asyncDispose]();
	}
	async [Symbol.asyncDispose]() {
		for (const thread of this.#idle.splice(0)) await thread[Symbol.asyncDispose]();
	}
};
async function start() {
	const { UnpackThread: Thread } = await Promise.resolve().then(() => require("./unpack-thread.js"));
	return Thread.start();
}

// src/archive/zip/directory.ts
const read = (0, node_util.promisify)(node_fs.read);
const maxCommentBytes = require_records.max16;
const chunkBytes = 262144;
const unicodePathExtra = 28789;
var ZipFile = class {
	what;
	#fd;
	#size;
	constructor(path, what) {
		this.what = what;
		try {
			this.#fd = (0, node_fs.openSync)(path, "r");
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${what}`);
		}
		this.#size = (0, node_fs.fstatSync)(this.#fd).size;
	}
	[Symbol.dispose]() {
		(0, node_fs.closeSync)(this.#fd);
	}
	async read(position, size) {
		if (position < 0 || size < 0 || position + size > this.#size) throw this.invalid("it is truncated");
		const bytes = Buffer.allocUnsafeSlow(size);
		for (let at = 0; at < size;) {
			const { bytesRead } = await read(this.#fd, bytes, at, size - at, position + at).catch((error) => {
				throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${this.what}`);
			});
			if (bytesRead === 0) throw this.invalid("it is truncated");
			at += bytesRead;
		}
		return bytes;
	}
	async *readRange(position, size) {
		for (let at = 0; at < size; at += chunkBytes) yield await this.read(position + at, Math.min(chunkBytes, size - at));
	}
	async findDirectory() {
		const tailSize = Math.min(this.#size, 22 + maxCommentBytes);
		const tailStart = this.#size - tailSize;
		const tail = await this.read(tailStart, tailSize);
		const positions = [];
		for (let at = tailSize - 22; at >= 0; at--) if (tail.readUInt32LE(at) === 101010256 && at + 22 + tail.readUInt16LE(at + 20) === tailSize) positions.push(at);
		const [at] = positions;
		if (at === void 0) throw this.invalid("it has no end record");
		if (positions.length > 1) throw this.invalid("it has several end records");
		const end = tail.subarray(at);
		const count = end.readUInt16LE(10);
		if (end.readUInt16LE(4) !== 0 || end.readUInt16LE(6) !== 0 || end.readUInt16LE(8) !== count) throw this.invalid("it has several parts");
		const found = {
			count,
			size: end.readUInt32LE(12),
			offset: end.readUInt32LE(16)
		};
		const endPosition = tailStart + at;
		const large = await this.#findZip64(endPosition);
		if (large !== void 0) {
			if (!isSame(found.count, large.count, 65535) || !isSame(found.size, large.size, 4294967295) || !isSame(found.offset, large.offset, 4294967295)) throw this.invalid("its end records contradict each other");
		}
		const directory = large ?? found;
		const directoryEnd = large === void 0 ? endPosition : endPosition - 20 - 56;
		if (directory.offset + directory.size !== directoryEnd) throw this.invalid("other bytes are between its central directory and its end record, or before its entries");
		return directory;
	}
	async #findZip64(endPosition) {
		const position = endPosition - 20 - 56;
		if (position < 0) return void 0;
		const bytes = await this.read(position, 56 + 20);
		const locator = bytes.subarray(56);
		if (locator.readUInt32LE(0) !== 117853008) return void 0;
		const count = this.number(bytes, 32);
		if (bytes.readUInt32LE(0) !== 101075792 || this.number(bytes, 4) !== 56 - 12 || this.number(locator, 8) !== position || bytes.readUInt32LE(16) !== 0 || bytes.readUInt32LE(20) !== 0 || this.number(bytes, 24) !== count) throw this.invalid("its zip64 end record is invalid");
		return {
			count,
			size: this.number(bytes, 40),
			offset: this.number(bytes, 48)
		};
	}
	async *entries(directory) {
		const source = new (require_decompress ??= require("./decompress.js")).ByteSource(this.readRange(directory.offset, directory.size));
		let left = directory.size;
		const take = async (size) => {
			if (size > left) throw this.invalid("its central directory is truncated");
			left -= size;
			return Buffer.from(await source.read(size));
		};
		for (let index = 0; index < directory.count; index++) {
			const header = await take(46);
			if (header.readUInt32LE(0) !== 33639248) throw this.invalid("its central directory is damaged");
			const name = await take(header.readUInt16LE(28));
			const extra = await take(header.readUInt16LE(30));
			await take(header.readUInt16LE(32));
			if (header.readUInt16LE(34) !== 0) throw this.invalid("it has several parts");
			const [size, compressedSize, offset] = this.largeFields([
				header.readUInt32LE(24),
				header.readUInt32LE(20),
				header.readUInt32LE(42)
			], extra);
			yield {
				name,
				madeBy: header.readUInt8(5),
				flags: header.readUInt16LE(8),
				method: header.readUInt16LE(10),
				crc: header.readUInt32LE(16),
				compressedSize: compressedSize ?? 0,
				size: size ?? 0,
				attributes: header.readUInt32LE(38),
				offset: offset ?? 0
			};
		}
		if (left > 0) throw this.invalid("its central directory has more entries than its end record states");
	}
	largeFields(fields, extra) {
		let large;
		for (let at = 0; at < extra.byteLength;) {
			if (at + 4 > extra.byteLength) throw this.invalid("an extra field is damaged");
			const id = extra.readUInt16LE(at);
			const end = at + 4 + extra.readUInt16LE(at + 2);
			if (end > extra.byteLength) throw this.invalid("an extra field is damaged");
			if (id === unicodePathExtra) throw this.invalid("an entry has two names");
			if (id === 1) {
				if (large !== void 0) throw this.invalid("an entry has two zip64 fields");
				large = extra.subarray(at + 4, end);
			}
			at = end;
		}
		let at = 0;
		return fields.map((field) => {
			if (field !== 4294967295 || large === void 0) return field;
			if (at + 8 > large.byteLength) throw this.invalid("a zip64 field is truncated");
			at += 8;
			return this.number(large, at - 8);
		});
	}
	number(bytes, at) {
		const value = bytes.readBigUInt64LE(at);
		if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.invalid("a size or position is too large");
		return Number(value);
	}
	invalid(reason) {
		return new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot read ${this.what}: invalid zip archive: ${reason}`);
	}
};
function isSame(field, value, max) {
	return field === max || field === value;
}

// src/archive/zip/reader.ts
const knownFlags = 6 | 8 | require_records.utf8Flag;
const hostMac = 19;
const smallBytes = 524288;
const kinds = {
	4096: "FIFO",
	8192: "character device",
	16384: "directory",
	24576: "block device",
	32768: "file",
	40960: "symlink"
};
var ZipReader = class ZipReader {
	#file;
	#entries;
	#starts;
	#names = /* @__PURE__ */ new Set();
	#current;
	constructor(file, directory, starts) {
		this.#file = file;
		this.#entries = file.entries(directory);
		this.#starts = starts;
	}
	static async open(file) {
		const directory = await file.findDirectory();
		if (directory.count > 1e6 || directory.count * 46 > directory.size) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot read ${file.what}: it states ${directory.count} entries`);
		const starts = new Float64Array(directory.count + 1);
		let index = 0;
		for await (const { offset } of file.entries(directory)) starts[index++] = offset;
		starts[index] = directory.offset;
		starts.sort();
		if (starts[0] !== 0) throw file.invalid("it does not begin with an entry");
		if (starts.at(-1) !== directory.offset) throw file.invalid("an entry begins after the central directory");
		return new ZipReader(file, directory, starts);
	}
	async next() {
		const step = await this.#entries.next();
		if (step.done === true) return void 0;
		const entry = step.value;
		this.#checkName(entry);
		const { type, mode } = this.#kindOf(entry);
		if ((entry.flags & ~knownFlags) !== 0) throw this.#invalid(entry, "is encrypted, or has unknown flags");
		if (entry.method !== 0 && entry.method !== 8) throw this.#invalid(entry, `has the compression method ${entry.method}; use deflate`);
		if (entry.method === 0 && entry.size !== entry.compressedSize) throw this.#invalid(entry, "is not compressed, but has two sizes");
		this.#current = {
			entry,
			position: await this.#contentPosition(entry)
		};
		if (type === "symlink") {
			if (entry.size === 0 || entry.size > 4096) throw this.#invalid(entry, "is a link with an invalid target");
			return {
				type,
				name: entry.name,
				linkName: await this.readAll(),
				mode,
				size: 0,
				mtime: 0
			};
		}
		if (type !== "file" && entry.size !== 0) throw this.#invalid(entry, `is a ${type} with content`);
		return {
			type,
			name: entry.name,
			linkName: Buffer.alloc(0),
			mode,
			size: entry.size,
			mtime: 0
		};
	}
	async readAll() {
		const chunks = [];
		for await (const chunk of this.content()) chunks.push(Buffer.from(chunk));
		return Buffer.concat(chunks);
	}
	async *content() {
		if (this.#current === void 0) throw new TypeError("there is no current entry");
		const { entry, position } = this.#current;
		let crc = 0;
		let size = 0;
		for await (const chunk of this.#chunks(entry, position)) {
			size += chunk.byteLength;
			if (size > entry.size) throw this.#invalid(entry, "is larger than its size");
			crc = (0, (node_zlib ??= require("node:zlib")).crc32)(chunk, crc);
			yield chunk;
		}
		if (size !== entry.size) throw this.#invalid(entry, "is smaller than its size");
		if (crc !== entry.crc) throw this.#invalid(entry, "has a wrong checksum");
	}
	async close() {
		await this.#entries.return();
	}
	async *#chunks(entry, position) {
		const { method, compressedSize, size } = entry;
		if (method === 0) {
			yield* this.#file.readRange(position, compressedSize);
			return;
		}
		if (compressedSize <= smallBytes && size <= smallBytes) {
			const content = this.#inflate(entry, await this.#file.read(position, compressedSize));
			if (content.byteLength > 0) yield content;
			return;
		}
		const source = new (require_decompress ??= require("./decompress.js")).ByteSource(this.#file.readRange(position, compressedSize));
		yield* (require_decompress ??= require("./decompress.js")).decode((0, (node_zlib ??= require("node:zlib")).createInflateRaw)({ chunkSize: (require_decompress ??= require("./decompress.js")).decoderChunkSize }), source, this.#file.what);
		if (await source.chunk() !== void 0) throw this.#invalid(entry, "has bytes after its compressed content");
	}
	#inflate(entry, compressed) {
		let result;
		try {
			result = (0, (node_zlib ??= require("node:zlib")).inflateRawSync)(compressed, {
				info: true,
				maxOutputLength: Math.max(entry.size, 1)
			});
		} catch (error) {
			throw this.#invalid(entry, "is damaged, or is larger than its size", error);
		}
		if (result.engine.bytesWritten !== compressed.byteLength) throw this.#invalid(entry, "has bytes after its compressed content");
		return result.buffer;
	}
	#checkName(entry) {
		const { name, flags } = entry;
		if ((flags & 2048) !== 0 && !(require_options ??= require("./options.js")).isUtf8Name((require_options ??= require("./options.js")).fromLatin1(name.toString("latin1")))) throw this.#invalid(entry, "has a name that is not UTF-8");
		if (name.includes(0)) throw this.#invalid(entry, "has a NUL byte in its name");
		const plain = name.at(-1) === 47 ? name.subarray(0, -1) : name;
		const key = (0, node_crypto.hash)("sha256", plain, "buffer").toString("latin1", 0, 12);
		if (this.#names.has(key)) throw this.#invalid(entry, "occurs twice");
		this.#names.add(key);
	}
	#kindOf(entry) {
		const { name, madeBy, attributes } = entry;
		const hasSlash = name.at(-1) === 47;
		const unixMode = madeBy === 3 || madeBy === hostMac ? attributes >>> 16 : 0;
		const bits = unixMode & require_records.unixType;
		const type = bits === 0 ? hasSlash ? "directory" : "file" : kinds[bits];
		if (type === void 0) throw this.#invalid(entry, "is of an unknown kind");
		if (type === "directory" !== hasSlash) throw this.#invalid(entry, "is a directory only by its name or its mode");
		return {
			type,
			mode: unixMode === 0 ? hasSlash ? 493 : 420 : unixMode & 4095
		};
	}
	async #contentPosition(entry) {
		const file = this.#file;
		const { offset, name, flags, method, crc, compressedSize, size } = entry;
		const header = await file.read(offset, 30);
		const nameBytes = header.readUInt16LE(26);
		const rest = await file.read(offset + 30, nameBytes + header.readUInt16LE(28));
		if (header.readUInt32LE(0) !== 67324752 || header.readUInt16LE(6) !== flags || header.readUInt16LE(8) !== method || !rest.subarray(0, nameBytes).equals(name)) throw this.#invalid(entry, "has a local header that contradicts the central directory");
		const hasDescriptor = (flags & 8) !== 0;
		const stated = [header.readUInt32LE(14), ...file.largeFields([header.readUInt32LE(22), header.readUInt32LE(18)], rest.subarray(nameBytes))];
		const expected = [
			crc,
			size,
			compressedSize
		];
		if (stated.some((value, index) => value !== expected[index] && !(hasDescriptor && value === 0))) throw this.#invalid(entry, "has a local header that contradicts the central directory");
		const position = offset + 30 + rest.byteLength;
		const end = position + compressedSize;
		const gap = this.#nextStart(offset) - end;
		if (gap < 0) throw this.#invalid(entry, "overlaps the next entry");
		if (!(hasDescriptor ? isDescriptor(await file.read(end, Math.min(gap, 24)), gap, entry) : gap === 0)) throw this.#invalid(entry, "is followed by bytes that belong to no entry");
		return position;
	}
	#nextStart(offset) {
		let low = 0;
		let high = this.#starts.length - 1;
		while (low < high) {
			const middle = low + high >>> 1;
			if ((this.#starts[middle] ?? 0) > offset) high = middle;
			else low = middle + 1;
		}
		return low >= 2 && this.#starts[low - 2] === offset ? offset : this.#starts[low] ?? offset;
	}
	#invalid(entry, problem, cause) {
		const name = (require_options ??= require("./options.js")).printableName((require_options ??= require("./options.js")).fromLatin1(entry.name.toString("latin1")));
		return new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot read ${this.#file.what}: invalid zip archive: the entry "${name}" ${problem}`, { cause });
	}
};
function isDescriptor(bytes, gap, { crc, compressedSize, size }) {
	if (![
		12,
		16,
		20,
		24
	].includes(gap)) return false;
	const hasSignature = gap === 16 || gap === 24;
	if (hasSignature && bytes.readUInt32LE(0) !== 134695760) return false;
	const fields = bytes.subarray(hasSignature ? 4 : 0);
	if (fields.readUInt32LE(0) !== crc) return false;
	if (gap <= 16) return fields.readUInt32LE(4) === compressedSize && fields.readUInt32LE(8) === size;
	return fields.readBigUInt64LE(4) === BigInt(compressedSize) && fields.readBigUInt64LE(12) === BigInt(size);
}

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
		for (const segment of segments) path = (require_options ??= require("./options.js")).joinName(path, segment);
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
		const path = (require_options ??= require("./options.js")).joinName(parent, segments.at(-1) ?? this.#root);
		const initialMode = maskedMode | ownerAccess;
		if (!(!this.#knownDirectories.has(path) && this.#createDirectory(path, initialMode)) || this.#preservePermissions) this.#attempt("set the mode of", path, () => (0, node_fs.chmodSync)((require_options ??= require("./options.js")).systemPath(path), initialMode));
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
				throw (require_options ??= require("./options.js")).fileSystemError(error, `write "${this.#nameOf(file.path)}"`);
			});
			this.#attempt("write", file.path, () => this.#complete(descriptor, file));
		} finally {
			(0, node_fs.closeSync)(descriptor);
		}
	}
	#open({ path, mode }) {
		return this.#replace(path, () => (0, node_fs.openSync)((require_options ??= require("./options.js")).systemPath(path), newFileFlags, this.#masked(mode)));
	}
	#complete(descriptor, { mode, mtime, onWritten }) {
		if (this.#preservePermissions && (mode & this.#umask) !== 0) (0, node_fs.fchmodSync)(descriptor, this.#masked(mode));
		if (mtime !== void 0) (0, node_fs.futimesSync)(descriptor, Math.min(mtime, latestTime), Math.min(mtime, latestTime));
		onWritten?.((0, node_fs.fstatSync)(descriptor, { bigint: true }));
	}
	stateOf(path) {
		return this.#attempt("read", path, () => (0, node_fs.lstatSync)((require_options ??= require("./options.js")).systemPath(path), { bigint: true }));
	}
	createSymlink(path, target) {
		this.#attempt("create the symlink", path, () => this.#replace(path, () => (0, node_fs.symlinkSync)((require_options ??= require("./options.js")).systemPath(target), (require_options ??= require("./options.js")).systemPath(path))));
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
			if (!this.#knownDirectories.has(parent) && (require_transport ??= require("./transport.js")).kindOfSync((require_options ??= require("./options.js")).systemPath(parent)) !== "directory") throw refusedLink(entry, "a parent of its target is not a directory");
		}
		const kind = (require_transport ??= require("./transport.js")).kindOfSync((require_options ??= require("./options.js")).systemPath(existing));
		if (kind === "symbolic link") {
			const target = (require_options ??= require("./options.js")).fromLatin1((0, node_fs.readlinkSync)((require_options ??= require("./options.js")).systemPath(existing), { encoding: "latin1" }));
			checkTarget(target);
			if (!linksSymlinks) {
				this.createSymlink(path, target);
				return;
			}
		} else if (kind !== "file") throw refusedLink(entry, "its target is not an earlier file or symlink of the archive");
		this.#attempt("create the hard link", path, () => this.#replace(path, () => (0, node_fs.linkSync)((require_options ??= require("./options.js")).systemPath(existing), (require_options ??= require("./options.js")).systemPath(path))));
	}
	finish() {
		for (const { directory, target, entry } of this.#linksToCheck) for (const path of require_records.directoriesToCheck(directory, target)) {
			if ((require_transport ??= require("./transport.js")).kindOfSync((require_options ??= require("./options.js")).systemPath(this.pathOf(path))) === "directory") continue;
			throw new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${entry}" to "${(require_options ??= require("./options.js")).printableName(target)}": ".." follows "${(require_options ??= require("./options.js")).printableName(path.at(-1) ?? target)}" in its target, which is not a directory`);
		}
		for (const [path, mode] of [...this.#modes].sort(([a], [b]) => b.length - a.length)) this.#attempt("set the mode of", path, () => (0, node_fs.chmodSync)((require_options ??= require("./options.js")).systemPath(path), mode));
	}
	#createDirectory(path, mode) {
		let isNew = true;
		this.#attempt("create the directory", path, () => {
			try {
				(0, node_fs.mkdirSync)((require_options ??= require("./options.js")).systemPath(path), mode);
			} catch (error) {
				if ((require_options ??= require("./options.js")).errnoOf(error) !== "EEXIST") throw error;
				isNew = false;
				const kind = (require_transport ??= require("./transport.js")).kindOfSync((require_options ??= require("./options.js")).systemPath(path));
				if (kind === "directory") return;
				throw new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot unpack the directory "${this.#nameOf(path)}": a ${kind} with this name exists`);
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
			const code = (require_options ??= require("./options.js")).errnoOf(error);
			if (code !== "EEXIST" && code !== "ELOOP") throw error;
			if ((require_transport ??= require("./transport.js")).kindOfSync((require_options ??= require("./options.js")).systemPath(path)) === "directory") throw new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot unpack "${this.#nameOf(path)}": a directory with this name exists`);
			(0, node_fs.unlinkSync)((require_options ??= require("./options.js")).systemPath(path));
			return create();
		}
	}
	#attempt(operation, path, work) {
		try {
			return work();
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `${operation} "${this.#nameOf(path)}"`);
		}
	}
	#nameOf(path) {
		return (require_options ??= require("./options.js")).printableName((require_options ??= require("./options.js")).relativeTo(this.#root, path) ?? path);
	}
	#masked(mode) {
		return mode & 511 & (this.#preservePermissions ? 511 : ~this.#umask);
	}
	#defer(bytes) {
		this.#deferred += bytes + 100;
		if (this.#deferred > maxDeferredBytes) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", "cannot unpack the archive: too many directories deny access to their owner, or too many symlinks have \"..\" after a name");
	}
};
function isSameName(segments, others) {
	return segments.length === others.length && segments.every((segment, index) => segment === others[index]);
}
async function writeChunk(descriptor, chunk) {
	for (let at = 0; at < chunk.byteLength;) at += (await writeAsync(descriptor, chunk, at)).bytesWritten;
}
function refusedLink(entry, reason) {
	return new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot unpack the hard link "${entry}": ${reason}`);
}

// src/archive/unpack/unpacker.ts
const smallFileSize = 131072;
const maxSpecialNames = 10;
async function unpackTar(tar, directory, traits, options) {
	const { what, limits } = options;
	return await unpackEntries(new (require_reader ??= require("./reader.js")).TarReader(tar, {
		maxMetaSize: limits?.metaSize,
		what
	}), directory, traits, options);
}
async function unpackEntries(reader, directory, traits, options) {
	const { limits, signal } = options;
	const budget = options.budget ?? await UnpackBudget.forDirectory(directory, limits);
	const unpacker = new Unpacker(reader, (require_options ??= require("./options.js")).byteStringOf((0, (node_path ??= require("node:path")).resolve)(directory)), traits, budget, options);
	try {
		for (;;) {
			const entry = reader.nextBuffered?.() ?? await reader.next();
			if (entry === void 0) break;
			(require_spec ??= require("./spec.js")).throwIfAborted(signal);
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
		this.#collisions = options.refuseCollisions ?? traits.isCaseInsensitive ? new require_records.NameCollisions() : void 0;
		this.#state = options.state === true ? new TreeState() : void 0;
		this.#rules = {
			maxDepth: options.limits?.depth ?? 1024 + 1,
			platform: options.platform ?? process.platform
		};
	}
	add(entry) {
		this.#budget.reserveEntries(1, this.#what);
		const segments = require_records.segmentsOf(entry.name, this.#rules);
		const name = () => (require_options ??= require("./options.js")).printableName((require_options ??= require("./options.js")).fromLatin1(entry.name.toString("latin1")));
		if (segments.length === 0 && entry.type !== "directory") throw new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot unpack "${name()}": it is a ${entry.type} with the name of the destination directory`);
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
			throw new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot unpack special files: ${this.#specialNames.join(", ")}${more}; exclude them when packing, or set specialFiles to "skip"`);
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
		const stored = (require_options ??= require("./options.js")).fromLatin1(entry.linkName.toString("latin1"));
		const target = policy === "root" ? require_records.relativeTarget(directory, stored) : stored;
		if (policy === "refuse") throw new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${name}": the option symlinks does not allow symlinks`);
		const needsCheck = this.#checkTarget(directory, target, name);
		this.#count.symlink++;
		if (!this.#isWriting) return;
		const path = this.#prepare(segments);
		this.#tree.createSymlink(path, target);
		this.#state?.addOther(nameOf(segments), this.#tree.stateOf(path));
		if (needsCheck) this.#tree.deferTargetCheck(directory, target, name);
	}
	#addLink(entry, segments, name) {
		const target = require_records.segmentsOf(entry.linkName, this.#rules);
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
		return require_records.checkTarget(directory, target, name) && policy === "inside";
	}
	#prepare(segments) {
		const directory = this.#tree.directory(segments.slice(0, -1));
		return (require_options ??= require("./options.js")).joinName(directory, segments.at(-1) ?? (require_options ??= require("./options.js")).byteStringOf("."));
	}
	async *#withProgress(content) {
		for await (const chunk of content) {
			(require_spec ??= require("./spec.js")).throwIfAborted(this.#options.signal);
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
	return (require_options ??= require("./options.js")).fromLatin1(segments.join("/"));
}

// src/archive/unpack/unpack.ts
var UnpackedLayer = class {
	directory;
	result;
	#isKept = false;
	constructor(directory, result) {
		this.directory = directory;
		this.result = result;
	}
	keep() {
		this.#isKept = true;
	}
	async [Symbol.asyncDispose]() {
		if (!this.#isKept) await (require_remove_tree ??= require("./remove-tree.js")).removeTree(this.directory);
		this.#isKept = true;
	}
};
async function unpackLayer(content, destination, options = {}) {
	return await unpackLayerIn(void 0, content, destination, options);
}
async function unpackLayerIn(threads, content, destination, options = {}) {
	(require_spec ??= require("./spec.js")).checkNumbers(options, { sizeHint: 0 });
	return await unpackStaged(destination, options, async (directory, traits) => unpackInto(content, directory, traits, options, threads));
}
async function unpackZip(path, destination, options = {}) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const file = _usingCtx$1.u(new ZipFile(path, options.what ?? "the layer"));
		return await unpackStaged(destination, options, async (directory, traits) => unpackEntries(await ZipReader.open(file), directory, traits, options));
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		_usingCtx$1.d();
	}
}
async function unpackInto(content, directory, traits, options, threads) {
	try {
		var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { compression, what, signal, contentDigest, sizeHint = 0 } = options;
		const hash = _usingCtx3.u(contentDigest === void 0 ? void 0 : (require_spec ??= require("./spec.js")).streamHash((require_spec ??= require("./spec.js")).digestAlgorithm(contentDigest), sizeHint));
		const archive = (require_decompress ??= require("./decompress.js")).decompress(content, {
			compression,
			what,
			signal
		});
		const tar = hash === void 0 ? archive : withHash(archive, hash);
		const result = await (options.onProgress === void 0 ? unpackTarInThread(tar, directory, traits, options, threads) : unpackTar(tar, directory, traits, options));
		if (hash === void 0) return result;
		const actual = await hash.digest();
		if (actual === contentDigest) return result;
		throw new (require_spec ??= require("./spec.js")).OciError("DIGEST_MISMATCH", `cannot unpack ${what ?? "the layer"}: its uncompressed content is ${actual}, but its annotation states ${contentDigest}; publish the artifact again without reuse`);
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		_usingCtx3.d();
	}
}
async function unpackTarInThread(tar, directory, traits, options, shared) {
	try {
		var _usingCtx4 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const own = _usingCtx4.a(shared === void 0 ? new UnpackThreads() : void 0);
		const threads = shared ?? own;
		const thread = await threads?.reserve(options.sizeHint ?? 0);
		if (threads === void 0 || thread === void 0) return await unpackTar(tar, directory, traits, options);
		try {
			return await unpackWith(thread, tar, directory, traits, options);
		} finally {
			await threads.release(thread);
		}
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
async function unpackWith(thread, tar, directory, traits, options) {
	const { budget: given, signal, times, ...plain } = options;
	(require_spec ??= require("./spec.js")).throwIfAborted(signal);
	const budget = given ?? await UnpackBudget.forDirectory(directory, plain.limits);
	const { unpackInThread } = await Promise.resolve().then(() => require("./unpack-thread.js"));
	return await unpackInThread(thread, tar, {
		directory,
		traits,
		budget: budget.share(),
		options: plain,
		times
	}, (archive) => unpackTar(archive, directory, traits, {
		...options,
		budget
	}));
}
async function* withHash(archive, hash) {
	for await (const chunk of archive) {
		const hashed = hash.update(chunk);
		if (hashed !== void 0) await hashed;
		yield chunk;
	}
}
async function unpackStaged(destination, options, unpack) {
	const { what = "the layer" } = options;
	const directory = await stagingDirectory((0, (node_path ??= require("node:path")).dirname)((0, (node_path ??= require("node:path")).resolve)(destination)), what);
	try {
		const traits = probeDirectory(directory, what);
		const result = await unpack(directory, traits);
		await (0, (node_fs_promises ??= require("node:fs/promises")).chmod)(directory, 511 & ~traits.umask);
		return new UnpackedLayer(directory, result);
	} catch (error) {
		await (require_remove_tree ??= require("./remove-tree.js")).removeTree(directory).catch(() => {});
		throw error;
	}
}
async function stagingDirectory(parent, what) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).mkdtemp)((0, (node_path ??= require("node:path")).join)(parent, ".unpack-"));
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `create a directory for ${what}`);
	}
}
function probeDirectory(directory, what) {
	try {
		const probe = (0, (node_path ??= require("node:path")).join)(directory, "probe");
		(0, node_fs.mkdirSync)(probe, 511);
		const { mode } = (0, node_fs.statSync)(probe);
		const other = (0, node_fs.lstatSync)((0, (node_path ??= require("node:path")).join)(directory, "PROBE"), { throwIfNoEntry: false });
		(0, node_fs.rmdirSync)(probe);
		return {
			umask: 511 & ~mode,
			isCaseInsensitive: other !== void 0
		};
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `create a directory for ${what}`);
	}
}

Object.defineProperty(exports, "TreeState", {
  enumerable: true,
  get: function () {
    return TreeState;
  }
});
Object.defineProperty(exports, "UnpackBudget", {
  enumerable: true,
  get: function () {
    return UnpackBudget;
  }
});
Object.defineProperty(exports, "UnpackThreads", {
  enumerable: true,
  get: function () {
    return UnpackThreads;
  }
});
Object.defineProperty(exports, "unpackLayer", {
  enumerable: true,
  get: function () {
    return unpackLayer;
  }
});
Object.defineProperty(exports, "unpackLayerIn", {
  enumerable: true,
  get: function () {
    return unpackLayerIn;
  }
});
Object.defineProperty(exports, "unpackZip", {
  enumerable: true,
  get: function () {
    return unpackZip;
  }
});