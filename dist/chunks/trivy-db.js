let require_rolldown_runtime;
let require_spec;
let require_formats;
let require_manifest_parts;
let require_preset;
let node_path;
let node_fs_promises;

// src/formats/trivy-db.ts
const databases = [{
	file: "trivy.db",
	title: "db.tar.gz",
	mediaType: "application/vnd.aquasec.trivy.db.layer.v1.tar+gzip",
	tag: "2"
}, {
	file: "trivy-java.db",
	title: "javadb.tar.gz",
	mediaType: "application/vnd.aquasec.trivy.javadb.layer.v1.tar+gzip",
	tag: "1"
}];
const trivyDb = {
	name: "trivy-db",
	async names(source) {
		return { tags: [(await databaseOf((require_preset ??= require("./preset.js")).singlePath("trivy-db", source))).tag] };
	},
	async plan(source, options) {
		const path = (require_preset ??= require("./preset.js")).singlePath("trivy-db", source);
		(require_preset ??= require("./preset.js")).rejectOptions("trivy-db", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"compression"
		]);
		const { title, mediaType } = await databaseOf(path);
		const annotations = {
			[(require_spec ??= require("./spec.js")).annotationTitle]: title,
			...options.layerAnnotations
		};
		return {
			...(require_manifest_parts ??= require("./manifest-parts.js")).manifestParts({
				...options,
				artifactType: "application/vnd.aquasec.trivy.config.v1+json"
			}),
			layers: [await (require_preset ??= require("./preset.js")).isDirectory(path) ? {
				...(require_formats ??= require("./formats.js")).packedLayer(path, mediaType, options),
				annotations
			} : await (require_preset ??= require("./preset.js")).gzipLayer("trivy-db", path, mediaType, annotations)]
		};
	}
};
async function databaseOf(path) {
	const isTree = await (require_preset ??= require("./preset.js")).isDirectory(path);
	for (const database of databases) if (isTree ? await exists((0, (node_path ??= require("node:path")).join)(path, database.file)) : (0, (node_path ??= require("node:path")).basename)(path) === database.title) return database;
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `"${(require_spec ??= require("./spec.js")).printable(path, 300)}" is not a database of Trivy: give a directory with ${databases.map(({ file }) => file).join(" or ")}, or an archive named ` + databases.map(({ title }) => title).join(" or "));
}
async function exists(path) {
	try {
		return (await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).isFile();
	} catch {
		return false;
	}
}

exports.trivyDb = trivyDb;