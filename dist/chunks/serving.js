let require_connect;
let require_serving_storage;
let require_layout;
const require_spec = require("./spec.js");
let require_run;
let require_listen;
let require_pull_through_cache;
let require_options;
let require_transport;
let require_usingCtx;
let node_path;
let node_crypto = require("node:crypto");
let node_fs;
let node_fs_promises;

// src/memory/content.ts
var MemoryContent = class {
	#entries = /* @__PURE__ */ new Map();
	#quota;
	#used = 0;
	constructor(quota) {
		this.#quota = quota;
	}
	*sizes() {
		for (const [digest, { bytes }] of this.#entries) yield [digest, bytes.byteLength];
	}
	reserve(bytes) {
		if (this.#used + bytes > this.#quota) throw new require_spec.OciError("QUOTA", `cannot store ${bytes} more bytes: the registry has a quota of ${this.#quota} bytes and uses ${this.#used}; delete manifests and blobs, or raise the quota`, { remedy: "stated" });
		this.#used += bytes;
	}
	release(bytes) {
		this.#used -= bytes;
	}
	add(digest, bytes) {
		const existing = this.#entries.get(digest);
		if (existing === void 0) {
			this.#entries.set(digest, {
				bytes,
				links: 1
			});
			return bytes;
		}
		this.release(bytes.byteLength);
		existing.links++;
		return existing.bytes;
	}
	link(digest) {
		const existing = this.#entries.get(digest);
		if (existing !== void 0) existing.links++;
	}
	unlink(digest) {
		const existing = this.#entries.get(digest);
		if (existing === void 0 || --existing.links > 0) return;
		this.#entries.delete(digest);
		this.release(existing.bytes.byteLength);
	}
};

