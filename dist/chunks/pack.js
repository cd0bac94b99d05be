let require_options;
const require_spec = require("./spec.js");
const require_compress = require("./compress.js");
const require_records = require("./records.js");
let require_header;
let node_util = require("node:util");
let node_zlib;
let node_fs = require("node:fs");

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

// src/archive/source-file.ts
const openFlags = node_fs.constants.O_RDONLY | (node_fs.constants.O_NOFOLLOW ?? 0) | (node_fs.constants.O_NONBLOCK ?? 0);
const read = (0, node_util.promisify)(node_fs.read);
const directReadBytes = 262144;
function openFile(entry, report) {
	let fd;
	try {
		fd = (0, node_fs.openSync)((require_options ??= require("./options.js")).systemPath(entry.location), openFlags);
	} catch (error) {
		const code = (require_options ??= require("./options.js")).errnoOf(error);
		if ((require_options ??= require("./options.js")).isMissing(error)) report.problem("changed", entry.name, "disappeared after it was listed", error);
		else if (code === "ELOOP" || code === "EMLINK" || code === "ENXIO") report.problem("changed", entry.name, "was replaced after it was listed", error);
		else report.problem("unreadable", entry.name, require_records.unreadableReason(error), error);
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
		fd = (0, node_fs.openSync)((require_options ??= require("./options.js")).systemPath(location), openFlags);
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
	require_spec.throwIfAborted(signal);
	const { bytesRead } = await read(file.fd, space, 0, space.byteLength, null).catch((error) => {
		throw unreadableFile(entry, error);
	});
	if (bytesRead === 0) throw changedFile(entry, "it became shorter while it was read");
	return bytesRead;
}
function changedFile(entry, reason) {
	return new require_spec.OciError("FILE_CHANGED", `cannot package "${require_spec.printable((require_options ??= require("./options.js")).textOf(entry.name), 300)}" in ${require_spec.optionName("sourceDir")}: ${reason}; do not change files in ${require_spec.optionName("sourceDir")} during packaging`);
}
function unreadableFile(entry, error) {
	return (require_options ??= require("./options.js")).fileSystemError(error, `read "${(require_options ??= require("./options.js")).textOf(entry.name)}" in ${require_spec.optionName("sourceDir")}`);
}

// src/archive/tar/writer.ts
const zeros = Buffer.alloc(2 * 512);
async function* tarOfGroups(groups, options, allocate) {
	const { report, onProgress, onHeader, signal } = options;
	const chunks = new ArchiveChunks(allocate);
	let count = 0;
	for await (const entries of groups) {
		require_spec.throwIfAborted(signal);
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
				require_spec.throwIfAborted(signal);
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
	const blocks = (require_header ??= require("./header.js")).tarHeader(entry);
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
	const blocks = (require_header ??= require("./header.js")).tarHeader(header);
	onHeader?.(blocks);
	chunks.append(blocks);
}
function addPadding(chunks) {
	chunks.append(zeros.subarray(0, (require_header ??= require("./header.js")).roundUpToBlock(chunks.written) - chunks.written));
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
	#content = new require_spec.Digester();
	#shape = new require_spec.Digester();
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
	static tar(groups, options, chunks = new require_spec.BufferPool(hashedChunkBytes)) {
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
		else require_spec.detachWholeBuffer(chunk);
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

// src/archive/zip/writer.ts
const smallFileBytes = 1048576;
const largeFileBytes = 2 ** 31;
const typeBits = {
	file: require_records.unixFile,
	directory: require_records.unixDirectory,
	symlink: require_records.unixSymlink
};
async function* zipStream(entries, options) {
	const { report, onProgress, signal } = options;
	const writer = new ZipWriter(options);
	for await (const entry of entries) {
		require_spec.throwIfAborted(signal);
		if (entry.name === ".") continue;
		if (entry.kind !== "file") {
			if (!report.failed) writer.addContent(entry, Buffer.from(entry.target, "latin1"));
		} else {
			const file = openFile(entry, report);
			if (file === void 0) continue;
			try {
				if (report.failed) continue;
				if (file.stat.size <= smallFileBytes) await writer.addSmallFile(entry, file);
				else yield* writer.addLargeFile(entry, file);
				checkUnchanged(file, entry);
			} finally {
				(0, node_fs.closeSync)(file.fd);
			}
		}
		yield* writer.fullChunks();
		onProgress?.(writer.bytesRead, writer.count);
	}
	report.throwIfFailed();
	yield* writer.end();
}
var ZipWriter = class {
	#options;
	#chunks = new ArchiveChunks();
	#directory = new ArchiveChunks();
	#deflater = new require_compress.SmallDeflater();
	#bytesRead = 0;
	#count = 0;
	constructor(options) {
		this.#options = options;
	}
	get bytesRead() {
		return this.#bytesRead;
	}
	get count() {
		return this.#count;
	}
	addContent(entry, content) {
		this.#add(entry, content, {
			method: 0,
			crc: (0, (node_zlib ??= require("node:zlib")).crc32)(content),
			size: content.byteLength
		});
	}
	async addSmallFile(entry, file) {
		const size = Number(file.stat.size);
		const content = Buffer.allocUnsafeSlow(size);
		for (let at = 0; at < size;) at += await readPart(file, content.subarray(at), entry, this.#options.signal);
		this.#bytesRead += size;
		const deflated = size === 0 ? content : await this.#deflater.deflate(content);
		if (deflated.byteLength >= size) this.addContent(entry, content);
		else this.#add(entry, deflated, {
			method: 8,
			crc: (0, (node_zlib ??= require("node:zlib")).crc32)(content),
			size
		});
	}
	async *addLargeFile(entry, file) {
		const size = Number(file.stat.size);
		const begin = {
			...this.#begin(entry),
			method: 8,
			hasDescriptor: true,
			isLarge: size >= largeFileBytes,
			crc: 0,
			compressedSize: 0,
			size
		};
		this.#chunks.append(require_records.localHeader(begin));
		const start = this.#chunks.written;
		const { threads, signal } = this.#options;
		const gzip = require_compress.compressGzip(this.#contentOf(entry, file, size), {
			threads,
			owned: true,
			signal
		});
		let header = 10;
		let last = Buffer.alloc(0);
		for await (const chunk of gzip) {
			this.#chunks.append(last);
			const skipped = Math.min(header, chunk.byteLength);
			header -= skipped;
			last = Buffer.from(chunk.buffer, chunk.byteOffset + skipped, chunk.byteLength - skipped);
			yield* this.fullChunks();
		}
		const trailer = last.subarray(-8);
		this.#chunks.append(last.subarray(0, -8));
		const record = {
			...begin,
			crc: trailer.readUInt32LE(0),
			compressedSize: this.#chunks.written - start
		};
		this.#chunks.append(require_records.dataDescriptor(record));
		this.#end(record);
	}
	*fullChunks() {
		for (let chunk = this.#chunks.shift(); chunk !== void 0; chunk = this.#chunks.shift()) yield chunk;
	}
	*end() {
		const offset = this.#chunks.written;
		for (const chunk of this.#directory.rest()) {
			this.#chunks.append(chunk);
			yield* this.fullChunks();
		}
		this.#chunks.append(require_records.endRecords({
			count: this.#count,
			offset,
			size: this.#directory.written
		}));
		yield* this.#chunks.rest();
	}
	#begin({ name, kind, mode }) {
		return {
			name: kind === "directory" ? (require_options ??= require("./options.js")).fromLatin1(`${name}/`) : name,
			mode: typeBits[kind] | mode,
			offset: this.#chunks.written
		};
	}
	#add(entry, content, fields) {
		const compressedSize = content.byteLength;
		const record = {
			...this.#begin(entry),
			...fields,
			compressedSize,
			hasDescriptor: false,
			isLarge: false
		};
		this.#chunks.append(require_records.localHeader(record));
		this.#chunks.append(content);
		this.#end(record);
	}
	#end(record) {
		const header = require_records.centralHeader(record);
		this.#options.onHeader?.(header);
		this.#directory.append(header);
		this.#count++;
	}
	async *#contentOf(entry, file, size) {
		const { onProgress, signal } = this.#options;
		for (let left = size; left > 0;) {
			const space = Buffer.allocUnsafeSlow(Math.min(left, chunkBytes));
			const bytesRead = await readPart(file, space, entry, signal);
			left -= bytesRead;
			this.#bytesRead += bytesRead;
			yield space.subarray(0, bytesRead);
			onProgress?.(this.#bytesRead, this.#count);
		}
	}
};

