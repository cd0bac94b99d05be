import { i as inputError, p as printable, t as OciError } from "./error.js";
import { b as parseDigest, y as isDigest } from "./media-types.js";
import { a as formatReference, d as parseReference, f as rejectUserInfo, l as isTag, o as invalidTagReason, s as isRegistryHost, u as looksLikeRegistry } from "./reference.js";
import { c as parseWith } from "./option-types.js";
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
	const [first = ""] = bare.split("/", 1);
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
	const colon = named.lastIndexOf(":");
	const hasTag = colon >= 0 && !/[\\/]/.test(named.slice(colon));
	const path = hasTag ? named.slice(0, colon) : named;
	const tag = hasTag ? named.slice(colon + 1) : void 0;
	if (path === "") throw invalid(whole, "it has no path; write layout:PATH:tag");
	if (/\p{Cc}/u.test(path)) throw invalid(whole, "its path contains a control character");
	if (tag !== void 0 && !isTag(tag)) throw invalid(whole, `"${printable(tag, 200)}" ${invalidTagReason(tag)}`);
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

// src/commands/location-options.ts
const locationDescription = "`registry/repository[:tag][@digest]`, with or without `oci://`; or an OCI image layout, `layout:PATH[:tag][@digest]` or a path that begins with `./`, `../`, `/` or a drive letter";
function location(rules = {}) {
	return {
		kind: "value",
		placeholder: "reference",
		isPath: true,
		empty: void 0,
		parse: (raw, subject, { notice }) => readLocation(String(raw), subject, rules, notice)
	};
}
function readLocation(text, subject, { schemeRequired = false, refuseDigest = false }, notice) {
	const isPath = schemeRequired && !text.startsWith("oci://");
	if (isPath) refuseMissingScheme(subject, text);
	if (schemeRequired && !isPath) refuseHostOnly(subject, text);
	const parse = schemeRequired && !isPath ? parseTarget : parseLocation;
	const written = isPath && !text.startsWith("layout:") ? `layout:${text}` : text;
	const found = parseWith(written, subject, (named) => parseLowered(named, parse, subject, notice));
	if (refuseDigest && found.digest !== void 0) throw inputError(subject, text, `has a digest, but the digest follows from the content; write ${ociScheme}registry/repository:tag or ./path:tag`);
	return found;
}
function readTags(place, listed, fallback, label) {
	const subject = label("tags");
	const tags = /* @__PURE__ */ new Set();
	if (place.tag !== void 0) tags.add(place.tag);
	for (const item of listed) tags.add(item.includes("/") || item.includes("@") ? tagOfReference(subject, item, place) : bareTag(subject, item));
	if (tags.size === 0 && fallback !== void 0) tags.add(fallback());
	return [...tags];
}
function bareTag(subject, tag) {
	if (isTag(tag)) return tag;
	throw inputError(subject, tag, invalidTagReason(tag));
}
function readSubject(text, target, { label, notice }) {
	if (isDigest(text) || isTag(text)) return text;
	const subject = label("subject");
	if (!/[\\/]|^layout:/.test(text)) throw inputError(subject, text.includes("@") ? void 0 : text, "is neither a digest nor a tag; write sha256: and 64 lower-case hex digits, a tag in the repository of the target, or registry/repository@sha256:…");
	const place = readLocation(text, subject, {}, notice);
	const home = repositoryOf(target);
	if (!sameRepository(place, home)) throw inputError(subject, formatLocation(place), `is in another repository than the target ${formatLocation(home)}, but a referrer must be in the same repository as its subject; publish there, or give a subject in the target's repository`);
	const reference = place.digest ?? place.tag;
	if (reference === void 0) throw inputError(subject, formatLocation(place), "names a repository without a manifest; add a tag or, better, a digest");
	return reference;
}
function checkSubjectTag(reference, tags, label) {
	if (reference === void 0 || !tags.includes(reference)) return;
	throw inputError(label("subject"), reference, "is also a tag to write, which would then point to the new artifact; choose another tag, or none, because a referrer is found by its subject");
}
function parseTarget(text) {
	return {
		kind: "registry",
		...parseReference(text)
	};
}
function parseLowered(text, parse, subject, notice) {
	try {
		return parse(text);
	} catch (error) {
		const [, named = "", rest = ""] = /^(.*?)((?::[^/:@]*)?(?:@.*)?)$/s.exec(text) ?? [];
		const lowered = named.toLowerCase() + rest;
		if (lowered === text) throw error;
		const place = parsedOrUndefined(lowered, parse);
		if (place?.kind !== "registry") throw error;
		notice(`${subject}: repositories are lower-case in registries; using ${formatLocation(repositoryOf(place))}`);
		return place;
	}
}
function parsedOrUndefined(text, parse) {
	try {
		return parse(text);
	} catch {
		return;
	}
}
function refuseHostOnly(subject, text) {
	const bare = text.slice(ociScheme.length);
	if (!/^(?:localhost|[^/@:]*\.[^/@:]*)(?::[^/@:]*)?\/?$/i.test(bare)) return;
	throw inputError(subject, text, `names a registry without a repository; write ${ociScheme}${bare.replace(/\/$/, "")}/repository:tag`);
}
function refuseMissingScheme(subject, text) {
	const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(text)?.[0];
	if (scheme === void 0 && /^(?:layout:|[./\\]|[A-Za-z]:[\\/])/.test(text)) return;
	const rest = scheme === void 0 ? text : text.slice(scheme.length);
	const at = rest.indexOf("@");
	const first = rest.split("/", 1)[0] ?? "";
	if (!(scheme !== void 0 || /[.:]/.test(first) || first === "localhost" || at >= 0 && isDigest(rest.slice(at + 1)))) return;
	parseWith(rest, subject, rejectUserInfo);
	if (at >= 0) throw inputError(subject, text, `has a digest, but the digest follows from the content; write ${ociScheme}registry/repository:tag`);
	const fix = scheme === void 0 ? `write ${ociScheme}${rest} to push there, or ./${rest} for a directory` : `write ${ociScheme}${rest}`;
	throw inputError(subject, text, `looks like a registry but does not begin with ${ociScheme}; ${fix}`);
}
function tagOfReference(subject, item, target) {
	const shown = item.includes("@") ? "…" : item.slice(0, 100);
	if (target.kind !== "registry") throw inputError(subject, void 0, `a full reference is given ("${shown}"), but the target is a directory; write the bare tag`);
	const reference = parseWith(item, subject, (named) => parseLowered(named, parseTarget, subject, () => {}));
	const home = formatReference({
		registry: target.registry,
		repository: target.repository
	});
	if (!sameRepository(reference, target)) throw inputError(subject, item, `is in another repository than the target ${home}; write a bare tag, or run the action once for each repository`);
	if (reference.digest !== void 0 || reference.tag === void 0) throw inputError(subject, item, `has no tag; write ${home}:tag or the bare tag`);
	return reference.tag;
}

export { readLocation as a, ociScheme as c, referenceOf as d, repositoryOf as f, locationDescription as i, defaultTag as l, withDefaultTag as m, checkSubjectTag as n, readSubject as o, sameRepository as p, location as r, readTags as s, bareTag as t, formatLocation as u };