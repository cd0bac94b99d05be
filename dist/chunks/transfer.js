let require_spec;
let require_transport;
let require_verification;
let require_fetch;
let require_companions;
let require_listed_manifest;
let node_timers_promises;

// src/transfer/copy-graph.ts
async function copyGraph(source, destination, root, options = {}) {
	await new GraphCopy(source, destination, (require_fetch ??= require("./fetch.js")).planCopyGraph(options)).run([root]);
}
var GraphCopy = class {
	#cache;
	#source;
	#destination;
	#plan;
	#semaphore;
	#tagged;
	#hasUploaded;
	#known;
	#listed;
	#visits = /* @__PURE__ */ new Map();
	#stop = new AbortController();
	#signal;
	#isTagged = false;
	#failure;
	constructor(source, destination, plan, options = {}) {
		this.#source = source;
		this.#destination = destination;
		this.#plan = plan;
		this.#tagged = options.tagged;
		this.#hasUploaded = options.hasUploaded;
		this.#known = options.known;
		this.#listed = options.listed;
		this.#semaphore = new (require_spec ??= require("./spec.js")).Semaphore(plan.concurrency);
		this.#signal = (require_spec ??= require("./spec.js")).anySignal(this.#stop.signal, plan.signal);
		this.#cache = options.cache ?? new (require_fetch ??= require("./fetch.js")).MetadataCache(source, plan, this.#signal);
	}
	get isTagged() {
		return this.#isTagged;
	}
	async run(roots, others = []) {
		for (const batch of [roots, others]) {
			await Promise.all(batch.map((node) => this.#visit(node)));
			await Promise.all(this.#visits.values());
			if (this.#failure !== void 0) throw this.#failure.error;
		}
	}
	#visit(node, depth = 0) {
		const key = visitKey(node);
		let visit = this.#visits.get(key);
		if (visit === void 0) {
			visit = this.#copySubgraph(node, depth).catch((error) => {
				this.#failure ??= { error };
				this.#stop.abort(error);
			});
			this.#visits.set(key, visit);
		}
		return visit;
	}
	async #copySubgraph(described, depth) {
		const opened = await this.#semaphore.run(() => this.#open(described), depth);
		if (opened === void 0) return;
		const { node, children } = opened;
		await Promise.all(children.map((child) => this.#visit(child, depth + 1)));
		await this.#semaphore.run(() => this.#copyNode(node, children), depth + .5);
	}
	async #open(described) {
		let node = described;
		let children;
		try {
			children = await this.#childrenToCopy(node);
		} catch (error) {
			if (this.#listed?.has(node.digest) !== true) throw error;
			node = await (require_listed_manifest ??= require("./listed-manifest.js")).withRightSize(this.#source, node, error, { signal: this.#signal });
			children = await this.#childrenToCopy(node);
		}
		return children === void 0 ? void 0 : {
			node,
			children
		};
	}
	async #childrenToCopy(node) {
		(require_spec ??= require("./spec.js")).throwIfAborted(this.#signal);
		const options = { signal: this.#signal };
		if (await this.#hasUploaded?.(node) === true) {
			await this.#plan.postCopy?.(node);
			return;
		}
		if (this.#known?.get(node.digest) ?? (!this.#looksUpOnPush(node) && await (require_companions ??= require("./companions.js")).onSide("Exists", "destination", () => this.#destination.exists(node, options)))) {
			this.#cache.take(node);
			await this.#plan.onCopySkipped?.(node);
			return;
		}
		(require_spec ??= require("./spec.js")).throwIfAborted(this.#signal);
		const { findSuccessors, maxMetadataBytes } = this.#plan;
		const find = async () => findSuccessors === void 0 ? (require_fetch ??= require("./fetch.js")).successors(this.#cache, node, maxMetadataBytes, options) : findSuccessors(this.#cache, node);
		return (await (require_companions ??= require("./companions.js")).onSide("FindSuccessors", "source", find)).filter((child) => !isForeign(child));
	}
	async #copyNode(node, children) {
		(require_spec ??= require("./spec.js")).throwIfAborted(this.#signal);
		if (this.#looksUpOnPush(node)) {
			await this.#copyBlob(node);
			return;
		}
		if (await this.#mount(node, await this.#mountSources(node))) return;
		if (await this.#plan.preCopy?.(node) === (require_fetch ??= require("./fetch.js")).skipNode) {
			await this.#requirePresent(node);
			return;
		}
		const cached = this.#cache.take(node);
		const body = cached === void 0 ? this.#bodyOf(node) : () => (require_spec ??= require("./spec.js")).once(cached);
		try {
			await this.#push(node, body, { isAbsent: true });
		} catch (error) {
			if (children.length === 0 || !(require_spec ??= require("./spec.js")).isOciError(error, "MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_UNKNOWN")) throw error;
			if (error instanceof (require_companions ??= require("./companions.js")).CopyError && error.origin === "source") throw error;
			await this.#pushAgain(children, error);
			await this.#push(node, body);
		}
		await this.#plan.postCopy?.(node);
	}
	#looksUpOnPush({ mediaType }) {
		const { preCopy } = this.#plan;
		return this.#destination.looksUpOnPush === true && preCopy === void 0 && !(require_spec ??= require("./spec.js")).isManifestMediaType(mediaType);
	}
	async #copyBlob(node) {
		const sources = await this.#mountSources(node);
		if (await this.#mount(node, sources.slice(0, -1))) return;
		let state = "pushed";
		await this.#push(node, this.#bodyOf(node), {
			isAbsent: this.#known?.get(node.digest) === false,
			mountFrom: sources.at(-1),
			onNotSent: (reason) => {
				state = reason;
			}
		});
		const { postCopy, onCopySkipped, onMounted } = this.#plan;
		await {
			pushed: postCopy,
			exists: onCopySkipped,
			mounted: onMounted
		}[state]?.(node);
	}
	async #pushAgain(children, error) {
		const text = `${error.message} ${JSON.stringify(error.detail ?? "")}`;
		const named = children.filter((child) => text.includes(child.digest));
		for (const child of named.length > 0 ? named : children) await this.#push(child, this.#bodyOf(child), { isAbsent: named.length > 0 });
	}
	async #push(node, body, blobOptions = {}) {
		const tagged = this.#tagged !== void 0 && visitKey(this.#tagged.node) === visitKey(node) ? this.#tagged : void 0;
		const options = {
			...blobOptions,
			signal: this.#signal,
			tags: tagged === void 0 ? void 0 : [tagged.tag]
		};
		await (require_companions ??= require("./companions.js")).onSide(tagged === void 0 ? "Push" : "PushReference", "destination", () => this.#destination.push(node, body, options));
		this.#isTagged ||= tagged !== void 0;
	}
	#bodyOf(node) {
		const source = this.#source;
		const options = { signal: this.#signal };
		const read = async function* read(chunksOf) {
			try {
				yield* chunksOf(await source.fetch(node, options));
			} catch (error) {
				throw (require_spec ??= require("./spec.js")).isOciError(error, "ABORTED") ? error : new (require_companions ??= require("./companions.js")).CopyError("Fetch", "source", error);
			}
		};
		const borrowed = () => {
			let chunks;
			const content = read((reader) => chunks = reader.borrowed());
			return (require_spec ??= require("./spec.js")).withVerification(content, () => chunks?.verifies);
		};
		return Object.assign(() => read((reader) => reader), { borrowed });
	}
	async #mountSources(node) {
		return (canMount(this.#destination) && !(require_spec ??= require("./spec.js")).isManifestMediaType(node.mediaType) ? await this.#plan.mountFrom?.(node) : void 0) ?? [];
	}
	async #mount(node, repositories) {
		if (!canMount(this.#destination)) return false;
		for (const repository of repositories) {
			try {
				await this.#destination.mount(node, repository, { signal: this.#signal });
			} catch (error) {
				if ((require_spec ??= require("./spec.js")).isNotFound(error) || (require_spec ??= require("./spec.js")).isOciError(error, "UNSUPPORTED", "DENIED", "UNAUTHORIZED")) continue;
				if ((require_spec ??= require("./spec.js")).isOciError(error, "ABORTED")) throw error;
				throw new (require_companions ??= require("./companions.js")).CopyError("Mount", "destination", error);
			}
			await this.#plan.onMounted?.(node);
			return true;
		}
		return false;
	}
	async #requirePresent(node) {
		if (await (require_companions ??= require("./companions.js")).onSide("Exists", "destination", () => this.#destination.exists(node, { signal: this.#signal }))) return;
		throw new (require_companions ??= require("./companions.js")).CopyError("Exists", "destination", new (require_spec ??= require("./spec.js")).OciError("NOT_FOUND", `${node.digest} was skipped by preCopy, but the destination does not have it`));
	}
};
function visitKey(node) {
	return `${(require_spec ??= require("./spec.js")).isManifestMediaType(node.mediaType) ? "manifest" : "blob"} ${node.digest}`;
}
const foreignTypes = ["application/vnd.oci.image.layer.nondistributable.v1.tar", "application/vnd.docker.image.rootfs.foreign.diff.tar"];
function isForeign({ mediaType }) {
	return foreignTypes.some((type) => mediaType.startsWith(type));
}
function canMount(storage) {
	return "mount" in storage && typeof storage.mount === "function";
}

// src/transfer/unlisted-referrers.ts
async function repairReferrers(destination, cache, copied, { signal }) {
	const unlisted = await findUnlisted(destination, copied, signal);
	if (unlisted.length === 0) return unlisted;
	for (const { referrer } of unlisted) {
		const bytes = await (require_companions ??= require("./companions.js")).onSide("Fetch", "source", () => cache.bytes(referrer, { signal }));
		await (require_companions ??= require("./companions.js")).onSide("Push", "destination", () => (require_spec ??= require("./spec.js")).pushContent(destination, referrer, bytes, { signal }));
	}
	return findUnlisted(destination, unlisted, signal);
}
async function findUnlisted(destination, copied, signal) {
	const unlisted = [];
	for (const referrers of Map.groupBy(copied, ({ subject }) => subject.digest).values()) {
		const [first] = referrers;
		if (first === void 0) continue;
		const listed = await listedAt(destination, first.subject, signal);
		if (listed !== void 0) unlisted.push(...referrers.filter(({ referrer }) => !listed.has(referrer.digest)));
	}
	return unlisted;
}
async function listedAt(destination, subject, signal) {
	try {
		const list = await (require_companions ??= require("./companions.js")).onSide("FindPredecessors", "destination", () => destination.predecessors(subject, { signal }));
		return new Set(list.map(({ digest }) => digest));
	} catch (error) {
		if ((require_spec ??= require("./spec.js")).isOciError(error, "DENIED", "UNAUTHORIZED", "UNSUPPORTED")) return void 0;
		throw error;
	}
}

// src/transfer/recursive.ts
async function copyRecursive(source, destination, root, plan, cache) {
	const { concurrency, signal, onWrongSize } = plan;
	const copied = [];
	const companions = (require_spec ??= require("./spec.js")).isManifestMediaType(root.mediaType) ? await (require_companions ??= require("./companions.js")).findCompanions(source, cache, root, {
		concurrency,
		signal,
		onMissing: plan.onMissingReferrer,
		onCompanion: plan.onCompanion,
		onReferrer: (referrer, subject) => copied.push({
			referrer,
			subject
		}),
		onWrongSize
	}) : {
		referrers: [],
		tagged: []
	};
	plan.onFound?.(companions);
	await new GraphCopy(source, destination, plan, { cache }).run([root], [...companions.referrers, ...companions.tagged.map(({ node }) => node)]);
	for (const companion of companions.tagged) await tagCompanion(destination, companion, plan);
	if (canFindPredecessors(destination)) {
		const unlisted = await repairReferrers(destination, cache, copied, { signal });
		for (const { referrer, subject } of unlisted) plan.onUnlistedReferrer?.(referrer, subject);
	}
	return companions;
}
function canFindPredecessors(storage) {
	return "predecessors" in storage && typeof storage.predecessors === "function";
}
async function tagCompanion(destination, companion, options) {
	const { tag, node } = companion;
	const call = { signal: options.signal };
	const previous = await (require_companions ??= require("./companions.js")).onSide("Resolve", "destination", () => resolveIfExists(destination, tag, options.signal));
	if (previous?.digest === node.digest) return;
	await (require_companions ??= require("./companions.js")).onSide("Tag", "destination", () => destination.tag(node, tag, call));
	options.onCompanionTagged?.(companion, previous);
}
async function resolveIfExists(target, tag, signal) {
	try {
		return await target.resolve(tag, { signal });
	} catch (error) {
		if ((require_spec ??= require("./spec.js")).isNotFound(error)) return void 0;
		throw error;
	}
}

// src/transfer/tag-lookup.ts
const maxUncheckedSize = 8388608;
async function findTags(destination, tags, options) {
	const { signal, ifTagExists = "overwrite" } = options;
	const descriptors = /* @__PURE__ */ new Map();
	const find = async (tag) => {
		try {
			const descriptor = await destination.resolve(tag, { signal });
			const { annotations } = ifTagExists === "newer" ? await (require_fetch ??= require("./fetch.js")).readManifest(destination, descriptor, { signal }) : {};
			descriptors.set(tag, annotations === void 0 ? descriptor : {
				...descriptor,
				annotations
			});
		} catch (error) {
			if (!(require_spec ??= require("./spec.js")).isNotFound(error) && !(ifTagExists === "overwrite" && isUnreadableTag(error))) throw error;
		}
	};
	await (require_spec ??= require("./spec.js")).forEachConcurrent(new Set(tags), concurrentLookups, find, signal);
	return new Map(tags.map((tag) => [tag, descriptors.get(tag)]));
}
function isUnreadableTag(error) {
	return (require_spec ??= require("./spec.js")).isOciError(error, "DENIED", "UNSUPPORTED", "UNKNOWN");
}
const concurrentLookups = 5;
async function lookUp(root, destination, { existing, known = /* @__PURE__ */ new Map(), signal, hasUploaded }) {
	if (existing === void 0 || !("layers" in existing)) return {
		existing,
		known
	};
	const { all, isRequired, layers, config } = existing;
	const required = isRequired ? await all() : void 0;
	const isUnchanged = existing.main.then((tag) => tag?.digest === root.digest);
	const withStates = (...states) => {
		const settled = states.flatMap(([{ digest }, exists]) => exists === void 0 ? [] : [[digest, exists]]);
		return new Map([...known, ...settled]);
	};
	const isIncomplete = known.values().some((exists) => !exists);
	if (!isIncomplete && await (config === void 0 ? Promise.race([isUnchanged, (0, (node_timers_promises ??= require("node:timers/promises")).setImmediate)(false)]) : isUnchanged)) return {
		existing: await all(),
		known: withStates([root, true])
	};
	const hasConfig = await config?.exists;
	const found = config === void 0 ? [] : [[config.config, hasConfig]];
	if (hasConfig === false) {
		const missing = [root, ...layers.filter(({ digest, size }) => size < maxUncheckedSize && !known.has(digest))].map((node) => [node, false]);
		return {
			existing: required,
			known: withStates(...found, ...missing)
		};
	}
	const [largest] = layers.toSorted((a, b) => b.size - a.size);
	if (largest === void 0) return {
		existing: await all(),
		known: withStates(...found)
	};
	const lookUpLayer = async () => await hasUploaded?.(largest) !== true && (require_companions ??= require("./companions.js")).onSide("Exists", "destination", () => destination.exists(largest, { signal }));
	const [hasLayer, hasManifest] = await Promise.all([isIncomplete ? void 0 : known.get(largest.digest) ?? lookUpLayer(), isUnchanged]);
	if (isIncomplete || hasLayer === false) return {
		existing: required,
		known: withStates(...found, [largest, hasLayer], [root, false])
	};
	const isOnlyLayer = hasConfig === true && layers.length === 1;
	const hasRoot = hasManifest || (isOnlyLayer ? false : void 0);
	return {
		existing: await all(),
		known: withStates(...found, [largest, hasLayer], [root, hasRoot])
	};
}

// src/transfer/publish.ts
async function publishTo(source, root, destination, options) {
	const { onEvent, progress } = options;
	const manifest = (require_spec ??= require("./spec.js")).plainDescriptor(root);
	const { known, existing } = await lookUp(manifest, destination, options);
	const plans = planTags(root, existing, options);
	const tally = {
		copied: 0,
		copiedBytes: 0,
		companions: []
	};
	const first = plans.find(({ action }) => action === "write");
	let written;
	if (plans.length === 0 || first !== void 0) {
		if (await copyTo(source, manifest, destination, {
			...options,
			known,
			tag: first?.tag
		}, tally)) written = first?.tag;
		if (progress.phase === "push") onEvent?.({
			kind: "phase",
			phase: "tag"
		});
	}
	await writeTags(source, manifest, destination, plans, options, written);
	const [main] = plans;
	return {
		...tally,
		skipped: main?.action === "skip" ? (require_spec ??= require("./spec.js")).plainDescriptor(main.existing) : void 0
	};
}
async function writeTagsTo(repository, manifest, tags, options) {
	const plans = [...new Set(tags)].map((tag) => ({
		tag,
		action: "write"
	}));
	await writeTags(repository, (require_spec ??= require("./spec.js")).plainDescriptor(manifest), repository, plans, options);
}
async function copyTo(source, root, destination, options, tally) {
	const { onEvent, signal, progress, hasUploaded, isCounted = isBlob } = options;
	const report = (node, state) => {
		if (state !== "exists") tally.copied++;
		if (state === "uploaded") tally.copiedBytes += node.size;
		onEvent?.({
			kind: "blob",
			digest: node.digest,
			size: node.size,
			state
		});
	};
	const plan = (require_fetch ??= require("./fetch.js")).planCopyGraph({
		concurrency: options.concurrency,
		signal,
		mountFrom: options.mountFrom,
		postCopy: (node) => {
			report(node, "uploaded");
		},
		onCopySkipped: (node) => {
			size.remove(node);
			report(node, "exists");
		},
		onMounted: (node) => {
			size.remove(node);
			report(node, "mounted");
		},
		findSuccessors: async (storage, node) => {
			const found = await (require_fetch ??= require("./fetch.js")).successors(storage, node, void 0, { signal });
			for (const each of found) size.add(each);
			return found;
		}
	});
	const size = new DiscoveredSize(isCounted);
	const reads = new (require_transport ??= require("./transport.js")).ReadProgress((done, blob) => onEvent?.({
		kind: "progress",
		total: size.total,
		...progress,
		done,
		blob
	}));
	const counted = onEvent === void 0 ? source : reads.source(source, isCounted);
	const cache = new (require_fetch ??= require("./fetch.js")).MetadataCache(counted, plan, signal);
	if (options.rootBytes !== void 0) cache.add(root, options.rootBytes);
	if (options.recursive === true) {
		const found = /* @__PURE__ */ new Map();
		const onCompanion = (companion) => {
			if (!found.has(companion.digest)) found.set(companion.digest, companion);
		};
		await copyRecursive(counted, destination, root, {
			...options,
			...plan,
			onCompanion
		}, cache);
		tally.companions = [...found.values()];
		return false;
	}
	const { known, tag } = options;
	const graph = new GraphCopy(counted, destination, plan, {
		cache,
		hasUploaded,
		known,
		tagged: tag === void 0 ? void 0 : {
			node: root,
			tag
		}
	});
	await graph.run([root]);
	return graph.isTagged;
}
var DiscoveredSize = class {
	total = 0;
	#seen = /* @__PURE__ */ new Set();
	#isCounted;
	constructor(isCounted) {
		this.#isCounted = isCounted;
	}
	add(node) {
		if (!this.#isCounted(node) || this.#seen.has(node.digest)) return;
		this.#seen.add(node.digest);
		this.total += node.size;
	}
	remove(node) {
		if (this.#isCounted(node) && this.#seen.has(node.digest)) this.total -= node.size;
	}
};
function isBlob({ mediaType }) {
	return !(require_spec ??= require("./spec.js")).isManifestMediaType(mediaType);
}
function planTags(manifest, existingTags, options) {
	const [main, ...others] = [...new Set(options.tags)].map((tag) => ({
		tag,
		existing: existingTags?.get(tag)
	}));
	if (main === void 0) return [];
	const mainPlan = planTag(manifest, main, options.ifTagExists, options.name);
	return [mainPlan, ...others.flatMap((other) => {
		const isMoving = options.movingTags?.has(other.tag) === true;
		if (isMoving && mainPlan.action === "skip") return [];
		return planTag(manifest, other, isMoving && options.ifTagExists !== "newer" ? "overwrite" : options.ifTagExists, options.name);
	})];
}
function planTag(manifest, { tag, existing }, ifTagExists, name) {
	if (existing === void 0) return {
		tag,
		action: "write"
	};
	if (existing.digest === manifest.digest) return {
		tag,
		action: "unchanged"
	};
	switch (ifTagExists) {
		case "skip": return {
			tag,
			action: "skip",
			existing
		};
		case "fail": throw new (require_spec ??= require("./spec.js")).OciError("ALREADY_EXISTS", `${(require_spec ??= require("./spec.js")).optionName("ifTagExists")} is "fail", and ${name}:${tag} already points to ${existing.digest}, not to ${manifest.digest}; use another tag, or set it to "overwrite" or "skip"`);
		case "newer": return isNewer(manifest, existing) ? {
			tag,
			action: "write"
		} : {
			tag,
			action: "skip",
			existing
		};
		case "overwrite":
		case void 0: return {
			tag,
			action: "write"
		};
	}
}
function isNewer(manifest, existing) {
	const [version, other] = [manifest, existing].map(({ annotations }) => annotations?.[(require_spec ??= require("./spec.js")).annotationVersion]);
	return other === void 0 || version !== void 0 && (require_spec ??= require("./spec.js")).compareVersions(version, other) > 0;
}
async function writeTags(source, manifest, destination, plans, { name, rootBytes, signal, onEvent }, writtenTag) {
	const written = [];
	let bytes = rootBytes;
	for (const { tag, action } of plans) {
		if (action !== "write") {
			onEvent?.({
				kind: "tag",
				tag,
				state: action === "skip" ? "skipped" : action
			});
			continue;
		}
		try {
			if (tag !== writtenTag) {
				bytes ??= await (require_fetch ??= require("./fetch.js")).fetchMetadata(source, manifest, (require_spec ??= require("./spec.js")).maxManifestBytes, { signal });
				await (require_spec ??= require("./spec.js")).pushContent(destination, manifest, bytes, {
					signal,
					tags: [tag]
				});
			}
		} catch (error) {
			throw written.length === 0 ? error : partialFailure(tag, manifest, written, error);
		}
		written.push(`${name}:${tag}`);
		onEvent?.({
			kind: "tag",
			tag,
			state: "written"
		});
	}
}
function partialFailure(tag, manifest, written, error) {
	const ociError = (require_spec ??= require("./spec.js")).isOciError(error) ? error : void 0;
	return new (require_spec ??= require("./spec.js")).OciError(ociError?.code ?? "UNKNOWN", `cannot write the tag "${tag}"; ${written.join(", ")} already point to ${manifest.digest}: ${(require_spec ??= require("./spec.js")).messageOf(error)}`, {
		cause: error,
		status: ociError?.status
	});
}

// src/operations/verify-location.ts
function verifierOf(verify) {
	return verify === void 0 ? void 0 : new (require_verification ??= require("./verification.js")).PolicyVerifier(verify);
}
async function verifyLocation(verifier, repository, location, { signal }) {
	return verifier?.verify(repository, (require_spec ??= require("./spec.js")).referenceOf(location), {
		name: (require_spec ??= require("./spec.js")).formatLocation(location),
		signal
	});
}

// src/operations/observed.ts
function observed(options) {
	return options.onEvent === void 0 ? options : {
		...options,
		onEvent: (require_spec ??= require("./spec.js")).guardedHook("onEvent", options.onEvent)
	};
}

// src/operations/matching-tags.ts
async function matchingTags(repository, pattern, options) {
	if (!isTagPattern(pattern)) return [pattern];
	const expression = expressionOf(pattern);
	const indexTags = new Set(options.tags);
	const matches = [];
	for await (const tag of repository.tags({ signal: options.signal })) if (!indexTags.has(tag) && !(require_spec ??= require("./spec.js")).isDigestTag(tag) && expression.test(tag)) matches.push(tag);
	if (matches.length === 0) throw (require_spec ??= require("./spec.js")).inputError(options.label("sources"), pattern, "matches no tag in the target's repository");
	return matches;
}
function isTagPattern(tag) {
	return /[*?]/.test(tag);
}
async function newestTag(repository, pattern, options) {
	const expression = expressionOf(pattern);
	let newest;
	for await (const tag of repository.tags(options)) {
		if ((require_spec ??= require("./spec.js")).isDigestTag(tag) || !expression.test(tag)) continue;
		if (newest === void 0 || (require_spec ??= require("./spec.js")).compareVersions(tag, newest) > 0) newest = tag;
	}
	return newest;
}
async function tagsToCopy(repository, pattern, options) {
	const expression = pattern === void 0 ? void 0 : expressionOf(pattern);
	const found = [];
	for await (const tag of repository.tags(options)) if (expression === void 0 ? !(require_spec ??= require("./spec.js")).isDigestTag(tag) || tag.includes(".") : !(require_spec ??= require("./spec.js")).isDigestTag(tag) && expression.test(tag)) found.push(tag);
	return found;
}
function tagMatcher(pattern) {
	const expression = expressionOf(pattern);
	return (tag) => expression.test(tag);
}
function expressionOf(pattern) {
	const source = pattern.replaceAll(/\*+/g, "*").replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("?", ".").replaceAll("*", ".*");
	return new RegExp(`^${source}$`);
}

Object.defineProperty(exports, "copyGraph", {
  enumerable: true,
  get: function () {
    return copyGraph;
  }
});
Object.defineProperty(exports, "findTags", {
  enumerable: true,
  get: function () {
    return findTags;
  }
});
Object.defineProperty(exports, "isTagPattern", {
  enumerable: true,
  get: function () {
    return isTagPattern;
  }
});
Object.defineProperty(exports, "isUnreadableTag", {
  enumerable: true,
  get: function () {
    return isUnreadableTag;
  }
});
Object.defineProperty(exports, "matchingTags", {
  enumerable: true,
  get: function () {
    return matchingTags;
  }
});
Object.defineProperty(exports, "newestTag", {
  enumerable: true,
  get: function () {
    return newestTag;
  }
});
Object.defineProperty(exports, "observed", {
  enumerable: true,
  get: function () {
    return observed;
  }
});
Object.defineProperty(exports, "publishTo", {
  enumerable: true,
  get: function () {
    return publishTo;
  }
});
Object.defineProperty(exports, "tagMatcher", {
  enumerable: true,
  get: function () {
    return tagMatcher;
  }
});
Object.defineProperty(exports, "tagsToCopy", {
  enumerable: true,
  get: function () {
    return tagsToCopy;
  }
});
Object.defineProperty(exports, "verifierOf", {
  enumerable: true,
  get: function () {
    return verifierOf;
  }
});
Object.defineProperty(exports, "verifyLocation", {
  enumerable: true,
  get: function () {
    return verifyLocation;
  }
});
Object.defineProperty(exports, "writeTagsTo", {
  enumerable: true,
  get: function () {
    return writeTagsTo;
  }
});