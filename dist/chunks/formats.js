import { d as annotationTitle, o as annotationContentUnpack, s as annotationCreated } from "./read-file.js";
import { E as reproducibleTimestamp, T as isRfc3339 } from "./option-types.js";
import { p as printable, t as OciError } from "./error.js";
import { i as isRecord } from "./descriptor.js";
import { a as sif } from "./sif.js";

// src/transfer/pack.ts
const mediaTypeUnknownArtifact = "application/vnd.unknown.artifact.v1";

// src/formats/directory.ts
const directory = {
	name: "directory",
	detect: () => Promise.resolve(true),
	async plan(path, options) {
		const { compression = "gzip", timestamp = reproducibleTimestamp } = options;
		if (!isRfc3339(timestamp)) throw new OciError("DATE_INVALID", `the creation date "${printable(timestamp, 100)}" is not an RFC 3339 date such as ${reproducibleTimestamp}`);
		return {
			artifactType: options.artifactType ?? options.defaultArtifactType ?? "application/vnd.unknown.artifact.v1",
			config: { kind: "empty" },
			layers: [{
				kind: "directory",
				pack: {
					sourceDir: path,
					subDir: options.subDir,
					exclude: options.exclude ?? [],
					symlinks: options.symlinks ?? "preserve",
					allowOutsideLinks: options.allowOutsideLinks ?? false,
					modes: options.modes ?? "keep",
					skip: options.skip,
					compression,
					compressionLevel: options.compressionLevel
				},
				annotations: {
					...compression === "gzip" ? { [annotationContentUnpack]: "true" } : {},
					[annotationTitle]: "."
				}
			}],
			annotations: {
				...options.annotations,
				[annotationCreated]: timestamp
			},
			notices: compression === "gzip" ? [] : [orasNotice(compression)]
		};
	}
};
function orasNotice(compression) {
	return `the layer is ${compression === "zstd" ? "compressed with zstd" : "not compressed"}: ORAS does not unpack it, because it reads only gzip`;
}

// src/formats/helm.ts
const configType = "application/vnd.cncf.helm.config.v1+json";
const extensions = {
	"application/vnd.cncf.helm.chart.content.v1.tar+gzip": ".tgz",
	"application/vnd.cncf.helm.chart.provenance.v1.prov": ".tgz.prov"
};
const helm = {
	name: "helm",
	async layOut(manifest, { readConfig }) {
		const files = /* @__PURE__ */ new Map();
		if (manifest.kind !== "manifest" || manifest.config.mediaType !== configType) return files;
		const stem = stemOf(manifest.config, await readConfig());
		for (const layer of manifest.layers) {
			const extension = Object.hasOwn(extensions, layer.mediaType) ? extensions[layer.mediaType] : void 0;
			if (extension !== void 0) files.set(layer, { name: stem + extension });
		}
		return files;
	}
};
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,249}$/;
const versionPattern = /^[A-Za-z0-9][A-Za-z0-9.+-]{0,127}$/;
function stemOf(config, bytes) {
	let value;
	try {
		value = JSON.parse(new TextDecoder().decode(bytes));
	} catch {}
	const { name, version } = isRecord(value) ? value : {};
	if (typeof name === "string" && namePattern.test(name) && typeof version === "string" && versionPattern.test(version)) return `${name}-${version}`;
	throw new OciError("MANIFEST_INVALID", `the config ${config.digest} of the Helm chart has no name and version that are valid in a file name`);
}

// src/formats/formats.ts
const formats = [
	sif,
	helm,
	directory
];
async function planSource(path, options = {}) {
	for (const format of formats) if (format.plan !== void 0 && await format.detect?.(path) === true) return format.plan(path, options);
	return directory.plan(path, options);
}
async function layOut(manifest, context) {
	const files = /* @__PURE__ */ new Map();
	for (const format of formats) for (const [layer, file] of await format.layOut?.(manifest, context) ?? []) files.set(layer, file);
	return files;
}

export { planSource as n, layOut as t };