const require_maintenance = require("./maintenance.js");
let require_reference;
let require_descriptor;
let require_file_system_error;
let node_path;
let node_os;
let node_fs_promises;

// src/layout/repository-folders.ts
function folderOf(root, repository) {
	return (0, (node_path ??= require("node:path")).join)(root, ...repository.split("/").map((part) => isReserved(part) ? `~${part}` : part));
}
async function findFolder(root, repository) {
	const folder = folderOf(root, repository);
	if (await require_maintenance.isLayout(folder)) return folder;
	const plain = (0, (node_path ??= require("node:path")).join)(root, ...repository.split("/"));
	return plain !== folder && await require_maintenance.isLayout(plain) ? plain : void 0;
}
async function existingOrNewFolder(root, repository) {
	const folder = folderOf(root, repository);
	if (folder === (0, (node_path ??= require("node:path")).join)(root, ...repository.split("/"))) return folder;
	return await findFolder(root, repository) ?? folder;
}
const deviceName = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/;
const layoutNames = /* @__PURE__ */ new Set([
	"blobs",
	"index.json",
	"oci-layout"
]);
function isReserved(part) {
	return layoutNames.has(part) || deviceName.test(part);
}
function partOfName(entry, parent, root) {
	const part = entry.startsWith("~") ? entry.slice(1) : entry;
	if (!(require_reference ??= require("./reference.js")).isRepositoryName(part) || entry.startsWith("~") && !isReserved(part)) return void 0;
	return parent !== root && (0, (node_path ??= require("node:path")).basename)(parent) === "blobs" && require_maintenance.algorithms.some((name) => name === entry) ? void 0 : part;
}
async function checkedRoot(root) {
	try {
		if (root === void 0) return await (0, (node_fs_promises ??= require("node:fs/promises")).mkdtemp)((0, (node_path ??= require("node:path")).join)((0, (node_os ??= require("node:os")).tmpdir)(), "oci-layout-"));
		const state = await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(root);
		const user = process.getuid?.();
		if (state.isSymbolicLink() && user !== void 0 && state.uid !== user) throw new (require_descriptor ??= require("./descriptor.js")).OciError("DENIED", `cannot use ${root}: it is a symbolic link of user ${state.uid}, and this process runs as user ${user}; give the target of the link`);
		return root;
	} catch (error) {
		if (root !== void 0 && (require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) return root;
		throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `use ${root ?? (0, (node_os ??= require("node:os")).tmpdir)()} as storage`);
	}
}

