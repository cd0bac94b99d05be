import { a as getInput } from "./core.js";
import { s as secretsOf } from "./credential.js";

// src/action/inputs.ts
const actionLabel = (name) => `input "${name}"`;
const tokenUser = "x-access-token";
function readRawValues(options, mask) {
	const names = Object.keys(options).filter((name) => options[name]?.scope !== "cli");
	const raw = new Map(names.map((name) => {
		const { isVerbatim = false, isSecret = false } = options[name]?.type ?? {};
		return [name, getInput(name, { trimWhitespace: !isVerbatim || isSecret })];
	}));
	for (const name of names) {
		const secret = raw.get(name) ?? "";
		if (options[name]?.type.isSecret !== true || secret === "") continue;
		mask(secret);
		const username = name.endsWith("password") ? raw.get(name.replace(/password$/, "username")) : tokenUser;
		for (const form of secretsOf({
			username: username ?? "",
			password: secret
		})) mask(form);
	}
	const isGiven = (name, text) => text !== "" && (options[name]?.aliasOf === void 0 || text !== options[name].workflowDefault);
	return Object.fromEntries([...raw].filter(([name, text]) => isGiven(name, text)));
}

export { readRawValues as n, actionLabel as t };