import { n as packFiles } from "./pack.js";
import { C as digestOf, p as mediaTypeImageLayerGzip } from "./media-types.js";
import { m as printable, t as OciError } from "./error.js";
import { a as withLayerAnnotations, r as manifestAnnotations } from "./manifest-parts.js";
import { o as rejectOptions, s as requireDirectory } from "./preset.js";
import { n as resourceNames, t as readResourceFiles } from "./resources.js";

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
		const path = await requireDirectory("crossplane", source);
		rejectOptions("crossplane", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"imageSpec",
			"compression",
			"platform",
			"subDir"
		]);
		const documents = (await readResourceFiles("crossplane", path, options)).flatMap((file) => file.documents);
		const objects = documents.filter(({ file }) => !file.startsWith(examplesDirectory));
		const examples = documents.filter(({ file }) => file.startsWith(examplesDirectory));
		const base = await yamlLayer("base", "package.yaml", packageDocuments(path, objects), options);
		const layers = [base];
		const labels = { [`${layerAnnotation}:${digestOf(base.bytes)}`]: "base" };
		if (examples.length > 0) {
			const layer = await yamlLayer("upbound", ".up/examples.yaml", examples, options);
			layers.push(layer);
			labels[`${layerAnnotation}:${digestOf(layer.bytes)}`] = "upbound";
		}
		return {
			config: {
				kind: "image",
				omitPlatform: true
			},
			layers,
			annotations: manifestAnnotations(options),
			labels: {
				...labels,
				...options.labels
			}
		};
	}
};
function packageDocuments(path, documents) {
	const isMeta = (document) => {
		const { apiVersion, kind } = resourceNames("crossplane", document);
		return apiVersion.startsWith(metaGroup) && metaKinds.has(kind);
	};
	const metas = documents.filter(isMeta);
	if (metas.length === 1) return [...metas, ...documents.filter((document) => !metas.includes(document))];
	const files = metas.map(({ file }) => `"${printable(file, 300)}"`).join(", ");
	const problem = metas.length === 0 ? "has none; add it in crossplane.yaml" : `has ${metas.length}, in ${files}; publish each package from its own directory`;
	throw new OciError("INPUT_INVALID", `a Crossplane package has one Configuration, Function or Provider of ${metaGroup}, and "${printable(path, 300)}" ${problem}`);
}
async function yamlLayer(content, name, documents, options) {
	const text = documents.map((document) => `---\n${document.text.replace(/\n?$/, "\n")}`).join("");
	return {
		kind: "bytes",
		bytes: await packFiles([{
			name,
			content: Buffer.from(text)
		}], "gzip"),
		mediaType: mediaTypeImageLayerGzip,
		annotations: withLayerAnnotations({ [layerAnnotation]: content }, name, options)
	};
}

export { crossplane };