let require_spec;
let require_valibot;
let require_file_system_error;
let node_fs;
let node_fs_promises;

// src/credentials/secret-json.ts
function parseSecretJson(text, where) {
	try {
		return JSON.parse(text);
	} catch (error) {
		const offset = offsetOf(error) ?? firstBadToken(text);
		throw new (require_spec ??= require("./spec.js")).OciError("CREDENTIALS", `cannot read ${(require_spec ??= require("./spec.js")).printable(where)}: invalid JSON at ${positionOf(text, offset)}`);
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
function plainObject() {
	return (require_valibot ??= require("./valibot.js")).custom((require_spec ??= require("./spec.js")).isRecord);
}
const maxConfigBytes = 4194304;
async function readConfigText(path, signal) {
	const tooLarge = () => unreadableConfig(path, `it is larger than the limit of ${maxConfigBytes} bytes`);
	try {
		if ((await (0, (node_fs_promises ??= require("node:fs/promises")).stat)(path)).size > maxConfigBytes) throw tooLarge();
		const bytes = Buffer.concat(await (0, (node_fs ??= require("node:fs")).createReadStream)(path, {
			end: maxConfigBytes,
			signal
		}).toArray());
		if (bytes.byteLength > maxConfigBytes) throw tooLarge();
		return new TextDecoder().decode(bytes);
	} catch (error) {
		if ((require_file_system_error ??= require("./file-system-error.js")).isMissing(error)) return void 0;
		if (signal?.aborted === true) throw (require_spec ??= require("./spec.js")).abortedError(signal);
		throw (require_file_system_error ??= require("./file-system-error.js")).fileSystemError(error, `read credentials from ${path}`);
	}
}
async function readConfigFile(path, signal) {
	try {
		const text = await readConfigText(path, signal);
		return text === void 0 ? void 0 : parseConfig(text, path);
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isOciError(error, "FILE_SYSTEM")) throw error;
		throw new (require_spec ??= require("./spec.js")).OciError("CREDENTIALS", error.message, { cause: error.cause });
	}
}
function parseConfig(text, where) {
	const bare = text.replace(/^\ufeff/, "");
	const value = bare.trim() === "" ? {} : parseSecretJson(bare, where);
	const schema = (require_valibot ??= require("./valibot.js")).pipe(plainObject(), (require_valibot ??= require("./valibot.js")).looseObject({
		auths: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).pipe(plainObject(), (require_valibot ??= require("./valibot.js")).record((require_valibot ??= require("./valibot.js")).string(), (require_valibot ??= require("./valibot.js")).unknown()))),
		credHelpers: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).pipe(plainObject(), (require_valibot ??= require("./valibot.js")).record((require_valibot ??= require("./valibot.js")).string(), (require_valibot ??= require("./valibot.js")).string()))),
		credsStore: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).string()),
		HttpHeaders: (require_valibot ??= require("./valibot.js")).nullish((require_valibot ??= require("./valibot.js")).pipe(plainObject(), (require_valibot ??= require("./valibot.js")).record((require_valibot ??= require("./valibot.js")).string(), (require_valibot ??= require("./valibot.js")).string())))
	}));
	const parsed = (require_valibot ??= require("./valibot.js")).safeParse(schema, value);
	if (!parsed.success) {
		const field = parsed.issues[0].path?.map((item) => String(item.key)).join(".");
		throw unreadableConfig(where, field === void 0 ? "it is not a JSON object" : `the value at ${(require_spec ??= require("./spec.js")).printable(field, 200)} has the wrong type`);
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
	return new (require_spec ??= require("./spec.js")).OciError("CREDENTIALS", `cannot read credentials from ${(require_spec ??= require("./spec.js")).printable(where)}: ${reason}`);
}

// src/credentials/registry-key.ts
const dockerHubKey = "https://index.docker.io/v1/";
function checkRegistry(registry) {
	if ((require_spec ??= require("./spec.js")).isRegistryHost(registry)) return (require_spec ??= require("./spec.js")).canonicalRegistry(registry);
	throw new (require_spec ??= require("./spec.js")).OciError("INPUT_INVALID", `cannot look up credentials for "${(require_spec ??= require("./spec.js")).printable(registry, 300)}": it is not a registry host; write host or host:port`);
}
function hostOfKey(key) {
	return (require_spec ??= require("./spec.js")).canonicalRegistry(key.replace(/^https?:\/\//i, "").split("/", 1)[0] ?? "");
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
	const registry = (require_spec ??= require("./spec.js")).canonicalRegistry(host);
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

Object.defineProperty(exports, "checkRegistry", {
  enumerable: true,
  get: function () {
    return checkRegistry;
  }
});
Object.defineProperty(exports, "dockerHubKey", {
  enumerable: true,
  get: function () {
    return dockerHubKey;
  }
});
Object.defineProperty(exports, "hostOfKey", {
  enumerable: true,
  get: function () {
    return hostOfKey;
  }
});
Object.defineProperty(exports, "parseConfig", {
  enumerable: true,
  get: function () {
    return parseConfig;
  }
});
Object.defineProperty(exports, "parseRegistryKey", {
  enumerable: true,
  get: function () {
    return parseRegistryKey;
  }
});
Object.defineProperty(exports, "parseSecretJson", {
  enumerable: true,
  get: function () {
    return parseSecretJson;
  }
});
Object.defineProperty(exports, "pathsOf", {
  enumerable: true,
  get: function () {
    return pathsOf;
  }
});
Object.defineProperty(exports, "plainObject", {
  enumerable: true,
  get: function () {
    return plainObject;
  }
});
Object.defineProperty(exports, "readConfigFile", {
  enumerable: true,
  get: function () {
    return readConfigFile;
  }
});
Object.defineProperty(exports, "readConfigText", {
  enumerable: true,
  get: function () {
    return readConfigText;
  }
});
Object.defineProperty(exports, "unreadableConfig", {
  enumerable: true,
  get: function () {
    return unreadableConfig;
  }
});