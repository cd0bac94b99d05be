let require_rolldown_runtime;
const require_semver_option = require("./semver-option.js");
let require_spec;
let require_transport;
let require_new_directory;
let require_transfer;
let require_build;
let require_fetch;
let require_platform;
let require_usingCtx;
const require_run = require("./run.js");
let require_links;
const require_options = require("./options.js");
let require_index_sources;
let node_path;

// src/transfer/image-index.ts
async function assembleIndex(storage, children, options = {}) {
	const { artifactType, annotations, subject, signal } = options;
	if (artifactType !== void 0) (require_spec ??= require("./spec.js")).checkMediaType(artifactType);
	children.forEach(requireManifest);
	return (require_build ??= require("./build.js")).pushImageIndex(storage, {
		artifactType,
		manifests: sortedChildren(children),
		subject: subject && (require_spec ??= require("./spec.js")).plainDescriptor(subject),
		annotations
	}, { signal });
}
function sortedChildren(children) {
	const sorted = children.map((child) => ({
		key: sortKey(child),
		child
	})).sort((a, b) => (require_spec ??= require("./spec.js")).compareBytes(a.key, b.key));
	return sorted.filter(({ key }, index) => sorted[index - 1]?.key !== key).map(({ child }) => child);
}
async function describeChild(source, child, options = {}) {
	requireManifest(child);
	const manifest = await (require_fetch ??= require("./fetch.js")).readManifest(source, child, options);
	const platform = options.platform ?? (require_platform ??= require("./platform.js")).annotatedPlatform(manifest) ?? await configPlatform(source, manifest, options);
	return {
		...(require_spec ??= require("./spec.js")).plainDescriptor(child),
		platform,
		artifactType: manifest.artifactType || void 0
	};
}
async function configPlatform(source, manifest, options) {
	if (manifest.kind !== "manifest" || !(require_platform ??= require("./platform.js")).imageConfigTypes.has(manifest.config.mediaType)) return void 0;
	const platform = await (require_platform ??= require("./platform.js")).readImagePlatform(source, manifest.config, options);
	return platform.architecture === "" || platform.os === "" ? void 0 : platform;
}
function requireManifest(descriptor) {
	if ((require_spec ??= require("./spec.js")).isManifestMediaType(descriptor.mediaType)) return;
	const problem = `${descriptor.digest} is a blob (${(require_spec ??= require("./spec.js")).printable(descriptor.mediaType, 200)}); an index can only list manifests`;
	throw (require_spec ??= require("./spec.js")).notManifestError(descriptor, problem);
}
function sortKey({ platform, digest }) {
	return platform === void 0 ? `2 ${digest}` : `1 ${(require_spec ??= require("./spec.js")).platformText(platform)} ${(platform["os.features"] ?? []).join(",")} ${digest}`;
}

// src/transfer/append-index.ts
async function readStoredIndex(storage, descriptor, name, options) {
	const bytes = await (require_fetch ??= require("./fetch.js")).fetchMetadata(storage, descriptor, (require_spec ??= require("./spec.js")).maxManifestBytes, options);
	const manifest = (require_spec ??= require("./spec.js")).parseManifest(bytes, descriptor.mediaType);
	if (manifest.kind !== "index") throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", `${name} is a manifest, not an index; name an index, or create one`);
	const members = JSON.parse(new TextDecoder().decode(bytes));
	const entries = members["manifests"];
	return {
		descriptor,
		members,
		entries: Array.isArray(entries) ? entries : [],
		children: manifest.manifests,
		annotations: manifest.annotations
	};
}
function appendEntries({ members, entries, children, annotations }, added, options) {
	const existing = children.map((child, index) => ({
		child,
		entry: entries[index]
	}));
	const fresh = sortedChildren(added).filter((each) => !children.some((child) => isEqual(child, each)));
	const replaced = existing.filter(({ child }) => fresh.some((each) => isSamePlatform(child, each)));
	const [first] = replaced;
	if (first !== void 0 && options.replace !== true) throw platformError(first.child, options);
	const kept = existing.filter((each) => !replaced.includes(each));
	const changed = {
		...annotations,
		...options.annotations
	};
	for (const key of options.removeAnnotations ?? []) delete changed[key];
	const artifactType = options.artifactType ?? members["artifactType"];
	return {
		content: {
			...members,
			artifactType,
			manifests: [...kept.map(({ entry }) => entry), ...fresh.map((require_build ??= require("./build.js")).orderedDescriptor)],
			annotations: Object.keys(changed).length === 0 ? void 0 : changed
		},
		children: [...kept.map(({ child }) => child), ...fresh],
		artifactType
	};
}
function pushAppended(storage, { descriptor }, { content, artifactType }, options) {
	return (require_build ??= require("./build.js")).pushManifest(storage, content, descriptor.mediaType, artifactType, options);
}
function platformError({ platform, digest }, { name, label }) {
	const text = platform === void 0 ? "" : (require_spec ??= require("./spec.js")).platformText(platform);
	return (require_spec ??= require("./spec.js")).inputError(label("append"), void 0, `${name} already has ${digest} for ${text}; set ${label("replace")} to replace it`);
}
function isEqual(a, b) {
	return a.digest === b.digest && keyOf(a) === keyOf(b);
}
function isSamePlatform(a, b) {
	const key = keyOf(a);
	return key !== void 0 && key === keyOf(b);
}
function keyOf({ platform }) {
	return platform === void 0 || platform.os === "unknown" ? void 0 : (require_spec ??= require("./spec.js")).platformKey(platform);
}

