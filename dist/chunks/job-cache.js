let require_rolldown_runtime;
let require_connect;
let require_remove_tree;
let require_spec;
let require_transfer;
let require_fetch;
const require_options = require("./options.js");
let require_formats;
let require_transport;
let require_records;
let require_unpack;
let require_stage;
let require_usingCtx;
let require_compress;
let require_build;
const require_run = require("./run.js");
let require_links;
let node_timers_promises;
let node_os;
let node_path;
let node_zlib;
let node_crypto;
let node_fs;
let node_fs_promises;

// src/transfer/layer-uploads.ts
var LayerUploads = class {
	#destination;
	#semaphore;
	#stop = new AbortController();
	#signal;
	#uploads = /* @__PURE__ */ new Map();
	constructor(destination, { concurrency, signal }) {
		this.#destination = destination;
		this.#semaphore = new (require_spec ??= require("./spec.js")).Semaphore(concurrency);
		this.#signal = (require_spec ??= require("./spec.js")).anySignal(this.#stop.signal, signal);
	}
	add(layer, store) {
		if (this.#uploads.has(layer.digest)) return;
		const upload = this.#semaphore.run(() => this.#send((require_spec ??= require("./spec.js")).plainDescriptor(layer), store));
		this.#uploads.set(layer.digest, upload);
	}
	async hasUploaded({ digest }) {
		return await this.#uploads.get(digest) ?? false;
	}
	async [Symbol.asyncDispose]() {
		this.#stop.abort(/* @__PURE__ */ new Error("the uploads of the layers are no longer needed"));
		await Promise.all(this.#uploads.values());
	}
	async #send(layer, store) {
		const options = { signal: this.#signal };
		try {
			const body = (require_spec ??= require("./spec.js")).readerBody(() => store.fetch(layer, options));
			return await (require_spec ??= require("./spec.js")).pushUnlessExists(this.#destination, layer, body, options) === "pushed";
		} catch {
			return false;
		}
	}
};

// src/operations/cache/format.ts
const mediaTypeCache = "application/vnd.oci-artifact.cache.v1";
const mediaTypeCacheConfig = "application/vnd.oci-artifact.cache.config.v1+json";
const mediaTypeCacheTimes = "application/vnd.oci-artifact.cache.times.v1+gzip";
const annotationCacheKey = "io.oci-artifact.cache.key";
const annotationCacheRoot = "io.oci-artifact.cache.root";
const maxTimesBytes = 268435456;
function encodeRoots(roots) {
	return Buffer.from(JSON.stringify({
		version: 1,
		roots: roots.map(({ pattern, name }) => ({
			pattern,
			name
		}))
	}));
}
function decodeRoots(bytes) {
	const config = parse$1(bytes);
	const roots = (require_spec ??= require("./spec.js")).isRecord(config) && config["version"] === 1 ? config["roots"] : void 0;
	if (!Array.isArray(roots) || !roots.every(isRoot)) throw invalid("its config has another format");
	return roots;
}
function encodeTimes(times) {
	return (0, (node_zlib ??= require("node:zlib")).gzipSync)(JSON.stringify(times.map((each) => [[...each.keys()], [...each.values()]])));
}
function decodeTimes(bytes) {
	let list;
	try {
		list = parse$1((0, (node_zlib ??= require("node:zlib")).gunzipSync)(bytes, { maxOutputLength: maxTimesBytes }));
	} catch {
		throw invalid("its list of times cannot be read");
	}
	if (!Array.isArray(list)) throw invalid("its list of times has another format");
	return list.map((each) => {
		const [names, values] = Array.isArray(each) ? each : [];
		if (!Array.isArray(names) || !Array.isArray(values)) throw invalid("its list of times has another format");
		const times = /* @__PURE__ */ new Map();
		for (const [index, name] of names.entries()) {
			const time = values[index];
			if (typeof name === "string" && typeof time === "number") times.set(require_options.fromLatin1(name), time);
		}
		return times;
	});
}
function isRoot(value) {
	return (require_spec ??= require("./spec.js")).isRecord(value) && typeof value["name"] === "string" && Number.isSafeInteger(value["pattern"]) && Number(value["pattern"]) >= 0;
}
function parse$1(bytes) {
	try {
		return JSON.parse(Buffer.from(bytes).toString("utf8"));
	} catch {
		throw invalid("it has invalid JSON");
	}
}
function invalid(reason) {
	return new (require_spec ??= require("./spec.js")).OciError("MANIFEST_INVALID", `the cache entry cannot be restored: ${reason}`);
}

// src/operations/cache/keys.ts
const formatVersion = 1;
const versionLength = 10;
const timeLength = 9;
const hashLength = 8;
const maxNameLength = 98;
function cacheVersion({ paths, system }) {
	return hashOf([
		formatVersion,
		paths,
		system ?? ""
	]).slice(0, versionLength);
}
function entryTag(version, key) {
	return `${version}.k.${hashOf([version, key])}`;
}
function listTag(version, key, created) {
	const time = created.getTime().toString(36).padStart(timeLength, "0");
	return `${version}.${escapeKey(key).slice(0, maxNameLength)}.${time}.${hashOf([version, key]).slice(0, hashLength)}`;
}
function matchListTag(tag, version, prefix) {
	const name = tag.slice(11, -19);
	const [, time] = listTagEnd.exec(tag) ?? [];
	if (time === void 0 || !tag.startsWith(`${version}.`) || name === "") return void 0;
	const wanted = escapeKey(prefix);
	if (!name.startsWith(wanted.slice(0, maxNameLength))) return void 0;
	return {
		tag,
		created: Number.parseInt(time, 36),
		isUncertain: wanted.length > maxNameLength
	};
}
const listTagEnd = new RegExp(`\\.([0-9a-z]{${timeLength}})\\.[0-9a-f]{${hashLength}}$`);
function escapeKey(key) {
	return Array.from(Buffer.from(key), (byte) => {
		const character = String.fromCharCode(byte);
		return /[A-Za-z0-9.-]/.test(character) ? character : `_${byte.toString(16).padStart(2, "0")}`;
	}).join("");
}
function hashOf(value) {
	return (0, (node_crypto ??= require("node:crypto")).createHash)("sha256").update(JSON.stringify(value)).digest("hex");
}

// src/operations/cache/find.ts
const maxListedTags = 5e4;
const maxReadEntries = 10;
async function findEntry(repository, version, key, prefixes, options) {
	const { signal } = options;
	const exact = await readEntry(repository, entryTag(version, key), signal);
	if (exact?.key === key) return exact;
	const tags = await listTags(repository, version, options);
	for (const prefix of [key, ...prefixes]) {
		const found = await newestEntry(repository, tags.flatMap((tag) => matchListTag(tag, version, prefix) ?? []).sort((a, b) => b.created - a.created), prefix, options);
		if (found !== void 0) return found;
	}
}
async function readEntry(repository, tag, signal) {
	try {
		let bytes;
		const onManifest = (_, content) => {
			bytes = content;
		};
		const descriptor = await repository.resolve(tag, {
			signal,
			onManifest
		});
		const manifest = bytes === void 0 ? await (require_fetch ??= require("./fetch.js")).readManifest(repository, descriptor, { signal }) : (require_spec ??= require("./spec.js")).parseManifest(bytes, descriptor.mediaType);
		const key = manifest.annotations?.[annotationCacheKey];
		if (manifest.kind !== "manifest" || manifest.artifactType !== "application/vnd.oci-artifact.cache.v1" || key === void 0) return void 0;
		return {
			key,
			descriptor,
			manifest
		};
	} catch (error) {
		if ((require_spec ??= require("./spec.js")).isNotFound(error)) return void 0;
		throw error;
	}
}
async function newestEntry(repository, matching, prefix, { signal, onWarning }) {
	for (const { tag } of matching.slice(0, maxReadEntries)) {
		const entry = await readEntry(repository, tag, signal);
		if (entry?.key.startsWith(prefix) === true) return entry;
	}
	if (matching.length > maxReadEntries) onWarning?.(`only the ${maxReadEntries} newest entries were compared with the prefix of the key`);
}
async function listTags(repository, version, { signal, onWarning }) {
	const tags = [];
	let count = 0;
	try {
		for await (const tag of repository.tags({ signal })) {
			if (tag.startsWith(`${version}.`)) tags.push(tag);
			if (++count < maxListedTags) continue;
			onWarning?.(`the repository has more than ${maxListedTags} tags; remove old entries, or use another repository`);
			break;
		}
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
	}
	return tags;
}

// src/operations/cache/paths.ts
var CachePaths = class CachePaths {
	lines;
	#patterns;
	#exclusions;
	constructor(lines, patterns, exclusions) {
		this.lines = lines;
		this.#patterns = patterns;
		this.#exclusions = exclusions;
	}
	static parse(given, context) {
		const lines = given.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
		const label = context.label?.("path") ?? "path";
		const parse = (text) => parsePattern(text, context, label);
		const patterns = lines.filter((line) => !line.startsWith("!")).map(parse);
		if (patterns.length === 0) throw (require_spec ??= require("./spec.js")).inputError(label, void 0, "it names no path; write one path or pattern per line, for example ~/.npm");
		return new CachePaths(lines, patterns, lines.flatMap((line) => line.startsWith("!") ? [parse(line.slice(1))] : []));
	}
	async find(signal) {
		const found = [];
		for (const [index, pattern] of this.#patterns.entries()) for await (const name of this.#namesOf(pattern, signal)) found.push(this.#place({
			pattern: index,
			name
		}, pattern));
		const paths = found.map(({ directory, entry }) => (0, (node_path ??= require("node:path")).join)(directory, entry));
		return found.filter((_, index) => {
			const path = paths[index] ?? "";
			return !paths.some((other, at) => (require_formats ??= require("./formats.js")).isWithin(other, path) && (other !== path || at < index));
		});
	}
	place(roots) {
		const placed = roots.map((root) => {
			const pattern = this.#patterns[root.pattern];
			const name = require_options.byteStringOf(root.name);
			if (!(pattern !== void 0 && (require_formats ??= require("./formats.js")).unsafePathReason(root.name) === void 0 && root.name.split("/").every((segment) => segment !== "" && segment !== ".") && (pattern.hasWildcards ? pattern.matches(name, false) || pattern.matches(name, true) : root.name === pattern.rest))) throw refusedRoot(root.name, "the input \"path\" does not name it");
			return this.#place(root, pattern);
		});
		const paths = placed.map(({ directory, entry }) => (0, (node_path ??= require("node:path")).join)(directory, entry));
		for (const [index, path] of paths.entries()) if (paths.some((other, at) => at !== index && (require_formats ??= require("./formats.js")).isWithin(other, path))) throw refusedRoot(placed[index]?.name ?? "", "it is inside another path of the entry");
		return placed;
	}
	exclusionsIn(directory) {
		if (this.#exclusions.length === 0) return void 0;
		return (name, isDirectory) => this.#isExcluded((0, (node_path ??= require("node:path")).join)(directory, require_options.textOf(name)), isDirectory);
	}
	#isExcluded(path, isDirectory) {
		return this.#exclusions.some(({ base, matches }) => {
			const inner = (0, (node_path ??= require("node:path")).relative)(base, path).split((node_path ??= require("node:path")).sep).join("/");
			if (inner === "" || inner.startsWith("../") || inner === ".." || (0, (node_path ??= require("node:path")).isAbsolute)(inner)) return false;
			return matches(require_options.byteStringOf(inner), isDirectory);
		});
	}
	#place(root, { base }) {
		const path = (0, (node_path ??= require("node:path")).join)(base, root.name);
		return {
			...root,
			directory: (0, (node_path ??= require("node:path")).dirname)(path),
			entry: (0, (node_path ??= require("node:path")).basename)(path)
		};
	}
	async *#namesOf(pattern, signal) {
		const { base, rest, hasWildcards } = pattern;
		if (!hasWildcards) {
			const kind = await (require_transport ??= require("./transport.js")).kindOf((0, (node_path ??= require("node:path")).join)(base, rest));
			if (kind !== "absent" && !this.#isExcluded((0, (node_path ??= require("node:path")).join)(base, rest), kind === "directory")) yield rest;
			return;
		}
		if (await (require_transport ??= require("./transport.js")).kindOf(base) === "directory") yield* this.#namesBelow(pattern, require_options.byteStringOf(""), signal);
	}
	async *#namesBelow(pattern, directory, signal) {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		for (const { name, isDirectory } of (require_records ??= require("./records.js")).readEntries(require_options.joinName(require_options.byteStringOf(pattern.base), directory))) {
			const inner = require_options.joinName(directory, name);
			if (!require_options.isUtf8Name(inner) || this.#isExcluded((0, (node_path ??= require("node:path")).join)(pattern.base, require_options.textOf(inner)), isDirectory)) continue;
			if (pattern.matches(inner, isDirectory)) yield require_options.textOf(inner);
			else if (isDirectory) yield* this.#namesBelow(pattern, inner, signal);
		}
	}
};
const wildcard = /[*?[]/;
function parsePattern(text, { workspace, home }, label) {
	const given = text.trim();
	if (given === "") throw (require_spec ??= require("./spec.js")).inputError(label, text, "is not a path; write a path or a pattern after the \"!\"");
	if ((require_spec ??= require("./spec.js")).printable(given, given.length) !== given) throw (require_spec ??= require("./spec.js")).inputError(label, given, "has invisible characters; write one path or pattern per line");
	const local = given.replace(/^~(?=$|[\\/])/, home);
	const segments = (0, (node_path ??= require("node:path")).resolve)(workspace, local).split((node_path ??= require("node:path")).sep).join("/").split("/");
	const at = segments.findIndex((segment) => wildcard.test(segment));
	const hasWildcards = at >= 0;
	const end = hasWildcards ? at : segments.length - 1;
	const rest = segments.slice(end).join("/");
	if (rest === "") throw (require_spec ??= require("./spec.js")).inputError(label, given, "is the root of a file system; write the path of a directory in it");
	const base = segments.slice(0, end).join("/") || "/";
	try {
		const matches = require_options.patternMatcher([`/${hasWildcards ? rest : escaped(rest)}`]);
		return {
			base: (0, (node_path ??= require("node:path")).resolve)(base.endsWith(":") ? `${base}/` : base),
			rest,
			hasWildcards,
			matches
		};
	} catch {
		throw (require_spec ??= require("./spec.js")).inputError(label, given, "is not a valid pattern; write [!] as a closed class, or escape it");
	}
}
function escaped(name) {
	return name.replaceAll(/[\\ ]/g, String.raw`\$&`);
}
function refusedRoot(name, reason) {
	return new (require_spec ??= require("./spec.js")).OciError("MANIFEST_INVALID", `the cache entry contains the path "${(require_spec ??= require("./spec.js")).printable(name, 300)}", which is not restored: ${reason}`);
}

// src/operations/cache/restore.ts
const concurrentDirectories = 3;
const maxConfigBytes = 4194304;
const maxTimesLayerBytes = 67108864;
async function restoreEntry(repository, { manifest }, paths, options) {
	try {
		var _usingCtx$3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { signal } = options;
		const roots = paths.place(decodeRoots(await (require_fetch ??= require("./fetch.js")).fetchMetadata(repository, manifest.config, maxConfigBytes, { signal })));
		const timesLayer = manifest.layers.find(({ mediaType }) => mediaType === mediaTypeCacheTimes);
		const times = timesLayer === void 0 ? [] : decodeTimes(await (require_fetch ??= require("./fetch.js")).fetchMetadata(repository, timesLayer, maxTimesLayerBytes, { signal }));
		const layers = manifest.layers.filter((layer) => layer !== timesLayer);
		const places = placesOf(roots, layers, times);
		const progress = totalProgress(options.onProgress, layers);
		const restored = /* @__PURE__ */ new Map();
		const undo = [];
		const threads = _usingCtx$3.a(new (require_unpack ??= require("./unpack.js")).UnpackThreads());
		await threads.prepare(layers.reduce((sum, { size }) => sum + size, 0));
		try {
			const ready = [];
			await (require_spec ??= require("./spec.js")).forEachConcurrent(places, concurrentDirectories, async (place, inner) => {
				const staging = await (require_stage ??= require("./stage.js")).stage(place.directory);
				undo.push(staging);
				options.onStaging?.(staging.workspace);
				const sinceNs = await fileSystemTime(staging.workspace);
				const states = /* @__PURE__ */ new Map();
				const download = new (require_stage ??= require("./stage.js")).LayerDownloads(repository, staging, {
					concurrency: Math.max(1, Math.ceil(options.concurrency / Math.min(places.length, concurrentDirectories))),
					preservePermissions: true,
					symlinks: "any",
					times: place.times,
					state: true,
					layouts: /* @__PURE__ */ new Map(),
					budget: await (require_unpack ??= require("./unpack.js")).UnpackBudget.forDirectory(staging.workspace),
					threads,
					onProgress: progress(),
					onUnpacked: ({ layer }, { state }) => {
						if (state !== void 0) states.set(state, layer);
					},
					signal: inner
				});
				await download.add(place.placements);
				for (const placement of download.placements) await (require_stage ??= require("./stage.js")).moveLayer(placement, staging);
				checkNames(place, staging.directory);
				ready.push(async () => {
					await staging.commit();
					const untilNs = await fileSystemTime(staging.workspace);
					for (const [state, layer] of states) restored.set(state, {
						layer,
						sinceNs,
						untilNs
					});
				});
			}, signal);
			(require_spec ??= require("./spec.js")).throwIfAborted(signal);
			for (const commit of ready) await commit();
			await (0, (node_timers_promises ??= require("node:timers/promises")).setTimeout)(20);
		} finally {
			for (const staging of undo) await staging[Symbol.asyncDispose]();
		}
		return restored;
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}
function placesOf(roots, layers, times) {
	const byDirectory = Map.groupBy(roots.entries(), ([, { directory }]) => directory);
	const indexed = layers.map((layer, index) => ({
		index,
		layer,
		root: rootOf(layer, roots)
	}));
	return [...byDirectory].map(([directory, own]) => {
		const indexes = new Set(own.map(([index]) => index));
		const placements = indexed.filter(({ root }) => indexes.has(root)).map(({ index, layer }) => ({
			index,
			layer,
			segments: [],
			unpack: true
		}));
		return {
			directory,
			roots: own.map(([, root]) => root),
			placements,
			times: new Map(own.flatMap(([index]) => [...times[index] ?? []]))
		};
	});
}
function rootOf(layer, roots) {
	const text = layer.annotations?.["io.oci-artifact.cache.root"] ?? "";
	const root = /^\d{1,9}$/.test(text) ? Number(text) : -1;
	if (roots[root] !== void 0) return root;
	throw new (require_spec ??= require("./spec.js")).OciError("MANIFEST_INVALID", `the layer ${layer.digest} of the cache entry belongs to no path`);
}
function checkNames({ roots }, staged) {
	const allowed = new Set(roots.map(({ entry }) => require_options.byteStringOf(entry)));
	for (const name of (require_records ??= require("./records.js")).readNames(require_options.byteStringOf(staged))) {
		if (allowed.has(name)) continue;
		throw new (require_spec ??= require("./spec.js")).OciError("MANIFEST_INVALID", `the cache entry contains "${(require_spec ??= require("./spec.js")).printable(require_options.textOf(name), 300)}", which is not one of its paths; nothing was restored`);
	}
}
async function fileSystemTime(directory) {
	const path = (0, (node_path ??= require("node:path")).join)(directory, "time");
	try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).writeFile)(path, "");
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).lstat)(path, { bigint: true })).ctimeNs;
	} catch (error) {
		throw require_options.fileSystemError(error, `write ${path}`);
	}
}
function totalProgress(onProgress, layers) {
	const total = layers.reduce((sum, { size }) => sum + size, 0);
	let all = 0;
	return () => {
		let before = 0;
		return (done) => {
			all += done - before;
			before = done;
			onProgress?.(all, total);
		};
	};
}

