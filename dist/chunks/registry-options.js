let require_spec;
let require_file_system_error;
const require_run_command = require("./run-command.js");
const require_option_types = require("./option-types.js");
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
const sideOptionNames = [
	"plain-http",
	"insecure-tls",
	"ca-file",
	"username",
	"password",
	"token-hosts"
];
function onlyFor(name, side) {
	return `\`${name}\` for the ${side} only.`;
}
function sideOptions(side) {
	const { username, password } = credentialOptions;
	const credentialText = (description) => description.replace("the registry", `the ${side}'s registry`);
	return {
		"plain-http": require_run_command.option({
			type: require_option_types.flag,
			description: onlyFor("plain-http", side)
		}),
		"insecure-tls": require_run_command.option({
			type: require_option_types.flag,
			description: onlyFor("insecure-tls", side)
		}),
		"ca-file": require_run_command.option({
			type: require_option_types.path,
			description: onlyFor("ca-file", side)
		}),
		username: {
			...username,
			description: credentialText(username.description)
		},
		password: {
			...password,
			description: credentialText(password.description),
			cliDescription: credentialText(password.cliDescription ?? password.description)
		},
		"token-hosts": require_run_command.option({
			type: require_option_types.words("host"),
			description: onlyFor("token-hosts", side)
		})
	};
}
function prefixed(prefix, table) {
	const entries = Object.entries(table).map(([name, each]) => [`${prefix}-${name}`, each]);
	return Object.fromEntries(entries);
}
const bothSides = {
	...transportOptions,
	...prefixed("from", sideOptions("source")),
	...prefixed("to", sideOptions("target")),
	"github-token": githubToken(githubTokenDescription),
	"token-hosts": tokenHostsOption,
	...attemptsOptions,
	...chunkSizeOption
};
const bothSidesOptions = bothSides;
async function sideAccess(inputs, side, label) {
	const own = side === "from" ? sourceInputs(inputs) : targetInputs(inputs);
	const ownLabel = sideLabel(label, side);
	const hostsLabel = own.tokenHosts.length > 0 ? ownLabel : label;
	const access = {
		plainHttp: own.plainHttp ?? inputs.plainHttp,
		insecureTls: own.insecureTls ?? inputs.insecureTls,
		caFile: own.caFile ?? inputs.caFile,
		trustedRedirectHosts: trustedRedirectHosts(inputs, label),
		...credentials(own.username, own.password, ownLabel),
		githubToken: inputs.githubToken,
		tokenHosts: checkHosts(hostsLabel("token-hosts"), own.tokenHosts.length > 0 ? own.tokenHosts : inputs.tokenHosts),
		attempts: attempts(inputs, label),
		chunkSize: inputs.chunkSize
	};
	if (access.caFile !== void 0) await checkCaFile(access.caFile, (own.caFile === void 0 ? label : ownLabel)("ca-file"));
	return access;
}
function sourceInputs(inputs) {
	return {
		plainHttp: inputs.fromPlainHttp,
		insecureTls: inputs.fromInsecureTls,
		caFile: inputs.fromCaFile,
		username: inputs.fromUsername,
		password: inputs.fromPassword,
		tokenHosts: inputs.fromTokenHosts
	};
}
function targetInputs(inputs) {
	return {
		plainHttp: inputs.toPlainHttp,
		insecureTls: inputs.toInsecureTls,
		caFile: inputs.toCaFile,
		username: inputs.toUsername,
		password: inputs.toPassword,
		tokenHosts: inputs.toTokenHosts
	};
}
function sideLabel(label, side) {
	const sided = new Set(sideOptionNames);
	return (name) => label(sided.has(name) ? `${side}-${name}` : name);
}
function attempts(inputs, label) {
	const { attempts, retries } = inputs;
	if (attempts !== void 0 && retries !== void 0 && attempts !== retries) throw (require_spec ??= require("./spec.js")).inputError(label("attempts"), String(attempts), `differs from ${label("retries")} (${retries}), which is the former name of the same option; give only one of them`);
	return attempts ?? retries ?? defaultAttempts;
}
function credentials(username, password, label) {
	const missing = (name, given) => (require_spec ??= require("./spec.js")).inputError(label(name), void 0, `it is missing although ${label(given)} is given; give both or neither`);
	if (username !== void 0 && password === void 0) throw missing("password", "username");
	if (password !== void 0 && username === void 0) throw missing("username", "password");
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

Object.defineProperty(exports, "bothSidesOptions", {
  enumerable: true,
  get: function () {
    return bothSidesOptions;
  }
});
Object.defineProperty(exports, "checkCaFile", {
  enumerable: true,
  get: function () {
    return checkCaFile;
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
Object.defineProperty(exports, "sideAccess", {
  enumerable: true,
  get: function () {
    return sideAccess;
  }
});
Object.defineProperty(exports, "sideLabel", {
  enumerable: true,
  get: function () {
    return sideLabel;
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