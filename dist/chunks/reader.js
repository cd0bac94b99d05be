let require_spec;
let require_decompress;
let require_header;

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
	return new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `invalid header: ${reason}`);
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
	if (size !== void 0 && !(/^[0-9]{1,16}$/.test(size) && Number.isSafeInteger(Number(size)))) throw invalidPax(`the size "${(require_spec ??= require("./spec.js")).printable(size, 40)}" is not a number of bytes`);
	const mtime = records.get("mtime")?.toString("latin1");
	if (mtime !== void 0 && !/^-?[0-9]{1,20}(\.[0-9]{0,20})?$/.test(mtime)) throw invalidPax(`the time "${(require_spec ??= require("./spec.js")).printable(mtime, 40)}" is not a number of seconds`);
	const charset = records.get("hdrcharset")?.toString("latin1");
	if (charset !== void 0 && charset !== "BINARY" && charset !== "ISO-IR 10646 2000 UTF-8") throw invalidPax(`the character set of names is "${(require_spec ??= require("./spec.js")).printable(charset, 40)}", but only UTF-8 is supported`);
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
	return new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `invalid extended header: ${reason}`);
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
		this.#source = new (require_decompress ??= require("./decompress.js")).ByteSource(content);
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
		if (this.#overhead > limit) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot read ${this.#what}: ${this.#entries} entries have headers and padding of more than ${limit} bytes`);
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
		if (header.size > this.#maxMetaSize) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot read ${this.#what}: it has an extended header of ${header.size} bytes, more than the limit of ` + String(this.#maxMetaSize));
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
			const kind = header.type === "S" ? "a sparse file" : `of the unknown type "${(require_spec ??= require("./spec.js")).printable(header.type)}"`;
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
			if (!(require_spec ??= require("./spec.js")).isOciError(error)) throw error;
			throw this.#invalid(`${error.message} (after ${this.#entries} entries)`);
		}
	}
	#truncated() {
		return this.#invalid(`it is truncated after ${this.#entries} entries`);
	}
	#invalid(reason) {
		return new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot read ${this.#what}: invalid tar archive: ${reason}`);
	}
};
function paddingOf(size) {
	return (require_header ??= require("./header.js")).roundUpToBlock(size) - size;
}
function quote(name) {
	return (require_spec ??= require("./spec.js")).printable(name.toString(), 300);
}

Object.defineProperty(exports, "TarReader", {
  enumerable: true,
  get: function () {
    return TarReader;
  }
});