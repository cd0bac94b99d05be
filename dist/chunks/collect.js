import { p as compareBytes } from "./annotations.js";
import { m as printable, t as OciError } from "./error.js";
import { _ as mediaTypeOfContentType, a as manifestKind, c as mediaTypeDockerManifestList, d as mediaTypeImageIndex, h as mediaTypeImageManifest, n as isDockerMediaType, s as mediaTypeDockerManifest, y as mediaTypesDockerSchema1 } from "./media-types.js";
import { a as optionalString, i as isRecord, o as parseAnnotations, s as parseDescriptor } from "./descriptor.js";

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

// src/streams/collect.ts
async function collect(content, limit, what) {
	const chunks = [];
	let size = 0;
	for await (const chunk of content) {
		size += chunk.byteLength;
		if (size > limit) throw new OciError("SIZE_LIMIT", `${what} is over the limit of ${limit} bytes`);
		chunks.push(chunk);
	}
	return chunks.length === 1 && chunks[0] !== void 0 ? chunks[0] : Buffer.concat(chunks, size);
}

export { jsonDepth as _, artifactTypeOf as a, maxManifestBytes as c, requiredContentOf as d, schema1Problem as f, endOfString as g, encodeString as h, withVerification as i, notManifestError as l, encodeJson as m, borrowedChunks as n, defaultMaxDescriptors as o, successorsOf as p, once as r, isDockerSchema1 as s, collect as t, parseManifest as u, parseJson as v };