let require_spec;
let require_option_types;

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
function locations(rules = {}) {
	return {
		kind: "list",
		placeholder: "reference",
		isPath: true,
		empty: [],
		parse: (raw, subject, { notice }) => (require_option_types ??= require("./option-types.js")).splitLines(raw).map((line) => readLocation(line, subject, rules, notice))
	};
}
function locationsOrNone() {
	return {
		kind: "list",
		placeholder: "reference",
		isPath: true,
		empty: void 0,
		parse: (raw, subject, { notice }) => {
			const written = (require_option_types ??= require("./option-types.js")).splitLines(raw);
			if (written.length === 1 && written[0] === "none") return [];
			return written.map((line) => readLocation(line, subject, {}, notice));
		}
	};
}
function alternatives() {
	return {
		...location(),
		parse: (raw, subject, { notice }) => {
			const [first = "", ...others] = (require_option_types ??= require("./option-types.js")).splitLines(raw);
			const read = (line) => readLocation(line, subject, { acceptPattern: true }, notice);
			return [read(first), ...others.map(read)];
		}
	};
}
const tagPattern = /^(.*\/.+):([^/\\:@]*[*?][^/\\:@]*)$/;
function readLocation(text, subject, { schemeRequired = false, refuseDigest = false, acceptPattern = false }, notice) {
	const [, repository = "", pattern] = (acceptPattern ? tagPattern.exec(text) : null) ?? [];
	if (pattern !== void 0) {
		if (!(require_spec ??= require("./spec.js")).isTag(pattern.replaceAll(/[*?]/g, "0"))) throw (require_spec ??= require("./spec.js")).inputError(subject, text, `has a pattern that no tag matches: "${pattern}"; write for example v1.*`);
		return {
			...readLocation(repository, subject, {}, notice),
			tag: pattern
		};
	}
	const isPath = schemeRequired && !text.startsWith("oci://");
	if (isPath) refuseMissingScheme(subject, text);
	if (schemeRequired && !isPath) refuseHostOnly(subject, text);
	const parse = schemeRequired && !isPath ? parseTarget : (require_spec ??= require("./spec.js")).parseLocation;
	const written = isPath && !text.startsWith("layout:") ? `layout:${text}` : text;
	const found = (require_option_types ??= require("./option-types.js")).parseWith(written, subject, (named) => parseLowered(named, parse, subject, notice));
	if (refuseDigest && found.digest !== void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, text, `has a digest, but the digest follows from the content; write ${(require_spec ??= require("./spec.js")).ociScheme}registry/repository:tag or ./path:tag`);
	return found;
}
function readTags(places, listed, fallback, label) {
	const subject = label("tags");
	const tags = /* @__PURE__ */ new Set();
	const [main] = places;
	if (main?.tag !== void 0) tags.add(main.tag);
	for (const item of listed) tags.add(isReferenceText(item) ? tagOfReference(subject, item, places) : bareTag(subject, item));
	if (tags.size === 0 && fallback !== void 0) tags.add(fallback());
	return [...tags];
}
function isReferenceText(item) {
	if (item.includes("@")) return true;
	return item.includes("/") && (item.includes(":") || (require_spec ??= require("./spec.js")).looksLikeRegistry(item.split("/", 1)[0] ?? ""));
}
function bareTag(subject, tag) {
	if ((require_spec ??= require("./spec.js")).isTag(tag)) return tag;
	throw (require_spec ??= require("./spec.js")).inputError(subject, tag, (require_spec ??= require("./spec.js")).invalidTagReason(tag));
}
function readSubject(text, target, { label, notice }) {
	if ((require_spec ??= require("./spec.js")).isDigest(text) || (require_spec ??= require("./spec.js")).isTag(text)) return text;
	const subject = label("subject");
	if (!/[\\/]|^layout:/.test(text)) throw (require_spec ??= require("./spec.js")).inputError(subject, text.includes("@") ? void 0 : text, "is neither a digest nor a tag; write sha256: and 64 lower-case hex digits, a tag in the repository of the target, or registry/repository@sha256:\u2026");
	const place = readLocation(text, subject, {}, notice);
	const home = (require_spec ??= require("./spec.js")).repositoryOf(target);
	if (!(require_spec ??= require("./spec.js")).sameRepository(place, home)) throw (require_spec ??= require("./spec.js")).inputError(subject, (require_spec ??= require("./spec.js")).formatLocation(place), `is in another repository than the target ${(require_spec ??= require("./spec.js")).formatLocation(home)}, but a referrer must be in the same repository as its subject; publish there, or give a subject in the target's repository`);
	const reference = place.digest ?? place.tag;
	if (reference === void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, (require_spec ??= require("./spec.js")).formatLocation(place), "names a repository without a manifest; add a tag or, better, a digest");
	return reference;
}
function checkSubjectTag(reference, tags, label) {
	if (reference === void 0 || !tags.includes(reference)) return;
	throw (require_spec ??= require("./spec.js")).inputError(label("subject"), reference, "is also a tag to write, which would then point to the new artifact; choose another tag, or none, because a referrer is found by its subject");
}
function parseTarget(text) {
	return {
		kind: "registry",
		...(require_spec ??= require("./spec.js")).parseReference(text)
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
		notice(`${subject}: repositories are lower-case in registries; using ${(require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(place))}`);
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
	const bare = text.slice((require_spec ??= require("./spec.js")).ociScheme.length);
	if ((require_spec ??= require("./spec.js")).isHostOnly(bare)) throw (require_spec ??= require("./spec.js")).inputError(subject, text, (require_spec ??= require("./spec.js")).hostOnlyReason(bare, (require_spec ??= require("./spec.js")).ociScheme));
}
const schemePattern = /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/|(?:oci|oras|docker|https?):\/?(?=[^/\d]))/;
function refuseMissingScheme(subject, text) {
	const scheme = schemePattern.exec(text)?.[0];
	if (scheme === void 0 && /^(?:layout:|[./\\]|[A-Za-z]:[\\/])/.test(text)) return;
	const rest = scheme === void 0 ? text : text.slice(scheme.length);
	const at = rest.indexOf("@");
	const first = rest.split("/", 1)[0] ?? "";
	if (!(scheme !== void 0 || /[.:]/.test(first) || first === "localhost" || at >= 0 && (require_spec ??= require("./spec.js")).isDigest(rest.slice(at + 1)))) return;
	(require_option_types ??= require("./option-types.js")).parseWith(rest, subject, (require_spec ??= require("./spec.js")).rejectUserInfo);
	if (at >= 0) throw (require_spec ??= require("./spec.js")).inputError(subject, text, `has a digest, but the digest follows from the content; write ${(require_spec ??= require("./spec.js")).ociScheme}registry/repository:tag`);
	const fix = scheme === void 0 || !scheme.endsWith("//") ? `write ${(require_spec ??= require("./spec.js")).ociScheme}${rest} to push there, or ./${rest} for a directory` : `write ${(require_spec ??= require("./spec.js")).ociScheme}${rest}`;
	throw (require_spec ??= require("./spec.js")).inputError(subject, text, `looks like a registry but does not begin with ${(require_spec ??= require("./spec.js")).ociScheme}; ${fix}`);
}
function tagOfReference(subject, item, targets) {
	const shown = item.includes("@") ? "\u2026" : item.slice(0, 100);
	const registries = targets.filter((target) => target.kind === "registry");
	const [first] = registries;
	if (first === void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, `a full reference is given ("${shown}"), but the target is a directory; write the bare tag`);
	const reference = (require_option_types ??= require("./option-types.js")).parseWith(item, subject, (named) => parseLowered(named, parseTarget, subject, () => {}));
	const home = (require_spec ??= require("./spec.js")).formatReference({
		registry: first.registry,
		repository: first.repository
	});
	if (!registries.some((target) => (require_spec ??= require("./spec.js")).sameRepository(reference, target))) throw (require_spec ??= require("./spec.js")).inputError(subject, item, `is in another repository than the target ${home}; write a bare tag, or run the action once for each repository`);
	if (reference.digest !== void 0 || reference.tag === void 0) throw (require_spec ??= require("./spec.js")).inputError(subject, item, `has no tag; write ${home}:tag or the bare tag`);
	return reference.tag;
}

Object.defineProperty(exports, "alternatives", {
  enumerable: true,
  get: function () {
    return alternatives;
  }
});
Object.defineProperty(exports, "bareTag", {
  enumerable: true,
  get: function () {
    return bareTag;
  }
});
Object.defineProperty(exports, "checkSubjectTag", {
  enumerable: true,
  get: function () {
    return checkSubjectTag;
  }
});
Object.defineProperty(exports, "location", {
  enumerable: true,
  get: function () {
    return location;
  }
});
Object.defineProperty(exports, "locationDescription", {
  enumerable: true,
  get: function () {
    return locationDescription;
  }
});
Object.defineProperty(exports, "locations", {
  enumerable: true,
  get: function () {
    return locations;
  }
});
Object.defineProperty(exports, "locationsOrNone", {
  enumerable: true,
  get: function () {
    return locationsOrNone;
  }
});
Object.defineProperty(exports, "readLocation", {
  enumerable: true,
  get: function () {
    return readLocation;
  }
});
Object.defineProperty(exports, "readSubject", {
  enumerable: true,
  get: function () {
    return readSubject;
  }
});
Object.defineProperty(exports, "readTags", {
  enumerable: true,
  get: function () {
    return readTags;
  }
});