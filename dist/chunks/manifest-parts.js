let require_options;
let require_spec;
let require_pack_manifest;

// src/transfer/pack.ts
const mediaTypeUnknownArtifact = "application/vnd.unknown.artifact.v1";

// src/formats/manifest-parts.ts
const manifestKey = "$manifest";
const configKey = "$config";
function manifestParts(options) {
	const { artifactType, config, platform, labels } = options;
	const imageSpec = options.imageSpec ?? (config?.kind === "file" && artifactType === void 0 ? "1.0" : "1.1");
	if (imageSpec === "1.0" && config !== void 0 && artifactType !== void 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", "image-spec v1.0 has no artifact type next to a config; omit artifact-type, or use v1.1");
	if (imageSpec === "1.1" && config?.kind === "file" && artifactType === void 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", "image-spec v1.1 needs an artifact type next to a config; set artifact-type, or omit image-spec");
	if (config !== void 0 && config.kind !== "file" && platform === void 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `config "${config.kind}" needs a platform; set it, for example linux/amd64`);
	if (labels !== void 0 && Object.keys(labels).length > 0 && config?.kind !== "image") throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", "labels belong to an image config; set config to \"image\"");
	return {
		artifactType: artifactType === void 0 && config?.kind !== "file" && config?.kind !== "image" && imageSpec === "1.1" ? mediaTypeUnknownArtifact : artifactType,
		imageSpec,
		config: configPlan(options, imageSpec),
		configAnnotations: options.fileAnnotations?.[configKey],
		annotations: manifestAnnotations(options),
		platform,
		labels
	};
}
function configPlan({ config, artifactType }, imageSpec) {
	switch (config?.kind) {
		case "file":
			if (config.path !== "/dev/null") return config;
			return {
				kind: "bytes",
				bytes: /* @__PURE__ */ new Uint8Array(),
				mediaType: config.mediaType
			};
		case "image":
		case "platform": return config;
		case void 0:
			if (imageSpec === "1.1") return { kind: "empty" };
			return {
				kind: "bytes",
				bytes: (require_spec ??= require("./spec.js")).emptyJsonBytes,
				mediaType: artifactType ?? "application/vnd.unknown.config.v1+json"
			};
	}
}
function manifestAnnotations({ fileAnnotations, annotations, timestamp }) {
	const fromFile = fileAnnotations?.[manifestKey];
	const created = timestamp ?? fromFile?.["org.opencontainers.image.created"] ?? "1970-01-01T00:00:00Z";
	if (!(require_spec ??= require("./spec.js")).isRfc3339(created)) throw new (require_spec ??= require("./spec.js")).OciError("DATE_INVALID", `the creation date "${(require_spec ??= require("./spec.js")).printable(created, 100)}" is not an RFC 3339 date such as ${(require_spec ??= require("./spec.js")).reproducibleTimestamp}`);
	return {
		...fromFile,
		...annotations,
		[(require_spec ??= require("./spec.js")).annotationCreated]: created
	};
}
function withLayerAnnotations(own, path, { layerAnnotations, fileAnnotations }) {
	const isPath = path !== manifestKey && path !== configKey;
	return {
		...own,
		...layerAnnotations,
		...isPath ? fileAnnotations?.[path] : void 0
	};
}
const maxLayers = 500;
function isSplit({ layers = "single" }) {
	return layers !== "single";
}
function checkLayerCount(count, options, remedy) {
	const { layers, label = (require_spec ??= require("./spec.js")).plainLabel } = options;
	if (!isSplit(options) || count <= 500) return;
	throw (require_spec ??= require("./spec.js")).inputError(label("layers"), layers, `gives ${count} layers, but registries accept at most ${500}; ${remedy?.() ?? `publish fewer files`}, or exclude entries`);
}
function mediaTypeByRule(title, { mediaTypes = [] }) {
	return mediaTypes.findLast(({ pattern }) => (require_options ??= require("./options.js")).patternMatcher([pattern])((require_options ??= require("./options.js")).byteStringOf(title), false))?.mediaType;
}
const compressionBySuffix = [
	[/[+.](?:gzip|gz|tgz)$/, "gzip"],
	[/[+.](?:zstd|zst)$/, "zstd"],
	[/[+.]tar$/, "none"]
];
function checkCompression(mediaType, compression) {
	const named = compressionBySuffix.find(([suffix]) => suffix.test(mediaType))?.[1];
	if (named === void 0 || named === compression) return;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the media type "${(require_spec ??= require("./spec.js")).printable(mediaType, 200)}" names the compression "${named}", but compression is "${compression}"; use one of them for both`);
}
function checkZipType(mediaType) {
	if (!compressionBySuffix.some(([suffix]) => suffix.test(mediaType))) return;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the media type "${(require_spec ??= require("./spec.js")).printable(mediaType, 200)}" names a tar or a compression, but archive is "zip"; use another media type, for example archive/zip`);
}

Object.defineProperty(exports, "checkCompression", {
  enumerable: true,
  get: function () {
    return checkCompression;
  }
});
Object.defineProperty(exports, "checkLayerCount", {
  enumerable: true,
  get: function () {
    return checkLayerCount;
  }
});
Object.defineProperty(exports, "checkZipType", {
  enumerable: true,
  get: function () {
    return checkZipType;
  }
});
Object.defineProperty(exports, "isSplit", {
  enumerable: true,
  get: function () {
    return isSplit;
  }
});
Object.defineProperty(exports, "manifestAnnotations", {
  enumerable: true,
  get: function () {
    return manifestAnnotations;
  }
});
Object.defineProperty(exports, "manifestParts", {
  enumerable: true,
  get: function () {
    return manifestParts;
  }
});
Object.defineProperty(exports, "mediaTypeByRule", {
  enumerable: true,
  get: function () {
    return mediaTypeByRule;
  }
});
Object.defineProperty(exports, "mediaTypeUnknownArtifact", {
  enumerable: true,
  get: function () {
    return mediaTypeUnknownArtifact;
  }
});
Object.defineProperty(exports, "withLayerAnnotations", {
  enumerable: true,
  get: function () {
    return withLayerAnnotations;
  }
});