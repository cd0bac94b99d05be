let require_rolldown_runtime;
let require_spec;
let require_pack_manifest;
let require_formats;
let require_manifest_parts;
let require_preset;

// src/formats/conftest.ts
const policyType = "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego";
const dataType = "application/vnd.cncf.openpolicyagent.data.layer.v1+json";
const conftest = {
	name: "conftest",
	async plan(source, options) {
		const cwd = await (require_preset ??= require("./preset.js")).requireDirectory("conftest", source);
		(require_preset ??= require("./preset.js")).rejectOptions("conftest", options, [
			"config",
			"layerMediaType",
			"mediaTypes",
			"compression",
			"imageSpec"
		]);
		const { signal } = options;
		const [policies = [], data = []] = await Promise.all([{ path: "**/*.rego" }, { path: "**/*.{json,yaml,yml}" }].map(async (pattern) => {
			try {
				return await (require_formats ??= require("./formats.js")).expandFilePatterns([pattern], (require_spec ??= require("./spec.js")).plainLabel("source-dir"), {
					cwd,
					signal
				});
			} catch (error) {
				if (signal?.aborted === true) throw error;
				return [];
			}
		}));
		if (policies.length === 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "conftest" needs policies, and "${(require_spec ??= require("./spec.js")).printable(cwd, 300)}" has no file *.rego`);
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
				bytes: (require_spec ??= require("./spec.js")).emptyJsonBytes,
				mediaType: (require_pack_manifest ??= require("./pack-manifest.js")).mediaTypeUnknownConfig
			},
			layers: layers.map(({ path, mediaType }) => {
				const title = path.replaceAll("\\", "/");
				return {
					kind: "file",
					path: `${cwd}/${path}`,
					mediaType,
					annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations({ [(require_spec ??= require("./spec.js")).annotationTitle]: title }, title, options)
				};
			}),
			annotations: (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options)
		};
	}
};

exports.conftest = conftest;