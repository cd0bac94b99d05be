let require_platform;
const require_descriptor = require("./descriptor.js");
let require_maintenance;
const require_metadata = require("./metadata.js");

// src/spec/platform-match.ts
const defaultVersions = {
	amd64: {
		major: 1,
		minor: 0
	},
	arm: {
		major: 7,
		minor: 0
	},
	arm64: {
		major: 8,
		minor: 0
	}
};
function matchesPlatform(candidate, requested) {
	return rankOf(candidate, requested) !== void 0;
}
function selectByPlatform(items, requested) {
	let best;
	for (const item of items) {
		const rank = item.platform === void 0 ? void 0 : rankOf(item.platform, requested);
		if (rank !== void 0 && (best === void 0 || isHigher(rank, best.rank))) best = {
			item,
			rank
		};
	}
	return best?.item;
}
function platformKey(platform) {
	const named = (require_platform ??= require("./platform.js")).namedAsInGo(platform);
	const version = versionOf(named);
	const variant = version === void 0 ? named.variant : `v${version.major}.${version.minor}`;
	return `${(require_platform ??= require("./platform.js")).platformText({
		...named,
		variant
	})} ${(platform["os.features"] ?? []).join(",")}`;
}
function isHigher(a, b) {
	if (a.isExact !== b.isExact) return a.isExact;
	return a.major === b.major ? a.minor > b.minor : a.major > b.major;
}
function rankOf(candidate, requested) {
	const [offered, wanted] = [(require_platform ??= require("./platform.js")).namedAsInGo(candidate), (require_platform ??= require("./platform.js")).namedAsInGo(requested)];
	if (offered.architecture !== wanted.architecture || offered.os !== wanted.os) return void 0;
	if (wanted["os.version"] && offered["os.version"] !== wanted["os.version"]) return void 0;
	const features = offered["os.features"] ?? [];
	if (!(wanted["os.features"] ?? []).every((feature) => features.includes(feature))) return void 0;
	const isExact = (require_platform ??= require("./platform.js")).platformText(offered) === (require_platform ??= require("./platform.js")).platformText(wanted);
	const [version, limit] = [versionOf(offered), versionOf(wanted)];
	if (version !== void 0 && limit !== void 0) return runsOn(version, limit, wanted.architecture) ? {
		...version,
		isExact
	} : void 0;
	return !wanted.variant && limit === void 0 || offered.variant === wanted.variant ? {
		major: 0,
		minor: 0,
		isExact
	} : void 0;
}
function versionOf({ architecture, variant }) {
	const ofArchitecture = Object.hasOwn(defaultVersions, architecture) ? defaultVersions[architecture] : void 0;
	if (ofArchitecture === void 0 || !variant) return ofArchitecture;
	const [, major, minor = "0"] = /^v?(\d{1,3})(?:\.(\d{1,3}))?$/.exec(variant) ?? [];
	return major === void 0 ? void 0 : {
		major: Number(major),
		minor: Number(minor)
	};
}
function runsOn(candidate, limit, architecture) {
	if (candidate.major === limit.major) return candidate.minor <= limit.minor;
	if (candidate.major > limit.major) return false;
	return architecture !== "arm64" || candidate.minor <= limit.minor + 5;
}

// src/transfer/platform.ts
const mediaTypeDockerConfig = "application/vnd.docker.container.image.v1+json";
const imageConfigTypes = /* @__PURE__ */ new Set([require_descriptor.mediaTypeImageConfig, mediaTypeDockerConfig]);
async function selectManifest(source, root, platform, limit, options) {
	const kind = require_descriptor.manifestKind(root.mediaType);
	if (kind !== "index" && kind !== "manifest") throw (require_maintenance ??= require("./maintenance.js")).notManifestError(root, `${root.digest} is of type ${require_descriptor.printable(root.mediaType, 200)}, which has no platform; only images and indexes have one`);
	const manifest = (require_maintenance ??= require("./maintenance.js")).parseManifest(await require_metadata.fetchMetadata(source, root, limit, options), root.mediaType);
	if (manifest.kind === "index") return selectChild(root, manifest, platform);
	requirePlatform(root, await manifestPlatform(source, root, manifest, limit, options), platform);
	return root;
}
function selectChild({ digest }, index, platform) {
	const match = selectByPlatform(index.manifests, platform);
	if (match !== void 0) return match;
	throw new require_descriptor.OciError("NOT_FOUND", `the index ${digest} has no manifest for ${formatPlatform(platform)}; it has ${platformsOf(index)}`);
}
function requirePlatform({ digest }, own, requested) {
	if (matchesPlatform(own, requested)) return;
	throw new require_descriptor.OciError("NOT_FOUND", `${digest}: not found: the manifest is for ${formatPlatform(own)}, not for ${formatPlatform(requested)}`);
}
async function manifestPlatform(source, root, manifest, limit, options) {
	const annotated = annotatedPlatform(manifest);
	if (annotated !== void 0) return annotated;
	if (manifest.kind !== "manifest") throw new require_descriptor.OciError("UNSUPPORTED", `${root.digest} has no platform`);
	const expected = root.mediaType === "application/vnd.oci.image.manifest.v1+json" ? require_descriptor.mediaTypeImageConfig : mediaTypeDockerConfig;
	if (manifest.config.mediaType !== expected) throw new require_descriptor.OciError("UNSUPPORTED", `${root.digest} has no platform: its config is ${require_descriptor.printable(manifest.config.mediaType, 200)}, not ${expected}`);
	return readImagePlatform(source, manifest.config, options, limit);
}
function annotatedPlatform({ annotations }) {
	const text = annotations?.[(require_platform ??= require("./platform.js")).annotationPlatform];
	return text !== void 0 && (require_platform ??= require("./platform.js")).isPlatformText(text) ? (require_platform ??= require("./platform.js")).platformFromText(text) : void 0;
}
async function readImagePlatform(source, config, options, limit = require_metadata.defaultMaxMetadataBytes) {
	const bytes = await require_metadata.fetchMetadata(source, config, limit, options);
	let value;
	try {
		value = (require_maintenance ??= require("./maintenance.js")).parseJson(new TextDecoder().decode(bytes));
	} catch (error) {
		throw new require_descriptor.OciError("MANIFEST_INVALID", `cannot read the platform in the config ${config.digest}: ${require_descriptor.messageOf(error)}; name the platform, as in reference=linux/amd64`);
	}
	const fields = require_descriptor.isRecord(value) ? value : {};
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
	const platforms = [...new Set(index.manifests.flatMap(({ platform }) => platform === void 0 ? [] : [(require_platform ??= require("./platform.js")).platformText(platform)]))];
	if (platforms.length === 0) return "no platforms";
	const more = platforms.length > maxShownPlatforms ? ` and ${platforms.length - maxShownPlatforms} more` : "";
	return require_descriptor.printable(platforms.slice(0, maxShownPlatforms).join(", ")) + more;
}
function formatPlatform(platform) {
	return require_descriptor.printable((require_platform ??= require("./platform.js")).platformText(platform), 100);
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
Object.defineProperty(exports, "platformKey", {
  enumerable: true,
  get: function () {
    return platformKey;
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
Object.defineProperty(exports, "selectByPlatform", {
  enumerable: true,
  get: function () {
    return selectByPlatform;
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