// src/operations/cache/restored-layers.ts
async function loadRestoredLayers(directory, name) {
	try {
		const value = JSON.parse(await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(pathOf(directory, name), "utf8"));
		if (!(require_spec ??= require("./spec.js")).isRecord(value)) return /* @__PURE__ */ new Map();
		return new Map(Object.entries(value).map(([state, restored]) => [state, parse(restored)]));
	} catch {
		return /* @__PURE__ */ new Map();
	}
}
async function saveRestoredLayers(directory, name, layers) {
	const path = pathOf(directory, name);
	await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(directory, { recursive: true });
	const all = [...await loadRestoredLayers(directory, name), ...layers].map(([state, { layer, sinceNs, untilNs }]) => [state, {
		layer,
		since: String(sinceNs),
		until: String(untilNs)
	}]);
	await (require_transport ??= require("./transport.js")).writeFileAtomic(path, JSON.stringify(Object.fromEntries(all)));
}
function parse(value) {
	const { layer, since, until } = (require_spec ??= require("./spec.js")).isRecord(value) ? value : {};
	return {
		layer: (require_spec ??= require("./spec.js")).parseDescriptor(layer, "a restored layer"),
		sinceNs: BigInt(String(since)),
		untilNs: BigInt(String(until))
	};
}
function pathOf(directory, name) {
	return (0, (node_path ??= require("node:path")).join)(directory, `${name}.json`);
}