// src/layout/catalog.ts
const readAhead = 16;
const maxCachedFolders = 25e4;
const maxKnownLayouts = 5e4;
var RepositoryCatalog = class {
	#root;
	#now;
	#lists = new require_maintenance.I({
		maxSize: maxCachedFolders,
		sizeCalculation: ({ folder }) => folder.keys.length / 2
	});
	#withBlobs = new require_maintenance.I({
		maxSize: maxKnownLayouts,
		sizeCalculation: () => 1
	});
	constructor(root, now) {
		this.#root = root;
		this.#now = now;
	}
	names(options = {}) {
		return this.#list([this.#root], "", (layout) => this.#hasBlobs(layout), options);
	}
	layouts(options = {}) {
		return this.#list([this.#root], "", async () => true, options);
	}
	async *#list(paths, parent, isWanted, options) {
		const { startAfter = "", signal } = options;
		const around = await Promise.all(paths.map(async (path) => ({
			path,
			...await this.#read(path)
		})));
		const [only, ...others] = around;
		const keys = only !== void 0 && others.length === 0 ? only.keys : require_maintenance.sortNames(around.flatMap((one) => one.keys));
		const inspections = /* @__PURE__ */ new Map();
		const inspect = (key) => {
			const part = key.endsWith("/") ? key.slice(0, -1) : key;
			const known = inspections.get(part);
			if (known !== void 0) return known;
			const layouts = around.flatMap(({ path, folders }) => (folders.get(part) ?? [part]).map((folder) => (0, (node_path ??= require("node:path")).join)(path, folder)));
			const inspection = this.#inspect(layouts, isWanted);
			inspection.catch(() => void 0);
			inspections.set(part, inspection);
			return inspection;
		};
		const first = firstKey(keys, startAfter.startsWith(parent) ? startAfter.slice(parent.length) : "");
		for (let index = first, next = first; index < keys.length; index++) {
			(require_descriptor ??= require("./descriptor.js")).throwIfAborted(signal);
			for (; next < Math.min(keys.length, index + readAhead); next++) inspect(keys[next] ?? "");
			const key = keys[index] ?? "";
			const name = parent + key;
			const found = await inspect(key);
			if (!key.endsWith("/")) {
				if (found.isWanted && (require_reference ??= require("./reference.js")).isRepositoryName(name)) yield name;
				continue;
			}
			inspections.delete(key.slice(0, -1));
			if (found.inner.length > 0) yield* this.#list(found.inner, name, isWanted, options);
		}
	}
	async #inspect(paths, isWanted) {
		const inner = [];
		let wanted = false;
		for (const path of paths) {
			const { isLayout, keys } = await this.#read(path);
			if (!isLayout && isReserved((0, (node_path ??= require("node:path")).basename)(path))) continue;
			wanted ||= isLayout && await isWanted(path);
			if (keys.length > 0) inner.push(path);
		}
		return {
			isWanted: wanted,
			inner
		};
	}
	async #read(path) {
		const cached = this.#lists.get(path);
		if (cached !== void 0 && cached.fingerprint === await this.#fingerprint(path)) return cached.folder;
		this.#lists.delete(path);
		const folder = this.#repositoriesIn(path, await entriesIn(path));
		if (folder.keys.length < 64) return folder;
		const fingerprint = await this.#fingerprint(path);
		const again = this.#repositoriesIn(path, await entriesIn(path));
		if (fingerprint !== void 0) this.#lists.set(path, {
			fingerprint,
			folder: again
		});
		return again;
	}
	async #hasBlobs(layout) {
		const path = (0, (node_path ??= require("node:path")).join)(layout, "blobs", "sha256");
		const fingerprint = await this.#fingerprint(path);
		if (fingerprint !== void 0 && this.#withBlobs.get(path) === fingerprint) return true;
		if (!await require_maintenance.hasEntries(path)) return require_maintenance.hasBlobs(layout);
		if (fingerprint !== void 0) this.#withBlobs.set(path, fingerprint);
		return true;
	}
	#repositoriesIn(path, entries) {
		const parts = /* @__PURE__ */ new Set();
		const folders = /* @__PURE__ */ new Map();
		let isLayout = false;
		for (const entry of entries) {
			if (entry.name === "oci-layout") isLayout = true;
			const part = entry.isDirectory() ? partOfName(entry.name, path, this.#root) : void 0;
			if (part === void 0) continue;
			parts.add(part);
			if (isReserved(part)) folders.set(part, [...folders.get(part) ?? [], entry.name]);
		}
		const keys = [...parts].flatMap((part) => [part, `${part}/`]).sort((a, b) => a < b ? -1 : 1);
		return {
			isLayout,
			keys,
			folders
		};
	}
	async #fingerprint(path) {
		try {
			const state = require_maintenance.fileState(await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(path, { bigint: true }));
			return require_maintenance.isSettled(state, this.#now()) ? state.fingerprint : void 0;
		} catch (error) {
			if ((require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) return void 0;
			throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `read the status of ${path}`);
		}
	}
};
function firstKey(keys, name) {
	const index = require_maintenance.indexAfter(keys, name);
	const before = keys[index - 1];
	return before?.endsWith("/") === true && name.startsWith(before) ? index - 1 : index;
}
async function entriesIn(path) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(path, { withFileTypes: true });
	} catch (error) {
		if ((require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) return [];
		throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `list ${path}`);
	}
}

