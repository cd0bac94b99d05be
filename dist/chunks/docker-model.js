import { n as fileSystemError } from "./file-system-error.js";
import { a as annotationCreated } from "./annotations.js";
import { m as encodeJson } from "./collect.js";
import { m as printable, t as OciError } from "./error.js";
import { r as manifestAnnotations } from "./manifest-parts.js";
import { i as nameMatcher, n as modelEntries, r as modelFileLayer, t as missingModel } from "./model-files.js";
import { c as singlePath, n as isDirectory, o as rejectOptions } from "./preset.js";
import { t as _usingCtx } from "./usingCtx.js";
import { basename } from "node:path";
import { open } from "node:fs/promises";

// src/formats/docker-model.ts
const name = "docker-model";
const prefix = "application/vnd.docker.ai.";
const isLicense = nameMatcher("license* licence*");
const dockerModel = {
	name,
	async plan(source, options) {
		const path = singlePath(name, source);
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
		const isTree = await isDirectory(path);
		const entries = isTree ? await modelEntries(path, options) : [{
			path: basename(path),
			location: path
		}];
		const types = entries.map((entry) => layerType(entry.path));
		const format = [
			"gguf",
			"safetensors",
			"dduf"
		].find((each) => types.some((type) => modelFormat(type) === each));
		if (format === void 0 || !isTree && format === "safetensors") throw missingModel(name, path, isTree ? "*.gguf, *.safetensors or *.dduf" : "GGUF or DDUF content");
		const layers = [];
		for (const [index, entry] of entries.entries()) {
			const type = types[index] ?? "";
			if (type === "gguf.v3" || type === "mmproj") await checkGguf(entry.location);
			layers.push(await modelFileLayer(entry, `${prefix}${type}`, options));
		}
		const annotations = manifestAnnotations(options);
		return {
			config: {
				kind: "computed",
				mediaType: `${prefix}model.config.${isTree ? "v0.2" : "v0.1"}+json`,
				encode: (built) => encodeJson({
					config: { format },
					descriptor: { created: annotations[annotationCreated] },
					rootfs: {
						type: "rootfs",
						diff_ids: built.map(({ diffId }) => diffId)
					}
				})
			},
			layers,
			annotations
		};
	}
};
function layerType(path) {
	const file = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
	if (file.endsWith(".gguf")) return file.includes("mmproj") ? "mmproj" : "gguf.v3";
	if (file.endsWith(".safetensors")) return "safetensors";
	if (file.endsWith(".dduf")) return "dduf";
	if (file.endsWith(".jinja")) return "chat.template.jinja";
	return isLicense(path) ? "license" : "model.file";
}
function modelFormat(type) {
	return type === "gguf.v3" ? "gguf" : type;
}
async function checkGguf(path) {
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const { buffer, bytesRead } = await _usingCtx$1.a(await open(path)).read(Buffer.alloc(4), 0, 4, 0);
			if (buffer.toString("latin1", 0, bytesRead) === "GGUF") return;
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
	throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is not a GGUF file; give another file`);
}

export { dockerModel };