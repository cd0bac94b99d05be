let require_rolldown_runtime;
let require_options;
let require_spec;
let require_formats;
let require_manifest_parts;
let require_preset;
let node_path;
let node_fs_promises;

// src/formats/devcontainer-feature.ts
const name = "devcontainer-feature";
const metadataFile = "devcontainer-feature.json";
const installFile = "install.sh";
const configType = "application/vnd.devcontainers";
const layerType = "application/vnd.devcontainers.layer.v1+tar";
const devcontainerFeature = {
	name,
	async names(source, options) {
		const { id, version } = await openFeature(source, options);
		return {
			repository: id,
			version,
			tags: tagsOf(version)
		};
	},
	async plan(source, options) {
		const { path, id, metadata } = await openFeature(source, options);
		const layer = (require_formats ??= require("./formats.js")).packedLayer(path, layerType, {
			...options,
			compression: "none"
		});
		const title = { [(require_spec ??= require("./spec.js")).annotationTitle]: `${name}-${id}.tgz` };
		return {
			config: {
				kind: "bytes",
				bytes: (require_spec ??= require("./spec.js")).emptyJsonBytes,
				mediaType: configType
			},
			layers: [{
				...layer,
				pack: {
					...layer.pack,
					mapEntry: belowDot
				},
				annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations(title, ".", options)
			}],
			annotations: {
				"dev.containers.metadata": JSON.stringify(metadata),
				...options.registry === "ghcr.io" ? { "com.github.package.type": "devcontainer_feature" } : {},
				...(require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options)
			}
		};
	}
};
function belowDot(entry) {
	const dot = (require_options ??= require("./options.js")).byteStringOf(".");
	return entry.name === dot ? entry : {
		...entry,
		name: (require_options ??= require("./options.js")).joinName(dot, entry.name)
	};
}
function tagsOf(version) {
	if (version.includes("-")) return [version];
	const [major = "", minor = ""] = version.split(".");
	return [
		version,
		`${major}.${minor}`,
		major,
		"latest"
	];
}
async function openFeature(source, options) {
	const path = await (require_preset ??= require("./preset.js")).requireDirectory(name, source);
	(require_preset ??= require("./preset.js")).rejectOptions(name, options, [
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
	const metadata = parseMetadata(await (require_preset ??= require("./preset.js")).readSourceFile(name, path, metadataFile), path);
	const { id, version } = metadata;
	if (typeof id !== "string" || id.includes("/") || !(require_spec ??= require("./spec.js")).isRepositoryName(id)) throw invalid(path, "id", id, "a name of lower-case letters, digits and \"-\", such as color");
	if (typeof version !== "string" || !(require_formats ??= require("./formats.js")).isTagVersion(version)) throw invalid(path, "version", version, "a semantic version such as 1.0.0");
	if (!await isFile((0, (node_path ??= require("node:path")).join)(path, installFile))) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "${name}" needs the file ${installFile}, which is not in "${(require_spec ??= require("./spec.js")).printable(path, 300)}"`);
	const { label = (require_spec ??= require("./spec.js")).plainLabel } = options;
	if (options.version !== void 0 && options.version !== version) throw (require_spec ??= require("./spec.js")).inputError(label("version"), options.version, `is not the version in ${metadataFile}, which is ${version}; change one of them, or omit ${label("version")}`);
	return {
		path,
		id,
		version,
		metadata
	};
}
function parseMetadata(bytes, path) {
	const file = `"${(require_spec ??= require("./spec.js")).printable((0, (node_path ??= require("node:path")).join)(path, metadataFile), 300)}"`;
	let value;
	try {
		value = (require_spec ??= require("./spec.js")).parseJson(bytes);
	} catch (error) {
		throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `cannot parse ${file}: ${(require_spec ??= require("./spec.js")).messageOf(error)}; write JSON without comments`);
	}
	if ((require_spec ??= require("./spec.js")).isRecord(value)) return value;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${file} is not a JSON object; write an object with id and version`);
}
function invalid(path, field, value, expected) {
	const file = `"${(require_spec ??= require("./spec.js")).printable((0, (node_path ??= require("node:path")).join)(path, metadataFile), 300)}"`;
	const problem = value === void 0 ? `has no ${field}; add` : `has the ${field} ${(require_spec ??= require("./spec.js")).printable(JSON.stringify(value), 100)}, which is not valid; write`;
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${file} ${problem} ${expected}`);
}
async function isFile(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isFile();
	} catch {
		return false;
	}
}

exports.devcontainerFeature = devcontainerFeature;