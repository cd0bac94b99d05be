import { d as annotationTitle, i as annotationContentUnpack, t as annotationArchiveUnpack } from "./annotations.js";
import { i as inputError, m as printable, t as OciError, u as plainLabel } from "./error.js";
import { a as withLayerAnnotations, i as manifestParts, n as checkZipType, t as checkCompression } from "./manifest-parts.js";
import { join } from "node:path";
import { stat } from "node:fs/promises";

// src/formats/directory.ts
const directory = {
	name: "directory",
	detect: () => Promise.resolve(true),
	async plan({ path = "." }, options) {
		const { compression = "gzip", archive } = options;
		return {
			...manifestParts(options),
			layers: [directoryLayer(path, ".", options.layerMediaType, options)],
			notices: [...compression === "gzip" || archive === "zip" ? [] : [orasNotice(compression)], ...await chartNotice(path, options)]
		};
	}
};
function directoryLayer(path, title, mediaType, options) {
	const { compression = "gzip", archive } = options;
	const tar = {
		...(compression === "gzip" ? { ["io.deis.oras.content.unpack"]: "true" } : void 0) ?? (title === "." ? {} : { ["io.oci-artifact.content.unpack"]: "tar" }),
		[annotationTitle]: title
	};
	const zip = {
		[annotationArchiveUnpack]: "zip",
		[annotationTitle]: title === "." ? "archive.zip" : `${title}/archive.zip`
	};
	return {
		...packedLayer(path, mediaType, options),
		annotations: withLayerAnnotations(archive === "zip" ? zip : tar, title, options)
	};
}
function packedLayer(path, mediaType, options) {
	const { compression = "gzip", layerAnnotations = {} } = options;
	if (options.archive === "zip") checkZip(mediaType, options);
	else if (mediaType !== void 0) checkCompression(mediaType, compression);
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
	const { compression = "gzip", compressionLevel, config, label = plainLabel } = options;
	if (compression !== "gzip") throw inputError(label("compression"), compression, "has no effect on a zip; omit it");
	if (compressionLevel !== void 0) throw inputError(label("compression-level"), String(compressionLevel), "has no effect on a zip; omit it");
	if (config?.kind === "image") throw new OciError("INPUT_INVALID", `an image cannot have a zip as layer; omit ${label("config")}, or set ${label("archive")} to tar`);
	if (mediaType !== void 0) checkZipType(mediaType);
}
function orasNotice(compression) {
	return `the layer is ${compression === "zstd" ? "compressed with zstd" : "not compressed"}: ORAS does not unpack it, because it reads only gzip`;
}
async function chartNotice(path, { subDir, label = plainLabel }) {
	try {
		if (subDir !== void 0 || !(await stat(join(path, "Chart.yaml"))).isFile()) return [];
	} catch {
		return [];
	}
	return [`"${printable(path, 300)}" is a Helm chart; for an artifact that helm can use, set ${label("format")} to helm`];
}

export { directoryLayer as n, packedLayer as r, directory as t };