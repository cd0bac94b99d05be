const require_spec = require("./spec.js");
const require_lru_cache = require("./lru-cache.js");

// src/wrappers/intercepting.ts
var InterceptingRegistry = class {
	inner;
	constructor(inner) {
		this.inner = inner;
	}
	async getBlob(repository, digest, options) {
		return this.inner.getBlob(await this.resolveRepository(repository, "read", "getBlob", options), digest, options);
	}
	async getBlobRange(repository, digest, start, end, options) {
		const name = await this.resolveRepository(repository, "read", "getBlobRange", options);
		return this.inner.getBlobRange(name, digest, start, end, options);
	}
	async getManifest(repository, digest, options) {
		return this.inner.getManifest(await this.resolveRepository(repository, "read", "getManifest", options), digest, options);
	}
	async getTag(repository, tag, options) {
		return this.inner.getTag(await this.resolveRepository(repository, "read", "getTag", options), tag, options);
	}
	async resolveBlob(repository, digest, options) {
		return this.inner.resolveBlob(await this.resolveRepository(repository, "read", "resolveBlob", options), digest, options);
	}
	async resolveManifest(repository, digest, options) {
		const name = await this.resolveRepository(repository, "read", "resolveManifest", options);
		return this.inner.resolveManifest(name, digest, options);
	}
	async resolveTag(repository, tag, options) {
		return this.inner.resolveTag(await this.resolveRepository(repository, "read", "resolveTag", options), tag, options);
	}
	async pushBlob(repository, descriptor, body, options) {
		return this.inner.pushBlob(await this.resolveRepository(repository, "write", "pushBlob", options), descriptor, body, options);
	}
	async pushBlobChunked(repository, options) {
		return this.inner.pushBlobChunked(await this.resolveRepository(repository, "write", "pushBlobChunked", options), options);
	}
	async pushBlobChunkedResume(repository, id, options) {
		const name = await this.resolveRepository(repository, "write", "pushBlobChunkedResume", options);
		return this.inner.pushBlobChunkedResume(name, id, options);
	}
	async mountBlob(fromRepository, toRepository, digest, options) {
		const target = await this.resolveRepository(toRepository, "write", "mountBlob", options);
		const source = await this.resolveRepository(fromRepository, "read", "mountBlob", options);
		return this.inner.mountBlob(source, target, digest, options);
	}
	async pushManifest(repository, content, mediaType, options) {
		const bytes = Uint8Array.from(content);
		const name = await this.resolveRepository(repository, "write", "pushManifest", options);
		return this.inner.pushManifest(name, bytes, mediaType, options);
	}
	async deleteBlob(repository, digest, options) {
		return this.inner.deleteBlob(await this.resolveRepository(repository, "delete", "deleteBlob", options), digest, options);
	}
	async deleteManifest(repository, digest, options) {
		const name = await this.resolveRepository(repository, "delete", "deleteManifest", options);
		return this.inner.deleteManifest(name, digest, options);
	}
	async deleteTag(repository, tag, options) {
		return this.inner.deleteTag(await this.resolveRepository(repository, "delete", "deleteTag", options), tag, options);
	}
	async *tags(repository, options) {
		yield* this.inner.tags(await this.resolveRepository(repository, "list", "tags", options), options);
	}
	async *referrers(repository, digest, options) {
		yield* this.inner.referrers(await this.resolveRepository(repository, "list", "referrers", options), digest, options);
	}
	async *repositories(options = {}) {
		const { limit = Infinity, ...rest } = options;
		require_spec.throwIfAborted(options.signal);
		if (limit <= 0) return;
		let count = 0;
		for await (const name of this.visibleRepositories(rest)) {
			yield name;
			if (++count >= limit) return;
		}
	}
};

// src/wrappers/prefix.ts
function prefix(registry, namePrefix) {
	return new PrefixedRegistry(registry, require_spec.checkRepositoryName(namePrefix));
}
var PrefixedRegistry = class extends InterceptingRegistry {
	#prefix;
	constructor(inner, namePrefix) {
		super(inner);
		this.#prefix = namePrefix;
	}
	async resolveRepository(repository) {
		return require_spec.checkRepositoryName(`${this.#prefix}/${repository}`);
	}
	async *visibleRepositories({ startAfter, ...options }) {
		const start = `${this.#prefix}/`;
		const after = startAfter === void 0 || startAfter === "" ? this.#prefix : start + startAfter;
		for await (const name of this.inner.repositories({
			...options,
			startAfter: after
		})) if (name.startsWith(start)) yield name.slice(start.length);
		else if (require_spec.compareBytes(name, start) > 0) return;
	}
};

