import { r as inputError } from "./error.js";
import { a as errnoOf } from "./usingCtx.js";
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";

// src/commands/inputs-ca-file.ts
async function checkCaFile(path, label) {
	const subject = label("ca-file");
	let text;
	try {
		text = await readFile(path, "utf8");
	} catch (error) {
		throw inputError(subject, path, `cannot be read (${errnoOf(error) ?? "unknown reason"}); give a PEM file with certificates`, error);
	}
	const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
	if (certificates === null) throw inputError(subject, path, "holds no certificate; give a PEM file with BEGIN CERTIFICATE blocks");
	const bad = certificates.findIndex((certificate) => !isCertificate(certificate));
	if (bad >= 0) throw inputError(subject, path, `holds a certificate that cannot be read (number ${bad + 1}); give a PEM file with BEGIN CERTIFICATE blocks`);
}
function isCertificate(pem) {
	try {
		return new X509Certificate(pem).fingerprint256 !== "";
	} catch {
		return false;
	}
}

// src/credentials/credential.ts
function isAnonymous(credential) {
	return !hasText(credential.identityToken) && !hasText(credential.registryToken) && !hasText(credential.username) && !hasText(credential.password);
}
const identityTokenUsername = "<token>";
function secretsOf(credential) {
	const forms = /* @__PURE__ */ new Set();
	for (const secret of [
		credential.password,
		credential.identityToken,
		credential.registryToken
	]) {
		if (!hasText(secret)) continue;
		for (const form of formsOf(secret)) forms.add(form);
		for (const user of [credential.username ?? "", identityTokenUsername]) forms.add(base64(`${user}:${secret}`));
	}
	forms.delete("");
	return [...forms];
}
function formsOf(secret) {
	const lines = secret.split(/\r?\n/).filter((line) => line.trim() !== "");
	const percent = encodeURIComponent(secret);
	const form = new URLSearchParams([["", secret]]).toString().slice(1);
	return [.../* @__PURE__ */ new Set([
		secret,
		...lines,
		base64(secret),
		percent,
		form,
		JSON.stringify(secret).slice(1, -1)
	])];
}
function base64(text) {
	return Buffer.from(text).toString("base64");
}
function hasText(text) {
	return text !== void 0 && text !== "";
}

export { checkCaFile as a, secretsOf as i, identityTokenUsername as n, isAnonymous as r, formsOf as t };