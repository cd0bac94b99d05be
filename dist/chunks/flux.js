import { n as packFiles } from "./pack.js";
import { l as annotationRevision, u as annotationSource } from "./annotations.js";
import { r as packedLayer } from "./directory.js";
import { r as manifestAnnotations } from "./manifest-parts.js";
import { c as singlePath, n as isDirectory, o as rejectOptions } from "./preset.js";
import { basename } from "node:path";
import { readFile } from "node:fs/promises";

// src/formats/flux.ts
const configType = "application/vnd.cncf.flux.config.v1+json";
const contentType = "application/vnd.cncf.flux.content.v1.tar+gzip";
const flux = {
	name: "flux",
	async plan(source, options) {
		const path = singlePath("flux", source);
		rejectOptions("flux", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"compression",
			"platform",
			"labels"
		]);
		const annotations = fluxAnnotations(manifestAnnotations(options), options);
		const missing = [annotationSource, annotationRevision].filter((key) => annotations[key] === void 0);
		return {
			config: {
				kind: "image",
				mediaType: configType,
				omitPlatform: true
			},
			layers: [await isDirectory(path) ? packedLayer(path, contentType, options) : await fileLayer(path)],
			annotations,
			notices: missing.map((key) => `the annotation ${key} is not set; Flux shows it as the origin of the artifact`)
		};
	}
};
function fluxAnnotations(annotations, { workflow }) {
	const { commit, refName } = workflow ?? {};
	if (commit === void 0 || annotations["org.opencontainers.image.revision"] !== commit) return annotations;
	const algorithm = commit.length === 64 ? "sha256" : "sha1";
	const revision = `${refName === void 0 ? "" : `${refName}@`}${algorithm}:${commit}`;
	return {
		...annotations,
		[annotationRevision]: revision
	};
}
async function fileLayer(path) {
	return {
		kind: "bytes",
		bytes: await packFiles([{
			name: basename(path),
			content: await readFile(path)
		}], "gzip"),
		mediaType: contentType
	};
}

export { flux };