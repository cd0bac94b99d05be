import { n as pushContent } from "./repository2.js";
import { i as annotationCreated } from "./annotations.js";
import { c as mediaTypeImageIndex, f as mediaTypeImageManifest, o as mediaTypeEmptyJson, t as checkMediaType } from "./media-types.js";
import { n as emptyDescriptor, r as emptyJsonBytes, t as descriptorOf } from "./descriptor.js";
import { m as printable, t as OciError } from "./error.js";
import { d as encodeJson, s as maxManifestBytes } from "./collect.js";
import { t as isRfc3339 } from "./date.js";

// src/transfer/write-manifest.ts
function pushImageManifest(storage, content, options) {
	const { imageSpec = "1.1", mediaType = mediaTypeImageManifest, config, layers, subject, annotations } = content;
	const artifactType = imageSpec === "1.0" || content.artifactType === "" ? void 0 : content.artifactType;
	return pushManifest(storage, {
		schemaVersion: 2,
		mediaType: content.omitMediaType === true ? void 0 : mediaType,
		artifactType,
		config: orderedDescriptor(config),
		layers: (layers.length === 0 && imageSpec === "1.1" ? [emptyDescriptor] : layers).map(orderedDescriptor),
		subject: subject && orderedDescriptor(subject),
		annotations: nonEmpty(annotations)
	}, mediaType, artifactType ?? config.mediaType, options);
}
function pushImageIndex(storage, content, options) {
	const { artifactType, manifests, subject, annotations } = content;
	return pushManifest(storage, {
		schemaVersion: 2,
		mediaType: content.omitMediaType === true ? void 0 : mediaTypeImageIndex,
		artifactType,
		manifests: manifests.map(orderedDescriptor),
		subject: subject && orderedDescriptor(subject),
		annotations: nonEmpty(annotations)
	}, mediaTypeImageIndex, artifactType, options);
}
async function pushManifest(storage, manifest, mediaType, artifactType, options) {
	const bytes = encodeJson(manifest);
	if (bytes.byteLength > 4194304) throw new OciError("SIZE_LIMIT", `the manifest has ${bytes.byteLength} bytes; registries accept at most ${maxManifestBytes}`);
	const descriptor = descriptorOf(mediaType, bytes);
	await pushContent(storage, descriptor, bytes, {
		signal: options.signal,
		tags: options.tags
	});
	return {
		...descriptor,
		annotations: manifest.annotations,
		artifactType
	};
}
async function pushEmptyConfig(storage, mediaType, annotations, options) {
	const config = {
		...descriptorOf(mediaType, emptyJsonBytes),
		annotations
	};
	await pushContent(storage, config, emptyJsonBytes, { signal: options.signal });
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
	if (!isRfc3339(created)) throw new OciError("DATE_INVALID", `invalid date and time format: the annotation ${key} is "${printable(created, 100)}"; write an RFC 3339 date such as 2026-01-31T12:00:00Z`);
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

export { pushImageManifest as a, pushImageIndex as i, packManifest as n, orderedPlatform as r, mediaTypeUnknownConfig as t };