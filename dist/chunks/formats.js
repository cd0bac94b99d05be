import { a as annotationFileMode, p as compareBytes, u as annotationTitle } from "./annotations.js";
import { i as inputError, t as OciError, u as plainLabel } from "./error.js";
import { n as directoryLayer, t as directory } from "./directory.js";
import { r as patternMatcher } from "./names.js";
import { t as byteStringOf } from "./byte-string.js";
import { n as fileSystemError } from "./file-system-error.js";
import { i as unsafePathReason } from "./safe-path.js";
import { f as mediaTypeImageLayer, p as mediaTypeImageLayerGzip } from "./media-types.js";
import { t as expandFilePatterns } from "./file-patterns.js";
import { a as unusedAnnotations, i as manifestParts, o as withLayerAnnotations } from "./manifest-parts.js";
import { i as isRecord } from "./descriptor.js";
import { v as parseJson } from "./collect.js";
import { i as isChartName, n as chartContentType, o as isVersionText, r as chartProvenanceType, t as chartConfigType } from "./chart-names.js";
import { a as sif } from "./sif.js";
import { isAbsolute, normalize, resolve, sep } from "node:path";
import { stat } from "node:fs/promises";

// src/formats/files.ts
const stdin = "-";
const files = {
	name: "files",
	async detect(path) {
		try {
			return (await stat(path)).isFile();
		} catch {
			return false;
		}
	},
	async plan(source, options) {
		const { base, entries } = await entriesOf(source, options);
		const layers = [];
		const pathByTitle = /* @__PURE__ */ new Map();
		for (const entry of entries) {
			const title = titleOf(entry.path, options);
			const other = pathByTitle.get(title);
			if (other !== void 0) throw inputError(subject(options), entry.path, `has the same title as "${other}"; give each path once`);
			pathByTitle.set(title, entry.path);
			layers.push(await layerOf(resolve(base, entry.path), entry, title, options));
		}
		return {
			...manifestParts(options),
			layers,
			notices: [...noticesFor(options, layers), ...unusedAnnotations(options, pathByTitle.values())]
		};
	}
};
async function fileLayer(path, mediaType, annotations, { modes = "keep" }) {
	let mode;
	try {
		({mode} = await stat(path));
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
	const isExecutable = process.platform !== "win32" && (mode & 73) !== 0;
	const permissions = modes === "keep" ? (mode & 511).toString(8).padStart(4, "0") : "0755";
	return {
		kind: "file",
		path,
		mediaType,
		annotations: {
			...isExecutable ? { [annotationFileMode]: permissions } : {},
			...annotations
		}
	};
}
function subject({ label }) {
	return (label ?? plainLabel)("files");
}
async function entriesOf({ path, files: listed }, options) {
	if (listed === void 0) {
		const given = path ?? ".";
		const base = resolve(isAbsolute(given) || normalize(given).startsWith("..") ? resolve(given, "..") : ".");
		return {
			base,
			entries: [{
				path: base === resolve(".") ? given : given.slice(Math.max(given.lastIndexOf("/"), given.lastIndexOf(sep)) + 1),
				mediaType: options.layerMediaType
			}]
		};
	}
	const base = path ?? ".";
	checkDuplicates(listed, options);
	return {
		base,
		entries: await expandFilePatterns(listed, subject(options), {
			cwd: base,
			signal: options.signal
		})
	};
}
function checkDuplicates(listed, options) {
	const paths = /* @__PURE__ */ new Set();
	for (const { path } of listed) {
		const title = normalize(path);
		if (paths.has(title)) throw inputError(subject(options), path, "is given twice; give each file once");
		paths.add(title);
	}
}
function titleOf(path, options) {
	if (path === stdin) return "stdin";
	const title = normalize(path).replaceAll(sep, "/").replace(/\/$/, "");
	const reason = unsafePathReason(title);
	if (reason === void 0) return title;
	throw inputError(subject(options), path, `cannot be the title of a layer: ${reason}; write a path relative to the working directory or to ` + (options.label ?? plainLabel)("source-dir"));
}
async function layerOf(path, entry, title, options) {
	const mediaType = entry.mediaType ?? typeByRule(title, options);
	if (entry.path === stdin) return {
		kind: "stream",
		content: process.stdin,
		mediaType: mediaType ?? "application/vnd.oci.image.layer.v1.tar",
		annotations: withLayerAnnotations({ [annotationTitle]: title }, stdin, options)
	};
	if (await isDirectory(path)) return directoryLayer(path, title, mediaType ?? directoryType(options), options);
	const annotations = withLayerAnnotations({ ["org.opencontainers.image.title"]: title }, entry.path, options) ?? {};
	return fileLayer(path, mediaType ?? "application/vnd.oci.image.layer.v1.tar", annotations, options);
}
function directoryType({ compression = "gzip", archive }) {
	return compression === "gzip" && archive !== "zip" ? mediaTypeImageLayerGzip : void 0;
}
function typeByRule(title, { mediaTypes = [] }) {
	return mediaTypes.findLast(({ pattern }) => patternMatcher([pattern])(byteStringOf(title), false))?.mediaType;
}
async function isDirectory(path) {
	try {
		return (await stat(path)).isDirectory();
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
}
function* noticesFor({ exclude = [], subDir, archive }, layers) {
	if (archive === "zip" && !layers.some(({ kind }) => kind === "directory")) yield "archive has no effect on files; only directories are packed";
	if (exclude.length > 0) yield "exclude patterns apply only to directories among the files";
	if (subDir !== void 0) yield "sub-dir has no effect on files; name the directory among the files";
}

// src/formats/helm.ts
const extensions = {
	[chartContentType]: ".tgz",
	[chartProvenanceType]: ".tgz.prov"
};
const helm = {
	name: "helm",
	async names(source, options) {
		const { namesOfChart } = await import("./plan-chart.js");
		return namesOfChart(source, options);
	},
	async plan(source, options) {
		const { planChart } = await import("./plan-chart.js");
		return planChart(source, options);
	},
	async layOut(manifest, { readConfig }) {
		const files = /* @__PURE__ */ new Map();
		if (manifest.kind !== "manifest" || manifest.config.mediaType !== "application/vnd.cncf.helm.config.v1+json") return files;
		const stem = stemOf(manifest.config, await readConfig());
		for (const layer of manifest.layers) {
			const extension = Object.hasOwn(extensions, layer.mediaType) ? extensions[layer.mediaType] : void 0;
			if (extension !== void 0) files.set(layer, { name: stem + extension });
		}
		return files;
	}
};
function stemOf(config, bytes) {
	let value;
	try {
		value = parseJson(new TextDecoder().decode(bytes));
	} catch {}
	const { name, version } = isRecord(value) ? value : {};
	if (typeof name === "string" && isChartName(name) && typeof version === "string" && isVersionText(version)) return `${name}-${version}`;
	throw new OciError("MANIFEST_INVALID", `the config ${config.digest} of the Helm chart has no name and version that are valid in a file name`);
}

// src/formats/wasm.ts
const wasmLayerTypes = /* @__PURE__ */ new Set([
	"application/wasm",
	"application/vnd.wasm.content.layer.v1+wasm",
	"application/vnd.module.wasm.content.layer.v1+wasm"
]);
const wasm = {
	name: "wasm",
	async plan(source, options) {
		const { planWasm } = await import("./plan-wasm.js");
		return planWasm(source, options);
	},
	async layOut(manifest, { reference }) {
		const [layer, ...others] = manifest.kind === "manifest" ? manifest.layers : [];
		if (layer === void 0 || others.length > 0 || !wasmLayerTypes.has(layer.mediaType)) return /* @__PURE__ */ new Map();
		const { repository } = reference;
		const name = repository.slice(repository.lastIndexOf("/") + 1);
		return /* @__PURE__ */ new Map([[layer, { name: `${name}.wasm` }]]);
	}
};

// src/formats/formats.ts
const formats = [
	sif,
	helm,
	wasm,
	files,
	directory
];
const presets = {
	artifacthub: async () => (await import("./artifacthub.js")).artifactHub,
	compose: async () => (await import("./compose.js")).compose,
	conftest: async () => (await import("./conftest.js")).conftest,
	crossplane: async () => (await import("./crossplane.js")).crossplane,
	"devcontainer-feature": async () => (await import("./devcontainer-feature.js")).devcontainerFeature,
	falco: async () => (await import("./falco.js")).falco,
	flux: async () => (await import("./flux.js")).flux,
	image: async () => (await import("./image.js")).image,
	imgpkg: async () => (await import("./imgpkg.js")).imgpkg,
	opa: async () => (await import("./opa.js")).opa,
	tekton: async () => (await import("./tekton.js")).tekton,
	timoni: async () => (await import("./timoni.js")).timoni,
	"opentofu-module": async () => (await import("./opentofu-module.js")).openTofuModule,
	"opentofu-provider": async () => (await import("./opentofu-provider.js")).openTofuProvider,
	"trivy-db": async () => (await import("./trivy-db.js")).trivyDb
};
const formatNames = [...formats.filter((format) => format.plan !== void 0).map(({ name }) => name), ...Object.keys(presets)].sort(compareBytes);
async function selectFormat(source, name) {
	const preset = name === void 0 ? void 0 : await presets[name]?.();
	for (const format of preset === void 0 ? formats : [preset]) if (isPlanning(format) && (name === void 0 ? await detects(format, source) : format.name === name)) return format;
	throw new OciError("INPUT_INVALID", `there is no format "${name ?? ""}"; use one of ${formatNames.join(", ")}`);
}
async function detects(format, { path, files: listed }) {
	if (listed !== void 0) return format === files;
	return await format.detect?.(path ?? ".") === true;
}
function isPlanning(format) {
	return format.plan !== void 0;
}
async function layOut(manifest, context) {
	const files = /* @__PURE__ */ new Map();
	for (const format of formats) for (const [layer, file] of await format.layOut?.(manifest, context) ?? []) files.set(layer, file);
	return files;
}

export { layOut as n, selectFormat as r, formatNames as t };