import { a as isOciError, d as printable, s as messageOf, t as OciError } from "./error.js";
import { D as isDigest, O as parseDigest } from "./descriptor.js";
import { dirname } from "node:path";
import { open, rename } from "node:fs/promises";

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
function isRegistryHost(text) {
	const match = hostPattern.exec(text);
	if (match === null || text.length > maxNameLength) return false;
	const port = match[1];
	return port === void 0 || Number(port) >= 1 && Number(port) <= 65535;
}
function checkRepositoryName(name) {
	if (isRepositoryName(name)) return name;
	throw new OciError("NAME_INVALID", `"${printable(name, 300)}" is not a repository name: lower-case letters, digits, ".", "_", "-" and "/", at most ${maxNameLength} characters`);
}
function checkTag(tag) {
	if (isTag(tag)) return tag;
	throw new OciError("TAG_INVALID", `"${printable(tag, 300)}" is not a tag: letters, digits, "_", "." and "-", not "." or "-" first, at most 128 characters`);
}
function parseReference(text) {
	const bare = text.replace(/^(?:oci|oras):\/\//, "");
	refuseUserInfo(bare);
	const at = bare.indexOf("@");
	const digest = at < 0 ? void 0 : parseDigest(bare.slice(at + 1));
	const { registry, path } = splitRegistry(at < 0 ? bare : bare.slice(0, at));
	const colon = path.lastIndexOf(":");
	const tag = colon < 0 ? void 0 : path.slice(colon + 1);
	const repository = completeRepository(registry, colon < 0 ? path : path.slice(0, colon));
	if (!isRegistryHost(registry)) throw invalid(text, `"${printable(registry, 200)}" is not a registry host`);
	if (!isRepositoryName(repository)) throw invalid(text, repositoryProblem(repository));
	if (tag !== void 0 && !isTag(tag)) throw invalid(text, `"${printable(tag, 200)}" is not a tag (letters, digits, "_", ".", "-", at most 128 characters)`);
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
function refuseUserInfo(text) {
	const at = text.indexOf("@");
	if (at < 0 || isDigest(text.slice(at + 1))) return;
	throw new OciError("REFERENCE_INVALID", "the reference has an \"@\" that is not followed by a digest (sha256: and 64 lower-case hex digits). It is not repeated here, because user information may stand before the \"@\"; leave that out and give credentials as username and password, or log in");
}
function completeRepository(registry, path) {
	return isDockerHub(registry) && !path.includes("/") ? `library/${path}` : path;
}
function repositoryProblem(repository) {
	if (repository === "" || repository === "library/") return "it names no repository; write registry/repository";
	if (repository !== repository.toLowerCase() && isRepositoryName(repository.toLowerCase())) return `the repository has upper-case letters; write "${repository.toLowerCase()}"`;
	return `"${printable(repository, 200)}" is not a repository name (lower-case letters, digits, ".", "_", "-", "/")`;
}
function invalid(text, problem) {
	return new OciError("REFERENCE_INVALID", `"${printable(text, 300)}" is not a reference: ${problem}`);
}

// src/fs/file-system-error.ts
const advice = {
	ENOSPC: "no space is left on the device",
	EDQUOT: "the disk quota is used up",
	EFBIG: "the file would be larger than is allowed here",
	EMFILE: "too many files are open in this process",
	ENFILE: "too many files are open on this machine",
	EACCES: "permission is denied",
	EPERM: "the operation is not permitted",
	ENOENT: "it does not exist",
	ENOTDIR: "a part of the path is not a directory",
	EISDIR: "it is a directory",
	EROFS: "the file system is read-only",
	ELOOP: "there are too many symbolic links in the path",
	ENAMETOOLONG: "the name is too long for the file system",
	EIO: "the device reported an input/output error"
};
function fileSystemError(error, doing) {
	if (isOciError(error)) return error;
	const code = errnoOf(error);
	const reason = (code === void 0 ? void 0 : advice[code]) ?? messageOf(error);
	return new OciError("FILE_SYSTEM", `cannot ${printable(doing)}: ${reason}${code === void 0 ? "" : ` (${code})`}`, { cause: error });
}
function errnoOf(error) {
	if (!(error instanceof Error)) return void 0;
	const code = error.code;
	return typeof code === "string" ? code : void 0;
}

// src/fs/durable-rename.ts
const renameTries = 10;
const renamePauseMs = 20;
async function renameOver(from, to) {
	for (let attempt = 1;; attempt++) try {
		await rename(from, to);
		return;
	} catch (error) {
		const code = errnoOf(error);
		const held = code === "EPERM" || code === "EACCES" || code === "EBUSY";
		if (process.platform !== "win32" || !held || attempt >= renameTries) throw error;
		await new Promise((resolve) => setTimeout(resolve, renamePauseMs * attempt));
	}
}
async function syncDirectory(path) {
	if (process.platform === "win32") return;
	const handle = await open(path, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
async function durableRename(from, to) {
	await renameOver(from, to);
	await syncDirectory(dirname(to));
}

// \0@oxc-project+runtime@0.156.0/helpers/esm/usingCtx.js
function _usingCtx() {
	var r = "function" == typeof SuppressedError ? SuppressedError : function(r, e) {
		var n = Error();
		return n.name = "SuppressedError", n.error = r, n.suppressed = e, n;
	}, e = {}, n = [];
	function using(r, e) {
		if (null != e) {
			if (Object(e) !== e) throw new TypeError("using declarations can only be used with objects, functions, null, or undefined.");
			if (r) var o = e[Symbol.asyncDispose || Symbol["for"]("Symbol.asyncDispose")];
			if (void 0 === o && (o = e[Symbol.dispose || Symbol["for"]("Symbol.dispose")], r)) var t = o;
			if ("function" != typeof o) throw new TypeError("Object is not disposable.");
			t && (o = function o() {
				try {
					t.call(e);
				} catch (r) {
					return Promise.reject(r);
				}
			}), n.push({
				v: e,
				d: o,
				a: r
			});
		} else r && n.push({
			d: e,
			a: r
		});
		return e;
	}
	return {
		e,
		u: using.bind(null, !1),
		a: using.bind(null, !0),
		d: function d() {
			var o, t = this.e, s = 0;
			function next() {
				for (; o = n.pop();) try {
					if (!o.a && 1 === s) return s = 0, n.push(o), Promise.resolve().then(next);
					if (o.d) {
						var r = o.d.call(o.v);
						if (o.a) return s |= 2, Promise.resolve(r).then(next, err);
					} else s |= 1;
				} catch (r) {
					return err(r);
				}
				if (1 === s) return t !== e ? Promise.reject(t) : Promise.resolve();
				if (t !== e) throw t;
			}
			function err(n) {
				return t = t !== e ? new r(n, t) : n, next();
			}
			return next();
		}
	};
}

export { parseReference as _, errnoOf as a, canonicalRegistry as c, completeRepository as d, formatReference as f, looksLikeRegistry as g, isTag as h, syncDirectory as i, checkRepositoryName as l, isRepositoryName as m, durableRename as n, fileSystemError as o, isRegistryHost as p, renameOver as r, apiHost as s, _usingCtx as t, checkTag as u, refuseUserInfo as v };