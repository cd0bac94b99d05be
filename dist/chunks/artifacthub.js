import { o as __toESM } from "./rolldown-runtime.js";
import { l as annotationTitle } from "./annotations.js";
import { c as messageOf, m as printable, t as OciError } from "./error.js";
import { r as manifestParts } from "./manifest-parts.js";
import { i as rejectOptions, o as singlePath, r as readSourceFile } from "./preset.js";
import { i as isRecord } from "./descriptor.js";

// src/formats/yaml-file.ts
const maxYamlBytes = 4194304;
async function parseYaml(content, name) {
	const file = `"${printable(name, 300)}"`;
	if (content.byteLength > 4194304) throw new OciError("INPUT_INVALID", `${file} has ${content.byteLength} bytes, over the limit of ${maxYamlBytes}`);
	const { parseAllDocuments } = await import("./dist.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	let text;
	try {
		text = new TextDecoder("utf-8", { fatal: true }).decode(content);
	} catch {
		throw new OciError("INPUT_INVALID", `${file} is not UTF-8 text`);
	}
	return [...parseAllDocuments(text)].map((document) => {
		const [error] = document.errors;
		if (error !== void 0) throw notYaml(file, error);
		try {
			return document.toJS();
		} catch (failure) {
			throw notYaml(file, failure);
		}
	});
}
async function parseYamlObject(content, name) {
	const documents = await parseYaml(content, name);
	const [value] = documents;
	if (documents.length === 1 && isRecord(value)) return value;
	throw new OciError("INPUT_INVALID", `"${printable(name, 300)}" is not one YAML document with keys and values`);
}
function notYaml(file, error) {
	const [line = ""] = messageOf(error).split("\n");
	return new OciError("INPUT_INVALID", `${file} is not valid YAML: ${printable(line.replace(/:$/, ""), 200)}`);
}

// src/formats/artifacthub.ts
const fileName = "artifacthub-repo.yml";
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const artifactHub = {
	name: "artifacthub",
	names: () => Promise.resolve({ tags: ["artifacthub.io"] }),
	async plan(source, options) {
		const path = singlePath("artifacthub", source);
		rejectOptions("artifacthub", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"compression"
		]);
		const bytes = await readSourceFile("artifacthub", path, fileName);
		const { repositoryID: id } = await parseYamlObject(bytes, fileName);
		if (id !== void 0 && (typeof id !== "string" || !uuid.test(id))) throw new OciError("INPUT_INVALID", `repositoryID in ${fileName} is not a UUID; copy it from Artifact Hub`);
		return {
			...manifestParts({
				...options,
				config: {
					kind: "file",
					path: "/dev/null",
					mediaType: "application/vnd.cncf.artifacthub.config.v1+yaml"
				}
			}),
			layers: [{
				kind: "bytes",
				bytes,
				mediaType: "application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml",
				annotations: {
					[annotationTitle]: fileName,
					...options.layerAnnotations
				}
			}]
		};
	}
};

export { artifactHub };