// src/wrappers/bounded-channel.ts
const capacity = 262144;
var BoundedChannel = class {
	#buffer = [];
	#bytes = 0;
	#ended = false;
	#failure;
	#cancelled = false;
	#resumeProducer;
	#resumeConsumer;
	get cancelled() {
		return this.#cancelled;
	}
	get closed() {
		return this.#cancelled || this.#ended;
	}
	get full() {
		return !this.closed && this.#bytes >= capacity;
	}
	async send(chunk) {
		if (this.closed) return;
		this.#buffer.push(chunk);
		this.#bytes += chunk.byteLength;
		this.#resumeConsumer?.();
		while (this.full) await new Promise((resolve) => {
			this.#resumeProducer = resolve;
		});
	}
	end() {
		this.#ended = true;
		this.#resumeConsumer?.();
		this.#resumeProducer?.();
	}
	fail(error) {
		if (!this.#ended) this.#failure = { error };
		this.end();
	}
	cancel() {
		this.#cancelled = true;
		this.#buffer.length = 0;
		this.#bytes = 0;
		this.#resumeConsumer?.();
		this.#resumeProducer?.();
	}
	async *[Symbol.asyncIterator]() {
		try {
			for (;;) {
				const chunk = this.#buffer.shift();
				if (chunk !== void 0) {
					this.#bytes -= chunk.byteLength;
					this.#resumeProducer?.();
					yield chunk;
				} else if (this.closed) break;
				else await new Promise((resolve) => {
					this.#resumeConsumer = resolve;
				});
			}
			if (this.#failure !== void 0) throw this.#failure.error;
		} finally {
			this.cancel();
		}
	}
};

// src/wrappers/pull-through-store.ts
const maxVerified = 1e4;
const maxDeleted = 1e4;
var CacheStore = class {
	registry;
	#report;
	#lookups = new require_spec.SingleFlight();
	#verified = new require_lru_cache.I({
		maxSize: maxVerified,
		sizeCalculation: () => 1
	});
	#deletedAt = new require_lru_cache.I({
		maxSize: maxDeleted,
		sizeCalculation: () => 1
	});
	#now = 0;
	constructor(registry, report) {
		this.registry = registry;
		this.#report = report;
	}
	get now() {
		return this.#now;
	}
	findBlob(repository, digest, signal) {
		return this.#lookups.run(keyOf(repository, digest), (inner) => this.#findBlob(repository, digest, inner), signal);
	}
	async storeBlob(repository, descriptor, body, asOf, signal, bodyFailed) {
		const { digest, size } = descriptor;
		const event = {
			kind: "blob",
			repository,
			digest
		};
		if (this.#isDeletedSince(event, asOf)) return false;
		try {
			await this.registry.pushBlob(repository, descriptor, body, { signal });
		} catch (error) {
			require_spec.throwIfAborted(signal);
			if (!bodyFailed()) await this.failed(error, event);
			return false;
		}
		if (!await this.#showOrRemove(event, asOf)) return false;
		this.#verified.set(keyOf(repository, digest), size);
		return true;
	}
	async findManifest(repository, digest, signal) {
		if (this.#isHidden(repository, digest)) return void 0;
		try {
			const manifest = await readManifest(await this.registry.getManifest(repository, digest, { signal }), digest);
			require_spec.parseManifest(manifest.bytes, manifest.descriptor.mediaType);
			return manifest;
		} catch (error) {
			require_spec.throwIfAborted(signal);
			await this.failed(error, {
				kind: "manifest",
				repository,
				digest
			});
			return;
		}
	}
	async storeManifest(repository, { descriptor, bytes }, asOf, signal, tags = []) {
		const { digest, mediaType } = descriptor;
		const event = {
			kind: "manifest",
			repository,
			digest
		};
		if (this.#isDeletedSince(event, asOf)) return;
		try {
			await this.registry.pushManifest(repository, bytes, mediaType, {
				digest,
				tags,
				signal
			});
		} catch (error) {
			require_spec.throwIfAborted(signal);
			this.#report(error, event);
			return;
		}
		await this.#showOrRemove(event, asOf);
	}
	async findTag(repository, tag, signal) {
		try {
			return (await this.registry.resolveTag(repository, tag, { signal })).digest;
		} catch {
			require_spec.throwIfAborted(signal);
			return;
		}
	}
	async removeTag(repository, tag) {
		const digest = await this.findTag(repository, tag, void 0);
		if (digest === void 0) return;
		try {
			await this.registry.deleteTag(repository, tag);
		} catch (error) {
			if (!require_spec.isNotFound(error)) this.#report(error, {
				kind: "manifest",
				repository,
				digest
			});
		}
	}
	hide(repository, digest) {
		const key = keyOf(repository, digest);
		const before = this.#deletedAt.get(key);
		this.#deletedAt.set(key, ++this.#now);
		return () => {
			if (before === void 0) this.#deletedAt.delete(key);
			else this.#deletedAt.set(key, before);
		};
	}
	show(repository, digest, asOf) {
		if (!this.#isDeletedSince({
			repository,
			digest
		}, asOf)) this.#deletedAt.delete(keyOf(repository, digest));
	}
	async failed(error, event) {
		this.#verified.delete(keyOf(event.repository, event.digest));
		if (require_spec.isNotFound(error)) return;
		this.#report(error, event);
		if (require_spec.isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH", "MANIFEST_INVALID", "SIZE_LIMIT")) await this.remove(event);
	}
	async remove(event) {
		const { kind, repository, digest } = event;
		this.#verified.delete(keyOf(repository, digest));
		try {
			await (kind === "blob" ? this.registry.deleteBlob(repository, digest) : this.registry.deleteManifest(repository, digest));
		} catch (error) {
			if (!require_spec.isNotFound(error)) this.#report(error, event);
		}
	}
	async #findBlob(repository, digest, signal) {
		if (this.#isHidden(repository, digest)) return void 0;
		try {
			const descriptor = await this.registry.resolveBlob(repository, digest, { signal });
			if (this.#verified.get(keyOf(repository, digest)) !== descriptor.size) await this.#verify(repository, descriptor, signal);
			return descriptor;
		} catch (error) {
			require_spec.throwIfAborted(signal);
			await this.failed(error, {
				kind: "blob",
				repository,
				digest
			});
			return;
		}
	}
	async #verify(repository, { digest, size }, signal) {
		const reader = await this.registry.getBlob(repository, digest, { signal });
		for await (const chunk of require_spec.verified(reader, {
			digest,
			size
		}, `the blob ${digest} in the cache's store`));
		this.#verified.set(keyOf(repository, digest), size);
	}
	#isHidden(repository, digest) {
		return this.#deletedAt.get(keyOf(repository, digest)) !== void 0;
	}
	#isDeletedSince({ repository, digest }, asOf) {
		return (this.#deletedAt.get(keyOf(repository, digest)) ?? 0) > asOf;
	}
	async #showOrRemove(event, asOf) {
		const isDeleted = this.#isDeletedSince(event, asOf);
		if (isDeleted) await this.remove(event);
		else this.show(event.repository, event.digest, asOf);
		return !isDeleted;
	}
};
async function readManifest(reader, digest) {
	const bytes = await require_spec.collect(reader, require_spec.maxManifestBytes, `manifest ${digest}`);
	const actual = require_spec.digestOf(bytes, require_spec.digestAlgorithm(digest));
	if (actual !== digest) throw new require_spec.OciError("DIGEST_MISMATCH", `cannot read the manifest ${digest}: its content has the digest ${actual}`);
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
function singleUseBody(content) {
	let isOpened = false;
	return () => {
		if (isOpened) throw new require_spec.OciError("UNSUPPORTED", "cannot send the blob to the store again: the cache receives its content only once");
		isOpened = true;
		return content;
	};
}

// src/wrappers/pull-through-fill.ts
var Fill = class {
	#store;
	#repository;
	#digest;
	#onEnd;
	#stop = new AbortController();
	#source = Promise.withResolvers();
	#stored = Promise.withResolvers();
	#toStore = new BoundedChannel();
	#toReader = new BoundedChannel();
	#run;
	#readers = 0;
	#complete = false;
	#failed = false;
	constructor(origin, store, repository, digest, onEnd) {
		this.#store = store;
		this.#repository = repository;
		this.#digest = digest;
		this.#onEnd = onEnd;
		this.#source.promise.catch(() => void 0);
		this.#stored.promise.catch(() => void 0);
		this.#run = this.#fill(origin).finally(() => onEnd(this));
	}
	get live() {
		return this.#toReader;
	}
	join() {
		this.#readers++;
		this.#detachSlowReader();
	}
	async leave() {
		this.#readers--;
		if (this.#readers > 0) return;
		if (!this.#complete) {
			this.#onEnd(this);
			this.#stop.abort();
		}
		await this.#run;
	}
	cancelLive() {
		this.#toReader.cancel();
	}
	source(signal) {
		return require_spec.untilAborted(this.#source.promise, signal);
	}
	waitUntilStored(signal) {
		return require_spec.untilAborted(this.#stored.promise, signal);
	}
	async #fill(origin) {
		const { signal } = this.#stop;
		try {
			const stored = await this.#store.findBlob(this.#repository, this.#digest, signal);
			if (stored !== void 0) {
				this.#source.resolve({
					descriptor: stored,
					from: "store"
				});
				this.#stored.resolve(true);
				return;
			}
			const asOf = this.#store.now;
			const reader = await origin.getBlob(this.#repository, this.#digest, { signal });
			this.#source.resolve({
				descriptor: reader.descriptor,
				from: "live"
			});
			await this.#download(reader, asOf, signal);
		} catch (error) {
			this.#source.reject(error);
			this.#stored.reject(error);
			this.#toReader.fail(error);
		}
	}
	async #download(reader, asOf, signal) {
		const storing = this.#storeBlob(reader.descriptor, asOf, signal);
		try {
			for await (const chunk of reader) {
				this.#detachSlowReader();
				await Promise.all([this.#toStore.send(chunk), this.#toReader.closed ? void 0 : this.#toReader.send(Uint8Array.from(chunk))]);
				if (this.#toStore.closed && this.#toReader.closed) return;
			}
			this.#complete = true;
			this.#toStore.end();
			this.#toReader.end();
		} catch (error) {
			this.#failed = true;
			this.#stored.reject(error);
			this.#toStore.fail(error);
			throw error;
		} finally {
			await storing;
		}
	}
	async #storeBlob(descriptor, asOf, signal) {
		const body = singleUseBody(this.#toStore);
		try {
			this.#stored.resolve(await this.#store.storeBlob(this.#repository, descriptor, body, asOf, signal, () => this.#failed));
		} catch (error) {
			this.#stored.reject(error);
		} finally {
			this.#toStore.cancel();
		}
	}
	#detachSlowReader() {
		if (this.#readers > 1 && this.#toReader.full) this.#toReader.end();
	}
};

// src/wrappers/pull-through-reader.ts
var CachedBlob = class {
	#origin;
	#store;
	#event;
	#blob;
	#stop = new AbortController();
	#signal;
	#received;
	#receivedDigest;
	#open;
	constructor(origin, store, event, blob, signal) {
		this.#origin = origin;
		this.#store = store;
		this.#event = event;
		this.#blob = blob;
		this.#signal = require_spec.anySignal(this.#stop.signal, signal);
		this.#received = new require_spec.Digester(require_spec.digestAlgorithm(blob.digest));
	}
	readStored() {
		return this.#reader(this.#fromStore(), async () => void 0);
	}
	readDownload(fill) {
		return this.#reader(this.#fromFill(fill), async () => {
			fill.cancelLive();
			await fill.leave();
		});
	}
	#reader(content, free) {
		return require_spec.blobReader(this.#blob, require_spec.abortable(content, this.#signal), { free: async () => {
			this.#stop.abort();
			await this.#open?.close();
			await free();
		} });
	}
	async *#fromFill(fill) {
		yield* this.#hash(fill.live);
		const stored = await fill.waitUntilStored(this.#signal);
		if (this.#received.size === this.#blob.size) return;
		yield* stored ? this.#fromStore() : this.#fromOrigin();
	}
	async *#fromStore() {
		const { repository, digest } = this.#event;
		const start = this.#received.size;
		const options = { signal: this.#signal };
		let failure;
		try {
			const store = this.#store.registry;
			this.#open = await (start === 0 ? store.getBlob(repository, digest, options) : store.getBlobRange(repository, digest, start, void 0, options));
			yield* this.#hash(this.#open);
			const actual = this.#digestOfReceived();
			if (actual === digest) return;
			failure = new require_spec.OciError("DIGEST_MISMATCH", `cannot read the blob ${digest} from the cache's store: its content has the digest ${actual}`);
		} catch (error) {
			require_spec.throwIfAborted(this.#signal);
			failure = error;
		}
		await this.#store.failed(failure, this.#event);
		yield* this.#fromOrigin();
	}
	async *#fromOrigin() {
		const { repository, digest } = this.#event;
		const { size } = this.#received;
		const skipped = new require_spec.Digester(require_spec.digestAlgorithm(digest));
		let checked = false;
		const checkReceived = () => {
			if (checked) return;
			if (skipped.size !== size || skipped.digest() !== this.#digestOfReceived()) throw new require_spec.OciError("DIGEST_MISMATCH", `cannot read the blob ${digest}: its first ${size} bytes from the cache were damaged; read the blob again`);
			checked = true;
		};
		this.#open = await this.#origin.getBlob(repository, digest, { signal: this.#signal });
		for await (const chunk of this.#open) {
			const skip = Math.min(chunk.byteLength, size - skipped.size);
			if (skip > 0) skipped.update(chunk.subarray(0, skip));
			if (skip === chunk.byteLength) continue;
			checkReceived();
			yield chunk.subarray(skip);
		}
		checkReceived();
	}
	async *#hash(content) {
		for await (const chunk of content) {
			this.#received.update(chunk);
			yield chunk;
		}
	}
	#digestOfReceived() {
		this.#receivedDigest ??= this.#received.digest();
		return this.#receivedDigest;
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
		throw new require_spec.OciError("SIZE_MISMATCH", `cannot read bytes ${start} to ${end} of the blob ${digest} from the cache's store: they end at ${position}`);
	} catch (error) {
		require_spec.throwIfAborted(signal);
		await store.failed(error, event);
	}
	if (position < end) yield* await origin.getBlobRange(repository, digest, position, end, { signal });
}

