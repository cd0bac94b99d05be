import { d as printable, t as OciError } from "./error.js";
import { n as canonicalRegistry, s as isRegistryHost } from "./reference.js";

// src/credentials/registry-key.ts
const dockerHubKey = "https://index.docker.io/v1/";
function checkRegistry(registry) {
	if (isRegistryHost(registry)) return canonicalRegistry(registry);
	throw new OciError("INPUT_INVALID", `"${printable(registry, 300)}" is not a registry host, so no credentials are looked up for it`);
}
function hostOfKey(key) {
	return canonicalRegistry(key.replace(/^https?:\/\//i, "").split("/", 1)[0] ?? "");
}
const rankExact = 0;
const rankAlias = 1;
const rankDockerHub = 2;
const rankUrl = 3;
function parseRegistryKey(key) {
	const url = /^https?:\/\//i.exec(key);
	const bare = url === null ? key : key.slice(url[0].length);
	const slash = bare.indexOf("/");
	const host = slash < 0 ? bare : bare.slice(0, slash);
	const rest = slash < 0 ? "" : bare.slice(slash + 1);
	const registry = canonicalRegistry(host);
	if (url !== null || /^v[12]\/$/.test(rest)) {
		if (!/^(?:v[12]\/?)?$/.test(rest)) return void 0;
		return {
			registry,
			path: "",
			rank: key === "https://index.docker.io/v1/" ? rankDockerHub : rankUrl
		};
	}
	return {
		registry,
		path: rest.replace(/\/$/, ""),
		rank: registry === host.toLowerCase() ? rankExact : rankAlias
	};
}
function pathsOf(repository) {
	const segments = repository === void 0 || repository === "" ? [] : repository.split("/");
	return [...segments.map((_, index) => segments.slice(0, segments.length - index).join("/")), ""];
}

// src/credentials/secret-json.ts
function parseSecretJson(text, where) {
	try {
		return JSON.parse(text);
	} catch (error) {
		const offset = offsetOf(error) ?? firstBadToken(text);
		throw new OciError("CREDENTIALS", `${printable(where)} is not JSON: it stops being so at ${placeOf(text, offset)}`);
	}
}
function offsetOf(error) {
	const match = error instanceof SyntaxError ? / at position (\d+)/.exec(error.message) : null;
	return match === null || error.message.includes("\"") ? void 0 : Number(match[1]);
}
const token = /[ \t\r\n]+|[{}[\],:]|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy;
function firstBadToken(text) {
	let offset = 0;
	for (;;) {
		token.lastIndex = offset;
		const match = token.exec(text);
		if (match === null || match[0] === "") return offset;
		offset = token.lastIndex;
	}
}
function placeOf(text, offset) {
	const before = text.slice(0, offset);
	return `line ${before.split("\n").length}, column ${offset - before.lastIndexOf("\n")}`;
}

export { parseRegistryKey as a, hostOfKey as i, checkRegistry as n, pathsOf as o, dockerHubKey as r, parseSecretJson as t };