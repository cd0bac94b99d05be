import { m as printable, t as OciError } from "./error.js";
import { n as directoryLayer } from "./directory.js";
import { i as manifestParts } from "./manifest-parts.js";
import { o as rejectOptions, s as requireDirectory } from "./preset.js";
import { glob } from "node:fs/promises";

// src/formats/opentofu-module.ts
const openTofuModule = {
	name: "opentofu-module",
	async plan(source, options) {
		const path = await requireDirectory("opentofu-module", source);
		rejectOptions("opentofu-module", options, [
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
			...manifestParts({
				...options,
				artifactType: "application/vnd.opentofu.modulepkg"
			}),
			layers: [directoryLayer(path, ".", void 0, {
				...options,
				archive: "zip"
			})]
		};
	}
};
async function requireConfiguration(directory) {
	for await (const _ of glob("**/*.{tf,tofu,tf.json,tofu.json}", { cwd: directory })) return;
	throw new OciError("INPUT_INVALID", `"${printable(directory, 300)}" is not a module of OpenTofu: it has no file *.tf or *.tofu`);
}

export { openTofuModule };