// src/wrappers/pull-through-tags.ts
const maxAnswers = 1e4;
const maxPending = 1e4;
const listFactor = 10;
var CachedTags = class {
	#origin;
	#store;
	#pending = new require_lru_cache.I({
		maxSize: maxPending,
		sizeCalculation: () => 1
	});
	#answeredAt = new require_lru_cache.I({
		maxSize: maxAnswers,
		sizeCalculation: () => 1
	});
	constructor(origin, store) {
		this.#origin = origin;
		this.#store = store;
	}
	async resolve(repository, tag, { onStale, signal }, load, fallback) {
		const stored = await this.#store.findTag(repository, tag, signal);
		const asOf = this.#store.now;
		try {
			const descriptor = onStale === void 0 || stored === void 0 ? await this.#origin.registry.resolveTag(repository, tag, { signal }) : await this.#withTimeLimit(this.#origin.timeoutMs, signal, (registry, limited) => registry.resolveTag(repository, tag, { signal: limited }));
			const { digest } = descriptor;
			const key = keyOf(repository, digest);
			if (digest !== stored) this.#pending.set(key, (this.#pending.get(key) ?? /* @__PURE__ */ new Set()).add(tag));
			const result = await load(descriptor);
			if (this.#pending.has(key)) await this.#storePending(repository, digest, asOf, signal);
			this.#answeredAt.set(`${repository}:${tag}`, require_spec.monotonicMs());
			return result;
		} catch (error) {
			require_spec.throwIfAborted(signal);
			if (require_spec.isNotFound(error)) await this.#store.removeTag(repository, tag);
			if (onStale === void 0 || stored === void 0 || !isUnavailable(error)) throw error;
			const manifest = await this.#store.findManifest(repository, stored, signal);
			if (manifest === void 0) throw error;
			const answeredAt = this.#answeredAt.get(`${repository}:${tag}`);
			onStale(error, answeredAt === void 0 ? void 0 : require_spec.monotonicMs() - answeredAt);
			return fallback(manifest);
		}
	}
	async *list({ onStale, signal, startAfter }, list) {
		if (onStale === void 0 || !await this.#storeHasNames(list, signal)) {
			yield* list(this.#origin.registry, {
				signal,
				startAfter
			});
			return;
		}
		let names;
		let next;
		try {
			[names, next] = await this.#withTimeLimit(listFactor * this.#origin.timeoutMs, signal, async (registry, limited) => {
				const iterator = list(registry, {
					signal: limited,
					startAfter
				})[Symbol.asyncIterator]();
				return [iterator, await iterator.next()];
			});
		} catch (error) {
			require_spec.throwIfAborted(signal);
			if (!isUnavailable(error)) throw error;
			onStale(error);
			yield* list(this.#store.registry, {
				signal,
				startAfter
			});
			return;
		}
		try {
			for (; next.done !== true; next = await names.next()) yield next.value;
		} finally {
			await names.return?.();
		}
	}
	takePending(repository, digest) {
		const key = keyOf(repository, digest);
		const tags = this.#pending.get(key) ?? [];
		this.#pending.delete(key);
		return [...tags];
	}
	async #storePending(repository, digest, asOf, signal) {
		const manifest = await this.#store.findManifest(repository, digest, signal);
		if (manifest === void 0) return;
		await this.#store.storeManifest(repository, manifest, asOf, signal, this.takePending(repository, digest));
	}
	async #storeHasNames(list, signal) {
		try {
			for await (const name of list(this.#store.registry, { signal })) return name !== "";
		} catch {
			require_spec.throwIfAborted(signal);
		}
		return false;
	}
	async #withTimeLimit(ms, signal, work) {
		const limit = new AbortController();
		const timer = setTimeout(() => {
			limit.abort(new require_spec.OciError("TIMEOUT", `the upstream registry did not answer within ${ms / 1e3} s`));
		}, ms);
		try {
			const limited = require_spec.anySignal(limit.signal, signal);
			return await require_spec.untilAborted(work(this.#origin.withoutRetries, limited), limited);
		} finally {
			clearTimeout(timer);
		}
	}
};
const localCodes = /* @__PURE__ */ new Set([
	"CREDENTIALS",
	"FILE_SYSTEM",
	"REDIRECT_REFUSED"
]);
function isUnavailable(error) {
	return require_spec.isOciError(error) && !localCodes.has(error.code) && (error.code === "TOOMANYREQUESTS" || error.status >= 500);
}

// src/wrappers/tee-body.ts
var TeeBody = class {
	#body;
	#branches;
	#stop = new AbortController();
	#running = false;
	constructor(body, readers) {
		this.#body = body;
		this.#branches = Array.from({ length: readers }, () => ({
			channel: new BoundedChannel(),
			isOpened: false
		}));
	}
	body(index) {
		return () => {
			const branch = this.#branches[index];
			if (branch === void 0 || branch.isOpened || branch.channel.cancelled) {
				this.cancel(index);
				return this.#body();
			}
			branch.isOpened = true;
			if (!this.#running) {
				this.#running = true;
				this.#run();
			}
			return branch.channel;
		};
	}
	cancel(index) {
		this.#branches[index]?.channel.cancel();
		if (this.#allCancelled()) this.#stop.abort();
	}
	#allCancelled() {
		return this.#branches.every(({ channel }) => channel.cancelled);
	}
	async #run() {
		try {
			for await (const chunk of require_spec.abortable(this.#body(), this.#stop.signal)) {
				await Promise.all(this.#branches.map(({ channel }) => channel.send(chunk)));
				if (this.#allCancelled()) return;
			}
			for (const { channel } of this.#branches) channel.end();
		} catch (error) {
			for (const { channel } of this.#branches) channel.fail(error);
		}
	}
};

// src/wrappers/pull-through-writes.ts
async function pushToBoth(origin, store, repository, descriptor, body, asOf, options) {
	const tee = new TeeBody(body, 2);
	const originAccepted = Promise.withResolvers();
	originAccepted.promise.catch(() => void 0);
	let originFailed = false;
	const storeBody = async function* () {
		yield* tee.body(1)();
		await originAccepted.promise;
	};
	const storing = store.storeBlob(repository, descriptor, singleUseBody(storeBody()), asOf, options.signal, () => originFailed).catch(() => false).finally(() => tee.cancel(1));
	try {
		const pushed = await origin.pushBlob(repository, descriptor, tee.body(0), options);
		originAccepted.resolve();
		return pushed;
	} catch (error) {
		originFailed = true;
		originAccepted.reject(error);
		throw error;
	} finally {
		tee.cancel(0);
		await storing;
	}
}
async function deleteFromBoth(store, { kind, repository, digest }, remove) {
	const restore = store.hide(repository, digest);
	let failure;
	try {
		await remove();
	} catch (error) {
		if (!require_spec.isNotFound(error)) {
			restore();
			throw error;
		}
		failure = { error };
	}
	store.hide(repository, digest);
	await store.remove({
		kind,
		repository,
		digest
	});
	if (failure !== void 0) throw failure.error;
}

// src/wrappers/pull-through-cache.ts
const defaultOriginTimeoutMs = 3e3;
function cache(origin, store, options = {}) {
	return new CachedRegistry(origin, store, options);
}
var CachedRegistry = class extends require_spec.ForwardingRegistry {
	#store;
	#storeWrites;
	#onHit;
	#onMiss;
	#fills = /* @__PURE__ */ new Map();
	#manifests = new require_spec.SingleFlight();
	#tags;
	constructor(origin, store, options) {
		super(origin);
		require_spec.checkNumbers(options, { originTimeoutMs: 0 });
		this.#store = new CacheStore(store, require_spec.guardedHook("onStoreError", options.onStoreError) ?? (() => void 0));
		this.#storeWrites = options.storeWrites ?? false;
		this.#onHit = require_spec.guardedHook("onHit", options.onHit) ?? (() => void 0);
		this.#onMiss = require_spec.guardedHook("onMiss", options.onMiss) ?? (() => void 0);
		this.#tags = new CachedTags({
			registry: origin,
			withoutRetries: options.originWithoutRetries ?? origin,
			timeoutMs: options.originTimeoutMs ?? defaultOriginTimeoutMs
		}, this.#store);
	}
	async getBlob(repository, digest, options = {}) {
		const { signal } = options;
		const event = checkedEvent("blob", repository, digest, signal);
		const running = this.#fills.get(keyOf(repository, digest));
		const fill = running ?? this.#startFill(repository, digest);
		fill.join();
		let live;
		try {
			const { descriptor, from } = await fill.source(signal);
			const blob = new CachedBlob(this.inner, this.#store, event, descriptor, signal);
			if (from === "live" && running === void 0) {
				this.#onMiss(event);
				live = blob.readDownload(fill);
				return live;
			}
			if (await fill.waitUntilStored(signal)) {
				this.#onHit(event);
				return blob.readStored();
			}
		} finally {
			if (live === void 0) {
				if (running === void 0) fill.cancelLive();
				fill.leave();
			}
		}
		this.#onMiss(event);
		return this.inner.getBlob(repository, digest, options);
	}
	async getBlobRange(repository, digest, start, end, options = {}) {
		const event = checkedEvent("blob", repository, digest, options.signal);
		const stored = await this.#store.findBlob(repository, digest, options.signal);
		if (stored === void 0) {
			this.#onMiss(event);
			return this.inner.getBlobRange(repository, digest, start, end, options);
		}
		const last = require_spec.endOfRange(stored.size, start, end, `the blob ${digest}`);
		this.#onHit(event);
		const stop = new AbortController();
		const signal = require_spec.anySignal(stop.signal, options.signal);
		const content = require_spec.abortable(cachedRange(this.inner, this.#store, event, start, last, signal), signal);
		return require_spec.blobReader(stored, content, { free: async () => stop.abort() });
	}
	async getManifest(repository, digest, options = {}) {
		const event = checkedEvent("manifest", repository, digest, options.signal);
		let isMiss = false;
		const load = async (signal) => {
			const stored = await this.#store.findManifest(repository, digest, signal);
			if (stored !== void 0) return stored;
			isMiss = true;
			const asOf = this.#store.now;
			const manifest = await readManifest(await this.inner.getManifest(repository, digest, { signal }), digest);
			const tags = this.#tags.takePending(repository, digest);
			await this.#store.storeManifest(repository, manifest, asOf, signal, tags);
			return manifest;
		};
		const manifest = await this.#manifests.run(keyOf(repository, digest), load, options.signal);
		(isMiss ? this.#onMiss : this.#onHit)(event);
		return manifestReader(manifest, options);
	}
	getTag(repository, tag, options = {}) {
		const load = ({ digest }) => this.getManifest(repository, digest, options);
		return this.#tags.resolve(repository, tag, options, load, (manifest) => {
			this.#onHit({
				kind: "manifest",
				repository,
				digest: manifest.descriptor.digest
			});
			return manifestReader(manifest, options);
		});
	}
	resolveTag(repository, tag, options = {}) {
		return this.#tags.resolve(repository, tag, options, unchanged, ({ descriptor }) => descriptor);
	}
	tags(repository, options = {}) {
		const { limit } = options;
		return this.#tags.list(options, (registry, page) => registry.tags(repository, {
			...page,
			limit
		}));
	}
	repositories(options = {}) {
		const { limit, withBlob } = options;
		if (withBlob !== void 0) return this.inner.repositories({
			...options,
			withBlob: void 0
		});
		return this.#tags.list(options, (registry, page) => registry.repositories({
			...page,
			limit
		}));
	}
	async resolveBlob(repository, digest, options = {}) {
		checkedEvent("blob", repository, digest, options.signal);
		return await this.#store.findBlob(repository, digest, options.signal) ?? this.inner.resolveBlob(repository, digest, options);
	}
	async resolveManifest(repository, digest, options = {}) {
		checkedEvent("manifest", repository, digest, options.signal);
		return (await this.#store.findManifest(repository, digest, options.signal))?.descriptor ?? this.inner.resolveManifest(repository, digest, options);
	}
	async pushBlob(repository, descriptor, body, options = {}) {
		const { digest } = checkedEvent("blob", repository, descriptor.digest, options.signal);
		const asOf = this.#store.now;
		const pushed = await (this.#storeWrites ? pushToBoth(this.inner, this.#store, repository, descriptor, body, asOf, options) : this.inner.pushBlob(repository, descriptor, body, options));
		this.#store.show(repository, digest, asOf);
		return pushed;
	}
	async mountBlob(fromRepository, toRepository, digest, options) {
		const asOf = this.#store.now;
		const mounted = await this.inner.mountBlob(fromRepository, toRepository, digest, options);
		this.#store.show(toRepository, digest, asOf);
		return mounted;
	}
	async pushManifest(repository, content, mediaType, options = {}) {
		const bytes = Uint8Array.from(content);
		const asOf = this.#store.now;
		const descriptor = await this.inner.pushManifest(repository, bytes, mediaType, options);
		this.#store.show(repository, descriptor.digest, asOf);
		if (this.#storeWrites) await this.#store.storeManifest(repository, {
			descriptor,
			bytes
		}, asOf, void 0, options.tags);
		else for (const tag of options.tags ?? []) await this.#store.removeTag(repository, tag);
		return descriptor;
	}
	async deleteBlob(repository, digest, options = {}) {
		const event = checkedEvent("blob", repository, digest, options.signal);
		this.#fills.delete(keyOf(repository, digest));
		await deleteFromBoth(this.#store, event, () => this.inner.deleteBlob(repository, digest, options));
	}
	async deleteManifest(repository, digest, options = {}) {
		const event = checkedEvent("manifest", repository, digest, options.signal);
		await deleteFromBoth(this.#store, event, () => this.inner.deleteManifest(repository, digest, options));
	}
	async deleteTag(repository, tag, options) {
		await this.inner.deleteTag(repository, tag, options);
		await this.#store.removeTag(repository, tag);
	}
	#startFill(repository, digest) {
		const key = keyOf(repository, digest);
		const onEnd = (fill) => {
			if (this.#fills.get(key) === fill) this.#fills.delete(key);
		};
		const fill = new Fill(this.inner, this.#store, repository, digest, onEnd);
		this.#fills.set(key, fill);
		return fill;
	}
};
async function unchanged(descriptor) {
	return descriptor;
}
function manifestReader({ descriptor, bytes }, { signal }) {
	return require_spec.blobReader(descriptor, require_spec.abortable(require_spec.once(Uint8Array.from(bytes)), signal));
}
function checkedEvent(kind, repository, digest, signal) {
	require_spec.throwIfAborted(signal);
	return {
		kind,
		repository: require_spec.checkRepositoryName(repository),
		digest: require_spec.parseDigest(digest)
	};
}

Object.defineProperty(exports, "cache", {
  enumerable: true,
  get: function () {
    return cache;
  }
});
Object.defineProperty(exports, "prefix", {
  enumerable: true,
  get: function () {
    return prefix;
  }
});