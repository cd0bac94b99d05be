let require_spec;

// src/transfer/write-manifest.ts
function pushImageManifest(storage, content, options) {
	const { imageSpec = "1.1", mediaType = (require_spec ??= require("./spec.js")).mediaTypeImageManifest, config, layers, subject, annotations } = content;
	const artifactType = imageSpec === "1.0" || content.artifactType === "" ? void 0 : content.artifactType;
	return pushManifest(storage, {
		schemaVersion: 2,
		mediaType: content.omitMediaType === true ? void 0 : mediaType,
		artifactType,
		config: orderedDescriptor(config),
		layers: (layers.length === 0 && imageSpec === "1.1" ? [(require_spec ??= require("./spec.js")).emptyDescriptor] : layers).map(orderedDescriptor),
		subject: subject && orderedDescriptor(subject),
		annotations: nonEmpty(annotations)
	}, mediaType, artifactType ?? config.mediaType, options);
}
function pushImageIndex(storage, content, options) {
	const { artifactType, manifests, subject, annotations } = content;
	return pushManifest(storage, {
		schemaVersion: 2,
		mediaType: content.omitMediaType === true ? void 0 : (require_spec ??= require("./spec.js")).mediaTypeImageIndex,
		artifactType,
		manifests: manifests.map(orderedDescriptor),
		subject: subject && orderedDescriptor(subject),
		annotations: nonEmpty(annotations)
	}, (require_spec ??= require("./spec.js")).mediaTypeImageIndex, artifactType, options);
}
async function pushManifest(storage, manifest, mediaType, artifactType, { tags = [], digestTags, signal }) {
	const bytes = (require_spec ??= require("./spec.js")).encodeJson(manifest);
	if (bytes.byteLength > 4194304) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `the manifest has ${bytes.byteLength} bytes; registries accept at most ${(require_spec ??= require("./spec.js")).maxManifestBytes}`);
	const descriptor = (require_spec ??= require("./spec.js")).descriptorOf(mediaType, bytes);
	const added = tags.length === 0 ? [] : digestTags?.(descriptor.digest) ?? [];
	await (require_spec ??= require("./spec.js")).pushContent(storage, descriptor, bytes, {
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
		...(require_spec ??= require("./spec.js")).descriptorOf(mediaType, (require_spec ??= require("./spec.js")).emptyJsonBytes),
		annotations
	};
	await (require_spec ??= require("./spec.js")).pushContent(storage, config, (require_spec ??= require("./spec.js")).emptyJsonBytes, { signal: options.signal });
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
	if (!(require_spec ??= require("./spec.js")).isRfc3339(created)) throw new (require_spec ??= require("./spec.js")).OciError("DATE_INVALID", `invalid date and time format: the annotation ${key} is "${(require_spec ??= require("./spec.js")).printable(created, 100)}"; write an RFC 3339 date such as 2026-01-31T12:00:00Z`);
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

Object.defineProperty(exports, "orderedDescriptor", {
  enumerable: true,
  get: function () {
    return orderedDescriptor;
  }
});
Object.defineProperty(exports, "orderedPlatform", {
  enumerable: true,
  get: function () {
    return orderedPlatform;
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
Object.defineProperty(exports, "withCreated", {
  enumerable: true,
  get: function () {
    return withCreated;
  }
});