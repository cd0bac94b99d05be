let require_rolldown_runtime;
let require_options;
let require_spec;
let require_formats;
let require_manifest_parts;
let require_preset;
let node_path;
let node_fs_promises;

// src/formats/timoni.ts
const configType = "application/vnd.timoni.config.v1+json";
const contentType = "application/vnd.timoni.content.v1.tar+gzip";
const contentAnnotation = "sh.timoni.content.type";
const ignoreFile = "timoni.ignore";
const vendorDirectory = "cue.mod";
const requiredFiles = [
	"timoni.cue",
	"values.cue",
	`${vendorDirectory}/module.cue`
];
const config = {
	architecture: "",
	os: "",
	config: {},
	rootfs: {
		type: "layers",
		diff_ids: []
	}
};
const timoni = {
	name: "timoni",
	async names(source, options) {
		await (require_preset ??= require("./preset.js")).requireDirectory("timoni", source);
		const version = versionOf(options);
		return {
			version,
			tags: [version, (require_spec ??= require("./spec.js")).defaultTag]
		};
	},
	async plan(source, options) {
		const path = await (require_preset ??= require("./preset.js")).requireDirectory("timoni", source);
		(require_preset ??= require("./preset.js")).rejectOptions("timoni", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"imageSpec",
			"compression",
			"platform",
			"labels",
			"subDir"
		]);
		const version = versionOf(options);
		await requireFiles(path);
		const ignore = (require_options ??= require("./options.js")).patternMatcher([await (require_preset ??= require("./preset.js")).readIgnoreFile((0, (node_path ??= require("node:path")).join)(path, ignoreFile)), `${vendorDirectory}/`]);
		const module = packedModule(path, "module", options);
		return {
			config: {
				kind: "bytes",
				bytes: (require_spec ??= require("./spec.js")).encodeJson(config),
				mediaType: configType
			},
			layers: [packedModule(path, "module/vendor", {
				...options,
				subDir: vendorDirectory
			}), {
				...module,
				pack: {
					...module.pack,
					ignore
				}
			}],
			annotations: {
				[(require_spec ??= require("./spec.js")).annotationVersion]: version,
				...(require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options)
			}
		};
	}
};
function versionOf({ version, label = (require_spec ??= require("./spec.js")).plainLabel }) {
	if (version === void 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "timoni" needs a version; set ${label("version")}, for example 1.0.0`);
	if ((require_formats ??= require("./formats.js")).isTagVersion(version)) return version;
	throw (require_spec ??= require("./spec.js")).inputError(label("version"), version, "is not a version of a Timoni module; use a semantic version without build metadata, such as 1.0.0");
}
function packedModule(path, type, options) {
	return {
		...(require_formats ??= require("./formats.js")).packedLayer(path, contentType, options),
		annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations({ [contentAnnotation]: type }, ".", options)
	};
}
async function requireFiles(path) {
	for (const name of requiredFiles) try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).stat)((0, (node_path ??= require("node:path")).join)(path, name));
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) !== "ENOENT" && (require_options ??= require("./options.js")).errnoOf(error) !== "ENOTDIR") throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${(0, (node_path ??= require("node:path")).join)(path, name)}`);
		throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "timoni" needs the file ${name}, which is not in "${(require_spec ??= require("./spec.js")).printable(path, 300)}"`);
	}
}

exports.timoni = timoni;