import { J as annotationTitle, V as encodeJson, W as annotationCreated } from "./pull-through-cache.js";
import { m as unsafePathReason } from "./packing-cache.js";
import { p as printable, t as OciError } from "./error.js";
import { C as Digester, b as mediaTypeImageManifest, n as emptyDescriptor } from "./descriptor.js";
import { t as abortable } from "./abortable.js";
import { f as fileSystemError, m as _usingCtx } from "./lock-file.js";
import { a as sifConfigMediaTypeV1, c as sifLayerMediaTypeV1, l as primaryPartition, n as readOpenImage, t as openImageFile, u as unknownArchitecture } from "./read-image.js";
import { basename } from "node:path";

// src/formats/sif/check-image.ts
function problemOf({ header, descriptors }) {
	if (header.launchScript !== "" && !header.launchScript.startsWith("#!")) return "its launch line does not begin with \"#!\"";
	const primary = descriptors.filter(({ partition }) => partition?.type === primaryPartition);
	const [system] = primary;
	if (system === void 0) return "it has no primary system partition; set one with \"siftool setprim\"";
	if (primary.length > 1) return `it has ${primary.length} primary system partitions, where one is allowed`;
	if (header.architecture === "unknown") return "its header names no known architecture";
	if (system.partition?.architecture !== header.architecture) return `its header is for ${header.architecture}, and its primary system partition for ${system.partition?.architecture ?? "unknown"}`;
}
function checkRunnable(image, path) {
	const problem = problemOf(image);
	if (problem !== void 0) throw new OciError("ARCHIVE_INVALID", `"${path}" is refused: ${problem}`);
}

// src/formats/sif/describe.ts
const nilId = "00000000-0000-0000-0000-000000000000";
const noDate = -62135596800;
const maxDate = 864e10;
const shownText = 200;
function describeImage(image) {
	return [...headerLines(image), ...listLines(image.descriptors)];
}
function headerLines({ header }) {
	const fields = [];
	const add = (label, value) => {
		if (value !== void 0) fields.push([`${label}:`, String(value)]);
	};
	add("Launch Script", header.launchScript === "" ? void 0 : printable(header.launchScript.replace(/\n$/, ""), shownText));
	add("Version", header.version);
	add("Primary Architecture", header.architecture === "unknown" ? void 0 : header.architecture);
	add("ID", header.id === nilId ? void 0 : header.id);
	add("Created At", dateText(header.createdAt));
	add("Modified At", dateText(header.modifiedAt));
	add("Descriptors Free", header.descriptorsFree);
	add("Descriptors Total", header.descriptorsTotal);
	add("Descriptors Offset", header.descriptorsOffset);
	add("Descriptors Size", sizeText(header.descriptorsSize));
	add("Data Offset", header.dataOffset);
	add("Data Size", sizeText(header.dataSize));
	const width = Math.max(...fields.map(([label]) => label.length)) + 1;
	return fields.map(([label, value]) => label.padEnd(width) + value);
}
const rule = "-".repeat(78);
function row(id, group, link, position, type) {
	return `${id.padEnd(4)} |${group.padEnd(7)} |${link.padEnd(7)} |${`${position} `.padEnd(25)} |${type}`;
}
function listLines(descriptors) {
	return [
		rule,
		row("ID", "GROUP", "LINK", "SIF POSITION (start-end)", "TYPE"),
		rule,
		...descriptors.map((descriptor) => {
			const { id, group, link, offset, size } = descriptor;
			const linked = link === void 0 ? "NONE" : link.isGroup ? `${String(link.id).padEnd(3)} (G)` : String(link.id);
			return row(String(id), group === 0 ? "NONE" : String(group), linked, `${offset}-${offset + size}`, typeText(descriptor));
		})
	];
}
function typeText({ typeName, partition, signature, cryptoMessage, sbom }) {
	if (partition !== void 0) return `${typeName} (${partition.fileSystem}/${partition.type}/${partition.architecture})`;
	if (signature !== void 0) return `${typeName} (${signature.hash})`;
	if (cryptoMessage !== void 0) return `${typeName} (${cryptoMessage.format}/${cryptoMessage.type})`;
	return sbom === void 0 ? typeName : `${typeName} (${sbom.format})`;
}
function imageJson({ size, header, descriptors }) {
	return {
		size,
		"launch-script": header.launchScript,
		version: header.version,
		"primary-architecture": header.architecture,
		id: header.id,
		"created-at": isoDate(header.createdAt),
		"modified-at": isoDate(header.modifiedAt),
		"descriptors-free": header.descriptorsFree,
		"descriptors-total": header.descriptorsTotal,
		"descriptors-offset": header.descriptorsOffset,
		"descriptors-size": header.descriptorsSize,
		"data-offset": header.dataOffset,
		"data-size": header.dataSize,
		descriptors: descriptors.map((descriptor) => ({
			id: descriptor.id,
			type: descriptor.typeName,
			"data-type": descriptor.dataType,
			group: descriptor.group,
			link: descriptor.link === void 0 ? void 0 : {
				id: descriptor.link.id,
				group: descriptor.link.isGroup
			},
			offset: descriptor.offset,
			size: descriptor.size,
			"size-with-padding": descriptor.sizeWithPadding,
			"created-at": isoDate(descriptor.createdAt),
			"modified-at": isoDate(descriptor.modifiedAt),
			uid: descriptor.uid,
			gid: descriptor.gid,
			name: descriptor.name,
			partition: descriptor.partition === void 0 ? void 0 : {
				"file-system": descriptor.partition.fileSystem,
				type: descriptor.partition.type,
				architecture: descriptor.partition.architecture
			},
			signature: descriptor.signature,
			"crypto-message": descriptor.cryptoMessage,
			sbom: descriptor.sbom,
			"blob-digest": descriptor.blobDigest
		}))
	};
}
function isoDate(seconds) {
	if (seconds === noDate || Math.abs(seconds) > maxDate) return void 0;
	return (/* @__PURE__ */ new Date(seconds * 1e3)).toISOString().replace(/\.\d+Z$/, "Z");
}
function dateText(seconds) {
	return isoDate(seconds)?.replace("T", " ").replace("Z", " +0000 UTC");
}
function sizeText(size) {
	if (size < 1024) return `${size} B`;
	let divisor = 1024;
	let unit = 0;
	for (let rest = Math.trunc(size / 1024); rest >= 1024; rest = Math.trunc(rest / 1024)) {
		divisor *= 1024;
		unit++;
	}
	return `${Math.round(size / divisor)} ${"KMGTPE".charAt(unit)}iB`;
}

