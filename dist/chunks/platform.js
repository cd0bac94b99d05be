import { b as mediaTypeImageManifest, f as manifestKind, h as mediaTypeImageConfig, i as isRecord } from "./descriptor.js";
import { p as printable, t as OciError } from "./error.js";
import { R as parseManifest } from "./pull-through-cache.js";
import { r as fetchMetadata } from "./metadata.js";

// src/transfer/platform.ts
const mediaTypeDockerConfig = "application/vnd.docker.container.image.v1+json";
async function selectManifest(source, root, platform, limit, options) {
	const kind = manifestKind(root.mediaType);
	if (kind !== "index" && kind !== "manifest") throw new OciError("UNSUPPORTED", `${root.digest} is of type ${printable(root.mediaType, 200)}, which is for no platform; only an image or an index can be asked for one`);
	const manifest = parseManifest(await fetchMetadata(source, root, limit, options), root.mediaType);
	if (manifest.kind === "index") {
		const match = manifest.manifests.find((candidate) => candidate.platform !== void 0 && matchesPlatform(candidate.platform, platform));
		if (match !== void 0) return match;
		throw new OciError("NOT_FOUND", `${root.digest}: not found: no manifest in the index is for ${show(platform)}`);
	}
	if (manifest.kind !== "manifest") throw new OciError("UNSUPPORTED", `${root.digest} is for no platform`);
	const expected = root.mediaType === "application/vnd.oci.image.manifest.v1+json" ? mediaTypeImageConfig : mediaTypeDockerConfig;
	if (manifest.config.mediaType !== expected) throw new OciError("UNSUPPORTED", `${root.digest} is for no platform: its config is ${printable(manifest.config.mediaType, 200)}, where ${expected} would name one`);
	const own = platformOfConfig(await fetchMetadata(source, manifest.config, limit, options), manifest.config);
	if (matchesPlatform(own, platform)) return root;
	throw new OciError("NOT_FOUND", `${root.digest}: not found: the manifest is for ${show(own)}, not for ${show(platform)}`);
}
function matchesPlatform(offered, wanted) {
	return offered.architecture === wanted.architecture && offered.os === wanted.os && (isEmpty(wanted["os.version"]) || offered["os.version"] === wanted["os.version"]) && (isEmpty(wanted.variant) || offered.variant === wanted.variant) && (wanted["os.features"] ?? []).every((feature) => offered["os.features"]?.includes(feature) === true);
}
function platformOfConfig(bytes, config) {
	let value;
	try {
		value = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw new OciError("MANIFEST_INVALID", `the config ${config.digest} is not JSON, so its platform cannot be told`);
	}
	const fields = isRecord(value) ? value : {};
	const text = (key) => typeof fields[key] === "string" ? fields[key] : "";
	const features = fields["os.features"];
	return {
		architecture: text("architecture"),
		os: text("os"),
		"os.version": text("os.version"),
		"os.features": Array.isArray(features) ? features.filter((feature) => typeof feature === "string") : [],
		variant: text("variant")
	};
}
function show({ os, architecture, variant }) {
	return printable(`${os}/${architecture}${isEmpty(variant) ? "" : `/${variant}`}`, 100);
}
function isEmpty(text) {
	return text === void 0 || text === "";
}

export { selectManifest as t };