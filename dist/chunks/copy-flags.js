import { n as flagOf, t as cliLabel } from "./options.js";
import { text } from "node:stream/consumers";

// src/cli/copy-flags.ts
const booleanInput = /(?:^|-)(?:plain-http|insecure-tls|recursive)$/;
const listInput = /(?:^|-)(?:tags|annotations|token-hosts)$/;
function flagsFor(names) {
	const flags = flagInputsOf(names).map((name) => [flagName(name), {
		type: booleanInput.test(name) ? "boolean" : "string",
		multiple: listInput.test(name)
	}]);
	const stdin = passwordsOf(names).map((name) => [`${name}-stdin`, { type: "boolean" }]);
	return {
		...Object.fromEntries(flags),
		...Object.fromEntries(stdin),
		json: { type: "boolean" }
	};
}
async function flagInputs(parsed, names) {
	const raw = {};
	for (const name of flagInputsOf(names)) {
		const value = parsed.values[flagName(name)];
		if (value !== void 0) raw[name] = Array.isArray(value) ? value.map(String) : String(value);
	}
	const asked = passwordsOf(names).filter((name) => flagOf(parsed, `${name}-stdin`));
	if (asked.length === 0) return raw;
	const password = (await text(process.stdin)).replace(/\r?\n$/, "");
	for (const name of asked) raw[name] = password;
	return raw;
}
function flagInputsOf(names) {
	return names.filter((name) => name !== "summary" && cliLabel(name).startsWith("--"));
}
function passwordsOf(names) {
	return names.filter((name) => name.endsWith("password"));
}
function flagName(name) {
	return cliLabel(name).slice(2);
}

export { flagsFor as n, flagInputs as t };