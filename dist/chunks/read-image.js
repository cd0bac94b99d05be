const require_rolldown_runtime = require("./rolldown-runtime.js");
let require_options;
let require_spec;
let require_refusal;
let require_usingCtx;
let node_fs;
let node_fs_promises;

// src/formats/sif/names.ts
const unknownName = "Unknown";
const unknownArchitecture = "unknown";
const dataTypes = {
	definitionFile: 16385,
	environment: 16386,
	labels: 16387,
	partition: 16388,
	signature: 16389,
	genericJson: 16390,
	generic: 16391,
	cryptoMessage: 16392,
	sbom: 16393,
	ociRootIndex: 16394,
	ociBlob: 16395
};
const dataTypeNames = {
	[dataTypes.definitionFile]: "Def.FILE",
	[dataTypes.environment]: "Env.Vars",
	[dataTypes.labels]: "JSON.Labels",
	[dataTypes.partition]: "FS",
	[dataTypes.signature]: "Signature",
	[dataTypes.genericJson]: "JSON.Generic",
	[dataTypes.generic]: "Generic/Raw",
	[dataTypes.cryptoMessage]: "Cryptographic Message",
	[dataTypes.sbom]: "SBOM",
	[dataTypes.ociRootIndex]: "OCI.RootIndex",
	[dataTypes.ociBlob]: "OCI.Blob"
};
const fileSystemNames = {
	1: "Squashfs",
	2: "Ext3",
	3: "Archive",
	4: "Raw",
	5: "Encrypted squashfs",
	6: "Gocryptfs squashfs"
};
const primaryPartition = "*System";
const partitionNames = {
	1: "System",
	2: primaryPartition,
	3: "Data",
	4: "Overlay"
};
const hashNames = {
	1: "SHA-256",
	2: "SHA-384",
	3: "SHA-512",
	4: "BLAKE2s-256",
	5: "BLAKE2b-256"
};
const messageFormatNames = {
	1: "OpenPGP",
	2: "PEM"
};
const messageTypeNames = {
	256: "Clear Signature",
	512: "RSA-OAEP"
};
const sbomNames = {
	1: "cyclonedx-json",
	2: "cyclonedx-xml",
	3: "github-json",
	4: "spdx-json",
	5: "spdx-rdf",
	6: "spdx-tag-value",
	7: "spdx-yaml",
	8: "syft-json"
};
const architectureNames = {
	"01": "386",
	"02": "amd64",
	"03": "arm",
	"04": "arm64",
	"05": "ppc64",
	"06": "ppc64le",
	"07": "mips",
	"08": "mipsle",
	"09": "mips64",
	"10": "mips64le",
	"11": "s390x",
	"12": "riscv64",
	"13": "loong64"
};
function lookUp(names, fallback = unknownName) {
	return (number) => (Object.hasOwn(names, number) ? names[number] : void 0) ?? fallback;
}
const dataTypeName = lookUp(dataTypeNames);
const fileSystemName = lookUp(fileSystemNames);
const partitionName = lookUp(partitionNames);
const hashName = lookUp(hashNames);
const messageFormatName = lookUp(messageFormatNames);
const messageTypeName = lookUp(messageTypeNames);
const sbomName = lookUp(sbomNames, "unknown");
function architectureName(field) {
	const [, , end] = field;
	const digits = Buffer.from(field.subarray(0, 2)).toString("latin1");
	return (end === 0 && Object.hasOwn(architectureNames, digits) ? architectureNames[digits] : void 0) ?? "unknown";
}

// src/formats/sif/fields.ts
var Fields = class {
	#bytes;
	#what;
	#position = 0;
	constructor(bytes, what) {
		this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.#what = what;
	}
	bytes(length) {
		const end = this.#position + length;
		if (end > this.#bytes.byteLength) throw invalid(`${this.#what} ends after ${this.#bytes.byteLength} bytes`);
		const part = this.#bytes.subarray(this.#position, end);
		this.#position = end;
		return part;
	}
	text(length) {
		const bytes = this.bytes(length);
		let end = bytes.byteLength;
		while (end > 0 && bytes[end - 1] === 0) end--;
		return bytes.toString("utf8", 0, end);
	}
	bool() {
		return this.bytes(1)[0] !== 0;
	}
	int32() {
		return this.bytes(4).readInt32LE();
	}
	uint32() {
		return this.bytes(4).readUInt32LE();
	}
	int64(name) {
		const value = this.bytes(8).readBigInt64LE();
		if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER)) throw invalid(`${this.#what} has ${name} ${value}`);
		return Number(value);
	}
	count(name) {
		const value = this.int64(name);
		if (value < 0) throw invalid(`${this.#what} has ${name} ${value}`);
		return value;
	}
};
function invalid(problem) {
	return new (require_spec ??= require("./spec.js")).OciError("ARCHIVE_INVALID", `it is not a SIF image, or a damaged one: ${problem}`);
}

