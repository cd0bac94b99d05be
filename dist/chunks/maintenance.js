const require_descriptor = require("./descriptor.js");
const require_reference = require("./reference.js");
let require_abortable;
let require_lock_file;
let require_file_system_error;
const require_buffer_pool = require("./buffer-pool.js");
let node_crypto = require("node:crypto");
let node_path;
let node_timers_promises;
let node_diagnostics_channel = require("node:diagnostics_channel");
let node_zlib;
let node_worker_threads;
let node_fs;
let node_fs_promises;

// src/spec/annotations.ts
const annotationCreated = "org.opencontainers.image.created";
const annotationTitle = "org.opencontainers.image.title";
const annotationVersion = "org.opencontainers.image.version";
const annotationSource = "org.opencontainers.image.source";
const annotationRevision = "org.opencontainers.image.revision";
const annotationRefName = "org.opencontainers.image.ref.name";
const annotationContainerdName = "io.containerd.image.name";
const annotationFileMode = "io.oci-artifact.file.mode";
const annotationModelFilePath = "org.cncf.model.filepath";
const annotationContentDigest = "io.deis.oras.content.digest";
const annotationEncoder = "io.oci-artifact.encoder";
const annotationContentUnpack = "io.deis.oras.content.unpack";
const annotationArchiveUnpack = "io.oci-artifact.content.unpack";
function compareBytes(a, b) {
	const length = Math.min(a.length, b.length);
	for (let index = 0; index < length; index++) {
		const x = a.charCodeAt(index);
		const y = b.charCodeAt(index);
		if (x !== y) return sortKey(x) - sortKey(y);
	}
	return a.length - b.length;
}
function sortKey(unit) {
	if (unit >= 57344) return unit - 2048;
	return unit >= 55296 ? unit + 8192 : unit;
}

// src/spec/json.ts
const maxJsonDepth = 200;
var JsonError = class extends Error {
	name = "JsonError";
};
function parseJson(bytes) {
	let value;
	try {
		const text = typeof bytes === "string" ? bytes : new TextDecoder("utf-8", { fatal: true }).decode(bytes);
		if (jsonDepth(text) > 200) throw new JsonError(`it has more than ${200} levels of nested arrays and objects`);
		value = JSON.parse(text);
	} catch (error) {
		throw error instanceof JsonError ? error : new JsonError("it is not JSON");
	}
	return value;
}
function jsonDepth(text) {
	let depth = 0;
	let deepest = 0;
	for (let index = 0; index < text.length; index++) switch (text.charCodeAt(index)) {
		case 34:
			index = endOfString(text, index);
			break;
		case 91:
		case 123:
			depth++;
			if (depth > deepest) deepest = depth;
			break;
		case 93:
		case 125: depth--;
	}
	return deepest;
}
function endOfString(text, start) {
	for (let end = text.indexOf("\"", start + 1); end !== -1; end = text.indexOf("\"", end + 1)) {
		let backslashes = 0;
		while (text.charCodeAt(end - 1 - backslashes) === 92) backslashes++;
		if (backslashes % 2 === 0) return end;
	}
	return text.length;
}
function encodeJson(value) {
	return new TextEncoder().encode(encodeValue(value, false, 1));
}
function encodeValue(value, sorted, level) {
	if (level > 201) throw new require_descriptor.OciError("MANIFEST_INVALID", `cannot encode JSON with more than ${200} levels of nested arrays and objects`);
	if (Array.isArray(value)) return `[${value.map((item) => encodeValue(item, false, level + 1)).join(",")}]`;
	if (typeof value === "object" && value !== null) {
		const members = Object.entries(value).filter(([, member]) => member !== void 0);
		if (sorted) members.sort(([a], [b]) => compareBytes(a, b));
		return `{${members.map(([key, member]) => `${encodeString(key)}:${encodeValue(member, key === "annotations", level + 1)}`).join(",")}}`;
	}
	return typeof value === "string" ? encodeString(value) : JSON.stringify(value);
}
function encodeString(text) {
	return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, "0"));
}

