let require_spec;
let require_run;
let require_options;
let require_usingCtx;
let require_transport;
let require_records;
let require_formats;
let require_connect;
let require_layout;
let require_fetch;
let require_build;
let require_companions;
let require_transfer;
let require_manifest_parts;
let require_temporary_store;
let require_refusal;
let node_os;
let node_path;
let node_fs_promises;

// src/transfer/shard-plan.ts
const layerOverhead = 16384;
function shardPlan(plan, shard) {
	const { kind } = plan.config;
	if (kind === "image" || kind === "computed") throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", "cannot pack a shard of an image: its config contains the digests of all layers; omit the config, or shard");
	const indexes = shareOf(plan.layers, shard);
	return {
		...plan,
		layers: plan.layers.filter((_, index) => indexes.has(index)),
		annotations: {
			...plan.annotations,
			[(require_spec ??= require("./spec.js")).annotationShard]: `${shard.number}/${shard.count}`,
			[(require_spec ??= require("./spec.js")).annotationShardLayers]: `${[...indexes].sort((a, b) => a - b).join(",")}/${plan.layers.length}`,
			[(require_spec ??= require("./spec.js")).annotationShardPlan]: fingerprint(plan)
		}
	};
}
function shareOf(layers, { number, count }) {
	const sizes = Array.from({ length: count }, () => 0);
	const own = /* @__PURE__ */ new Set();
	const largestFirst = layers.map((layer, index) => ({
		index,
		size: sizeOf(layer)
	})).sort((a, b) => b.size - a.size || a.index - b.index);
	for (const { index, size } of largestFirst) {
		const share = sizes.indexOf(Math.min(...sizes));
		sizes[share] = (sizes[share] ?? 0) + size + layerOverhead;
		if (share === number - 1) own.add(index);
	}
	return own;
}
function sizeOf(layer) {
	return "size" in layer ? layer.size ?? 0 : 0;
}
function fingerprint(plan) {
	const { artifactType, imageSpec, mediaType, omitMediaType, config, configAnnotations, annotations, platform } = plan;
	const value = {
		artifactType,
		imageSpec,
		mediaType,
		omitMediaType,
		config: describeConfig(config),
		configAnnotations: sorted(configAnnotations),
		annotations: sorted(annotations),
		platform,
		layers: plan.layers.map(describeLayer)
	};
	return (require_spec ??= require("./spec.js")).digestOf((require_spec ??= require("./spec.js")).encodeJson(value));
}
function describeConfig(config) {
	if (config.kind === "bytes") return {
		...config,
		bytes: (require_spec ??= require("./spec.js")).digestOf(config.bytes)
	};
	return config.kind === "file" ? {
		...config,
		path: void 0
	} : config;
}
function describeLayer(layer) {
	if (layer.kind === "descriptor") return layer;
	const { kind, mediaType, annotations } = layer;
	const described = {
		kind,
		mediaType,
		annotations: sorted(annotations),
		size: sizeOf(layer)
	};
	if (layer.kind !== "directory") return described;
	const { exclude, symlinks, allowOutsideLinks, modes, subDir } = layer.pack;
	return {
		...described,
		pack: {
			exclude,
			symlinks,
			allowOutsideLinks,
			modes,
			subDir
		}
	};
}
function sorted(annotations = {}) {
	return Object.entries(annotations).sort(([a], [b]) => (require_spec ??= require("./spec.js")).compareBytes(a, b));
}

// src/transfer/streaming-layer-upload.ts
const streamingUploadThreshold = 8388608;
var StreamingLayerUpload = class {
	#registry;
	#repository;
	#options;
	#stop = new AbortController();
	#signal;
	#wholeBlob = Promise.withResolvers();
	#content;
	#upload;
	#layer;
	constructor(registry, repository, options) {
		this.#registry = registry;
		this.#repository = repository;
		this.#options = options;
		this.#signal = (require_spec ??= require("./spec.js")).anySignal(this.#stop.signal, options.signal);
		this.#wholeBlob.promise.catch(() => void 0);
	}
	begin(content) {
		this.#content = content;
		this.#upload = this.#send(content);
	}
	finish(layer) {
		this.#layer = layer;
		this.#wholeBlob.resolve(layer);
	}
	async hasUploaded(blob) {
		return blob.digest === this.#layer?.digest && this.#upload !== void 0 && await this.#upload;
	}
	async [Symbol.asyncDispose]() {
		this.#stop.abort(/* @__PURE__ */ new Error("the upload of the layer is no longer needed"));
		this.#wholeBlob.reject(this.#stop.signal.reason);
		await this.#content?.close();
		await this.#upload;
	}
	async #send(content) {
		if (!await content.reaches(streamingUploadThreshold)) return false;
		if (!await this.#options.shouldUpload() || this.#signal.aborted) return false;
		try {
			await this.#registry.pushBlobStreamed(this.#repository, this.#withProgress(content), this.#wholeBlob.promise, { signal: this.#signal });
			return true;
		} catch (error) {
			if (!this.#signal.aborted && (require_spec ??= require("./spec.js")).isOciError(error)) this.#options.onEvent?.({
				kind: "line",
				text: `streaming upload failed; uploading the finished layer instead: ${error.message}`
			});
			return false;
		}
	}
	#withProgress(content) {
		const progress = new (require_transport ??= require("./transport.js")).ReadProgress((done) => this.#options.onEvent?.({
			kind: "progress",
			phase: "push",
			done,
			total: this.#layer?.size
		}));
		return {
			get size() {
				return content.size;
			},
			reaches: (size) => content.reaches(size),
			close: () => content.close(),
			[Symbol.asyncDispose]: () => content.close(),
			open: (from, signal) => progress.chunks("layer", content.open(from, signal), from)
		};
	}
};

