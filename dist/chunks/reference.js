import { T as parseDigest, w as isDigest } from "./media-types.js";
import { h as quoteInput, t as OciError } from "./error.js";

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
const versionPattern = /^v?\d+(?:\.\d+){0,2}(?:-[\w.-]+)?\+[\w.+-]+$/;
function invalidTagReason(tag) {
	const rules = "is not a tag: use at most 128 letters, digits, \"_\", \".\" and \"-\", without \".\" or \"-\" at the start";
	const similar = tagOfVersion(tag);
	if (similar === tag || !isTag(similar)) return rules;
	return `${rules}; for a version, ${versionPattern.test(tag) ? `write "${similar}"` : "replace \"+\" with \"_\""}, as in Helm and Flux`;
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
	if (!isRegistryHost(registry)) throw invalid(text, `${quoteInput(registry)} is not a registry host${asciiHostHint(registry)}`);
	if (!isRepositoryName(repository)) throw invalid(text, repositoryProblem(repository));
	if (tag !== void 0 && !isTag(tag)) throw invalid(text, `${quoteInput(tag)} ${invalidTagReason(tag)}`);
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
function invalid(text, problem) {
	return new OciError("REFERENCE_INVALID", `${quoteInput(text)} is not a reference: ${problem}`);
}

export { shortTag as _, checkTag as a, invalidTagReason as c, isRegistryHost as d, isRepositoryName as f, rejectUserInfo as g, parseReference as h, checkRepositoryName as i, isDigestTag as l, looksLikeRegistry as m, asciiHostHint as n, formatReference as o, isTag as p, canonicalRegistry as r, hostOnlyReason as s, apiHost as t, isHostOnly as u, tagOfFullReference as v, tagOfVersion as y };