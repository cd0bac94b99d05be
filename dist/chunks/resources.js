import { r as patternMatcher } from "./names.js";
import { t as byteStringOf } from "./byte-string.js";
import { n as fileSystemError } from "./file-system-error.js";
import { C as digestOf } from "./media-types.js";
import { m as printable, o as isOciError, t as OciError } from "./error.js";
import { i as isRecord } from "./descriptor.js";
import { t as expandFilePatterns } from "./file-patterns.js";
import { n as isDirectory } from "./preset.js";
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

export { resourceNames as n, readResourceFiles as t };