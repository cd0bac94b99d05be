import { n as pushContent } from "./repository.js";
import { a as annotationCreated } from "./annotations.js";
import { h as mediaTypeImageManifest, l as mediaTypeEmptyJson, t as checkMediaType } from "./media-types.js";
import { n as emptyDescriptor, r as emptyJsonBytes } from "./descriptor.js";
import { m as printable, t as OciError } from "./error.js";
import { a as pushImageManifest, o as pushManifest, r as pushEmptyConfig, s as withCreated, t as orderedDescriptor } from "./write-manifest.js";

// src/transfer/pack-manifest.ts
const mediaTypeUnknownConfig = "application/vnd.unknown.config.v1+json";
async function packManifest(storage, version, artifactType, options = {}) {
	const annotations = withCreated(options.manifestAnnotations, annotationCreated, options.now ?? Date.now);
	switch (version) {
		case "1.0": return packVersion10(storage, artifactType, annotations, options);
		case "1.1": return packVersion11(storage, artifactType, annotations, options);
		default: throw new OciError("UNSUPPORTED", `unsupported version "${printable(String(version), 100)}" of the image manifest; use "1.0" or "1.1"`);
	}
}
async function packVersion10(storage, artifactType, annotations, options) {
	if (options.subject !== void 0) throw new OciError("UNSUPPORTED", "a manifest of image-spec 1.0 cannot have a subject; use version 1.1");
	const { configDescriptor } = options;
	if (configDescriptor !== void 0) checkMediaType(configDescriptor.mediaType);
	const config = configDescriptor ?? await pushEmptyConfig(storage, checkMediaType(artifactType === "" ? "application/vnd.unknown.config.v1+json" : artifactType), options.configAnnotations, options);
	const manifest = {
		schemaVersion: 2,
		mediaType: mediaTypeImageManifest,
		config: orderedDescriptor(config),
		layers: (options.layers ?? []).map(orderedDescriptor),
		annotations
	};
	return pushManifest(storage, manifest, mediaTypeImageManifest, config.mediaType, options);
}
async function packVersion11(storage, artifactType, annotations, options) {
	const { configDescriptor, layers = [], subject } = options;
	if (artifactType === "" && (configDescriptor === void 0 || configDescriptor.mediaType === "application/vnd.oci.empty.v1+json")) throw new OciError("ARTIFACT_TYPE_MISSING", "missing artifact type: a manifest with an empty config must have one");
	if (artifactType !== "") checkMediaType(artifactType);
	if (configDescriptor !== void 0) checkMediaType(configDescriptor.mediaType);
	const config = configDescriptor ?? {
		...emptyDescriptor,
		annotations: options.configAnnotations
	};
	if (configDescriptor === void 0 || layers.length === 0) await pushContent(storage, emptyDescriptor, emptyJsonBytes, { signal: options.signal });
	return pushImageManifest(storage, {
		artifactType,
		config,
		layers,
		subject,
		annotations
	}, options);
}

export { packManifest as n, mediaTypeUnknownConfig as t };