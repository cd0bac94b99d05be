let require_rolldown_runtime;
let require_spec;
let require_formats;
let require_manifest_parts;
let require_preset;
let node_fs_promises;

// src/formats/opentofu-module.ts
const openTofuModule = {
	name: "opentofu-module",
	async plan(source, options) {
		const path = await (require_preset ??= require("./preset.js")).requireDirectory("opentofu-module", source);
		(require_preset ??= require("./preset.js")).rejectOptions("opentofu-module", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"imageSpec",
			"compression",
			"labels"
		]);
		await requireConfiguration(path);
		return {
			...(require_manifest_parts ??= require("./manifest-parts.js")).manifestParts({
				...options,
				artifactType: "application/vnd.opentofu.modulepkg"
			}),
			layers: [(require_formats ??= require("./formats.js")).directoryLayer(path, ".", void 0, {
				...options,
				archive: "zip"
			})]
		};
	}
};
async function requireConfiguration(directory) {
	for await (const _ of (0, (node_fs_promises ??= require("node:fs/promises")).glob)("**/*.{tf,tofu,tf.json,tofu.json}", { cwd: directory })) return;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `"${(require_spec ??= require("./spec.js")).printable(directory, 300)}" is not a module of OpenTofu: it has no file *.tf or *.tofu`);
}

exports.openTofuModule = openTofuModule;