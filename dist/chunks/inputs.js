import { D as isDigest, d as isMediaType } from "./descriptor.js";
import { b as isRfc3339, i as reproducibleTimestamp, t as defaultArtifactType } from "./packing-cache.js";
import { i as inputError } from "./error.js";
import { G as annotationSource, H as annotationCreated, W as annotationRevision, q as annotationVersion } from "./scrub.js";
import { n as withPlatform } from "./inputs-platform.js";
import { n as readRegistryAccess, o as inputReader } from "./inputs-registry.js";
import { c as sameRepository, i as formatLocation, s as repositoryOf } from "./output-target.js";
import { l as isTag } from "./reference.js";
import { i as readTarget, n as readReference, r as readTags } from "./inputs-reference.js";
import { a as wholeNumber, n as duration } from "./inputs-values.js";

// src/commands/inputs-annotations.ts
function workflowAnnotations(env, version) {
	const server = env["GITHUB_SERVER_URL"];
	const repository = env["GITHUB_REPOSITORY"];
	const revision = env["GITHUB_SHA"];
	const annotations = {};
	if (repository) annotations[annotationSource] = `${server || "https://github.com"}/${repository}`;
	if (revision) annotations[annotationRevision] = revision;
	if (version !== void 0) annotations[annotationVersion] = version;
	return annotations;
}
function mergeAnnotations(defaults, given, label) {
	const subject = label("annotations");
	const merged = new Map(Object.entries(defaults));
	for (const line of given) {
		const equals = line.indexOf("=");
		const key = line.slice(0, Math.max(equals, 0)).trim();
		if (equals < 0) throw inputError(subject, line, "has no \"=\"; write key=value");
		if (key === "" || /[\s\p{Cc}]/u.test(key)) throw inputError(subject, line, "has no usable key before the \"=\"; write key=value, the key without spaces");
		if (key === "org.opencontainers.image.created") throw inputError(subject, line, `sets the creation date, which ${label("timestamp")} decides; give the date there`);
		const value = line.slice(equals + 1).trim();
		if (value === "") merged.delete(key);
		else merged.set(key, value);
	}
	return Object.fromEntries(merged);
}

// src/commands/inputs-subject.ts
function readSubject(text, target, label, notice) {
	if (isDigest(text) || isTag(text)) return text;
	const subject = label("subject");
	const shown = text.includes("@") ? void 0 : text;
	if (!/[\\/]|^layout:/.test(text)) throw inputError(subject, shown, "is neither a digest nor a tag; write sha256: and 64 lower-case hex digits, a tag of the target's repository, or registry/repository@sha256:…");
	const place = readReference("subject", text, label, notice);
	const home = repositoryOf(target);
	if (!sameRepository(place, home)) throw inputError(subject, formatLocation(place), `lies in another repository than the target ${formatLocation(home)}, and what refers to a manifest must stand beside it; publish there, or name a subject that is in the target's repository`);
	const reference = place.digest ?? place.tag;
	if (reference === void 0) throw inputError(subject, formatLocation(place), "names a repository and no manifest in it; add its tag or, better, its digest");
	return reference;
}
function checkSubjectTag(reference, tags, label) {
	if (reference === void 0 || !tags.includes(reference)) return;
	throw inputError(label("subject"), reference, `is also a tag to be written, which would then point to what refers to the subject; choose another tag, or none at all, since a referrer is found by its subject`);
}

