let require_rolldown_runtime;
let require_options;
let require_spec;
let require_formats;
let require_manifest_parts;
const require_model_files = require("./model-files.js");
let require_preset;

// src/formats/modelpack.ts
const name = "modelpack";
const layerType = /^application\/vnd\.cncf\.model\.(weight|weight\.config|doc|code|dataset)\.v1\.(raw|tar)(\+gzip|\+zstd)?$/;
const isConfig = require_model_files.nameMatcher("*.json *.jsonl *.json5 *.jsonc *.yaml *.yml *.toml *.ini *.config *.cfg *.conf *.properties *.xml *.meta *.modelcard *.hparams *.params *.jinja *tokenizer.model* *.tiktoken merges.txt vocab.txt");
const isDoc = require_model_files.nameMatcher("*.txt *.md *.rst *.pdf *.html *.csv *.png *.jpg *.jpeg *.gif *.svg *.webp license* readme* notice* usage*");
const isCode = require_model_files.nameMatcher("*.py *.ipynb *.sh *.c *.h *.cc *.cpp *.cu *.hpp *.java *.js *.ts *.go *.rs *.lua *.jl *.r makefile* dockerfile* requirements*.txt pyproject.toml *.so *.dll *.dylib");
const formatByExtension = {
	safetensors: "safetensors",
	gguf: "gguf",
	onnx: "onnx",
	pt: "pytorch",
	pth: "pytorch",
	tflite: "tflite",
	keras: "keras"
};
const modelPack = {
	name,
	async plan(source, options) {
		const path = await (require_preset ??= require("./preset.js")).requireDirectory(name, source);
		(require_preset ??= require("./preset.js")).rejectOptions(name, options, [
			"config",
			"artifactType",
			"layerMediaType",
			"imageSpec",
			"compression",
			"platform",
			"labels",
			"subDir"
		]);
		const archiveType = (directory) => {
			const type = typeByRule(directory, true, options);
			return type !== void 0 && /\.v1\.tar/.test(type) ? type : void 0;
		};
		const typed = (await require_model_files.modelEntries(path, options, (directory) => archiveType(directory) !== void 0)).map((entry) => ({
			entry,
			type: entry.isDirectory ? archiveType(entry.path) ?? "" : fileType(entry.path, options)
		}));
		const weights = typed.filter(({ type }) => type.startsWith("application/vnd.cncf.model.weight.v1."));
		if (weights.length === 0) throw require_model_files.missingModel(name, path, "weights, such as *.safetensors or *.gguf");
		const layers = [];
		for (const { entry, type } of typed) layers.push(await layerOf(path, entry, type, options));
		const annotations = (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options);
		const extension = weights.map(({ entry }) => entry.path.slice(entry.path.lastIndexOf(".") + 1));
		return {
			artifactType: "application/vnd.cncf.model.manifest.v1+json",
			config: {
				kind: "computed",
				mediaType: "application/vnd.cncf.model.config.v1+json",
				encode: (built) => (require_spec ??= require("./spec.js")).encodeJson({
					descriptor: descriptorOf(annotations, options),
					modelfs: {
						type: "layers",
						diffIds: built.map(({ diffId }) => diffId)
					},
					config: { format: extension.map((each) => formatByExtension[each.toLowerCase()]).find(Boolean) }
				})
			},
			layers,
			annotations
		};
	}
};
function descriptorOf(annotations, { repository, version }) {
	const of = (key) => annotations[`org.opencontainers.image.${key}`];
	const list = (key) => of(key)?.split(/, */);
	return {
		createdAt: annotations[(require_spec ??= require("./spec.js")).annotationCreated],
		authors: list("authors"),
		name: of("title") ?? repository?.split("/").at(-1),
		docURL: of("documentation"),
		sourceURL: of("source"),
		version: of("version") ?? version,
		revision: of("revision"),
		vendor: of("vendor"),
		licenses: of("licenses") === void 0 ? void 0 : [of("licenses")],
		description: of("description")
	};
}
async function layerOf(source, entry, type, options) {
	if (!entry.isDirectory) return require_model_files.modelFileLayer(entry, type, options);
	const compression = type.endsWith("+gzip") ? "gzip" : type.endsWith("+zstd") ? "zstd" : "none";
	return {
		...(require_formats ??= require("./formats.js")).packedLayer(source, type, {
			...options,
			subDir: entry.path,
			compression,
			symlinks: "follow"
		}),
		annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations({ [(require_spec ??= require("./spec.js")).annotationModelFilePath]: entry.path }, entry.path, options)
	};
}
function fileType(path, options) {
	const type = typeByRule(path, false, options);
	const kind = isCode(path) ? "code" : isConfig(path) ? "weight.config" : isDoc(path) ? "doc" : "weight";
	if (type === void 0) return `application/vnd.cncf.model.${kind}.v1.raw`;
	if (type.endsWith(".v1.raw")) return type;
	throw (require_spec ??= require("./spec.js")).inputError((options.label ?? (require_spec ??= require("./spec.js")).plainLabel)("media-types"), type, `is the type of an archive, and "${path}" is a file; use a type that ends in .v1.raw`);
}
function typeByRule(path, isDirectory, options) {
	const { mediaTypes = [], label = (require_spec ??= require("./spec.js")).plainLabel } = options;
	const rule = mediaTypes.findLast(({ pattern }) => (require_options ??= require("./options.js")).patternMatcher([pattern])((require_options ??= require("./options.js")).byteStringOf(path), isDirectory));
	if (rule === void 0 || layerType.test(rule.mediaType)) return rule?.mediaType;
	throw (require_spec ??= require("./spec.js")).inputError(label("media-types"), rule.mediaType, "is not a type of a model; use application/vnd.cncf.model.KIND.v1.raw with weight, weight.config, doc, code or dataset as KIND, or .tar for a directory");
}

exports.modelPack = modelPack;