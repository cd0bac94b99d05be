import { n as isLoopbackHost } from "./loopback.js";
import { c as isRepositoryName, s as isRegistryHost } from "./reference.js";
import { i as inputError, o as isOciError } from "./error.js";
import { t as checkCaFile } from "./inputs-ca-file.js";
import { a as wholeNumber, i as oneOf, t as boolean } from "./inputs-values.js";
import { c as errnoOf } from "./lock-file.js";
import { n as parseHtpasswd } from "./htpasswd.js";
import { t as byteSize } from "./serving-size.js";
import { n as storageLayouts } from "./serving-storage.js";
import { resolve } from "node:path";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";

// src/commands/serving-files.ts
async function readHtpasswd(path, label) {
	const subject = label("htpasswd");
	const text = await readInput(subject, path, "give a file made with \"htpasswd -B\"");
	try {
		parseHtpasswd(text);
	} catch (error) {
		throw inputError(subject, path, `is refused: ${isOciError(error) ? error.message : "it cannot be read"}`, error);
	}
	if (!/^[^#\s]/m.test(text)) throw inputError(subject, path, "has no entry, so that nobody could log in; make one with \"htpasswd -B\"");
	return text;
}
async function readTls(certPath, keyPath, label) {
	if (certPath === void 0 && keyPath === void 0) return void 0;
	if (certPath === void 0) throw inputError(label("tls-cert"), void 0, `it is missing although ${label("tls-key")} is given; give both or neither`);
	if (keyPath === void 0) throw inputError(label("tls-key"), void 0, `it is missing although ${label("tls-cert")} is given; give both or neither`);
	const cert = await readInput(label("tls-cert"), certPath, "give a PEM file with the certificate, and those that lead to its authority after it");
	const key = await readInput(label("tls-key"), keyPath, "give a PEM file with the private key");
	check(label("tls-cert"), certPath, "is not a PEM certificate (\"-----BEGIN CERTIFICATE-----\")", { cert });
	check(label("tls-key"), keyPath, "is not a PEM private key without a passphrase", { key });
	check(label("tls-key"), keyPath, `does not belong to the certificate in ${label("tls-cert")}`, {
		key,
		cert
	});
	return {
		key,
		cert
	};
}
function check(subject, path, problem, texts) {
	try {
		createSecureContext(texts);
	} catch (error) {
		throw inputError(subject, path, problem, error);
	}
}
async function readInput(subject, path, advice) {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		const why = errnoOf(error) === "ENOENT" ? "does not exist" : `cannot be read (${errnoOf(error) ?? "unknown error"})`;
		throw inputError(subject, path, `${why}; ${advice}`, error);
	}
}

// src/commands/serving-inputs.ts
const serveInputDefaults = {
	address: "127.0.0.1",
	port: "0",
	storage: "",
	layout: "per-repository",
	quota: "",
	"read-only": "false",
	immutable: "false",
	"allow-sparse": "false",
	prefix: "",
	upstream: "",
	username: "",
	password: "",
	"github-token": "",
	"ca-file": "",
	"insecure-tls": "false",
	htpasswd: "",
	"insecure-anonymous": "false",
	"tls-cert": "",
	"tls-key": ""
};
const serveInputNames = Object.keys(serveInputDefaults);
const highestPort = 65535;
async function readServeInputs(raw, label) {
	const text = (name) => raw[name]?.trim() || serveInputDefaults[name];
	const optional = (name) => text(name) || void 0;
	const flag = (name) => boolean(label(name), text(name));
	const storage = optional("storage");
	const quota = optional("quota");
	const htpasswd = optional("htpasswd");
	const plan = {
		address: text("address"),
		port: wholeNumber(label("port"), text("port"), 0, highestPort),
		storage: storage === void 0 ? void 0 : resolve(storage),
		layout: oneOf(label("layout"), text("layout"), storageLayouts),
		quota: quota === void 0 ? void 0 : byteSize(label("quota"), quota),
		readOnly: flag("read-only"),
		immutable: flag("immutable"),
		allowSparse: flag("allow-sparse"),
		prefix: readPrefix(optional("prefix"), label),
		upstream: await readUpstream(text, label),
		htpasswd: htpasswd === void 0 ? void 0 : await readHtpasswd(htpasswd, label),
		insecureAnonymous: flag("insecure-anonymous"),
		tls: await readTls(optional("tls-cert"), optional("tls-key"), label)
	};
	if (!isLoopbackHost(plan.address) && plan.htpasswd === void 0 && !plan.insecureAnonymous) throw inputError(label("address"), plan.address, `is reached by other machines, and nobody is asked who they are; give ${label("htpasswd")}, or say with ${label("insecure-anonymous")} that everybody may do everything`);
	return plan;
}
function readPrefix(prefix, label) {
	if (prefix === void 0 || isRepositoryName(prefix)) return prefix;
	throw inputError(label("prefix"), prefix, "is not the beginning of a repository name; write for example acme or acme/mirror");
}
async function readUpstream(text, label) {
	const written = text("upstream");
	const [username, password, caFile, githubToken] = [
		text("username"),
		text("password"),
		text("ca-file"),
		text("github-token")
	].map((value) => value || void 0);
	const insecureTls = boolean(label("insecure-tls"), text("insecure-tls"));
	if (written === "") return void 0;
	if (username !== void 0 && password === void 0) throw inputError(label("password"), void 0, `it is missing although ${label("username")} is given; give both or neither`);
	if (password !== void 0 && username === void 0) throw inputError(label("username"), void 0, `it is missing although ${label("password")} is given; give both or neither`);
	if (caFile !== void 0) await checkCaFile(caFile, label);
	const { host, plainHttp } = parseUpstream(label("upstream"), written);
	return {
		registry: host,
		plainHttp,
		insecureTls,
		caFile: caFile === void 0 ? void 0 : resolve(caFile),
		username,
		password,
		githubToken
	};
}
const upstreamAdvice = "write for example https://ghcr.io or http://localhost:5000";
function parseUpstream(subject, written) {
	if (written.includes("@")) throw inputError(subject, void 0, `it has user information in it; ${upstreamAdvice}, and give user name and password apart from it`);
	const [, scheme = "https", host = ""] = /^(?:(https?):\/\/)?([^/?#]+)\/?$/i.exec(written) ?? [];
	if (!isRegistryHost(host)) throw inputError(subject, written, `is not the address of a registry, without a path; ${upstreamAdvice}`);
	return {
		host,
		plainHttp: scheme.toLowerCase() === "http"
	};
}

export { serveInputDefaults as n, serveInputNames as r, readServeInputs as t };