import { c as annotationRevision, d as annotationVersion, l as annotationSource, o as annotationCreated } from "./read-file.js";
import { a as platformText, t as annotationPlatform } from "./platform.js";
import { i as inputError } from "./error.js";

// src/commands/annotation-options.ts
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
		if (key === "" || /[\s\p{Cc}]/u.test(key)) throw inputError(subject, line, "has no valid key before the \"=\"; write key=value, with a key without spaces");
		if (key === "org.opencontainers.image.created") throw inputError(subject, line, `sets the creation date; use ${label("timestamp")} instead`);
		const value = line.slice(equals + 1).trim();
		if (value === "") merged.delete(key);
		else merged.set(key, value);
	}
	return Object.fromEntries(merged);
}
function withPlatform(annotations, platform, label) {
	if (platform === void 0) return annotations;
	const recorded = platformText(platform);
	const other = annotations[annotationPlatform];
	if (other !== void 0 && other !== recorded) throw inputError(label("annotations"), `${annotationPlatform}=${other}`, `names another platform than ${label("platform")}; give the platform only there`);
	return {
		...annotations,
		[annotationPlatform]: recorded
	};
}

export { withPlatform as n, workflowAnnotations as r, mergeAnnotations as t };