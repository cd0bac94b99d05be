import { n as fileSystemError } from "./file-system-error.js";
import { d as annotationTitle, p as compareBytes } from "./annotations.js";
import { i as inputError, m as printable, t as OciError, u as plainLabel } from "./error.js";
import { v as mediaTypeZip } from "./media-types.js";
import { y as tagOfVersion } from "./reference.js";
import { a as withLayerAnnotations, r as manifestAnnotations } from "./manifest-parts.js";
import { o as rejectOptions, s as requireDirectory } from "./preset.js";
import { t as _usingCtx } from "./usingCtx.js";
import { join } from "node:path";
import { open, readdir } from "node:fs/promises";

// src/formats/opentofu-provider.ts
const name = "opentofu-provider";
const packagePrefix = "terraform-provider-";
const packageName = /^terraform-provider-([\da-z-]+)_(\d+\.\d+\.\d+(?:[-+][\dA-Za-z.+-]+)?)_([\da-z]+)_([\da-z]+)\.zip$/;
const openTofuProvider = {
	name,
	async names(source) {
		const { version } = await releaseOf(await requireDirectory(name, source));
		return {
			version,
			tags: [tagOfVersion(version)]
		};
	},
	async plan(source, options) {
		const directory = await requireDirectory(name, source);
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
		const { version, packages } = await releaseOf(directory);
		if (options.version !== void 0 && options.version !== version) throw inputError((options.label ?? plainLabel)("version"), options.version, `is not the version of the packages, which is ${version}; omit it`);
		for (const { file } of packages) await requireZip(join(directory, file));
		return {
			artifactType: "application/vnd.opentofu.provider",
			manifests: packages.map((each) => manifestOf(each, directory, options)),
			annotations: manifestAnnotations(options)
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
				path: join(directory, file),
				mediaType: mediaTypeZip,
				annotations: withLayerAnnotations({ [annotationTitle]: file }, file, options)
			}],
			annotations: manifestAnnotations(options)
		}
	};
}
async function releaseOf(directory) {
	let files;
	try {
		files = await readdir(directory);
	} catch (error) {
		throw fileSystemError(error, `read ${directory}`);
	}
	const packages = files.filter((file) => file.startsWith(packagePrefix) && file.endsWith(".zip")).sort(compareBytes).map(readPackageName);
	const [first] = packages;
	if (first === void 0) throw invalid(`"${printable(directory, 300)}" has no package of an OpenTofu provider; add files named ${packagePrefix}NAME_VERSION_OS_ARCH.zip`);
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
	throw invalid(`"${printable(file, 300)}" is not named as a package of an OpenTofu provider; rename it to ${packagePrefix}NAME_VERSION_OS_ARCH.zip`);
}
async function requireZip(path) {
	let begin;
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const { buffer, bytesRead } = await _usingCtx$1.a(await open(path)).read(Buffer.alloc(4), 0, 4, 0);
			begin = buffer.toString("latin1", 0, bytesRead);
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
	if (begin !== "PK") throw invalid(`"${printable(path, 300)}" is not a zip; build the package again`);
}
function invalid(message) {
	return new OciError("INPUT_INVALID", message);
}

export { openTofuProvider };