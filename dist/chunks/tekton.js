import { n as packFiles } from "./pack.js";
import { p as compareBytes } from "./annotations.js";
import { C as digestOf, p as mediaTypeImageLayerGzip } from "./media-types.js";
import { m as printable, o as isOciError, t as OciError } from "./error.js";
import { o as withLayerAnnotations, r as manifestAnnotations } from "./manifest-parts.js";
import { a as rejectOptions, n as isDirectory, s as singlePath } from "./preset.js";
import { r as patternMatcher } from "./names.js";
import { t as byteStringOf } from "./byte-string.js";
import { n as fileSystemError } from "./file-system-error.js";
import { i as isRecord } from "./descriptor.js";
import { t as expandFilePatterns } from "./file-patterns.js";
import { r as parseYamlDocuments } from "./yaml-file.js";
import { basename, join } from "node:path";
import { readFile } from "node:fs/promises";

// src/formats/resources.ts
async function readResourceFiles(format, path, options) {
	const isTree = await isDirectory(path);
	const files = [];
	for (const file of isTree ? await yamlFiles(path, options) : [basename(path)]) {
		const content = await read(isTree ? join(path, file) : path);
		const documents = [];
		for (const { value, text } of await parseYamlDocuments(content, file)) {
			if (value === null) continue;
			if (!isRecord(value)) throw new OciError("INPUT_INVALID", `the format "${format}" needs Kubernetes resources, and "${printable(file, 300)}" has a document without keys and values; correct the file or exclude it`);
			documents.push({
				file,
				value,
				text
			});
		}
		files.push({
			digest: digestOf(content),
			documents
		});
	}
	return files;
}
function resourceNames(format, { file, value }) {
	const { apiVersion, kind, metadata } = value;
	const name = isRecord(metadata) ? metadata["name"] : void 0;
	const field = (key, text) => {
		if (typeof text === "string" && text !== "") return text;
		throw new OciError("INPUT_INVALID", `the format "${format}" needs the field ${key} in each resource, and a resource in "${printable(file, 300)}" does not have it; add the field or exclude the file`);
	};
	return {
		apiVersion: field("apiVersion", apiVersion),
		kind: field("kind", kind),
		name: field("metadata.name", name)
	};
}
async function yamlFiles(cwd, { exclude = [], signal }) {
	const isExcluded = patternMatcher(exclude);
	try {
		return (await expandFilePatterns([{ path: "**/*.{yaml,yml,json}" }], "source-dir", {
			cwd,
			signal
		})).map(({ path }) => path.replaceAll("\\", "/")).filter((path) => {
			const parts = path.split("/");
			return !parts.some((_, index) => {
				const isFile = index === parts.length - 1;
				return isExcluded(byteStringOf(parts.slice(0, index + 1).join("/")), !isFile);
			});
		});
	} catch (error) {
		if (signal?.aborted === true || !isOciError(error) || error.code !== "INPUT_INVALID") throw error;
		return [];
	}
}
async function read(path) {
	try {
		return await readFile(path);
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
}

// src/formats/tekton.ts
const maxResources = 20;
const tekton = {
	name: "tekton",
	async plan(source, options) {
		const path = singlePath("tekton", source);
		rejectOptions("tekton", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"imageSpec",
			"compression",
			"platform",
			"subDir"
		]);
		const layers = await resourceLayers(path, options);
		return {
			config: {
				kind: "image",
				omitPlatform: true,
				history: layers.map(() => ({ created_by: "oci-artifact" }))
			},
			layers,
			annotations: manifestAnnotations(options),
			labels: options.labels
		};
	}
};
async function resourceLayers(path, options) {
	const documents = [...await readResourceFiles("tekton", path, options)].sort((a, b) => compareBytes(a.digest, b.digest)).flatMap((file) => file.documents);
	if (documents.length === 0 || documents.length > maxResources) throw new OciError("INPUT_INVALID", `a Tekton bundle has 1 to ${maxResources} resources, and "${printable(path, 300)}" has ${documents.length} in its YAML files; publish several bundles, or correct the source`);
	const filesByResource = /* @__PURE__ */ new Map();
	const layers = [];
	for (const document of documents) {
		const { apiVersion, kind, name } = resourceNames("tekton", document);
		const annotations = {
			"dev.tekton.image.name": name,
			"dev.tekton.image.kind": kind.toLowerCase().replace(/s$/, ""),
			"dev.tekton.image.apiVersion": apiVersion
		};
		const key = Object.values(annotations).join(" ");
		const other = filesByResource.get(key);
		if (other !== void 0) throw new OciError("INPUT_INVALID", `the ${printable(`${kind} ${name}`, 200)} of ${printable(apiVersion, 100)} is given twice, in "${printable(other, 300)}" and "${printable(document.file, 300)}"; remove or rename one`);
		filesByResource.set(key, document.file);
		const bytes = await packFiles([{
			name,
			content: Buffer.from(document.text),
			mode: 384
		}], "gzip");
		layers.push({
			kind: "bytes",
			bytes,
			mediaType: mediaTypeImageLayerGzip,
			annotations: withLayerAnnotations(annotations, document.file, options)
		});
	}
	return layers;
}

export { tekton };