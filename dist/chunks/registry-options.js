let require_spec;
let require_file_system_error;
const require_run_command = require("./run-command.js");
const require_option_types = require("./option-types.js");
let node_net;
let node_crypto;
let node_fs_promises;

// src/commands/ca-file.ts
async function checkCaFile(file, subject) {
	let pem;
	try {
		pem = await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(file, "utf8");
	} catch (error) {
		const reason = (require_file_system_error ??= require("./file-system-error.js")).errnoOf(error) ?? "unknown reason";
		throw (require_spec ??= require("./spec.js")).inputError(subject, file, `cannot be read (${reason}); give a PEM file with certificates`, error);
	}
	const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g);
	if (certificates === null) throw (require_spec ??= require("./spec.js")).inputError(subject, file, "contains no certificate; give a PEM file with BEGIN CERTIFICATE blocks");
	const bad = certificates.findIndex((certificate) => !isCertificate(certificate));
	if (bad >= 0) throw (require_spec ??= require("./spec.js")).inputError(subject, file, `contains a certificate that cannot be read (number ${bad + 1}); give a PEM file with BEGIN CERTIFICATE blocks`);
}
function isCertificate(pem) {
	try {
		return new (node_crypto ??= require("node:crypto")).X509Certificate(pem).fingerprint256 !== "";
	} catch {
		return false;
	}
}

// src/commands/client-options.ts
const headerFields = {
	kind: "list",
	placeholder: "name: value",
	empty: void 0,
	parse: (raw, subject) => Object.fromEntries(items(raw).map((text) => {
		const [, name, value] = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([\t\u0020-\u007e]*)$/.exec(text) ?? [];
		if (name !== void 0 && value !== void 0) return [name.toLowerCase(), value.trim()];
		throw (require_spec ??= require("./spec.js")).inputError(subject, void 0, "is not a header field; write \"Name: value\"");
	}))
};
const hostAddresses = {
	kind: "list",
	placeholder: "host:port:address",
	empty: void 0,
	parse: (raw, subject) => Object.fromEntries(items(raw).map((text) => {
		const [, host = "", rest = ""] = /^([^:]+):\d{1,5}:(.+)$/.exec(text) ?? [];
		const address = rest.replace(/^\[(.*)\]$/, "$1");
		if ((0, (node_net ??= require("node:net")).isIP)(address) !== 0) return [host.toLowerCase(), address];
		throw (require_spec ??= require("./spec.js")).inputError(subject, text, "is not host:port:address; write for example registry.example.com:443:10.0.0.5");
	}))
};
function items(raw) {
	return (typeof raw === "string" ? raw.split("\n") : raw).map((item) => item.trim()).filter((item) => item !== "");
}
const clientOptions = {
	"cert-file": require_run_command.option({
		type: require_option_types.path,
		description: "PEM file with a client certificate for the registry. Needs `key-file`."
	}),
	"key-file": require_run_command.option({
		type: require_option_types.path,
		description: "PEM file with the private key of `cert-file`, without a passphrase."
	}),
	headers: require_run_command.option({
		type: headerFields,
		scope: "cli",
		short: "H",
		description: "Header field of every request to the registry."
	}),
	"registry-config": require_run_command.option({
		type: require_option_types.path,
		scope: "cli",
		defaultText: "those of Docker and Podman",
		description: "Configuration file with credentials, in Docker's format."
	})
};
const resolveOption = { resolve: require_run_command.option({
	type: hostAddresses,
	scope: "cli",
	flag: "resolve",
	description: "Connect to a host at this IP address."
}) };

