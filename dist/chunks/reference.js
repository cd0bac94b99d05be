let require_descriptor;

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
	throw new (require_descriptor ??= require("./descriptor.js")).OciError("NAME_INVALID", `${(require_descriptor ??= require("./descriptor.js")).quoteInput(name)} is not a repository name: use at most ${maxNameLength} lower-case letters, digits, ".", "_", "-" and "/"`);
}
function checkTag(tag) {
	if (isTag(tag)) return tag;
	throw new (require_descriptor ??= require("./descriptor.js")).OciError("TAG_INVALID", `${(require_descriptor ??= require("./descriptor.js")).quoteInput(tag)} ${invalidTagReason(tag)}`);
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
	const digest = at < 0 ? void 0 : (require_descriptor ??= require("./descriptor.js")).parseDigest(bare.slice(at + 1));
	const { registry, path } = splitRegistry(at < 0 ? bare : bare.slice(0, at));
	const colon = path.lastIndexOf(":");
	const tag = colon < 0 ? void 0 : path.slice(colon + 1);
	const repository = completeRepository(registry, colon < 0 ? path : path.slice(0, colon));
	if (!isRegistryHost(registry)) throw invalid(text, `${(require_descriptor ??= require("./descriptor.js")).quoteInput(registry)} is not a registry host${asciiHostHint(registry)}`);
	if (!isRepositoryName(repository)) throw invalid(text, repositoryProblem(repository));
	if (tag !== void 0 && !isTag(tag)) throw invalid(text, `${(require_descriptor ??= require("./descriptor.js")).quoteInput(tag)} ${invalidTagReason(tag)}`);
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
	if (at < 0 || (require_descriptor ??= require("./descriptor.js")).isDigest(text.slice(at + 1))) return;
	throw new (require_descriptor ??= require("./descriptor.js")).OciError("REFERENCE_INVALID", "invalid reference: the \"@\" in it is not followed by a digest (sha256: and 64 lower-case hex digits). The reference may contain user information and is therefore not shown; remove user information and give credentials as username and password, or log in");
}
function completeRepository(registry, path) {
	return isDockerHub(registry) && !path.includes("/") ? `library/${path}` : path;
}
function repositoryProblem(repository) {
	if (repository === "" || repository === "library/") return "it has no repository; write registry/repository";
	if (repository !== repository.toLowerCase() && isRepositoryName(repository.toLowerCase())) return `the repository has upper-case letters; write "${repository.toLowerCase()}"`;
	return `${(require_descriptor ??= require("./descriptor.js")).quoteInput(repository)} is not a repository name (lower-case letters, digits, ".", "_", "-", "/")`;
}
function invalid(text, problem) {
	return new (require_descriptor ??= require("./descriptor.js")).OciError("REFERENCE_INVALID", `${(require_descriptor ??= require("./descriptor.js")).quoteInput(text)} is not a reference: ${problem}`);
}

Object.defineProperty(exports, "apiHost", {
  enumerable: true,
  get: function () {
    return apiHost;
  }
});
Object.defineProperty(exports, "asciiHostHint", {
  enumerable: true,
  get: function () {
    return asciiHostHint;
  }
});
Object.defineProperty(exports, "canonicalRegistry", {
  enumerable: true,
  get: function () {
    return canonicalRegistry;
  }
});
Object.defineProperty(exports, "checkRepositoryName", {
  enumerable: true,
  get: function () {
    return checkRepositoryName;
  }
});
Object.defineProperty(exports, "checkTag", {
  enumerable: true,
  get: function () {
    return checkTag;
  }
});
Object.defineProperty(exports, "formatReference", {
  enumerable: true,
  get: function () {
    return formatReference;
  }
});
Object.defineProperty(exports, "hostOnlyReason", {
  enumerable: true,
  get: function () {
    return hostOnlyReason;
  }
});
Object.defineProperty(exports, "invalidTagReason", {
  enumerable: true,
  get: function () {
    return invalidTagReason;
  }
});
Object.defineProperty(exports, "isDigestTag", {
  enumerable: true,
  get: function () {
    return isDigestTag;
  }
});
Object.defineProperty(exports, "isHostOnly", {
  enumerable: true,
  get: function () {
    return isHostOnly;
  }
});
Object.defineProperty(exports, "isRegistryHost", {
  enumerable: true,
  get: function () {
    return isRegistryHost;
  }
});
Object.defineProperty(exports, "isRepositoryName", {
  enumerable: true,
  get: function () {
    return isRepositoryName;
  }
});
Object.defineProperty(exports, "isTag", {
  enumerable: true,
  get: function () {
    return isTag;
  }
});
Object.defineProperty(exports, "looksLikeRegistry", {
  enumerable: true,
  get: function () {
    return looksLikeRegistry;
  }
});
Object.defineProperty(exports, "parseReference", {
  enumerable: true,
  get: function () {
    return parseReference;
  }
});
Object.defineProperty(exports, "rejectUserInfo", {
  enumerable: true,
  get: function () {
    return rejectUserInfo;
  }
});
Object.defineProperty(exports, "shortTag", {
  enumerable: true,
  get: function () {
    return shortTag;
  }
});
Object.defineProperty(exports, "tagOfFullReference", {
  enumerable: true,
  get: function () {
    return tagOfFullReference;
  }
});
Object.defineProperty(exports, "tagOfVersion", {
  enumerable: true,
  get: function () {
    return tagOfVersion;
  }
});