// src/operations/semver-tags.ts
function readSemanticVersion(version, label = (require_spec ??= require("./spec.js")).plainLabel) {
	const purpose = `which ${label("semver-tags")} needs; write for example 1.2.3`;
	if (version === void 0) throw (require_spec ??= require("./spec.js")).inputError(label("version"), void 0, `it is missing, ${purpose}`);
	const parsed = (require_spec ??= require("./spec.js")).parseSemanticVersion(version);
	if (parsed === void 0 || !(require_spec ??= require("./spec.js")).isTag((require_spec ??= require("./spec.js")).tagOfVersion(parsed.text))) throw (require_spec ??= require("./spec.js")).inputError(label("version"), version, `is not a semantic version, ${purpose}`);
	return parsed;
}
async function versionTagsAt(location, repository, version, { label = (require_spec ??= require("./spec.js")).plainLabel, signal, onEvent }) {
	const main = (require_spec ??= require("./spec.js")).tagOfVersion(version.text);
	const notice = (text) => onEvent?.({
		kind: "notice",
		text: `${label("semver-tags")}: ${text}`
	});
	const candidates = (require_spec ??= require("./spec.js")).movingTagsOf(version);
	if (candidates.length === 0) {
		notice(`${version.text} is a pre-release, so no other tag moves to it`);
		return {
			main,
			moving: [],
			refused: []
		};
	}
	const name = (require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(location));
	const existing = repository === void 0 ? [] : await releases(repository, name, label, signal);
	const moving = [];
	const refused = [];
	for (const candidate of candidates) {
		const higher = (require_spec ??= require("./spec.js")).higherRelease(candidate, version, existing);
		(higher === void 0 ? moving : refused).push(candidate.tag);
		if (higher !== void 0) notice(`${candidate.tag} does not move to ${version.text}, because ${name} has ${higher.text}`);
	}
	return {
		main,
		moving,
		refused
	};
}
function withVersionTags(given, main, version) {
	const all = [
		...main === void 0 ? [] : [main],
		version.main,
		...given,
		...version.moving
	];
	const tags = [...new Set(all)].filter((tag) => !version.refused.includes(tag));
	return {
		tags,
		movingTags: new Set(version.moving.filter((tag) => tag !== tags[0]))
	};
}
async function existingLayout({ path }, options) {
	try {
		return await (require_layout ??= require("./layout.js")).LayoutRepository.open((0, (node_path ??= require("node:path")).resolve)(path), {
			readOnly: true,
			signal: options.signal
		});
	} catch (error) {
		if ((require_spec ??= require("./spec.js")).isNotFound(error)) return void 0;
		throw error;
	}
}
async function releases(repository, name, label, signal) {
	const found = [];
	try {
		for await (const tag of repository.tags({ signal })) {
			const version = (require_spec ??= require("./spec.js")).parseSemanticVersion((require_spec ??= require("./spec.js")).tagOfFullReference(tag) ?? tag);
			if (version !== void 0 && !version.isPreRelease) found.push(version);
		}
	} catch (error) {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		if ((require_spec ??= require("./spec.js")).isNotFound(error)) return [];
		const known = (require_spec ??= require("./spec.js")).isOciError(error) ? error : void 0;
		throw new (require_spec ??= require("./spec.js")).OciError(known?.code ?? "UNKNOWN", `cannot list the tags of ${name}, so ${label("semver-tags")} cannot check that no tag moves to a lower version; permit the list, or omit ${label("semver-tags")} and give the tags: ${(require_spec ??= require("./spec.js")).messageOf(error)}`, {
			cause: error,
			status: known?.status,
			detail: known?.detail,
			reason: known?.reason
		});
	}
	return found;
}

