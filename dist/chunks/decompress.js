let require_spec;
let node_zlib;

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

// src/archive/unpack/decoder.ts
const decoderChunkSize = 1048576;
const chunksAhead = 2;
const uncheckedStreams = 1e3;
const minStreamSize = 512;
function rejectTinyStreams(count, source, what) {
	if (count > uncheckedStreams && source.size < count * minStreamSize) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot decompress ${what}: it consists of more than ${uncheckedStreams} compressed streams of fewer than ${minStreamSize} bytes each`);
}
const fullBuffers = /* @__PURE__ */ new WeakSet();
function takeChunk(chunk) {
	const { buffer, byteOffset, byteLength } = chunk;
	return buffer instanceof ArrayBuffer && fullBuffers.has(buffer) && byteOffset + byteLength === buffer.byteLength ? new Uint8Array(buffer.transfer(), byteOffset, byteLength) : new Uint8Array(chunk);
}
async function* decode(decoder, source, what) {
	let sourceFailure;
	const feeding = feed(decoder, source).catch((error) => {
		sourceFailure = { error };
		decoder.destroy();
	});
	try {
		for await (const chunk of outputOf(decoder)) {
			const { buffer } = chunk;
			const isFull = buffer.byteLength === 1048576 && chunk.byteOffset + chunk.byteLength === 1048576;
			if (isFull) fullBuffers.add(buffer);
			yield chunk;
			if (isFull) (require_spec ??= require("./spec.js")).detachBuffer(chunk);
		}
		await feeding;
	} catch (error) {
		if (sourceFailure === void 0) throw decodeError(error, what);
	} finally {
		decoder.destroy();
	}
	if (sourceFailure !== void 0) throw sourceFailure.error;
}
async function* outputOf(decoder) {
	const ready = [];
	let outcome;
	let notify;
	const end = (result) => {
		outcome ??= result;
		notify?.();
	};
	decoder.on("data", (chunk) => {
		ready.push(chunk);
		if (ready.length >= chunksAhead) decoder.pause();
		notify?.();
	}).once("end", () => end({})).once("error", (error) => end({ error })).once("close", () => end({ error: /* @__PURE__ */ new Error("the decoder was closed") }));
	for (;;) {
		if (outcome !== void 0 && "error" in outcome) throw outcome.error;
		const chunk = ready.shift();
		if (chunk !== void 0) {
			if (ready.length < chunksAhead) decoder.resume();
			yield chunk;
		} else if (outcome !== void 0) return;
		else await new Promise((resolve) => {
			notify = resolve;
		});
	}
}
async function feed(decoder, source) {
	let settle;
	decoder.once("close", () => settle?.());
	let writtenBytes = 0;
	while (!decoder.destroyed) {
		const chunk = await source.chunk();
		if (decoder.destroyed) return;
		if (chunk === void 0) {
			decoder.end();
			return;
		}
		writtenBytes += chunk.byteLength;
		await new Promise((resolve) => {
			settle = resolve;
			decoder.write(chunk, () => resolve());
		});
		const unused = writtenBytes - decoder.bytesWritten;
		if (unused > 0) {
			source.unread(chunk.subarray(chunk.byteLength - unused));
			return;
		}
	}
}
function decodeError(error, what) {
	const reason = (require_spec ??= require("./spec.js")).messageOf(error);
	const isTruncated = error instanceof Error && error.code === "Z_BUF_ERROR";
	return new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", isTruncated ? `cannot decompress ${what}: it is truncated` : `cannot decompress ${what}: it is damaged: ${(require_spec ??= require("./spec.js")).printable(reason, 200)}`, { cause: error });
}

// src/archive/unpack/gunzip.ts
const flagHeaderCrc = 2;
const flagExtra = 4;
const flagName = 8;
const flagComment = 16;
const reservedFlags = 224;
const maxTextBytes = 65536;
async function* gunzip(source, what) {
	for (let member = 1;; member++) {
		rejectTinyStreams(member, source, what);
		await readHeader(source, what, member);
		let crc = 0;
		let size = 0;
		for await (const chunk of decode((0, (node_zlib ??= require("node:zlib")).createInflateRaw)({ chunkSize: decoderChunkSize }), source, what)) {
			crc = (0, (node_zlib ??= require("node:zlib")).crc32)(chunk, crc);
			size += chunk.byteLength;
			yield chunk;
		}
		const trailer = Buffer.from(await readExactly(source, 8, what));
		if (trailer.readUInt32LE(0) !== crc) throw invalid(what, "its checksum is wrong");
		if (trailer.readUInt32LE(4) !== size % 2 ** 32) throw invalid(what, "its length is wrong");
		const next = (await source.peek(1))[0];
		if (next === void 0) return;
		if (next === 0) {
			await requireZeros(source, what);
			return;
		}
	}
}
async function readHeader(source, what, member) {
	const fixed = await source.read(10);
	if (fixed[0] !== 31 || fixed[1] !== 139) throw invalid(what, member === 1 ? "it does not begin with the magic number of gzip" : "other bytes follow its end");
	if (fixed.byteLength < 10) throw invalid(what, "its header is truncated");
	const flags = fixed[3] ?? 0;
	if (fixed[2] !== 8 || (flags & reservedFlags) !== 0) throw invalid(what, "its header has an unknown method or flag");
	let crc = (0, (node_zlib ??= require("node:zlib")).crc32)(fixed);
	const read = async (size) => {
		const bytes = await readExactly(source, size, what);
		crc = (0, (node_zlib ??= require("node:zlib")).crc32)(bytes, crc);
		return bytes;
	};
	if ((flags & flagExtra) !== 0) {
		const [low = 0, high = 0] = await read(2);
		await read(low + high * 256);
	}
	for (const flag of [flagName, flagComment]) {
		if ((flags & flag) === 0) continue;
		for (let length = 0; (await read(1))[0] !== 0; length++) if (length === maxTextBytes) throw invalid(what, `a text in its header is longer than the limit of ${maxTextBytes} bytes`);
	}
	if ((flags & flagHeaderCrc) !== 0) {
		const expected = crc & 65535;
		const [low = 0, high = 0] = await read(2);
		if (low + high * 256 !== expected) throw invalid(what, "the checksum of its header is wrong");
	}
}
async function readExactly(source, size, what) {
	const bytes = await source.read(size);
	if (bytes.byteLength < size) throw invalid(what, "it is truncated");
	return bytes;
}
async function requireZeros(source, what) {
	for (let chunk = await source.chunk(); chunk !== void 0; chunk = await source.chunk()) if (chunk.some((byte) => byte !== 0)) throw invalid(what, "other bytes follow its end");
}
function invalid(what, reason) {
	return new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot decompress ${what}: invalid gzip file: ${reason}`);
}

