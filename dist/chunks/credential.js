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

export { secretsOf as i, identityTokenUsername as n, isAnonymous as r, formsOf as t };