// src/operations/source-repositories.ts
var SourceRepositories = class {
	#destination;
	#connection;
	#signal;
	#opened = /* @__PURE__ */ new Map();
	constructor(destination, connection, signal) {
		this.#destination = destination;
		this.#connection = connection;
		this.#signal = signal;
	}
	async open(location) {
		if ((require_spec ??= require("./spec.js")).sameRepository(location, this.#destination.location)) return this.#destination.repository;
		const key = (require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(location));
		let opening = this.#opened.get(key);
		if (opening === void 0) {
			opening = (require_transport ??= require("./transport.js")).openLocation(location, {
				...connectionTo(location, this.#destination.location, this.#connection),
				readOnly: true,
				signal: this.#signal
			});
			this.#opened.set(key, opening);
			opening.catch(() => this.#opened.delete(key));
		}
		return (await opening).repository;
	}
	mountFrom(location) {
		return location.kind === "registry" && isSameRegistry(location, this.#destination.location) ? () => [location.repository] : void 0;
	}
	async [Symbol.asyncDispose]() {
		for (const opened of await Promise.allSettled(this.#opened.values())) if (opened.status === "fulfilled") await opened.value.close();
	}
};
function connectionTo(location, destination, connection) {
	if (isSameRegistry(location, destination)) return connection;
	return {
		...connection,
		username: void 0,
		password: void 0,
		plainHttp: void 0,
		insecureTls: void 0,
		caFile: void 0,
		tokenHosts: void 0,
		trustedRedirectHosts: void 0
	};
}
function isSameRegistry(a, b) {
	return a.kind === "registry" && b.kind === "registry" && a.registry === b.registry;
}

// src/operations/destination.ts
async function openDestination(target, options) {
	return target.kind === "registry" ? openRegistry(target, options) : openLayout(target, options);
}
async function openRegistry(target, options) {
	const { push, signal } = options;
	if (!push && options.subject === void 0) return withoutConnection(void 0);
	const name = {
		registry: target.registry,
		repository: target.repository
	};
	const pushTo = push ? target.repository : void 0;
	const connection = await (require_connect ??= require("./connect.js")).connectRepository(name, {
		...options.connection,
		pushTo,
		signal
	});
	if (push) connection.prepare(connectionsOfPush);
	try {
		return {
			connection,
			subject: await resolveSubject(connection.repository, (require_spec ??= require("./spec.js")).formatReference(name), options),
			refusalOf: await refusalOf(connection, options),
			[Symbol.asyncDispose]: () => connection.close()
		};
	} catch (error) {
		await connection.close();
		throw error;
	}
}
async function openLayout({ path }, options) {
	const { subject, signal, label } = options;
	if (subject === void 0) return withoutConnection(void 0);
	let layout;
	try {
		layout = await (require_layout ??= require("./layout.js")).LayoutRepository.open((0, (node_path ??= require("node:path")).resolve)(path), {
			readOnly: true,
			signal
		});
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "NOT_FOUND")) throw error;
		const problem = `does not exist in ${path}, which is not an image layout; write the subject to it first`;
		throw (require_spec ??= require("./spec.js")).inputError(label("subject"), subject, problem, error);
	}
	return withoutConnection(await resolveSubject(layout, `the image layout ${path}`, options));
}
function withoutConnection(subject) {
	return {
		connection: void 0,
		subject,
		[Symbol.asyncDispose]: () => Promise.resolve()
	};
}
async function resolveSubject(repository, repositoryName, { subject, label, signal }) {
	if (subject === void 0) return void 0;
	let manifest;
	try {
		manifest = await repository.resolve(subject, { signal });
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
		const problem = `does not exist in ${repositoryName}; push it there first, or correct the digest or tag`;
		throw (require_spec ??= require("./spec.js")).inputError(label("subject"), subject, problem, error);
	}
	if ((require_spec ??= require("./spec.js")).isManifestMediaType(manifest.mediaType)) return (require_spec ??= require("./spec.js")).plainDescriptor(manifest);
	const problem = (require_spec ??= require("./spec.js")).isDockerSchema1(manifest.mediaType) ? `is not usable: ${(require_spec ??= require("./spec.js")).schema1Problem(manifest.digest)}` : `is a blob in ${repositoryName} (${(require_spec ??= require("./spec.js")).printable(manifest.mediaType, 200)}); an artifact can only refer to a manifest or an index`;
	throw (require_spec ??= require("./spec.js")).inputError(label("subject"), subject, problem);
}
const connectionsOfPush = 2;
async function refusalOf(connection, options) {
	const { registry, repository } = connection.reference;
	const { signal, push } = options;
	try {
		if (!push || await connection.credential(repository, { signal }) !== void 0) return void 0;
	} catch {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
	}
	return (error) => {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "UNAUTHORIZED", "DENIED")) return void 0;
		const status = error.status ?? 401;
		const reason = error.reason === void 0 ? "" : `: ${error.reason}`;
		return new (require_spec ??= require("./spec.js")).OciError("UNAUTHORIZED", `no credentials were found for ${registry}, and it does not accept a push to ${repository} without credentials (${status}${reason})${forkHint(options.connection.env)}`, {
			status,
			reason: error.reason
		});
	};
}
function forkHint(env) {
	if (env?.["GITHUB_EVENT_NAME"]?.startsWith("pull_request") !== true) return "";
	return "; a pull request from a fork gets no secrets, so do not push there (push: false)";
}

// src/operations/layer-reuse.ts
function checkReuse({ reuseFrom = [], layers = "single", label = (require_spec ??= require("./spec.js")).plainLabel }) {
	const [first] = reuseFrom;
	if (first === void 0 || layers !== "single") return;
	throw (require_spec ??= require("./spec.js")).inputError(label("reuse-from"), (require_spec ??= require("./spec.js")).formatLocation(first), `has an effect only with several layers; set ${label("layers")} to entries or auto`);
}
function beginReuse(target, isOnly, options) {
	const { layers = "single", push = true } = options;
	const { connection } = target.destination;
	const isPushed = connection !== void 0 && push;
	if (layers === "single" || !(isPushed || target.location.kind === "layout" && isOnly)) return void 0;
	const references = options.reuseFrom ?? mainTagOf(target);
	if (references.length === 0) return void 0;
	const stop = new AbortController();
	const signal = (require_spec ??= require("./spec.js")).anySignal(stop.signal, options.signal);
	const earlier = Promise.all(references.map((reference) => readEarlier(reference, target, options, signal)));
	return {
		layers: new (require_build ??= require("./build.js")).LayerReuse(earlier.then((artifacts) => artifacts.filter((each) => each !== void 0)), isPushed ? connection.repository : void 0, { signal: options.signal }),
		[Symbol.asyncDispose]: async () => {
			stop.abort(/* @__PURE__ */ new Error("the layers of the earlier artifact are no longer needed"));
			await earlier;
		}
	};
}
function mainTagOf({ location, tags: [main] }) {
	const tag = main ?? location.tag;
	return tag === void 0 ? [] : [{
		...(require_spec ??= require("./spec.js")).repositoryOf(location),
		tag
	}];
}
async function readEarlier(reference, { location: home, destination: { connection } }, options, signal) {
	const { platform, reuseFrom, onEvent } = options;
	const isHome = (require_spec ??= require("./spec.js")).sameRepository(reference, home);
	try {
		try {
			var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const repository = _usingCtx$2.a(isHome && connection !== void 0 ? void 0 : await (require_transport ??= require("./transport.js")).openLocation(reference, {
				...connectionTo(reference, home, options.connection ?? {}),
				readOnly: true,
				signal
			}))?.repository ?? connection?.repository;
			if (repository === void 0) return void 0;
			const source = await (require_transport ??= require("./transport.js")).manifestLocation(repository, reference, { signal });
			return {
				layers: await (require_build ??= require("./build.js")).readEarlierLayers(repository, (require_spec ??= require("./spec.js")).referenceOf(source), {
					platform,
					signal
				}),
				mountFrom: home.kind === "registry" && reference.kind === "registry" && home.registry === reference.registry && !isHome ? reference.repository : void 0
			};
		} catch (_) {
			_usingCtx$2.e = _;
		} finally {
			await _usingCtx$2.d();
		}
	} catch (error) {
		if (signal.aborted) return void 0;
		const name = (require_spec ??= require("./spec.js")).formatLocation(reference);
		const text = (require_spec ??= require("./spec.js")).isNotFound(error) ? `no layer is reused from ${name}: it does not exist` : `no layer is reused from ${name}: ${(require_spec ??= require("./spec.js")).messageOf(error)}`;
		onEvent?.({
			kind: reuseFrom === void 0 ? "line" : "notice",
			text
		});
		return;
	}
}

// src/operations/publish-options.ts
const layoutDirectoryName = "oci-layout";
function layoutPath(outputDir = ".") {
	return (0, (node_path ??= require("node:path")).join)((0, (node_path ??= require("node:path")).resolve)(outputDir), layoutDirectoryName);
}

// src/operations/plan-checks.ts
async function planOf(source, format, options) {
	const plan = await planOfFormat(source, format, options);
	checkVersion(plan, options);
	const plans = "manifests" in plan ? plan.manifests.map((entry) => entry.plan) : [plan];
	for (const each of plans) await requireSources(each, options.signal);
	return options.shard === void 0 || "manifests" in plan ? plan : shardPlan(plan, options.shard);
}
function checkShard({ shard, layers = "single", subject, label = (require_spec ??= require("./spec.js")).plainLabel }) {
	if (shard === void 0) return;
	const text = `${shard.number}/${shard.count}`;
	if ((require_spec ??= require("./spec.js")).shardFromText(text) === void 0) throw (require_spec ??= require("./spec.js")).inputError(label("shard"), text, (require_spec ??= require("./spec.js")).shardProblem);
	if (layers === "single") throw (require_spec ??= require("./spec.js")).inputError(label("shard"), text, `needs several layers; set ${label("layers")} to entries or auto`);
	if (subject !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label("shard"), text, `is not a complete artifact; omit ${label("subject")}`);
}
async function planOfFormat(source, format, options) {
	const { sourceDir = ".", outputDir, target } = options;
	const { registry, repository } = target.kind === "registry" ? target : {};
	const skip = [...outputDir !== void 0 && (require_formats ??= require("./formats.js")).isWithin(sourceDir, outputDir) && !(require_formats ??= require("./formats.js")).isWithin(outputDir, sourceDir) ? [outputDir] : [], ...skippedByBuild(options)];
	try {
		return await format.plan(source, {
			...options,
			registry,
			repository,
			skip
		});
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "ARCHIVE_INVALID")) throw error;
		const reason = (require_refusal ??= require("./refusal.js")).refusalReason(error);
		throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${(require_spec ??= require("./spec.js")).optionName("sourceDir")} "${(require_spec ??= require("./spec.js")).printable(sourceDir, 300)}" is a file that cannot be published: ${reason}; give a directory, or a SIF image`, {
			cause: error,
			detail: { input: "sourceDir" }
		});
	}
}
function skippedByBuild({ layers, outputDir, target, packingCache }) {
	if (layers === void 0 || layers === "single") return [];
	const layout = target.kind === "layout" ? [target.path] : [];
	return [
		layoutPath(outputDir),
		...layout,
		...packingCache === void 0 ? [] : [packingCache.directory]
	];
}
async function requireSources({ config, layers }, signal) {
	for (const part of [config, ...layers]) {
		if (part.kind === "directory") await (require_records ??= require("./records.js")).openSource(part.pack.sourceDir, part.pack.subDir, signal);
		if (part.kind !== "file") continue;
		try {
			await (0, (node_fs_promises ??= require("node:fs/promises")).access)(part.path, (node_fs_promises ??= require("node:fs/promises")).constants.R_OK);
		} catch (error) {
			throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${part.path}`);
		}
	}
}
function checkVersion({ annotations }, options) {
	const { ifTagExists, label = (require_spec ??= require("./spec.js")).plainLabel } = options;
	if (ifTagExists !== "newer" || annotations?.["org.opencontainers.image.version"] !== void 0) return;
	throw (require_spec ??= require("./spec.js")).inputError(label("if-tag-exists"), ifTagExists, `compares versions, and the artifact has none; set ${label("version")}`);
}
function artifactTypeNotice({ artifactType }, options) {
	const { label = (require_spec ??= require("./spec.js")).plainLabel } = options;
	if (artifactType !== "application/vnd.unknown.artifact.v1" || options.artifactType !== void 0) return [];
	return [`the artifact type is ${artifactType}, the default of ORAS; set ${label("artifact-type")} to a media type that names your content, such as application/vnd.example.bundle`];
}
function cacheNotice({ archive, packingCache, layerCache }) {
	return archive === "zip" && (packingCache !== void 0 || layerCache !== void 0) ? ["the cache has no effect on a zip, which is always packed again; omit it, or pack a tar"] : [];
}

