import { r as patternMatcher } from "./names.js";
import { n as fileSystemError, t as errnoOf } from "./file-system-error.js";
import { f as annotationVersion } from "./annotations.js";
import { t as defaultTag } from "./location.js";
import { m as encodeJson } from "./collect.js";
import { i as inputError, m as printable, t as OciError, u as plainLabel } from "./error.js";
import { r as packedLayer } from "./directory.js";
import { a as withLayerAnnotations, r as manifestAnnotations } from "./manifest-parts.js";
import { i as readIgnoreFile, o as rejectOptions, s as requireDirectory } from "./preset.js";
import { n as isTagVersion } from "./semantic-version.js";
import { join } from "node:path";
import { stat } from "node:fs/promises";

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
		await requireDirectory("timoni", source);
		const version = versionOf(options);
		return {
			version,
			tags: [version, defaultTag]
		};
	},
	async plan(source, options) {
		const path = await requireDirectory("timoni", source);
		rejectOptions("timoni", options, [
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
		const ignore = patternMatcher([await readIgnoreFile(join(path, ignoreFile)), `${vendorDirectory}/`]);
		const module = packedModule(path, "module", options);
		return {
			config: {
				kind: "bytes",
				bytes: encodeJson(config),
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
				[annotationVersion]: version,
				...manifestAnnotations(options)
			}
		};
	}
};
function versionOf({ version, label = plainLabel }) {
	if (version === void 0) throw new OciError("INPUT_INVALID", `the format "timoni" needs a version; set ${label("version")}, for example 1.0.0`);
	if (isTagVersion(version)) return version;
	throw inputError(label("version"), version, "is not a version of a Timoni module; use a semantic version without build metadata, such as 1.0.0");
}
function packedModule(path, type, options) {
	return {
		...packedLayer(path, contentType, options),
		annotations: withLayerAnnotations({ [contentAnnotation]: type }, ".", options)
	};
}
async function requireFiles(path) {
	for (const name of requiredFiles) try {
		await stat(join(path, name));
	} catch (error) {
		if (errnoOf(error) !== "ENOENT" && errnoOf(error) !== "ENOTDIR") throw fileSystemError(error, `read ${join(path, name)}`);
		throw new OciError("INPUT_INVALID", `the format "timoni" needs the file ${name}, which is not in "${printable(path, 300)}"`);
	}
}

export { timoni };