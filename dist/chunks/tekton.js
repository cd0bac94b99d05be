let require_rolldown_runtime;
let require_pack;
let require_spec;
let require_manifest_parts;
let require_preset;
let require_resources;

// src/formats/tekton.ts
const maxResources = 20;
const tekton = {
	name: "tekton",
	async plan(source, options) {
		const path = (require_preset ??= require("./preset.js")).singlePath("tekton", source);
		(require_preset ??= require("./preset.js")).rejectOptions("tekton", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"imageSpec",
			"compression",
			"platform",
			"subDir"
		]);
		const layers = await resourceLayers(path, options);
		return {
			config: {
				kind: "image",
				omitPlatform: true,
				history: layers.map(() => ({ created_by: "oci-artifact" }))
			},
			layers,
			annotations: (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options),
			labels: options.labels
		};
	}
};
async function resourceLayers(path, options) {
	const documents = [...await (require_resources ??= require("./resources.js")).readResourceFiles("tekton", path, options)].sort((a, b) => (require_spec ??= require("./spec.js")).compareBytes(a.digest, b.digest)).flatMap((file) => file.documents);
	if (documents.length === 0 || documents.length > maxResources) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `a Tekton bundle has 1 to ${maxResources} resources, and "${(require_spec ??= require("./spec.js")).printable(path, 300)}" has ${documents.length} in its YAML files; publish several bundles, or correct the source`);
	const filesByResource = /* @__PURE__ */ new Map();
	const layers = [];
	for (const document of documents) {
		const { apiVersion, kind, name } = (require_resources ??= require("./resources.js")).resourceNames("tekton", document);
		const annotations = {
			"dev.tekton.image.name": name,
			"dev.tekton.image.kind": kind.toLowerCase().replace(/s$/, ""),
			"dev.tekton.image.apiVersion": apiVersion
		};
		const key = Object.values(annotations).join(" ");
		const other = filesByResource.get(key);
		if (other !== void 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the ${(require_spec ??= require("./spec.js")).printable(`${kind} ${name}`, 200)} of ${(require_spec ??= require("./spec.js")).printable(apiVersion, 100)} is given twice, in "${(require_spec ??= require("./spec.js")).printable(other, 300)}" and "${(require_spec ??= require("./spec.js")).printable(document.file, 300)}"; remove or rename one`);
		filesByResource.set(key, document.file);
		const bytes = await (require_pack ??= require("./pack.js")).packFiles([{
			name,
			content: Buffer.from(document.text),
			mode: 384
		}], "gzip");
		layers.push({
			kind: "bytes",
			bytes,
			mediaType: (require_spec ??= require("./spec.js")).mediaTypeImageLayerGzip,
			annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations(annotations, document.file, options)
		});
	}
	return layers;
}

exports.tekton = tekton;