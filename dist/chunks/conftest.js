import { d as annotationTitle } from "./annotations.js";
import { r as emptyJsonBytes } from "./descriptor.js";
import { m as printable, t as OciError } from "./error.js";
import { t as mediaTypeUnknownConfig } from "./pack-manifest.js";
import { t as expandFilePatterns } from "./file-patterns.js";
import { a as withLayerAnnotations, r as manifestAnnotations } from "./manifest-parts.js";
import { o as rejectOptions, s as requireDirectory } from "./preset.js";

// src/formats/conftest.ts
const policyType = "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego";
const dataType = "application/vnd.cncf.openpolicyagent.data.layer.v1+json";
const conftest = {
	name: "conftest",
	async plan(source, options) {
		const cwd = await requireDirectory("conftest", source);
		rejectOptions("conftest", options, [
			"config",
			"layerMediaType",
			"mediaTypes",
			"compression",
			"imageSpec"
		]);
		const { signal } = options;
		const [policies = [], data = []] = await Promise.all([{ path: "**/*.rego" }, { path: "**/*.{json,yaml,yml}" }].map(async (pattern) => {
			try {
				return await expandFilePatterns([pattern], "source-dir", {
					cwd,
					signal
				});
			} catch (error) {
				if (signal?.aborted === true) throw error;
				return [];
			}
		}));
		if (policies.length === 0) throw new OciError("INPUT_INVALID", `the format "conftest" needs policies, and "${printable(cwd, 300)}" has no file *.rego`);
		const layers = [...policies.map(({ path }) => ({
			path,
			mediaType: policyType
		})), ...data.map(({ path }) => ({
			path,
			mediaType: dataType
		}))];
		return {
			artifactType: options.artifactType,
			omitMediaType: true,
			config: {
				kind: "bytes",
				bytes: emptyJsonBytes,
				mediaType: mediaTypeUnknownConfig
			},
			layers: layers.map(({ path, mediaType }) => {
				const title = path.replaceAll("\\", "/");
				return {
					kind: "file",
					path: `${cwd}/${path}`,
					mediaType,
					annotations: withLayerAnnotations({ [annotationTitle]: title }, title, options)
				};
			}),
			annotations: manifestAnnotations(options)
		};
	}
};

export { conftest };