// src/memory/repository.ts
var MemoryRepository = class {
	name;
	blobs = /* @__PURE__ */ new Map();
	#manifests = /* @__PURE__ */ new Map();
	#tags = /* @__PURE__ */ new Map();
	#referrers = /* @__PURE__ */ new Map();
	#sortedTags;
	constructor(name) {
		this.name = name;
	}
	blob(digest) {
		const bytes = this.blobs.get(digest);
		if (bytes === void 0) throw new require_spec.OciError("BLOB_UNKNOWN", `${this.name} has no blob ${digest}`, { detail: { digest } });
		return bytes;
	}
	manifest(digest) {
		const manifest = this.#manifests.get(digest);
		if (manifest === void 0) throw new require_spec.OciError("MANIFEST_UNKNOWN", `${this.name} has no manifest ${digest}`, { detail: { digest } });
		return manifest;
	}
	taggedManifest(tag) {
		const digest = this.#tags.get(tag);
		if (digest === void 0) throw new require_spec.OciError("MANIFEST_UNKNOWN", `${this.name} has no tag ${tag}`, { detail: { tag } });
		return this.manifest(digest);
	}
	get isEmpty() {
		return this.blobs.size === 0 && this.#manifests.size === 0;
	}
	hasManifest(digest) {
		return this.#manifests.has(digest);
	}
	setManifest(manifest) {
		const { digest } = manifest.descriptor;
		this.#manifests.set(digest, manifest);
		if (manifest.subject === void 0) return;
		const referrers = this.#referrers.get(manifest.subject) ?? /* @__PURE__ */ new Set();
		this.#referrers.set(manifest.subject, referrers.add(digest));
	}
	deleteManifest(digest) {
		const { subject } = this.manifest(digest);
		this.#manifests.delete(digest);
		for (const [tag, target] of this.#tags) if (target === digest) this.deleteTag(tag);
		const referrers = subject === void 0 ? void 0 : this.#referrers.get(subject);
		referrers?.delete(digest);
		if (subject !== void 0 && referrers?.size === 0) this.#referrers.delete(subject);
	}
	setTag(tag, digest) {
		if (!this.#tags.has(tag)) this.#sortedTags = void 0;
		this.#tags.set(tag, digest);
	}
	deleteTag(tag) {
		this.#tags.delete(tag);
		this.#sortedTags = void 0;
	}
	tags() {
		return this.#sortedTags ??= require_spec.sortNames(this.#tags.keys());
	}
	referrers(subject) {
		return [...this.#referrers.get(subject) ?? []].map((digest) => this.manifest(digest).referrer);
	}
};

// src/memory/upload.ts
var MemoryUpload = class {
	id = (0, node_crypto.randomBytes)(16).toString("hex");
	repository;
	#content;
	#chunks = [];
	#size = 0;
	#ended = false;
	constructor(repository, content) {
		this.repository = repository;
		this.#content = content;
	}
	get size() {
		return this.#size;
	}
	append(chunk, offset) {
		this.#checkOpen();
		if (offset !== this.#size) throw new require_spec.OciError("RANGE_INVALID", `cannot write at byte ${offset} of the upload ${this.id}: it has ${this.#size} bytes; another writer may use it`);
		this.#content.reserve(chunk.byteLength);
		this.#chunks.push(Uint8Array.from(chunk));
		this.#size += chunk.byteLength;
	}
	finish(digest) {
		this.#checkOpen();
		const bytes = Buffer.concat(this.#chunks, this.#size);
		const actual = require_spec.digestOf(bytes, require_spec.digestAlgorithm(digest));
		if (actual !== digest) {
			this.cancel();
			throw new require_spec.OciError("DIGEST_INVALID", `cannot commit the upload ${this.id} as ${digest}: its ${bytes.byteLength} bytes hash to ${actual}; it was deleted`);
		}
		this.#ended = true;
		this.#chunks = [];
		return bytes;
	}
	cancel() {
		if (this.#ended) return;
		this.#ended = true;
		this.#chunks = [];
		this.#content.release(this.#size);
	}
	#checkOpen() {
		if (this.#ended) throw new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `the upload ${this.id} has ended; start a new one`);
	}
};
var MemoryBlobWriter = class {
	id;
	chunkSize;
	#upload;
	#owner;
	#size;
	#closed = false;
	constructor(upload, chunkSize, owner) {
		this.id = upload.id;
		this.chunkSize = chunkSize;
		this.#upload = upload;
		this.#size = upload.size;
		this.#owner = owner;
	}
	get size() {
		return this.#size;
	}
	async write(chunk, options) {
		require_spec.throwIfAborted(options?.signal);
		this.#checkOpen();
		this.#upload.append(chunk, this.#size);
		this.#size += chunk.byteLength;
	}
	async close() {
		this.#closed = true;
	}
	async commit(digest, options) {
		require_spec.throwIfAborted(options?.signal);
		require_spec.parseDigest(digest);
		this.#checkOpen();
		this.#closed = true;
		this.#owner.onEnd();
		return this.#owner.store(digest, this.#upload.finish(digest));
	}
	async cancel() {
		this.#closed = true;
		this.#upload.cancel();
		this.#owner.onEnd();
	}
	async [Symbol.asyncDispose]() {
		if (!this.#closed) await this.cancel();
	}
	#checkOpen() {
		if (this.#closed) throw new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `the writer of the upload ${this.id} is closed; resume the upload to continue it`);
	}
};

// src/memory/registry.ts
const defaultChunkSize = 1048576;
var MemoryRegistry = class {
	#repositories = /* @__PURE__ */ new Map();
	#uploads = /* @__PURE__ */ new Map();
	#content;
	#allowSparse;
	#maxDescriptors;
	#sortedNames;
	constructor(options = {}) {
		require_spec.checkNumbers(options, {
			quota: 0,
			maxDescriptors: 0
		});
		this.#content = new MemoryContent(options.quota ?? Infinity);
		this.#allowSparse = options.allowSparse ?? false;
		this.#maxDescriptors = options.maxDescriptors ?? 1e4;
	}
	async getBlob(repository, digest, options = {}) {
		const bytes = this.#find(repository, options).blob(require_spec.parseDigest(digest));
		return require_spec.bytesReader(blobDescriptor(digest, bytes), bytes, options);
	}
	async getBlobRange(repository, digest, start, end, options = {}) {
		const bytes = this.#find(repository, options).blob(require_spec.parseDigest(digest));
		const last = require_spec.endOfRange(bytes.byteLength, start, end, `the blob ${digest}`);
		return require_spec.bytesReader(blobDescriptor(digest, bytes), bytes.subarray(start, last), options);
	}
	async getManifest(repository, digest, options = {}) {
		const { descriptor, bytes } = this.#find(repository, options).manifest(require_spec.parseDigest(digest));
		return require_spec.bytesReader(descriptor, bytes, options);
	}
	async getTag(repository, tag, options = {}) {
		const { descriptor, bytes } = this.#findTag(repository, tag, options);
		return require_spec.bytesReader(descriptor, bytes, options);
	}
	async resolveBlob(repository, digest, options = {}) {
		return blobDescriptor(digest, this.#find(repository, options).blob(require_spec.parseDigest(digest)));
	}
	async resolveManifest(repository, digest, options = {}) {
		return this.#find(repository, options).manifest(require_spec.parseDigest(digest)).descriptor;
	}
	async resolveTag(repository, tag, options = {}) {
		return this.#findTag(repository, tag, options).descriptor;
	}
	async pushBlob(repository, descriptor, body, options = {}) {
		const name = checkCall(repository, options);
		const digest = require_spec.parseDigest(descriptor.digest);
		const existing = this.#repositories.get(name)?.blobs.get(digest);
		if (existing === void 0) return this.#storeBlob(name, digest, await this.#receive(descriptor, body, options.signal));
		if (existing.byteLength === descriptor.size) return blobDescriptor(digest, existing);
		throw new require_spec.OciError("SIZE_INVALID", `the blob ${digest} has ${existing.byteLength} bytes, not ${descriptor.size}`);
	}
	async pushBlobChunked(repository, options = {}) {
		const upload = new MemoryUpload(checkCall(repository, options), this.#content);
		this.#uploads.set(upload.id, upload);
		return this.#writer(upload, options);
	}
	async pushBlobChunkedResume(repository, id, options = {}) {
		const name = checkCall(repository, options);
		const upload = this.#uploads.get(id);
		if (upload === void 0 || upload.repository !== name) throw new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `${name} has no upload ${require_spec.printable(id, 100)}; start a new one`);
		if (options.offset !== void 0 && options.offset !== upload.size) throw new require_spec.OciError("RANGE_INVALID", `the upload ${id} has ${upload.size} bytes, not ${options.offset}`);
		return this.#writer(upload, options);
	}
	async mountBlob(fromRepository, toRepository, digest, options = {}) {
		const bytes = this.#find(fromRepository, options).blob(require_spec.parseDigest(digest));
		const to = this.#create(require_spec.checkRepositoryName(toRepository));
		if (!to.blobs.has(digest)) {
			this.#content.link(digest);
			to.blobs.set(digest, bytes);
		}
		return blobDescriptor(digest, bytes);
	}
	async pushManifest(repository, content, mediaType, options = {}) {
		const name = checkCall(repository, options);
		const { manifest, descriptor } = require_spec.checkPushedManifest(content, mediaType, options.digest, {
			tags: options.tags,
			maxDescriptors: this.#maxDescriptors
		});
		const { digest } = descriptor;
		const existing = this.#repositories.get(name);
		for (const needed of require_spec.contentToRequire(manifest, this.#allowSparse)) if (!(existing?.blobs.has(needed.digest) === true || existing?.hasManifest(needed.digest) === true)) throw require_spec.missingContentError(name, descriptor, needed);
		const target = this.#create(name);
		if (!target.hasManifest(digest)) this.#content.reserve(content.byteLength);
		const bytes = target.hasManifest(digest) ? target.manifest(digest).bytes : this.#content.add(digest, Uint8Array.from(content));
		const referrer = require_spec.referrerDescriptor(descriptor, manifest);
		target.setManifest({
			descriptor,
			bytes,
			subject: manifest.subject?.digest,
			referrer
		});
		for (const tag of options.tags ?? []) target.setTag(tag, digest);
		return descriptor;
	}
	async deleteBlob(repository, digest, options = {}) {
		const target = this.#find(repository, options);
		target.blob(require_spec.parseDigest(digest));
		target.blobs.delete(digest);
		this.#unlink(target, digest);
	}
	async deleteManifest(repository, digest, options = {}) {
		const target = this.#find(repository, options);
		target.deleteManifest(require_spec.parseDigest(digest));
		this.#unlink(target, digest);
	}
	async deleteTag(repository, tag, options = {}) {
		this.#findTag(repository, tag, options);
		this.#find(repository, options).deleteTag(tag);
	}
	async *tags(repository, options = {}) {
		for (const tag of require_spec.pageOf(this.#find(repository, options).tags(), options)) {
			require_spec.throwIfAborted(options.signal);
			yield tag;
		}
	}
	async *referrers(repository, digest, options = {}) {
		const name = checkCall(repository, options);
		for (const referrer of this.#repositories.get(name)?.referrers(require_spec.parseDigest(digest)) ?? []) {
			require_spec.throwIfAborted(options.signal);
			if (options.artifactType === void 0 || referrer.artifactType === options.artifactType) yield referrer;
		}
	}
	async *repositories(options = {}) {
		require_spec.throwIfAborted(options.signal);
		const names = this.#sortedNames ??= require_spec.sortNames(this.#repositories.keys());
		const { withBlob } = options;
		const wanted = withBlob === void 0 ? names : names.filter((name) => this.#repositories.get(name)?.blobs.has(withBlob));
		for (const name of require_spec.pageOf(wanted, options)) {
			require_spec.throwIfAborted(options.signal);
			yield name;
		}
	}
	async *contents(options = {}) {
		for (const [digest, size] of this.#content.sizes()) {
			require_spec.throwIfAborted(options.signal);
			yield {
				mediaType: require_spec.mediaTypeOctetStream,
				digest,
				size
			};
		}
	}
	#find(repository, options) {
		const name = checkCall(repository, options);
		const existing = this.#repositories.get(name);
		if (existing === void 0) throw require_spec.nameUnknown(name);
		return existing;
	}
	#findTag(repository, tag, options) {
		require_spec.checkTag(tag);
		return this.#find(repository, options).taggedManifest(tag);
	}
	#create(name) {
		const existing = this.#repositories.get(name);
		if (existing !== void 0) return existing;
		const created = new MemoryRepository(name);
		this.#repositories.set(name, created);
		this.#sortedNames = void 0;
		return created;
	}
	#unlink(repository, digest) {
		this.#content.unlink(digest);
		if (!repository.isEmpty) return;
		this.#repositories.delete(repository.name);
		this.#sortedNames = void 0;
	}
	#writer(upload, options) {
		const chunkSize = options.chunkSize !== void 0 && options.chunkSize > 0 ? options.chunkSize : defaultChunkSize;
		return new MemoryBlobWriter(upload, chunkSize, {
			store: (digest, bytes) => this.#storeBlob(upload.repository, digest, bytes),
			onEnd: () => this.#uploads.delete(upload.id)
		});
	}
	#storeBlob(name, digest, bytes) {
		const { blobs } = this.#create(name);
		if (blobs.has(digest)) this.#content.release(bytes.byteLength);
		else blobs.set(digest, this.#content.add(digest, bytes));
		return blobDescriptor(digest, bytes);
	}
	async #receive(descriptor, body, signal) {
		const chunks = [];
		let size = 0;
		try {
			const content = require_spec.verified(require_spec.abortable(body(), signal), descriptor, `the blob ${descriptor.digest}`, "sender");
			for await (const chunk of content) {
				this.#content.reserve(chunk.byteLength);
				size += chunk.byteLength;
				chunks.push(chunk);
			}
		} catch (error) {
			this.#content.release(size);
			throw error;
		}
		return Buffer.concat(chunks, size);
	}
};
function checkCall(repository, options) {
	require_spec.throwIfAborted(options.signal);
	return require_spec.checkRepositoryName(repository);
}
function blobDescriptor(digest, bytes) {
	return {
		mediaType: require_spec.mediaTypeOctetStream,
		digest,
		size: bytes.byteLength
	};
}

// src/wrappers/immutable.ts
const mutexes = /* @__PURE__ */ new WeakMap();
const refusedDeletes = {
	deleteBlob: async (repository, digest) => refuseDelete(`the blob ${digest}`, repository),
	deleteManifest: async (repository, digest) => refuseDelete(`the manifest ${digest}`, repository),
	deleteTag: async (repository, tag) => refuseDelete(`the tag "${tag}"`, repository)
};
function immutable(registry) {
	return Object.assign(new ImmutableRegistry(registry), refusedDeletes);
}
var ImmutableRegistry = class extends require_spec.ForwardingRegistry {
	#mutex;
	constructor(inner) {
		super(inner);
		this.#mutex = mutexes.get(inner) ?? new require_spec.KeyedMutex();
		mutexes.set(inner, this.#mutex);
	}
	async pushManifest(repository, content, mediaType, options = {}) {
		require_spec.throwIfAborted(options.signal);
		require_spec.checkRepositoryName(repository);
		const tags = options.tags ?? [];
		const bytes = Uint8Array.from(content);
		const { descriptor } = require_spec.checkPushedManifest(bytes, mediaType, options.digest, { tags });
		const push = async () => {
			await this.#checkMediaType(repository, descriptor, options);
			for (const tag of tags) await this.#checkTag(repository, tag, descriptor.digest, options);
			const pushed = await this.inner.pushManifest(repository, bytes, mediaType, options);
			for (const tag of tags) await this.#checkTag(repository, tag, descriptor.digest, options);
			return pushed;
		};
		return this.#mutex.run(repository, push, options.signal);
	}
	async #checkMediaType(repository, { digest, mediaType }, options) {
		const current = await existing(this.inner.resolveManifest(repository, digest, { signal: options.signal }));
		if (current === void 0 || current.mediaType === mediaType) return;
		throw new require_spec.OciError("ALREADY_EXISTS", `cannot change the media type of the manifest ${digest} of ${repository} to ${require_spec.printable(mediaType, 300)}: it is ${require_spec.printable(current.mediaType, 300)}; push it with this type`);
	}
	async #checkTag(repository, tag, digest, options) {
		const current = await existing(this.inner.resolveTag(repository, tag, { signal: options.signal }));
		if (current === void 0 || current.digest === digest) return;
		throw new require_spec.OciError("ALREADY_EXISTS", `cannot move the tag "${tag}" of ${repository} to ${digest}: it points to ${current.digest}; use another tag`, { detail: {
			tag,
			digest: current.digest
		} });
	}
};
async function existing(lookup) {
	try {
		return await lookup;
	} catch (error) {
		if (require_spec.isNotFound(error)) return void 0;
		throw error;
	}
}
function refuseDelete(object, repository) {
	throw new require_spec.OciError("DENIED", `cannot delete ${require_spec.printable(object, 300)} of ${require_spec.printable(repository, 300)}: this registry is append-only`);
}

// src/wrappers/read-only.ts
const refusals = {
	pushBlob: refuse("store a blob"),
	pushBlobChunked: refuse("start an upload"),
	pushBlobChunkedResume: refuse("resume an upload"),
	mountBlob: refuse("mount a blob"),
	pushManifest: refuse("store a manifest"),
	deleteBlob: refuse("delete a blob"),
	deleteManifest: refuse("delete a manifest"),
	deleteTag: refuse("delete a tag")
};
function readOnly(registry) {
	return Object.assign(new require_spec.ForwardingRegistry(registry), refusals);
}
function refuse(operation) {
	return async () => {
		throw new require_spec.OciError("UNSUPPORTED", `cannot ${operation}: this registry is read-only`);
	};
}

// src/commands/serving-session-key.ts
const keyFile = ".session-key";
const keyBytes = 32;
async function sessionKeyIn(storage) {
	const path = (0, (node_path ??= require("node:path")).join)(storage, keyFile);
	return await readKey(path) ?? await createKey(path);
}
async function readKey(path) {
	try {
		try {
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const file = _usingCtx$1.a(await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, (node_fs ??= require("node:fs")).constants.O_RDONLY | ((node_fs ??= require("node:fs")).constants.O_NOFOLLOW ?? 0)));
			const state = await file.stat();
			const shared = process.platform !== "win32" && (state.mode & 63) !== 0;
			if (!state.isFile() || state.size !== keyBytes || shared) throw new require_spec.OciError("FILE_SYSTEM", `${path} is not a file of ${keyBytes} bytes that only this user can read, so it cannot be a secret; delete it`);
			return await file.readFile();
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) === "ENOENT") return void 0;
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}
async function createKey(path) {
	const temporary = `${path}.${process.pid}.${(0, node_crypto.randomBytes)(8).toString("hex")}.tmp`;
	const key = (0, node_crypto.randomBytes)(keyBytes);
	try {
		try {
			var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const file = _usingCtx3.a(await (0, (node_fs_promises ??= require("node:fs/promises")).open)(temporary, "wx", 384));
			await file.writeFile(key);
			await file.sync();
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
		return await renameIfAbsent(temporary, path) ? key : await readKey(path) ?? key;
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `write ${path}`);
	} finally {
		await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(temporary, { force: true });
	}
}
async function renameIfAbsent(from, to) {
	try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).link)(from, to);
		return true;
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) === "EEXIST") return false;
		await (require_transport ??= require("./transport.js")).renameOver(from, to);
		return true;
	}
}

