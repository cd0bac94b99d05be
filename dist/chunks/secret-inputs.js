const require_rolldown_runtime = require("./rolldown-runtime.js");
let require_transport;
let require_secret_forms;

// src/commands/secret-inputs.ts
var secret_inputs_exports = /* @__PURE__ */ require_rolldown_runtime.__exportAll({
	secretMask: () => (require_secret_forms ??= require("./secret-forms.js")).secretMask,
	secretsInInputs: () => secretsInInputs
});
const tokenUser = "x-access-token";
function secretsInInputs(options, raw) {
	return Object.entries(options).flatMap(([name, { type }]) => {
		const password = firstText(raw[name]);
		if (type.isSecret !== true || password === "") return [];
		const username = name.endsWith("password") ? firstText(raw[name.replace(/password$/, "username")]) : tokenUser;
		return (require_transport ??= require("./transport.js")).secretsOf({
			username,
			password
		});
	});
}
function firstText(value) {
	return (typeof value === "string" ? value : value?.[0]) ?? "";
}

Object.defineProperty(exports, "secret_inputs_exports", {
  enumerable: true,
  get: function () {
    return secret_inputs_exports;
  }
});
Object.defineProperty(exports, "secretsInInputs", {
  enumerable: true,
  get: function () {
    return secretsInInputs;
  }
});