const require_spec = require("./spec.js");
let require_fetch;

// src/transfer/platform.ts
const mediaTypeDockerConfig = "application/vnd.docker.container.image.v1+json";
const imageConfigTypes = /* @__PURE__ */ new Set([require_spec.mediaTypeImageConfig, mediaTypeDockerConfig]);
async function selectManifest(source, root, platform, limit, options) {
	const kind = require_spec.manifestKind(root.mediaType);
	if (kind !== "index" && kind !== "manifest") throw require_spec.notManifestError(root, `${root.digest} is of type ${require_spec.printable(root.mediaType, 200)}, which has no platform; only images and indexes have one`);
	const manifest = require_spec.parseManifest(await (require_fetch ??= require("./fetch.js")).fetchMetadata(source, root, limit, options), root.mediaType);
	if (manifest.kind === "index") return selectChild(root, manifest, platform);
	requirePlatform(root, await manifestPlatform(source, root, manifest, limit, options), platform);
	return root;
}
function selectChild({ digest }, index, platform) {
	const match = require_spec.selectByPlatform(index.manifests, platform);
	if (match !== void 0) return match;
	throw new require_spec.OciError("NOT_FOUND", `the index ${digest} has no manifest for ${formatPlatform(platform)}; it has ${platformsOf(index)}`);
}
function requirePlatform({ digest }, own, requested) {
	if (require_spec.matchesPlatform(own, requested)) return;
	throw new require_spec.OciError("NOT_FOUND", `${digest}: not found: the manifest is for ${formatPlatform(own)}, not for ${formatPlatform(requested)}`);
}
async function manifestPlatform(source, root, manifest, limit, options) {
	const annotated = annotatedPlatform(manifest);
	if (annotated !== void 0) return annotated;
	if (manifest.kind !== "manifest") throw new require_spec.OciError("UNSUPPORTED", `${root.digest} has no platform`);
	const expected = root.mediaType === "application/vnd.oci.image.manifest.v1+json" ? require_spec.mediaTypeImageConfig : mediaTypeDockerConfig;
	if (manifest.config.mediaType !== expected) throw new require_spec.OciError("UNSUPPORTED", `${root.digest} has no platform: its config is ${require_spec.printable(manifest.config.mediaType, 200)}, not ${expected}`);
	return readImagePlatform(source, manifest.config, options, limit);
}
function annotatedPlatform({ annotations }) {
	const text = annotations?.[require_spec.annotationPlatform];
	return text !== void 0 && require_spec.isPlatformText(text) ? require_spec.platformFromText(text) : void 0;
}
async function readImagePlatform(source, config, options, limit = (require_fetch ??= require("./fetch.js")).defaultMaxMetadataBytes) {
	const bytes = await (require_fetch ??= require("./fetch.js")).fetchMetadata(source, config, limit, options);
	let value;
	try {
		value = require_spec.parseJson(new TextDecoder().decode(bytes));
	} catch (error) {
		throw new require_spec.OciError("MANIFEST_INVALID", `cannot read the platform in the config ${config.digest}: ${require_spec.messageOf(error)}; name the platform, as in reference=linux/amd64`);
	}
	const fields = require_spec.isRecord(value) ? value : {};
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
const maxShownPlatforms = 20;
function platformsOf(index) {
	const platforms = [...new Set(index.manifests.flatMap(({ platform }) => platform === void 0 ? [] : [require_spec.platformText(platform)]))];
	if (platforms.length === 0) return "no platforms";
	const more = platforms.length > maxShownPlatforms ? ` and ${platforms.length - maxShownPlatforms} more` : "";
	return require_spec.printable(platforms.slice(0, maxShownPlatforms).join(", ")) + more;
}
function formatPlatform(platform) {
	return require_spec.printable(require_spec.platformText(platform), 100);
}

Object.defineProperty(exports, "annotatedPlatform", {
  enumerable: true,
  get: function () {
    return annotatedPlatform;
  }
});
Object.defineProperty(exports, "imageConfigTypes", {
  enumerable: true,
  get: function () {
    return imageConfigTypes;
  }
});
Object.defineProperty(exports, "platformsOf", {
  enumerable: true,
  get: function () {
    return platformsOf;
  }
});
Object.defineProperty(exports, "readImagePlatform", {
  enumerable: true,
  get: function () {
    return readImagePlatform;
  }
});
Object.defineProperty(exports, "requirePlatform", {
  enumerable: true,
  get: function () {
    return requirePlatform;
  }
});
Object.defineProperty(exports, "selectChild", {
  enumerable: true,
  get: function () {
    return selectChild;
  }
});
Object.defineProperty(exports, "selectManifest", {
  enumerable: true,
  get: function () {
    return selectManifest;
  }
});