// src/formats/sif/image-manifest.ts
const imageConfig = {
	...emptyDescriptor,
	mediaType: sifConfigMediaTypeV1
};
function imageManifest({ image, layer }, { artifactType, annotations, subject } = {}) {
	const created = isoDate(image.header.createdAt);
	const all = {
		...created === void 0 ? {} : { [annotationCreated]: created },
		...annotations
	};
	return encodeJson({
		schemaVersion: 2,
		mediaType: mediaTypeImageManifest,
		artifactType,
		config: imageConfig,
		layers: [layer],
		subject,
		annotations: Object.keys(all).length === 0 ? void 0 : all
	});
}

// src/formats/sif/local-image.ts
const chunkBytes = 1048576;
async function imageHash(path, options = {}) {
	try {
		var _usingCtx$1 = _usingCtx();
		const file = _usingCtx$1.a(await openImageFile(path));
		const digester = new Digester();
		for await (const chunk of abortable(contentOf(file.handle, path), options.signal)) digester.update(chunk);
		return digester.digest();
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
var LocalImage = class LocalImage {
	path;
	image;
	layer;
	#file;
	constructor(path, file, image, layer) {
		this.path = path;
		this.#file = file;
		this.image = image;
		this.layer = layer;
	}
	static async open(path, signal) {
		const title = basename(path);
		const reason = unsafePathReason(title);
		if (reason !== void 0) throw new OciError("INPUT_INVALID", `the image "${printable(path, 300)}" cannot be pushed under its own name: ${reason}`, { detail: { input: "file" } });
		const file = await openImageFile(path);
		try {
			const image = await readOpenImage(file.handle, file.size, path, signal);
			checkRunnable(image, path);
			const digester = new Digester();
			for await (const chunk of abortable(contentOf(file.handle, path), signal)) digester.update(chunk);
			if (digester.size !== file.size) throw changed(path);
			const layer = {
				mediaType: sifLayerMediaTypeV1,
				digest: digester.digest(),
				size: file.size,
				annotations: { [annotationTitle]: title }
			};
			return new LocalImage(path, file, image, layer);
		} catch (error) {
			await file[Symbol.asyncDispose]();
			throw error;
		}
	}
	async *content(onProgress) {
		const { digest, size } = this.layer;
		const digester = new Digester();
		for await (const chunk of contentOf(this.#file.handle, this.path)) {
			digester.update(chunk);
			if (digester.size > size) throw changed(this.path);
			onProgress?.(digester.size, size);
			yield chunk;
		}
		if (digester.size !== size || digester.digest() !== digest) throw changed(this.path);
	}
	async [Symbol.asyncDispose]() {
		await this.#file[Symbol.asyncDispose]();
	}
};
async function* contentOf(handle, path) {
	for (let position = 0;;) {
		const buffer = Buffer.allocUnsafeSlow(chunkBytes);
		const bytesRead = await readAt(handle, buffer, position, path);
		if (bytesRead === 0) return;
		position += bytesRead;
		yield buffer.subarray(0, bytesRead);
	}
}
async function readAt(handle, buffer, position, path) {
	try {
		return (await handle.read(buffer, 0, buffer.byteLength, position)).bytesRead;
	} catch (error) {
		throw fileSystemError(error, `read ${path}`);
	}
}
function changed(path) {
	return new OciError("FILE_CHANGED", `the image "${printable(path, 300)}" changed while it was read; run it again when nothing writes to it`);
}

export { describeImage as a, imageManifest as i, imageHash as n, imageJson as o, imageConfig as r, LocalImage as t };