import { c as messageOf, f as printable, o as isOciError, t as OciError, u as throwIfAborted } from "./error.js";
import { C as Digester, D as isDigest, E as digestOf, O as parseDigest, S as mediaTypeOfContentType, T as digestHex, a as optionalString, c as plainDescriptor, f as manifestKind, g as mediaTypeImageIndex, i as isRecord, o as parseAnnotations, s as parseDescriptor, u as isManifestMediaType, w as digestAlgorithm, x as mediaTypeOctetStream } from "./descriptor.js";
import { c as isRepositoryName, i as checkTag, l as isTag } from "./reference.js";
import { n as anySignal, r as untilAborted, t as abortable } from "./abortable.js";
import { a as syncDirectory, c as errnoOf, i as renameOver, l as fileSystemError, s as _usingCtx, t as LockFile, u as isMissing } from "./lock-file.js";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { link, lstat, mkdir, open, opendir, readdir, rm, rmdir, utimes } from "node:fs/promises";
import { constants as constants$1 } from "node:fs";
import { SHARE_ENV, Worker } from "node:worker_threads";

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

// src/spec/json.ts
function encodeJson(value) {
	return new TextEncoder().encode(encodeValue(value, false));
}
function encodeValue(value, sorted) {
	if (Array.isArray(value)) return `[${value.map((item) => encodeValue(item, false)).join(",")}]`;
	if (typeof value === "object" && value !== null) {
		const members = Object.entries(value).filter(([, member]) => member !== void 0);
		if (sorted) members.sort(([a], [b]) => compareBytes(a, b));
		return `{${members.map(([key, member]) => `${encodeString(key)}:${encodeValue(member, key === "annotations")}`).join(",")}}`;
	}
	return typeof value === "string" ? encodeString(value) : JSON.stringify(value);
}
function encodeString(text) {
	return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, "0"));
}

// src/spec/manifest.ts
const maxManifestBytes = 4194304;
function parseManifest(bytes, mediaType) {
	const body = parseObject(bytes);
	const own = optionalString(body["mediaType"], "the manifest's mediaType");
	const said = saidMediaType(mediaType);
	if (said !== void 0 && own !== void 0 && own !== said) throw invalid(`it says mediaType "${printable(own, 200)}" but was announced as "${printable(said, 200)}"`);
	const type = said ?? own ?? inferred(body);
	const kind = type === void 0 ? void 0 : manifestKind(type);
	if (type === void 0 || kind === void 0) throw invalid(`its media type "${printable(type ?? "", 200)}" is not one of a manifest`);
	checkShape(body, kind);
	const shared = {
		mediaType: type,
		artifactType: optionalString(body["artifactType"], "artifactType"),
		subject: body["subject"] === void 0 || body["subject"] === null ? void 0 : parseDescriptor(body["subject"], "subject"),
		annotations: parseAnnotations(body["annotations"], "the manifest")
	};
	switch (kind) {
		case "manifest": return {
			kind,
			...shared,
			config: parseDescriptor(body["config"], "config"),
			layers: descriptors(body, "layers")
		};
		case "index": return {
			kind,
			...shared,
			manifests: descriptors(body, "manifests")
		};
		case "artifact": return {
			kind,
			...shared,
			blobs: descriptors(body, "blobs")
		};
	}
}
function successorsOf(manifest) {
	const subject = manifest.subject === void 0 ? [] : [manifest.subject];
	switch (manifest.kind) {
		case "manifest": return [
			...subject,
			manifest.config,
			...manifest.layers
		];
		case "index": return [...subject, ...manifest.manifests];
		case "artifact": return [...subject, ...manifest.blobs];
	}
}
function requiredContentOf(manifest) {
	return successorsOf({
		...manifest,
		subject: void 0
	});
}
function artifactTypeOf(manifest) {
	if (manifest.artifactType !== void 0 && manifest.artifactType !== "") return manifest.artifactType;
	return manifest.kind === "manifest" ? manifest.config.mediaType : void 0;
}
function saidMediaType(mediaType) {
	const bare = mediaTypeOfContentType(mediaType);
	return bare === "application/json" || bare === "application/octet-stream" || bare === "text/plain" ? void 0 : bare;
}
function inferred(body) {
	if (body["schemaVersion"] !== 2) return void 0;
	if (Array.isArray(body["manifests"])) return "application/vnd.oci.image.index.v1+json";
	return isRecord(body["config"]) ? "application/vnd.oci.image.manifest.v1+json" : void 0;
}
function checkShape(body, kind) {
	const has = (key) => body[key] !== void 0;
	if (kind !== "artifact" && body["schemaVersion"] !== 2) throw invalid("its schemaVersion is not 2");
	if (has("manifests") && (has("layers") || has("config"))) throw invalid("it has \"manifests\" beside \"layers\" or \"config\", so readers may disagree about what it is");
	if (kind === "index" && !has("manifests")) throw invalid("it is an index without \"manifests\"");
	if (kind === "manifest" && has("manifests")) throw invalid("it is an image manifest with \"manifests\"");
	if (kind === "manifest" && (!has("config") || !has("layers"))) throw invalid("it is an image manifest without \"config\" or \"layers\"");
}
function descriptors(body, key) {
	const value = body[key];
	if (value === void 0 || value === null) return [];
	if (!Array.isArray(value)) throw invalid(`"${key}" is not a list`);
	return value.map((item, index) => parseDescriptor(item, `${key}[${index}]`));
}
function parseObject(bytes) {
	let value;
	try {
		value = JSON.parse(new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes));
	} catch {
		throw invalid("it is not JSON");
	}
	if (!isRecord(value)) throw invalid("it is not a JSON object");
	return value;
}
function invalid(problem) {
	return new OciError("MANIFEST_INVALID", `the manifest is refused: ${problem}`);
}

// src/spec/pushed-manifest.ts
function checkPushedManifest(content, mediaType, digest, tags = []) {
	if (content.byteLength > 4194304) throw new OciError("SIZE_LIMIT", `the manifest has ${content.byteLength} bytes; a registry takes ${maxManifestBytes} at most`);
	for (const tag of tags) checkTag(tag);
	const algorithm = digest === void 0 ? "sha256" : digestAlgorithm(parseDigest(digest));
	const actual = digestOf(content, algorithm);
	if (digest !== void 0 && digest !== actual) throw new OciError("DIGEST_INVALID", `the manifest was announced as ${digest}, but what was sent hashes to ${actual}`);
	const manifest = parseManifest(content, mediaType);
	return {
		manifest,
		descriptor: {
			mediaType: manifest.mediaType,
			digest: actual,
			size: content.byteLength
		}
	};
}
function contentToRequire(manifest, allowSparse) {
	if (allowSparse) return [];
	return requiredContentOf(manifest).filter((descriptor) => descriptor.urls === void 0 || descriptor.urls.length === 0);
}
function missingContentError(repository, manifest, missing) {
	return new OciError("MANIFEST_BLOB_UNKNOWN", `the manifest ${manifest.digest} refers to ${missing.digest}, which is not in ${repository}; push that first`, { detail: { digest: missing.digest } });
}
function referrerDescriptor(descriptor, manifest) {
	return {
		...plainDescriptor(descriptor),
		artifactType: artifactTypeOf(manifest),
		annotations: manifest.annotations
	};
}

