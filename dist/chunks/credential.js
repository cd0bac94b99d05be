import { t as secretForms } from "./secret-forms.js";

// src/credentials/credential.ts
function isAnonymous(credential) {
	const { username, password, identityToken, registryToken } = credential;
	return ![
		username,
		password,
		identityToken,
		registryToken
	].some(hasText);
}
function isSameCredential(a, b) {
	return a.username === b.username && a.password === b.password && a.identityToken === b.identityToken && a.registryToken === b.registryToken;
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
		for (const form of secretForms(secret)) forms.add(form);
		for (const user of [credential.username ?? "", identityTokenUsername]) forms.add(base64(`${user}:${secret}`));
	}
	forms.delete("");
	return [...forms];
}
function base64(text) {
	return Buffer.from(text).toString("base64");
}
function hasText(text) {
	return text !== void 0 && text !== "";
}

export { secretsOf as a, isSameCredential as i, identityTokenUsername as n, isAnonymous as r, hasText as t };