import { createHash } from "node:crypto";

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
	constructor(code, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.code = code;
		this.detail = options.detail;
		this.status = options.status ?? statusByCode[code];
		this.wireCode = options.wireCode ?? code;
	}
};
function isOciError(error, ...codes) {
	return error instanceof OciError && (codes.length === 0 || codes.includes(error.code));
}
function isNotFound(error) {
	return isOciError(error, "BLOB_UNKNOWN", "MANIFEST_UNKNOWN", "NAME_UNKNOWN", "NOT_FOUND");
}
function throwIfAborted(signal) {
	if (signal?.aborted === true) throw abortedError(signal);
}
function abortedError(signal) {
	const reason = signal.reason;
	if (isOciError(reason)) return reason;
	if (reason instanceof DOMException && reason.name === "TimeoutError") return new OciError("TIMEOUT", "the time limit passed before the work was done", { cause: reason });
	return new OciError("ABORTED", "the operation was cancelled", { cause: reason });
}

// src/spec/printable.ts
function printable(text, limit = 4096) {
	return (text.length > limit ? `${text.slice(0, limit)}…` : text).replace(unsafe, escape);
}
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
function escape(character) {
	switch (character) {
		case "\n": return String.raw`\n`;
		case "\r": return String.raw`\r`;
		case "	": return String.raw`\t`;
		default: return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, "0");
	}
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
	if (!isRecord(value)) throw invalid$2(where, "is not an object");
	const { mediaType, digest, size } = value;
	if (typeof mediaType !== "string" || mediaType === "") throw invalid$2(where, "has no mediaType");
	if (typeof digest !== "string") throw invalid$2(where, "has no digest");
	if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw invalid$2(where, `has size ${printable(JSON.stringify(size) ?? "undefined", 40)}, which is not a whole number of bytes from 0 to 2^53-1`);
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
	if (!isRecord(value)) throw invalid$2(where, "has annotations that are not an object");
	for (const [key, item] of Object.entries(value)) if (typeof item !== "string") throw invalid$2(where, `has annotation "${printable(key, 200)}" whose value is not a string`);
	return value;
}
function parsePlatform(value, where) {
	if (value === void 0 || value === null) return void 0;
	if (!isRecord(value)) throw invalid$2(where, "has a platform that is not an object");
	const { architecture, os } = value;
	if (typeof architecture !== "string" || typeof os !== "string") throw invalid$2(where, "has a platform without architecture or os");
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
	if (typeof value !== "string") throw invalid$2(where, "is not a string");
	return value;
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function optionalStrings(value, where) {
	if (value === void 0 || value === null) return void 0;
	if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw invalid$2(where, "is not a list of strings");
	return value;
}
function checkDigest(text, where) {
	try {
		return parseDigest(text);
	} catch (cause) {
		throw new OciError("MANIFEST_INVALID", `${where} has digest "${printable(text, 160)}", which is not sha256 or sha512 in lower-case hex`, { cause });
	}
}
function invalid$2(where, problem) {
	return new OciError("MANIFEST_INVALID", `${where} ${problem}`);
}

// src/spec/manifest.ts
const maxManifestBytes = 4194304;
function parseManifest(bytes, mediaType) {
	const body = parseObject(bytes);
	const own = optionalString(body["mediaType"], "the manifest's mediaType");
	const said = saidMediaType(mediaType);
	if (said !== void 0 && own !== void 0 && own !== said) throw invalid$1(`it says mediaType "${printable(own, 200)}" but was announced as "${printable(said, 200)}"`);
	const type = said ?? own ?? inferred(body);
	const kind = type === void 0 ? void 0 : manifestKind(type);
	if (type === void 0 || kind === void 0) throw invalid$1(`its media type "${printable(type ?? "", 200)}" is not one of a manifest`);
	checkShape(body, kind);
	const shared = {
		mediaType: type,
		artifactType: optionalString(body["artifactType"], "artifactType"),
		subject: body["subject"] === void 0 || body["subject"] === null ? void 0 : parseDescriptor(body["subject"], "subject"),
		annotations: parseAnnotations(body["annotations"], "the manifest")
	};
	switch (kind) {
		case "manifest": return {
			kind,
			...shared,
			config: parseDescriptor(body["config"], "config"),
			layers: descriptors(body, "layers")
		};
		case "index": return {
			kind,
			...shared,
			manifests: descriptors(body, "manifests")
		};
		case "artifact": return {
			kind,
			...shared,
			blobs: descriptors(body, "blobs")
		};
	}
}
function successorsOf(manifest) {
	const subject = manifest.subject === void 0 ? [] : [manifest.subject];
	switch (manifest.kind) {
		case "manifest": return [
			...subject,
			manifest.config,
			...manifest.layers
		];
		case "index": return [...subject, ...manifest.manifests];
		case "artifact": return [...subject, ...manifest.blobs];
	}
}
function requiredContentOf(manifest) {
	return successorsOf({
		...manifest,
		subject: void 0
	});
}
function artifactTypeOf(manifest) {
	if (manifest.artifactType !== void 0 && manifest.artifactType !== "") return manifest.artifactType;
	return manifest.kind === "manifest" ? manifest.config.mediaType : void 0;
}
function saidMediaType(mediaType) {
	const bare = mediaTypeOfContentType(mediaType);
	return bare === "application/json" || bare === "application/octet-stream" || bare === "text/plain" ? void 0 : bare;
}
function inferred(body) {
	if (body["schemaVersion"] !== 2) return void 0;
	if (Array.isArray(body["manifests"])) return "application/vnd.oci.image.index.v1+json";
	return isRecord(body["config"]) ? "application/vnd.oci.image.manifest.v1+json" : void 0;
}
function checkShape(body, kind) {
	const has = (key) => body[key] !== void 0;
	if (kind !== "artifact" && body["schemaVersion"] !== 2) throw invalid$1("its schemaVersion is not 2");
	if (has("manifests") && (has("layers") || has("config"))) throw invalid$1("it has \"manifests\" beside \"layers\" or \"config\", so readers may disagree about what it is");
	if (kind === "index" && !has("manifests")) throw invalid$1("it is an index without \"manifests\"");
	if (kind === "manifest" && has("manifests")) throw invalid$1("it is an image manifest with \"manifests\"");
	if (kind === "manifest" && (!has("config") || !has("layers"))) throw invalid$1("it is an image manifest without \"config\" or \"layers\"");
}
function descriptors(body, key) {
	const value = body[key];
	if (value === void 0 || value === null) return [];
	if (!Array.isArray(value)) throw invalid$1(`"${key}" is not a list`);
	return value.map((item, index) => parseDescriptor(item, `${key}[${index}]`));
}
function parseObject(bytes) {
	let value;
	try {
		value = JSON.parse(new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes));
	} catch {
		throw invalid$1("it is not JSON");
	}
	if (!isRecord(value)) throw invalid$1("it is not a JSON object");
	return value;
}
function invalid$1(problem) {
	return new OciError("MANIFEST_INVALID", `the manifest is refused: ${problem}`);
}

