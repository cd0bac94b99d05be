let require_spec;
let require_manifest_parts;
let node_path;
let node_fs_promises;

// src/formats/directory.ts
const directory = {
	name: "directory",
	splits: true,
	detect: () => Promise.resolve(true),
	async plan({ path = "." }, options) {
		const { compression = "gzip", archive } = options;
		const split = (require_manifest_parts ??= require("./manifest-parts.js")).isSplit(options) ? await splitDirectory(path, options) : void 0;
		return {
			...(require_manifest_parts ??= require("./manifest-parts.js")).manifestParts(options),
			layers: split?.layers ?? [directoryLayer(path, ".", options.layerMediaType, options)],
			content: split?.content,
			notices: [...compression === "gzip" || archive === "zip" ? [] : [orasNotice(compression)], ...await chartNotice(path, options)]
		};
	}
};
async function splitDirectory(path, options) {
	const { splitLayers } = await Promise.resolve().then(() => require("./split-layers.js"));
	return splitLayers(path, ".", options, (title) => directoryLayer(path, title, options.layerMediaType, options));
}
function directoryLayer(path, title, mediaType, options) {
	const { compression = "gzip", archive } = options;
	const tar = {
		...(compression === "gzip" ? { ["io.deis.oras.content.unpack"]: "true" } : void 0) ?? (title === "." ? {} : { ["io.oci-artifact.content.unpack"]: "tar" }),
		[(require_spec ??= require("./spec.js")).annotationTitle]: title
	};
	const zip = {
		[(require_spec ??= require("./spec.js")).annotationArchiveUnpack]: "zip",
		[(require_spec ??= require("./spec.js")).annotationTitle]: title === "." ? "archive.zip" : `${title}/archive.zip`
	};
	return {
		...packedLayer(path, mediaType, options),
		annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations(archive === "zip" ? zip : tar, title, options)
	};
}
function packedLayer(path, mediaType, options) {
	const { compression = "gzip", layerAnnotations = {} } = options;
	if (options.archive === "zip") checkZip(mediaType, options);
	else if (mediaType !== void 0) (require_manifest_parts ??= require("./manifest-parts.js")).checkCompression(mediaType, compression);
	return {
		kind: "directory",
		mediaType,
		pack: {
			sourceDir: path,
			subDir: options.subDir,
			exclude: options.exclude ?? [],
			symlinks: options.symlinks ?? "preserve",
			allowOutsideLinks: options.allowOutsideLinks ?? false,
			modes: options.modes ?? "keep",
			skip: options.skip,
			archive: options.archive,
			compression,
			compressionLevel: options.compressionLevel
		},
		annotations: Object.keys(layerAnnotations).length === 0 ? void 0 : layerAnnotations
	};
}
function checkZip(mediaType, options) {
	const { compression = "gzip", compressionLevel, config, label = (require_spec ??= require("./spec.js")).plainLabel } = options;
	if (compression !== "gzip") throw (require_spec ??= require("./spec.js")).inputError(label("compression"), compression, "has no effect on a zip; omit it");
	if (compressionLevel !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label("compression-level"), String(compressionLevel), "has no effect on a zip; omit it");
	if (config?.kind === "image") throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `an image cannot have a zip as layer; omit ${label("config")}, or set ${label("archive")} to tar`);
	if (mediaType !== void 0) (require_manifest_parts ??= require("./manifest-parts.js")).checkZipType(mediaType);
}
function orasNotice(compression) {
	return `the layer is ${compression === "zstd" ? "compressed with zstd" : "not compressed"}: ORAS does not unpack it, because it reads only gzip`;
}
async function chartNotice(path, { subDir, label = (require_spec ??= require("./spec.js")).plainLabel }) {
	try {
		if (subDir !== void 0 || !(await (0, (node_fs_promises ??= require("node:fs/promises")).stat)((0, (node_path ??= require("node:path")).join)(path, "Chart.yaml"))).isFile()) return [];
	} catch {
		return [];
	}
	return [`"${(require_spec ??= require("./spec.js")).printable(path, 300)}" is a Helm chart; for an artifact that helm can use, set ${label("format")} to helm`];
}

Object.defineProperty(exports, "directory", {
  enumerable: true,
  get: function () {
    return directory;
  }
});
Object.defineProperty(exports, "directoryLayer", {
  enumerable: true,
  get: function () {
    return directoryLayer;
  }
});
Object.defineProperty(exports, "packedLayer", {
  enumerable: true,
  get: function () {
    return packedLayer;
  }
});