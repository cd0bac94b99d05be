let require_streams;
let require_layout;
const require_spec = require("./spec.js");
let require_pack;
let require_file_layer;
let require_read_progress;

// src/transfer/directory-layer.ts
const layerMediaTypes = {
	gzip: require_spec.mediaTypeImageLayerGzip,
	zstd: require_spec.mediaTypeImageLayerZstd,
	none: require_spec.mediaTypeImageLayer
};
async function storeDirectory(layer, store, options) {
	const { packingCache, signal, onProgress, onEvent } = options;
	const source = {
		...layer.pack,
		skip: [
			store.path,
			...packingCache === void 0 ? [] : [packingCache.directory],
			...layer.pack.skip ?? []
		],
		signal,
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
	if (reuse === void 0 || key.encoder === void 0 || !await reuse.mayHave(key, store)) return packOrReuse(source, mediaType, store, options);
	const content = await (require_pack ??= require("./pack.js")).describeLayer(source);
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
	if (!(source.archive !== "zip" && (packingCache !== void 0 || layerCache !== void 0))) return pack(source, mediaType, store, caches, options);
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
	return pack(source, mediaType, store, caches, options);
}
async function pack(source, mediaType, store, caches, { signal, onPackingStart }) {
	const packing = (require_pack ??= require("./pack.js")).packLayer(source);
	const descriptor = await store.ingest(packing.content, mediaType, {
		owned: true,
		signal,
		onStart: onPackingStart
	});
	const content = await packing.result;
	for (const cache of caches) await cache.add(source, store, descriptor, content);
	return {
		descriptor,
		content,
		reused: false
	};
}

// src/transfer/store-layers.ts
const defaultConcurrency = 4;
async function storeLayers(layers, store, options) {
	const built = [];
	const bodies = /* @__PURE__ */ new Map();
	let entries = 0;
	const progress = new (require_read_progress ??= require("./read-progress.js")).ReadProgress((done) => options.onProgress?.(done, entries));
	for (const [index, layer] of layers.entries()) {
		const onPackingStart = index === 0 ? options.onPackingStart : void 0;
		const ingest = async (content) => {
			const { mediaType, annotations } = layer;
			const counted = progress.chunks(`layer ${index}`, content);
			const stored = await requireLayout(store, "a stream").ingest(counted, require_spec.checkMediaType(mediaType), {
				signal: options.signal,
				onStart: onPackingStart
			});
			built.push(plainLayer({
				...stored,
				annotations
			}));
		};
		switch (layer.kind) {
			case "directory": {
				const before = entries;
				const { descriptor, content, reused } = await storeDirectory(layer, requireLayout(store, "a directory"), {
					...options,
					onPackingStart,
					onProgress: (bytes, count) => {
						entries = before + count;
						progress.advance(`layer ${index}`, bytes);
					}
				});
				const { contentDigest, contentSize, files, excluded } = content;
				built.push({
					descriptor,
					contentDigest,
					contentSize,
					files,
					excluded,
					reused
				});
				break;
			}
			case "stream":
				await ingest(layer.content);
				break;
			case "file": {
				entries++;
				const { path, mediaType, annotations } = layer;
				if (layer.expected === void 0 && store instanceof (require_layout ??= require("./layout.js")).LayoutRepository) {
					const reused = await reusedFile(layer, store, options);
					if (reused === void 0) await ingest((require_file_layer ??= require("./file-layer.js")).readFileContent(path));
					else {
						progress.advance(`layer ${index}`, reused.size);
						built.push({
							...plainLayer(reused),
							reused: true
						});
					}
					break;
				}
				const { digest, size } = layer.expected ?? await (require_file_layer ??= require("./file-layer.js")).hashFile(path, { signal: options.signal });
				const blob = {
					mediaType: require_spec.checkMediaType(mediaType),
					digest,
					size,
					annotations
				};
				bodies.set(digest, {
					blob,
					body: (require_file_layer ??= require("./file-layer.js")).fileBody(path, blob, (done) => {
						progress.advance(digest, done);
					})
				});
				built.push(plainLayer(blob));
				break;
			}
			case "bytes": {
				const { bytes, mediaType, annotations } = layer;
				const blob = {
					...require_spec.descriptorOf(require_spec.checkMediaType(mediaType), bytes),
					annotations
				};
				bodies.set(blob.digest, {
					blob,
					body: () => (require_streams ??= require("./streams.js")).once(bytes)
				});
				const data = layer.embed === true ? Buffer.from(bytes).toString("base64") : void 0;
				built.push(plainLayer({
					...blob,
					data
				}));
				break;
			}
			case "descriptor": built.push(plainLayer(layer.descriptor));
		}
	}
	await (require_streams ??= require("./streams.js")).forEachConcurrent(bodies.values(), options.concurrency ?? 4, async ({ blob, body }, signal) => {
		const exists = await storeBlob(store, blob, body, { signal });
		options.onFile?.(blob, exists ? "exists" : "uploaded");
	}, options.signal);
	return built;
}
async function reusedFile({ path, mediaType, annotations }, store, { reuse, signal }) {
	const key = {
		title: annotations?.[require_spec.annotationTitle],
		mediaType,
		encoder: void 0
	};
	if (reuse === void 0 || !await reuse.mayHave(key, store, await (require_file_layer ??= require("./file-layer.js")).fileSize(path))) return void 0;
	const { digest } = await (require_file_layer ??= require("./file-layer.js")).hashFile(path, { signal });
	const layer = await reuse.take(key, digest);
	return layer === void 0 ? void 0 : {
		mediaType,
		...layer,
		annotations
	};
}
function requireLayout(store, what) {
	if (store instanceof (require_layout ??= require("./layout.js")).LayoutRepository) return store;
	throw new require_spec.OciError("UNSUPPORTED", `cannot store ${what}: the store is not an image layout; use buildLayout`);
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
	if (store instanceof (require_layout ??= require("./layout.js")).LayoutRepository) {
		const exists = await store.exists(plain, options);
		await store.push(plain, body, {
			...options,
			isAbsent: !exists
		});
		return exists;
	}
	return await (require_streams ??= require("./streams.js")).pushUnlessExists(store, plain, body, options) !== "pushed";
}

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