// src/spec/reference.ts
const componentSource = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const repositoryPattern = new RegExp(`^${componentSource}(?:/${componentSource})*$`);
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const labelSource = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
const hostPattern = new RegExp(`^(?:${labelSource}(?:\\.${labelSource})*|\\[[0-9A-Fa-f:.]+\\])(?::([0-9]{1,5}))?$`);
const maxNameLength = 255;
function isRepositoryName(text) {
	return text.length <= maxNameLength && repositoryPattern.test(text);
}
function isTag(text) {
	return tagPattern.test(text);
}
function isRegistryHost(text) {
	const match = hostPattern.exec(text);
	if (match === null || text.length > maxNameLength) return false;
	const port = match[1];
	return port === void 0 || Number(port) >= 1 && Number(port) <= 65535;
}
function checkRepositoryName(name) {
	if (isRepositoryName(name)) return name;
	throw new OciError("NAME_INVALID", `"${printable(name, 300)}" is not a repository name: lower-case letters, digits, ".", "_", "-" and "/", at most ${maxNameLength} characters`);
}
function checkTag(tag) {
	if (isTag(tag)) return tag;
	throw new OciError("TAG_INVALID", `"${printable(tag, 300)}" is not a tag: letters, digits, "_", "." and "-", not "." or "-" first, at most 128 characters`);
}
function parseReference(text) {
	const bare = text.replace(/^(?:oci|oras):\/\//, "");
	refuseUserInfo(bare);
	const at = bare.indexOf("@");
	const digest = at < 0 ? void 0 : parseDigest(bare.slice(at + 1));
	const { registry, path } = splitRegistry(at < 0 ? bare : bare.slice(0, at));
	const colon = path.lastIndexOf(":");
	const tag = colon < 0 ? void 0 : path.slice(colon + 1);
	const repository = completeRepository(registry, colon < 0 ? path : path.slice(0, colon));
	if (!isRegistryHost(registry)) throw invalid(text, `"${printable(registry, 200)}" is not a registry host`);
	if (!isRepositoryName(repository)) throw invalid(text, repositoryProblem(repository));
	if (tag !== void 0 && !isTag(tag)) throw invalid(text, `"${printable(tag, 200)}" is not a tag (letters, digits, "_", ".", "-", at most 128 characters)`);
	return {
		registry: canonicalRegistry(registry),
		repository,
		tag,
		digest
	};
}
function formatReference(reference) {
	const tag = reference.tag === void 0 ? "" : `:${reference.tag}`;
	const digest = reference.digest === void 0 ? "" : `@${reference.digest}`;
	return `${reference.registry}/${reference.repository}${tag}${digest}`;
}
function canonicalRegistry(registry) {
	const lower = registry.toLowerCase();
	return isDockerHub(lower) ? "docker.io" : lower;
}
const dockerHubHosts = /* @__PURE__ */ new Set([
	"docker.io",
	"index.docker.io",
	"registry-1.docker.io",
	"registry.hub.docker.com"
]);
function isDockerHub(registry) {
	return dockerHubHosts.has(registry.toLowerCase());
}
function apiHost(registry) {
	return isDockerHub(registry) ? "registry-1.docker.io" : registry;
}
function isLoopbackHost(host) {
	const name = host.replace(/:\d+$/, "").toLowerCase();
	return name === "localhost" || name === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(name);
}
function splitRegistry(named) {
	const slash = named.indexOf("/");
	const first = slash < 0 ? "" : named.slice(0, slash);
	return looksLikeRegistry(first) ? {
		registry: first,
		path: named.slice(slash + 1)
	} : {
		registry: "docker.io",
		path: named
	};
}
function looksLikeRegistry(segment) {
	return segment !== "" && (/[.:]/.test(segment) || segment === "localhost" || segment !== segment.toLowerCase());
}
function refuseUserInfo(text) {
	const at = text.indexOf("@");
	if (at < 0 || isDigest(text.slice(at + 1))) return;
	throw new OciError("REFERENCE_INVALID", "the reference has an \"@\" that is not followed by a digest (sha256: and 64 lower-case hex digits). It is not repeated here, because user information may stand before the \"@\"; leave that out and give credentials as username and password, or log in");
}
function completeRepository(registry, path) {
	return isDockerHub(registry) && !path.includes("/") ? `library/${path}` : path;
}
function repositoryProblem(repository) {
	if (repository === "" || repository === "library/") return "it names no repository; write registry/repository";
	if (repository !== repository.toLowerCase() && isRepositoryName(repository.toLowerCase())) return `the repository has upper-case letters; write "${repository.toLowerCase()}"`;
	return `"${printable(repository, 200)}" is not a repository name (lower-case letters, digits, ".", "_", "-", "/")`;
}
function invalid(text, problem) {
	return new OciError("REFERENCE_INVALID", `"${printable(text, 300)}" is not a reference: ${problem}`);
}

// src/spec/output-target.ts
const ociScheme = "oci://";
function parseOutputTarget(target) {
	if (!target.startsWith("oci://")) return {
		isOci: false,
		localPath: target
	};
	const bare = target.slice(6);
	refuseUserInfo(bare);
	const at = bare.indexOf("@");
	if (at >= 0) {
		const what = isDigest(bare.slice(at + 1)) ? "a digest" : "an \"@\"";
		throw new OciError("REFERENCE_INVALID", `"${printable(target, 300)}" is not a target: it has ${what}, but the digest follows from the content; write oci://registry/repository:tag`);
	}
	const { registry, repository, tag } = parseReference(bare);
	return {
		isOci: true,
		registry,
		repository,
		tag
	};
}
function formatOutputTarget(target) {
	return target.isOci ? ociScheme + formatReference(target) : target.localPath;
}

// src/spec/platform-text.ts
const annotationPlatform = "io.oci-artifact.platform";
const platformPattern = /^([a-z0-9_-]{1,40})\/([a-z0-9_-]{1,40})(?:\/([a-z0-9._-]{1,40}))?(?::([A-Za-z0-9._-]{1,60}))?$/;
function isPlatformText(text) {
	return platformPattern.test(text);
}
function platformFromText(text) {
	const [, os, architecture, variant, version] = platformPattern.exec(text) ?? [];
	if (os === void 0 || architecture === void 0) throw new OciError("INPUT_INVALID", `"${printable(text, 200)}" is not a platform; write os/arch or os/arch/variant, for example linux/amd64 or linux/arm64/v8`);
	return {
		architecture,
		os,
		...version === void 0 ? {} : { "os.version": version },
		...variant === void 0 ? {} : { variant }
	};
}
function platformText(platform) {
	const { os, architecture, variant } = platform;
	const version = platform["os.version"];
	return `${os}/${architecture}${variant ? `/${variant}` : ""}${version ? `:${version}` : ""}`;
}

// src/spec/pushed-manifest.ts
function checkPushedManifest(content, mediaType, digest, tags = []) {
	if (content.byteLength > 4194304) throw new OciError("SIZE_LIMIT", `the manifest has ${content.byteLength} bytes; a registry takes ${maxManifestBytes} at most`);
	for (const tag of tags) checkTag(tag);
	const algorithm = digest === void 0 ? "sha256" : digestAlgorithm(parseDigest(digest));
	const actual = digestOf(content, algorithm);
	if (digest !== void 0 && digest !== actual) throw new OciError("DIGEST_INVALID", `the manifest was announced as ${digest}, but what was sent hashes to ${actual}`);
	const manifest = parseManifest(content, mediaType);
	return {
		manifest,
		descriptor: {
			mediaType: manifest.mediaType,
			digest: actual,
			size: content.byteLength
		}
	};
}
function contentToRequire(manifest, allowSparse) {
	if (allowSparse) return [];
	return requiredContentOf(manifest).filter((descriptor) => descriptor.urls === void 0 || descriptor.urls.length === 0);
}
function missingContentError(repository, manifest, missing) {
	return new OciError("MANIFEST_BLOB_UNKNOWN", `the manifest ${manifest.digest} refers to ${missing.digest}, which is not in ${repository}; push that first`, { detail: { digest: missing.digest } });
}
function referrerDescriptor(descriptor, manifest) {
	return {
		...plainDescriptor(descriptor),
		artifactType: artifactTypeOf(manifest),
		annotations: manifest.annotations
	};
}

export { digestOf as $, descriptorOf as A, manifestMediaTypes as B, parseReference as C, parseManifest as D, maxManifestBytes as E, plainDescriptor as F, mediaTypeImageLayerGzip as G, mediaTypeImageConfig as H, checkMediaType as I, mediaTypeOctetStream as J, mediaTypeImageLayerZstd as K, isManifestMediaType as L, emptyJsonBytes as M, isRecord as N, requiredContentOf as O, parseDescriptor as P, digestHex as Q, isMediaType as R, looksLikeRegistry as S, artifactTypeOf as T, mediaTypeImageIndex as U, mediaTypeEmptyJson as V, mediaTypeImageLayer as W, Digester as X, mediaTypeOfContentType as Y, digestAlgorithm as Z, formatReference as _, annotationPlatform as a, isNotFound as at, isRepositoryName as b, platformText as c, statusOf as ct, parseOutputTarget as d, isDigest as et, apiHost as f, completeRepository as g, checkTag as h, referrerDescriptor as i, abortedError as it, emptyDescriptor as j, successorsOf as k, formatOutputTarget as l, throwIfAborted as lt, checkRepositoryName as m, contentToRequire as n, printable as nt, isPlatformText as o, isOciError as ot, canonicalRegistry as p, mediaTypeImageManifest as q, missingContentError as r, OciError as rt, platformFromText as s, isOciErrorCode as st, checkPushedManifest as t, parseDigest as tt, ociScheme as u, isLoopbackHost as v, refuseUserInfo as w, isTag as x, isRegistryHost as y, manifestKind as z };