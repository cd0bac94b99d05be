import { a as isOciError, d as printable, r as inputError, t as OciError } from "./error.js";
import { D as isDigest, O as parseDigest } from "./descriptor.js";
import { _ as parseReference, d as completeRepository, f as formatReference, g as looksLikeRegistry, h as isTag, p as isRegistryHost, v as refuseUserInfo } from "./usingCtx.js";
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

// src/commands/inputs-target.ts
function readTarget(text, label, notice) {
	const subject = label("target");
	if (text === "") throw inputError(subject, void 0, "it is missing; write oci://registry/repository:tag, or the path of a directory");
	if (!text.startsWith("oci://")) {
		refuseLookAlike(subject, text);
		return layoutTarget(subject, text);
	}
	const bare = text.slice(ociScheme.length);
	if (/^(?:localhost|[^/@:]*\.[^/@:]*)(?::[^/@:]*)?\/?$/i.test(bare)) throw inputError(subject, text, `names a registry and no repository in it; write ${ociScheme}${bare.replace(/\/$/, "")}/repository:tag`);
	const { text: lowered, changed } = lowerRepository$1(text);
	const target = registryTarget(subject, lowered);
	if (changed) notice(`${subject}: registries know lower-case repositories only, so ${formatLocation(repositoryOf(target))} is used`);
	return target;
}
function registryTarget(subject, text) {
	const target = wrapped(subject, () => parseOutputTarget(text));
	if (!target.isOci) throw new TypeError(`no ${ociScheme} target: ${text}`);
	return {
		kind: "registry",
		registry: target.registry,
		repository: target.repository,
		tag: target.tag
	};
}
function layoutTarget(subject, text) {
	const target = wrapped(subject, () => parseLocation(text.startsWith("layout:") ? text : `layout:${text}`));
	if (target.digest === void 0) return target;
	throw inputError(subject, text, "has a digest, but the digest follows from the content; write ./path:tag");
}
function readTags(target, listed, version, label) {
	const subject = label("tags");
	const tags = /* @__PURE__ */ new Set();
	if (target.tag !== void 0) tags.add(target.tag);
	for (const item of listed) tags.add(item.includes("/") || item.includes("@") ? tagOfReference(subject, item, target) : bareTag(subject, item));
	if (tags.size === 0) tags.add(version !== void 0 && isTag(version) ? version : defaultTag);
	return [...tags];
}
function lowerRepository$1(text) {
	const colon = text.lastIndexOf(":");
	const end = colon > text.lastIndexOf("/") ? colon : text.length;
	const named = text.slice(ociScheme.length, end);
	const path = named.slice(named.indexOf("/") + 1);
	return {
		text: ociScheme + named.toLowerCase() + text.slice(end),
		changed: path !== path.toLowerCase()
	};
}
function refuseLookAlike(subject, text) {
	const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(text)?.[0];
	if (scheme === void 0 && /^(?:layout:|[./\\]|[A-Za-z]:[\\/])/.test(text)) return;
	const rest = scheme === void 0 ? text : text.slice(scheme.length);
	const at = rest.indexOf("@");
	const first = rest.split("/", 1)[0] ?? "";
	if (!(scheme !== void 0 || /[.:]/.test(first) || first === "localhost" || at >= 0 && isDigest(rest.slice(at + 1)))) return;
	wrapped(subject, () => {
		refuseUserInfo(rest);
	});
	if (at >= 0) throw inputError(subject, text, `has a digest, but the digest follows from the content; write ${ociScheme}registry/repository:tag`);
	const fix = scheme === void 0 ? `write ${ociScheme}${rest} to push there, or ./${rest} for a directory` : `write ${ociScheme}${rest}`;
	throw inputError(subject, text, `looks like a place in a registry but does not begin with ${ociScheme}; ${fix}`);
}
function bareTag(subject, tag) {
	if (isTag(tag)) return tag;
	throw inputError(subject, tag, "is not a tag; use letters, digits, \"_\", \".\" and \"-\", not \".\" or \"-\" first, at most 128 characters");
}
function tagOfReference(subject, item, target) {
	if (target.kind !== "registry") throw inputError(subject, void 0, `a full reference is given ("${quotable(item)}"), but the target is a directory; write the bare tag`);
	const reference = wrapped(subject, () => parseReference(lowerRepository$1(ociScheme + item.replace(/^(?:oci|oras):\/\//, "")).text));
	const home = formatReference({
		registry: target.registry,
		repository: target.repository
	});
	if (reference.registry !== target.registry || completeRepository(reference.registry, reference.repository) !== target.repository) throw inputError(subject, item, `lies in another repository than the target ${home}; write a bare tag, or run the action once for each repository`);
	if (reference.digest !== void 0 || reference.tag === void 0) throw inputError(subject, item, `has no tag of its own; write ${home}:tag or the bare tag`);
	return reference.tag;
}
function quotable(item) {
	return item.includes("@") ? "…" : item.slice(0, 100);
}
function wrapped(subject, parse) {
	try {
		return parse();
	} catch (error) {
		if (isOciError(error)) throw inputError(subject, void 0, error.message, error);
		throw error;
	}
}

// src/commands/inputs-reference.ts
function readReference(name, text, label, notice) {
	const subject = label(name);
	if (text === "") throw inputError(subject, void 0, "it is missing; write registry/repository:tag, or ./path:tag for an image layout");
	try {
		return parseLocation(text);
	} catch (error) {
		if (!isOciError(error)) throw error;
		const lowered = lowerRepository(text);
		const endpoint = lowered === text ? void 0 : parsedOrNothing(lowered);
		if (endpoint?.kind === "registry") {
			notice(`${subject}: registries know lower-case repositories only, so ${formatLocation(repositoryOf(endpoint))} is used`);
			return endpoint;
		}
		throw inputError(subject, void 0, error.message, error);
	}
}
function readPlaceTags(place, listed, fallback, label) {
	if (place.tag === void 0 && listed.length === 0) return fallback === void 0 ? [] : [fallback];
	return readTags(place, listed, void 0, label);
}
function lowerRepository(text) {
	const [, named = "", rest = ""] = /^(.*?)((?::[^/:@]*)?(?:@.*)?)$/s.exec(text) ?? [];
	return named.toLowerCase() + rest;
}
function parsedOrNothing(text) {
	try {
		return parseLocation(text);
	} catch {
		return;
	}
}

export { ociScheme as a, referenceOf as c, withDefaultTag as d, readTarget as i, repositoryOf as l, readReference as n, defaultTag as o, readTags as r, formatLocation as s, readPlaceTags as t, sameRepository as u };