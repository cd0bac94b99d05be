let require_rolldown_runtime;
let require_pack;
let require_options;
let require_spec;
let require_preset;
let require_yaml_file;
let require_manifest_parts;
let node_path;
let node_fs_promises;

// src/formats/falco/plugins.ts
const platformName = "(linux|darwin|macos|windows)[-_](amd64|x86[-_]64|arm64|aarch64|386|i386|arm|armhf|armel|ppc64le|s390x|riscv64)";
const directoryPattern = new RegExp(`^${platformName}$`);
const filePattern = new RegExp(`[-_.]${platformName}\\.(?:so|dylib|dll|tar\\.gz|tgz)$`);
function isLibraryName(path) {
	return /\.(?:so|dylib|dll)$/.test(path);
}
function isArchiveName(path) {
	return /\.(?:tar\.gz|tgz)$/.test(path);
}
function platformOfFile(name) {
	return readPlatform(filePattern, name);
}
function plainPlatform({ architecture, os }) {
	return {
		architecture,
		os
	};
}
async function findPlugins(directory) {
	const plugins = [];
	for (const name of await namesIn(directory)) {
		const platform = readPlatform(directoryPattern, name);
		if (platform !== void 0 && await (require_preset ??= require("./preset.js")).isDirectory((0, (node_path ??= require("node:path")).join)(directory, name))) {
			const files = (await namesIn((0, (node_path ??= require("node:path")).join)(directory, name))).filter(isPluginName);
			plugins.push(...files.map((file) => ({
				path: (0, (node_path ??= require("node:path")).join)(directory, name, file),
				name: `${name}/${file}`,
				platform
			})));
		} else if (isPluginName(name)) plugins.push({
			path: (0, (node_path ??= require("node:path")).join)(directory, name),
			name,
			platform: requirePlatform(name)
		});
	}
	if (plugins.length === 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "falco" needs a file, or a directory with plugins, as source, and "${(require_spec ??= require("./spec.js")).printable(directory, 300)}" has no plugin; give a rules file, or add plugins such as linux-amd64/libacme.so`);
	const nameByPlatform = /* @__PURE__ */ new Map();
	for (const { name, platform } of plugins) {
		const key = (require_spec ??= require("./spec.js")).platformText(platform);
		const other = nameByPlatform.get(key);
		if (other !== void 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `"${(require_spec ??= require("./spec.js")).printable(other, 200)}" and "${(require_spec ??= require("./spec.js")).printable(name, 200)}" are both plugins for ${key}; remove one of them`);
		nameByPlatform.set(key, name);
	}
	return plugins;
}
function isPluginName(name) {
	return isLibraryName(name) || isArchiveName(name);
}
function requirePlatform(name) {
	const platform = platformOfFile(name);
	if (platform !== void 0) return platform;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the plugin "${(require_spec ??= require("./spec.js")).printable(name, 200)}" has no platform; move it to a directory such as linux-amd64, or remove it`);
}
function readPlatform(pattern, name) {
	const [, os, architecture] = pattern.exec(name) ?? [];
	if (os === void 0 || architecture === void 0) return void 0;
	return plainPlatform((require_spec ??= require("./spec.js")).platformFromText(`${os}/${architecture}`));
}
async function namesIn(directory) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(directory)).sort((require_spec ??= require("./spec.js")).compareBytes);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${directory}`);
	}
}

// src/formats/falco/rules.ts
async function readRules(content, path) {
	const reader = new RulesReader(path);
	const items = (await (require_yaml_file ??= require("./yaml-file.js")).parseYaml(content, path)).flatMap((value) => value === null ? [] : reader.records(value));
	if (items.length === 0) throw reader.invalid("has no rules; add rules, or give another file");
	const dependencies = items.flatMap((item) => reader.dependencies(item["required_plugin_versions"]));
	const requirements = items.flatMap((item) => reader.requirements(item["required_engine_version"]));
	return {
		dependencies: sorted(dependencies),
		requirements: sorted(requirements)
	};
}
var RulesReader = class {
	#path;
	constructor(path) {
		this.#path = path;
	}
	invalid(problem) {
		return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the rules file "${(require_spec ??= require("./spec.js")).printable(this.#path, 300)}" ${problem}`);
	}
	records(value) {
		if (Array.isArray(value) && value.every((require_spec ??= require("./spec.js")).isRecord)) return value;
		throw this.invalid("is not a list of rules, macros and lists; correct it, or give another file");
	}
	dependencies(value) {
		return this.#versions(value, "required_plugin_versions").map((item) => {
			const { name, version } = this.#version(item, "required_plugin_versions");
			return {
				name,
				version,
				alternatives: sorted(this.#versions(item["alternatives"], "alternatives").map((each) => this.#version(each, "alternatives")))
			};
		});
	}
	requirements(value) {
		if (value === void 0) return [];
		const version = typeof value === "number" && Number.isSafeInteger(value) ? `0.${value}.0` : value;
		if (typeof version === "string" && version !== "") return [{
			name: "engine_version_semver",
			version
		}];
		throw this.invalid("has a required_engine_version that is not a version such as 0.31.0; correct it");
	}
	#versions(value, field) {
		if (value === void 0 || value === null) return [];
		if (Array.isArray(value) && value.every((require_spec ??= require("./spec.js")).isRecord)) return value;
		throw this.invalid(`has ${field} that are not a list of names and versions; correct them`);
	}
	#version({ name, version }, field) {
		if (typeof name === "string" && typeof version === "string") return {
			name,
			version
		};
		throw this.invalid(`has an entry of ${field} without a text as name and as version; add them, or quote them`);
	}
};
function sorted(items) {
	return items.length === 0 ? void 0 : [...items].sort((a, b) => (require_spec ??= require("./spec.js")).compareBytes(a.name, b.name));
}