// src/commands/inputs.ts
const publishInputDefaults = {
	"source-dir": "",
	target: "",
	tags: "",
	"push-by-digest": "false",
	"sub-dir": "",
	annotations: "",
	version: "",
	"artifact-type": defaultArtifactType,
	subject: "",
	platform: "",
	exclude: "",
	symlinks: "preserve",
	"allow-outside-links": "false",
	modes: "keep",
	timestamp: "",
	compression: "gzip",
	"compression-level": "",
	"plain-http": "false",
	"insecure-tls": "false",
	"ca-file": "",
	username: "",
	password: "",
	"github-token": "",
	"token-hosts": "",
	"if-tag-exists": "overwrite",
	push: "true",
	retries: "5",
	timeout: "",
	concurrency: "4",
	"output-dir": "",
	cache: "false",
	"register-artifact": "false",
	"write-docker-config": "false",
	summary: "true"
};
const publishInputNames = Object.keys(publishInputDefaults);
const maxConcurrency = 64;
async function readPublishInputs(raw, context) {
	const { env, label, notice } = context;
	const reader = inputReader(raw, publishInputDefaults, label);
	const { text, optional, flag, choice } = reader;
	const version = optional("version");
	const target = readTarget(text("target"), label, notice);
	const subject = optional("subject");
	const listed = reader.words("tags");
	const untagged = subject !== void 0 && listed.length === 0 && target.tag === void 0;
	const pushByDigest = flag("push-by-digest") || untagged;
	const tags = tagsToWrite(target, listed, version, pushByDigest, context);
	const refersTo = subject === void 0 ? void 0 : readSubject(subject, target, label, notice);
	checkSubjectTag(refersTo, tags, label);
	const compression = choice("compression", [
		"gzip",
		"zstd",
		"none"
	]);
	return {
		plan: {
			sourceDir: text("source-dir"),
			target: pushByDigest ? withoutTag(target) : target,
			tags,
			pushByDigest,
			subDir: optional("sub-dir"),
			annotations: withPlatform(mergeAnnotations(workflowAnnotations(env, version), reader.lines("annotations"), label), optional("platform"), label),
			artifactType: mediaType(label("artifact-type"), text("artifact-type")),
			subject: refersTo,
			exclude: reader.lines("exclude"),
			symlinks: choice("symlinks", [
				"preserve",
				"follow",
				"error"
			]),
			allowOutsideLinks: flag("allow-outside-links"),
			modes: choice("modes", ["keep", "normalize"]),
			timestamp: timestamp(label("timestamp"), optional("timestamp"), env),
			compression,
			compressionLevel: compressionLevel(label("compression-level"), optional("compression-level"), compression),
			ifTagExists: choice("if-tag-exists", [
				"overwrite",
				"skip",
				"fail"
			]),
			push: flag("push"),
			concurrency: wholeNumber(label("concurrency"), text("concurrency"), 1, 64)
		},
		connection: await readRegistryAccess(reader),
		outputDir: optional("output-dir"),
		timeoutMs: duration(label("timeout"), text("timeout") || "0"),
		cache: flag("cache"),
		registerArtifact: flag("register-artifact"),
		writeDockerConfig: flag("write-docker-config"),
		summary: flag("summary")
	};
}
function tagsToWrite(target, listed, version, pushByDigest, context) {
	if (!pushByDigest) return readTags(target, listed, version, context.label);
	const left = readTags(target, listed, void 0, context.label);
	if (listed.length > 0 || target.tag !== void 0) context.notice(`${context.label("push-by-digest")}: no tag is written, so these are left out: ${left.join(", ")}`);
	return [];
}
function withoutTag(target) {
	return {
		...target,
		tag: void 0
	};
}
function mediaType(subject, value) {
	if (isMediaType(value)) return value;
	throw inputError(subject, value, "is not a media type; write type/subtype, for example application/vnd.example.bundle");
}
const latestEpochSecond = 253402300799;
function timestamp(subject, value, env) {
	if (value !== void 0) {
		if (isRfc3339(value)) return value;
		throw inputError(subject, value, "is not a date and time of RFC 3339; write for example 2026-01-31T12:00:00Z");
	}
	const epoch = env["SOURCE_DATE_EPOCH"];
	if (!epoch) return reproducibleTimestamp;
	const seconds = wholeNumber("SOURCE_DATE_EPOCH", epoch, 0, latestEpochSecond);
	return `${(/* @__PURE__ */ new Date(seconds * 1e3)).toISOString().slice(0, 19)}Z`;
}
function compressionLevel(subject, value, compression) {
	if (value === void 0) return void 0;
	switch (compression) {
		case "gzip": return wholeNumber(subject, value, 0, 9);
		case "zstd": return wholeNumber(subject, value, 1, 19);
		case "none": throw inputError(subject, value, "has no meaning without compression; leave it out, or choose gzip or zstd");
	}
}

export { mergeAnnotations as a, timestamp as i, publishInputNames as n, workflowAnnotations as o, readPublishInputs as r, mediaType as t };