// src/operations/cache/tree.ts
const minLayerSize = 2 * 1024 ** 2;
const usualLayers = 32;
const maxLayersOfEntry = 200;
function walkOptions(root, exclusions) {
	const entry = require_options.byteStringOf(root.entry);
	return {
		sourceDir: root.directory,
		allowOutsideLinks: true,
		includeGit: true,
		ignore: (name, isDirectory) => {
			return !(name === entry || name.startsWith(`${entry}/`)) || exclusions?.(name, isDirectory) === true;
		}
	};
}
var CacheTree = class CacheTree {
	times;
	size;
	files;
	#entries;
	#top;
	constructor(entries, top, times) {
		this.#entries = entries;
		this.#top = top;
		this.times = times;
		this.size = top.size;
		this.files = times.size;
	}
	static async read(options) {
		const top = {
			name: require_options.byteStringOf("."),
			size: 0,
			children: []
		};
		const open = [top];
		const entries = [];
		const times = /* @__PURE__ */ new Map();
		const report = new (require_records ??= require("./records.js")).WalkReport(options.sourceDir);
		const add = (entry) => {
			const { name, kind, size, mtimeNs } = entry;
			if (name === ".") return;
			entries.push(entry);
			while (open.length > 1 && !name.startsWith(`${open.at(-1)?.name ?? ""}/`)) open.pop();
			const parent = open.at(-1) ?? top;
			if (kind === "directory") {
				const directory = {
					name,
					size: 0,
					children: []
				};
				parent.children.push({
					name,
					size: () => directory.size,
					directory
				});
				open.push(directory);
				return;
			}
			parent.children.push({
				name,
				size: () => size
			});
			for (const ancestor of open) ancestor.size += size;
			if (kind === "file" && mtimeNs !== void 0) times.set(name, Number(mtimeNs / 1000n) / 1e3);
		};
		for await (const group of (require_records ??= require("./records.js")).walkInGroups({
			...options,
			report
		})) for (const entry of group) add(entry);
		return new CacheTree(entries, top, times);
	}
	countParts(layerSize) {
		return this.#groups(layerSize).length;
	}
	parts(root, layerSize) {
		const groups = this.#groups(layerSize);
		const parts = groups.map(() => []);
		const owners = /* @__PURE__ */ new Map();
		for (const [index, group] of groups.entries()) for (const child of group.children) owners.set(child, index);
		const ownerOf = /* @__PURE__ */ new Map();
		for (const entry of this.#entries) {
			const { name, kind } = entry;
			const owner = owners.get(name) ?? ownerOf.get(require_options.parentName(name));
			if (kind === "directory") ownerOf.set(name, owner);
			if (owner === void 0) {
				for (const [index, group] of groups.entries()) if (require_options.isInside(group.directory, name)) parts[index]?.push(entry);
			} else parts[owner]?.push(entry);
		}
		return parts.map((entries) => ({
			root,
			entries,
			state: stateOf(entries)
		}));
	}
	#groups(layerSize) {
		const groups = [];
		addGroups(this.#top, layerSize, groups);
		return groups;
	}
};
function layerSizeFor(trees) {
	const total = trees.reduce((sum, { size }) => sum + size, 0);
	let size = minLayerSize;
	while (size * usualLayers < total) size *= 2;
	const count = () => trees.reduce((sum, tree) => sum + tree.countParts(size), 0);
	while (count() > maxLayersOfEntry + trees.length) size *= 2;
	return size;
}
function stateOf(entries) {
	const state = new (require_unpack ??= require("./unpack.js")).TreeState();
	for (const { name, kind, mode, size, mtimeNs = 0n, ino } of entries) if (kind === "directory") state.addDirectory(name, mode);
	else if (kind === "file") state.addFile(name, {
		size: BigInt(size),
		mtimeNs,
		ino
	});
	else state.addOther(name, {
		size: 0n,
		mtimeNs,
		ino
	});
	return state.digest();
}
function addGroups(directory, layerSize, groups) {
	const isLarge = ({ size }) => size() > layerSize;
	const large = directory.children.filter(isLarge);
	const small = directory.children.filter((child) => !isLarge(child));
	const smallSize = small.reduce((sum, child) => sum + child.size(), 0);
	let count = 1;
	while (count * layerSize < smallSize) count *= 2;
	const buckets = Array.from({ length: count }, () => []);
	for (const { name } of small) buckets[bucketOf(name, count)]?.push(name);
	for (const children of buckets) if (children.length > 0) groups.push({
		directory: directory.name,
		children
	});
	for (const { name, directory: inner } of large) if (inner === void 0) groups.push({
		directory: directory.name,
		children: [name]
	});
	else addGroups(inner, layerSize, groups);
}
function bucketOf(name, count) {
	if (count === 1) return 0;
	return (0, (node_crypto ??= require("node:crypto")).createHash)("sha256").update(name, "latin1").digest().readUInt32BE() & count - 1;
}

