import { h as quoteInput, t as OciError } from "./error.js";
import { T as parseDigest } from "./media-types.js";
import { c as invalidTagReason, d as isRegistryHost, g as rejectUserInfo, h as parseReference, m as looksLikeRegistry, n as asciiHostHint, o as formatReference, p as isTag, s as hostOnlyReason, u as isHostOnly, v as tagOfFullReference } from "./reference.js";
import { resolve } from "node:path";

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
	if (scheme !== void 0) throw invalid(text, `it begins with ${scheme}; write registry/repository:tag`);
	if (isHostOnly(bare) && isRegistryHost(bare.replace(/\/$/, ""))) throw invalid(text, `it ${hostOnlyReason(bare)}`);
	const [first = ""] = bare.split("/", 1);
	const hint = asciiHostHint(first);
	if (hint !== "") throw invalid(text, `${quoteInput(first)} is not a registry host${hint}`);
	if (!bare.includes("/") || !looksLikeRegistry(first) || !isRegistryHost(first)) throw invalid(text, "it names no registry; write registry/repository:tag (docker.io/… for Docker Hub), or ./path:tag for an image layout");
	return {
		kind: "registry",
		...parseReference(bare)
	};
}
function formatLocation(location) {
	if (location.kind === "registry") return formatReference(location);
	const tag = location.tag === void 0 ? "" : `:${location.tag}`;
	const digest = location.digest === void 0 ? "" : `@${location.digest}`;
	return `${resolve(location.path)}${tag}${digest}`;
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
	if (path === "") throw invalid(whole, "it has no path; write layout:PATH:tag");
	if (/\p{Cc}/u.test(path)) throw invalid(whole, "its path contains a control character");
	if (tag !== void 0 && !isTag(tag) && tagOfFullReference(tag) === void 0) throw invalid(whole, `${quoteInput(tag)} ${invalidTagReason(tag)}`);
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
function invalid(text, problem) {
	return new OciError("REFERENCE_INVALID", `${quoteInput(text)} is not a reference: ${problem}`);
}

export { repositoryOf as a, referenceOf as i, formatLocation as n, sameRepository as o, parseLocation as r, withDefaultTag as s, defaultTag as t };