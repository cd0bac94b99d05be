let require_rolldown_runtime;
let require_options;
const require_spec = require("./spec.js");
let require_formats;
let require_manifest_parts;
let require_preset;
let require_yaml_file;
let node_path;
let node_fs_promises;

// src/formats/compose/references.ts
function localReferences(document) {
	const { include, services } = document;
	const references = Array.isArray(include) ? include.flatMap(includedPaths) : [];
	for (const service of require_spec.isRecord(services) ? Object.values(services) : []) {
		const parent = require_spec.isRecord(service) ? service["extends"] : void 0;
		if (require_spec.isRecord(parent)) references.push(...texts(parent["file"]));
	}
	return references.filter(isLocal);
}
function includedPaths(entry) {
	return texts(require_spec.isRecord(entry) ? entry["path"] : entry);
}
function texts(value) {
	return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string");
}
function isLocal(path) {
	return !/^[a-z][a-z\d+.-]*:\/\/|^git@|^github\.com\/|\$/i.test(path);
}

// src/formats/compose.ts
const composeVersion = "5.5.0";
const projectType = "application/vnd.docker.compose.project";
const legacyConfigType = "application/vnd.docker.compose.config.empty.v1+json";
const fileType = "application/vnd.docker.compose.file+yaml";
const envFileType = "application/vnd.docker.compose.envfile";
const stems = ["compose", "docker-compose"];
const defaultNames = [
	"compose.yaml",
	"compose.yml",
	"docker-compose.yml",
	"docker-compose.yaml"
];
const overrideNames = stems.flatMap((stem) => [`${stem}.override.yml`, `${stem}.override.yaml`]);
const compose = {
	name: "compose",
	async plan(source, options) {
		(require_preset ??= require("./preset.js")).rejectOptions("compose", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"compression",
			"platform",
			"labels",
			"subDir"
		]);
		const files = [];
		const { base, paths } = await pathsOf(source, options);
		for (const path of paths) files.push(await readProjectFile(base, path));
		checkNames(files);
		const composeFiles = files.filter(({ name }) => !isEnvFile(name));
		if (composeFiles.length === 0) throw new require_spec.OciError("INPUT_INVALID", `the format "compose" needs a Compose file; add one to ${label(options)}`);
		const referred = referredNames(composeFiles, options);
		const { imageSpec = "1.1" } = options;
		return {
			artifactType: imageSpec === "1.1" ? projectType : void 0,
			imageSpec,
			config: imageSpec === "1.1" ? embeddedEmptyConfig : legacyConfig,
			layers: [
				...composeFiles.filter(({ name }) => !referred.has(name)).map((file) => composeLayer(file, {}, options)),
				...composeFiles.filter(({ name }) => referred.has(name)).map((file) => composeLayer(file, { "com.docker.compose.extends": "true" }, options)),
				...files.filter(({ name }) => isEnvFile(name)).map((file) => envLayer(file, options))
			],
			annotations: (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options)
		};
	}
};
const embeddedEmptyConfig = { kind: "empty" };
const legacyConfig = {
	kind: "bytes",
	bytes: require_spec.emptyJsonBytes,
	mediaType: legacyConfigType
};
function label(options) {
	return (options.label ?? require_spec.plainLabel)("files");
}
async function pathsOf({ path = ".", files }, options) {
	if (files !== void 0) return {
		base: path,
		paths: (await (require_formats ??= require("./formats.js")).expandFilePatterns(files, label(options), {
			cwd: path,
			signal: options.signal
		})).map((file) => file.path)
	};
	if (!await (require_preset ??= require("./preset.js")).isDirectory(path)) return {
		base: ".",
		paths: [path]
	};
	const names = new Set(await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(path));
	const main = defaultNames.find((name) => names.has(name));
	if (main === void 0) throw new require_spec.OciError("INPUT_INVALID", `the format "compose" needs the file ${defaultNames[0]}, which is not in "${require_spec.printable(path, 300)}"; give the Compose file itself, or use ${label(options)}`);
	const override = overrideNames.find((name) => names.has(name));
	return {
		base: path,
		paths: override === void 0 ? [main] : [main, override]
	};
}
function isEnvFile(name) {
	return /(?:^|\.)env$|^\.env\./.test(name);
}
async function readProjectFile(base, path) {
	const absolute = (0, (node_path ??= require("node:path")).resolve)(base, path);
	const name = (0, (node_path ??= require("node:path")).basename)(absolute);
	const isEnv = isEnvFile(name);
	if (!isEnv && !/\.ya?ml$/.test(name)) throw new require_spec.OciError("INPUT_INVALID", `"${require_spec.printable(path, 300)}" is not a file of the format "compose": use names such as compose.yaml and app.env`);
	let bytes;
	try {
		bytes = await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(absolute);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${(0, (node_path ??= require("node:path")).join)(base, path)}`);
	}
	return {
		path,
		name,
		bytes,
		references: isEnv ? [] : await readReferences(bytes, path)
	};
}
async function readReferences(bytes, path) {
	const records = (await (require_yaml_file ??= require("./yaml-file.js")).parseYaml(bytes, path)).filter(require_spec.isRecord);
	if (records.some(({ services, include }) => require_spec.isRecord(services) || Array.isArray(include))) return records.flatMap(localReferences);
	throw new require_spec.OciError("INPUT_INVALID", `"${require_spec.printable(path, 300)}" is not a Compose file: it has neither services nor include; add services`);
}
function checkNames(files) {
	const pathByName = /* @__PURE__ */ new Map();
	for (const { name, path } of files) {
		const other = pathByName.get(name);
		if (other !== void 0) throw new require_spec.OciError("INPUT_INVALID", `"${require_spec.printable(path, 300)}" has the same name as "${require_spec.printable(other, 300)}", and Docker Compose writes all files into one directory; rename one of them`);
		pathByName.set(name, path);
	}
}
function referredNames(files, options) {
	const names = new Set(files.map(({ name }) => name));
	const referred = /* @__PURE__ */ new Set();
	for (const { path, name, references } of files) for (const reference of references) {
		const target = reference.replace(/^(?:\.\/)+/, "");
		if (!names.has(target)) throw new require_spec.OciError("INPUT_INVALID", `"${require_spec.printable(path, 300)}" refers to the file "${require_spec.printable(reference, 300)}", which is not in the artifact; put it next to the Compose file and add it to ${label(options)}, or refer to a remote file`);
		if (target !== name) referred.add(target);
	}
	if (referred.size < files.length) return referred;
	throw new require_spec.OciError("INPUT_INVALID", "the Compose files include each other; remove include or extends from one");
}
function composeLayer({ path, name, bytes }, own, options) {
	return embeddedLayer(path, bytes, fileType, {
		...own,
		"com.docker.compose.file": name
	}, options);
}
function envLayer({ path, name, bytes }, options) {
	return embeddedLayer(path, bytes, envFileType, { "com.docker.compose.envfile": name }, options);
}
function embeddedLayer(path, bytes, mediaType, own, options) {
	const annotations = {
		...own,
		"com.docker.compose.version": composeVersion
	};
	return {
		kind: "bytes",
		bytes,
		mediaType,
		embed: true,
		annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations(annotations, path, options)
	};
}

exports.compose = compose;