// src/operations/cache/save.ts
const compression = "zstd";
const level = 2;
const maxRoots = 300;
async function digestOfEntry(repository, { version, key, signal }) {
	try {
		return (await repository.resolve(entryTag(version, key), { signal })).digest;
	} catch (error) {
		if ((require_spec ??= require("./spec.js")).isNotFound(error)) return void 0;
		throw error;
	}
}
async function saveEntry(repository, paths, options) {
	const { signal } = options;
	const nothing = {
		isNew: false,
		files: 0,
		layers: 0,
		unchangedLayers: 0,
		sentBytes: 0
	};
	const existing = await digestOfEntry(repository, options);
	if (existing !== void 0) return {
		...nothing,
		digest: existing
	};
	const planned = await planEntry(paths, options);
	const { files, reused } = planned;
	try {
		const { manifest, rootBytes, ...pushed } = await push(repository, planned, options);
		const digest = await writeEntryTags(repository, manifest, rootBytes, options);
		return digest === manifest.digest ? {
			digest,
			isNew: true,
			files,
			...pushed
		} : {
			...nothing,
			digest,
			files
		};
	} catch (error) {
		if (reused.size === 0 || !(require_spec ??= require("./spec.js")).isOciError(error, "BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN", "MANIFEST_INVALID")) throw error;
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		return await saveEntry(repository, paths, {
			...options,
			restored: /* @__PURE__ */ new Map(),
			storePath: `${options.storePath}-2`
		});
	}
}
async function planEntry(paths, options) {
	const { key, created, restored, signal } = options;
	const roots = await paths.find(signal);
	checkRoots(roots);
	const walks = roots.map((root) => ({
		...walkOptions(root, paths.exclusionsIn(root.directory)),
		skip: [(0, (node_path ??= require("node:path")).dirname)(options.storePath)],
		signal
	}));
	const trees = [];
	for (const walk of walks) trees.push(await CacheTree.read(walk));
	const size = layerSizeFor(trees);
	const reused = /* @__PURE__ */ new Set();
	const layerOf = (part) => {
		const { root, entries } = part;
		const own = { [annotationCacheRoot]: String(root) };
		const existing = unchangedLayer(part, restored);
		if (existing !== void 0) {
			reused.add(existing.digest);
			return {
				kind: "descriptor",
				descriptor: {
					...existing,
					annotations: {
						...existing.annotations,
						...own
					}
				}
			};
		}
		return {
			kind: "directory",
			pack: {
				...walks[root],
				sourceDir: roots[root]?.directory ?? "",
				entries,
				compression,
				compressionLevel: level
			},
			annotations: {
				...own,
				[(require_spec ??= require("./spec.js")).annotationEncoder]: (require_compress ??= require("./compress.js")).encodingName({
					compression,
					level
				})
			}
		};
	};
	return {
		plan: {
			artifactType: mediaTypeCache,
			config: {
				kind: "bytes",
				bytes: encodeRoots(roots),
				mediaType: mediaTypeCacheConfig
			},
			layers: [...trees.flatMap((tree, root) => tree.parts(root, size)).map(layerOf), {
				kind: "bytes",
				bytes: encodeTimes(trees.map(({ times }) => times)),
				mediaType: mediaTypeCacheTimes
			}],
			annotations: {
				[annotationCacheKey]: key,
				[(require_spec ??= require("./spec.js")).annotationCreated]: created.toISOString()
			},
			content: {
				excluded: 0,
				warnings: [],
				credentialFiles: []
			}
		},
		files: trees.reduce((sum, { files }) => sum + files, 0),
		reused
	};
}
function unchangedLayer({ state, entries }, restored) {
	const found = restored.get(state);
	if (found === void 0) return void 0;
	const { layer, sinceNs, untilNs } = found;
	return entries.some(({ kind, ctimeNs = 0n }) => kind !== "directory" && (ctimeNs < sinceNs || ctimeNs > untilNs)) ? void 0 : layer;
}
function checkRoots(roots) {
	if (roots.length === 0) throw new (require_spec ??= require("./spec.js")).OciError("NOT_FOUND", "there is nothing to save: none of the paths exists; check the input \"path\", or save after the step that writes them");
	if (roots.length > maxRoots) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `the paths name ${roots.length} files and directories, more than the limit of ${maxRoots}; name the directories that contain them`);
}
async function writeEntryTags(repository, manifest, rootBytes, options) {
	const { name, version, key, created, signal } = options;
	for (const tag of [listTag(version, key, created), entryTag(version, key)]) {
		const existing = await digestOfEntry(repository, options);
		if (existing !== void 0) return existing;
		try {
			await (require_transfer ??= require("./transfer.js")).writeTagsTo(repository, manifest, [tag], {
				name,
				rootBytes,
				signal
			});
		} catch (error) {
			(require_spec ??= require("./spec.js")).throwIfAborted(signal);
			if (await digestOfEntry(repository, options).catch(() => void 0) === void 0) throw error;
			break;
		}
	}
	return await digestOfEntry(repository, options) ?? manifest.digest;
}
async function push(repository, { plan, reused }, options) {
	try {
		var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { name, concurrency, signal, onEvent } = options;
		const onProgress = (done, entries) => onEvent?.({
			kind: "progress",
			phase: "package",
			done,
			entries
		});
		const others = [...options.restored.values()].map(({ layer }) => layer).filter(({ digest }) => !reused.has(digest));
		const reuse = new (require_build ??= require("./build.js")).LayerReuse(Promise.resolve([{ layers: others }]), repository, { signal });
		const uploads = _usingCtx$2.a(new LayerUploads(repository, {
			concurrency,
			signal
		}));
		const { store, manifest, layers } = await (require_build ??= require("./build.js")).buildLayout(plan, options.storePath, {
			reuse,
			onLayer: (layer, source) => uploads.add(layer, source),
			sync: false,
			signal,
			onEvent,
			onProgress
		});
		const known = new Map([...reuse.known, ...[...reused].map((digest) => [digest, true])]);
		const { copiedBytes } = await (require_transfer ??= require("./transfer.js")).publishTo(store, manifest, repository, {
			name,
			tags: [],
			known,
			hasUploaded: (blob) => uploads.hasUploaded(blob),
			concurrency,
			progress: { phase: "push" },
			isCounted: ({ digest }) => known.get(digest) !== true,
			signal,
			onEvent
		});
		return {
			layers: layers.length,
			unchangedLayers: layers.filter((layer) => layer.reused || reused.has(layer.descriptor.digest)).length,
			sentBytes: copiedBytes,
			manifest,
			rootBytes: await (require_fetch ??= require("./fetch.js")).fetchMetadata(store, manifest, (require_spec ??= require("./spec.js")).maxManifestBytes, { signal })
		};
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}

// src/operations/cache/cache.ts
const maxKeyLength = 512;
const maxKeys = 10;
const defaultConcurrency = 4;
async function restoreCache(given) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		(require_spec ??= require("./spec.js")).checkNumbers(given, { concurrency: 1 });
		const options = {
			...given,
			repository: asReference(given.repository)
		};
		const { key, restoreKeys = [], label = (require_spec ??= require("./spec.js")).plainLabel, concurrency = defaultConcurrency } = options;
		const signal = options.signal ?? new AbortController().signal;
		const paths = pathsOf(options);
		checkKeys([key], label("key"));
		checkKeys(restoreKeys, label("restore-keys"));
		if (restoreKeys.length >= maxKeys) throw (require_spec ??= require("./spec.js")).inputError(label("restore-keys"), void 0, `it has more than 9 keys; write fewer prefixes`);
		const version = versionOf(options, paths);
		const { repository } = _usingCtx$1.a(await (require_connect ??= require("./connect.js")).connectRepository(options.repository, {
			...options.connection,
			signal
		}));
		const found = await findEntry(repository, version, key, restoreKeys, {
			signal,
			onWarning: options.onWarning
		});
		if (found === void 0) return void 0;
		const { digest } = found.descriptor;
		const name = (require_spec ??= require("./spec.js")).formatReference({
			...options.repository,
			digest
		});
		const verified = await (require_transfer ??= require("./transfer.js")).verifierOf(options.verify)?.verify(repository, digest, {
			name,
			signal
		});
		if (options.lookupOnly !== true) {
			const layers = await restoreEntry(repository, found, paths, {
				...options,
				concurrency,
				signal
			});
			await saveRestoredLayers(stateDirectory(options), version, layers);
		}
		return {
			...describe(found),
			verifiedBy: verified?.verifiedBy ?? []
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function saveCache(given) {
	(require_spec ??= require("./spec.js")).checkNumbers(given, { concurrency: 1 });
	const options = {
		...given,
		repository: asReference(given.repository)
	};
	const { repository: reference, key, label = (require_spec ??= require("./spec.js")).plainLabel, concurrency = defaultConcurrency } = options;
	const signal = options.signal ?? new AbortController().signal;
	const paths = pathsOf(options);
	checkKeys([key], label("key"));
	const version = versionOf(options, paths);
	const directory = (0, (node_path ??= require("node:path")).join)(options.temporary, `oci-artifact-cache-${(0, (node_crypto ??= require("node:crypto")).randomBytes)(8).toString("hex")}`);
	await (0, (node_fs_promises ??= require("node:fs/promises")).mkdir)(directory, { recursive: true });
	options.onStaging?.(directory);
	try {
		try {
			var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const pushTo = reference.repository;
			const connection = _usingCtx3.a(await (require_connect ??= require("./connect.js")).connectRepository(reference, {
				...options.connection,
				pushTo,
				signal
			}));
			return await saveEntry(connection.repository, paths, {
				name: (require_spec ??= require("./spec.js")).formatReference(reference),
				version,
				key,
				created: /* @__PURE__ */ new Date(),
				storePath: (0, (node_path ??= require("node:path")).join)(directory, "layout"),
				restored: await loadRestoredLayers(stateDirectory(options), version),
				concurrency,
				signal,
				onEvent: options.onEvent
			});
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	} finally {
		await (require_remove_tree ??= require("./remove-tree.js")).removeTree(directory);
	}
}
function asReference(repository) {
	return typeof repository === "string" ? (require_spec ??= require("./spec.js")).parseReference(repository) : repository;
}
function pathsOf(options) {
	return CachePaths.parse(options.paths, options);
}
function versionOf({ crossOs = false, platform = process.platform }, { lines }) {
	return cacheVersion({
		paths: lines,
		system: platform === "win32" && !crossOs ? "win32" : void 0
	});
}
function stateDirectory({ temporary, repository }) {
	return (0, (node_path ??= require("node:path")).join)(temporary, "oci-artifact-cache", encodeURIComponent(`${repository.registry}/${repository.repository}`));
}
function describe({ key, descriptor, manifest }) {
	return {
		key,
		digest: descriptor.digest,
		size: manifest.layers.reduce((sum, { size }) => sum + size, 0)
	};
}
function checkKeys(keys, subject) {
	for (const key of keys) {
		if (key.length > maxKeyLength) throw (require_spec ??= require("./spec.js")).inputError(subject, key, `is longer than ${maxKeyLength} characters; write a hash of its long part`);
		if (key.includes(",")) throw (require_spec ??= require("./spec.js")).inputError(subject, key, "contains a comma; replace it, for example with \"-\"");
	}
}

// src/commands/job-cache-options.ts
const entryOptions = {
	path: require_run.option({
		type: require_options.lines("path"),
		required: "write one path or pattern per line, for example ~/.npm",
		description: "Files and directories, one per line, relative to the workspace. `~` is the home directory, and `*`, `?`, `[\u2026]` and `**` are wildcards. A line that begins with `!` excludes. The lines are a part of the identity of an entry."
	}),
	key: require_run.option({
		type: require_options.text,
		required: "write a key, for example npm-${{ hashFiles('package-lock.json') }}",
		description: "Key of the entry, at most 512 characters without commas."
	}),
	repository: require_run.option({
		type: require_options.text,
		defaultText: "`ghcr.io/<owner>/<repository>/cache`",
		description: "Repository of the entries, `registry/repository`. The default is `cache` below the name of the repository of the workflow, in lower case."
	}),
	enableCrossOsArchive: require_run.option({
		type: require_options.flag,
		default: false,
		description: "Restore on Windows entries of other systems, and the other way round."
	})
};
const restoreOptions = {
	"restore-keys": require_run.option({
		type: require_options.lines("prefix"),
		description: "Prefixes of keys, one per line. Without an entry for `key`, the newest entry whose key begins with `key`, else with the first of these prefixes that an entry has, is restored."
	}),
	"fail-on-cache-miss": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Fail if no entry was found, also because the registry is not available."
	}),
	"lookup-only": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Only look the entry up, and download nothing."
	})
};
const transferOptions = {
	concurrency: require_options.concurrency(4, "layers that are transferred"),
	...require_options.runOptions
};
function cacheRepository(given, { label, env, notice }) {
	const subject = label("repository");
	const name = given ?? defaultRepository(env, subject);
	const location = require_options.readLocation(name, subject, { refuseDigest: true }, notice);
	if (location.kind === "registry" && location.tag === void 0) return location;
	throw (require_spec ??= require("./spec.js")).inputError(subject, name, "is not a repository in a registry; write registry/repository without a tag");
}
function defaultRepository(env, subject) {
	const name = env["GITHUB_REPOSITORY"];
	if (name) return `ghcr.io/${name.toLowerCase()}/cache`;
	throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, "it is missing, and GITHUB_REPOSITORY is not set; write registry/repository");
}

