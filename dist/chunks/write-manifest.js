import { n as pushContent } from "./repository.js";
import { n as emptyDescriptor, r as emptyJsonBytes, t as descriptorOf } from "./descriptor.js";
import { c as maxManifestBytes, m as encodeJson } from "./collect.js";
import { t as isRfc3339 } from "./date.js";
import { d as mediaTypeImageIndex, h as mediaTypeImageManifest } from "./media-types.js";
import { m as printable, t as OciError } from "./error.js";

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
async function pushManifest(storage, manifest, mediaType, artifactType, { tags = [], digestTags, signal }) {
	const bytes = encodeJson(manifest);
	if (bytes.byteLength > 4194304) throw new OciError("SIZE_LIMIT", `the manifest has ${bytes.byteLength} bytes; registries accept at most ${maxManifestBytes}`);
	const descriptor = descriptorOf(mediaType, bytes);
	const added = tags.length === 0 ? [] : digestTags?.(descriptor.digest) ?? [];
	await pushContent(storage, descriptor, bytes, {
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

export { pushImageManifest as a, pushImageIndex as i, orderedPlatform as n, pushManifest as o, pushEmptyConfig as r, withCreated as s, orderedDescriptor as t };