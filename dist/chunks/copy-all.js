const require_spec = require("./spec.js");
let require_transport;
let require_companions;
let require_transfer;
let require_fetch;
let require_listed_manifest;
let require_new_directory;
let require_usingCtx;
let node_path;

// src/operations/copy-repositories.ts
const connectionsOfTarget = 2;
var CopyRepositories = class {
	#connections;
	#sources = /* @__PURE__ */ new Map();
	#targets = /* @__PURE__ */ new Map();
	#newLayouts = /* @__PURE__ */ new Map();
	constructor(connections) {
		this.#connections = connections;
	}
	async source(location) {
		const { from, signal } = this.#connections;
		return open(this.#sources, location, () => (require_companions ??= require("./companions.js")).onSide("Open", "source", () => (require_transport ??= require("./transport.js")).openLocation(location, {
			...from,
			readOnly: true,
			prepare: 1,
			signal
		})));
	}
	async target(location) {
		const { to, signal } = this.#connections;
		return open(this.#targets, location, async () => {
			if (location.kind === "layout") this.#newLayouts.set(keyOf(location), await (require_new_directory ??= require("./new-directory.js")).newDirectory((0, (node_path ??= require("node:path")).resolve)(location.path)));
			const pushTo = location.kind === "registry" ? location.repository : void 0;
			const options = {
				...to,
				pushTo,
				manyWrites: true,
				prepare: connectionsOfTarget,
				signal
			};
			return (require_companions ??= require("./companions.js")).onSide("Open", "destination", () => (require_transport ??= require("./transport.js")).openLocation(location, options));
		});
	}
	keep(target) {
		this.#newLayouts.get(keyOf(target))?.keep();
	}
	async [Symbol.asyncDispose]() {
		const opened = [
			...this.#targets.values(),
			...this.#newLayouts.values(),
			...this.#sources.values()
		];
		for (const each of opened) await each[Symbol.asyncDispose]();
	}
};
async function open(opened, location, connect) {
	const key = keyOf(location);
	let found = opened.get(key);
	if (found === void 0) {
		found = await connect();
		opened.set(key, found);
	}
	return found.repository;
}
function keyOf(location) {
	return require_spec.formatLocation(require_spec.repositoryOf(location));
}

