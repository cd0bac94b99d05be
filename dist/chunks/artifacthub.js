import { d as annotationTitle } from "./annotations.js";
import { t as OciError } from "./error.js";
import { i as manifestParts } from "./manifest-parts.js";
import { a as readSourceFile, c as singlePath, o as rejectOptions } from "./preset.js";
import { i as parseYamlObject } from "./yaml-file.js";

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