// src/layout/layout-strategy.ts
async function openLayouts(root, options, mode = "per-repository", repository) {
	if (mode === "shared") return new Shared(await require_maintenance.LayoutFolder.open(root, options), repository);
	if (mode === "per-repository") return new PerRepository(root, {
		...options,
		signal: void 0
	});
	if (repository === void 0) throw new (require_descriptor ??= require("./descriptor.js")).OciError("INPUT_INVALID", `cannot open the image layout ${root} as one repository: its name is missing; set the option "repository"`);
	return new Single(await require_maintenance.LayoutFolder.open(root, options), repository);
}
const maxOpenRepositories = 500;
var PerRepository = class {
	#root;
	#options;
	#catalog;
	#names = /* @__PURE__ */ new WeakMap();
	#open;
	constructor(root, options, maxOpen = maxOpenRepositories) {
		this.#root = root;
		this.#options = options;
		this.#catalog = new RepositoryCatalog(root, options.now ?? Date.now);
		this.#open = new require_maintenance.I({ max: maxOpen });
	}
	get openRepositories() {
		return this.#open.size;
	}
	async find(repository) {
		return this.#open.has(repository) || await findFolder(this.#root, repository) !== void 0 ? this.create(repository) : void 0;
	}
	async create(repository) {
		const known = this.#open.get(repository);
		if (known !== void 0) return known;
		const onPresent = (digest) => {
			this.#options.shared?.sources.add(digest, repository);
		};
		const opening = existingOrNewFolder(this.#root, repository).then((path) => require_maintenance.LayoutFolder.open(path, {
			...this.#options,
			onPresent
		})).then((folder) => {
			this.#names.set(folder, repository);
			return new require_maintenance.RepositoryView(folder, require_maintenance.tagNames, repository);
		});
		this.#open.set(repository, opening);
		try {
			return await opening;
		} catch (error) {
			this.#open.delete(repository);
			throw error;
		}
	}
	repositories(options) {
		return this.#catalog.names(options);
	}
	async repositoriesWith(digest) {
		return this.#options.shared?.sources.get(digest) ?? [];
	}
	async exists(view) {
		const { path } = view.folder;
		if (await require_maintenance.hasBlobs(path)) return true;
		if (await require_maintenance.isLayout(path)) return view.hasManifests();
		this.#forget(view.folder);
		return false;
	}
	isTagged({ refName }) {
		return refName !== void 0;
	}
	async removeIfEmpty(folder, signal) {
		if (!await folder.removeIfEmpty(signal)) return;
		const parents = this.#forget(folder).split("/").slice(0, -1);
		for (; parents.length > 0; parents.pop()) await (0, (node_fs_promises ??= require("node:fs/promises")).rmdir)(folderOf(this.#root, parents.join("/"))).catch(() => void 0);
	}
	#forget(folder) {
		const repository = this.#names.get(folder) ?? "";
		this.#open.delete(repository);
		return repository;
	}
	async *folders() {
		for await (const repository of this.#catalog.layouts()) {
			const view = await this.find(repository);
			if (view !== void 0) yield view.folder;
		}
	}
};
var Shared = class {
	#folder;
	#default;
	#views = new require_maintenance.I({ max: maxOpenRepositories });
	#names;
	constructor(folder, defaultRepository) {
		this.#folder = folder;
		this.#default = defaultRepository;
	}
	async find(repository) {
		const known = this.#views.get(repository);
		if (known !== void 0) return known;
		const view = new require_maintenance.RepositoryView(this.#folder, require_maintenance.sharedNames(repository, repository === this.#default), repository);
		this.#views.set(repository, view);
		return view;
	}
	create(repository) {
		return this.find(repository);
	}
	async *repositories({ startAfter, signal } = {}) {
		yield* require_maintenance.pageOf(this.#namesIn(await this.#folder.index.read(signal)), { startAfter });
	}
	async repositoriesWith(digest) {
		if (await this.#folder.blobs.size(digest) === void 0) return [];
		return this.#namesIn(await this.#folder.index.read());
	}
	exists(view) {
		return view.hasManifests();
	}
	isTagged({ refName, descriptor }) {
		return refName !== void 0 && !refName.endsWith(`@${descriptor.digest}`);
	}
	async removeIfEmpty() {}
	#namesIn(document) {
		const { version } = document;
		if (this.#names?.document === document && this.#names.version === version) return this.#names.sorted;
		const ofDefault = this.#default === void 0 ? void 0 : require_maintenance.sharedNames(this.#default, true);
		const names = document.entries().flatMap(({ refName }) => {
			const repository = require_maintenance.repositoryOfRefName(refName);
			if (repository !== void 0) return [repository];
			return this.#default !== void 0 && ofDefault?.includes(refName) === true ? [this.#default] : [];
		});
		const sorted = require_maintenance.sortNames(names);
		this.#names = {
			document,
			version,
			sorted
		};
		return sorted;
	}
	async *folders() {
		yield this.#folder;
	}
};
var Single = class {
	#view;
	#repository;
	constructor(folder, repository) {
		this.#view = new require_maintenance.RepositoryView(folder, require_maintenance.tagNames, repository);
		this.#repository = repository;
	}
	async find(repository) {
		return repository === this.#repository ? this.#view : void 0;
	}
	async create(repository) {
		if (repository === this.#repository) return this.#view;
		throw new (require_descriptor ??= require("./descriptor.js")).OciError("NAME_UNKNOWN", `the repository ${repository} does not exist: this registry is one image layout with only the repository ` + this.#repository, { detail: { name: repository } });
	}
	async *repositories({ startAfter } = {}) {
		yield* require_maintenance.pageOf([this.#repository], { startAfter });
	}
	async repositoriesWith(digest) {
		return await this.#view.folder.blobs.size(digest) === void 0 ? [] : [this.#repository];
	}
	async exists() {
		return true;
	}
	isTagged({ refName }) {
		return refName !== void 0;
	}
	async removeIfEmpty() {}
	async *folders() {
		yield this.#view.folder;
	}
};

// src/layout/storage-quota.ts
const freeSpaceTtlMs = 1e3;
const minMeasureIntervalMs = 1e3;
const maxMeasureIntervalMs = 1e4;
const measureIntervalFactor = 20;
var StorageQuota = class {
	#root;
	#options;
	#quota;
	#minFreeBytes;
	#used = 0;
	#writing = 0;
	#concurrentWrites = 0;
	#measuredAt = -Infinity;
	#measureIntervalMs = maxMeasureIntervalMs;
	#measuring;
	#free = {
		bytes: 0,
		at: -Infinity
	};
	#measuringDisk;
	constructor(root, options) {
		this.#root = root;
		this.#options = options;
		this.#quota = options.quota ?? Infinity;
		this.#minFreeBytes = options.minFreeBytes ?? 0;
	}
	get isLimited() {
		return this.#quota !== Infinity || this.#minFreeBytes > 0;
	}
	async write(bytes, work) {
		await this.#reserve(bytes);
		try {
			return await work();
		} catch (error) {
			this.release(bytes);
			this.#concurrentWrites -= bytes;
			throw error;
		} finally {
			this.#writing -= bytes;
		}
	}
	release(bytes) {
		this.#used = Math.max(0, this.#used - bytes);
	}
	async measure() {
		if (this.#quota === Infinity) return;
		this.#measuring ??= this.#measure().finally(() => {
			this.#measuring = void 0;
		});
		await this.#measuring;
	}
	async #measure() {
		this.#concurrentWrites = this.#writing;
		const start = performance.now();
		const measured = Math.ceil(await this.#options.measure());
		this.#used = measured + this.#concurrentWrites;
		this.#measuredAt = this.#options.now();
		const intervalMs = measureIntervalFactor * (performance.now() - start);
		this.#measureIntervalMs = Math.min(Math.max(intervalMs, minMeasureIntervalMs), maxMeasureIntervalMs);
	}
	async #reserve(bytes) {
		await this.#measureDisk();
		const isFull = () => this.#used + bytes > this.#quota;
		if (isFull() && this.#elapsedSince(this.#measuredAt) >= this.#measureIntervalMs) await this.measure();
		this.#checkDisk(bytes);
		if (isFull()) throw new (require_descriptor ??= require("./descriptor.js")).OciError("QUOTA", `cannot store ${bytes} more bytes: the registry has a quota of ${this.#quota} bytes and uses ${this.#used}; delete manifests and run "oci-artifact gc", with --untagged also for the manifests of overwritten tags`, { remedy: "stated" });
		this.#used += bytes;
		this.#writing += bytes;
		this.#concurrentWrites += bytes;
		this.#free.bytes -= bytes;
	}
	async #measureDisk() {
		if (this.#minFreeBytes === 0 || this.#elapsedSince(this.#free.at) < freeSpaceTtlMs) return;
		this.#measuringDisk ??= this.#freeBytes().then((bytes) => {
			this.#free = {
				bytes: bytes - this.#writing,
				at: this.#options.now()
			};
		}).finally(() => {
			this.#measuringDisk = void 0;
		});
		await this.#measuringDisk;
	}
	#checkDisk(bytes) {
		if (this.#minFreeBytes === 0 || this.#free.bytes - bytes >= this.#minFreeBytes) return;
		throw new (require_descriptor ??= require("./descriptor.js")).OciError("QUOTA", `cannot store ${bytes} more bytes: the disk of the registry has ${Math.max(0, this.#free.bytes)} free bytes, and ${this.#minFreeBytes} bytes must stay free`);
	}
	#elapsedSince(at) {
		return Math.abs(this.#options.now() - at);
	}
	async #freeBytes() {
		try {
			const { bavail, bsize } = await (0, (node_fs_promises ??= require("node:fs/promises")).statfs)(this.#root);
			return bavail * bsize;
		} catch {
			return Infinity;
		}
	}
};

// src/layout/registry.ts
var LayoutRegistry = class LayoutRegistry {
	root;
	#layouts;
	#readOnly;
	#shared;
	constructor(root, layouts, shared, readOnly) {
		this.root = root;
		this.#layouts = layouts;
		this.#shared = shared;
		this.#readOnly = readOnly;
	}
	static async open(root, options = {}) {
		const path = await checkedRoot(root);
		if (options.repository !== void 0) (require_reference ??= require("./reference.js")).checkRepositoryName(options.repository);
		const { quota, minFreeBytes, maxDescriptors = require_maintenance.defaultMaxDescriptors, now = Date.now } = options;
		const isLimited = quota !== void 0 || minFreeBytes !== void 0;
		const measure = async () => require_maintenance.diskUsage(layouts.folders());
		const storage = isLimited ? new StorageQuota(path, {
			quota,
			minFreeBytes,
			measure,
			now
		}) : void 0;
		const shared = new require_maintenance.SharedState(storage);
		const folders = {
			...options,
			maxDescriptors,
			shared
		};
		const layouts = await openLayouts(path, folders, options.mode, options.repository);
		await storage?.measure();
		return new LayoutRegistry(path, layouts, shared, options.readOnly ?? false);
	}
	getBlob(repository, digest, options = {}) {
		return this.#openBlob(repository, digest, { signal: options.signal });
	}
	getBlobRange(repository, digest, start, end, options = {}) {
		return this.#openBlob(repository, digest, {
			start,
			end,
			signal: options.signal
		});
	}
	getManifest(repository, digest, options = {}) {
		return this.#read(repository, options, (view) => view.getManifest((require_descriptor ??= require("./descriptor.js")).parseDigest(digest), options));
	}
	getTag(repository, tag, options = {}) {
		return this.#read(repository, options, async (view) => view.openManifest(await view.resolveTag((require_reference ??= require("./reference.js")).checkTag(tag), options), options));
	}
	resolveBlob(repository, digest, options = {}) {
		return this.#read(repository, options, (view) => resolveBlob(view, (require_descriptor ??= require("./descriptor.js")).parseDigest(digest)));
	}
	resolveManifest(repository, digest, options = {}) {
		return this.#read(repository, options, (view) => view.resolveManifest((require_descriptor ??= require("./descriptor.js")).parseDigest(digest), options));
	}
	resolveTag(repository, tag, options = {}) {
		return this.#read(repository, options, (view) => view.resolveTag((require_reference ??= require("./reference.js")).checkTag(tag), options));
	}
	async pushBlob(repository, descriptor, body, options = {}) {
		(require_descriptor ??= require("./descriptor.js")).parseDigest(descriptor.digest);
		await (await this.#create(repository, options)).folder.blobs.put(descriptor, body, options.signal);
		return {
			mediaType: (require_descriptor ??= require("./descriptor.js")).mediaTypeOctetStream,
			digest: descriptor.digest,
			size: descriptor.size
		};
	}
	async pushBlobChunked(repository, options = {}) {
		return (await this.#create(repository, options)).folder.uploads.start(repository, options.chunkSize);
	}
	async pushBlobChunkedResume(repository, id, options = {}) {
		return (await this.#create(repository, options)).folder.uploads.resume(repository, id, options.offset, options.chunkSize);
	}
	async mountBlob(fromRepository, toRepository, digest, options = {}) {
		(require_reference ??= require("./reference.js")).checkRepositoryName(toRepository);
		return this.#read(fromRepository, options, async (from) => {
			const blob = await resolveBlob(from, (require_descriptor ??= require("./descriptor.js")).parseDigest(digest));
			const to = await this.#create(toRepository, options);
			if (to.folder !== from.folder) await to.folder.blobs.linkFrom(from.folder.blobs, digest, blob.size, options.signal);
			return blob;
		});
	}
	async pushManifest(repository, content, mediaType, options = {}) {
		const tags = options.tags ?? [];
		for (const tag of tags) (require_reference ??= require("./reference.js")).checkTag(tag);
		return (await this.#create(repository, options)).push(Uint8Array.from(content), mediaType, options.digest, tags, options);
	}
	deleteBlob(repository, digest, options = {}) {
		return this.#change(repository, options, (view) => view.deleteBlob((require_descriptor ??= require("./descriptor.js")).parseDigest(digest), options));
	}
	deleteManifest(repository, digest, options = {}) {
		return this.#change(repository, options, (view) => view.delete((require_descriptor ??= require("./descriptor.js")).parseDigest(digest), options));
	}
	deleteTag(repository, tag, options = {}) {
		return this.#change(repository, options, (view) => view.untag((require_reference ??= require("./reference.js")).checkTag(tag), options));
	}
	async *tags(repository, options = {}) {
		yield* await this.#read(repository, options, async (view) => {
			const tags = await view.tags(options);
			if (tags.length === 0) await this.#checkExists(view, repository);
			return require_maintenance.pageOf(tags, options);
		});
	}
	async *referrers(repository, digest, options = {}) {
		(require_descriptor ??= require("./descriptor.js")).throwIfAborted(options.signal);
		(require_reference ??= require("./reference.js")).checkRepositoryName(repository);
		(require_descriptor ??= require("./descriptor.js")).parseDigest(digest);
		const referrers = await this.#read(repository, options, (view) => view.referrers(digest, options)).catch((error) => {
			if ((require_descriptor ??= require("./descriptor.js")).isOciError(error, "NAME_UNKNOWN")) return [];
			throw error;
		});
		for (const referrer of referrers) if (options.artifactType === void 0 || referrer.artifactType === options.artifactType) yield referrer;
	}
	async *repositories(options = {}) {
		const { limit = Infinity, startAfter, signal, withBlob } = options;
		(require_descriptor ??= require("./descriptor.js")).throwIfAborted(signal);
		if (withBlob !== void 0) {
			yield* require_maintenance.pageOf(require_maintenance.sortNames(await this.#layouts.repositoriesWith((require_descriptor ??= require("./descriptor.js")).parseDigest(withBlob))), options);
			return;
		}
		if (limit <= 0) return;
		let count = 0;
		for await (const name of this.#layouts.repositories({
			startAfter,
			signal
		})) {
			yield name;
			if (++count >= limit) return;
		}
	}
	async gc(options = {}) {
		this.#checkWritable();
		await this.flush().catch(() => void 0);
		const deleted = [];
		for await (const folder of this.#layouts.folders()) {
			deleted.push(...await require_maintenance.collectGarbage(folder, (entry) => this.#layouts.isTagged(entry), options));
			if (options.dryRun !== true) await this.#layouts.removeIfEmpty(folder, options.signal);
		}
		return deleted;
	}
	flush() {
		return this.#shared.pendingIndexes.flush();
	}
	contents(options) {
		return require_maintenance.contentsOf(this.#layouts.folders(), options);
	}
	async *scrub(options) {
		for await (const folder of this.#layouts.folders()) yield* require_maintenance.scrub(folder, options);
	}
	async pending() {
		const paths = [];
		for await (const folder of this.#layouts.folders()) paths.push(...await folder.pending());
		return paths;
	}
	#openBlob(repository, digest, options) {
		return this.#read(repository, options, async (view) => {
			const reader = await view.folder.blobs.open((require_descriptor ??= require("./descriptor.js")).parseDigest(digest), options);
			if (reader === void 0) throw view.blobUnknown(digest);
			return reader;
		});
	}
	async #read(repository, options, work) {
		const view = await this.#find(repository, options);
		try {
			return await work(view);
		} catch (error) {
			if ((require_descriptor ??= require("./descriptor.js")).isOciError(error, "BLOB_UNKNOWN", "MANIFEST_UNKNOWN", "NOT_FOUND")) await this.#checkExists(view, repository);
			throw error;
		}
	}
	async #change(repository, options, work) {
		(require_descriptor ??= require("./descriptor.js")).throwIfAborted(options.signal);
		(require_reference ??= require("./reference.js")).checkRepositoryName(repository);
		this.#checkWritable();
		await this.#read(repository, options, work);
	}
	async #find(repository, options) {
		(require_descriptor ??= require("./descriptor.js")).throwIfAborted(options.signal);
		const view = await this.#layouts.find((require_reference ??= require("./reference.js")).checkRepositoryName(repository));
		if (view === void 0) throw (require_descriptor ??= require("./descriptor.js")).nameUnknown(repository);
		return view;
	}
	async #create(repository, options) {
		(require_descriptor ??= require("./descriptor.js")).throwIfAborted(options.signal);
		(require_reference ??= require("./reference.js")).checkRepositoryName(repository);
		this.#checkWritable();
		return this.#layouts.create(repository);
	}
	#checkWritable() {
		if (this.#readOnly) throw new (require_descriptor ??= require("./descriptor.js")).OciError("DENIED", `cannot change the image layouts in ${this.root}: they were opened read-only`);
	}
	async #checkExists(view, repository) {
		if (!await this.#layouts.exists(view)) throw (require_descriptor ??= require("./descriptor.js")).nameUnknown(repository);
	}
};
async function resolveBlob(view, digest) {
	const size = await view.folder.blobs.sizeAndTouch(digest);
	if (size === void 0) throw view.blobUnknown(digest);
	return {
		mediaType: (require_descriptor ??= require("./descriptor.js")).mediaTypeOctetStream,
		digest,
		size
	};
}

Object.defineProperty(exports, "LayoutRegistry", {
  enumerable: true,
  get: function () {
    return LayoutRegistry;
  }
});