// src/concurrency/for-each-concurrent.ts
async function forEachConcurrent(items, limit, work, signal) {
	const stop = new AbortController();
	const inner = anySignal(stop.signal, signal);
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

// src/concurrency/mutex.ts
var Semaphore = class {
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
var KeyedMutex = class {
	#tails = /* @__PURE__ */ new Map();
	async run(key, work, signal) {
		const before = this.#tails.get(key) ?? Promise.resolve();
		const { promise: tail, resolve: release } = Promise.withResolvers();
		this.#tails.set(key, tail);
		try {
			await untilAborted(before, signal);
			return await work();
		} finally {
			before.then(() => {
				if (this.#tails.get(key) === tail) this.#tails.delete(key);
				release();
			});
		}
	}
};

// src/streams/body.ts
function borrowedChunks$1(content) {
	return content.borrowed?.() ?? (typeof content === "function" ? content() : content);
}
function withVerification(chunks, verifies) {
	return {
		[Symbol.asyncIterator]: () => chunks[Symbol.asyncIterator](),
		get verifies() {
			return verifies();
		}
	};
}
async function* once(bytes) {
	if (bytes.byteLength > 0) yield bytes;
}

// src/streams/buffer-pool.ts
var BufferPool = class {
	size;
	#make;
	#idle = [];
	constructor(size, make = (bytes) => Buffer.allocUnsafeSlow(bytes)) {
		this.size = size;
		this.#make = make;
	}
	take() {
		return this.#idle.pop() ?? this.#make(this.size);
	}
	release(...buffers) {
		for (const buffer of buffers) if (this.#idle.length < maxIdle) this.#idle.push(buffer);
	}
};
const maxIdle = 8;

// src/streams/collect.ts
async function collect(content, limit, what) {
	const chunks = [];
	let size = 0;
	for await (const chunk of content) {
		size += chunk.byteLength;
		if (size > limit) throw new OciError("SIZE_LIMIT", `${what} is over the limit of ${limit} bytes`);
		chunks.push(chunk);
	}
	return chunks.length === 1 && chunks[0] !== void 0 ? chunks[0] : Buffer.concat(chunks, size);
}

// src/streams/detach-buffer.ts
function detachBuffer({ buffer }) {
	if (buffer.byteLength > 2 * Buffer.poolSize) detach(buffer);
}
function detachWholeBuffer({ buffer, byteLength }) {
	if (byteLength > 0 && buffer.byteLength === byteLength) detach(buffer);
}
function detach(buffer) {
	if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

// src/streams/hash-worker.ts
const program = `
const { createHash } = require('node:crypto');
const { closeSync, constants, openSync, readSync } = require('node:fs');
const { parentPort, receiveMessageOnPort, workerData: { algorithm, counters, path } } = require('node:worker_threads');
const hash = createHash(algorithm);
if (path === undefined) hashMessages();
else hashFile();
parentPort.postMessage(hash.digest('hex'));
function hashMessages() {
  for (let done = 0; ; ) {
    Atomics.wait(counters, 0, done);
    const { message } = receiveMessageOnPort(parentPort);
    if (message === 'digest') return;
    hash.update(message);
    Atomics.store(counters, 1, ++done);
    Atomics.notify(counters, 1);
  }
}
function hashFile() {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW || 0));
  const chunk = Buffer.allocUnsafeSlow(1024 * 1024);
  for (let size = 0; (size = readSync(file, chunk)) > 0; ) hash.update(chunk.subarray(0, size));
  closeSync(file);
}
`;
function startWorker(workerData) {
	return new Worker(program, {
		eval: true,
		execArgv: [],
		env: SHARE_ENV,
		workerData
	});
}
async function hashFileInWorker(path, algorithm, signal) {
	const worker = startWorker({
		algorithm,
		path
	});
	try {
		const { promise, resolve, reject } = Promise.withResolvers();
		worker.once("message", resolve).once("error", reject).once("exit", () => reject(workerEnded()));
		return parseDigest(`${algorithm}:${await untilAborted(promise, signal)}`);
	} catch (error) {
		if (signal?.aborted === true) throw error;
		throw new OciError("FILE_SYSTEM", `cannot hash ${path}: ${messageOf(error)}`, { cause: error });
	} finally {
		await worker.terminate();
	}
}
const sentChunks = 0;
const hashedChunks = 1;
var HashWorker = class HashWorker {
	static running = 0;
	#algorithm;
	#worker;
	#counters;
	#disposed = false;
	#reject;
	#failure;
	#copies = new Uint8Array(new SharedArrayBuffer(0));
	constructor(algorithm, worker, counters) {
		this.#algorithm = algorithm;
		this.#worker = worker;
		this.#counters = counters;
		const fail = (error) => {
			this.#failure ??= { error };
			this.#reject?.(this.#failure.error);
		};
		HashWorker.running++;
		worker.once("error", fail).once("exit", () => fail(workerEnded()));
	}
	static start(algorithm) {
		const counters = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
		try {
			return new HashWorker(algorithm, startWorker({
				algorithm,
				counters
			}), counters);
		} catch {
			return;
		}
	}
	update(chunk) {
		const updating = this.#request((resolve) => {
			const before = this.#send(chunk.buffer instanceof SharedArrayBuffer ? chunk : this.#copy(chunk));
			const waiting = Atomics.waitAsync(this.#counters, hashedChunks, before);
			if (waiting.async) waiting.value.then(() => resolve());
			else resolve();
		});
		updating.catch(() => void 0);
		return updating;
	}
	digest() {
		return this.#request((resolve) => {
			this.#worker.once("message", (hex) => resolve(parseDigest(`${this.#algorithm}:${hex}`)));
			this.#send("digest");
		});
	}
	[Symbol.dispose]() {
		if (!this.#disposed) HashWorker.running--;
		this.#disposed = true;
		this.#worker.terminate();
	}
	#request(send) {
		return new Promise((resolve, reject) => {
			if (this.#failure !== void 0) throw this.#failure.error;
			this.#reject = reject;
			send(resolve);
		});
	}
	#send(message) {
		this.#worker.postMessage(message);
		const before = Atomics.add(this.#counters, sentChunks, 1);
		Atomics.notify(this.#counters, sentChunks);
		return before;
	}
	#copy(chunk) {
		if (this.#copies.byteLength < chunk.byteLength) this.#copies = new Uint8Array(new SharedArrayBuffer(chunk.byteLength));
		this.#copies.set(chunk);
		return this.#copies.subarray(0, chunk.byteLength);
	}
};
function workerEnded() {
	return /* @__PURE__ */ new Error("the worker ended early");
}

// src/streams/verify.ts
const codes = {
	store: {
		size: "SIZE_MISMATCH",
		digest: "DIGEST_MISMATCH"
	},
	sender: {
		size: "SIZE_INVALID",
		digest: "DIGEST_INVALID"
	}
};
async function* verified(content, expected, what, blame = "store") {
	let digester = new Digester(digestAlgorithm(expected.digest));
	let size = 0;
	let mismatch;
	const verifyDigest = () => {
		const actual = digester?.digest() ?? expected.digest;
		digester = void 0;
		if (actual !== expected.digest) mismatch ??= new OciError(codes[blame].digest, `${what} hashes to ${actual}, not to ${expected.digest}`);
	};
	for await (const chunk of content) {
		if (size === 0 && content.verifies === expected.digest) digester = void 0;
		digester?.update(chunk);
		size += chunk.byteLength;
		if (size > expected.size) throw new OciError(codes[blame].size, `${what} has more than the ${expected.size} bytes announced`);
		if (size === expected.size) verifyDigest();
		if (mismatch === void 0) yield chunk;
	}
	if (size < expected.size) throw new OciError(codes[blame].size, `${what} ended after ${size} of ${expected.size} bytes`);
	verifyDigest();
	if (mismatch !== void 0) throw mismatch;
}

// src/fs/read-file.ts
const chunkSize = 262144;
const borrowedChunks = new BufferPool(524288);
async function* readRange(handle, start, end, what) {
	for (let position = start; position < end;) {
		const chunk = await readAt(handle, Buffer.allocUnsafeSlow(Math.min(chunkSize, end - position)), position, end, what);
		position += chunk.byteLength;
		if (chunk.byteLength === 0) {
			if (end === Infinity) return;
			throw endedEarly(what, position - start, end - start);
		}
		yield chunk;
	}
}
async function* readRangeBorrowed(handle, start, end, what) {
	let [buffer, next] = [borrowedChunks.take(), borrowedChunks.take()];
	let reading = readAt(handle, buffer, start, end, what);
	try {
		for (let position = start; position < end;) {
			const chunk = await reading;
			position += chunk.byteLength;
			if (chunk.byteLength === 0) {
				if (end === Infinity) break;
				throw endedEarly(what, position - start, end - start);
			}
			if (position < end) reading = readAt(handle, next, position, end, what);
			yield chunk;
			[buffer, next] = [next, buffer];
		}
		borrowedChunks.release(buffer, next);
	} finally {
		reading.catch(() => void 0);
	}
}
async function readAt(handle, buffer, position, end, what) {
	try {
		const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.byteLength, end - position), position);
		return buffer.subarray(0, bytesRead);
	} catch (error) {
		throw fileSystemError(error, `read ${what}`);
	}
}
function endedEarly(what, read, size) {
	return new OciError("SIZE_MISMATCH", `${what} ended after ${read} of ${size} bytes`);
}

// src/registry/blob-reader.ts
const defaultReadLimit = 67108864;
const sliceSize = 262144;
function blobReader(descriptor, content, options = {}) {
	return new ContentReader(descriptor, content, options);
}
function bytesReader(descriptor, bytes, options) {
	return new BytesReader(descriptor, bytes, options?.signal);
}
function observeReader(reader, onChunk) {
	const observe = async function* (chunks) {
		for await (const chunk of chunks) {
			onChunk(chunk);
			yield chunk;
		}
	};
	return blobReader(reader.descriptor, observe(reader), {
		free: () => reader.close(),
		borrowed: () => {
			const chunks = reader.borrowed();
			return withVerification(observe(chunks), () => chunks.verifies);
		}
	});
}
var BaseReader = class {
	descriptor;
	constructor(descriptor) {
		this.descriptor = descriptor;
	}
	stream() {
		return ReadableStream.from(this);
	}
	bytes({ limit = defaultReadLimit } = {}) {
		return collect(this, limit, this.descriptor.digest);
	}
	async text(options) {
		return new TextDecoder().decode(await this.bytes(options));
	}
	async json(options) {
		return JSON.parse(await this.text(options));
	}
	[Symbol.asyncDispose]() {
		return this.close();
	}
};
var ContentReader = class extends BaseReader {
	#content;
	#options;
	#iterator;
	#closed = false;
	constructor(descriptor, content, options) {
		super(descriptor);
		this.#content = content;
		this.#options = options;
	}
	borrowed() {
		const chunks = this.#options.borrowed?.() ?? holdBackLast(this.#content);
		return withVerification(this.#read(chunks), () => chunks.verifies);
	}
	async close() {
		if (this.#closed) return;
		this.#closed = true;
		await this.#options.free?.();
		await this.#iterator?.return?.();
	}
	[Symbol.asyncIterator]() {
		return this.#read(this.#content);
	}
	async *#read(content) {
		if (this.#iterator !== void 0 || this.#closed) throw readTwice();
		const iterator = content[Symbol.asyncIterator]();
		this.#iterator = iterator;
		try {
			for (;;) {
				const step = await iterator.next();
				if (this.#isClosed()) throw closedEarly(this.descriptor);
				if (step.done === true) return;
				yield step.value;
			}
		} finally {
			await this.close();
		}
	}
	#isClosed() {
		return this.#closed;
	}
};
var BytesReader = class extends BaseReader {
	cached;
	#signal;
	#state = "fresh";
	constructor(descriptor, bytes, signal) {
		super(descriptor);
		this.cached = bytes;
		this.#signal = signal;
	}
	borrowed() {
		const { digest, size } = this.descriptor;
		return withVerification(this.#slices(), () => size === this.cached.byteLength ? digest : void 0);
	}
	async close() {
		this.#state = "closed";
	}
	async *[Symbol.asyncIterator]() {
		for await (const slice of this.#slices()) yield Uint8Array.from(slice);
	}
	async *#slices() {
		if (this.#state !== "fresh") throw readTwice();
		this.#state = "reading";
		for (let start = 0; start < this.cached.byteLength; start += sliceSize) {
			this.#throwIfStopped();
			yield this.cached.subarray(start, start + sliceSize);
		}
		this.#throwIfStopped();
		this.#state = "closed";
	}
	#throwIfStopped() {
		throwIfAborted(this.#signal);
		if (this.#state === "closed") throw closedEarly(this.descriptor);
	}
};
async function* holdBackLast(content) {
	let held;
	for await (const chunk of content) {
		if (held !== void 0) yield held;
		held = chunk;
	}
	if (held !== void 0) yield held;
}
function readTwice() {
	return /* @__PURE__ */ new TypeError("a BlobReader can be read only once");
}
function closedEarly({ digest }) {
	return new OciError("ABORTED", `the reader of ${digest} was closed before the end of the content`);
}

// src/registry/page.ts
function sortNames(names) {
	return [...new Set(names)].sort(compareBytes);
}
function pageOf(names, page) {
	const start = page.startAfter === void 0 ? 0 : firstAfter(names, page.startAfter);
	return names.slice(start, page.limit === void 0 ? void 0 : start + Math.max(0, page.limit));
}
function firstAfter(names, name) {
	let [low, high] = [0, names.length];
	while (low < high) {
		const middle = low + high >>> 1;
		if (compareBytes(names[middle] ?? "", name) > 0) high = middle;
		else low = middle + 1;
	}
	return low;
}
function endOfRange(size, start, end, what) {
	if (!(Number.isSafeInteger(start) && (end === void 0 || Number.isSafeInteger(end) || end === Infinity)) || start < 0 || start >= size || end !== void 0 && end <= start) throw new OciError("RANGE_INVALID", `cannot read bytes ${start} to ${end ?? "the end"} of ${what}: it has ${size} bytes`);
	return Math.min(end ?? size, size);
}

// src/layout/plain-file.ts
async function statPlainFile(path) {
	let found;
	try {
		found = await lstat(path);
	} catch (error) {
		if (isMissing(error)) return void 0;
		throw fileSystemError(error, `look at ${path}`);
	}
	if (found.isFile()) return found;
	throw notPlain(path, found.isSymbolicLink() ? "a symbolic link" : "not a file");
}
async function openPlainFile(path) {
	return await statPlainFile(path) === void 0 ? void 0 : openSeenFile(path);
}
async function openSeenFile(path) {
	let handle;
	try {
		handle = await open(path, constants$1.O_RDONLY | (constants$1.O_NOFOLLOW ?? 0));
	} catch (error) {
		if (isMissing(error)) return void 0;
		throw fileSystemError(error, `read ${path}`);
	}
	try {
		const stats = await handle.stat({ bigint: true });
		if (!stats.isFile()) throw notPlain(path, "not a file");
		return {
			handle,
			stats,
			size: Number(stats.size)
		};
	} catch (error) {
		await handle.close();
		throw fileSystemError(error, `read ${path}`);
	}
}
async function readPlainFile(path, limit) {
	try {
		var _usingCtx$5 = _usingCtx();
		const file = await openPlainFile(path);
		if (file === void 0) return void 0;
		const handle = _usingCtx$5.a(file.handle);
		return await collect(readRange(handle, 0, Math.min(file.size, limit + 1), path), limit, path);
	} catch (_) {
		_usingCtx$5.e = _;
	} finally {
		await _usingCtx$5.d();
	}
}
function notPlain(path, what) {
	return new OciError("FILE_SYSTEM", `${path} is ${what}; an image layout holds plain files only, so it is not used`);
}

// src/layout/file-state.ts
const coarseMs = 100;
function fileState(stats) {
	const { ino, size, mtimeNs, ctimeNs } = stats;
	return {
		size: Number(size),
		mtimeMs: Number(stats.mtimeMs),
		mtimeNs,
		inode: ino,
		mark: `${ino} ${size} ${mtimeNs} ${ctimeNs}`
	};
}
function isSettled(state, nowMs) {
	return nowMs - state.mtimeMs >= 100;
}
var StatCoalescer = class {
	#waiting = /* @__PURE__ */ new Map();
	state(path) {
		const waiting = this.#waiting.get(path);
		if (waiting !== void 0) return waiting;
		const look = new Promise((resolve, reject) => {
			setImmediate(() => {
				this.#waiting.delete(path);
				fingerprint(path).then(resolve, reject);
			});
		});
		this.#waiting.set(path, look);
		return look;
	}
};
async function fingerprint(path) {
	let stats;
	try {
		stats = await lstat(path, { bigint: true });
	} catch (error) {
		if (isMissing(error)) return void 0;
		throw fileSystemError(error, `look at ${path}`);
	}
	if (!stats.isFile()) throw notPlain(path, stats.isSymbolicLink() ? "a symbolic link" : "not a file");
	return fileState(stats);
}

// src/layout/blob-reading.ts
const smallBytes = 262144;
var BlobReading = class {
	damaged = /* @__PURE__ */ new Set();
	#now;
	#looks;
	#known;
	constructor(options) {
		this.#now = options.now;
		this.#looks = options.looks;
		this.#known = options.known;
	}
	async open(path, digest, options) {
		throwIfAborted(options.signal);
		const seen = await this.#looks.state(path);
		if (seen === void 0) return void 0;
		const known = options.fresh === true ? void 0 : this.#known.find(path, seen.mark, this.#now());
		if (known?.bytes !== void 0) return this.#readBytes(digest, known.bytes, options);
		const file = await openSeenFile(path);
		if (file === void 0) return void 0;
		try {
			return await this.#read(path, digest, file, options, known !== void 0 && known.mark === fileState(file.stats).mark);
		} catch (error) {
			await file.handle.close();
			throw error;
		}
	}
	#readBytes(digest, bytes, options) {
		const { descriptor, start, end } = extentOf(digest, bytes.byteLength, options);
		return bytesReader(descriptor, end - start === bytes.byteLength ? bytes : bytes.subarray(start, end), options);
	}
	async #read(path, digest, file, options, trusted) {
		const { handle, size } = file;
		const { descriptor, start, end, what } = extentOf(digest, size, options);
		const free = () => handle.close();
		const isRange = options.start !== void 0;
		const read = (range) => {
			const chunks = range(handle, start, end, what);
			const checked = trusted || isRange ? chunks : this.#checked(chunks, path, descriptor, file);
			return abortable(checked, options.signal);
		};
		if (trusted || isRange || size > 262144) return blobReader(descriptor, read(readRange), {
			free,
			borrowed: () => withVerification(read(readRangeBorrowed), () => isRange ? void 0 : digest)
		});
		try {
			const bytes = await collect(read(readRange), size, what);
			this.#remember(path, file, bytes);
			await free();
			return bytesReader(descriptor, bytes, options);
		} catch (error) {
			if (!isDamage(error)) throw error;
			return blobReader(descriptor, failing(error), { free });
		}
	}
	#remember(path, { stats }, bytes) {
		const state = fileState(stats);
		if (isSettled(state, this.#now())) this.#known.keep(path, {
			mark: state.mark,
			bytes,
			checkedMs: this.#now()
		});
	}
	async known(path) {
		const state = await fingerprint(path);
		return state !== void 0 && this.#known.find(path, state.mark, this.#now()) !== void 0 ? state : void 0;
	}
	async noteWritten(path, written) {
		const state = await fingerprint(path);
		if (state === void 0 || state.inode !== written.inode || state.size !== written.size || state.mtimeNs !== written.mtimeNs) return;
		if (isSettled(state, this.#now())) this.#known.keep(path, {
			mark: state.mark,
			bytes: void 0,
			checkedMs: this.#now()
		});
	}
	async verifyInBackground(path, digest, signal) {
		const before = await fingerprint(path);
		if (before !== void 0 && await hashFileInWorker(path, digestAlgorithm(digest), signal) === digest) await this.noteWritten(path, before);
	}
	async *#checked(content, path, descriptor, file) {
		try {
			yield* verified(content, descriptor, `the blob ${descriptor.digest}`);
			if (file.size > 262144) this.#remember(path, file, void 0);
		} catch (error) {
			if (isDamage(error)) this.damaged.add(descriptor.digest);
			throw error;
		}
	}
};
function extentOf(digest, size, options) {
	const what = `the blob ${digest}`;
	if (options.size !== void 0 && options.size !== size) throw new OciError("SIZE_MISMATCH", `${what} has ${size} bytes, not ${options.size}`);
	const { start = 0, mediaType = mediaTypeOctetStream } = options;
	return {
		descriptor: {
			mediaType,
			digest,
			size
		},
		start,
		end: options.start === void 0 ? size : endOfRange(size, start, options.end, what),
		what
	};
}
function isDamage(error) {
	return isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH");
}
async function* failing(error) {
	throw error;
}

// src/layout/tail-file.ts
const readSize = 262144;
var GrowingFile = class {
	#path;
	#handle;
	#waiting = /* @__PURE__ */ new Set();
	#size = 0;
	#end;
	#reads = 0;
	#closed;
	constructor(path, handle) {
		this.#path = path;
		this.#handle = handle;
	}
	get size() {
		return this.#size;
	}
	grewTo(size) {
		this.#size = size;
		this.#wake();
	}
	end() {
		this.#end ??= "whole";
		this.#wake();
	}
	fail(error) {
		this.#end ??= { error };
		this.#wake();
	}
	async reaches(size) {
		while (this.#size < size && this.#end === void 0) await this.#change();
		return this.#size >= size && (this.#end ?? "whole") === "whole";
	}
	open(from, signal) {
		return abortable(this.#read(from), signal);
	}
	close() {
		this.#end = { error: /* @__PURE__ */ new Error(`${this.#path} is closed`) };
		this.#wake();
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
			if (this.#end !== void 0 && this.#end !== "whole") throw this.#end.error;
			if (position >= this.#size) return;
			const chunk = await this.#readAt(position, Math.min(readSize, this.#size - position));
			position += chunk.byteLength;
			yield chunk;
		}
	}
	async #readAt(position, size) {
		const buffer = Buffer.allocUnsafeSlow(size);
		this.#reads++;
		try {
			const { bytesRead } = await this.#handle.read(buffer, 0, size, position);
			if (bytesRead === 0) throw new Error("it became shorter");
			return buffer.subarray(0, bytesRead);
		} catch (error) {
			throw fileSystemError(error, `read ${this.#path}`);
		} finally {
			this.#reads--;
			this.#wake();
		}
	}
	async #idle() {
		while (this.#reads > 0) await this.#change();
	}
	#change() {
		return new Promise((resolve) => this.#waiting.add(resolve));
	}
	#wake() {
		for (const resolve of this.#waiting) resolve();
		this.#waiting.clear();
	}
};

// src/layout/staged-file.ts
const batchBytes = 1048576;
const directBytes = 262144;
const flushBytes = 67108864;
var StagedFile = class StagedFile {
	path;
	flushesEarly = false;
	#handle;
	#room;
	#watcher;
	#size;
	#flushed = 0;
	#flushing;
	#failure;
	#open = true;
	#keep = false;
	constructor(path, handle, size, room) {
		this.path = path;
		this.#handle = handle;
		this.#room = room;
		this.#size = size;
		this.#flushed = size;
	}
	static async create(directory, room, name = `${process.pid}.${randomBytes(8).toString("hex")}.tmp`) {
		const path = join(directory, name);
		try {
			return new StagedFile(path, await openIn(directory, path), 0, room);
		} catch (error) {
			throw fileSystemError(error, `create a file in ${directory}`);
		}
	}
	static async reopen(path, size, room) {
		try {
			return new StagedFile(path, await open(path, constants$1.O_WRONLY | (constants$1.O_NOFOLLOW ?? 0)), size, room);
		} catch (error) {
			throw fileSystemError(error, `open ${path}`);
		}
	}
	get size() {
		return this.#size;
	}
	async append(chunks) {
		let rest = chunks.filter((chunk) => chunk.byteLength > 0);
		let position = this.#size;
		const bytes = rest.reduce((sum, chunk) => sum + chunk.byteLength, 0);
		if (this.#room !== void 0) await this.#room.take(bytes);
		try {
			while (rest.length > 0) {
				const { bytesWritten } = await this.#handle.writev(rest, position);
				position += bytesWritten;
				rest = behind(rest, bytesWritten);
			}
		} catch (error) {
			this.#room?.give(bytes);
			throw fileSystemError(error, `write ${this.path}`);
		}
		this.#size = position;
		this.#watcher?.grewTo(position);
		if (this.flushesEarly) this.#flush();
	}
	async watched() {
		try {
			this.#watcher = new GrowingFile(this.path, await open(this.path, constants$1.O_RDONLY));
			return this.#watcher;
		} catch (error) {
			throw fileSystemError(error, `read ${this.path}`);
		}
	}
	#flush() {
		if (this.#flushing !== void 0 || this.#size - this.#flushed < flushBytes) return;
		this.#flushed = this.#size;
		this.#flushing = this.#handle.datasync().then(() => {
			this.#flushing = void 0;
		}, (error) => {
			this.#failure = { error };
		});
	}
	async fill(body, chunks = "shared") {
		const owned = chunks === "owned";
		let batch = [];
		let gathered = 0;
		let writing = Promise.resolve();
		try {
			for await (const chunk of body) {
				if (chunks === "borrowed" && chunk.byteLength >= directBytes) {
					await writing;
					await this.append([...batch, chunk]);
					batch = [];
					gathered = 0;
					continue;
				}
				batch.push(chunks === "borrowed" ? Uint8Array.from(chunk) : chunk);
				gathered += chunk.byteLength;
				if (gathered < batchBytes) continue;
				await writing;
				writing = this.#write(batch, owned);
				writing.catch(() => void 0);
				batch = [];
				gathered = 0;
			}
		} catch (error) {
			await writing.catch(() => void 0);
			throw error;
		}
		await writing;
		await this.#write(batch, owned);
	}
	async #write(batch, owned) {
		await this.append(batch);
		if (owned) batch.forEach(detachBuffer);
	}
	async commit(path, sync, backMs = 0) {
		try {
			await this.#flushing;
			if (this.#failure !== void 0) throw this.#failure.error;
			await this.#handle.truncate(this.#size);
			if (backMs > 0) {
				const { atimeMs, mtimeMs } = await this.#handle.stat();
				await this.#handle.utimes(new Date(atimeMs), new Date(mtimeMs - backMs));
			}
			if (sync) await this.#handle.sync();
			const state = fileState(await this.#handle.stat({ bigint: true }));
			await this.#close();
			await renameOver(this.path, path);
			this.#keep = true;
			return state;
		} catch (error) {
			throw fileSystemError(error, `write ${path}`);
		}
	}
	async keep() {
		this.#keep = true;
		await this.#close();
	}
	async [Symbol.asyncDispose]() {
		await this.#close();
		if (!this.#keep && await removeFile(this.path)) this.#room?.give(this.#size);
		this.#keep = true;
	}
	async #close() {
		if (!this.#open) return;
		this.#open = false;
		await this.#flushing;
		await this.#handle.close();
	}
};
async function removeFile(path) {
	try {
		await rm(path);
		return true;
	} catch (error) {
		if (isMissing(error)) return false;
		throw fileSystemError(error, `delete ${path}`);
	}
}
const openTries = 50;
async function openIn(directory, path) {
	for (let attempt = 1;; attempt++) try {
		await mkdir(directory, { recursive: true });
		return await open(path, "wx");
	} catch (error) {
		if (errnoOf(error) !== "ENOENT" || attempt === openTries) throw error;
	}
}
function behind(chunks, count) {
	const left = [];
	let skip = count;
	for (const chunk of chunks) {
		if (skip >= chunk.byteLength) {
			skip -= chunk.byteLength;
			continue;
		}
		left.push(skip > 0 ? chunk.subarray(skip) : chunk);
		skip = 0;
	}
	return left;
}

// src/layout/blob-files.ts
const touchAfterMs = 6e5;
const algorithms = ["sha256", "sha512"];
var BlobFiles = class {
	#root;
	#staging;
	sync;
	#now;
	#looks;
	#reading;
	#room;
	#unsynced = /* @__PURE__ */ new Set();
	constructor(folder, staging, options) {
		this.#root = join(folder, "blobs");
		this.#staging = staging;
		this.sync = options.sync;
		this.#now = options.now;
		this.#looks = options.looks;
		this.#reading = new BlobReading(options);
		this.#room = options.room;
	}
	path(digest) {
		parseDigest(digest);
		return join(this.#root, digestAlgorithm(digest), digestHex(digest));
	}
	async size(digest) {
		return this.#reading.damaged.has(digest) ? void 0 : (await this.#looks.state(this.path(digest)))?.size;
	}
	isDamaged(digest) {
		return this.#reading.damaged.has(digest);
	}
	async sizeToUse(digest) {
		if (this.#reading.damaged.has(digest)) return void 0;
		const state = await this.#looks.state(this.path(digest));
		if (state !== void 0 && this.#now() - state.mtimeMs > touchAfterMs) await this.#touch(digest);
		return state?.size;
	}
	async modified(digest) {
		return (await statPlainFile(this.path(digest)))?.mtimeMs;
	}
	open(digest, options = {}) {
		return this.#reading.open(this.path(digest), digest, options);
	}
	async put(expected, body, signal) {
		try {
			var _usingCtx$4 = _usingCtx();
			const { digest } = expected;
			throwIfAborted(signal);
			if (await this.size(digest) === expected.size && await this.isWhole(digest, signal)) {
				await this.#touch(digest);
				return;
			}
			const staged = _usingCtx$4.a(await StagedFile.create(this.#staging, this.#room));
			staged.flushesEarly = this.sync;
			await staged.fill(abortable(verified(borrowedChunks$1(body), expected, `the blob ${digest}`, "sender"), signal), body.borrowed === void 0 ? "shared" : "borrowed");
			throwIfAborted(signal);
			await this.adopt(staged, digest);
		} catch (_) {
			_usingCtx$4.e = _;
		} finally {
			await _usingCtx$4.d();
		}
	}
	async ingest(content, options) {
		try {
			var _usingCtx3 = _usingCtx();
			const { algorithm, owned, onGrowing, signal } = options;
			throwIfAborted(signal);
			const digester = new Digester(algorithm);
			const hashed = async function* () {
				for await (const chunk of abortable(content, signal)) {
					digester.update(chunk);
					yield chunk;
				}
			};
			const staged = _usingCtx3.a(await StagedFile.create(this.#staging, this.#room));
			staged.flushesEarly = this.sync;
			const growing = onGrowing === void 0 ? void 0 : await staged.watched();
			try {
				if (growing !== void 0) onGrowing?.(growing);
				await staged.fill(hashed(), owned === true ? "owned" : "shared");
				throwIfAborted(signal);
				growing?.end();
			} catch (error) {
				growing?.fail(error);
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
		const path = this.path(digest);
		await this.#makeFolder(digest);
		const replaced = this.#room === void 0 ? 0 : ownBytes(await statPlainFile(path));
		const large = staged.size > smallBytes;
		const written = await staged.commit(path, this.sync, large ? 100 : 0);
		this.#room?.give(replaced);
		this.#stored(digest);
		if (large) await this.#reading.noteWritten(path, written);
	}
	async linkFrom(other, digest, size, signal) {
		if (await this.size(digest) === size) return;
		await this.#makeFolder(digest);
		const path = other.path(digest);
		const known = await other.#reading.known(path);
		try {
			await link(path, this.path(digest));
			this.#stored(digest);
			if (known !== void 0) for (const [reading, name] of [[other.#reading, path], [this.#reading, this.path(digest)]]) await reading.noteWritten(name, known);
		} catch (error) {
			if (errnoOf(error) === "ENOENT") throw error;
			const reader = await other.open(digest, { signal });
			if (reader === void 0) throw error;
			await this.put(reader.descriptor, () => reader, signal);
		}
	}
	verifyInBackground(digest, signal) {
		return this.#reading.verifyInBackground(this.path(digest), digest, signal);
	}
	async isKnown(digest) {
		return await this.#reading.known(this.path(digest)) !== void 0;
	}
	async isWhole(digest, signal) {
		const reader = await this.open(digest, {
			signal,
			fresh: true
		});
		if (reader === void 0) return false;
		try {
			for await (const chunk of reader.borrowed());
			return true;
		} catch (error) {
			if (isDamage(error)) return false;
			throw error;
		}
	}
	async remove(digest) {
		const path = this.path(digest);
		const state = await statPlainFile(path);
		if (state === void 0) return false;
		try {
			const removed = await removeFile(path);
			if (removed) this.#room?.give(ownBytes(state));
			return removed;
		} finally {
			this.#reading.damaged.delete(digest);
		}
	}
	async *list() {
		for (const algorithm of algorithms) for await (const entry of entriesOf(join(this.#root, algorithm))) {
			const digest = `${algorithm}:${entry}`;
			if (!isDigest(digest)) continue;
			const state = await statPlainFile(this.path(digest));
			if (state !== void 0) yield {
				digest,
				size: state.size,
				modifiedMs: state.mtimeMs,
				links: state.nlink
			};
		}
	}
	async syncNames() {
		if (!this.sync) return;
		for (const folder of this.#unsynced) {
			this.#unsynced.delete(folder);
			await syncDirectory(folder);
		}
	}
	async #makeFolder(digest) {
		const folder = join(this.#root, digestAlgorithm(digest));
		try {
			await mkdir(folder, { recursive: true });
		} catch (error) {
			throw fileSystemError(error, `make the folder ${folder}`);
		}
	}
	#stored(digest) {
		this.#reading.damaged.delete(digest);
		this.#unsynced.add(join(this.#root, digestAlgorithm(digest)));
	}
	async #touch(digest) {
		const now = new Date(this.#now());
		await utimes(this.path(digest), now, now).catch(() => void 0);
	}
};
async function* entriesOf(folder) {
	try {
		for await (const entry of await opendir(folder)) yield entry.name;
	} catch (error) {
		if (!isMissing(error)) throw fileSystemError(error, `list ${folder}`);
	}
}
function ownBytes(state) {
	return state === void 0 || state.nlink > 1 ? 0 : state.size;
}

// src/layout/folders.ts
async function readFolders(path) {
	try {
		return (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
	} catch (error) {
		if (isMissing(error)) return [];
		throw fileSystemError(error, `list ${path}`);
	}
}

// src/layout/graph.ts
const maxRemembered = 2e4;
var Graph = class {
	#blobs;
	#nodes = /* @__PURE__ */ new Map();
	constructor(blobs) {
		this.#blobs = blobs;
	}
	async node(descriptor, signal) {
		const known = this.#nodes.get(descriptor.digest);
		if (known !== void 0) return known;
		const node = await this.#load(descriptor, signal);
		if (node === void 0) return void 0;
		const [oldest] = this.#nodes.keys();
		if (this.#nodes.size >= maxRemembered && oldest !== void 0) this.#nodes.delete(oldest);
		this.#nodes.set(descriptor.digest, node);
		return node;
	}
	async *manifests(roots, options = {}) {
		const seen = /* @__PURE__ */ new Set();
		const waiting = [...roots];
		for (let next = waiting.shift(); next !== void 0; next = waiting.shift()) {
			if (seen.has(next.digest) || !isManifestMediaType(next.mediaType)) continue;
			seen.add(next.digest);
			throwIfAborted(options.signal);
			if (await this.#blobs.modified(next.digest) === void 0) continue;
			const node = await this.node(next, options.signal);
			if (node !== void 0) {
				yield node;
				waiting.push(...node.successors);
			} else if (options.strict === true) throw new OciError("MANIFEST_INVALID", `the manifest ${next.digest} is damaged or malformed, so it cannot be told what it needs; push it again or delete it`);
		}
	}
	async find(roots, digest, signal) {
		const size = await this.#blobs.size(digest);
		if (size === void 0) return void 0;
		const root = roots.find((descriptor) => descriptor.digest === digest && isManifestMediaType(descriptor.mediaType));
		if (root !== void 0) return {
			...plainDescriptor(root),
			size
		};
		const indexes = roots.filter((descriptor) => manifestKind(descriptor.mediaType) === "index");
		for await (const node of this.manifests(indexes, { signal })) {
			if (node.kind !== "index") continue;
			const child = node.successors.find((successor) => successor.digest === digest && isManifestMediaType(successor.mediaType));
			if (child !== void 0) return {
				...plainDescriptor(child),
				size
			};
		}
	}
	async #load(descriptor, signal) {
		const reader = await this.#blobs.open(descriptor.digest, { signal });
		if (reader === void 0) return void 0;
		const plain = {
			...plainDescriptor(descriptor),
			size: reader.descriptor.size
		};
		try {
			const manifest = parseManifest(await collect(reader, maxManifestBytes, `the manifest ${descriptor.digest}`), descriptor.mediaType);
			return {
				referrer: referrerDescriptor(plain, manifest),
				kind: manifest.kind,
				subject: manifest.subject?.digest,
				successors: successorsOf(manifest).map(plainDescriptor)
			};
		} catch (error) {
			if (isOciError(error, "MANIFEST_INVALID", "SIZE_LIMIT", "SIZE_MISMATCH", "DIGEST_MISMATCH")) return void 0;
			throw error;
		} finally {
			await reader.close();
		}
	}
};

// src/layout/index-document.ts
const emptyIndexDocument = {
	entries: [],
	raw: {
		schemaVersion: 2,
		mediaType: mediaTypeImageIndex
	}
};
function parseIndexDocument(bytes, path) {
	let value;
	try {
		value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		throw new OciError("MANIFEST_INVALID", `${path} is not JSON`);
	}
	if (!isRecord(value)) throw new OciError("MANIFEST_INVALID", `${path} is not a JSON object`);
	const { manifests, ...raw } = value;
	if (value["schemaVersion"] !== 2) throw new OciError("MANIFEST_INVALID", `${path} does not have schemaVersion 2`);
	if (manifests !== void 0 && manifests !== null && !Array.isArray(manifests)) throw new OciError("MANIFEST_INVALID", `${path} has "manifests" that are not a list`);
	return {
		raw,
		entries: (manifests ?? []).map((item, index) => parseEntry(item, `${path}: manifests[${index}]`))
	};
}
function encodeIndexDocument(document) {
	return encodeJson({
		...document.raw,
		manifests: document.entries.map((entry) => entry.raw)
	});
}
function taggedEntry(document, names, tag) {
	return document.entries.findLast((entry) => names.tagOf(entry.refName) === tag);
}
function entriesIn(document, names) {
	return document.entries.filter((entry) => names.includes(entry.refName));
}
function withManifest(document, names, descriptor) {
	if (entriesIn(document, names).some((entry) => entry.descriptor.digest === descriptor.digest)) return document;
	return {
		...document,
		entries: [...document.entries, entryOf(descriptor, names.untagged(descriptor.digest))]
	};
}
function withTag(document, names, descriptor, tag) {
	const current = taggedEntry(document, names, tag);
	if (current?.descriptor.digest === descriptor.digest && current.descriptor.size === descriptor.size) return document;
	const cleared = withoutTag(document, names, tag);
	const same = (entry) => entry.descriptor.digest === descriptor.digest && names.includes(entry.refName);
	const model = cleared.entries.find(same);
	const named = model === void 0 ? entryOf(descriptor, names.refName(tag)) : renamed(model, names.refName(tag));
	const entries = cleared.entries.filter((entry) => !(same(entry) && isUntagged(entry, names)));
	return {
		...cleared,
		entries: [...entries, named]
	};
}
function withoutTag(document, names, tag) {
	const entries = [];
	const left = [];
	for (const entry of document.entries) (names.tagOf(entry.refName) === tag ? left : entries).push(entry);
	for (const entry of left) {
		const { digest } = entry.descriptor;
		if (!entries.some((other) => other.descriptor.digest === digest && names.includes(other.refName))) entries.push(renamed(entry, names.untagged(digest)));
	}
	return {
		...document,
		entries
	};
}
function withoutManifest(document, names, digest) {
	return {
		...document,
		entries: document.entries.filter((entry) => entry.descriptor.digest !== digest || !names.includes(entry.refName))
	};
}
function isUntagged(entry, names) {
	return entry.refName === void 0 || entry.refName === names.untagged(entry.descriptor.digest);
}
function parseEntry(value, where) {
	const descriptor = parseDescriptor(value, where);
	return {
		descriptor,
		refName: descriptor.annotations?.[annotationRefName],
		raw: value
	};
}
function entryOf(descriptor, refName) {
	const { mediaType, digest, size } = descriptor;
	return renamed({
		descriptor,
		refName: void 0,
		raw: {
			mediaType,
			digest,
			size
		}
	}, refName);
}
function renamed(entry, refName) {
	const { annotations, ...rest } = entry.raw;
	const { [annotationRefName]: _, ...others } = isRecord(annotations) ? annotations : {};
	const next = refName === void 0 ? others : {
		...others,
		[annotationRefName]: refName
	};
	return {
		descriptor: entry.descriptor,
		refName,
		raw: Object.keys(next).length === 0 ? rest : {
			...rest,
			annotations: next
		}
	};
}

// src/layout/index-file.ts
const maxIndexBytes = 67108864;
var IndexFile = class {
	#path;
	#folder;
	#staging;
	#sync;
	#looks;
	#now;
	#lock;
	#loaded;
	constructor(folder, staging, options) {
		this.#folder = folder;
		this.#path = join(folder, "index.json");
		this.#staging = staging;
		this.#sync = options.sync;
		this.#looks = options.looks;
		this.#now = options.now ?? Date.now;
		this.#lock = new LockFile(join(folder, ".index.json.lock"), options);
	}
	async read(signal) {
		throwIfAborted(signal);
		const before = await this.#mark();
		if (before !== void 0 && this.#loaded?.mark === before) return this.#loaded.document;
		const bytes = await readPlainFile(this.#path, maxIndexBytes);
		if (bytes === void 0) throw new OciError("NOT_FOUND", `${this.#path} does not exist, so ${this.#folder} is not a complete image layout`);
		const document = parseIndexDocument(bytes, this.#path);
		this.#loaded = before !== void 0 && before === await this.#mark() ? {
			mark: before,
			document
		} : void 0;
		return document;
	}
	async update(change, signal, afterwards) {
		await this.#lock.run(async (lock) => {
			const before = await this.read(signal);
			const after = await change(before);
			throwIfAborted(signal);
			if (after !== before) await this.#write(after, lock);
			await afterwards?.(after);
		}, signal);
	}
	async create(finish, signal) {
		await this.#lock.run(async (lock) => {
			if (await readPlainFile(this.#path, maxIndexBytes) === void 0) await this.#write(emptyIndexDocument, lock);
			await finish();
		}, signal);
	}
	async #write(document, lock) {
		try {
			var _usingCtx$3 = _usingCtx();
			const bytes = encodeIndexDocument(document);
			if (bytes.byteLength > maxIndexBytes) throw new OciError("SIZE_LIMIT", `${this.#path} would be over the limit of ${maxIndexBytes} bytes; delete manifests that nobody needs, or use one layout for each repository`);
			const staged = _usingCtx$3.a(await StagedFile.create(this.#staging));
			await staged.append([bytes]);
			await lock.check();
			await staged.commit(this.#path, this.#sync);
			if (this.#sync) await syncDirectory(this.#folder);
		} catch (_) {
			_usingCtx$3.e = _;
		} finally {
			await _usingCtx$3.d();
		}
	}
	async #mark() {
		const state = await this.#looks.state(this.#path);
		return state !== void 0 && isSettled(state, this.#now()) ? state.mark : void 0;
	}
};

// src/layout/layout-file.ts
const layoutVersion = "1.0.0";
const maxLayoutFileBytes = 4096;
async function isLayout(folder) {
	const path = join(folder, "oci-layout");
	const bytes = await readPlainFile(path, maxLayoutFileBytes);
	if (bytes === void 0) return false;
	const version = versionOf(bytes);
	if (version === layoutVersion) return true;
	throw new OciError("UNSUPPORTED", `${path} ${version === void 0 ? "is not JSON with an imageLayoutVersion" : `says imageLayoutVersion "${printable(version, 50)}"`}; only ${layoutVersion} is known`);
}
async function writeLayoutFile(folder, staging, sync) {
	try {
		var _usingCtx$2 = _usingCtx();
		const staged = _usingCtx$2.a(await StagedFile.create(staging));
		await staged.append([new TextEncoder().encode(JSON.stringify({ imageLayoutVersion: layoutVersion }))]);
		await staged.commit(join(folder, "oci-layout"), sync);
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
function versionOf(bytes) {
	let value;
	try {
		value = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		return;
	}
	const version = isRecord(value) ? value["imageLayoutVersion"] : void 0;
	return typeof version === "string" ? version : void 0;
}

// src/layout/verified-blobs.ts
const maxBytes = 33554432;
const maxFiles = 2e4;
const goodForMs = 36e5;
var VerifiedBlobs = class {
	#files = /* @__PURE__ */ new Map();
	#bytes = 0;
	find(path, mark, nowMs) {
		const known = this.#files.get(path);
		if (known === void 0) return void 0;
		this.#files.delete(path);
		if (known.mark === mark && nowMs - known.checkedMs < goodForMs) {
			this.#files.set(path, known);
			return known;
		}
		this.#bytes -= known.bytes?.byteLength ?? 0;
	}
	keep(path, known) {
		this.#forget(path);
		this.#files.set(path, known);
		this.#bytes += known.bytes?.byteLength ?? 0;
		for (const [oldest] of this.#files) {
			if (this.#bytes <= maxBytes && this.#files.size <= maxFiles) break;
			this.#forget(oldest);
		}
	}
	#forget(path) {
		this.#bytes -= this.#files.get(path)?.bytes?.byteLength ?? 0;
		this.#files.delete(path);
	}
};

// src/layout/uploads.ts
const defaultChunkSize = 4194304;
const maxSessions = 1e3;
var Uploads = class {
	#folder;
	#blobs;
	#room;
	#sessions = /* @__PURE__ */ new Map();
	constructor(folder, blobs, room) {
		this.#folder = folder;
		this.#blobs = blobs;
		this.#room = room;
	}
	async begin(repository, chunkSize) {
		const id = randomBytes(16).toString("hex");
		const file = await StagedFile.create(this.#folder, this.#room, fileName(repository, id));
		file.flushesEarly = this.#blobs.sync;
		const session = {
			path: file.path,
			size: 0,
			digester: new Digester(),
			ended: false,
			gate: new Semaphore(1)
		};
		this.#remember(session);
		return new UploadWriter(id, session, file, this.#blobs, this.#room, chunkSize);
	}
	async resume(repository, id, offset, chunkSize) {
		const path = join(this.#folder, fileName(repository, id));
		const state = /^[0-9a-f]{32}$/.test(id) ? await statPlainFile(path) : void 0;
		if (state === void 0) throw new OciError("BLOB_UPLOAD_UNKNOWN", `${repository} has no upload ${printable(id, 100)}; begin a new one`);
		const session = this.#session(path, state.size);
		if (offset !== void 0 && offset !== session.size) throw new OciError("RANGE_INVALID", `the upload ${id} has ${session.size} bytes, not ${offset}`);
		const file = await StagedFile.reopen(path, session.size, this.#room);
		file.flushesEarly = this.#blobs.sync;
		return new UploadWriter(id, session, file, this.#blobs, this.#room, chunkSize);
	}
	#session(path, size) {
		const known = this.#sessions.get(path);
		if (known !== void 0 && !known.ended && known.size <= size) return known;
		const session = {
			path,
			size,
			digester: void 0,
			ended: false,
			gate: new Semaphore(1)
		};
		this.#remember(session);
		return session;
	}
	#remember(session) {
		for (const [path, { ended }] of this.#sessions) if (ended) this.#sessions.delete(path);
		const [oldest] = this.#sessions.keys();
		if (this.#sessions.size >= maxSessions && oldest !== void 0) this.#sessions.delete(oldest);
		this.#sessions.set(session.path, session);
	}
};
var UploadWriter = class {
	id;
	chunkSize;
	#session;
	#file;
	#blobs;
	#room;
	#size;
	#closed = false;
	constructor(id, session, file, blobs, room, chunkSize) {
		this.id = id;
		this.chunkSize = chunkSize !== void 0 && chunkSize > 0 ? chunkSize : defaultChunkSize;
		this.#session = session;
		this.#file = file;
		this.#blobs = blobs;
		this.#room = room;
		this.#size = session.size;
	}
	get size() {
		return this.#size;
	}
	async write(chunk, options = {}) {
		throwIfAborted(options.signal);
		await this.#session.gate.run(async () => {
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
		if (this.#closed) return;
		this.#closed = true;
		await this.#file.keep();
	}
	async commit(digest, options = {}) {
		throwIfAborted(options.signal);
		parseDigest(digest);
		return this.#session.gate.run(async () => {
			try {
				var _usingCtx$1 = _usingCtx();
				await this.#checkOpen();
				this.#closed = true;
				this.#session.ended = true;
				const file = _usingCtx$1.a(this.#file);
				const actual = await this.#hash(digest);
				if (actual !== digest) throw new OciError("DIGEST_INVALID", `the upload ${this.id} was to be ${digest}, but its ${this.#size} bytes hash to ${actual}; nothing of it is kept`);
				throwIfAborted(options.signal);
				await this.#blobs.adopt(file, digest);
				return {
					mediaType: mediaTypeOctetStream,
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
		const mine = !this.#closed;
		this.#closed = true;
		if (this.#session.ended) {
			if (mine) await this.#file[Symbol.asyncDispose]();
			return;
		}
		this.#session.ended = true;
		if (mine) await this.#file.keep();
		if (await removeFile(this.#session.path)) this.#room?.give(this.#session.size);
	}
	async [Symbol.asyncDispose]() {
		if (!this.#closed) await this.cancel();
	}
	async #hash(digest) {
		try {
			var _usingCtx3 = _usingCtx();
			const algorithm = digestAlgorithm(digest);
			const { digester, path } = this.#session;
			if (digester?.algorithm === algorithm) return digester.digest();
			const again = new Digester(algorithm);
			const file = await openPlainFile(path);
			if (file === void 0) throw new OciError("BLOB_UPLOAD_UNKNOWN", `the upload ${this.id} is gone; begin a new one`);
			const handle = _usingCtx3.a(file.handle);
			for await (const chunk of readRangeBorrowed(handle, 0, this.#size, path)) again.update(chunk);
			return again.digest();
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	}
	async #checkOpen() {
		if (this.#closed) throw new OciError("BLOB_UPLOAD_UNKNOWN", `this writer of the upload ${this.id} was closed; resume the upload to go on with it`);
		const { ended, size } = this.#session;
		if (!ended && size === this.#size) return;
		await this.close();
		if (ended) throw new OciError("BLOB_UPLOAD_UNKNOWN", `the upload ${this.id} has ended; begin a new one`);
		throw new OciError("RANGE_INVALID", `the upload ${this.id} has ${size} bytes, and bytes from ${this.#size} on were sent; another writer is at work on it`);
	}
};
function fileName(repository, id) {
	return `${id}.${createHash("sha256").update(repository).digest("hex").slice(0, 16)}`;
}

// src/layout/folder.ts
const stagingName = ".staging";
const uploadsName = ".uploads";
const layoutName = /^(?:blobs|oci-layout|\.staging|\.uploads|\.?index\.json.*)$/;
var LayoutFolder = class LayoutFolder {
	path;
	blobs;
	index;
	graph;
	uploads;
	readOnly;
	allowSparse;
	now;
	constructor(path, options) {
		const now = options.now ?? Date.now;
		const sync = options.sync ?? true;
		const staging = join(path, stagingName);
		this.path = path;
		this.now = now;
		this.readOnly = options.readOnly ?? false;
		this.allowSparse = options.allowSparse ?? false;
		const looks = new StatCoalescer();
		this.blobs = new BlobFiles(path, staging, {
			sync,
			now,
			looks,
			known: options.known ?? new VerifiedBlobs(),
			room: options.room
		});
		this.index = new IndexFile(path, staging, {
			sync,
			now,
			looks,
			timeoutMs: options.lockTimeoutMs ?? 3e4,
			staleMs: options.lockStaleMs ?? 6e4
		});
		this.graph = new Graph(this.blobs);
		this.uploads = new Uploads(join(path, uploadsName), this.blobs, options.room);
	}
	static async open(path, options = {}) {
		throwIfAborted(options.signal);
		const folder = new LayoutFolder(path, options);
		await refuseLinks(path);
		if (await isLayout(path)) {
			if (!folder.readOnly) await folder.#sweep(options.staleFileMs ?? 864e5);
			return folder;
		}
		if (folder.readOnly || options.create === "never") throw new OciError("NOT_FOUND", `${path} is not an OCI image layout: it has no file oci-layout`);
		if (await holdsBlobs(path) && !await isLayout(path)) throw new OciError("NOT_FOUND", `${path} has blobs but no file oci-layout, so it is not an OCI image layout, or a damaged one; give an empty folder, or restore oci-layout`);
		if (options.create === "in-empty-folder") await refuseOthers(path);
		await folder.#create(options.sync ?? true, options.signal);
		return folder;
	}
	checkWritable() {
		if (this.readOnly) throw new OciError("DENIED", `the image layout ${this.path} was opened for reading only`);
	}
	async pending() {
		const found = [];
		for (const name of [stagingName, uploadsName]) for await (const entry of entriesOf(join(this.path, name))) found.push(join(this.path, name, entry));
		return found.sort();
	}
	async tidy() {
		for (const name of [stagingName, uploadsName]) try {
			await rmdir(join(this.path, name));
		} catch {}
	}
	async #create(sync, signal) {
		try {
			await mkdir(join(this.path, "blobs", "sha256"), { recursive: true });
		} catch (error) {
			throw fileSystemError(error, `make the image layout ${this.path}`);
		}
		await this.index.create(() => writeLayoutFile(this.path, join(this.path, stagingName), sync), signal);
	}
	async #sweep(ageMs) {
		const before = this.now() - ageMs;
		for (const path of await this.pending()) try {
			if ((await lstat(path)).mtimeMs < before) await rm(path, {
				recursive: true,
				force: true
			});
		} catch (error) {
			if (!isMissing(error)) throw fileSystemError(error, `remove what is left in ${path}`);
		}
	}
};
async function refuseLinks(path) {
	for (const name of [
		"blobs",
		join("blobs", "sha256"),
		join("blobs", "sha512"),
		stagingName,
		uploadsName
	]) {
		const inner = join(path, name);
		try {
			if ((await lstat(inner)).isSymbolicLink()) throw new OciError("FILE_SYSTEM", `${inner} is a symbolic link; an image layout lies in one folder, so it is not used`);
		} catch (error) {
			if (!isMissing(error)) throw fileSystemError(error, `look at ${inner}`);
		}
	}
}
async function refuseOthers(path) {
	for await (const entry of entriesOf(path)) {
		if (layoutName.test(entry)) continue;
		throw new OciError("ALREADY_EXISTS", `${path} is no OCI image layout and holds other files (${printable(entry, 100)}), so no layout is made there; name a new or empty folder, or one that is a layout`);
	}
}
async function holdsBlobs(path) {
	const blobs = join(path, "blobs");
	for (const algorithm of await readFolders(blobs)) for await (const _ of entriesOf(join(blobs, algorithm))) return true;
	return false;
}

// src/layout/ref-names.ts
const refNamePattern = /^[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*(?:\/[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*)*$/;
const maxRefNameLength = 512;
const anyNames = wholeFolder((name) => isTag(name) || name.length <= maxRefNameLength && refNamePattern.test(name) && !isDigest(name));
const tagNames = wholeFolder(isTag);
function sharedNames(repository, own) {
	const tagOf = (refName) => {
		if (refName === void 0) return void 0;
		if (own && isTag(refName)) return refName;
		const tag = refName.startsWith(`${repository}:`) ? refName.slice(repository.length + 1) : void 0;
		return tag !== void 0 && isTag(tag) ? tag : void 0;
	};
	return {
		includes: (refName) => refName === void 0 ? own : tagOf(refName) !== void 0 || refName.startsWith(`${repository}@`) && isDigest(refName.slice(repository.length + 1)),
		tagOf,
		refName: (tag) => `${repository}:${tag}`,
		untagged: (digest) => `${repository}@${digest}`,
		check: (tag) => checkName(tag, isTag)
	};
}
function repositoryOfRefName(refName) {
	const match = refName === void 0 ? null : /^([^:@]+)[:@](.+)$/.exec(refName);
	const repository = match?.[1];
	const rest = match?.[2];
	if (repository === void 0 || rest === void 0 || !isRepositoryName(repository)) return void 0;
	return isTag(rest) || isDigest(rest) ? repository : void 0;
}
function wholeFolder(isName) {
	return {
		includes: () => true,
		tagOf: (refName) => refName !== void 0 && isName(refName) ? refName : void 0,
		refName: (tag) => tag,
		untagged: () => void 0,
		check: (tag) => checkName(tag, isName)
	};
}
function checkName(tag, isName) {
	if (isName(tag)) return tag;
	throw new OciError("TAG_INVALID", `"${printable(tag, 300)}" is not a tag: letters, digits, "_", "." and "-", not "." or "-" first, at most 128 characters`);
}

// src/layout/repository-view.ts
const checksAtOnce = 16;
var RepositoryView = class {
	folder;
	#names;
	#title;
	#latest;
	constructor(folder, names, title) {
		this.folder = folder;
		this.#names = names;
		this.#title = title;
	}
	async hasManifests(options = {}) {
		return entriesIn(await this.folder.index.read(options.signal), this.#names).length > 0;
	}
	async tags(options = {}) {
		const { entries } = await this.folder.index.read(options.signal);
		return sortNames(entries.flatMap((entry) => this.#names.tagOf(entry.refName) ?? []));
	}
	async resolveTag(tag, options = {}) {
		this.#names.check(tag);
		const entry = this.#listed(await this.folder.index.read(options.signal)).tags.get(tag);
		if (entry === void 0) throw this.#unknown(`tag ${tag}`, { tag });
		return plainDescriptor(entry.descriptor);
	}
	async resolveManifest(digest, options = {}) {
		const found = await this.#find(await this.folder.index.read(options.signal), digest, options);
		if (found === void 0) throw this.#unknown(`manifest ${digest}`, { digest });
		return found;
	}
	async getManifest(digest, options = {}) {
		const root = this.#listed(await this.folder.index.read(options.signal)).roots.get(digest);
		return (root === void 0 || this.folder.blobs.isDamaged(digest) ? void 0 : await this.folder.blobs.open(digest, {
			mediaType: root.mediaType,
			signal: options.signal
		})) ?? this.openManifest(await this.resolveManifest(digest, options), options);
	}
	async openManifest(descriptor, options = {}) {
		const { digest, mediaType, size } = descriptor;
		const reader = await this.folder.blobs.open(digest, {
			mediaType,
			size,
			signal: options.signal
		});
		if (reader === void 0) throw this.#unknown(`manifest ${digest}`, { digest });
		return reader;
	}
	async push(content, mediaType, digest, tags, options = {}) {
		for (const tag of tags) this.#names.check(tag);
		const pushed = checkPushedManifest(content, mediaType, digest);
		const { descriptor } = pushed;
		await this.#checkContent(pushed, options);
		await this.folder.blobs.put(descriptor, () => once(content), options.signal);
		await this.folder.index.update(async (document) => {
			await this.#checkContent(pushed, options);
			if (await this.folder.blobs.size(descriptor.digest) === void 0) await this.folder.blobs.put(descriptor, () => once(content), options.signal);
			await this.folder.blobs.syncNames();
			const known = withManifest(document, this.#names, descriptor);
			return tags.reduce((current, tag) => withTag(current, this.#names, descriptor, tag), known);
		}, options.signal);
		return descriptor;
	}
	async tag(target, tag, options = {}) {
		this.#names.check(tag);
		await this.folder.index.update(async (document) => {
			const found = await this.#find(document, target.digest, options);
			if (found === void 0) throw this.#unknown(`manifest ${target.digest}`, { digest: target.digest });
			return withTag(document, this.#names, found, tag);
		}, options.signal);
	}
	async untag(tag, options = {}) {
		this.#names.check(tag);
		await this.folder.index.update(async (document) => {
			if (taggedEntry(document, this.#names, tag) === void 0) throw this.#unknown(`tag ${tag}`, { tag });
			return withoutTag(document, this.#names, tag);
		}, options.signal);
	}
	async delete(digest, options = {}) {
		await this.folder.index.update(async (document) => {
			const found = await this.#find(document, digest, options);
			if (found === void 0) throw this.#unknown(`manifest ${digest}`, { digest });
			const children = (await this.folder.graph.node(found, options.signal))?.successors.filter((child) => isManifestMediaType(child.mediaType)) ?? [];
			let next = withoutManifest(document, this.#names, digest);
			for (const child of children) if (await this.folder.blobs.size(child.digest) !== void 0) next = withManifest(next, this.#names, child);
			return next;
		}, options.signal, async (document) => {
			if (!document.entries.some((entry) => entry.descriptor.digest === digest)) await this.folder.blobs.remove(digest);
		});
	}
	async *referrers(digest, options = {}) {
		for await (const node of this.manifests(options)) if (node.subject === digest) yield node.referrer;
	}
	async *manifests(options = {}) {
		const document = await this.folder.index.read(options.signal);
		yield* this.folder.graph.manifests(entriesIn(document, this.#names).map((entry) => entry.descriptor), { signal: options.signal });
	}
	async deleteBlob(digest, options = {}) {
		if (await this.#find(await this.folder.index.read(options.signal), digest, options) !== void 0) throw this.blobUnknown(digest);
		if (await this.#isNeededElsewhere(digest, options)) throw new OciError("DENIED", `the blob ${digest} cannot be deleted from ${this.#title}: another repository in the same image layout needs it`);
		if (!await this.folder.blobs.remove(digest)) throw this.blobUnknown(digest);
	}
	blobUnknown(digest) {
		return new OciError("BLOB_UNKNOWN", `${this.#title} has no blob ${digest}`, { detail: { digest } });
	}
	async #isNeededElsewhere(digest, options) {
		const { entries } = await this.folder.index.read(options.signal);
		const others = entries.filter((entry) => !this.#names.includes(entry.refName)).map((entry) => entry.descriptor);
		for await (const node of this.folder.graph.manifests(others, { signal: options.signal })) if (node.successors.some((successor) => successor.digest === digest)) return true;
		return false;
	}
	async #find(document, digest, options) {
		return this.folder.graph.find(entriesIn(document, this.#names).map((entry) => entry.descriptor), digest, options.signal);
	}
	#listed(document) {
		if (this.#latest?.document !== document) this.#latest = listedIn(document, this.#names);
		return this.#latest;
	}
	async #checkContent({ manifest, descriptor }, options) {
		const needed = new Map(contentToRequire(manifest, this.folder.allowSparse).map((content) => [content.digest, content]));
		await forEachConcurrent(needed.values(), checksAtOnce, async (content) => {
			if (await this.folder.blobs.size(content.digest) === void 0) throw missingContentError(this.#title, descriptor, content);
		}, options.signal);
	}
	#unknown(what, detail) {
		return new OciError("MANIFEST_UNKNOWN", `${this.#title} has no ${printable(what, 300)}`, { detail });
	}
};
function listedIn(document, names) {
	const tags = /* @__PURE__ */ new Map();
	const roots = /* @__PURE__ */ new Map();
	for (const entry of entriesIn(document, names)) {
		const tag = names.tagOf(entry.refName);
		if (tag !== void 0) tags.set(tag, entry);
		const { digest, mediaType } = entry.descriptor;
		if (!roots.has(digest) && isManifestMediaType(mediaType)) roots.set(digest, plainDescriptor(entry.descriptor));
	}
	return {
		document,
		tags,
		roots
	};
}

// src/layout/garbage.ts
async function collectGarbage(folder, options = {}) {
	const before = folder.now() - (options.graceMs ?? 36e5);
	const deleted = [];
	await folder.index.update(async (document) => {
		const needed = /* @__PURE__ */ new Set();
		const roots = document.entries.map((entry) => entry.descriptor);
		for (const root of roots) needed.add(root.digest);
		for await (const node of folder.graph.manifests(roots, {
			signal: options.signal,
			strict: true
		})) for (const successor of node.successors) needed.add(successor.digest);
		for await (const blob of folder.blobs.list()) {
			throwIfAborted(options.signal);
			if (needed.has(blob.digest) || !await isOld(folder, blob, before)) continue;
			if (options.dryRun === true || await folder.blobs.remove(blob.digest)) deleted.push({
				mediaType: mediaTypeOctetStream,
				digest: blob.digest,
				size: blob.size
			});
		}
		return document;
	}, options.signal);
	return deleted;
}
async function isOld(folder, blob, before) {
	if (blob.modifiedMs >= before) return false;
	const now = await folder.blobs.modified(blob.digest);
	return now !== void 0 && now < before;
}

// src/layout/scrub.ts
async function* scrub(folder, options = {}) {
	for await (const { digest } of folder.blobs.list()) {
		throwIfAborted(options.signal);
		if (await folder.blobs.isWhole(digest, options.signal)) continue;
		if (await folder.blobs.modified(digest) !== void 0) yield {
			digest,
			path: folder.blobs.path(digest)
		};
	}
}

export { checkPushedManifest as A, annotationContentDigest as B, BufferPool as C, KeyedMutex as D, withVerification as E, maxManifestBytes as F, annotationSource as G, annotationCreated as H, parseManifest as I, compareBytes as J, annotationTitle as K, requiredContentOf as L, missingContentError as M, referrerDescriptor as N, Semaphore as O, artifactTypeOf as P, successorsOf as R, collect as S, once as T, annotationRefName as U, annotationContentUnpack as V, annotationRevision as W, observeReader as _, repositoryOfRefName as a, detachBuffer as b, LayoutFolder as c, readFolders as d, endOfRange as f, bytesReader as g, blobReader as h, anyNames as i, contentToRequire as j, forEachConcurrent as k, VerifiedBlobs as l, sortNames as m, collectGarbage as n, sharedNames as o, pageOf as p, annotationVersion as q, RepositoryView as r, tagNames as s, scrub as t, isLayout as u, verified as v, borrowedChunks$1 as w, detachWholeBuffer as x, HashWorker as y, encodeJson as z };