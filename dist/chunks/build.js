const require_spec = require("./spec.js");
let require_new_directory;
let require_layout;
let require_pack;
let require_pull_manifest;
let require_decompress;
let require_options;
let require_formats;
let require_packing_total;
let require_compress;
let require_transport;
let require_usingCtx;
let node_timers_promises;
let node_path;
let node_fs_promises;

// src/transfer/write-manifest.ts
function pushImageManifest(storage, content, options) {
	const { imageSpec = "1.1", mediaType = require_spec.mediaTypeImageManifest, config, layers, subject, annotations } = content;
	const artifactType = imageSpec === "1.0" || content.artifactType === "" ? void 0 : content.artifactType;
	return pushManifest(storage, {
		schemaVersion: 2,
		mediaType: content.omitMediaType === true ? void 0 : mediaType,
		artifactType,
		config: orderedDescriptor(config),
		layers: (layers.length === 0 && imageSpec === "1.1" ? [require_spec.emptyDescriptor] : layers).map(orderedDescriptor),
		subject: subject && orderedDescriptor(subject),
		annotations: nonEmpty(annotations)
	}, mediaType, artifactType ?? config.mediaType, options);
}
function pushImageIndex(storage, content, options) {
	const { artifactType, manifests, subject, annotations } = content;
	return pushManifest(storage, {
		schemaVersion: 2,
		mediaType: content.omitMediaType === true ? void 0 : require_spec.mediaTypeImageIndex,
		artifactType,
		manifests: manifests.map(orderedDescriptor),
		subject: subject && orderedDescriptor(subject),
		annotations: nonEmpty(annotations)
	}, require_spec.mediaTypeImageIndex, artifactType, options);
}
async function pushManifest(storage, manifest, mediaType, artifactType, { tags = [], digestTags, signal }) {
	const bytes = require_spec.encodeJson(manifest);
	if (bytes.byteLength > 4194304) throw new require_spec.OciError("SIZE_LIMIT", `the manifest has ${bytes.byteLength} bytes; registries accept at most ${require_spec.maxManifestBytes}`);
	const descriptor = require_spec.descriptorOf(mediaType, bytes);
	const added = tags.length === 0 ? [] : digestTags?.(descriptor.digest) ?? [];
	await require_spec.pushContent(storage, descriptor, bytes, {
		signal,
		tags: [.../* @__PURE__ */ new Set([...tags, ...added])]
	});
	return {
		...descriptor,
		annotations: manifest.annotations,
		artifactType
	};
}
async function pushEmptyConfig(storage, mediaType, annotations, options) {
	const config = {
		...require_spec.descriptorOf(mediaType, require_spec.emptyJsonBytes),
		annotations
	};
	await require_spec.pushContent(storage, config, require_spec.emptyJsonBytes, { signal: options.signal });
	return config;
}
function orderedDescriptor(descriptor) {
	const { mediaType, digest, size, urls, annotations, data, platform, artifactType } = descriptor;
	return {
		mediaType,
		digest,
		size,
		urls: urls?.length === 0 ? void 0 : urls,
		annotations: nonEmpty(annotations),
		data: data === "" ? void 0 : data,
		platform: platform && orderedPlatform(platform),
		artifactType: artifactType === "" ? void 0 : artifactType
	};
}
function withCreated(annotations, key, now) {
	const created = annotations !== void 0 && Object.hasOwn(annotations, key) ? annotations[key] : void 0;
	if (created === void 0) return {
		...annotations,
		[key]: new Date(now()).toISOString().replace(/\.\d+Z$/, "Z")
	};
	if (!require_spec.isRfc3339(created)) throw new require_spec.OciError("DATE_INVALID", `invalid date and time format: the annotation ${key} is "${require_spec.printable(created, 100)}"; write an RFC 3339 date such as 2026-01-31T12:00:00Z`);
	return { ...annotations };
}
function orderedPlatform({ architecture, os, "os.version": version, "os.features": features, variant }) {
	return {
		architecture,
		os,
		"os.version": version === "" ? void 0 : version,
		"os.features": features?.length === 0 ? void 0 : features,
		variant: variant === "" ? void 0 : variant
	};
}
function nonEmpty(annotations) {
	return annotations === void 0 || Object.keys(annotations).length === 0 ? void 0 : annotations;
}

