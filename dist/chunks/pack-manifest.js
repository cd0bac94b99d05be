let require_repository;
let require_maintenance;
let require_descriptor;
let require_write_manifest;

// src/transfer/pack-manifest.ts
const mediaTypeUnknownConfig = "application/vnd.unknown.config.v1+json";
async function packManifest(storage, version, artifactType, options = {}) {
	const annotations = (require_write_manifest ??= require("./write-manifest.js")).withCreated(options.manifestAnnotations, (require_maintenance ??= require("./maintenance.js")).annotationCreated, options.now ?? Date.now);
	switch (version) {
		case "1.0": return packVersion10(storage, artifactType, annotations, options);
		case "1.1": return packVersion11(storage, artifactType, annotations, options);
		default: throw new (require_descriptor ??= require("./descriptor.js")).OciError("UNSUPPORTED", `unsupported version "${(require_descriptor ??= require("./descriptor.js")).printable(String(version), 100)}" of the image manifest; use "1.0" or "1.1"`);
	}
}
async function packVersion10(storage, artifactType, annotations, options) {
	if (options.subject !== void 0) throw new (require_descriptor ??= require("./descriptor.js")).OciError("UNSUPPORTED", "a manifest of image-spec 1.0 cannot have a subject; use version 1.1");
	const { configDescriptor } = options;
	if (configDescriptor !== void 0) (require_descriptor ??= require("./descriptor.js")).checkMediaType(configDescriptor.mediaType);
	const config = configDescriptor ?? await (require_write_manifest ??= require("./write-manifest.js")).pushEmptyConfig(storage, (require_descriptor ??= require("./descriptor.js")).checkMediaType(artifactType === "" ? "application/vnd.unknown.config.v1+json" : artifactType), options.configAnnotations, options);
	const manifest = {
		schemaVersion: 2,
		mediaType: (require_descriptor ??= require("./descriptor.js")).mediaTypeImageManifest,
		config: (require_write_manifest ??= require("./write-manifest.js")).orderedDescriptor(config),
		layers: (options.layers ?? []).map((require_write_manifest ??= require("./write-manifest.js")).orderedDescriptor),
		annotations
	};
	return (require_write_manifest ??= require("./write-manifest.js")).pushManifest(storage, manifest, (require_descriptor ??= require("./descriptor.js")).mediaTypeImageManifest, config.mediaType, options);
}
async function packVersion11(storage, artifactType, annotations, options) {
	const { configDescriptor, layers = [], subject } = options;
	if (artifactType === "" && (configDescriptor === void 0 || configDescriptor.mediaType === "application/vnd.oci.empty.v1+json")) throw new (require_descriptor ??= require("./descriptor.js")).OciError("ARTIFACT_TYPE_MISSING", "missing artifact type: a manifest with an empty config must have one");
	if (artifactType !== "") (require_descriptor ??= require("./descriptor.js")).checkMediaType(artifactType);
	if (configDescriptor !== void 0) (require_descriptor ??= require("./descriptor.js")).checkMediaType(configDescriptor.mediaType);
	const config = configDescriptor ?? {
		...(require_descriptor ??= require("./descriptor.js")).emptyDescriptor,
		annotations: options.configAnnotations
	};
	if (configDescriptor === void 0 || layers.length === 0) await (require_repository ??= require("./repository2.js")).pushContent(storage, (require_descriptor ??= require("./descriptor.js")).emptyDescriptor, (require_descriptor ??= require("./descriptor.js")).emptyJsonBytes, { signal: options.signal });
	return (require_write_manifest ??= require("./write-manifest.js")).pushImageManifest(storage, {
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