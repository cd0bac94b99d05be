let require_rolldown_runtime;
let require_pack;
let require_spec;
let require_formats;
let require_manifest_parts;
let require_preset;
let node_path;
let node_fs_promises;

// src/formats/flux.ts
const configType = "application/vnd.cncf.flux.config.v1+json";
const contentType = "application/vnd.cncf.flux.content.v1.tar+gzip";
const flux = {
	name: "flux",
	async plan(source, options) {
		const path = (require_preset ??= require("./preset.js")).singlePath("flux", source);
		(require_preset ??= require("./preset.js")).rejectOptions("flux", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"compression",
			"platform",
			"labels"
		]);
		const annotations = fluxAnnotations((require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options), options);
		const missing = [(require_spec ??= require("./spec.js")).annotationSource, (require_spec ??= require("./spec.js")).annotationRevision].filter((key) => annotations[key] === void 0);
		return {
			config: {
				kind: "image",
				mediaType: configType,
				omitPlatform: true
			},
			layers: [await (require_preset ??= require("./preset.js")).isDirectory(path) ? (require_formats ??= require("./formats.js")).packedLayer(path, contentType, options) : await fileLayer(path)],
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
		[(require_spec ??= require("./spec.js")).annotationRevision]: revision
	};
}
async function fileLayer(path) {
	return {
		kind: "bytes",
		bytes: await (require_pack ??= require("./pack.js")).packFiles([{
			name: (0, (node_path ??= require("node:path")).basename)(path),
			content: await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(path)
		}], "gzip"),
		mediaType: contentType
	};
}

exports.flux = flux;