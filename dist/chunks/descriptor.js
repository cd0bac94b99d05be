import { p as printable, t as OciError } from "./error.js";
import { createHash } from "node:crypto";

// src/spec/digest.ts
const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
function isDigest(text) {
	return typeof text === "string" && digestPattern.test(text);
}
function parseDigest(text) {
	if (isDigest(text)) return text;
	throw new OciError("DIGEST_INVALID", `"${printable(text, 160)}" is not a digest: it must be sha256: and 64, or sha512: and 128, lower-case hex digits`);
}
function digestAlgorithm(digest) {
	return digest.startsWith("sha512:") ? "sha512" : "sha256";
}
function digestHex(digest) {
	return digest.slice(digest.indexOf(":") + 1);
}
function digestOf(bytes, algorithm = "sha256") {
	return new Digester(algorithm).update(bytes).digest();
}
var Digester = class {
	algorithm;
	size = 0;
	#hash;
	constructor(algorithm = "sha256") {
		this.algorithm = algorithm;
		this.#hash = createHash(algorithm);
	}
	update(bytes) {
		this.#hash.update(bytes);
		this.size += typeof bytes === "string" ? Buffer.byteLength(bytes) : bytes.byteLength;
		return this;
	}
	digest() {
		return `${this.algorithm}:${this.#hash.digest("hex")}`;
	}
};

// src/spec/media-types.ts
const mediaTypeImageManifest = "application/vnd.oci.image.manifest.v1+json";
const mediaTypeImageIndex = "application/vnd.oci.image.index.v1+json";
const mediaTypeImageConfig = "application/vnd.oci.image.config.v1+json";
const mediaTypeImageLayer = "application/vnd.oci.image.layer.v1.tar";
const mediaTypeImageLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
const mediaTypeImageLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";
const mediaTypeEmptyJson = "application/vnd.oci.empty.v1+json";
const mediaTypeArtifactManifest = "application/vnd.oci.artifact.manifest.v1+json";
const mediaTypeDockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
const mediaTypeDockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
const mediaTypeOctetStream = "application/octet-stream";
const manifestKinds = {
	[mediaTypeImageManifest]: "manifest",
	[mediaTypeDockerManifest]: "manifest",
	[mediaTypeImageIndex]: "index",
	[mediaTypeDockerManifestList]: "index",
	[mediaTypeArtifactManifest]: "artifact"
};
const manifestMediaTypes = [
	mediaTypeImageManifest,
	mediaTypeImageIndex,
	mediaTypeDockerManifest,
	mediaTypeDockerManifestList,
	mediaTypeArtifactManifest
];
function manifestKind(mediaType) {
	return Object.hasOwn(manifestKinds, mediaType) ? manifestKinds[mediaType] : void 0;
}
function isManifestMediaType(mediaType) {
	return manifestKind(mediaType) !== void 0;
}
const mediaTypePattern = /^[A-Za-z0-9][A-Za-z0-9!#$&\-^_.+]{0,126}\/[A-Za-z0-9][A-Za-z0-9!#$&\-^_.+]{0,126}$/;
function isMediaType(text) {
	return mediaTypePattern.test(text);
}
function checkMediaType(text) {
	if (isMediaType(text)) return text;
	throw new OciError("MEDIA_TYPE_INVALID", `"${printable(text, 300)}" is not a media type of the form type/subtype (RFC 6838, section 4.2)`);
}
function mediaTypeOfContentType(contentType) {
	const bare = contentType?.split(";", 1)[0]?.trim().toLowerCase();
	return bare === "" ? void 0 : bare;
}

// src/spec/descriptor.ts
function descriptorOf(mediaType, bytes, algorithm = "sha256") {
	return {
		mediaType,
		digest: digestOf(bytes, algorithm),
		size: bytes.byteLength
	};
}
const emptyJsonBytes = new Uint8Array([123, 125]);
const emptyDescriptor = {
	...descriptorOf(mediaTypeEmptyJson, emptyJsonBytes),
	data: "e30="
};
function plainDescriptor(descriptor) {
	return {
		mediaType: descriptor.mediaType,
		digest: descriptor.digest,
		size: descriptor.size
	};
}
function parseDescriptor(value, where) {
	if (!isRecord(value)) throw invalid(where, "is not an object");
	const { mediaType, digest, size } = value;
	if (typeof mediaType !== "string" || mediaType === "") throw invalid(where, "has no mediaType");
	if (typeof digest !== "string") throw invalid(where, "has no digest");
	if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw invalid(where, `has size ${printable(JSON.stringify(size) ?? "undefined", 40)}, which is not a whole number of bytes from 0 to 2^53-1`);
	return {
		mediaType,
		digest: checkDigest(digest, where),
		size,
		urls: optionalStrings(value["urls"], `${where}.urls`),
		annotations: parseAnnotations(value["annotations"], where),
		data: optionalString(value["data"], `${where}.data`),
		platform: parsePlatform(value["platform"], where),
		artifactType: optionalString(value["artifactType"], `${where}.artifactType`)
	};
}
function parseAnnotations(value, where) {
	if (value === void 0 || value === null) return void 0;
	if (!isRecord(value)) throw invalid(where, "has annotations that are not an object");
	for (const [key, item] of Object.entries(value)) if (typeof item !== "string") throw invalid(where, `has annotation "${printable(key, 200)}" whose value is not a string`);
	return value;
}
function parsePlatform(value, where) {
	if (value === void 0 || value === null) return void 0;
	if (!isRecord(value)) throw invalid(where, "has a platform that is not an object");
	const { architecture, os } = value;
	if (typeof architecture !== "string" || typeof os !== "string") throw invalid(where, "has a platform without architecture or os");
	return {
		architecture,
		os,
		"os.version": optionalString(value["os.version"], `${where}.platform`),
		"os.features": optionalStrings(value["os.features"], `${where}.platform`),
		variant: optionalString(value["variant"], `${where}.platform`)
	};
}
function optionalString(value, where) {
	if (value === void 0 || value === null) return void 0;
	if (typeof value !== "string") throw invalid(where, "is not a string");
	return value;
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function optionalStrings(value, where) {
	if (value === void 0 || value === null) return void 0;
	if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw invalid(where, "is not a list of strings");
	return value;
}
function checkDigest(text, where) {
	try {
		return parseDigest(text);
	} catch (cause) {
		throw new OciError("MANIFEST_INVALID", `${where} has digest "${printable(text, 160)}", which is not sha256 or sha512 in lower-case hex`, { cause });
	}
}
function invalid(where, problem) {
	return new OciError("MANIFEST_INVALID", `${where} ${problem}`);
}

export { Digester as C, isDigest as D, digestOf as E, parseDigest as O, mediaTypeOfContentType as S, digestHex as T, mediaTypeImageLayer as _, optionalString as a, mediaTypeImageManifest as b, plainDescriptor as c, isMediaType as d, manifestKind as f, mediaTypeImageIndex as g, mediaTypeImageConfig as h, isRecord as i, checkMediaType as l, mediaTypeEmptyJson as m, emptyDescriptor as n, parseAnnotations as o, manifestMediaTypes as p, emptyJsonBytes as r, parseDescriptor as s, descriptorOf as t, isManifestMediaType as u, mediaTypeImageLayerGzip as v, digestAlgorithm as w, mediaTypeOctetStream as x, mediaTypeImageLayerZstd as y };