import { f as printable, t as OciError } from "./error.js";
import { D as isDigest, O as parseDigest } from "./descriptor.js";
import { d as parseReference, f as refuseUserInfo, l as isTag, o as formatReference, s as isRegistryHost, u as looksLikeRegistry } from "./reference.js";
import { resolve } from "node:path";

// src/spec/location.ts
const layoutScheme = "layout:";
const registryScheme = /^(?:oci|oras):\/\//;
const pathPattern = /^(?:\.{0,2}[\\/]|[A-Za-z]:[\\/]|\.{1,2}(?:$|[:@]))/;
function parseLocation(text) {
	if (text.startsWith(layoutScheme)) return parseLayout(text.slice(7), text);
	if (pathPattern.test(text)) return parseLayout(text, text);
	const bare = text.replace(registryScheme, "");
	refuseUserInfo(bare);
	const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(bare)?.[0];
	if (scheme !== void 0) throw invalid(text, `it begins with ${scheme}; write registry/repository:tag`);
	const [first = ""] = bare.split("/", 1);
	if (!bare.includes("/") || !looksLikeRegistry(first) || !isRegistryHost(first)) throw invalid(text, "it names no registry; write registry/repository:tag (docker.io/… for Docker Hub), or ./path:tag for an image layout");
	return {
		kind: "registry",
		...parseReference(bare)
	};
}
function formatLocation(endpoint) {
	if (endpoint.kind === "registry") return formatReference(endpoint);
	const tag = endpoint.tag === void 0 ? "" : `:${endpoint.tag}`;
	const digest = endpoint.digest === void 0 ? "" : `@${endpoint.digest}`;
	return `${resolve(endpoint.path)}${tag}${digest}`;
}
function repositoryOf(endpoint) {
	return {
		...endpoint,
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
	const colon = named.lastIndexOf(":");
	const hasTag = colon >= 0 && !/[\\/]/.test(named.slice(colon));
	const path = hasTag ? named.slice(0, colon) : named;
	const tag = hasTag ? named.slice(colon + 1) : void 0;
	if (path === "") throw invalid(whole, "it names no folder; write layout:PATH:tag");
	if (/\p{Cc}/u.test(path)) throw invalid(whole, "its path holds a control character");
	if (tag !== void 0 && !isTag(tag)) throw invalid(whole, `"${printable(tag, 200)}" is not a tag (letters, digits, "_", ".", "-", at most 128 characters)`);
	return {
		kind: "layout",
		path,
		tag,
		digest
	};
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

export { parseLocation as a, sameRepository as c, formatLocation as i, withDefaultTag as l, parseOutputTarget as n, referenceOf as o, defaultTag as r, repositoryOf as s, ociScheme as t };