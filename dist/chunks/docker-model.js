let require_rolldown_runtime;
let require_options;
let require_spec;
let require_manifest_parts;
const require_model_files = require("./model-files.js");
let require_preset;
let require_usingCtx;
let node_path;
let node_fs_promises;

// src/formats/docker-model.ts
const name = "docker-model";
const prefix = "application/vnd.docker.ai.";
const isLicense = require_model_files.nameMatcher("license* licence*");
const dockerModel = {
	name,
	async plan(source, options) {
		const path = (require_preset ??= require("./preset.js")).singlePath(name, source);
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
		const isTree = await (require_preset ??= require("./preset.js")).isDirectory(path);
		const entries = isTree ? await require_model_files.modelEntries(path, options) : [{
			path: (0, (node_path ??= require("node:path")).basename)(path),
			location: path
		}];
		const types = entries.map((entry) => layerType(entry.path));
		const format = [
			"gguf",
			"safetensors",
			"dduf"
		].find((each) => types.some((type) => modelFormat(type) === each));
		if (format === void 0 || !isTree && format === "safetensors") throw require_model_files.missingModel(name, path, isTree ? "*.gguf, *.safetensors or *.dduf" : "GGUF or DDUF content");
		const layers = [];
		for (const [index, entry] of entries.entries()) {
			const type = types[index] ?? "";
			if (type === "gguf.v3" || type === "mmproj") await checkGguf(entry.location);
			layers.push(await require_model_files.modelFileLayer(entry, `${prefix}${type}`, options));
		}
		const annotations = (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options);
		return {
			config: {
				kind: "computed",
				mediaType: `${prefix}model.config.${isTree ? "v0.2" : "v0.1"}+json`,
				encode: (built) => (require_spec ??= require("./spec.js")).encodeJson({
					config: { format },
					descriptor: { created: annotations[(require_spec ??= require("./spec.js")).annotationCreated] },
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
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const { buffer, bytesRead } = await _usingCtx$1.a(await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path)).read(Buffer.alloc(4), 0, 4, 0);
			if (buffer.toString("latin1", 0, bytesRead) === "GGUF") return;
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `"${(require_spec ??= require("./spec.js")).printable(path, 300)}" is not a GGUF file; give another file`);
}

exports.dockerModel = dockerModel;