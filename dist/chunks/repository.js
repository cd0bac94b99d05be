import { c as messageOf, f as throwIfAborted, h as quoteInput, m as printable, o as isOciError, t as OciError } from "./error.js";
import { C as isDigest, g as mediaTypeOctetStream, r as isManifestMediaType, w as parseDigest } from "./media-types.js";
import { c as maxManifestBytes, l as notManifestError, t as collect } from "./collect.js";
import { c as invalidTagReason, d as isRegistryHost, g as rejectUserInfo, h as parseReference, m as looksLikeRegistry, n as asciiHostHint, o as formatReference, p as isTag, s as hostOnlyReason, u as isHostOnly, v as tagOfFullReference } from "./reference.js";
import { a as RepositoryView, c as anyNames, f as LayoutFolder, i as scrub, o as describeManifests, s as onlyManifest, t as collectGarbage, x as pageOf } from "./maintenance.js";
import { t as abortable } from "./abortable.js";
import { t as detachBuffer } from "./detach-buffer.js";
import { n as fileSystemError, t as errnoOf } from "./file-system-error.js";
import { i as repositoryBrand } from "./repository2.js";
import { resolve } from "node:path";
import { crc32, createInflateRaw, createZstdDecompress } from "node:zlib";

// src/spec/location.ts
const layoutScheme = "layout:";
const registryScheme = /^(?:oci|oras):\/\//;
const pathPattern = /^(?:\.{0,2}[\\/]|[A-Za-z]:[\\/]|\.{1,2}(?:$|[:@]))/;
function parseLocation(text) {
	if (text.startsWith(layoutScheme)) return parseLayout(text.slice(7), text);
	if (pathPattern.test(text)) return parseLayout(text, text);
	const bare = text.replace(registryScheme, "");
	rejectUserInfo(bare);
	const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(bare)?.[0];
	if (scheme !== void 0) throw invalid$1(text, `it begins with ${scheme}; write registry/repository:tag`);
	if (isHostOnly(bare)) throw invalid$1(text, `it ${hostOnlyReason(bare)}`);
	const [first = ""] = bare.split("/", 1);
	const hint = asciiHostHint(first);
	if (hint !== "") throw invalid$1(text, `${quoteInput(first)} is not a registry host${hint}`);
	if (!bare.includes("/") || !looksLikeRegistry(first) || !isRegistryHost(first)) throw invalid$1(text, "it names no registry; write registry/repository:tag (docker.io/… for Docker Hub), or ./path:tag for an image layout");
	return {
		kind: "registry",
		...parseReference(bare)
	};
}
function formatLocation(location) {
	if (location.kind === "registry") return formatReference(location);
	const tag = location.tag === void 0 ? "" : `:${location.tag}`;
	const digest = location.digest === void 0 ? "" : `@${location.digest}`;
	return `${resolve(location.path)}${tag}${digest}`;
}
function repositoryOf(location) {
	return {
		...location,
		tag: void 0,
		digest: void 0
	};
}
function sameRepository(a, b) {
	return a.kind === b.kind && formatLocation(repositoryOf(a)) === formatLocation(repositoryOf(b));
}
const defaultTag = "latest";
function withDefaultTag(location) {
	return location.tag === void 0 && location.digest === void 0 ? {
		...location,
		tag: defaultTag
	} : location;
}
function referenceOf(location) {
	return location.digest ?? location.tag ?? "latest";
}
function parseLayout(text, whole) {
	const at = /@(?=sha\d+:[^/\\]*$)/.exec(text)?.index;
	const digest = at === void 0 ? void 0 : parseDigest(text.slice(at + 1));
	const named = at === void 0 ? text : text.slice(0, at);
	const colon = colonBeforeName(named);
	const path = named.slice(0, colon);
	const tag = colon === void 0 ? void 0 : named.slice(colon + 1);
	if (path === "") throw invalid$1(whole, "it has no path; write layout:PATH:tag");
	if (/\p{Cc}/u.test(path)) throw invalid$1(whole, "its path contains a control character");
	if (tag !== void 0 && !isTag(tag) && tagOfFullReference(tag) === void 0) throw invalid$1(whole, `${quoteInput(tag)} ${invalidTagReason(tag)}`);
	return {
		kind: "layout",
		path,
		tag,
		digest
	};
}
function colonBeforeName(text) {
	for (let colon = text.indexOf(":"); colon >= 0; colon = text.indexOf(":", colon + 1)) if (tagOfFullReference(text.slice(colon + 1)) !== void 0) return colon;
	const last = text.lastIndexOf(":");
	return last < 0 || /[\\/]/.test(text.slice(last)) ? void 0 : last;
}
function invalid$1(text, problem) {
	return new OciError("REFERENCE_INVALID", `${quoteInput(text)} is not a reference: ${problem}`);
}

