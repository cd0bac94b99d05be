let require_rolldown_runtime;
let require_spec;
let require_formats;
let require_manifest_parts;
let require_preset;
let node_fs_promises;

// src/formats/opa.ts
const opa = {
	name: "opa",
	async plan(source, options) {
		const path = (require_preset ??= require("./preset.js")).singlePath("opa", source);
		(require_preset ??= require("./preset.js")).rejectOptions("opa", options, [
			"config",
			"layerMediaType",
			"mediaTypes",
			"compression",
			"platform",
			"labels"
		]);
		const isTree = await (require_preset ??= require("./preset.js")).isDirectory(path);
		if (isTree) await requirePolicies(path);
		return {
			artifactType: options.artifactType,
			config: {
				kind: "image",
				omitPlatform: true
			},
			layers: [isTree ? (require_formats ??= require("./formats.js")).packedLayer(path, void 0, options) : await (require_preset ??= require("./preset.js")).gzipLayer("opa", path, (require_spec ??= require("./spec.js")).mediaTypeImageLayerGzip, options.layerAnnotations)],
			annotations: (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options)
		};
	}
};
async function requirePolicies(directory) {
	for await (const _ of (0, (node_fs_promises ??= require("node:fs/promises")).glob)("**/{*.rego,policy.wasm,data.json,data.yaml}", { cwd: directory })) return;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `"${(require_spec ??= require("./spec.js")).printable(directory, 300)}" is not a bundle of OPA: it has no file *.rego, policy.wasm, data.json or data.yaml`);
}

exports.opa = opa;