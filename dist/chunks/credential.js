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
function secretForms(secret) {
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
const minMaskedCharacters = 4;
function maskSecrets(text, secrets) {
	return secrets.filter((secret) => secret.length >= minMaskedCharacters).toSorted((a, b) => b.length - a.length).reduce((masked, secret) => masked.replaceAll(secret, "***"), text);
}
function base64(text) {
	return Buffer.from(text).toString("base64");
}
function hasText(text) {
	return text !== void 0 && text !== "";
}

export { maskSecrets as a, isSameCredential as i, identityTokenUsername as n, secretForms as o, isAnonymous as r, secretsOf as s, hasText as t };