// src/archive/byte-source.ts
var ByteSource = class {
	#source;
	#unread = [];
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
		const unread = this.#unread.pop();
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
		if (bytes.byteLength > 0) this.#unread.push(bytes);
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
	async peek(size) {
		const bytes = await this.read(size);
		this.unread(bytes);
		return bytes;
	}
	async close() {
		this.#unread.length = 0;
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
	if (count > uncheckedStreams && source.size < count * minStreamSize) throw new OciError("SIZE_LIMIT", `cannot decompress ${what}: it consists of more than ${uncheckedStreams} compressed streams of fewer than ${minStreamSize} bytes each`);
}
async function* decode(decoder, source, what) {
	let sourceFailure;
	const feeding = feed(decoder, source).catch((error) => {
		sourceFailure = { error };
		decoder.destroy();
	});
	try {
		for await (const chunk of outputOf(decoder)) {
			yield chunk;
			release(chunk);
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
function release(chunk) {
	if (chunk.buffer.byteLength === 1048576 && chunk.byteOffset + chunk.byteLength === 1048576) detachBuffer(chunk);
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
	const reason = messageOf(error);
	const isTruncated = error instanceof Error && error.code === "Z_BUF_ERROR";
	return new OciError("ARCHIVE_INVALID", isTruncated ? `cannot decompress ${what}: it is truncated` : `cannot decompress ${what}: it is damaged: ${printable(reason, 200)}`, { cause: error });
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
		for await (const chunk of decode(createInflateRaw({ chunkSize: decoderChunkSize }), source, what)) {
			crc = crc32(chunk, crc);
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
	let crc = crc32(fixed);
	const read = async (size) => {
		const bytes = await readExactly(source, size, what);
		crc = crc32(bytes, crc);
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
	return new OciError("ARCHIVE_INVALID", `cannot decompress ${what}: invalid gzip file: ${reason}`);
}

// src/archive/unpack/decompress.ts
async function* decompress(content, options = {}) {
	const { maxSize = Infinity, what = "the layer", signal } = options;
	const source = new ByteSource(abortable(content, signal));
	try {
		const compression = options.compression ?? await detect(source);
		let size = 0;
		for await (const chunk of decoders[compression](source, what)) {
			size += chunk.byteLength;
			if (size > maxSize) throw new OciError("SIZE_LIMIT", `cannot decompress ${what}: it is larger than the limit of ${maxSize} bytes`);
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
	return isZstdMagic(magic) ? "zstd" : "none";
}
async function* unzstd(source, what) {
	for (let frame = 1;; frame++) {
		rejectTinyStreams(frame, source, what);
		const magic = await source.peek(4);
		if (magic.byteLength === 0 && frame > 1) return;
		if (!isZstdMagic(magic) && !isSkippableMagic(magic)) throw new OciError("ARCHIVE_INVALID", `cannot decompress ${what}: invalid zstd file: ${frame === 1 ? "it does not begin with the magic number of zstd" : "other bytes follow its end"}`);
		yield* decode(createZstdDecompress({ chunkSize: decoderChunkSize }), source, what);
	}
}
function isZstdMagic(bytes) {
	return bytes[0] === 40 && bytes[1] === 181 && bytes[2] === 47 && bytes[3] === 253;
}
function isSkippableMagic(bytes) {
	return bytes[0] !== void 0 && (bytes[0] & 240) === 80 && bytes[1] === 42 && bytes[2] === 77 && bytes[3] === 24;
}

// src/layout/repository.ts
var LayoutRepository = class LayoutRepository {
	[repositoryBrand] = true;
	#folder;
	#view;
	#title;
	constructor(folder, title = folder.path) {
		this.#folder = folder;
		this.#title = title;
		this.#view = new RepositoryView(folder, anyNames, `the image layout ${title}`);
	}
	static async open(path, options = {}) {
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
			throw errnoOf(error) === "ENOENT" ? other.#view.blobUnknown(target.digest) : fileSystemError(error, `link ${target.digest} from ${other.path}`);
		}
	}
	async verifyInBackground(target, options = {}) {
		throwIfAborted(options.signal);
		await this.#folder.blobs.verifyInBackground(target.digest, options.signal);
	}
	async isVerified(target, options = {}) {
		throwIfAborted(options.signal);
		return this.#folder.blobs.isVerified(target.digest);
	}
	async fetch(target, options = {}) {
		throwIfAborted(options.signal);
		if (isManifestMediaType(target.mediaType)) return this.#view.openManifest(target, options);
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
		throwIfAborted(options.signal);
		if (await this.#folder.blobs.sizeAndTouch(target.digest) !== target.size) return false;
		if (!isManifestMediaType(target.mediaType)) return true;
		return await this.#view.find(target.digest, options) !== void 0;
	}
	async push(expected, body, options = {}) {
		this.#checkWrite(options);
		if (!isManifestMediaType(expected.mediaType)) {
			await this.#folder.blobs.put(expected, body, options.signal);
			return;
		}
		const bytes = await collect(body(), maxManifestBytes, `the manifest ${expected.digest}`);
		if (bytes.byteLength !== expected.size) throw new OciError("SIZE_INVALID", `cannot push the manifest ${expected.digest}: it has ${bytes.byteLength} bytes, not ${expected.size}`);
		await this.#view.push(bytes, expected.mediaType, expected.digest, options.tags ?? [], options);
	}
	async resolve(reference, options = {}) {
		throwIfAborted(options.signal);
		if (!isDigest(reference)) return this.#view.resolveTag(reference, options);
		const manifest = await this.#view.find(reference, options);
		if (manifest !== void 0) return manifest;
		const size = await this.#folder.blobs.sizeAndTouch(reference);
		if (size === void 0) throw this.#view.manifestUnknown(reference);
		return {
			mediaType: mediaTypeOctetStream,
			digest: reference,
			size
		};
	}
	async tag(target, reference, options = {}) {
		this.#checkWrite(options);
		if (!isManifestMediaType(target.mediaType)) throw notManifestError(target, `cannot tag a ${printable(target.mediaType, 200)} as "${printable(reference, 200)}": only manifests have tags`);
		await this.#view.tag(target, reference, options);
	}
	async untag(reference, options = {}) {
		this.#checkWrite(options);
		await this.#view.untag(reference, options);
	}
	async *tags(options = {}) {
		yield* pageOf(await this.#view.tags(options), options);
	}
	async manifests(options = {}) {
		throwIfAborted(options.signal);
		return this.#view.manifests(options);
	}
	async select(name, options = {}) {
		try {
			await this.resolve(name ?? "latest", options);
			return name ?? "latest";
		} catch (error) {
			if (!isOciError(error, "MANIFEST_UNKNOWN", "TAG_INVALID")) throw error;
			const manifests = await this.manifests(options);
			const only = name === void 0 ? onlyManifest(manifests) : void 0;
			if (only !== void 0) return only.names.length === 1 ? only.names[0] ?? "" : only.descriptor.digest;
			throw new OciError(error.code, `${error.message}; ${describeManifests(manifests, this.#title)}`, { detail: error.detail });
		}
	}
	async predecessors(node, options = {}) {
		throwIfAborted(options.signal);
		return this.#view.predecessors(node.digest, options);
	}
	async mount(target, fromRepository, options = {}) {
		throwIfAborted(options.signal);
		throw new OciError("UNSUPPORTED", `cannot mount ${target.digest} from ${printable(fromRepository, 300)}: an image layout is one repository; push the bytes`);
	}
	async delete(target, options = {}) {
		this.#checkWrite(options);
		if (isManifestMediaType(target.mediaType)) await this.#view.delete(target.digest, options);
		else await this.#view.deleteBlob(target.digest, options);
	}
	async gc(options) {
		this.#folder.checkWritable();
		return collectGarbage(this.#folder, options);
	}
	scrub(options) {
		return scrub(this.#folder, options);
	}
	tidy() {
		return this.#folder.tidy();
	}
	pending() {
		return this.#folder.pending();
	}
	#checkWrite(options) {
		throwIfAborted(options.signal);
		this.#folder.checkWritable();
	}
};

export { formatLocation as a, repositoryOf as c, defaultTag as i, sameRepository as l, decompress as n, parseLocation as o, ByteSource as r, referenceOf as s, LayoutRepository as t, withDefaultTag as u };