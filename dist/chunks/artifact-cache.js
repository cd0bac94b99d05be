const require_rolldown_runtime = require("./rolldown-runtime.js");
let require_options;
let require_transport;
let require_layout;
const require_spec = require("./spec.js");
let require_pull_through_cache;
let node_path;
let node_fs_promises;

// src/artifact-cache/cache-directory.ts
const tagName = "CACHEDIR.TAG";
const tagSignature = "Signature: 8a477f597d28d172789f06886806bc55";
const tagText = `${tagSignature}
# This directory is a cache of OCI artifacts. All of it can be fetched again.
# For information about cache directory tags, see https://bford.info/cachedir/
`;
const locksName = ".locks";
var CacheDirectory = class CacheDirectory {
	path;
	constructor(path) {
		this.path = path;
	}
	static async open(path, create) {
		const directory = new CacheDirectory(path);
		if (await directory.#isTagged()) {
			if (create) await directory.#makeLocks();
			return directory;
		}
		if ((await entriesIn(path))?.find((name) => name !== locksName && !name.startsWith(`.${tagName}.`)) !== void 0 && !await directory.#isTagged()) throw new require_spec.OciError("INPUT_INVALID", `"${require_spec.printable(path, 300)}" is not a cache: it has no ${tagName}; use the directory of a cache, a new directory, or an empty one`, { detail: { input: "cache" } });
		if (!create && !await directory.#isTagged()) throw new require_spec.OciError("NOT_FOUND", `"${require_spec.printable(path, 300)}" is not a cache: it is missing or empty; check the path`);
		await directory.#create();
		return directory;
	}
	async hasLayout() {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).stat)((0, (node_path ??= require("node:path")).join)(this.path, "oci-layout")).catch(() => void 0) !== void 0;
	}
	blobPath(digest) {
		require_spec.parseDigest(digest);
		return (0, (node_path ??= require("node:path")).join)(this.path, "blobs", require_spec.digestAlgorithm(digest), require_spec.digestHex(digest));
	}
	lockPath(name) {
		return (0, (node_path ??= require("node:path")).join)(this.path, locksName, `${name}.lock`);
	}
	async touch(digest, now) {
		const date = new Date(now);
		await (0, (node_fs_promises ??= require("node:fs/promises")).utimes)(this.blobPath(digest), date, date).catch(() => void 0);
	}
	async usedAt(digest) {
		try {
			return (await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(this.blobPath(digest))).mtimeMs;
		} catch (error) {
			if ((require_options ??= require("./options.js")).errnoOf(error) === "ENOENT") return void 0;
			throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${this.blobPath(digest)}`);
		}
	}
	async #isTagged() {
		try {
			return (await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)((0, (node_path ??= require("node:path")).join)(this.path, tagName), "latin1")).startsWith(tagSignature);
		} catch (error) {
			if ((require_options ??= require("./options.js")).isMissing(error)) return false;
			throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${(0, (node_path ??= require("node:path")).join)(this.path, tagName)}`);
		}
	}
	async #create() {
		await this.#makeLocks();
		await (require_transport ??= require("./transport.js")).writeFileAtomic((0, (node_path ??= require("node:path")).join)(this.path, tagName), tagText);
	}
	async #makeLocks() {
		try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)((0, (node_path ??= require("node:path")).join)(this.path, locksName), {
				recursive: true,
				mode: 448
			});
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `create the cache ${this.path}`);
		}
	}
};
async function entriesIn(path) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(path);
	} catch (error) {
		const code = (require_options ??= require("./options.js")).errnoOf(error);
		if (code === "ENOENT") return void 0;
		if (code === "ENOTDIR" && (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isFile()) throw new require_spec.OciError("INPUT_INVALID", `"${require_spec.printable(path, 300)}" is a file, not the directory of a cache`, { detail: { input: "cache" } });
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}

// src/artifact-cache/cached-repository.ts
var CachedRepository = class {
	#context;
	#origin;
	#cached;
	#layout;
	#flights = new require_spec.SingleFlight();
	constructor(origin, reference, context) {
		const name = reference.repository;
		const store = registryInLayout(context.store, reference);
		const onStoreError = (error) => {
			this.#warn(error);
		};
		this.#context = context;
		this.#origin = require_spec.repository(origin, name);
		this.#cached = require_spec.repository((require_pull_through_cache ??= require("./pull-through-cache.js")).cache(origin, store, { onStoreError }), name);
		this.#layout = require_spec.repository(store, name);
	}
	resolve(reference, options) {
		return this.#cached.resolve(reference, options);
	}
	exists(target, options) {
		return this.#cached.exists(target, options);
	}
	async fetch(target, options = {}) {
		if (!require_spec.isManifestMediaType(target.mediaType)) return this.#fetchBlob(target, options);
		const reader = await this.#cached.fetch(target, options);
		await this.#context.directory.touch(target.digest, this.#context.now());
		return reader;
	}
	async #fetchBlob(target, options) {
		try {
			if (await this.#ensureStored(target, options)) return await this.#layout.fetch(target, options);
		} catch (error) {
			if (!require_spec.isNotFound(error)) throw error;
		}
		return this.#origin.fetch(target, options);
	}
	async blobPath(target, options = {}) {
		const { directory } = this.#context;
		if (await this.#ensureStored(target, options)) return directory.blobPath(target.digest);
		throw new require_spec.OciError("FILE_SYSTEM", `cannot store ${target.digest} (${target.size} bytes) in the cache ${directory.path}; free disk space, or disable the cache`);
	}
	#ensureStored(target, options) {
		return this.#flights.run(target.digest, (signal) => this.#fill(target, {
			signal,
			onProgress: options.onProgress
		}), options.signal);
	}
	async #fill(target, options) {
		const { directory, now, lock, onStored } = this.#context;
		const { digest } = target;
		const { signal } = options;
		await directory.touch(digest, now());
		if ((await this.#verify(target, options)).isValid) return true;
		return lock(digest.replace(":", "-")).run(async () => {
			const { isValid, damage } = await this.#verify(target, options);
			if (isValid) return true;
			if (damage !== void 0) this.#warn(damage);
			await this.#download(target, options);
			if (!await this.#layout.exists(target, { signal })) return false;
			await directory.touch(digest, now());
			await onStored(digest, signal);
			return true;
		}, signal);
	}
	async #download(target, { signal, onProgress }) {
		let done = 0;
		for await (const chunk of await this.#cached.fetch(target, { signal })) {
			done += chunk.byteLength;
			onProgress?.(done, target.size);
		}
	}
	#warn(error) {
		const { directory, onWarning } = this.#context;
		onWarning(`cannot use the cache ${directory.path}: ${require_spec.messageOf(error)}; the content comes from the registry`, error);
	}
	async #verify(target, options) {
		try {
			for await (const chunk of await this.#layout.fetch(target, options));
			return { isValid: true };
		} catch (error) {
			require_spec.throwIfAborted(options.signal);
			return require_spec.isNotFound(error) ? { isValid: false } : {
				isValid: false,
				damage: error
			};
		}
	}
};
function registryInLayout(layout, { registry, repository: name }) {
	const host = registry.toLowerCase().replace(/[^a-z0-9.-]+/g, "_").replace(/^[._-]+|[._-]+$/g, "");
	return require_spec.isRepositoryName(host) && require_spec.isRepositoryName(`${host}/${name}`) ? (require_pull_through_cache ??= require("./pull-through-cache.js")).prefix(layout, host) : layout;
}

