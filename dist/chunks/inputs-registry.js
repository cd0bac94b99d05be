import { i as inputError } from "./error.js";
import { s as isRegistryHost } from "./reference.js";
import { a as wholeNumber, i as oneOf, o as words, r as lines, t as boolean } from "./inputs-values.js";
import { t as checkCaFile } from "./inputs-ca-file.js";

// src/commands/inputs-reader.ts
function inputReader(raw, defaults, label) {
	const list = (name) => raw[name] ?? defaults[name];
	const text = (name) => {
		const given = list(name);
		return (typeof given === "string" ? given : given.join("\n")).trim() || defaults[name];
	};
	return {
		label,
		text,
		optional: (name) => text(name) || void 0,
		flag: (name) => boolean(label(name), text(name)),
		choice: (name, allowed) => oneOf(label(name), text(name), allowed),
		lines: (name) => lines(list(name)),
		words: (name) => words(list(name))
	};
}

// src/commands/inputs-registry.ts
const maxAttempts = 20;
const registryInputDefaults = {
	"plain-http": "false",
	"insecure-tls": "false",
	"ca-file": "",
	username: "",
	password: "",
	"github-token": "",
	"token-hosts": "",
	retries: "5"
};
async function readRegistryAccess(reader) {
	const { label } = reader;
	const caFile = reader.optional("ca-file");
	const access = {
		plainHttp: reader.flag("plain-http"),
		insecureTls: reader.flag("insecure-tls"),
		caFile,
		...explicitCredentials(reader.optional("username"), reader.optional("password"), label),
		githubToken: reader.optional("github-token"),
		tokenHosts: tokenHosts(label("token-hosts"), reader.words("token-hosts")),
		attempts: wholeNumber(label("retries"), reader.text("retries"), 1, maxAttempts)
	};
	if (caFile !== void 0) await checkCaFile(caFile, label);
	return access;
}
const bothSidesInputDefaults = {
	"plain-http": "false",
	"insecure-tls": "false",
	"ca-file": "",
	"github-token": "",
	"token-hosts": "",
	retries: "5",
	"from-plain-http": "",
	"from-insecure-tls": "",
	"from-ca-file": "",
	"from-username": "",
	"from-password": "",
	"from-token-hosts": "",
	"to-plain-http": "",
	"to-insecure-tls": "",
	"to-ca-file": "",
	"to-username": "",
	"to-password": "",
	"to-token-hosts": ""
};
async function readSideAccess(reader, side) {
	const label = sideLabel(reader.label, side);
	const flag = (name) => {
		const own = reader.optional(`${side}-${name}`);
		return own === void 0 ? reader.flag(name) : boolean(label(name), own);
	};
	const ownCaFile = reader.optional(`${side}-ca-file`);
	const caFile = ownCaFile ?? reader.optional("ca-file");
	const ownHosts = reader.words(`${side}-token-hosts`);
	const access = {
		plainHttp: flag("plain-http"),
		insecureTls: flag("insecure-tls"),
		caFile,
		...explicitCredentials(reader.optional(`${side}-username`), reader.optional(`${side}-password`), label),
		githubToken: reader.optional("github-token"),
		tokenHosts: ownHosts.length > 0 ? tokenHosts(label("token-hosts"), ownHosts) : tokenHosts(reader.label("token-hosts"), reader.words("token-hosts")),
		attempts: wholeNumber(reader.label("retries"), reader.text("retries"), 1, maxAttempts)
	};
	if (caFile !== void 0) await checkCaFile(caFile, ownCaFile === void 0 ? reader.label : label);
	return access;
}
function tokenHosts(subject, hosts) {
	for (const host of hosts) if (!isRegistryHost(host) || /:\d+$/.test(host)) throw inputError(subject, host, "is not a host; write its name or address alone, without scheme, port and path, for example login.example.com");
	return hosts;
}
const sidedInputs = /* @__PURE__ */ new Set([
	"plain-http",
	"insecure-tls",
	"ca-file",
	"username",
	"password",
	"token-hosts"
]);
function sideLabel(label, side) {
	return (name) => label(sidedInputs.has(name) ? `${side}-${name}` : name);
}
function explicitCredentials(username, password, label) {
	if (username !== void 0 && password === void 0) throw inputError(label("password"), void 0, `it is missing although ${label("username")} is given; give both or neither`);
	if (password !== void 0 && username === void 0) throw inputError(label("username"), void 0, `it is missing although ${label("password")} is given; give both or neither`);
	return {
		username,
		password
	};
}

export { sideLabel as a, registryInputDefaults as i, readRegistryAccess as n, inputReader as o, readSideAccess as r, bothSidesInputDefaults as t };