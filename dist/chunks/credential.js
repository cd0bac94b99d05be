let require_secret_forms;

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
		for (const form of (require_secret_forms ??= require("./secret-forms.js")).secretForms(secret)) forms.add(form);
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

Object.defineProperty(exports, "hasText", {
  enumerable: true,
  get: function () {
    return hasText;
  }
});
Object.defineProperty(exports, "identityTokenUsername", {
  enumerable: true,
  get: function () {
    return identityTokenUsername;
  }
});
Object.defineProperty(exports, "isAnonymous", {
  enumerable: true,
  get: function () {
    return isAnonymous;
  }
});
Object.defineProperty(exports, "isSameCredential", {
  enumerable: true,
  get: function () {
    return isSameCredential;
  }
});
Object.defineProperty(exports, "secretsOf", {
  enumerable: true,
  get: function () {
    return secretsOf;
  }
});