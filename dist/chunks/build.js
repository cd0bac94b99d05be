let require_spec;
let require_new_directory;
let require_layout;
let require_store_layers;
let require_decompress;
let require_file_layer;
let require_write_manifest;
let require_usingCtx;
let node_path;

// src/transfer/store-config.ts
function knownConfig(plan) {
	if ("manifests" in plan) return void 0;
	const { config } = plan;
	if (config.kind === "empty") return (require_spec ??= require("./spec.js")).emptyDescriptor;
	return config.kind === "bytes" ? (require_spec ??= require("./spec.js")).descriptorOf(config.mediaType, config.bytes) : void 0;
}
async function storeConfig(plan, layers, store, options) {
	const { signal } = options;
	const { config } = plan;
	if (config.kind === "empty" || plan.layers.length === 0) await (require_spec ??= require("./spec.js")).pushContent(store, (require_spec ??= require("./spec.js")).emptyDescriptor, (require_spec ??= require("./spec.js")).emptyJsonBytes, { signal });
	switch (config.kind) {
		case "empty": return (require_spec ??= require("./spec.js")).emptyDescriptor;
		case "bytes": {
			const { bytes, mediaType } = config;
			const descriptor = (require_spec ??= require("./spec.js")).descriptorOf((require_spec ??= require("./spec.js")).checkMediaType(mediaType), bytes);
			await (require_spec ??= require("./spec.js")).pushContent(store, descriptor, bytes, { signal });
			return config.embed === true ? {
				...descriptor,
				data: Buffer.from(bytes).toString("base64")
			} : descriptor;
		}
		case "file": {
			const { path, mediaType } = config;
			const descriptor = {
				mediaType: (require_spec ??= require("./spec.js")).checkMediaType(mediaType),
				...await (require_file_layer ??= require("./file-layer.js")).hashFile(path, { signal })
			};
			await (require_store_layers ??= require("./store-layers.js")).storeBlob(store, descriptor, (require_file_layer ??= require("./file-layer.js")).fileBody(path, descriptor), { signal });
			return descriptor;
		}
		case "platform": {
			const bytes = (require_spec ??= require("./spec.js")).encodeJson((require_write_manifest ??= require("./write-manifest.js")).orderedPlatform(requirePlatform(plan)));
			const descriptor = (require_spec ??= require("./spec.js")).descriptorOf((require_spec ??= require("./spec.js")).mediaTypeImageConfig, bytes);
			await (require_spec ??= require("./spec.js")).pushContent(store, descriptor, bytes, { signal });
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
			const descriptor = (require_spec ??= require("./spec.js")).descriptorOf((require_spec ??= require("./spec.js")).checkMediaType(config.mediaType ?? "application/vnd.oci.image.config.v1+json"), bytes);
			await (require_spec ??= require("./spec.js")).pushContent(store, descriptor, bytes, { signal });
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
	return (require_spec ??= require("./spec.js")).encodeJson({
		created: annotations?.[(require_spec ??= require("./spec.js")).annotationCreated],
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
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", "cannot write an image config without a platform; set one, for example linux/amd64");
}
async function diffId(layer, store, { signal }) {
	const { descriptor, contentDigest } = layer;
	if (!/[.+](?:gzip|zstd)$/.test(descriptor.mediaType) || contentDigest !== descriptor.digest) return contentDigest;
	const digester = new (require_spec ??= require("./spec.js")).Digester();
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
	if (subject === void 0 || (require_spec ??= require("./spec.js")).isManifestMediaType(subject.mediaType)) return;
	throw (require_spec ??= require("./spec.js")).notManifestError(subject, `the subject ${subject.digest} is a blob (${(require_spec ??= require("./spec.js")).printable(subject.mediaType, 200)}); an artifact can only refer to a manifest or an index`);
}
async function buildManifest(plan, store, options) {
	return buildOnContent(plan, await buildContent(plan, store, options), store, options);
}
async function buildContent(plan, store, options) {
	const { artifactType, subject, imageSpec = "1.1" } = plan;
	if (artifactType !== void 0) (require_spec ??= require("./spec.js")).checkMediaType(artifactType);
	else if (plan.config.kind === "empty" && imageSpec === "1.1") throw new (require_spec ??= require("./spec.js")).OciError("ARTIFACT_TYPE_MISSING", "missing artifact type: a manifest with an empty config must have one");
	if (imageSpec === "1.0" && subject !== void 0) throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", "a manifest of image-spec 1.0 cannot have a subject; use version 1.1");
	let layers = [];
	let config;
	const storeParts = [async (signal) => {
		layers = await (require_store_layers ??= require("./store-layers.js")).storeLayers(plan.layers, store, {
			...options,
			signal
		});
	}, async (signal) => {
		config = await storeConfig(plan, layers, store, {
			...options,
			signal
		});
	}];
	const concurrency = plan.config.kind === "computed" || plan.config.kind === "image" || (require_store_layers ??= require("./store-layers.js")).isBuildStore(store) ? 1 : storeParts.length;
	await (require_spec ??= require("./spec.js")).forEachConcurrent(storeParts, concurrency, (storePart, signal) => storePart(signal), options.signal);
	if (plan.content !== void 0) (require_store_layers ??= require("./store-layers.js")).reportContent(plan.content, options.onEvent);
	return {
		layers,
		config: {
			...config ?? (require_spec ??= require("./spec.js")).emptyDescriptor,
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
		subject: subject && (require_spec ??= require("./spec.js")).plainDescriptor(subject),
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
			subject: subject && (require_spec ??= require("./spec.js")).plainDescriptor(subject)
		}, {
			signal: options.signal,
			tags: options.tags
		}),
		config: built[0]?.config ?? (require_spec ??= require("./spec.js")).emptyDescriptor,
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
Object.defineProperty(exports, "knownConfig", {
  enumerable: true,
  get: function () {
    return knownConfig;
  }
});