// src/transfer/build-store.ts
function isBuildStore(store) {
	return "ingest" in store;
}
function requireBuildStore(store, what) {
	if (isBuildStore(store)) return store;
	throw new require_spec.OciError("UNSUPPORTED", `cannot store ${what}: the store is not an image layout; use buildLayout`);
}
function isLayout(store) {
	return "linkFrom" in store;
}

// src/transfer/layer-reuse.ts
async function readEarlierLayers(source, reference, options) {
	const { manifest } = await (require_pull_manifest ??= require("./pull-manifest.js")).resolveArtifact(source, reference, options);
	return manifest.kind === "manifest" ? manifest.layers : [];
}
var LayerReuse = class {
	#earlier;
	#destination;
	#options;
	#candidates = /* @__PURE__ */ new Map();
	#known = /* @__PURE__ */ new Map();
	constructor(earlier, destination, options = {}) {
		this.#earlier = earlier;
		this.#destination = destination;
		this.#options = options;
	}
	get known() {
		return this.#known;
	}
	async mayHave(key, store, size) {
		let isFound = false;
		for (const { layers, mountFrom } of await this.#earlier) for (const layer of layers) {
			if (!(layer.mediaType === key.mediaType && layer.annotations?.["org.opencontainers.image.title"] === key.title && layer.annotations?.["io.oci-artifact.encoder"] === key.encoder && (size === void 0 || layer.size === size) && require_spec.digestAlgorithm(layer.digest) === "sha256")) continue;
			isFound = true;
			const isAvailable = this.#isAvailable(layer, store, mountFrom).catch(() => false);
			if (!this.#candidates.has(layer)) this.#candidates.set(layer, {
				layer,
				isAvailable
			});
		}
		return isFound;
	}
	async take(key, content) {
		for (const { layer, isAvailable } of this.#candidates.values()) {
			const { digest, size, mediaType, annotations } = layer;
			if ((key.encoder === void 0 ? digest : annotations?.["io.deis.oras.content.digest"]) !== content || mediaType !== key.mediaType) continue;
			if (annotations?.["io.oci-artifact.encoder"] !== key.encoder) continue;
			this.#known.set(digest, await isAvailable);
			if (await isAvailable) return {
				digest,
				size
			};
		}
	}
	async #isAvailable(layer, store, mountFrom) {
		if (await (this.#destination ?? store).exists(layer, this.#options)) return true;
		if (mountFrom === void 0 || this.#destination === void 0) return false;
		try {
			await this.#destination.mount(layer, mountFrom, this.#options);
			return true;
		} catch (error) {
			if (require_spec.isNotFound(error) || require_spec.isOciError(error, "UNSUPPORTED", "DENIED", "UNAUTHORIZED")) return false;
			throw error;
		}
	}
};
async function hashIfReusable(mayBeReused, hash, signal) {
	if (await Promise.race([mayBeReused, (0, (node_timers_promises ??= require("node:timers/promises")).setImmediate)()]) === false) return void 0;
	const stop = new AbortController();
	const hashed = hash(require_spec.anySignal(stop.signal, signal));
	hashed.catch(() => void 0);
	if (await mayBeReused) return await hashed;
	stop.abort();
	await hashed.catch(() => void 0);
}

// src/transfer/directory-layer.ts
const layerMediaTypes = {
	gzip: require_spec.mediaTypeImageLayerGzip,
	zstd: require_spec.mediaTypeImageLayerZstd,
	none: require_spec.mediaTypeImageLayer
};
async function storeDirectory(layer, store, options) {
	const { packingCache, signal, compressor, onProgress, onEvent } = options;
	const source = {
		...layer.pack,
		skip: [
			store.path,
			...packingCache === void 0 ? [] : [packingCache.directory],
			...layer.pack.skip ?? []
		],
		signal,
		compressor,
		onProgress
	};
	const isZip = source.archive === "zip";
	const { descriptor, content, reused } = await reuseOrPack(source, keyOf(layer, layer.mediaType ?? (isZip ? "archive/zip" : layerMediaTypes[source.compression])), store, options);
	if (layer.pack.part === void 0) reportContent(content, onEvent);
	const annotations = layer.annotations === void 0 || isZip ? layer.annotations : {
		[require_spec.annotationContentDigest]: content.contentDigest,
		...layer.annotations
	};
	return {
		descriptor: {
			...descriptor,
			annotations
		},
		content,
		reused
	};
}
function reportContent({ excluded, credentialFiles, warnings }, onEvent) {
	if (excluded > 0) onEvent?.({
		kind: "excluded",
		count: excluded
	});
	if (credentialFiles.length > 0) onEvent?.({
		kind: "credential-files",
		paths: credentialFiles
	});
	for (const text of warnings) onEvent?.({
		kind: "warning",
		text
	});
}
function keyOf({ annotations = {} }, mediaType) {
	return {
		title: annotations[require_spec.annotationTitle],
		mediaType,
		encoder: annotations[require_spec.annotationEncoder]
	};
}
async function reuseOrPack(source, key, store, options) {
	const { reuse, hashThreads } = options;
	const { mediaType } = key;
	if (reuse === void 0 || key.encoder === void 0) return packOrReuse(source, mediaType, store, options);
	const content = await hashIfReusable(reuse.mayHave(key, store), (signal) => hashThreads?.describe({
		...source,
		signal
	}) ?? (require_pack ??= require("./pack.js")).describeLayer({
		...source,
		signal
	}), source.signal);
	if (content === void 0) return packOrReuse(source, mediaType, store, options);
	const layer = await reuse.take(key, content.contentDigest);
	if (layer !== void 0) return {
		descriptor: {
			mediaType,
			...layer
		},
		content,
		reused: true
	};
	return packOrReuse(source, mediaType, store, options, content);
}
async function packOrReuse(source, mediaType, store, options, described) {
	const { packingCache, layerCache, signal, onEvent } = options;
	const caches = [];
	if (!(source.archive !== "zip" && (packingCache !== void 0 || layerCache !== void 0)) || !isLayout(store)) return pack(source, mediaType, store, options);
	const { layerKey, PackingCache: Cache } = await Promise.resolve().then(() => require("./packing-cache.js"));
	const reused = ({ layer, content }, cacheName) => {
		onEvent?.({
			kind: "line",
			text: `the source did not change: reused the layer from ${cacheName}`
		});
		return {
			descriptor: {
				mediaType,
				...layer
			},
			content,
			reused: true
		};
	};
	if (packingCache !== void 0) {
		const cache = await Cache.open(packingCache, (text) => onEvent?.({
			kind: "warning",
			text
		}), signal);
		const cached = await cache?.find(source, store, described);
		if (cached !== void 0) return reused(cached, `the cache ${packingCache.directory}`);
		if (cache !== void 0) caches.push(cache);
	}
	if (layerCache !== void 0) {
		const content = described ?? await (require_pack ??= require("./pack.js")).describeLayer(source);
		const directory = await layerCache.open(layerKey(source, content.contentDigest), signal);
		const cache = await Cache.open({
			directory,
			shared: true
		}, layerCache.warn, signal);
		const cached = await cache?.find(source, store, content);
		if (cached !== void 0) {
			const layer = reused(cached, "the cache between jobs");
			for (const local of caches) await local.add(source, store, layer.descriptor, layer.content);
			return layer;
		}
		if (cache !== void 0) caches.push(cache);
	}
	const packed = await pack(source, mediaType, store, options);
	for (const cache of caches) await cache.add(source, store, packed.descriptor, packed.content);
	return packed;
}
async function pack(source, mediaType, store, { signal, onPackingStart }) {
	const packing = (require_pack ??= require("./pack.js")).packLayer(source);
	return {
		descriptor: await store.ingest(packing.content, mediaType, {
			owned: true,
			signal,
			onStart: onPackingStart
		}),
		content: await packing.result,
		reused: false
	};
}

// src/transfer/file-layer.ts
async function describeFile(path, mediaType, options = {}) {
	require_spec.checkMediaType(mediaType);
	const title = titleOf(path);
	await requireRegularFile(path);
	const { digest, size } = await hashFile(path, options);
	return {
		mediaType,
		digest,
		size,
		annotations: { [require_spec.annotationTitle]: title }
	};
}
function describedFile(path, { mediaType, digest, size, annotations }) {
	return {
		kind: "file",
		path,
		mediaType,
		annotations,
		expected: {
			digest,
			size
		}
	};
}
function titleOf(path) {
	const title = (0, (node_path ??= require("node:path")).basename)(path);
	const reason = (require_formats ??= require("./formats.js")).unsafePathReason(title);
	if (reason === void 0) return title;
	throw new require_spec.OciError("INPUT_INVALID", `cannot use the file "${require_spec.printable(path, 300)}": its name is not a valid title: ${reason}`, { detail: { input: "file" } });
}
async function hashFile(path, options = {}) {
	const digester = new require_spec.Digester();
	const chunks = readFileChunks(path, (require_formats ??= require("./formats.js")).readRangeBorrowed, options.handle);
	for await (const chunk of require_spec.abortable(chunks, options.signal)) digester.update(chunk);
	const { size } = digester;
	return {
		digest: digester.digest(),
		size
	};
}
function changedFileError(path) {
	return new require_spec.OciError("FILE_CHANGED", `the file "${require_spec.printable(path, 300)}" changed while it was read; try again when no other program writes to it`);
}
function fileBody(path, { digest, size }, onRead) {
	const read = async function* (readChunks) {
		const digester = new require_spec.Digester();
		for await (const chunk of readFileChunks(path, readChunks)) {
			digester.update(chunk);
			if (digester.size > size) throw changedFileError(path);
			onRead?.(digester.size);
			yield chunk;
		}
		if (digester.size !== size || digester.digest() !== digest) throw changedFileError(path);
	};
	return Object.assign(() => read((require_formats ??= require("./formats.js")).readRange), { borrowed: () => read((require_formats ??= require("./formats.js")).readRangeBorrowed) });
}
async function fileSize(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).size;
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}
function readFileContent(path) {
	return readFileChunks(path, (require_formats ??= require("./formats.js")).readRange);
}
async function* readFileChunks(path, readChunks, handle) {
	const file = handle ?? await openFile(path);
	try {
		yield* readChunks(file, 0, Infinity, path);
	} finally {
		if (file !== handle) await file.close();
	}
}
async function openFile(path) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}
async function requireRegularFile(path) {
	let state;
	try {
		state = await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
	if (state.isFile()) return;
	const problem = state.isDirectory() ? "a directory; give the files in it, or publish it as an artifact" : "not a regular file";
	throw new require_spec.OciError("INPUT_INVALID", `"${require_spec.printable(path, 300)}" is ${problem}`);
}

// src/transfer/store-layers.ts
const defaultConcurrency = 4;
const concurrentLayers = 3;
async function storeLayers(layers, store, options) {
	try {
		var _usingCtx$2 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const isParallel = layers.length > 1 && options.packingCache === void 0 && options.layerCache === void 0;
		const compressor = _usingCtx$2.a(isParallel ? new (require_compress ??= require("./compress.js")).SharedCompressor(concurrentLayers) : void 0);
		const size = layers.reduce((sum, layer) => sum + (layer.kind === "directory" ? layer.size ?? 0 : 0), 0);
		const hashThreads = _usingCtx$2.a(isParallel && options.reuse !== void 0 ? new (require_packing_total ??= require("./packing-total.js")).HashThreads(size, concurrentLayers) : void 0);
		const total = _usingCtx$2.u(new (require_packing_total ??= require("./packing-total.js")).PackingTotal(layers, isBuildStore(store) ? [store.path] : []));
		const build = new LayerBuild(store, {
			...options,
			compressor,
			hashThreads
		}, total);
		const built = [];
		await require_spec.forEachConcurrent(layers.entries(), isParallel ? concurrentLayers : 1, async ([index, layer], signal) => {
			built[index] = await build.add(index, layer, signal);
		}, options.signal);
		await build.storeBlobs();
		return built;
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
var LayerBuild = class {
	#store;
	#options;
	#bodies = /* @__PURE__ */ new Map();
	#progress;
	#entries = 0;
	constructor(store, options, total) {
		this.#store = store;
		this.#options = options;
		this.#progress = new (require_transport ??= require("./transport.js")).ReadProgress((done) => options.onProgress?.(done, this.#entries, total.atLeast(done)));
	}
	async add(index, layer, signal) {
		switch (layer.kind) {
			case "directory": return await this.#addDirectory(index, layer, signal);
			case "stream": return await this.#ingest(index, layer, layer.content, signal);
			case "file": return await this.#addFile(index, layer, signal);
			case "bytes": {
				const { bytes, mediaType, annotations } = layer;
				const blob = {
					...require_spec.descriptorOf(require_spec.checkMediaType(mediaType), bytes),
					annotations
				};
				this.#bodies.set(blob.digest, {
					blob,
					body: () => require_spec.once(bytes)
				});
				const data = layer.embed === true ? Buffer.from(bytes).toString("base64") : void 0;
				return plainLayer({
					...blob,
					data
				});
			}
			case "descriptor": return plainLayer(layer.descriptor);
		}
	}
	async storeBlobs() {
		const { concurrency = 4, onFile } = this.#options;
		await require_spec.forEachConcurrent(this.#bodies.values(), concurrency, async ({ blob, body }, signal) => {
			const exists = await storeBlob(this.#store, blob, body, { signal });
			onFile?.(blob, exists ? "exists" : "uploaded");
		}, this.#options.signal);
	}
	async #addDirectory(index, layer, signal) {
		let entries = 0;
		const { descriptor, content, reused } = await storeDirectory(layer, requireBuildStore(this.#store, "a directory"), {
			...this.#options,
			signal,
			onPackingStart: this.#onPackingStart(index),
			onProgress: (bytes, count) => {
				this.#entries += count - entries;
				entries = count;
				this.#progress.advance(`layer ${index}`, bytes);
			}
		});
		if (!reused) this.#options.onLayer?.(descriptor, this.#store);
		const { contentDigest, contentSize, files, excluded } = content;
		return {
			descriptor,
			contentDigest,
			contentSize,
			files,
			excluded,
			reused
		};
	}
	async #addFile(index, layer, signal) {
		const { path, mediaType, annotations } = layer;
		this.#entries++;
		if (layer.expected === void 0 && isBuildStore(this.#store)) {
			const reused = await reusedFile(layer, this.#store, {
				...this.#options,
				signal
			});
			if (reused === void 0) return await this.#ingest(index, layer, readFileContent(path), signal);
			this.#progress.advance(`layer ${index}`, reused.size);
			return {
				...plainLayer(reused),
				reused: true
			};
		}
		const { digest, size } = layer.expected ?? await hashFile(path, { signal });
		const blob = {
			mediaType: require_spec.checkMediaType(mediaType),
			digest,
			size,
			annotations
		};
		this.#bodies.set(digest, {
			blob,
			body: fileBody(path, blob, (done) => {
				this.#progress.advance(digest, done);
			})
		});
		return plainLayer(blob);
	}
	async #ingest(index, { mediaType, annotations }, content, signal) {
		const counted = this.#progress.chunks(`layer ${index}`, content);
		return plainLayer({
			...await requireBuildStore(this.#store, "a stream").ingest(counted, require_spec.checkMediaType(mediaType), {
				signal,
				onStart: this.#onPackingStart(index)
			}),
			annotations
		});
	}
	#onPackingStart(index) {
		return index === 0 ? this.#options.onPackingStart : void 0;
	}
};
async function reusedFile({ path, mediaType, annotations }, store, { reuse, signal }) {
	const key = {
		title: annotations?.[require_spec.annotationTitle],
		mediaType,
		encoder: void 0
	};
	if (reuse === void 0) return void 0;
	const mayBeReused = reuse.mayHave(key, store, await fileSize(path));
	const hashed = await hashIfReusable(mayBeReused, (stop) => hashFile(path, { signal: stop }), signal);
	if (hashed === void 0) return void 0;
	const layer = await reuse.take(key, hashed.digest);
	return layer === void 0 ? void 0 : {
		mediaType,
		...layer,
		annotations
	};
}
function plainLayer(descriptor) {
	const { digest, size } = descriptor;
	return {
		descriptor,
		contentDigest: digest,
		contentSize: size,
		files: 1,
		excluded: 0,
		reused: false
	};
}
async function storeBlob(store, blob, body, options) {
	const plain = require_spec.plainDescriptor(blob);
	if (isBuildStore(store)) {
		const exists = await store.exists(plain, options);
		await store.push(plain, body, {
			...options,
			isAbsent: !exists
		});
		return exists;
	}
	return await require_spec.pushUnlessExists(store, plain, body, options) !== "pushed";
}

