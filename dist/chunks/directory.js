import { r as annotationContentUnpack, u as annotationTitle } from "./annotations.js";
import { m as printable, u as plainLabel } from "./error.js";
import { a as withLayerAnnotations, i as unusedAnnotations, r as manifestParts, t as checkCompression } from "./manifest-parts.js";
import { join } from "node:path";
import { stat } from "node:fs/promises";

// src/formats/directory.ts
const directory = {
	name: "directory",
	detect: () => Promise.resolve(true),
	async plan({ path = "." }, options) {
		const { compression = "gzip" } = options;
		return {
			...manifestParts(options),
			layers: [directoryLayer(path, ".", options.layerMediaType, options)],
			notices: [
				...compression === "gzip" ? [] : [orasNotice(compression)],
				...await chartNotice(path, options),
				...unusedAnnotations(options, ["."])
			]
		};
	}
};
function directoryLayer(path, title, mediaType, options) {
	const { compression = "gzip" } = options;
	return {
		...packedLayer(path, mediaType, options),
		annotations: withLayerAnnotations({
			...compression === "gzip" ? { [annotationContentUnpack]: "true" } : {},
			[annotationTitle]: title
		}, title, options)
	};
}
function packedLayer(path, mediaType, options) {
	const { compression = "gzip", layerAnnotations = {} } = options;
	if (mediaType !== void 0) checkCompression(mediaType, compression);
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
			compression,
			compressionLevel: options.compressionLevel
		},
		annotations: Object.keys(layerAnnotations).length === 0 ? void 0 : layerAnnotations
	};
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