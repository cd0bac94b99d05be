import { r as patternMatcher } from "./names.js";
import { t as byteStringOf } from "./byte-string.js";
import { n as fileSystemError, t as errnoOf } from "./file-system-error.js";
import { i as unsafePathReason } from "./safe-path.js";
import { m as encodeJson } from "./collect.js";
import { i as isRecord } from "./descriptor.js";
import { m as printable, t as OciError } from "./error.js";
import { r as packedLayer } from "./directory.js";
import { a as withLayerAnnotations, r as manifestAnnotations } from "./manifest-parts.js";
import { a as readSourceFile, i as readIgnoreFile, o as rejectOptions, s as requireDirectory } from "./preset.js";
import { i as parseYamlObject } from "./yaml-file.js";
import { join, normalize, sep } from "node:path";
import { readdir, stat } from "node:fs/promises";

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
		const { kitfile } = await readKitfile(await requireDirectory(name, source));
		const version = isRecord(kitfile["package"]) ? kitfile["package"]["version"] : void 0;
		return { version: typeof version === "string" ? version : void 0 };
	},
	async plan(source, options) {
		const directory = await requireDirectory(name, source);
		rejectOptions(name, options, [
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
		const rules = [await readIgnoreFile(join(directory, ".kitignore")), ...kitfileNames.map((each) => `/${each}`)];
		const isIgnored = patternMatcher(rules);
		const layers = [];
		for (const entry of entries) {
			const inner = new Set(entries.filter(({ path }) => isBelow(path, entry.path)).map(({ path }) => byteStringOf(path)));
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
				encode: (built) => encodeJson(withDigests(kitfile, built))
			},
			layers,
			annotations: manifestAnnotations(options)
		};
	}
};
async function readKitfile(directory) {
	let present;
	try {
		present = await readdir(directory);
	} catch (error) {
		throw fileSystemError(error, `read ${directory}`);
	}
	const file = kitfileNames.find((each) => present.includes(each)) ?? "Kitfile";
	const kitfile = await parseYamlObject(await readSourceFile(name, directory, file), file);
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
			const path = isRecord(item) ? item["path"] : void 0;
			if (typeof path === "string" && path !== "") return {
				kind,
				path: checkedPath(path, file)
			};
			throw invalid(file, `has an entry of ${key} without a path; add it`);
		});
	};
	const { model } = kitfile;
	if (model !== void 0 && model !== null && !isRecord(model)) throw invalid(file, "has a model that is not an object; add model.path");
	return [
		...isRecord(model) ? pathsOf("model", "model", [model]) : [],
		...isRecord(model) ? pathsOf("modelpart", "model.parts", model["parts"]) : [],
		...pathsOf("code", "code", kitfile["code"]),
		...pathsOf("dataset", "datasets", kitfile["datasets"]),
		...pathsOf("docs", "docs", kitfile["docs"])
	];
}
function isBelow(path, directory) {
	return path !== directory && (directory === "." || path.startsWith(`${directory}/`));
}
function checkedPath(path, file) {
	const relative = normalize(path).replaceAll(sep, "/").replace(/(?<=.)\/$/, "");
	const reason = relative === "." ? void 0 : unsafePathReason(relative);
	if (reason === void 0) return relative;
	throw invalid(file, `has the path "${printable(path, 300)}": ${reason}; use a path below its directory`);
}
async function layerOf(directory, { kind, path }, file, options) {
	const isTree = await isDirectoryOf(directory, path, file);
	const parent = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : void 0;
	const subDir = path === "." ? void 0 : isTree ? path : parent;
	const type = `application/vnd.kitops.modelkit.${kind}.v1.tar`;
	const symlinks = options.symlinks === "error" ? "error" : "follow";
	const layer = packedLayer(directory, type, {
		...options,
		subDir,
		compression: "none",
		symlinks
	});
	const own = withLayerAnnotations(void 0, path, options) ?? {};
	const annotations = Object.keys(own).length === 0 ? void 0 : own;
	if (isTree) return {
		...layer,
		annotations
	};
	const only = byteStringOf(path);
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
		return (await stat(join(directory, path))).isDirectory();
	} catch (error) {
		if (errnoOf(error) !== "ENOENT" && errnoOf(error) !== "ENOTDIR") throw fileSystemError(error, `read ${path}`);
		throw invalid(file, `has the path "${printable(path, 300)}", which does not exist; correct it or add the file`);
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
	const packed = isRecord(model) ? complete(model) : void 0;
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
	return new OciError("INPUT_INVALID", `the ${printable(file, 100)} ${problem}`);
}

export { kitOps };