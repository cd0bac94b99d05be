import { a as getInput } from "./core.js";
import { a as secretsOf } from "./credential.js";

// src/action/inputs.ts
const actionLabel = (name) => `input "${name}"`;
function readRawInputs(names, mask) {
	const raw = Object.fromEntries(names.map((name) => [name, getInput(name)]));
	const texts = new Map(Object.entries(raw));
	for (const [name, secret] of texts) {
		const [, prefix, kind] = /^(.*?)(password|github-token)$/.exec(name) ?? [];
		if (prefix === void 0 || secret === "") continue;
		mask(secret);
		const username = kind === "password" ? texts.get(`${prefix}username`) ?? "" : "x-access-token";
		for (const form of secretsOf({
			username,
			password: secret
		})) mask(form);
	}
	return raw;
}

export { readRawInputs as n, actionLabel as t };