// src/spec/manifest.ts
const maxManifestBytes = 4194304;
const defaultMaxDescriptors = 1e4;
function parseManifest(bytes, mediaType, options = {}) {
	const body = parseObject(bytes);
	checkDescriptorCount(body, options.maxDescriptors ?? Infinity);
	const own = require_descriptor.optionalString(body["mediaType"], "the manifest's mediaType");
	const expected = specificMediaType(mediaType);
	if (expected !== void 0 && own !== void 0 && own !== expected) throw invalid(`its mediaType is "${require_descriptor.printable(own, 200)}", not the announced "${require_descriptor.printable(expected, 200)}"`);
	const type = own ?? typeWithoutField(body, expected);
	const kind = type === void 0 ? void 0 : require_descriptor.manifestKind(type);
	if (type !== void 0 && isDockerSchema1(type)) throw new require_descriptor.OciError("UNSUPPORTED", schema1Problem("the manifest"));
	if (type === void 0 || kind === void 0) throw invalid(`"${require_descriptor.printable(type ?? "", 200)}" is not a media type of manifests`);
	checkShape(body, kind);
	const shared = {
		mediaType: type,
		artifactType: require_descriptor.optionalString(body["artifactType"], "artifactType"),
		subject: body["subject"] === void 0 || body["subject"] === null ? void 0 : require_descriptor.parseDescriptor(body["subject"], "subject"),
		annotations: require_descriptor.parseAnnotations(body["annotations"], "the manifest")
	};
	switch (kind) {
		case "manifest": return {
			kind,
			...shared,
			config: require_descriptor.parseDescriptor(body["config"], "config"),
			layers: descriptors(body, "layers", options)
		};
		case "index": return {
			kind,
			...shared,
			manifests: descriptors(body, "manifests", options)
		};
		case "artifact": return {
			kind,
			...shared,
			blobs: descriptors(body, "blobs", options)
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
function specificMediaType(mediaType) {
	const bare = require_descriptor.mediaTypeOfContentType(mediaType);
	return bare === "application/json" || bare === "application/octet-stream" || bare === "text/plain" ? void 0 : bare;
}
function typeWithoutField(body, expected) {
	if (expected === void 0) return inferMediaType(body);
	const types = mediaTypesIn(body);
	const isOci = types.length > 0 && !types.some(require_descriptor.isDockerMediaType);
	if (expected === "application/vnd.docker.distribution.manifest.v2+json" && isOci) return require_descriptor.mediaTypeImageManifest;
	if (expected === "application/vnd.docker.distribution.manifest.list.v2+json" && isOci) return require_descriptor.mediaTypeImageIndex;
	return expected;
}
function mediaTypesIn(body) {
	const manifests = body["manifests"];
	return (Array.isArray(manifests) ? manifests : [body["config"]]).filter(require_descriptor.isRecord).map((descriptor) => descriptor["mediaType"]).filter((type) => typeof type === "string");
}
function inferMediaType(body) {
	const schema1 = schema1Type(body);
	if (schema1 !== void 0) return schema1;
	if (body["schemaVersion"] !== 2) return void 0;
	if (Array.isArray(body["manifests"])) return "application/vnd.oci.image.index.v1+json";
	return require_descriptor.isRecord(body["config"]) ? "application/vnd.oci.image.manifest.v1+json" : void 0;
}
function isDockerSchema1(mediaType) {
	return require_descriptor.mediaTypesDockerSchema1.includes(mediaType);
}
function schema1Problem(name) {
	return `${name} is an image of Docker schema 1, which is not supported; pull and push it with a newer Docker`;
}
function notManifestError({ digest, mediaType }, problem) {
	return new require_descriptor.OciError("UNSUPPORTED", isDockerSchema1(mediaType) ? schema1Problem(digest) : problem);
}
function schema1Type(body) {
	if (body["schemaVersion"] !== 1 || !Array.isArray(body["fsLayers"])) return void 0;
	return require_descriptor.mediaTypesDockerSchema1[Array.isArray(body["signatures"]) ? 0 : 1];
}
function checkShape(body, kind) {
	const has = (key) => body[key] !== void 0;
	if (kind !== "artifact" && body["schemaVersion"] !== 2) throw invalid("its schemaVersion is not 2");
	if (has("manifests") && (has("layers") || has("config"))) throw invalid("it has \"manifests\" together with \"layers\" or \"config\", so its kind is ambiguous");
	if (kind === "index" && (has("layers") || has("config"))) throw invalid("it is an image index with \"layers\" or \"config\"");
	if (kind === "manifest" && has("manifests")) throw invalid("it is an image manifest with \"manifests\"");
	if (kind === "manifest" && !has("config")) throw invalid("it is an image manifest without \"config\"");
}
function checkDescriptorCount(body, limit) {
	const lists = [
		"layers",
		"manifests",
		"blobs"
	].map((key) => body[key]).filter(Array.isArray);
	const single = ["config", "subject"].filter((key) => require_descriptor.isRecord(body[key]));
	const count = lists.reduce((sum, list) => sum + list.length, single.length);
	if (count <= limit) return;
	throw new require_descriptor.OciError("SIZE_LIMIT", `cannot store the manifest: it has ${count} descriptors, and the limit is ${limit}; use fewer layers or several manifests, or raise "maxDescriptors" of the registry`);
}
function descriptors(body, key, options) {
	const value = body[key];
	if (value === void 0 || value === null) return [];
	if (!Array.isArray(value)) throw invalid(`"${key}" is not a list`);
	return value.map((item, index) => require_descriptor.parseDescriptor(item, `${key}[${index}]`, options));
}
function parseObject(bytes) {
	let value;
	try {
		value = parseJson(new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes));
	} catch (error) {
		throw invalid(error instanceof JsonError ? error.message : "it is not JSON");
	}
	if (!require_descriptor.isRecord(value)) throw invalid("it is not a JSON object");
	return value;
}
function invalid(problem) {
	return new require_descriptor.OciError("MANIFEST_INVALID", `invalid manifest: ${problem}`);
}

// src/spec/pushed-manifest.ts
function checkPushedManifest(content, mediaType, digest, { tags = [], maxDescriptors } = {}) {
	if (content.byteLength > 4194304) throw new require_descriptor.OciError("SIZE_LIMIT", `cannot store the manifest: it has ${content.byteLength} bytes, and the limit is ${maxManifestBytes}`);
	for (const tag of tags) require_reference.checkTag(tag);
	const algorithm = digest === void 0 ? "sha256" : require_descriptor.digestAlgorithm(require_descriptor.parseDigest(digest));
	const actual = require_descriptor.digestOf(content, algorithm);
	if (digest !== void 0 && digest !== actual) throw new require_descriptor.OciError("DIGEST_INVALID", `cannot store the manifest ${digest}: its bytes hash to ${actual}`);
	const manifest = parseManifest(content, mediaType, { maxDescriptors });
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
	return new require_descriptor.OciError("MANIFEST_BLOB_UNKNOWN", `cannot store the manifest ${manifest.digest}: its content ${missing.digest} is not in ${repository}; push the content first`, { detail: { digest: missing.digest } });
}
function referrerDescriptor(descriptor, manifest) {
	return {
		...require_descriptor.plainDescriptor(descriptor),
		artifactType: artifactTypeOf(manifest),
		annotations: manifest.annotations
	};
}

// src/concurrency/for-each-concurrent.ts
async function forEachConcurrent(items, limit, work, signal) {
	const stop = new AbortController();
	const inner = (require_abortable ??= require("./abortable.js")).anySignal(stop.signal, signal);
	const running = /* @__PURE__ */ new Set();
	let failure;
	const fail = (error) => {
		failure ??= { error };
		stop.abort(error);
	};
	try {
		for await (const item of items) {
			require_descriptor.throwIfAborted(inner);
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
	async run(work, priority = 0) {
		if (this.#free > 0) this.#free--;
		else await this.#wait(priority);
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next === void 0) this.#free++;
			else next.start();
		}
	}
	#wait(priority) {
		let low = 0;
		let high = this.#waiting.length;
		while (low < high) {
			const middle = low + high >>> 1;
			if ((this.#waiting[middle]?.priority ?? priority) < priority) high = middle;
			else low = middle + 1;
		}
		const position = low;
		return new Promise((resolve) => {
			this.#waiting.splice(position, 0, {
				priority,
				start: resolve
			});
		});
	}
};
var KeyedMutex = class {
	#tails = /* @__PURE__ */ new Map();
	async run(key, work, signal) {
		const before = this.#tails.get(key) ?? Promise.resolve();
		const { promise: tail, resolve: release } = Promise.withResolvers();
		this.#tails.set(key, tail);
		try {
			await (require_abortable ??= require("./abortable.js")).untilAborted(before, signal);
			return await work();
		} finally {
			before.then(() => {
				if (this.#tails.get(key) === tail) this.#tails.delete(key);
				release();
			});
		}
	}
};

// src/concurrency/time-slice.ts
const sliceMs = 10;
var TimeSlice = class {
	#now;
	#startedAt;
	constructor(now = performance.now.bind(performance)) {
		this.#now = now;
		this.#startedAt = now();
	}
	async pause() {
		if (this.#now() - this.#startedAt < sliceMs) return;
		await (0, (node_timers_promises ??= require("node:timers/promises")).setImmediate)();
		this.#startedAt = this.#now();
	}
};

// src/streams/body.ts
function borrowedChunks(content) {
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

// src/streams/collect.ts
async function collect(content, limit, what) {
	const chunks = [];
	let size = 0;
	for await (const chunk of content) {
		size += chunk.byteLength;
		if (size > limit) throw new require_descriptor.OciError("SIZE_LIMIT", `${what} is over the limit of ${limit} bytes`);
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
	return new (node_worker_threads ??= require("node:worker_threads")).Worker(program, {
		eval: true,
		execArgv: [],
		env: (node_worker_threads ??= require("node:worker_threads")).SHARE_ENV,
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
		return require_descriptor.parseDigest(`${algorithm}:${await (require_abortable ??= require("./abortable.js")).untilAborted(promise, signal)}`);
	} catch (error) {
		if (signal?.aborted === true) throw error;
		throw new require_descriptor.OciError("FILE_SYSTEM", `cannot hash ${path}: ${require_descriptor.messageOf(error)}`, { cause: error });
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
			const pending = Atomics.waitAsync(this.#counters, hashedChunks, before);
			if (pending.async) pending.value.then(() => resolve());
			else resolve();
		});
		updating.catch(() => void 0);
		return updating;
	}
	digest() {
		return this.#request((resolve) => {
			this.#worker.once("message", (hex) => resolve(require_descriptor.parseDigest(`${this.#algorithm}:${hex}`)));
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
async function* verified(content, expected, what, origin = "store") {
	let digester = new require_descriptor.Digester(require_descriptor.digestAlgorithm(expected.digest));
	let size = 0;
	let mismatch;
	const verifyDigest = () => {
		const actual = digester?.digest() ?? expected.digest;
		digester = void 0;
		if (actual !== expected.digest) mismatch ??= new require_descriptor.OciError(codes[origin].digest, `${what} hashes to ${actual}, not to ${expected.digest}`);
	};
	for await (const chunk of content) {
		if (size === 0 && content.verifies === expected.digest) digester = void 0;
		digester?.update(chunk);
		size += chunk.byteLength;
		if (size > expected.size) throw new require_descriptor.OciError(codes[origin].size, `${what} has more than the ${expected.size} bytes announced`);
		if (size === expected.size) verifyDigest();
		if (mismatch === void 0) yield chunk;
	}
	if (size < expected.size) throw new require_descriptor.OciError(codes[origin].size, `${what} ended after ${size} of ${expected.size} bytes`);
	verifyDigest();
	if (mismatch !== void 0) throw mismatch;
}

// src/fs/read-file.ts
const chunkSize$1 = 262144;
const buffers = new require_buffer_pool.BufferPool(524288);
async function* readRange(handle, start, end, what) {
	for (let position = start; position < end;) {
		const chunk = await readAt(handle, Buffer.allocUnsafeSlow(Math.min(chunkSize$1, end - position)), position, end, what);
		position += chunk.byteLength;
		if (chunk.byteLength === 0) {
			if (end === Infinity) return;
			throw endedEarly(what, position - start, end - start);
		}
		yield chunk;
	}
}
async function* readRangeBorrowed(handle, start, end, what) {
	let [buffer, next] = [buffers.acquire(), buffers.acquire()];
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
		buffers.release(buffer, next);
	} finally {
		reading.catch(() => void 0);
	}
}
async function readAt(handle, buffer, position, end, what) {
	try {
		const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.byteLength, end - position), position);
		return buffer.subarray(0, bytesRead);
	} catch (error) {
		throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `read ${what}`);
	}
}
function endedEarly(what, read, size) {
	return new require_descriptor.OciError("SIZE_MISMATCH", `${what} ended after ${read} of ${size} bytes`);
}

// node_modules/lru-cache/dist/esm/node/index.min.js
var S = (0, node_diagnostics_channel.channel)("lru-cache:metrics");
var W = (0, node_diagnostics_channel.tracingChannel)("lru-cache");
var L = typeof performance == "object" && performance && typeof performance.now == "function" ? performance : Date;
var R = () => S.hasSubscribers || W.hasSubscribers;
var U = /* @__PURE__ */ new Set();
var M = typeof process == "object" && process ? process : {};
var k = (d, e, t, i) => {
	typeof M.emitWarning == "function" ? M.emitWarning(d, e, t, i) : console.error(`[${t}] ${e}: ${d}`);
};
var H = (d) => !U.has(d);
var T = (d) => !!d && d === Math.floor(d) && d > 0 && isFinite(d);
var j = (d) => T(d) ? d <= Math.pow(2, 8) ? Uint8Array : d <= Math.pow(2, 16) ? Uint16Array : d <= Math.pow(2, 32) ? Uint32Array : d <= Number.MAX_SAFE_INTEGER ? O : null : null;
var O = class extends Array {
	constructor(e) {
		super(e), this.fill(0);
	}
};
var x = class d {
	heap;
	length;
	static #o = !1;
	static create(e) {
		let t = j(e);
		if (!t) return [];
		d.#o = !0;
		let i = new d(e, t);
		return d.#o = !1, i;
	}
	constructor(e, t) {
		if (!d.#o) throw new TypeError("instantiate Stack using Stack.create(n)");
		this.heap = new t(e), this.length = 0;
	}
	push(e) {
		this.heap[this.length++] = e;
	}
	pop() {
		return this.heap[--this.length];
	}
};
var I = class d {
	#o;
	#c;
	#S;
	#O;
	#w;
	#M;
	#I;
	#m;
	get perf() {
		return this.#m;
	}
	ttl;
	ttlResolution;
	ttlAutopurge;
	updateAgeOnGet;
	updateAgeOnHas;
	allowStale;
	noDisposeOnSet;
	noUpdateTTL;
	maxEntrySize;
	sizeCalculation;
	noDeleteOnFetchRejection;
	noDeleteOnStaleGet;
	allowStaleOnFetchAbort;
	allowStaleOnFetchRejection;
	ignoreFetchAbort;
	backgroundFetchSize;
	#n;
	#b;
	#s;
	#i;
	#t;
	#l;
	#u;
	#a;
	#h;
	#y;
	#r;
	#_;
	#F;
	#d;
	#g;
	#T;
	#U;
	#f;
	#D;
	static unsafeExposeInternals(e) {
		return {
			starts: e.#F,
			ttls: e.#d,
			autopurgeTimers: e.#g,
			sizes: e.#_,
			keyMap: e.#s,
			keyList: e.#i,
			valList: e.#t,
			next: e.#l,
			prev: e.#u,
			get head() {
				return e.#a;
			},
			get tail() {
				return e.#h;
			},
			free: e.#y,
			isBackgroundFetch: (t) => e.#e(t),
			backgroundFetch: (t, i, s, n) => e.#P(t, i, s, n),
			moveToTail: (t) => e.#L(t),
			indexes: (t) => e.#A(t),
			rindexes: (t) => e.#z(t),
			isStale: (t) => e.#p(t)
		};
	}
	get max() {
		return this.#o;
	}
	get maxSize() {
		return this.#c;
	}
	get calculatedSize() {
		return this.#b;
	}
	get size() {
		return this.#n;
	}
	get fetchMethod() {
		return this.#M;
	}
	get memoMethod() {
		return this.#I;
	}
	get dispose() {
		return this.#S;
	}
	get onInsert() {
		return this.#O;
	}
	get disposeAfter() {
		return this.#w;
	}
	constructor(e) {
		let { max: t = 0, ttl: i, ttlResolution: s = 1, ttlAutopurge: n, updateAgeOnGet: o, updateAgeOnHas: l, allowStale: h, dispose: r, onInsert: c, disposeAfter: m, noDisposeOnSet: _, noUpdateTTL: u, maxSize: g = 0, maxEntrySize: f = 0, sizeCalculation: y, fetchMethod: a, memoMethod: w, noDeleteOnFetchRejection: F, noDeleteOnStaleGet: b, allowStaleOnFetchRejection: p, allowStaleOnFetchAbort: A, ignoreFetchAbort: z, backgroundFetchSize: C = 1, perf: E } = e;
		if (this.backgroundFetchSize = C, E !== void 0 && typeof E?.now != "function") throw new TypeError("perf option must have a now() method if specified");
		if (this.#m = E ?? L, t !== 0 && !T(t)) throw new TypeError("max option must be a nonnegative integer");
		let v = t ? j(t) : Array;
		if (!v) throw new Error("invalid max value: " + t);
		if (this.#o = t, this.#c = g, this.maxEntrySize = f || this.#c, this.sizeCalculation = y, this.sizeCalculation) {
			if (!this.#c && !this.maxEntrySize) throw new TypeError("cannot set sizeCalculation without setting maxSize or maxEntrySize");
			if (typeof this.sizeCalculation != "function") throw new TypeError("sizeCalculation set to non-function");
		}
		if (w !== void 0 && typeof w != "function") throw new TypeError("memoMethod must be a function if defined");
		if (this.#I = w, a !== void 0 && typeof a != "function") throw new TypeError("fetchMethod must be a function if specified");
		if (this.#M = a, this.#U = !!a, this.#s = /* @__PURE__ */ new Map(), this.#i = Array.from({ length: t }).fill(void 0), this.#t = Array.from({ length: t }).fill(void 0), this.#l = new v(t), this.#u = new v(t), this.#a = 0, this.#h = 0, this.#y = x.create(t), this.#n = 0, this.#b = 0, typeof r == "function" && (this.#S = r), typeof c == "function" && (this.#O = c), typeof m == "function" ? (this.#w = m, this.#r = []) : (this.#w = void 0, this.#r = void 0), this.#T = !!this.#S, this.#D = !!this.#O, this.#f = !!this.#w, this.noDisposeOnSet = !!_, this.noUpdateTTL = !!u, this.noDeleteOnFetchRejection = !!F, this.allowStaleOnFetchRejection = !!p, this.allowStaleOnFetchAbort = !!A, this.ignoreFetchAbort = !!z, this.maxEntrySize !== 0) {
			if (this.#c !== 0 && !T(this.#c)) throw new TypeError("maxSize must be a positive integer if specified");
			if (!T(this.maxEntrySize)) throw new TypeError("maxEntrySize must be a positive integer if specified");
			this.#X();
		}
		if (this.allowStale = !!h, this.noDeleteOnStaleGet = !!b, this.updateAgeOnGet = !!o, this.updateAgeOnHas = !!l, this.ttlResolution = T(s) || s === 0 ? s : 1, this.ttlAutopurge = !!n, this.ttl = i || 0, this.ttl) {
			if (!T(this.ttl)) throw new TypeError("ttl must be a positive integer if specified");
			this.#k();
		}
		if (this.#o === 0 && this.ttl === 0 && this.#c === 0) throw new TypeError("At least one of max, maxSize, or ttl is required");
		if (!this.ttlAutopurge && !this.#o && !this.#c) {
			let D = "LRU_CACHE_UNBOUNDED";
			H(D) && (U.add(D), k("TTL caching without ttlAutopurge, max, or maxSize can result in unbounded memory consumption.", "UnboundedCacheWarning", D, d));
		}
	}
	getRemainingTTL(e) {
		return this.#s.has(e) ? 1 / 0 : 0;
	}
	#k() {
		let e = new O(this.#o), t = new O(this.#o);
		this.#d = e, this.#F = t;
		let i = this.ttlAutopurge ? Array.from({ length: this.#o }) : void 0;
		this.#g = i, this.#H = (h, r, c = this.#m.now()) => {
			t[h] = r !== 0 ? c : 0, e[h] = r, s(h, r);
		}, this.#R = (h) => {
			t[h] = e[h] !== 0 ? this.#m.now() : 0, s(h, e[h]);
		};
		let s = this.ttlAutopurge ? (h, r) => {
			if (i?.[h] && (clearTimeout(i[h]), i[h] = void 0), r && r !== 0 && i) {
				let c = setTimeout(() => {
					this.#p(h) ? (this.#E(this.#i[h], "expire"), i[h] = void 0) : s(h, l(h));
				}, r + 1);
				c.unref && c.unref(), i[h] = c;
			}
		} : () => {};
		this.#v = (h, r) => {
			if (e[r]) {
				let c = e[r], m = t[r];
				if (!c || !m) return;
				h.ttl = c, h.start = m, h.now = n || o();
				h.remainingTTL = c - (h.now - m);
			}
		};
		let n = 0, o = () => {
			let h = this.#m.now();
			if (this.ttlResolution > 0) {
				n = h;
				let r = setTimeout(() => n = 0, this.ttlResolution);
				r.unref && r.unref();
			}
			return h;
		};
		this.getRemainingTTL = (h) => {
			let r = this.#s.get(h);
			return r === void 0 ? 0 : l(r);
		};
		let l = (h) => {
			let r = e[h], c = t[h];
			if (!r || !c) return 1 / 0;
			return r - ((n || o()) - c);
		};
		this.#p = (h) => {
			let r = t[h], c = e[h];
			return !!c && !!r && (n || o()) - r > c;
		};
	}
	#R = () => {};
	#v = () => {};
	#H = () => {};
	#p = () => !1;
	#X() {
		let e = new O(this.#o);
		this.#b = 0, this.#_ = e, this.#x = (t) => {
			this.#b -= e[t], e[t] = 0;
		}, this.#N = (t, i, s, n) => {
			if (!T(s)) {
				if (this.#e(i)) return this.backgroundFetchSize;
				if (n) {
					if (typeof n != "function") throw new TypeError("sizeCalculation must be a function");
					if (s = n(i, t), !T(s)) throw new TypeError("sizeCalculation return invalid (expect positive integer)");
				} else throw new TypeError("invalid size value (must be positive integer). When maxSize or maxEntrySize is used, sizeCalculation or size must be set.");
			}
			return s;
		}, this.#j = (t, i, s) => {
			if (e[t] = i, this.#c) {
				let n = this.#c - e[t];
				for (; this.#b > n;) this.#G(!0);
			}
			this.#b += e[t], s && (s.entrySize = i, s.totalCalculatedSize = this.#b);
		};
	}
	#x = (e) => {};
	#j = (e, t, i) => {};
	#N = (e, t, i, s) => {
		if (i || s) throw new TypeError("cannot set size without setting maxSize or maxEntrySize on cache");
		return 0;
	};
	*#A({ allowStale: e = this.allowStale } = {}) {
		if (this.#n) for (let t = this.#h; this.#V(t) && ((e || !this.#p(t)) && (yield t), t !== this.#a);) t = this.#u[t];
	}
	*#z({ allowStale: e = this.allowStale } = {}) {
		if (this.#n) for (let t = this.#a; this.#V(t) && ((e || !this.#p(t)) && (yield t), t !== this.#h);) t = this.#l[t];
	}
	#V(e) {
		return e !== void 0 && this.#s.get(this.#i[e]) === e;
	}
	*entries() {
		for (let e of this.#A()) this.#t[e] !== void 0 && this.#i[e] !== void 0 && !this.#e(this.#t[e]) && (yield [this.#i[e], this.#t[e]]);
	}
	*rentries() {
		for (let e of this.#z()) this.#t[e] !== void 0 && this.#i[e] !== void 0 && !this.#e(this.#t[e]) && (yield [this.#i[e], this.#t[e]]);
	}
	*keys() {
		for (let e of this.#A()) {
			let t = this.#i[e];
			t !== void 0 && !this.#e(this.#t[e]) && (yield t);
		}
	}
	*rkeys() {
		for (let e of this.#z()) {
			let t = this.#i[e];
			t !== void 0 && !this.#e(this.#t[e]) && (yield t);
		}
	}
	*values() {
		for (let e of this.#A()) this.#t[e] !== void 0 && !this.#e(this.#t[e]) && (yield this.#t[e]);
	}
	*rvalues() {
		for (let e of this.#z()) this.#t[e] !== void 0 && !this.#e(this.#t[e]) && (yield this.#t[e]);
	}
	[Symbol.iterator]() {
		return this.entries();
	}
	[Symbol.toStringTag] = "LRUCache";
	find(e, t = {}) {
		for (let i of this.#A()) {
			let s = this.#t[i], n = this.#e(s) ? s.__staleWhileFetching : s;
			if (n !== void 0 && e(n, this.#i[i], this)) return this.#C(this.#i[i], t);
		}
	}
	forEach(e, t = this) {
		for (let i of this.#A()) {
			let s = this.#t[i], n = this.#e(s) ? s.__staleWhileFetching : s;
			n !== void 0 && e.call(t, n, this.#i[i], this);
		}
	}
	rforEach(e, t = this) {
		for (let i of this.#z()) {
			let s = this.#t[i], n = this.#e(s) ? s.__staleWhileFetching : s;
			n !== void 0 && e.call(t, n, this.#i[i], this);
		}
	}
	purgeStale() {
		let e = !1;
		for (let t of this.#z({ allowStale: !0 })) this.#p(t) && (this.#E(this.#i[t], "expire"), e = !0);
		return e;
	}
	info(e) {
		let t = this.#s.get(e);
		if (t === void 0) return;
		let i = this.#t[t], s = this.#e(i) ? i.__staleWhileFetching : i;
		if (s === void 0) return;
		let n = { value: s };
		if (this.#d && this.#F) {
			let o = this.#d[t], l = this.#F[t];
			if (o && l) n.ttl = o - (this.#m.now() - l), n.start = Date.now();
		}
		return this.#_ && (n.size = this.#_[t]), n;
	}
	dump() {
		let e = [];
		for (let t of this.#A({ allowStale: !0 })) {
			let i = this.#i[t], s = this.#t[t], n = this.#e(s) ? s.__staleWhileFetching : s;
			if (n === void 0 || i === void 0) continue;
			let o = { value: n };
			if (this.#d && this.#F) {
				o.ttl = this.#d[t];
				let l = this.#m.now() - this.#F[t];
				o.start = Math.floor(Date.now() - l);
			}
			this.#_ && (o.size = this.#_[t]), e.unshift([i, o]);
		}
		return e;
	}
	load(e) {
		this.clear();
		for (let [t, i] of e) {
			if (i.start) {
				let s = Date.now() - i.start;
				i.start = this.#m.now() - s;
			}
			this.#W(t, i.value, i);
		}
	}
	set(e, t, i = {}) {
		let { status: s = S.hasSubscribers ? {} : void 0 } = i;
		i.status = s, s && (s.op = "set", s.key = e, t !== void 0 && (s.value = t), s.cache = this);
		let n = this.#W(e, t, i);
		return s && S.hasSubscribers && S.publish(s), n;
	}
	#W(e, t, i, s) {
		let { ttl: n = this.ttl, start: o, noDisposeOnSet: l = this.noDisposeOnSet, sizeCalculation: h = this.sizeCalculation, status: r } = i, c = this.#e(t);
		if (t === void 0) return r && (r.set = "deleted"), this.delete(e), this;
		let { noUpdateTTL: m = this.noUpdateTTL } = i;
		r && !c && (r.value = t);
		let _ = this.#N(e, t, i.size || 0, h, r);
		if (this.maxEntrySize && _ > this.maxEntrySize) return this.#E(e, "set"), r && (r.set = "miss", r.maxEntrySizeExceeded = !0), this;
		let u = this.#n === 0 ? void 0 : this.#s.get(e);
		if (u === void 0) u = this.#n === 0 ? this.#h : this.#y.length !== 0 ? this.#y.pop() : this.#n === this.#o ? this.#G(!1) : this.#n, this.#i[u] = e, this.#t[u] = t, this.#s.set(e, u), this.#l[this.#h] = u, this.#u[u] = this.#h, this.#h = u, this.#n++, this.#j(u, _, r), r && (r.set = "add"), m = !1, this.#D && !c && this.#O?.(t, e, "add");
		else {
			this.#L(u);
			let g = this.#t[u];
			if (t !== g) {
				if (!l) if (this.#e(g)) {
					g !== s && g.__abortController.abort(/* @__PURE__ */ new Error("replaced"));
					let { __staleWhileFetching: f } = g;
					f !== void 0 && f !== t && (this.#T && this.#S?.(f, e, "set"), this.#f && this.#r?.push([
						f,
						e,
						"set"
					]));
				} else this.#T && this.#S?.(g, e, "set"), this.#f && this.#r?.push([
					g,
					e,
					"set"
				]);
				if (this.#x(u), this.#j(u, _, r), this.#t[u] = t, !c) {
					let f = g && this.#e(g) ? g.__staleWhileFetching : g, y = f === void 0 ? "add" : t !== f ? "replace" : "update";
					r && (r.set = y, f !== void 0 && (r.oldValue = f)), this.#D && this.onInsert?.(t, e, y);
				}
			} else c || (r && (r.set = "update"), this.#D && this.onInsert?.(t, e, "update"));
		}
		if (n !== 0 && !this.#d && this.#k(), this.#d && (m || this.#H(u, n, o), r && this.#v(r, u)), !l && this.#f && this.#r) {
			let g = this.#r, f;
			for (; f = g?.shift();) this.#w?.(...f);
		}
		return this;
	}
	pop() {
		try {
			for (; this.#n;) {
				let e = this.#t[this.#a];
				if (this.#G(!0), this.#e(e)) {
					if (e.__staleWhileFetching) return e.__staleWhileFetching;
				} else if (e !== void 0) return e;
			}
		} finally {
			if (this.#f && this.#r) {
				let e = this.#r, t;
				for (; t = e?.shift();) this.#w?.(...t);
			}
		}
	}
	#G(e) {
		let t = this.#a, i = this.#i[t], s = this.#t[t], n = this.#e(s);
		n && s.__abortController.abort(/* @__PURE__ */ new Error("evicted"));
		let o = n ? s.__staleWhileFetching : s;
		return (this.#T || this.#f) && o !== void 0 && (this.#T && this.#S?.(o, i, "evict"), this.#f && this.#r?.push([
			o,
			i,
			"evict"
		])), this.#x(t), this.#g?.[t] && (clearTimeout(this.#g[t]), this.#g[t] = void 0), e && (this.#i[t] = void 0, this.#t[t] = void 0, this.#y.push(t)), this.#n === 1 ? (this.#a = this.#h = 0, this.#y.length = 0) : this.#a = this.#l[t], this.#s.delete(i), this.#n--, t;
	}
	has(e, t = {}) {
		let { status: i = S.hasSubscribers ? {} : void 0 } = t;
		t.status = i, i && (i.op = "has", i.key = e, i.cache = this);
		let s = this.#Y(e, t);
		return S.hasSubscribers && S.publish(i), s;
	}
	#Y(e, t = {}) {
		let { updateAgeOnHas: i = this.updateAgeOnHas, status: s } = t, n = this.#s.get(e);
		if (n !== void 0) {
			let o = this.#t[n];
			if (this.#e(o) && o.__staleWhileFetching === void 0) return !1;
			if (this.#p(n)) s && (s.has = "stale", this.#v(s, n));
			else return i && this.#R(n), s && (s.has = "hit", this.#v(s, n)), !0;
		} else s && (s.has = "miss");
		return !1;
	}
	peek(e, t = {}) {
		let { status: i = R() ? {} : void 0 } = t;
		i && (i.op = "peek", i.key = e, i.cache = this), t.status = i;
		let s = this.#J(e, t);
		return S.hasSubscribers && S.publish(i), s;
	}
	#J(e, t) {
		let { status: i, allowStale: s = this.allowStale } = t, n = this.#s.get(e);
		if (n === void 0 || !s && this.#p(n)) {
			i && (i.peek = n === void 0 ? "miss" : "stale");
			return;
		}
		let o = this.#t[n], l = this.#e(o) ? o.__staleWhileFetching : o;
		return i && (l !== void 0 ? (i.peek = "hit", i.value = l) : i.peek = "miss"), l;
	}
	#P(e, t, i, s) {
		let n = t === void 0 ? void 0 : this.#t[t];
		if (this.#e(n)) return n;
		let o = new AbortController(), { signal: l } = i;
		l?.addEventListener("abort", () => o.abort(l.reason), { signal: o.signal });
		let h = {
			signal: o.signal,
			options: i,
			context: s
		}, r = (f, y = !1) => {
			let { aborted: a } = o.signal, w = i.ignoreFetchAbort && f !== void 0, F = i.ignoreFetchAbort || !!(i.allowStaleOnFetchAbort && f !== void 0);
			if (i.status && (a && !y ? (i.status.fetchAborted = !0, i.status.fetchError = o.signal.reason, w && (i.status.fetchAbortIgnored = !0)) : i.status.fetchResolved = !0), a && !w && !y) return m(o.signal.reason, F);
			let b = u, p = this.#t[t];
			return (p === u || p === void 0 && w && y) && (f === void 0 ? b.__staleWhileFetching !== void 0 ? this.#t[t] = b.__staleWhileFetching : this.#E(e, "fetch") : (i.status && (i.status.fetchUpdated = !0), this.#W(e, f, h.options, b))), f;
		}, c = (f) => (i.status && (i.status.fetchRejected = !0, i.status.fetchError = f), m(f, !1)), m = (f, y) => {
			let { aborted: a } = o.signal, w = a && i.allowStaleOnFetchAbort, F = w || i.allowStaleOnFetchRejection, b = F || i.noDeleteOnFetchRejection, p = u;
			if (this.#t[t] === u && (!b || !y && p.__staleWhileFetching === void 0 ? this.#E(e, "fetch") : w || (this.#t[t] = p.__staleWhileFetching)), F) return i.status && p.__staleWhileFetching !== void 0 && (i.status.returnedStale = !0), p.__staleWhileFetching;
			if (p.__returned === p) throw f;
		}, _ = (f, y) => {
			let a = this.#M?.(e, n, h);
			o.signal.addEventListener("abort", () => {
				(!i.ignoreFetchAbort || i.allowStaleOnFetchAbort) && (f(void 0), i.allowStaleOnFetchAbort && (f = (w) => r(w, !0)));
			}), a && a instanceof Promise ? a.then((w) => f(w === void 0 ? void 0 : w), y) : a !== void 0 && f(a);
		};
		i.status && (i.status.fetchDispatched = !0);
		let u = new Promise(_).then(r, c), g = Object.assign(u, {
			__abortController: o,
			__staleWhileFetching: n,
			__returned: void 0
		});
		return t === void 0 ? (this.#W(e, g, {
			...h.options,
			status: void 0
		}), t = this.#s.get(e)) : this.#t[t] = g, g;
	}
	#e(e) {
		if (!this.#U) return !1;
		let t = e;
		return !!t && t instanceof Promise && t.hasOwnProperty("__staleWhileFetching") && t.__abortController instanceof AbortController;
	}
	fetch(e, t = {}) {
		let i = W.hasSubscribers, { status: s = R() ? {} : void 0 } = t;
		t.status = s, s && t.context && (s.context = t.context);
		let n = this.#B(e, t);
		return s && i && (s.trace = !0, W.tracePromise(() => n, s).catch(() => {})), n;
	}
	async #B(e, t = {}) {
		let { allowStale: i = this.allowStale, updateAgeOnGet: s = this.updateAgeOnGet, noDeleteOnStaleGet: n = this.noDeleteOnStaleGet, ttl: o = this.ttl, noDisposeOnSet: l = this.noDisposeOnSet, size: h = 0, sizeCalculation: r = this.sizeCalculation, noUpdateTTL: c = this.noUpdateTTL, noDeleteOnFetchRejection: m = this.noDeleteOnFetchRejection, allowStaleOnFetchRejection: _ = this.allowStaleOnFetchRejection, ignoreFetchAbort: u = this.ignoreFetchAbort, allowStaleOnFetchAbort: g = this.allowStaleOnFetchAbort, context: f, forceRefresh: y = !1, status: a, signal: w } = t;
		if (a && (a.op = "fetch", a.key = e, y && (a.forceRefresh = !0), a.cache = this), !this.#U) return a && (a.fetch = "get"), this.#C(e, {
			allowStale: i,
			updateAgeOnGet: s,
			noDeleteOnStaleGet: n,
			status: a
		});
		let F = {
			allowStale: i,
			updateAgeOnGet: s,
			noDeleteOnStaleGet: n,
			ttl: o,
			noDisposeOnSet: l,
			size: h,
			sizeCalculation: r,
			noUpdateTTL: c,
			noDeleteOnFetchRejection: m,
			allowStaleOnFetchRejection: _,
			allowStaleOnFetchAbort: g,
			ignoreFetchAbort: u,
			status: a,
			signal: w
		}, b = this.#s.get(e);
		if (b === void 0) {
			a && (a.fetch = "miss");
			let p = this.#P(e, b, F, f);
			return p.__returned = p;
		} else {
			let p = this.#t[b];
			if (this.#e(p)) {
				let v = i && p.__staleWhileFetching !== void 0;
				return a && (a.fetch = "inflight", v && (a.returnedStale = !0)), v ? p.__staleWhileFetching : p.__returned = p;
			}
			let A = this.#p(b);
			if (!y && !A) return a && (a.fetch = "hit"), this.#L(b), s && this.#R(b), a && this.#v(a, b), p;
			let z = this.#P(e, b, F, f), E = z.__staleWhileFetching !== void 0 && i;
			return a && (a.fetch = A ? "stale" : "refresh", E && A && (a.returnedStale = !0)), E ? z.__staleWhileFetching : z.__returned = z;
		}
	}
	forceFetch(e, t = {}) {
		let i = W.hasSubscribers, { status: s = R() ? {} : void 0 } = t;
		t.status = s, s && t.context && (s.context = t.context);
		let n = this.#K(e, t);
		return s && i && (s.trace = !0, W.tracePromise(() => n, s).catch(() => {})), n;
	}
	async #K(e, t = {}) {
		let i = await this.#B(e, t);
		if (i === void 0) throw new Error("fetch() returned undefined");
		return i;
	}
	memo(e, t = {}) {
		let { status: i = S.hasSubscribers ? {} : void 0 } = t;
		t.status = i, i && (i.op = "memo", i.key = e, t.context && (i.context = t.context), i.cache = this);
		let s = this.#Q(e, t);
		return i && (i.value = s), S.hasSubscribers && S.publish(i), s;
	}
	#Q(e, t = {}) {
		let i = this.#I;
		if (!i) throw new Error("no memoMethod provided to constructor");
		let { context: s, status: n, forceRefresh: o, ...l } = t;
		n && o && (n.forceRefresh = !0);
		let h = this.#C(e, l), r = o || h === void 0;
		if (n && (n.memo = r ? "miss" : "hit", r || (n.value = h)), !r) return h;
		let c = i(e, h, {
			options: l,
			context: s
		});
		return n && (n.value = c), this.#W(e, c, l), c;
	}
	get(e, t = {}) {
		let { status: i = S.hasSubscribers ? {} : void 0 } = t;
		t.status = i, i && (i.op = "get", i.key = e, i.cache = this);
		let s = this.#C(e, t);
		return i && (s !== void 0 && (i.value = s), S.hasSubscribers && S.publish(i)), s;
	}
	#C(e, t = {}) {
		let { allowStale: i = this.allowStale, updateAgeOnGet: s = this.updateAgeOnGet, noDeleteOnStaleGet: n = this.noDeleteOnStaleGet, status: o } = t, l = this.#s.get(e);
		if (l === void 0) {
			o && (o.get = "miss");
			return;
		}
		let h = this.#t[l], r = this.#e(h);
		return o && this.#v(o, l), this.#p(l) ? r ? (o && (o.get = "stale-fetching"), i && h.__staleWhileFetching !== void 0 ? (o && (o.returnedStale = !0), h.__staleWhileFetching) : void 0) : (n || this.#E(e, "expire"), o && (o.get = "stale"), i ? (o && (o.returnedStale = !0), h) : void 0) : (o && (o.get = r ? "fetching" : "hit"), this.#L(l), s && this.#R(l), r ? h.__staleWhileFetching : h);
	}
	#$(e, t) {
		this.#u[t] = e, this.#l[e] = t;
	}
	#L(e) {
		e !== this.#h && (e === this.#a ? this.#a = this.#l[e] : this.#$(this.#u[e], this.#l[e]), this.#$(this.#h, e), this.#h = e);
	}
	delete(e) {
		return this.#E(e, "delete");
	}
	#E(e, t) {
		S.hasSubscribers && S.publish({
			op: "delete",
			delete: t,
			key: e,
			cache: this
		});
		let i = !1;
		if (this.#n !== 0) {
			let s = this.#s.get(e);
			if (s !== void 0) if (this.#g?.[s] && (clearTimeout(this.#g[s]), this.#g[s] = void 0), i = !0, this.#n === 1) this.#q(t);
			else {
				this.#x(s);
				let n = this.#t[s];
				if (this.#e(n) ? n.__abortController.abort(/* @__PURE__ */ new Error("deleted")) : (this.#T || this.#f) && (this.#T && this.#S?.(n, e, t), this.#f && this.#r?.push([
					n,
					e,
					t
				])), this.#s.delete(e), this.#i[s] = void 0, this.#t[s] = void 0, s === this.#h) this.#h = this.#u[s];
				else if (s === this.#a) this.#a = this.#l[s];
				else {
					let o = this.#u[s];
					this.#l[o] = this.#l[s];
					let l = this.#l[s];
					this.#u[l] = this.#u[s];
				}
				this.#n--, this.#y.push(s);
			}
		}
		if (this.#f && this.#r?.length) {
			let s = this.#r, n;
			for (; n = s?.shift();) this.#w?.(...n);
		}
		return i;
	}
	clear() {
		return this.#q("delete");
	}
	#q(e) {
		for (let t of this.#z({ allowStale: !0 })) {
			let i = this.#t[t];
			if (this.#e(i)) i.__abortController.abort(/* @__PURE__ */ new Error("deleted"));
			else {
				let s = this.#i[t];
				this.#T && this.#S?.(i, s, e), this.#f && this.#r?.push([
					i,
					s,
					e
				]);
			}
		}
		if (this.#s.clear(), this.#t.fill(void 0), this.#i.fill(void 0), this.#d && this.#F) {
			this.#d.fill(0), this.#F.fill(0);
			for (let t of this.#g ?? []) t !== void 0 && clearTimeout(t);
			this.#g?.fill(void 0);
		}
		if (this.#_ && this.#_.fill(0), this.#a = 0, this.#h = 0, this.#y.length = 0, this.#b = 0, this.#n = 0, this.#f && this.#r) {
			let t = this.#r, i;
			for (; i = t?.shift();) this.#w?.(...i);
		}
	}
};

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
		require_descriptor.throwIfAborted(this.#signal);
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
	return new require_descriptor.OciError("ABORTED", `the reader of ${digest} was closed before the end of the content`);
}

