import { t as pushContent } from "./repository.js";
import { G as annotationCreated, H as encodeJson } from "./scrub.js";
import { b as mediaTypeImageManifest, l as checkMediaType, m as mediaTypeEmptyJson, n as emptyDescriptor, r as emptyJsonBytes, t as descriptorOf } from "./descriptor.js";
import { n as OciError, t as printable } from "./printable.js";
import { s as isRfc3339 } from "./inputs.js";

// src/transfer/pack-content.ts
async function pushPacked(storage, manifest, mediaType, artifactType, annotations, options) {
	const bytes = encodeJson(manifest);
	const descriptor = descriptorOf(mediaType, bytes);
	await pushContent(storage, descriptor, bytes, { signal: options.signal });
	return {
		...descriptor,
		annotations,
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
function ordered(descriptor) {
	const { mediaType, digest, size, urls, annotations, data, platform, artifactType } = descriptor;
	return {
		mediaType,
		digest,
		size,
		urls: urls?.length === 0 ? void 0 : urls,
		annotations: annotations === void 0 || Object.keys(annotations).length === 0 ? void 0 : annotations,
		data: data === "" ? void 0 : data,
		platform: platform === void 0 ? void 0 : orderedPlatform(platform),
		artifactType: artifactType === "" ? void 0 : artifactType
	};
}
function withCreated(annotations, key, now) {
	const created = annotations !== void 0 && Object.hasOwn(annotations, key) ? annotations[key] : void 0;
	if (created === void 0) return {
		...annotations,
		[key]: new Date(now()).toISOString().replace(/\.\d+Z$/, "Z")
	};
	if (!isRfc3339(created)) throw new OciError("DATE_INVALID", `invalid date and time format: the annotation ${key} is "${printable(created, 100)}", which is not an RFC 3339 date such as 2026-01-31T12:00:00Z`);
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

// src/transfer/pack-manifest.ts
const mediaTypeUnknownConfig = "application/vnd.unknown.config.v1+json";
async function packManifest(storage, version, artifactType, options = {}) {
	const annotations = withCreated(options.manifestAnnotations, annotationCreated, options.now ?? Date.now);
	switch (version) {
		case "1.0": return packVersion10(storage, artifactType, annotations, options);
		case "1.1": return packVersion11(storage, artifactType, annotations, options);
		default: throw new OciError("UNSUPPORTED", `"${printable(String(version), 100)}" is not a version of the image manifest: "1.0" and "1.1" are`);
	}
}
async function packVersion10(storage, artifactType, annotations, options) {
	if (options.subject !== void 0) throw new OciError("UNSUPPORTED", "a manifest of image-spec 1.0 cannot have a subject; use version 1.1");
	const given = options.configDescriptor;
	if (given !== void 0) checkMediaType(given.mediaType);
	const config = given ?? await pushEmptyConfig(storage, checkMediaType(artifactType === "" ? "application/vnd.unknown.config.v1+json" : artifactType), options.configAnnotations, options);
	const manifest = {
		schemaVersion: 2,
		mediaType: mediaTypeImageManifest,
		config: ordered(config),
		layers: (options.layers ?? []).map(ordered),
		annotations
	};
	return pushPacked(storage, manifest, mediaTypeImageManifest, config.mediaType, annotations, options);
}
async function packVersion11(storage, artifactType, annotations, options) {
	const given = options.configDescriptor;
	if (artifactType === "" && (given === void 0 || given.mediaType === "application/vnd.oci.empty.v1+json")) throw new OciError("ARTIFACT_TYPE_MISSING", "missing artifact type: a manifest with the empty config says what it is by its artifact type alone");
	if (artifactType !== "") checkMediaType(artifactType);
	if (given !== void 0) checkMediaType(given.mediaType);
	const config = given ?? {
		...emptyDescriptor,
		annotations: options.configAnnotations
	};
	const layers = options.layers ?? [];
	if (given === void 0 || layers.length === 0) await pushContent(storage, emptyDescriptor, emptyJsonBytes, { signal: options.signal });
	const manifest = {
		schemaVersion: 2,
		mediaType: mediaTypeImageManifest,
		artifactType: artifactType === "" ? void 0 : artifactType,
		config: ordered(config),
		layers: (layers.length === 0 ? [emptyDescriptor] : layers).map(ordered),
		subject: options.subject === void 0 ? void 0 : ordered(options.subject),
		annotations
	};
	return pushPacked(storage, manifest, mediaTypeImageManifest, artifactType === "" ? config.mediaType : artifactType, annotations, options);
}

export { packManifest as t };