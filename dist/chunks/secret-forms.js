// src/credentials/secret-forms.ts
const minCaseLength = 12;
const ownWords = new Set("credentials denied error expired login missing password registry repository secret token user username wrong".split(" "));
function secretForms(secret) {
	const bytes = Buffer.from(secret);
	const hex = bytes.toString("hex");
	const lines = secret.split(/\r?\n/).filter((line) => line.trim() !== "");
	const form = new URLSearchParams([["", secret]]).toString().slice(1);
	const cases = secret.length < minCaseLength ? [] : [secret.toLowerCase(), secret.toUpperCase()];
	const isOwnWord = ownWords.has(secret.toLowerCase());
	return [.../* @__PURE__ */ new Set([
		secret,
		...lines,
		bytes.toString("base64"),
		encodeURIComponent(secret),
		form,
		JSON.stringify(secret).slice(1, -1),
		...cases,
		...[
			0,
			1,
			2
		].flatMap((offset) => innerBase64(bytes, offset)),
		hex,
		hex.toUpperCase()
	])].filter((text) => text !== "" && !(isOwnWord && text.toLowerCase() === secret.toLowerCase()));
}
function innerBase64(bytes, offset) {
	const rest = bytes.subarray((3 - offset) % 3);
	const whole = rest.subarray(0, rest.length - rest.length % 3);
	return [whole.toString("base64"), whole.toString("base64url")].filter(({ length }) => length >= minCaseLength);
}
const minMaskedLength = 4;
const minSplitLength = 16;
const partLength = 8;
function secretMask(list) {
	let forms;
	const parts = /* @__PURE__ */ new Set();
	return (text) => {
		if (forms === void 0) {
			forms = list().flatMap((secret) => secret.length < minMaskedLength ? [] : [lowerCase(secret)]);
			for (const form of forms) for (const part of partsOf(form)) parts.add(part);
		}
		const searched = lowerCase(text);
		const isSecret = new Uint8Array(text.length);
		for (const form of forms) for (let at = searched.indexOf(form); at >= 0; at = searched.indexOf(form, at + 1)) isSecret.fill(1, at, at + form.length);
		if (parts.size > 0) {
			for (let at = 0; at + partLength <= searched.length; at++) if (parts.has(searched.slice(at, at + partLength))) isSecret.fill(1, at, at + partLength);
		}
		return withAsterisks(text, isSecret);
	};
}
function* partsOf(form) {
	if (form.length < minSplitLength) return;
	for (let from = 0; from + partLength <= form.length; from++) yield form.slice(from, from + partLength);
}
function lowerCase(text) {
	return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
function withAsterisks(text, isSecret) {
	let masked = "";
	for (let at = 0; at < text.length;) {
		const from = at;
		while (at < text.length && isSecret[at] === isSecret[from]) at++;
		masked += isSecret[from] === 1 ? "***" : text.slice(from, at);
	}
	return masked;
}

Object.defineProperty(exports, "secretForms", {
  enumerable: true,
  get: function () {
    return secretForms;
  }
});
Object.defineProperty(exports, "secretMask", {
  enumerable: true,
  get: function () {
    return secretMask;
  }
});