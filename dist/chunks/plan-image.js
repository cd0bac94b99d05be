const require_rolldown_runtime = require("./rolldown-runtime.js");
let require_spec;
let require_build;
let require_formats;
let require_read_image;
let require_refusal;
let require_usingCtx;

// src/formats/sif/describe.ts
const nilId = "00000000-0000-0000-0000-000000000000";
const missingDate = -62135596800;
const maxDate = 864e10;
const maxTextLength = 200;
function describeImage(image) {
	return [...headerLines(image), ...listLines(image.descriptors)];
}
function headerLines({ header }) {
	const fields = [];
	const add = (label, value) => {
		if (value !== void 0) fields.push([`${label}:`, String(value)]);
	};
	add("Launch Script", header.launchScript === "" ? void 0 : (require_spec ??= require("./spec.js")).printable(header.launchScript.replace(/\n$/, ""), maxTextLength));
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
	if (seconds === missingDate || Math.abs(seconds) > maxDate) return void 0;
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

// src/formats/sif/plan-image.ts
var plan_image_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({ planImage: () => planImage });
async function planImage(path, options) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const { subDir, signal } = options;
		if (subDir !== void 0) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `${(require_spec ??= require("./spec.js")).optionName("subDir")} "${(require_spec ??= require("./spec.js")).printable(subDir, 300)}" selects a part of a directory, but ${(require_spec ??= require("./spec.js")).optionName("sourceDir")} "${(require_spec ??= require("./spec.js")).printable(path, 300)}" is a file: omit ${(require_spec ??= require("./spec.js")).optionName("subDir")}`, { detail: { input: "subDir" } });
		const title = (require_build ??= require("./build.js")).titleOf(path);
		const file = _usingCtx$1.a(await (require_read_image ??= require("./read-image.js")).openImageFile(path));
		const image = await (require_read_image ??= require("./read-image.js")).readOpenImage(file.handle, file.size, path, signal);
		checkRunnable(image, path);
		const { digest, size } = await (require_build ??= require("./build.js")).hashFile(path, {
			handle: file.handle,
			signal
		});
		if (size !== file.size) throw (require_build ??= require("./build.js")).changedFileError(path);
		const created = options.timestamp ?? isoDate(image.header.createdAt);
		return {
			artifactType: options.artifactType,
			config: {
				kind: "bytes",
				bytes: (require_spec ??= require("./spec.js")).emptyJsonBytes,
				mediaType: (require_formats ??= require("./formats.js")).sifConfigMediaTypeV1,
				embed: true
			},
			layers: [{
				kind: "file",
				path,
				mediaType: (require_formats ??= require("./formats.js")).sifLayerMediaTypeV1,
				annotations: { [(require_spec ??= require("./spec.js")).annotationTitle]: title },
				expected: {
					digest,
					size
				}
			}],
			annotations: {
				...options.annotations,
				...created === void 0 ? {} : { [(require_spec ??= require("./spec.js")).annotationCreated]: created }
			},
			notices: [...noticesFor(options)]
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function imageHash(path, { signal } = {}) {
	try {
		var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const file = _usingCtx3.a(await (require_read_image ??= require("./read-image.js")).openImageFile(path));
		return (await (require_build ??= require("./build.js")).hashFile(path, {
			handle: file.handle,
			signal
		})).digest;
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
function checkRunnable(image, path) {
	const problem = problemOf(image);
	if (problem !== void 0) throw (require_refusal ??= require("./refusal.js")).refusedImage(`"${(require_spec ??= require("./spec.js")).printable(path, 300)}"`, problem);
}
function problemOf({ header, descriptors }) {
	if (header.launchScript !== "" && !header.launchScript.startsWith("#!")) return "its launch line does not begin with \"#!\"";
	const primary = descriptors.filter(({ partition }) => partition?.type === (require_read_image ??= require("./read-image.js")).primaryPartition);
	const [system] = primary;
	if (system === void 0) return hasType(descriptors, (require_read_image ??= require("./read-image.js")).dataTypes.ociRootIndex) || hasType(descriptors, (require_read_image ??= require("./read-image.js")).dataTypes.ociBlob) ? ociProblemOf(descriptors) : "it has no primary system partition; set one with \"siftool setprim\"";
	if (primary.length > 1) return `it has ${primary.length} primary system partitions; only one is allowed`;
	if (header.architecture === "unknown") return "its header has an unknown architecture";
	if (system.partition?.architecture !== header.architecture) return `its header is for ${header.architecture}, but its primary system partition is for ${system.partition?.architecture ?? "unknown"}`;
}
function ociProblemOf(descriptors) {
	const roots = descriptors.filter(({ dataType }) => dataType === (require_read_image ??= require("./read-image.js")).dataTypes.ociRootIndex).length;
	const hasBlobs = hasType(descriptors, (require_read_image ??= require("./read-image.js")).dataTypes.ociBlob);
	if (roots > 1) return `it has ${roots} OCI root indexes; only one is allowed`;
	if (roots === 1 && !hasBlobs) return "it has an OCI root index, but no OCI blobs; pull the image again";
	if (roots === 0 && hasBlobs) return "it has OCI blobs, but no OCI root index; pull the image again";
}
function hasType(descriptors, type) {
	return descriptors.some(({ dataType }) => dataType === type);
}
function* noticesFor({ exclude = [], compression = "gzip" }) {
	if (exclude.length > 0) yield "exclude patterns have no effect on a SIF image, which is a single file";
	if (compression !== "gzip") yield "compression has no effect on a SIF image, which is stored unchanged";
}

Object.defineProperty(exports, "describeImage", {
  enumerable: true,
  get: function () {
    return describeImage;
  }
});
Object.defineProperty(exports, "imageHash", {
  enumerable: true,
  get: function () {
    return imageHash;
  }
});
Object.defineProperty(exports, "imageJson", {
  enumerable: true,
  get: function () {
    return imageJson;
  }
});
Object.defineProperty(exports, "plan_image_exports", {
  enumerable: true,
  get: function () {
    return plan_image_exports;
  }
});