// src/transfer/store-config.ts
function knownConfig(plan) {
	if ("manifests" in plan) return void 0;
	const { config } = plan;
	if (config.kind === "empty") return require_spec.emptyDescriptor;
	return config.kind === "bytes" ? require_spec.descriptorOf(config.mediaType, config.bytes) : void 0;
}
async function storeConfig(plan, layers, store, options) {
	const { signal } = options;
	const { config } = plan;
	if (config.kind === "empty" || plan.layers.length === 0) await require_spec.pushContent(store, require_spec.emptyDescriptor, require_spec.emptyJsonBytes, { signal });
	switch (config.kind) {
		case "empty": return require_spec.emptyDescriptor;
		case "bytes": {
			const { bytes, mediaType } = config;
			const descriptor = require_spec.descriptorOf(require_spec.checkMediaType(mediaType), bytes);
			await require_spec.pushContent(store, descriptor, bytes, { signal });
			return config.embed === true ? {
				...descriptor,
				data: Buffer.from(bytes).toString("base64")
			} : descriptor;
		}
		case "file": {
			const { path, mediaType } = config;
			const descriptor = {
				mediaType: require_spec.checkMediaType(mediaType),
				...await hashFile(path, { signal })
			};
			await storeBlob(store, descriptor, fileBody(path, descriptor), { signal });
			return descriptor;
		}
		case "platform": {
			const bytes = require_spec.encodeJson(orderedPlatform(requirePlatform(plan)));
			const descriptor = require_spec.descriptorOf(require_spec.mediaTypeImageConfig, bytes);
			await require_spec.pushContent(store, descriptor, bytes, { signal });
			return descriptor;
		}
		case "computed":
		case "image": {
			const digests = [];
			for (const layer of layers) digests.push({
				digest: layer.descriptor.digest,
				diffId: await diffId(layer, store, options)
			});
			const bytes = config.kind === "computed" ? config.encode(digests) : imageConfig(plan, config, digests);
			const descriptor = require_spec.descriptorOf(require_spec.checkMediaType(config.mediaType ?? "application/vnd.oci.image.config.v1+json"), bytes);
			await require_spec.pushContent(store, descriptor, bytes, { signal });
			return descriptor;
		}
	}
}
function imageConfig(plan, { omitPlatform, history }, layers) {
	const platform = omitPlatform === true ? {
		architecture: "",
		os: ""
	} : requirePlatform(plan);
	const { annotations, labels = {} } = plan;
	return require_spec.encodeJson({
		created: annotations?.[require_spec.annotationCreated],
		...orderedPlatform(platform),
		config: Object.keys(labels).length === 0 ? {} : { Labels: labels },
		rootfs: {
			type: "layers",
			diff_ids: layers.map(({ diffId: digest }) => digest)
		},
		history
	});
}
function requirePlatform({ platform }) {
	if (platform !== void 0) return platform;
	throw new require_spec.OciError("INPUT_INVALID", "cannot write an image config without a platform; set one, for example linux/amd64");
}
async function diffId(layer, store, { signal }) {
	const { descriptor, contentDigest } = layer;
	if (!/[.+](?:gzip|zstd)$/.test(descriptor.mediaType) || contentDigest !== descriptor.digest) return contentDigest;
	const digester = new require_spec.Digester();
	const reader = await store.fetch(descriptor, { signal });
	try {
		for await (const chunk of (require_decompress ??= require("./decompress.js")).decompress(reader, {
			what: `the layer ${descriptor.digest}`,
			signal
		})) digester.update(chunk);
	} finally {
		await reader.close();
	}
	return digester.digest();
}

