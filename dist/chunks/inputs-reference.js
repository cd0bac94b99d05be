import { a as parseLocation, i as formatLocation, n as parseOutputTarget, r as defaultTag, s as repositoryOf, t as ociScheme } from "./output-target.js";
import { i as inputError, o as isOciError } from "./error.js";
import { a as completeRepository, d as parseReference, f as refuseUserInfo, l as isTag, o as formatReference } from "./reference.js";
import { D as isDigest } from "./descriptor.js";

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

export { readTarget as i, readReference as n, readTags as r, readPlaceTags as t };