// src/commands/serving.ts
async function serveRegistry(plan, context) {
	const store = await openStore(plan, context);
	const origin = plan.upstream === void 0 ? void 0 : await (require_connect ??= require("./connect.js")).connectRegistry(plan.upstream.registry, {
		...context.connection,
		...plan.upstream,
		signal: context.signal
	});
	try {
		return servingOf(await (require_listen ??= require("./listen.js")).listen(wrapStore(store, origin?.registry, plan, context), {
			address: plan.address,
			port: plan.port,
			hostNames: plan.hostNames,
			htpasswd: plan.htpasswd,
			tls: plan.tls,
			insecureAnonymous: plan.insecureAnonymous,
			readOnly: plan.readOnly,
			page: plan.page && { details: plan.upstream === void 0 },
			sessionKey: await sessionKey(plan, store, context),
			...isBucket(store) ? bucketHandling(plan, store) : {},
			onAccess: context.onAccess,
			onError: context.onError
		}), store, origin);
	} catch (error) {
		await origin?.close();
		if (isBucket(store)) await store.close();
		throw withPortDetail(error, context.label);
	}
}
function servingOf(server, store, origin) {
	const close = async () => {
		try {
			await server.close();
		} finally {
			await origin?.close();
			if (store instanceof (require_layout ??= require("./layout.js")).LayoutRegistry) await store.flush();
		}
	};
	return {
		url: server.url,
		registry: new URL(server.url).host,
		reload: (files) => {
			server.reload(files);
		},
		inventory: () => takeInventory(store),
		close,
		[Symbol.asyncDispose]: async () => {
			try {
				await close();
			} finally {
				if (isBucket(store)) await store.close();
			}
		}
	};
}
async function openStore(plan, context) {
	const { label, signal } = context;
	const { storage, layout, quota } = plan;
	const allowSparse = plan.allowSparse || plan.upstream !== void 0;
	const isReadOnly = opensReadOnly(plan);
	if (plan.bucket !== void 0) {
		const { connection } = context;
		const { immutable: immutableTags } = plan;
		return (require_serving_storage ??= require("./serving-storage.js")).openBucket(plan.bucket, {
			env: connection?.env,
			label,
			signal,
			quota,
			allowSparse,
			immutableTags,
			readOnly: isReadOnly
		});
	}
	if (storage === void 0) return new MemoryRegistry({
		quota,
		allowSparse
	});
	return (require_serving_storage ??= require("./serving-storage.js")).openStorage(storage, {
		layout,
		quota,
		allowSparse,
		signal,
		journal: true,
		readOnly: isReadOnly,
		create: !isReadOnly
	}, label);
}
function wrapStore(store, origin, plan, { onError }) {
	let registry = origin === void 0 ? store : (require_pull_through_cache ??= require("./pull-through-cache.js")).cache(origin, store, {
		originWithoutRetries: origin.withAttempts(1),
		onStoreError: (error, { repository, digest }) => onError?.(error, `keeping ${repository}@${digest}`)
	});
	if (plan.prefix !== void 0) registry = (require_pull_through_cache ??= require("./pull-through-cache.js")).prefix(registry, plan.prefix);
	if (plan.immutable) registry = immutable(registry);
	if (plan.readOnly) registry = readOnly(registry);
	return registry;
}
function withPortDetail(error, label) {
	if (!require_spec.isOciError(error, "INPUT_INVALID") || error.detail !== void 0) return error;
	return new require_spec.OciError("INPUT_INVALID", error.message, {
		cause: error.cause,
		detail: { input: label("port") }
	});
}
function opensReadOnly(plan) {
	return plan.readOnly && plan.upstream === void 0;
}
function isBucket(store) {
	return "sessionKey" in store;
}
function bucketHandling(plan, store) {
	const redirectBlob = async (name, digest, options) => {
		try {
			return await store.blobUrl(plan.prefix === void 0 ? name : `${plan.prefix}/${name}`, digest, options);
		} catch (error) {
			if (require_spec.isNotFound(error)) return void 0;
			throw error;
		}
	};
	return {
		isReplica: true,
		redirectBlob: plan.bucket?.redirect === true ? redirectBlob : void 0
	};
}
async function sessionKey(plan, store, context) {
	if (isBucket(store)) return store.sessionKey;
	if (plan.storage === void 0 || plan.readOnly || context.keepUploads !== true) return void 0;
	return sessionKeyIn(plan.storage);
}
async function takeInventory(store, options = {}) {
	let repositories = 0;
	let tags = 0;
	for await (const repository of store.repositories(options)) {
		repositories++;
		for await (const tag of store.tags(repository, options)) if (tag !== "") tags++;
	}
	const seen = /* @__PURE__ */ new Set();
	let bytes = 0;
	for await (const { digest, size } of store.contents(options)) {
		if (seen.has(digest)) continue;
		seen.add(digest);
		bytes += size;
	}
	return {
		repositories,
		tags,
		blobs: seen.size,
		bytes
	};
}
function accessLine(entry) {
	const { method, path, status, bytes, durationMs, remoteAddress, user, errorCode, complete } = entry;
	const outcome = errorCode === void 0 ? "" : ` ${errorCode}`;
	return `${`${remoteAddress ?? "-"} ${user ?? "-"}`} ${method} ${path} ${status}${outcome} ${`${(require_run ??= require("./run.js")).formatBytes(bytes)} ${(require_run ??= require("./run.js")).formatDuration(durationMs)}${complete ? "" : " (cut)"}`}`;
}

Object.defineProperty(exports, "accessLine", {
  enumerable: true,
  get: function () {
    return accessLine;
  }
});
Object.defineProperty(exports, "serveRegistry", {
  enumerable: true,
  get: function () {
    return serveRegistry;
  }
});
Object.defineProperty(exports, "takeInventory", {
  enumerable: true,
  get: function () {
    return takeInventory;
  }
});