// src/transfer/build.ts
async function build(plan, store, options = {}) {
	checkSubject(plan.subject);
	return "manifests" in plan ? buildIndex(plan, store, options) : buildManifest(plan, store, options);
}
function checkSubject(subject) {
	if (subject === void 0 || require_spec.isManifestMediaType(subject.mediaType)) return;
	throw require_spec.notManifestError(subject, `the subject ${subject.digest} is a blob (${require_spec.printable(subject.mediaType, 200)}); an artifact can only refer to a manifest or an index`);
}
async function buildManifest(plan, store, options) {
	return buildOnContent(plan, await buildContent(plan, store, options), store, options);
}
async function buildContent(plan, store, options) {
	const { artifactType, subject, imageSpec = "1.1" } = plan;
	if (artifactType !== void 0) require_spec.checkMediaType(artifactType);
	else if (plan.config.kind === "empty" && imageSpec === "1.1") throw new require_spec.OciError("ARTIFACT_TYPE_MISSING", "missing artifact type: a manifest with an empty config must have one");
	if (imageSpec === "1.0" && subject !== void 0) throw new require_spec.OciError("UNSUPPORTED", "a manifest of image-spec 1.0 cannot have a subject; use version 1.1");
	let layers = [];
	let config;
	const storeParts = [async (signal) => {
		layers = await storeLayers(plan.layers, store, {
			...options,
			signal
		});
	}, async (signal) => {
		config = await storeConfig(plan, layers, store, {
			...options,
			signal
		});
	}];
	const concurrency = plan.config.kind === "computed" || plan.config.kind === "image" || isBuildStore(store) ? 1 : storeParts.length;
	await require_spec.forEachConcurrent(storeParts, concurrency, (storePart, signal) => storePart(signal), options.signal);
	if (plan.content !== void 0) reportContent(plan.content, options.onEvent);
	return {
		layers,
		config: {
			...config ?? require_spec.emptyDescriptor,
			annotations: plan.configAnnotations
		}
	};
}
async function buildOnContent(plan, { config, layers }, store, options) {
	const { artifactType, subject, annotations, imageSpec = "1.1" } = plan;
	checkSubject(subject);
	const manifest = await pushImageManifest(store, {
		artifactType,
		imageSpec,
		mediaType: plan.mediaType,
		omitMediaType: plan.omitMediaType,
		config,
		layers: layers.map(({ descriptor }) => descriptor),
		subject: subject && require_spec.plainDescriptor(subject),
		annotations
	}, {
		signal: options.signal,
		tags: options.tags,
		digestTags: plan.digestTags
	});
	return {
		manifest,
		config,
		layers,
		digestTags: plan.digestTags?.(manifest.digest) ?? []
	};
}
async function buildIndex(plan, store, options) {
	const entries = [];
	const built = [];
	for (const [index, { plan: entry, platform, annotations }] of plan.manifests.entries()) {
		const onPackingStart = index === 0 ? options.onPackingStart : void 0;
		const artifact = await buildManifest(entry, store, {
			...options,
			onPackingStart,
			tags: void 0
		});
		entries.push({
			...artifact.manifest,
			platform,
			annotations
		});
		built.push(artifact);
	}
	const { artifactType, omitMediaType, annotations, subject } = plan;
	return {
		manifest: await pushImageIndex(store, {
			artifactType,
			omitMediaType,
			manifests: entries,
			annotations,
			subject: subject && require_spec.plainDescriptor(subject)
		}, {
			signal: options.signal,
			tags: options.tags
		}),
		config: built[0]?.config ?? require_spec.emptyDescriptor,
		layers: built.flatMap(({ layers }) => layers),
		digestTags: []
	};
}
async function buildLayout(plan, path, options = {}) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const directory = _usingCtx$1.a(await (require_new_directory ??= require("./new-directory.js")).newDirectory((0, (node_path ??= require("node:path")).resolve)(path)));
		const store = await (require_layout ??= require("./layout.js")).LayoutRepository.open((0, (node_path ??= require("node:path")).resolve)(path), {
			create: options.sync === false && directory.isNew ? "private" : "in-empty-folder",
			allowSparse: options.reuse !== void 0,
			sync: options.sync,
			signal: options.signal
		});
		const built = await build(plan, store, options);
		await store.tidy();
		directory.keep();
		return {
			...built,
			store
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}