// src/operations/copy.ts
async function copy(given) {
	try {
		var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		require_spec.checkNumbers(given, { concurrency: 1 });
		const options = {
			...(require_transfer ??= require("./transfer.js")).observed(given),
			source: require_spec.asLocation(given.source),
			target: require_spec.asLocation(given.target)
		};
		const repositories = _usingCtx$2.a(new CopyRepositories(options));
		return await copyBetween(repositories, options, await verifySource(repositories, options.source, (require_transfer ??= require("./transfer.js")).verifierOf(options.verify), options));
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
async function verifySource(repositories, source, verifier, { signal }) {
	if (verifier === void 0) return void 0;
	const from = await repositories.source(source);
	return (require_companions ??= require("./companions.js")).onSide("Resolve", "source", async () => (require_transfer ??= require("./transfer.js")).verifyLocation(verifier, from, await (require_transport ??= require("./transport.js")).manifestLocation(from, source, { signal }), { signal }));
}
async function copyBetween(repositories, options, verified) {
	const { target, ifTagExists, signal, onEvent } = options;
	const opening = target.kind === "registry" ? repositories.target(target) : void 0;
	opening?.catch(() => void 0);
	const from = await repositories.source(options.source);
	const source = await (require_companions ??= require("./companions.js")).onSide("Resolve", "source", () => (require_transport ??= require("./transport.js")).manifestLocation(from, options.source, { signal }));
	const tags = tagsOfCopy(options, source);
	const { descriptor: root, bytes: rootBytes } = await (require_companions ??= require("./companions.js")).onSide("Resolve", "source", () => (require_fetch ??= require("./fetch.js")).resolveContent(from, verified?.digest ?? require_spec.referenceOf(source), {
		targetPlatform: options.platform,
		signal
	}));
	if (target.digest !== void 0 && target.digest !== root.digest) {
		const problem = `${require_spec.formatLocation(source)} is ${root.digest}, but the target requires ${target.digest}`;
		throw new (require_companions ??= require("./companions.js")).CopyError("Resolve", "source", new require_spec.OciError("DIGEST_MISMATCH", problem));
	}
	const manifest = require_spec.parseManifest(rootBytes, root.mediaType);
	const artifactType = require_spec.artifactTypeOf(manifest);
	const to = await (opening ?? repositories.target(target));
	const { skipped, ...copied } = await (require_companions ??= require("./companions.js")).onSide("Tag", "destination", async () => (require_transfer ??= require("./transfer.js")).publishTo(from, {
		...root,
		annotations: manifest.annotations
	}, to, {
		tags,
		existing: await existingTags(to, tags, ifTagExists, signal),
		ifTagExists,
		name: require_spec.formatLocation({
			...target,
			tag: void 0,
			digest: void 0
		}),
		rootBytes,
		recursive: options.recursive,
		concurrency: options.concurrency,
		mountFrom: mountableFrom(options),
		progress: { phase: "copy" },
		signal,
		onEvent,
		...companionEvents(onEvent)
	}));
	repositories.keep(target);
	const existing = skipped && await (require_companions ??= require("./companions.js")).onSide("Fetch", "destination", () => describeExisting(to, skipped, signal));
	const described = existing?.descriptor ?? {
		...root,
		artifactType,
		annotations: manifest.annotations
	};
	return {
		...require_spec.resultAt(target, described, tags),
		verifiedBy: verified?.verifiedBy ?? [],
		source: require_spec.formatLocation(source),
		copied: copied.copied,
		copiedBytes: copied.copiedBytes,
		companions: copied.companions.length,
		referrers: copied.companions,
		contents: contentsOf(existing?.manifest ?? manifest),
		skipped: existing !== void 0
	};
}
async function existingTags(repository, tags, ifTagExists = "overwrite", signal) {
	return ifTagExists === "overwrite" ? void 0 : (require_transfer ??= require("./transfer.js")).findTags(repository, tags, {
		ifTagExists,
		signal
	});
}
async function describeExisting(repository, manifest, signal) {
	const content = await (require_fetch ??= require("./fetch.js")).readManifest(repository, manifest, { signal });
	const { annotations } = content;
	return {
		descriptor: {
			...manifest,
			artifactType: require_spec.artifactTypeOf(content),
			annotations
		},
		manifest: content
	};
}
function contentsOf(manifest) {
	if (manifest.kind === "index") return manifest.manifests;
	return manifest.kind === "manifest" ? manifest.layers : manifest.blobs;
}
function tagsOfCopy({ source, target, tags, additionalTags = [] }, resolved) {
	const isUnnamed = source.tag === void 0 && source.digest === void 0;
	const ofSource = resolved.tag ?? (isUnnamed ? "latest" : void 0);
	const main = target.tag ?? (target.digest === void 0 ? ofSource : void 0);
	const all = [...tags ?? (main === void 0 ? [] : [main]), ...additionalTags];
	return [...new Set(target.kind === "registry" ? all.map(require_spec.shortTag) : all)];
}
function mountableFrom({ source, target, from = {}, to = {} }) {
	if (source.kind !== "registry" || target.kind !== "registry") return void 0;
	if (source.registry !== target.registry || source.repository === target.repository) return void 0;
	return [
		"plainHttp",
		"username",
		"password",
		"githubToken"
	].every((key) => from[key] === to[key]) ? () => [source.repository] : void 0;
}
function companionEvents(onEvent) {
	return {
		onWrongSize: (...wrong) => onEvent?.({
			kind: "warning",
			text: (require_listed_manifest ??= require("./listed-manifest.js")).wrongSizeText(...wrong)
		}),
		onUnlistedReferrer: (referrer, subject) => onEvent?.({
			kind: "warning",
			text: `the target has ${referrer.digest} but does not list it as a referrer of ${subject.digest}, also after it was pushed again; clients do not find it there`
		}),
		onMissingReferrer: (referrer, subject) => onEvent?.({
			kind: "warning",
			text: `the source lists ${referrer.digest} as a referrer of ${subject.digest} but does not have it; it is not copied`
		}),
		onCompanionTagged: ({ tag }, previous) => {
			onEvent?.({
				kind: "tag",
				tag,
				state: "written"
			});
			if (previous !== void 0) onEvent?.({
				kind: "warning",
				text: `the tag ${tag} at the target pointed to ${previous.digest} and was moved; that manifest still exists under its digest`
			});
		}
	};
}

// src/operations/copy-all.ts
var CopyAllError = class extends require_spec.OciError {
	name = "CopyAllError";
	copies;
	item;
	constructor(item, copies, total, cause) {
		const known = require_spec.isOciError(cause) ? cause : void 0;
		const names = [item.source, item.target].map((location) => require_spec.printable(require_spec.formatLocation(location), 300));
		const counted = total === 1 ? "" : ` (${copies.length} of ${total} were copied before)`;
		super(known?.code ?? "UNKNOWN", `${item.name === void 0 ? "" : `${item.name}: `}cannot copy ${names.join(" to ")}${counted}: ${require_spec.messageOf(reasonOf(cause))}`, {
			cause,
			status: known?.status,
			detail: known?.detail,
			reason: known?.reason
		});
		this.copies = copies;
		this.item = item;
	}
};
function reasonOf(error) {
	let inner = error;
	while (inner instanceof (require_companions ??= require("./companions.js")).CopyError && require_spec.isOciError(inner.cause)) inner = inner.cause;
	return inner;
}
async function copyAll(given) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		require_spec.checkNumbers(given, { concurrency: 1 });
		const options = {
			...(require_transfer ??= require("./transfer.js")).observed(given),
			onCopied: require_spec.guardedHook("onCopied", given.onCopied)
		};
		const items = given.items.map((item) => ({
			...item,
			source: require_spec.asLocation(item.source),
			target: require_spec.asLocation(item.target)
		}));
		const repositories = _usingCtx$1.a(new CopyRepositories(options));
		const expanded = [];
		for (const item of items) expanded.push(...await expand(repositories, item, options));
		checkTargets(expanded, options);
		const verified = /* @__PURE__ */ new Map();
		const verifier = (require_transfer ??= require("./transfer.js")).verifierOf(options.verify);
		for (const item of expanded) verified.set(item, await verifyItem(repositories, item, verifier, options));
		const results = [];
		for (const item of expanded) try {
			const { source, target } = item;
			const result = await copyBetween(repositories, {
				...options,
				source,
				target
			}, verified.get(item));
			results.push(result);
			options.onCopied?.(result);
		} catch (error) {
			require_spec.throwIfAborted(options.signal);
			throw new CopyAllError(item, results, expanded.length, error);
		}
		const [first, ...others] = results;
		if (first === void 0) throw new TypeError("there is at least one copy");
		return [first, ...others];
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function expand(repositories, item, { allTags = false, signal, label = require_spec.plainLabel, items }) {
	const { source, target, name } = item;
	const pattern = source.tag !== void 0 && (require_transfer ??= require("./transfer.js")).isTagPattern(source.tag) ? source.tag : void 0;
	let tags;
	try {
		const repository = await repositories.source(source);
		if (!allTags && pattern === void 0) {
			const found = await (require_companions ??= require("./companions.js")).onSide("Resolve", "source", () => (require_transport ??= require("./transport.js")).manifestLocation(repository, source, { signal }));
			await (require_companions ??= require("./companions.js")).onSide("Resolve", "source", () => repository.resolve(require_spec.referenceOf(found), { signal }));
			return [item];
		}
		tags = await (require_companions ??= require("./companions.js")).onSide("Resolve", "source", () => (require_transfer ??= require("./transfer.js")).tagsToCopy(repository, pattern, { signal }));
	} catch (error) {
		require_spec.throwIfAborted(signal);
		throw new CopyAllError(item, [], items.length, error);
	}
	if (tags.length === 0) throw require_spec.inputError(name ?? label("source"), require_spec.formatLocation(source), pattern === void 0 ? "has no tags to copy" : "matches no tag");
	return tags.map((tag) => ({
		source: {
			...require_spec.repositoryOf(source),
			tag
		},
		target,
		name
	}));
}
async function verifyItem(repositories, item, verifier, { signal, items }) {
	try {
		return await verifySource(repositories, item.source, verifier, { signal });
	} catch (error) {
		require_spec.throwIfAborted(signal);
		throw new CopyAllError(item, [], items.length, error);
	}
}
function checkTargets(items, options) {
	const written = /* @__PURE__ */ new Map();
	for (const item of items) {
		const tags = tagsOfCopy({
			...options,
			...item
		}, item.source);
		for (const key of tags.map((tag) => require_spec.formatLocation({
			...require_spec.repositoryOf(item.target),
			tag
		}))) {
			const other = written.get(key);
			if (other !== void 0) throw require_spec.inputError(item.name ?? (options.label ?? require_spec.plainLabel)("source"), key, `is also the target of ${other.name ?? require_spec.formatLocation(other.source)}; give each tag once`);
			written.set(key, item);
		}
	}
}

Object.defineProperty(exports, "CopyAllError", {
  enumerable: true,
  get: function () {
    return CopyAllError;
  }
});
Object.defineProperty(exports, "copy", {
  enumerable: true,
  get: function () {
    return copy;
  }
});
Object.defineProperty(exports, "copyAll", {
  enumerable: true,
  get: function () {
    return copyAll;
  }
});