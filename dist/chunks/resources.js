let require_options;
let require_spec;
let require_formats;
let require_preset;
let require_yaml_file;
let node_path;
let node_fs_promises;

// src/formats/resources.ts
async function readResourceFiles(format, path, options) {
	const isTree = await (require_preset ??= require("./preset.js")).isDirectory(path);
	const files = [];
	for (const file of isTree ? await yamlFiles(path, options) : [(0, (node_path ??= require("node:path")).basename)(path)]) {
		const content = await read(isTree ? (0, (node_path ??= require("node:path")).join)(path, file) : path);
		const documents = [];
		for (const { value, text } of await (require_yaml_file ??= require("./yaml-file.js")).parseYamlDocuments(content, file)) {
			if (value === null) continue;
			if (!(require_spec ??= require("./spec.js")).isRecord(value)) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "${format}" needs Kubernetes resources, and "${(require_spec ??= require("./spec.js")).printable(file, 300)}" has a document without keys and values; correct the file or exclude it`);
			documents.push({
				file,
				value,
				text
			});
		}
		files.push({
			digest: (require_spec ??= require("./spec.js")).digestOf(content),
			documents
		});
	}
	return files;
}
function resourceNames(format, { file, value }) {
	const { apiVersion, kind, metadata } = value;
	const name = (require_spec ??= require("./spec.js")).isRecord(metadata) ? metadata["name"] : void 0;
	const field = (key, text) => {
		if (typeof text === "string" && text !== "") return text;
		throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `the format "${format}" needs the field ${key} in each resource, and a resource in "${(require_spec ??= require("./spec.js")).printable(file, 300)}" does not have it; add the field or exclude the file`);
	};
	return {
		apiVersion: field("apiVersion", apiVersion),
		kind: field("kind", kind),
		name: field("metadata.name", name)
	};
}
async function yamlFiles(cwd, { exclude = [], signal }) {
	const isExcluded = (require_options ??= require("./options.js")).patternMatcher(exclude);
	try {
		return (await (require_formats ??= require("./formats.js")).expandFilePatterns([{ path: "**/*.{yaml,yml,json}" }], (require_spec ??= require("./spec.js")).plainLabel("source-dir"), {
			cwd,
			signal
		})).map(({ path }) => path.replaceAll("\\", "/")).filter((path) => {
			const parts = path.split("/");
			return !parts.some((_, index) => {
				const isFile = index === parts.length - 1;
				return isExcluded((require_options ??= require("./options.js")).byteStringOf(parts.slice(0, index + 1).join("/")), !isFile);
			});
		});
	} catch (error) {
		if (signal?.aborted === true || !(require_spec ??= require("./spec.js")).isOciError(error) || error.code !== "INPUT_INVALID") throw error;
		return [];
	}
}
async function read(path) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(path);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}

Object.defineProperty(exports, "readResourceFiles", {
  enumerable: true,
  get: function () {
    return readResourceFiles;
  }
});
Object.defineProperty(exports, "resourceNames", {
  enumerable: true,
  get: function () {
    return resourceNames;
  }
});