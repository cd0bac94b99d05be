import { n as packFiles } from "./pack.js";
import { p as compareBytes } from "./annotations.js";
import { p as mediaTypeImageLayerGzip } from "./media-types.js";
import { m as printable, t as OciError } from "./error.js";
import { a as withLayerAnnotations, r as manifestAnnotations } from "./manifest-parts.js";
import { c as singlePath, o as rejectOptions } from "./preset.js";
import { n as resourceNames, t as readResourceFiles } from "./resources.js";

// src/formats/tekton.ts
const maxResources = 20;
const tekton = {
	name: "tekton",
	async plan(source, options) {
		const path = singlePath("tekton", source);
		rejectOptions("tekton", options, [
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
			annotations: manifestAnnotations(options),
			labels: options.labels
		};
	}
};
async function resourceLayers(path, options) {
	const documents = [...await readResourceFiles("tekton", path, options)].sort((a, b) => compareBytes(a.digest, b.digest)).flatMap((file) => file.documents);
	if (documents.length === 0 || documents.length > maxResources) throw new OciError("INPUT_INVALID", `a Tekton bundle has 1 to ${maxResources} resources, and "${printable(path, 300)}" has ${documents.length} in its YAML files; publish several bundles, or correct the source`);
	const filesByResource = /* @__PURE__ */ new Map();
	const layers = [];
	for (const document of documents) {
		const { apiVersion, kind, name } = resourceNames("tekton", document);
		const annotations = {
			"dev.tekton.image.name": name,
			"dev.tekton.image.kind": kind.toLowerCase().replace(/s$/, ""),
			"dev.tekton.image.apiVersion": apiVersion
		};
		const key = Object.values(annotations).join(" ");
		const other = filesByResource.get(key);
		if (other !== void 0) throw new OciError("INPUT_INVALID", `the ${printable(`${kind} ${name}`, 200)} of ${printable(apiVersion, 100)} is given twice, in "${printable(other, 300)}" and "${printable(document.file, 300)}"; remove or rename one`);
		filesByResource.set(key, document.file);
		const bytes = await packFiles([{
			name,
			content: Buffer.from(document.text),
			mode: 384
		}], "gzip");
		layers.push({
			kind: "bytes",
			bytes,
			mediaType: mediaTypeImageLayerGzip,
			annotations: withLayerAnnotations(annotations, document.file, options)
		});
	}
	return layers;
}

export { tekton };