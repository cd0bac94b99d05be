let require_compress;
const require_spec = require("./spec.js");
let require_pack;
let require_pull_manifest;
let require_file_layer;
let require_transport;
let require_usingCtx;
let node_timers_promises;

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
	const { reuse } = options;
	const { mediaType } = key;
	if (reuse === void 0 || key.encoder === void 0) return packOrReuse(source, mediaType, store, options);
	const content = await hashIfReusable(reuse.mayHave(key, store), (signal) => (require_pack ??= require("./pack.js")).describeLayer({
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

// src/transfer/store-layers.ts
const defaultConcurrency = 4;
const concurrentLayers = 3;
async function storeLayers(layers, store, options) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const isParallel = layers.length > 1 && options.packingCache === void 0 && options.layerCache === void 0;
		const compressor = _usingCtx$1.a(isParallel ? new (require_compress ??= require("./compress.js")).SharedCompressor(concurrentLayers) : void 0);
		const build = new LayerBuild(store, {
			...options,
			compressor
		});
		const built = [];
		await require_spec.forEachConcurrent(layers.entries(), isParallel ? concurrentLayers : 1, async ([index, layer], signal) => {
			built[index] = await build.add(index, layer, signal);
		}, options.signal);
		await build.storeBlobs();
		return built;
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
var LayerBuild = class {
	#store;
	#options;
	#bodies = /* @__PURE__ */ new Map();
	#progress;
	#entries = 0;
	constructor(store, options) {
		this.#store = store;
		this.#options = options;
		this.#progress = new (require_transport ??= require("./transport.js")).ReadProgress((done) => options.onProgress?.(done, this.#entries));
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
			if (reused === void 0) return await this.#ingest(index, layer, (require_file_layer ??= require("./file-layer.js")).readFileContent(path), signal);
			this.#progress.advance(`layer ${index}`, reused.size);
			return {
				...plainLayer(reused),
				reused: true
			};
		}
		const { digest, size } = layer.expected ?? await (require_file_layer ??= require("./file-layer.js")).hashFile(path, { signal });
		const blob = {
			mediaType: require_spec.checkMediaType(mediaType),
			digest,
			size,
			annotations
		};
		this.#bodies.set(digest, {
			blob,
			body: (require_file_layer ??= require("./file-layer.js")).fileBody(path, blob, (done) => {
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
	const mayBeReused = reuse.mayHave(key, store, await (require_file_layer ??= require("./file-layer.js")).fileSize(path));
	const hashed = await hashIfReusable(mayBeReused, (stop) => (require_file_layer ??= require("./file-layer.js")).hashFile(path, { signal: stop }), signal);
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

Object.defineProperty(exports, "LayerReuse", {
  enumerable: true,
  get: function () {
    return LayerReuse;
  }
});
Object.defineProperty(exports, "isBuildStore", {
  enumerable: true,
  get: function () {
    return isBuildStore;
  }
});
Object.defineProperty(exports, "readEarlierLayers", {
  enumerable: true,
  get: function () {
    return readEarlierLayers;
  }
});
Object.defineProperty(exports, "reportContent", {
  enumerable: true,
  get: function () {
    return reportContent;
  }
});
Object.defineProperty(exports, "storeBlob", {
  enumerable: true,
  get: function () {
    return storeBlob;
  }
});
Object.defineProperty(exports, "storeLayers", {
  enumerable: true,
  get: function () {
    return storeLayers;
  }
});