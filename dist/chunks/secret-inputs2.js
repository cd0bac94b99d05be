import { a as secretsOf } from "./credential.js";

// src/commands/secret-inputs.ts
const tokenUser = "x-access-token";
function secretsInInputs(options, raw) {
	return Object.entries(options).flatMap(([name, { type }]) => {
		const password = firstText(raw[name]);
		if (type.isSecret !== true || password === "") return [];
		const username = name.endsWith("password") ? firstText(raw[name.replace(/password$/, "username")]) : tokenUser;
		return secretsOf({
			username,
			password
		});
	});
}
function firstText(value) {
	return (typeof value === "string" ? value : value?.[0]) ?? "";
}

export { secretsInInputs as t };