// src/transfer/join-manifests.ts
function joinManifests(manifests) {
	const shards = manifests.map(parseShard);
	const [first] = shards;
	if (first === void 0) throw refused("no shard is given");
	const byNumber = /* @__PURE__ */ new Map();
	const layers = /* @__PURE__ */ new Map();
	for (const shard of shards) {
		checkSamePlan(shard, first);
		const same = byNumber.get(shard.number);
		if (same !== void 0) throw refused(`${labelOf(shard)} is given twice: ${same.name} and ${shard.name}; give each shard once`);
		byNumber.set(shard.number, shard);
		for (const [index, text] of shard.layers) {
			const other = layers.get(index);
			if (other !== void 0) throw refused(`${labelOf(other.shard)} and ${labelOf(shard)} both have layer ${index}; publish them again`);
			layers.set(index, {
				text,
				shard
			});
		}
	}
	checkComplete(first, byNumber);
	const ordered = Array.from({ length: first.total }, (_, index) => {
		const layer = layers.get(index);
		if (layer === void 0) throw refused(`no shard has layer ${index} of ${first.total}; publish all shards again`);
		return layer.text;
	});
	return (require_spec ??= require("./spec.js")).withMember(first.rest, "layers", `[${ordered.join(",")}]`);
}
function checkSamePlan(shard, first) {
	if (shard.count !== first.count) throw refused(`${shard.name} is shard ${shard.number} of ${shard.count}, but ${first.name} is shard ${first.number} of ${first.count}; give the shards of one run`);
	if (shard.plan === first.plan && shard.total === first.total && shard.rest === first.rest) return;
	throw refused(`${labelOf(shard)} (${shard.name}) belongs to another artifact than ${labelOf(first)} (${first.name}): its source or its options differ; publish all shards from the same source with the same options`);
}
function checkComplete({ count }, byNumber) {
	const missing = Array.from({ length: count }, (_, index) => index + 1).filter((number) => !byNumber.has(number));
	if (missing.length === 0) return;
	const [names, verb] = [missing.slice(0, 10).map((number) => `${number}/${count}`).join(", "), "missing"];
	throw refused(`${missing.length === 1 ? `shard ${names} is` : `the shards ${names} are`} ${verb}; give the references of all ${count} shards`);
}
function labelOf({ number, count }) {
	return `shard ${number}/${count}`;
}
function refused(problem) {
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `cannot join: ${problem}`);
}
const maxLayers = 500;
function parseShard({ name, text }) {
	const annotationsText = (require_spec ??= require("./spec.js")).memberText(text, "annotations") ?? "{}";
	const annotations = JSON.parse(annotationsText);
	const value = (key) => {
		const found = (require_spec ??= require("./spec.js")).isRecord(annotations) && Object.hasOwn(annotations, key) ? annotations[key] : void 0;
		return typeof found === "string" ? found : "";
	};
	const [, number = 0, count = 0] = (/^([1-9]\d{0,2})\/([1-9]\d{0,2})$/.exec(value("io.oci-artifact.shard")) ?? []).map(Number);
	const [, listed, total = 0] = /^((?:\d{1,3}(?:,\d{1,3})*)?)\/(\d{1,3})$/.exec(value("io.oci-artifact.shard.layers")) ?? [];
	const items = [];
	(require_spec ??= require("./spec.js")).withItems((require_spec ??= require("./spec.js")).memberText(text, "layers") ?? "[]", (item) => {
		items.push(item);
		return item;
	});
	const indexes = listed === void 0 || listed === "" ? [] : listed.split(",").map(Number);
	if (!(number >= 1 && number <= count && Number(total) >= 1 && Number(total) <= maxLayers && indexes.every((index) => index < Number(total)) && (indexes.length === items.length || indexes.length === 0 && items.length <= 1))) throw refused(`${name} is not a shard; publish it with the option shard`);
	let rest = (require_spec ??= require("./spec.js")).withMember(text, "layers", "[]");
	const others = [
		(require_spec ??= require("./spec.js")).annotationShard,
		(require_spec ??= require("./spec.js")).annotationShardLayers,
		(require_spec ??= require("./spec.js")).annotationShardPlan
	].reduce((require_spec ??= require("./spec.js")).withoutMember, annotationsText);
	rest = others === "{}" ? (require_spec ??= require("./spec.js")).withoutMember(rest, "annotations") : (require_spec ??= require("./spec.js")).withMember(rest, "annotations", others);
	return {
		name,
		number,
		count,
		plan: value((require_spec ??= require("./spec.js")).annotationShardPlan),
		layers: new Map(indexes.map((index, at) => [index, items[at] ?? ""])),
		total: Number(total),
		rest
	};
}