Object.defineProperty(exports, "LayerReuse", {
  enumerable: true,
  get: function () {
    return LayerReuse;
  }
});
Object.defineProperty(exports, "build", {
  enumerable: true,
  get: function () {
    return build;
  }
});
Object.defineProperty(exports, "buildContent", {
  enumerable: true,
  get: function () {
    return buildContent;
  }
});
Object.defineProperty(exports, "buildLayout", {
  enumerable: true,
  get: function () {
    return buildLayout;
  }
});
Object.defineProperty(exports, "buildOnContent", {
  enumerable: true,
  get: function () {
    return buildOnContent;
  }
});
Object.defineProperty(exports, "changedFileError", {
  enumerable: true,
  get: function () {
    return changedFileError;
  }
});
Object.defineProperty(exports, "describeFile", {
  enumerable: true,
  get: function () {
    return describeFile;
  }
});
Object.defineProperty(exports, "describedFile", {
  enumerable: true,
  get: function () {
    return describedFile;
  }
});
Object.defineProperty(exports, "fileBody", {
  enumerable: true,
  get: function () {
    return fileBody;
  }
});
Object.defineProperty(exports, "hashFile", {
  enumerable: true,
  get: function () {
    return hashFile;
  }
});
Object.defineProperty(exports, "knownConfig", {
  enumerable: true,
  get: function () {
    return knownConfig;
  }
});
Object.defineProperty(exports, "orderedDescriptor", {
  enumerable: true,
  get: function () {
    return orderedDescriptor;
  }
});
Object.defineProperty(exports, "pushEmptyConfig", {
  enumerable: true,
  get: function () {
    return pushEmptyConfig;
  }
});
Object.defineProperty(exports, "pushImageIndex", {
  enumerable: true,
  get: function () {
    return pushImageIndex;
  }
});
Object.defineProperty(exports, "pushImageManifest", {
  enumerable: true,
  get: function () {
    return pushImageManifest;
  }
});
Object.defineProperty(exports, "pushManifest", {
  enumerable: true,
  get: function () {
    return pushManifest;
  }
});
Object.defineProperty(exports, "readEarlierLayers", {
  enumerable: true,
  get: function () {
    return readEarlierLayers;
  }
});
Object.defineProperty(exports, "titleOf", {
  enumerable: true,
  get: function () {
    return titleOf;
  }
});
Object.defineProperty(exports, "withCreated", {
  enumerable: true,
  get: function () {
    return withCreated;
  }
});