let require_spec;
let require_lock_file;
let require_hash_worker;
let node_timers_promises;
let node_os;

// src/concurrency/abortable.ts
function anySignal(signal, other) {
	return other === void 0 ? signal : AbortSignal.any([signal, other]);
}
function untilAborted(work, signal) {
	const start = () => typeof work === "function" ? work() : work;
	if (signal === void 0) return start();
	return new Promise((resolve, reject) => {
		const abort = () => reject((require_spec ??= require("./spec.js")).abortedError(signal));
		if (signal.aborted) {
			abort();
			if (typeof work !== "function") work.catch(() => void 0);
			return;
		}
		signal.addEventListener("abort", abort, { once: true });
		start().then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
	});
}
async function* abortable(source, signal) {
	(require_spec ??= require("./spec.js")).throwIfAborted(signal);
	if (signal === void 0) {
		yield* source;
		return;
	}
	const iterator = source[Symbol.asyncIterator]();
	let ended = false;
	try {
		for (;;) {
			const step = await untilAborted(() => iterator.next(), signal);
			if (step.done === true) {
				ended = true;
				return;
			}
			yield step.value;
		}
	} catch (error) {
		ended = true;
		if (signal.aborted) closeQuietly(iterator);
		throw error;
	} finally {
		if (!ended) await iterator.return?.();
	}
}
async function closeQuietly(iterator) {
	try {
		await iterator.return?.();
	} catch {}
}