// src/operations/append-index.ts
const maxAttempts = 5;
var IndexAppend = class IndexAppend {
	#repository;
	#tags;
	#options;
	#name;
	#index;
	constructor(repository, tags, options, name, index) {
		this.#repository = repository;
		this.#tags = tags;
		this.#options = options;
		this.#name = name;
		this.#index = index;
	}
	static async begin(repository, tags, options) {
		const [tag = ""] = tags;
		const name = (require_spec ??= require("./spec.js")).formatLocation({
			...(require_spec ??= require("./spec.js")).repositoryOf(options.target),
			tag
		});
		const { label = (require_spec ??= require("./spec.js")).plainLabel, signal } = options;
		try {
			const index = await readStoredIndex(repository, await repository.resolve(tag, { signal }), name, { signal });
			return new IndexAppend(repository, tags, options, name, index);
		} catch (error) {
			if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
			const problem = `there is no index ${name}; omit ${label("append")} to create it`;
			throw new (require_spec ??= require("./spec.js")).OciError("NOT_FOUND", `${label("append")}: ${problem}`, {
				cause: error,
				detail: { input: "append" }
			});
		}
	}
	check(children) {
		appendEntries(this.#index, children, this.#appendOptions());
	}
	async write(children) {
		const { signal, onEvent, target } = this.#options;
		for (let attempt = 1; attempt <= maxAttempts; attempt++) {
			const appended = appendEntries(this.#index, children, this.#appendOptions());
			const index = await pushAppended(this.#repository, this.#index, appended, { signal });
			if (await this.#hasMoved(this.#index.descriptor)) continue;
			const name = (require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(target));
			await (require_transfer ??= require("./transfer.js")).writeTagsTo(this.#repository, index, this.#tags, {
				name,
				signal,
				onEvent
			});
			if (await this.#hasMoved(index, this.#index.descriptor)) continue;
			return {
				index,
				children: appended.children
			};
		}
		throw new (require_spec ??= require("./spec.js")).OciError("ALREADY_EXISTS", `cannot append to ${this.#name}: other runs changed it ${maxAttempts} times; let one run at a time append to it`);
	}
	async #hasMoved(...expected) {
		const { signal, onEvent } = this.#options;
		const [tag = ""] = this.#tags;
		const current = await this.#repository.resolve(tag, { signal });
		if (expected.some(({ digest }) => digest === current.digest)) return false;
		onEvent?.({
			kind: "notice",
			text: `${this.#name} was changed by another run; the manifests are added to ${current.digest}`
		});
		this.#index = await readStoredIndex(this.#repository, current, this.#name, { signal });
		return true;
	}
	#appendOptions() {
		const { label = (require_spec ??= require("./spec.js")).plainLabel, replace, annotations, removeAnnotations, artifactType } = this.#options;
		return {
			label,
			replace,
			annotations,
			removeAnnotations,
			artifactType,
			name: this.#name
		};
	}
};

// src/operations/find-children.ts
async function findChildren(location, repositories, options) {
	const { verifier, signal } = options;
	try {
		const repository = await repositories.open(location);
		const named = await (require_transport ??= require("./transport.js")).manifestLocation(repository, location, { signal });
		const verified = await (require_transfer ??= require("./transfer.js")).verifyLocation(verifier, repository, named, { signal });
		return {
			children: await childrenOf(repository, await repository.resolve(verified?.digest ?? (require_spec ??= require("./spec.js")).referenceOf(named), { signal }), options),
			verified
		};
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
		const name = (require_spec ??= require("./spec.js")).printable((require_spec ??= require("./spec.js")).formatLocation(location), 300);
		const { detail } = error;
		throw new (require_spec ??= require("./spec.js")).OciError("NOT_FOUND", `cannot add ${name} to the index: ${error.message}`, {
			cause: error,
			detail
		});
	}
}
async function childrenOf(repository, root, { flatten, platform, signal }) {
	if (!flatten) return [await describeChild(repository, root, {
		platform,
		signal
	})];
	const manifest = await (require_fetch ??= require("./fetch.js")).readManifest(repository, root, { signal });
	if (manifest.kind !== "index") return [await describeChild(repository, root, {
		platform,
		signal
	})];
	if (platform === void 0) return manifest.manifests;
	const entry = (require_spec ??= require("./spec.js")).selectByPlatform(manifest.manifests, platform);
	if (entry !== void 0) return [entry];
	throw new (require_spec ??= require("./spec.js")).OciError("NOT_FOUND", `${root.digest} has no entry for ${(require_spec ??= require("./spec.js")).platformText(platform)}`);
}

// src/operations/create-index.ts
async function createIndex(given) {
	try {
		var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		(require_spec ??= require("./spec.js")).checkNumbers(given, {
			concurrency: 1,
			expect: 0
		});
		const options = {
			...(require_transfer ??= require("./transfer.js")).observed(given),
			target: (require_spec ??= require("./spec.js")).asLocation(given.target)
		};
		const { target, artifactType, annotations, signal, onEvent } = options;
		if (options.semverTags === true) require_semver_option.readSemanticVersion(options.version, options.label);
		const newLayout = _usingCtx$2.a(target.kind === "layout" ? await (require_new_directory ??= require("./new-directory.js")).newDirectory((0, (node_path ??= require("node:path")).resolve)(target.path)) : void 0);
		const destination = _usingCtx$2.a(await (require_transport ??= require("./transport.js")).openLocation(target, {
			...options.connection,
			signal
		}));
		const tags = await tagsOf(options, destination.repository);
		if (options.append === true) {
			const append = await IndexAppend.begin(destination.repository, tags, options);
			const added = await collectChildren(destination, tags, options, (found) => {
				append.check(found);
			});
			const { index, children } = await append.write(added.children);
			return {
				...(require_spec ??= require("./spec.js")).resultAt(target, index, tags),
				children,
				verifiedBy: added.verifiedBy
			};
		}
		const { children, verifiedBy } = await collectChildren(destination, tags, options);
		for (const text of ambiguousPlatforms(children)) onEvent?.({
			kind: "warning",
			text
		});
		const index = await assembleIndex(destination.repository, children, {
			artifactType,
			annotations,
			signal
		});
		await (require_transfer ??= require("./transfer.js")).writeTagsTo(destination.repository, index, tags, {
			name: (require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(target)),
			signal,
			onEvent
		});
		newLayout?.keep();
		return {
			...(require_spec ??= require("./spec.js")).resultAt(target, index, tags),
			children,
			verifiedBy
		};
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
async function tagsOf(options, repository) {
	const { target, semverTags, version, label } = options;
	if (semverTags !== true) return options.tags ?? [target.tag ?? "latest"];
	const versionTags = await require_semver_option.versionTagsAt(target, repository, require_semver_option.readSemanticVersion(version, label), options);
	return require_semver_option.withVersionTags(options.tags ?? [], target.tag, versionTags).tags;
}
async function collectChildren(destination, tags, options, check) {
	try {
		var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { connection = {}, concurrency = 4, signal, label = (require_spec ??= require("./spec.js")).plainLabel } = options;
		const located = [];
		const verified = [];
		const repositories = _usingCtx3.a(new require_semver_option.SourceRepositories(destination, connection, signal));
		const { flatten = false } = options;
		const verifier = (require_transfer ??= require("./transfer.js")).verifierOf(options.verify);
		await (require_spec ??= require("./spec.js")).forEachConcurrent(await locationsOf(destination.repository, tags, options), concurrency, async ({ location, platform }, signal) => {
			const found = await findChildren(location, repositories, {
				flatten,
				platform,
				verifier,
				signal
			});
			if (found.verified !== void 0) verified.push(found.verified);
			for (const child of found.children) located.push({
				location,
				child
			});
		}, signal);
		const children = sortedChildren(located.map(({ child }) => child));
		if (options.expect !== void 0 && children.length < options.expect) throw tooFewManifests(options.expect, children.length, located.length, label);
		check?.(children);
		for (const each of located) await copyChild(each, destination, repositories, options);
		return {
			children,
			verifiedBy: verified.flatMap(({ verifiedBy }) => verifiedBy)
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
function tooFewManifests(expected, distinct, references, label) {
	const duplicates = references > distinct ? ` (of ${references} references, some are equal)` : "";
	return (require_spec ??= require("./spec.js")).inputError(label("expect"), String(expected), `is more than the ${distinct} distinct manifests that were found${duplicates}; make sure every job pushed and passed its own reference, or give each reference its platform as reference=os/arch`);
}
async function locationsOf(repository, tags, { target, sources, signal, label = (require_spec ??= require("./spec.js")).plainLabel }) {
	const base = (require_spec ??= require("./spec.js")).repositoryOf(target);
	const locations = [];
	for (const source of sources) {
		const { platform } = source;
		switch (source.kind) {
			case "location":
				locations.push({
					location: (require_spec ??= require("./spec.js")).asLocation(source.location),
					platform
				});
				break;
			case "digest":
				locations.push({
					location: {
						...base,
						digest: source.digest
					},
					platform
				});
				break;
			case "tags": for (const tag of await (require_transfer ??= require("./transfer.js")).matchingTags(repository, source.pattern, {
				tags,
				label,
				signal
			})) locations.push({
				location: {
					...base,
					tag
				},
				platform
			});
		}
	}
	return locations;
}
async function copyChild({ location, child }, destination, repositories, { concurrency = 4, signal, onEvent }) {
	if ((require_spec ??= require("./spec.js")).sameRepository(location, destination.location)) return;
	await (require_transfer ??= require("./transfer.js")).publishTo(await repositories.open(location), (require_spec ??= require("./spec.js")).plainDescriptor(child), destination.repository, {
		tags: [],
		name: (require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(destination.location)),
		concurrency,
		mountFrom: repositories.mountFrom(location),
		progress: { phase: "copy" },
		signal,
		onEvent: (event) => {
			if (isTransfer(event)) onEvent?.(event);
		}
	});
}
function isTransfer(event) {
	return event.kind === "blob" && event.state !== "exists";
}
function ambiguousPlatforms(children) {
	const seen = /* @__PURE__ */ new Map();
	const texts = [];
	for (const child of children) {
		if (child.platform === void 0) continue;
		const key = (require_spec ??= require("./spec.js")).platformKey(child.platform);
		const other = seen.get(key);
		if (other === void 0) seen.set(key, child);
		else texts.push(`${other.digest} and ${child.digest} are both for ${(require_spec ??= require("./spec.js")).platformText(child.platform)}; clients select the first`);
	}
	return texts;
}

// src/operations/join-shards.ts
async function joinShards(given) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		(require_spec ??= require("./spec.js")).checkNumbers(given, { concurrency: 1 });
		const options = {
			...(require_transfer ??= require("./transfer.js")).observed(given),
			target: (require_spec ??= require("./spec.js")).asLocation(given.target)
		};
		const { target, connection = {}, concurrency = 4, signal, onEvent } = options;
		if (options.semverTags === true) require_semver_option.readSemanticVersion(options.version, options.label);
		const newLayout = _usingCtx$1.a(target.kind === "layout" ? await (require_new_directory ??= require("./new-directory.js")).newDirectory((0, (node_path ??= require("node:path")).resolve)(target.path)) : void 0);
		const destination = _usingCtx$1.a(await (require_transport ??= require("./transport.js")).openLocation(target, {
			...connection,
			signal
		}));
		const { repository } = destination;
		const tags = await tagsOf(options, repository);
		const repositories = _usingCtx$1.a(new require_semver_option.SourceRepositories(destination, connection, signal));
		const verifier = (require_transfer ??= require("./transfer.js")).verifierOf(options.verify);
		const shards = [];
		const locations = await locationsOf(repository, tags, options);
		await (require_spec ??= require("./spec.js")).forEachConcurrent(locations.entries(), concurrency, async ([index, { location }]) => {
			shards[index] = await readShard(location, repositories, verifier, options);
		}, signal);
		const text = joinManifests(shards.map((shard) => ({
			name: (require_spec ??= require("./spec.js")).printable((require_spec ??= require("./spec.js")).formatLocation(shard.location), 300),
			text: shard.text
		})));
		for (const { location, descriptor, text: own } of shards) {
			if ((require_spec ??= require("./spec.js")).sameRepository(location, target)) continue;
			const manifest = (require_spec ??= require("./spec.js")).parseManifest(Buffer.from(own), descriptor.mediaType);
			const mountFrom = repositories.mountFrom(location);
			const from = await repositories.open(location);
			for (const blob of manifest.kind === "manifest" ? [manifest.config, ...manifest.layers] : []) await (require_transfer ??= require("./transfer.js")).copyGraph(from, repository, blob, {
				mountFrom,
				signal
			});
		}
		const bytes = Buffer.from(text);
		const { mediaType } = shards[0]?.descriptor ?? { mediaType: "" };
		const manifest = (require_spec ??= require("./spec.js")).descriptorOf(mediaType, bytes);
		const name = (require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(target));
		await (require_transfer ??= require("./transfer.js")).writeTagsTo(repository, manifest, tags, {
			name,
			rootBytes: bytes,
			signal,
			onEvent
		});
		newLayout?.keep();
		const joined = (require_spec ??= require("./spec.js")).parseManifest(bytes, mediaType);
		const described = {
			...manifest,
			artifactType: (require_spec ??= require("./spec.js")).artifactTypeOf(joined),
			annotations: joined.annotations
		};
		return {
			...(require_spec ??= require("./spec.js")).resultAt(target, described, tags),
			children: shards.map(({ descriptor }) => descriptor),
			verifiedBy: shards.flatMap(({ verifiedBy }) => verifiedBy)
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function readShard(location, repositories, verifier, { signal }) {
	const name = (require_spec ??= require("./spec.js")).printable((require_spec ??= require("./spec.js")).formatLocation(location), 300);
	try {
		const repository = await repositories.open(location);
		const named = await (require_transport ??= require("./transport.js")).manifestLocation(repository, location, { signal });
		const verified = await (require_transfer ??= require("./transfer.js")).verifyLocation(verifier, repository, named, { signal });
		const { descriptor, bytes } = await (require_fetch ??= require("./fetch.js")).resolveContent(repository, verified?.digest ?? (require_spec ??= require("./spec.js")).referenceOf(named), {
			maxMetadataBytes: (require_spec ??= require("./spec.js")).maxManifestBytes,
			signal
		});
		return {
			location,
			descriptor,
			text: Buffer.from(bytes).toString(),
			verifiedBy: verified?.verifiedBy ?? []
		};
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
		const { detail } = error;
		throw new (require_spec ??= require("./spec.js")).OciError("NOT_FOUND", `cannot join ${name}: ${error.message}`, {
			cause: error,
			detail
		});
	}
}

// src/commands/index-options.ts
const maxExpected = 1e4;
const indexOptions = {
	target: require_run.option({
		type: require_options.location({ refuseDigest: true }),
		positional: "target",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: "Where to write the index: `registry/repository[:tag]`, with or without `oci://`; or an OCI image layout. Without a tag, the first of `tags` is used, else `version`, else `latest`."
	}),
	sources: require_run.option({
		type: require_options.lines("reference"),
		positional: "reference",
		description: "Manifests of the index, one per line: a reference; `sha256:\u2026`, a tag, or a pattern of tags such as `build-42-*` in the repository of the target; `@path` for a file, a directory or a pattern of files with references, one per line. `=os/arch[/variant]` after a source sets the platform if the manifest does not have it.",
		cliDescription: "Manifest of the index: a reference; sha256:\u2026, a tag, or a pattern of tags such as build-42-* in the repository of the target; @path for files with references. =os/arch[/variant] after it sets the platform."
	}),
	needs: require_run.option({
		type: require_options.text,
		description: "The `needs` context as JSON, `toJSON(needs)`. The index lists the manifests in the outputs named `pinned-reference` of these jobs.",
		cliDescription: "The needs context of a workflow as JSON. The index lists the manifests in the outputs named pinned-reference."
	}),
	expect: require_run.option({
		type: require_options.whole(1, maxExpected),
		description: "Expected number of manifests. With fewer manifests, the run fails before anything is written."
	}),
	tags: require_run.option({
		type: require_options.words("tag"),
		description: "Additional tags, separated by spaces, commas or line breaks.",
		cliDescription: "Another tag."
	}),
	version: require_run.option({
		type: require_options.text,
		description: "The annotation `org.opencontainers.image.version`. If `target` and `tags` have no tag, it is also the tag, with `_` for each `+`.",
		cliDescription: "The version annotation, and the tag if no other is given (\"_\" replaces \"+\")."
	}),
	"semver-tags": require_semver_option.semverTagsOption("Write the tags of `version`: for `1.2.3` the tags `1.2.3`, `1.2`, `1` and `latest`, with the `v` of `v1.2.3`."),
	join: require_run.option({
		type: require_options.flag,
		default: false,
		description: "Join shards, which `shard` of the root action pushed, to one artifact. Its manifest is the one that a single job writes, in place of an index. All shards must be given.",
		cliDescription: "Join shards to one artifact, as the command join does."
	}),
	append: require_run.option({
		type: require_options.flag,
		default: false,
		description: "Add the manifests to the index that the tag points to. Its other entries and its annotations do not change, except for given `annotations`. A platform that the index already has is an error without `replace`."
	}),
	replace: require_run.option({
		type: require_options.flag,
		default: false,
		description: "With `append`: replace entries of the index that have the platform of a new manifest."
	}),
	flatten: require_run.option({
		type: require_options.flag,
		default: false,
		description: "Add the entries of each source that is an index, with their annotations, in place of the index. `=os/arch[/variant]` then selects an entry."
	}),
	...require_options.verifyOptions,
	annotations: require_run.option({
		type: require_options.lines("key=value"),
		defaultText: "the workflow's",
		description: "Annotations of the index, one `key=value` per line. The defaults are `org.opencontainers.image.source`, `.revision` and, if `version` is given, `.version`. `key=` removes a default. A key may have the prefix `index:`, as in the output of docker/metadata-action with `DOCKER_METADATA_ANNOTATIONS_LEVELS: index`.",
		cliDescription: "Annotation of the index; \"key=\" removes one."
	}),
	"artifact-type": require_run.option({
		type: require_options.mediaType,
		description: "Artifact type of the index, a media type."
	}),
	timestamp: require_run.option({
		type: require_options.date,
		defaultText: "`SOURCE_DATE_EPOCH`, else `1970-01-01T00:00:00Z`",
		description: "Creation date for the annotation `org.opencontainers.image.created`, RFC 3339."
	}),
	...require_options.registryWriteOptions,
	...require_options.runOptions,
	concurrency: require_options.concurrency(4, "manifests that are read"),
	...require_options.summaryOption,
	...require_options.resultOptions
};
const indexOutputs = {
	...require_run.resultOutputs("index"),
	manifests: require_run.output(require_run.lineOutput, "The manifests of the index, a JSON list of objects with `digest`, `platform` and `artifact-type`.", ({ children }) => JSON.stringify(children.map(({ digest, platform, artifactType }) => ({
		digest,
		platform: platform === void 0 ? void 0 : (require_spec ??= require("./spec.js")).platformText(platform),
		"artifact-type": artifactType
	})))),
	"verified-by": require_options.verifiedByOutput
};

// src/commands/join.ts
const { target, sources, needs, tags, version, "semver-tags": semverTags, concurrency } = indexOptions;
const join = require_options.defineCommand({
	name: "join",
	summary: "join shards to one artifact",
	description: "Joins the shards that push wrote with --shard to one artifact at <target>. The manifest is the one that a single machine writes. Each <reference> is a shard; all shards must be given.",
	examples: [{
		comment: "Join four shards",
		line: "join ghcr.io/acme/build:v1 @references"
	}],
	options: {
		target: {
			...target,
			description: target.description.replace("the index", "the artifact")
		},
		sources: {
			...sources,
			cliDescription: "Shard: a reference; sha256:\u2026 or a pattern of tags in the repository of the target; @path for files with references, one per line."
		},
		needs: {
			...needs,
			cliDescription: "The needs context of a workflow as JSON. The shards are in the outputs named pinned-reference."
		},
		tags,
		version: {
			...version,
			cliDescription: "The tag if no other is given (\"_\" replaces \"+\")."
		},
		"semver-tags": semverTags,
		...require_options.verifyOptions,
		...require_options.registryWriteOptions,
		...require_options.runOptions,
		concurrency,
		...require_options.resultOptions
	},
	outputs: indexOutputs,
	run: runJoin
});
async function runJoin(inputs, context) {
	const { label, log } = context;
	const { target, version, semverTags, concurrency } = inputs;
	const sources = await (require_index_sources ??= require("./index-sources.js")).readAllSources(inputs, context);
	const platform = sources.find((source) => source.platform !== void 0)?.platform;
	if (platform !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label("sources"), (require_spec ??= require("./spec.js")).platformText(platform), "is a platform, which a shard does not have; omit it");
	const tags = require_options.readTags([target], inputs.tags, semverTags ? void 0 : () => require_semver_option.defaultTagOf({
		version,
		label
	}), label);
	const verify = await require_options.readVerification(inputs, label);
	const access = await require_options.registryAccess(inputs, label);
	context.describeFailure((error) => ({
		...require_options.locationContext("target", target),
		...(require_spec ??= require("./spec.js")).isOciError(error, "NOT_FOUND") ? { placeInput: "sources" } : {},
		plainHttp: access.plainHttp
	}));
	log.phase("Join");
	const result = await joinShards({
		target,
		sources,
		tags,
		version,
		semverTags,
		concurrency,
		verify,
		connection: require_options.connectionOptions(access, context),
		...require_options.operationOptions(context)
	});
	return {
		result,
		lines: [
			...require_options.verifiedLines(result.verifiedBy),
			`joined ${require_run.formatNumber(result.children.length, "shard")} as ${result.reference}`,
			`  digest     ${result.digest}`
		],
		summary: (warnings) => (require_links ??= require("./links.js")).jobSummary({
			title: "Joined",
			object: (require_links ??= require("./links.js")).shortName(result),
			links: (require_links ??= require("./links.js")).workflowLinks(context.env, result.name),
			rows: [...(require_links ??= require("./links.js")).manifestRows(result, `${require_run.formatBytes(result.size)}, from ${require_run.formatNumber(result.children.length, "shard")}`), ...require_options.verifiedRows(result.verifiedBy)],
			details: result.children.map(({ digest }) => ["Shard", digest]),
			annotations: result.annotations,
			warnings
		})
	};
}

exports.createIndex = createIndex;
exports.indexOptions = indexOptions;
exports.indexOutputs = indexOutputs;
exports.join = join;
exports.runJoin = runJoin;