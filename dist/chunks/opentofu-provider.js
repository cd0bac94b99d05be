let require_rolldown_runtime;
let require_options;
let require_spec;
let require_manifest_parts;
let require_preset;
let require_usingCtx;
let node_path;
let node_fs_promises;

// src/formats/opentofu-provider.ts
const name = "opentofu-provider";
const packagePrefix = "terraform-provider-";
const packageName = /^terraform-provider-([\da-z-]+)_(\d+\.\d+\.\d+(?:[-+][\dA-Za-z.+-]+)?)_([\da-z]+)_([\da-z]+)\.zip$/;
const openTofuProvider = {
	name,
	async names(source) {
		const { version } = await releaseOf(await (require_preset ??= require("./preset.js")).requireDirectory(name, source));
		return {
			version,
			tags: [(require_spec ??= require("./spec.js")).tagOfVersion(version)]
		};
	},
	async plan(source, options) {
		const directory = await (require_preset ??= require("./preset.js")).requireDirectory(name, source);
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
		const { version, packages } = await releaseOf(directory);
		if (options.version !== void 0 && options.version !== version) throw (require_spec ??= require("./spec.js")).inputError((options.label ?? (require_spec ??= require("./spec.js")).plainLabel)("version"), options.version, `is not the version of the packages, which is ${version}; omit it`);
		for (const { file } of packages) await requireZip((0, (node_path ??= require("node:path")).join)(directory, file));
		return {
			artifactType: "application/vnd.opentofu.provider",
			manifests: packages.map((each) => manifestOf(each, directory, options)),
			annotations: (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options)
		};
	}
};
function manifestOf({ file, platform }, directory, options) {
	return {
		platform,
		plan: {
			artifactType: "application/vnd.opentofu.provider-target",
			config: { kind: "empty" },
			layers: [{
				kind: "file",
				path: (0, (node_path ??= require("node:path")).join)(directory, file),
				mediaType: (require_spec ??= require("./spec.js")).mediaTypeZip,
				annotations: (require_manifest_parts ??= require("./manifest-parts.js")).withLayerAnnotations({ [(require_spec ??= require("./spec.js")).annotationTitle]: file }, file, options)
			}],
			annotations: (require_manifest_parts ??= require("./manifest-parts.js")).manifestAnnotations(options)
		}
	};
}
async function releaseOf(directory) {
	let files;
	try {
		files = await (0, (node_fs_promises ??= require("node:fs/promises")).readdir)(directory);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${directory}`);
	}
	const packages = files.filter((file) => file.startsWith(packagePrefix) && file.endsWith(".zip")).sort((require_spec ??= require("./spec.js")).compareBytes).map(readPackageName);
	const [first] = packages;
	if (first === void 0) throw invalid(`"${(require_spec ??= require("./spec.js")).printable(directory, 300)}" has no package of an OpenTofu provider; add files named ${packagePrefix}NAME_VERSION_OS_ARCH.zip`);
	const fileByPlatform = /* @__PURE__ */ new Map();
	for (const { file, provider, version, platform } of packages) {
		if (provider !== first.provider || version !== first.version) throw invalid(`"${first.file}" and "${file}" are packages of different releases; give a directory with one version of one provider`);
		const key = `${platform.os}/${platform.architecture}`;
		const other = fileByPlatform.get(key);
		if (other !== void 0) throw invalid(`"${other}" and "${file}" are both for ${key}; remove one of them`);
		fileByPlatform.set(key, file);
	}
	return {
		version: first.version,
		packages
	};
}
function readPackageName(file) {
	const [, provider, version, os, architecture] = packageName.exec(file) ?? [];
	if (provider !== void 0 && version !== void 0 && os !== void 0 && architecture !== void 0) return {
		file,
		provider,
		version,
		platform: {
			os,
			architecture
		}
	};
	throw invalid(`"${(require_spec ??= require("./spec.js")).printable(file, 300)}" is not named as a package of an OpenTofu provider; rename it to ${packagePrefix}NAME_VERSION_OS_ARCH.zip`);
}
async function requireZip(path) {
	let begin;
	try {
		try {
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const { buffer, bytesRead } = await _usingCtx$1.a(await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path)).read(Buffer.alloc(4), 0, 4, 0);
			begin = buffer.toString("latin1", 0, bytesRead);
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
	if (begin !== "PK") throw invalid(`"${(require_spec ??= require("./spec.js")).printable(path, 300)}" is not a zip; build the package again`);
}
function invalid(message) {
	return new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", message);
}

exports.openTofuProvider = openTofuProvider;