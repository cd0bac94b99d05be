import { J as compareBytes, a as repositoryOfRefName, c as LayoutFolder, d as readFolders, l as VerifiedBlobs, n as collectGarbage, o as sharedNames, p as pageOf, r as RepositoryView, s as tagNames, t as scrub, u as isLayout } from "./scrub.js";
import { c as isRepositoryName, i as checkTag, r as checkRepositoryName } from "./reference.js";
import { O as parseDigest, x as mediaTypeOctetStream } from "./descriptor.js";
import { t as OciError, u as throwIfAborted } from "./error.js";
import { l as fileSystemError, u as isMissing } from "./lock-file.js";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { lstat, mkdtemp, statfs } from "node:fs/promises";

// src/layout/places.ts
function folderOf(root, repository) {
	return join(root, ...repository.split("/").map((part) => isReserved(part) ? `~${part}` : part));
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
async function repositoriesBelow(root) {
	const found = [];
	const waiting = [{
		path: root,
		name: ""
	}];
	for (let next = waiting.pop(); next !== void 0; next = waiting.pop()) for (const entry of await readFolders(next.path)) {
		const part = entry.startsWith("~") ? entry.slice(1) : entry;
		const name = next.name === "" ? part : `${next.name}/${part}`;
		if (isReserved(part) !== entry.startsWith("~") || !isRepositoryName(name)) continue;
		const path = join(next.path, entry);
		if (await isLayout(path)) found.push(name);
		waiting.push({
			path,
			name
		});
	}
	return found.sort(compareBytes);
}
async function checkedRoot(root) {
	try {
		if (root === void 0) return await mkdtemp(join(tmpdir(), "oci-layout-"));
		const state = await lstat(root);
		const own = process.getuid?.();
		if (state.isSymbolicLink() && own !== void 0 && state.uid !== own) throw new OciError("DENIED", `${root} is a symbolic link of user ${state.uid}, and this process runs as user ${own}; give the folder that is meant`);
		return root;
	} catch (error) {
		if (root !== void 0 && isMissing(error)) return root;
		throw fileSystemError(error, `use ${root ?? tmpdir()} as storage`);
	}
}

// src/layout/layout-strategy.ts
var PerRepository = class {
	#root;
	#options;
	#open = /* @__PURE__ */ new Map();
	constructor(root, options) {
		this.#root = root;
		this.#options = {
			...options,
			known: new VerifiedBlobs()
		};
	}
	async find(repository) {
		const path = folderOf(this.#root, repository);
		return this.#open.has(repository) || await isLayout(path) ? this.make(repository) : void 0;
	}
	async make(repository) {
		const known = this.#open.get(repository);
		if (known !== void 0) return known;
		const opening = LayoutFolder.open(folderOf(this.#root, repository), this.#options).then((folder) => new RepositoryView(folder, tagNames, repository));
		this.#open.set(repository, opening);
		try {
			return await opening;
		} catch (error) {
			this.#open.delete(repository);
			throw error;
		}
	}
	repositories() {
		return repositoriesBelow(this.#root);
	}
	async *folders() {
		for (const repository of await this.repositories()) yield (await this.make(repository)).folder;
	}
};
const maxViews = 1e3;
var Shared = class {
	#folder;
	#default;
	#views = /* @__PURE__ */ new Map();
	constructor(folder, defaultRepository) {
		this.#folder = folder;
		this.#default = defaultRepository;
	}
	async find(repository) {
		const known = this.#views.get(repository);
		if (known !== void 0) return known;
		const view = new RepositoryView(this.#folder, sharedNames(repository, repository === this.#default), repository);
		const [oldest] = this.#views.keys();
		if (this.#views.size >= maxViews && oldest !== void 0) this.#views.delete(oldest);
		this.#views.set(repository, view);
		return view;
	}
	make(repository) {
		return this.find(repository);
	}
	async repositories(signal) {
		const { entries } = await this.#folder.index.read(signal);
		const own = this.#default === void 0 ? void 0 : sharedNames(this.#default, true);
		const names = entries.flatMap((entry) => repositoryOfRefName(entry.refName) ?? (own?.includes(entry.refName) === true ? this.#default ?? [] : []));
		return [...new Set(names)].sort(compareBytes);
	}
	async *folders() {
		yield this.#folder;
	}
};
var Single = class {
	#view;
	#repository;
	constructor(folder, repository) {
		this.#view = new RepositoryView(folder, tagNames, repository);
		this.#repository = repository;
	}
	async find(repository) {
		return repository === this.#repository ? this.#view : void 0;
	}
	async make(repository) {
		if (repository === this.#repository) return this.#view;
		throw new OciError("NAME_UNKNOWN", `this registry is one image layout and has the repository ${this.#repository} alone, not ${repository}`, { detail: { name: repository } });
	}
	async repositories() {
		return [this.#repository];
	}
	async *folders() {
		yield this.#view.folder;
	}
};

// src/layout/storage-quota.ts
const freeIsFreshMs = 1e3;
const measureEveryMs = 1e4;
var StorageQuota = class {
	#root;
	#options;
	#used = 0;
	#measuredAt = -Infinity;
	#measuring;
	#free = {
		bytes: 0,
		at: -Infinity
	};
	constructor(root, options) {
		this.#root = root;
		this.#options = options;
	}
	async take(bytes) {
		await this.#checkDisk(bytes);
		const { quota, now } = this.#options;
		if (this.#used + bytes > quota && now() - this.#measuredAt >= measureEveryMs) await this.measure();
		if (this.#used + bytes > quota) throw new OciError("QUOTA", `the registry may keep ${quota} bytes and holds ${this.#used}; there is no room for ${bytes} more`);
		this.#used += bytes;
		this.#free.bytes -= bytes;
	}
	give(bytes) {
		this.#used -= bytes;
	}
	async measure() {
		if (this.#options.quota === Infinity) return;
		this.#measuring ??= this.#count().finally(() => {
			this.#measuring = void 0;
		});
		await this.#measuring;
	}
	async #count() {
		this.#used = Math.ceil(await this.#options.measure());
		this.#measuredAt = this.#options.now();
	}
	async #checkDisk(bytes) {
		const { minFreeBytes, now } = this.#options;
		if (minFreeBytes === 0) return;
		if (now() - this.#free.at >= freeIsFreshMs) this.#free = {
			bytes: await this.#freeBytes(),
			at: now()
		};
		if (this.#free.bytes - bytes >= minFreeBytes) return;
		throw new OciError("QUOTA", `the disk that the registry stores on has ${Math.max(0, this.#free.bytes)} bytes left, of which ${minFreeBytes} stay free; there is no room for ${bytes} more`);
	}
	async #freeBytes() {
		try {
			const { bavail, bsize } = await statfs(this.#root);
			return bavail * bsize;
		} catch {
			return Infinity;
		}
	}
};

// src/layout/disk-usage.ts
async function* contentsOf(arrangement, options = {}) {
	for await (const folder of arrangement.folders()) for await (const { digest, size } of folder.blobs.list()) {
		throwIfAborted(options.signal);
		yield {
			mediaType: mediaTypeOctetStream,
			digest,
			size
		};
	}
}
async function diskUsage(arrangement) {
	let bytes = 0;
	for await (const folder of arrangement.folders()) {
		for await (const { size, links } of folder.blobs.list()) bytes += size / links;
		for (const path of await folder.pending()) bytes += await sizeOf(path);
	}
	return bytes;
}
async function sizeOf(path) {
	try {
		return (await lstat(path)).size;
	} catch (error) {
		if (isMissing(error)) return 0;
		throw fileSystemError(error, `look at ${path}`);
	}
}

// src/layout/registry.ts
var LayoutRegistry = class LayoutRegistry {
	root;
	#arrangement;
	#readOnly;
	constructor(root, arrangement, readOnly) {
		this.root = root;
		this.#arrangement = arrangement;
		this.#readOnly = readOnly;
	}
	static async open(root, options = {}) {
		const path = await checkedRoot(root);
		if (options.repository !== void 0) checkRepositoryName(options.repository);
		let arrangement;
		const room = roomOf(path, options, async () => arrangement === void 0 ? 0 : diskUsage(arrangement));
		arrangement = await arrange(path, {
			...options,
			room
		});
		await room?.measure();
		return new LayoutRegistry(path, arrangement, options.readOnly ?? false);
	}
	async getBlob(repository, digest, options = {}) {
		return this.#openBlob(repository, digest, { signal: options.signal });
	}
	async getBlobRange(repository, digest, start, end, options = {}) {
		return this.#openBlob(repository, digest, {
			start,
			end,
			signal: options.signal
		});
	}
	async getManifest(repository, digest, options = {}) {
		const view = await this.#find(repository, options);
		return this.#known(view, repository, view.getManifest(parseDigest(digest), options), options);
	}
	async getTag(repository, tag, options = {}) {
		const view = await this.#find(repository, options);
		return view.openManifest(await this.#known(view, repository, view.resolveTag(checkTag(tag), options), options), options);
	}
	async resolveBlob(repository, digest, options = {}) {
		const view = await this.#find(repository, options);
		return this.#known(view, repository, blobOf(view, parseDigest(digest)), options);
	}
	async resolveManifest(repository, digest, options = {}) {
		const view = await this.#find(repository, options);
		return this.#known(view, repository, view.resolveManifest(parseDigest(digest), options), options);
	}
	async resolveTag(repository, tag, options = {}) {
		const view = await this.#find(repository, options);
		return this.#known(view, repository, view.resolveTag(checkTag(tag), options), options);
	}
	async pushBlob(repository, descriptor, body, options = {}) {
		parseDigest(descriptor.digest);
		await (await this.#make(repository, options)).folder.blobs.put(descriptor, body, options.signal);
		return {
			mediaType: mediaTypeOctetStream,
			digest: descriptor.digest,
			size: descriptor.size
		};
	}
	async pushBlobChunked(repository, options = {}) {
		return (await this.#make(repository, options)).folder.uploads.begin(repository, options.chunkSize);
	}
	async pushBlobChunkedResume(repository, id, options = {}) {
		return (await this.#make(repository, options)).folder.uploads.resume(repository, id, options.offset, options.chunkSize);
	}
	async mountBlob(fromRepository, toRepository, digest, options = {}) {
		checkRepositoryName(toRepository);
		const from = await this.#find(fromRepository, options);
		const blob = await this.#known(from, fromRepository, blobOf(from, parseDigest(digest)), options);
		const to = await this.#make(toRepository, options);
		if (to.folder !== from.folder) await to.folder.blobs.linkFrom(from.folder.blobs, digest, blob.size, options.signal);
		return blob;
	}
	async pushManifest(repository, content, mediaType, options = {}) {
		const tags = options.tags ?? [];
		for (const tag of tags) checkTag(tag);
		return (await this.#make(repository, options)).push(Uint8Array.from(content), mediaType, options.digest, tags, options);
	}
	async deleteBlob(repository, digest, options = {}) {
		const view = await this.#find(repository, options, true);
		await this.#known(view, repository, view.deleteBlob(parseDigest(digest), options), options);
	}
	async deleteManifest(repository, digest, options = {}) {
		const view = await this.#find(repository, options, true);
		await this.#known(view, repository, view.delete(parseDigest(digest), options), options);
	}
	async deleteTag(repository, tag, options = {}) {
		const view = await this.#find(repository, options, true);
		await this.#known(view, repository, view.untag(checkTag(tag), options), options);
	}
	async *tags(repository, options = {}) {
		const view = await this.#find(repository, options);
		const tags = await view.tags(options);
		if (tags.length === 0) await this.#checkExists(view, repository, options);
		yield* pageOf(tags, options);
	}
	async *referrers(repository, digest, options = {}) {
		throwIfAborted(options.signal);
		const view = await this.#arrangement.find(checkRepositoryName(repository));
		if (view === void 0) return;
		for await (const referrer of view.referrers(parseDigest(digest), options)) if (options.artifactType === void 0 || referrer.artifactType === options.artifactType) yield referrer;
	}
	async *repositories(options = {}) {
		throwIfAborted(options.signal);
		yield* pageOf(await this.#arrangement.repositories(options.signal), options);
	}
	async gc(options = {}) {
		this.#checkWritable();
		const deleted = [];
		for await (const folder of this.#arrangement.folders()) deleted.push(...await collectGarbage(folder, options));
		return deleted;
	}
	contents(options) {
		return contentsOf(this.#arrangement, options);
	}
	async *scrub(options) {
		for await (const folder of this.#arrangement.folders()) yield* scrub(folder, options);
	}
	async pending() {
		const found = [];
		for await (const folder of this.#arrangement.folders()) found.push(...await folder.pending());
		return found;
	}
	async #openBlob(repository, digest, options) {
		const view = await this.#find(repository, options);
		const reader = await view.folder.blobs.open(parseDigest(digest), options);
		if (reader !== void 0) return reader;
		await this.#checkExists(view, repository, options);
		throw view.blobUnknown(digest);
	}
	async #find(repository, options, toWrite = false) {
		throwIfAborted(options.signal);
		checkRepositoryName(repository);
		if (toWrite) this.#checkWritable();
		const view = await this.#arrangement.find(repository);
		if (view === void 0) throw nameUnknown(repository);
		return view;
	}
	async #make(repository, options) {
		throwIfAborted(options.signal);
		checkRepositoryName(repository);
		this.#checkWritable();
		return this.#arrangement.make(repository);
	}
	#checkWritable() {
		if (this.#readOnly) throw new OciError("DENIED", `the image layouts in ${this.root} were opened for reading only`);
	}
	async #known(view, repository, asked, options) {
		try {
			return await asked;
		} catch (error) {
			if (error instanceof OciError && (error.code === "BLOB_UNKNOWN" || error.code === "MANIFEST_UNKNOWN")) await this.#checkExists(view, repository, options);
			throw error;
		}
	}
	async #checkExists(view, repository, options) {
		if (this.#arrangement instanceof Shared && !await view.hasManifests(options)) throw nameUnknown(repository);
	}
};
function roomOf(root, { quota, minFreeBytes, now }, measure) {
	if (quota === void 0 && minFreeBytes === void 0) return void 0;
	return new StorageQuota(root, {
		quota: quota ?? Infinity,
		minFreeBytes: minFreeBytes ?? 0,
		measure,
		now: now ?? Date.now
	});
}
async function arrange(root, options) {
	switch (options.mode) {
		case "shared": return new Shared(await LayoutFolder.open(root, options), options.repository);
		case "single":
			if (options.repository === void 0) throw new OciError("INPUT_INVALID", `the image layout ${root} is to be one repository, whose name is missing: give it as "repository"`);
			return new Single(await LayoutFolder.open(root, options), options.repository);
		case "per-repository":
		case void 0: return new PerRepository(root, {
			...options,
			signal: void 0
		});
	}
}
async function blobOf(view, digest) {
	const size = await view.folder.blobs.sizeToUse(digest);
	if (size === void 0) throw view.blobUnknown(digest);
	return {
		mediaType: mediaTypeOctetStream,
		digest,
		size
	};
}
function nameUnknown(repository) {
	return new OciError("NAME_UNKNOWN", `there is no repository ${repository}`, { detail: { name: repository } });
}

export { LayoutRegistry as t };