let require_rolldown_runtime;
let require_options;
let require_formats;
let require_spec;
let require_manifest_parts;
let require_preset;
let require_yaml_file;
let node_path;
let node_fs_promises;

// src/formats/kitops.ts
const name = "kitops";
const kitfileNames = [
	"Kitfile",
	"kitfile",
	".kitfile"
];
const kitOps = {
	name,
	async names(source) {
		const { kitfile } = await readKitfile(await (require_preset ??= require("./preset.js")).requireDirectory(name, source));
		const version = (require_spec ??= require("./spec.js")).isRecord(kitfile["package"]) ? kitfile["package"]["version"] : void 0;
		return { version: typeof version === "string" ? version : void 0 };
	},
	async plan(source, options) {
		const directory = await (require_preset ??= require("./preset.js")).requireDirectory(name, source);
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
		const { file, kitfile } = await readKitfile(directory);
		const entries = entriesOf(kitfile, file);
		if (entries.length === 0) throw invalid(file, "lists no model, code, datasets or docs; add at least one entry with a path");
		const rules = [await (require_preset ??= require("./preset.js")).readIgnoreFile((0, (node_path ??= require("node:path")).join)(directory, ".kitignore")), ...kitfileNames.map((each) => `/${each}`)];
		const isIgnored = (require_options ??= require("./options.js")).patternMatcher(rules);
		const layers = [];
		for (const entry of entries) {
			const inner = new Set(entries.filter(({ path }) => isBelow(path, entry.path)).map(({ path }) => (require_options ??= require("./options.js")).byteStringOf(path)));
			const layer = await layerOf(directory, entry, file, options);
			const ignore = (each, isDirectory) => inner.has(each) || isIgnored(each, isDirectory);
			layers.push({
				...layer,
				pack: {
					...layer.pack,
					ignore
				}
			});
		}
		return {
			artifactType: "application/vnd.kitops.modelkit.manifest.v1+json",
			config: {
				kind: "computed",
				mediaType: "application/vnd.kitops.modelkit.config.v1+json",
				encode: (built) => (require_spec ??= require("./spec.js")).encodeJson(withDigests(kitfile, built))
			},
			layers,
			annotations: (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options)
		};
	}
};
async function readKitfile(directory) {
	let present;
	try {
		present = await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(directory);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${directory}`);
	}
	const file = kitfileNames.find((each) => present.includes(each)) ?? "Kitfile";
	const kitfile = await (require_yaml_file ??= require("./yaml-file.js")).parseYamlObject(await (require_preset ??= require("./preset.js")).readSourceFile(name, directory, file), file);
	const { manifestVersion } = kitfile;
	if (typeof manifestVersion === "string" && manifestVersion !== "") return {
		file,
		kitfile
	};
	throw invalid(file, "has no manifestVersion; add it, for example manifestVersion: 1.0.0");
}
function entriesOf(kitfile, file) {
	for (const key of ["prompts", "mcpServers"]) if (kitfile[key] !== void 0) throw invalid(file, `has ${key}, which are not supported; use kit pack`);
	const pathsOf = (kind, key, value) => {
		if (value === void 0 || value === null) return [];
		if (!Array.isArray(value)) throw invalid(file, `has ${key} that are not a list; correct them`);
		return value.map((item) => {
			const path = (require_spec ??= require("./spec.js")).isRecord(item) ? item["path"] : void 0;
			if (typeof path === "string" && path !== "") return {
				kind,
				path: checkedPath(path, file)
			};
			throw invalid(file, `has an entry of ${key} without a path; add it`);
		});
	};
	const { model } = kitfile;
	if (model !== void 0 && model !== null && !(require_spec ??= require("./spec.js")).isRecord(model)) throw invalid(file, "has a model that is not an object; add model.path");
	return [
		...(require_spec ??= require("./spec.js")).isRecord(model) ? pathsOf("model", "model", [model]) : [],
		...(require_spec ??= require("./spec.js")).isRecord(model) ? pathsOf("modelpart", "model.parts", model["parts"]) : [],
		...pathsOf("code", "code", kitfile["code"]),
		...pathsOf("dataset", "datasets", kitfile["datasets"]),
		...pathsOf("docs", "docs", kitfile["docs"])
	];
}
function isBelow(path, directory) {
	return path !== directory && (directory === "." || path.startsWith(`${directory}/`));
}
function checkedPath(path, file) {
	const relative = (0, (node_path ??= require("node:path")).normalize)(path).replaceAll((node_path ??= require("node:path")).sep, "/").replace(/(?<=.)\/$/, "");
	const reason = relative === "." ? void 0 : (require_formats ??= require("./formats.js")).unsafePathReason(relative);
	if (reason === void 0) return relative;
	throw invalid(file, `has the path "${(require_spec ??= require("./spec.js")).printable(path, 300)}": ${reason}; use a path below its directory`);
}
async function layerOf(directory, { kind, path }, file, options) {
	const isTree = await isDirectoryOf(directory, path, file);
	const parent = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : void 0;
	const subDir = path === "." ? void 0 : isTree ? path : parent;
	const type = `application/vnd.kitops.modelkit.${kind}.v1.tar`;
	const symlinks = options.symlinks === "error" ? "error" : "follow";
	const layer = (require_formats ??= require("./formats.js")).packedLayer(directory, type, {
		...options,
		subDir,
		compression: "none",
		symlinks
	});
	const own = (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations(void 0, path, options) ?? {};
	const annotations = Object.keys(own).length === 0 ? void 0 : own;
	if (isTree) return {
		...layer,
		annotations
	};
	const only = (require_options ??= require("./options.js")).byteStringOf(path);
	return {
		...layer,
		annotations,
		pack: {
			...layer.pack,
			mapEntry: (entry) => entry.name === only || entry.kind === "directory" && only.startsWith(`${entry.name}/`) ? entry : void 0
		}
	};
}
async function isDirectoryOf(directory, path, file) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)((0, (node_path ??= require("node:path")).join)(directory, path))).isDirectory();
	} catch (error) {
		if ((require_options ??= require("./options.js")).errnoOf(error) !== "ENOENT" && (require_options ??= require("./options.js")).errnoOf(error) !== "ENOTDIR") throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
		throw invalid(file, `has the path "${(require_spec ??= require("./spec.js")).printable(path, 300)}", which does not exist; correct it or add the file`);
	}
}
function withDigests(kitfile, layers) {
	const rest = layers.values();
	const complete = (value) => ({
		...value,
		...rest.next().value
	});
	const all = (value) => Array.isArray(value) ? value.map(complete) : void 0;
	const { model, code, datasets, docs } = kitfile;
	const packed = (require_spec ??= require("./spec.js")).isRecord(model) ? complete(model) : void 0;
	return {
		...kitfile,
		model: packed === void 0 ? void 0 : {
			...packed,
			parts: all(packed["parts"])
		},
		code: all(code),
		datasets: all(datasets),
		docs: all(docs)
	};
}
function invalid(file, problem) {
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the ${(require_spec ??= require("./spec.js")).printable(file, 100)} ${problem}`);
}

exports.kitOps = kitOps;