// src/formats/falco.ts
const falco = {
	name: "falco",
	async plan(source, options) {
		const path = (require_preset ??= require("./preset.js")).singlePath("falco", source);
		(require_preset ??= require("./preset.js")).rejectOptions("falco", options, [
			"config",
			"artifactType",
			"mediaTypes",
			"imageSpec",
			"compression",
			"labels",
			"subDir"
		]);
		if (await (require_preset ??= require("./preset.js")).isDirectory(path)) {
			(require_preset ??= require("./preset.js")).rejectOptions("falco", options, ["platform"]);
			kindOf(["plugin"], options);
			return planPlugins(await findPlugins(path), options);
		}
		const kind = kindOf(kindsOf(path, options), options);
		const name = (0, (node_path ??= require("node:path")).basename)(path);
		if (kind === "plugin") return planPlugins([{
			path,
			name,
			platform: platformOf(name, options)
		}], options);
		(require_preset ??= require("./preset.js")).rejectOptions("falco", options, ["platform"]);
		return planFile({
			path,
			name,
			kind
		}, options);
	}
};
async function planFile({ path, name, kind }, options) {
	const content = await (require_preset ??= require("./preset.js")).isGzipFile(path) ? void 0 : await readContent(path);
	const rules = kind === "rulesfile" && isYamlName(path) && content !== void 0 ? await readRules(content, path) : {};
	return {
		config: {
			kind: "bytes",
			bytes: (require_spec ??= require("./spec.js")).encodeJson({
				name: options.repository?.split("/").at(-1),
				version: options.version,
				...rules
			}),
			mediaType: `application/vnd.cncf.falco.${kind}.config.v1+json`
		},
		layers: [await layerOf({
			path,
			name,
			kind
		}, content, options)],
		annotations: (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options)
	};
}
async function planPlugins(plugins, options) {
	const annotations = without((require_spec ??= require("./spec.js")).annotationPlatform, (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options));
	const manifests = [];
	for (const { platform, path, name } of plugins) {
		const plan = await planFile({
			path,
			name,
			kind: "plugin"
		}, options);
		manifests.push({
			platform,
			annotations,
			plan: {
				...plan,
				annotations
			}
		});
	}
	return {
		manifests,
		annotations: without((require_spec ??= require("./spec.js")).annotationCreated, annotations)
	};
}
function without(key, annotations) {
	return Object.fromEntries(Object.entries(annotations).filter(([each]) => each !== key));
}
function platformOf(name, { platform, label = (require_spec ??= require("./spec.js")).plainLabel }) {
	const known = platform === void 0 ? platformOfFile(name) : plainPlatform(platform);
	if (known !== void 0) return known;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `"${(require_spec ??= require("./spec.js")).printable(name, 300)}" is a plugin of Falco without a platform; set ${label("platform")}, for example linux/amd64, or give a directory with plugins such as linux-amd64/libacme.so`);
}
function isYamlName(path) {
	return /\.ya?ml$/.test(path);
}
function kindsOf(path, { platform }) {
	if (isYamlName(path)) return ["rulesfile", "asset"];
	if (isLibraryName(path)) return ["plugin", "asset"];
	if (!isArchiveName(path)) return ["asset", "rulesfile"];
	return platform === void 0 ? [
		"asset",
		"rulesfile",
		"plugin"
	] : ["plugin"];
}
function kindOf(kinds, { layerMediaType, label = (require_spec ??= require("./spec.js")).plainLabel }) {
	if (layerMediaType === void 0) return kinds[0];
	const kind = kinds.find((each) => layerMediaType === layerTypeOf(each));
	if (kind !== void 0) return kind;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${label("layer-media-type")} "${(require_spec ??= require("./spec.js")).printable(layerMediaType, 200)}" is not a type of Falco for this source; use ${kinds.map(layerTypeOf).join(" or ")}, or omit it`);
}
function layerTypeOf(kind) {
	return `application/vnd.cncf.falco.${kind}.layer.v1+tar.gz`;
}
async function layerOf({ path, name, kind }, content, options) {
	const file = (0, (node_path ??= require("node:path")).basename)(path);
	const title = content === void 0 ? file : `${file.replace(/(?<=.)\.[^.]*$/, "")}.tar.gz`;
	const annotations = (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations({ [(require_spec ??= require("./spec.js")).annotationTitle]: title }, name, options);
	const mediaType = layerTypeOf(kind);
	if (content === void 0) return {
		kind: "file",
		path,
		mediaType,
		annotations
	};
	return {
		kind: "bytes",
		bytes: await (require_pack ??= require("./pack.js")).packFiles([{
			name: file,
			content
		}], "gzip"),
		mediaType,
		annotations
	};
}
async function readContent(path) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(path);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}

exports.falco = falco;