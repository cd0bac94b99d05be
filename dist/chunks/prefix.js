import { A as blobReader, C as verified, D as collect, O as once, R as maxManifestBytes, m as endOfRange, z as parseManifest } from "./scrub.js";
import { a as isOciError, i as isNotFound, l as throwIfAborted, n as OciError } from "./printable.js";
import { C as Digester, E as digestOf, O as parseDigest, w as digestAlgorithm } from "./descriptor.js";
import { l as checkRepositoryName } from "./durable-rename.js";
import { n as anySignal, t as abortable } from "./abortable.js";
import { n as orAborted, t as SingleFlight } from "./single-flight.js";

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

// src/wrappers/cache-content.ts
var CachedBlob = class {
	#origin;
	#store;
	#event;
	#blob;
	#stop = new AbortController();
	#signal;
	#given;
	#digestOfGiven;
	#open;
	constructor(origin, store, event, blob, signal) {
		this.#origin = origin;
		this.#store = store;
		this.#event = event;
		this.#blob = blob;
		this.#signal = anySignal(this.#stop.signal, signal);
		this.#given = new Digester(digestAlgorithm(blob.digest));
	}
	stored() {
		return this.#reader(this.#fromStore(), async () => void 0);
	}
	live(fill) {
		return this.#reader(this.#fromFill(fill), async () => {
			fill.leaveLive();
			await fill.leave();
		});
	}
	#reader(content, free) {
		return blobReader(this.#blob, abortable(content, this.#signal), async () => {
			this.#stop.abort();
			await this.#open?.close();
			await free();
		});
	}
	async *#fromFill(fill) {
		yield* this.#pass(fill.live);
		const stored = await fill.stored(this.#signal);
		if (this.#given.size === this.#blob.size) return;
		yield* stored ? this.#fromStore() : this.#fromOrigin();
	}
	async *#fromStore() {
		const { repository, digest } = this.#event;
		const start = this.#given.size;
		const options = { signal: this.#signal };
		let failure;
		try {
			const store = this.#store.registry;
			this.#open = await (start === 0 ? store.getBlob(repository, digest, options) : store.getBlobRange(repository, digest, start, void 0, options));
			yield* this.#pass(this.#open);
			if (this.#sum() === digest) return;
			failure = new OciError("DIGEST_MISMATCH", `the blob ${digest} in the cache's store hashes to ${this.#sum()}`);
		} catch (error) {
			throwIfAborted(this.#signal);
			failure = error;
		}
		await this.#store.failed(failure, this.#event);
		yield* this.#fromOrigin();
	}
	async *#fromOrigin() {
		const { repository, digest } = this.#event;
		const { size } = this.#given;
		const skipped = new Digester(digestAlgorithm(digest));
		let agreed = false;
		const agree = () => {
			if (agreed) return;
			if (skipped.size !== size || skipped.digest() !== this.#sum()) throw new OciError("DIGEST_MISMATCH", `the ${size} bytes of the blob ${digest} that the cache gave so far are damaged; read it again`);
			agreed = true;
		};
		this.#open = await this.#origin.getBlob(repository, digest, { signal: this.#signal });
		for await (const chunk of this.#open) {
			const skip = Math.min(chunk.byteLength, size - skipped.size);
			if (skip > 0) skipped.update(chunk.subarray(0, skip));
			if (skip === chunk.byteLength) continue;
			agree();
			yield chunk.subarray(skip);
		}
		agree();
	}
	async *#pass(content) {
		for await (const chunk of content) {
			this.#given.update(chunk);
			yield chunk;
		}
	}
	#sum() {
		this.#digestOfGiven ??= this.#given.digest();
		return this.#digestOfGiven;
	}
};
async function* cachedRange(origin, store, event, start, end, signal) {
	const { repository, digest } = event;
	let position = start;
	try {
		for await (const chunk of await store.registry.getBlobRange(repository, digest, start, end, { signal })) {
			position += chunk.byteLength;
			yield chunk;
		}
		if (position === end) return;
		throw new OciError("SIZE_MISMATCH", `bytes ${start} to ${end} of the blob ${digest} in the cache's store ended at ${position}`);
	} catch (error) {
		throwIfAborted(signal);
		await store.failed(error, event);
	}
	if (position < end) yield* await origin.getBlobRange(repository, digest, position, end, { signal });
}