// src/commands/registry-options.ts
const maxAttempts = 20;
const defaultAttempts = 5;
const attemptsOptions = {
	attempts: require_run_command.option({
		type: require_option_types.whole(1, maxAttempts),
		defaultText: `\`${defaultAttempts}\``,
		description: "Maximum attempts for each request, including the first, if the connection or the registry fails."
	}),
	retries: require_run_command.option({
		type: require_option_types.whole(1, maxAttempts),
		aliasOf: "attempts",
		workflowDefault: String(defaultAttempts),
		defaultText: "see `attempts`",
		description: "The former name of `attempts`. It also counts the first attempt."
	})
};
const caFile = require_run_command.option({
	type: require_option_types.path,
	description: "PEM file with certificate authorities to trust in addition to those of the system."
});
function githubToken(description) {
	return require_run_command.option({
		type: require_option_types.secret,
		workflowDefault: "${{ github.token }}",
		defaultText: "the job's token",
		description,
		cliDescription: "Token for ghcr.io, unless more specific credentials are configured."
	});
}
const tokenHostsOption = require_run_command.option({
	type: require_option_types.words("host"),
	description: "Hosts outside the domain of the registry that may issue its tokens and so receive the credentials, separated by spaces, commas or line breaks. Other token endpoints are refused; `auth.docker.io` is always allowed.",
	cliDescription: "Host outside the registry's domain that may issue its tokens."
});
const trustedRedirectHostsOption = require_run_command.option({
	type: require_option_types.words("host"),
	description: "Hosts to which a registry may redirect downloads although they are in a private network, and on which it may continue uploads, separated by spaces, commas or line breaks. They never receive credentials.",
	cliDescription: "Host in a private network to which a registry may redirect, without credentials."
});
const chunkSizeOption = { "chunk-size": require_run_command.option({
	type: require_option_types.size,
	defaultText: "no limit",
	description: "Upload larger blobs in requests of at most this size, such as `50MiB`, for a proxy that limits the size of a request. Without it, a blob is uploaded in one request. If that is refused as too large, chunks of 4 MiB or less follow.",
	cliDescription: "Upload larger blobs in requests of at most this size, such as 50MiB."
}) };
const githubTokenDescription = "Token for ghcr.io and for the container registry of a GitHub Enterprise server, unless more specific credentials are configured.";
const transportOptions = {
	"plain-http": require_run_command.option({
		type: require_option_types.flag,
		defaultText: "only for a registry on this machine that refuses TLS",
		description: "Use HTTP without TLS for the registry and its token endpoint."
	}),
	"insecure-tls": require_run_command.option({
		type: require_option_types.flag,
		default: false,
		description: "Accept any certificate of the registry and its token endpoint."
	}),
	"ca-file": caFile,
	"trusted-redirect-hosts": trustedRedirectHostsOption
};
const credentialOptions = {
	username: require_run_command.option({
		type: require_option_types.text,
		description: "User name at the registry. Without it, the configuration of Docker and Podman is read."
	}),
	password: require_run_command.option({
		type: require_option_types.password,
		stdin: true,
		description: "Password or token at the registry; take it from a secret.",
		cliDescription: "Password or token at the registry."
	})
};
const explicitOptions = {
	...transportOptions,
	...credentialOptions
};
const readOptions = {
	...explicitOptions,
	...clientOptions,
	...resolveOption,
	"github-token": githubToken(`${githubTokenDescription} The job needs \`packages: read\`.`),
	"token-hosts": tokenHostsOption,
	...attemptsOptions
};
const registryReadOptions = readOptions;
const writeOptions = {
	...readOptions,
	"github-token": githubToken(`${githubTokenDescription} The job needs \`packages: write\`.`),
	...chunkSizeOption
};
const registryWriteOptions = writeOptions;
async function registryAccess(inputs, label) {
	const access = {
		plainHttp: inputs.plainHttp,
		insecureTls: inputs.insecureTls,
		caFile: inputs.caFile,
		...clientCertificate(inputs, label),
		headers: inputs.headers,
		registryConfig: inputs.registryConfig,
		addresses: inputs.resolve,
		trustedRedirectHosts: trustedRedirectHosts(inputs, label),
		...credentials(inputs.username, inputs.password, label),
		githubToken: inputs.githubToken,
		tokenHosts: checkHosts(label("token-hosts"), inputs.tokenHosts),
		attempts: attempts(inputs, label),
		chunkSize: inputs.chunkSize
	};
	if (inputs.caFile !== void 0) await checkCaFile(inputs.caFile, label("ca-file"));
	return access;
}
function attempts(inputs, label) {
	const { attempts, retries } = inputs;
	if (attempts !== void 0 && retries !== void 0 && attempts !== retries) throw (require_spec ??= require("./spec.js")).inputError(label("attempts"), String(attempts), `differs from ${label("retries")} (${retries}), which is the former name of the same option; give only one of them`);
	return attempts ?? retries ?? defaultAttempts;
}
function clientCertificate({ certFile, keyFile }, label) {
	if (certFile !== void 0 && keyFile === void 0) throw oneMissing("key-file", "cert-file", label);
	if (keyFile !== void 0 && certFile === void 0) throw oneMissing("cert-file", "key-file", label);
	return {
		certFile,
		keyFile
	};
}
function oneMissing(name, given, label) {
	return (require_spec ??= require("./spec.js")).inputError(label(name), void 0, `it is missing although ${label(given)} is given; give both or neither`);
}
function credentials(username, password, label) {
	if (username !== void 0 && password === void 0) throw oneMissing("password", "username", label);
	if (password !== void 0 && username === void 0) throw oneMissing("username", "password", label);
	return {
		username,
		password
	};
}
function trustedRedirectHosts({ trustedRedirectHosts }, label) {
	return checkHosts(label("trusted-redirect-hosts"), trustedRedirectHosts);
}
const hostForm = "; write only its name or address, without scheme, port and path, for example login.example.com";
function checkHosts(subject, hosts) {
	for (const host of hosts) if (!(require_spec ??= require("./spec.js")).isRegistryHost(host) || /:\d+$/.test(host)) throw (require_spec ??= require("./spec.js")).inputError(subject, host, `is not a host${(require_spec ??= require("./spec.js")).asciiHostHint(host) || hostForm}`);
	return hosts;
}

