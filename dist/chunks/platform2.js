import { i as isRecord } from "./descriptor.js";
import { f as mediaTypeImageManifest, i as manifestKind, s as mediaTypeImageConfig } from "./media-types.js";
import { p as printable, t as OciError } from "./error.js";
import { z as parseManifest } from "./maintenance.js";
import { i as platformText } from "./platform.js";
import { n as defaultMaxMetadataBytes, r as fetchMetadata } from "./metadata.js";

// src/transfer/platform.ts
const mediaTypeDockerConfig = "application/vnd.docker.container.image.v1+json";
const imageConfigTypes = /* @__PURE__ */ new Set([mediaTypeImageConfig, mediaTypeDockerConfig]);
async function selectManifest(source, root, platform, limit, options) {
	const kind = manifestKind(root.mediaType);
	if (kind !== "index" && kind !== "manifest") throw new OciError("UNSUPPORTED", `${root.digest} is of type ${printable(root.mediaType, 200)}, which has no platform; only images and indexes have one`);
	const manifest = parseManifest(await fetchMetadata(source, root, limit, options), root.mediaType);
	if (manifest.kind === "index") {
		const match = manifest.manifests.find((candidate) => candidate.platform !== void 0 && matchesPlatform(candidate.platform, platform));
		if (match !== void 0) return match;
		throw new OciError("NOT_FOUND", `${root.digest}: not found: no manifest in the index is for ${formatPlatform(platform)}`);
	}
	if (manifest.kind !== "manifest") throw new OciError("UNSUPPORTED", `${root.digest} has no platform`);
	const expected = root.mediaType === "application/vnd.oci.image.manifest.v1+json" ? mediaTypeImageConfig : mediaTypeDockerConfig;
	if (manifest.config.mediaType !== expected) throw new OciError("UNSUPPORTED", `${root.digest} has no platform: its config is ${printable(manifest.config.mediaType, 200)}, not ${expected}`);
	const imagePlatform = await readImagePlatform(source, manifest.config, options, limit);
	if (matchesPlatform(imagePlatform, platform)) return root;
	throw new OciError("NOT_FOUND", `${root.digest}: not found: the manifest is for ${formatPlatform(imagePlatform)}, not for ${formatPlatform(platform)}`);
}
function matchesPlatform(candidate, requested) {
	return candidate.architecture === requested.architecture && candidate.os === requested.os && (isEmpty(requested["os.version"]) || candidate["os.version"] === requested["os.version"]) && (isEmpty(requested.variant) || candidate.variant === requested.variant) && (requested["os.features"] ?? []).every((feature) => candidate["os.features"]?.includes(feature) === true);
}
async function readImagePlatform(source, config, options, limit = defaultMaxMetadataBytes) {
	const bytes = await fetchMetadata(source, config, limit, options);
	let value;
	try {
		value = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw new OciError("MANIFEST_INVALID", `the config ${config.digest} is not JSON, so its platform is unknown; name the platform, as in reference=linux/amd64`);
	}
	const fields = isRecord(value) ? value : {};
	const text = (key) => {
		const member = fields[key];
		return typeof member === "string" && member !== "" ? member : void 0;
	};
	const features = fields["os.features"];
	return {
		architecture: text("architecture") ?? "",
		os: text("os") ?? "",
		"os.version": text("os.version"),
		"os.features": Array.isArray(features) && features.length > 0 ? features.filter((feature) => typeof feature === "string") : void 0,
		variant: text("variant")
	};
}
function formatPlatform(platform) {
	return printable(platformText(platform), 100);
}
function isEmpty(text) {
	return text === void 0 || text === "";
}

export { readImagePlatform as n, selectManifest as r, imageConfigTypes as t };