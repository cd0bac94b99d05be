let node_crypto;

// src/spec/printable.ts
function printable(text, limit = 4096) {
	return (text.length > limit ? `${text.slice(0, limit)}\u2026` : text).replace(unsafe, escape);
}
const maxQuoted = 300;
function quoteInput(text) {
	return text.length > maxQuoted ? `a text of ${text.length} characters` : `"${printable(text)}"`;
}
const control = String.raw`[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]`;
const loneSurrogate = String.raw`[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]`;
const unsafe = new RegExp(`${control}|${loneSurrogate}`, "g");
function escape(character) {
	switch (character) {
		case "\n": return String.raw`\n`;
		case "\r": return String.raw`\r`;
		case "	": return String.raw`\t`;
		default: return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, "0");
	}
}

// src/spec/error.ts
const statusByCode = {
	BLOB_UNKNOWN: 404,
	BLOB_UPLOAD_INVALID: 416,
	BLOB_UPLOAD_UNKNOWN: 404,
	DIGEST_INVALID: 400,
	MANIFEST_BLOB_UNKNOWN: 404,
	MANIFEST_INVALID: 400,
	MANIFEST_UNKNOWN: 404,
	NAME_INVALID: 400,
	NAME_UNKNOWN: 404,
	SIZE_INVALID: 400,
	UNAUTHORIZED: 401,
	DENIED: 403,
	UNSUPPORTED: 405,
	TOOMANYREQUESTS: 429,
	RANGE_INVALID: 416,
	TAG_INVALID: 400,
	UNAVAILABLE: 503,
	UNKNOWN: 500,
	NOT_FOUND: 404,
	ALREADY_EXISTS: 409,
	REFERENCE_INVALID: 400,
	INPUT_INVALID: 400,
	MEDIA_TYPE_INVALID: 400,
	ARTIFACT_TYPE_MISSING: 400,
	DATE_INVALID: 400,
	DIGEST_MISMATCH: 400,
	SIZE_MISMATCH: 400,
	SIZE_LIMIT: 413,
	QUOTA: 413,
	FILE_CHANGED: 409,
	FILE_SYSTEM: 500,
	ARCHIVE_INVALID: 400,
	UNREACHABLE: 502,
	TLS_FAILED: 502,
	PROTOCOL: 502,
	REDIRECT_REFUSED: 502,
	CREDENTIALS: 500,
	TIMEOUT: 504,
	ABORTED: 499
};
const ociErrorCodes = Object.keys(statusByCode);
function statusOf(code) {
	return statusByCode[code];
}
function isOciErrorCode(text) {
	return Object.hasOwn(statusByCode, text);
}
var OciError = class extends Error {
	name = "OciError";
	code;
	detail;
	status;
	wireCode;
	reason;
	remedy;
	constructor(code, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.code = code;
		this.detail = options.detail;
		this.status = options.status ?? statusByCode[code];
		this.wireCode = options.wireCode ?? code;
		this.reason = options.reason === "" ? void 0 : options.reason;
		this.remedy = options.remedy;
	}
};
const errorCodeHeader = "oci-error-code";
function isOciError(error, ...codes) {
	return error instanceof OciError && (codes.length === 0 || codes.includes(error.code));
}
function isNotFound(error) {
	return isOciError(error, "BLOB_UNKNOWN", "MANIFEST_UNKNOWN", "NAME_UNKNOWN", "NOT_FOUND");
}
function nameUnknown(name) {
	return new OciError("NAME_UNKNOWN", `the repository ${name} does not exist`, { detail: { name } });
}
function withMessage(error, message) {
	const { code, detail, status, wireCode, reason, remedy } = error;
	return new OciError(code, message, {
		cause: error,
		detail,
		status,
		wireCode,
		reason,
		remedy
	});
}
function throwIfAborted(signal) {
	if (signal?.aborted === true) throw abortedError(signal);
}
function abortedError(signal) {
	const reason = signal.reason;
	if (isOciError(reason)) return reason;
	if (reason instanceof DOMException && reason.name === "TimeoutError") return new OciError("TIMEOUT", "the operation did not end within its time limit", { cause: reason });
	return new OciError("ABORTED", "the operation was cancelled", { cause: reason });
}
function messageOf(error) {
	if (!(error instanceof Error)) return String(error);
	if (error.message !== "") return error.message;
	return error instanceof AggregateError ? error.errors.map(messageOf).join(", ") : error.name;
}
const plainLabel = (name) => name;
function inputError(subject, value, problem, cause) {
	const quoted = value === void 0 ? "" : ` ${quoteInput(value)}`;
	return new OciError("INPUT_INVALID", `${subject}:${quoted} ${problem}`, {
		cause,
		detail: { input: subject }
	});
}

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
		this.#hash = (0, (node_crypto ??= require("node:crypto")).createHash)(algorithm);
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
const mediaTypeZip = "archive/zip";
const mediaTypeEmptyJson = "application/vnd.oci.empty.v1+json";
const mediaTypeArtifactManifest = "application/vnd.oci.artifact.manifest.v1+json";
const mediaTypeDockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
const mediaTypeDockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
const dockerPrefix = "application/vnd.docker.";
const mediaTypesDockerSchema1 = ["application/vnd.docker.distribution.manifest.v1+prettyjws", "application/vnd.docker.distribution.manifest.v1+json"];
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
function isDockerMediaType(mediaType) {
	return mediaType.startsWith(dockerPrefix);
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
function parseDescriptor(value, where, options = {}) {
	if (!isRecord(value)) throw invalid(where, "is not an object");
	const { mediaType, digest } = value;
	if (typeof mediaType !== "string" || mediaType === "") throw invalid(where, "has no mediaType");
	if (typeof digest !== "string") throw invalid(where, "has no digest");
	const size = isSize(value["size"]) ? value["size"] : options.defaultSize;
	if (size === void 0) throw invalid(where, `has the size ${printable(String(value["size"]), 40)}, not a whole number from 0 to 2^53-1`);
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
	for (const [key, item] of Object.entries(value)) if (typeof item !== "string") throw invalid(where, `has the annotation "${printable(key, 200)}" with a value that is not a string`);
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
function isSize(value) {
	return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
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
		throw new OciError("MANIFEST_INVALID", `${where} has the invalid digest "${printable(text, 160)}"; use sha256 or sha512 in lower-case hex`, { cause });
	}
}
function invalid(where, problem) {
	return new OciError("MANIFEST_INVALID", `${where} ${problem}`);
}

Object.defineProperty(exports, "Digester", {
  enumerable: true,
  get: function () {
    return Digester;
  }
});
Object.defineProperty(exports, "OciError", {
  enumerable: true,
  get: function () {
    return OciError;
  }
});
Object.defineProperty(exports, "abortedError", {
  enumerable: true,
  get: function () {
    return abortedError;
  }
});
Object.defineProperty(exports, "checkMediaType", {
  enumerable: true,
  get: function () {
    return checkMediaType;
  }
});
Object.defineProperty(exports, "descriptorOf", {
  enumerable: true,
  get: function () {
    return descriptorOf;
  }
});
Object.defineProperty(exports, "digestAlgorithm", {
  enumerable: true,
  get: function () {
    return digestAlgorithm;
  }
});
Object.defineProperty(exports, "digestHex", {
  enumerable: true,
  get: function () {
    return digestHex;
  }
});
Object.defineProperty(exports, "digestOf", {
  enumerable: true,
  get: function () {
    return digestOf;
  }
});
Object.defineProperty(exports, "emptyDescriptor", {
  enumerable: true,
  get: function () {
    return emptyDescriptor;
  }
});
Object.defineProperty(exports, "emptyJsonBytes", {
  enumerable: true,
  get: function () {
    return emptyJsonBytes;
  }
});
Object.defineProperty(exports, "errorCodeHeader", {
  enumerable: true,
  get: function () {
    return errorCodeHeader;
  }
});
Object.defineProperty(exports, "inputError", {
  enumerable: true,
  get: function () {
    return inputError;
  }
});
Object.defineProperty(exports, "isDigest", {
  enumerable: true,
  get: function () {
    return isDigest;
  }
});
Object.defineProperty(exports, "isDockerMediaType", {
  enumerable: true,
  get: function () {
    return isDockerMediaType;
  }
});
Object.defineProperty(exports, "isManifestMediaType", {
  enumerable: true,
  get: function () {
    return isManifestMediaType;
  }
});
Object.defineProperty(exports, "isMediaType", {
  enumerable: true,
  get: function () {
    return isMediaType;
  }
});
Object.defineProperty(exports, "isNotFound", {
  enumerable: true,
  get: function () {
    return isNotFound;
  }
});
Object.defineProperty(exports, "isOciError", {
  enumerable: true,
  get: function () {
    return isOciError;
  }
});
Object.defineProperty(exports, "isOciErrorCode", {
  enumerable: true,
  get: function () {
    return isOciErrorCode;
  }
});
Object.defineProperty(exports, "isRecord", {
  enumerable: true,
  get: function () {
    return isRecord;
  }
});
Object.defineProperty(exports, "manifestKind", {
  enumerable: true,
  get: function () {
    return manifestKind;
  }
});
Object.defineProperty(exports, "manifestMediaTypes", {
  enumerable: true,
  get: function () {
    return manifestMediaTypes;
  }
});
Object.defineProperty(exports, "mediaTypeDockerManifest", {
  enumerable: true,
  get: function () {
    return mediaTypeDockerManifest;
  }
});
Object.defineProperty(exports, "mediaTypeDockerManifestList", {
  enumerable: true,
  get: function () {
    return mediaTypeDockerManifestList;
  }
});
Object.defineProperty(exports, "mediaTypeEmptyJson", {
  enumerable: true,
  get: function () {
    return mediaTypeEmptyJson;
  }
});
Object.defineProperty(exports, "mediaTypeImageConfig", {
  enumerable: true,
  get: function () {
    return mediaTypeImageConfig;
  }
});
Object.defineProperty(exports, "mediaTypeImageIndex", {
  enumerable: true,
  get: function () {
    return mediaTypeImageIndex;
  }
});
Object.defineProperty(exports, "mediaTypeImageLayer", {
  enumerable: true,
  get: function () {
    return mediaTypeImageLayer;
  }
});
Object.defineProperty(exports, "mediaTypeImageLayerGzip", {
  enumerable: true,
  get: function () {
    return mediaTypeImageLayerGzip;
  }
});
Object.defineProperty(exports, "mediaTypeImageLayerZstd", {
  enumerable: true,
  get: function () {
    return mediaTypeImageLayerZstd;
  }
});
Object.defineProperty(exports, "mediaTypeImageManifest", {
  enumerable: true,
  get: function () {
    return mediaTypeImageManifest;
  }
});
Object.defineProperty(exports, "mediaTypeOctetStream", {
  enumerable: true,
  get: function () {
    return mediaTypeOctetStream;
  }
});
Object.defineProperty(exports, "mediaTypeOfContentType", {
  enumerable: true,
  get: function () {
    return mediaTypeOfContentType;
  }
});
Object.defineProperty(exports, "mediaTypeZip", {
  enumerable: true,
  get: function () {
    return mediaTypeZip;
  }
});
Object.defineProperty(exports, "mediaTypesDockerSchema1", {
  enumerable: true,
  get: function () {
    return mediaTypesDockerSchema1;
  }
});
Object.defineProperty(exports, "messageOf", {
  enumerable: true,
  get: function () {
    return messageOf;
  }
});
Object.defineProperty(exports, "nameUnknown", {
  enumerable: true,
  get: function () {
    return nameUnknown;
  }
});
Object.defineProperty(exports, "optionalString", {
  enumerable: true,
  get: function () {
    return optionalString;
  }
});
Object.defineProperty(exports, "parseAnnotations", {
  enumerable: true,
  get: function () {
    return parseAnnotations;
  }
});
Object.defineProperty(exports, "parseDescriptor", {
  enumerable: true,
  get: function () {
    return parseDescriptor;
  }
});
Object.defineProperty(exports, "parseDigest", {
  enumerable: true,
  get: function () {
    return parseDigest;
  }
});
Object.defineProperty(exports, "plainDescriptor", {
  enumerable: true,
  get: function () {
    return plainDescriptor;
  }
});
Object.defineProperty(exports, "plainLabel", {
  enumerable: true,
  get: function () {
    return plainLabel;
  }
});
Object.defineProperty(exports, "printable", {
  enumerable: true,
  get: function () {
    return printable;
  }
});
Object.defineProperty(exports, "quoteInput", {
  enumerable: true,
  get: function () {
    return quoteInput;
  }
});
Object.defineProperty(exports, "statusOf", {
  enumerable: true,
  get: function () {
    return statusOf;
  }
});
Object.defineProperty(exports, "throwIfAborted", {
  enumerable: true,
  get: function () {
    return throwIfAborted;
  }
});
Object.defineProperty(exports, "withMessage", {
  enumerable: true,
  get: function () {
    return withMessage;
  }
});