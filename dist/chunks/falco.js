import { n as packFiles } from "./pack.js";
import { n as fileSystemError } from "./file-system-error.js";
import { d as annotationTitle, p as compareBytes } from "./annotations.js";
import { m as encodeJson } from "./collect.js";
import { m as printable, t as OciError, u as plainLabel } from "./error.js";
import { i as isRecord } from "./descriptor.js";
import { n as parseYaml } from "./yaml-file.js";
import { a as withLayerAnnotations, r as manifestAnnotations } from "./manifest-parts.js";
import { c as singlePath, n as isDirectory, o as rejectOptions, r as isGzipFile } from "./preset.js";
import { basename } from "node:path";
import { readFile } from "node:fs/promises";

// src/formats/falco/rules.ts
async function readRules(content, path) {
	const reader = new RulesReader(path);
	const items = (await parseYaml(content, path)).flatMap((value) => value === null ? [] : reader.records(value));
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
		return new OciError("INPUT_INVALID", `the rules file "${printable(this.#path, 300)}" ${problem}`);
	}
	records(value) {
		if (Array.isArray(value) && value.every(isRecord)) return value;
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
		if (Array.isArray(value) && value.every(isRecord)) return value;
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
	return items.length === 0 ? void 0 : [...items].sort((a, b) => compareBytes(a.name, b.name));
}

// src/formats/falco.ts
const falco = {
	name: "falco",
	async plan(source, options) {
		const path = singlePath("falco", source);
		rejectOptions("falco", options, [
			"config",
			"artifactType",
			"mediaTypes",
			"imageSpec",
			"compression",
			"platform",
			"labels",
			"subDir"
		]);
		if (await isDirectory(path)) throw new OciError("INPUT_INVALID", `the format "falco" needs a file as source, and "${printable(path, 300)}" is a directory; give a rules file or a .tar.gz archive`);
		if (/\.(?:so|dylib|dll)$/.test(path)) throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is a plugin of Falco, which has an index of platforms; publish it with falcoctl registry push --type plugin`);
		const isRules = /\.ya?ml$/.test(path);
		const kind = kindOf(isRules, options);
		const content = await isGzipFile(path) ? void 0 : await readContent(path);
		const rules = isRules && kind === "rulesfile" && content !== void 0 ? await readRules(content, path) : {};
		return {
			config: {
				kind: "bytes",
				bytes: encodeJson({
					name: options.repository?.split("/").at(-1),
					version: options.version,
					...rules
				}),
				mediaType: `application/vnd.cncf.falco.${kind}.config.v1+json`
			},
			layers: [await layerOf(path, content, kind, options)],
			annotations: manifestAnnotations(options)
		};
	}
};
function kindOf(isRules, { layerMediaType, label = plainLabel }) {
	if (layerMediaType === void 0) return isRules ? "rulesfile" : "asset";
	const kinds = ["rulesfile", "asset"];
	const kind = kinds.find((each) => layerMediaType === layerTypeOf(each));
	if (kind !== void 0) return kind;
	throw new OciError("INPUT_INVALID", `${label("layer-media-type")} "${printable(layerMediaType, 200)}" is not a type of Falco that can be published; use ${kinds.map(layerTypeOf).join(" or ")}, or omit it`);
}
function layerTypeOf(kind) {
	return `application/vnd.cncf.falco.${kind}.layer.v1+tar.gz`;
}
async function layerOf(path, content, kind, options) {
	const name = basename(path);
	const title = content === void 0 ? name : `${name.replace(/(?<=.)\.[^.]*$/, "")}.tar.gz`;
	const annotations = withLayerAnnotations({ [annotationTitle]: title }, name, options);
	const mediaType = layerTypeOf(kind);
	if (content === void 0) return {
		kind: "file",
		path,
		mediaType,
		annotations
	};
	return {
		kind: "bytes",
		bytes: await packFiles([{
			name,
			content
		}], "gzip"),
		mediaType,
		annotations
	};
}
async function readContent(path) {
	try {
		return await readFile(path);
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
}

export { falco };