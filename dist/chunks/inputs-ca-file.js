import { c as errnoOf } from "./lock-file.js";
import { i as inputError } from "./error.js";
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

export { checkCaFile as t };