let require_spec;
const require_run = require("./run.js");
const require_options = require("./options.js");
let require_usingCtx;
let require_transport;
const require_formats = require("./formats.js");
let require_fetch;
let require_pack_manifest;
let node_fs_promises;

// src/commands/export-manifest.ts
const exportManifestOption = { "export-manifest": require_run.option({
	type: require_options.visiblePath,
	scope: "cli",
	description: "Write the manifest to this file."
}) };
async function exportManifest(file, location, digest, access, context) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		if (file === void 0) return;
		const { signal } = context;
		const connection = require_options.connectionOptions(access, require_options.quietContext(context));
		const opened = _usingCtx$1.a(await (require_transport ??= require("./transport.js")).openLocation((require_spec ??= require("./spec.js")).repositoryOf(location), {
			...connection,
			readOnly: true,
			signal
		}));
		const { bytes } = await (require_fetch ??= require("./fetch.js")).resolveContent(opened.repository, digest, { signal });
		await (require_transport ??= require("./transport.js")).writeFileAtomic(file, bytes);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}

// src/commands/source-options.ts
const config = {
	kind: "value",
	placeholder: "config",
	isPath: true,
	empty: void 0,
	parse: (raw, subject) => readConfig(require_options.joinedLines(raw), subject)
};
const sourceOptions = {
	"source-dir": require_run.option({
		type: require_options.path,
		description: "Directory to package, or a single file, which becomes one unchanged layer. If `files` is given, their paths are relative to this directory.",
		cliDescription: "Directory of relative sources. Each source is then a layer of its own."
	}),
	files: require_run.option({
		type: require_options.lines("file"),
		positional: "source",
		description: "Files to publish as unchanged layers, one per line: a path or a pattern (`*`, `?`, `**`, `{a,b}`), or `path:media/type`. The path becomes the title, which is the name of the pulled file. A directory becomes a packed layer. The default media type is that of ORAS. Without files, all content of `source-dir` is one layer.",
		cliDescription: "Directory to package, or files: path, pattern or path:media/type; \"-\" reads standard input. Several sources become one layer each."
	}),
	format: require_run.option({
		type: {
			...require_options.choice(...require_formats.formatNames),
			placeholder: "name"
		},
		defaultText: "from the source",
		description: "Format of the artifact. It determines the config, the media types, the annotations and the default tag. See \"Formats\" in docs/formats.md.",
		cliDescription: `Format of the artifact: ${require_formats.formatNames.join(", ")}.`
	}),
	"media-types": require_run.option({
		type: require_options.lines("pattern=type"),
		description: "Media types of files, one `pattern=media/type` per line, with patterns as in a `.gitignore`. The last match applies. A type in `files` has precedence.",
		cliDescription: "Media type of files by pattern, such as \"*.json=application/json\"."
	}),
	"layer-media-type": require_run.option({
		type: require_options.mediaType,
		defaultText: "that of the format",
		description: "Media type of the packed directory, or of the single file. It must name the compression in use.",
		cliDescription: "Media type of the packed directory or single file."
	}),
	layers: require_run.option({
		type: require_options.choice("single", "entries", "auto"),
		default: "single",
		description: "How a directory becomes layers. `single` makes one layer. `entries` makes each entry of the directory a layer: a directory is packed, a file is unchanged. `auto` splits a directory larger than `layer-size` into its directories. Then a layer that did not change is not sent again. See docs/layers.md.",
		cliDescription: "How a directory becomes layers: one layer, one for each entry, or directories of at most --layer-size."
	}),
	"layer-size": require_run.option({
		type: require_options.size,
		defaultText: "512MiB",
		description: "With `layers: auto`, the size of the largest directory that is not split. A larger file is a layer of its own.",
		cliDescription: "With --layers auto, the largest directory that is not split."
	}),
	"reuse-from": require_run.option({
		type: require_options.locationsOrNone(),
		flag: "reuse-from",
		defaultText: "the main tag of the target",
		description: "With `layers`: artifacts whose layers are reused, one reference per line. A layer with equal content is neither compressed nor sent. The artifacts are trusted; see docs/layers.md. `none` turns it off.",
		cliDescription: "With --layers: an artifact whose layers are reused, or \"none\"."
	}),
	shard: require_run.option({
		type: require_options.shard,
		description: "With `layers`: pack and push only a share of the layers, for example `2/4` for the second of four jobs. No tags are written. The index action with `join: true` then writes the artifact.",
		cliDescription: "With --layers: pack and push only this share of the layers, such as 2/4; see \"join\"."
	}),
	archive: require_run.option({
		type: require_options.choice("tar", "zip"),
		default: "tar",
		description: "Kind of archive of a packed directory. A `zip` is as reproducible as a tar. It has its own compression, so `compression` and `compression-level` do not apply. `pull` unpacks it. Other tools keep it as `archive.zip`.",
		cliDescription: "Kind of archive of a packed directory."
	}),
	config: require_run.option({
		type: config,
		defaultText: "the empty config",
		description: "Config of the artifact: `path:media/type`; `/dev/null:media/type` for a config of 0 bytes; `image` for an image config, with which the artifact can be mounted and run as an image; `platform` for an image config with only the platform. `image` and `platform` need `platform`.",
		cliDescription: "Config: path:media/type, \"image\" or \"platform\"."
	}),
	labels: require_run.option({
		type: require_options.lines("key=value"),
		description: "Labels in the image config of `config: image`, one `key=value` per line.",
		cliDescription: "Label in the image config."
	}),
	"layer-annotations": require_run.option({
		type: require_options.lines("key=value"),
		description: "Annotations of every layer, one `key=value` per line.",
		cliDescription: "Annotation of every layer."
	}),
	"annotation-file": require_run.option({
		type: require_options.path,
		description: "JSON file with annotations, as in ORAS: an object with the keys `$manifest`, `$config` and the paths of files, and an object of texts for each. `annotations` has precedence.",
		cliDescription: "JSON file with annotations for \"$manifest\", \"$config\" and files."
	}),
	"image-spec": require_run.option({
		type: require_options.choice("v1.0", "v1.1"),
		defaultText: "`v1.1`; `v1.0` with `config` and without `artifact-type`",
		description: "Version of the image specification. `v1.0` writes a manifest without an artifact type, for registries that refuse the new form.",
		cliDescription: "Version of the image specification."
	})
};
function readSourceFile(text) {
	const colon = text.lastIndexOf(":");
	const type = text.slice(colon + 1);
	if (colon < 2 && !text.startsWith("-:")) return { path: text };
	if (type === "") return { path: text.slice(0, colon) };
	return (require_spec ??= require("./spec.js")).isMediaType(type) ? {
		path: text.slice(0, colon),
		mediaType: type
	} : { path: text };
}
function readMediaTypeRule(text, subject) {
	const equals = text.lastIndexOf("=");
	const pattern = text.slice(0, Math.max(equals, 0)).trim();
	const type = text.slice(equals + 1).trim();
	if (pattern !== "" && (require_spec ??= require("./spec.js")).isMediaType(type)) return {
		pattern,
		mediaType: type
	};
	throw (require_spec ??= require("./spec.js")).inputError(subject, text, "is not a rule for media types; write pattern=media/type, for example *.json=application/json");
}
function readConfig(text, subject) {
	if (text === "image" || text === "platform") return { kind: text };
	if (/[\r\n]/.test(text)) throw (require_spec ??= require("./spec.js")).inputError(subject, text, "names several configs; an artifact has one config");
	const { path: file, mediaType: type = (require_pack_manifest ??= require("./pack-manifest.js")).mediaTypeUnknownConfig } = readSourceFile(text);
	const suffix = file.slice(file.lastIndexOf(":") + 1);
	if (file.includes(":") && suffix.includes("/") && file.lastIndexOf(":") > 1) throw (require_spec ??= require("./spec.js")).inputError(subject, text, `has no valid media type after the colon; write path:media/type`);
	return {
		kind: "file",
		path: file,
		mediaType: type
	};
}
async function readAnnotationFile({ annotationFile: file }, label) {
	if (file === void 0) return void 0;
	const subject = label("annotation-file");
	let value;
	try {
		value = JSON.parse(await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(file, "utf8"));
	} catch (error) {
		const problem = error instanceof SyntaxError ? "is not valid JSON" : (require_spec ??= require("./spec.js")).messageOf(require_options.fileSystemError(error, `read ${file}`));
		throw (require_spec ??= require("./spec.js")).inputError(subject, file, problem);
	}
	if ((require_spec ??= require("./spec.js")).isRecord(value) && Object.values(value).every((each) => (require_spec ??= require("./spec.js")).isRecord(each) && Object.values(each).every((text) => typeof text === "string"))) return value;
	throw (require_spec ??= require("./spec.js")).inputError(subject, file, "is not an annotation file; write an object with the keys \"$manifest\", \"$config\" and paths of files, each with an object of texts");
}

Object.defineProperty(exports, "exportManifest", {
  enumerable: true,
  get: function () {
    return exportManifest;
  }
});
Object.defineProperty(exports, "exportManifestOption", {
  enumerable: true,
  get: function () {
    return exportManifestOption;
  }
});
Object.defineProperty(exports, "readAnnotationFile", {
  enumerable: true,
  get: function () {
    return readAnnotationFile;
  }
});
Object.defineProperty(exports, "readMediaTypeRule", {
  enumerable: true,
  get: function () {
    return readMediaTypeRule;
  }
});
Object.defineProperty(exports, "readSourceFile", {
  enumerable: true,
  get: function () {
    return readSourceFile;
  }
});
Object.defineProperty(exports, "sourceOptions", {
  enumerable: true,
  get: function () {
    return sourceOptions;
  }
});