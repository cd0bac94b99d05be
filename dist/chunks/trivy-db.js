import { d as annotationTitle } from "./annotations.js";
import { m as printable, t as OciError } from "./error.js";
import { r as packedLayer } from "./directory.js";
import { i as manifestParts } from "./manifest-parts.js";
import { c as singlePath, n as isDirectory, o as rejectOptions, t as gzipLayer } from "./preset.js";
import { basename, join } from "node:path";
import { stat } from "node:fs/promises";

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
		return { tags: [(await databaseOf(singlePath("trivy-db", source))).tag] };
	},
	async plan(source, options) {
		const path = singlePath("trivy-db", source);
		rejectOptions("trivy-db", options, [
			"config",
			"artifactType",
			"layerMediaType",
			"mediaTypes",
			"compression"
		]);
		const { title, mediaType } = await databaseOf(path);
		const annotations = {
			[annotationTitle]: title,
			...options.layerAnnotations
		};
		return {
			...manifestParts({
				...options,
				artifactType: "application/vnd.aquasec.trivy.config.v1+json"
			}),
			layers: [await isDirectory(path) ? {
				...packedLayer(path, mediaType, options),
				annotations
			} : await gzipLayer("trivy-db", path, mediaType, annotations)]
		};
	}
};
async function databaseOf(path) {
	const isTree = await isDirectory(path);
	for (const database of databases) if (isTree ? await exists(join(path, database.file)) : basename(path) === database.title) return database;
	throw new OciError("INPUT_INVALID", `"${printable(path, 300)}" is not a database of Trivy: give a directory with ${databases.map(({ file }) => file).join(" or ")}, or an archive named ` + databases.map(({ title }) => title).join(" or "));
}
async function exists(path) {
	try {
		return (await stat(path)).isFile();
	} catch {
		return false;
	}
}

export { trivyDb };