// src/registry/page.ts
function sortNames(names) {
	return [...new Set(names)].sort(compareBytes);
}
function pageOf(names, page) {
	const start = page.startAfter === void 0 ? 0 : indexAfter(names, page.startAfter);
	return names.slice(start, page.limit === void 0 ? void 0 : start + Math.max(0, page.limit));
}
function indexAfter(names, name) {
	let [low, high] = [0, names.length];
	while (low < high) {
		const middle = low + high >>> 1;
		if (compareBytes(names[middle] ?? "", name) > 0) high = middle;
		else low = middle + 1;
	}
	return low;
}
function endOfRange(size, start, end, what) {
	if (!(Number.isSafeInteger(start) && (end === void 0 || Number.isSafeInteger(end) || end === Infinity)) || start < 0 || start >= size || end !== void 0 && end <= start) throw new require_descriptor.OciError("RANGE_INVALID", `cannot read bytes ${start} to ${end ?? "the end"} of ${what}: it has ${size} bytes`);
	return Math.min(end ?? size, size);
}

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
		if ((require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) return void 0;
		throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `read the status of ${path}`);
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
		if ((require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) return void 0;
		throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `read ${path}`);
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
		throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `read ${path}`);
	}
}
async function readPlainFile(path, limit) {
	try {
		var _usingCtx$7 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
		const file = await statPlainFile(path) === void 0 ? void 0 : await openPlainFile(path);
		if (file === void 0) return void 0;
		const handle = _usingCtx$7.a(file.handle);
		return await collect(readRange(handle, 0, Math.min(file.state.size, limit + 1), path), limit, path);
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
		if ((require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) return false;
		throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `delete ${path}`);
	}
}
async function* entriesOf(folder) {
	try {
		for await (const entry of await (0, (node_fs_promises ??= require("node:fs/promises")).opendir)(folder)) yield entry.name;
	} catch (error) {
		if (!(require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `list ${folder}`);
	}
}
function notPlain(path, stats) {
	return new require_descriptor.OciError("FILE_SYSTEM", `cannot use ${path}: it is a ${(require_lock_file ??= require("./lock-file.js")).kindOfStats(stats)}, and an image layout has only plain files`);
}

// src/layout/blob-file-reader.ts
const maxCachedBytes = 262144;
var BlobFileReader = class {
	damaged = /* @__PURE__ */ new Set();
	#now;
	#stats;
	#verified;
	constructor(options) {
		this.#now = options.now;
		this.#stats = options.stats;
		this.#verified = options.verified;
	}
	async open(path, digest, options) {
		require_descriptor.throwIfAborted(options.signal);
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
			return (require_abortable ??= require("./abortable.js")).abortable(isVerified || isRange ? chunks : this.#verify(chunks, path, descriptor, file), options.signal);
		};
		if (isVerified || isRange || descriptor.size > 262144) return blobReader(descriptor, read(readRange), {
			free,
			borrowed: () => withVerification(read(readRangeBorrowed), () => isRange ? void 0 : digest)
		});
		try {
			const bytes = await collect(read(readRange), descriptor.size, what);
			this.#recordVerified(path, file.state, bytes);
			await free();
			return bytesReader(descriptor, bytes, options);
		} catch (error) {
			if (!isDamageError(error)) throw error;
			return blobReader(descriptor, failing(error), { free });
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
		if (before !== void 0 && await hashFileInWorker(path, require_descriptor.digestAlgorithm(digest), signal) === digest) await this.recordWritten(path, before);
	}
	async *#verify(content, path, { digest, size }, file) {
		try {
			yield* verified(content, {
				digest,
				size
			}, `the blob ${digest}`);
			if (size > 262144) this.#recordVerified(path, file.state);
		} catch (error) {
			if (isDamageError(error)) this.damaged.add(digest);
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
	return require_descriptor.isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH");
}
function readerOfBytes(digest, bytes, options) {
	const { descriptor, start, end } = extentOf(digest, bytes.byteLength, options);
	return bytesReader(descriptor, end - start === bytes.byteLength ? bytes : bytes.subarray(start, end), options);
}
function extentOf(digest, size, options) {
	const what = `the blob ${digest}`;
	if (options.size !== void 0 && options.size !== size) throw new require_descriptor.OciError("SIZE_MISMATCH", `${what} has ${size} bytes, not ${options.size}`);
	const { start = 0, mediaType = require_descriptor.mediaTypeOctetStream } = options;
	const end = options.start === void 0 ? size : endOfRange(size, start, options.end, what);
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
		return (require_abortable ??= require("./abortable.js")).abortable(this.#read(from), signal);
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
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `read ${this.#path}`);
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
	#open = true;
	#keep = false;
	constructor(path, handle, size, quota) {
		this.path = path;
		this.#handle = handle;
		this.#quota = quota;
		this.#size = size;
		this.#flushed = size;
	}
	static async create(folder, quota, name = `${process.pid}.${(0, node_crypto.randomBytes)(8).toString("hex")}.tmp`) {
		const path = (0, (node_path ??= require("node:path")).join)(folder, name);
		try {
			return new StagedFile(path, await createIn(folder, path), 0, quota);
		} catch (error) {
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `create a file in ${folder}`);
		}
	}
	static async reopen(path, size, quota) {
		try {
			return new StagedFile(path, await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, (node_fs ??= require("node:fs")).constants.O_WRONLY | ((node_fs ??= require("node:fs")).constants.O_NOFOLLOW ?? 0)), size, quota);
		} catch (error) {
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `open ${path}`);
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
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `read ${this.path}`);
		}
	}
	async commit(path, sync, backdateMs = 0) {
		try {
			await this.#flushing;
			if (this.#flushFailure !== void 0) throw this.#flushFailure.error;
			await this.#handle.truncate(this.#size);
			if (backdateMs > 0) {
				const { atimeMs, mtimeMs } = await this.#handle.stat();
				await this.#handle.utimes(atimeMs / 1e3, (mtimeMs - backdateMs) / 1e3);
			}
			if (sync) await this.#handle.sync();
			const state = fileState(await this.#handle.stat({ bigint: true }));
			await this.#close();
			try {
				await (require_lock_file ??= require("./lock-file.js")).renameOver(this.path, path);
			} catch (error) {
				if ((require_file_system_error ??= require("./file-system-error.js")).errnoOf(error) !== "ENOENT") throw error;
				await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)((0, (node_path ??= require("node:path")).dirname)(path), { recursive: true });
				await (require_lock_file ??= require("./lock-file.js")).renameOver(this.path, path);
			}
			this.#keep = true;
			return state;
		} catch (error) {
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `write ${path}`);
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
		if (ownership === "owned") batch.forEach(detachBuffer);
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
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `write ${this.path}`);
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
		await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(folder, { recursive: true });
		return await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, "wx");
	} catch (error) {
		if ((require_file_system_error ??= require("./file-system-error.js")).errnoOf(error) !== "ENOENT" || attempt === maxCreateAttempts$1) throw error;
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
		require_descriptor.parseDigest(digest);
		return (0, (node_path ??= require("node:path")).join)(this.#folderOf(digest), require_descriptor.digestHex(digest));
	}
	async size(digest) {
		return this.isDamaged(digest) ? void 0 : (await this.#stats.state(this.path(digest)))?.size;
	}
	isDamaged(digest) {
		return this.#reader.damaged.has(digest);
	}
	async sizeAndTouch(digest) {
		if (this.isDamaged(digest)) return void 0;
		const state = await this.#stats.state(this.path(digest));
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
			var _usingCtx$6 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
			const { digest } = expected;
			require_descriptor.throwIfAborted(signal);
			if (await this.size(digest) === expected.size && await this.isIntact(digest, signal)) {
				await this.#touch(digest);
				this.#onPresent?.(digest);
				return;
			}
			const content = verified(borrowedChunks(body), expected, `the blob ${digest}`, "sender");
			const staged = _usingCtx$6.a(await this.#stage());
			await staged.fill((require_abortable ??= require("./abortable.js")).abortable(content, signal), body.borrowed === void 0 ? "shared" : "borrowed");
			require_descriptor.throwIfAborted(signal);
			await this.adopt(staged, digest);
		} catch (_) {
			_usingCtx$6.e = _;
		} finally {
			await _usingCtx$6.d();
		}
	}
	async ingest(content, options) {
		try {
			var _usingCtx3 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
			const { algorithm, owned, onStart, signal } = options;
			require_descriptor.throwIfAborted(signal);
			const digester = new require_descriptor.Digester(algorithm);
			const hashed = async function* () {
				for await (const chunk of (require_abortable ??= require("./abortable.js")).abortable(content, signal)) {
					digester.update(chunk);
					yield chunk;
				}
			};
			const staged = _usingCtx3.a(await this.#stage());
			const reader = onStart === void 0 ? void 0 : await staged.openReader();
			try {
				if (reader !== void 0) onStart?.(reader);
				await staged.fill(hashed(), owned === true ? "owned" : "shared");
				require_descriptor.throwIfAborted(signal);
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
		await this.#createFolder(digest);
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
			if ((require_file_system_error ??= require("./file-system-error.js")).errnoOf(error) === "ENOENT") throw error;
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
		try {
			const removed = await removeFile(path);
			if (removed) this.#shared.quota?.release(freedBytes(state));
			return removed;
		} finally {
			this.#reader.damaged.delete(digest);
		}
	}
	async *list() {
		for (const algorithm of algorithms) for await (const entry of entriesOf((0, (node_path ??= require("node:path")).join)(this.#root, algorithm))) {
			const digest = `${algorithm}:${entry}`;
			if (!require_descriptor.isDigest(digest)) continue;
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
		return (0, (node_path ??= require("node:path")).join)(this.#root, require_descriptor.digestAlgorithm(digest));
	}
	async #createFolder(digest) {
		const folder = this.#folderOf(digest);
		await this.#restore();
		try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(folder, { recursive: true });
		} catch (error) {
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `create the folder ${folder}`);
		}
	}
	async #recordStored(digest) {
		await this.#restore();
		this.#reader.damaged.delete(digest);
		this.#onPresent?.(digest);
		this.#shared.flushes.recordChange(this.#folderOf(digest));
	}
	async #touch(digest) {
		const now = new Date(this.#now());
		await (0, (node_fs_promises ??= require("node:fs/promises")).utimes)(this.path(digest), now, now).catch(() => void 0);
	}
};
function freedBytes(state) {
	return state.links > 1 ? 0 : state.size;
}

// src/layout/layout-file.ts
const layoutVersion = "1.0.0";
const maxLayoutFileBytes = 4096;
async function isLayout(folder) {
	const path = (0, (node_path ??= require("node:path")).join)(folder, "oci-layout");
	const bytes = await readPlainFile(path, maxLayoutFileBytes);
	if (bytes === void 0) return false;
	const version = versionOf(bytes);
	if (version === layoutVersion) return true;
	const problem = version === void 0 ? "it is not JSON with an imageLayoutVersion" : `its imageLayoutVersion is "${require_descriptor.printable(version, 50)}"`;
	throw new require_descriptor.OciError("UNSUPPORTED", `cannot use ${path}: ${problem}; only ${layoutVersion} is supported`);
}
async function hasBlobs(folder) {
	for (const algorithm of algorithms) if (await hasEntries((0, (node_path ??= require("node:path")).join)(folder, "blobs", algorithm))) return true;
	return false;
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
		var _usingCtx$5 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
		const staged = _usingCtx$5.a(await StagedFile.create(staging));
		await staged.append([new TextEncoder().encode(JSON.stringify({ imageLayoutVersion: layoutVersion }))]);
		await staged.commit((0, (node_path ??= require("node:path")).join)(folder, "oci-layout"), sync);
	} catch (_) {
		_usingCtx$5.e = _;
	} finally {
		await _usingCtx$5.d();
	}
}
function versionOf(bytes) {
	let value;
	try {
		value = parseJson(new TextDecoder().decode(bytes));
	} catch {
		return;
	}
	const version = require_descriptor.isRecord(value) ? value["imageLayoutVersion"] : void 0;
	return typeof version === "string" ? version : void 0;
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
				if (seen.has(descriptor.digest) || !require_descriptor.isManifestMediaType(descriptor.mediaType)) continue;
				seen.add(descriptor.digest);
				queue.push(descriptor);
			}
		};
		add(roots);
		const slice = new TimeSlice();
		for (const next of queue) {
			require_descriptor.throwIfAborted(options.signal);
			await slice.pause();
			const exists = await this.#blobs.modified(next.digest) !== void 0;
			const node = exists ? await this.node(next, options.signal) : void 0;
			if (node !== void 0) {
				yield node;
				add(node.successors);
				continue;
			}
			if (exists && options.strict === true) throw new require_descriptor.OciError("MANIFEST_INVALID", `cannot read the manifest ${next.digest}: it is damaged or malformed; push it again or delete it`);
		}
	}
	async #load(descriptor, signal) {
		try {
			var _usingCtx$4 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
			const { digest, mediaType } = descriptor;
			const reader = _usingCtx$4.a(await this.#blobs.open(digest, { signal }));
			if (reader === void 0) return void 0;
			try {
				const manifest = parseManifest(await collect(reader, maxManifestBytes, `the manifest ${digest}`), mediaType);
				return {
					referrer: referrerDescriptor({
						...require_descriptor.plainDescriptor(descriptor),
						size: reader.descriptor.size
					}, manifest),
					kind: manifest.kind,
					subject: manifest.subject?.digest,
					successors: successorsOf(manifest).map(require_descriptor.plainDescriptor)
				};
			} catch (error) {
				if (require_descriptor.isOciError(error, "MANIFEST_INVALID", "SIZE_LIMIT", "SIZE_MISMATCH", "DIGEST_MISMATCH")) return void 0;
				throw error;
			}
		} catch (_) {
			_usingCtx$4.e = _;
		} finally {
			await _usingCtx$4.d();
		}
	}
};

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
		return this.#json ??= new TextDecoder().decode(encodeJson(this.raw));
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
	const frame = encodeJson({
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
	mediaType: require_descriptor.mediaTypeImageIndex
};
function parseIndexDocument(bytes, path) {
	let value;
	try {
		value = parseJson(bytes);
	} catch (error) {
		throw new require_descriptor.OciError("MANIFEST_INVALID", `cannot read ${path}: ${require_descriptor.messageOf(error)}`);
	}
	if (!require_descriptor.isRecord(value)) throw new require_descriptor.OciError("MANIFEST_INVALID", `${path} is not a JSON object`);
	const { manifests, ...raw } = value;
	if (value["schemaVersion"] !== 2) throw new require_descriptor.OciError("MANIFEST_INVALID", `${path} does not have schemaVersion 2`);
	if (manifests !== void 0 && manifests !== null && !Array.isArray(manifests)) throw new require_descriptor.OciError("MANIFEST_INVALID", `"manifests" in ${path} is not a list`);
	const entries = (manifests ?? []).map((item, index) => parseEntry(item, `${path}: manifests[${index}]`));
	return new IndexDocument(raw, entries);
}
function parseEntry(value, where) {
	const descriptor = require_descriptor.parseDescriptor(value, where);
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
	const { [annotationRefName]: _, [annotationContainerdName]: __, ...others } = require_descriptor.isRecord(annotations) ? annotations : {};
	const next = refName === void 0 ? others : {
		...others,
		[annotationRefName]: refName
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
			var _usingCtx$3 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
			const file = await statPlainFile(this.path) === void 0 ? void 0 : await openPlainFile(this.path);
			if (file === void 0) return from.offset === 0 ? {
				changes: [],
				position: journalStart
			} : void 0;
			const handle = _usingCtx$3.a(file.handle);
			const { size, contentFingerprint: fingerprint } = file.state;
			if (size < from.offset) return void 0;
			const { offset: start, checksum } = from.last;
			const bytes = await collect(readRange(handle, start, size, this.path), maxJournalBytes, this.path);
			const records = parseRecords(bytes, start, checksum);
			if (from.offset > 0) {
				const last = records.shift();
				if (last?.end.offset !== from.offset || last.end.checksum !== from.checksum) return void 0;
			}
			const position = records.at(-1)?.end ?? from;
			const damaged = bytes.indexOf(lineBreak, position.offset - start);
			if (damaged !== -1 && damaged < bytes.byteLength - 1) throw new require_descriptor.OciError("MANIFEST_INVALID", `cannot read ${this.path}: the record at byte ${position.offset} is damaged; restore the file, or delete it to lose the changes in it`);
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
				var _usingCtx3 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
				const handle = _usingCtx3.a(await this.#open());
				try {
					await handle.truncate(at.offset);
					for (let done = 0; done < line.byteLength;) {
						const { bytesWritten } = await handle.write(line, done, line.byteLength - done, at.offset + done);
						done += bytesWritten;
					}
					if (this.#sync) await handle.datasync();
					if (this.#sync && at.offset === 0) await (require_lock_file ??= require("./lock-file.js")).syncDirectory(this.#folder);
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
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `write ${this.path}`);
		}
	}
	async flush() {
		try {
			try {
				var _usingCtx4 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
				const file = await openPlainFile(this.path);
				if (file === void 0) return;
				await _usingCtx4.a(file.handle).datasync();
			} catch (_) {
				_usingCtx4.e = _;
			} finally {
				await _usingCtx4.d();
			}
		} catch (error) {
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `write ${this.path}`);
		}
	}
	async removeBefore(position, end) {
		try {
			var _usingCtx5 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
			if (position.offset === end.offset) {
				await removeFile(this.path);
				return journalStart;
			}
			const file = await openPlainFile(this.path);
			if (file === void 0) return journalStart;
			const handle = _usingCtx5.a(file.handle);
			const bytes = await collect(readRange(handle, position.offset, end.offset, this.path), maxJournalBytes, this.path);
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
			if (this.#sync) await (require_lock_file ??= require("./lock-file.js")).syncDirectory(this.#folder);
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
			if ((require_file_system_error ??= require("./file-system-error.js")).errnoOf(error) !== "ENOENT") throw error;
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
	if (!require_descriptor.isRecord(value) || !Array.isArray(value["remove"]) || !Array.isArray(value["put"])) throw new require_descriptor.OciError("MANIFEST_INVALID", `cannot read ${path}: it has a record of another format`);
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
	#semaphore = new Semaphore(1);
	#loaded;
	#committing = false;
	constructor(folder, staging, options) {
		this.#folder = folder;
		this.#path = (0, (node_path ??= require("node:path")).join)(folder, "index.json");
		this.#staging = staging;
		this.#options = options;
		this.#journal = new IndexJournal(folder, staging, options.sync);
		this.#lock = new (require_lock_file ??= require("./lock-file.js")).LockFile((0, (node_path ??= require("node:path")).join)(folder, ".index.json.lock"), options);
	}
	async read(signal) {
		require_descriptor.throwIfAborted(signal);
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
			require_descriptor.throwIfAborted(signal);
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
				var _usingCtx$2 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
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
			var _usingCtx3 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
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
		throw new require_descriptor.OciError("TIMEOUT", `cannot write ${this.#path}: other processes change it all the time; try again`);
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
				var _usingCtx4 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
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
			throw require_descriptor.isOciError(error, "FILE_SYSTEM") && (require_file_system_error ??= require("./file-system-error.js")).errnoOf(error.cause) === "ENOENT" && await (require_lock_file ??= require("./lock-file.js")).kindOf(this.#folder) === "absent" ? this.#missing() : error;
		}
	}
	#missing() {
		return new require_descriptor.OciError("NOT_FOUND", `${this.#folder} is not a complete image layout: ${this.#path} does not exist`);
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
			throw new require_descriptor.OciError("SIZE_LIMIT", `cannot write ${this.#path}: it would be over the limit of ${maxIndexBytes} bytes; delete manifests, or use one layout for each repository`);
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
		throw new require_descriptor.OciError("TIMEOUT", `cannot read ${this.#path}: other processes change it all the time; try again`);
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
	#repositories = new I({
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
	#flushes = new I({ max: maxFolders });
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
		await (require_lock_file ??= require("./lock-file.js")).syncDirectory(folder);
	} catch (error) {
		if ((require_file_system_error ??= require("./file-system-error.js")).errnoOf(error) !== "ENOENT") throw error;
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
			if (require_descriptor.isOciError(error, "NOT_FOUND")) return;
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
	semaphore = new Semaphore(1);
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
	#files = new I({
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
	nodes = new I({
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
		const id = (0, node_crypto.randomBytes)(16).toString("hex");
		const file = await StagedFile.create(this.#folder, this.#shared.quota, fileName(repository, id));
		const session = new UploadSession(file.path, 0, new require_descriptor.Digester());
		this.#shared.uploads.add(session);
		return this.#writer(id, session, file, chunkSize);
	}
	async resume(repository, id, offset, chunkSize) {
		const path = (0, (node_path ??= require("node:path")).join)(this.#folder, fileName(repository, id));
		const state = /^[0-9a-f]{32}$/.test(id) ? await statPlainFile(path) : void 0;
		if (state === void 0) throw new require_descriptor.OciError("BLOB_UPLOAD_UNKNOWN", `${repository} has no upload ${require_descriptor.printable(id, 100)}; start a new one`);
		const session = this.#session(path, state.size);
		if (offset !== void 0 && offset !== session.size) throw new require_descriptor.OciError("RANGE_INVALID", `the upload ${id} has ${session.size} bytes, not ${offset}`);
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
		require_descriptor.throwIfAborted(options.signal);
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
		require_descriptor.throwIfAborted(options.signal);
		require_descriptor.parseDigest(digest);
		return this.#session.semaphore.run(async () => {
			try {
				var _usingCtx$1 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
				await this.#checkOpen();
				this.#markClosed();
				this.#session.ended = true;
				const file = _usingCtx$1.a(this.#file);
				const actual = await this.#hash(digest);
				if (actual !== digest) throw new require_descriptor.OciError("DIGEST_INVALID", `cannot commit the upload ${this.id} as ${digest}: its ${this.#size} bytes hash to ${actual}; it was deleted`);
				require_descriptor.throwIfAborted(options.signal);
				await this.#blobs.adopt(file, digest);
				return {
					mediaType: require_descriptor.mediaTypeOctetStream,
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
			var _usingCtx3 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
			const algorithm = require_descriptor.digestAlgorithm(digest);
			const { digester, path } = this.#session;
			if (digester?.algorithm === algorithm) return digester.digest();
			const ofFile = new require_descriptor.Digester(algorithm);
			const file = await statPlainFile(path) === void 0 ? void 0 : await openPlainFile(path);
			if (file === void 0) throw new require_descriptor.OciError("BLOB_UPLOAD_UNKNOWN", `the upload ${this.id} was deleted; start a new one`);
			const handle = _usingCtx3.a(file.handle);
			for await (const chunk of readRangeBorrowed(handle, 0, this.#size, path)) ofFile.update(chunk);
			return ofFile.digest();
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	}
	async #checkOpen() {
		if (this.#closed) throw new require_descriptor.OciError("BLOB_UPLOAD_UNKNOWN", `the writer of the upload ${this.id} is closed; resume the upload to continue it`);
		const { ended, size } = this.#session;
		if (!ended && size === this.#size) return;
		await this.close();
		if (ended) throw new require_descriptor.OciError("BLOB_UPLOAD_UNKNOWN", `the upload ${this.id} has ended; start a new one`);
		throw new require_descriptor.OciError("RANGE_INVALID", `cannot write at byte ${this.#size} of the upload ${this.id}: it has ${size} bytes; another writer uses it`);
	}
};
function fileName(repository, id) {
	return `${id}.${(0, node_crypto.createHash)("sha256").update(repository).digest("hex").slice(0, 16)}`;
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
		require_descriptor.throwIfAborted(options.signal);
		const folder = new LayoutFolder(path, options);
		await rejectLinks(path);
		if (await isLayout(path)) {
			if (!folder.readOnly) await folder.#sweep(options.staleFileMs ?? 864e5);
			return folder;
		}
		if (await (require_lock_file ??= require("./lock-file.js")).kindOfTarget(path) === "file") throw new require_descriptor.OciError("UNSUPPORTED", `cannot use ${path} as an image layout: it is a file; unpack a tar archive of a layout first: mkdir DIR && tar -xf ${path} -C DIR`);
		if (folder.readOnly || options.create === "never") {
			if (await (require_lock_file ??= require("./lock-file.js")).kindOf(path) === "absent") throw new require_descriptor.OciError("NOT_FOUND", `the image layout ${path} does not exist`);
			throw new require_descriptor.OciError("NOT_FOUND", `${path} is not an OCI image layout: it has no file oci-layout`);
		}
		if (await hasBlobs(path) && !await isLayout(path)) throw new require_descriptor.OciError("NOT_FOUND", `${path} is not an OCI image layout, or it is damaged: it has blobs but no file oci-layout; give an empty folder, or restore oci-layout`);
		if (options.create === "in-empty-folder") await rejectOtherFiles(path);
		await folder.#create(options.signal);
		return folder;
	}
	checkWritable() {
		if (this.readOnly) throw new require_descriptor.OciError("DENIED", `cannot change the image layout ${this.path}: it was opened read-only`);
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
		for (const name of ownFolders) await (0, (node_fs_promises ??= require("node:fs/promises")).rmdir)((0, (node_path ??= require("node:path")).join)(this.path, name)).catch(() => void 0);
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
		if (await (require_lock_file ??= require("./lock-file.js")).kindOf((0, (node_path ??= require("node:path")).join)(this.path, "index.json")) === "absent") await this.#create(void 0);
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
			if (!(require_file_system_error ??= require("./file-system-error.js")).isMissing(error) || attempt === maxCreateAttempts) throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `create the image layout ${this.path}`);
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
			if (!(require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `remove the temporary file ${path}`);
		}
	}
};
async function rejectLinks(path) {
	for (const name of [
		"blobs",
		(0, (node_path ??= require("node:path")).join)("blobs", "sha256"),
		(0, (node_path ??= require("node:path")).join)("blobs", "sha512"),
		...ownFolders
	]) {
		const inner = (0, (node_path ??= require("node:path")).join)(path, name);
		if (await (require_lock_file ??= require("./lock-file.js")).kindOf(inner) === "symbolic link") throw new require_descriptor.OciError("FILE_SYSTEM", `cannot use ${inner}: it is a symbolic link, and an image layout must not contain links; use a real folder`);
	}
}
async function rejectOtherFiles(path) {
	for await (const entry of entriesOf(path)) {
		if (layoutName.test(entry)) continue;
		throw new require_descriptor.OciError("ALREADY_EXISTS", `cannot create an image layout in ${path}: it has other files (${require_descriptor.printable(entry, 100)}); give a new or empty folder, or an image layout`);
	}
}

// src/layout/ref-names.ts
const refNamePattern = /^[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*(?:\/[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*)*$/;
const maxRefNameLength = 512;
const anyNames = ownLayout((name) => require_reference.isTag(name) || name.length <= maxRefNameLength && (refNamePattern.test(name) || require_reference.tagOfFullReference(name) !== void 0) && !require_descriptor.isDigest(name), true);
const tagNames = ownLayout(require_reference.isTag, false);
function sharedNames(repository, isDefault) {
	const tagOf = (refName) => {
		if (refName === void 0) return void 0;
		if (isDefault && require_reference.isTag(refName)) return refName;
		const tag = refName.startsWith(`${repository}:`) ? refName.slice(repository.length + 1) : void 0;
		return tag !== void 0 && require_reference.isTag(tag) ? tag : void 0;
	};
	return {
		hasFullReferences: false,
		includes: (refName) => refName === void 0 ? isDefault : tagOf(refName) !== void 0 || refName.startsWith(`${repository}@`) && require_descriptor.isDigest(refName.slice(repository.length + 1)),
		tagOf,
		refName: (tag) => `${repository}:${tag}`,
		untagged: (digest) => `${repository}@${digest}`,
		check: (tag) => checkName(tag, require_reference.isTag)
	};
}
function repositoryOfRefName(refName) {
	const [, repository, rest] = /^([^:@]+)[:@](.+)$/.exec(refName ?? "") ?? [];
	if (repository === void 0 || rest === void 0 || !require_reference.isRepositoryName(repository)) return void 0;
	return require_reference.isTag(rest) || require_descriptor.isDigest(rest) ? repository : void 0;
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
	throw new require_descriptor.OciError("TAG_INVALID", `"${require_descriptor.printable(tag, 300)}" ${require_reference.invalidTagReason(tag)}`);
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
	const [only, ...others] = manifests.filter(({ names }) => names.length === 0 || !names.every(require_reference.isDigestTag));
	return others.length === 0 ? only : void 0;
}
function manifestByOtherName(listing, name) {
	const matches = /* @__PURE__ */ new Map();
	for (const { refName, descriptor } of listing.document.entries()) {
		const root = descriptor.annotations?.["io.containerd.image.name"] === name || refName !== void 0 && require_reference.shortTag(refName) === name ? listing.roots.get(descriptor.digest) : void 0;
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
	return `it has ${require_descriptor.printable(all.slice(0, maxShown).join(", "), 4e3)}${more}; ${remedy}, as in ${form}`;
}

// src/layout/reference-index.ts
const indexMembership = {
	reads: ({ mediaType }) => require_descriptor.manifestKind(mediaType) === "index",
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
	return require_descriptor.isManifestMediaType(mediaType);
}
var ReferenceIndex = class {
	#graph;
	#rules;
	#mutex = new KeyedMutex();
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
		const slice = new TimeSlice();
		for (const [digest, descriptor] of this.#unread) {
			require_descriptor.throwIfAborted(signal);
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
		return entry === void 0 ? void 0 : require_descriptor.plainDescriptor(entry.descriptor);
	}
	entriesWithTag(tag) {
		return this.#byTag.get(tag);
	}
	entriesWithDigest(digest) {
		return this.#byDigest.get(digest);
	}
	sortedTags() {
		return this.#sortedTags ??= sortNames(this.#byTag.keys());
	}
	#add(entry) {
		const { refName, descriptor } = entry;
		const { digest, mediaType } = descriptor;
		if (!this.#names.includes(refName)) return;
		this.#byDigest.add(digest, entry);
		if (!this.roots.has(digest) && require_descriptor.isManifestMediaType(mediaType)) this.roots.add(require_descriptor.plainDescriptor(descriptor));
		const tag = this.#names.tagOf(refName);
		if (tag === void 0) return;
		if (!this.#byTag.has(tag)) this.#sortedTags?.splice(indexAfter(this.#sortedTags, tag), 0, tag);
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
		if (!this.#byTag.has(tag)) this.#sortedTags?.splice(indexAfter(this.#sortedTags, tag) - 1, 1);
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
		if (root !== void 0 && !this.folder.blobs.isDamaged(digest)) {
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
		const pushed = checkPushedManifest(content, mediaType, digest, { maxDescriptors });
		const { descriptor } = pushed;
		const { blobs } = this.folder;
		const put = () => blobs.put(descriptor, () => once(content), options.signal);
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
				if (!require_descriptor.isOciError(error, "NOT_FOUND") || attempt === maxPushAttempts) throw error;
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
			for (const child of (await graph.node(manifest, options.signal))?.successors ?? []) if (require_descriptor.isManifestMediaType(child.mediaType) && await blobs.size(child.digest) !== void 0) edit.addManifest(child);
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
		if (await this.#isNeededElsewhere(digest, options)) throw new require_descriptor.OciError("DENIED", `cannot delete the blob ${digest} of ${this.#title}: another repository in the same image layout needs it`);
		if (!await this.folder.blobs.remove(digest)) throw this.blobUnknown(digest);
	}
	manifestUnknown(digest) {
		return new require_descriptor.OciError("MANIFEST_UNKNOWN", `no manifest ${digest} is in ${this.#title}; check the digest`, { detail: { digest } });
	}
	blobUnknown(digest) {
		return new require_descriptor.OciError("BLOB_UNKNOWN", `${this.#title} has no blob ${digest}`, { detail: { digest } });
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
			...require_descriptor.plainDescriptor(descriptor),
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
		const required = contentToRequire(manifest, this.folder.allowSparse);
		await forEachConcurrent(new Map(required.map((content) => [content.digest, content])).values(), lookupConcurrency, async (content) => {
			if (await this.folder.blobs.size(content.digest) === void 0) throw missingContentError(this.#title, descriptor, content);
		}, options.signal);
	}
	#unknown(what, detail) {
		return new require_descriptor.OciError("MANIFEST_UNKNOWN", `${this.#title} has no ${require_descriptor.printable(what, 300)}`, { detail });
	}
};

// src/layout/maintenance.ts
async function collectGarbage(folder, isTagged, options = {}) {
	const before = folder.now() - (options.graceMs ?? 36e5);
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
		require_descriptor.throwIfAborted(signal);
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
		if (isTagged(entry) || !require_descriptor.isManifestMediaType(descriptor.mediaType) || !await isUnused(folder, descriptor.digest, before)) kept.push(descriptor);
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
	const code = require_descriptor.isOciError(error, "FILE_SYSTEM") ? (require_file_system_error ??= require("./file-system-error.js")).errnoOf(error.cause) : void 0;
	return code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG";
}
async function* scrub(folder, options = {}) {
	for await (const { digest } of folder.blobs.list()) {
		require_descriptor.throwIfAborted(options.signal);
		if (await folder.blobs.isIntact(digest, options.signal)) continue;
		if (await folder.blobs.modified(digest) !== void 0) yield {
			digest,
			path: folder.blobs.path(digest)
		};
	}
}
async function* contentsOf(folders, options = {}) {
	for await (const folder of folders) for await (const blob of folder.blobs.list()) {
		require_descriptor.throwIfAborted(options.signal);
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
		if ((require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) return 0;
		throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `read the status of ${path}`);
	}
}
async function isUnused(folder, digest, before) {
	const modifiedMs = await folder.blobs.modified(digest);
	return modifiedMs === void 0 || modifiedMs < before;
}
function descriptorOf({ digest, size }) {
	return {
		mediaType: require_descriptor.mediaTypeOctetStream,
		digest,
		size
	};
}

Object.defineProperty(exports, "HashWorker", {
  enumerable: true,
  get: function () {
    return HashWorker;
  }
});
Object.defineProperty(exports, "I", {
  enumerable: true,
  get: function () {
    return I;
  }
});
Object.defineProperty(exports, "KeyedMutex", {
  enumerable: true,
  get: function () {
    return KeyedMutex;
  }
});
Object.defineProperty(exports, "LayoutFolder", {
  enumerable: true,
  get: function () {
    return LayoutFolder;
  }
});
Object.defineProperty(exports, "RepositoryView", {
  enumerable: true,
  get: function () {
    return RepositoryView;
  }
});
Object.defineProperty(exports, "Semaphore", {
  enumerable: true,
  get: function () {
    return Semaphore;
  }
});
Object.defineProperty(exports, "SharedState", {
  enumerable: true,
  get: function () {
    return SharedState;
  }
});
Object.defineProperty(exports, "TimeSlice", {
  enumerable: true,
  get: function () {
    return TimeSlice;
  }
});
Object.defineProperty(exports, "algorithms", {
  enumerable: true,
  get: function () {
    return algorithms;
  }
});
Object.defineProperty(exports, "annotationArchiveUnpack", {
  enumerable: true,
  get: function () {
    return annotationArchiveUnpack;
  }
});
Object.defineProperty(exports, "annotationContentDigest", {
  enumerable: true,
  get: function () {
    return annotationContentDigest;
  }
});
Object.defineProperty(exports, "annotationContentUnpack", {
  enumerable: true,
  get: function () {
    return annotationContentUnpack;
  }
});
Object.defineProperty(exports, "annotationCreated", {
  enumerable: true,
  get: function () {
    return annotationCreated;
  }
});
Object.defineProperty(exports, "annotationEncoder", {
  enumerable: true,
  get: function () {
    return annotationEncoder;
  }
});
Object.defineProperty(exports, "annotationFileMode", {
  enumerable: true,
  get: function () {
    return annotationFileMode;
  }
});
Object.defineProperty(exports, "annotationModelFilePath", {
  enumerable: true,
  get: function () {
    return annotationModelFilePath;
  }
});
Object.defineProperty(exports, "annotationRefName", {
  enumerable: true,
  get: function () {
    return annotationRefName;
  }
});
Object.defineProperty(exports, "annotationRevision", {
  enumerable: true,
  get: function () {
    return annotationRevision;
  }
});
Object.defineProperty(exports, "annotationSource", {
  enumerable: true,
  get: function () {
    return annotationSource;
  }
});
Object.defineProperty(exports, "annotationTitle", {
  enumerable: true,
  get: function () {
    return annotationTitle;
  }
});
Object.defineProperty(exports, "annotationVersion", {
  enumerable: true,
  get: function () {
    return annotationVersion;
  }
});
Object.defineProperty(exports, "anyNames", {
  enumerable: true,
  get: function () {
    return anyNames;
  }
});
Object.defineProperty(exports, "artifactTypeOf", {
  enumerable: true,
  get: function () {
    return artifactTypeOf;
  }
});
Object.defineProperty(exports, "blobReader", {
  enumerable: true,
  get: function () {
    return blobReader;
  }
});
Object.defineProperty(exports, "borrowedChunks", {
  enumerable: true,
  get: function () {
    return borrowedChunks;
  }
});
Object.defineProperty(exports, "bytesReader", {
  enumerable: true,
  get: function () {
    return bytesReader;
  }
});
Object.defineProperty(exports, "checkPushedManifest", {
  enumerable: true,
  get: function () {
    return checkPushedManifest;
  }
});
Object.defineProperty(exports, "collect", {
  enumerable: true,
  get: function () {
    return collect;
  }
});
Object.defineProperty(exports, "collectGarbage", {
  enumerable: true,
  get: function () {
    return collectGarbage;
  }
});
Object.defineProperty(exports, "compareBytes", {
  enumerable: true,
  get: function () {
    return compareBytes;
  }
});
Object.defineProperty(exports, "contentToRequire", {
  enumerable: true,
  get: function () {
    return contentToRequire;
  }
});
Object.defineProperty(exports, "contentsOf", {
  enumerable: true,
  get: function () {
    return contentsOf;
  }
});
Object.defineProperty(exports, "defaultMaxDescriptors", {
  enumerable: true,
  get: function () {
    return defaultMaxDescriptors;
  }
});
Object.defineProperty(exports, "describeManifests", {
  enumerable: true,
  get: function () {
    return describeManifests;
  }
});
Object.defineProperty(exports, "detachBuffer", {
  enumerable: true,
  get: function () {
    return detachBuffer;
  }
});
Object.defineProperty(exports, "detachWholeBuffer", {
  enumerable: true,
  get: function () {
    return detachWholeBuffer;
  }
});
Object.defineProperty(exports, "diskUsage", {
  enumerable: true,
  get: function () {
    return diskUsage;
  }
});
Object.defineProperty(exports, "encodeJson", {
  enumerable: true,
  get: function () {
    return encodeJson;
  }
});
Object.defineProperty(exports, "encodeString", {
  enumerable: true,
  get: function () {
    return encodeString;
  }
});
Object.defineProperty(exports, "endOfRange", {
  enumerable: true,
  get: function () {
    return endOfRange;
  }
});
Object.defineProperty(exports, "endOfString", {
  enumerable: true,
  get: function () {
    return endOfString;
  }
});
Object.defineProperty(exports, "fileState", {
  enumerable: true,
  get: function () {
    return fileState;
  }
});
Object.defineProperty(exports, "forEachConcurrent", {
  enumerable: true,
  get: function () {
    return forEachConcurrent;
  }
});
Object.defineProperty(exports, "hasBlobs", {
  enumerable: true,
  get: function () {
    return hasBlobs;
  }
});
Object.defineProperty(exports, "hasEntries", {
  enumerable: true,
  get: function () {
    return hasEntries;
  }
});
Object.defineProperty(exports, "indexAfter", {
  enumerable: true,
  get: function () {
    return indexAfter;
  }
});
Object.defineProperty(exports, "isDockerSchema1", {
  enumerable: true,
  get: function () {
    return isDockerSchema1;
  }
});
Object.defineProperty(exports, "isLayout", {
  enumerable: true,
  get: function () {
    return isLayout;
  }
});
Object.defineProperty(exports, "isSettled", {
  enumerable: true,
  get: function () {
    return isSettled;
  }
});
Object.defineProperty(exports, "jsonDepth", {
  enumerable: true,
  get: function () {
    return jsonDepth;
  }
});
Object.defineProperty(exports, "maxManifestBytes", {
  enumerable: true,
  get: function () {
    return maxManifestBytes;
  }
});
Object.defineProperty(exports, "missingContentError", {
  enumerable: true,
  get: function () {
    return missingContentError;
  }
});
Object.defineProperty(exports, "notManifestError", {
  enumerable: true,
  get: function () {
    return notManifestError;
  }
});
Object.defineProperty(exports, "observeReader", {
  enumerable: true,
  get: function () {
    return observeReader;
  }
});
Object.defineProperty(exports, "once", {
  enumerable: true,
  get: function () {
    return once;
  }
});
Object.defineProperty(exports, "onlyManifest", {
  enumerable: true,
  get: function () {
    return onlyManifest;
  }
});
Object.defineProperty(exports, "pageOf", {
  enumerable: true,
  get: function () {
    return pageOf;
  }
});
Object.defineProperty(exports, "parseJson", {
  enumerable: true,
  get: function () {
    return parseJson;
  }
});
Object.defineProperty(exports, "parseManifest", {
  enumerable: true,
  get: function () {
    return parseManifest;
  }
});
Object.defineProperty(exports, "readRange", {
  enumerable: true,
  get: function () {
    return readRange;
  }
});
Object.defineProperty(exports, "readRangeBorrowed", {
  enumerable: true,
  get: function () {
    return readRangeBorrowed;
  }
});
Object.defineProperty(exports, "referrerDescriptor", {
  enumerable: true,
  get: function () {
    return referrerDescriptor;
  }
});
Object.defineProperty(exports, "repositoryOfRefName", {
  enumerable: true,
  get: function () {
    return repositoryOfRefName;
  }
});
Object.defineProperty(exports, "requiredContentOf", {
  enumerable: true,
  get: function () {
    return requiredContentOf;
  }
});
Object.defineProperty(exports, "schema1Problem", {
  enumerable: true,
  get: function () {
    return schema1Problem;
  }
});
Object.defineProperty(exports, "scrub", {
  enumerable: true,
  get: function () {
    return scrub;
  }
});
Object.defineProperty(exports, "sharedNames", {
  enumerable: true,
  get: function () {
    return sharedNames;
  }
});
Object.defineProperty(exports, "sortNames", {
  enumerable: true,
  get: function () {
    return sortNames;
  }
});
Object.defineProperty(exports, "successorsOf", {
  enumerable: true,
  get: function () {
    return successorsOf;
  }
});
Object.defineProperty(exports, "tagNames", {
  enumerable: true,
  get: function () {
    return tagNames;
  }
});
Object.defineProperty(exports, "verified", {
  enumerable: true,
  get: function () {
    return verified;
  }
});
Object.defineProperty(exports, "withVerification", {
  enumerable: true,
  get: function () {
    return withVerification;
  }
});