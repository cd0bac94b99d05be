let require_usingCtx;
let require_hash_worker;
let node_timers_promises;
let node_os;

// src/spec/annotations.ts
const annotationCreated = "org.opencontainers.image.created";
const annotationTitle = "org.opencontainers.image.title";
const annotationVersion = "org.opencontainers.image.version";
const annotationSource = "org.opencontainers.image.source";
const annotationRevision = "org.opencontainers.image.revision";
const annotationRefName = "org.opencontainers.image.ref.name";
const annotationContainerdName = "io.containerd.image.name";
const annotationFileMode = "io.oci-artifact.file.mode";
const annotationModelFilePath = "org.cncf.model.filepath";
const annotationContentDigest = "io.deis.oras.content.digest";
const annotationEncoder = "io.oci-artifact.encoder";
const annotationShard = "io.oci-artifact.shard";
const annotationShardLayers = "io.oci-artifact.shard.layers";
const annotationShardPlan = "io.oci-artifact.shard.plan";
const annotationContentUnpack = "io.deis.oras.content.unpack";
const annotationArchiveUnpack = "io.oci-artifact.content.unpack";
function compareBytes(a, b) {
	const length = Math.min(a.length, b.length);
	for (let index = 0; index < length; index++) {
		const x = a.charCodeAt(index);
		const y = b.charCodeAt(index);
		if (x !== y) return sortKey(x) - sortKey(y);
	}
	return a.length - b.length;
}
function sortKey(unit) {
	if (unit >= 57344) return unit - 2048;
	return unit >= 55296 ? unit + 8192 : unit;
}

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
	VERIFICATION_FAILED: 403,
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
	name;
	code;
	detail;
	status;
	wireCode;
	reason;
	remedy;
	constructor(code, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.name = code === "ABORTED" ? "AbortError" : "OciError";
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
function inputError(subject, value, problem, cause) {
	const quoted = value === void 0 ? "" : ` ${quoteInput(value)}`;
	return new OciError("INPUT_INVALID", `${subject}:${quoted} ${problem}`, {
		cause,
		detail: { input: subject.replaceAll("`", "") }
	});
}

// src/spec/check-numbers.ts
function checkNumbers(options, minimums) {
	for (const [name, minimum] of Object.entries(minimums)) {
		const value = options[name];
		if (value !== void 0 && minimum !== void 0) checkNumber(name, value, minimum);
	}
}
function checkNumber(name, value, minimum) {
	const isTime = /ms$/i.test(name);
	if (typeof value === "number" && (isTime || Number.isInteger(value) || value === Infinity) && value >= minimum) return;
	throw new OciError("INPUT_INVALID", `cannot use ${name}: ${String(value)} is not ${isTime ? "a number of milliseconds" : "an integer"} of at least ${minimum}`, { detail: { input: name } });
}

// src/spec/date.ts
const reproducibleTimestamp = "1970-01-01T00:00:00Z";
const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$/;
function isRfc3339(text) {
	const match = pattern.exec(text);
	if (match === null) return false;
	const [year, month, day, hour, minute, second, offsetHour, offsetMinute] = match.slice(1).map((part) => Number(part ?? 0));
	if (month === void 0 || day === void 0 || year === void 0) return false;
	const days = new Date(Date.UTC(2e3, month, 0)).getUTCDate() - (month === 2 && !isLeap(year) ? 1 : 0);
	return month >= 1 && month <= 12 && day >= 1 && day <= days && (hour ?? 0) <= 23 && (minute ?? 0) <= 59 && (second ?? 0) <= 59 && (offsetHour ?? 0) <= 23 && (offsetMinute ?? 0) <= 59;
}
function isLeap(year) {
	return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

// src/spec/runtime-module.ts
function runtimeModule(name) {
	const { process } = globalThis;
	return process?.getBuiltinModule?.(name);
}

// src/spec/sha2.ts
function createPureHash(algorithm) {
	return algorithm === "sha256" ? new Sha256() : new Sha512();
}
var BlockHash = class {
	#block;
	#view;
	#used = 0;
	#size = 0;
	constructor(blockSize) {
		this.#block = new Uint8Array(blockSize);
		this.#view = new DataView(this.#block.buffer);
	}
	update(bytes) {
		this.#size += bytes.byteLength;
		this.#append(bytes);
		return this;
	}
	digest() {
		const block = this.#block;
		const bits = BigInt(this.#size) * 8n;
		const lengthAt = block.length - block.length / 8;
		this.#append(Uint8Array.of(128));
		if (this.#used > lengthAt) this.#append(new Uint8Array(block.length - this.#used));
		block.fill(0, this.#used);
		this.#view.setBigUint64(block.length - 8, bits);
		this.compress(this.#view);
		return this.state();
	}
	#append(bytes) {
		const block = this.#block;
		for (let start = 0; start < bytes.byteLength;) {
			const part = bytes.subarray(start, start + block.length - this.#used);
			block.set(part, this.#used);
			this.#used += part.byteLength;
			start += part.byteLength;
			if (this.#used < block.length) return;
			this.compress(this.#view);
			this.#used = 0;
		}
	}
};
var Sha256 = class extends BlockHash {
	#state = Int32Array.from(initialWords(), high32);
	#constants = Int32Array.from(roundConstants(64), high32);
	#words = /* @__PURE__ */ new Int32Array(64);
	constructor() {
		super(64);
	}
	compress(block) {
		const [words, constants, state] = [
			this.#words,
			this.#constants,
			this.#state
		];
		for (let t = 0; t < 16; t++) words[t] = block.getInt32(4 * t);
		for (let t = 16; t < 64; t++) {
			const [w2, w7, w15, w16] = [
				at(words, t - 2),
				at(words, t - 7),
				at(words, t - 15),
				at(words, t - 16)
			];
			const s0 = rotate32(w15, 7) ^ rotate32(w15, 18) ^ w15 >>> 3;
			const s1 = rotate32(w2, 17) ^ rotate32(w2, 19) ^ w2 >>> 10;
			words[t] = w16 + s0 + w7 + s1;
		}
		let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
		for (let t = 0; t < 64; t++) {
			const s1 = rotate32(e, 6) ^ rotate32(e, 11) ^ rotate32(e, 25);
			const first = h + s1 + (e & f ^ ~e & g) + at(constants, t) + at(words, t) | 0;
			const second = (rotate32(a, 2) ^ rotate32(a, 13) ^ rotate32(a, 22)) + (a & b ^ a & c ^ b & c) | 0;
			[h, g, f, e, d, c, b, a] = [
				g,
				f,
				e,
				d + first | 0,
				c,
				b,
				a,
				first + second | 0
			];
		}
		for (const [index, value] of [
			a,
			b,
			c,
			d,
			e,
			f,
			g,
			h
		].entries()) state[index] = at(state, index) + value;
	}
	state() {
		return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
	}
};
var Sha512 = class extends BlockHash {
	#state = initialWords();
	#constants = roundConstants(80);
	constructor() {
		super(128);
	}
	compress(block) {
		const words = Array.from({ length: 16 }, (_, t) => block.getBigUint64(8 * t));
		for (let t = 16; t < 80; t++) {
			const [w2 = 0n, w7 = 0n, w15 = 0n, w16 = 0n] = [
				words[t - 2],
				words[t - 7],
				words[t - 15],
				words[t - 16]
			];
			const s0 = rotate64(w15, 1n) ^ rotate64(w15, 8n) ^ w15 >> 7n;
			const s1 = rotate64(w2, 19n) ^ rotate64(w2, 61n) ^ w2 >> 6n;
			words.push(low64(w16 + s0 + w7 + s1));
		}
		let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = this.#state;
		for (const [t, constant] of this.#constants.entries()) {
			const s1 = rotate64(e, 14n) ^ rotate64(e, 18n) ^ rotate64(e, 41n);
			const first = h + s1 + (e & f ^ low64(~e) & g) + constant + (words[t] ?? 0n);
			const second = (rotate64(a, 28n) ^ rotate64(a, 34n) ^ rotate64(a, 39n)) + (a & b ^ a & c ^ b & c);
			[h, g, f, e, d, c, b, a] = [
				g,
				f,
				e,
				low64(d + first),
				c,
				b,
				a,
				low64(first + second)
			];
		}
		const added = [
			a,
			b,
			c,
			d,
			e,
			f,
			g,
			h
		];
		this.#state = this.#state.map((word, index) => low64(word + (added[index] ?? 0n)));
	}
	state() {
		return this.#state.map((word) => word.toString(16).padStart(16, "0")).join("");
	}
};
function at(words, index) {
	return words[index] ?? 0;
}
function rotate32(word, bits) {
	return word >>> bits | word << 32 - bits;
}
function rotate64(word, bits) {
	return low64(word >> bits | word << 64n - bits);
}
function low64(value) {
	return BigInt.asUintN(64, value);
}
function high32(word) {
	return Number(BigInt.asIntN(32, word >> 32n));
}
function initialWords() {
	return primes(8).map((prime) => fractionOfRoot(prime, 2n));
}
function roundConstants(count) {
	return primes(count).map((prime) => fractionOfRoot(prime, 3n));
}
function primes(count) {
	const found = [];
	for (let each = 2n; found.length < count; each++) if (found.every((prime) => each % prime !== 0n)) found.push(each);
	return found;
}
function fractionOfRoot(value, degree) {
	const target = value << 64n * degree;
	let root = 0n;
	for (let bit = 1n << 70n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= target) root += bit;
	return low64(root);
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
		this.#hash = runtimeModule("node:crypto")?.createHash(algorithm) ?? createPureHash(algorithm);
	}
	update(bytes) {
		const content = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
		this.#hash.update(content);
		this.size += content.byteLength;
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
	mediaType: mediaTypeEmptyJson,
	digest: parseDigest("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"),
	size: emptyJsonBytes.byteLength,
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
	if (!isRecord(value)) throw invalid$3(where, "is not an object");
	const { mediaType, digest } = value;
	if (typeof mediaType !== "string" || mediaType === "") throw invalid$3(where, "has no mediaType");
	if (typeof digest !== "string") throw invalid$3(where, "has no digest");
	const size = isSize(value["size"]) ? value["size"] : options.defaultSize;
	if (size === void 0) throw invalid$3(where, `has the size ${printable(String(value["size"]), 40)}, not a whole number from 0 to 2^53-1`);
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
	if (!isRecord(value)) throw invalid$3(where, "has annotations that are not an object");
	for (const [key, item] of Object.entries(value)) if (typeof item !== "string") throw invalid$3(where, `has the annotation "${printable(key, 200)}" with a value that is not a string`);
	return value;
}
function parsePlatform(value, where) {
	if (value === void 0 || value === null) return void 0;
	if (!isRecord(value)) throw invalid$3(where, "has a platform that is not an object");
	const { architecture, os } = value;
	if (typeof architecture !== "string" || typeof os !== "string") throw invalid$3(where, "has a platform without architecture or os");
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
	if (typeof value !== "string") throw invalid$3(where, "is not a string");
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
	if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) throw invalid$3(where, "is not a list of strings");
	return value;
}
function checkDigest(text, where) {
	try {
		return parseDigest(text);
	} catch (cause) {
		throw new OciError("MANIFEST_INVALID", `${where} has the invalid digest "${printable(text, 160)}"; use sha256 or sha512 in lower-case hex`, { cause });
	}
}
function invalid$3(where, problem) {
	return new OciError("MANIFEST_INVALID", `${where} ${problem}`);
}

// src/spec/json.ts
const maxJsonDepth = 200;
var JsonError = class extends Error {
	name = "JsonError";
};
function parseJson(bytes) {
	let value;
	try {
		const text = typeof bytes === "string" ? bytes : new TextDecoder("utf-8", { fatal: true }).decode(bytes);
		if (jsonDepth(text) > 200) throw new JsonError(`it has more than ${200} levels of nested arrays and objects`);
		value = JSON.parse(text);
	} catch (error) {
		throw error instanceof JsonError ? error : new JsonError("it is not JSON");
	}
	return value;
}
function jsonDepth(text) {
	let depth = 0;
	let deepest = 0;
	for (let index = 0; index < text.length; index++) switch (text.charCodeAt(index)) {
		case 34:
			index = endOfString(text, index);
			break;
		case 91:
		case 123:
			depth++;
			if (depth > deepest) deepest = depth;
			break;
		case 93:
		case 125: depth--;
	}
	return deepest;
}
function endOfString(text, start) {
	for (let end = text.indexOf("\"", start + 1); end !== -1; end = text.indexOf("\"", end + 1)) {
		let backslashes = 0;
		while (text.charCodeAt(end - 1 - backslashes) === 92) backslashes++;
		if (backslashes % 2 === 0) return end;
	}
	return text.length;
}
function encodeJson(value) {
	return new TextEncoder().encode(encodeValue(value, false, 1));
}
function encodeValue(value, sorted, level) {
	if (level > 201) throw new OciError("MANIFEST_INVALID", `cannot encode JSON with more than ${200} levels of nested arrays and objects`);
	if (Array.isArray(value)) return `[${value.map((item) => encodeValue(item, false, level + 1)).join(",")}]`;
	if (typeof value === "object" && value !== null) {
		const members = Object.entries(value).filter(([, member]) => member !== void 0);
		if (sorted) members.sort(([a], [b]) => compareBytes(a, b));
		return `{${members.map(([key, member]) => `${encodeString(key)}:${encodeValue(member, key === "annotations", level + 1)}`).join(",")}}`;
	}
	return typeof value === "string" ? encodeString(value) : JSON.stringify(value);
}
function encodeString(text) {
	return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, "0"));
}

// src/spec/json-edit.ts
function memberText(json, key) {
	const member = findMember(membersOf(json), key);
	return member === void 0 ? void 0 : json.slice(member.valueStart, member.end);
}
function withMember(json, key, value, isSorted = false) {
	const members = membersOf(json);
	const existing = findMember(members, key);
	if (existing !== void 0) return json.slice(0, existing.valueStart) + value + json.slice(existing.end);
	const open = json.indexOf("{") + 1;
	const [first, second] = members;
	if (first === void 0) return `${json.slice(0, open)}${encodeString(key)}:${value}${json.slice(open)}`;
	const member = encodeString(key) + json.slice(first.keyEnd, first.valueStart) + value;
	const beforeFirst = json.slice(open, first.start);
	const separator = second === void 0 ? `,${beforeFirst}` : json.slice(first.end, second.start);
	const next = isSorted ? members.find((each) => compareBytes(each.key, key) > 0) : void 0;
	if (next !== void 0) return json.slice(0, next.start) + member + separator + json.slice(next.start);
	const end = members.at(-1)?.end ?? open;
	return json.slice(0, end) + separator + member + json.slice(end);
}
function withoutMember(json, key) {
	const members = membersOf(json);
	const member = findMember(members, key);
	if (member === void 0) return json;
	const index = members.indexOf(member);
	const previous = members[index - 1];
	const next = members[index + 1];
	if (previous !== void 0) return json.slice(0, previous.end) + json.slice(member.end);
	if (next !== void 0) return json.slice(0, member.start) + json.slice(next.start);
	return "{}";
}
function withItems(json, replace) {
	let result = "";
	let copied = 0;
	for (let at = skipSpace(json, json.indexOf("[") + 1); json[at] !== "]";) {
		const end = endOfValue(json, at);
		result += json.slice(copied, at) + replace(json.slice(at, end));
		copied = end;
		at = skipSpace(json, end);
		if (json[at] === ",") at = skipSpace(json, at + 1);
	}
	return result + json.slice(copied);
}
function findMember(members, key) {
	const [member, other] = members.filter((each) => each.key === key);
	if (other === void 0) return member;
	throw new OciError("MANIFEST_INVALID", `cannot edit the manifest: it has the member "${key}" twice`);
}
function membersOf(json) {
	const members = [];
	for (let start = skipSpace(json, json.indexOf("{") + 1); json[start] === "\"";) {
		const keyEnd = endOfString(json, start) + 1;
		const valueStart = skipSpace(json, json.indexOf(":", keyEnd) + 1);
		const end = endOfValue(json, valueStart);
		members.push({
			key: JSON.parse(json.slice(start, keyEnd)),
			start,
			keyEnd,
			valueStart,
			end
		});
		const comma = skipSpace(json, end);
		start = json[comma] === "," ? skipSpace(json, comma + 1) : json.length;
	}
	return members;
}
function skipSpace(json, start) {
	let index = start;
	while (index < json.length && " 	\r\n".includes(json.charAt(index))) index++;
	return index;
}
function endOfValue(json, start) {
	let depth = 0;
	for (let index = start; index < json.length; index++) switch (json.charAt(index)) {
		case "\"":
			index = endOfString(json, index);
			if (depth === 0) return index + 1;
			break;
		case "{":
		case "[":
			depth++;
			break;
		case "}":
		case "]":
			if (depth === 0) return index;
			depth--;
			if (depth === 0) return index + 1;
			break;
		case ",":
		case " ":
		case "	":
		case "\r":
		case "\n": if (depth === 0) return index;
	}
	return json.length;
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
const digestTagPattern = /^sha(?:256|512)-[0-9a-f]{64}(?:\..*)?$/;
function isDigestTag(tag) {
	return digestTagPattern.test(tag);
}
function tagOfFullReference(text) {
	const [, registry, repository, tag] = /^([^/]+)\/(.+):([^:/]+)$/.exec(text) ?? [];
	if (registry === void 0 || repository === void 0 || tag === void 0) return void 0;
	return looksLikeRegistry(registry) && isRegistryHost(registry) && isRepositoryName(repository) && isTag(tag) ? tag : void 0;
}
function shortTag(name) {
	return tagOfFullReference(name) ?? name;
}
function isRegistryHost(text) {
	const match = hostPattern.exec(text);
	if (match === null || text.length > maxNameLength) return false;
	const port = match[1];
	return port === void 0 || Number(port) >= 1 && Number(port) <= 65535;
}
function asciiHostHint(text) {
	if (!/[^\p{ASCII}]/u.test(text) || /[/\\?#@\s]/.test(text)) return "";
	const [, name = "", port = ""] = /^(.*?)(:\d+)?$/s.exec(text) ?? [];
	const ascii = `${URL.parse(`http://${name}/`)?.hostname ?? ""}${port}`;
	return isRegistryHost(ascii) ? `; write its ASCII form "${ascii}"` : "";
}
function checkRepositoryName(name) {
	if (isRepositoryName(name)) return name;
	throw new OciError("NAME_INVALID", `${quoteInput(name)} is not a repository name: use at most ${maxNameLength} lower-case letters, digits, ".", "_", "-" and "/"`);
}
function checkTag(tag) {
	if (isTag(tag)) return tag;
	throw new OciError("TAG_INVALID", `${quoteInput(tag)} ${invalidTagReason(tag)}`);
}
function tagOfVersion(version) {
	return version.replaceAll("+", "_");
}
const versionPattern$1 = /^v?\d+(?:\.\d+){0,2}(?:-[\w.-]+)?\+[\w.+-]+$/;
const branchPattern = /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9._-]+)+$/;
function invalidTagReason(tag) {
	if (tag === "") return "is not a tag: it is empty; write a tag, or omit the \":\"";
	const rules = "is not a tag: use at most 128 letters, digits, \"_\", \".\" and \"-\", without \".\" or \"-\" at the start";
	const version = tagOfVersion(tag);
	if (version !== tag && isTag(version)) return `${rules}; for a version, ${versionPattern$1.test(tag) ? `write "${version}"` : "replace \"+\" with \"_\""}, as in Helm and Flux`;
	const branch = tag.replaceAll("/", "-");
	if (branch === tag || !isTag(branch)) return rules;
	return `${rules}; for a branch, ${branchPattern.test(tag) ? `write "${branch}"` : "replace \"/\" with \"-\""}, as docker/metadata-action does`;
}
function parseReference(text) {
	const bare = text.replace(/^(?:oci|oras):\/\//, "");
	rejectUserInfo(bare);
	const at = bare.indexOf("@");
	const digest = at < 0 ? void 0 : parseDigest(bare.slice(at + 1));
	const { registry, path } = splitRegistry(at < 0 ? bare : bare.slice(0, at));
	const colon = path.lastIndexOf(":");
	const tag = colon < 0 ? void 0 : path.slice(colon + 1);
	const repository = completeRepository(registry, colon < 0 ? path : path.slice(0, colon));
	if (!isRegistryHost(registry)) throw invalid$2(text, `${quoteInput(registry)} is not a registry host${asciiHostHint(registry)}`);
	if (!isRepositoryName(repository)) throw invalid$2(text, repositoryProblem(repository));
	if (tag !== void 0 && !isTag(tag)) throw invalid$2(text, `${quoteInput(tag)} ${invalidTagReason(tag)}`);
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
function isHostOnly(text) {
	return /^(?:localhost|[^/@:]*\.[^/@:]*)(?::[^/@:]*)?\/?$/i.test(text);
}
function hostOnlyReason(bare, scheme = "") {
	return `names a registry without a repository; write ${scheme}${bare.replace(/\/$/, "")}/repository:tag`;
}
function rejectUserInfo(text) {
	const at = text.indexOf("@");
	if (at < 0 || isDigest(text.slice(at + 1))) return;
	throw new OciError("REFERENCE_INVALID", "invalid reference: the \"@\" in it is not followed by a digest (sha256: and 64 lower-case hex digits). The reference may contain user information and is therefore not shown; remove user information and give credentials as username and password, or log in");
}
function completeRepository(registry, path) {
	return isDockerHub(registry) && !path.includes("/") ? `library/${path}` : path;
}
function repositoryProblem(repository) {
	if (repository === "" || repository === "library/") return "it has no repository; write registry/repository";
	if (repository !== repository.toLowerCase() && isRepositoryName(repository.toLowerCase())) return `the repository has upper-case letters; write "${repository.toLowerCase()}"`;
	return `${quoteInput(repository)} is not a repository name (lower-case letters, digits, ".", "_", "-", "/")`;
}
function invalid$2(text, problem) {
	return new OciError("REFERENCE_INVALID", `${quoteInput(text)} is not a reference: ${problem}`);
}

// src/spec/location.ts
const layoutScheme = "layout:";
const registryScheme = /^(?:oci|oras):\/\//;
const pathPattern = /^(?:\.{0,2}[\\/]|[A-Za-z]:[\\/]|\.{1,2}(?:$|[:@]))/;
function parseLocation(text) {
	if (text.startsWith(layoutScheme)) return parseLayout(text.slice(7), text);
	if (pathPattern.test(text)) return parseLayout(text, text);
	const bare = text.replace(registryScheme, "");
	rejectUserInfo(bare);
	const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(bare)?.[0];
	if (scheme !== void 0) throw invalid$1(text, `it begins with ${scheme}; write registry/repository:tag`);
	if (isHostOnly(bare) && isRegistryHost(bare.replace(/\/$/, ""))) throw invalid$1(text, `it ${hostOnlyReason(bare)}`);
	const [first = ""] = bare.split("/", 1);
	const hint = asciiHostHint(first);
	if (hint !== "") throw invalid$1(text, `${quoteInput(first)} is not a registry host${hint}`);
	if (!bare.includes("/") || !looksLikeRegistry(first) || !isRegistryHost(first)) throw invalid$1(text, "it names no registry; write registry/repository:tag (docker.io/\u2026 for Docker Hub), or ./path:tag for an image layout");
	return {
		kind: "registry",
		...parseReference(bare)
	};
}
function asLocation(location) {
	return typeof location === "string" ? parseLocation(location) : location;
}
function formatLocation(location) {
	if (location.kind === "registry") return formatReference(location);
	const tag = location.tag === void 0 ? "" : `:${location.tag}`;
	const digest = location.digest === void 0 ? "" : `@${location.digest}`;
	return `${runtimeModule("node:path")?.resolve(location.path) ?? location.path}${tag}${digest}`;
}
function repositoryOf(location) {
	return {
		...location,
		tag: void 0,
		digest: void 0
	};
}
function sameRepository(a, b) {
	return a.kind === b.kind && formatLocation(repositoryOf(a)) === formatLocation(repositoryOf(b));
}
const defaultTag = "latest";
function withDefaultTag(location) {
	return location.tag === void 0 && location.digest === void 0 ? {
		...location,
		tag: defaultTag
	} : location;
}
function referenceOf(location) {
	return location.digest ?? location.tag ?? "latest";
}
function parseLayout(text, whole) {
	const at = /@(?=sha\d+:[^/\\]*$)/.exec(text)?.index;
	const digest = at === void 0 ? void 0 : parseDigest(text.slice(at + 1));
	const named = at === void 0 ? text : text.slice(0, at);
	const colon = colonBeforeName(named);
	const path = named.slice(0, colon);
	const tag = colon === void 0 ? void 0 : named.slice(colon + 1);
	if (path === "") throw invalid$1(whole, "it has no path; write layout:PATH:tag");
	if (/\p{Cc}/u.test(path)) throw invalid$1(whole, "its path contains a control character");
	if (tag !== void 0 && !isTag(tag) && tagOfFullReference(tag) === void 0) throw invalid$1(whole, `${quoteInput(tag)} ${invalidTagReason(tag)}`);
	return {
		kind: "layout",
		path,
		tag,
		digest
	};
}
function colonBeforeName(text) {
	for (let colon = text.indexOf(":"); colon >= 0; colon = text.indexOf(":", colon + 1)) if (tagOfFullReference(text.slice(colon + 1)) !== void 0) return colon;
	const last = text.lastIndexOf(":");
	return last < 0 || /[\\/]/.test(text.slice(last)) ? void 0 : last;
}
function invalid$1(text, problem) {
	return new OciError("REFERENCE_INVALID", `${quoteInput(text)} is not a reference: ${problem}`);
}

// src/spec/referrers-tag.ts
function referrersTag(subject) {
	return `${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`;
}

// src/spec/loopback.ts
function isLoopbackHost(host, options = {}) {
	const name = bareHost(host);
	if (ipv4Pattern.test(name)) return name.startsWith("127.");
	const ipv6 = normalizedIpv6(name);
	if (ipv6 !== void 0) return ipv6 === "::1" || /^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(ipv6);
	return name === "localhost" || options.subdomains === true && name.endsWith(".localhost");
}
function bareHost(host) {
	return (normalizedIpv6(host) !== void 0 ? host : host.replace(/:\d+$/, "")).toLowerCase().replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}
const octetSource = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4Pattern = new RegExp(`^${octetSource}(?:\\.${octetSource}){3}$`);
function normalizedIpv6(text) {
	const address = text.replace(/%[\w.:-]+$/, "");
	if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address)) return void 0;
	return URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1);
}

// src/spec/manifest.ts
const maxManifestBytes = 4194304;
const defaultMaxDescriptors = 1e4;
function parseManifest(bytes, mediaType, options = {}) {
	const body = parseObject(bytes);
	checkDescriptorCount(body, options.maxDescriptors ?? Infinity);
	const own = optionalString(body["mediaType"], "the manifest's mediaType");
	const expected = specificMediaType(mediaType);
	if (expected !== void 0 && own !== void 0 && own !== expected) throw invalid(`its mediaType is "${printable(own, 200)}", not the announced "${printable(expected, 200)}"`);
	const type = own ?? typeWithoutField(body, expected);
	const kind = type === void 0 ? void 0 : manifestKind(type);
	if (type !== void 0 && isDockerSchema1(type)) throw new OciError("UNSUPPORTED", schema1Problem("the manifest"));
	if (type === void 0 || kind === void 0) throw invalid(`"${printable(type ?? "", 200)}" is not a media type of manifests`);
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
			layers: descriptors(body, "layers", options)
		};
		case "index": return {
			kind,
			...shared,
			manifests: descriptors(body, "manifests", options)
		};
		case "artifact": return {
			kind,
			...shared,
			blobs: descriptors(body, "blobs", options)
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
function specificMediaType(mediaType) {
	const bare = mediaTypeOfContentType(mediaType);
	return bare === "application/json" || bare === "application/octet-stream" || bare === "text/plain" ? void 0 : bare;
}
function typeWithoutField(body, expected) {
	if (expected === void 0) return inferMediaType(body);
	const types = mediaTypesIn(body);
	const isOci = types.length > 0 && !types.some(isDockerMediaType);
	if (expected === "application/vnd.docker.distribution.manifest.v2+json" && isOci) return mediaTypeImageManifest;
	if (expected === "application/vnd.docker.distribution.manifest.list.v2+json" && isOci) return mediaTypeImageIndex;
	return expected;
}
function mediaTypesIn(body) {
	const manifests = body["manifests"];
	return (Array.isArray(manifests) ? manifests : [body["config"]]).filter(isRecord).map((descriptor) => descriptor["mediaType"]).filter((type) => typeof type === "string");
}
function inferMediaType(body) {
	const schema1 = schema1Type(body);
	if (schema1 !== void 0) return schema1;
	if (body["schemaVersion"] !== 2) return void 0;
	if (Array.isArray(body["manifests"])) return "application/vnd.oci.image.index.v1+json";
	return isRecord(body["config"]) ? "application/vnd.oci.image.manifest.v1+json" : void 0;
}
function isDockerSchema1(mediaType) {
	return mediaTypesDockerSchema1.includes(mediaType);
}
function schema1Problem(name) {
	return `${name} is an image of Docker schema 1, which is not supported; pull and push it with a newer Docker`;
}
function notManifestError({ digest, mediaType }, problem) {
	return new OciError("UNSUPPORTED", isDockerSchema1(mediaType) ? schema1Problem(digest) : problem);
}
function schema1Type(body) {
	if (body["schemaVersion"] !== 1 || !Array.isArray(body["fsLayers"])) return void 0;
	return mediaTypesDockerSchema1[Array.isArray(body["signatures"]) ? 0 : 1];
}
function checkShape(body, kind) {
	const has = (key) => body[key] !== void 0;
	if (kind !== "artifact" && body["schemaVersion"] !== 2) throw invalid("its schemaVersion is not 2");
	if (has("manifests") && (has("layers") || has("config"))) throw invalid("it has \"manifests\" together with \"layers\" or \"config\", so its kind is ambiguous");
	if (kind === "index" && (has("layers") || has("config"))) throw invalid("it is an image index with \"layers\" or \"config\"");
	if (kind === "manifest" && has("manifests")) throw invalid("it is an image manifest with \"manifests\"");
	if (kind === "manifest" && !has("config")) throw invalid("it is an image manifest without \"config\"");
}
function checkDescriptorCount(body, limit) {
	const lists = [
		"layers",
		"manifests",
		"blobs"
	].map((key) => body[key]).filter(Array.isArray);
	const single = ["config", "subject"].filter((key) => isRecord(body[key]));
	const count = lists.reduce((sum, list) => sum + list.length, single.length);
	if (count <= limit) return;
	throw new OciError("SIZE_LIMIT", `cannot store the manifest: it has ${count} descriptors, and the limit is ${limit}; use fewer layers or several manifests, or raise "maxDescriptors" of the registry`);
}
function descriptors(body, key, options) {
	const value = body[key];
	if (value === void 0 || value === null) return [];
	if (!Array.isArray(value)) throw invalid(`"${key}" is not a list`);
	return value.map((item, index) => parseDescriptor(item, `${key}[${index}]`, options));
}
function parseObject(bytes) {
	let value;
	try {
		value = parseJson(new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes));
	} catch (error) {
		throw invalid(error instanceof JsonError ? error.message : "it is not JSON");
	}
	if (!isRecord(value)) throw invalid("it is not a JSON object");
	return value;
}
function invalid(problem) {
	return new OciError("MANIFEST_INVALID", `invalid manifest: ${problem}`);
}

// src/spec/option-name.ts
const namedOptions = [
	"allowOutsideLinks",
	"caFile",
	"certFile",
	"deleteTags",
	"exclude",
	"ifTagExists",
	"keepLatest",
	"keepTags",
	"keyFile",
	"maxUnpackedSize",
	"plainHttp",
	"sourceDir",
	"subDir",
	"symlinks"
];
function optionName(key) {
	return marked(key);
}
const otherNames = { "older-than": "olderThanMs" };
const plainLabel = (name) => marked(otherNames[name] ?? camelCase(name));
function withOptionLabels(message, label) {
	return namedOptions.reduce((text, key) => text.replaceAll(marked(key), () => label(inputNameOf(key))), message);
}
function camelCase(name) {
	return name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
}
function inputNameOf(key) {
	return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
function marked(key) {
	return `\`${key}\``;
}

// src/spec/output-target.ts
const ociScheme = "oci://";

// src/spec/platform.ts
const annotationPlatform = "io.oci-artifact.platform";
const platformPattern = /^([a-z0-9_-]{1,40})\/([a-z0-9_-]{1,40})(?:\/([a-z0-9._-]{1,40}))?(?::([A-Za-z0-9._-]{1,60}))?$/;
function isPlatformText(text) {
	return platformPattern.test(text);
}
const architectureAliases = {
	i386: { architecture: "386" },
	x86_64: { architecture: "amd64" },
	"x86-64": { architecture: "amd64" },
	aarch64: { architecture: "arm64" },
	armhf: {
		architecture: "arm",
		variant: "v7"
	},
	armel: {
		architecture: "arm",
		variant: "v6"
	}
};
function namedAsInGo(platform) {
	const os = platform.os.toLowerCase();
	const architecture = platform.architecture.toLowerCase();
	const alias = Object.hasOwn(architectureAliases, architecture) ? architectureAliases[architecture] : void 0;
	const variant = alias?.variant ?? platform.variant?.toLowerCase();
	return {
		...platform,
		architecture: alias?.architecture ?? architecture,
		os: os === "macos" ? "darwin" : os,
		...variant === void 0 ? {} : { variant }
	};
}
function platformFromText(text) {
	const [, os, architecture, variant, version] = platformPattern.exec(text) ?? [];
	if (os === void 0 || architecture === void 0) throw new OciError("INPUT_INVALID", `"${printable(text, 200)}" is not a platform; write os/arch or os/arch/variant, for example linux/amd64 or linux/arm64/v8`);
	return namedAsInGo({
		architecture,
		os,
		...version === void 0 ? {} : { "os.version": version },
		...variant === void 0 ? {} : { variant }
	});
}
function platformText(platform) {
	const { os, architecture, variant } = platform;
	const version = platform["os.version"];
	return `${os}/${architecture}${variant ? `/${variant}` : ""}${version ? `:${version}` : ""}`;
}

// src/spec/platform-match.ts
const defaultVersions = {
	amd64: {
		major: 1,
		minor: 0
	},
	arm: {
		major: 7,
		minor: 0
	},
	arm64: {
		major: 8,
		minor: 0
	}
};
function matchesPlatform(candidate, requested) {
	return rankOf(candidate, requested) !== void 0;
}
function selectByPlatform(items, requested) {
	let best;
	for (const item of items) {
		const rank = item.platform === void 0 ? void 0 : rankOf(item.platform, requested);
		if (rank !== void 0 && (best === void 0 || isHigher(rank, best.rank))) best = {
			item,
			rank
		};
	}
	return best?.item;
}
function platformKey(platform) {
	const named = namedAsInGo(platform);
	const version = versionOf(named);
	const variant = version === void 0 ? named.variant : `v${version.major}.${version.minor}`;
	return `${platformText({
		...named,
		variant
	})} ${(platform["os.features"] ?? []).join(",")}`;
}
function isHigher(a, b) {
	if (a.isExact !== b.isExact) return a.isExact;
	return a.major === b.major ? a.minor > b.minor : a.major > b.major;
}
function rankOf(candidate, requested) {
	const [offered, wanted] = [namedAsInGo(candidate), namedAsInGo(requested)];
	if (offered.architecture !== wanted.architecture || offered.os !== wanted.os) return void 0;
	if (wanted["os.version"] && offered["os.version"] !== wanted["os.version"]) return void 0;
	const features = offered["os.features"] ?? [];
	if (!(wanted["os.features"] ?? []).every((feature) => features.includes(feature))) return void 0;
	const isExact = platformText(offered) === platformText(wanted);
	const [version, limit] = [versionOf(offered), versionOf(wanted)];
	if (version !== void 0 && limit !== void 0) return runsOn(version, limit, wanted.architecture) ? {
		...version,
		isExact
	} : void 0;
	return !wanted.variant && limit === void 0 || offered.variant === wanted.variant ? {
		major: 0,
		minor: 0,
		isExact
	} : void 0;
}
function versionOf({ architecture, variant }) {
	const ofArchitecture = Object.hasOwn(defaultVersions, architecture) ? defaultVersions[architecture] : void 0;
	if (ofArchitecture === void 0 || !variant) return ofArchitecture;
	const [, major, minor = "0"] = /^v?(\d{1,3})(?:\.(\d{1,3}))?$/.exec(variant) ?? [];
	return major === void 0 ? void 0 : {
		major: Number(major),
		minor: Number(minor)
	};
}
function runsOn(candidate, limit, architecture) {
	if (candidate.major === limit.major) return candidate.minor <= limit.minor;
	if (candidate.major > limit.major) return false;
	return architecture !== "arm64" || candidate.minor <= limit.minor + 5;
}

// src/spec/pushed-manifest.ts
function checkPushedManifest(content, mediaType, digest, { tags = [], maxDescriptors } = {}) {
	if (content.byteLength > 4194304) throw new OciError("SIZE_LIMIT", `cannot store the manifest: it has ${content.byteLength} bytes, and the limit is ${maxManifestBytes}`);
	for (const tag of tags) checkTag(tag);
	const algorithm = digest === void 0 ? "sha256" : digestAlgorithm(parseDigest(digest));
	const actual = digestOf(content, algorithm);
	if (digest !== void 0 && digest !== actual) throw new OciError("DIGEST_INVALID", `cannot store the manifest ${digest}: its bytes hash to ${actual}`);
	const manifest = parseManifest(content, mediaType, { maxDescriptors });
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
	return new OciError("MANIFEST_BLOB_UNKNOWN", `cannot store the manifest ${manifest.digest}: its content ${missing.digest} is not in ${repository}; push the content first`, { detail: { digest: missing.digest } });
}
function referrerDescriptor(descriptor, manifest) {
	return {
		...plainDescriptor(descriptor),
		artifactType: artifactTypeOf(manifest),
		annotations: manifest.annotations
	};
}

// src/spec/result.ts
function resultAt(location, manifest, tags) {
	const { digest, mediaType, size, artifactType = "", annotations = {} } = manifest;
	const [tag] = tags;
	const home = repositoryOf(location);
	const shared = {
		digest,
		reference: formatLocation(tag === void 0 ? {
			...home,
			digest
		} : {
			...home,
			tag
		}),
		mediaType,
		artifactType,
		size,
		annotations
	};
	if (location.kind === "layout") return {
		...shared,
		pinnedReference: "",
		name: "",
		tags: [],
		checksums: ""
	};
	const repository = {
		registry: location.registry,
		repository: location.repository
	};
	const name = formatReference(repository);
	return {
		...shared,
		pinnedReference: formatReference({
			...repository,
			digest
		}),
		name,
		tags: tags.map((each) => formatReference({
			...repository,
			tag: each
		})),
		checksums: `${digestHex(digest)}  ${name}`
	};
}

// src/spec/version-order.ts
function compareVersions(a, b) {
	const [left, right] = [versionParts(a), versionParts(b)];
	if (left.isVersion !== right.isVersion) return left.isVersion ? 1 : -1;
	const release = compareNatural(left.release, right.release);
	if (release !== 0) return release;
	if (left.preRelease === void 0 || right.preRelease === void 0) return Number(left.preRelease === void 0) - Number(right.preRelease === void 0);
	return compareNatural(left.preRelease, right.preRelease);
}
function versionParts(text) {
	const version = text.replace(/^v(?=\d)/, "").replace(/\+.*$/s, "");
	const [, release, preRelease] = /^(\d+(?:\.\d+)+)-(.+)$/s.exec(version) ?? [];
	return {
		isVersion: /^\d/.test(version),
		release: release ?? version,
		preRelease
	};
}
function compareNatural(a, b) {
	const [left, right] = [runsOf(a), runsOf(b)];
	for (const [index, run] of left.entries()) {
		const other = right[index];
		if (other === void 0) return 1;
		const order = compareRuns(run, other);
		if (order !== 0) return order;
	}
	return left.length - right.length;
}
function runsOf(text) {
	return text.match(/\d+|\D+/g) ?? [];
}
function compareRuns(a, b) {
	if (/^\d/.test(a) && /^\d/.test(b)) {
		const [left, right] = [BigInt(a), BigInt(b)];
		return left < right ? -1 : Number(left > right);
	}
	return a < b ? -1 : Number(a > b);
}

// src/spec/semver-tags.ts
const number = "(?:0|[1-9]\\d*)";
const identifiers = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const versionPattern = new RegExp(`^(v?)(${number})\\.(${number})\\.${number}(?:-(${identifiers}))?(?:\\+${identifiers})?$`);
function parseSemanticVersion(written) {
	const text = written.replace("_", "+");
	const [, prefix = "", major, minor, preRelease] = versionPattern.exec(text) ?? [];
	if (major === void 0 || minor === void 0) return void 0;
	return {
		text,
		prefix,
		major,
		minor,
		isPreRelease: preRelease !== void 0
	};
}
function movingTagsOf({ prefix, major, minor, isPreRelease }) {
	if (isPreRelease) return [];
	return [
		{
			tag: `${prefix}${major}.${minor}`,
			includes: (other) => other.major === major && other.minor === minor
		},
		{
			tag: `${prefix}${major}`,
			includes: (other) => other.major === major
		},
		{
			tag: "latest",
			includes: () => true
		}
	];
}
function higherRelease({ includes }, version, existing) {
	let highest;
	for (const other of existing) {
		if (other.isPreRelease || !includes(other)) continue;
		if (compareVersions(other.text, (highest ?? version).text) > 0) highest = other;
	}
	return highest;
}

// src/spec/shard.ts
const maxShards = 500;
const shardProblem = `is not a shard; write for example 2/4, a number from 1 to the number of shards, which is at most ${maxShards}`;
function shardFromText(text) {
	const [, number = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? []).map(Number);
	return number >= 1 && number <= count && count <= maxShards ? {
		number,
		count
	} : void 0;
}

// src/spec/token-scope.ts
function parseTokenScope(text) {
	const first = text.indexOf(":");
	const last = text.lastIndexOf(":");
	if (first < 1 || last === first) return void 0;
	return {
		type: text.slice(0, first),
		name: text.slice(first + 1, last),
		actions: text.slice(last + 1).split(",").filter((action) => action !== "")
	};
}

// src/spec/wire-error.ts
const wireCodeSet = /* @__PURE__ */ new Set([
	"BLOB_UNKNOWN",
	"BLOB_UPLOAD_INVALID",
	"BLOB_UPLOAD_UNKNOWN",
	"DIGEST_INVALID",
	"MANIFEST_BLOB_UNKNOWN",
	"MANIFEST_INVALID",
	"MANIFEST_UNKNOWN",
	"NAME_INVALID",
	"NAME_UNKNOWN",
	"SIZE_INVALID",
	"UNAUTHORIZED",
	"DENIED",
	"UNSUPPORTED",
	"TOOMANYREQUESTS"
]);
const wireCodeByCode = {
	RANGE_INVALID: "BLOB_UPLOAD_INVALID",
	TAG_INVALID: "NAME_INVALID",
	REFERENCE_INVALID: "NAME_INVALID",
	MEDIA_TYPE_INVALID: "MANIFEST_INVALID",
	ARTIFACT_TYPE_MISSING: "MANIFEST_INVALID",
	DATE_INVALID: "MANIFEST_INVALID",
	ARCHIVE_INVALID: "MANIFEST_INVALID",
	DIGEST_MISMATCH: "DIGEST_INVALID",
	SIZE_MISMATCH: "SIZE_INVALID",
	SIZE_LIMIT: "SIZE_INVALID",
	QUOTA: "DENIED",
	ALREADY_EXISTS: "DENIED",
	FILE_CHANGED: "DENIED"
};
const wireCodeByStatus = {
	401: "UNAUTHORIZED",
	403: "DENIED",
	404: "NAME_UNKNOWN",
	408: "TOOMANYREQUESTS",
	413: "SIZE_INVALID",
	416: "BLOB_UPLOAD_INVALID",
	429: "TOOMANYREQUESTS",
	499: "TOOMANYREQUESTS"
};
function wireCodeOf(code, status) {
	if (isWireCode(code)) return code;
	return (isOciErrorCode(code) ? wireCodeByCode[code] : void 0) ?? wireCodeByStatus[status] ?? (status >= 500 ? "TOOMANYREQUESTS" : "UNSUPPORTED");
}
function isWireCode(code) {
	return wireCodeSet.has(code);
}
function encodeWireError(code, status, message, detail) {
	const wireCode = wireCodeOf(code, status);
	return {
		code: wireCode,
		message,
		detail: wireCode === code ? detail : {
			[errorCodeHeader]: code,
			detail
		}
	};
}
function decodeWireError(value) {
	const { code, message, detail } = value;
	const text = typeof message === "string" ? message : "";
	const original = isRecord(detail) ? detail[errorCodeHeader] : void 0;
	if (isRecord(detail) && typeof original === "string" && original !== "") return {
		code: original,
		message: text,
		detail: detail["detail"] ?? void 0
	};
	return {
		code: typeof code === "string" && code !== "" ? code : void 0,
		message: text,
		detail: detail ?? void 0
	};
}

// src/concurrency/abortable.ts
function anySignal(signal, other) {
	return other === void 0 ? signal : AbortSignal.any([signal, other]);
}
function untilAborted(work, signal) {
	const start = () => typeof work === "function" ? work() : work;
	if (signal === void 0) return start();
	return new Promise((resolve, reject) => {
		const abort = () => reject(abortedError(signal));
		if (signal.aborted) {
			abort();
			if (typeof work !== "function") work.catch(() => void 0);
			return;
		}
		signal.addEventListener("abort", abort, { once: true });
		start().then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
	});
}
async function* abortable(source, signal) {
	throwIfAborted(signal);
	if (signal === void 0) {
		yield* source;
		return;
	}
	const iterator = source[Symbol.asyncIterator]();
	let ended = false;
	try {
		for (;;) {
			const step = await untilAborted(() => iterator.next(), signal);
			if (step.done === true) {
				ended = true;
				return;
			}
			yield step.value;
		}
	} catch (error) {
		ended = true;
		if (signal.aborted) closeQuietly(iterator);
		throw error;
	} finally {
		if (!ended) await iterator.return?.();
	}
}
async function closeQuietly(iterator) {
	try {
		await iterator.return?.();
	} catch {}
}

// src/concurrency/backoff.ts
async function pause(ms, signal, sleep = wait) {
	try {
		await sleep(ms, signal);
	} catch (error) {
		throwIfAborted(signal);
		throw error;
	}
	throwIfAborted(signal);
}
async function wait(ms, signal) {
	await (0, (node_timers_promises ??= require("node:timers/promises")).setTimeout)(ms, void 0, signal === void 0 ? {} : { signal });
}
function backoffMs(failures, { baseMs, maxMs, random }) {
	return Math.round(Math.min(maxMs, baseMs * 2 ** (failures - 1)) * (1 - random() / 2));
}

// src/concurrency/for-each-concurrent.ts
async function forEachConcurrent(items, limit, work, signal) {
	const stop = new AbortController();
	const inner = anySignal(stop.signal, signal);
	const running = /* @__PURE__ */ new Set();
	let failure;
	const fail = (error) => {
		failure ??= { error };
		stop.abort(error);
	};
	try {
		for await (const item of items) {
			throwIfAborted(inner);
			const run = work(item, inner).catch(fail).finally(() => running.delete(run));
			running.add(run);
			while (running.size >= limit) await Promise.race(running);
			if (failure !== void 0) break;
		}
	} catch (error) {
		fail(error);
	}
	await Promise.all(running);
	if (failure !== void 0) throw failure.error;
}

// src/concurrency/guarded-hook.ts
function guardedHook(name, hook) {
	if (hook === void 0) return void 0;
	let isReported = false;
	const report = (error) => {
		if (isReported) return;
		isReported = true;
		const reason = printable(messageOf(error), 500);
		process.emitWarning(`${name} failed: ${reason}; later failures of it are not reported`, { type: "OciArtifactWarning" });
	};
	return (...args) => {
		try {
			const result = hook(...args);
			if (result instanceof Promise) result.catch(report);
		} catch (error) {
			report(error);
		}
	};
}

// src/concurrency/mutex.ts
var Semaphore = class {
	#free;
	#waiting = [];
	constructor(limit) {
		this.#free = limit;
	}
	async run(work, priority = 0) {
		if (this.#free > 0) this.#free--;
		else await this.#wait(priority);
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next === void 0) this.#free++;
			else next.start();
		}
	}
	#wait(priority) {
		let low = 0;
		let high = this.#waiting.length;
		while (low < high) {
			const middle = low + high >>> 1;
			if ((this.#waiting[middle]?.priority ?? priority) < priority) high = middle;
			else low = middle + 1;
		}
		const position = low;
		return new Promise((resolve) => {
			this.#waiting.splice(position, 0, {
				priority,
				start: resolve
			});
		});
	}
};
var KeyedMutex = class {
	#tails = /* @__PURE__ */ new Map();
	async run(key, work, signal) {
		const before = this.#tails.get(key) ?? Promise.resolve();
		const { promise: tail, resolve: release } = Promise.withResolvers();
		this.#tails.set(key, tail);
		try {
			await untilAborted(before, signal);
			return await work();
		} finally {
			before.then(() => {
				if (this.#tails.get(key) === tail) this.#tails.delete(key);
				release();
			});
		}
	}
};

// src/concurrency/map-concurrent-ordered.ts
async function* mapConcurrentOrdered(items, threads, ahead, work, semaphore = new Semaphore(threads + 1)) {
	const started = [];
	try {
		for await (const item of items) {
			const run = work(item, semaphore);
			run.catch(() => {});
			started.push(run);
			if (started.length >= ahead) {
				const first = started.shift();
				if (first !== void 0) yield await first;
			}
		}
		for (let first = started.shift(); first !== void 0; first = started.shift()) yield await first;
	} finally {
		await Promise.allSettled(started);
	}
}

// src/concurrency/monotonic-clock.ts
function monotonicMs() {
	const [seconds, nanoseconds] = process.hrtime();
	return seconds * 1e3 + nanoseconds / 1e6;
}

// src/concurrency/single-flight.ts
var SingleFlight = class {
	#flights = /* @__PURE__ */ new Map();
	async run(key, work, signal) {
		throwIfAborted(signal);
		const flight = this.#flights.get(key) ?? this.#start(key, work);
		flight.waiting++;
		try {
			return await untilAborted(flight.promise, signal);
		} finally {
			flight.waiting--;
			if (flight.waiting === 0 && this.#remove(key, flight)) flight.stop.abort(signal?.reason);
		}
	}
	#start(key, work) {
		const stop = new AbortController();
		const flight = {
			promise: work(stop.signal),
			stop,
			waiting: 0
		};
		this.#flights.set(key, flight);
		const remove = () => this.#remove(key, flight);
		flight.promise.then(remove, remove);
		return flight;
	}
	#remove(key, flight) {
		return this.#flights.get(key) === flight && this.#flights.delete(key);
	}
};

// src/concurrency/time-slice.ts
const sliceMs = 10;
var TimeSlice = class {
	#now;
	#startedAt;
	constructor(now = monotonicMs) {
		this.#now = now;
		this.#startedAt = now();
	}
	async pause() {
		if (this.#now() - this.#startedAt < sliceMs) return;
		await (0, (node_timers_promises ??= require("node:timers/promises")).setImmediate)();
		this.#startedAt = this.#now();
	}
};

// src/streams/body.ts
function borrowedChunks(content) {
	return content.borrowed?.() ?? (typeof content === "function" ? content() : content);
}
function withVerification(chunks, verifies) {
	return {
		[Symbol.asyncIterator]: () => chunks[Symbol.asyncIterator](),
		get verifies() {
			return verifies();
		}
	};
}
async function* once(bytes) {
	if (bytes.byteLength > 0) yield bytes;
}

// src/streams/check-chunk.ts
function checkChunk(chunk) {
	if (chunk instanceof Uint8Array) return;
	throw new OciError("INPUT_INVALID", `cannot read the content: it contains ${typeof chunk === "string" ? "text" : `a value of type ${chunk === null ? "null" : typeof chunk}`}; its chunks must be Uint8Array`);
}

// src/streams/buffer-pool.ts
var BufferPool = class {
	size;
	#create;
	#idle = [];
	constructor(size, create = (bytes) => Buffer.allocUnsafeSlow(bytes)) {
		this.size = size;
		this.#create = create;
	}
	acquire() {
		return this.#idle.pop() ?? this.#create(this.size);
	}
	release(...buffers) {
		for (const buffer of buffers) if (this.#idle.length < maxIdle) this.#idle.push(buffer);
	}
};
const maxIdle = 8;

// src/streams/collect.ts
async function collect(content, limit, what) {
	const chunks = [];
	let size = 0;
	for await (const chunk of content) {
		checkChunk(chunk);
		size += chunk.byteLength;
		if (size > limit) throw new OciError("SIZE_LIMIT", `${what} is over the limit of ${limit} bytes`);
		chunks.push(chunk);
	}
	return chunks.length === 1 && chunks[0] !== void 0 ? chunks[0] : Buffer.concat(chunks, size);
}

// src/streams/detach-buffer.ts
function detachBuffer({ buffer }) {
	if (buffer.byteLength > 2 * Buffer.poolSize) detach(buffer);
}
function detachWholeBuffer({ buffer, byteLength }) {
	if (byteLength > 0 && buffer.byteLength === byteLength) detach(buffer);
}
function detach(buffer) {
	if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

// src/streams/stream-hash.ts
const minWorkerBytes = 67108864;
function streamHash(algorithm, size) {
	return (size >= minWorkerBytes && (require_hash_worker ??= require("./hash-worker.js")).HashWorker.running < (0, (node_os ??= require("node:os")).availableParallelism)() - 1 ? (require_hash_worker ??= require("./hash-worker.js")).HashWorker.start(algorithm) : void 0) ?? new LocalHash(algorithm);
}
var LocalHash = class {
	#digester;
	constructor(algorithm) {
		this.#digester = new Digester(algorithm);
	}
	update(chunk) {
		this.#digester.update(chunk);
	}
	async digest() {
		return this.#digester.digest();
	}
	[Symbol.dispose]() {}
};

// src/streams/verify.ts
const codes = {
	store: {
		size: "SIZE_MISMATCH",
		digest: "DIGEST_MISMATCH"
	},
	sender: {
		size: "SIZE_INVALID",
		digest: "DIGEST_INVALID"
	}
};
async function* verified(content, expected, what, origin = "store") {
	let digester = new Digester(digestAlgorithm(expected.digest));
	let size = 0;
	let mismatch;
	const verifyDigest = () => {
		const actual = digester?.digest() ?? expected.digest;
		digester = void 0;
		if (actual !== expected.digest) mismatch ??= new OciError(codes[origin].digest, `${what} hashes to ${actual}, not to ${expected.digest}`);
	};
	for await (const chunk of content) {
		checkChunk(chunk);
		if (size === 0 && content.verifies === expected.digest) digester = void 0;
		digester?.update(chunk);
		size += chunk.byteLength;
		if (size > expected.size) throw new OciError(codes[origin].size, `${what} has more than the ${expected.size} bytes announced`);
		if (size === expected.size) verifyDigest();
		if (mismatch === void 0) yield chunk;
	}
	if (size < expected.size) throw new OciError(codes[origin].size, `${what} ended after ${size} of ${expected.size} bytes`);
	verifyDigest();
	if (mismatch !== void 0) throw mismatch;
}

// src/registry/blob-reader.ts
const defaultReadLimit = 67108864;
const sliceSize = 262144;
function blobReader(descriptor, content, options = {}) {
	return new ContentReader(descriptor, content, options);
}
function bytesReader(descriptor, bytes, options) {
	return new BytesReader(descriptor, bytes, options?.signal);
}
function observeReader(reader, onChunk) {
	const observe = async function* (chunks) {
		for await (const chunk of chunks) {
			onChunk(chunk);
			yield chunk;
		}
	};
	return blobReader(reader.descriptor, observe(reader), {
		free: () => reader.close(),
		borrowed: () => {
			const chunks = reader.borrowed();
			return withVerification(observe(chunks), () => chunks.verifies);
		}
	});
}
function readerBody(open) {
	const read = async function* (chunksOf) {
		yield* chunksOf(await open());
	};
	const borrowed = () => {
		let chunks;
		return withVerification(read((reader) => chunks = reader.borrowed()), () => chunks?.verifies);
	};
	return Object.assign(() => read((reader) => reader), { borrowed });
}
var BaseReader = class {
	descriptor;
	constructor(descriptor) {
		this.descriptor = descriptor;
	}
	stream() {
		return ReadableStream.from(this);
	}
	bytes({ limit = defaultReadLimit } = {}) {
		return collect(this, limit, this.descriptor.digest);
	}
	async text(options) {
		return new TextDecoder().decode(await this.bytes(options));
	}
	async json(options) {
		return JSON.parse(await this.text(options));
	}
	[Symbol.asyncDispose]() {
		return this.close();
	}
};
var ContentReader = class extends BaseReader {
	#content;
	#options;
	#iterator;
	#closed = false;
	constructor(descriptor, content, options) {
		super(descriptor);
		this.#content = content;
		this.#options = options;
	}
	borrowed() {
		const chunks = this.#options.borrowed?.() ?? holdBackLast(this.#content);
		return withVerification(this.#read(chunks), () => chunks.verifies);
	}
	async close() {
		if (this.#closed) return;
		this.#closed = true;
		await this.#options.free?.();
		await this.#iterator?.return?.();
	}
	[Symbol.asyncIterator]() {
		return this.#read(this.#content);
	}
	async *#read(content) {
		if (this.#iterator !== void 0 || this.#closed) throw readTwice();
		const iterator = content[Symbol.asyncIterator]();
		this.#iterator = iterator;
		try {
			for (;;) {
				const step = await iterator.next();
				if (this.#isClosed()) throw closedEarly(this.descriptor);
				if (step.done === true) return;
				yield step.value;
			}
		} finally {
			await this.close();
		}
	}
	#isClosed() {
		return this.#closed;
	}
};
var BytesReader = class extends BaseReader {
	cached;
	#signal;
	#state = "fresh";
	constructor(descriptor, bytes, signal) {
		super(descriptor);
		this.cached = bytes;
		this.#signal = signal;
	}
	borrowed() {
		const { digest, size } = this.descriptor;
		return withVerification(this.#slices(), () => size === this.cached.byteLength ? digest : void 0);
	}
	async close() {
		this.#state = "closed";
	}
	async *[Symbol.asyncIterator]() {
		for await (const slice of this.#slices()) yield Uint8Array.from(slice);
	}
	async *#slices() {
		if (this.#state !== "fresh") throw readTwice();
		this.#state = "reading";
		for (let start = 0; start < this.cached.byteLength; start += sliceSize) {
			this.#throwIfStopped();
			yield this.cached.subarray(start, start + sliceSize);
		}
		this.#throwIfStopped();
		this.#state = "closed";
	}
	#throwIfStopped() {
		throwIfAborted(this.#signal);
		if (this.#state === "closed") throw closedEarly(this.descriptor);
	}
};
async function* holdBackLast(content) {
	let held;
	for await (const chunk of content) {
		if (held !== void 0) yield held;
		held = chunk;
	}
	if (held !== void 0) yield held;
}
function readTwice() {
	return /* @__PURE__ */ new TypeError("a BlobReader can be read only once");
}
function closedEarly({ digest }) {
	return new OciError("ABORTED", `the reader of ${digest} was closed before the end of the content`);
}

// src/registry/forwarding.ts
var ForwardingRegistry = class {
	inner;
	constructor(inner) {
		this.inner = inner;
	}
	getBlob(repository, digest, options) {
		return this.inner.getBlob(repository, digest, options);
	}
	getBlobRange(repository, digest, start, end, options) {
		return this.inner.getBlobRange(repository, digest, start, end, options);
	}
	getManifest(repository, digest, options) {
		return this.inner.getManifest(repository, digest, options);
	}
	getTag(repository, tag, options) {
		return this.inner.getTag(repository, tag, options);
	}
	resolveBlob(repository, digest, options) {
		return this.inner.resolveBlob(repository, digest, options);
	}
	resolveManifest(repository, digest, options) {
		return this.inner.resolveManifest(repository, digest, options);
	}
	resolveTag(repository, tag, options) {
		return this.inner.resolveTag(repository, tag, options);
	}
	pushBlob(repository, descriptor, body, options) {
		return this.inner.pushBlob(repository, descriptor, body, options);
	}
	pushBlobChunked(repository, options) {
		return this.inner.pushBlobChunked(repository, options);
	}
	pushBlobChunkedResume(repository, id, options) {
		return this.inner.pushBlobChunkedResume(repository, id, options);
	}
	mountBlob(fromRepository, toRepository, digest, options) {
		return this.inner.mountBlob(fromRepository, toRepository, digest, options);
	}
	pushManifest(repository, content, mediaType, options) {
		return this.inner.pushManifest(repository, content, mediaType, options);
	}
	deleteBlob(repository, digest, options) {
		return this.inner.deleteBlob(repository, digest, options);
	}
	deleteManifest(repository, digest, options) {
		return this.inner.deleteManifest(repository, digest, options);
	}
	deleteTag(repository, tag, options) {
		return this.inner.deleteTag(repository, tag, options);
	}
	tags(repository, options) {
		return this.inner.tags(repository, options);
	}
	referrers(repository, digest, options) {
		return this.inner.referrers(repository, digest, options);
	}
	repositories(options) {
		return this.inner.repositories(options);
	}
};

// src/registry/page.ts
function sortNames(names) {
	return [...new Set(names)].sort(compareBytes);
}
function pageOf(names, page) {
	checkNumbers(page, { limit: 0 });
	const start = page.startAfter === void 0 ? 0 : indexAfter(names, page.startAfter);
	return names.slice(start, page.limit === void 0 ? void 0 : start + page.limit);
}
function indexAfter(names, name) {
	let [low, high] = [0, names.length];
	while (low < high) {
		const middle = low + high >>> 1;
		if (compareBytes(names[middle] ?? "", name) > 0) high = middle;
		else low = middle + 1;
	}
	return low;
}
function endOfRange(size, start, end, what) {
	if (!(Number.isSafeInteger(start) && (end === void 0 || Number.isSafeInteger(end) || end === Infinity)) || start < 0 || start >= size || end !== void 0 && end <= start) throw new OciError("RANGE_INVALID", `cannot read bytes ${start} to ${end ?? "the end"} of ${what}: it has ${size} bytes`);
	return Math.min(end ?? size, size);
}

// src/registry/push.ts
async function pushUnlessExists(storage, blob, body, options = {}) {
	if (storage.looksUpOnPush !== true) {
		if (await storage.exists(blob, options)) return "exists";
		await storage.push(blob, body, {
			...options,
			isAbsent: true
		});
		return "pushed";
	}
	let state = "pushed";
	await storage.push(blob, body, {
		...options,
		onNotSent: (reason) => {
			state = reason;
		}
	});
	return state;
}
async function pushContent(storage, descriptor, bytes, options) {
	await storage.push(plainDescriptor(descriptor), () => once(bytes), options);
}

// src/registry/repository.ts
const repositoryBrand = Symbol("oci-artifact.repository");
function isRepository(storage) {
	return repositoryBrand in storage;
}
function repository(registry, name, options = {}) {
	return new RegistryRepository(registry, name, options.looksUpOnPush ?? false, options.host);
}
var RegistryRepository = class {
	[repositoryBrand] = true;
	looksUpOnPush;
	#host;
	#registry;
	#name;
	constructor(registry, name, looksUpOnPush, host) {
		this.#host = host;
		this.#registry = registry;
		this.#name = name;
		this.looksUpOnPush = looksUpOnPush;
	}
	async fetch(target, options) {
		if (isDockerSchema1(target.mediaType)) throw notManifestError(target, "");
		const reader = await (isManifestMediaType(target.mediaType) ? this.#registry.getManifest(this.#name, target.digest, options) : this.#registry.getBlob(this.#name, target.digest, {
			...options,
			expectedSize: target.size
		}));
		const { size } = reader.descriptor;
		if (size === target.size) return reader;
		await reader.close();
		throw new OciError("SIZE_MISMATCH", `cannot read ${target.digest} from ${this.#name}: it has ${size} bytes, and its descriptor has ${target.size}`);
	}
	async exists(target, options) {
		try {
			return (isManifestMediaType(target.mediaType) ? await this.#registry.resolveManifest(this.#name, target.digest, options) : await this.#registry.resolveBlob(this.#name, target.digest, options)).size === target.size;
		} catch (error) {
			if (isNotFound(error)) return false;
			throw error;
		}
	}
	async push(expected, body, options = {}) {
		if (!isManifestMediaType(expected.mediaType)) {
			await this.#registry.pushBlob(this.#name, expected, body, options);
			return;
		}
		const bytes = await collect(body(), maxManifestBytes, `manifest ${expected.digest}`);
		if (bytes.byteLength !== expected.size) throw new OciError("SIZE_INVALID", `cannot push the manifest ${expected.digest}: it has ${bytes.byteLength} bytes, not ${expected.size}`);
		if (digestOf(bytes, digestAlgorithm(expected.digest)) !== expected.digest) throw new OciError("DIGEST_INVALID", `cannot push the manifest ${expected.digest}: its bytes have another digest`);
		const hasTag = (options.tags ?? []).length > 0 && digestAlgorithm(expected.digest) === "sha256";
		await this.#registry.pushManifest(this.#name, bytes, expected.mediaType, hasTag ? options : {
			...options,
			digest: expected.digest
		});
	}
	async resolve(given, options = {}) {
		const { onManifest } = options;
		const reference = this.#referenceOf(given);
		try {
			if (onManifest !== void 0) return await this.#read(reference, onManifest, options);
			if (!isDigest(reference)) return await this.#registry.resolveTag(this.#name, reference, options);
			return await this.#registry.resolveManifest(this.#name, reference, options);
		} catch (error) {
			if (!isDigest(reference) || !isNotFound(error)) throw error;
			return this.#resolveBlob(reference, error, options);
		}
	}
	#referenceOf(given) {
		if (given.lastIndexOf("/") >= 0 && this.#host !== void 0) {
			const { registry, repository: name, tag, digest } = parseReference(given);
			if (registry !== canonicalRegistry(this.#host) || name !== this.#name) throw new OciError("REFERENCE_INVALID", `${quoteInput(given)} is not a reference to ${this.#host}/${this.#name}; give a tag, a digest, or a reference with this name`);
			return digest ?? tag ?? "";
		}
		const [tag = "", digest] = given.split("@");
		return digest !== void 0 && isDigest(digest) && (tag === "" || isTag(tag)) ? digest : given;
	}
	async #read(reference, onManifest, options) {
		try {
			var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
			const reader = _usingCtx$1.a(await (isDigest(reference) ? this.#registry.getManifest(this.#name, reference, options) : this.#registry.getTag(this.#name, reference, options)));
			const { descriptor } = reader;
			onManifest(descriptor, await collect(reader, maxManifestBytes, `manifest ${descriptor.digest}`));
			return descriptor;
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	}
	async #resolveBlob(digest, failure, options) {
		try {
			return await this.#registry.resolveBlob(this.#name, digest, options);
		} catch (error) {
			if (!isNotFound(error)) throw error;
			if (!isOciError(failure, "MANIFEST_UNKNOWN")) throw failure;
			const { detail, status, wireCode, reason } = failure;
			const problem = `no manifest ${digest} is in ${this.#name}; check the digest and the repository`;
			throw new OciError("MANIFEST_UNKNOWN", problem, {
				detail,
				status,
				wireCode,
				reason
			});
		}
	}
	async tag(target, reference, options = {}) {
		if (!isManifestMediaType(target.mediaType)) throw notManifestError(target, `cannot tag a ${printable(target.mediaType, 200)} as "${printable(reference, 200)}": only manifests have tags`);
		const reader = await this.#registry.getManifest(this.#name, target.digest, options);
		const bytes = await collect(reader, maxManifestBytes, `manifest ${target.digest}`);
		await this.#registry.pushManifest(this.#name, bytes, target.mediaType, {
			...options,
			digest: target.digest,
			tags: [this.#referenceOf(reference)]
		});
	}
	untag(reference, options) {
		return this.#registry.deleteTag(this.#name, this.#referenceOf(reference), options);
	}
	tags(options) {
		return this.#registry.tags(this.#name, options);
	}
	async predecessors(node, options) {
		return Array.fromAsync(this.#registry.referrers(this.#name, node.digest, options));
	}
	async mount(target, fromRepository, options) {
		await this.#registry.mountBlob(fromRepository, this.#name, target.digest, {
			...options,
			size: target.size
		});
	}
	delete(target, options) {
		return isManifestMediaType(target.mediaType) || isDockerSchema1(target.mediaType) ? this.#registry.deleteManifest(this.#name, target.digest, options) : this.#registry.deleteBlob(this.#name, target.digest, options);
	}
};

Object.defineProperty(exports, "BufferPool", {
  enumerable: true,
  get: function () {
    return BufferPool;
  }
});
Object.defineProperty(exports, "Digester", {
  enumerable: true,
  get: function () {
    return Digester;
  }
});
Object.defineProperty(exports, "ForwardingRegistry", {
  enumerable: true,
  get: function () {
    return ForwardingRegistry;
  }
});
Object.defineProperty(exports, "KeyedMutex", {
  enumerable: true,
  get: function () {
    return KeyedMutex;
  }
});
Object.defineProperty(exports, "OciError", {
  enumerable: true,
  get: function () {
    return OciError;
  }
});
Object.defineProperty(exports, "Semaphore", {
  enumerable: true,
  get: function () {
    return Semaphore;
  }
});
Object.defineProperty(exports, "SingleFlight", {
  enumerable: true,
  get: function () {
    return SingleFlight;
  }
});
Object.defineProperty(exports, "TimeSlice", {
  enumerable: true,
  get: function () {
    return TimeSlice;
  }
});
Object.defineProperty(exports, "abortable", {
  enumerable: true,
  get: function () {
    return abortable;
  }
});
Object.defineProperty(exports, "abortedError", {
  enumerable: true,
  get: function () {
    return abortedError;
  }
});
Object.defineProperty(exports, "annotationArchiveUnpack", {
  enumerable: true,
  get: function () {
    return annotationArchiveUnpack;
  }
});
Object.defineProperty(exports, "annotationContainerdName", {
  enumerable: true,
  get: function () {
    return annotationContainerdName;
  }
});
Object.defineProperty(exports, "annotationContentDigest", {
  enumerable: true,
  get: function () {
    return annotationContentDigest;
  }
});
Object.defineProperty(exports, "annotationContentUnpack", {
  enumerable: true,
  get: function () {
    return annotationContentUnpack;
  }
});
Object.defineProperty(exports, "annotationCreated", {
  enumerable: true,
  get: function () {
    return annotationCreated;
  }
});
Object.defineProperty(exports, "annotationEncoder", {
  enumerable: true,
  get: function () {
    return annotationEncoder;
  }
});
Object.defineProperty(exports, "annotationFileMode", {
  enumerable: true,
  get: function () {
    return annotationFileMode;
  }
});
Object.defineProperty(exports, "annotationModelFilePath", {
  enumerable: true,
  get: function () {
    return annotationModelFilePath;
  }
});
Object.defineProperty(exports, "annotationPlatform", {
  enumerable: true,
  get: function () {
    return annotationPlatform;
  }
});
Object.defineProperty(exports, "annotationRefName", {
  enumerable: true,
  get: function () {
    return annotationRefName;
  }
});
Object.defineProperty(exports, "annotationRevision", {
  enumerable: true,
  get: function () {
    return annotationRevision;
  }
});
Object.defineProperty(exports, "annotationShard", {
  enumerable: true,
  get: function () {
    return annotationShard;
  }
});
Object.defineProperty(exports, "annotationShardLayers", {
  enumerable: true,
  get: function () {
    return annotationShardLayers;
  }
});
Object.defineProperty(exports, "annotationShardPlan", {
  enumerable: true,
  get: function () {
    return annotationShardPlan;
  }
});
Object.defineProperty(exports, "annotationSource", {
  enumerable: true,
  get: function () {
    return annotationSource;
  }
});
Object.defineProperty(exports, "annotationTitle", {
  enumerable: true,
  get: function () {
    return annotationTitle;
  }
});
Object.defineProperty(exports, "annotationVersion", {
  enumerable: true,
  get: function () {
    return annotationVersion;
  }
});
Object.defineProperty(exports, "anySignal", {
  enumerable: true,
  get: function () {
    return anySignal;
  }
});
Object.defineProperty(exports, "apiHost", {
  enumerable: true,
  get: function () {
    return apiHost;
  }
});
Object.defineProperty(exports, "artifactTypeOf", {
  enumerable: true,
  get: function () {
    return artifactTypeOf;
  }
});
Object.defineProperty(exports, "asLocation", {
  enumerable: true,
  get: function () {
    return asLocation;
  }
});
Object.defineProperty(exports, "asciiHostHint", {
  enumerable: true,
  get: function () {
    return asciiHostHint;
  }
});
Object.defineProperty(exports, "backoffMs", {
  enumerable: true,
  get: function () {
    return backoffMs;
  }
});
Object.defineProperty(exports, "bareHost", {
  enumerable: true,
  get: function () {
    return bareHost;
  }
});
Object.defineProperty(exports, "blobReader", {
  enumerable: true,
  get: function () {
    return blobReader;
  }
});
Object.defineProperty(exports, "borrowedChunks", {
  enumerable: true,
  get: function () {
    return borrowedChunks;
  }
});
Object.defineProperty(exports, "bytesReader", {
  enumerable: true,
  get: function () {
    return bytesReader;
  }
});
Object.defineProperty(exports, "camelCase", {
  enumerable: true,
  get: function () {
    return camelCase;
  }
});
Object.defineProperty(exports, "canonicalRegistry", {
  enumerable: true,
  get: function () {
    return canonicalRegistry;
  }
});
Object.defineProperty(exports, "checkChunk", {
  enumerable: true,
  get: function () {
    return checkChunk;
  }
});
Object.defineProperty(exports, "checkMediaType", {
  enumerable: true,
  get: function () {
    return checkMediaType;
  }
});
Object.defineProperty(exports, "checkNumbers", {
  enumerable: true,
  get: function () {
    return checkNumbers;
  }
});
Object.defineProperty(exports, "checkPushedManifest", {
  enumerable: true,
  get: function () {
    return checkPushedManifest;
  }
});
Object.defineProperty(exports, "checkRepositoryName", {
  enumerable: true,
  get: function () {
    return checkRepositoryName;
  }
});
Object.defineProperty(exports, "checkTag", {
  enumerable: true,
  get: function () {
    return checkTag;
  }
});
Object.defineProperty(exports, "collect", {
  enumerable: true,
  get: function () {
    return collect;
  }
});
Object.defineProperty(exports, "compareBytes", {
  enumerable: true,
  get: function () {
    return compareBytes;
  }
});
Object.defineProperty(exports, "compareVersions", {
  enumerable: true,
  get: function () {
    return compareVersions;
  }
});
Object.defineProperty(exports, "contentToRequire", {
  enumerable: true,
  get: function () {
    return contentToRequire;
  }
});
Object.defineProperty(exports, "decodeWireError", {
  enumerable: true,
  get: function () {
    return decodeWireError;
  }
});
Object.defineProperty(exports, "defaultMaxDescriptors", {
  enumerable: true,
  get: function () {
    return defaultMaxDescriptors;
  }
});
Object.defineProperty(exports, "defaultTag", {
  enumerable: true,
  get: function () {
    return defaultTag;
  }
});
Object.defineProperty(exports, "descriptorOf", {
  enumerable: true,
  get: function () {
    return descriptorOf;
  }
});
Object.defineProperty(exports, "detachBuffer", {
  enumerable: true,
  get: function () {
    return detachBuffer;
  }
});
Object.defineProperty(exports, "detachWholeBuffer", {
  enumerable: true,
  get: function () {
    return detachWholeBuffer;
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
Object.defineProperty(exports, "encodeJson", {
  enumerable: true,
  get: function () {
    return encodeJson;
  }
});
Object.defineProperty(exports, "encodeString", {
  enumerable: true,
  get: function () {
    return encodeString;
  }
});
Object.defineProperty(exports, "encodeWireError", {
  enumerable: true,
  get: function () {
    return encodeWireError;
  }
});
Object.defineProperty(exports, "endOfRange", {
  enumerable: true,
  get: function () {
    return endOfRange;
  }
});
Object.defineProperty(exports, "errorCodeHeader", {
  enumerable: true,
  get: function () {
    return errorCodeHeader;
  }
});
Object.defineProperty(exports, "forEachConcurrent", {
  enumerable: true,
  get: function () {
    return forEachConcurrent;
  }
});
Object.defineProperty(exports, "formatLocation", {
  enumerable: true,
  get: function () {
    return formatLocation;
  }
});
Object.defineProperty(exports, "formatReference", {
  enumerable: true,
  get: function () {
    return formatReference;
  }
});
Object.defineProperty(exports, "guardedHook", {
  enumerable: true,
  get: function () {
    return guardedHook;
  }
});
Object.defineProperty(exports, "higherRelease", {
  enumerable: true,
  get: function () {
    return higherRelease;
  }
});
Object.defineProperty(exports, "hostOnlyReason", {
  enumerable: true,
  get: function () {
    return hostOnlyReason;
  }
});
Object.defineProperty(exports, "indexAfter", {
  enumerable: true,
  get: function () {
    return indexAfter;
  }
});
Object.defineProperty(exports, "inputError", {
  enumerable: true,
  get: function () {
    return inputError;
  }
});
Object.defineProperty(exports, "invalidTagReason", {
  enumerable: true,
  get: function () {
    return invalidTagReason;
  }
});
Object.defineProperty(exports, "isDigest", {
  enumerable: true,
  get: function () {
    return isDigest;
  }
});
Object.defineProperty(exports, "isDigestTag", {
  enumerable: true,
  get: function () {
    return isDigestTag;
  }
});
Object.defineProperty(exports, "isDockerMediaType", {
  enumerable: true,
  get: function () {
    return isDockerMediaType;
  }
});
Object.defineProperty(exports, "isDockerSchema1", {
  enumerable: true,
  get: function () {
    return isDockerSchema1;
  }
});
Object.defineProperty(exports, "isHostOnly", {
  enumerable: true,
  get: function () {
    return isHostOnly;
  }
});
Object.defineProperty(exports, "isLoopbackHost", {
  enumerable: true,
  get: function () {
    return isLoopbackHost;
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
Object.defineProperty(exports, "isPlatformText", {
  enumerable: true,
  get: function () {
    return isPlatformText;
  }
});
Object.defineProperty(exports, "isRecord", {
  enumerable: true,
  get: function () {
    return isRecord;
  }
});
Object.defineProperty(exports, "isRegistryHost", {
  enumerable: true,
  get: function () {
    return isRegistryHost;
  }
});
Object.defineProperty(exports, "isRepository", {
  enumerable: true,
  get: function () {
    return isRepository;
  }
});
Object.defineProperty(exports, "isRepositoryName", {
  enumerable: true,
  get: function () {
    return isRepositoryName;
  }
});
Object.defineProperty(exports, "isRfc3339", {
  enumerable: true,
  get: function () {
    return isRfc3339;
  }
});
Object.defineProperty(exports, "isTag", {
  enumerable: true,
  get: function () {
    return isTag;
  }
});
Object.defineProperty(exports, "jsonDepth", {
  enumerable: true,
  get: function () {
    return jsonDepth;
  }
});
Object.defineProperty(exports, "looksLikeRegistry", {
  enumerable: true,
  get: function () {
    return looksLikeRegistry;
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
Object.defineProperty(exports, "mapConcurrentOrdered", {
  enumerable: true,
  get: function () {
    return mapConcurrentOrdered;
  }
});
Object.defineProperty(exports, "matchesPlatform", {
  enumerable: true,
  get: function () {
    return matchesPlatform;
  }
});
Object.defineProperty(exports, "maxManifestBytes", {
  enumerable: true,
  get: function () {
    return maxManifestBytes;
  }
});
Object.defineProperty(exports, "mediaTypeDockerManifest", {
  enumerable: true,
  get: function () {
    return mediaTypeDockerManifest;
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
Object.defineProperty(exports, "memberText", {
  enumerable: true,
  get: function () {
    return memberText;
  }
});
Object.defineProperty(exports, "messageOf", {
  enumerable: true,
  get: function () {
    return messageOf;
  }
});
Object.defineProperty(exports, "missingContentError", {
  enumerable: true,
  get: function () {
    return missingContentError;
  }
});
Object.defineProperty(exports, "monotonicMs", {
  enumerable: true,
  get: function () {
    return monotonicMs;
  }
});
Object.defineProperty(exports, "movingTagsOf", {
  enumerable: true,
  get: function () {
    return movingTagsOf;
  }
});
Object.defineProperty(exports, "nameUnknown", {
  enumerable: true,
  get: function () {
    return nameUnknown;
  }
});
Object.defineProperty(exports, "notManifestError", {
  enumerable: true,
  get: function () {
    return notManifestError;
  }
});
Object.defineProperty(exports, "observeReader", {
  enumerable: true,
  get: function () {
    return observeReader;
  }
});
Object.defineProperty(exports, "ociScheme", {
  enumerable: true,
  get: function () {
    return ociScheme;
  }
});
Object.defineProperty(exports, "once", {
  enumerable: true,
  get: function () {
    return once;
  }
});
Object.defineProperty(exports, "optionName", {
  enumerable: true,
  get: function () {
    return optionName;
  }
});
Object.defineProperty(exports, "pageOf", {
  enumerable: true,
  get: function () {
    return pageOf;
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
Object.defineProperty(exports, "parseJson", {
  enumerable: true,
  get: function () {
    return parseJson;
  }
});
Object.defineProperty(exports, "parseLocation", {
  enumerable: true,
  get: function () {
    return parseLocation;
  }
});
Object.defineProperty(exports, "parseManifest", {
  enumerable: true,
  get: function () {
    return parseManifest;
  }
});
Object.defineProperty(exports, "parseReference", {
  enumerable: true,
  get: function () {
    return parseReference;
  }
});
Object.defineProperty(exports, "parseSemanticVersion", {
  enumerable: true,
  get: function () {
    return parseSemanticVersion;
  }
});
Object.defineProperty(exports, "parseTokenScope", {
  enumerable: true,
  get: function () {
    return parseTokenScope;
  }
});
Object.defineProperty(exports, "pause", {
  enumerable: true,
  get: function () {
    return pause;
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
Object.defineProperty(exports, "platformFromText", {
  enumerable: true,
  get: function () {
    return platformFromText;
  }
});
Object.defineProperty(exports, "platformKey", {
  enumerable: true,
  get: function () {
    return platformKey;
  }
});
Object.defineProperty(exports, "platformText", {
  enumerable: true,
  get: function () {
    return platformText;
  }
});
Object.defineProperty(exports, "printable", {
  enumerable: true,
  get: function () {
    return printable;
  }
});
Object.defineProperty(exports, "pushContent", {
  enumerable: true,
  get: function () {
    return pushContent;
  }
});
Object.defineProperty(exports, "pushUnlessExists", {
  enumerable: true,
  get: function () {
    return pushUnlessExists;
  }
});
Object.defineProperty(exports, "quoteInput", {
  enumerable: true,
  get: function () {
    return quoteInput;
  }
});
Object.defineProperty(exports, "readerBody", {
  enumerable: true,
  get: function () {
    return readerBody;
  }
});
Object.defineProperty(exports, "referenceOf", {
  enumerable: true,
  get: function () {
    return referenceOf;
  }
});
Object.defineProperty(exports, "referrerDescriptor", {
  enumerable: true,
  get: function () {
    return referrerDescriptor;
  }
});
Object.defineProperty(exports, "referrersTag", {
  enumerable: true,
  get: function () {
    return referrersTag;
  }
});
Object.defineProperty(exports, "rejectUserInfo", {
  enumerable: true,
  get: function () {
    return rejectUserInfo;
  }
});
Object.defineProperty(exports, "repository", {
  enumerable: true,
  get: function () {
    return repository;
  }
});
Object.defineProperty(exports, "repositoryBrand", {
  enumerable: true,
  get: function () {
    return repositoryBrand;
  }
});
Object.defineProperty(exports, "repositoryOf", {
  enumerable: true,
  get: function () {
    return repositoryOf;
  }
});
Object.defineProperty(exports, "reproducibleTimestamp", {
  enumerable: true,
  get: function () {
    return reproducibleTimestamp;
  }
});
Object.defineProperty(exports, "requiredContentOf", {
  enumerable: true,
  get: function () {
    return requiredContentOf;
  }
});
Object.defineProperty(exports, "resultAt", {
  enumerable: true,
  get: function () {
    return resultAt;
  }
});
Object.defineProperty(exports, "sameRepository", {
  enumerable: true,
  get: function () {
    return sameRepository;
  }
});
Object.defineProperty(exports, "schema1Problem", {
  enumerable: true,
  get: function () {
    return schema1Problem;
  }
});
Object.defineProperty(exports, "selectByPlatform", {
  enumerable: true,
  get: function () {
    return selectByPlatform;
  }
});
Object.defineProperty(exports, "shardFromText", {
  enumerable: true,
  get: function () {
    return shardFromText;
  }
});
Object.defineProperty(exports, "shardProblem", {
  enumerable: true,
  get: function () {
    return shardProblem;
  }
});
Object.defineProperty(exports, "shortTag", {
  enumerable: true,
  get: function () {
    return shortTag;
  }
});
Object.defineProperty(exports, "sortNames", {
  enumerable: true,
  get: function () {
    return sortNames;
  }
});
Object.defineProperty(exports, "statusOf", {
  enumerable: true,
  get: function () {
    return statusOf;
  }
});
Object.defineProperty(exports, "streamHash", {
  enumerable: true,
  get: function () {
    return streamHash;
  }
});
Object.defineProperty(exports, "successorsOf", {
  enumerable: true,
  get: function () {
    return successorsOf;
  }
});
Object.defineProperty(exports, "tagOfFullReference", {
  enumerable: true,
  get: function () {
    return tagOfFullReference;
  }
});
Object.defineProperty(exports, "tagOfVersion", {
  enumerable: true,
  get: function () {
    return tagOfVersion;
  }
});
Object.defineProperty(exports, "throwIfAborted", {
  enumerable: true,
  get: function () {
    return throwIfAborted;
  }
});
Object.defineProperty(exports, "untilAborted", {
  enumerable: true,
  get: function () {
    return untilAborted;
  }
});
Object.defineProperty(exports, "verified", {
  enumerable: true,
  get: function () {
    return verified;
  }
});
Object.defineProperty(exports, "withDefaultTag", {
  enumerable: true,
  get: function () {
    return withDefaultTag;
  }
});
Object.defineProperty(exports, "withItems", {
  enumerable: true,
  get: function () {
    return withItems;
  }
});
Object.defineProperty(exports, "withMember", {
  enumerable: true,
  get: function () {
    return withMember;
  }
});
Object.defineProperty(exports, "withMessage", {
  enumerable: true,
  get: function () {
    return withMessage;
  }
});
Object.defineProperty(exports, "withOptionLabels", {
  enumerable: true,
  get: function () {
    return withOptionLabels;
  }
});
Object.defineProperty(exports, "withVerification", {
  enumerable: true,
  get: function () {
    return withVerification;
  }
});
Object.defineProperty(exports, "withoutMember", {
  enumerable: true,
  get: function () {
    return withoutMember;
  }
});