// src/archive/pack.ts
function packLayer(options) {
	require_spec.checkNumbers(options, {
		compressionLevel: 0,
		threads: 1
	});
	const { promise, resolve, reject } = Promise.withResolvers();
	promise.catch(() => void 0);
	return {
		content: pack(options, resolve, reject),
		result: promise
	};
}
async function* pack(options, resolve, reject) {
	const { compression, compressionLevel: level, threads, compressor, signal } = options;
	const archive = archiveOf(options, require_compress.chunkPool(compression === "zstd" ? require_compress.zstdFrameSize : chunkBytes, compressor));
	const release = (bytes) => archive.release(bytes);
	try {
		if (options.archive === "zip") yield* archive.content();
		else yield* require_compress.compress(archive.content(), {
			compression,
			level,
			threads,
			compressor,
			release,
			signal
		});
		resolve(archive.describe());
	} catch (error) {
		reject(error);
		throw error;
	} finally {
		reject(new require_spec.OciError("ABORTED", "cannot describe the layer: it was not read to its end"));
	}
}
async function describeLayer(options) {
	return await archiveOf(options, new require_spec.BufferPool(hashedChunkBytes)).hash();
}
function archiveOf(options, chunks) {
	const { onProgress, signal, threads } = options;
	const report = new require_records.WalkReport(options.sourceDir);
	const groups = groupsOf(options, report);
	return options.archive === "zip" ? new HashedArchive(report, chunks, (onHeader) => zipStream(ungrouped(groups), {
		report,
		threads,
		onProgress,
		onHeader,
		signal
	})) : HashedArchive.tar(groups, {
		report,
		onProgress,
		signal
	}, chunks);
}
async function shapeOf(options) {
	const digester = new require_spec.Digester();
	for await (const entries of groupsOf(options)) for (const entry of entries) digester.update((require_header ??= require("./header.js")).tarHeader(entry));
	return digester.digest();
}
async function* groupsOf({ mapEntry, entries: listed, ...options }, report = new require_records.WalkReport(options.sourceDir)) {
	const groups = listed === void 0 ? require_records.walkInGroups({
		...options,
		report
	}) : require_records.listedInGroups(listed, report);
	if (mapEntry === void 0) yield* groups;
	else for await (const entries of groups) yield mapped(entries, mapEntry);
}
function listEntries({ mapEntry, entries }) {
	return entries === void 0 || mapEntry === void 0 ? entries : [...mapped(entries, mapEntry)];
}
function* mapped(entries, mapEntry) {
	for (const entry of entries) {
		const result = mapEntry(entry);
		if (result !== void 0) yield result;
	}
}
async function* ungrouped(groups) {
	for await (const entries of groups) yield* entries;
}
async function packFiles(files, compression) {
	const blocks = files.flatMap(({ name, content, mode = 420 }) => [
		(require_header ??= require("./header.js")).tarHeader({
			kind: "file",
			name: (require_options ??= require("./options.js")).byteStringOf(name),
			mode,
			size: content.byteLength,
			target: (require_options ??= require("./options.js")).byteStringOf("")
		}),
		content,
		new Uint8Array((require_header ??= require("./header.js")).roundUpToBlock(content.byteLength) - content.byteLength)
	]);
	const archive = Buffer.concat([...blocks, new Uint8Array(2 * 512)]);
	return Buffer.concat(await Array.fromAsync(require_compress.compress(require_spec.once(archive), { compression })));
}

Object.defineProperty(exports, "describeLayer", {
  enumerable: true,
  get: function () {
    return describeLayer;
  }
});
Object.defineProperty(exports, "listEntries", {
  enumerable: true,
  get: function () {
    return listEntries;
  }
});
Object.defineProperty(exports, "packFiles", {
  enumerable: true,
  get: function () {
    return packFiles;
  }
});
Object.defineProperty(exports, "packLayer", {
  enumerable: true,
  get: function () {
    return packLayer;
  }
});
Object.defineProperty(exports, "shapeOf", {
  enumerable: true,
  get: function () {
    return shapeOf;
  }
});