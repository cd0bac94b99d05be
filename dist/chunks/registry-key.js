import { m as printable, n as abortedError, o as isOciError, t as OciError } from "./error.js";
import { i as isRecord } from "./descriptor.js";
import { d as isRegistryHost, r as canonicalRegistry } from "./reference.js";
import { C as safeParse, E as unknown, T as string, _ as nullish, b as pipe, g as looseObject, s as custom, x as record } from "./dist2.js";
import { n as fileSystemError, r as isMissing } from "./file-system-error.js";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

// src/credentials/secret-json.ts
function parseSecretJson(text, where) {
	try {
		return JSON.parse(text);
	} catch (error) {
		const offset = offsetOf(error) ?? firstBadToken(text);
		throw new OciError("CREDENTIALS", `cannot read ${printable(where)}: invalid JSON at ${positionOf(text, offset)}`);
	}
}
function offsetOf(error) {
	const match = error instanceof SyntaxError ? / at position (\d+)/.exec(error.message) : null;
	return match === null || error.message.includes("\"") ? void 0 : Number(match[1]);
}
const token = new RegExp(`[ \\t\\r\\n]+|[{}[\\],:]|${/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/u.source}|${/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/u.source}|true|false|null`, "uy");
function firstBadToken(text) {
	let offset = 0;
	for (;;) {
		token.lastIndex = offset;
		const match = token.exec(text);
		if (match === null || match[0] === "") return offset;
		offset = token.lastIndex;
	}
}
function positionOf(text, offset) {
	const before = text.slice(0, offset);
	return `line ${before.split("\n").length}, column ${offset - before.lastIndexOf("\n")}`;
}

// src/credentials/config-file.ts
const plainObject = custom(isRecord);
const schema = pipe(plainObject, looseObject({
	auths: nullish(pipe(plainObject, record(string(), unknown()))),
	credHelpers: nullish(pipe(plainObject, record(string(), string()))),
	credsStore: nullish(string()),
	HttpHeaders: nullish(pipe(plainObject, record(string(), string())))
}));
const maxConfigBytes = 4194304;
async function readConfigText(path, signal) {
	const tooLarge = () => unreadableConfig(path, `it is larger than the limit of ${maxConfigBytes} bytes`);
	try {
		if ((await stat(path)).size > maxConfigBytes) throw tooLarge();
		const bytes = Buffer.concat(await createReadStream(path, {
			end: maxConfigBytes,
			signal
		}).toArray());
		if (bytes.byteLength > maxConfigBytes) throw tooLarge();
		return new TextDecoder().decode(bytes);
	} catch (error) {
		if (isMissing(error)) return void 0;
		if (signal?.aborted === true) throw abortedError(signal);
		throw fileSystemError(error, `read credentials from ${path}`);
	}
}
async function readConfigFile(path, signal) {
	try {
		const text = await readConfigText(path, signal);
		return text === void 0 ? void 0 : parseConfig(text, path);
	} catch (error) {
		if (!isOciError(error, "FILE_SYSTEM")) throw error;
		throw new OciError("CREDENTIALS", error.message, { cause: error.cause });
	}
}
function parseConfig(text, where) {
	const bare = text.replace(/^\ufeff/, "");
	const value = bare.trim() === "" ? {} : parseSecretJson(bare, where);
	const parsed = safeParse(schema, value);
	if (!parsed.success) {
		const field = parsed.issues[0].path?.map((item) => String(item.key)).join(".");
		throw unreadableConfig(where, field === void 0 ? "it is not a JSON object" : `the value at ${printable(field, 200)} has the wrong type`);
	}
	const { auths, credHelpers, credsStore, HttpHeaders } = parsed.output;
	return {
		where,
		auths: auths ?? {},
		credHelpers: credHelpers ?? {},
		credsStore: credsStore === null || credsStore === "" ? void 0 : credsStore,
		httpHeaders: HttpHeaders ?? {}
	};
}
function unreadableConfig(where, reason) {
	return new OciError("CREDENTIALS", `cannot read credentials from ${printable(where)}: ${reason}`);
}

// src/credentials/registry-key.ts
const dockerHubKey = "https://index.docker.io/v1/";
function checkRegistry(registry) {
	if (isRegistryHost(registry)) return canonicalRegistry(registry);
	throw new OciError("INPUT_INVALID", `cannot look up credentials for "${printable(registry, 300)}": it is not a registry host; write host or host:port`);
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

export { pathsOf as a, readConfigFile as c, parseSecretJson as d, parseRegistryKey as i, readConfigText as l, dockerHubKey as n, parseConfig as o, hostOfKey as r, plainObject as s, checkRegistry as t, unreadableConfig as u };