// src/commands/job-cache.ts
const icon = "archive";
const failure = { placeInput: "repository" };
const outputs = {
	"cache-hit": require_run.output(require_run.booleanOutput, "`true` for an entry with exactly the key, `false` for an entry with a prefix, empty without an entry.", ({ key, matchedKey }) => matchedKey === void 0 ? "" : matchedKey === key),
	"cache-primary-key": require_run.output(require_run.lineOutput, "The input `key`.", ({ key }) => key),
	"cache-matched-key": require_run.output(require_run.lineOutput, "Key of the entry; empty without one.", ({ matchedKey }) => matchedKey ?? ""),
	"verified-by": require_options.verifiedByOutput
};
const saveOutputs = { "pinned-reference": require_run.output(require_run.referenceOutput, "`registry/repository@sha256:\u2026` of the entry of the key, for cosign. Empty if it could not be saved.", ({ reference }) => reference) };
const cacheTable = {
	...entryOptions,
	...restoreOptions,
	...require_options.verifyOptions,
	"save-always": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Save also after a job that failed."
	}),
	...require_options.registryWriteOptions,
	...transferOptions,
	...require_options.summaryOption
};
const restoreTable = {
	...entryOptions,
	...restoreOptions,
	...require_options.verifyOptions,
	...require_options.registryReadOptions,
	...transferOptions,
	...require_options.summaryOption
};
const saveTable = {
	...entryOptions,
	...require_options.registryWriteOptions,
	...transferOptions,
	...require_options.summaryOption
};
const cacheAction = require_options.defineCommand({
	name: "cache",
	summary: "restore and save directories in a registry",
	description: "Restores directories from a registry, and saves them when the job ends.",
	examples: [],
	action: {
		name: "Cache in an OCI registry",
		description: "Restores and saves directories between jobs, as actions/cache does, with a registry as the storage",
		icon,
		directory: "cache",
		post: true,
		postIf: "success() || env.OCI_ARTIFACT_CACHE_SAVE_ALWAYS == 'true'"
	},
	options: cacheTable,
	outputs,
	failure,
	async run(inputs, context) {
		context.workflow?.cacheSteps?.saveState({ key: inputs.key });
		if (inputs.saveAlways) context.workflow?.cacheSteps?.saveAlways();
		const outcome = await restore(inputs, context);
		context.workflow?.cacheSteps?.saveState({ "matched-key": outcome.result.matchedKey ?? "" });
		return outcome;
	}
});
const cacheRestore = require_options.defineCommand({
	name: "cache-restore",
	summary: "restore directories from a registry",
	description: "Restores directories from a registry.",
	examples: [],
	action: {
		name: "Restore a cache from an OCI registry",
		description: "Restores directories that an earlier job saved in a registry, as actions/cache/restore does",
		icon,
		directory: "cache/restore"
	},
	options: restoreTable,
	outputs,
	failure,
	run: restore
});
const cacheSave = require_options.defineCommand({
	name: "cache-save",
	summary: "save directories in a registry",
	description: "Saves directories in a registry.",
	examples: [],
	action: {
		name: "Save a cache in an OCI registry",
		description: "Saves directories in a registry for later jobs, as actions/cache/save does",
		icon,
		directory: "cache/save"
	},
	options: saveTable,
	outputs: saveOutputs,
	failure,
	async run(inputs, context) {
		const options = await cacheOptions(inputs, context);
		const name = (require_spec ??= require("./spec.js")).formatReference(options.repository);
		context.log.phase("Save the cache");
		const saved = await orWarning("save the cache", context, () => saveCache(options));
		if (saved === void 0) return {
			result: { reference: "" },
			lines: []
		};
		const { isNew, files, layers, unchangedLayers, sentBytes } = saved;
		const key = (require_spec ??= require("./spec.js")).printable(inputs.key);
		const line = isNew ? `saved ${key} in ${name} (${require_run.formatNumber(files, "file")}, ${require_run.formatBytes(sentBytes)} sent, ${unchangedLayers} of ${require_run.formatNumber(layers, "layer")} unchanged)` : `${name} already has an entry for ${key}, which is not replaced`;
		const reference = (require_spec ??= require("./spec.js")).formatReference({
			...options.repository,
			digest: saved.digest
		});
		const sent = `${require_run.formatNumber(layers, "layer")}, ${unchangedLayers} unchanged, ${require_run.formatBytes(sentBytes)} sent`;
		const summary = (warnings) => (require_links ??= require("./links.js")).jobSummary({
			title: isNew ? "Saved in the cache" : "Already in the cache:",
			object: inputs.key,
			links: (require_links ??= require("./links.js")).workflowLinks(context.env, name),
			rows: [
				["Repository", name],
				["Key", inputs.key],
				["Pinned", reference],
				[
					"Size",
					isNew ? `${require_run.formatNumber(files, "file")}, ${sent}` : "",
					"plain"
				]
			],
			warnings
		});
		return {
			result: { reference },
			lines: [line],
			summary
		};
	}
});
async function restore(inputs, context) {
	const { log, label } = context;
	const options = await cacheOptions(inputs, context);
	const verify = await require_options.readVerification(inputs, label);
	const name = (require_spec ??= require("./spec.js")).formatReference(options.repository);
	log.phase("Restore the cache");
	const found = await orWarning("restore the cache", context, () => restoreCache({
		...options,
		restoreKeys: inputs.restoreKeys,
		lookupOnly: inputs.lookupOnly,
		verify,
		onWarning: (text) => {
			log.warning(text);
		},
		onProgress: (done, total) => {
			log.progress({
				phase: "pull",
				done,
				total
			});
		}
	}));
	const verifiedBy = found?.verifiedBy ?? [];
	const result = {
		key: inputs.key,
		matchedKey: found?.key,
		verifiedBy
	};
	if (found === void 0) {
		const missing = `no cache entry was found for the key ${(require_spec ??= require("./spec.js")).printable(inputs.key)} in ${name}`;
		const problem = `${missing}, and ${label("fail-on-cache-miss")} is true`;
		return {
			result,
			lines: [missing],
			problem: inputs.failOnCacheMiss ? problem : void 0
		};
	}
	const line = `${inputs.lookupOnly ? "found" : "restored"} the cache entry ${(require_spec ??= require("./spec.js")).printable(found.key)} in ${name} (${require_run.formatBytes(found.size)})`;
	const summary = (warnings) => (require_links ??= require("./links.js")).jobSummary({
		title: inputs.lookupOnly ? "Found in the cache" : "Restored from the cache",
		object: found.key,
		links: (require_links ??= require("./links.js")).workflowLinks(context.env, ""),
		rows: [
			["Repository", name],
			["Key", found.key],
			[
				"Size",
				require_run.formatBytes(found.size),
				"plain"
			],
			...require_options.verifiedRows(verifiedBy)
		],
		warnings
	});
	return {
		result,
		lines: [...require_options.verifiedLines(verifiedBy), line],
		summary
	};
}
async function cacheOptions(inputs, context) {
	const { env, label } = context;
	const access = await require_options.registryAccess(inputs, label);
	const { registry, repository } = cacheRepository(inputs.repository, context);
	context.describeFailure(() => ({
		...failure,
		registry,
		plainHttp: access.plainHttp
	}));
	return {
		...require_options.operationOptions(context),
		repository: {
			registry,
			repository
		},
		paths: inputs.path,
		key: inputs.key,
		workspace: env["GITHUB_WORKSPACE"] ?? process.cwd(),
		home: (0, (node_os ??= require("node:os")).homedir)(),
		temporary: env["RUNNER_TEMP"] ?? (0, (node_os ??= require("node:os")).tmpdir)(),
		crossOs: inputs.enableCrossOsArchive,
		concurrency: inputs.concurrency,
		connection: require_options.connectionOptions(access, context),
		onStaging: (directory) => {
			context.onForcedExit(() => {
				(0, (node_fs ??= require("node:fs")).rmSync)(directory, {
					recursive: true,
					force: true
				});
			});
		}
	};
}
async function orWarning(what, context, work) {
	const { log, label, signal } = context;
	try {
		return await work();
	} catch (error) {
		if (signal.aborted && (require_spec ??= require("./spec.js")).isOciError(signal.reason, "ABORTED") || (require_spec ??= require("./spec.js")).isOciError(error, ...errorCodes)) throw error;
		log.warning(`cannot ${what}: ${require_run.explainFailure(error, {
			label,
			...failure,
			timedOut: signal.aborted
		})}`);
		return;
	}
}
const errorCodes = [
	"INPUT_INVALID",
	"REFERENCE_INVALID",
	"VERIFICATION_FAILED"
];

exports.cacheAction = cacheAction;
exports.cacheRestore = cacheRestore;
exports.cacheSave = cacheSave;