let require_rolldown_runtime;
let require_pack;
let require_spec;
let require_manifest_parts;
let require_preset;
let require_resources;

// src/formats/crossplane.ts
const layerAnnotation = "io.crossplane.xpkg";
const metaGroup = "meta.pkg.crossplane.io/";
const metaKinds = /* @__PURE__ */ new Set([
	"Configuration",
	"Function",
	"Provider"
]);
const examplesDirectory = "examples/";
const crossplane = {
	name: "crossplane",
	async plan(source, options) {
		const path = await (require_preset ??= require("./preset.js")).requireDirectory("crossplane", source);
		(require_preset ??= require("./preset.js")).rejectOptions("crossplane", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"imageSpec",
			"compression",
			"platform",
			"subDir"
		]);
		const documents = (await (require_resources ??= require("./resources.js")).readResourceFiles("crossplane", path, options)).flatMap((file) => file.documents);
		const objects = documents.filter(({ file }) => !file.startsWith(examplesDirectory));
		const examples = documents.filter(({ file }) => file.startsWith(examplesDirectory));
		const base = await yamlLayer("base", "package.yaml", packageDocuments(path, objects), options);
		const layers = [base];
		const labels = { [`${layerAnnotation}:${(require_spec ??= require("./spec.js")).digestOf(base.bytes)}`]: "base" };
		if (examples.length > 0) {
			const layer = await yamlLayer("upbound", ".up/examples.yaml", examples, options);
			layers.push(layer);
			labels[`${layerAnnotation}:${(require_spec ??= require("./spec.js")).digestOf(layer.bytes)}`] = "upbound";
		}
		return {
			config: {
				kind: "image",
				omitPlatform: true
			},
			layers,
			annotations: (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options),
			labels: {
				...labels,
				...options.labels
			}
		};
	}
};
function packageDocuments(path, documents) {
	const isMeta = (document) => {
		const { apiVersion, kind } = (require_resources ??= require("./resources.js")).resourceNames("crossplane", document);
		return apiVersion.startsWith(metaGroup) && metaKinds.has(kind);
	};
	const metas = documents.filter(isMeta);
	if (metas.length === 1) return [...metas, ...documents.filter((document) => !metas.includes(document))];
	const files = metas.map(({ file }) => `"${(require_spec ??= require("./spec.js")).printable(file, 300)}"`).join(", ");
	const problem = metas.length === 0 ? "has none; add it in crossplane.yaml" : `has ${metas.length}, in ${files}; publish each package from its own directory`;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `a Crossplane package has one Configuration, Function or Provider of ${metaGroup}, and "${(require_spec ??= require("./spec.js")).printable(path, 300)}" ${problem}`);
}
async function yamlLayer(content, name, documents, options) {
	const text = documents.map((document) => `---\n${document.text.replace(/\n?$/, "\n")}`).join("");
	return {
		kind: "bytes",
		bytes: await (require_pack ??= require("./pack.js")).packFiles([{
			name,
			content: Buffer.from(text)
		}], "gzip"),
		mediaType: (require_spec ??= require("./spec.js")).mediaTypeImageLayerGzip,
		annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations({ [layerAnnotation]: content }, name, options)
	};
}

exports.crossplane = crossplane;