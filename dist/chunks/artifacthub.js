let require_rolldown_runtime;
let require_spec;
let require_manifest_parts;
let require_preset;
let require_yaml_file;

// src/formats/artifacthub.ts
const fileName = "artifacthub-repo.yml";
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const artifactHub = {
	name: "artifacthub",
	names: () => Promise.resolve({ tags: ["artifacthub.io"] }),
	async plan(source, options) {
		const path = (require_preset ??= require("./preset.js")).singlePath("artifacthub", source);
		(require_preset ??= require("./preset.js")).rejectOptions("artifacthub", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"compression"
		]);
		const bytes = await (require_preset ??= require("./preset.js")).readSourceFile("artifacthub", path, fileName);
		const { repositoryID: id } = await (require_yaml_file ??= require("./yaml-file.js")).parseYamlObject(bytes, fileName);
		if (id !== void 0 && (typeof id !== "string" || !uuid.test(id))) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `repositoryID in ${fileName} is not a UUID; copy it from Artifact Hub`);
		return {
			...(require_manifest_parts ??= require("./manifest-parts.js")).manifestParts({
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
					[(require_spec ??= require("./spec.js")).annotationTitle]: fileName,
					...options.layerAnnotations
				}
			}]
		};
	}
};

exports.artifactHub = artifactHub;