// src/operations/digest-tags.ts
function withDigestTags({ tags, movingTags }, { digestTags }) {
	const added = tags.length === 0 ? [] : digestTags.filter((tag) => !tags.includes(tag));
	return {
		tags: [...tags, ...added],
		movingTags: /* @__PURE__ */ new Set([...movingTags ?? [], ...added])
	};
}

// src/operations/published-content.ts
async function describeExisting(repository, descriptor, signal) {
	const manifest = await (require_fetch ??= require("./fetch.js")).readManifest(repository, descriptor, { signal });
	const layers = manifest.kind === "manifest" ? manifest.layers : [];
	const [layer] = layers;
	return {
		manifest: {
			...descriptor,
			artifactType: (require_spec ??= require("./spec.js")).artifactTypeOf(manifest),
			annotations: manifest.annotations
		},
		subject: manifest.subject?.digest ?? "",
		layerDigest: layer?.digest ?? "",
		layerSize: layer?.size ?? 0,
		contentDigest: layer?.annotations?.["io.deis.oras.content.digest"] ?? "",
		contentSize: 0,
		config: manifest.kind === "manifest" ? manifest.config : (require_spec ??= require("./spec.js")).emptyDescriptor,
		layers
	};
}
function describeBuilt({ manifest, config, layers }, subject) {
	const [main] = layers;
	return {
		manifest,
		subject: subject?.digest ?? "",
		layerDigest: main?.descriptor.digest ?? "",
		layerSize: main?.descriptor.size ?? 0,
		contentDigest: main?.contentDigest ?? "",
		contentSize: main?.contentSize ?? 0,
		config,
		layers: layers.map(({ descriptor }) => descriptor)
	};
}