// src/formats/sif/descriptor.ts
const groupMask = 4026531840;
const nameBytes = 128;
const extraBytes = 384;
const fingerprintBytes = 20;
function parseDescriptor(bytes, index, fileSize) {
	const what = `its descriptor ${index}`;
	const fields = new Fields(bytes, what);
	const dataType = fields.int32();
	if (!fields.bool()) return void 0;
	const id = fields.uint32();
	const group = fields.uint32();
	const link = fields.uint32();
	const descriptor = {
		dataType,
		typeName: dataTypeName(dataType),
		id,
		group: withoutMask(group),
		link: linkOf(link),
		offset: fields.count("an offset"),
		size: fields.count("a size"),
		sizeWithPadding: fields.count("a size with padding"),
		createdAt: fields.int64("a creation date"),
		modifiedAt: fields.int64("a modification date"),
		uid: fields.int64("a user"),
		gid: fields.int64("a group"),
		name: fields.text(nameBytes)
	};
	const end = descriptor.offset + descriptor.size;
	if (end > fileSize) throw invalid(`${what} points to bytes ${descriptor.offset} to ${end}, but the file has ${fileSize}; it may be truncated`);
	return {
		...descriptor,
		...extra(dataType, new Fields(fields.bytes(extraBytes), what))
	};
}
function extra(dataType, fields) {
	switch (dataType) {
		case dataTypes.partition: return { partition: {
			fileSystem: fileSystemName(fields.int32()),
			type: partitionName(fields.int32()),
			architecture: architectureName(fields.bytes(3))
		} };
		case dataTypes.signature: return { signature: {
			hash: hashName(fields.int32()),
			entity: fingerprint(fields.bytes(fingerprintBytes))
		} };
		case dataTypes.cryptoMessage: return { cryptoMessage: {
			format: messageFormatName(fields.int32()),
			type: messageTypeName(fields.int32())
		} };
		case dataTypes.sbom: return { sbom: { format: sbomName(fields.int32()) } };
		case dataTypes.ociRootIndex:
		case dataTypes.ociBlob: return { blobDigest: fields.text(extraBytes) };
		default: return {};
	}
}
function fingerprint(bytes) {
	return bytes.every((byte) => byte === 0) ? void 0 : bytes.toString("hex").toUpperCase();
}
function linkOf(number) {
	const id = withoutMask(number);
	return id === 0 ? void 0 : {
		id,
		isGroup: number - id === groupMask
	};
}
function withoutMask(number) {
	return (number & 268435455) >>> 0;
}

