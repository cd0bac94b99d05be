import { o as joinName, t as byteStringOf } from "./byte-string.js";
import { d as annotationTitle } from "./annotations.js";
import { i as isRecord, r as emptyJsonBytes } from "./descriptor.js";
import { c as messageOf, i as inputError, m as printable, t as OciError, u as plainLabel } from "./error.js";
import { f as isRepositoryName } from "./reference.js";
import { v as parseJson } from "./collect.js";
import { r as packedLayer } from "./directory.js";
import { a as withLayerAnnotations, r as manifestAnnotations } from "./manifest-parts.js";
import { a as readSourceFile, o as rejectOptions, s as requireDirectory } from "./preset.js";
import { n as isTagVersion } from "./semantic-version.js";
import { join } from "node:path";
import { stat } from "node:fs/promises";

// src/formats/devcontainer-feature.ts
const name = "devcontainer-feature";
const metadataFile = "devcontainer-feature.json";
const installFile = "install.sh";
const configType = "application/vnd.devcontainers";
const layerType = "application/vnd.devcontainers.layer.v1+tar";
const devcontainerFeature = {
	name,
	async names(source, options) {
		const { id, version } = await openFeature(source, options);
		return {
			repository: id,
			version,
			tags: tagsOf(version)
		};
	},
	async plan(source, options) {
		const { path, id, metadata } = await openFeature(source, options);
		const layer = packedLayer(path, layerType, {
			...options,
			compression: "none"
		});
		const title = { [annotationTitle]: `${name}-${id}.tgz` };
		return {
			config: {
				kind: "bytes",
				bytes: emptyJsonBytes,
				mediaType: configType
			},
			layers: [{
				...layer,
				pack: {
					...layer.pack,
					mapEntry: belowDot
				},
				annotations: withLayerAnnotations(title, ".", options)
			}],
			annotations: {
				"dev.containers.metadata": JSON.stringify(metadata),
				...options.registry === "ghcr.io" ? { "com.github.package.type": "devcontainer_feature" } : {},
				...manifestAnnotations(options)
			}
		};
	}
};
function belowDot(entry) {
	const dot = byteStringOf(".");
	return entry.name === dot ? entry : {
		...entry,
		name: joinName(dot, entry.name)
	};
}
function tagsOf(version) {
	if (version.includes("-")) return [version];
	const [major = "", minor = ""] = version.split(".");
	return [
		version,
		`${major}.${minor}`,
		major,
		"latest"
	];
}
async function openFeature(source, options) {
	const path = await requireDirectory(name, source);
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
	const metadata = parseMetadata(await readSourceFile(name, path, metadataFile), path);
	const { id, version } = metadata;
	if (typeof id !== "string" || id.includes("/") || !isRepositoryName(id)) throw invalid(path, "id", id, "a name of lower-case letters, digits and \"-\", such as color");
	if (typeof version !== "string" || !isTagVersion(version)) throw invalid(path, "version", version, "a semantic version such as 1.0.0");
	if (!await isFile(join(path, installFile))) throw new OciError("INPUT_INVALID", `the format "${name}" needs the file ${installFile}, which is not in "${printable(path, 300)}"`);
	const { label = plainLabel } = options;
	if (options.version !== void 0 && options.version !== version) throw inputError(label("version"), options.version, `is not the version in ${metadataFile}, which is ${version}; change one of them, or omit ${label("version")}`);
	return {
		path,
		id,
		version,
		metadata
	};
}
function parseMetadata(bytes, path) {
	const file = `"${printable(join(path, metadataFile), 300)}"`;
	let value;
	try {
		value = parseJson(bytes);
	} catch (error) {
		throw new OciError("INPUT_INVALID", `cannot parse ${file}: ${messageOf(error)}; write JSON without comments`);
	}
	if (isRecord(value)) return value;
	throw new OciError("INPUT_INVALID", `${file} is not a JSON object; write an object with id and version`);
}
function invalid(path, field, value, expected) {
	const file = `"${printable(join(path, metadataFile), 300)}"`;
	const problem = value === void 0 ? `has no ${field}; add` : `has the ${field} ${printable(JSON.stringify(value), 100)}, which is not valid; write`;
	return new OciError("INPUT_INVALID", `${file} ${problem} ${expected}`);
}
async function isFile(path) {
	try {
		return (await stat(path)).isFile();
	} catch {
		return false;
	}
}

export { devcontainerFeature };