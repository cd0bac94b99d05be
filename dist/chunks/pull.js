import { n as openLocation, t as manifestLocation } from "./open-location.js";
import { n as layOut } from "./formats.js";
import { a as referenceOf, r as formatLocation } from "./repository.js";
import { a as isNotFound, f as throwIfAborted, i as inputError, m as printable, o as isOciError, t as OciError } from "./error.js";
import { i as isRecord } from "./descriptor.js";
import { t as resultAt } from "./result.js";
import { m as shortTag } from "./reference.js";
import { C as textOf, S as systemPath, _ as byteStringOf, b as joinName, c as maxDepth, d as patternMatcher, g as NameCollisions, l as maxEntries, m as roundUpToBlock, o as decompress, s as ByteSource, v as fromLatin1, x as printableName, y as isUtf8Name } from "./pack-manifest.js";
import { N as forEachConcurrent, R as artifactTypeOf, V as parseManifest, b as blobReader, k as once } from "./maintenance.js";
import { n as fileSystemError, t as errnoOf } from "./file-system-error.js";
import { n as defaultMaxMetadataBytes, r as fetchMetadata, t as MetadataCache } from "./metadata.js";
import { d as mediaTypeImageLayerZstd, g as digestAlgorithm, l as mediaTypeImageLayer, n as isManifestMediaType, o as mediaTypeEmptyJson, u as mediaTypeImageLayerGzip, v as digestOf } from "./media-types.js";
import { a as kindOfSync, c as renameOver, n as isProcessAlive, r as kindOf, s as PendingFile } from "./lock-file.js";
import { r as unsafePathReason } from "./safe-path.js";
import { t as _usingCtx } from "./usingCtx.js";
import { a as platformText } from "./platform.js";
import { a as selectManifest, r as platformsOf } from "./platform2.js";
import { f as annotationTitle, m as compareBytes, o as annotationContentUnpack } from "./read-file.js";
import { t as ReadProgress } from "./read-progress.js";
import { i as formatNumber, o as shortDigest, t as formatBytes } from "./format.js";
import { i as openCacheDirectory, r as downloadCacheOptions } from "./cache-options.js";
import { C as defineCommand, S as connectionOptions, a as flag, f as platform, i as digest, m as size, s as lines, v as visiblePath } from "./option-types.js";
import { i as locationDescription, r as location } from "./location-options.js";
import { t as option } from "./option.js";
import { a as jsonOutput, i as foreignMediaTypeOutput, m as resultOutputs, o as lineOutput, u as output } from "./output.js";
import { a as registryAccess, o as registryReadOptions } from "./registry-options.js";
import { n as jsonOption, r as runOptions, t as concurrency } from "./run-options.js";
import { createHash } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import { hostname } from "node:os";
import { promisify } from "node:util";
import { chmodSync, closeSync, constants, fchmodSync, futimesSync, linkSync, lstatSync, mkdirSync, openSync, readdirSync, readlinkSync, rmSync, symlinkSync, unlinkSync, utimesSync, write, writeSync } from "node:fs";
import { access, chmod, constants as constants$1, copyFile, lstat, mkdir, mkdtemp, opendir, readdir, readlink, rm, rmdir, stat, statfs } from "node:fs/promises";

// src/fs/merge-tree.ts
function readEntries(directory) {
	return readdirSync(systemPath(directory), {
		encoding: "latin1",
		withFileTypes: true
	}).map((entry) => {
		const name = fromLatin1(entry.name);
		return {
			name,
			path: joinName(directory, name),
			isDirectory: entry.isDirectory(),
			isSymbolicLink: entry.isSymbolicLink()
		};
	}).sort((a, b) => a.name < b.name ? -1 : 1);
}
async function withWritableDirectory(directory, work) {
	const mode = lstatSync(systemPath(directory)).mode & 4095;
	if ((mode & 448) === 448) return await work();
	await chmod(systemPath(directory), mode | 448);
	try {
		return await work();
	} finally {
		await chmod(systemPath(directory), mode);
	}
}
async function moveTree(from, to, replaceFiles = true) {
	if (await kindOf(systemPath(to)) === "absent") {
		await moveDirectory(from, to);
		return;
	}
	const conflict = await findConflict(from, to, replaceFiles, byteStringOf(""));
	if (conflict === void 0) await mergeTree(from, to);
	return conflict;
}
async function findConflict(from, to, replaceFiles, parent) {
	const entries = readEntries(from);
	if (entries.length > 0) await access(systemPath(to), constants$1.W_OK | constants$1.X_OK);
	for (const { name, path, isDirectory } of entries) {
		const target = joinName(to, name);
		const inner = joinName(parent, name);
		const existing = await kindOf(systemPath(target));
		if (existing === "absent") continue;
		if (isDirectory !== (existing === "directory") || !isDirectory && !replaceFiles) return {
			path: inner,
			existing,
			incomingDirectory: isDirectory
		};
		if (!isDirectory) continue;
		const conflict = await withWritableDirectory(path, () => findConflict(path, target, replaceFiles, inner));
		if (conflict !== void 0) return conflict;
	}
}
async function mergeTree(from, to) {
	for (const { name, path, isDirectory } of readEntries(from)) {
		const target = joinName(to, name);
		if (!isDirectory) await renameOver(systemPath(path), systemPath(target));
		else if (await kindOf(systemPath(target)) === "directory") await withWritableDirectory(path, () => mergeTree(path, target));
		else await moveDirectory(path, target);
	}
}
async function moveDirectory(from, to) {
	const mode = (await lstat(systemPath(from))).mode & 4095;
	const isReadOnly = (mode & 128) === 0;
	if (isReadOnly) await chmod(systemPath(from), mode | 128);
	await renameOver(systemPath(from), systemPath(to));
	if (isReadOnly) await chmod(systemPath(to), mode);
}

