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

// src/report/format.ts
const units = [
	"KiB",
	"MiB",
	"GiB",
	"TiB",
	"PiB"
];
function formatBytes(bytes) {
	if (bytes < 1024) return `${bytes} B`;
	let value = bytes;
	let unit = "";
	for (const next of units) {
		if (value < 1024) break;
		value /= 1024;
		unit = next;
	}
	return `${value < 10 ? value.toFixed(1) : Math.round(value).toString()} ${unit}`;
}
function formatDuration(ms) {
	if (ms < 1e3) return `${Math.round(ms)} ms`;
	const seconds = ms / 1e3;
	if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
function formatCount(count) {
	return count.toString().replace(/\B(?=(?:\d{3})+$)/g, ",");
}
function formatNumber(count, noun) {
	return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
function formatRatio(contentSize, layerSize) {
	return layerSize === 0 ? "1.0 : 1" : `${(contentSize / layerSize).toFixed(1)} : 1`;
}
function shortDigest(digest) {
	return digest.replace(/^(sha\d+:[0-9a-f]{12})[0-9a-f]*$/, "$1…");
}

// src/report/markdown.ts
const maxSummaryBytes = 921600;
function code(text, limit = 1e3) {
	return `<code>${escapeMarkdown(printable(text, limit))}</code>`;
}
function escapeMarkdown(text) {
	return text.replace(/[&<>"'`|*_~[\](){}!#@:\\$-]/g, (character) => `&#${character.charCodeAt(0)};`);
}
function fenced(language, content) {
	const runs = content.flatMap((line) => line.match(/`+/g) ?? []);
	const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
	return [
		fence + language,
		...content,
		fence
	];
}
function shellWord(text) {
	const safe = printable(text);
	return /^[A-Za-z0-9_./:@%+=,-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}
function truncateMarkdown(markdown, limit = maxSummaryBytes) {
	if (Buffer.byteLength(markdown) <= limit) return markdown;
	const note = "\n\n*The summary was longer than the runner takes; the rest is left out.*\n";
	let room = limit - Buffer.byteLength(note) - maxFenceBytes;
	let fence;
	const kept = [];
	for (const line of markdown.split("\n")) {
		room -= Buffer.byteLength(line) + 1;
		if (room < 0) break;
		kept.push(line);
		const mark = /^`{3,}/.exec(line)?.[0];
		if (mark !== void 0) fence = fence === void 0 ? mark : void 0;
	}
	return kept.join("\n") + (fence === void 0 ? "" : `\n${fence}`) + note;
}
const maxFenceBytes = 64;

// src/report/outcome.ts
const outputNames = [
	"digest",
	"reference",
	"pinned-reference",
	"name",
	"tags",
	"store-path",
	"media-type",
	"artifact-type",
	"size",
	"layer-digest",
	"layer-size",
	"content-digest",
	"pushed",
	"checksums"
];
function outputTexts(outcome) {
	const values = outputValues(outcome);
	const text = (name) => {
		const value = values[name];
		return typeof value === "object" ? value.join("\n") : String(value);
	};
	return Object.fromEntries(outputNames.map((name) => [name, text(name)]));
}
function outputValues(outcome) {
	return {
		digest: outcome.digest,
		reference: outcome.reference,
		"pinned-reference": outcome.pinnedReference,
		name: outcome.name,
		tags: outcome.tags,
		"store-path": outcome.storePath,
		"media-type": outcome.mediaType,
		"artifact-type": outcome.artifactType,
		size: outcome.size,
		"layer-digest": outcome.layerDigest,
		"layer-size": outcome.layerSize,
		"content-digest": outcome.contentDigest,
		pushed: outcome.pushed,
		checksums: outcome.checksums.trimEnd()
	};
}
function outputJson(outcome) {
	return JSON.stringify(outputValues(outcome));
}
function tagNames(outcome) {
	if (outcome.tags.length > 0) return outcome.tags.map((reference) => reference.slice(reference.lastIndexOf(":") + 1));
	const { reference, storePath } = outcome;
	return reference.startsWith(`${storePath}:`) ? [reference.slice(storePath.length + 1)] : [];
}

// src/report/commands.ts
function artifactCommands(outcome, options) {
	if (!options.inRegistry) return localCommands(outcome);
	const pinned = shellWord(outcome.pinnedReference);
	const oras = orasUnpacks(outcome) ? ["# or", `oras pull ${options.plainHttp ? "--plain-http " : ""}${pinned}`] : [];
	return [
		"**Pull**",
		"",
		...fenced("sh", [`npx oci-artifact pull ${pinned} -o out${options.plainHttp ? " --plain-http" : ""}`, ...oras]),
		"",
		"**Sign and verify**",
		"",
		...fenced("sh", [`cosign sign --yes ${pinned}`, ...cosignVerify(pinned, options)]),
		"",
		"**Attest**, in a job with `id-token: write`, `attestations: write` and `packages: write`",
		"",
		...fenced("yaml", [
			"- uses: actions/attest@v4",
			"  with:",
			`    subject-name: ${outcome.name}`,
			`    subject-digest: ${outcome.digest}`,
			"    push-to-registry: true"
		])
	];
}
function localCommands(outcome) {
	if (!orasUnpacks(outcome)) return [];
	const [tag] = tagNames(outcome);
	const name = tag === void 0 ? `@${outcome.digest}` : `:${tag}`;
	return [
		"**Unpack from the layout**",
		"",
		...fenced("sh", [`oras pull --oci-layout ${shellWord(outcome.storePath + name)}`])
	];
}
function cosignVerify(pinned, options) {
	const url = options.repositoryUrl ?? "https://github.com/OWNER/REPOSITORY";
	const server = new URL(url).origin;
	const issuer = server === "https://github.com" ? "https://token.actions.githubusercontent.com" : `${server}/_services/token`;
	return [
		`cosign verify ${pinned} \\`,
		`  --certificate-identity-regexp ${shellWord(`^${url.replaceAll(".", String.raw`\.`)}/`)} \\`,
		`  --certificate-oidc-issuer ${shellWord(issuer)}`
	];
}
function orasUnpacks(outcome) {
	return outcome.layers.every((layer) => layer.mediaType === mediaTypeImageLayerGzip);
}

// src/report/failure.ts
function explainFailure(error, context) {
	const oci = isOciError(error) ? innermost(error) : void 0;
	if (oci === void 0) return `unexpected failure: ${printable(error instanceof Error ? error.message : String(error))}`;
	const advice = (advisers[oci.code] ?? toPlace)(context, oci);
	const message = oneSentence(isOciError(error) && tellsMoreThan(error, oci) ? error.message : oci.message);
	return `${advice.input === void 0 || message.startsWith(context.label(advice.input)) ? "" : `${context.label(advice.input)}: `}${message}${advice.fix === void 0 ? "" : `; ${advice.fix}`}`;
}
const toDirectory = (context) => ({ input: context.directoryInput });
const toPlace = (context, { message }) => ({
	input: placeOf(context),
	fix: context.plainHttp === true && /HTTP request (?:was sent )?to (?:an )?HTTPS/i.test(message) ? `leave out ${context.label("plain-http")}` : void 0
});
const advisers = {
	INPUT_INVALID: (context, { detail, message }) => isRecord(detail) && "input" in detail || /\b(?:source-dir|sub-dir|ca-file)\b/.test(message) ? {} : { input: context.directoryInput },
	FILE_SYSTEM: (context, error) => concernsOutput(error, context) ? {
		input: "output-dir",
		fix: "give a directory with room that this user may write"
	} : { input: context.directoryInput },
	FILE_CHANGED: toDirectory,
	ABORTED: () => ({}),
	UNAUTHORIZED: (context, { message }) => ({
		input: placeOf(context),
		fix: message.includes("log in") ? void 0 : `give ${context.label("username")} and ${context.label("password")}, or log in to ${context.registry ?? "the registry"} first`
	}),
	CREDENTIALS: (context) => ({
		input: placeOf(context),
		fix: `mend the configuration, or give ${context.label("username")} and ${context.label("password")}`
	}),
	UNREACHABLE: (context, { message }) => ({
		input: placeOf(context),
		fix: /check|set plain-http/.test(message) ? void 0 : "check that the registry can be reached from this machine"
	}),
	TIMEOUT: (context) => context.timedOut === true ? {
		input: "timeout",
		fix: "give more time, or none to have no limit"
	} : { input: placeOf(context) },
	ALREADY_EXISTS: () => ({ input: "if-tag-exists" }),
	REDIRECT_REFUSED: (context, { message }) => ({
		input: placeOf(context),
		fix: message.includes("as a token realm") ? `name it in ${context.label("token-hosts")}` : void 0
	})
};
function placeOf(context) {
	return context.placeInput ?? "target";
}
function concernsOutput(error, context) {
	return causes(error).some((cause) => {
		const { path, code } = cause;
		if (code === "ENOSPC" || code === "EDQUOT" || code === "EROFS") return true;
		return typeof path === "string" && context.isOutput?.(path) === true;
	});
}
function innermost(error) {
	let inner = error;
	while (isOciError(inner.cause) && inner.cause.code === inner.code) inner = inner.cause;
	return inner;
}
function tellsMoreThan(outer, inner) {
	return outer !== inner && outer.name !== "CopyError" && outer.message.includes(inner.message);
}
function causes(error) {
	const found = [];
	for (let next = error; next instanceof Error && found.length < 20; next = next.cause) {
		found.push(next);
		if (next instanceof AggregateError) found.push(...next.errors);
	}
	return found;
}
function oneSentence(message) {
	const joined = message.replace(/\.\s+(In|If|An?|The|It|Remove|Mend|Rename|Leave|Log|Grant|Check)\b/g, (_, word) => `; ${word.toLowerCase()}`);
	return printable(joined.trim().replace(/\.+$/, ""));
}

// src/report/picture.ts
const maxBoxes = 12;
function artifactPicture(outcome) {
	return fenced("mermaid", [
		"flowchart LR",
		...boxes("tag", tagNames(outcome), "tag").map((label, index) => `  tag${index}([${label}]) --> manifest`),
		`  manifest[${box("manifest", shortDigest(outcome.digest), outcome.artifactType, formatBytes(outcome.size))}]`,
		`  manifest --> config[${box("config", ...about(outcome.config))}]`,
		...boxes("layer", outcome.layers, "layer").map((label, index) => `  manifest --> layer${index}[${label}]`)
	]);
}
function boxes(kind, items, noun) {
	const shown = items.slice(0, maxBoxes).map((item) => box(kind, ...typeof item === "string" ? [item] : about(item)));
	const rest = items.length - shown.length;
	return rest > 0 ? [...shown, box(`${formatNumber(rest, noun)} more`)] : shown;
}
function about(descriptor) {
	return [
		descriptor.mediaType,
		shortDigest(descriptor.digest),
		formatBytes(descriptor.size)
	];
}
function box(...rows) {
	return `"${rows.filter((row) => row !== "").map(escapeLabel).join("<br/>")}"`;
}
function escapeLabel(text) {
	return Array.from(text.slice(0, 200), (character) => /[A-Za-z0-9 ./+:_…-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`).join("");
}

// src/report/printer.ts
const minSecretLength = 4;
function safeLine(text) {
	const line = printable(text).replaceAll("##[", "## [");
	return line.trimStart().startsWith("::") ? line.replace("::", String.raw`\u003a:`) : line;
}
var Printer = class {
	#write;
	#secrets = /* @__PURE__ */ new Set();
	constructor(write) {
		this.#write = write;
	}
	hide(secret) {
		if (secret.length >= 4) this.#secrets.add(secret);
	}
	line(text) {
		this.#write(this.safe(text));
	}
	safe(text) {
		let hidden = text;
		for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length)) hidden = hidden.replaceAll(secret, "***");
		return safeLine(hidden);
	}
};

// src/report/summary.ts
const maxWarnings = 100;
function jobSummary(outcome, options) {
	return truncateMarkdown([
		`### ${heading(outcome, options)} ${code(outcome.reference)}`,
		"",
		...table(outcome),
		"",
		...artifactPicture(outcome),
		"",
		...artifactCommands(outcome, options),
		"",
		...warningList(options.warnings ?? [])
	].join("\n"));
}
function heading(outcome, options) {
	if (outcome.pushed) return "Published";
	return options.inRegistry ? "Left as it was:" : "Packaged";
}
function table(outcome) {
	return [
		"| | |",
		"|---|---|",
		...[
			["Reference", code(outcome.reference)],
			["Digest", code(outcome.digest)],
			...outcome.tags.length > 1 ? [["Tags", tagList(outcome.tags)]] : [],
			["Artifact type", code(outcome.artifactType)],
			["Size", outcome.contentSize === 0 ? formatBytes(outcome.layerSize) : `${formatBytes(outcome.layerSize)} from ${formatBytes(outcome.contentSize)} in ${formatNumber(outcome.files, "file")}`],
			...outcome.contentSize === 0 ? [] : [["Ratio", formatRatio(outcome.contentSize, outcome.layerSize)]],
			...outcome.excluded > 0 ? [["Excluded", formatNumber(outcome.excluded, "path")]] : [],
			["Duration", formatDuration(outcome.durationMs)]
		].map(([name, value]) => `| **${name}** | ${value} |`)
	];
}
const maxTags = 50;
function tagList(tags) {
	const shown = tags.slice(0, maxTags).map((tag) => code(tag.slice(tag.lastIndexOf(":") + 1)));
	return tags.length > maxTags ? `${shown.join(" ")} and ${tags.length - maxTags} more` : shown.join(" ");
}
function warningList(warnings) {
	if (warnings.length === 0) return [];
	const items = warnings.slice(0, maxWarnings).map((warning) => `- ${code(warning)}`);
	const more = warnings.length > maxWarnings ? [`- and ${warnings.length - maxWarnings} more`] : [];
	return [
		"**Warnings**",
		"",
		...items,
		...more,
		""
	];
}

export { isManifestMediaType as $, checkRepositoryName as A, refuseUserInfo as B, platformFromText as C, isOciErrorCode as Ct, parseOutputTarget as D, ociScheme as E, isRegistryHost as F, successorsOf as G, maxManifestBytes as H, isRepositoryName as I, emptyJsonBytes as J, descriptorOf as K, isTag as L, completeRepository as M, formatReference as N, apiHost as O, isLoopbackHost as P, checkMediaType as Q, looksLikeRegistry as R, isPlatformText as S, isOciError as St, formatOutputTarget as T, throwIfAborted as Tt, parseManifest as U, artifactTypeOf as V, requiredContentOf as W, parseDescriptor as X, isRecord as Y, plainDescriptor as Z, checkPushedManifest as _, parseDigest as _t, outputNames as a, mediaTypeImageIndex as at, referrerDescriptor as b, abortedError as bt, code as c, mediaTypeImageLayerZstd as ct, formatBytes as d, mediaTypeOfContentType as dt, isMediaType as et, formatCount as f, Digester as ft, shortDigest as g, isDigest as gt, formatRatio as h, digestOf as ht, outputJson as i, mediaTypeImageConfig as it, checkTag as j, canonicalRegistry as k, escapeMarkdown as l, mediaTypeImageManifest as lt, formatNumber as m, digestHex as mt, Printer as n, manifestMediaTypes as nt, outputTexts as o, mediaTypeImageLayer as ot, formatDuration as p, digestAlgorithm as pt, emptyDescriptor as q, explainFailure as r, mediaTypeEmptyJson as rt, tagNames as s, mediaTypeImageLayerGzip as st, jobSummary as t, manifestKind as tt, truncateMarkdown as u, mediaTypeOctetStream as ut, contentToRequire as v, printable as vt, platformText as w, statusOf as wt, annotationPlatform as x, isNotFound as xt, missingContentError as y, OciError as yt, parseReference as z };