// src/archive/unpack/decompress.ts
async function* decompress(content, options = {}) {
	(require_spec ??= require("./spec.js")).checkNumbers(options, { maxSize: 0 });
	const { maxSize = Infinity, what = "the layer", signal } = options;
	const source = new ByteSource((require_spec ??= require("./spec.js")).abortable(content, signal));
	try {
		const compression = options.compression ?? await detect(source);
		let size = 0;
		for await (const chunk of decoders[compression](source, what)) {
			size += chunk.byteLength;
			if (size > maxSize) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot decompress ${what}: it is larger than the limit of ${maxSize} bytes`);
			yield chunk;
		}
	} finally {
		await source.close();
	}
}
const decoders = {
	gzip: gunzip,
	zstd: unzstd,
	none: copy
};
async function* copy(source) {
	for (let chunk = await source.chunk(); chunk !== void 0; chunk = await source.chunk()) yield chunk;
}
async function detect(source) {
	const magic = await source.peek(4);
	if (magic[0] === 31 && magic[1] === 139) return "gzip";
	return isZstdMagic(magic) || isSkippableMagic(magic) ? "zstd" : "none";
}
async function* unzstd(source, what) {
	for (let frame = 1;; frame++) {
		rejectTinyStreams(frame, source, what);
		const magic = await source.peek(4);
		if (magic.byteLength === 0 && frame > 1) return;
		if (!isZstdMagic(magic) && !isSkippableMagic(magic)) throw new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `cannot decompress ${what}: invalid zstd file: ${frame === 1 ? "it does not begin with the magic number of zstd" : "other bytes follow its end"}`);
		yield* decode((0, (node_zlib ??= require("node:zlib")).createZstdDecompress)({ chunkSize: decoderChunkSize }), source, what);
	}
}
function isZstdMagic(bytes) {
	return bytes[0] === 40 && bytes[1] === 181 && bytes[2] === 47 && bytes[3] === 253;
}
function isSkippableMagic(bytes) {
	return bytes[0] !== void 0 && (bytes[0] & 240) === 80 && bytes[1] === 42 && bytes[2] === 77 && bytes[3] === 24;
}

Object.defineProperty(exports, "ByteSource", {
  enumerable: true,
  get: function () {
    return ByteSource;
  }
});
Object.defineProperty(exports, "decode", {
  enumerable: true,
  get: function () {
    return decode;
  }
});
Object.defineProperty(exports, "decoderChunkSize", {
  enumerable: true,
  get: function () {
    return decoderChunkSize;
  }
});
Object.defineProperty(exports, "decompress", {
  enumerable: true,
  get: function () {
    return decompress;
  }
});
Object.defineProperty(exports, "takeChunk", {
  enumerable: true,
  get: function () {
    return takeChunk;
  }
});