let require_decompress;
let require_streams;
let require_new_directory;
let require_layout;
const require_spec = require("./spec.js");
let require_pack;
let require_file_layer;
let require_read_progress;
let require_write_manifest;
let require_lock_file;
let node_path;

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

// src/transfer/build.ts
const defaultConcurrency = 4;
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
	const concurrency = plan.config.kind === "computed" || plan.config.kind === "image" || store instanceof (require_layout ??= require("./layout.js")).LayoutRepository ? 1 : storeParts.length;
	await (require_streams ??= require("./streams.js")).forEachConcurrent(storeParts, concurrency, (storePart, signal) => storePart(signal), options.signal);
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
	const manifest = await (require_write_manifest ??= require("./write-manifest.js")).pushImageManifest(store, {
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
		manifest: await (require_write_manifest ??= require("./write-manifest.js")).pushImageIndex(store, {
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
		var _usingCtx$1 = (require_lock_file ??= require("./lock-file.js"))._usingCtx();
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
async function storeConfig(plan, layers, store, options) {
	const { signal } = options;
	const { config } = plan;
	if (config.kind === "empty" || plan.layers.length === 0) await (require_streams ??= require("./streams.js")).pushContent(store, require_spec.emptyDescriptor, require_spec.emptyJsonBytes, { signal });
	switch (config.kind) {
		case "empty": return require_spec.emptyDescriptor;
		case "bytes": {
			const { bytes, mediaType } = config;
			const descriptor = require_spec.descriptorOf(require_spec.checkMediaType(mediaType), bytes);
			await (require_streams ??= require("./streams.js")).pushContent(store, descriptor, bytes, { signal });
			return config.embed === true ? {
				...descriptor,
				data: Buffer.from(bytes).toString("base64")
			} : descriptor;
		}
		case "file": {
			const { path, mediaType } = config;
			const descriptor = {
				mediaType: require_spec.checkMediaType(mediaType),
				...await (require_file_layer ??= require("./file-layer.js")).hashFile(path, { signal })
			};
			await storeBlob(store, descriptor, (require_file_layer ??= require("./file-layer.js")).fileBody(path, descriptor), { signal });
			return descriptor;
		}
		case "platform": {
			const bytes = require_spec.encodeJson((require_write_manifest ??= require("./write-manifest.js")).orderedPlatform(requirePlatform(plan)));
			const descriptor = require_spec.descriptorOf(require_spec.mediaTypeImageConfig, bytes);
			await (require_streams ??= require("./streams.js")).pushContent(store, descriptor, bytes, { signal });
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
			await (require_streams ??= require("./streams.js")).pushContent(store, descriptor, bytes, { signal });
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
		...(require_write_manifest ??= require("./write-manifest.js")).orderedPlatform(platform),
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