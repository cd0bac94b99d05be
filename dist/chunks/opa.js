import { p as mediaTypeImageLayerGzip } from "./media-types.js";
import { m as printable, t as OciError } from "./error.js";
import { r as packedLayer } from "./directory.js";
import { r as manifestAnnotations } from "./manifest-parts.js";
import { c as singlePath, n as isDirectory, o as rejectOptions, t as gzipLayer } from "./preset.js";
import { glob } from "node:fs/promises";

// src/formats/opa.ts
const opa = {
	name: "opa",
	async plan(source, options) {
		const path = singlePath("opa", source);
		rejectOptions("opa", options, [
			"config",
			"layerMediaType",
			"mediaTypes",
			"compression",
			"platform",
			"labels"
		]);
		const isTree = await isDirectory(path);
		if (isTree) await requirePolicies(path);
		return {
			artifactType: options.artifactType,
			config: {
				kind: "image",
				omitPlatform: true
			},
			layers: [isTree ? packedLayer(path, void 0, options) : await gzipLayer("opa", path, mediaTypeImageLayerGzip, options.layerAnnotations)],
			annotations: manifestAnnotations(options)
		};
	}
};
async function requirePolicies(directory) {
	for await (const _ of glob("**/{*.rego,policy.wasm,data.json,data.yaml}", { cwd: directory })) return;
	throw new OciError("INPUT_INVALID", `"${printable(directory, 300)}" is not a bundle of OPA: it has no file *.rego, policy.wasm, data.json or data.yaml`);
}

export { opa };