// src/artifact-cache/inventory.ts
async function listEntries(directory, store, options = {}) {
	const manifests = await readIndex(directory);
	const descriptors = /* @__PURE__ */ new Map();
	for (const { descriptor, repositories } of manifests.values()) {
		descriptors.set(descriptor.digest, descriptor);
		for (const content of await contentOf(store, descriptor, repositories, options)) if (!descriptors.has(content.digest)) descriptors.set(content.digest, content);
	}
	const entries = [];
	for await (const { digest, size } of store.contents(options)) {
		const usedAt = await directory.usedAt(digest);
		if (usedAt === void 0) continue;
		const { mediaType, annotations } = descriptors.get(digest) ?? {};
		entries.push({
			digest,
			size,
			usedAt,
			mediaType,
			title: annotations?.[require_spec.annotationTitle],
			repositories: manifests.get(digest)?.repositories ?? []
		});
	}
	return entries.sort((a, b) => b.usedAt - a.usedAt || a.repositories.length - b.repositories.length);
}
async function readIndex(directory) {
	const path = (0, (node_path ??= require("node:path")).join)(directory.path, "index.json");
	let bytes;
	try {
		bytes = await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(path);
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) === "ENOENT") return /* @__PURE__ */ new Map();
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
	const index = require_spec.parseManifest(bytes, require_spec.mediaTypeImageIndex);
	const manifests = /* @__PURE__ */ new Map();
	for (const entry of index.kind === "index" ? index.manifests : []) {
		const repository = /^([^:@]+)[:@]/.exec(entry.annotations?.["org.opencontainers.image.ref.name"] ?? "")?.[1];
		const repositories = manifests.get(entry.digest)?.repositories ?? [];
		if (repository === void 0 || !require_spec.isManifestMediaType(entry.mediaType)) continue;
		manifests.set(entry.digest, {
			descriptor: entry,
			repositories: repositories.includes(repository) ? repositories : [...repositories, repository]
		});
	}
	return manifests;
}
async function contentOf(store, manifest, repositories, options) {
	const [repository] = repositories;
	if (repository === void 0) return [];
	try {
		const bytes = await require_spec.collect(await store.getManifest(repository, manifest.digest, options), require_spec.maxManifestBytes, `manifest ${manifest.digest}`);
		return require_spec.requiredContentOf(require_spec.parseManifest(bytes, manifest.mediaType));
	} catch (error) {
		if (require_spec.isNotFound(error) || require_spec.isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH", "SIZE_LIMIT", "MANIFEST_INVALID")) return [];
		throw error;
	}
}

// src/artifact-cache/artifact-cache.ts
const lockStaleMs = 6e4;
var ArtifactCache = class ArtifactCache {
	#directory;
	#context;
	#maxBytes;
	constructor(directory, store, options) {
		this.#directory = directory;
		this.#maxBytes = options.maxBytes;
		this.#context = {
			directory,
			store,
			now: options.now ?? Date.now,
			onWarning: options.onWarning ?? (() => void 0),
			lock: (name) => this.#lock(name),
			onStored: (digest, signal) => this.#trimAfterStore(digest, signal)
		};
	}
	static async open(path, options = {}) {
		require_spec.throwIfAborted(options.signal);
		require_spec.checkNumbers(options, { maxBytes: 0 });
		const directory = await CacheDirectory.open((0, (node_path ??= require("node:path")).resolve)(path), options.create ?? true);
		const open = () => (require_layout ??= require("./layout.js")).LayoutRegistry.open(directory.path, {
			mode: "shared",
			allowSparse: true,
			signal: options.signal
		});
		const store = await directory.hasLayout() ? await open() : await lockIn(directory, "layout", options.now ?? Date.now).run(open, options.signal);
		return new ArtifactCache(directory, store, options);
	}
	get path() {
		return this.#directory.path;
	}
	repository(origin, reference) {
		return new CachedRepository(origin, reference, this.#context);
	}
	list(options) {
		return listEntries(this.#directory, this.#context.store, options);
	}
	async trim(maxBytes, options = {}) {
		return this.#lock("trim").run(async () => {
			const entries = await this.list(options);
			await this.#correctDates(entries);
			let total = entries.reduce((sum, { size }) => sum + size, 0);
			const removed = [];
			for (const entry of entries.toReversed()) {
				if (total <= maxBytes) break;
				require_spec.throwIfAborted(options.signal);
				if (entry.digest === options.keep) continue;
				await this.#remove(entry);
				total -= entry.size;
				removed.push(entry);
			}
			return removed;
		}, options.signal);
	}
	clean(options) {
		return this.trim(-1, options);
	}
	async verify(options = {}) {
		const entries = new Map((await this.list(options)).map((entry) => [entry.digest, entry]));
		const damaged = [];
		for await (const { digest } of this.#context.store.scrub(options)) {
			const entry = entries.get(digest) ?? {
				digest,
				size: 0,
				usedAt: 0,
				repositories: []
			};
			await this.#remove(entry);
			damaged.push(entry);
		}
		return damaged;
	}
	async #correctDates(entries) {
		const now = this.#context.now();
		for (const { digest, usedAt } of entries) if (usedAt > now) await this.#directory.touch(digest, now);
	}
	async #trimAfterStore(digest, signal) {
		if (this.#maxBytes !== void 0) await this.trim(this.#maxBytes, {
			keep: digest,
			signal
		});
	}
	async #remove({ digest, repositories }) {
		for (const repository of repositories) try {
			await this.#context.store.deleteManifest(repository, digest);
		} catch (error) {
			if (!require_spec.isNotFound(error)) throw error;
		}
		const path = this.#directory.blobPath(digest);
		try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).rm)(path, { force: true });
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `remove ${path}`);
		}
	}
	#lock(name) {
		return lockIn(this.#directory, name, this.#context.now);
	}
};
function lockIn(directory, name, now) {
	return new (require_transport ??= require("./transport.js")).LockFile(directory.lockPath(name), {
		timeoutMs: Infinity,
		staleMs: lockStaleMs,
		now
	});
}

// src/artifact-cache/index.ts
var artifact_cache_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ ArtifactCache: () => ArtifactCache });

Object.defineProperty(exports, "ArtifactCache", {
  enumerable: true,
  get: function () {
    return ArtifactCache;
  }
});
Object.defineProperty(exports, "artifact_cache_exports", {
  enumerable: true,
  get: function () {
    return artifact_cache_exports;
  }
});