// src/formats/sif/header.ts
const headerBytes = 128;
const descriptorBytes = 585;
const magic = "SIF_MAGIC\0";
const magicOffset = 32;
const formatVersion = "01";
const maxDescriptors = 65536;
function hasMagic(bytes) {
	return Buffer.from(bytes).toString("latin1", magicOffset, 42) === magic;
}
function parseHeader(bytes, fileSize) {
	if (bytes.byteLength < 128) throw invalid(`it has ${bytes.byteLength} bytes, fewer than its header needs`);
	const fields = new Fields(bytes, "its header");
	const launchScript = fields.text(32);
	if (fields.bytes(10).toString("latin1") !== magic) throw invalid("it does not have the magic number \"SIF_MAGIC\"");
	if (fields.bytes(3).toString("latin1") !== `${formatVersion}\0`) throw invalid(`its format version is not ${formatVersion}`);
	const header = {
		launchScript,
		version: formatVersion,
		architecture: architectureName(fields.bytes(3)),
		id: uuidText(fields.bytes(16)),
		createdAt: fields.int64("a creation date"),
		modifiedAt: fields.int64("a modification date"),
		descriptorsFree: fields.count("a number of free descriptors"),
		descriptorsTotal: fields.count("a number of descriptors"),
		descriptorsOffset: fields.count("a descriptor offset"),
		descriptorsSize: fields.count("a size of descriptors"),
		dataOffset: fields.count("a data offset"),
		dataSize: fields.count("a data size")
	};
	checkExtents(header, fileSize);
	return header;
}
function checkExtents(header, fileSize) {
	const { descriptorsFree, descriptorsTotal, descriptorsOffset, descriptorsSize, dataOffset, dataSize } = header;
	if (descriptorsTotal > 65536) throw invalid(`its header declares ${descriptorsTotal} descriptors; at most ${maxDescriptors} are supported`);
	if (descriptorsFree > descriptorsTotal) throw invalid(`its header declares ${descriptorsFree} of ${descriptorsTotal} descriptors as free`);
	if (descriptorsSize < descriptorsTotal * 585) throw invalid(`its header declares ${descriptorsSize} bytes for ${descriptorsTotal} descriptors, which is too few`);
	if (descriptorsOffset < 128) throw invalid("its descriptors overlap its header");
	if (descriptorsOffset + descriptorsSize > fileSize) throw invalid(`its descriptors end at byte ${descriptorsOffset + descriptorsSize}, but the file has ${fileSize}; it may be truncated`);
	if (dataOffset < 128 || dataOffset + dataSize > fileSize) throw invalid(`its data goes from byte ${dataOffset} to ${dataOffset + dataSize}, but the file has ${fileSize}; it may be truncated`);
}
function uuidText(bytes) {
	return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// src/formats/sif/read-image.ts
var read_image_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({
	finishImage: () => finishImage,
	hasSifMagic: () => hasSifMagic
});
const batchSize = 128;
async function readSifImage(path, options = {}) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const file = _usingCtx$1.a(await openImageFile(path));
		return await readOpenImage(file.handle, file.size, path, options.signal);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function hasSifMagic(path) {
	try {
		var _usingCtx3 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		const file = _usingCtx3.a(await openImageFile(path));
		return hasMagic(await readAt(file.handle, 0, 128));
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
async function openImageFile(path) {
	let handle;
	try {
		handle = await (0, (node_fs_promises ??= require("node:fs/promises")).open)(path, (node_fs ??= require("node:fs")).constants.O_RDONLY | ((node_fs ??= require("node:fs")).constants.O_NONBLOCK ?? 0));
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
	try {
		const stats = await handle.stat();
		if (!stats.isFile()) throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `"${(require_spec ??= require("./spec.js")).printable(path, 300)}" is ${stats.isDirectory() ? "a directory" : "not a regular file"}; give a SIF image file`, { detail: { input: "file" } });
		return {
			handle,
			size: stats.size,
			[Symbol.asyncDispose]: () => handle.close()
		};
	} catch (error) {
		await handle.close();
		throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
	}
}
async function readOpenImage(handle, size, path, signal) {
	try {
		const header = parseHeader(await readAt(handle, 0, 128), size);
		return {
			size,
			header,
			descriptors: await readDescriptors(handle, header, size, signal)
		};
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "ARCHIVE_INVALID")) throw (require_options ??= require("./options.js")).fileSystemError(error, `read ${path}`);
		throw (require_refusal ??= require("./refusal.js")).refusedImage(`"${(require_spec ??= require("./spec.js")).printable(path, 300)}"`, error.message, error);
	}
}
const imageMode = 493;
async function finishImage(path, { digest }, signal) {
	try {
		await readSifImage(path, { signal });
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "ARCHIVE_INVALID")) throw error;
		throw (require_refusal ??= require("./refusal.js")).refusedImage(`the layer ${digest}`, (require_refusal ??= require("./refusal.js")).refusalReason(error), error.cause);
	}
	try {
		await (0, (node_fs_promises ??= require("node:fs/promises")).chmod)(path, 493);
	} catch (error) {
		throw (require_options ??= require("./options.js")).fileSystemError(error, `make the image ${digest} executable`);
	}
}
async function readDescriptors(handle, header, size, signal) {
	const { descriptorsOffset, descriptorsTotal } = header;
	const descriptors = [];
	for (let first = 0; first < descriptorsTotal; first += batchSize) {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		const count = Math.min(batchSize, descriptorsTotal - first);
		const bytes = await readAt(handle, descriptorsOffset + first * 585, count * 585);
		if (bytes.byteLength < count * 585) throw invalid("its descriptors end early; it was truncated while it was read");
		for (let index = 0; index < count; index++) {
			const descriptor = parseDescriptor(bytes.subarray(index * 585, (index + 1) * 585), first + index, size);
			if (descriptor !== void 0) descriptors.push(descriptor);
		}
	}
	return descriptors;
}
async function readAt(handle, position, length) {
	const buffer = Buffer.alloc(length);
	let read = 0;
	while (read < length) {
		const { bytesRead } = await handle.read(buffer, read, length - read, position + read);
		if (bytesRead === 0) break;
		read += bytesRead;
	}
	return buffer.subarray(0, read);
}

Object.defineProperty(exports, "dataTypes", {
  enumerable: true,
  get: function () {
    return dataTypes;
  }
});
Object.defineProperty(exports, "finishImage", {
  enumerable: true,
  get: function () {
    return finishImage;
  }
});
Object.defineProperty(exports, "openImageFile", {
  enumerable: true,
  get: function () {
    return openImageFile;
  }
});
Object.defineProperty(exports, "primaryPartition", {
  enumerable: true,
  get: function () {
    return primaryPartition;
  }
});
Object.defineProperty(exports, "readOpenImage", {
  enumerable: true,
  get: function () {
    return readOpenImage;
  }
});
Object.defineProperty(exports, "readSifImage", {
  enumerable: true,
  get: function () {
    return readSifImage;
  }
});
Object.defineProperty(exports, "read_image_exports", {
  enumerable: true,
  get: function () {
    return read_image_exports;
  }
});
Object.defineProperty(exports, "unknownArchitecture", {
  enumerable: true,
  get: function () {
    return unknownArchitecture;
  }
});