// src/concurrency/backoff.ts
async function pause(ms, signal, sleep = wait) {
	try {
		await sleep(ms, signal);
	} catch (error) {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		throw error;
	}
	(require_spec ??= require("./spec.js")).throwIfAborted(signal);
}
async function wait(ms, signal) {
	await (0, (node_timers_promises ??= require("node:timers/promises")).setTimeout)(ms, void 0, signal === void 0 ? {} : { signal });
}
function backoffMs(failures, { baseMs, maxMs, random }) {
	return Math.round(Math.min(maxMs, baseMs * 2 ** (failures - 1)) * (1 - random() / 2));
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
			(require_spec ??= require("./spec.js")).throwIfAborted(inner);
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

// src/concurrency/guarded-hook.ts
function guardedHook(name, hook) {
	if (hook === void 0) return void 0;
	let isReported = false;
	const report = (error) => {
		if (isReported) return;
		isReported = true;
		const reason = (require_spec ??= require("./spec.js")).printable((require_spec ??= require("./spec.js")).messageOf(error), 500);
		process.emitWarning(`${name} failed: ${reason}; later failures of it are not reported`, { type: "OciArtifactWarning" });
	};
	return (...args) => {
		try {
			const result = hook(...args);
			if (result instanceof Promise) result.catch(report);
		} catch (error) {
			report(error);
		}
	};
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

// src/concurrency/map-concurrent-ordered.ts
async function* mapConcurrentOrdered(items, threads, ahead, work, semaphore = new Semaphore(threads + 1)) {
	const started = [];
	try {
		for await (const item of items) {
			const run = work(item, semaphore);
			run.catch(() => {});
			started.push(run);
			if (started.length >= ahead) {
				const first = started.shift();
				if (first !== void 0) yield await first;
			}
		}
		for (let first = started.shift(); first !== void 0; first = started.shift()) yield await first;
	} finally {
		await Promise.allSettled(started);
	}
}

// src/concurrency/monotonic-clock.ts
function monotonicMs() {
	const [seconds, nanoseconds] = process.hrtime();
	return seconds * 1e3 + nanoseconds / 1e6;
}

// src/concurrency/single-flight.ts
var SingleFlight = class {
	#flights = /* @__PURE__ */ new Map();
	async run(key, work, signal) {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		const flight = this.#flights.get(key) ?? this.#start(key, work);
		flight.waiting++;
		try {
			return await untilAborted(flight.promise, signal);
		} finally {
			flight.waiting--;
			if (flight.waiting === 0 && this.#remove(key, flight)) flight.stop.abort(signal?.reason);
		}
	}
	#start(key, work) {
		const stop = new AbortController();
		const flight = {
			promise: work(stop.signal),
			stop,
			waiting: 0
		};
		this.#flights.set(key, flight);
		const remove = () => this.#remove(key, flight);
		flight.promise.then(remove, remove);
		return flight;
	}
	#remove(key, flight) {
		return this.#flights.get(key) === flight && this.#flights.delete(key);
	}
};

// src/concurrency/time-slice.ts
const sliceMs = 10;
var TimeSlice = class {
	#now;
	#startedAt;
	constructor(now = monotonicMs) {
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

// src/streams/check-chunk.ts
function checkChunk(chunk) {
	if (chunk instanceof Uint8Array) return;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `cannot read the content: it contains ${typeof chunk === "string" ? "text" : `a value of type ${chunk === null ? "null" : typeof chunk}`}; its chunks must be Uint8Array`);
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

// src/streams/collect.ts
async function collect(content, limit, what) {
	const chunks = [];
	let size = 0;
	for await (const chunk of content) {
		checkChunk(chunk);
		size += chunk.byteLength;
		if (size > limit) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `${what} is over the limit of ${limit} bytes`);
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

// src/streams/stream-hash.ts
const minWorkerBytes = 67108864;
function streamHash(algorithm, size) {
	return (size >= minWorkerBytes && (require_hash_worker ??= require("./hash-worker.js")).HashWorker.running < (0, (node_os ??= require("node:os")).availableParallelism)() - 1 ? (require_hash_worker ??= require("./hash-worker.js")).HashWorker.start(algorithm) : void 0) ?? new LocalHash(algorithm);
}
var LocalHash = class {
	#digester;
	constructor(algorithm) {
		this.#digester = new (require_spec ??= require("./spec.js")).Digester(algorithm);
	}
	update(chunk) {
		this.#digester.update(chunk);
	}
	async digest() {
		return this.#digester.digest();
	}
	[Symbol.dispose]() {}
};

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
	let digester = new (require_spec ??= require("./spec.js")).Digester((require_spec ??= require("./spec.js")).digestAlgorithm(expected.digest));
	let size = 0;
	let mismatch;
	const verifyDigest = () => {
		const actual = digester?.digest() ?? expected.digest;
		digester = void 0;
		if (actual !== expected.digest) mismatch ??= new (require_spec ??= require("./spec.js")).OciError(codes[origin].digest, `${what} hashes to ${actual}, not to ${expected.digest}`);
	};
	for await (const chunk of content) {
		checkChunk(chunk);
		if (size === 0 && content.verifies === expected.digest) digester = void 0;
		digester?.update(chunk);
		size += chunk.byteLength;
		if (size > expected.size) throw new (require_spec ??= require("./spec.js")).OciError(codes[origin].size, `${what} has more than the ${expected.size} bytes announced`);
		if (size === expected.size) verifyDigest();
		if (mismatch === void 0) yield chunk;
	}
	if (size < expected.size) throw new (require_spec ??= require("./spec.js")).OciError(codes[origin].size, `${what} ended after ${size} of ${expected.size} bytes`);
	verifyDigest();
	if (mismatch !== void 0) throw mismatch;
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
		(require_spec ??= require("./spec.js")).throwIfAborted(this.#signal);
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
	return new (require_spec ??= require("./spec.js")).OciError("ABORTED", `the reader of ${digest} was closed before the end of the content`);
}

// src/registry/forwarding.ts
var ForwardingRegistry = class {
	inner;
	constructor(inner) {
		this.inner = inner;
	}
	getBlob(repository, digest, options) {
		return this.inner.getBlob(repository, digest, options);
	}
	getBlobRange(repository, digest, start, end, options) {
		return this.inner.getBlobRange(repository, digest, start, end, options);
	}
	getManifest(repository, digest, options) {
		return this.inner.getManifest(repository, digest, options);
	}
	getTag(repository, tag, options) {
		return this.inner.getTag(repository, tag, options);
	}
	resolveBlob(repository, digest, options) {
		return this.inner.resolveBlob(repository, digest, options);
	}
	resolveManifest(repository, digest, options) {
		return this.inner.resolveManifest(repository, digest, options);
	}
	resolveTag(repository, tag, options) {
		return this.inner.resolveTag(repository, tag, options);
	}
	pushBlob(repository, descriptor, body, options) {
		return this.inner.pushBlob(repository, descriptor, body, options);
	}
	pushBlobChunked(repository, options) {
		return this.inner.pushBlobChunked(repository, options);
	}
	pushBlobChunkedResume(repository, id, options) {
		return this.inner.pushBlobChunkedResume(repository, id, options);
	}
	mountBlob(fromRepository, toRepository, digest, options) {
		return this.inner.mountBlob(fromRepository, toRepository, digest, options);
	}
	pushManifest(repository, content, mediaType, options) {
		return this.inner.pushManifest(repository, content, mediaType, options);
	}
	deleteBlob(repository, digest, options) {
		return this.inner.deleteBlob(repository, digest, options);
	}
	deleteManifest(repository, digest, options) {
		return this.inner.deleteManifest(repository, digest, options);
	}
	deleteTag(repository, tag, options) {
		return this.inner.deleteTag(repository, tag, options);
	}
	tags(repository, options) {
		return this.inner.tags(repository, options);
	}
	referrers(repository, digest, options) {
		return this.inner.referrers(repository, digest, options);
	}
	repositories(options) {
		return this.inner.repositories(options);
	}
};

// src/registry/page.ts
function sortNames(names) {
	return [...new Set(names)].sort((require_spec ??= require("./spec.js")).compareBytes);
}
function pageOf(names, page) {
	(require_spec ??= require("./spec.js")).checkNumbers(page, { limit: 0 });
	const start = page.startAfter === void 0 ? 0 : indexAfter(names, page.startAfter);
	return names.slice(start, page.limit === void 0 ? void 0 : start + page.limit);
}
function indexAfter(names, name) {
	let [low, high] = [0, names.length];
	while (low < high) {
		const middle = low + high >>> 1;
		if ((require_spec ??= require("./spec.js")).compareBytes(names[middle] ?? "", name) > 0) high = middle;
		else low = middle + 1;
	}
	return low;
}
function endOfRange(size, start, end, what) {
	if (!(Number.isSafeInteger(start) && (end === void 0 || Number.isSafeInteger(end) || end === Infinity)) || start < 0 || start >= size || end !== void 0 && end <= start) throw new (require_spec ??= require("./spec.js")).OciError("RANGE_INVALID", `cannot read bytes ${start} to ${end ?? "the end"} of ${what}: it has ${size} bytes`);
	return Math.min(end ?? size, size);
}

// src/registry/push.ts
async function pushUnlessExists(storage, blob, body, options = {}) {
	if (storage.looksUpOnPush !== true) {
		if (await storage.exists(blob, options)) return "exists";
		await storage.push(blob, body, {
			...options,
			isAbsent: true
		});
		return "pushed";
	}
	let state = "pushed";
	await storage.push(blob, body, {
		...options,
		onNotSent: (reason) => {
			state = reason;
		}
	});
	return state;
}
async function pushContent(storage, descriptor, bytes, options) {
	await storage.push((require_spec ??= require("./spec.js")).plainDescriptor(descriptor), () => once(bytes), options);
}

// src/registry/repository.ts
const repositoryBrand = Symbol("oci-artifact.repository");
function isRepository(storage) {
	return repositoryBrand in storage;
}
function repository(registry, name, options = {}) {
	return new RegistryRepository(registry, name, options.looksUpOnPush ?? false, options.host);
}
var RegistryRepository = class {
	[repositoryBrand] = true;
	looksUpOnPush;
	#host;
	#registry;
	#name;
	constructor(registry, name, looksUpOnPush, host) {
		this.#host = host;
		this.#registry = registry;
		this.#name = name;
		this.looksUpOnPush = looksUpOnPush;
	}
	async fetch(target, options) {
		if ((require_spec ??= require("./spec.js")).isDockerSchema1(target.mediaType)) throw (require_spec ??= require("./spec.js")).notManifestError(target, "");
		const reader = await ((require_spec ??= require("./spec.js")).isManifestMediaType(target.mediaType) ? this.#registry.getManifest(this.#name, target.digest, options) : this.#registry.getBlob(this.#name, target.digest, {
			...options,
			expectedSize: target.size
		}));
		const { size } = reader.descriptor;
		if (size === target.size) return reader;
		await reader.close();
		throw new (require_spec ??= require("./spec.js")).OciError("SIZE_MISMATCH", `cannot read ${target.digest} from ${this.#name}: it has ${size} bytes, and its descriptor has ${target.size}`);
	}
	async exists(target, options) {
		try {
			return ((require_spec ??= require("./spec.js")).isManifestMediaType(target.mediaType) ? await this.#registry.resolveManifest(this.#name, target.digest, options) : await this.#registry.resolveBlob(this.#name, target.digest, options)).size === target.size;
		} catch (error) {
			if ((require_spec ??= require("./spec.js")).isNotFound(error)) return false;
			throw error;
		}
	}
	async push(expected, body, options = {}) {
		if (!(require_spec ??= require("./spec.js")).isManifestMediaType(expected.mediaType)) {
			await this.#registry.pushBlob(this.#name, expected, body, options);
			return;
		}
		const bytes = await collect(body(), (require_spec ??= require("./spec.js")).maxManifestBytes, `manifest ${expected.digest}`);
		if (bytes.byteLength !== expected.size) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_INVALID", `cannot push the manifest ${expected.digest}: it has ${bytes.byteLength} bytes, not ${expected.size}`);
		if ((require_spec ??= require("./spec.js")).digestOf(bytes, (require_spec ??= require("./spec.js")).digestAlgorithm(expected.digest)) !== expected.digest) throw new (require_spec ??= require("./spec.js")).OciError("DIGEST_INVALID", `cannot push the manifest ${expected.digest}: its bytes have another digest`);
		const hasTag = (options.tags ?? []).length > 0 && (require_spec ??= require("./spec.js")).digestAlgorithm(expected.digest) === "sha256";
		await this.#registry.pushManifest(this.#name, bytes, expected.mediaType, hasTag ? options : {
			...options,
			digest: expected.digest
		});
	}
	async resolve(given, options = {}) {
		const { onManifest } = options;
		const reference = this.#referenceOf(given);
		try {
			if (onManifest !== void 0) return await this.#read(reference, onManifest, options);
			if (!(require_spec ??= require("./spec.js")).isDigest(reference)) return await this.#registry.resolveTag(this.#name, reference, options);
			return await this.#registry.resolveManifest(this.#name, reference, options);
		} catch (error) {
			if (!(require_spec ??= require("./spec.js")).isDigest(reference) || !(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
			return this.#resolveBlob(reference, error, options);
		}
	}
	#referenceOf(given) {
		if (given.lastIndexOf("/") >= 0 && this.#host !== void 0) {
			const { registry, repository: name, tag, digest } = (require_spec ??= require("./spec.js")).parseReference(given);
			if (registry !== (require_spec ??= require("./spec.js")).canonicalRegistry(this.#host) || name !== this.#name) throw new (require_spec ??= require("./spec.js")).OciError("REFERENCE_INVALID", `${(require_spec ??= require("./spec.js")).quoteInput(given)} is not a reference to ${this.#host}/${this.#name}; give a tag, a digest, or a reference with this name`);
			return digest ?? tag ?? "";
		}
		const [tag = "", digest] = given.split("@");
		return digest !== void 0 && (require_spec ??= require("./spec.js")).isDigest(digest) && (tag === "" || (require_spec ??= require("./spec.js")).isTag(tag)) ? digest : given;
	}
	async #read(reference, onManifest, options) {
		try {
			var _usingCtx$1 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
			const reader = _usingCtx$1.a(await ((require_spec ??= require("./spec.js")).isDigest(reference) ? this.#registry.getManifest(this.#name, reference, options) : this.#registry.getTag(this.#name, reference, options)));
			const { descriptor } = reader;
			onManifest(descriptor, await collect(reader, (require_spec ??= require("./spec.js")).maxManifestBytes, `manifest ${descriptor.digest}`));
			return descriptor;
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	}
	async #resolveBlob(digest, failure, options) {
		try {
			return await this.#registry.resolveBlob(this.#name, digest, options);
		} catch (error) {
			if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
			if (!(require_spec ??= require("./spec.js")).isOciError(failure, "MANIFEST_UNKNOWN")) throw failure;
			const { detail, status, wireCode, reason } = failure;
			const problem = `no manifest ${digest} is in ${this.#name}; check the digest and the repository`;
			throw new (require_spec ??= require("./spec.js")).OciError("MANIFEST_UNKNOWN", problem, {
				detail,
				status,
				wireCode,
				reason
			});
		}
	}
	async tag(target, reference, options = {}) {
		if (!(require_spec ??= require("./spec.js")).isManifestMediaType(target.mediaType)) throw (require_spec ??= require("./spec.js")).notManifestError(target, `cannot tag a ${(require_spec ??= require("./spec.js")).printable(target.mediaType, 200)} as "${(require_spec ??= require("./spec.js")).printable(reference, 200)}": only manifests have tags`);
		const reader = await this.#registry.getManifest(this.#name, target.digest, options);
		const bytes = await collect(reader, (require_spec ??= require("./spec.js")).maxManifestBytes, `manifest ${target.digest}`);
		await this.#registry.pushManifest(this.#name, bytes, target.mediaType, {
			...options,
			digest: target.digest,
			tags: [this.#referenceOf(reference)]
		});
	}
	untag(reference, options) {
		return this.#registry.deleteTag(this.#name, this.#referenceOf(reference), options);
	}
	tags(options) {
		return this.#registry.tags(this.#name, options);
	}
	async predecessors(node, options) {
		return Array.fromAsync(this.#registry.referrers(this.#name, node.digest, options));
	}
	async mount(target, fromRepository, options) {
		await this.#registry.mountBlob(fromRepository, this.#name, target.digest, {
			...options,
			size: target.size
		});
	}
	delete(target, options) {
		return (require_spec ??= require("./spec.js")).isManifestMediaType(target.mediaType) || (require_spec ??= require("./spec.js")).isDockerSchema1(target.mediaType) ? this.#registry.deleteManifest(this.#name, target.digest, options) : this.#registry.deleteBlob(this.#name, target.digest, options);
	}
};

Object.defineProperty(exports, "BufferPool", {
  enumerable: true,
  get: function () {
    return BufferPool;
  }
});
Object.defineProperty(exports, "ForwardingRegistry", {
  enumerable: true,
  get: function () {
    return ForwardingRegistry;
  }
});
Object.defineProperty(exports, "KeyedMutex", {
  enumerable: true,
  get: function () {
    return KeyedMutex;
  }
});
Object.defineProperty(exports, "Semaphore", {
  enumerable: true,
  get: function () {
    return Semaphore;
  }
});
Object.defineProperty(exports, "SingleFlight", {
  enumerable: true,
  get: function () {
    return SingleFlight;
  }
});
Object.defineProperty(exports, "TimeSlice", {
  enumerable: true,
  get: function () {
    return TimeSlice;
  }
});
Object.defineProperty(exports, "abortable", {
  enumerable: true,
  get: function () {
    return abortable;
  }
});
Object.defineProperty(exports, "anySignal", {
  enumerable: true,
  get: function () {
    return anySignal;
  }
});
Object.defineProperty(exports, "backoffMs", {
  enumerable: true,
  get: function () {
    return backoffMs;
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
Object.defineProperty(exports, "checkChunk", {
  enumerable: true,
  get: function () {
    return checkChunk;
  }
});
Object.defineProperty(exports, "collect", {
  enumerable: true,
  get: function () {
    return collect;
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
Object.defineProperty(exports, "endOfRange", {
  enumerable: true,
  get: function () {
    return endOfRange;
  }
});
Object.defineProperty(exports, "forEachConcurrent", {
  enumerable: true,
  get: function () {
    return forEachConcurrent;
  }
});
Object.defineProperty(exports, "guardedHook", {
  enumerable: true,
  get: function () {
    return guardedHook;
  }
});
Object.defineProperty(exports, "indexAfter", {
  enumerable: true,
  get: function () {
    return indexAfter;
  }
});
Object.defineProperty(exports, "isRepository", {
  enumerable: true,
  get: function () {
    return isRepository;
  }
});
Object.defineProperty(exports, "mapConcurrentOrdered", {
  enumerable: true,
  get: function () {
    return mapConcurrentOrdered;
  }
});
Object.defineProperty(exports, "monotonicMs", {
  enumerable: true,
  get: function () {
    return monotonicMs;
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
Object.defineProperty(exports, "pageOf", {
  enumerable: true,
  get: function () {
    return pageOf;
  }
});
Object.defineProperty(exports, "pause", {
  enumerable: true,
  get: function () {
    return pause;
  }
});
Object.defineProperty(exports, "pushContent", {
  enumerable: true,
  get: function () {
    return pushContent;
  }
});
Object.defineProperty(exports, "pushUnlessExists", {
  enumerable: true,
  get: function () {
    return pushUnlessExists;
  }
});
Object.defineProperty(exports, "repository", {
  enumerable: true,
  get: function () {
    return repository;
  }
});
Object.defineProperty(exports, "repositoryBrand", {
  enumerable: true,
  get: function () {
    return repositoryBrand;
  }
});
Object.defineProperty(exports, "sortNames", {
  enumerable: true,
  get: function () {
    return sortNames;
  }
});
Object.defineProperty(exports, "streamHash", {
  enumerable: true,
  get: function () {
    return streamHash;
  }
});
Object.defineProperty(exports, "untilAborted", {
  enumerable: true,
  get: function () {
    return untilAborted;
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