let require_spec;
let require_build;

// src/transfer/pack-manifest.ts
const mediaTypeUnknownConfig = "application/vnd.unknown.config.v1+json";
async function packManifest(storage, version, artifactType, options = {}) {
	const annotations = (require_build ??= require("./build.js")).withCreated(options.manifestAnnotations, (require_spec ??= require("./spec.js")).annotationCreated, options.now ?? Date.now);
	switch (version) {
		case "1.0": return packVersion10(storage, artifactType, annotations, options);
		case "1.1": return packVersion11(storage, artifactType, annotations, options);
		default: throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", `unsupported version "${(require_spec ??= require("./spec.js")).printable(String(version), 100)}" of the image manifest; use "1.0" or "1.1"`);
	}
}
async function packVersion10(storage, artifactType, annotations, options) {
	if (options.subject !== void 0) throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", "a manifest of image-spec 1.0 cannot have a subject; use version 1.1");
	const { configDescriptor } = options;
	if (configDescriptor !== void 0) (require_spec ??= require("./spec.js")).checkMediaType(configDescriptor.mediaType);
	const config = configDescriptor ?? await (require_build ??= require("./build.js")).pushEmptyConfig(storage, (require_spec ??= require("./spec.js")).checkMediaType(artifactType === "" ? "application/vnd.unknown.config.v1+json" : artifactType), options.configAnnotations, options);
	const manifest = {
		schemaVersion: 2,
		mediaType: (require_spec ??= require("./spec.js")).mediaTypeImageManifest,
		config: (require_build ??= require("./build.js")).orderedDescriptor(config),
		layers: (options.layers ?? []).map((require_build ??= require("./build.js")).orderedDescriptor),
		annotations
	};
	return (require_build ??= require("./build.js")).pushManifest(storage, manifest, (require_spec ??= require("./spec.js")).mediaTypeImageManifest, config.mediaType, options);
}
async function packVersion11(storage, artifactType, annotations, options) {
	const { configDescriptor, layers = [], subject } = options;
	if (artifactType === "" && (configDescriptor === void 0 || configDescriptor.mediaType === "application/vnd.oci.empty.v1+json")) throw new (require_spec ??= require("./spec.js")).OciError("ARTIFACT_TYPE_MISSING", "missing artifact type: a manifest with an empty config must have one");
	if (artifactType !== "") (require_spec ??= require("./spec.js")).checkMediaType(artifactType);
	if (configDescriptor !== void 0) (require_spec ??= require("./spec.js")).checkMediaType(configDescriptor.mediaType);
	const config = configDescriptor ?? {
		...(require_spec ??= require("./spec.js")).emptyDescriptor,
		annotations: options.configAnnotations
	};
	if (configDescriptor === void 0 || layers.length === 0) await (require_spec ??= require("./spec.js")).pushContent(storage, (require_spec ??= require("./spec.js")).emptyDescriptor, (require_spec ??= require("./spec.js")).emptyJsonBytes, { signal: options.signal });
	return (require_build ??= require("./build.js")).pushImageManifest(storage, {
		artifactType,
		config,
		layers,
		subject,
		annotations
	}, options);
}

Object.defineProperty(exports, "mediaTypeUnknownConfig", {
  enumerable: true,
  get: function () {
    return mediaTypeUnknownConfig;
  }
});
Object.defineProperty(exports, "packManifest", {
  enumerable: true,
  get: function () {
    return packManifest;
  }
});