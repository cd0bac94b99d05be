let require_spec;
const require_run = require("./run.js");

// src/commands/registry-host.ts
function registryHost(acceptPrefix = false) {
	return {
		kind: "value",
		placeholder: "registry",
		empty: void 0,
		parse: (raw, subject) => {
			const text = String(raw);
			const [, scheme = "", host = "", rest] = /^(oci:\/\/|https?:\/\/)?([^/]*)(?:\/(.*))?$/is.exec(text) ?? [];
			const prefix = rest === void 0 ? "" : rest.replace(/\/$/, "");
			if (host.includes("@")) throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, "contains user information; write host or host:port");
			if (!(require_spec ??= require("./spec.js")).isRegistryHost(host)) throw (require_spec ??= require("./spec.js")).inputError(subject, text, `is not a registry${(require_spec ??= require("./spec.js")).asciiHostHint(host) || "; write host or host:port"}`);
			if (prefix !== "" && !acceptPrefix) throw (require_spec ??= require("./spec.js")).inputError(subject, text, `names a repository; write only the registry, ${(require_spec ??= require("./spec.js")).printable(host, 300)}`);
			if (prefix !== "" && !(require_spec ??= require("./spec.js")).isRepositoryName(prefix)) throw (require_spec ??= require("./spec.js")).inputError(subject, text, "has a namespace that no repository can have; write host/namespace");
			return {
				registry: /^https?:/i.test(scheme) ? scheme.toLowerCase() + host : host,
				prefix: prefix === "" ? void 0 : prefix
			};
		}
	};
}
const registryOption = require_run.option({
	type: registryHost(),
	positional: "registry",
	required: "write host or host:port",
	description: "Registry: `host` or `host:port`."
});

Object.defineProperty(exports, "registryHost", {
  enumerable: true,
  get: function () {
    return registryHost;
  }
});
Object.defineProperty(exports, "registryOption", {
  enumerable: true,
  get: function () {
    return registryOption;
  }
});