Object.defineProperty(exports, "attempts", {
  enumerable: true,
  get: function () {
    return attempts;
  }
});
Object.defineProperty(exports, "attemptsOptions", {
  enumerable: true,
  get: function () {
    return attemptsOptions;
  }
});
Object.defineProperty(exports, "checkCaFile", {
  enumerable: true,
  get: function () {
    return checkCaFile;
  }
});
Object.defineProperty(exports, "checkHosts", {
  enumerable: true,
  get: function () {
    return checkHosts;
  }
});
Object.defineProperty(exports, "chunkSizeOption", {
  enumerable: true,
  get: function () {
    return chunkSizeOption;
  }
});
Object.defineProperty(exports, "clientCertificate", {
  enumerable: true,
  get: function () {
    return clientCertificate;
  }
});
Object.defineProperty(exports, "clientOptions", {
  enumerable: true,
  get: function () {
    return clientOptions;
  }
});
Object.defineProperty(exports, "credentialOptions", {
  enumerable: true,
  get: function () {
    return credentialOptions;
  }
});
Object.defineProperty(exports, "credentials", {
  enumerable: true,
  get: function () {
    return credentials;
  }
});
Object.defineProperty(exports, "explicitOptions", {
  enumerable: true,
  get: function () {
    return explicitOptions;
  }
});
Object.defineProperty(exports, "githubToken", {
  enumerable: true,
  get: function () {
    return githubToken;
  }
});
Object.defineProperty(exports, "githubTokenDescription", {
  enumerable: true,
  get: function () {
    return githubTokenDescription;
  }
});
Object.defineProperty(exports, "registryAccess", {
  enumerable: true,
  get: function () {
    return registryAccess;
  }
});
Object.defineProperty(exports, "registryReadOptions", {
  enumerable: true,
  get: function () {
    return registryReadOptions;
  }
});
Object.defineProperty(exports, "registryWriteOptions", {
  enumerable: true,
  get: function () {
    return registryWriteOptions;
  }
});
Object.defineProperty(exports, "resolveOption", {
  enumerable: true,
  get: function () {
    return resolveOption;
  }
});
Object.defineProperty(exports, "tokenHostsOption", {
  enumerable: true,
  get: function () {
    return tokenHostsOption;
  }
});
Object.defineProperty(exports, "transportOptions", {
  enumerable: true,
  get: function () {
    return transportOptions;
  }
});
Object.defineProperty(exports, "trustedRedirectHosts", {
  enumerable: true,
  get: function () {
    return trustedRedirectHosts;
  }
});
Object.defineProperty(exports, "trustedRedirectHostsOption", {
  enumerable: true,
  get: function () {
    return trustedRedirectHostsOption;
  }
});