// src/fs/copy-tree.ts
async function copyTree(from, to) {
	await copyEntry(from, to, /* @__PURE__ */ new Map());
}
async function copyEntry(from, to, copies) {
	const state = lstatSync(systemPath(from), { bigint: true });
	if (state.isSymbolicLink()) {
		symlinkSync(readlinkSync(systemPath(from), { encoding: "buffer" }), systemPath(to));
		return;
	}
	const mode = Number(state.mode & 4095n);
	if (state.isDirectory()) {
		mkdirSync(systemPath(to), 448);
		await withWritableDirectory(from, async () => {
			for (const { name, path } of readEntries(from)) await copyEntry(path, joinName(to, name), copies);
		});
		chmodSync(systemPath(to), mode);
		return;
	}
	const earlier = copies.get(state.ino);
	if (earlier !== void 0) {
		linkSync(systemPath(earlier), systemPath(to));
		return;
	}
	if (state.nlink > 1n) copies.set(state.ino, to);
	await copyContent(from, to, mode);
	utimesSync(systemPath(to), Number(state.atimeMs) / 1e3, Number(state.mtimeMs) / 1e3);
}
async function copyContent(from, to, mode) {
	const isReadable = (mode & 256) !== 0;
	if (!isReadable) chmodSync(systemPath(from), mode | 256);
	try {
		await copyFile(systemPath(from), systemPath(to), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
	} finally {
		if (!isReadable) chmodSync(systemPath(from), mode);
	}
	chmodSync(systemPath(to), mode);
}

// src/fs/remove-tree.ts
async function removeTree(directory) {
	const options = {
		recursive: true,
		force: true,
		maxRetries: 3
	};
	try {
		await rm(directory, options);
	} catch (error) {
		const code = errnoOf(error);
		if (code !== "EACCES" && code !== "EPERM" && code !== "ENOTEMPTY") throw fileSystemError(error, `remove ${directory}`);
		try {
			await grantOwnerAccess(byteStringOf(directory));
			await rm(directory, options);
		} catch (error) {
			throw fileSystemError(error, `remove ${directory}`);
		}
	}
}
async function grantOwnerAccess(directory) {
	try {
		await chmod(systemPath(directory), 448);
		for await (const entry of await opendir(systemPath(directory), { encoding: "latin1" })) if (entry.isDirectory()) await grantOwnerAccess(joinName(directory, fromLatin1(entry.name)));
	} catch (error) {
		if (errnoOf(error) !== "ENOENT") throw error;
	}
}

// src/archive/unpack/budget.ts
const reserveFraction = 20;
const maxReserve = 1024 ** 3;
var UnpackBudget = class UnpackBudget {
	#totalSize;
	#entries;
	#isDiskSpace;
	#reservedSize = 0;
	#reservedEntries = 0;
	constructor({ totalSize = Infinity, entries = maxEntries }, isDiskSpace = false) {
		this.#totalSize = totalSize;
		this.#entries = entries;
		this.#isDiskSpace = isDiskSpace;
	}
	static async forDirectory(directory, limits = {}) {
		if (limits.totalSize !== void 0) return new UnpackBudget(limits);
		return new UnpackBudget({
			...limits,
			totalSize: await availableSize(directory)
		}, true);
	}
	reserveFile(bytes, what) {
		this.#reservedSize += bytes;
		if (this.#reservedSize <= this.#totalSize) return;
		const reason = this.#isDiskSpace ? "the free space of the disk; free disk space, or set \"max-unpacked-size\"" : "the limit; raise \"max-unpacked-size\"";
		throw new OciError("SIZE_LIMIT", `cannot write ${printable(what, 300)}: the files of the artifact need more than ${this.#totalSize} bytes, ` + reason, { detail: { option: "maxUnpackedSize" } });
	}
	reserveEntries(count, what) {
		this.#reservedEntries += count;
		if (this.#reservedEntries <= this.#entries) return;
		throw new OciError("SIZE_LIMIT", `cannot unpack ${printable(what, 300)}: the archives of the artifact have more entries than the limit of ` + String(this.#entries));
	}
};
async function availableSize(directory) {
	try {
		const { blocks, bavail, bsize } = await statfs(directory);
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

// src/archive/unpack/names.ts
function segmentsOf(stored, rules) {
	const { name, segments, reason } = checkName(stored, rules);
	if (reason !== void 0) throw new OciError("ARCHIVE_INVALID", `cannot unpack "${printableName(name)}": the name is not safe: ${reason}`);
	return segments;
}
function checkName(stored, rules) {
	const name = fromLatin1(stored.toString("latin1"));
	const segments = [];
	let reason = unsafePathReason(textOf(name));
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
const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?: *[.:].*)?$/i;
const windowsCharacters = /[\u0000-\u001f<>:"|?*]/;
function windowsReason(segment) {
	const text = textOf(segment);
	if (windowsDevice.test(text)) return `"${printable(text)}" is a device on Windows`;
	if (windowsCharacters.test(text)) return "Windows does not allow one of its characters (a control character or one of < > : \" | ? *)";
	if (/[. ]$/.test(text)) return `Windows removes the dot or space at the end of "${printable(text)}"`;
}
function checkTarget(directory, target, entry) {
	const refuse = (reason) => {
		throw new OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${entry}" to "${printableName(target)}": ${reason}`);
	};
	if (target === "") refuse("its target is empty");
	const text = textOf(target);
	if (text.startsWith("/") || /^[A-Za-z]:/.test(text)) refuse("its target is absolute");
	if (text.includes("\\")) refuse("its target contains a backslash, which separates directories on Windows");
	let depth = directory.length;
	let afterName = false;
	let hasParentAfterName = false;
	for (const segment of target.split("/")) {
		if (segment === "" || segment === ".") continue;
		if (segment === "..") {
			hasParentAfterName ||= afterName;
			depth--;
			if (depth < 0) refuse("its target is outside the destination directory");
		} else {
			afterName = true;
			depth++;
		}
	}
	return hasParentAfterName;
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
	const size = number(block, 124, 12, "size");
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
	if (block[start] === 0 && isZeroRange(block, start, start + length)) return empty;
	const field = block.subarray(start, start + length);
	const end = field.indexOf(0);
	if (end < 0) return Buffer.from(field);
	if (!isZeroRange(field, end, length)) throw invalidHeader("a name contains a NUL byte");
	return Buffer.from(field.subarray(0, end));
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
	const path = nameOf(records, "path");
	const linkPath = nameOf(records, "linkpath");
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
function nameOf(records, key) {
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
	"6": "FIFO"
};
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
			this.#entries++;
			const entry = this.#apply(header, extended);
			this.#content = entry.size;
			this.#padding = paddingOf(entry.size);
			return entry;
		}
	}
	async *content() {
		while (this.#content > 0) yield await this.#nextChunk();
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
		if (!isZeroBlock(block)) return this.#withPosition(() => readTarHeader(Buffer.from(block.buffer, block.byteOffset, block.byteLength)));
		if (!isZeroBlock(await this.#readOverhead(512))) throw this.#invalid("a block of zeros is between its entries");
		for (let rest = await this.#source.chunk(); rest !== void 0; rest = await this.#source.chunk()) {
			this.#countOverhead(rest.byteLength);
			if (!isZero(rest)) throw this.#invalid("bytes other than zero follow its end");
		}
	}
	async #readExtended(header, extended) {
		if (!"xgLK".includes(header.type)) return false;
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
	#apply(header, { pax, longName, longLink }) {
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

// src/archive/unpack/tree.ts
const newFileFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
const latestTime = 2 ** 32 - 1;
const writeAsync = promisify(write);
const ownerAccess = 448;
const maxKnownDirectories = 1e4;
const maxDeferredBytes = 33554432;
var UnpackTree = class {
	#root;
	#umask;
	#preservePermissions;
	#knownDirectories = /* @__PURE__ */ new Set();
	#modes = /* @__PURE__ */ new Map();
	#linksToCheck = [];
	#deferred = 0;
	constructor(root, umask, preservePermissions) {
		this.#root = root;
		this.#umask = umask;
		this.#preservePermissions = preservePermissions;
	}
	pathOf(segments) {
		let path = this.#root;
		for (const segment of segments) path = joinName(path, segment);
		return path;
	}
	directory(segments) {
		const path = this.pathOf(segments);
		if (segments.length === 0 || this.#knownDirectories.has(path)) return path;
		this.directory(segments.slice(0, -1));
		this.#createDirectory(path, 511 & ~this.#umask, segments);
		return path;
	}
	setDirectory(segments, mode) {
		const maskedMode = this.#masked(mode);
		const parent = this.directory(segments.slice(0, -1));
		const path = joinName(parent, segments.at(-1) ?? this.#root);
		const initialMode = maskedMode | ownerAccess;
		if (!(!this.#knownDirectories.has(path) && this.#createDirectory(path, initialMode, segments)) || this.#preservePermissions) this.#attempt("set the mode of", path, () => chmodSync(systemPath(path), initialMode));
		if (maskedMode !== initialMode || this.#modes.has(path)) {
			this.#defer(path.length);
			this.#modes.set(path, maskedMode);
		}
	}
	createFile(file, content) {
		this.#attempt("write", file.path, () => {
			const descriptor = this.#open(file);
			try {
				for (let at = 0; at < content.byteLength;) at += writeSync(descriptor, content, at);
				this.#complete(descriptor, file);
			} finally {
				closeSync(descriptor);
			}
		});
	}
	async streamFile(file, content) {
		const descriptor = this.#attempt("create", file.path, () => this.#open(file));
		try {
			for await (const chunk of content) await writeChunk(descriptor, chunk, file.path);
			this.#attempt("write", file.path, () => this.#complete(descriptor, file));
		} finally {
			closeSync(descriptor);
		}
	}
	#open({ path, mode }) {
		return this.#replace(path, () => openSync(systemPath(path), newFileFlags, this.#masked(mode)));
	}
	#complete(descriptor, { mode, mtime }) {
		if (this.#preservePermissions) fchmodSync(descriptor, this.#masked(mode));
		if (mtime > 0) futimesSync(descriptor, Math.min(mtime, latestTime), Math.min(mtime, latestTime));
	}
	createSymlink(path, target) {
		this.#attempt("create the symlink", path, () => this.#replace(path, () => symlinkSync(systemPath(target), systemPath(path))));
	}
	deferTargetCheck(directory, target, entry) {
		this.#defer(target.length + entry.length);
		this.#linksToCheck.push({
			directory,
			target,
			entry
		});
	}
	createLink(path, to, entry) {
		const existing = this.pathOf(to);
		if (existing === path) throw refusedLink(entry, "its target is the link itself");
		for (let length = 1; length < to.length; length++) {
			const parent = this.pathOf(to.slice(0, length));
			if (!this.#knownDirectories.has(parent) && kindOfSync(systemPath(parent)) !== "directory") throw refusedLink(entry, "a parent of its target is not a directory");
		}
		if (kindOfSync(systemPath(existing)) !== "file") throw refusedLink(entry, "its target is not an earlier file of the archive");
		this.#attempt("create the hard link", path, () => this.#replace(path, () => linkSync(systemPath(existing), systemPath(path))));
	}
	finish() {
		for (const { directory, target, entry } of this.#linksToCheck) for (const path of directoriesToCheck(directory, target)) {
			if (kindOfSync(systemPath(this.pathOf(path))) === "directory") continue;
			throw new OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${entry}" to "${printableName(target)}": ".." follows "${printableName(path.at(-1) ?? target)}" in its target, which is not a directory`);
		}
		for (const [path, mode] of [...this.#modes].sort(([a], [b]) => b.length - a.length)) this.#attempt("set the mode of", path, () => chmodSync(systemPath(path), mode));
	}
	#createDirectory(path, mode, segments) {
		let isNew = true;
		this.#attempt("create the directory", path, () => {
			try {
				mkdirSync(systemPath(path), mode);
			} catch (error) {
				if (errnoOf(error) !== "EEXIST") throw error;
				isNew = false;
				const kind = kindOfSync(systemPath(path));
				if (kind === "directory") return;
				throw new OciError("ARCHIVE_INVALID", `cannot unpack the directory "${printableName(segments.at(-1) ?? path)}": a ${kind} with this name exists`);
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
			if (kindOfSync(systemPath(path)) === "directory") throw new OciError("ARCHIVE_INVALID", `cannot unpack "${printableName(path)}": a directory with this name exists`);
			unlinkSync(systemPath(path));
			return create();
		}
	}
	#attempt(operation, path, work) {
		try {
			return work();
		} catch (error) {
			throw fileSystemError(error, `${operation} ${printableName(path)}`);
		}
	}
	#masked(mode) {
		return mode & 511 & (this.#preservePermissions ? 511 : ~this.#umask);
	}
	#defer(bytes) {
		this.#deferred += bytes + 100;
		if (this.#deferred > maxDeferredBytes) throw new OciError("SIZE_LIMIT", "cannot unpack the archive: too many directories deny access to their owner, or too many symlinks have \"..\" after a name");
	}
};
async function writeChunk(descriptor, chunk, path) {
	try {
		for (let at = 0; at < chunk.byteLength;) at += (await writeAsync(descriptor, chunk, at)).bytesWritten;
	} catch (error) {
		throw fileSystemError(error, `write ${printableName(path)}`);
	}
}
function refusedLink(entry, reason) {
	return new OciError("ARCHIVE_INVALID", `cannot unpack the hard link "${entry}": ${reason}`);
}

// src/archive/unpack/unpacker.ts
const smallFileSize = 131072;
const maxSpecialNames = 10;
async function unpackInto(content, directory, traits, options) {
	const { compression, what, limits, signal } = options;
	const budget = options.budget ?? await UnpackBudget.forDirectory(directory, limits);
	const reader = new TarReader(decompress(content, {
		compression,
		what,
		signal
	}), {
		maxMetaSize: limits?.metaSize,
		what
	});
	const unpacker = new Unpacker(reader, byteStringOf(resolve(directory)), traits, budget, options);
	try {
		for (let entry = await reader.next(); entry !== void 0; entry = await reader.next()) {
			throwIfAborted(signal);
			await unpacker.add(entry);
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
	#entries = 0;
	#bytes = 0;
	constructor(reader, root, traits, budget, options) {
		this.#reader = reader;
		this.#budget = budget;
		this.#options = options;
		this.#tree = new UnpackTree(root, traits.umask, options.preservePermissions ?? false);
		this.#collisions = options.refuseCollisions ?? traits.isCaseInsensitive ? new NameCollisions() : void 0;
		this.#rules = {
			maxDepth: options.limits?.depth ?? 1024,
			platform: options.platform ?? process.platform
		};
	}
	async add(entry) {
		this.#budget.reserveEntries(1, this.#what);
		const segments = segmentsOf(entry.name, this.#rules);
		const name = () => printableName(fromLatin1(entry.name.toString("latin1")));
		if (segments.length === 0 && entry.type !== "directory") throw new OciError("ARCHIVE_INVALID", `cannot unpack "${name()}": it is a ${entry.type} with the name of the destination directory`);
		this.#collisions?.add(segments);
		switch (entry.type) {
			case "file":
				await this.#addFile(entry, segments);
				break;
			case "directory":
				if (segments.length > 0 && this.#isWriting) this.#tree.setDirectory(segments, entry.mode);
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
			skippedNames: this.#specialNames
		};
	}
	get #what() {
		return this.#options.what ?? "the layer";
	}
	get #isWriting() {
		return this.#count.special === 0 || this.#options.specialFiles === "skip";
	}
	async #addFile(entry, segments) {
		this.#budget.reserveFile(entry.size, this.#what);
		this.#count.file++;
		if (!this.#isWriting) return;
		const path = this.#prepare(segments);
		const { mode, mtime, size } = entry;
		const file = {
			path,
			mode,
			mtime
		};
		if (size <= smallFileSize) {
			this.#tree.createFile(file, await this.#reader.readAll());
			this.#bytes += size;
		} else await this.#tree.streamFile(file, this.#withProgress(this.#reader.content()));
	}
	#addSymlink(entry, segments, name) {
		const policy = this.#options.symlinks ?? "inside";
		const target = fromLatin1(entry.linkName.toString("latin1"));
		const directory = segments.slice(0, -1);
		if (policy === "refuse") throw new OciError("ARCHIVE_INVALID", `cannot unpack the symlink "${name}": the option symlinks does not allow symlinks`);
		const needsCheck = policy === "inside" && checkTarget(directory, target, name);
		this.#count.symlink++;
		if (!this.#isWriting) return;
		const path = this.#prepare(segments);
		this.#tree.createSymlink(path, target);
		if (needsCheck) this.#tree.deferTargetCheck(directory, target, name);
	}
	#addLink(entry, segments, name) {
		const target = segmentsOf(entry.linkName, this.#rules);
		this.#count.link++;
		if (!this.#isWriting) return;
		const path = this.#prepare(segments);
		this.#tree.createLink(path, target, name);
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
		if (!this.#isKept) await removeTree(this.directory);
		this.#isKept = true;
	}
};
async function unpackLayer(content, destination, options = {}) {
	const directory = await stagingDirectory(dirname(resolve(destination)));
	try {
		const traits = await probeDirectory(directory);
		const result = await unpackInto(content, directory, traits, options);
		await chmod(directory, 511 & ~traits.umask);
		return new UnpackedLayer(directory, result);
	} catch (error) {
		await removeTree(directory).catch(() => {});
		throw error;
	}
}
async function stagingDirectory(parent) {
	try {
		return await mkdtemp(join(parent, ".unpack-"));
	} catch (error) {
		throw fileSystemError(error, `create a directory in ${parent}`);
	}
}
async function probeDirectory(directory) {
	try {
		const probe = await mkdtemp(join(directory, ".probe-"));
		try {
			const created = join(probe, "name");
			await mkdir(created, 511);
			return {
				umask: 511 & ~(await stat(created)).mode,
				isCaseInsensitive: await kindOf(join(probe, "NAME")) !== "absent"
			};
		} finally {
			await rm(probe, {
				recursive: true,
				force: true
			});
		}
	} catch (error) {
		throw fileSystemError(error, `write to ${directory}`);
	}
}

// src/transfer/pull-content.ts
function embeddedContent(descriptor) {
	const { data, digest, size } = descriptor;
	if (data === void 0) return void 0;
	const bytes = Buffer.from(data, "base64");
	if (bytes.byteLength !== size) throw new OciError("SIZE_MISMATCH", `the data embedded with ${digest} has ${bytes.byteLength} bytes, not the ${size} of its descriptor`);
	const actual = digestOf(bytes, digestAlgorithm(digest));
	if (actual !== digest) throw new OciError("DIGEST_MISMATCH", `the data embedded with ${digest} hashes to ${actual}`);
	return bytes;
}
async function openContent(source, descriptor, options) {
	const embedded = embeddedContent(descriptor);
	if (embedded !== void 0) return blobReader(descriptor, once(embedded));
	try {
		return await source.fetch(descriptor, options);
	} catch (error) {
		if (!isNotFound(error) || (descriptor.urls ?? []).length === 0) throw error;
		throw new OciError(error.code, `the layer ${descriptor.digest} is not in the repository, and the other addresses in its manifest are never contacted; copy the layer into the repository`, {
			detail: error.detail,
			status: error.status
		});
	}
}
var DrainingReader = class {
	#reader;
	#chunks;
	constructor(reader) {
		this.#reader = reader;
		this.#chunks = reader.borrowed()[Symbol.asyncIterator]();
	}
	async [Symbol.asyncDispose]() {
		await this.#reader.close();
		await this.#chunks.return?.();
	}
	async *content() {
		for (let next = await this.#chunks.next(); next.done !== true; next = await this.#chunks.next()) yield next.value;
	}
	async explain(error) {
		if (!isOciError(error, "ARCHIVE_INVALID")) return error;
		try {
			for (let next = await this.#chunks.next(); next.done !== true; next = await this.#chunks.next());
		} catch (readError) {
			if (isOciError(readError, "ABORTED")) return readError;
			if (isOciError(readError, "DIGEST_MISMATCH", "SIZE_MISMATCH")) return new OciError(readError.code, `${readError.message}: the content was damaged in transit or in the registry, and unpacking it failed too (${error.message})`, { cause: readError });
		}
		return error;
	}
};

// src/transfer/pull-layer.ts
async function fetchLayer(source, placement, staging, options) {
	try {
		var _usingCtx$3 = _usingCtx();
		const { index, layer, unpack } = placement;
		const { preservePermissions, budget, progress, signal } = options;
		const path = stagingPath(placement, staging);
		const reader = _usingCtx$3.a(new DrainingReader(await openContent(source, layer, { signal })));
		const content = progress.chunks(`layer ${index}`, reader.content());
		if (!unpack) try {
			var _usingCtx3 = _usingCtx();
			const file = _usingCtx3.a(await PendingFile.create(staging.workspace, ".pull"));
			for await (const chunk of content) await file.write(chunk);
			await options.finish?.(file.temporaryPath, layer, signal);
			await file.commit(path, false);
			return;
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
		try {
			try {
				var _usingCtx4 = _usingCtx();
				const unpacked = _usingCtx4.a(await unpackLayer(content, path, {
					preservePermissions,
					budget,
					signal,
					what: `the layer ${layer.digest}`
				}));
				await renameOver(unpacked.directory, path);
				unpacked.keep();
				return unpacked.result;
			} catch (_) {
				_usingCtx4.e = _;
			} finally {
				await _usingCtx4.d();
			}
		} catch (error) {
			throw await reader.explain(error);
		}
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}
async function copyLayer(from, copies, content, staging, { budget, signal }) {
	const what = `the layer ${from.layer.digest}`;
	if (content !== void 0) {
		budget.reserveFile(content.bytes * copies.length, what);
		budget.reserveEntries(content.entries * copies.length, what);
	}
	const staged = byteStringOf(stagingPath(from, staging));
	for (const copy of copies) {
		throwIfAborted(signal);
		try {
			await copyTree(staged, byteStringOf(stagingPath(copy, staging)));
		} catch (error) {
			throw fileSystemError(error, `write the layer ${copy.layer.digest} to "${copy.segments.join("/")}"`);
		}
	}
}
async function moveLayer(placement, staging) {
	const { layer, segments, unpack } = placement;
	const path = segments.join("/");
	const staged = stagingPath(placement, staging);
	try {
		if (!unpack) {
			const directory = await makeRealDirectory(staging.directory, segments.slice(0, -1));
			await renameOver(staged, join(textOf(directory), segments.at(-1) ?? ""));
			return;
		}
		const from = byteStringOf(staged);
		const inner = await isPrefixed(from, segments) ? [] : segments;
		const to = await makeRealDirectory(staging.directory, inner);
		if (await isEmpty(to)) await rmdir(systemPath(to));
		const conflict = await moveTree(from, to);
		if (conflict !== void 0) throw conflictError$1(textOf(conflict.path), conflict.existing);
	} catch (error) {
		throw fileSystemError(error, `write the layer ${layer.digest} to "${path}"`);
	}
}
function stagingPath({ index }, staging) {
	return join(staging.workspace, `layer-${index}`);
}
async function isPrefixed(tree, segments) {
	let directory = tree;
	for (const segment of segments.map(byteStringOf)) {
		const [only, ...others] = await withWritableDirectory(directory, async () => readEntries(directory));
		if (only === void 0 || others.length > 0 || only.name !== segment || !only.isDirectory) return false;
		directory = only.path;
	}
	return segments.length > 0;
}
async function makeRealDirectory(root, segments) {
	let directory = byteStringOf(root);
	for (const segment of segments) {
		directory = joinName(directory, byteStringOf(segment));
		try {
			await mkdir(systemPath(directory));
		} catch (error) {
			if (errnoOf(error) !== "EEXIST") throw error;
			const existing = await kindOf(systemPath(directory));
			if (existing !== "directory") throw conflictError$1(segment, existing);
		}
	}
	return directory;
}
async function isEmpty(directory) {
	try {
		var _usingCtx5 = _usingCtx();
		return await _usingCtx5.a(await opendir(systemPath(directory))).read() === null;
	} catch (_) {
		_usingCtx5.e = _;
	} finally {
		await _usingCtx5.d();
	}
}
function conflictError$1(name, existing) {
	return new OciError("ARCHIVE_INVALID", `"${printable(name, 300)}" is a ${existing} in one layer and another kind of entry in another layer; an artifact cannot have both`);
}

// src/transfer/pull-manifest.ts
const maxNesting = 8;
async function resolveArtifact(source, reference, options) {
	const { platform, signal } = options;
	const root = await source.resolve(reference, { signal });
	checkExpected(reference, root, options.expectedDigest);
	const cache = new MetadataCache(source, { maxMetadataBytes: defaultMaxMetadataBytes }, signal);
	let descriptor = root;
	for (let depth = 0; depth < maxNesting; depth++) {
		const manifest = await manifestOf(cache, descriptor, root);
		if (manifest.kind !== "index") {
			if (platform !== void 0 && descriptor === root) await selectManifest(cache, descriptor, platform, defaultMaxMetadataBytes, { signal });
			return {
				root,
				descriptor,
				manifest
			};
		}
		descriptor = platform === void 0 ? onlyManifest(manifest, reference) : await selectManifest(cache, descriptor, platform, defaultMaxMetadataBytes, { signal });
	}
	throw new OciError("UNSUPPORTED", `${printable(reference, 200)} has ${maxNesting} levels of indexes; give the digest of a manifest`);
}
function checkExpected(reference, root, expected) {
	if (expected === void 0 || root.digest === expected) return;
	throw new OciError("DIGEST_MISMATCH", `${printable(reference, 200)} resolves to ${root.digest}, not to the expected ${expected}; nothing was downloaded`, { detail: { option: "expectedDigest" } });
}
async function manifestOf(cache, descriptor, root) {
	if (!isManifestMediaType(descriptor.mediaType)) throw new OciError("UNSUPPORTED", `${descriptor.digest} is of type ${printable(descriptor.mediaType, 200)}, which is not an artifact; give the tag or digest of a manifest`);
	try {
		return parseManifest(embeddedContent(descriptor) ?? await cache.bytes(descriptor), descriptor.mediaType);
	} catch (error) {
		if (descriptor === root || !isNotFound(error)) throw error;
		const platform = descriptor.platform === void 0 ? "" : ` for ${printable(platformText(descriptor.platform), 100)}`;
		throw new OciError(error.code, `the manifest ${descriptor.digest}${platform} is missing, but the index ${root.digest} lists it`, {
			detail: error.detail,
			status: error.status
		});
	}
}
function onlyManifest(index, reference) {
	const [only, ...others] = index.manifests;
	if (only === void 0) throw new OciError("UNSUPPORTED", `${printable(reference, 200)} is an index without manifests, so there is nothing to pull`);
	if (others.length === 0) return only;
	throw new OciError("UNSUPPORTED", `${printable(reference, 200)} is an index of ${index.manifests.length} manifests; give a platform (it has ${platformsOf(index)}), or the digest of one of them`);
}

// src/transfer/pull-plan.ts
const archiveTypes = /* @__PURE__ */ new Set([
	mediaTypeImageLayer,
	mediaTypeImageLayerGzip,
	mediaTypeImageLayerZstd,
	"application/vnd.docker.image.rootfs.diff.tar",
	"application/vnd.docker.image.rootfs.diff.tar.gzip",
	"application/vnd.cncf.flux.content.v1.tar+gzip"
]);
function planPull(layers, layouts, platform = process.platform) {
	const contentLayers = layers.filter((layer) => layer.mediaType !== "application/vnd.oci.empty.v1+json" || titleOf(layer, layouts) !== void 0);
	const placements = [];
	const skipped = [];
	for (const layer of contentLayers) {
		const title = titleOf(layer, layouts);
		if (title === void 0) {
			if (contentLayers.length === 1 && archiveTypes.has(layer.mediaType)) placements.push({
				index: 0,
				layer,
				segments: [],
				unpack: true
			});
			else skipped.push(layer);
			continue;
		}
		const segments = segmentsOfTitle(layer, title, platform);
		const isArchive = archiveTypes.has(layer.mediaType);
		const unpack = layer.annotations?.["io.deis.oras.content.unpack"] === "true" || segments.length === 0 && isArchive;
		if (!unpack && (segments.length === 0 || title.endsWith("/"))) throw titleError(layer, title, "it names a directory, but the layer is a file");
		placements.push({
			index: placements.length,
			layer,
			segments,
			unpack
		});
	}
	checkConflicts(placements, platform);
	return {
		placements,
		skipped
	};
}
function titleOf(layer, layouts) {
	return layer.annotations?.["org.opencontainers.image.title"] ?? layouts.get(layer)?.name;
}
function segmentsOfTitle(layer, title, platform) {
	const { segments, reason } = checkName(Buffer.from(title), {
		maxDepth,
		platform
	});
	if (reason !== void 0) throw titleError(layer, title, reason);
	return segments.map(textOf);
}
function checkConflicts(placements, platform) {
	const paths = /* @__PURE__ */ new Map();
	const collisions = platform === "win32" || platform === "darwin" ? new NameCollisions() : void 0;
	for (const placement of placements) {
		const path = placement.segments.join("/");
		const other = paths.get(path);
		if (other !== void 0 && !(other.unpack && placement.unpack)) throw titleError(placement.layer, path, "another layer has the same title");
		paths.set(path, placement);
		collisions?.add(placement.segments.map(byteStringOf));
	}
	for (const placement of placements) for (let length = 1; length < placement.segments.length; length++) {
		const ancestor = paths.get(placement.segments.slice(0, length).join("/"));
		if (ancestor?.unpack === false) throw titleError(placement.layer, placement.segments.join("/"), `it is below "${printable(ancestor.segments.join("/"), 200)}", which is a file`);
	}
}
function titleError(layer, title, reason) {
	return new OciError("ARCHIVE_INVALID", `the title "${printable(title, 300)}" of the layer ${layer.digest} is refused: ${reason}`);
}

// src/transfer/stage-tree.ts
async function removeUnmatched(matches, directory, below = byteStringOf("")) {
	let hasRemaining = false;
	for (const { name, path, isDirectory } of readEntries(directory)) {
		const inner = joinName(below, name);
		const isMatch = matches(inner, isDirectory);
		if (isDirectory) {
			if (await withWritableDirectory(path, () => removeUnmatched(matches, path, inner)) || isMatch) hasRemaining = true;
			else await rmdir(systemPath(path));
		} else if (isMatch) hasRemaining = true;
		else await rm(systemPath(path));
	}
	return hasRemaining;
}
const maxListedFiles = 1e4;
async function listFiles(directory) {
	const list = {
		count: 0,
		paths: []
	};
	const visit = async (current, below) => {
		for (const { name, path, isDirectory } of readEntries(current)) {
			const inner = joinName(below, name);
			if (isDirectory) await withWritableDirectory(path, () => visit(path, inner));
			else {
				list.count++;
				if (list.paths.length < 1e4) list.paths.push(textOf(inner));
			}
		}
	};
	await visit(directory, byteStringOf(""));
	return list;
}

// src/transfer/stage-sweep.ts
const stagingPrefix = ".oci-artifact-pull-";
const staleMs = 864e5;
const stagingName = /^\.oci-artifact-pull-([0-9a-f]{8})-(\d{1,10})-[A-Za-z0-9]{6}$/;
async function makeStagingDirectory(parent) {
	return await mkdtemp(join(parent, `${stagingPrefix}${await processNamespace()}-${process.pid}-`));
}
async function sweepStaging(parent, now = Date.now) {
	const namespace = await processNamespace();
	let entries;
	try {
		entries = await opendir(parent);
	} catch {
		return;
	}
	for await (const entry of entries) {
		const [, ownerNamespace, pid] = stagingName.exec(entry.name) ?? [];
		if (ownerNamespace === void 0) continue;
		const path = join(parent, entry.name);
		const state = await lstat(path).catch(() => void 0);
		if (state === void 0 || !isOwnDirectory(state)) continue;
		if (ownerNamespace === namespace ? !isProcessAlive(Number(pid)) : Math.abs(now() - state.mtimeMs) > staleMs) await removeTree(path).catch(() => void 0);
	}
}
function isOwnDirectory(state) {
	const user = process.getuid?.();
	return state.isDirectory() && (user === void 0 || state.uid === user);
}
async function processNamespace() {
	const container = await readlink("/proc/self/ns/pid").catch(() => "");
	return createHash("sha256").update(`${hostname()}\n${container}`).digest("hex").slice(0, 8);
}

// src/transfer/stage.ts
async function stage(path, options = {}) {
	const target = resolve(path);
	const parent = dirname(target);
	let createdParent;
	let workspace;
	let content;
	try {
		const initial = await stateOf(target);
		createdParent = await mkdir(parent, { recursive: true });
		workspace = await makeWorkspace(target, parent, initial);
		content = join(workspace, "content");
		await mkdir(content);
	} catch (error) {
		await removeEmpty(parent, createdParent);
		throw fileSystemError(error, `create a staging directory for ${target}`);
	}
	let committed = false;
	return {
		target,
		directory: content,
		workspace,
		async commit() {
			try {
				await moveToTarget(content, target, dirname(workspace) === parent, options.overwrite ?? true);
				committed = true;
			} catch (error) {
				throw fileSystemError(error, `write ${target}`);
			}
		},
		async [Symbol.asyncDispose]() {
			await removeTree(workspace).catch(() => void 0);
			if (!committed) await removeEmpty(parent, createdParent);
		}
	};
}
async function stateOf(target) {
	let state;
	try {
		state = await lstat(target);
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return "absent";
		throw fileSystemError(error, `read ${target}`);
	}
	if (state.isDirectory()) return (await readdir(target)).length === 0 ? "empty" : "not-empty";
	const problem = state.isSymbolicLink() ? "is a symbolic link; give the directory that it points to" : "is not a directory";
	throw new OciError("INPUT_INVALID", `the output directory "${printable(target, 300)}" ${problem}`, { detail: { option: "outputDir" } });
}
async function makeWorkspace(target, parent, initial) {
	const sameFileSystem = initial === "absent" || (await stat(target)).dev === (await stat(parent)).dev;
	if (initial !== "absent") await sweepStaging(target);
	if (sameFileSystem) {
		await sweepStaging(parent);
		try {
			return await makeStagingDirectory(parent);
		} catch (error) {
			const code = errnoOf(error);
			if (initial === "absent" || code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
		}
	}
	return await makeStagingDirectory(target);
}
async function moveToTarget(content, target, isSibling, overwrite) {
	if (await stateOf(target) === "empty" && isSibling && !await mustNotReplace(target)) {
		await chmod(content, (await stat(target)).mode & 4095);
		if (process.platform === "win32") await rmdir(target);
		await renameOver(content, target);
		return;
	}
	const conflict = await moveTree(byteStringOf(content), byteStringOf(target), overwrite);
	if (conflict !== void 0) throw conflictError(conflict, target);
}
async function mustNotReplace(target) {
	const [existing, working] = await Promise.all([stat(target), stat(".")]);
	const user = process.getuid?.();
	return existing.dev === working.dev && existing.ino === working.ino || user !== void 0 && existing.uid !== user;
}
function conflictError({ path, existing, incomingDirectory }, target) {
	const name = printable(join(target, textOf(path)), 300);
	return existing === "directory" === incomingDirectory ? new OciError("ALREADY_EXISTS", `"${name}" already exists; move it away, pull into another directory, or allow overwriting`, { detail: { option: "overwrite" } }) : new OciError("ALREADY_EXISTS", `"${name}" is a ${existing} where the artifact has a ${incomingDirectory ? "directory" : "file or link"}; move it away, or pull into another directory`, { detail: { option: "outputDir" } });
}
async function removeEmpty(directory, top) {
	if (top === void 0) return;
	for (let next = directory; next.length >= top.length; next = dirname(next)) try {
		await rmdir(next);
	} catch {
		return;
	}
}

// src/transfer/pull.ts
const defaultConcurrency = 3;
async function pullArtifact(source, reference, outputDir, options = {}) {
	try {
		var _usingCtx$2 = _usingCtx();
		const { include = [], signal } = options;
		const { root, descriptor, manifest } = await resolveArtifact(source, reference, options);
		const readConfig = async () => readConfigOf(source, manifest, { signal });
		const layouts = await options.layOut?.(manifest, readConfig) ?? /* @__PURE__ */ new Map();
		const plan = planPull(layersOf(manifest), layouts);
		if (plan.placements.length === 0 && plan.skipped.length > 0) throw noNamesError(reference, plan);
		const matches = include.length === 0 ? void 0 : patternMatcher(include);
		const placements = plan.placements.filter(({ segments, unpack }) => unpack || matches === void 0 || matches(byteStringOf(segments.join("/")), false));
		const staging = _usingCtx$2.a(await stage(outputDir, { overwrite: options.overwrite }));
		options.onStaging?.(staging.workspace);
		const budget = await UnpackBudget.forDirectory(staging.workspace, { totalSize: options.maxUnpackedSize });
		for (const { layer, unpack } of placements) if (!unpack) budget.reserveFile(layer.size, `the layer ${layer.digest}`);
		const contents = groupByContent(placements, layouts);
		const total = contents.reduce((sum, [{ layer }]) => sum + layer.size, 0);
		const progress = new ReadProgress((done) => options.onProgress?.(done, total));
		await forEachConcurrent(contents, options.concurrency ?? defaultConcurrency, async ([placement, ...others], signal) => {
			const size = await fetchLayer(source, placement, staging, {
				finish: layouts.get(placement.layer)?.finish,
				preservePermissions: options.preservePermissions,
				budget,
				progress,
				signal
			});
			options.onLayer?.(placement.layer, pathOf(placement));
			await copyLayer(placement, others, size, staging, {
				budget,
				signal
			});
			for (const other of others) options.onLayer?.(other.layer, pathOf(other));
		}, signal);
		for (const placement of placements) await moveLayer(placement, staging);
		const files = await selectFiles(staging.directory, matches);
		throwIfAborted(signal);
		await staging.commit();
		return {
			descriptor: root,
			manifest: descriptor,
			artifactType: artifactTypeOf(manifest),
			annotations: manifest.annotations ?? {},
			layers: placements.map(({ layer }) => layer),
			skipped: plan.skipped,
			files
		};
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
function groupByContent(placements, layouts) {
	const groups = /* @__PURE__ */ new Map();
	for (const placement of placements) {
		const { index, layer, unpack } = placement;
		const isChanged = layouts.get(layer)?.finish !== void 0;
		const key = `${layer.digest} ${layer.size} ${isChanged ? index : unpack}`;
		const group = groups.get(key);
		if (group === void 0) groups.set(key, [placement]);
		else group.push(placement);
	}
	return [...groups.values()];
}
async function readConfigOf(source, manifest, options) {
	if (manifest.kind !== "manifest") throw new OciError("UNSUPPORTED", "an artifact manifest has no config");
	const { config } = manifest;
	return embeddedContent(config) ?? await fetchMetadata(source, config, 4194304, options);
}
function layersOf(manifest) {
	return manifest.kind === "manifest" ? manifest.layers : manifest.blobs;
}
function pathOf({ segments, unpack }) {
	const path = segments.join("/");
	return unpack ? `${path === "" ? "." : path}/` : path;
}
async function selectFiles(directory, matches) {
	const root = byteStringOf(directory);
	try {
		if (matches !== void 0 && !await removeUnmatched(matches, root)) throw new OciError("INPUT_INVALID", "no path in the artifact matches the include patterns; write them as in a .gitignore, relative to the output directory", { detail: { option: "include" } });
		return await listFiles(root);
	} catch (error) {
		throw fileSystemError(error, `list ${directory}`);
	}
}
function noNamesError(reference, { skipped }) {
	const types = [...new Set(skipped.map(({ mediaType }) => mediaType))].slice(0, 5).join(", ");
	const count = skipped.length === 1 ? "one layer" : `${skipped.length} layers`;
	return new OciError("UNSUPPORTED", `${printable(reference, 200)} has ${count} (${printable(types, 500)}) without a title for a file or directory, so there is nothing to write; it may be a container image or a signature`);
}

// src/operations/pull.ts
async function pull$1(options) {
	try {
		var _usingCtx$1 = _usingCtx();
		const { outputDir = ".", signal } = options;
		const opened = _usingCtx$1.a(await openLocation(options.source, {
			...options.connection,
			readOnly: true,
			signal
		}));
		try {
			const source = await manifestLocation(opened.repository, options.source, { signal });
			const reference = referenceOf(source);
			const cached = await cachedSource(opened, reference, options);
			const { descriptor, artifactType, ...pulled } = await pullArtifact(cached ?? opened.repository, reference, outputDir, {
				...options,
				onProgress: cached === void 0 ? options.onProgress : void 0,
				layOut: (manifest, readConfig) => layOut(manifest, {
					readConfig,
					reference: namesOf(source)
				})
			});
			return {
				...resultAt(source, {
					...descriptor,
					artifactType
				}, []),
				reference: formatLocation(source),
				annotations: pulled.annotations,
				files: pulled.files,
				layers: pulled.layers,
				skipped: pulled.skipped,
				downloadPath: resolve(outputDir)
			};
		} catch (error) {
			throw withOptionName(error, options.label ?? ((name) => name));
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function namesOf(source) {
	return {
		repository: source.kind === "layout" ? basename(resolve(source.path)) : source.repository,
		tag: source.tag === void 0 ? void 0 : shortTag(source.tag),
		digest: source.digest
	};
}
async function cachedSource({ registry, repository }, reference, { source, cache, expectedDigest, onProgress, signal }) {
	if (cache === void 0 || registry === void 0 || source.kind !== "registry") return void 0;
	const root = await repository.resolve(reference, { signal });
	const cached = (expectedDigest === void 0 || expectedDigest === root.digest ? await cache(root.digest, signal) : void 0)?.repository(registry, source);
	const progressOf = downloadProgress(onProgress);
	return {
		resolve: (name, call) => name === reference ? Promise.resolve(root) : (cached ?? repository).resolve(name, call),
		exists: (descriptor, call) => (cached ?? repository).exists(descriptor, call),
		fetch: (descriptor, call) => cached?.fetch(descriptor, {
			...call,
			onProgress: progressOf()
		}) ?? repository.fetch(descriptor, call)
	};
}
function downloadProgress(onProgress) {
	let [allDone, total] = [0, 0];
	return () => {
		let before;
		return (done, size) => {
			if (before === void 0) total += size;
			allDone += done - (before ?? 0);
			before = done;
			onProgress?.(allDone, total);
		};
	};
}
const optionNames = {
	include: "include",
	overwrite: "overwrite",
	expectedDigest: "expected-digest",
	outputDir: "output-dir"
};
function withOptionName(error, label) {
	if (!isOciError(error) || !isRecord(error.detail)) return error;
	const { option } = error.detail;
	const name = typeof option === "string" && Object.hasOwn(optionNames, option) ? optionNames[option] : void 0;
	if (name === void 0) return error;
	return inputError(label(name), void 0, error.message, error.code === "INPUT_INVALID" ? error.cause : error);
}

// src/commands/pull.ts
const maxTypesShown = 5;
const options = {
	reference: option({
		type: location(),
		positional: "reference",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: `Artifact to pull: ${locationDescription}. Without a tag and digest, \`latest\` is pulled, or the only manifest of a layout.`
	}),
	"output-dir": option({
		type: visiblePath,
		default: ".",
		short: "o",
		description: "Directory to write to; it must not be a symbolic link. A new or empty directory appears with all its content at once. In a directory with content, each file is replaced atomically after everything was verified.",
		cliDescription: "Directory to write to."
	}),
	platform: option({
		type: platform,
		description: "Platform of the manifest to pull from an index, `os/arch[/variant]`, such as `linux/arm64`. Without it, an index must have only one manifest."
	}),
	include: option({
		type: lines("pattern"),
		defaultText: "all",
		description: "Patterns as in a `.gitignore`, one per line, relative to the output directory. Only matching paths are written; the pull fails if no path matches.",
		cliDescription: "Write only paths that match this pattern, as in a .gitignore."
	}),
	"expected-digest": option({
		type: digest,
		description: "Fail before any download if `reference` resolves to another digest. For an index this is the digest of the index."
	}),
	overwrite: option({
		type: flag,
		default: true,
		description: "Replace existing files. `false` fails before anything is written if a file would be replaced.",
		cliDescription: "Fail before anything is written if a file would be replaced."
	}),
	"preserve-permissions": option({
		type: flag,
		default: false,
		description: "Keep the stored permissions instead of applying the umask. Set-user and set-group bits and owners are always dropped."
	}),
	"max-unpacked-size": option({
		type: size,
		defaultText: "the free disk space",
		description: "Maximum size of all files of the artifact together, uncompressed, such as `20GiB`. A larger artifact is refused before the disk is full, and nothing is written. The default leaves a twentieth of the free space, at most 1 GiB.",
		cliDescription: "Maximum size of all files of the artifact together, uncompressed, such as 20GiB."
	}),
	cache: option({
		type: flag,
		default: false,
		scope: "action",
		description: "Keep downloads between jobs in the cache of GitHub Actions, under the digest that `reference` resolves to. Cached content is hashed before use, and fetched from the registry if it is damaged."
	}),
	...downloadCacheOptions,
	...registryReadOptions,
	concurrency: concurrency(3, "layers that are downloaded"),
	...runOptions,
	...jsonOption
};
const { digest: digestValue, reference, "pinned-reference": pinnedReference } = resultOutputs("manifest");
const outputs = {
	digest: {
		...digestValue,
		description: "Digest (`sha256:…`) that `reference` resolved to, of a manifest or index."
	},
	reference: {
		...reference,
		description: "`reference` with its tag or digest; for a layout its absolute path."
	},
	"pinned-reference": pinnedReference,
	"artifact-type": output(foreignMediaTypeOutput, "Artifact type of the manifest.", (result) => result.artifactType),
	annotations: output(jsonOutput, "Annotations of the manifest, a JSON object.", (result) => Object.fromEntries(Object.entries(result.annotations).sort(([a], [b]) => compareBytes(a, b)))),
	files: output(jsonOutput, "Paths of the written files, relative to `download-path`, a JSON list of at most 10,000 paths and 128 KiB.", (result) => result.files.paths, (result) => result.files.count),
	"download-path": output(lineOutput, "Absolute path of the output directory.", (result) => result.downloadPath)
};
const pull = defineCommand({
	name: "pull",
	summary: "fetch an artifact and unpack it",
	description: "Fetches the artifact that <reference> names, verifies it and unpacks it into a directory.",
	examples: [
		{
			comment: "Pull into a new directory",
			line: "pull ghcr.io/acme/bundle:v1.2.0 -o bundle"
		},
		{
			comment: "Pull from an image layout",
			line: "pull ./layout:v1 -o bundle"
		},
		{
			comment: "Pull only some files",
			line: "pull ghcr.io/acme/bundle:v1.2.0 --include 'charts/*' -o bundle"
		}
	],
	action: {
		name: "Pull OCI artifact",
		description: "Fetches an artifact from any OCI registry or image layout, verifies it and unpacks it into a directory",
		icon: "download",
		directory: "pull"
	},
	options,
	outputs,
	failure: {
		placeInput: "reference",
		directoryInput: "output-dir"
	},
	async run(inputs, context) {
		const { label, log } = context;
		const source = inputs.reference;
		const access = await registryAccess(inputs, label);
		context.describeFailure(() => ({
			placeInput: "reference",
			directoryInput: "output-dir",
			registry: source.kind === "registry" ? source.registry : void 0,
			plainHttp: access.plainHttp
		}));
		const cache = await openCacheDirectory(inputs, context);
		const jobCache = inputs.cache ? await openJobCache(source, inputs, context) : void 0;
		log.phase("Pull");
		const result = await pull$1({
			source,
			outputDir: inputs.outputDir,
			platform: inputs.platform,
			include: inputs.include,
			expectedDigest: inputs.expectedDigest,
			overwrite: inputs.overwrite,
			preservePermissions: inputs.preservePermissions,
			maxUnpackedSize: inputs.maxUnpackedSize,
			concurrency: inputs.concurrency,
			label,
			cache: cache === void 0 ? jobCache?.open : () => Promise.resolve(cache),
			connection: connectionOptions(access, context),
			signal: context.signal,
			onStaging: (directory) => {
				context.onForcedExit(() => {
					rmSync(directory, {
						recursive: true,
						force: true
					});
					jobCache?.removeNow();
				});
			},
			onProgress: (done, total) => {
				log.progress({
					phase: "pull",
					done,
					total
				});
			},
			onLayer: (layer, path) => {
				log.line(`${shortDigest(layer.digest)} (${formatBytes(layer.size)}) → ${path}`);
			}
		});
		const { skipped } = result;
		if (skipped.length > 0) log.warning(`${formatNumber(skipped.length, "layer")} without a title not written: ${skipped.slice(0, maxTypesShown).map(({ mediaType }) => mediaType).join(", ")}`);
		return {
			result,
			lines: pullLines(result),
			atEnd: async () => jobCache?.save(context.signal)
		};
	}
});
async function openJobCache(source, inputs, context) {
	if (source.kind === "registry") return context.workflow?.downloadCache?.(inputs, context);
	context.log.notice(`${context.label("cache")} has no effect on an image layout, which is already on disk`);
}
function pullLines(result) {
	const name = result.pinnedReference === "" ? `${result.reference} (${result.digest})` : result.pinnedReference;
	const bytes = formatBytes(result.layers.reduce((sum, { size }) => sum + size, 0));
	const content = `${formatNumber(result.files.count, "file")}, ${bytes} downloaded`;
	return [`pulled ${name} into ${printable(result.downloadPath)} (${content})`];
}

export { pull as t };