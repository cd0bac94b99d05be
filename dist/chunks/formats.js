import { p as compareBytes } from "./annotations.js";
import { m as printable, t as OciError } from "./error.js";
import { t as directory } from "./directory.js";
import { n as files } from "./files.js";
import { i as isRecord } from "./descriptor.js";
import { v as parseJson } from "./collect.js";
import { i as isChartName, n as chartContentType, o as isVersionText, r as chartProvenanceType, t as chartConfigType } from "./chart-names.js";
import { a as sif } from "./sif.js";

// src/formats/annotation-use.ts
async function planWithAnnotationNotices(format, source, options) {
	if (options.fileAnnotations === void 0) return format.plan(source, options);
	const used = /* @__PURE__ */ new Set();
	const fileAnnotations = withUse(options.fileAnnotations, used);
	const plan = await format.plan(source, {
		...options,
		fileAnnotations
	});
	const unused = Object.keys(fileAnnotations).filter((key) => !used.has(key));
	return {
		...plan,
		notices: [...plan.notices ?? [], ...unused.map((key) => noticeOf(key, format.name))]
	};
}
function noticeOf(key, format) {
	const name = `the annotations of "${printable(key, 200)}" are not used`;
	return key.startsWith("$") ? `${name}: the format "${format}" has no such part, or determines it itself` : `${name}: no file has this path in the format "${format}"`;
}
function withUse(annotations, used) {
	const properties = Object.entries(annotations).map(([key, value]) => [key, {
		enumerable: true,
		get: () => {
			used.add(key);
			return value;
		}
	}]);
	return Object.defineProperties({}, Object.fromEntries(properties));
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
	"docker-model": async () => (await import("./docker-model.js")).dockerModel,
	falco: async () => (await import("./falco.js")).falco,
	flux: async () => (await import("./flux.js")).flux,
	homebrew: async () => (await import("./homebrew.js")).homebrew,
	image: async () => (await import("./image.js")).image,
	imgpkg: async () => (await import("./imgpkg.js")).imgpkg,
	kitops: async () => (await import("./kitops.js")).kitOps,
	modelpack: async () => (await import("./modelpack.js")).modelPack,
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
	for (const format of preset === void 0 ? formats : [preset]) if (isPlanning(format) && (name === void 0 ? await detects(format, source) : format.name === name)) return {
		...format,
		plan: (given, options) => planWithAnnotationNotices(format, given, options)
	};
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