// src/wrappers/cache-store.ts
const maxChecked = 1e4;
var CacheStore = class {
	registry;
	#report;
	#lookups = new SingleFlight();
	#checked = /* @__PURE__ */ new Map();
	#deleted = /* @__PURE__ */ new Set();
	constructor(registry, report) {
		this.registry = registry;
		this.#report = report;
	}
	findBlob(repository, digest, signal) {
		return this.#lookups.run(keyOf(repository, digest), (inner) => this.#findBlob(repository, digest, inner), signal);
	}
	async storeBlob(repository, descriptor, body, signal, broken) {
		const { digest, size } = descriptor;
		const event = {
			kind: "blob",
			repository,
			digest
		};
		const key = keyOf(repository, digest);
		if (this.#deleted.has(key)) return false;
		try {
			await this.registry.pushBlob(repository, descriptor, body, { signal });
		} catch (error) {
			throwIfAborted(signal);
			if (!broken()) await this.failed(error, event);
			return false;
		}
		if (this.#deleted.has(key)) {
			await this.drop(event);
			return false;
		}
		this.#remember(key, size);
		return true;
	}
	async findManifest(repository, digest, signal) {
		if (this.#deleted.has(keyOf(repository, digest))) return void 0;
		try {
			const manifest = await readManifest(await this.registry.getManifest(repository, digest, { signal }), digest);
			parseManifest(manifest.bytes, manifest.descriptor.mediaType);
			return manifest;
		} catch (error) {
			throwIfAborted(signal);
			await this.failed(error, {
				kind: "manifest",
				repository,
				digest
			});
			return;
		}
	}
	async storeManifest(repository, { descriptor, bytes }, signal) {
		const { digest, mediaType } = descriptor;
		const event = {
			kind: "manifest",
			repository,
			digest
		};
		const key = keyOf(repository, digest);
		if (this.#deleted.has(key)) return;
		try {
			await this.registry.pushManifest(repository, bytes, mediaType, {
				digest,
				signal
			});
		} catch (error) {
			throwIfAborted(signal);
			this.#report(error, event);
			return;
		}
		if (this.#deleted.has(key)) await this.drop(event);
	}
	hide(repository, digest) {
		this.#deleted.add(keyOf(repository, digest));
	}
	show(repository, digest) {
		this.#deleted.delete(keyOf(repository, digest));
	}
	async failed(error, event) {
		this.#checked.delete(keyOf(event.repository, event.digest));
		if (isNotFound(error)) return;
		this.#report(error, event);
		if (isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH", "MANIFEST_INVALID", "SIZE_LIMIT")) await this.drop(event);
	}
	async drop(event) {
		const { kind, repository, digest } = event;
		this.#checked.delete(keyOf(repository, digest));
		try {
			await (kind === "blob" ? this.registry.deleteBlob(repository, digest) : this.registry.deleteManifest(repository, digest));
		} catch (error) {
			if (!isNotFound(error)) this.#report(error, event);
		}
	}
	async #findBlob(repository, digest, signal) {
		const key = keyOf(repository, digest);
		if (this.#deleted.has(key)) return void 0;
		try {
			const descriptor = await this.registry.resolveBlob(repository, digest, { signal });
			if (this.#checked.get(key) !== descriptor.size) await this.#check(repository, descriptor, signal);
			return descriptor;
		} catch (error) {
			throwIfAborted(signal);
			await this.failed(error, {
				kind: "blob",
				repository,
				digest
			});
			return;
		}
	}
	async #check(repository, { digest, size }, signal) {
		const reader = await this.registry.getBlob(repository, digest, { signal });
		for await (const chunk of verified(reader, {
			digest,
			size
		}, `the blob ${digest} in the cache's store`));
		this.#remember(keyOf(repository, digest), size);
	}
	#remember(key, size) {
		this.#checked.delete(key);
		this.#checked.set(key, size);
		if (this.#checked.size <= maxChecked) return;
		const [oldest] = this.#checked.keys();
		if (oldest !== void 0) this.#checked.delete(oldest);
	}
};
async function readManifest(reader, digest) {
	const bytes = await collect(reader, maxManifestBytes, `manifest ${digest}`);
	const actual = digestOf(bytes, digestAlgorithm(digest));
	if (actual !== digest) throw new OciError("DIGEST_MISMATCH", `the manifest ${digest} hashes to ${actual}`);
	return {
		descriptor: {
			mediaType: reader.descriptor.mediaType,
			digest,
			size: bytes.byteLength
		},
		bytes
	};
}
function keyOf(repository, digest) {
	return `${repository}@${digest}`;
}
function openedOnce(content) {
	let opened = false;
	return () => {
		if (opened) throw new OciError("UNSUPPORTED", "the content passes the cache once; it cannot be sent to the store again");
		opened = true;
		return content;
	};
}

// src/wrappers/bounded-channel.ts
const room = 262144;
var BoundedChannel = class {
	#waiting = [];
	#bytes = 0;
	#ended = false;
	#failure;
	#left = false;
	#wakeGiver;
	#wakeTaker;
	get left() {
		return this.#left;
	}
	get closed() {
		return this.#left || this.#ended;
	}
	get full() {
		return !this.closed && this.#bytes >= room;
	}
	async give(chunk) {
		if (this.closed) return;
		this.#waiting.push(chunk);
		this.#bytes += chunk.byteLength;
		this.#wakeTaker?.();
		while (this.full) await new Promise((resolve) => {
			this.#wakeGiver = resolve;
		});
	}
	end() {
		this.#ended = true;
		this.#wakeTaker?.();
		this.#wakeGiver?.();
	}
	fail(error) {
		if (!this.#ended) this.#failure = { error };
		this.end();
	}
	leave() {
		this.#left = true;
		this.#waiting.length = 0;
		this.#bytes = 0;
		this.#wakeTaker?.();
		this.#wakeGiver?.();
	}
	async *[Symbol.asyncIterator]() {
		try {
			for (;;) {
				const chunk = this.#waiting.shift();
				if (chunk !== void 0) {
					this.#bytes -= chunk.byteLength;
					this.#wakeGiver?.();
					yield chunk;
				} else if (this.closed) break;
				else await new Promise((resolve) => {
					this.#wakeTaker = resolve;
				});
			}
			if (this.#failure !== void 0) throw this.#failure.error;
		} finally {
			this.leave();
		}
	}
};

// src/wrappers/cache-fill.ts
var Fill = class {
	#store;
	#repository;
	#digest;
	#ended;
	#stop = new AbortController();
	#found = Promise.withResolvers();
	#stored = Promise.withResolvers();
	#toStore = new BoundedChannel();
	#toReader = new BoundedChannel();
	#run;
	#wanting = 0;
	#arrived = false;
	#broken = false;
	constructor(origin, store, repository, digest, ended) {
		this.#store = store;
		this.#repository = repository;
		this.#digest = digest;
		this.#ended = ended;
		this.#found.promise.catch(() => void 0);
		this.#stored.promise.catch(() => void 0);
		this.#run = this.#fill(origin).finally(() => ended(this));
	}
	get live() {
		return this.#toReader;
	}
	join() {
		this.#wanting++;
		this.#hurry();
	}
	async leave() {
		this.#wanting--;
		if (this.#wanting > 0) return;
		if (!this.#arrived) {
			this.#ended(this);
			this.#stop.abort();
		}
		await this.#run;
	}
	leaveLive() {
		this.#toReader.leave();
	}
	found(signal) {
		return orAborted(this.#found.promise, signal);
	}
	stored(signal) {
		return orAborted(this.#stored.promise, signal);
	}
	async #fill(origin) {
		const { signal } = this.#stop;
		try {
			const present = await this.#store.findBlob(this.#repository, this.#digest, signal);
			if (present !== void 0) {
				this.#found.resolve({
					descriptor: present,
					from: "store"
				});
				this.#stored.resolve(true);
				return;
			}
			const reader = await origin.getBlob(this.#repository, this.#digest, { signal });
			this.#found.resolve({
				descriptor: reader.descriptor,
				from: "live"
			});
			await this.#download(reader, signal);
		} catch (error) {
			this.#found.reject(error);
			this.#stored.reject(error);
			this.#toReader.fail(error);
		}
	}
	async #download(reader, signal) {
		const storing = this.#storing(reader.descriptor, signal);
		try {
			for await (const chunk of reader) {
				this.#hurry();
				await Promise.all([this.#toStore.give(chunk), this.#toReader.closed ? void 0 : this.#toReader.give(Uint8Array.from(chunk))]);
				if (this.#toStore.closed && this.#toReader.closed) return;
			}
			this.#arrived = true;
			this.#toStore.end();
			this.#toReader.end();
		} catch (error) {
			this.#broken = true;
			this.#stored.reject(error);
			this.#toStore.fail(error);
			throw error;
		} finally {
			await storing;
		}
	}
	async #storing(descriptor, signal) {
		try {
			this.#stored.resolve(await this.#store.storeBlob(this.#repository, descriptor, openedOnce(this.#toStore), signal, () => this.#broken));
		} catch (error) {
			this.#stored.reject(error);
		} finally {
			this.#toStore.leave();
		}
	}
	#hurry() {
		if (this.#wanting > 1 && this.#toReader.full) this.#toReader.end();
	}
};

// src/wrappers/tee-body.ts
var TeeBody = class {
	#body;
	#seats;
	#stop = new AbortController();
	#running = false;
	constructor(body, readers) {
		this.#body = body;
		this.#seats = Array.from({ length: readers }, () => ({
			hand: new BoundedChannel(),
			taken: false
		}));
	}
	body(index) {
		return () => {
			const seat = this.#seats[index];
			if (seat === void 0 || seat.taken || seat.hand.left) {
				this.leave(index);
				return this.#body();
			}
			seat.taken = true;
			if (!this.#running) {
				this.#running = true;
				this.#run();
			}
			return seat.hand;
		};
	}
	leave(index) {
		this.#seats[index]?.hand.leave();
		if (this.#deserted()) this.#stop.abort();
	}
	#deserted() {
		return this.#seats.every((seat) => seat.hand.left);
	}
	async #run() {
		try {
			for await (const chunk of abortable(this.#body(), this.#stop.signal)) {
				await Promise.all(this.#seats.map((seat) => seat.hand.give(chunk)));
				if (this.#deserted()) return;
			}
			for (const seat of this.#seats) seat.hand.end();
		} catch (error) {
			for (const seat of this.#seats) seat.hand.fail(error);
		}
	}
};

// src/wrappers/cache.ts
function cache(origin, store, options = {}) {
	return new CachedRegistry(origin, store, options);
}
var CachedRegistry = class extends ForwardingRegistry {
	#store;
	#storeWrites;
	#onHit;
	#onMiss;
	#fills = /* @__PURE__ */ new Map();
	#manifests = new SingleFlight();
	constructor(origin, store, options) {
		super(origin);
		this.#store = new CacheStore(store, options.onStoreError ?? ignore);
		this.#storeWrites = options.storeWrites ?? false;
		this.#onHit = options.onHit ?? ignore;
		this.#onMiss = options.onMiss ?? ignore;
	}
	async getBlob(repository, digest, options = {}) {
		const { signal } = options;
		const event = begin("blob", repository, digest, signal);
		const running = this.#fills.get(keyOf(repository, digest));
		const fill = running ?? this.#fill(repository, digest);
		fill.join();
		let live;
		try {
			const { descriptor, from } = await fill.found(signal);
			const blob = new CachedBlob(this.inner, this.#store, event, descriptor, signal);
			if (from === "live" && running === void 0) {
				this.#onMiss(event);
				live = blob.live(fill);
				return live;
			}
			if (await fill.stored(signal)) {
				this.#onHit(event);
				return blob.stored();
			}
		} finally {
			if (live === void 0) {
				if (running === void 0) fill.leaveLive();
				fill.leave();
			}
		}
		this.#onMiss(event);
		return this.inner.getBlob(repository, digest, options);
	}
	async getBlobRange(repository, digest, start, end, options = {}) {
		const event = begin("blob", repository, digest, options.signal);
		const found = await this.#store.findBlob(repository, digest, options.signal);
		if (found === void 0) {
			this.#onMiss(event);
			return this.inner.getBlobRange(repository, digest, start, end, options);
		}
		const last = endOfRange(found.size, start, end, `the blob ${digest}`);
		this.#onHit(event);
		const stop = new AbortController();
		const signal = anySignal(stop.signal, options.signal);
		return blobReader(found, abortable(cachedRange(this.inner, this.#store, event, start, last, signal), signal), async () => stop.abort());
	}
	async getManifest(repository, digest, options = {}) {
		const event = begin("manifest", repository, digest, options.signal);
		let missed = false;
		const find = async (signal) => {
			const stored = await this.#store.findManifest(repository, digest, signal);
			if (stored !== void 0) return stored;
			missed = true;
			const manifest = await readManifest(await this.inner.getManifest(repository, digest, { signal }), digest);
			await this.#store.storeManifest(repository, manifest, signal);
			return manifest;
		};
		const { descriptor, bytes } = await this.#manifests.run(keyOf(repository, digest), find, options.signal);
		(missed ? this.#onMiss : this.#onHit)(event);
		return blobReader(descriptor, abortable(once(Uint8Array.from(bytes)), options.signal));
	}
	async getTag(repository, tag, options) {
		const { digest } = await this.inner.resolveTag(repository, tag, options);
		return this.getManifest(repository, digest, options);
	}
	async resolveBlob(repository, digest, options = {}) {
		begin("blob", repository, digest, options.signal);
		return await this.#store.findBlob(repository, digest, options.signal) ?? this.inner.resolveBlob(repository, digest, options);
	}
	async resolveManifest(repository, digest, options = {}) {
		begin("manifest", repository, digest, options.signal);
		return (await this.#store.findManifest(repository, digest, options.signal))?.descriptor ?? this.inner.resolveManifest(repository, digest, options);
	}
	async pushBlob(repository, descriptor, body, options = {}) {
		const { digest } = begin("blob", repository, descriptor.digest, options.signal);
		const pushed = await (this.#storeWrites ? this.#pushToBoth(repository, descriptor, body, options) : this.inner.pushBlob(repository, descriptor, body, options));
		this.#store.show(repository, digest);
		return pushed;
	}
	async mountBlob(fromRepository, toRepository, digest, options) {
		const mounted = await this.inner.mountBlob(fromRepository, toRepository, digest, options);
		this.#store.show(toRepository, digest);
		return mounted;
	}
	async pushManifest(repository, content, mediaType, options = {}) {
		const bytes = Uint8Array.from(content);
		const descriptor = await this.inner.pushManifest(repository, bytes, mediaType, options);
		this.#store.show(repository, descriptor.digest);
		if (this.#storeWrites) await this.#store.storeManifest(repository, {
			descriptor,
			bytes
		}, void 0);
		return descriptor;
	}
	async deleteBlob(repository, digest, options = {}) {
		await this.#delete("blob", repository, digest, options, () => this.inner.deleteBlob(repository, digest, options));
	}
	async deleteManifest(repository, digest, options = {}) {
		await this.#delete("manifest", repository, digest, options, () => this.inner.deleteManifest(repository, digest, options));
	}
	#fill(repository, digest) {
		const key = keyOf(repository, digest);
		const ended = (fill) => {
			if (this.#fills.get(key) === fill) this.#fills.delete(key);
		};
		const fill = new Fill(this.inner, this.#store, repository, digest, ended);
		this.#fills.set(key, fill);
		return fill;
	}
	async #pushToBoth(repository, descriptor, body, options) {
		const shared = new TeeBody(body, 2);
		const taken = Promise.withResolvers();
		taken.promise.catch(() => void 0);
		let refused = false;
		const held = async function* () {
			yield* shared.body(1)();
			await taken.promise;
		};
		const storing = this.#store.storeBlob(repository, descriptor, openedOnce(held()), options.signal, () => refused).catch(() => false).finally(() => shared.leave(1));
		try {
			const pushed = await this.inner.pushBlob(repository, descriptor, shared.body(0), options);
			taken.resolve();
			return pushed;
		} catch (error) {
			refused = true;
			taken.reject(error);
			throw error;
		} finally {
			shared.leave(0);
			await storing;
		}
	}
	async #delete(kind, repository, digest, options, remove) {
		const event = begin(kind, repository, digest, options.signal);
		this.#store.hide(repository, digest);
		this.#fills.delete(keyOf(repository, digest));
		try {
			await remove();
		} catch (error) {
			if (isNotFound(error)) await this.#store.drop(event);
			else this.#store.show(repository, digest);
			throw error;
		}
		await this.#store.drop(event);
	}
};
function begin(kind, repository, digest, signal) {
	throwIfAborted(signal);
	return {
		kind,
		repository: checkRepositoryName(repository),
		digest: parseDigest(digest)
	};
}
function ignore() {}

// src/wrappers/intercepting.ts
var InterceptingRegistry = class {
	inner;
	constructor(inner) {
		this.inner = inner;
	}
	async getBlob(repository, digest, options) {
		return this.inner.getBlob(await this.enter(repository, "read", "getBlob", options), digest, options);
	}
	async getBlobRange(repository, digest, start, end, options) {
		const name = await this.enter(repository, "read", "getBlobRange", options);
		return this.inner.getBlobRange(name, digest, start, end, options);
	}
	async getManifest(repository, digest, options) {
		return this.inner.getManifest(await this.enter(repository, "read", "getManifest", options), digest, options);
	}
	async getTag(repository, tag, options) {
		return this.inner.getTag(await this.enter(repository, "read", "getTag", options), tag, options);
	}
	async resolveBlob(repository, digest, options) {
		return this.inner.resolveBlob(await this.enter(repository, "read", "resolveBlob", options), digest, options);
	}
	async resolveManifest(repository, digest, options) {
		const name = await this.enter(repository, "read", "resolveManifest", options);
		return this.inner.resolveManifest(name, digest, options);
	}
	async resolveTag(repository, tag, options) {
		return this.inner.resolveTag(await this.enter(repository, "read", "resolveTag", options), tag, options);
	}
	async pushBlob(repository, descriptor, body, options) {
		return this.inner.pushBlob(await this.enter(repository, "write", "pushBlob", options), descriptor, body, options);
	}
	async pushBlobChunked(repository, options) {
		return this.inner.pushBlobChunked(await this.enter(repository, "write", "pushBlobChunked", options), options);
	}
	async pushBlobChunkedResume(repository, id, options) {
		const name = await this.enter(repository, "write", "pushBlobChunkedResume", options);
		return this.inner.pushBlobChunkedResume(name, id, options);
	}
	async mountBlob(fromRepository, toRepository, digest, options) {
		const target = await this.enter(toRepository, "write", "mountBlob", options);
		const source = await this.enter(fromRepository, "read", "mountBlob", options);
		return this.inner.mountBlob(source, target, digest, options);
	}
	async pushManifest(repository, content, mediaType, options) {
		const bytes = Uint8Array.from(content);
		const name = await this.enter(repository, "write", "pushManifest", options);
		return this.inner.pushManifest(name, bytes, mediaType, options);
	}
	async deleteBlob(repository, digest, options) {
		return this.inner.deleteBlob(await this.enter(repository, "delete", "deleteBlob", options), digest, options);
	}
	async deleteManifest(repository, digest, options) {
		const name = await this.enter(repository, "delete", "deleteManifest", options);
		return this.inner.deleteManifest(name, digest, options);
	}
	async deleteTag(repository, tag, options) {
		return this.inner.deleteTag(await this.enter(repository, "delete", "deleteTag", options), tag, options);
	}
	async *tags(repository, options) {
		yield* this.inner.tags(await this.enter(repository, "list", "tags", options), options);
	}
	async *referrers(repository, digest, options) {
		yield* this.inner.referrers(await this.enter(repository, "list", "referrers", options), digest, options);
	}
	async *repositories(options = {}) {
		const { signal, startAfter, limit = Infinity } = options;
		throwIfAborted(signal);
		if (limit <= 0) return;
		let count = 0;
		for await (const name of this.visible({
			signal,
			startAfter
		})) {
			yield name;
			if (++count >= limit) return;
		}
	}
};

// src/wrappers/prefix.ts
function prefix(registry, namePrefix) {
	return new PrefixedRegistry(registry, checkRepositoryName(namePrefix));
}
var PrefixedRegistry = class extends InterceptingRegistry {
	#prefix;
	constructor(inner, namePrefix) {
		super(inner);
		this.#prefix = namePrefix;
	}
	async enter(repository) {
		return checkRepositoryName(`${this.#prefix}/${repository}`);
	}
	async *visible({ signal, startAfter }) {
		const start = `${this.#prefix}/`;
		const after = startAfter === void 0 || startAfter === "" ? this.#prefix : start + startAfter;
		for await (const name of this.inner.repositories({
			signal,
			startAfter: after
		})) if (name.startsWith(start)) yield name.slice(start.length);
	}
};

export { cache as n, ForwardingRegistry as r, prefix as t };