// src/operations/publish-target.ts
async function publishFirst(run, target, isOnly) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const reuse = _usingCtx$1.a(beginReuse(target, isOnly, run.options));
		try {
			return await buildAndPush({
				...run,
				reuse
			}, target, isOnly);
		} catch (error) {
			if (reuse === void 0 || !reuse.layers.known.values().some(Boolean) || !(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
			run.options.onEvent?.({
				kind: "notice",
				text: `a reused layer is gone, so all layers are sent: ${(require_spec ??= require("./spec.js")).messageOf(error)}`
			});
			return await buildAndPush(run, target, isOnly);
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function buildAndPush(run, target, isOnly) {
	const { options } = run;
	const { location, tags, destination, start } = target;
	const { connection, subject } = destination;
	if (connection === void 0 || start === void 0) {
		const built = await packageSource(run, location.kind === "layout" && isOnly ? location.path : layoutPath(options.outputDir), tags, subject);
		const all = withDigestTags(target, built).tags;
		if (location.kind === "layout" && !isOnly) await publishToLayout(run, built, location.path, all);
		return {
			location,
			tags: all,
			built,
			manifest: built.manifest,
			pushed: false
		};
	}
	const { built, skipped } = await packageAndPush(run, target, subject, connection, start);
	await options.afterPush?.(connection);
	if (skipped === void 0) return {
		location,
		tags: withDigestTags(target, built).tags,
		built,
		manifest: built.manifest,
		pushed: true
	};
	const existing = await describeExisting(connection.repository, skipped, options.signal);
	return {
		location,
		tags,
		built,
		manifest: existing.manifest,
		pushed: false,
		existing
	};
}
async function publishAgain(run, built, target, done, first) {
	const { options } = run;
	const { location, destination, start } = target;
	const { tags } = withDigestTags(target, built);
	const base = {
		location,
		tags,
		manifest: built.manifest
	};
	const source = completeSource(built, first);
	try {
		if (location.kind === "layout") {
			await publishToLayout(run, built, location.path, tags, source);
			return {
				...base,
				pushed: false
			};
		}
		const { connection } = destination;
		if (connection === void 0 || start === void 0) return {
			...base,
			pushed: false
		};
		const { skipped } = await pushBuilt(options, built, connection.repository, {
			name: (require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(location)),
			tags: target.tags,
			movingTags: target.movingTags,
			source,
			start
		});
		await options.afterPush?.(connection);
		return skipped === void 0 ? {
			...base,
			pushed: true
		} : {
			location,
			tags: target.tags,
			manifest: skipped,
			pushed: false
		};
	} catch (error) {
		(require_spec ??= require("./spec.js")).throwIfAborted(options.signal);
		const names = done.map(({ location: place, manifest }) => (require_spec ??= require("./spec.js")).formatLocation({
			...(require_spec ??= require("./spec.js")).repositoryOf(place),
			digest: manifest.digest
		}));
		const known = (require_spec ??= require("./spec.js")).isOciError(error) ? error : void 0;
		throw new (require_spec ??= require("./spec.js")).OciError(known?.code ?? "UNKNOWN", `cannot publish to ${(require_spec ??= require("./spec.js")).formatLocation(location)}; ${names.join(", ")} already has the artifact: ${(require_spec ??= require("./spec.js")).messageOf(error)}`, {
			cause: error,
			status: known?.status
		});
	}
}
async function publishToLayout(run, built, path, tags, source = built.store) {
	const { signal } = run.options;
	const layout = await (require_layout ??= require("./layout.js")).LayoutRepository.open((0, (node_path ??= require("node:path")).resolve)(path), {
		create: "in-empty-folder",
		signal
	});
	await (require_transfer ??= require("./transfer.js")).publishTo(source, built.manifest, layout, {
		tags,
		name: layout.path,
		progress: { phase: "copy" },
		signal,
		onEvent: run.options.onEvent
	});
	await layout.tidy();
}
function completeSource({ store, layers }, first) {
	const repository = first?.destination.connection?.repository;
	const reused = new Set(layers.filter((layer) => layer.reused).map(({ descriptor }) => descriptor.digest));
	if (repository === void 0 || reused.size === 0) return store;
	return {
		resolve: (reference, options) => store.resolve(reference, options),
		exists: (target, options) => store.exists(target, options),
		predecessors: (node, options) => store.predecessors(node, options),
		fetch: async (target, options) => {
			return !reused.has(target.digest) || await store.exists(target, options) ? store.fetch(target, options) : repository.fetch(target, options);
		}
	};
}
async function packageSource(run, storePath, tags, subject, onPackingStart) {
	const { options, plan } = run;
	const { onEvent } = options;
	for (const text of [
		...plan.notices ?? [],
		...artifactTypeNotice(plan, options),
		...cacheNotice(options)
	]) onEvent?.({
		kind: "notice",
		text
	});
	const settings = {
		...options,
		reuse: run.reuse?.layers,
		sync: !(options.isOutputTemporary === true && mayBeLost(options)),
		tags,
		onPackingStart,
		onProgress: onEvent && ((done, entries, total) => onEvent({
			kind: "progress",
			phase: "package",
			done,
			total,
			entries
		}))
	};
	if (run.discarded === void 0) return (require_build ??= require("./build.js")).buildLayout({
		...plan,
		subject
	}, storePath, settings);
	return {
		...await (require_build ??= require("./build.js")).build({
			...plan,
			subject
		}, run.discarded, settings),
		store: run.discarded
	};
}
function mayBeLost({ push, packingCache, layerCache }) {
	return push !== false && packingCache === void 0 && layerCache === void 0;
}
async function packageAndPush(run, target, subject, { registry, repository, reference }, start) {
	try {
		var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { options } = run;
		const { tags } = target;
		const upload = _usingCtx3.a(new StreamingLayerUpload(registry, reference.repository, {
			signal: options.signal,
			onEvent: options.onEvent,
			shouldUpload: async () => {
				try {
					return tags.length > 0 && await start.lookup.main === void 0;
				} catch {
					return false;
				}
			}
		}));
		const built = await packageSource(run, layoutPath(options.outputDir), tags, subject, (content) => {
			upload.begin(content);
		});
		const [layer] = built.layers;
		if (layer !== void 0) upload.finish(layer.descriptor);
		const { skipped } = await pushBuilt(options, built, repository, {
			name: (require_spec ??= require("./spec.js")).formatReference({
				registry: reference.registry,
				repository: reference.repository
			}),
			tags,
			movingTags: target.movingTags,
			start,
			known: run.reuse?.layers.known,
			hasUploaded: (blob) => upload.hasUploaded(blob)
		});
		return {
			built,
			skipped
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
async function pushBuilt({ ifTagExists, concurrency = 4, signal, onEvent }, built, repository, { start, ...target }) {
	const layers = built.layers.map(({ descriptor }) => descriptor);
	const { tags, movingTags } = withDigestTags(target, built);
	const added = tags.filter((tag) => !target.tags.includes(tag));
	const all = async () => {
		const found = added.length === 0 ? [] : await (require_transfer ??= require("./transfer.js")).findTags(repository, added, {
			ifTagExists,
			signal
		});
		return new Map([...await start.lookup.all(), ...found]);
	};
	onEvent?.({
		kind: "phase",
		phase: "push"
	});
	return (require_transfer ??= require("./transfer.js")).publishTo(target.source ?? built.store, built.manifest, repository, {
		...target,
		tags,
		movingTags,
		existing: {
			...start.lookup,
			all,
			layers
		},
		ifTagExists,
		concurrency,
		progress: {
			phase: "push",
			total: layers.reduce((sum, { size }) => sum + size, 0)
		},
		isCounted: ({ digest }) => layers.some((layer) => layer.digest === digest),
		signal,
		onEvent
	});
}

// src/operations/push-start.ts
const accessCheckMs = 1e4;
function startPush(connection, { refusalOf }, options) {
	const { tags, signal } = options;
	const { repository } = connection;
	const isRequired = (options.ifTagExists ?? "overwrite") !== "overwrite";
	const [mainTag] = tags;
	let all;
	let lookup = Promise.resolve(void 0);
	const findAll = () => all ??= find();
	const find = async () => {
		if (isRequired) return (require_transfer ??= require("./transfer.js")).findTags(repository, tags, options);
		const found = await main;
		const others = await (require_transfer ??= require("./transfer.js")).findTags(repository, tags.slice(1), options);
		return new Map([...mainTag === void 0 ? [] : [[mainTag, found]], ...others]);
	};
	if (isRequired) lookup = findAll().then((found) => mainTag === void 0 ? void 0 : found.get(mainTag));
	else if (mainTag !== void 0) lookup = lookUpTag(connection, mainTag, { signal });
	lookup.catch(() => void 0);
	const config = isRequired || options.config === void 0 ? void 0 : lookUpConfig(connection, options.config, { signal });
	const first = tags.length > 0 ? lookup : config?.found;
	const access = refusalOf === void 0 ? Promise.resolve() : checkAccess(connection, refusalOf, first, { signal });
	access.catch(() => void 0);
	const findMain = async () => {
		await access;
		try {
			return await lookup;
		} catch (error) {
			if (isRequired || !(require_transfer ??= require("./transfer.js")).isUnreadableTag(error)) throw error;
			return;
		}
	};
	const main = findMain();
	main.catch(() => void 0);
	return {
		lookup: {
			main,
			all: findAll,
			isRequired,
			config
		},
		access
	};
}
async function lookUpTag({ repository }, tag, options) {
	try {
		return await repository.resolve(tag, options);
	} catch (error) {
		if ((require_spec ??= require("./spec.js")).isNotFound(error)) return void 0;
		throw error;
	}
}
function lookUpConfig({ repository }, config, options) {
	const found = repository.exists(config, options);
	return {
		config,
		found,
		exists: found.catch(() => void 0)
	};
}
async function checkAccess(connection, refusalOf, lookup, { signal }) {
	const { registry, repository, reference } = connection;
	const limited = (require_spec ??= require("./spec.js")).anySignal(AbortSignal.timeout(accessCheckMs), signal);
	try {
		const first = lookup ?? repository.exists((require_spec ??= require("./spec.js")).emptyDescriptor, { signal: limited });
		const failure = await (require_spec ??= require("./spec.js")).untilAborted(first, limited).then(() => void 0, (error) => error);
		if ((require_spec ??= require("./spec.js")).isOciError(failure, "UNAUTHORIZED", "DENIED") || connection.requiresLogin()) await registry.checkPush(reference.repository, { signal: limited });
	} catch (error) {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		const refusal = refusalOf(error);
		if (refusal !== void 0) throw refusal;
	}
}

// src/operations/publish.ts
async function publish(given) {
	(require_spec ??= require("./spec.js")).checkNumbers(given, {
		compressionLevel: 0,
		concurrency: 1,
		layerSize: 1
	});
	if (given.packingCache !== void 0) (require_spec ??= require("./spec.js")).checkNumbers(given.packingCache, { maxBytes: 0 });
	const options = {
		...(require_transfer ??= require("./transfer.js")).observed(given),
		target: (require_spec ??= require("./spec.js")).asLocation(given.target),
		furtherTargets: given.furtherTargets?.map((require_spec ??= require("./spec.js")).asLocation),
		reuseFrom: given.reuseFrom?.map((require_spec ??= require("./spec.js")).asLocation),
		pushByDigest: given.shard === void 0 ? given.pushByDigest : true
	};
	const started = (require_spec ??= require("./spec.js")).monotonicMs();
	const { connection = {}, push = true, label = (require_spec ??= require("./spec.js")).plainLabel } = options;
	const source = {
		path: options.sourceDir,
		files: options.files
	};
	const format = await (require_formats ??= require("./formats.js")).selectFormat(source, options.format);
	const names = await format.names?.(source, options) ?? {};
	if (options.semverTags === true) versionOf(options, names);
	checkReuse(options);
	checkShard(options);
	const plan = await planOf(source, format, options);
	const config = (require_build ??= require("./build.js")).knownConfig(plan);
	const stop = new AbortController();
	const signal = (require_spec ??= require("./spec.js")).anySignal(stop.signal, options.signal);
	const discarded = discardedStore(options);
	const run = {
		options: {
			...options,
			signal
		},
		plan,
		started,
		discarded
	};
	const targets = [];
	const opened = [];
	let refusal;
	try {
		for (const each of [options.target, ...options.furtherTargets ?? []]) {
			const location = withRepositoryName(each, names);
			const subject = targets[0]?.destination.subject?.digest ?? options.subject;
			const given = givenTags(each, options, names);
			const destination = await openDestination(location, {
				connection,
				push,
				subject,
				label,
				signal
			});
			opened.push(destination);
			const tags = await tagsAt(each, given, location, destination, options, names);
			const { ifTagExists } = options;
			const pushTo = push ? destination.connection : void 0;
			const start = pushTo && startPush(pushTo, destination, {
				tags: tags.tags,
				ifTagExists,
				config,
				signal
			});
			start?.access.catch((error) => {
				refusal ??= { error };
				stop.abort(error);
			});
			targets.push({
				location,
				destination,
				start,
				...tags
			});
		}
		options.onEvent?.({
			kind: "phase",
			phase: "package"
		});
		const [main, ...others] = targets;
		if (main === void 0) throw new TypeError("a publish has a target");
		const published = [];
		const { built, ...first } = await explained(main, () => publishFirst(run, main, others.length === 0));
		published.push(first);
		for (const target of others) published.push(await publishAgain(run, built, target, published, main));
		return {
			...resultOf(run, built, first, main.destination.subject),
			targets: published.map(({ location, manifest, tags }) => (require_spec ??= require("./spec.js")).resultAt(location, manifest, tags))
		};
	} catch (error) {
		throw refusal === void 0 ? error : refusal.error;
	} finally {
		stop.abort();
		for (const destination of opened.toReversed()) await destination[Symbol.asyncDispose]();
		if (discarded !== void 0) await removeStore(discarded, options);
	}
}
function discardedStore(options) {
	const { discardOutput, outputDir, target } = options;
	if (discardOutput !== true || target.kind === "layout" || !mayBeLost(options)) return void 0;
	return outputDir === void 0 ? (require_temporary_store ??= require("./temporary-store.js")).TemporaryStore.below((0, (node_os ??= require("node:os")).tmpdir)()) : new (require_temporary_store ??= require("./temporary-store.js")).TemporaryStore((0, (node_path ??= require("node:path")).resolve)(outputDir));
}
async function removeStore(store, { onEvent }) {
	try {
		await store[Symbol.asyncDispose]();
	} catch (error) {
		onEvent?.({
			kind: "warning",
			text: (require_options ??= require("./options.js")).fileSystemError(error, `remove ${store.path}`).message
		});
	}
}
async function explained({ destination }, work) {
	try {
		return await work();
	} catch (error) {
		throw (error instanceof (require_companions ??= require("./companions.js")).CopyError && error.op !== "PushReference" ? destination.refusalOf?.(error) : void 0) ?? error;
	}
}
function withRepositoryName(target, { repository: name }) {
	if (name === void 0 || target.kind === "layout" || target.tag !== void 0) return target;
	const { repository } = target;
	return repository === name || repository.endsWith(`/${name}`) ? target : {
		...target,
		repository: `${repository}/${name}`
	};
}
async function tagsAt(target, given, location, { connection }, options, names) {
	if (options.pushByDigest === true || options.semverTags !== true) return { tags: given };
	const repository = location.kind === "layout" ? await existingLayout(location, options) : options.push === false ? void 0 : connection?.repository;
	const version = versionOf(options, names);
	return withVersionTags(given, target.tag ?? options.target.tag, await versionTagsAt(location, repository, version, options));
}
function givenTags(target, options, names) {
	const { target: first, tags, pushByDigest, semverTags } = options;
	if (pushByDigest === true) return [];
	const listed = tags ?? (first.tag === void 0 ? [] : [first.tag]);
	const isOther = target !== first && target.tag !== void 0;
	const given = [...new Set(isOther ? [target.tag, ...listed.filter((tag) => tag !== first.tag)] : listed)];
	return given.length > 0 || semverTags === true ? given : names.tags ?? [defaultTagOf(options)];
}
function versionOf({ version, label }, names) {
	return readSemanticVersion(version ?? names.tags?.[0], label);
}
function defaultTagOf({ version, label = (require_spec ??= require("./spec.js")).plainLabel }) {
	if (version === void 0) return (require_spec ??= require("./spec.js")).defaultTag;
	const tag = (require_spec ??= require("./spec.js")).tagOfVersion(version);
	if ((require_spec ??= require("./spec.js")).isTag(tag)) return tag;
	const proposal = tag.replaceAll(/[^\w.-]+/g, "-").replace(/^[.-]+/, "").slice(0, 128);
	throw (require_spec ??= require("./spec.js")).inputError(label("version"), version, `is not a tag, and no other tag is given; add a tag to ${label("target")} or ${label("tags")}` + (proposal === "" ? "" : `, for example ${proposal}`));
}
function resultOf(run, built, published, subject) {
	const { started, plan, discarded } = run;
	const { manifest, ...described } = published.existing ?? describeBuilt(built, subject);
	const reused = built.layers.filter((layer) => layer.reused);
	const content = "manifests" in plan ? void 0 : plan.content;
	return {
		...(require_spec ??= require("./spec.js")).resultAt(published.location, manifest, published.tags),
		...described,
		storePath: discarded === void 0 ? built.store.path : "",
		pushed: published.pushed,
		reused: reused.length > 0,
		reusedLayers: reused.length,
		reusedSize: reused.reduce((sum, { descriptor }) => sum + descriptor.size, 0),
		files: built.layers.reduce((sum, { files }) => sum + files, 0),
		excluded: content?.excluded ?? built.layers.reduce((sum, { excluded }) => sum + excluded, 0),
		durationMs: Math.round((require_spec ??= require("./spec.js")).monotonicMs() - started)
	};
}

// src/commands/semver-option.ts
function semverTagsOption(tags) {
	return (require_run ??= require("./run.js")).option({
		type: (require_options ??= require("./options.js")).flag,
		default: false,
		description: `${tags} No tag moves to a lower version than one that the repository has, and a pre-release gets only its own tag. A notice names each tag that does not move.`,
		cliDescription: "Write the tags 1.2.3, 1.2, 1 and latest of the version 1.2.3. No tag moves to a lower version than one that the repository has, and a pre-release gets only its own tag."
	});
}

Object.defineProperty(exports, "SourceRepositories", {
  enumerable: true,
  get: function () {
    return SourceRepositories;
  }
});
Object.defineProperty(exports, "defaultTagOf", {
  enumerable: true,
  get: function () {
    return defaultTagOf;
  }
});
Object.defineProperty(exports, "layoutPath", {
  enumerable: true,
  get: function () {
    return layoutPath;
  }
});
Object.defineProperty(exports, "publish", {
  enumerable: true,
  get: function () {
    return publish;
  }
});
Object.defineProperty(exports, "readSemanticVersion", {
  enumerable: true,
  get: function () {
    return readSemanticVersion;
  }
});
Object.defineProperty(exports, "semverTagsOption", {
  enumerable: true,
  get: function () {
    return semverTagsOption;
  }
});
Object.defineProperty(exports, "versionTagsAt", {
  enumerable: true,
  get: function () {
    return versionTagsAt;
  }
});
Object.defineProperty(exports, "withVersionTags", {
  enumerable: true,
  get: function () {
    return withVersionTags;
  }
});